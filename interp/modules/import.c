#include "interp/modules/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interp/modules/import_bridge.h"
#include "interp/modules/import_cache.h"
#include "interp/modules/import_loading.h"
#include "interp/modules/modules.h"
#include "interp/modules/standins.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/vm/eval.h"

// sys_modules is defined by the sys module.

char *
read_whole_file(const char *path, size_t *length)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    struct stat info;
    if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
        close(fd);
        errno = EISDIR;
        return NULL;
    }
    size_t room = 65536, used = 0;
    char *bytes = malloc(room);
    while (bytes != NULL) {
        ssize_t n = read(fd, bytes + used, room - used - 1);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            if (n < 0) {
                free(bytes);
                bytes = NULL;
            }
            break;
        }
        used += (size_t)n;
        if (room - used < 2) {
            room *= 2;
            char *grown = realloc(bytes, room);
            if (grown == NULL) {
                free(bytes);
            }
            bytes = grown;
        }
    }
    close(fd);
    if (bytes != NULL) {
        bytes[used] = '\0';
        *length = used;
    }
    return bytes;
}

// ------------------------------------------------------------- native ones

typedef struct NativeModule {
    const char *name;
    Object *(*make)(void);
} NativeModule;

static const NativeModule native_modules[] = {
#define MODULE(name, function) {name, function},
#include "interp/modules/modules.def"
#undef MODULE
    {NULL, NULL}};

bool
import_is_native(const char *name)
{
    for (const NativeModule *m = native_modules; m->name != NULL; m++) {
        if (strcmp(m->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static Object *
import_native(const char *name)
{
    for (const NativeModule *m = native_modules; m->name != NULL; m++) {
        if (strcmp(m->name, name) == 0) {
            return m->make();
        }
    }
    return NULL;
}

// ------------------------------------------------------------ from the disk

static bool
is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static bool
is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

typedef struct Found {
    char file[4096];
    char directory[4096]; // of a package, else ""
    bool namespace_package;
} Found;

// Looks for the last part of a dotted name along a list of folders.
static bool
find(Object *path, const char *leaf, Found *out)
{
    bool any_directory = false;
    for (ssize_t i = 0; i < list_size(path); i++) {
        Object *item = list_get(path, i);
        const char *folder = str_check(item) ? str_as_utf8(item, NULL) : NULL;
        if (folder == NULL) {
            error_clear();
            continue;
        }
        char base[4000];
        int n = snprintf(base, sizeof(base), "%s%s%s",
                         folder[0] == '\0' ? "." : folder, "/", leaf);
        if (n < 0 || (size_t)n >= sizeof(base)) {
            continue;
        }
        snprintf(out->file, sizeof(out->file), "%s/__init__.py", base);
        if (is_file(out->file)) {
            snprintf(out->directory, sizeof(out->directory), "%s", base);
            out->namespace_package = false;
            return true;
        }
        snprintf(out->file, sizeof(out->file), "%s.py", base);
        if (is_file(out->file)) {
            out->directory[0] = '\0';
            out->namespace_package = false;
            return true;
        }
        if (!any_directory && is_directory(base)) {
            snprintf(out->directory, sizeof(out->directory), "%s", base);
            any_directory = true;
        }
    }
    out->namespace_package = any_directory;
    out->file[0] = '\0';
    return any_directory;
}

static int
set_text(Object *dict, Object *name, const char *text)
{
    Object *value = str_decode_fs(text, (ssize_t)strlen(text));
    int failed = value == NULL ? -1 : dict_set(dict, name, value);
    ref_xdec(value);
    return failed;
}

// The module's own names: __file__, __path__, __package__ ...
static int
fill_module(Object *module, const char *name, const Found *found)
{
    Object *dict = module_dict(module);
    bool package = found->directory[0] != '\0';
    if (dict_set(dict, dn_builtins, builtins_dict) < 0) {
        return -1;
    }
    if (found->namespace_package && dict_set(dict, dn_file, NONE) < 0) {
        return -1;
    }
    if (found->file[0] != '\0' && set_text(dict, dn_file, found->file) < 0) {
        return -1;
    }
    if (package) {
        Object *path = list_new(0);
        Object *folder = str_decode_fs(found->directory,
                                       (ssize_t)strlen(found->directory));
        if (path == NULL || folder == NULL ||
            list_append_steal(path, folder) < 0 ||
            dict_set(dict, dn_path, path) < 0) {
            ref_xdec(path);
            return -1;
        }
        ref_dec(path);
        return set_text(dict, dn_package, name);
    }
    const char *dot = strrchr(name, '.');
    char parent[1024];
    snprintf(parent, sizeof(parent), "%.*s",
             dot == NULL ? 0 : (int)(dot - name), name);
    return set_text(dict, dn_package, parent);
}

static Object *
compile_file(const char *path, const char *filename)
{
    size_t length;
    char *bytes = read_whole_file(path, &length);
    if (bytes == NULL) {
        Object *file = str_from_text(path);
        error_from_errno(EXC(OSError), file);
        ref_xdec(file);
        return NULL;
    }
    const SourceJob job = {.bytes = bytes,
                           .length = length,
                           .filename = filename,
                           .mode = 'f'};
    Object *code = compile_to_code(&job, NULL);
    free(bytes);
    return code;
}

// Runs the file's code in the module's namespace.
static int
run_file(Object *module, const char *path)
{
    char text[200];
    const char *filename = standin_file_name(path, text, sizeof(text));
    Object *code = import_cached_code(path, filename);
    if (code == NULL && error_occurred() == NULL) {
        code = compile_file(path, filename);
    }
    if (code == NULL) {
        return -1;
    }
    standin_mark(code, path);
    Object *dict = ref_new(module_dict(module));
    Object *result = eval_code(code, dict, dict);
    ref_dec(dict);
    ref_dec(code);
    ref_xdec(result);
    return result == NULL ? -1 : 0;
}

static Object *
load_from_disk(const char *name, Object *key, const Found *found)
{
    Object *module = module_new_object(key);
    if (module == NULL || fill_module(module, name, found) < 0 ||
        dict_set(sys_modules, key, module) < 0) {
        ref_xdec(module);
        return NULL;
    }
    Loading loading;
    loading_begin(&loading, module);
    import_bridge_describe(module);
    int failed = found->namespace_package ? 0 : run_file(module, found->file);
    loading_end(&loading);
    if (failed < 0) {
        goto fail;
    }
    if (found->namespace_package) {
        return module;
    }
    standin_loaded(name, module);
    // The module may have put another object in its place. What is loaded
    // goes to the end of sys.modules: behind what it has imported.
    Object *actual = ref_xnew(dict_get(sys_modules, key));
    if (actual == NULL) {
        return module;
    }
    ref_dec(module);
    if (dict_delete(sys_modules, key) < 0 ||
        dict_set(sys_modules, key, actual) < 0) {
        ref_dec(actual);
        return NULL;
    }
    return actual;

fail: {
    PendingError saved;
    error_fetch(&saved);
    if (dict_get(sys_modules, key) != NULL &&
        dict_delete(sys_modules, key) < 0) {
        error_clear();
    }
    error_restore(&saved);
}
    ref_dec(module);
    return NULL;
}

static Object *
not_found(const char *name, const char *why)
{
    char message[700];
    snprintf(message, sizeof(message), "No module named '%s'%s%s", name, why,
             import_stdlib_missing && why[0] == '\0'
                 ? " (the Python library is not installed: package "
                   "libpython3.11-stdlib)"
                 : "");
    Object *text = str_from_text(message);
    Object *module_name = str_from_text(name);
    Object *args[2] = {text, module_name};
    Object *kwnames = tuple_pack(1, nm_name);
    Object *error = text == NULL || module_name == NULL || kwnames == NULL
                        ? NULL
                        : call_vector(EXC(ModuleNotFoundError), args, 1,
                                      kwnames);
    if (error != NULL) {
        error_set_object(EXC(ModuleNotFoundError), error);
    }
    ref_xdec(error);
    ref_xdec(kwnames);
    ref_xdec(text);
    ref_xdec(module_name);
    return NULL;
}

bool import_stdlib_missing;

static Object *import_one(const char *name);

// What sys.modules has: new, once the thread that loads it is done.
static Object *
take_loaded(const char *name, STEALS Object *key, Object *module)
{
    if (module == NONE) {
        ref_dec(key);
        return error_format(EXC(ModuleNotFoundError),
                            "import of %s halted; None in sys.modules", name);
    }
    // Other threads have run only if it has waited.
    int waited = loading_wait(module);
    Object *result = waited == 0 ? ref_new(module) : NULL;
    ref_dec(key);
    return waited == 1 ? import_one(name) : result;
}

// Imports the parent, the first `length` bytes of the name, and its *path: new
// both. NULL with an error, or without one when the module is there by now.
static Object *
import_parent(const char *name, size_t length, Object *key, Object **path)
{
    char parent_name[1024];
    snprintf(parent_name, sizeof(parent_name), "%.*s", (int)length, name);
    Object *parent = import_module(parent_name);
    if (parent == NULL || dict_get(sys_modules, key) != NULL) {
        // The parent has done it, or another thread.
        ref_xdec(parent);
        return NULL;
    }
    if (object_lookup_attr(parent, dn_path, path) > 0 && list_check(*path)) {
        return parent;
    }
    if (!error_occurred()) {
        char why[1100];
        snprintf(why, sizeof(why), "; '%s' is not a package", parent_name);
        not_found(name, why);
    }
    ref_xdec(*path);
    ref_dec(parent);
    return NULL;
}

// A module made in C, put into sys.modules: new; NULL without an error: none.
static Object *
import_from_table(const char *name, Object *key)
{
    Object *module = import_native(name);
    if (module != NULL && dict_set(sys_modules, key, module) < 0) {
        REF_CLEAR(module);
    }
    return module;
}

// Imports one full dotted name; the parents must be there.
static Object *
import_one(const char *name)
{
    Object *key = str_intern_text(name);
    if (key == NULL) {
        return NULL;
    }
    Object *module = dict_get(sys_modules, key);
    if (module != NULL) {
        return take_loaded(name, key, module);
    }
    const char *dot = strrchr(name, '.');
    Object *path = NULL, *parent = NULL;
    if (dot != NULL) {
        parent = import_parent(name, (size_t)(dot - name), key, &path);
        if (parent == NULL) {
            ref_dec(key);
            return error_occurred() ? NULL : import_one(name);
        }
    } else {
        module = import_from_table(name, key);
        if (module != NULL || error_occurred()) {
            ref_dec(key);
            return module;
        }
        path = ref_xnew(sys_get("path"));
    }
    Found found = {"", "", false};
    if (path != NULL && list_check(path) &&
        find(path, dot == NULL ? name : dot + 1, &found)) {
        module = load_from_disk(name, key, &found);
        if (module != NULL && strcmp(name, "importlib") == 0) {
            import_bridge_open();
        }
    } else {
        not_found(name, "");
    }
    if (module != NULL && parent != NULL &&
        object_setattr_text(parent, dot + 1, module) < 0) {
        error_clear();
    }
    ref_xdec(path);
    ref_xdec(parent);
    ref_dec(key);
    return module;
}

Object *
import_module(const char *name)
{
    return import_one(name);
}

// The absolute name of a relative import.
static int
resolve(Object *globals, const char *name, int level, char *out, size_t size)
{
    Object *package =
        globals == NULL ? NULL : dict_get(globals, dn_package);
    char base[1024] = "";
    if (package != NULL && str_check(package)) {
        snprintf(base, sizeof(base), "%s", str_as_utf8(package, NULL));
    } else if (globals != NULL) {
        Object *own = dict_get(globals, dn_name);
        if (own == NULL) {
            error_set_text(EXC(KeyError), "'__name__' not in globals");
            return -1;
        }
        if (own != NULL && str_check(own)) {
            snprintf(base, sizeof(base), "%s", str_as_utf8(own, NULL));
            if (dict_get(globals, dn_path) == NULL) {
                char *dot = strrchr(base, '.');
                *(dot == NULL ? base : dot) = '\0';
            }
        }
    }
    if (base[0] == '\0') {
        error_set_text(EXC(ImportError), "attempted relative import with no "
                                         "known parent package");
        return -1;
    }
    for (int i = 1; i < level; i++) {
        char *dot = strrchr(base, '.');
        if (dot == NULL) {
            error_set_text(EXC(ImportError), "attempted relative import "
                                             "beyond top-level package");
            return -1;
        }
        *dot = '\0';
    }
    snprintf(out, size, "%s%s%s", base, name[0] == '\0' ? "" : ".", name);
    return 0;
}

// Whether the pending error says that just this module does not exist: not
// one that it imports itself.
static bool
is_missing(const char *name)
{
    if (!error_matches(EXC(ModuleNotFoundError))) {
        return false;
    }
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    Object *told = ((ImportErrorObject *)error.value)->name;
    bool same = told != NULL && str_check(told) &&
                str_equal_text(told, name);
    error_restore(&error);
    return same;
}

// One name of a from-import: a submodule is loaded, unless there is none.
static int
import_wanted(Object *module, const char *package, Object *wanted)
{
    Object *value;
    int found = object_lookup_attr(module, wanted, &value);
    ref_xdec(value);
    if (found != 0) {
        return found < 0 ? -1 : 0;
    }
    char full[3000];
    snprintf(full, sizeof(full), "%s.%s", package,
             str_as_utf8(wanted, NULL));
    Object *submodule = import_one(full);
    if (submodule == NULL) {
        if (!is_missing(full)) {
            return -1;
        }
        error_clear();
    }
    ref_xdec(submodule);
    return 0;
}

// `from package import submodule` loads it.
static int
import_submodules(Object *module, const char *package, Object *from_list)
{
    Object *path;
    if (object_lookup_attr(module, dn_path, &path) < 0) {
        return -1;
    }
    if (path == NULL) {
        return 0;
    }
    ref_dec(path);
    Object *names = sequence_tuple(from_list);
    int failed = names == NULL ? -1 : 0;
    for (ssize_t i = 0; failed == 0 && i < tuple_size(names); i++) {
        Object *wanted = tuple_get(names, i);
        if (str_check(wanted) && !str_equal_text(wanted, "*")) {
            failed = import_wanted(module, package, wanted);
        }
    }
    ref_xdec(names);
    return failed;
}

Object *
import_name(Object *name_object, Object *globals, Object *from_list,
            int level)
{
    const char *name = str_as_utf8(name_object, NULL);
    char absolute[2048];
    if (name == NULL) {
        return NULL;
    }
    if (level > 0) {
        if (resolve(globals, name, level, absolute, sizeof(absolute)) < 0) {
            return NULL;
        }
    } else {
        if (name[0] == '\0') {
            return error_set_text(EXC(ValueError), "Empty module name");
        }
        snprintf(absolute, sizeof(absolute), "%s", name);
    }
    Object *module = import_one(absolute);
    if (module == NULL) {
        return NULL;
    }
    int has_from = from_list == NULL || from_list == NONE
                       ? 0
                       : object_is_true(from_list);
    if (has_from < 0) {
        ref_dec(module);
        return NULL;
    }
    if (has_from == 0) {
        // `import a.b.c` binds a.
        const char *dot = strchr(name, '.');
        if (dot == NULL || level > 0) {
            return module;
        }
        ref_dec(module);
        char top[1024];
        snprintf(top, sizeof(top), "%.*s", (int)(dot - name), name);
        return import_one(top);
    }
    if (import_submodules(module, absolute, from_list) < 0) {
        REF_CLEAR(module);
    }
    return module;
}
