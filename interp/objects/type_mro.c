/* The MRO (C3), and which base gives a class its layout. */
#include <stdio.h>
#include <stdlib.h>

#include "interp/objects/dict.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static bool
tail_contains(Object *list, ssize_t from, Object *o)
{
    for (ssize_t i = from + 1; i < tuple_size(list); i++) {
        if (tuple_get(list, i) == o) {
            return true;
        }
    }
    return false;
}

static void
report_conflict(Object *lists, const ssize_t *heads)
{
    Object *seen = dict_new();
    for (ssize_t i = 0; seen != NULL && i < tuple_size(lists); i++) {
        Object *list = tuple_get(lists, i);
        if (heads[i] < tuple_size(list)) {
            if (dict_set(seen, tuple_get(list, heads[i]), NONE) < 0) {
                error_clear();
            }
        }
    }
    ssize_t position = 0;
    Object *key;
    char message[1000];
    size_t n = (size_t)snprintf(message, sizeof(message),
                                "Cannot create a consistent method "
                                "resolution\norder (MRO) for bases");
    bool first = true;
    while (seen != NULL && dict_next(seen, &position, &key, NULL)) {
        Object *name = type_check(key) ? type_name_object((Type *)key)
                                       : NULL;
        const char *s = name != NULL ? str_as_utf8(name, NULL) : NULL;
        if (n < sizeof(message)) {
            n += (size_t)snprintf(message + n, sizeof(message) - n, "%s %s",
                                  first ? "" : ",", s != NULL ? s : "?");
        }
        first = false;
        ref_xdec(name);
    }
    ref_xdec(seen);
    error_set_text(EXC(TypeError), message);
}

// C3: merges the bases' MROs and the list of bases.
static Object *
merge_mros(Type *type, Object *lists)
{
    ssize_t n = tuple_size(lists);
    ssize_t *heads = calloc((size_t)n + 1, sizeof(ssize_t));
    Object *result = list_new(0);
    if (heads == NULL || result == NULL ||
        list_append(result, OBJ(type)) < 0) {
        goto fail;
    }
    for (;;) {
        Object *next = NULL;
        bool empty = true;
        for (ssize_t i = 0; i < n && next == NULL; i++) {
            Object *list = tuple_get(lists, i);
            if (heads[i] >= tuple_size(list)) {
                continue;
            }
            empty = false;
            Object *candidate = tuple_get(list, heads[i]);
            bool blocked = false;
            for (ssize_t j = 0; j < n && !blocked; j++) {
                blocked = tail_contains(tuple_get(lists, j), heads[j],
                                        candidate);
            }
            next = blocked ? NULL : candidate;
        }
        if (next == NULL) {
            if (empty) {
                break;
            }
            report_conflict(lists, heads);
            goto fail;
        }
        if (list_append(result, next) < 0) {
            goto fail;
        }
        for (ssize_t i = 0; i < n; i++) {
            Object *list = tuple_get(lists, i);
            if (heads[i] < tuple_size(list) &&
                tuple_get(list, heads[i]) == next) {
                heads[i]++;
            }
        }
    }
    free(heads);
    Object *tuple = list_as_tuple(result);
    ref_dec(result);
    return tuple;

fail:
    free(heads);
    ref_xdec(result);
    return NULL;
}

Object *
type_compute_mro(Type *type)
{
    Object *bases = type->bases;
    ssize_t n = tuple_size(bases);
    for (ssize_t i = 0; i < n; i++) {
        for (ssize_t j = i + 1; j < n; j++) {
            if (tuple_get(bases, i) == tuple_get(bases, j)) {
                Object *name =
                    type_name_object((Type *)tuple_get(bases, i));
                error_format(EXC(TypeError), "duplicate base class %U",
                             name);
                ref_xdec(name);
                return NULL;
            }
        }
    }
    for (ssize_t i = 0; i < n; i++) {
        Type *base = (Type *)tuple_get(bases, i);
        if (base->mro == NULL) {
            return error_format(EXC(TypeError),
                                "Cannot extend an incomplete type '%.100s'",
                                base->name);
        }
    }
    if (n == 1) {
        // Single inheritance: nothing to merge.
        Object *base_mro = ((Type *)tuple_get(bases, 0))->mro;
        ssize_t length = tuple_size(base_mro);
        Object *mro = tuple_new(length + 1);
        if (mro == NULL) {
            return NULL;
        }
        tuple_init_item(mro, 0, ref_new(type));
        for (ssize_t i = 0; i < length; i++) {
            tuple_init_item(mro, i + 1, ref_new(tuple_get(base_mro, i)));
        }
        return mro;
    }
    Object *lists = tuple_new(n + 1);
    if (lists == NULL) {
        return NULL;
    }
    for (ssize_t i = 0; i < n; i++) {
        tuple_init_item(lists, i,
                        ref_new(((Type *)tuple_get(bases, i))->mro));
    }
    tuple_init_item(lists, n, ref_new(bases));
    Object *mro = merge_mros(type, lists);
    ref_dec(lists);
    return mro;
}

Type *
type_solid_base(Type *type)
{
    if (type->base == NULL) {
        return &object_type;
    }
    Type *base = type_solid_base(type->base);
    ssize_t size = type->basicsize;
    // A dict pointer or weak reference list at the end adds nothing to the
    // layout that another base could not also have.
    if (type->itemsize == 0 && type->base->itemsize == 0) {
        if (type->weaklist_offset != 0 && type->base->weaklist_offset == 0 &&
            type->weaklist_offset + (ssize_t)sizeof(Object *) == size &&
            type_has_feature(type, TYPE_HEAP)) {
            size -= (ssize_t)sizeof(Object *);
        }
        if (type->dict_offset > 0 && type->base->dict_offset == 0 &&
            type->dict_offset + (ssize_t)sizeof(Object *) == size &&
            type_has_feature(type, TYPE_HEAP)) {
            size -= (ssize_t)sizeof(Object *);
        }
    }
    if (type->itemsize != type->base->itemsize ||
        size != type->base->basicsize) {
        return type;
    }
    return base;
}

Type *
type_best_base(Object *bases)
{
    Type *base = NULL, *winner = NULL;
    for (ssize_t i = 0; i < tuple_size(bases); i++) {
        Object *item = tuple_get(bases, i);
        if (!type_check(item)) {
            error_set_text(EXC(TypeError), "bases must be types");
            return NULL;
        }
        Type *candidate_type = (Type *)item;
        if (!type_has_feature(candidate_type, TYPE_BASETYPE)) {
            error_format(EXC(TypeError),
                         "type '%.100s' is not an acceptable base type",
                         candidate_type->name);
            return NULL;
        }
        Type *candidate = type_solid_base(candidate_type);
        if (winner == NULL || (!type_is_subtype(winner, candidate) &&
                               type_is_subtype(candidate, winner))) {
            winner = candidate;
            base = candidate_type;
        } else if (!type_is_subtype(winner, candidate)) {
            error_set_text(EXC(TypeError), "multiple bases have instance "
                                           "lay-out conflict");
            return NULL;
        }
    }
    return base;
}
