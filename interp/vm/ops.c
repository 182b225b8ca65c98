#include "interp/vm/ops.h"

#include "gc/record.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/vm/hooks.h"

Object *
ops_power(Object *a, Object *b)
{
    return number_power(a, b, NONE);
}

Object *
ops_inplace_power(Object *a, Object *b)
{
    return number_inplace_power(a, b, NONE);
}

// ------------------------------------------------------------------- names

static void
name_error(Object *type, const char *format, Object *name)
{
    error_format(type, format, name);
    if (type == EXC(NameError)) {
        exception_set_name(name);
    }
}

void
ops_unbound_local(Thread *thread, Frame *frame, int index)
{
    (void)thread;
    name_error(EXC(UnboundLocalError),
               "cannot access local variable '%U' where it is not "
               "associated with a value",
               tuple_get(frame->code->localsplusnames, index));
}

void
ops_unbound_cell(Code *code, int index)
{
    Object *name = tuple_get(code->localsplusnames, index);
    if (index < code->nlocalsplus - code->nfreevars) {
        name_error(EXC(UnboundLocalError),
                   "cannot access local variable '%U' where it is not "
                   "associated with a value", name);
    } else {
        name_error(EXC(NameError),
                   "cannot access free variable '%U' where it is not "
                   "associated with a value in enclosing scope", name);
    }
}

#define NOT_DEFINED "name '%U' is not defined"

static Object *
get_from_builtins(Frame *frame, Object *name)
{
    Object *builtins = frame->function->builtins;
    if (dict_check_exact(builtins)) {
        Object *value = dict_get(builtins, name);
        if (value == NULL && !error_occurred()) {
            name_error(EXC(NameError), NOT_DEFINED, name);
        }
        return ref_xnew(value);
    }
    Object *value = object_getitem(builtins, name);
    if (value == NULL && error_matches(EXC(KeyError))) {
        error_clear();
        name_error(EXC(NameError), NOT_DEFINED, name);
    }
    return value;
}

Object *
ops_load_global(Frame *frame, Object *name)
{
    Object *value = dict_get(frame->globals, name);
    if (value != NULL) {
        return ref_new(value);
    }
    return error_occurred() ? NULL : get_from_builtins(frame, name);
}

int
ops_delete_global(Frame *frame, Object *name)
{
    int result = dict_delete(frame->globals, name);
    if (result < 0 && error_matches(EXC(KeyError))) {
        error_clear();
        name_error(EXC(NameError), NOT_DEFINED, name);
    }
    return result;
}

// The value in the frame's own namespace: new, NULL without an error when
// it is not there.
static Object *
get_from_locals(Frame *frame, Object *name)
{
    Object *locals = frame->locals;
    if (locals == NULL) {
        return error_format(EXC(SystemError), "no locals when loading %R",
                            name);
    }
    if (dict_check_exact(locals)) {
        return ref_xnew(dict_get(locals, name));
    }
    Object *value = object_getitem(locals, name);
    if (value == NULL && error_matches(EXC(KeyError))) {
        error_clear();
    }
    return value;
}

Object *
ops_load_name(Frame *frame, Object *name)
{
    Object *value = get_from_locals(frame, name);
    if (value != NULL || error_occurred()) {
        return value;
    }
    return ops_load_global(frame, name);
}

int
ops_store_name(Frame *frame, Object *name, Object *value)
{
    Object *locals = frame->locals;
    if (locals == NULL) {
        error_format(EXC(SystemError), "no locals found when storing %R",
                     name);
        return -1;
    }
    return dict_check_exact(locals) ? dict_set(locals, name, value)
                                    : object_setitem(locals, name, value);
}

int
ops_delete_name(Frame *frame, Object *name)
{
    int result = object_delitem(frame->locals, name);
    if (result < 0 && error_matches(EXC(KeyError))) {
        error_clear();
        name_error(EXC(NameError), NOT_DEFINED, name);
    }
    return result;
}

Object *
ops_load_classderef(Frame *frame, int index)
{
    Object *name = tuple_get(frame->code->localsplusnames, index);
    Object *value = get_from_locals(frame, name);
    if (value != NULL || error_occurred()) {
        return value;
    }
    Object *cell = frame->slots[index];
    value = ((Cell *)cell)->value;
    if (value == NULL) {
        ops_unbound_cell(frame->code, index);
    }
    return ref_xnew(value);
}

Object *
ops_load_build_class(Frame *frame)
{
    Object *builtins = frame->function->builtins;
    Object *build = dict_check(builtins)
                        ? ref_xnew(dict_get(builtins, dn_build_class))
                        : object_getitem(builtins, dn_build_class);
    if (build == NULL &&
        (!error_occurred() || error_matches(EXC(KeyError)))) {
        error_clear();
        error_set_text(EXC(NameError), "__build_class__ not found");
    }
    return build;
}

int
ops_setup_annotations(Frame *frame)
{
    Object *found = get_from_locals(frame, dn_annotations);
    if (found != NULL) {
        ref_dec(found);
        return 0;
    }
    if (error_occurred()) {
        return -1;
    }
    Object *dict = dict_new();
    if (dict == NULL) {
        return -1;
    }
    int result = ops_store_name(frame, dn_annotations, dict);
    ref_dec(dict);
    return result;
}

// ------------------------------------------------------------------- calls

Object *
ops_call_ex(Frame *frame, Object **top, bool has_keywords)
{
    (void)frame;
    Thread *thread = thread_current;
    Object *kwargs = has_keywords ? top[-1] : NULL;
    Object **args_place = has_keywords ? &top[-2] : &top[-1];
    Object *callable = args_place[-1];
    if (kwargs != NULL && !dict_check_exact(kwargs)) {
        Object *dict = dict_new();
        if (dict == NULL || ops_dict_merge(dict, kwargs, callable) < 0) {
            ref_xdec(dict);
            return NULL;
        }
        top[-1] = dict;
        ref_dec(kwargs);
        kwargs = dict;
    }
    Object *args = *args_place;
    if (!tuple_check_exact(args)) {
        if (TYPE_OF(args)->iter == NULL && !sequence_check(args)) {
            Object *name = function_display_name(callable);
            if (name != NULL) {
                error_format(EXC(TypeError),
                             "%U argument after * must be an iterable, not "
                             "%.200s", name, args->type->name);
                ref_dec(name);
            }
            return NULL;
        }
        Object *tuple = sequence_tuple(args);
        if (tuple == NULL) {
            return NULL;
        }
        *args_place = tuple;
        ref_dec(args);
        args = tuple;
    }
    return UNLIKELY(thread->hooked)
               ? hooks_call_object(thread, callable, args, kwargs)
               : call_object(callable, args, kwargs);
}

Object *
ops_make_function(Frame *frame, Object **top, int flags)
{
    Object *code = *--top;
    Object *object = function_new(code, frame->globals, NULL);
    if (object == NULL) {
        return NULL;
    }
    Function *function = (Function *)object;
    if ((flags & 8) != 0) {
        function->closure = ref_new(*--top);
    }
    if ((flags & 4) != 0) {
        function->annotations = ref_new(*--top);
    }
    if ((flags & 2) != 0) {
        function->kwdefaults = ref_new(*--top);
    }
    if ((flags & 1) != 0) {
        function->defaults = ref_new(*--top);
    }
    RECORD_TOUCH(object);
    return object;
}

Object *
ops_enter(Object *manager, bool is_async, Object **exit_out)
{
    const char *protocol = is_async ? "asynchronous context manager"
                                    : "context manager";
    Object *enter = lookup_special(manager, is_async ? dn_aenter : dn_enter);
    if (enter == NULL) {
        if (!error_occurred()) {
            error_format(EXC(TypeError),
                         "'%.200s' object does not support the %s protocol",
                         manager->type->name, protocol);
        }
        return NULL;
    }
    Object *exit = lookup_special(manager, is_async ? dn_aexit : dn_exit);
    if (exit == NULL) {
        if (!error_occurred()) {
            error_format(EXC(TypeError),
                         "'%.200s' object does not support the %s protocol "
                         "(missed %s method)", manager->type->name, protocol,
                         is_async ? "__aexit__" : "__exit__");
        }
        ref_dec(enter);
        return NULL;
    }
    Object *result = call_none(enter);
    ref_dec(enter);
    if (result == NULL) {
        ref_dec(exit);
        return NULL;
    }
    *exit_out = exit;
    return result;
}

Object *
ops_call_exit(Object *exit, Object *exception)
{
    Object *traceback = ((BaseExceptionObject *)exception)->traceback;
    Object *args[4] = {NULL, OBJ(TYPE_OF(exception)), exception,
                       traceback == NULL ? NONE : traceback};
    return call_vector(exit, args + 1, 3 | CALL_ARGUMENTS_OFFSET, NULL);
}
