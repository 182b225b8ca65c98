/* trace_writer_private.h - what the files of the trace writer share
 * (prefix: trace_writer_)
 *
 * trace_writer.c has the ring, which the program's thread fills, and the
 * writing thread; trace_writer_file.c what that puts into the file;
 * trace_writer_fork.c begins a child's trace.
 */
#ifndef VISUALIZER_TRACE_WRITER_PRIVATE_H
#define VISUALIZER_TRACE_WRITER_PRIVATE_H

#include <pthread.h>
#include <zstd.h>

#include "visualizer/model.h"
#include "visualizer/trace_writer.h"

/* Small enough to stay in the cache between the two threads. */
enum { SEGMENTS = 16, SEGMENT_WORDS = 16 * 1024 };
/* Before a segment's words is room for the encoder's past. */
enum {
    SEGMENT_SPACE = CODEC_PAST + SEGMENT_WORDS,
    SEGMENT_BYTES = SEGMENT_SPACE * (int)sizeof(uint64_t)
};
_Static_assert((int)SEGMENT_WORDS >= 2 * (int)EVENT_ROOM,
               "half a segment is room");

typedef struct Segment {
    uint64_t *words; /* in the ring, or larger and its own */
    size_t count, room;
    bool ends_block; /* what comes behind it is in another one */
} Segment;

struct TraceWriter {
    int fd;
    /* The ring. Segments [tail, head) are full: atomic, each is changed by
     * one thread. To wake the other one takes the time of a thousand events:
     * while segments come the writing one looks for them now and then, and
     * needs no call; else it is `asleep`. */
    pthread_t thread;
    Segment segments[SEGMENTS];
    uint64_t *ring; /* their words */
    unsigned head, tail;
    bool asleep, waits; /* the writing thread, the program's; atomic */
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied;
    bool done; /* guarded by the lock */
    int failed; /* errno of the first failed write; atomic */
    /* The rest is the writing thread's. */
    Model *model; /* for keyframes and children; NULL: none is kept */
    bool lines; /* are recorded, and no instructions, for all that is known */
    TraceCodec codec;
    TraceBytes block;
    Text payload;    /* of the block that is written, but for its values */
    TraceBlock open; /* head of the block being filled */
    ZSTD_CCtx *zstd;
    unsigned hard; /* so many blocks more are hard to compress */
    uint8_t *packed;
    size_t packed_room;
    uint64_t offset;
    uint64_t sealed; /* where the index began that may be overwritten */
    uint64_t events, steps;
    uint64_t next_keyframe;
    TraceBlock *blocks;
    size_t block_count, block_room;
};

/* The lock of the ring, and what waits for it. */
void trace_writer_init_lock(TraceWriter *w);

/* Starts the writing thread: 0, or why it cannot. */
int trace_writer_start_thread(TraceWriter *w);

/* A new model, which nobody looks at: without values. */
Model *trace_writer_new_model(void);

/* Begins a new file: its header, its first block, and a model if one is to go
 * along. */
void trace_writer_begin_file(TraceWriter *w, bool keyframes);

/* Encodes what the segment has, and writes the blocks that are full. */
void trace_writer_encode(TraceWriter *w, const Segment *segment);

/* Writes the block being filled and the index: the file is whole. More may be
 * written over the index, from w->sealed on, when a block was opened anew. */
void trace_writer_finish_file(TraceWriter *w);
void trace_writer_open_block(TraceWriter *w);

/* Frees the model if there is one. */
void trace_writer_drop_model(TraceWriter *w);

#endif
