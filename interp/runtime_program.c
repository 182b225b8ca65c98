/* The program: its source, its module __main__, its run. */
#include "interp/runtime_program.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gc/record.h"
#include "gc/refcount.h"
#include "interp/bytecode/code.h"
#include "interp/modules/import.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/dict.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/runtime.h"
#include "interp/runtime_prompt.h"
#include "interp/vm/eval.h"

// While the program runs.
static Object *main_module, *main_code, *main_literals;

// The path from the root, its parts as they were given; `text` holds it.
static const char *
absolute_path(const char *path, char *text, size_t room)
{
    char folder[PROGRAM_PATH_ROOM];
    if (path[0] == '/' || getcwd(folder, sizeof(folder)) == NULL) {
        return path;
    }
    int n = snprintf(text, room, "%s/%s", folder, path);
    return n < 0 || (size_t)n >= room ? path : text;
}

// The __main__ module: new.
static Object *
make_main(Object *builtins)
{
    Object *module = module_new("__main__");
    if (module == NULL) {
        return NULL;
    }
    Object *dict = module_dict(module);
    Object *annotations = dict_new();
    int failed = annotations == NULL ||
                 dict_set(dict, dn_annotations, annotations) < 0 ||
                 dict_set(dict, dn_builtins, builtins) < 0 ||
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
    char path[2 * PROGRAM_PATH_ROOM];
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
    const SourceJob job = {.bytes = bytes,
                           .length = length,
                           .is_text = is_text,
                           .filename = filename,
                           .mode = is_text ? 'f' : 'm'};
    Object *code = compile_to_code(&job, &main_literals);
    free(bytes);
    return code;
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

void
program_begin(const RuntimeOptions *options, Object *builtins)
{
    ref_root(&main_module, "the program that runs");
    ref_root(&main_code, "the program that runs: its code");
    ref_root(&main_literals, "the program's syntax tree");
    main_module = program_set_paths(options) < 0 ? NULL
                                                 : make_main(builtins);
    RECORD_ROOTS();
}

int
program_run(const RuntimeOptions *options)
{
    if (main_module == NULL) {
        return -1;
    }
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

void
program_drop_module(void)
{
    REF_CLEAR(main_module);
    RECORD_ROOTS();
}

void
program_drop_code(void)
{
    REF_CLEAR(main_code);
    REF_CLEAR(main_literals);
    RECORD_ROOTS();
}
