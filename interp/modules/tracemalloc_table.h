/* tracemalloc_table.h - which line took which block (prefix: trace_)
 *
 * The allocator's hooks fill a table: address of a block -> its size and the
 * frames that ran. Tracebacks and file names exist once. Nothing here is
 * Python memory or takes a reference, so that watching changes nothing.
 */
#ifndef INTERP_MODULES_TRACEMALLOC_TABLE_H
#define INTERP_MODULES_TRACEMALLOC_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TraceFrame {
    const char *file; /* UTF-8, one copy of each name */
    unsigned line;
} TraceFrame;

typedef struct TraceStack {
    struct TraceStack *next; /* of the same hash */
    uint64_t hash;
    unsigned count; /* frames kept, the most recent first */
    unsigned total; /* frames that there were */
    TraceFrame frames[];
} TraceStack;

typedef struct Trace {
    void *block; /* NULL: a free place */
    size_t size;
    const TraceStack *stack;
} Trace;

/* Begins to watch, keeping up to `frames` frames of each traceback. */
void trace_start(unsigned frames);
/* Ends it and forgets everything. */
void trace_stop(void);
bool trace_is_on(void);
unsigned trace_frame_limit(void);
/* Forgets the blocks seen so far. */
void trace_clear(void);
void trace_memory(size_t *current, size_t *peak);
void trace_reset_peak(void);
/* Bytes that the tables need. */
size_t trace_overhead(void);

/* The block that begins there; NULL: not seen. */
const Trace *trace_find(const void *block);

/* A copy of all traces, from malloc (NULL: no memory); *count how many. In
 * the order of the blocks' addresses. */
Trace *trace_copy(size_t *count);

#endif
