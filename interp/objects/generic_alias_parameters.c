/* The type variables of aliases and unions, and what replaces them. Follows
 * CPython 3.11's Objects/genericaliasobject.c. */
#include "interp/objects/generic_alias.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static ssize_t
index_of(Object *tuple, Object *o)
{
    for (ssize_t i = 0; i < tuple_size(tuple); i++) {
        if (tuple_get(tuple, i) == o) {
            return i;
        }
    }
    return -1;
}

static int
add_parameter(Object *list, Object *o)
{
    for (ssize_t i = 0; i < list_size(list); i++) {
        if (list_get(list, i) == o) {
            return 0;
        }
    }
    return list_append(list, o);
}

// A list as a tuple; the list goes, NULL stays NULL.
static Object *
tuple_of(Object *list)
{
    Object *tuple = list == NULL ? NULL : list_as_tuple(list);
    ref_xdec(list);
    return tuple;
}

static int
extend(Object *list, Object *tuple)
{
    for (ssize_t i = 0; i < tuple_size(tuple); i++) {
        if (list_append(list, tuple_get(tuple, i)) < 0) {
            return -1;
        }
    }
    return 0;
}

Object *
generic_alias_parameters(Object *args)
{
    Object *list = list_new(0);
    for (ssize_t i = 0; list != NULL && i < tuple_size(args); i++) {
        Object *o = tuple_get(args, i), *found = NULL;
        if (type_check(o)) {
            continue;
        }
        int failed = object_lookup_attr_text(o, "__typing_subst__", &found);
        if (found != NULL) {
            failed = add_parameter(list, o);
        } else if (failed >= 0) {
            failed = object_lookup_attr_text(o, "__parameters__", &found);
            if (found != NULL && tuple_check(found)) {
                for (ssize_t j = 0; failed >= 0 && j < tuple_size(found);
                     j++) {
                    failed = add_parameter(list, tuple_get(found, j));
                }
            }
        }
        ref_xdec(found);
        if (failed < 0) {
            REF_CLEAR(list);
        }
    }
    return tuple_of(list);
}

// X[*tuple[int, str], T] means X[int, str, T].
static Object *
unpack_items(Object *item)
{
    Object *items = tuple_check(item) ? ref_new(item) : tuple_pack(1, item);
    Object *list = items == NULL ? NULL : list_new(0);
    for (ssize_t i = 0; list != NULL && i < tuple_size(items); i++) {
        Object *o = tuple_get(items, i), *inner = NULL;
        int status = type_check(o)
                         ? 0
                         : object_lookup_attr_text(
                               o, "__typing_unpacked_tuple_args__", &inner);
        ssize_t n = inner != NULL && tuple_check(inner) ? tuple_size(inner)
                                                        : -1;
        bool known = n >= 0 &&
                     !(n > 0 && tuple_get(inner, n - 1) == ELLIPSIS);
        if (status >= 0) {
            status = known ? extend(list, inner) : list_append(list, o);
        }
        ref_xdec(inner);
        if (status < 0) {
            REF_CLEAR(list);
        }
    }
    ref_xdec(items);
    return tuple_of(list);
}

// A variable may want the items in another form: *Ts takes several at once.
static Object *
prepare_items(Object *self, Object *parameters, Object *item)
{
    Object *items = unpack_items(item);
    for (ssize_t i = 0; items != NULL && i < tuple_size(parameters); i++) {
        Object *prepare = NULL;
        if (object_lookup_attr_text(tuple_get(parameters, i),
                                    "__typing_prepare_subst__",
                                    &prepare) < 0) {
            REF_CLEAR(items);
        } else if (prepare != NULL && prepare != NONE) {
            Object *tuple = tuple_check(items) ? ref_new(items)
                                               : tuple_pack(1, items);
            Object *prepared =
                tuple == NULL ? NULL : call_two(prepare, self, tuple);
            ref_xdec(tuple);
            REF_SET(items, prepared);
        }
        ref_xdec(prepare);
    }
    if (items != NULL && !tuple_check(items)) {
        REF_SET(items, tuple_pack(1, items));
    }
    return items;
}

// An argument that has variables in it: list[T].
static Object *
substitute_inside(Object *arg, Object *parameters, Object *items)
{
    Object *inner = NULL;
    if (object_lookup_attr_text(arg, "__parameters__", &inner) < 0) {
        return NULL;
    }
    if (inner == NULL || !tuple_check(inner) || tuple_size(inner) == 0) {
        ref_xdec(inner);
        return ref_new(arg);
    }
    Object *list = list_new(0);
    for (ssize_t i = 0; list != NULL && i < tuple_size(inner); i++) {
        Object *value = tuple_get(inner, i);
        ssize_t at = index_of(parameters, value);
        bool several = false;
        if (at >= 0) {
            Object *variable = value;
            value = tuple_get(items, at);
            several = TYPE_OF(variable)->iter != NULL && tuple_check(value);
        }
        if ((several ? extend(list, value) : list_append(list, value)) < 0) {
            REF_CLEAR(list);
        }
    }
    Object *values = tuple_of(list);
    Object *result = values == NULL ? NULL : object_getitem(arg, values);
    ref_xdec(values);
    ref_dec(inner);
    return result;
}

static int
is_unpacked_variable(Object *arg)
{
    Object *flag = NULL;
    int status = object_lookup_attr_text(
        arg, "__typing_is_unpacked_typevartuple__", &flag);
    if (flag != NULL) {
        status = object_is_true(flag);
        ref_dec(flag);
    }
    return status;
}

// Adds what one argument becomes to the list.
static int
substitute(Object *list, Object *arg, Object *parameters, Object *items)
{
    if (type_check(arg)) {
        return list_append(list, arg);
    }
    Object *replace = NULL;
    int unpack = is_unpacked_variable(arg);
    if (unpack < 0 ||
        object_lookup_attr_text(arg, "__typing_subst__", &replace) < 0) {
        return -1;
    }
    ssize_t at = replace == NULL ? -1 : index_of(parameters, arg);
    Object *value = at >= 0 ? call_one(replace, tuple_get(items, at))
                            : substitute_inside(arg, parameters, items);
    ref_xdec(replace);
    if (value == NULL) {
        return -1;
    }
    int status = unpack && tuple_check(value) ? extend(list, value)
                                              : list_append(list, value);
    ref_dec(value);
    return status;
}

Object *
generic_alias_substitute(Object *self, Object *args, Object *parameters,
                         Object *item)
{
    ssize_t n = tuple_size(parameters);
    if (n == 0) {
        return error_format(EXC(TypeError), "%R is not a generic class",
                            self);
    }
    Object *items = prepare_items(self, parameters, item);
    if (items == NULL) {
        return NULL;
    }
    if (tuple_size(items) != n) {
        error_format(EXC(TypeError),
                     "Too %s arguments for %R; actual %zd, expected %zd",
                     tuple_size(items) > n ? "many" : "few", self,
                     tuple_size(items), n);
        ref_dec(items);
        return NULL;
    }
    Object *list = list_new(0);
    for (ssize_t i = 0; list != NULL && i < tuple_size(args); i++) {
        if (substitute(list, tuple_get(args, i), parameters, items) < 0) {
            REF_CLEAR(list);
        }
    }
    ref_dec(items);
    return tuple_of(list);
}
