/* record_serial.h - the serial numbers of objects (prefix: record_)
 *
 * The stream names an object by its serial. A table by the object's address
 * has it, and what the recorder has to know of the object.
 */
#ifndef GC_RECORD_SERIAL_H
#define GC_RECORD_SERIAL_H

#include <string.h>

#include "gc/object.h"
#include "gc/pages.h"
#include "gc/record_stream.h"

#if RECORDING

/* The place of 16 bytes in the tables that have an entry for each: bits 4 to
 * 35 of the address, which no two objects have in common (gc/pages.c). */
static ALWAYS_INLINE uint32_t
record_place(const void *address)
{
    return (uint32_t)((uintptr_t)address >> 4);
}

/* The serial of the object that begins at each 16 bytes; 0: none begins there.
 * The two top bits are marks. It is at RECORD_SERIALS + address / 4, where
 * objects can be: that takes two instructions, a table by record_place four
 * (1.5 % of a recording of lines). Sanitizers do not leave these places. */
#if MEM_SANITIZER
extern uint32_t *record_serials;
#else
#define RECORD_SERIALS 0x70000000u
#endif
#define RECORD_MARKS 0xc0000000u
/* The object will be described at the next step; */
#define RECORD_IS_DIRTY 0x40000000u
/* it is being taken apart, its references must not be read. */
#define RECORD_IS_DYING 0x80000000u

/* In the table for NULL, which has the serial 0: a mark, so that this needs
 * no question of its own. */
#define RECORD_NULL RECORD_IS_DIRTY

/* In the table: an int, float or complex of which nothing is told yet. Most
 * are temporaries that nobody ever refers to. It gets its serial when
 * something does. */
#define RECORD_LATENT 0xffffffffu

/* An object's serial and its marks. */
static ALWAYS_INLINE uint32_t *
record_entry(const Object *object)
{
#if MEM_SANITIZER
    return &record_serials[record_place(object)];
#else
    return (uint32_t *)(((uintptr_t)object >> 2) + RECORD_SERIALS);
#endif
}

/* The serial of the next new object. */
extern uint32_t record_next_serial;

/* The serial of what record_serial_quick does not find; new if that was born
 * before recording began, or is a number not yet told. */
NOINLINE uint32_t record_serial_slow(Object *object, uint32_t *entry);

/* The serial of an object, 0 of NULL; false: nothing is told of it yet, or it
 * is dying, and record_serial_slow has to be asked with `*entry`. */
static ALWAYS_INLINE bool
record_serial_quick(const Object *object, uint32_t *serial, uint32_t **entry)
{
    *entry = record_entry(object);
    *serial = **entry & ~RECORD_IS_DIRTY;
    return LIKELY((int32_t)**entry > 0); // not RECORD_IS_DYING, either
}

/* The serial of an object; 0 for NULL. */
static inline uint32_t
record_serial(Object *object)
{
    uint32_t serial, *entry;
    return record_serial_quick(object, &serial, &entry)
               ? serial
               : record_serial_slow(object, entry);
}

/* A type of numbers, and its event: of the last int, of the last float and of
 * the last complex that were told. No class made at run time has a
 * raw_value. */
typedef struct RecordNumbers {
    const Type *type;
    uint64_t word; /* the first of their event; a is 0 */
} RecordNumbers;

extern RecordNumbers record_ints, record_floats, record_complexes;

/* Numbers and describes a float or a small int of which nothing is told yet, at
 * `at`, where there is room; returns where the next word goes. NULL: it is
 * none. `entry` is its place in the table, `*serial` what that has then. */
static ALWAYS_INLINE uint64_t *
record_put_number(uint64_t *at, Object *object, uint32_t *entry,
                  uint32_t *serial)
{
    if (*entry != RECORD_LATENT) {
        return NULL;
    }
    if (object->type == record_floats.type) {
        at[0] = record_floats.word;
        memcpy(&at[1], object + 1, sizeof(at[1]));
    } else if (object->type == record_ints.type &&
               (size_t)(((VarObject *)object)->size + 1) <= 2) {
        const uint32_t *digit = (uint32_t *)((VarObject *)object + 1);
        at[0] = record_ints.word;
        at[1] = (uint64_t)((VarObject *)object)->size * *digit;
    } else {
        return NULL;
    }
    *serial = record_next_serial++;
    *entry = *serial;
    at[0] |= (uint64_t)*serial << 32;
    at[2] = (uintptr_t)object;
    return at + 3;
}

/* As record_serial_quick, but such a number is told at *at, which moves behind
 * it. */
static ALWAYS_INLINE bool
record_put_serial(uint64_t **at, Object *object, uint32_t *serial,
                  uint32_t **entry)
{
    if (record_serial_quick(object, serial, entry)) {
        return true;
    }
    uint64_t *behind = record_put_number(*at, object, *entry, serial);
    if (behind == NULL) {
        return false;
    }
    *at = behind;
    return true;
}

/* Whether that is its serial; may say no of one that is to be described. */
static ALWAYS_INLINE bool
record_has_serial(const Object *object, uint32_t serial)
{
    return *record_entry(object) == serial;
}

/* The serial of an object whose references the stream has all, or gets with
 * its description when the next step begins; 0: it is new to the recorder, or
 * is being taken apart. */
static ALWAYS_INLINE uint32_t
record_whole_serial(const Object *object)
{
    uint32_t entry = *record_entry(object);
    return (entry & RECORD_IS_DYING) == 0 ? entry & ~RECORD_MARKS : 0;
}

/* Whether the stream tells of the object. */
bool record_is_told(const Object *object);

/* Whether the stream tells all references of the object already. */
bool record_is_described(const Object *object);

/* The serial without the recorder's marks, 0 if it has none. */
uint32_t record_peek(const Object *object);

/* Serial of the pseudo-object that owns what the runtime's variables
 * hold. */
#define RECORD_RUNTIME 1u

/* A serial for such an owner that is no object: a frame, a thread, a native
 * scope. */
uint32_t record_new_serial(void);

#endif

#endif
