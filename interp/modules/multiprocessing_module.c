/* The module _multiprocessing: semaphores that several processes share, on
 * POSIX's named ones. CPython 3.11: Modules/_multiprocessing/semaphore.c. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "interp/modules/modules.h"
#include "interp/modules/posix_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"
#include "interp/vm/process.h"

enum { RECURSIVE = 0, SEMAPHORE = 1 };

typedef struct SemLock {
    Object base;
    sem_t *handle;   /* owned: closed at the end */
    uint32_t owner;  /* id of the thread that took it last */
    int count;       /* how often this process holds it */
    int max;
    int kind;
    Object *name;    /* owned: str or None */
    void *unused;    /* as large as CPython's */
} SemLock;

#define SELF ((SemLock *)self)

static bool
is_mine(const SemLock *lock)
{
    return lock->count > 0 && lock->owner == thread_current->id;
}

// SemLock.handle is its address; while recording, which shall be the same in
// every run, its place here.
static sem_t **numbered; // borrowed
static size_t numbered_count;

static uint64_t
handle_number(sem_t *handle)
{
    if (!gil_is_recorded()) {
        return (uintptr_t)handle;
    }
    size_t i = 0;
    while (i < numbered_count && numbered[i] != handle) {
        i++;
    }
    if (i == numbered_count) {
        sem_t **grown = realloc(numbered, (i + 1) * sizeof(*numbered));
        if (grown == NULL) {
            return 0;
        }
        numbered = grown;
        numbered[numbered_count++] = handle;
    }
    return i + 1;
}

static sem_t *
handle_of_number(uint64_t number)
{
    if (!gil_is_recorded()) {
        return (sem_t *)number;
    }
    return number - 1 < numbered_count ? numbered[number - 1] : NULL;
}

static Object *
make(Type *type, sem_t *handle, int kind, int max, Object *name)
{
    Object *self = type->alloc(type, 0);
    if (self == NULL) {
        sem_close(handle);
        return NULL;
    }
    SELF->handle = handle;
    SELF->kind = kind;
    SELF->max = max;
    SELF->name = ref_new(name);
    RECORD_TOUCH(self);
    return self;
}

static Object *
semlock_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"kind", "value", "maxvalue", "name",
                                        "unlink", NULL};
    static const ArgsSpec spec = {"SemLock", names, 5, 0, 0};
    Object *v[5];
    int kind, value, max;
    if (!args_parse_tuple(&spec, args, kwargs, v) ||
        !posix_int(v[0], 0, &kind) || !posix_int(v[1], 0, &value) ||
        !posix_int(v[2], 0, &max)) {
        return NULL;
    }
    const char *name = str_check(v[3]) ? str_as_utf8(v[3], NULL) : NULL;
    int unlink = object_is_true(v[4]);
    if (name == NULL || unlink < 0) {
        return error_occurred() ? NULL : error_bad_argument();
    }
    if (kind != RECURSIVE && kind != SEMAPHORE) {
        return error_set_text(EXC(ValueError), "unrecognized kind");
    }
    char room[NAME_MAX];
    name = process_own_name(name, room, sizeof(room));
    sem_t *handle = sem_open(name, O_CREAT | O_EXCL, 0600, (unsigned)value);
    if (handle == SEM_FAILED) {
        return posix_error();
    }
    if (unlink && sem_unlink(name) < 0) {
        posix_error();
        sem_close(handle);
        return NULL;
    }
    return make(type, handle, kind, max, unlink ? NONE : v[3]);
}

static Object *
semlock_rebuild(Object *type, Object *const *args, ssize_t nargs)
{
    int kind, max;
    if (!args_check_count("_rebuild", nargs, 4, 4) ||
        !posix_int(args[1], 0, &kind) || !posix_int(args[2], 0, &max)) {
        return NULL;
    }
    sem_t *handle;
    if (args[3] != NONE) {
        const char *name = str_check(args[3]) ? str_as_utf8(args[3], NULL)
                                              : NULL;
        if (name == NULL) {
            return error_occurred() ? NULL : error_bad_argument();
        }
        char room[NAME_MAX];
        handle = sem_open(process_own_name(name, room, sizeof(room)), 0);
        if (handle == SEM_FAILED) {
            return posix_error();
        }
    } else {
        handle = handle_of_number(int_as_u64_mask(args[0]));
        if (handle == NULL && !error_occurred()) {
            errno = EINVAL;
            return posix_error();
        }
    }
    return error_occurred() ? NULL
                            : make((Type *)type, handle, kind, max, args[3]);
}

static void
semlock_dealloc(Object *self)
{
    for (size_t i = 0; i < numbered_count; i++) {
        // The place stays empty: no other one gets its number.
        numbered[i] = numbered[i] == SELF->handle ? NULL : numbered[i];
    }
    if (SELF->handle != NULL) {
        sem_close(SELF->handle);
    }
    type_generic_dealloc(self);
}

// --------------------------------------------------------------- the waiting

static struct timespec
moment_after(double seconds)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    double whole = seconds > 1e9 ? 1e9 : seconds < 0 ? 0 : seconds;
    long long ns = now.tv_nsec + (long long)((whole - (double)(long)whole) *
                                             1e9);
    return (struct timespec){now.tv_sec + (long)whole + ns / 1000000000,
                             ns % 1000000000};
}

static bool
is_free(void *handle)
{
    int value;
    return sem_getvalue(handle, &value) < 0 || value > 0;
}

// 1 taken, 0 not, -1 with an error. `seconds` < 0: for ever.
static int
take(SemLock *lock, bool blocking, double seconds)
{
    struct timespec moment, *until = NULL;
    int r = sem_trywait(lock->handle);
    uint64_t start = gil_clock();
    while (r < 0 && errno == EAGAIN && blocking) {
        double passed = (double)(gil_clock() - start) / 1e9;
        int told = gil_ask(is_free, lock->handle,
                           seconds < 0        ? -1
                           : seconds > passed ? seconds - passed
                                              : 0);
        if (told < 0 && eval_handle_breaks(thread_current) < 0) {
            return -1;
        }
        r = sem_trywait(lock->handle);
        if (told == 0 || told == GIL_ASK_YOURSELF) {
            blocking = told != 0;
            break;
        }
    }
    if (seconds >= 0) {
        moment = moment_after(seconds);
        until = &moment;
    }
    while (r < 0 && blocking && (errno == EAGAIN || errno == EINTR)) {
        if (errno == EINTR && eval_handle_breaks(thread_current) < 0) {
            return -1;
        }
        bool released = gil_release();
        r = until == NULL ? sem_wait(lock->handle)
                          : sem_timedwait(lock->handle, until);
        gil_reacquire(released);
    }
    if (r < 0) {
        if (errno == EAGAIN || errno == ETIMEDOUT) {
            return 0;
        }
        if (errno == EINTR) {
            return eval_handle_breaks(thread_current) < 0 ? -1 : 0;
        }
        posix_error();
        return -1;
    }
    lock->count++;
    lock->owner = thread_current->id;
    return 1;
}

static Object *
semlock_acquire(POSIX_ARGS)
{
    static const char *const names[] = {"block", "timeout", NULL};
    static const ArgsSpec spec = {"acquire", names, 0, 0, 0};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int blocking = v[0] == NULL ? 1 : object_is_true(v[0]);
    if (blocking < 0) {
        return NULL;
    }
    if (SELF->kind == RECURSIVE && is_mine(SELF)) {
        SELF->count++;
        return bool_new(true);
    }
    bool timed = v[1] != NULL && v[1] != NONE;
    double seconds = timed ? float_as_double(v[1]) : -1;
    if (timed && seconds == -1.0 && error_occurred()) {
        return NULL;
    }
    int taken = take(SELF, blocking != 0,
                     timed && seconds < 0 ? 0 : seconds);
    return taken < 0 ? NULL : bool_new(taken != 0);
}

static Object *
semlock_release(Object *self, Object *unused)
{
    (void)unused;
    if (SELF->kind == RECURSIVE) {
        if (!is_mine(SELF)) {
            return error_set_text(EXC(AssertionError),
                                  "attempt to release recursive lock not "
                                  "owned by thread");
        }
        if (SELF->count > 1) {
            SELF->count--;
            return none_new();
        }
    } else {
        int value;
        if (sem_getvalue(SELF->handle, &value) < 0) {
            return posix_error();
        }
        if (value >= SELF->max) {
            return error_set_text(EXC(ValueError),
                                  "semaphore or lock released too many "
                                  "times");
        }
    }
    if (sem_post(SELF->handle) < 0) {
        return posix_error();
    }
    SELF->count--;
    return none_new();
}

static Object *
semlock_exit(Object *self, Object *const *args, ssize_t nargs)
{
    (void)args, (void)nargs;
    return semlock_release(self, NULL);
}

// ------------------------------------------------------------------ looking

static Object *
semlock_count(Object *self, Object *unused)
{
    (void)unused;
    return int_from_long(SELF->count);
}

static Object *
semlock_is_mine(Object *self, Object *unused)
{
    (void)unused;
    return bool_new(is_mine(SELF));
}

static int
value_of(const SemLock *lock, int *value)
{
    if (sem_getvalue(lock->handle, value) < 0) {
        posix_error();
        return -1;
    }
    *value = *value < 0 ? 0 : *value;
    return 0;
}

static Object *
semlock_get_value(Object *self, Object *unused)
{
    (void)unused;
    int value;
    return value_of(SELF, &value) < 0 ? NULL : int_from_long(value);
}

static Object *
semlock_is_zero(Object *self, Object *unused)
{
    (void)unused;
    int value;
    return value_of(SELF, &value) < 0 ? NULL : bool_new(value == 0);
}

static Object *
semlock_after_fork(Object *self, Object *unused)
{
    (void)unused;
    SELF->count = 0;
    return none_new();
}

static Object *
handle_get(Object *self, void *unused)
{
    (void)unused;
    return int_from_u64(handle_number(SELF->handle));
}

static MethodDef methods[] = {
    {"acquire", METHOD(semlock_acquire), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"release", semlock_release, METH_NOARGS, NULL},
    {"__enter__", METHOD(semlock_acquire), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"__exit__", METHOD(semlock_exit), METH_FASTCALL, NULL},
    {"_count", semlock_count, METH_NOARGS, NULL},
    {"_is_mine", semlock_is_mine, METH_NOARGS, NULL},
    {"_get_value", semlock_get_value, METH_NOARGS, NULL},
    {"_is_zero", semlock_is_zero, METH_NOARGS, NULL},
    {"_after_fork", semlock_after_fork, METH_NOARGS, NULL},
    {"_rebuild", METHOD(semlock_rebuild), METH_FASTCALL | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL}};

static GetSetDef getset[] = {{"handle", handle_get, NULL, NULL, NULL},
                             {NULL, NULL, NULL, NULL, NULL}};

static FieldDef fields[] = {
    {"name", FIELD_OBJECT, offsetof(SemLock, name), FIELD_READONLY, NULL},
    {"kind", FIELD_INT, offsetof(SemLock, kind), FIELD_READONLY, NULL},
    {"maxvalue", FIELD_INT, offsetof(SemLock, max), FIELD_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type semlock_type = {
    TYPE_HEAD_INIT,
    .name = "_multiprocessing.SemLock",
    .basicsize = sizeof(SemLock),
    .dealloc = semlock_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE,
    .doc = "Semaphore/Mutex type",
    .methods = methods,
    .members = fields,
    .getset = getset,
    .new_ = semlock_new,
};

static Object *
m_sem_unlink(Object *self, Object *o)
{
    (void)self;
    const char *name = str_check(o) ? str_as_utf8(o, NULL) : NULL;
    if (name == NULL) {
        return error_occurred() ? NULL : error_bad_argument();
    }
    char room[NAME_MAX];
    return posix_done(sem_unlink(process_own_name(name, room,
                                                  sizeof(room))));
}

static MethodDef functions[] = {{"sem_unlink", m_sem_unlink, METH_O, NULL},
                                {NULL, NULL, 0, NULL}};

Object *
multiprocessing_module_new(void)
{
    Object *m = module_new("_multiprocessing");
    Object *max = int_from_long(INT_MAX);
    bool ready = m != NULL && max != NULL && type_ready(&semlock_type) == 0 &&
                 dict_set_text(semlock_type.dict, "SEM_VALUE_MAX", max) ==
                     0 &&
                 module_add_functions(m, functions) == 0 &&
                 module_add(m, "SemLock", ref_new(&semlock_type)) == 0 &&
                 module_add(m, "flags", dict_new()) == 0;
    ref_xdec(max);
    if (!ready) {
        REF_CLEAR(m);
    }
    return m;
}
