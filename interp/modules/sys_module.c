/* The module sys: its functions. CPython 3.11: Python/sysmodule.c. */
#include "interp/modules/sys_module.h"

#include <string.h>
#include <unistd.h>

#include "gc/alloc.h"
#include "interp/modules/gc_module.h"
#include "interp/modules/io.h"
#include "interp/modules/modules.h"
#include "interp/modules/thread_lock.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/float.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_object.h"
#include "interp/vm/gil.h"
#include "interp/vm/hooks.h"

Object *sys_modules, *sys_dict;
bool sys_finalizing;


Object *
sys_get(const char *name)
{
    if (sys_dict == NULL) {
        return NULL;
    }
    // What is needed to report an error must not need memory.
    Object *known = strcmp(name, "stdout") == 0   ? nm_stdout
                    : strcmp(name, "stderr") == 0 ? nm_stderr
                                                  : NULL;
    return known != NULL ? dict_get(sys_dict, known)
                         : dict_get_text(sys_dict, name);
}

int
sys_set(const char *name, Object *value)
{
    if (value == NULL) {
        return dict_get_text(sys_dict, name) == NULL
                   ? 0
                   : dict_delete_text(sys_dict, name);
    }
    return dict_set_text(sys_dict, name, value);
}

static int
write_text(Object *file, Object *text)
{
    Object *result = call_method(file, nm_write, &text, 1);
    ref_xdec(result);
    return result == NULL ? -1 : 0;
}

void
sys_write_stderr(const char *format, ...)
{
    PendingError error;
    error_fetch(&error);
    va_list args;
    va_start(args, format);
    Object *text = str_from_format_list(format, args);
    va_end(args);
    Object *file = sys_get("stderr");
    if (text != NULL) {
        ref_xinc(file);
        if (file == NULL || file == NONE || write_text(file, text) < 0) {
            const char *bytes = str_as_utf8(text, NULL);
            error_clear();
            fputs(bytes != NULL ? bytes : "", stderr);
        }
        ref_xdec(file);
        ref_dec(text);
    }
    error_clear();
    error_restore(&error);
}

int
sys_flush_files(void)
{
    int status = 0;
    static const char *const names[] = {"stdout", "stderr"};
    for (int i = 0; i < 2; i++) {
        Object *file = sys_get(names[i]);
        if (file == NULL || file == NONE) {
            continue;
        }
        ref_inc(file);
        Object *closed;
        if (object_lookup_attr_text(file, "closed", &closed) < 0) {
            error_clear();
        }
        int is_closed = closed == NULL ? 0 : object_is_true(closed);
        ref_xdec(closed);
        if (is_closed <= 0) {
            Object *result = call_method(file, nm_flush, NULL, 0);
            if (result == NULL) {
                if (i == 0) {
                    error_write_unraisable(file);
                    status = -1;
                } else {
                    error_clear();
                }
            }
            ref_xdec(result);
        }
        ref_dec(file);
    }
    return status;
}

// ------------------------------------------------------------------ functions

static Object *
get_refcount(Object *self, Object *o)
{
    (void)self;
    return int_from_ssize(o->refcount);
}

// The bytes of an object, what stands in front of it included.
static ssize_t
size_of(Object *o)
{
    Object *method = lookup_special(o, dn_sizeof);
    if (method == NULL) {
        if (error_occurred() == NULL) {
            error_format(EXC(TypeError),
                         "Type %.100s doesn't define __sizeof__",
                         o->type->name);
        }
        return -1;
    }
    Object *result = call_none(method);
    ref_dec(method);
    if (result == NULL) {
        return -1;
    }
    ssize_t size = int_as_ssize(result);
    ref_dec(result);
    if (size == -1 && error_occurred() != NULL) {
        return -1;
    }
    if (size < 0) {
        error_set_text(EXC(ValueError), "__sizeof__() should return >= 0");
        return -1;
    }
    return size + (ssize_t)object_prefix_size(o->type);
}

static Object *
get_size(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"object", "default", NULL};
    static const ArgsSpec spec = {"getsizeof", names, 1, 0, 0};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    ssize_t size = size_of(v[0]);
    if (size < 0) {
        if (v[1] != NULL && error_matches(EXC(TypeError))) {
            error_clear();
            return ref_new(v[1]);
        }
        return NULL;
    }
    return int_from_ssize(size);
}

static Object *
intern(Object *self, Object *s)
{
    (void)self;
    if (!str_check(s)) {
        return error_format(EXC(TypeError),
                            "intern() argument must be str, not %.50s",
                            s->type->name);
    }
    if (!str_check_exact(s)) {
        return error_format(EXC(TypeError), "can't intern %.400s",
                            s->type->name);
    }
    ref_inc(s);
    str_intern(&s);
    return s;
}

static Object *
get_recursion_limit(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long(thread_current->recursion_limit);
}

static Object *
set_recursion_limit(Object *self, Object *o)
{
    (void)self;
    int limit = int_as_int(o);
    if (limit == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (limit < 1) {
        return error_set_text(EXC(ValueError),
                              "recursion limit must be greater or equal "
                              "than 1");
    }
    Thread *t = thread_current;
    int depth = t->recursion_limit - t->recursion_remaining;
    if (depth >= limit) {
        return error_format(EXC(RecursionError),
                            "cannot set the recursion limit to %i at the "
                            "recursion depth %i: the limit is too low",
                            limit, depth);
    }
    t->recursion_limit = limit;
    t->recursion_remaining = limit - depth;
    return none_new();
}

static Object *
exc_info(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *value = thread_handled(thread_current);
    if (value == NULL) {
        return tuple_pack(3, NONE, NONE, NONE);
    }
    Object *traceback = ((BaseExceptionObject *)value)->traceback;
    return tuple_pack(3, value->type, value,
                      traceback == NULL ? NONE : traceback);
}

static Object *
exception(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *value = thread_handled(thread_current);
    return ref_new(value == NULL ? NONE : value);
}

static Object *
get_frame(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("_getframe", nargs, 0, 1)) {
        return NULL;
    }
    int depth = nargs == 0 ? 0 : int_as_int(args[0]);
    if (depth == -1 && error_occurred() != NULL) {
        return NULL;
    }
    for (Frame *f = thread_current->frame; f != NULL; f = f->previous) {
        if (frame_is_incomplete(f)) {
            continue;
        }
        if (depth-- <= 0) {
            return ref_xnew(frame_object(f));
        }
    }
    return error_set_text(EXC(ValueError), "call stack is not deep enough");
}

static Object *
exit_program(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (args_check_count("exit", nargs, 0, 1)) {
        error_set_object(EXC(SystemExit), nargs == 0 ? NONE : args[0]);
    }
    return NULL;
}

static Object *
get_allocated_blocks(Object *self, Object *unused)
{
    (void)self, (void)unused;
    MemStats stats;
    mem_stats(&stats);
    return int_from_size(stats.blocks);
}

static Object *
get_switch_interval(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return float_new(gil_interval());
}

static Object *
set_switch_interval(Object *self, Object *o)
{
    (void)self;
    double seconds = float_as_double(o);
    if (seconds == -1.0 && error_occurred() != NULL) {
        return NULL;
    }
    if (seconds <= 0.0) {
        return error_set_text(EXC(ValueError),
                              "switch interval must be strictly positive");
    }
    gil_set_interval(seconds);
    return none_new();
}

static Object *
get_max_digits(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long(int_max_str_digits);
}

static Object *
set_max_digits(Object *self, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"maxdigits", NULL};
    static const ArgsSpec spec = {"set_int_max_str_digits", names, 1, 0, 0};
    Object *v[1];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int n = int_as_int(v[0]);
    if (n == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (n != 0 && n < INT_MAX_STR_DIGITS_LOW) {
        return error_format(EXC(ValueError),
                            "maxdigits must be 0 or larger than %d",
                            INT_MAX_STR_DIGITS_LOW);
    }
    int_max_str_digits = n;
    return none_new();
}

static Object *
get_default_encoding(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return str_from_text("utf-8");
}

static Object *
get_fs_errors(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return str_from_text("surrogateescape");
}

static Object *
set_trace(Object *self, Object *o)
{
    (void)self;
    hooks_set_trace(thread_current, o == NONE ? NULL : o);
    return none_new();
}

static Object *
get_trace(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *function = thread_current->trace;
    return ref_new(function == NULL ? NONE : function);
}

static Object *
set_profile(Object *self, Object *o)
{
    (void)self;
    hooks_set_profile(thread_current, o == NONE ? NULL : o);
    return none_new();
}

static Object *
get_profile(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *function = thread_current->profile;
    return ref_new(function == NULL ? NONE : function);
}

static Object *
is_finalizing(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return bool_new(sys_finalizing);
}

static Object *
audit(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self, (void)args;
    if (nargs == 0) {
        return error_set_text(EXC(TypeError),
                              "audit() missing 1 required positional "
                              "argument: 'event'");
    }
    return none_new();
}

static Object *
ignore_one(Object *self, Object *o)
{
    (void)self, (void)o;
    return none_new();
}

static Object *
ignore_none(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return none_new();
}

static Object *
current_frames(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *dict = dict_new();
    for (Thread *t = gil_threads; t != NULL && dict != NULL; t = t->next) {
        Frame *f = t->frame;
        while (f != NULL && frame_is_incomplete(f)) {
            f = f->previous;
        }
        Object *key = int_from_ssize(thread_ident(t->id));
        if (key == NULL ||
            (f != NULL && dict_set(dict, key, OBJ(frame_object(f))) < 0)) {
            REF_CLEAR(dict);
        }
        ref_xdec(key);
    }
    return dict;
}

static MethodDef functions[] = {
    {"addaudithook", ignore_one, METH_O, NULL},
    {"audit", METHOD(audit), METH_FASTCALL, NULL},
    {"exc_info", exc_info, METH_NOARGS, NULL},
    {"exception", exception, METH_NOARGS, NULL},
    {"exit", METHOD(exit_program), METH_FASTCALL, NULL},
    {"getallocatedblocks", get_allocated_blocks, METH_NOARGS, NULL},
    {"getdefaultencoding", get_default_encoding, METH_NOARGS, NULL},
    {"getfilesystemencoding", get_default_encoding, METH_NOARGS, NULL},
    {"getfilesystemencodeerrors", get_fs_errors, METH_NOARGS, NULL},
    {"getrecursionlimit", get_recursion_limit, METH_NOARGS, NULL},
    {"setrecursionlimit", set_recursion_limit, METH_O, NULL},
    {"getrefcount", get_refcount, METH_O,
     "getrefcount($module, object, /)\n--\n\nReturn the reference count of "
     "object.\n\nThe count returned is generally one higher than you might "
     "expect,\nbecause it includes the (temporary) reference as an argument "
     "to\ngetrefcount()."},
    {"getsizeof", METHOD(get_size), METH_FASTCALL | METH_KEYWORDS,
     "getsizeof(object [, default]) -> int\n\nReturn the size of object in "
     "bytes."},
    {"getswitchinterval", get_switch_interval, METH_NOARGS, NULL},
    {"setswitchinterval", set_switch_interval, METH_O, NULL},
    {"get_int_max_str_digits", get_max_digits, METH_NOARGS, NULL},
    {"set_int_max_str_digits", METHOD(set_max_digits),
     METH_FASTCALL | METH_KEYWORDS, NULL},
    {"gettrace", get_trace, METH_NOARGS, NULL},
    {"settrace", set_trace, METH_O, NULL},
    {"getprofile", get_profile, METH_NOARGS, NULL},
    {"setprofile", set_profile, METH_O, NULL},
    {"intern", intern, METH_O, NULL},
    {"is_finalizing", is_finalizing, METH_NOARGS, NULL},
    {"_getframe", METHOD(get_frame), METH_FASTCALL, NULL},
    {"_current_frames", current_frames, METH_NOARGS, NULL},
    {"_clear_type_cache", ignore_none, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

// ------------------------------------------------------------ begin and end

int
sys_start(void)
{
    ref_root(&sys_modules, "sys.modules");
    ref_root(&sys_dict, "the names of sys");
    sys_modules = dict_new();
    if (sys_modules == NULL) {
        return -1;
    }
    gc_module_start();
    return warnings_start() < 0 ? -1 : io_start();
}

void
sys_stop(void)
{
    hooks_set_trace(thread_current, NULL);
    hooks_set_profile(thread_current, NULL);
    REF_CLEAR(sys_dict);
    REF_CLEAR(sys_modules);
}

Object *
sys_module_new(void)
{
    Object *m = module_new("sys");
    if (m == NULL) {
        return NULL;
    }
    REF_SET(sys_dict, ref_new(module_dict(m)));
    if (module_add_functions(m, functions) < 0 ||
        module_add(m, "modules", ref_new(sys_modules)) < 0 ||
        sys_add_info(m) < 0 || sys_add_hooks(m) < 0 || sys_add_files() < 0 ||
        io_open_function() == NULL ||
        dict_set_text(builtins_dict, "open", io_open_function()) < 0) {
        ref_dec(m);
        return NULL;
    }
    return m;
}

int
sys_set_argv(int argc, char *const *argv)
{
    Object *list = list_new(0);
    for (int i = 0; list != NULL && i < argc; i++) {
        Object *text = str_decode_fs(argv[i], (ssize_t)strlen(argv[i]));
        if (text == NULL || list_append_steal(list, text) < 0) {
            ref_dec(list);
            return -1;
        }
    }
    int failed = list == NULL ? -1 : sys_set("argv", list);
    ref_xdec(list);
    return failed;
}
