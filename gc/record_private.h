/* record_private.h - what the files of the recorder share (prefix: record_)
 *
 * record_stream.c has the table of serials and the stream, from start to
 * stop; record.c tells of births, deaths and changes as they happen,
 * record_describe.c at a step of what is to be described, record_string.c
 * numbers texts, record_recount.c counts all references for the audit,
 * record_ledger.c those that have changed since it last did.
 */
#ifndef GC_RECORD_PRIVATE_H
#define GC_RECORD_PRIVATE_H

#include "gc/record.h"
#include "gc/refcount.h"

#if RECORDING

_Static_assert(RECORD_MARKS == (RECORD_IS_DIRTY | RECORD_IS_DYING),
               "the marks");
#define RECORD_GRANULE 16u
/* Entries of a table by bits 4 to 35 of addresses. */
#define RECORD_PLACES ((size_t)1 << 32)

static inline bool
record_in_heap(const void *object)
{
    return (uintptr_t)object - mem_region < mem_region_size;
}

/* A number of which nothing is told yet (record_new_number). */
static inline bool
record_is_latent(uint32_t entry)
{
    return entry == RECORD_LATENT;
}

/* The static objects that have a serial. */
extern Object **record_static_objects;
extern size_t record_static_count;

/* A table by bits 4 to 35 of addresses, all 0; it takes memory when it is
 * touched. NULL without address space for it. */
uint32_t *record_reserve_table(void);

/* Room for the counts of record_recount. False without memory. */
MUST_CHECK bool record_recount_start(void);

/* The count of an object of whose references so many were found, if nobody
 * else has any. */
static inline ssize_t
record_expected(const Object *object, uint32_t found)
{
    if (object->refcount >= REFCOUNT_IMMORTAL / 2) {
        return (ssize_t)found + REFCOUNT_IMMORTAL;
    }
    // The program itself holds its static objects.
    return (ssize_t)found + !record_in_heap(object);
}

/* Whether record_recount_quick wants to know what changes. */
extern bool record_noting;
void record_note_slowly(Object *object);

/* The references of an object that is not being made are others than at the
 * last recount, or it is new. */
static inline void
record_note(Object *object)
{
    if (UNLIKELY(record_noting)) {
        record_note_slowly(object);
    }
}

/* Bytes of the blocks of most numbers. */
#define RECORD_NUMBER_BLOCK 32u

/* In a quick recount so many objects that have not changed are the work of
 * one that has, or of one in a full one. */
#define RECORD_QUICK 6

/* An event with a text, of any length. */
void record_emit_text(EventKind kind, uint32_t a, uint32_t b, const char *text,
                      size_t length);

/* The list of what is described at the next step: where it goes on, and the
 * end of the room for it. */
extern Object **record_dirty_at, **record_dirty_end;

/* Finds or makes room for one more. */
NOINLINE void record_push_dirty_slowly(Object *object);

/* The object is to be described at the next step; it has the mark. */
static inline void
record_push_dirty(Object *object)
{
    record_complicate(RECORD_UNSETTLED);
    if (LIKELY(record_dirty_at < record_dirty_end)) {
        *record_dirty_at++ = object;
    } else {
        record_push_dirty_slowly(object);
    }
}

/* How often record_roots was called. */
extern uint32_t record_root_changes;

/* Describes the variables of the runtime that are not what was told. */
void record_describe_roots(void);

#endif

#endif
