/* race.h - two threads count references to one object (prefix: race_)
 *
 * A simulation. Each thread makes a few changes of the count, up or down;
 * a change is split into what a processor does: load, add, store. All
 * orders in which the two can come are tried, under one of four rules:
 *
 *   RACE_PLAIN   no lock: the three steps of a change may be interrupted
 *   RACE_LOCKED  a lock, the GIL say, is held from load to store
 *   RACE_ATOMIC  the processor does the three as one
 *   RACE_BIASED  PEP 703: the thread that owns the object counts in a field
 *                of its own, plain; all others in a shared one, atomic. The
 *                owner adds the two when its own reaches 0.
 *
 * Source: PEP 703 (biased reference counting); the names of its fields are
 * ob_ref_local and ob_ref_shared.
 */
#ifndef VISUALIZER_RACE_H
#define VISUALIZER_RACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RACE_CHANGES = 4, RACE_STEPS = 2 * RACE_CHANGES * 5 };

typedef enum RaceRule {
    RACE_PLAIN,
    RACE_LOCKED,
    RACE_ATOMIC,
    RACE_BIASED,
    RACE_RULES
} RaceRule;

/* How an order ends. */
typedef enum RaceEnd {
    RACE_RIGHT,
    RACE_TOO_HIGH, /* a decrement was lost: never freed */
    RACE_TOO_LOW,  /* an increment was lost: will be freed too early */
    RACE_USED,     /* freed, and then counted again: use after free */
    RACE_ENDS
} RaceEnd;

typedef enum RaceDoes {
    RACE_LOAD,
    RACE_ADD,
    RACE_STORE,
    RACE_WHOLE, /* load, add and store as one */
    RACE_MERGE, /* the owner adds both fields */
    RACE_FREE
} RaceDoes;

typedef struct RaceStep {
    int thread; /* 0 or 1 */
    RaceDoes does;
    int change; /* +1 or -1 */
    int value;  /* what the thread holds behind it */
    int count;  /* what the memory holds behind it */
} RaceStep;

typedef struct RaceCase {
    int changes[2][RACE_CHANGES]; /* +1 or -1 */
    size_t count[2];
    int start; /* the count before */
    int local; /* RACE_BIASED: how much of it the owner counts, <= 0: merged
                  already */
    int owner; /* 0 or 1; -1: a third thread */
} RaceCase;

typedef struct RaceTally {
    uint64_t orders, ends[RACE_ENDS];
    /* Of each end the order with the fewest hand-overs. */
    RaceStep example[RACE_ENDS][RACE_STEPS];
    size_t length[RACE_ENDS], hand_overs[RACE_ENDS];
    int last[RACE_ENDS]; /* ... and the count it leaves */
} RaceTally;

/* The count when no change is lost. */
int race_expected(const RaceCase *race);

/* Whether under a lock every order ends right: no thread drops what the
 * other one has not yet taken. */
bool race_is_fair(const RaceCase *race);

/* Tries all orders. */
void race_try(const RaceCase *race, RaceRule rule, RaceTally *tally);

/* Processor instructions of one change, without the comparison with 0 that
 * all rules need; how many of them are atomic. `own`: made by the thread
 * that owns the object. */
typedef struct RaceCost {
    unsigned instructions, atomic;
} RaceCost;
RaceCost race_cost(RaceRule rule, bool own);

extern const char *const race_rule_names[RACE_RULES];

#endif
