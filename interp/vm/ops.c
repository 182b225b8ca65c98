#include "interp/vm/ops.h"

#include "gc/record.h"
#include "interp/bytecode/opcode.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/traceback.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/eval.h"
#include "interp/vm/hooks.h"
#include "interp/vm/thread_record.h"

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

static Object *
callable_name(Object *callable)
{
    extern Object *function_display_name(Object *);
    return function_display_name(callable);
}

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
            Object *name = callable_name(callable);
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

// -------------------------------------------------------------- exceptions

Object *
thread_handled(Thread *thread)
{
    for (HandledError *h = thread->handling; h != NULL; h = h->previous) {
        if (h->value != NULL && h->value != NONE) {
            return h->value;
        }
    }
    return NULL;
}

void
ops_restore(Thread *thread, Object *exception)
{
    (void)thread;
    PendingError error = {ref_new(TYPE_OF(exception)), exception,
                          ref_xnew(((BaseExceptionObject *)exception)
                                       ->traceback)};
    error_restore(&error);
}

Object *
ops_take_error(Thread *thread)
{
    (void)thread;
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    exception_set_traceback(error.value,
                            error.traceback == NULL ? NONE
                                                    : error.traceback);
    ref_dec(error.type);
    ref_xdec(error.traceback);
    return error.value;
}

static Object *
instance_of(Object *given, const char *message)
{
    if (exception_class_check(given)) {
        Object *value = call_none(given);
        if (value != NULL && !exception_check(value)) {
            error_format(EXC(TypeError),
                         "calling %R should have returned an instance of "
                         "BaseException, not %R", given, TYPE_OF(value));
            REF_CLEAR(value);
        }
        return value;
    }
    if (exception_check(given)) {
        return ref_new(given);
    }
    return error_set_text(EXC(TypeError), message);
}

bool
ops_raise(Thread *thread, Object *exception, Object *cause)
{
    if (exception == NULL) {
        Object *handled = thread_handled(thread);
        if (handled == NULL) {
            error_set_text(EXC(RuntimeError),
                           "No active exception to reraise");
            return false;
        }
        ops_restore(thread, ref_new(handled));
        return true;
    }
    Object *value = instance_of(exception,
                                "exceptions must derive from BaseException");
    ref_dec(exception);
    if (value != NULL && cause != NULL) {
        Object *fixed = NULL;
        if (cause == NONE) {
            exception_set_cause(value, NULL);
        } else {
            fixed = instance_of(cause, "exception causes must derive from "
                                       "BaseException");
            if (fixed == NULL) {
                REF_CLEAR(value);
            } else {
                exception_set_cause(value, fixed);
            }
        }
    }
    ref_xdec(cause);
    if (value != NULL) {
        error_set_object(OBJ(TYPE_OF(value)), value);
        ref_dec(value);
    }
    return false;
}

static int
check_catchable(Object *wanted)
{
    const char *message = "catching classes that do not inherit from "
                          "BaseException is not allowed";
    if (tuple_check(wanted)) {
        for (ssize_t i = 0; i < tuple_size(wanted); i++) {
            if (!exception_class_check(tuple_get(wanted, i))) {
                error_set_text(EXC(TypeError), message);
                return -1;
            }
        }
    } else if (!exception_class_check(wanted)) {
        error_set_text(EXC(TypeError), message);
        return -1;
    }
    return 0;
}

int
ops_check_match(Object *exception, Object *wanted)
{
    if (check_catchable(wanted) < 0) {
        return -1;
    }
    return error_given_matches(exception, wanted);
}

static bool
is_group_class(Object *class)
{
    return type_is_subtype((Type *)class, &BaseExceptionGroup_type);
}

int
ops_check_group_match(Thread *thread, Object *group, Object *wanted,
                      Object **match, Object **rest)
{
    if (check_catchable(wanted) < 0) {
        return -1;
    }
    bool bad = false;
    if (tuple_check(wanted)) {
        for (ssize_t i = 0; i < tuple_size(wanted); i++) {
            bad = bad || is_group_class(tuple_get(wanted, i));
        }
    } else {
        bad = is_group_class(wanted);
    }
    if (bad) {
        error_set_text(EXC(TypeError),
                       "catching ExceptionGroup with except* is not "
                       "allowed. Use except instead.");
        return -1;
    }
    if (exception_group_match(group, wanted, match, rest) < 0) {
        return -1;
    }
    if (*match == NONE || *match == NULL) {
        ref_xdec(*match);
        ref_xdec(*rest);
        *match = *rest = NULL;
        return 0;
    }
    HandledError *handling = thread->handling;
    Object *old = handling->value;
    handling->value = ref_new(*match);
    RECORD_HANDLED(thread);
    ref_xdec(old);
    return 0;
}

void (*traceback_hidden)(Frame *frame);

void
traceback_add(Frame *frame)
{
    if (frame->code->hidden != 0 && traceback_hidden != NULL) {
        traceback_hidden(frame);
        return;
    }
    PendingError error;
    error_fetch(&error);
    FrameObject *object = frame_object(frame);
    if (object != NULL) {
        Object *traceback =
            traceback_new(error.traceback, object,
                          frame_instruction(frame) * 2, frame_line(frame));
        if (traceback != NULL) {
            ref_xdec(error.traceback);
            error.traceback = traceback;
        } else {
            // No memory: that is the error now, in the context of the other.
            PendingError failure;
            error_fetch(&failure);
            error_normalize(&failure);
            error_normalize(&error);
            if (exception_check(failure.value) &&
                failure.value != error.value) {
                exception_set_context(failure.value, ref_xnew(error.value));
            }
            ref_xdec(error.type);
            ref_xdec(error.value);
            ref_xdec(error.traceback);
            error = failure;
        }
    }
    error_restore(&error);
}

// ---------------------------------------------------------------- building

Object *
ops_empty_string(void)
{
    static Object *empty;
    if (empty == NULL) {
        empty = str_new(0, 0);
        ref_root(&empty, "the empty str");
    }
    return empty;
}

Object *
ops_build_set(Object *const *items, int n)
{
    Object *set = set_new(NULL);
    for (int i = 0; set != NULL && i < n; i++) {
        if (set_add(set, items[i]) < 0) {
            REF_CLEAR(set);
        }
    }
    return set;
}

Object *
ops_build_map(Object *const *pairs, int n)
{
    bool unicode = n > 0 && str_check_exact(pairs[0]);
    Object *map = dict_new_sized_kind(n, unicode);
    for (int i = 0; map != NULL && i < n; i++) {
        if (dict_set(map, pairs[2 * i], pairs[2 * i + 1]) < 0) {
            REF_CLEAR(map);
        }
    }
    return map;
}

Object *
ops_build_const_key_map(Object *const *values, Object *keys, int n)
{
    bool unicode = n > 0 && str_check_exact(tuple_get(keys, 0));
    Object *map = dict_new_sized_kind(n, unicode);
    for (int i = 0; map != NULL && i < n; i++) {
        if (dict_set(map, tuple_get(keys, i), values[i]) < 0) {
            REF_CLEAR(map);
        }
    }
    return map;
}

Object *
ops_format_value(Object *value, Object *spec, int conversion)
{
    Object *converted = value;
    if (conversion != 0) {
        converted = conversion == 1   ? object_str(value)
                    : conversion == 2 ? object_repr(value)
                                      : object_ascii(value);
        if (converted == NULL) {
            return NULL;
        }
    } else {
        ref_inc(converted);
    }
    if (str_check_exact(converted) && spec == NULL) {
        return converted;
    }
    Object *result = object_format(converted, spec);
    ref_dec(converted);
    return result;
}

int
ops_list_extend(Object *list, Object *iterable)
{
    Object *none = list_extend(list, iterable);
    if (none == NULL) {
        if (error_matches(EXC(TypeError)) && iterable->type->iter == NULL &&
            !sequence_check(iterable)) {
            error_clear();
            error_format(EXC(TypeError),
                         "Value after * must be an iterable, not %.200s",
                         iterable->type->name);
        }
        return -1;
    }
    ref_dec(none);
    return 0;
}

int
ops_dict_update(Object *dict, Object *other)
{
    int result = dict_update(dict, other);
    if (result < 0 && error_matches(EXC(AttributeError))) {
        error_format(EXC(TypeError), "'%.200s' object is not a mapping",
                     other->type->name);
    }
    return result;
}

int
ops_dict_merge(Object *dict, Object *other, Object *callable)
{
    if (dict_merge(dict, other, 2) == 0) {
        return 0;
    }
    if (error_matches(EXC(AttributeError))) {
        error_clear();
        Object *name = callable_name(callable);
        if (name != NULL) {
            error_format(EXC(TypeError),
                         "%U argument after ** must be a mapping, not "
                         "%.200s", name, other->type->name);
            ref_dec(name);
        }
    } else if (error_matches(EXC(KeyError))) {
        PendingError error;
        error_fetch(&error);
        error_normalize(&error);
        Object *args = ((BaseExceptionObject *)error.value)->args;
        if (tuple_size(args) == 1) {
            Object *key = tuple_get(args, 0);
            Object *name = callable_name(callable);
            if (name != NULL) {
                error_format(EXC(TypeError),
                             "%U got multiple values for keyword argument "
                             "'%S'", name, key);
            }
            ref_xdec(name);
            ref_dec(error.type);
            ref_xdec(error.value);
            ref_xdec(error.traceback);
        } else {
            error_restore(&error);
        }
    }
    return -1;
}

int
ops_unpack(Thread *thread, Object *sequence, int before, int after,
           Object **top)
{
    (void)thread;
    // Items are stored from `top` downwards; what has been stored is
    // dropped again on failure. The sequence itself stays below.
    Object **store = top;
    Object *iterator = iter_new(sequence);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError)) && sequence->type->iter == NULL &&
            !sequence_check(sequence)) {
            error_clear();
            error_format(EXC(TypeError),
                         "cannot unpack non-iterable %.200s object",
                         sequence->type->name);
        }
        return -1;
    }
    int got = 0;
    Object *list = NULL;
    for (; got < before; got++) {
        Object *item = iter_next(iterator);
        if (item == NULL) {
            if (!error_occurred()) {
                if (after == -1) {
                    error_format(EXC(ValueError),
                                 "not enough values to unpack (expected %d, "
                                 "got %d)", before, got);
                } else {
                    error_format(EXC(ValueError),
                                 "not enough values to unpack (expected at "
                                 "least %d, got %d)", before + after, got);
                }
            }
            goto fail;
        }
        *store-- = item;
    }
    if (after == -1) {
        Object *more = iter_next(iterator);
        if (more == NULL) {
            if (error_occurred()) {
                goto fail;
            }
            ref_dec(iterator);
            return 0;
        }
        ref_dec(more);
        error_format(EXC(ValueError),
                     "too many values to unpack (expected %d)", before);
        goto fail;
    }
    list = sequence_list(iterator);
    if (list == NULL) {
        goto fail;
    }
    ssize_t n = list_size(list);
    if (n < after) {
        error_format(EXC(ValueError),
                     "not enough values to unpack (expected at least %d, got "
                     "%zd)", before + after, before + n);
        ref_dec(list);
        goto fail;
    }
    *store-- = list;
    for (ssize_t i = n - after; i < n; i++) {
        *store-- = list_get(list, i); // the list's reference moves
    }
    ((VarObject *)list)->size = n - after;
    RECORD_TOUCH(list);
    ref_dec(iterator);
    return 0;

fail:
    for (store++; store <= top; store++) {
        ref_dec(*store);
    }
    ref_dec(iterator);
    return -1;
}
