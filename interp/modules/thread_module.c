/* The module _thread, for a program of one thread: locks, no threads. */
#include <time.h>

#include "gc/collector.h"
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct Lock {
    Object base;
    Object *weaklist;
    ssize_t count; /* how often it is held */
    bool reentrant;
} Lock;

#define SELF ((Lock *)self)

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
    double timeout = v[1] == NULL ? -1.0 : float_as_double(v[1]);
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
                              "timeout value must be a non-negative number");
    }
    if (SELF->count > 0 && !SELF->reentrant) {
        if (blocking && timeout < 0) {
            // Nobody else could ever release it.
            return error_set_text(EXC(RuntimeError),
                                  "deadlock: the only thread waits for a "
                                  "lock that it holds itself");
        }
        if (blocking) {
            struct timespec pause = {(time_t)timeout,
                                     (long)((timeout - (double)(time_t)
                                             timeout) * 1e9)};
            nanosleep(&pause, NULL);
        }
        return bool_new(false);
    }
    SELF->count++;
    return bool_new(true);
}

static Object *
lock_release(Object *self, Object *unused)
{
    (void)unused;
    if (SELF->count == 0) {
        return error_set_text(EXC(RuntimeError),
                              SELF->reentrant
                                  ? "cannot release un-acquired lock"
                                  : "release unlocked lock");
    }
    SELF->count--;
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
    return bool_new(SELF->count > 0);
}

static Object *
lock_reinit(Object *self, Object *unused)
{
    (void)unused;
    SELF->count = 0;
    return none_new();
}

static Object *
lock_repr(Object *self)
{
    const char *state = SELF->count > 0 ? "locked" : "unlocked";
    if (SELF->reentrant) {
        return str_from_format("<%s %s object owner=%d count=%zd at %p>",
                               state, TYPE_OF(self)->name,
                               SELF->count > 0 ? (int)thread_current->id : 0,
                               SELF->count, self);
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
    {NULL, NULL, 0, NULL}};

static Object *
rlock_new(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    Object *self = type->alloc(type, 0);
    if (self != NULL) {
        SELF->reentrant = true;
    }
    return self;
}

STATIC_OBJECT static Type lock_type = {
    TYPE_HEAD_INIT,
    .name = "_thread.lock",
    .basicsize = sizeof(Lock),
    .dealloc = type_generic_dealloc,
    .repr = lock_repr,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_DISALLOW_INSTANTIATION,
    .weaklist_offset = offsetof(Lock, weaklist),
    .methods = lock_methods,
};

STATIC_OBJECT static Type rlock_type = {
    TYPE_HEAD_INIT,
    .name = "_thread.RLock",
    .basicsize = sizeof(Lock),
    .dealloc = type_generic_dealloc,
    .repr = lock_repr,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE,
    .weaklist_offset = offsetof(Lock, weaklist),
    .methods = rlock_methods,
    .new_ = rlock_new,
};

// threading.local: with one thread, an object with a dict.
typedef struct Local {
    Object base;
    Object *dict, *weaklist;
} Local;

static FieldDef local_members[] = {
    {"__dict__", FIELD_OBJECT, offsetof(Local, dict), FIELD_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};

static Object *
local_new(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    Object *self = type->alloc(type, 0);
    if (self != NULL) {
        ref_store(self, &((Local *)self)->dict, dict_new());
        if (((Local *)self)->dict == NULL) {
            REF_CLEAR(self);
        }
    }
    return self;
}

STATIC_OBJECT static Type local_type = {
    TYPE_HEAD_INIT,
    .name = "_thread._local",
    .basicsize = sizeof(Local),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "Thread-local data",
    .weaklist_offset = offsetof(Local, weaklist),
    .members = local_members,
    .dict_offset = offsetof(Local, dict),
    .new_ = local_new,
};

// ------------------------------------------------------------------ functions

static Object *
allocate_lock(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return type_generic_alloc(&lock_type, 0);
}

static Object *
get_ident(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long((long)thread_current->id);
}

static Object *
get_count(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long(0);
}

static Object *
stack_size(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self, (void)args, (void)nargs;
    return int_from_long(0);
}

static Object *
start_new(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self, (void)args, (void)nargs;
    return error_set_text(EXC(RuntimeError), "can't start new thread");
}

static Object *
set_sentinel(Object *self, Object *unused)
{
    return allocate_lock(self, unused);
}

static Object *
exit_thread(Object *self, Object *unused)
{
    (void)self, (void)unused;
    error_set_none(EXC(SystemExit));
    return NULL;
}

static MethodDef functions[] = {
    {"allocate_lock", allocate_lock, METH_NOARGS, NULL},
    {"allocate", allocate_lock, METH_NOARGS, NULL},
    {"get_ident", get_ident, METH_NOARGS, NULL},
    {"get_native_id", get_ident, METH_NOARGS, NULL},
    {"_count", get_count, METH_NOARGS, NULL},
    {"stack_size", METHOD(stack_size), METH_FASTCALL, NULL},
    {"start_new_thread", METHOD(start_new), METH_FASTCALL, NULL},
    {"start_new", METHOD(start_new), METH_FASTCALL, NULL},
    {"_set_sentinel", set_sentinel, METH_NOARGS, NULL},
    {"exit", exit_thread, METH_NOARGS, NULL},
    {"exit_thread", exit_thread, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

Object *
thread_module_new(void)
{
    Object *m = module_new("_thread");
    if (m == NULL || type_ready(&lock_type) < 0 ||
        type_ready(&rlock_type) < 0 || type_ready(&local_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "LockType", ref_new(&lock_type)) < 0 ||
        module_add(m, "RLock", ref_new(&rlock_type)) < 0 ||
        module_add(m, "_local", ref_new(&local_type)) < 0 ||
        module_add(m, "error", ref_new(EXC(RuntimeError))) < 0 ||
        module_add(m, "TIMEOUT_MAX", float_new(9223372036.0)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
