/* What of the command line the program sees: sys.path, argv, orig_argv. */
#include "interp/modules/import.h"
#include "interp/runtime_program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gc/record.h"
#include "gc/refcount.h"
#include "interp/modules/standins.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/runtime.h"
#include "interp/vm/process.h"

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

int
program_set_paths(const RuntimeOptions *options)
{
    const char *argv0 = options->mode == RUN_CODE     ? "-c"
                        : options->mode == RUN_MODULE ? "-m"
                        : options->mode == RUN_STDIN  ? "-"
                        : options->mode == RUN_PROMPT ? ""
                                                      : options->target;
    char folder[PROGRAM_PATH_ROOM] = "";
    if (options->mode == RUN_FILE) {
        const char *slash = strrchr(options->target, '/');
        char relative[PROGRAM_PATH_ROOM];
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
