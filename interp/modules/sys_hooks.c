/* sys.displayhook, excepthook, unraisablehook; what is printed of an
 * exception that nobody can catch. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/modules/import.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/structseq.h"
#include "interp/objects/thread.h"
#include "interp/objects/traceback.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_object.h"
#include "interp/vm/traceback.h"

// ------------------------------------------------------------------- writing

static int
write_object(Object *file, Object *text)
{
    if (text == NULL) {
        return -1;
    }
    Object *result = call_method(file, nm_write, &text, 1);
    ref_xdec(result);
    return result == NULL ? -1 : 0;
}

static int
write_steal(Object *file, STEALS Object *text)
{
    int failed = write_object(file, text);
    ref_xdec(text);
    return failed;
}

static int
write_ascii(Object *file, const char *text)
{
    return write_steal(file, str_from_text(text));
}

// ----------------------------------------------------------------- unraisable

STATIC_OBJECT static Type unraisable_args_type = {
    TYPE_HEAD_INIT,
    .name = "UnraisableHookArgs",
    .doc = "UnraisableHookArgs\n\nType used to pass arguments to "
           "sys.unraisablehook.",
};

static int
write_head(Object *file, Object *message, Object *object)
{
    if (object != NULL && object != NONE) {
        if (message != NULL && message != NONE) {
            if (write_object(file, message) < 0 ||
                write_ascii(file, ": ") < 0) {
                return -1;
            }
        } else if (write_ascii(file, "Exception ignored in: ") < 0) {
            return -1;
        }
        if (write_steal(file, object_repr(object)) < 0) {
            error_clear();
            if (write_ascii(file, "<object repr() failed>") < 0) {
                return -1;
            }
        }
        return write_ascii(file, "\n");
    }
    if (message != NULL && message != NONE) {
        return write_object(file, message) < 0 ? -1
                                               : write_ascii(file, ":\n");
    }
    return 0;
}

static int
write_type_name(Object *file, Object *type)
{
    Object *module = NULL;
    if (object_lookup_attr(type, dn_module, &module) < 0) {
        error_clear();
    }
    int failed = 0;
    if (module == NULL || !str_check(module)) {
        failed = write_ascii(file, "<unknown>");
    } else if (!str_equal_text(module, "builtins") &&
               !str_equal_text(module, "__main__")) {
        failed = write_object(file, module) < 0 ? -1
                                                : write_ascii(file, ".");
    }
    ref_xdec(module);
    if (failed < 0) {
        return -1;
    }
    Object *name = type_qualname_object((Type *)type);
    if (name == NULL) {
        error_clear();
        return write_ascii(file, "<unknown>");
    }
    return write_steal(file, name);
}

// "Exception ignored in: ...", the traceback and the exception.
static int
write_unraisable(Object *type, Object *value, Object *traceback,
                 Object *message, Object *object)
{
    Object *file = sys_get("stderr");
    if (file == NULL || file == NONE) {
        return 0;
    }
    ref_inc(file);
    int failed = write_head(file, message, object);
    if (failed == 0 && traceback != NULL && traceback != NONE &&
        traceback_print(traceback, file) < 0) {
        error_clear();
    }
    if (failed == 0 && type != NULL && type != NONE && type_check(type)) {
        failed = write_type_name(file, type);
        if (failed == 0 && value != NULL && value != NONE) {
            failed = write_ascii(file, ": ");
            if (failed == 0 && write_steal(file, object_str(value)) < 0) {
                error_clear();
                failed = write_ascii(file, "<exception str() failed>");
            }
        }
        failed = failed < 0 ? -1 : write_ascii(file, "\n");
    }
    if (failed == 0) {
        Object *result = call_method(file, nm_flush, NULL, 0);
        ref_xdec(result);
        failed = result == NULL ? -1 : 0;
    }
    ref_dec(file);
    return failed;
}

static Object *
unraisable_hook(Object *self, Object *args)
{
    (void)self;
    if (TYPE_OF(args) != &unraisable_args_type) {
        return error_set_text(EXC(TypeError),
                              "sys.unraisablehook argument type must be "
                              "UnraisableHookArgs");
    }
    return write_unraisable(tuple_get(args, 0), tuple_get(args, 1),
                            tuple_get(args, 2), tuple_get(args, 3),
                            tuple_get(args, 4)) < 0
               ? NULL
               : none_new();
}

static Object *
or_none(Object *o)
{
    return ref_new(o == NULL ? NONE : o);
}

// The line that runs, for an exception that has no traceback.
static void
add_traceback(PendingError *error)
{
    Frame *frame = thread_current->frame;
    while (frame != NULL && frame_is_incomplete(frame)) {
        frame = frame->previous;
    }
    FrameObject *object = frame == NULL ? NULL : frame_object(frame);
    if (object != NULL) {
        error->traceback = traceback_new(NULL, object,
                                         frame_instruction(frame) * 2,
                                         frame_line(frame));
        if (error->traceback == NULL) {
            error_clear();
        }
    }
}

// Calls sys.unraisablehook; whether that is done with.
static bool
call_unraisable_hook(PendingError *error, Object *text, Object *object)
{
    Object *hook = sys_get("unraisablehook");
    if (hook == NULL || hook == NONE ||
        !type_has_feature(&unraisable_args_type, TYPE_READY)) {
        return false;
    }
    Object *const values[] = {or_none(error->type), or_none(error->value),
                              or_none(error->traceback), or_none(text),
                              or_none(object)};
    Object *args = structseq_new(&unraisable_args_type, values);
    ref_inc(hook);
    Object *result = args == NULL ? NULL : call_one(hook, args);
    ref_xdec(args);
    if (result == NULL) {
        // The hook failed: its error is shown instead.
        PendingError second;
        error_fetch(&second);
        error_normalize(&second);
        if (second.traceback == NULL) {
            add_traceback(&second);
        }
        Object *message =
            str_from_text("Exception ignored in sys.unraisablehook");
        if (write_unraisable(second.type, second.value, second.traceback,
                             message, hook) < 0) {
            error_clear();
        }
        ref_xdec(message);
        ref_xdec(second.type);
        ref_xdec(second.value);
        ref_xdec(second.traceback);
    }
    ref_xdec(result);
    ref_dec(hook);
    return true;
}

void
error_write_unraisable(Object *object)
{
    error_write_unraisable_as(NULL, object);
}

void
error_write_unraisable_as(const char *text, Object *object)
{
    PendingError error;
    error_fetch(&error);
    if (error.type == NULL) {
        return;
    }
    if (error.traceback == NULL) {
        add_traceback(&error);
    }
    error_normalize(&error);
    if (error.traceback != NULL && error.traceback != NONE &&
        exception_check(error.value)) {
        exception_set_traceback(error.value, error.traceback);
    }
    Object *message = text == NULL ? NULL : str_from_text(text);
    if (text != NULL && message == NULL) {
        error_clear();
    }
    if (!call_unraisable_hook(&error, message, object) &&
        write_unraisable(error.type, error.value, error.traceback, message,
                         object) < 0) {
        error_clear();
    }
    ref_xdec(message);
    ref_xdec(error.type);
    ref_xdec(error.value);
    ref_xdec(error.traceback);
    error_clear();
}

// ------------------------------------------------------- display and exception

static Object *
display_hook(Object *self, Object *o)
{
    (void)self;
    Object *builtins = sys_modules == NULL
                           ? NULL
                           : dict_get_text(sys_modules, "builtins");
    if (builtins == NULL) {
        return error_set_text(EXC(RuntimeError), "lost builtins module");
    }
    if (o == NONE) {
        return none_new();
    }
    if (object_setattr(builtins, nm__, NONE) < 0) {
        return NULL;
    }
    Object *file = sys_get("stdout");
    if (file == NULL || file == NONE) {
        return error_set_text(EXC(RuntimeError), "lost sys.stdout");
    }
    ref_inc(file);
    int failed = write_steal(file, object_repr(o)) < 0 ||
                 write_ascii(file, "\n") < 0 ||
                 object_setattr(builtins, nm__, o) < 0;
    ref_dec(file);
    return failed ? NULL : none_new();
}

static Object *
except_hook(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("excepthook", nargs, 3, 3)) {
        return NULL;
    }
    Object *value = args[1], *traceback = args[2];
    Object *file = sys_get("stderr");
    if (file == NULL || file == NONE) {
        return none_new();
    }
    if (exception_check(value) && TYPE_OF(traceback) == &traceback_type &&
        ((BaseExceptionObject *)value)->traceback == NULL) {
        exception_set_traceback(value, traceback);
    }
    ref_inc(file);
    if (exception_print(value, file) < 0) {
        error_clear();
    }
    Object *flushed = call_method(file, nm_flush, NULL, 0);
    if (flushed == NULL) {
        error_clear();
    }
    ref_xdec(flushed);
    ref_dec(file);
    return none_new();
}

// The object that "package.module.name" (or a builtin's name) means: new.
// NULL with an error when it cannot be imported.
static Object *
find_by_path(const char *path)
{
    const char *dot = strrchr(path, '.');
    char module_name[1024] = "builtins";
    if (dot != NULL) {
        snprintf(module_name, sizeof(module_name), "%.*s", (int)(dot - path),
                 path);
    }
    Object *module = import_module(module_name);
    Object *found = module == NULL
                        ? NULL
                        : object_getattr_text(module,
                                              dot == NULL ? path : dot + 1);
    ref_xdec(module);
    return found;
}

// What $PYTHONBREAKPOINT names is called: pdb.set_trace without it, nothing
// when it is "0".
static Object *
breakpoint_hook(Object *self, Object *args, Object *kwargs)
{
    (void)self;
    const char *path = getenv("PYTHONBREAKPOINT");
    if (path == NULL || path[0] == '\0') {
        path = "pdb.set_trace";
    } else if (strcmp(path, "0") == 0) {
        return none_new();
    }
    Object *hook = find_by_path(path);
    if (hook == NULL) {
        if (!error_matches(EXC(ImportError)) &&
            !error_matches(EXC(AttributeError)) &&
            !error_matches(EXC(ValueError))) {
            return NULL;
        }
        error_clear();
        return error_warn(EXC(RuntimeWarning),
                          "Ignoring unimportable $PYTHONBREAKPOINT: \"%s\"",
                          path) < 0
                   ? NULL
                   : none_new();
    }
    Object *result = call_object(hook, args, kwargs);
    ref_dec(hook);
    return result;
}

static MethodDef functions[] = {
    {"breakpointhook", METHOD(breakpoint_hook), METH_VARARGS | METH_KEYWORDS,
     "breakpointhook(*args, **kws)\n\nThis hook function is called by "
     "built-in breakpoint()."},
    {"displayhook", display_hook, METH_O,
     "displayhook($module, object, /)\n--\n\nPrint an object to sys.stdout "
     "and also save it in builtins._"},
    {"excepthook", METHOD(except_hook), METH_FASTCALL,
     "excepthook($module, exctype, value, traceback, /)\n--\n\nHandle an "
     "exception by displaying it with a traceback on sys.stderr."},
    {"unraisablehook", unraisable_hook, METH_O,
     "unraisablehook($module, unraisable, /)\n--\n\nHandle an unraisable "
     "exception."},
    {NULL, NULL, 0, NULL}};

int
sys_add_hooks(Object *m)
{
    static const char *const fields[] = {"exc_type", "exc_value",
                                         "exc_traceback", "err_msg",
                                         "object", NULL};
    if (structseq_ready(&unraisable_args_type, fields, 5, true) < 0 ||
        module_add_functions(m, functions) < 0) {
        return -1;
    }
    static const char *const names[][2] = {
        {"breakpointhook", "__breakpointhook__"},
        {"displayhook", "__displayhook__"},
        {"excepthook", "__excepthook__"},
        {"unraisablehook", "__unraisablehook__"}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        Object *hook = dict_get_text(module_dict(m), names[i][0]);
        if (hook == NULL || module_add(m, names[i][1], ref_new(hook)) < 0) {
            return -1;
        }
    }
    return 0;
}
