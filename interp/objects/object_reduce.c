/* object.__reduce__, __reduce_ex__ and __getstate__: what copy and pickle
 * take an object apart with. CPython 3.11: Objects/typeobject.c
 * (reduce_newobj, object_getstate_default). */
#include "interp/objects/object_reduce.h"

#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

extern Object *import_module(const char *name);

static Object *
copyreg_attribute(const char *name)
{
    Object *copyreg = import_module("copyreg");
    Object *value = copyreg == NULL ? NULL
                                    : object_getattr_text(copyreg, name);
    ref_xdec(copyreg);
    return value;
}

// ------------------------------------------------------------------- the state

// The names of the class's __slots__, or None.
static Object *
slot_names(Type *type)
{
    Object *f = copyreg_attribute("_slotnames");
    Object *names = f == NULL ? NULL : call_one(f, OBJ(type));
    ref_xdec(f);
    return names;
}

// Whether there is more in an instance than its dict and slots tell.
static bool
has_more(Type *type, Object *names)
{
    ssize_t size = object_type.basicsize;
    if (type->dict_offset != 0 &&
        !type_has_feature(type, TYPE_MANAGED_DICT)) {
        size += (ssize_t)sizeof(Object *);
    }
    if (type->weaklist_offset > 0) {
        size += (ssize_t)sizeof(Object *);
    }
    if (list_check(names)) {
        size += (ssize_t)sizeof(Object *) * list_size(names);
    }
    return type->basicsize > size;
}

static Object *
slot_values(Object *self, Object *names)
{
    Object *slots = dict_new();
    for (ssize_t i = 0; slots != NULL && i < list_size(names); i++) {
        Object *value;
        int found = object_lookup_attr(self, list_get(names, i), &value);
        if (found < 0 ||
            (found > 0 && dict_set(slots, list_get(names, i), value) < 0)) {
            REF_CLEAR(slots);
        }
        ref_xdec(value);
    }
    return slots;
}

// `required`: state is all there is to make the object again.
static Object *
default_state(Object *self, bool required)
{
    Type *type = TYPE_OF(self);
    if (required && type->itemsize != 0) {
        return error_format(EXC(TypeError), "cannot pickle %.200s objects",
                            type->name);
    }
    Object *state;
    if (object_lookup_attr(self, dn_dict, &state) < 0) {
        return NULL;
    }
    if (state == NULL || (dict_check(state) && dict_size(state) == 0)) {
        ref_xdec(state);
        state = none_new();
    }
    Object *names = slot_names(type);
    if (names != NULL && required && has_more(type, names)) {
        error_format(EXC(TypeError), "cannot pickle '%.200s' object",
                     type->name);
        REF_CLEAR(names);
    }
    Object *slots = names == NULL || !list_check(names)
                        ? NULL
                        : slot_values(self, names);
    if (names == NULL || (list_check(names) && slots == NULL)) {
        REF_CLEAR(state);
    } else if (slots != NULL && dict_size(slots) > 0) {
        REF_SET(state, tuple_pack(2, state, slots));
    }
    ref_xdec(slots);
    ref_xdec(names);
    return state;
}

Object *
object_method_getstate(Object *self, Object *unused)
{
    (void)unused;
    return default_state(self, false);
}

static Object *
state_of(Object *self, bool required)
{
    Object *own = type_lookup(TYPE_OF(self), dn_getstate);
    if (own != NULL && own == dict_get(object_type.dict, dn_getstate)) {
        return default_state(self, required);
    }
    return call_method(self, dn_getstate, NULL, 0);
}

// ------------------------------------------------------- arguments of __new__

static int
check_newargs_ex(Object *pair)
{
    if (!tuple_check(pair)) {
        error_format(EXC(TypeError), "__getnewargs_ex__ should return a tuple,"
                                     " not '%.200s'", TYPE_OF(pair)->name);
    } else if (tuple_size(pair) != 2) {
        error_format(EXC(ValueError), "__getnewargs_ex__ should return a "
                                      "tuple of length 2, not %zd",
                     tuple_size(pair));
    } else if (!tuple_check(tuple_get(pair, 0))) {
        error_format(EXC(TypeError),
                     "first item of the tuple returned by __getnewargs_ex__ "
                     "must be a tuple, not '%.200s'",
                     TYPE_OF(tuple_get(pair, 0))->name);
    } else if (!dict_check(tuple_get(pair, 1))) {
        error_format(EXC(TypeError),
                     "second item of the tuple returned by __getnewargs_ex__ "
                     "must be a dict, not '%.200s'",
                     TYPE_OF(tuple_get(pair, 1))->name);
    } else {
        return 0;
    }
    return -1;
}

// Asks __getnewargs_ex__, then __getnewargs__: new references, both NULL
// when there is neither. -1 with an error.
static int
new_arguments(Object *self, Object **args, Object **kwargs)
{
    Object *method, *answer;
    *args = *kwargs = NULL;
    // Of the class, as special methods are.
    method = lookup_special(self, dn_getnewargs_ex);
    if (method != NULL) {
        answer = call_none(method);
        ref_dec(method);
        if (answer == NULL || check_newargs_ex(answer) < 0) {
            ref_xdec(answer);
            return -1;
        }
        *args = ref_new(tuple_get(answer, 0));
        *kwargs = ref_new(tuple_get(answer, 1));
        ref_dec(answer);
        return 0;
    }
    if (error_occurred() != NULL) {
        return -1;
    }
    method = lookup_special(self, dn_getnewargs);
    if (method == NULL) {
        return error_occurred() != NULL ? -1 : 0;
    }
    answer = call_none(method);
    ref_dec(method);
    if (answer != NULL && !tuple_check(answer)) {
        error_format(EXC(TypeError), "__getnewargs__ should return a tuple, "
                                     "not '%.200s'", TYPE_OF(answer)->name);
        REF_CLEAR(answer);
    }
    *args = answer;
    return answer == NULL ? -1 : 0;
}

// The function that makes the object again, and its arguments.
static int
maker(Object *self, Object *args, Object *kwargs, Object **function,
      Object **arguments)
{
    Object *type = OBJ(TYPE_OF(self));
    bool plain = kwargs == NULL || dict_size(kwargs) == 0;
    *function = copyreg_attribute(plain ? "__newobj__" : "__newobj_ex__");
    if (plain) {
        Object *first = tuple_pack(1, type);
        *arguments = first == NULL  ? NULL
                     : args == NULL ? ref_new(first)
                                    : sequence_concat(first, args);
        ref_xdec(first);
    } else {
        *arguments = tuple_pack(3, type, args, kwargs);
    }
    return *function == NULL || *arguments == NULL ? -1 : 0;
}

static Object *
reduce_new(Object *self)
{
    Object *args, *kwargs, *function = NULL, *arguments = NULL;
    Object *state = NULL, *items = NULL, *pairs = NULL, *result = NULL;
    if (TYPE_OF(self)->new_ == NULL) {
        return error_format(EXC(TypeError), "cannot pickle '%.200s' object",
                            TYPE_OF(self)->name);
    }
    if (new_arguments(self, &args, &kwargs) < 0) {
        return NULL;
    }
    if (maker(self, args, kwargs, &function, &arguments) < 0) {
        goto done;
    }
    state = state_of(self, args == NULL && !list_check(self) &&
                               !dict_check(self));
    items = list_check(self) ? iter_new(self) : none_new();
    if (dict_check(self)) {
        Object *view = call_method(self, nm_items, NULL, 0);
        pairs = view == NULL ? NULL : iter_new(view);
        ref_xdec(view);
    } else {
        pairs = none_new();
    }
    if (state != NULL && items != NULL && pairs != NULL) {
        result = tuple_pack(5, function, arguments, state, items, pairs);
    }
done:
    ref_xdec(args);
    ref_xdec(kwargs);
    ref_xdec(function);
    ref_xdec(arguments);
    ref_xdec(state);
    ref_xdec(items);
    ref_xdec(pairs);
    return result;
}

// ---------------------------------------------------------------- the methods

static Object *
reduce_as(Object *self, long protocol)
{
    if (protocol >= 2) {
        return reduce_new(self);
    }
    Object *f = copyreg_attribute("_reduce_ex");
    Object *number = f == NULL ? NULL : int_from_long(protocol);
    Object *result = number == NULL ? NULL : call_two(f, self, number);
    ref_xdec(f);
    ref_xdec(number);
    return result;
}

Object *
object_method_reduce(Object *self, Object *unused)
{
    (void)unused;
    return reduce_as(self, 0);
}

Object *
object_method_reduce_ex(Object *self, Object *protocol)
{
    long number = int_as_long(protocol);
    if (number == -1 && error_occurred()) {
        return NULL;
    }
    // Who overrides __reduce__ means it for every protocol.
    Object *own = type_lookup(TYPE_OF(self), dn_reduce);
    Object *reduce;
    if (object_lookup_attr(self, dn_reduce, &reduce) < 0) {
        return NULL;
    }
    if (reduce != NULL && own != dict_get(object_type.dict, dn_reduce)) {
        Object *result = call_none(reduce);
        ref_dec(reduce);
        return result;
    }
    ref_xdec(reduce);
    return reduce_as(self, number);
}
