/* record.h - telling the recorder what happened (prefix: record_)
 *
 * The runtime is compiled twice: with RECORDING 0, in which every RECORD_
 * word below is nothing at all, and with RECORDING 1. Nothing here takes a
 * reference, allocates Python memory or runs Python code.
 *
 * What reaches the stream:
 * - births and deaths at once; those of ints and floats only when
 *   something refers to them that the stream tells of: at level `line` the
 *   temporaries of an expression are not told;
 * - a change of one slot (list item, dict entry, attribute) at once, as one
 *   precise event, unless its owner is described anew at the next step
 *   anyway;
 * - everything else when the next step begins: objects born or touched
 *   since the last one are described once, with all their references;
 * - a frame's local variables as they are stored to, its evaluation stack by
 *   comparison at each step and when it calls;
 * - with --events=all every change of a count.
 */
#ifndef GC_RECORD_H
#define GC_RECORD_H

#include <string.h>

#include "gc/alloc.h"
#include "gc/event.h"
#include "gc/object.h"

#if RECORDING

/* The level in force: which groups of events are emitted (EVENT_GROUP_).
 * 0: nothing is recorded. */
extern uint32_t record_mask;

/* Why a step is not the simplest of all, of which only the local variables that
 * are stored to and its line are to be told; 0: nothing speaks against it. */
enum {
    RECORD_OFF = 1,
    RECORD_UNSETTLED = 2, /* something is to be described: objects,
                             variables of the runtime's */
    RECORD_WATCHED = 4,   /* somebody looks at each step */
    RECORD_UNPACKED = 8,  /* the sink does not take packed words */
    RECORD_THREADS = 16,  /* there are several, or one owns more than its
                             frames: looked at in each step */
    RECORD_OTHER_FRAME = 32, /* runs than that of the last LINE or FRAME_PUSH */
    RECORD_NOTED = 64        /* the frame that runs is not as its last line
                                left it: variables were noted, or the stream
                                says more of its stack */
};
extern uint32_t record_not_simple;

/* How often RECORD_THREAD_CHANGED was said. */
extern uint32_t record_thread_changes;

/* Where the next word of the stream goes, and the end of the room for
 * words. */
extern uint64_t *record_at, *record_end;

/* Words: room for a line and the variables that were left for it to tell. */
enum { RECORD_LINE_ROOM = 140 };

/* Up to here the words of a simplest step may begin; NULL while
 * record_not_simple says that there is none. */
extern uint64_t *record_simple_end;

/* The same of packed words of the frame that runs, also where something is to
 * be described or somebody looks at each step. */
extern uint64_t *record_packed_end;
enum {
    RECORD_NOT_PACKED = ~(RECORD_UNSETTLED | RECORD_WATCHED | RECORD_NOTED)
};

/* Up to here so many packed words may be put without another look; NULL: the
 * sink takes none, or nothing is recorded. So what is told by a function with a
 * short way, that begins with this, need not ask whether anything is: the long
 * way does. */
enum { RECORD_FEW = 8 };
extern uint64_t *record_few_end;

/* Something speaks against the simplest step from now on, or no longer. */
static ALWAYS_INLINE void
record_complicate(uint32_t why)
{
    record_not_simple |= why;
    record_simple_end = NULL;
    if ((why & (uint32_t)RECORD_NOT_PACKED) != 0) {
        record_packed_end = NULL;
    }
    if ((why & RECORD_UNPACKED) != 0) { // known when this is compiled
        record_few_end = NULL;
    }
}

/* The room ends elsewhere, or record_not_simple says less. */
static inline void
record_set_ends(void)
{
    uint64_t *end = record_end - RECORD_LINE_ROOM;
    record_simple_end = record_not_simple == 0 ? end : NULL;
    record_packed_end =
        (record_not_simple & (uint32_t)RECORD_NOT_PACKED) == 0 ? end : NULL;
}

static inline void
record_simplify(uint32_t why)
{
    record_not_simple &= ~why;
    if ((why & (uint32_t)RECORD_NOT_PACKED) != 0) {
        record_set_ends();
    } else {
        record_simple_end =
            record_not_simple == 0 ? record_end - RECORD_LINE_ROOM : NULL;
    }
}

#define RECORD_ON() UNLIKELY(record_mask != 0)
#define RECORD_GROUP(group) UNLIKELY((record_mask & (group)) != 0)

/* A file may say 0 before it includes this: it never runs while counts are
 * told (level all). */
#ifndef RECORD_COUNTS
#define RECORD_COUNTS RECORD_GROUP(EVENT_GROUP_REFS)
#endif
#define RECORD_INCREF(object)                                                \
    (RECORD_COUNTS ? record_incref(OBJ(object)) : (void)0)
#define RECORD_DECREF(object)                                                \
    (RECORD_COUNTS ? record_decref(OBJ(object)) : (void)0)
#define RECORD_NEW(object) record_new(OBJ(object))
#define RECORD_NEW_NUMBER(object) record_new_number(OBJ(object))
#define RECORD_NEW_LARGE_NUMBER(object)                                      \
    (RECORD_ON() ? record_recount_later(OBJ(object)) : (void)0)
#define RECORD_FREE_NUMBER(object) record_free_number(OBJ(object))
#define RECORD_FREES_NUMBER(object) record_frees_number(OBJ(object))
#define RECORD_DYING(object, dying)                                          \
    (RECORD_ON() ? record_dying(OBJ(object), dying) : (void)0)
#define RECORD_TRACK(object) record_track_joined(OBJ(object))
#define RECORD_UNTRACK(object) record_untrack_joined(OBJ(object))
#define RECORD_FREE(object) record_free_joined(OBJ(object))
#define RECORD_FREE_LEAF(object) record_free_leaf(OBJ(object))
#define RECORD_MOVED(object, old)                                            \
    (RECORD_ON() ? record_moved(OBJ(object), OBJ(old)) : (void)0)
#define RECORD_ROOTS() (RECORD_ON() ? record_roots() : (void)0)
#define RECORD_TOUCH(object)                                                 \
    (RECORD_ON() ? record_touch(OBJ(object)) : (void)0)
#define RECORD_UNTOUCH(object)                                               \
    (RECORD_ON() ? record_untouch(OBJ(object)) : (void)0)
#define RECORD_SLOT(owner, label, target)                                    \
    record_slot(OBJ(owner), label, OBJ(target))
/* A thread has or handles what it did not before. */
#define RECORD_THREAD_CHANGED()                                              \
    (record_thread_changes++, record_complicate(RECORD_THREADS))
#define RECORD_FRAME_NOTED() record_complicate(RECORD_NOTED)
#define RECORD_EVENT(kind, object, b, c, d)                                  \
    (RECORD_GROUP(event_group[EVENT_##kind])                                 \
         ? record_raw(EVENT_##kind, record_serial(OBJ(object)), b, c, d)     \
         : (void)0)

void record_incref(Object *object);
void record_decref(Object *object);
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
void record_moved(Object *object, Object *old);
void record_touch(Object *object);
/* It is dying, and nothing need be described of it: if it was the last that was
 * touched, the next step is as simple as before. */
void record_untouch(const Object *object);
/* The reference of `owner` with the label as the stream has it goes to
 * `target` now, which may be NULL: of a kind with a text, whose number is that
 * of record_string; */
void record_slot_numbered(Object *owner, uint32_t kind, uint64_t number,
                          Object *target);
/* of one without. */
void record_slot_item(Object *owner, uint32_t kind, uint32_t number,
                      Object *target);
/* The same with the label's text. */
void record_slot_text(Object *owner, EdgeLabel label, Object *target);

/* As record_raw of `object` for kinds that carry a text. */
void record_text_event(EventKind kind, Object *object, uint32_t b,
                       const char *text, size_t length);

/* Hands everything emitted so far to the sink. */
void record_flush(void);

/* Room for an event of so many words, to be filled at once. */
static inline uint64_t *
record_room(size_t words)
{
    uint64_t *at = record_at, *behind = at + words;
    if (UNLIKELY(behind > record_end)) {
        record_flush();
        at = record_at;
        behind = at + words;
    }
    record_at = behind;
    return at;
}

/* The serial of the object that begins at each 16 bytes, by bits 4 to 35 of
 * its address, which no two objects have in common (gc/pages.c); 0: none
 * begins there. The two top bits are marks. */
extern uint32_t *record_serials;
#define RECORD_MARKS 0xc0000000u
/* The object will be described at the next step; */
#define RECORD_IS_DIRTY 0x80000000u
/* it is being taken apart, its references must not be read. */
#define RECORD_IS_DYING 0x40000000u

/* In the table for NULL, which has the serial 0: a mark, so that this needs
 * no question of its own. */
#define RECORD_NULL 0x80000000u

/* In the table: an int, float or complex of which nothing is told yet. Most
 * are temporaries that nobody ever refers to. It gets its serial when
 * something does. */
#define RECORD_LATENT 0xffffffffu

/* An object's serial and its marks. */
static ALWAYS_INLINE uint32_t *
record_entry(const Object *object)
{
    return &record_serials[(uint32_t)((uintptr_t)object >> 4)];
}

/* The serial of the next new object. */
extern uint32_t record_next_serial;

/* Gives a serial to an object that has none yet: born before recording
 * began, or a number not yet told. `entry` is its place in the table. */
NOINLINE uint32_t record_serial_slow(Object *object, uint32_t *entry);

/* The serial of an object, 0 of NULL; false: nothing is told of it yet, and
 * record_serial_slow has to be asked with `*entry`. */
static ALWAYS_INLINE bool
record_serial_quick(const Object *object, uint32_t *serial, uint32_t **entry)
{
    *entry = record_entry(object);
    *serial = **entry & ~RECORD_MARKS;
    return LIKELY(**entry - 1 < RECORD_MARKS - 1); // not 0, not both marks
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

/* A type of numbers, and its serial: of the last int, of the last float and of
 * the last complex that were told. No class made at run time has a raw_value. */
typedef struct RecordNumbers {
    const Type *type;
    uint32_t serial;
} RecordNumbers;

extern RecordNumbers record_ints, record_floats, record_complexes;

/* Numbers and describes a float or a small int of which nothing is told yet, at
 * `at`, where there is room; returns where the next word goes. NULL: it is
 * none. `entry` is its place in the table. */
static ALWAYS_INLINE uint64_t *
record_put_number(uint64_t *at, Object *object, uint32_t *entry)
{
    uint64_t bits, word;
    if (*entry != RECORD_LATENT) {
        return NULL;
    }
    if (object->type == record_floats.type) {
        memcpy(&bits, object + 1, sizeof(bits));
        word = event_word(EVENT_FLOAT, 0, record_floats.serial);
    } else if (object->type == record_ints.type &&
               (size_t)(((VarObject *)object)->size + 1) <= 2) {
        const uint32_t *digit = (uint32_t *)((VarObject *)object + 1);
        bits = (uint64_t)((VarObject *)object)->size * *digit;
        word = event_word(EVENT_INT, 0, record_ints.serial);
    } else {
        return NULL;
    }
    uint32_t serial = record_next_serial++;
    *entry = serial;
    at[0] = word | (uint64_t)serial << 32;
    at[1] = bits;
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
    uint64_t *behind = record_put_number(*at, object, *entry);
    if (behind == NULL) {
        return false;
    }
    *at = behind;
    *serial = **entry;
    return true;
}

/* Words of an event without its text, short where the kind is known when
 * this is compiled. */
static ALWAYS_INLINE size_t
record_words(EventKind kind)
{
    enum { WORDS_1 = 1, WORDS_2 = 2, WORDS_3 = 3, WORDS_T = 2 };
    switch (kind) {
#define EVENT(kind, group, words, a, b, c, d, doc)                           \
    case EVENT_##kind:                                                       \
        return WORDS_##words;
#include "gc/event.def"
#undef EVENT
    default:
        return 1;
    }
}

/* Whether packed words may stand for events. */
#define RECORD_PACKS LIKELY((record_not_simple & RECORD_UNPACKED) == 0)

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

/* Emits an event without a text. b has 24 bits. */
static ALWAYS_INLINE void
record_raw(EventKind kind, uint32_t a, uint32_t b, uint64_t c, uint64_t d)
{
    size_t words = record_words(kind);
    uint64_t *at = record_room(words);
    at[0] = event_word(kind, a, b);
    if (words > 1) {
        at[1] = c;
    }
    if (words > 2) {
        at[2] = d;
    }
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

/* Whether the number of a label is that of its text. */
static inline bool
record_label_is_text(EdgeKind kind)
{
    const uint32_t texts = 1u << EDGE_ATTR | 1u << EDGE_FIELD |
                           1u << EDGE_LOCAL | 1u << EDGE_TYPE |
                           1u << EDGE_ROOT | 1u << EDGE_NATIVE |
                           1u << EDGE_SLOT | 1u << EDGE_WEAK;
    return (texts >> kind & 1) != 0;
}

static ALWAYS_INLINE void
record_slot(Object *owner, EdgeLabel label, Object *target)
{
    if (record_label_is_text(label.kind)) {
        record_slot_text(owner, label, target);
    } else {
        record_slot_item(owner, label.kind, label.number, target);
    }
}

/* The number of a label as EDGE tells it: of its text, and what tells edges
 * of one text apart; or the label's own. */
uint64_t record_label_number(EdgeLabel label);

/* Whether that is the serial of the object; quick, and may say no of one
 * that is to be described. */
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
    if (UNLIKELY(RECORD_GROUP(EVENT_GROUP_STEPS))) {
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

/* The objects with a serial that live now, numbers that were not told of
 * among them; for the audit. */
typedef void (*RecordVisit)(uint32_t serial, Object *object, void *arg);
void record_visit_objects(RecordVisit visit, void *arg);

/* Where the stream goes: called with whole events, in order. */
typedef void (*RecordSink)(void *arg, const uint64_t *words, size_t count);

/* After each call of the sink: room for the words to come, EVENT_ROOM or
 * more, up to `*end`; where they are put in it they need not be copied. NULL:
 * there is none, the recorder has its own. Such a sink takes packed words
 * (event.h). */
typedef uint64_t *(*RecordGiveRoom)(void *arg, uint64_t **end);

/* A variable registered by ref_root has changed. */
void record_roots(void);

/* Before the first object is made: reserves the table of serials. False without
 * address space. */
MUST_CHECK bool record_prepare(void);

/* Begins to record: numbers and describes everything that lives now.
 * `give_room` may be NULL. False without memory. */
MUST_CHECK bool record_start(uint32_t mask, RecordSink sink,
                             RecordGiveRoom give_room, void *arg);

/* Describes what was born or touched since the last step. */
void record_settle_slow(void);

static inline void
record_settle(void)
{
    if ((record_not_simple & RECORD_UNSETTLED) != 0) {
        record_settle_slow();
    }
}

/* Without memory for what it needs, the recorder ends. */
void record_end_early(void);

/* In a forked child: from here on nothing is recorded, and the sink, which
 * is the parent's, gets nothing of what was not yet handed to it. */
void record_abandon(void);

/* Ends recording; the sink has everything. */
void record_stop(void);

/* A name for repeated texts (names of attributes, variables, functions):
 * the number that later events use; emits the text the first time. */
uint32_t record_string(const char *text);

/* The same of a text in a variable that is used again. */
uint32_t record_string_copied(const char *text);

/* As record_raw for kinds that carry a text. */
void record_raw_text(EventKind kind, uint32_t a, const char *text,
                     size_t length);

/* Whether the stream tells of the object. */
bool record_is_told(const Object *object);

/* Whether the stream tells all references of the object already. */
bool record_is_described(const Object *object);

/* The serial without the recorder's marks, 0 if it has none. */
uint32_t record_peek(const Object *object);

/* Counting all references anew: `visit` gets every live object and how
 * many references more (or less) it has than were found. `extra` visits
 * what no object owns: frames, threads. Returns the objects looked at. */
typedef void (*RecordExtra)(EdgeProc visit, void *arg);
typedef void (*RecordResidual)(uint32_t serial, Object *object,
                               ssize_t residual, void *arg);
size_t record_recount(RecordExtra extra, RecordResidual visit, void *arg);

/* The same by what has changed since the last time, of the objects that have
 * a residual only; `*cost` is the work of looking at so many objects by
 * record_recount. False: it cannot tell, nothing was visited. */
MUST_CHECK bool record_recount_quick(RecordExtra extra, RecordResidual visit,
                                     void *arg, size_t *cost);

/* The next quick recount is to look at the object, a large number, which
 * nobody else will say. */
void record_recount_later(Object *object);

/* Objects with these `edges` refer to something else without saying so. */
void record_recount_always(EdgesFunc edges);

/* Serial of the pseudo-object that owns what the runtime's variables
 * hold. */
#define RECORD_RUNTIME 1u

/* One reference of a pseudo-owner (frame, thread, native scope) that has a
 * serial of its own; used by interp/vm. */
uint32_t record_new_serial(void);
void record_owner_slot(uint32_t owner, EdgeLabel label, Object *target);

/* The same with the label as the stream has it (a text's number from
 * record_string) and the target's serial. */
static inline void
record_slot_word(uint32_t owner, uint32_t kind, uint64_t number,
                 uint32_t serial)
{
    bool text = record_label_is_text((EdgeKind)kind);
    if (RECORD_PACKS &&
        LIKELY(number <= (text ? EVENT_B_MAX >> 4 : UINT32_MAX))) {
        EventKind packed =
            (EventKind)(text ? EVENT_PACKED_SLOT : EVENT_PACKED_ITEM);
        uint64_t *at = record_room(2);
        at[0] = event_word(packed, serial,
                           text ? (uint32_t)number << 4 | kind : kind);
        at[1] = text ? owner : (uint64_t)owner << 32 | number;
        return;
    }
    uint64_t *at = record_room(3);
    at[0] = event_word(EVENT_SLOT, owner, 0);
    at[1] = event_word(EVENT_EDGE, serial, kind);
    at[2] = number;
}

#else

#define RECORD_ON() false
#define RECORD_GROUP(group) false
#define RECORD_INCREF(object) ((void)0)
#define RECORD_DECREF(object) ((void)0)
#define RECORD_NEW(object) ((void)0)
#define RECORD_NEW_NUMBER(object) ((void)0)
#define RECORD_NEW_LARGE_NUMBER(object) ((void)0)
#define RECORD_FREE_NUMBER(object) ((void)0)
#define RECORD_FREES_NUMBER(object) true
#define RECORD_DYING(object, dying) ((void)0)
#define RECORD_TRACK(object) ((void)0)
#define RECORD_UNTRACK(object) ((void)0)
#define RECORD_FREE(object) ((void)0)
#define RECORD_FREE_LEAF(object) ((void)0)
#define RECORD_MOVED(object, old) ((void)0)
#define RECORD_ROOTS() ((void)0)
#define RECORD_TOUCH(object) ((void)0)
#define RECORD_UNTOUCH(object) ((void)0)
#define RECORD_SLOT(owner, label, target) ((void)0)
#define RECORD_THREAD_CHANGED() ((void)0)
#define RECORD_FRAME_NOTED() ((void)0)
#define RECORD_EVENT(kind, object, b, c, d) ((void)0)

#endif

#endif
