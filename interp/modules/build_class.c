/* __build_class__: what a class statement calls. */
#include "interp/modules/builtins_functions.h"
#include "interp/objects/dict.h"
#include "interp/objects/function.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/call.h"

// The bases with those that are no classes replaced by what their
// __mro_entries__ answer; `bases` itself (new) if there are none.
static Object *
resolve_bases(Object *bases)
{
    Object *list = NULL;
    for (ssize_t i = 0; i < tuple_size(bases); i++) {
        Object *base = tuple_get(bases, i);
        Object *method = NULL;
        if (!type_check(base) &&
            object_lookup_attr(base, dn_mro_entries, &method) < 0) {
            goto fail;
        }
        if (method == NULL) {
            if (list != NULL && list_append(list, base) < 0) {
                goto fail;
            }
            continue;
        }
        Object *entries = call_one(method, bases);
        ref_dec(method);
        if (entries == NULL) {
            goto fail;
        }
        if (!tuple_check(entries)) {
            error_set_text(EXC(TypeError),
                           "__mro_entries__ must return a tuple");
            ref_dec(entries);
            goto fail;
        }
        int failed = 0;
        if (list == NULL) {
            list = list_new(i);
            for (ssize_t k = 0; list != NULL && k < i; k++) {
                list_init_item(list, k, ref_new(tuple_get(bases, k)));
            }
            failed = list == NULL;
        }
        if (!failed) {
            failed = list_set_slice(list, list_size(list), list_size(list),
                                    entries) < 0;
        }
        ref_dec(entries);
        if (failed) {
            goto fail;
        }
    }
    if (list == NULL) {
        return ref_new(bases);
    }
    Object *result = list_as_tuple(list);
    ref_dec(list);
    return result;

fail:
    ref_xdec(list);
    return NULL;
}

// Takes metaclass= out of the keywords, or finds the one to use: new.
// *is_class: it is a class.
static Object *
find_metaclass(Object *bases, Object *keywords, bool *is_class)
{
    Object *meta = NULL;
    if (keywords != NULL) {
        meta = ref_xnew(dict_get(keywords, nm_metaclass));
        if (meta != NULL && dict_delete(keywords, nm_metaclass) < 0) {
            ref_dec(meta);
            return NULL;
        }
        if (meta == NULL && error_occurred() != NULL) {
            return NULL;
        }
    }
    *is_class = meta == NULL || type_check(meta);
    if (meta == NULL) {
        meta = ref_new(tuple_size(bases) == 0
                           ? &type_type
                           : TYPE_OF(tuple_get(bases, 0)));
    }
    if (*is_class) {
        Type *winner = type_calculate_metaclass((Type *)meta, bases);
        if (winner == NULL) {
            ref_dec(meta);
            return NULL;
        }
        if (OBJ(winner) != meta) {
            REF_SET(meta, ref_new(winner));
        }
    }
    return meta;
}

static Object *
prepare_namespace(Object *meta, bool is_class, Object *name, Object *bases,
                  Object *keywords)
{
    Object *prepare;
    int found = object_lookup_attr(meta, dn_prepare, &prepare);
    if (found <= 0) {
        return found < 0 ? NULL : dict_new();
    }
    Object *args[2] = {name, bases};
    Object *namespace = call_vector_dict(prepare, args, 2, keywords);
    ref_dec(prepare);
    if (namespace != NULL && !mapping_check(namespace)) {
        error_format(EXC(TypeError),
                     "%.200s.__prepare__() must return a mapping, not "
                     "%.200s",
                     is_class ? ((Type *)meta)->name : "<metaclass>",
                     TYPE_OF(namespace)->name);
        REF_CLEAR(namespace);
    }
    return namespace;
}

// Whether type.__new__ has put the class into its __class__ cell.
static bool
cell_is_right(Object *cell, Object *class, Object *name)
{
    if (!type_check(class) || TYPE_OF(cell) != &cell_type) {
        return true;
    }
    Object *there = ((Cell *)cell)->value;
    if (there == class) {
        return true;
    }
    if (there == NULL) {
        error_format(EXC(RuntimeError),
                     "__class__ not set defining %.200R as %.200R. Was "
                     "__classcell__ propagated to type.__new__?",
                     name, class);
    } else {
        error_format(EXC(TypeError),
                     "__class__ set to %.200R defining %.200R as %.200R",
                     there, name, class);
    }
    return false;
}

static Object *
make_keywords(Object *const *values, Object *names)
{
    Object *keywords = dict_new();
    for (ssize_t i = 0; keywords != NULL && i < tuple_size(names); i++) {
        if (dict_set(keywords, tuple_get(names, i), values[i]) < 0) {
            REF_CLEAR(keywords);
        }
    }
    return keywords;
}

static Object *
build_class(Object *module UNUSED, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    if (nargs < 2) {
        return error_set_text(EXC(TypeError),
                              "__build_class__: not enough arguments");
    }
    Object *function = args[0], *name = args[1];
    if (TYPE_OF(function) != &function_type) {
        return error_set_text(EXC(TypeError),
                              "__build_class__: func must be a function");
    }
    if (!str_check(name)) {
        return error_set_text(EXC(TypeError),
                              "__build_class__: name is not a string");
    }
    Object *meta = NULL, *keywords = NULL, *namespace = NULL, *cell = NULL;
    Object *class = NULL, *bases = NULL;
    bool is_class = false;
    Object *given = tuple_from_array(args + 2, nargs - 2);
    if (given == NULL || (bases = resolve_bases(given)) == NULL) {
        goto done;
    }
    if (kwnames != NULL &&
        (keywords = make_keywords(args + nargs, kwnames)) == NULL) {
        goto done;
    }
    meta = find_metaclass(bases, keywords, &is_class);
    if (meta == NULL) {
        goto done;
    }
    namespace = prepare_namespace(meta, is_class, name, bases, keywords);
    if (namespace == NULL) {
        goto done;
    }
    cell = eval_class_body(function, namespace);
    if (cell == NULL) {
        goto done;
    }
    if (bases != given &&
        object_setitem(namespace, dn_orig_bases, given) < 0) {
        goto done;
    }
    Object *three[3] = {name, bases, namespace};
    class = call_vector_dict(meta, three, 3, keywords);
    if (class != NULL && !cell_is_right(cell, class, name)) {
        REF_CLEAR(class);
    }

done:
    ref_xdec(cell);
    ref_xdec(namespace);
    ref_xdec(meta);
    ref_xdec(keywords);
    ref_xdec(bases);
    ref_xdec(given);
    return class;
}

MethodDef builtins_class_functions[] = {
    {"__build_class__", METHOD(build_class), METH_FASTCALL | METH_KEYWORDS,
     "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class"
     "\n\nInternal helper function used by the class statement."},
    {NULL, NULL, 0, NULL},
};
