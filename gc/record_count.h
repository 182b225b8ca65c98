/* record_count.h - changes of counts, with --events=all (prefix: record_)
 *
 * Most instructions take one reference or drop one: then one word tells of
 * both.
 */
#ifndef GC_RECORD_COUNT_H
#define GC_RECORD_COUNT_H

#include "gc/object.h"
#include "gc/record_serial.h"
#include "gc/record_stream.h"

#if RECORDING

/* Where the stream goes on, if the word before is a PACKED_OPCODE, or ends in a
 * DECREF: what follows at once joins it. */
extern uint64_t *record_opcode_end, *record_drop_end;

/* With --events=all: a reference to the object was taken, or dropped. */
void record_incref(Object *object);
void record_decref(Object *object);

/* A count of the object with this serial, at `at`, where there is room; by a
 * kind of its own or that of an instruction. */
static ALWAYS_INLINE void
record_put_count(uint64_t *at, uint32_t serial, int kind, int joined)
{
    uint64_t *end = at;
    if (at == record_opcode_end) {
        record_opcode_end = NULL;
        at[-1] += event_word((EventKind)0, serial, 0) -
                  (uint64_t)(EVENT_PACKED_OPCODE - joined);
    } else {
        *end++ = event_word((EventKind)kind, serial, 0);
    }
    record_at = end;
    if (kind == EVENT_PACKED_DECREF) {
        record_drop_end = end;
    }
}

/* The same of an object; what is not the commonest case is told `slowly`. */
static ALWAYS_INLINE void
record_count_joined(Object *object, int kind, int joined,
                    void (*slowly)(Object *))
{
    uint32_t serial, *entry;
    uint64_t *at = record_at;
    if (LIKELY(at <= record_few_end) &&
        record_serial_quick(object, &serial, &entry)) {
        record_put_count(at, serial, kind, joined);
    } else {
        slowly(object);
    }
}

static ALWAYS_INLINE void
record_incref_joined(Object *object)
{
    record_count_joined(object, EVENT_INCREF, EVENT_PACKED_OPCODE_INCREF,
                        record_incref);
}

static ALWAYS_INLINE void
record_decref_joined(Object *object)
{
    record_count_joined(object, EVENT_PACKED_DECREF,
                        EVENT_PACKED_OPCODE_DECREF, record_decref);
}

/* Whether the last word's DECREF is the last one of the object, which goes
 * now. */
static ALWAYS_INLINE bool
record_joins_drop(const uint64_t *at, uint32_t serial)
{
    return RECORD_EACH && at == record_drop_end && event_a(at[-1]) == serial;
}

#endif

#endif
