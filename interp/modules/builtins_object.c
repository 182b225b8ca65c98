/* Built-in functions about any object: its attributes, its type, its text;
 * and the names of the frame that calls. */
#include "interp/modules/builtins_functions.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/type.h"
#include "interp/vm/frame.h"

#define FUNCTION_O(function, call)                                           \
    static Object *function(Object *module UNUSED, Object *o)                \
    {                                                                        \
        return call(o);                                                      \
    }

FUNCTION_O(builtin_ascii, object_ascii)
FUNCTION_O(builtin_repr, object_repr)

static Object *
builtin_callable(Object *module UNUSED, Object *o)
{
    return bool_new(object_is_callable(o));
}

static Object *
builtin_delattr(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("delattr", nargs, 2, 2)) {
        return NULL;
    }
    return object_setattr(args[0], args[1], NULL) < 0 ? NULL : none_new();
}

static Object *
builtin_setattr(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("setattr", nargs, 3, 3)) {
        return NULL;
    }
    return object_setattr(args[0], args[1], args[2]) < 0 ? NULL : none_new();
}

static Object *
builtin_getattr(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("getattr", nargs, 2, 3)) {
        return NULL;
    }
    if (nargs == 2) {
        return object_getattr(args[0], args[1]);
    }
    Object *value;
    int found = object_lookup_attr(args[0], args[1], &value);
    return found == 0 ? ref_new(args[2]) : value;
}

static Object *
builtin_hasattr(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("hasattr", nargs, 2, 2)) {
        return NULL;
    }
    Object *value;
    int found = object_lookup_attr(args[0], args[1], &value);
    ref_xdec(value);
    return found < 0 ? NULL : bool_new(found);
}

static Object *
builtin_dir(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("dir", nargs, 0, 1)) {
        return NULL;
    }
    return object_dir(nargs > 0 ? args[0] : NULL);
}

static Object *
builtin_format(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("format", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs > 1 && !str_check(args[1])) {
        return error_format(EXC(TypeError),
                            "format() argument 2 must be str, not %.50s",
                            args[1] == NONE ? "None"
                                            : TYPE_OF(args[1])->name);
    }
    return object_format(args[0], nargs > 1 ? args[1] : NULL);
}

static Object *
builtin_hash(Object *module UNUSED, Object *o)
{
    HashValue hash = object_hash(o);
    return hash == -1 ? NULL : int_from_ssize(hash);
}

static Object *
builtin_id(Object *module UNUSED, Object *o)
{
    return int_from_u64(object_id(o));
}

static Object *
builtin_isinstance(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("isinstance", nargs, 2, 2)) {
        return NULL;
    }
    int result = object_is_instance(args[0], args[1]);
    return result < 0 ? NULL : bool_new(result);
}

static Object *
builtin_issubclass(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("issubclass", nargs, 2, 2)) {
        return NULL;
    }
    int result = object_is_subclass(args[0], args[1]);
    return result < 0 ? NULL : bool_new(result);
}

static Object *
builtin_len(Object *module UNUSED, Object *o)
{
    ssize_t n = object_length(o);
    return n < 0 ? NULL : int_from_ssize(n);
}

// locals() of the frame that calls; borrowed.
static Object *
current_locals(void)
{
    Frame *frame = thread_current->frame;
    if (frame == NULL) {
        return error_set_text(EXC(SystemError), "frame does not exist");
    }
    return frame_locals(frame);
}

static Object *
builtin_locals(Object *module UNUSED, Object *unused UNUSED)
{
    return ref_xnew(current_locals());
}

static Object *
builtin_globals(Object *module UNUSED, Object *unused UNUSED)
{
    Frame *frame = thread_current->frame;
    return frame == NULL ? none_new() : ref_new(frame->globals);
}

static Object *
builtin_vars(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("vars", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 0) {
        return ref_xnew(current_locals());
    }
    Object *dict;
    if (object_lookup_attr(args[0], dn_dict, &dict) == 0) {
        return error_set_text(EXC(TypeError),
                              "vars() argument must have __dict__ "
                              "attribute");
    }
    return dict;
}

// The sorted names of the frame that calls.
static Object *
dir_of_locals(void)
{
    Object *locals = current_locals();
    Object *names = locals == NULL ? NULL : mapping_keys(locals);
    if (names == NULL) {
        return NULL;
    }
    if (!list_check(names)) {
        error_format(EXC(TypeError),
                     "dir(): expected keys() of locals to be a list, not "
                     "'%.200s'",
                     TYPE_OF(names)->name);
        REF_CLEAR(names);
    } else if (list_sort(names, NULL, 0) < 0) {
        REF_CLEAR(names);
    }
    return names;
}

Object *
object_dir(Object *o)
{
    if (o == NULL) {
        return dir_of_locals();
    }
    Object *method = lookup_special(o, dn_dir);
    if (method == NULL) {
        return error_occurred() != NULL
                   ? NULL
                   : error_set_text(EXC(TypeError),
                                    "object does not provide __dir__");
    }
    Object *names = call_none(method);
    ref_dec(method);
    Object *list = names == NULL ? NULL : sequence_list(names);
    ref_xdec(names);
    if (list != NULL && list_sort(list, NULL, 0) < 0) {
        REF_CLEAR(list);
    }
    return list;
}

MethodDef builtins_object_functions[] = {
    {"ascii", METHOD(builtin_ascii), METH_O,
     "ascii($module, obj, /)\n--\n\n"
     "Return an ASCII-only representation of an object."},
    {"callable", METHOD(builtin_callable), METH_O,
     "callable($module, obj, /)\n--\n\n"
     "Return whether the object is callable."},
    {"delattr", METHOD(builtin_delattr), METH_FASTCALL,
     "delattr($module, obj, name, /)\n--\n\n"
     "Deletes the named attribute: delattr(x, 'y') is del x.y."},
    {"dir", METHOD(builtin_dir), METH_FASTCALL,
     "dir([object]) -> list of strings\n\n"
     "Without an argument, the names in the current scope; else the\n"
     "attributes of the object, or what its __dir__ method answers."},
    {"format", METHOD(builtin_format), METH_FASTCALL,
     "format($module, value, format_spec='', /)\n--\n\n"
     "Return value.__format__(format_spec)."},
    {"getattr", METHOD(builtin_getattr), METH_FASTCALL,
     "getattr(object, name[, default]) -> value\n\n"
     "Get a named attribute: getattr(x, 'y') is x.y. Without a default a\n"
     "missing attribute raises AttributeError."},
    {"globals", METHOD(builtin_globals), METH_NOARGS,
     "globals($module, /)\n--\n\n"
     "Return the dictionary of the current scope's global variables."},
    {"hasattr", METHOD(builtin_hasattr), METH_FASTCALL,
     "hasattr($module, obj, name, /)\n--\n\n"
     "Return whether the object has an attribute with the given name."},
    {"hash", METHOD(builtin_hash), METH_O,
     "hash($module, obj, /)\n--\n\n"
     "Return the hash value of the object; equal objects have equal ones."},
    {"id", METHOD(builtin_id), METH_O,
     "id($module, obj, /)\n--\n\n"
     "Return the identity of an object, unique while it lives."},
    {"isinstance", METHOD(builtin_isinstance), METH_FASTCALL,
     "isinstance($module, obj, class_or_tuple, /)\n--\n\n"
     "Return whether an object is an instance of a class or of a subclass."
    },
    {"issubclass", METHOD(builtin_issubclass), METH_FASTCALL,
     "issubclass($module, cls, class_or_tuple, /)\n--\n\n"
     "Return whether 'cls' is derived from another class or is the same."},
    {"len", METHOD(builtin_len), METH_O,
     "len($module, obj, /)\n--\n\n"
     "Return the number of items in a container."},
    {"locals", METHOD(builtin_locals), METH_NOARGS,
     "locals($module, /)\n--\n\n"
     "Return a dictionary of the current scope's local variables."},
    {"repr", METHOD(builtin_repr), METH_O,
     "repr($module, obj, /)\n--\n\n"
     "Return the canonical string representation of the object."},
    {"setattr", METHOD(builtin_setattr), METH_FASTCALL,
     "setattr($module, obj, name, value, /)\n--\n\n"
     "Sets the named attribute: setattr(x, 'y', v) is x.y = v."},
    {"vars", METHOD(builtin_vars), METH_FASTCALL,
     "vars([object]) -> dictionary\n\n"
     "Without arguments, locals(); with one, object.__dict__."},
    {NULL, NULL, 0, NULL},
};
