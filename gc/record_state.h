/* record_state.h - whether anything is recorded, and in what way
 * (prefix: record_)
 *
 * Most words are told by functions with a short way and a long one. One
 * comparison of where the next word goes says whether the short way may be
 * gone: the ends of the room are NULL where something speaks against it.
 */
#ifndef GC_RECORD_STATE_H
#define GC_RECORD_STATE_H

#include "gc/event.h"
#include "gc/ownership.h"

/* Whether this runtime tells of instructions and counts, if it is asked to: the
 * one for lines has no code for it. */
#define RECORD_EACH (RECORDING == 2)

/* The kind of packed word that tells of a line. */
#define RECORD_PACKED_LINE                                                   \
    (RECORD_EACH ? EVENT_PACKED_STEP : EVENT_PACKED_LINE_AT)

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
    RECORD_NOTED = 64,       /* the frame that runs is not as its last line
                                left it: variables were noted, or the stream
                                says more of its stack */
    RECORD_CLOCK = 128, /* the clock of the next instruction may not be one more
                           than what was told last (levels bytecode, all) */
    RECORD_DUE = 256 /* the next line is to look for what native code holds */
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
    RECORD_NOT_PACKED =
        ~(RECORD_UNSETTLED | RECORD_WATCHED | RECORD_NOTED | RECORD_DUE)
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
#define RECORD_STEPS (RECORD_EACH && RECORD_GROUP(EVENT_GROUP_STEPS))

#else

#define RECORD_ON() false
#define RECORD_GROUP(group) false
#define RECORD_STEPS false

#endif

#endif
