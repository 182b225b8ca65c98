/* record_life.h - births and deaths of objects (prefix: record_)
 *
 * Most of what is born is watched by the collector at once, and what dies
 * does so in one go: these are told with as few words as they allow.
 */
#ifndef GC_RECORD_LIFE_H
#define GC_RECORD_LIFE_H

#include "gc/object.h"
#include "gc/record_count.h"
#include "gc/record_serial.h"
#include "gc/record_stream.h"

#if RECORDING

/* The object was made, with its count and its type; its block is given back. */
void record_new(Object *object);
void record_free(Object *object);

/* The collector watches it from now on, or no longer. */
void record_track(Object *object);
void record_untrack(Object *object);

/* From now on the object's dealloc takes it apart: nobody may look at its
 * references. `false`: it is whole (again), while its finalizer runs. */
void record_dying(Object *object, bool dying);

/* Its count fell to 0: calls its dealloc. Tells when that begins and ends,
 * but of what owns no references record_free tells all there is. */
void record_dealloc(Object *object);

/* The object was at `old`, and is larger or smaller now. */
void record_moved(Object *object, Object *old);

/* A packed word of the object that its next event may be joined with: the
 * stream goes on at `end` if nothing has come since. */
typedef struct RecordJoint {
    const Object *object;
    uint64_t *end;
} RecordJoint;

extern RecordJoint record_birth; /* a PACKED_NEW */
extern RecordJoint record_death; /* a PACKED_DEATH, FREE not in it */

static ALWAYS_INLINE bool
record_joins(const RecordJoint *joint, const Object *object)
{
    return joint->object == object && joint->end == record_at;
}

/* As record_track, record_untrack and record_free: most of what is born is
 * watched at once, and dies in one go. */
static ALWAYS_INLINE void
record_track_joined(Object *object)
{
    if (LIKELY(record_joins(&record_birth, object))) {
        record_at[-2] += EVENT_PACKED_NEW_TRACKED - EVENT_PACKED_NEW;
    } else {
        record_track(object);
    }
}

static ALWAYS_INLINE void
record_untrack_joined(Object *object)
{
    if (LIKELY(record_joins(&record_death, object))) {
        record_at[-1] |= EVENT_DEATH_UNTRACK;
    } else {
        record_untrack(object);
    }
}

static ALWAYS_INLINE void
record_free_joined(Object *object)
{
    if (LIKELY(record_joins(&record_death, object))) {
        record_death.object = NULL; // its place may be another's
        *record_entry(object) = 0;
        record_at[-1] |= EVENT_DEATH_FREE;
    } else {
        record_free(object);
    }
}

/* An int, float or complex is born. Of these it need not be asked whether
 * anything is recorded. */
static inline void
record_new_number(Object *object)
{
    *record_entry(object) = RECORD_LATENT;
}

/* What owns no references dies; the stream may have told of it. False: nothing
 * is done, record_free is to be asked. */
static ALWAYS_INLINE bool
record_frees_told(uint32_t *entry)
{
    uint32_t serial = *entry & ~RECORD_MARKS;
    uint64_t *at = record_at;
    if (UNLIKELY(serial == 0 || at > record_few_end)) {
        return false;
    }
    *entry = 0;
    if (record_joins_drop(at, serial)) {
        at[-1]++; // PACKED_DROP, PACKED_OPCODE_DROP
        return true;
    }
    *at = event_word(EVENT_FREE, serial, 1);
    record_at = at + 1;
    return true;
}

/* The same of an int, float or complex that is no instance of a subclass. */
static ALWAYS_INLINE bool
record_frees_number(Object *object)
{
    uint32_t *entry = record_entry(object);
    if (UNLIKELY(*entry != RECORD_LATENT)) {
        return record_frees_told(entry);
    }
    if (RECORD_STEPS) {
        return false;
    }
    *entry = 0;
    return true;
}

static inline void
record_free_number(Object *object)
{
    if (UNLIKELY(!record_frees_number(object))) {
        record_free(object);
    }
}

/* The same of an object that is no number and owns no references. */
static inline void
record_free_leaf(Object *object)
{
    if (UNLIKELY(!record_frees_told(record_entry(object)))) {
        record_free(object);
    }
}

#endif

#endif
