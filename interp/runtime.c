#include "interp/runtime.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/record.h"
#include "gc/refcount.h"
#include "gc/weakref.h"
#include "interp/bytecode/compile_source.h"
#include "interp/modules/import.h"
#include "interp/modules/modules.h"
#include "interp/modules/signal_module.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/runtime_limits.h"
#include "interp/runtime_program.h"
#include "interp/runtime_prompt.h"
#include "interp/runtime_shutdown.h"
#include "interp/types_start.h"
#include "interp/vm/call.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/gil.h"
#include "interp/vm/native_record.h"
#include "interp/vm/process.h"
#include "interp/vm/specialize.h"

static Object *builtins_module;
static Thread main_thread;
static pid_t first_process; // what we are if no fork made us

// ------------------------------------------------------------------- start

static void
no_memory(void)
{
    error_no_memory();
}

static bool
error_is_pending(void)
{
    return thread_current != NULL && thread_current->error.type != NULL;
}

static void
start_thread(Thread *thread)
{
    memset(thread, 0, sizeof(*thread));
    thread->recursion_limit = thread->recursion_remaining = 1000;
    thread->handling = &thread->handled;
    thread->id = 1;
    strcpy(thread->name, "MainThread");
    struct rlimit limit;
    size_t size = 8u << 20;
    if (getrlimit(RLIMIT_STACK, &limit) == 0 &&
        limit.rlim_cur != RLIM_INFINITY) {
        size = limit.rlim_cur;
    }
    // A margin for the libraries below us.
    size_t margin = size / 8 < 262144 ? 262144 : size / 8;
    thread->stack_limit =
        (char *)__builtin_frame_address(0) - size + margin;
    thread_current = thread;
}

static void
choose_hash_seed(const RuntimeOptions *options)
{
    const char *text = getenv("PYTHONHASHSEED");
    if (text != NULL && text[0] != '\0' && strcmp(text, "random") != 0) {
        str_set_hash_seed_number((uint32_t)strtoul(text, NULL, 10));
        return;
    }
    uint64_t seed[2] = {0, 0};
    if (options->deterministic || options->record_mask != 0 ||
        getrandom(seed, sizeof(seed), 0) != sizeof(seed)) {
        str_set_hash_seed_number(0);
        return;
    }
    str_set_hash_seed(seed[0], seed[1]);
}

extern void type_cache_forget(Object *name);
extern void dict_maybe_untrack(Object *dict);
extern int weakref_start(void);

static int
start(const RuntimeOptions *options)
{
    if (!mem_start()) {
        return -1;
    }
#if RECORDING
    if (!record_prepare()) {
        return -1;
    }
#endif
    start_thread(&main_thread);
    object_no_memory = no_memory;
    gc_start();
    gc_error_pending = error_is_pending;
    gc_tuple_type = &tuple_type;
    gc_dict_type = &dict_type;
    gc_untrack_tuple = tuple_maybe_untrack;
    gc_untrack_dict = dict_maybe_untrack;
    weakref_dead = NONE;
    str_forget_cached = type_cache_forget;
    gc_state.enabled = false;
    choose_hash_seed(options);
    call_start();
    if (int_start() < 0 || str_start() < 0 || bytes_start() < 0 ||
        tuple_start() < 0 || names_start() < 0 || type_slots_start() < 0 ||
        types_start() < 0 || weakref_start() < 0 || exception_start() < 0) {
        return -1;
    }
    if (sys_start() < 0) {
        return -1;
    }
    builtins_module = builtins_module_new();
    ref_root(&builtins_module, "the builtins module");
    if (sys_modules == NULL || builtins_module == NULL) {
        return -1;
    }
    builtins_dict = module_dict(builtins_module);
    if (dict_set(sys_modules, nm_builtins, builtins_module) < 0 ||
        import_add_builtins(builtins_module) < 0) {
        return -1;
    }
    builtin_len = dict_get_text(builtins_dict, "len");
    builtin_isinstance = dict_get_text(builtins_dict, "isinstance");
    list_append_method = dict_get(list_type.dict, nm_append);
    static const char *const first[] = {"sys", "gc"};
    for (int i = 0; i < 2; i++) {
        Object *module = import_module(first[i]);
        if (module == NULL) {
            return -1;
        }
        ref_dec(module);
    }
    gc_state.enabled = true;
    return 0;
}

extern void atexit_run(void);

// ------------------------------------------------------------------ signals

static bool limit_raised;

int
eval_handle_breaks(Thread *thread)
{
    if (eval_breaker_has(BREAK_GIL)) {
        gil_yield(thread);
    }
    if (!gil_is_main(thread)) {
        if (eval_breaker_has(BREAK_LIMIT)) {
            limits_raise();
            return -1;
        }
        // Signals are the main thread's: it is told.
        return eval_breaker_has(BREAK_SIGNALS) ? signal_run_pending() : 0;
    }
    if (eval_breaker_has(BREAK_SIGNALS) && signal_run_pending() < 0) {
        return -1;
    }
    if (eval_breaker_has(BREAK_LIMIT) && !limit_raised) {
        // The bit stays, for the other threads.
        limit_raised = true;
        limits_raise();
        return -1;
    }
    eval_breaker_clear(BREAK_PENDING | BREAK_STEP);
    return 0;
}

// -------------------------------------------------------------------- whole

// All threads but the daemons come to their end first.
static void
wait_for_threads(void)
{
    Object *modules = sys_get("modules");
    Object *threading =
        modules == NULL ? NULL : dict_get_text(modules, "threading");
    if (threading == NULL) {
        return;
    }
    ref_inc(threading);
    Object *done = call_method_text(threading, "_shutdown", NULL, 0);
    ref_dec(threading);
    if (done == NULL) {
        error_write_unraisable(threading);
    }
    ref_xdec(done);
}

int
runtime_begin(const RuntimeOptions *options)
{
    if (start(options) < 0) {
        fprintf(stderr, "pytutor-mem: the runtime could not start\n");
        if (thread_current != NULL && error_occurred()) {
            PendingError error;
            error_fetch(&error);
            Object *text = object_str(error.value);
            fprintf(stderr, "  %s\n",
                    text == NULL ? "?" : str_as_utf8(text, NULL));
        }
        return -1;
    }
    process_start(options);
    signal_start();
    first_process = getpid();
    limit_raised = false;
    limits_start(options);
    gil_start(&main_thread, options->record_mask != 0);
    gil_set_schedule((GilSchedule){options->quantum, options->seed,
                                   options->switches,
                                   options->switch_count});
#if RECORDING
    if (options->record_mask != 0 && !frame_record_start(options)) {
        error_no_memory();
        return -1;
    }
#endif
    program_begin(options, builtins_module);
    shutdown_note_builtins();
    return 0;
}

RuntimeResult
runtime_end(RuntimeResult result)
{
    result.limit = limits_reached();
    if (result.limit != LIMIT_NONE) {
        result.status = 3;
    }
    limits_stop();
    program_drop_module();
    wait_for_threads();
    runtime_flush("stdout");
    GilFigures figures = gil_figures();
    result.gil_hand_overs = figures.hand_overs;
    result.gil_waited_ns = figures.waited_ns;
    result.gil_strayed_at = gil_strayed_at();
#if RECORDING
    if (RECORD_ON()) {
        frame_record_end(&main_thread, result.status, 0);
    }
#endif
    program_drop_code();
    // From here on nobody is left who could catch anything.
    atexit_run();
    gil_finalize(); // it may wait for daemon threads
    if (sys_flush_files() < 0) {
        result.status = 120; // as CPython says that output was lost
    }
    shutdown_modules();
    runtime_flush("stdout");
    runtime_flush("stderr");
#if RECORDING
    if (RECORD_ON()) {
        frame_record_end(&main_thread, result.status, 1);
        result.audit_failed = native_record_audit_failed;
        record_stop();
    }
#endif
    if (getpid() != first_process) {
        // What our caller has to write and to wait for is the parent's.
        process_leaves();
        _exit(result.status);
    }
    signal_stop();
    process_stop();
    return result;
}

static RuntimeResult
run(const RuntimeOptions *options)
{
    RuntimeResult result = {.status = 1};
    if (runtime_begin(options) < 0) {
        result.status = 2;
        return result;
    }
    int failed = program_run(options);
    result.status = failed == 0 ? 0 : runtime_report_error();
    return runtime_end(result);
}

static int
disassemble(const char *path, void *out)
{
    size_t length;
    char *bytes = read_whole_file(path, &length);
    if (bytes == NULL) {
        fprintf(stderr, "pytutor-mem: %s: %s\n", path, strerror(errno));
        return 2;
    }
    Arena *arena = arena_new();
    const SourceJob job = {.bytes = bytes,
                           .length = length,
                           .filename = path,
                           .mode = 'f'};
    CodeUnit *unit;
    SyntaxError error;
    int status = 0;
    if (arena == NULL ||
        compile_source(arena, &job, &unit, NULL, &error) < 0) {
        fprintf(stderr, "  File \"%s\", line %d\n%s%s%s: %s\n", path,
                arena == NULL ? 0 : error.lineno,
                error.text == NULL ? "" : "    ",
                error.text == NULL ? "" : error.text,
                syntax_error_name(error.kind), error.msg);
        status = 1;
    } else if (compile_disassemble(arena, unit, out) < 0) {
        fprintf(stderr, "pytutor-mem: %s: out of memory\n", path);
        status = 2;
    }
    arena_free(arena);
    free(bytes);
    return status;
}

#define PROMPT_FUNCTIONS                                                     \
    prompt_begin, prompt_statement, prompt_end, prompt_check,                \
        prompt_evaluate, prompt_words

#if RECORDING == 2
const RuntimeInterface runtime_each = {run, native_record_visit_counts,
                                       disassemble, PROMPT_FUNCTIONS};
#elif RECORDING
const RuntimeInterface runtime_lines = {run, native_record_visit_counts,
                                        disassemble, PROMPT_FUNCTIONS};
#else
static void
visit_nothing(RuntimeVisit visit, void *arg)
{
    (void)visit, (void)arg;
}

const RuntimeInterface runtime_plain = {run, visit_nothing, disassemble,
                                        PROMPT_FUNCTIONS};
#endif
