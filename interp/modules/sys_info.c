/* What sys says of the version, the platform and the number types. */
#include <float.h>
#include <stdlib.h>

#include "gc/record.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/namespace.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/structseq.h"
#include "interp/objects/tuple.h"
#include "interp/vm/process.h"

#define HEXVERSION 0x030b07f0

STATIC_OBJECT static Type version_info_type = {
    TYPE_HEAD_INIT,
    .name = "sys.version_info",
    .doc = "sys.version_info\n\nVersion information as a named tuple.",
};
STATIC_OBJECT static Type flags_type = {
    TYPE_HEAD_INIT,
    .name = "sys.flags",
    .doc = "sys.flags\n\nFlags provided through command line arguments or "
           "environment vars.",
};
STATIC_OBJECT static Type float_info_type = {
    TYPE_HEAD_INIT,
    .name = "sys.float_info",
    .doc = "sys.float_info\n\nA named tuple holding information about the "
           "float type.",
};
STATIC_OBJECT static Type int_info_type = {
    TYPE_HEAD_INIT,
    .name = "sys.int_info",
    .doc = "sys.int_info\n\nA named tuple that holds information about "
           "Python's\ninternal representation of integers.  The attributes "
           "are read only.",
};
STATIC_OBJECT static Type hash_info_type = {
    TYPE_HEAD_INIT,
    .name = "sys.hash_info",
    .doc = "hash_info\n\nA named tuple providing parameters used for "
           "computing hashes.",
};
STATIC_OBJECT static Type thread_info_type = {
    TYPE_HEAD_INIT,
    .name = "sys.thread_info",
    .doc = "sys.thread_info\n\nA named tuple holding information about the "
           "thread implementation.",
};
STATIC_OBJECT static Type asyncgen_hooks_type = {
    TYPE_HEAD_INIT,
    .name = "asyncgen_hooks",
    .doc = "",
};

// Adds sys.<name>; the value is kept.
static int
add(Object *m, const char *name, Object *value)
{
    return value == NULL ? -1 : module_add(m, name, value);
}

static Object *
version_info(void)
{
    Object *const values[] = {int_from_long(3), int_from_long(11),
                              int_from_long(7), str_from_text("final"),
                              int_from_long(0)};
    return structseq_new(&version_info_type, values);
}

static int
add_version(Object *m)
{
    static const char *const names[] = {"major", "minor", "micro",
                                        "releaselevel", "serial", NULL};
    if (structseq_ready(&version_info_type, names, 5, false) < 0 ||
        add(m, "version_info", version_info()) < 0 ||
        module_add_int(m, "hexversion", HEXVERSION) < 0 ||
        module_add_int(m, "api_version", 1013) < 0 ||
        module_add_text(m, "version",
                        "3.11.7 (pytutor-mem, Dec  4 2023, 18:10:11) "
                        "[GCC 12.2.0]") < 0) {
        return -1;
    }
    Object *facts = dict_new();
    Object *name = str_from_text("cpython");
    Object *tag = str_from_text("cpython-311");
    Object *arch = str_from_text("x86_64-linux-gnu");
    Object *version = version_info();
    Object *hex = int_from_long(HEXVERSION);
    int failed = -1;
    if (facts != NULL && name != NULL && tag != NULL && arch != NULL &&
        version != NULL && hex != NULL &&
        dict_set_text(facts, "name", name) == 0 &&
        dict_set_text(facts, "cache_tag", tag) == 0 &&
        dict_set_text(facts, "version", version) == 0 &&
        dict_set_text(facts, "hexversion", hex) == 0 &&
        dict_set_text(facts, "_multiarch", arch) == 0) {
        failed = add(m, "implementation", namespace_new(facts));
    }
    ref_xdec(facts);
    ref_xdec(name);
    ref_xdec(tag);
    ref_xdec(arch);
    ref_xdec(version);
    ref_xdec(hex);
    return failed;
}

static int
add_flags(Object *m)
{
    static const char *const names[] = {
        "debug", "inspect", "interactive", "optimize", "dont_write_bytecode",
        "no_user_site", "no_site", "ignore_environment", "verbose",
        "bytes_warning", "quiet", "hash_randomization", "isolated",
        "dev_mode", "utf8_mode", "warn_default_encoding", "safe_path",
        "int_max_str_digits", NULL};
    if (structseq_ready(&flags_type, names, 18, false) < 0) {
        return -1;
    }
    Object *values[18];
    for (int i = 0; i < 18; i++) {
        values[i] = i == 13 || i == 16 ? bool_new(false)
                    : i == 17          ? int_from_long(int_max_str_digits)
                                       : int_from_long(i == 4 || i == 11);
    }
    return add(m, "flags", structseq_new(&flags_type, values));
}

static int
add_number_types(Object *m)
{
    static const char *const float_names[] = {
        "max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp",
        "dig", "mant_dig", "epsilon", "radix", "rounds", NULL};
    static const char *const int_names[] = {
        "bits_per_digit", "sizeof_digit", "default_max_str_digits",
        "str_digits_check_threshold", NULL};
    static const char *const hash_names[] = {
        "width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits",
        "seed_bits", "cutoff", NULL};
    if (structseq_ready(&float_info_type, float_names, 11, false) < 0 ||
        structseq_ready(&int_info_type, int_names, 4, false) < 0 ||
        structseq_ready(&hash_info_type, hash_names, 9, false) < 0) {
        return -1;
    }
    Object *const float_values[] = {
        float_new(DBL_MAX), int_from_long(DBL_MAX_EXP),
        int_from_long(DBL_MAX_10_EXP), float_new(DBL_MIN),
        int_from_long(DBL_MIN_EXP), int_from_long(DBL_MIN_10_EXP),
        int_from_long(DBL_DIG), int_from_long(DBL_MANT_DIG),
        float_new(DBL_EPSILON), int_from_long(FLT_RADIX), int_from_long(1)};
    Object *const int_values[] = {
        int_from_long(INT_SHIFT), int_from_long(4),
        int_from_long(INT_MAX_STR_DIGITS),
        int_from_long(INT_MAX_STR_DIGITS_LOW)};
    Object *const hash_values[] = {
        int_from_long(64), int_from_long((1L << 61) - 1),
        int_from_long(314159), int_from_long(0), int_from_long(1000003),
        str_from_text("siphash13"), int_from_long(64), int_from_long(128),
        int_from_long(0)};
    Object *floats = structseq_new(&float_info_type, float_values);
    Object *ints = structseq_new(&int_info_type, int_values);
    Object *hashes = structseq_new(&hash_info_type, hash_values);
    return (add(m, "float_info", floats) | add(m, "int_info", ints) |
            add(m, "hash_info", hashes)) < 0
               ? -1
               : 0;
}

static int
add_thread_info(Object *m)
{
    static const char *const names[] = {"name", "lock", "version", NULL};
    static const char *const hooks[] = {"firstiter", "finalizer", NULL};
    if (structseq_ready(&thread_info_type, names, 3, false) < 0 ||
        structseq_ready(&asyncgen_hooks_type, hooks, 2, false) < 0) {
        return -1;
    }
    Object *const values[] = {str_from_text("pthread"),
                              str_from_text("semaphore"),
                              str_from_text("NPTL 2.36")};
    return add(m, "thread_info", structseq_new(&thread_info_type, values));
}

static Object *
builtin_names(void)
{
    static const char *const names[] = {
#define MODULE(name, function) name,
#include "interp/modules/modules.def"
#undef MODULE
    };
    Object *list = list_new(0);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        Object *name = list == NULL ? NULL : str_intern_text(names[i]);
        if (name == NULL || list_append_steal(list, name) < 0) {
            ref_xdec(list);
            return NULL;
        }
    }
    Object *tuple = NULL;
    if (list_sort(list, NULL, 0) == 0) {
        tuple = list_as_tuple(list);
    }
    ref_dec(list);
    return tuple;
}

static Object *
library_names(void)
{
    static const char *const names[] = {
#define NAME(name) name,
#include "interp/modules/stdlib_names.def"
#undef NAME
    };
    Object *list = list_new(0);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        Object *name = list == NULL ? NULL : str_intern_text(names[i]);
        if (name == NULL || list_append_steal(list, name) < 0) {
            ref_xdec(list);
            return NULL;
        }
    }
    Object *result = frozenset_new(list);
    ref_dec(list);
    return result;
}

static Object *
git_revision(void)
{
    Object *name = str_from_text("CPython"), *none = str_from_text("");
    Object *result =
        name == NULL || none == NULL ? NULL : tuple_pack(3, name, none, none);
    ref_xdec(name);
    ref_xdec(none);
    return result;
}

static int
add_places(Object *m)
{
    static const char *const texts[][2] = {
        {"platform", "linux"}, {"byteorder", "little"}, {"abiflags", ""},
        {"platlibdir", "lib"}, {"float_repr_style", "short"},
        {"prefix", "/usr"}, {"exec_prefix", "/usr"},
        {"base_prefix", "/usr"}, {"base_exec_prefix", "/usr"},
        {"_framework", ""},
        {"copyright",
         "Copyright (c) 2001-2023 Python Software Foundation.\n"
         "All Rights Reserved.\n\n"
         "Copyright (c) 2000 BeOpen.com.\nAll Rights Reserved.\n\n"
         "Copyright (c) 1995-2001 Corporation for National Research "
         "Initiatives.\nAll Rights Reserved.\n\n"
         "Copyright (c) 1991-1995 Stichting Mathematisch Centrum, "
         "Amsterdam.\nAll Rights Reserved."}};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (module_add_text(m, texts[i][0], texts[i][1]) < 0) {
            return -1;
        }
    }
    if (module_add_text(m, "executable", process_program()) < 0 ||
        module_add_text(m, "_base_executable", process_program()) < 0) {
        return -1;
    }
    static const char *const lists[] = {"warnoptions", "meta_path",
                                        "path_hooks", "path", "argv",
                                        "orig_argv"};
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        if (add(m, lists[i], list_new(0)) < 0) {
            return -1;
        }
    }
    if (module_add_int(m, "maxsize", INT64_MAX) < 0 ||
        module_add_int(m, "maxunicode", 0x10ffff) < 0 ||
        add(m, "_xoptions", dict_new()) < 0 ||
        add(m, "path_importer_cache", dict_new()) < 0 ||
        add(m, "pycache_prefix", none_new()) < 0 ||
        add(m, "_home", none_new()) < 0 ||
        add(m, "dont_write_bytecode", bool_new(true)) < 0 ||
        add(m, "builtin_module_names", builtin_names()) < 0 ||
        add(m, "stdlib_module_names", library_names()) < 0 ||
        add(m, "_git", git_revision()) < 0) {
        return -1;
    }
    return 0;
}

static Object *
get_asyncgen_hooks(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Thread *thread = thread_current;
    Object *first = thread->async_first, *last = thread->async_finalizer;
    Object *const values[] = {ref_new(first == NULL ? NONE : first),
                              ref_new(last == NULL ? NONE : last)};
    return structseq_new(&asyncgen_hooks_type, values);
}

// 0 with *hook changed (None: none), -1 with an error.
static int
set_hook(Object **hook, Object *value, const char *name)
{
    if (value == NULL) {
        return 0;
    }
    if (value != NONE && !object_is_callable(value)) {
        error_format(EXC(TypeError),
                     "callable %s expected, got %.50s", name,
                     TYPE_OF(value)->name);
        return -1;
    }
    Object *old = *hook;
    *hook = value == NONE ? NULL : ref_new(value);
    RECORD_THREAD_CHANGED();
    ref_xdec(old);
    return 0;
}

static Object *
set_asyncgen_hooks(Object *self, Object *const *args, ssize_t nargs,
                   Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"firstiter", "finalizer", NULL};
    static const ArgsSpec spec = {"set_asyncgen_hooks", names, 0, 0, 0};
    Object *v[2];
    Thread *thread = thread_current;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        set_hook(&thread->async_finalizer, v[1], "finalizer") < 0 ||
        set_hook(&thread->async_first, v[0], "firstiter") < 0) {
        return NULL;
    }
    return none_new();
}

static Object *
get_origin_depth(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long(thread_current->origin_depth);
}

static Object *
set_origin_depth(Object *self, Object *const *args, ssize_t nargs,
                 Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"depth", NULL};
    static const ArgsSpec spec = {"set_coroutine_origin_tracking_depth",
                                  names, 1, 0, 0};
    Object *v[1];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int depth = int_as_int(v[0]);
    if (depth == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (depth < 0) {
        return error_set_text(EXC(ValueError), "depth must be >= 0");
    }
    thread_current->origin_depth = depth;
    return none_new();
}

static MethodDef functions[] = {
    {"get_coroutine_origin_tracking_depth", get_origin_depth, METH_NOARGS,
     NULL},
    {"set_coroutine_origin_tracking_depth", METHOD(set_origin_depth),
     METH_FASTCALL | METH_KEYWORDS, NULL},
    {"get_asyncgen_hooks", get_asyncgen_hooks, METH_NOARGS, NULL},
    {"set_asyncgen_hooks", METHOD(set_asyncgen_hooks),
     METH_FASTCALL | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL}};

int
sys_add_info(Object *m)
{
    return add_version(m) < 0 || add_flags(m) < 0 ||
                   add_number_types(m) < 0 || add_thread_info(m) < 0 ||
                   add_places(m) < 0 || module_add_functions(m, functions) < 0
               ? -1
               : 0;
}
