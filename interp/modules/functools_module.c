/* The module _functools: partial, reduce, cmp_to_key; lru_cache.c has the
 * rest. */
#include "gc/collector.h"
#include "interp/modules/lru_cache.h"
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/type.h"

// -------------------------------------------------------------------- partial

typedef struct Partial {
    Object base;
    Object *function, *args, *kwargs, *dict, *weaklist;
    VectorcallFunc vectorcall;
} Partial;

extern Type partial_type;

#define SELF ((Partial *)self)

static Object *
partial_call(Object *self, Object *args, Object *kwargs)
{
    Object *all = tuple_size(SELF->args) == 0 ? ref_new(args)
                  : tuple_size(args) == 0
                      ? ref_new(SELF->args)
                      : sequence_concat(SELF->args, args);
    Object *keywords = NULL;
    bool has_own = dict_size(SELF->kwargs) > 0;
    bool has_new = kwargs != NULL && dict_size(kwargs) > 0;
    if (has_own || has_new) {
        keywords = dict_copy(has_own ? SELF->kwargs : kwargs);
        if (keywords == NULL ||
            (has_own && has_new && dict_merge(keywords, kwargs, 1) < 0)) {
            ref_xdec(keywords);
            ref_xdec(all);
            return NULL;
        }
    }
    Object *result = all == NULL ? NULL : call_object(SELF->function, all,
                                                      keywords);
    ref_xdec(all);
    ref_xdec(keywords);
    return result;
}

static Object *
partial_new(Type *type, Object *args, Object *kwargs)
{
    if (tuple_size(args) < 1) {
        return error_set_text(EXC(TypeError),
                              "type 'partial' takes at least one argument");
    }
    Object *function = tuple_get(args, 0);
    if (!object_is_callable(function)) {
        return error_set_text(EXC(TypeError),
                              "the first argument must be callable");
    }
    // A partial of a plain partial is made of one.
    Partial *inner = NULL;
    if (TYPE_OF(function) == &partial_type && type == &partial_type &&
        ((Partial *)function)->dict == NULL) {
        inner = (Partial *)function;
        function = inner->function;
    }
    Object *rest = tuple_get_slice(args, 1, tuple_size(args));
    if (rest != NULL && inner != NULL) {
        REF_SET(rest, sequence_concat(inner->args, rest));
    }
    Object *keywords = inner != NULL ? dict_copy(inner->kwargs) : dict_new();
    if (keywords != NULL && kwargs != NULL &&
        dict_merge(keywords, kwargs, 1) < 0) {
        REF_CLEAR(keywords);
    }
    Object *self = rest == NULL || keywords == NULL ? NULL
                                                    : type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(rest);
        ref_xdec(keywords);
        return NULL;
    }
    ref_store(self, &SELF->function, ref_new(function));
    ref_store(self, &SELF->args, rest);
    ref_store(self, &SELF->kwargs, keywords);
    return self;
}

static Object *
partial_repr(Object *self)
{
    int entered = repr_enter(self);
    if (entered != 0) {
        return entered < 0 ? NULL : str_from_text("...");
    }
    StrWriter w;
    strwriter_init(&w);
    const char *name = TYPE_OF(self)->name;
    int failed = strwriter_text(&w, name) < 0 ||
                 strwriter_char(&w, '(') < 0 ||
                 strwriter_repr(&w, SELF->function) < 0;
    for (ssize_t i = 0; !failed && i < tuple_size(SELF->args); i++) {
        failed = strwriter_text(&w, ", ") < 0 ||
                 strwriter_repr(&w, tuple_get(SELF->args, i)) < 0;
    }
    ssize_t position = 0;
    Object *key, *value;
    while (!failed && dict_next(SELF->kwargs, &position, &key, &value)) {
        // The key's __str__ may change the dict.
        ref_inc(key);
        ref_inc(value);
        failed = strwriter_text(&w, ", ") < 0 ||
                 strwriter_object(&w, key) < 0 ||
                 strwriter_char(&w, '=') < 0 || strwriter_repr(&w, value) < 0;
        ref_dec(key);
        ref_dec(value);
    }
    failed = failed || strwriter_char(&w, ')') < 0;
    repr_leave(self);
    if (failed) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

static Object *
partial_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *one = tuple_pack(1, SELF->function);
    Object *state = tuple_pack(4, SELF->function, SELF->args, SELF->kwargs,
                               SELF->dict == NULL ? NONE : SELF->dict);
    Object *result = one == NULL || state == NULL
                         ? NULL
                         : tuple_pack(3, TYPE_OF(self), one, state);
    ref_xdec(one);
    ref_xdec(state);
    return result;
}

static Object *
partial_setstate(Object *self, Object *state)
{
    if (!tuple_check(state) || tuple_size(state) != 4 ||
        !object_is_callable(tuple_get(state, 0)) ||
        !tuple_check(tuple_get(state, 1)) ||
        (tuple_get(state, 2) != NONE && !dict_check(tuple_get(state, 2)))) {
        return error_set_text(EXC(TypeError), "invalid partial state");
    }
    // Only a plain tuple and a plain dict are kept as they are.
    Object *args = sequence_tuple(tuple_get(state, 1));
    Object *kwargs = tuple_get(state, 2);
    kwargs = kwargs == NONE                ? dict_new()
             : TYPE_OF(kwargs) == &dict_type ? ref_new(kwargs)
                                             : dict_copy(kwargs);
    if (args == NULL || kwargs == NULL) {
        ref_xdec(args);
        ref_xdec(kwargs);
        return NULL;
    }
    ref_store(self, &SELF->function, ref_new(tuple_get(state, 0)));
    ref_store(self, &SELF->args, args);
    ref_store(self, &SELF->kwargs, kwargs);
    Object *dict = tuple_get(state, 3);
    ref_store(self, &SELF->dict, dict == NONE ? NULL : ref_new(dict));
    return none_new();
}

static MethodDef partial_methods[] = {
    {"__reduce__", partial_reduce, METH_NOARGS, NULL},
    {"__setstate__", partial_setstate, METH_O, NULL},
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static FieldDef partial_members[] = {
    {"func", FIELD_OBJECT, offsetof(Partial, function), FIELD_READONLY,
     "function object to use in future partial calls"},
    {"args", FIELD_OBJECT, offsetof(Partial, args), FIELD_READONLY,
     "tuple of arguments to future partial calls"},
    {"keywords", FIELD_OBJECT, offsetof(Partial, kwargs), FIELD_READONLY,
     "dictionary of keyword arguments to future partial calls"},
    {"__dict__", FIELD_OBJECT, offsetof(Partial, dict),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef partial_getset[] = {
    {"__dict__", object_generic_get_dict, object_generic_set_dict, NULL,
     NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type partial_type = {
    TYPE_HEAD_INIT,
    .name = "functools.partial",
    .basicsize = sizeof(Partial),
    .dealloc = type_generic_dealloc,
    .repr = partial_repr,
    .call = partial_call,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_BASETYPE,
    .doc = "partial(func, *args, **keywords) - new function with partial "
           "application\n    of the given arguments and keywords.\n",
    .weaklist_offset = offsetof(Partial, weaklist),
    .methods = partial_methods,
    .members = partial_members,
    .getset = partial_getset,
    .dict_offset = offsetof(Partial, dict),
    .alloc = type_generic_alloc,
    .new_ = partial_new,
};

// ----------------------------------------------------------------- cmp_to_key

typedef struct Key {
    Object base;
    Object *compare, *object;
} Key;

extern Type key_type;

static Object *
make_key(Object *compare, Object *object)
{
    Key *key = object_new(&key_type, 0);
    if (key != NULL) {
        key->compare = ref_new(compare);
        key->object = ref_xnew(object);
        RECORD_TOUCH(key);
        gc_track(key);
    }
    return OBJ(key);
}

static Object *
key_call(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"obj", NULL};
    static const ArgsSpec spec = {"K", names, 1, 0, 0};
    Object *v[1];
    return args_parse_tuple(&spec, args, kwargs, v)
               ? make_key(((Key *)self)->compare, v[0])
               : NULL;
}

static Object *
key_richcompare(Object *a, Object *b, int op)
{
    if (TYPE_OF(b) != &key_type) {
        return error_set_text(EXC(TypeError),
                              "other argument must be K instance");
    }
    Key *x = (Key *)a, *y = (Key *)b;
    if (x->object == NULL || y->object == NULL) {
        return error_set_text(EXC(AttributeError), "object");
    }
    Object *order = call_two(x->compare, x->object, y->object);
    Object *zero = order == NULL ? NULL : int_from_long(0);
    Object *result = zero == NULL ? NULL
                                  : object_richcompare(order, zero, op);
    ref_xdec(order);
    ref_xdec(zero);
    return result;
}

static FieldDef key_members[] = {
    {"cmp", FIELD_OBJECT, offsetof(Key, compare),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"obj", FIELD_OBJECT, offsetof(Key, object), 0,
     "Value wrapped by a key function."},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type key_type = {
    TYPE_HEAD_INIT,
    .name = "functools.KeyWrapper",
    .basicsize = sizeof(Key),
    .dealloc = type_generic_dealloc,
    .call = key_call,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD,
    .richcompare = key_richcompare,
    .members = key_members,
};

static Object *
m_cmp_to_key(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"mycmp", NULL};
    static const ArgsSpec spec = {"cmp_to_key", names, 1, 0, 0};
    Object *v[1];
    return args_parse(&spec, args, nargs, kwnames, v) ? make_key(v[0], NULL)
                                                      : NULL;
}

static Object *
m_reduce(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("reduce", nargs, 2, 3)) {
        return NULL;
    }
    Object *iterator = iter_new(args[1]);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_set_text(EXC(TypeError),
                           "reduce() arg 2 must support iteration");
        }
        return NULL;
    }
    Object *result = nargs == 3 ? ref_new(args[2]) : NULL;
    Object *item;
    while ((item = iter_next(iterator)) != NULL) {
        if (result == NULL) {
            result = item;
            continue;
        }
        Object *next = call_two(args[0], result, item);
        ref_dec(item);
        REF_SET(result, next);
        if (next == NULL) {
            break;
        }
    }
    ref_dec(iterator);
    if (error_occurred() != NULL) {
        REF_CLEAR(result);
        return NULL;
    }
    return result != NULL
               ? result
               : error_set_text(EXC(TypeError), "reduce() of empty iterable "
                                                "with no initial value");
}

static MethodDef functions[] = {
    {"reduce", METHOD(m_reduce), METH_FASTCALL,
     "reduce(function, iterable[, initial]) -> value"},
    {"cmp_to_key", METHOD(m_cmp_to_key), METH_FASTCALL | METH_KEYWORDS,
     "cmp_to_key($module, /, mycmp)\n--\n\nConvert a cmp= function into a "
     "key= function."},
    {NULL, NULL, 0, NULL}};

Object *
functools_module_new(void)
{
    Object *m = module_new("_functools");
    if (m == NULL || type_ready(&partial_type) < 0 ||
        type_ready(&key_type) < 0 || lru_start() < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "partial", ref_new(&partial_type)) < 0 ||
        module_add(m, "_lru_cache_wrapper", ref_new(&lru_cache_type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
