/* Calls of any object, isinstance, and the arguments of C functions. */
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

// -------------------------------------------------- isinstance, issubclass

// __bases__ as a tuple (new), NULL without an error if there is none.
static Object *
bases_of(Object *cls)
{
    Object *bases;
    if (object_lookup_attr(cls, dn_bases, &bases) <= 0) {
        return NULL;
    }
    if (!tuple_check(bases)) {
        ref_dec(bases);
        return NULL;
    }
    return bases;
}

static int
derives(Object *derived, Object *cls)
{
    if (derived == cls) {
        return 1;
    }
    Object *bases = bases_of(derived);
    if (bases == NULL) {
        return error_occurred() ? -1 : 0;
    }
    int result = 0;
    for (ssize_t i = 0; result == 0 && i < tuple_size(bases); i++) {
        result = derives(tuple_get(bases, i), cls);
    }
    ref_dec(bases);
    return result;
}

static bool
check_class(Object *cls, const char *message)
{
    Object *bases = bases_of(cls);
    if (bases == NULL) {
        if (!error_occurred()) {
            error_set_text(EXC(TypeError), message);
        }
        return false;
    }
    ref_dec(bases);
    return true;
}

int
object_real_is_instance(Object *o, Object *cls)
{
    if (type_check(cls)) {
        if (object_type_check(o, (Type *)cls)) {
            return 1;
        }
        Object *claimed;
        int found = object_lookup_attr(o, dn_class, &claimed);
        if (found <= 0) {
            return found;
        }
        int result = claimed != OBJ(o->type) && type_check(claimed) &&
                     type_is_subtype((Type *)claimed, (Type *)cls);
        ref_dec(claimed);
        return result;
    }
    if (!check_class(cls, "isinstance() arg 2 must be a type, a tuple of "
                          "types, or a union")) {
        return -1;
    }
    Object *claimed;
    int found = object_lookup_attr(o, dn_class, &claimed);
    if (found <= 0) {
        return found;
    }
    int result = derives(claimed, cls);
    ref_dec(claimed);
    return result;
}

int
object_real_is_subclass(Object *derived, Object *cls)
{
    if (type_check(cls) && type_check(derived)) {
        return type_is_subtype((Type *)derived, (Type *)cls);
    }
    if (!check_class(derived, "issubclass() arg 1 must be a class") ||
        !check_class(cls, "issubclass() arg 2 must be a class, a tuple of "
                          "classes, or a union")) {
        return -1;
    }
    return derives(derived, cls);
}

static int
ask(Object *o, Object *cls, Object *method_name, const char *where,
    int (*itself)(Object *, Object *), int (*real)(Object *, Object *))
{
    if (TYPE_OF(cls) == &type_type) {
        return o == cls && itself == object_is_subclass ? 1 : real(o, cls);
    }
    if (tuple_check(cls)) {
        if (recursion_enter(where) < 0) {
            return -1;
        }
        int result = 0;
        for (ssize_t i = 0; result == 0 && i < tuple_size(cls); i++) {
            result = itself(o, tuple_get(cls, i));
        }
        recursion_leave();
        return result;
    }
    Object *checker = lookup_special(cls, method_name);
    if (checker != NULL) {
        if (recursion_enter(where) < 0) {
            ref_dec(checker);
            return -1;
        }
        Object *answer = call_one(checker, o);
        recursion_leave();
        ref_dec(checker);
        if (answer == NULL) {
            return -1;
        }
        int truth = object_is_true(answer);
        ref_dec(answer);
        return truth;
    }
    return error_occurred() ? -1 : real(o, cls);
}

int
object_is_instance(Object *o, Object *cls)
{
    if (OBJ(o->type) == cls) {
        return 1;
    }
    return ask(o, cls, dn_instancecheck, " in __instancecheck__",
               object_is_instance, object_real_is_instance);
}

int
object_is_subclass(Object *derived, Object *cls)
{
    return ask(derived, cls, dn_subclasscheck, " in __subclasscheck__",
               object_is_subclass, object_real_is_subclass);
}

// -------------------------------------------------- arguments of C functions

void
args_wrong_count(const char *name, ssize_t nargs, ssize_t min, ssize_t max)
{
    ssize_t limit = nargs < min ? min : max;
    const char *bound = min == max    ? ""
                        : nargs < min ? "at least "
                                      : "at most ";
    if (name[0] != '\0') {
        error_format(EXC(TypeError),
                     "%.200s expected %s%zd argument%s, got %zd", name, bound,
                     limit, limit == 1 ? "" : "s", nargs);
    } else {
        error_format(EXC(TypeError),
                     "unpacked tuple should have %s%zd element%s, but has "
                     "%zd", bound, limit, limit == 1 ? "" : "s", nargs);
    }
}

int
args_no_keywords(const char *name, Object *kwargs)
{
    if (kwargs == NULL || dict_size(kwargs) == 0) {
        return 1;
    }
    error_format(EXC(TypeError), "%.200s() takes no keyword arguments", name);
    return 0;
}

int
args_no_kwnames(const char *name, Object *kwnames)
{
    if (kwnames == NULL || tuple_size(kwnames) == 0) {
        return 1;
    }
    error_format(EXC(TypeError), "%.200s() takes no keyword arguments", name);
    return 0;
}

typedef struct Keywords {
    Object *kwnames, *kwargs; /* one of them, or none */
    Object *const *values;
} Keywords;

static ssize_t
keyword_count(const Keywords *k)
{
    return k->kwnames != NULL  ? tuple_size(k->kwnames)
           : k->kwargs != NULL ? dict_size(k->kwargs)
                               : 0;
}

// The value of the keyword, borrowed; NULL absent.
static Object *
keyword_value(const Keywords *k, const char *name)
{
    if (k->kwnames != NULL) {
        for (ssize_t i = 0; i < tuple_size(k->kwnames); i++) {
            if (str_equal_text(tuple_get(k->kwnames, i), name)) {
                return k->values[i];
            }
        }
        return NULL;
    }
    return k->kwargs == NULL ? NULL : dict_get_text(k->kwargs, name);
}

static int
unknown_keyword(const ArgsSpec *spec, const Keywords *k, int total)
{
    ssize_t position = 0;
    for (ssize_t i = 0; i < keyword_count(k); i++) {
        Object *name;
        if (k->kwnames != NULL) {
            name = tuple_get(k->kwnames, i);
        } else {
            (void)dict_next(k->kwargs, &position, &name, NULL);
        }
        if (!str_check(name)) {
            error_set_text(EXC(TypeError), "keywords must be strings");
            return 0;
        }
        bool known = false;
        for (int p = spec->positional_only; p < total && !known; p++) {
            known = str_equal_text(name, spec->names[p]);
        }
        if (!known) {
            error_format(EXC(TypeError),
                         "'%U' is an invalid keyword argument for %.200s%s",
                         name, spec->function, "()");
            return 0;
        }
    }
    return 1;
}

static int
parse(const ArgsSpec *spec, Object *const *args, ssize_t nargs,
      const Keywords *k, Object **out)
{
    int total = 0;
    while (spec->names[total] != NULL) {
        total++;
    }
    int positional = total - spec->keyword_only;
    ssize_t nkeywords = keyword_count(k);
    if (nargs + nkeywords > total) {
        error_format(EXC(TypeError),
                     "%.200s%s takes %s %d %sargument%s (%zd given)",
                     spec->function, "()",
                     spec->required < total ? "at most" : "exactly", total,
                     nargs == 0 ? "keyword " : "", total == 1 ? "" : "s",
                     nargs + nkeywords);
        return 0;
    }
    if (nargs > positional) {
        if (positional == 0) {
            error_format(EXC(TypeError),
                         "%.200s%s takes no positional arguments",
                         spec->function, "()");
        } else {
            error_format(EXC(TypeError),
                         "%.200s%s takes %s %d positional argument%s (%zd "
                         "given)", spec->function, "()",
                         spec->required < positional ? "at most" : "exactly",
                         positional, positional == 1 ? "" : "s", nargs);
        }
        return 0;
    }
    for (int i = 0; i < total; i++) {
        out[i] = i < nargs ? args[i] : NULL;
    }
    if (nargs < spec->positional_only && nargs < spec->required) {
        int least = spec->required < spec->positional_only
                        ? spec->required
                        : spec->positional_only;
        error_format(EXC(TypeError),
                     "%.200s%s takes %s %d positional argument%s (%zd given)",
                     spec->function, "()",
                     spec->required < positional ? "at least" : "exactly",
                     least, least == 1 ? "" : "s", nargs);
        return 0;
    }
    if (nkeywords == 0) {
        for (int i = (int)nargs; i < spec->required; i++) {
            error_format(EXC(TypeError),
                         "%.200s%s missing required argument '%s' (pos %d)",
                         spec->function, "()", spec->names[i], i + 1);
            return 0;
        }
        return 1;
    }
    ssize_t used = 0;
    for (int i = spec->positional_only; i < total; i++) {
        Object *value = keyword_value(k, spec->names[i]);
        if (value == NULL) {
            if (i < spec->required && out[i] == NULL) {
                error_format(EXC(TypeError),
                             "%.200s%s missing required argument '%s' (pos "
                             "%d)", spec->function, "()", spec->names[i],
                             i + 1);
                return 0;
            }
            continue;
        }
        if (out[i] != NULL) {
            error_format(EXC(TypeError),
                         "argument for %.200s%s given by name ('%s') and "
                         "position (%d)", spec->function, "()",
                         spec->names[i], i + 1);
            return 0;
        }
        out[i] = value;
        used++;
    }
    return used == nkeywords ? 1 : unknown_keyword(spec, k, total);
}

int
args_parse(const ArgsSpec *spec, Object *const *args, ssize_t nargs,
           Object *kwnames, Object **out)
{
    Keywords k = {kwnames, NULL, args + nargs};
    return parse(spec, args, nargs, &k, out);
}

int
args_parse_tuple(const ArgsSpec *spec, Object *args, Object *kwargs,
                 Object **out)
{
    Keywords k = {NULL, kwargs, NULL};
    return parse(spec, ((Tuple *)args)->items, tuple_size(args), &k, out);
}
