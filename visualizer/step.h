/* step.h - walking forth and back through a recording (prefix: step_)
 *
 * A Stepper stands at one moment: `cursor` events of the tape are applied
 * to `model`. Everything that is shown is a function of the tape and the
 * cursor, so a moment looks the same whichever way one came.
 *
 * The program runs only when a move leads beyond the tape's end: then the
 * moving function says MOVE_RUN, the caller lets the program go on, its
 * events are fed to step_feed, and step_arrived tells when to wait again.
 *
 * A place is where one can stand after a step: a line of the script (or of
 * a module of the user's) is about to run, the program has ended, or it is
 * shut down. Lines of Python's library are passed unless `internals`.
 */
#ifndef VISUALIZER_STEP_H
#define VISUALIZER_STEP_H

#include "visualizer/step_stops.h"
#include "visualizer/tape.h"

typedef enum GoalKind {
    GOAL_PLACE,  /* the next place */
    GOAL_DEPTH,  /* the next one with at most `depth` frames */
    GOAL_LINE,   /* line `n`, or a place with fewer than `depth` frames */
    GOAL_BELOW,  /* a line behind `n`, at most `depth` frames */
    GOAL_STEP,   /* step number `n` */
    GOAL_NTH,    /* line `n` for the `times`-th time from here on */
    GOAL_MEMORY, /* one memory event */
    GOAL_EVENT,  /* `n` events from the start */
    GOAL_RAISE,  /* an exception was raised */
    GOAL_STOPS,  /* only what the user asked to stop at */
    GOAL_END,    /* the program's end, its names still there */
    GOAL_EXIT    /* after shutdown */
} GoalKind;

typedef struct Goal {
    GoalKind kind;
    uint64_t n, times;
    size_t depth;
    bool stops; /* also at what the user asked to stop at */
} Goal;

typedef enum Move {
    MOVE_DONE,
    MOVE_RUN,    /* the program must run first */
    MOVE_NOWHERE /* there is no such moment in that direction */
} Move;

typedef struct Scan {
    bool line; /* a LINE or EXIT waits for its SETTLED */
    bool forward;
    bool raised;
    bool ended; /* at the program's end, not at the goal */
    uint64_t seen;
} Scan;

typedef struct Stepper {
    Tape *tape;
    Model model;
    uint64_t cursor;
    bool internals;
    bool live; /* a program may add to the tape */
    bool over; /* it has ended */
    Stops stops;
    Text reason; /* why the last move ended where it did */
    /* What step_line_before found last: of every cursor between the two. */
    Goal line_goal;
    uint64_t line_before, line_cursor; /* line_cursor 0: nothing */
    /* While the program runs. */
    Goal goal;
    Scan scan;
    bool waiting;     /* for the goal */
    uint64_t arrived; /* events until it was reached; 0: not yet */
} Stepper;

/* A stepper at the start of a tape, which becomes its own. */
void step_open(Stepper *s, Tape *tape, bool live);
void step_close(Stepper *s);

/* The number of a thread for people: before the first switch the stream
 * gives the main thread none. */
uint32_t step_thread(uint32_t thread);

/* Frames of the running thread. */
size_t step_depth(const Model *model);

/* Towards the goal; on MOVE_NOWHERE the stepper stays. */
Move step_forward(Stepper *s, const Goal *goal);
Move step_backward(Stepper *s, const Goal *goal);

/* To exactly that many events. */
void step_to(Stepper *s, uint64_t event);

/* Where the line began that led here: the last place before with no more
 * frames than now (within a call: the one before it); 0: there is none. */
uint64_t step_line_before(Stepper *s);

/* One event of the running program. */
void step_feed(Stepper *s, const uint64_t *words);

/* Whether the goal was reached (or `anyhow`); then the stepper stands
 * there. */
bool step_arrived(Stepper *s, bool anyhow);

/* Gives what the analysis numbered for the view its number back: before the
 * model goes on. */
void step_forget_numbers(Model *model);

#endif
