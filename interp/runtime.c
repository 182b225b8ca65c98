#include "interp/runtime.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/record.h"
#include "gc/refcount.h"
#include "gc/weakref.h"
#include "interp/bytecode/code.h"
#include "interp/bytecode/compile_source.h"
#include "interp/modules/import.h"
#include "interp/modules/modules.h"
#include "interp/modules/standins.h"
#include "interp/modules/signal_module.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/descriptor.h"
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
#include "interp/runtime_shutdown.h"
#include "interp/runtime_prompt.h"
#include "interp/types_start.h"
#include "interp/vm/call.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/native_record.h"
#include "interp/vm/gil.h"
#include "interp/vm/process.h"
#include "interp/vm/specialize.h"
#include "interp/vm/traceback.h"

enum { PATH_ROOM = 4096 };

Object *builtins_dict; // the builtins module's; owned by builtins_module
static Object *builtins_module;
// While the program runs.
static Object *main_module, *main_code, *main_literals;
static Thread main_thread;
static pid_t first_process; // what we are if no fork made us

extern Object *sys_get(const char *name);
extern int sys_set(const char *name, Object *value);

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
    extern int sys_start(void);
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

static Object *
list_of_texts(int n, char *const *texts, const char *first)
{
    Object *list = list_new(0);
    for (int i = first == NULL ? 0 : -1; list != NULL && i < n; i++) {
        const char *text = i < 0 ? first : texts[i];
        Object *o = str_decode_fs(text, (ssize_t)strlen(text));
        if (o == NULL || list_append_steal(list, o) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

static bool
has_library(const char *folder)
{
    char path[4200];
    struct stat info;
    snprintf(path, sizeof(path), "%s/weakref.py", folder);
    return stat(path, &info) == 0;
}

// Where CPython's own library lies, if it is installed.
static const char *
find_stdlib(const RuntimeOptions *options)
{
    static const char *const places[] = {
        "/usr/lib/python3.11", "/usr/local/lib/python3.11",
        "/usr/lib64/python3.11"};
    const char *chosen = options->stdlib != NULL
                             ? options->stdlib
                             : getenv("PYTUTOR_MEM_STDLIB");
    if (chosen != NULL) {
        return chosen;
    }
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (has_library(places[i])) {
            return places[i];
        }
    }
    return NULL;
}

// sys.orig_argv: as if the program had been called as python3 is, so that it
// is the same whether it is recorded or not.
static Object *
original_arguments(const RuntimeOptions *options)
{
    char *words[3] = {(char *)(uintptr_t)process_program()};
    int n = 1;
    if (options->mode == RUN_CODE || options->mode == RUN_MODULE) {
        words[n++] = options->mode == RUN_CODE ? "-c" : "-m";
    }
    if (options->mode != RUN_PROMPT) {
        words[n++] = options->mode == RUN_STDIN
                         ? "-"
                         : (char *)(uintptr_t)options->target;
    }
    Object *list = list_of_texts(n, words, NULL);
    Object *rest = list_of_texts(options->argc, options->argv, NULL);
    Object *all = list == NULL || rest == NULL ? NULL
                                               : sequence_concat(list, rest);
    ref_xdec(list);
    ref_xdec(rest);
    return all;
}

static int
set_paths(const RuntimeOptions *options)
{
    const char *argv0 = options->mode == RUN_CODE     ? "-c"
                        : options->mode == RUN_MODULE ? "-m"
                        : options->mode == RUN_STDIN  ? "-"
                        : options->mode == RUN_PROMPT ? ""
                                                      : options->target;
    char folder[PATH_ROOM] = "";
    if (options->mode == RUN_FILE) {
        const char *slash = strrchr(options->target, '/');
        char relative[PATH_ROOM];
        snprintf(relative, sizeof(relative), "%.*s",
                 slash == NULL ? 1 : (int)(slash - options->target),
                 slash == NULL ? "." : options->target);
        if (realpath(relative[0] == '\0' ? "/" : relative, folder) == NULL) {
            snprintf(folder, sizeof(folder), "%s", relative);
        }
    } else if (options->mode == RUN_MODULE &&
               getcwd(folder, sizeof(folder)) == NULL) {
        folder[0] = '\0';
    }
    const char *stdlib = find_stdlib(options);
    extern bool import_stdlib_missing;
    import_stdlib_missing = stdlib == NULL || !has_library(stdlib);
    standin_set_library(stdlib);
    char *const paths[] = {folder, (char *)(uintptr_t)stdlib};
    Object *path = list_of_texts(stdlib == NULL ? 1 : 2, paths, NULL);
    Object *argv = list_of_texts(options->argc, options->argv, argv0);
    Object *original = original_arguments(options);
    int failed = path == NULL || argv == NULL || original == NULL ||
                 sys_set("path", path) < 0 || sys_set("argv", argv) < 0 ||
                 sys_set("orig_argv", original) < 0;
    ref_xdec(path);
    ref_xdec(argv);
    ref_xdec(original);
    return failed ? -1 : 0;
}

// --------------------------------------------------------------------- run

// The path from the root, its parts as they were given; `text` holds it.
static const char *
absolute_path(const char *path, char *text, size_t room)
{
    char folder[PATH_ROOM];
    if (path[0] == '/' || getcwd(folder, sizeof(folder)) == NULL) {
        return path;
    }
    int n = snprintf(text, room, "%s/%s", folder, path);
    return n < 0 || (size_t)n >= room ? path : text;
}

// The __main__ module: new.
static Object *
make_main(void)
{
    Object *module = module_new("__main__");
    if (module == NULL) {
        return NULL;
    }
    Object *dict = module_dict(module);
    Object *annotations = dict_new();
    int failed = annotations == NULL ||
                 dict_set(dict, dn_annotations, annotations) < 0 ||
                 dict_set(dict, dn_builtins, builtins_module) < 0 ||
                 dict_set(sys_modules, dn_main, module) < 0;
    ref_xdec(annotations);
    if (failed) {
        REF_CLEAR(module);
    }
    return module;
}

static char *
read_stdin(size_t *length)
{
    size_t room = 65536, used = 0;
    char *bytes = malloc(room);
    ssize_t n;
    while (bytes != NULL &&
           (n = read(0, bytes + used, room - used - 1)) != 0) {
        if (n < 0) {
            if (errno == EINTR) {
                continue;
            }
            break;
        }
        used += (size_t)n;
        if (room - used < 2) {
            char *grown = realloc(bytes, room *= 2);
            if (grown == NULL) {
                free(bytes);
            }
            bytes = grown;
        }
    }
    if (bytes != NULL) {
        bytes[used] = '\0';
        *length = used;
    }
    return bytes;
}

#if RECORDING
// The source goes into the trace, so that a trace can be shown alone, under
// the name that was typed: a picture tells nothing of the machine.
static void
record_source(const char *filename, const char *bytes, size_t length)
{
    if (RECORD_ON()) {
        record_raw_text(EVENT_FILE, record_string(filename), bytes, length);
    }
}
#else
#define record_source(filename, bytes, length) ((void)0)
#endif

// The bytes of -c CODE as a text of lines: malloc'ed, or NULL.
static char *
code_of_option(const char *code, size_t *length)
{
    size_t n = strlen(code);
    char *bytes = malloc(n + 2);
    if (bytes != NULL) {
        memcpy(bytes, code, n);
        memcpy(bytes + n, "\n", 2);
        *length = n + 1;
    }
    return bytes;
}

static Object *
compile_target(const RuntimeOptions *options)
{
    char path[2 * PATH_ROOM];
    size_t length = 0;
    const char *filename = options->target;
    char *bytes;
    if (options->mode == RUN_CODE) {
        filename = "<string>";
        bytes = code_of_option(options->target, &length);
    } else if (options->mode == RUN_STDIN) {
        filename = "<stdin>";
        bytes = read_stdin(&length);
    } else {
        bytes = read_whole_file(options->target, &length);
    }
    if (bytes == NULL) {
        return error_no_memory();
    }
    record_source(filename, bytes, length);
    if (options->mode == RUN_FILE) {
        filename = absolute_path(options->target, path, sizeof(path));
    }
    bool is_text = options->mode == RUN_CODE;
    Object *code = compile_to_code(bytes, length, filename,
                                   is_text ? 'f' : 'm', 0, 0,
                                   is_text, &main_literals);
    free(bytes);
    return code;
}

// Exit status of a SystemExit; prints what is no number.
static int
exit_status(Object *value)
{
    Object *code = ((SystemExitObject *)value)->code;
    if (code == NULL || code == NONE) {
        return 0;
    }
    if (int_check(code)) {
        int overflow;
        return (int)int_as_long_overflow(code, &overflow) & 0xff;
    }
    Object *text = object_str(code);
    Object *err = sys_get("stderr");
    if (text != NULL && err != NULL) {
        Object *newline = str_from_text("\n");
        Object *r = call_method(err, nm_write, &text, 1);
        ref_xdec(r);
        r = newline == NULL ? NULL : call_method(err, nm_write, &newline, 1);
        ref_xdec(r);
        ref_xdec(newline);
    }
    ref_xdec(text);
    error_clear();
    return 1;
}

// With no memory left for anything better.
static void
report_plainly(Object *type)
{
    const char *name =
        type != NULL && type_check(type) ? type_short_name((Type *)type)
                                         : "MemoryError";
    if (write(STDERR_FILENO, name, strlen(name)) < 0 ||
        write(STDERR_FILENO, "\n", 1) < 0) {
        return; // nobody listens
    }
}

int
runtime_report_error(void)
{
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    if (error.traceback != NULL && exception_check(error.value)) {
        exception_set_traceback(error.value, error.traceback);
    }
    int status = 1;
    if (object_type_check(error.value, &SystemExit_type)) {
        status = exit_status(error.value);
    } else {
        Object *hook = sys_get("excepthook");
        Object *tb = error.traceback == NULL ? NONE : error.traceback;
        (void)!sys_set("last_type", error.type);
        (void)!sys_set("last_value", error.value);
        (void)!sys_set("last_traceback", tb);
        Object *result =
            hook == NULL ? NULL
                         : call_three(hook, error.type, error.value, tb);
        if (result == NULL) {
            error_clear();
            Object *err = sys_get("stderr");
            if (err == NULL || exception_print(error.value, err) < 0) {
                error_clear();
                report_plainly(error.type);
            }
        }
        ref_xdec(result);
        if (object_type_check(error.value, &KeyboardInterrupt_type)) {
            status = 130;
        }
    }
    ref_xdec(error.type);
    ref_xdec(error.value);
    ref_xdec(error.traceback);
    return status;
}

void
runtime_flush(const char *name)
{
    Object *file = sys_get(name);
    if (file != NULL && file != NONE) {
        Object *result = call_method(file, nm_flush, NULL, 0);
        if (result == NULL) {
            error_clear();
        }
        ref_xdec(result);
    }
}

Object *
runtime_main_dict(void)
{
    // At the program's end only sys.modules still has it.
    Object *module = main_module;
    if (module == NULL && sys_modules != NULL) {
        module = dict_get(sys_modules, dn_main);
    }
    return module == NULL || module == NONE ? NULL : module_dict(module);
}

static int
run_module(const RuntimeOptions *options)
{
    // As CPython does it: the library's runpy knows packages and __main__.py.
    Object *runpy = import_module("runpy");
    Object *run = runpy == NULL
                      ? NULL
                      : object_getattr_text(runpy, "_run_module_as_main");
    Object *name = str_decode_fs(options->target,
                                 (ssize_t)strlen(options->target));
    Object *result =
        run == NULL || name == NULL ? NULL : call_one(run, name);
    ref_xdec(name);
    ref_xdec(run);
    ref_xdec(runpy);
    ref_xdec(result);
    return result == NULL ? -1 : 0;
}

static void
flush_both(void)
{
    PendingError error;
    error_fetch(&error);
    runtime_flush("stderr");
    runtime_flush("stdout");
    error_restore(&error);
}

static int
run_main(const RuntimeOptions *options)
{
    Object *dict = module_dict(main_module);
    if (options->mode == RUN_MODULE) {
        return run_module(options);
    }
    main_code = compile_target(options);
    RECORD_ROOTS();
    if (main_code == NULL) {
        return -1;
    }
    // As in CPython, __file__ and co_filename are one object.
    if (options->mode == RUN_FILE &&
        (dict_set(dict, dn_file, ((Code *)main_code)->filename) < 0 ||
         dict_set(dict, dn_cached, NONE) < 0)) {
        return -1;
    }
    Object *result = eval_code(main_code, dict, dict);
    ref_xdec(result);
    if (options->mode != RUN_CODE) {
        flush_both(); // what was printed stands before the traceback
    }
    return result == NULL ? -1 : 0;
}

// ---------------------------------------------------------------- shutdown

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
    ref_root(&main_module, "the program that runs");
    ref_root(&main_code, "the program that runs: its code");
    ref_root(&main_literals, "the program's syntax tree");
    main_module = set_paths(options) < 0 ? NULL : make_main();
    RECORD_ROOTS();
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
    REF_CLEAR(main_module);
    RECORD_ROOTS();
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
    REF_CLEAR(main_code);
    REF_CLEAR(main_literals);
    RECORD_ROOTS();
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
    int failed = main_module == NULL ? -1 : run_main(options);
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
    SourceJob job = {bytes, length, false, path, 'f', 0, 0};
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

#if RECORDING
const RuntimeInterface runtime_recording = {
    run, frame_record_visit_counts, disassemble, PROMPT_FUNCTIONS};
#else
static void
visit_nothing(RuntimeVisit visit, void *arg)
{
    (void)visit, (void)arg;
}

const RuntimeInterface runtime_plain = {run, visit_nothing, disassemble,
                                        PROMPT_FUNCTIONS};
#endif
