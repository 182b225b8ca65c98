/* The module _thread: threads on POSIX threads (CPython 3.11:
 * Modules/_threadmodule.c). Their locks are in thread_lock.c. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gc/record.h"
#include "interp/modules/modules.h"
#include "interp/modules/signal_module.h"
#include "interp/modules/sys_module.h"
#include "interp/modules/thread_local.h"
#include "interp/modules/thread_lock.h"
#include "interp/modules/thread_module.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/float.h"
#include "interp/objects/function.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/structseq.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/weakref_object.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/hooks.h"
#include "interp/vm/native_record.h"
#include "interp/vm/process.h"
#include "interp/vm/traceback.h"

enum { STACK_SIZE = 8 << 20, STACK_MARGIN = 1 << 20 };

static uint32_t last_id = 1;
static size_t stack_wanted; // threading.stack_size; 0: the usual

ssize_t
thread_ident(uint32_t id)
{
    // As large as a pthread_t, and the same in every run.
    return id == 0 ? 0 : 0x7f5000000740 + ((ssize_t)id << 23);
}

// ------------------------------------------------------------------- threads

// What the program calls the thread: the name of the threading.Thread whose
// method is its target.
static void
find_name(Thread *thread)
{
    snprintf(thread->name, sizeof(thread->name), "thread %u", thread->id);
    Object *target = thread->target;
    if (TYPE_OF(target) != &method_type) {
        return;
    }
    Object *owner = ((Method *)target)->self;
    Object *name = object_getattr_text(owner, "_name");
    if (name != NULL && str_check(name)) {
        const char *text = str_as_utf8(name, NULL);
        if (text != NULL) {
            snprintf(thread->name, sizeof(thread->name), "%s", text);
        }
    }
    error_clear();
    ref_xdec(name);
}

// The lock that threading waits for in join().
static void
release_sentinel(Thread *thread)
{
    Object *reference = thread->sentinel;
    thread->sentinel = NULL;
    RECORD_THREAD_CHANGED();
    if (reference != NULL) {
        Lock *lock = (Lock *)((WeakRef *)reference)->target;
        if (OBJ(lock) != NONE && lock->count > 0) {
            lock_give(lock);
        }
        ref_dec(reference);
    }
}

static void
report(Thread *thread)
{
    if (error_matches(EXC(SystemExit))) {
        error_clear();
    } else {
        error_write_unraisable_as("Exception ignored in thread started by",
                                  thread->target);
    }
}

static void
drop(Object **reference)
{
    Object *old = *reference;
    *reference = NULL;
    RECORD_THREAD_CHANGED();
    ref_xdec(old);
}

// In CPython's order: what it was started with, its local data, the rest.
static void
clear_thread(Thread *thread)
{
    drop(&thread->target);
    drop(&thread->args);
    drop(&thread->kwargs);
    local_thread_ends(thread->id);
    drop(&thread->async_exc);
    hooks_set_trace(thread, NULL);
    hooks_set_profile(thread, NULL);
    drop(&thread->async_first);
    drop(&thread->async_finalizer);
    drop(&thread->context);
    drop(&thread->repr_running);
    // A finalizer that handles an exception leaves None here.
    while (thread->handled.value != NULL) {
        drop(&thread->handled.value);
    }
}

// The GIL has been taken for the first time; about to be given up for ever.
static void
tell_start(const Thread *thread)
{
#if RECORDING
    if (RECORD_ON()) {
        record_raw(EVENT_THREAD_START, thread->id, 0,
                   record_string(thread->name), 0);
    }
#else
    (void)thread;
#endif
}

static void
thread_ends(Thread *thread)
{
    clear_thread(thread);
#if RECORDING
    if (RECORD_ON()) {
        record_raw(EVENT_THREAD_END, thread->id, 0, 0, 0);
    }
#endif
    release_sentinel(thread);
#if RECORDING
    if (RECORD_ON()) {
        frame_record_thread_ends(thread);
    }
#endif
    if (thread->data_stack != NULL) {
        munmap(thread->data_stack, (size_t)((char *)thread->data_end -
                                            (char *)thread->data_stack));
    }
    if (gil_is_main(thread)) {
        process_leaves(); // a forked child's only thread
    }
    gil_thread_ends(thread);
    free(thread);
}

static void *
thread_run(void *arg)
{
    Thread *thread = arg;
    thread_current = thread;
    char here;
    thread->stack_limit =
        &here - (stack_wanted != 0 ? stack_wanted : STACK_SIZE) +
        STACK_MARGIN;
    gil_thread_begins(thread);
    tell_start(thread);
    // While it runs, another thread's native code may wait for the GIL.
    native_record_holds_begin();
    Object *result =
        call_object(thread->target, thread->args, thread->kwargs);
    if (result == NULL) {
        report(thread);
    } else {
        ref_dec(result);
    }
    native_record_holds_end();
    thread_ends(thread);
    return NULL;
}

// A new state, not in line for the GIL yet; NULL: out of memory.
static Thread *
new_state(uint32_t id)
{
    Thread *thread = calloc(1, sizeof(*thread));
    if (thread != NULL) {
        thread->handling = &thread->handled;
        thread->id = id;
    }
    return thread;
}

static uint32_t
next_id(void)
{
    return __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED);
}

// ---------------------------------------------------------------- strangers

bool
thread_stranger_begins(void)
{
    static __thread uint32_t id; // it may come again
    id = id != 0 ? id : next_id();
    Thread *thread = new_state(id);
    pthread_attr_t attributes;
    void *lowest;
    size_t size;
    if (thread == NULL || pthread_getattr_np(pthread_self(), &attributes)) {
        free(thread);
        return false;
    }
    pthread_attr_getstack(&attributes, &lowest, &size);
    pthread_attr_destroy(&attributes);
    // Its stack may be small.
    thread->stack_limit =
        (char *)lowest + (size / 8 < STACK_MARGIN ? size / 8 : STACK_MARGIN);
    snprintf(thread->name, sizeof(thread->name), "foreign thread");
    thread_current = thread;
    gil_stranger_begins(thread);
    thread->recursion_limit = thread->recursion_remaining =
        gil_threads->recursion_limit;
    tell_start(thread);
    return true;
}

void
thread_stranger_ends(void)
{
    thread_ends(thread_current);
    thread_current = NULL;
}

// ----------------------------------------------------------------- our own

static Object *
start_new(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("start_new_thread", nargs, 2, 3)) {
        return NULL;
    }
    if (!object_is_callable(args[0])) {
        return error_set_text(EXC(TypeError), "first arg must be callable");
    }
    if (!tuple_check(args[1])) {
        return error_set_text(EXC(TypeError), "2nd arg must be a tuple");
    }
    if (nargs == 3 && !dict_check(args[2])) {
        return error_set_text(EXC(TypeError),
                              "optional 3rd arg must be a dictionary");
    }
    Thread *thread = new_state(next_id());
    if (thread == NULL) {
        return error_no_memory();
    }
    thread->recursion_limit = thread->recursion_remaining =
        thread_current->recursion_limit;
    thread->target = ref_new(args[0]);
    thread->args = ref_new(args[1]);
    thread->kwargs = nargs == 3 ? ref_new(args[2]) : NULL;
    find_name(thread);
    gil_thread_made(thread);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes,
                              stack_wanted != 0 ? stack_wanted : STACK_SIZE);
    // Signals are the main thread's, but for this one's own faults: blocked,
    // they would end the process before its trace is saved.
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    sigset_t all, old;
    sigfillset(&all);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        sigdelset(&all, faults[i]);
    }
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_t handle;
    int failed = pthread_create(&handle, &attributes, thread_run, thread);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attributes);
    if (failed != 0) {
        gil_thread_failed(thread);
        clear_thread(thread);
        free(thread);
        return error_set_text(EXC(RuntimeError), "can't start new thread");
    }
    return int_from_ssize(thread_ident(thread->id));
}

// ----------------------------------------------------------------- functions

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
    return int_from_ssize(thread_ident(thread_current->id));
}

static Object *
get_native_id(Object *self, Object *unused)
{
    (void)self, (void)unused;
    // While recording the same in every run.
    return int_from_long(gil_is_recorded() ? 4000 + (long)thread_current->id
                                           : syscall(SYS_gettid));
}

static Object *
get_count(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_size(gil_thread_count - 1);
}

static Object *
set_stack_size(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("stack_size", nargs, 0, 1)) {
        return NULL;
    }
    size_t old = stack_wanted;
    if (nargs == 1) {
        ssize_t size = int_as_ssize(args[0]);
        if (size == -1 && error_occurred() != NULL) {
            return NULL;
        }
        if (size < 0) {
            return error_set_text(EXC(ValueError),
                                  "size must be 0 or a positive value");
        }
        if (size != 0 && size < 32768) {
            return error_format(EXC(ValueError),
                                "size not valid: %zd bytes", size);
        }
        // Our own C frames need more than the least that is allowed.
        stack_wanted =
            size == 0 ? 0 : (size_t)size + STACK_MARGIN + (256 << 10);
    }
    return int_from_size(old == 0 ? 0 : old - STACK_MARGIN - (256 << 10));
}

static Object *
set_sentinel(Object *self, Object *unused)
{
    Thread *thread = thread_current;
    Object *lock = allocate_lock(self, unused);
    Object *reference = lock == NULL ? NULL : weakref_new(lock, NULL);
    if (reference == NULL) {
        ref_xdec(lock);
        return NULL;
    }
    Object *old = thread->sentinel;
    thread->sentinel = reference;
    RECORD_THREAD_CHANGED();
    ref_xdec(old);
    return lock;
}

static Object *
exit_thread(Object *self, Object *unused)
{
    (void)self, (void)unused;
    error_set_none(EXC(SystemExit));
    return NULL;
}

static Object *
interrupt_main(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int number = SIGINT;
    if (!args_check_count("interrupt_main", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 1) {
        number = int_as_int(args[0]);
        if (number == -1 && error_occurred() != NULL) {
            return NULL;
        }
        if (number < 1 || number >= NSIG) {
            return error_set_text(EXC(ValueError),
                                  "signal number out of range");
        }
    }
    signal_pretend(number);
    return none_new();
}

// ------------------------------------------------------------ the excepthook

STATIC_OBJECT static Type hook_args_type = {
    TYPE_HEAD_INIT,
    .name = "_thread._ExceptHookArgs",
    .flags = TYPE_HELD,
    .doc = "ExceptHookArgs\n\nType used to pass arguments to "
           "threading.excepthook.",
};

static const char *const hook_fields[] = {"exc_type", "exc_value",
                                          "exc_traceback", "thread", NULL};

// "Exception in thread NAME:", then the traceback.
static int
print_exception(Object *file, Object *value, Object *traceback,
                Object *thread)
{
    Object *name = thread == NONE ? NULL : object_getattr_text(thread, "name");
    if (name == NULL) {
        error_clear();
        name = int_from_ssize(thread_ident(thread_current->id));
    }
    Object *line = name == NULL
                       ? NULL
                       : str_from_format("Exception in thread %S:\n", name);
    ref_xdec(name);
    Object *done =
        line == NULL ? NULL : call_method_text(file, "write", &line, 1);
    ref_xdec(line);
    if (done == NULL) {
        return -1;
    }
    ref_dec(done);
    if (exception_check(value)) {
        if (traceback != NONE) {
            exception_set_traceback(value, traceback);
        }
        return exception_print(value, file);
    }
    return 0;
}

static Object *
excepthook(Object *self, Object *args)
{
    (void)self;
    if (TYPE_OF(args) != &hook_args_type) {
        return error_set_text(EXC(TypeError),
                              "_thread.excepthook argument type must be "
                              "ExceptHookArgs");
    }
    Object *type = tuple_get(args, 0), *value = tuple_get(args, 1);
    Object *traceback = tuple_get(args, 2), *thread = tuple_get(args, 3);
    if (type == EXC(SystemExit)) {
        return none_new();
    }
    Object *file = ref_xnew(sys_get("stderr"));
    if ((file == NULL || file == NONE) && thread != NONE) {
        // What it was when the thread was made.
        ref_xdec(file);
        file = object_getattr_text(thread, "_stderr");
    }
    if (file == NULL || file == NONE || type == NONE) {
        ref_xdec(file);
        error_clear();
        return none_new();
    }
    int failed = print_exception(file, value, traceback, thread);
    Object *done = failed < 0 ? NULL : call_method_text(file, "flush", NULL, 0);
    ref_dec(file);
    return done;
}

static MethodDef functions[] = {
    {"allocate_lock", allocate_lock, METH_NOARGS, NULL},
    {"allocate", allocate_lock, METH_NOARGS, NULL},
    {"get_ident", get_ident, METH_NOARGS, NULL},
    {"get_native_id", get_native_id, METH_NOARGS, NULL},
    {"_count", get_count, METH_NOARGS, NULL},
    {"stack_size", METHOD(set_stack_size), METH_FASTCALL, NULL},
    {"start_new_thread", METHOD(start_new), METH_FASTCALL, NULL},
    {"start_new", METHOD(start_new), METH_FASTCALL, NULL},
    {"_set_sentinel", set_sentinel, METH_NOARGS, NULL},
    {"interrupt_main", METHOD(interrupt_main), METH_FASTCALL, NULL},
    {"_excepthook", excepthook, METH_O, NULL},
    {"exit", exit_thread, METH_NOARGS, NULL},
    {"exit_thread", exit_thread, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

Object *
thread_module_new(void)
{
    Object *m = module_new("_thread");
    if (m == NULL || lock_start() < 0 || type_ready(&local_type) < 0 ||
        structseq_ready(&hook_args_type, hook_fields, 4, true) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "LockType", ref_new(&lock_type)) < 0 ||
        module_add(m, "RLock", ref_new(&rlock_type)) < 0 ||
        module_add(m, "_local", ref_new(&local_type)) < 0 ||
        module_add(m, "_ExceptHookArgs", ref_new(&hook_args_type)) < 0 ||
        module_add(m, "error", ref_new(EXC(RuntimeError))) < 0 ||
        module_add(m, "TIMEOUT_MAX", float_new(LOCK_TIMEOUT_MAX)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
