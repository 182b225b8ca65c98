/* thread_lock.h - the locks of _thread (prefix: lock_) */
#ifndef INTERP_MODULES_THREAD_LOCK_H
#define INTERP_MODULES_THREAD_LOCK_H

#include "interp/vm/gil.h"

/* Seconds; what threading.TIMEOUT_MAX says. */
#define LOCK_TIMEOUT_MAX 9223372036.0

/* As large as CPython's, with the weak references where it has them. */
typedef struct Lock {
    Object base;
    GilQueue waiting;
    Object *weaklist; /* not of an RLock */
    uint32_t owner; /* id of the thread that took it */
    uint32_t count; /* how often it is held */
} Lock;

typedef struct RLock {
    Lock lock;
    Object *weaklist;
} RLock;
_Static_assert(sizeof(Lock) == 40 && sizeof(RLock) == 48, "CPython's");

extern Type lock_type, rlock_type;

/* Takes the lock, waiting at most `seconds` (< 0: for ever): 1 taken, 0
 * not, -1 with an error. */
MUST_CHECK int lock_take(Lock *lock, bool blocking, double seconds);

/* Gives it back once; it must be held. */
void lock_give(Lock *lock);

/* What get_ident() answers for the thread with this id; 0 for 0. */
ssize_t thread_ident(uint32_t id);

/* Makes the types ready. */
MUST_CHECK int lock_start(void);

#endif
