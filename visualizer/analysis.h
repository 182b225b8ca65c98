/* analysis.h - what follows from the model at one moment
 * (prefix: analysis_, bill_)
 *
 * Which objects can still be reached, which lie in cycles, and of what each
 * count consists. Costs time in proportion to the heap: made for one view;
 * for many moments in a row see kept.h.
 */
#ifndef VISUALIZER_ANALYSIS_H
#define VISUALIZER_ANALYSIS_H

#include "visualizer/model.h"

typedef enum ReachState {
    REACH_LIVE,
    REACH_WEAK,  /* only through a weak reference */
    REACH_NONE,  /* unreachable, not yet freed */
    REACH_DYING, /* being deallocated or finalized now */
} ReachState;

typedef struct Analysis {
    const Model *model;
    uint8_t *reach;  /* ReachState of each place */
    uint32_t *cycle; /* cycles among the program's objects; 0: in none */
    uint32_t cycles;
    uint64_t unreachable, unreachable_bytes;
} Analysis;

/* Gives unreachable objects without a number one, at the end of all. */
void analysis_make(Analysis *analysis, Model *model);
void analysis_free(Analysis *analysis);

/* The rest of an analysis whose `reach` says of all but the `dead` that they
 * are live: weakly reachable ones, numbers, cycles. `touched_only`: there was
 * no cycle before the model's touched objects were touched, so that one is
 * looked for only among what they lead to. */
void analysis_finish(Analysis *analysis, Model *model, const ModelRef *dead,
                     size_t count, bool touched_only);

/* Whether an object is held from outside the heap for what it is: static,
 * a frame, held by native code, not yet described. */
bool analysis_is_held(const Model *model, ModelRef ref);

/* The same, or because a frame that runs is it or runs its code. */
bool analysis_is_root(const Model *model, ModelRef ref);

/* An edge's target seen through cells; 0: none. */
ModelRef analysis_through_cells(const Model *model, ModelRef target);

/* Who holds the references to an object. */
typedef enum BillKind {
    BILL_NAME,
    BILL_TEMPORARY,
    BILL_SLOT,     /* of a sequence */
    BILL_VALUE,    /* of a dict */
    BILL_KEY,
    BILL_ITEM,     /* of a set */
    BILL_ATTRIBUTE,
    BILL_CELL,
    BILL_INSTANCE, /* an object, of its class */
    BILL_FIELD,    /* of another object of the program */
    BILL_NATIVE,   /* a running native function */
    /* from here on: by the runtime */
    BILL_CONSTANT,
    BILL_FRAME,
    BILL_MODULE,
    BILL_CLASS,
    BILL_RUNTIME,
    BILL_KINDS
} BillKind;

enum { BILL_USER_KINDS = BILL_CONSTANT };

/* One referrer. */
typedef struct Referrer {
    BillKind kind;
    ModelRef owner;  /* the object to name: an instance, not its dict */
    uint32_t count;  /* of BILL_NATIVE */
    uint32_t frame;  /* 1 + index of the frame, for BILL_NAME... */
    char label[48];  /* "x", "[0]", "['k']", ".next" */
    uint64_t order;
} Referrer;

typedef struct Bill {
    uint32_t counts[BILL_KINDS];
    uint32_t user, runtime;
    uint32_t weak; /* weak references, not counted */
    Referrer *referrers; /* sorted */
    size_t count, room;
    bool cut;    /* more than BILL_REFERRERS */
    bool frames; /* a frame is among them */
} Bill;

enum { BILL_REFERRERS = 10000 };

void bill_make(Bill *bill, const Model *model, ModelRef ref);
void bill_free(Bill *bill);

/* Finds the frames of a kept bill again: others may have come and gone. */
void bill_find_frames(Bill *bill, const Model *model);

/* Only the sums, without the list. */
void bill_count(const Model *model, ModelRef ref, uint32_t *user,
                uint32_t *runtime);

/* The label of an edge, as a program would write it: "[0]", ".next",
 * "['key']", "x". */
void edge_label(const Model *model, ModelRef owner, const ModelEdge *edge,
                Text *out);

/* "name", "names" ... */
const char *bill_word(BillKind kind, uint64_t n);

/* The bill in words: "2 names (x, y) + 1 slot ([0] of #4)". */
void bill_words(const Model *model, const Bill *bill, Text *out);
/* What the runtime holds: "1 by the code's constants"; "" when nothing. */
void bill_runtime_words(const Bill *bill, Text *out);

#endif
