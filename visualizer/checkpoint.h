/* checkpoint.h - taking a statement back (prefix: checkpoint_)
 *
 * Before each statement the process makes a copy of itself, which sleeps.
 * To take the statement back the copy is woken and goes on in the place of
 * the original, which only waits for its end: so everything in memory is as
 * it was, what was written to files or the terminal is not.
 */
#ifndef VISUALIZER_CHECKPOINT_H
#define VISUALIZER_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>

enum { CHECKPOINTS = 50 };

typedef struct Checkpoints {
    struct {
        int pid, wake; /* written to: go on */
    } items[CHECKPOINTS];
    size_t count;
} Checkpoints;

/* Returns false in the process that goes on now, and true, later, in a copy
 * that was woken. */
bool checkpoint_make(Checkpoints *all);

/* Wakes the latest copy, waits for it and ends with its status. Returns
 * only when there is none. */
void checkpoint_return(Checkpoints *all);

/* Ends all copies. */
void checkpoint_drop_all(Checkpoints *all);

#endif
