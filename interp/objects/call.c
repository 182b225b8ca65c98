/* Calls of any object. */
#include <stdlib.h>
#include <string.h>

#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static inline VectorcallFunc
vectorcall_of(Object *f)
{
    Type *type = f->type;
    if (!type_has_feature(type, TYPE_VECTORCALL)) {
        // Calling a class: some static types have a fast way.
        return type == &type_type ? ((Type *)f)->vectorcall : NULL;
    }
    VectorcallFunc function;
    memcpy(&function, (char *)f + type->vectorcall_offset, sizeof(function));
    return function;
}

// A result and an error exclude each other: our mistake if not.
static Object *
check_result(Object *f, Object *result)
{
    if (result == NULL) {
        if (!error_occurred()) {
            error_format(EXC(SystemError),
                         "%R returned NULL without setting an exception", f);
        }
    } else if (UNLIKELY(thread_current->error.type != NULL)) {
        ref_dec(result);
        result = NULL;
        error_format_from_cause(EXC(SystemError),
                                "%R returned a result with an exception set",
                                f);
    }
    return result;
}

static Object *
call_slot(Object *f, Object *args, Object *kwargs)
{
    TernaryFunc call = f->type->call;
    if (call == NULL) {
        return error_format(EXC(TypeError),
                            "'%.200s' object is not callable",
                            f->type->name);
    }
    if (recursion_enter(" while calling a Python object") < 0) {
        return NULL;
    }
    Object *result = call(f, args, kwargs);
    recursion_leave();
    return check_result(f, result);
}

// Keyword arguments as a dict: {name: value}.
static Object *
keywords_dict(Object *const *values, Object *kwnames)
{
    Object *kwargs = dict_new();
    for (ssize_t i = 0; kwargs != NULL && i < tuple_size(kwnames); i++) {
        if (dict_set(kwargs, tuple_get(kwnames, i), values[i]) < 0) {
            REF_CLEAR(kwargs);
        }
    }
    return kwargs;
}

Object *
call_vector_by_slot(Object *f, Object *const *args, size_t nargsf,
                    Object *kwnames)
{
    ssize_t nargs = call_nargs(nargsf);
    Object *tuple = tuple_from_array(args, nargs);
    Object *kwargs = NULL;
    if (tuple == NULL) {
        return NULL;
    }
    if (kwnames != NULL && tuple_size(kwnames) > 0) {
        kwargs = keywords_dict(args + nargs, kwnames);
        if (kwargs == NULL) {
            ref_dec(tuple);
            return NULL;
        }
    }
    Object *result = call_slot(f, tuple, kwargs);
    ref_dec(tuple);
    ref_xdec(kwargs);
    return result;
}

Object *
call_vector(Object *f, Object *const *args, size_t nargsf, Object *kwnames)
{
    VectorcallFunc function = vectorcall_of(f);
    return function != NULL
               ? check_result(f, function(f, args, nargsf, kwnames))
               : call_vector_by_slot(f, args, nargsf, kwnames);
}

// Values behind the positional ones, names in a tuple.
static Object *
spread_keywords(VectorcallFunc function, Object *f, Object *const *args,
                ssize_t nargs, Object *kwargs)
{
    ssize_t nkeywords = dict_size(kwargs);
    Object **vector = malloc((size_t)(nargs + nkeywords + 1) *
                             sizeof(*vector));
    Object *kwnames = tuple_new(nkeywords);
    Object *result = NULL;
    if (vector == NULL || kwnames == NULL) {
        error_no_memory();
    } else {
        if (nargs > 0) {
            memcpy(vector + 1, args, (size_t)nargs * sizeof(*vector));
        }
        ssize_t position = 0, n = 0;
        Object *key, *value;
        bool strings = true;
        while (dict_next(kwargs, &position, &key, &value)) {
            strings = strings && str_check(key);
            tuple_init_item(kwnames, n, ref_new(key));
            vector[1 + nargs + n++] = ref_new(value);
        }
        if (strings) {
            result = check_result(
                f, function(f, vector + 1,
                            (size_t)nargs | CALL_ARGUMENTS_OFFSET, kwnames));
        } else {
            error_set_text(EXC(TypeError), "keywords must be strings");
        }
        for (ssize_t i = 0; i < n; i++) {
            ref_dec(vector[1 + nargs + i]);
        }
    }
    free(vector);
    ref_xdec(kwnames);
    return result;
}

Object *
call_vector_dict(Object *f, Object *const *args, size_t nargsf,
                 Object *kwargs)
{
    ssize_t nargs = call_nargs(nargsf);
    if (kwargs == NULL || dict_size(kwargs) == 0) {
        return call_vector(f, args, nargsf, NULL);
    }
    VectorcallFunc function = vectorcall_of(f);
    if (function != NULL) {
        return spread_keywords(function, f, args, nargs, kwargs);
    }
    Object *tuple = tuple_from_array(args, nargs);
    Object *result = tuple == NULL ? NULL : call_slot(f, tuple, kwargs);
    ref_xdec(tuple);
    return result;
}

Object *
call_object(Object *f, Object *args, Object *kwargs)
{
    if (vectorcall_of(f) != NULL) {
        return call_vector_dict(f, ((Tuple *)args)->items,
                                (size_t)tuple_size(args), kwargs);
    }
    return call_slot(f, args, kwargs);
}

Object *
call_vectorcall_slot(Object *f, Object *args, Object *kwargs)
{
    // A subclass has no TYPE_VECTORCALL: its __call__ might be replaced.
    VectorcallFunc function;
    memcpy(&function, (char *)f + TYPE_OF(f)->vectorcall_offset,
           sizeof(function));
    if (function == NULL) {
        return error_format(EXC(TypeError),
                            "'%.200s' object does not support vectorcall",
                            f->type->name);
    }
    Object *const *items = ((Tuple *)args)->items;
    ssize_t n = tuple_size(args);
    if (kwargs != NULL && dict_size(kwargs) > 0) {
        return spread_keywords(function, f, items, n, kwargs);
    }
    return check_result(f, function(f, items, (size_t)n, NULL));
}

Object *
call_none(Object *f)
{
    Object *args[1] = {NULL};
    return call_vector(f, args + 1, 0 | CALL_ARGUMENTS_OFFSET, NULL);
}

Object *
call_one(Object *f, Object *arg)
{
    Object *args[2] = {NULL, arg};
    return call_vector(f, args + 1, 1 | CALL_ARGUMENTS_OFFSET, NULL);
}

Object *
call_two(Object *f, Object *a, Object *b)
{
    Object *args[3] = {NULL, a, b};
    return call_vector(f, args + 1, 2 | CALL_ARGUMENTS_OFFSET, NULL);
}

Object *
call_three(Object *f, Object *a, Object *b, Object *c)
{
    Object *args[4] = {NULL, a, b, c};
    return call_vector(f, args + 1, 3 | CALL_ARGUMENTS_OFFSET, NULL);
}

Object *
call_method(Object *o, Object *name, Object *const *args, size_t nargs)
{
    Object *method;
    Object *vector[8] = {NULL, o};
    if (nargs > 6) {
        return error_bad_internal();
    }
    for (size_t i = 0; i < nargs; i++) {
        vector[i + 2] = args[i];
    }
    int unbound = object_get_method(o, name, &method);
    if (method == NULL) {
        return NULL;
    }
    Object *result =
        unbound ? call_vector(method, vector + 1,
                              (nargs + 1) | CALL_ARGUMENTS_OFFSET, NULL)
                : call_vector(method, vector + 2,
                              nargs | CALL_ARGUMENTS_OFFSET, NULL);
    ref_dec(method);
    return result;
}

Object *
call_method_text(Object *o, const char *text, Object *const *args,
                 size_t nargs)
{
    Object *name = str_intern_text(text);
    if (name == NULL) {
        return NULL;
    }
    Object *result = call_method(o, name, args, nargs);
    ref_dec(name);
    return result;
}
