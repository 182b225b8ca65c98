/* The locks of _thread: Lock and RLock.
 *
 * A lock's state is guarded by the GIL. Who finds it taken waits in its
 * queue; who releases it lets the first one look again, as CPython's
 * semaphores do: it is not handed over.
 */
#include "gc/record.h"
#include "interp/modules/modules.h"
#include "interp/modules/thread_lock.h"
#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/gil.h"

#define SELF ((Lock *)self)

static bool
is_reentrant(const Lock *lock)
{
    return TYPE_OF(lock) != &lock_type; // which has no subclasses
}

static void
tell(Lock *lock, bool taken)
{
    RECORD_EVENT(LOCK, lock, taken, thread_current->id, 0);
    (void)lock, (void)taken;
}

int
lock_take(Lock *self, bool blocking, double seconds)
{
    Thread *thread = thread_current;
    if (is_reentrant(self) && self->count > 0 && self->owner == thread->id) {
        self->count++;
        return 1;
    }
    uint64_t start = gil_clock();
    while (self->count > 0) {
        if (!blocking) {
            return 0;
        }
        double left = seconds;
        if (seconds >= 0) {
            left = seconds - (double)(gil_clock() - start) / 1e9;
            if (left <= 0) {
                return 0;
            }
        }
        int status = gil_wait(&self->waiting, left, OBJ(self));
        if (status < 0) {
            return -1;
        }
        if (status == 0 && self->count > 0) {
            return 0;
        }
    }
    self->count = 1;
    self->owner = thread->id;
    tell(self, true);
    return 1;
}

void
lock_give(Lock *self)
{
    if (--self->count == 0) {
        self->owner = 0;
        tell(self, false);
        gil_wake(&self->waiting);
    }
}

static Object *
lock_acquire(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    static const char *const names[] = {"blocking", "timeout", NULL};
    static const ArgsSpec spec = {"acquire", names, 0, 0, 0};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int blocking = v[0] == NULL ? 1 : object_is_true(v[0]);
    double timeout = v[1] == NULL ? -1.0 : float_as_seconds(v[1]);
    if (blocking < 0 || error_occurred() != NULL) {
        return NULL;
    }
    if (!blocking && timeout != -1.0) {
        return error_set_text(EXC(ValueError),
                              "can't specify a timeout for a non-blocking "
                              "call");
    }
    if (timeout < 0 && timeout != -1.0) {
        return error_set_text(EXC(ValueError),
                              "timeout value must be positive");
    }
    if (timeout > LOCK_TIMEOUT_MAX) {
        return error_set_text(EXC(OverflowError),
                              "timestamp out of range for platform time_t");
    }
    int taken = lock_take(SELF, blocking != 0, timeout);
    return taken < 0 ? NULL : bool_new(taken != 0);
}

static Object *
lock_release(Object *self, Object *unused)
{
    (void)unused;
    if (SELF->count == 0 ||
        (is_reentrant(SELF) && SELF->owner != thread_current->id)) {
        return error_set_text(EXC(RuntimeError),
                              is_reentrant(SELF)
                                  ? "cannot release un-acquired lock"
                                  : "release unlocked lock");
    }
    lock_give(SELF);
    return none_new();
}

static Object *
lock_exit(Object *self, Object *const *args, ssize_t nargs)
{
    (void)args, (void)nargs;
    return lock_release(self, NULL);
}

static Object *
lock_locked(Object *self, Object *unused)
{
    (void)unused;
    return bool_new(SELF->count > 0);
}

static Object *
lock_is_owned(Object *self, Object *unused)
{
    (void)unused;
    return bool_new(SELF->count > 0 && SELF->owner == thread_current->id);
}

static Object *
rlock_recursion_count(Object *self, Object *unused)
{
    (void)unused;
    bool mine = SELF->owner == thread_current->id;
    return int_from_ssize(mine ? SELF->count : 0);
}

// What threading.Condition needs to give an RLock up whole.
static Object *
rlock_release_save(Object *self, Object *unused)
{
    (void)unused;
    if (SELF->count == 0) {
        return error_set_text(EXC(RuntimeError),
                              "cannot release un-acquired lock");
    }
    Object *items[] = {int_from_ssize(SELF->count),
                       int_from_ssize((ssize_t)SELF->owner)};
    Object *state = tuple_from_array_steal(items, 2);
    if (state != NULL) {
        SELF->count = 1;
        lock_give(SELF);
    }
    return state;
}

static Object *
rlock_acquire_restore(Object *self, Object *state)
{
    if (TYPE_OF(state) != &tuple_type || tuple_size(state) != 2) {
        return error_set_text(EXC(TypeError), "a saved state is a tuple");
    }
    ssize_t count = int_as_ssize(tuple_get(state, 0));
    if ((count == -1 && error_occurred() != NULL) ||
        lock_take(SELF, true, -1) < 0) {
        return NULL;
    }
    SELF->count = (uint32_t)count;
    return none_new();
}

static Object *
lock_reinit(Object *self, Object *unused)
{
    (void)unused;
    SELF->count = 0;
    SELF->owner = 0;
    SELF->waiting.first = NULL;
    return none_new();
}

static Object *
lock_repr(Object *self)
{
    const char *state = SELF->count > 0 ? "locked" : "unlocked";
    if (is_reentrant(SELF)) {
        return str_from_format("<%s %s object owner=%zd count=%zd at %p>",
                               state, TYPE_OF(self)->name,
                               thread_ident(SELF->owner),
                               (ssize_t)SELF->count, self);
    }
    return str_from_format("<%s %s object at %p>", state,
                           TYPE_OF(self)->name, self);
}

#define LOCK_METHODS                                                         \
    {"acquire", METHOD(lock_acquire), METH_FASTCALL | METH_KEYWORDS, NULL},  \
        {"release", lock_release, METH_NOARGS, NULL},                        \
        {"__enter__", METHOD(lock_acquire), METH_FASTCALL | METH_KEYWORDS,   \
         NULL},                                                              \
        {"__exit__", METHOD(lock_exit), METH_FASTCALL, NULL},                \
        {"_at_fork_reinit", lock_reinit, METH_NOARGS, NULL}

static MethodDef lock_methods[] = {
    LOCK_METHODS,
    {"locked", lock_locked, METH_NOARGS, NULL},
    {"acquire_lock", METHOD(lock_acquire), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"release_lock", lock_release, METH_NOARGS, NULL},
    {"locked_lock", lock_locked, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static MethodDef rlock_methods[] = {
    LOCK_METHODS,
    {"_is_owned", lock_is_owned, METH_NOARGS, NULL},
    {"_recursion_count", rlock_recursion_count, METH_NOARGS, NULL},
    {"_release_save", rlock_release_save, METH_NOARGS, NULL},
    {"_acquire_restore", rlock_acquire_restore, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static Object *
rlock_new(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    return type->alloc(type, 0);
}

STATIC_OBJECT Type lock_type = {
    TYPE_HEAD_INIT,
    .name = "_thread.lock",
    .basicsize = sizeof(Lock),
    .dealloc = type_generic_dealloc,
    .repr = lock_repr,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD |
             TYPE_DISALLOW_INSTANTIATION,
    .weaklist_offset = offsetof(Lock, weaklist),
    .methods = lock_methods,
};

STATIC_OBJECT Type rlock_type = {
    TYPE_HEAD_INIT,
    .name = "_thread.RLock",
    .basicsize = sizeof(RLock),
    .dealloc = type_generic_dealloc,
    .repr = lock_repr,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_HELD,
    .weaklist_offset = offsetof(RLock, weaklist),
    .methods = rlock_methods,
    .new_ = rlock_new,
};

static Thread *
holder_of(Object *lock)
{
    if (TYPE_OF(lock) != &lock_type &&
        !type_is_subtype(TYPE_OF(lock), &rlock_type)) {
        return NULL; // a queue
    }
    for (Thread *t = gil_threads; t != NULL; t = t->next) {
        if (t->id == ((Lock *)lock)->owner) {
            return t;
        }
    }
    return NULL;
}

int
lock_start(void)
{
    gil_holder_of = holder_of;
    return type_ready(&lock_type) < 0 || type_ready(&rlock_type) < 0 ? -1
                                                                     : 0;
}
