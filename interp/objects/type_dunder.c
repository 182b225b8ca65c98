/* Slots of classes written in Python: each calls the method __x__ of the
 * instance's class (never of the instance). Those of numbers are in
 * type_dunder_number.c. */
#include <stdlib.h>

#include "interp/objects/function.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/iterators.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/type_wrappers.h"

Object *
type_method(Object *self, Object *name, Object **bound)
{
    *bound = NULL;
    Object *found = type_lookup(self->type, name);
    if (found == NULL) {
        return NULL;
    }
    if (type_has_feature(found->type, TYPE_METHOD_DESCRIPTOR)) {
        return found;
    }
    TernaryFunc get = found->type->descr_get;
    *bound = get == NULL ? ref_new(found)
                         : get(found, self, OBJ(self->type));
    return *bound;
}

Object *
type_call_dunder(Object *self, Object *name, Object *const *args, size_t n,
            bool *absent)
{
    Object *bound;
    Object *method = type_method(self, name, &bound);
    *absent = method == NULL;
    if (method == NULL) {
        return NULL;
    }
    if (bound != NULL) {
        Object *result = call_vector(bound, args, n, NULL);
        ref_dec(bound);
        return result;
    }
    Object *vector[5] = {NULL, self};
    for (size_t i = 0; i < n; i++) {
        vector[i + 2] = args[i];
    }
    ref_inc(method); // it may be taken out of the class meanwhile
    Object *result = call_vector(method, vector + 1,
                                 (n + 1) | CALL_ARGUMENTS_OFFSET, NULL);
    ref_dec(method);
    return result;
}

Object *
type_must_call(Object *self, Object *name, Object *const *args, size_t n)
{
    bool absent;
    Object *result = type_call_dunder(self, name, args, n, &absent);
    if (absent && error_occurred() == NULL) {
        error_set_object(EXC(AttributeError), name);
    }
    return result;
}

Object *
lookup_special(Object *self, Object *name)
{
    Object *bound;
    Object *method = type_method(self, name, &bound);
    if (method == NULL || bound != NULL) {
        return method;
    }
    TernaryFunc get = method->type->descr_get;
    return get == NULL ? ref_new(method)
                       : get(method, self, OBJ(self->type));
}

// -------------------------------------------------- sequences and mappings

ssize_t
slot_len(Object *self)
{
    Object *result = type_must_call(self, dn_len, NULL, 0);
    if (result == NULL) {
        return -1;
    }
    Object *index = number_index(result);
    ref_dec(result);
    if (index == NULL) {
        return -1;
    }
    ssize_t n = -1;
    if (int_sign(index) < 0) {
        error_set_text(EXC(ValueError), "__len__() should return >= 0");
    } else {
        n = number_as_ssize(index, EXC(OverflowError));
    }
    ref_dec(index);
    return n;
}

Object *
slot_getitem(Object *self, Object *key)
{
    return type_must_call(self, dn_getitem, &key, 1);
}

int
slot_setitem(Object *self, Object *key, Object *value)
{
    Object *args[2] = {key, value};
    Object *result = value == NULL ? type_must_call(self, dn_delitem, args, 1)
                                   : type_must_call(self, dn_setitem, args, 2);
    if (result == NULL) {
        return -1;
    }
    ref_dec(result);
    return 0;
}

Object *
slot_sequence_item(Object *self, ssize_t i)
{
    Object *index = int_from_ssize(i);
    if (index == NULL) {
        return NULL;
    }
    Object *result = type_must_call(self, dn_getitem, &index, 1);
    ref_dec(index);
    return result;
}

int
slot_sequence_ass_item(Object *self, ssize_t i, Object *value)
{
    Object *index = int_from_ssize(i);
    if (index == NULL) {
        return -1;
    }
    int result = slot_setitem(self, index, value);
    ref_dec(index);
    return result;
}

int
slot_contains(Object *self, Object *item)
{
    Object *bound;
    Object *method = type_method(self, dn_contains, &bound);
    if (method == NONE) {
        ref_xdec(bound);
        error_format(EXC(TypeError), "'%.200s' object is not a container",
                     self->type->name);
        return -1;
    }
    ref_xdec(bound);
    if (method == NULL) {
        if (error_occurred()) {
            return -1;
        }
        return sequence_iter_contains(self, item);
    }
    Object *result = type_must_call(self, dn_contains, &item, 1);
    if (result == NULL) {
        return -1;
    }
    int truth = object_is_true(result);
    ref_dec(result);
    return truth;
}

// ---------------------------------------------------------- everything else

Object *
slot_repr(Object *self)
{
    bool absent;
    Object *result = type_call_dunder(self, dn_repr, NULL, 0, &absent);
    if (absent) {
        error_clear();
        return str_from_format("<%s object at %p>", self->type->name, self);
    }
    return result;
}

Object *
slot_str(Object *self)
{
    return type_must_call(self, dn_str, NULL, 0);
}

HashValue
slot_hash(Object *self)
{
    Object *bound;
    Object *method = type_method(self, dn_hash, &bound);
    ref_xdec(bound);
    if (method == NULL || method == NONE) {
        return hash_not_implemented(self);
    }
    Object *result = type_must_call(self, dn_hash, NULL, 0);
    if (result == NULL) {
        return -1;
    }
    if (!int_check(result)) {
        error_set_text(EXC(TypeError),
                       "__hash__ method should return an integer");
        ref_dec(result);
        return -1;
    }
    int overflow;
    HashValue hash = int_as_long_overflow(result, &overflow);
    if (overflow != 0) {
        hash = int_hash(result);
    }
    ref_dec(result);
    return hash == -1 ? -2 : hash;
}

// method(self, *args, **kwargs) for a method that is not bound.
static Object *
call_with_self(Object *method, Object *self, Object *args, Object *kwargs)
{
    ssize_t n = tuple_size(args);
    Object *small[8];
    Object **vector =
        n < 7 ? small : malloc(((size_t)n + 2) * sizeof(*small));
    if (vector == NULL) {
        return error_no_memory();
    }
    vector[1] = self;
    for (ssize_t i = 0; i < n; i++) {
        vector[i + 2] = tuple_get(args, i);
    }
    ref_inc(method); // it may be taken out of the class meanwhile
    Object *result = call_vector_dict(method, vector + 1,
                                      ((size_t)n + 1) | CALL_ARGUMENTS_OFFSET,
                                      kwargs);
    ref_dec(method);
    if (vector != small) {
        free(vector);
    }
    return result;
}

Object *
slot_call(Object *self, Object *args, Object *kwargs)
{
    Object *bound;
    Object *method = type_method(self, dn_call, &bound);
    if (method == NULL) {
        if (!error_occurred()) {
            error_set_object(EXC(AttributeError), dn_call);
        }
        return NULL;
    }
    Object *result;
    if (bound != NULL) {
        result = call_object(bound, args, kwargs);
        ref_dec(bound);
        return result;
    }
    return call_with_self(method, self, args, kwargs);
}

// CPython makes a bound method of either hook, which counts self once more.
static Object *
call_attribute_hook(Object *self, Object *hook_name, Object *name)
{
    Object *hook = lookup_special(self, hook_name);
    if (hook == NULL) {
        if (error_occurred() == NULL) {
            error_set_object(EXC(AttributeError), hook_name);
        }
        return NULL;
    }
    Object *result = call_one(hook, name);
    ref_dec(hook);
    return result;
}

// __getattribute__ first; __getattr__ when that raised AttributeError.
Object *
slot_getattr(Object *self, Object *name)
{
    Object *getattribute = type_lookup(self->type, dn_getattribute);
    Object *result;
    bool generic =
        getattribute == NULL ||
        getattribute == dict_get(object_type.dict, dn_getattribute);
    if (generic) {
        bool has_getattr = type_lookup(self->type, dn_getattr) != NULL;
        result = object_generic_getattr_dict(self, name, NULL, has_getattr);
        if (result != NULL || !has_getattr || error_occurred() != NULL) {
            return result;
        }
    } else {
        result = call_attribute_hook(self, dn_getattribute, name);
        if (result != NULL || !error_matches(EXC(AttributeError)) ||
            type_lookup(self->type, dn_getattr) == NULL) {
            return result;
        }
        error_clear();
    }
    return call_attribute_hook(self, dn_getattr, name);
}

int
slot_setattr(Object *self, Object *name, Object *value)
{
    Object *args[2] = {name, value};
    Object *result = value == NULL ? type_must_call(self, dn_delattr, args, 1)
                                   : type_must_call(self, dn_setattr, args, 2);
    if (result == NULL) {
        return -1;
    }
    ref_dec(result);
    return 0;
}

Object *
slot_richcompare(Object *self, Object *other, int op)
{
    Object *const names[] = {dn_lt, dn_le, dn_eq, dn_ne, dn_gt, dn_ge};
    bool absent;
    Object *result = type_call_dunder(self, names[op], &other, 1, &absent);
    if (absent) {
        error_clear(); // of a property, say: CPython asks no further either
        return not_implemented_new();
    }
    return result;
}

Object *
slot_iter(Object *self)
{
    Object *bound;
    Object *method = type_method(self, dn_iter, &bound);
    ref_xdec(bound);
    if (method == NONE) {
        return error_format(EXC(TypeError),
                            "'%.200s' object is not iterable",
                            self->type->name);
    }
    if (method != NULL) {
        return type_must_call(self, dn_iter, NULL, 0);
    }
    error_clear();
    method = type_method(self, dn_getitem, &bound);
    ref_xdec(bound);
    if (method == NULL) {
        error_clear();
        return error_format(EXC(TypeError),
                            "'%.200s' object is not iterable",
                            self->type->name);
    }
    return sequence_iterator_new(self);
}

Object *
slot_next(Object *self)
{
    return type_must_call(self, dn_next, NULL, 0);
}

Object *
slot_descr_get(Object *self, Object *o, Object *type)
{
    Object *get = type_lookup(self->type, dn_get);
    if (get == NULL) {
        // Withdrawn from the class: the slot goes, too.
        self->type->descr_get = NULL;
        return ref_new(self);
    }
    Object *args[3] = {self, o == NULL ? NONE : o,
                       type == NULL ? NONE : type};
    return call_vector(get, args, 3, NULL);
}

int
slot_descr_set(Object *self, Object *target, Object *value)
{
    Object *args[2] = {target, value};
    Object *result = value == NULL ? type_must_call(self, dn_delete, args, 1)
                                   : type_must_call(self, dn_set, args, 2);
    if (result == NULL) {
        return -1;
    }
    ref_dec(result);
    return 0;
}

int
slot_init(Object *self, Object *args, Object *kwargs)
{
    Object *bound;
    Object *method = type_method(self, dn_init, &bound);
    if (method == NULL) {
        if (!error_occurred()) {
            error_set_object(EXC(AttributeError), dn_init);
        }
        return -1;
    }
    Object *result;
    if (bound != NULL) {
        result = call_object(bound, args, kwargs);
        ref_dec(bound);
    } else {
        result = call_with_self(method, self, args, kwargs);
    }
    if (result == NULL) {
        return -1;
    }
    if (result != NONE) {
        error_format(EXC(TypeError),
                     "__init__() should return None, not '%.200s'",
                     result->type->name);
        ref_dec(result);
        return -1;
    }
    ref_dec(result);
    return 0;
}

Object *
slot_new(Type *type, Object *args, Object *kwargs)
{
    Object *method = object_getattr(OBJ(type), dn_new);
    if (method == NULL) {
        return NULL;
    }
    ssize_t n = tuple_size(args);
    Object *small[8];
    Object **vector = n < 8 ? small : malloc(((size_t)n + 1) * sizeof(*small));
    if (vector == NULL) {
        ref_dec(method);
        return error_no_memory();
    }
    vector[0] = OBJ(type);
    for (ssize_t i = 0; i < n; i++) {
        vector[i + 1] = tuple_get(args, i);
    }
    Object *result = call_vector_dict(method, vector, (size_t)n + 1, kwargs);
    if (vector != small) {
        free(vector);
    }
    ref_dec(method);
    return result;
}

// Runs __del__; an exception in it is reported and ignored.
void
slot_finalize(Object *self)
{
    PendingError saved;
    error_fetch(&saved);
    Object *bound;
    Object *del = type_method(self, dn_del, &bound);
    if (del != NULL) {
        // Held: the function may be taken out of its class meanwhile.
        del = bound != NULL ? bound : ref_new(del);
        Object *result =
            bound != NULL ? call_none(bound) : call_one(del, self);
        if (result == NULL) {
            // What is named is the function, not the bound method.
            error_write_unraisable(TYPE_OF(del) == &method_type
                                       ? ((Method *)del)->function
                                       : del);
        } else {
            ref_dec(result);
        }
        ref_dec(del);
    }
    error_restore(&saved);
}
