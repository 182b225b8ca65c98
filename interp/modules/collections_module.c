/* The module _collections: deque, defaultdict, OrderedDict,
 * _count_elements. */
#include "gc/collector.h"
#include "interp/modules/deque.h"
#include "interp/modules/modules.h"
#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/module.h"
#include "interp/objects/odict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

typedef struct DefaultDict {
    Dict dict;
    Object *factory; /* owned or NULL */
} DefaultDict;

extern Type defaultdict_type;

#define FACTORY(o) (((DefaultDict *)(o))->factory)

static Object *
default_missing(Object *self, Object *key)
{
    Object *factory = FACTORY(self);
    if (factory == NULL || factory == NONE) {
        return error_key(key);
    }
    Object *value = call_none(factory);
    if (value != NULL && object_setitem(self, key, value) < 0) {
        REF_CLEAR(value);
    }
    return value;
}

static Object *
make_copy(Object *self, Object *items)
{
    return call_two(OBJ(TYPE_OF(self)),
                    FACTORY(self) == NULL ? NONE : FACTORY(self), items);
}

static Object *
default_copy(Object *self, Object *unused)
{
    (void)unused;
    return make_copy(self, self);
}

static Object *
default_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *args = FACTORY(self) == NULL || FACTORY(self) == NONE
                       ? tuple_new(0)
                       : tuple_pack(1, FACTORY(self));
    Object *items = call_method(self, nm_items, NULL, 0);
    Object *iterator = items == NULL ? NULL : iter_new(items);
    Object *result = args == NULL || iterator == NULL
                         ? NULL
                         : tuple_pack(5, TYPE_OF(self), args, NONE, NONE,
                                      iterator);
    ref_xdec(args);
    ref_xdec(items);
    ref_xdec(iterator);
    return result;
}

static int
default_init(Object *self, Object *args, Object *kwargs)
{
    ssize_t n = tuple_size(args);
    Object *factory = n > 0 ? tuple_get(args, 0) : NULL;
    if (factory != NULL && factory != NONE && !object_is_callable(factory)) {
        error_set_text(EXC(TypeError),
                       "first argument must be callable or None");
        return -1;
    }
    Object *rest = tuple_get_slice(args, n > 0 ? 1 : 0, n);
    if (rest == NULL) {
        return -1;
    }
    ref_store(self, &FACTORY(self),
              factory == NONE ? NULL : ref_xnew(factory));
    int result = dict_type.init(self, rest, kwargs);
    ref_dec(rest);
    return result;
}

static void
default_dealloc(Object *self)
{
    gc_untrack(self);
    REF_CLEAR(FACTORY(self));
    dict_type.dealloc(self);
}

static int
default_traverse(Object *self, VisitProc visit, void *arg)
{
    if (FACTORY(self) != NULL) {
        int stop = visit(FACTORY(self), arg);
        if (stop != 0) {
            return stop;
        }
    }
    return dict_type.traverse(self, visit, arg);
}

static int
default_clear(Object *self)
{
    ref_store(self, &FACTORY(self), NULL);
    return dict_type.clear(self);
}

static void
default_edges(Object *self, EdgeProc visit, void *arg)
{
    if (FACTORY(self) != NULL) {
        visit(edge_text(EDGE_FIELD, "default_factory"), FACTORY(self), arg);
    }
    dict_type.edges(self, visit, arg);
}

static Object *
default_repr(Object *self)
{
    Object *base = dict_type.repr(self);
    if (base == NULL) {
        return NULL;
    }
    Object *factory = FACTORY(self), *text = NULL;
    if (factory == NULL) {
        text = str_from_text("None");
    } else {
        int entered = repr_enter(factory);
        text = entered < 0   ? NULL
               : entered > 0 ? str_from_text("...")
                             : object_repr(factory);
        if (entered == 0) {
            repr_leave(factory);
        }
    }
    Object *result = text == NULL
                         ? NULL
                         : str_from_format("%s(%U, %U)",
                                           type_short_name(TYPE_OF(self)),
                                           text, base);
    ref_xdec(text);
    ref_dec(base);
    return result;
}

static Object *
default_or(Object *a, Object *b)
{
    Object *self = object_type_check(a, &defaultdict_type) ? a : b;
    Object *other = self == a ? b : a;
    if (!dict_check(other)) {
        return not_implemented_new();
    }
    Object *result = make_copy(self, a);
    if (result != NULL && dict_update(result, b) < 0) {
        REF_CLEAR(result);
    }
    return result;
}

static NumberSlots default_number = {.or_ = default_or};

static MethodDef default_methods[] = {
    {"__missing__", default_missing, METH_O,
     "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:"
     "\n  if self.default_factory is None: raise KeyError((key,))\n  "
     "self[key] = value = self.default_factory()\n  return value\n"},
    {"copy", default_copy, METH_NOARGS,
     "D.copy() -> a shallow copy of D."},
    {"__copy__", default_copy, METH_NOARGS,
     "D.copy() -> a shallow copy of D."},
    {"__reduce__", default_reduce, METH_NOARGS,
     "Return state information for pickling."},
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static FieldDef default_members[] = {
    {"default_factory", FIELD_OBJECT, offsetof(DefaultDict, factory), 0,
     "Factory for default value called by __missing__()."},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type defaultdict_type = {
    TYPE_HEAD_INIT,
    .name = "collections.defaultdict",
    .basicsize = sizeof(DefaultDict),
    .dealloc = default_dealloc,
    .edges = default_edges,
    .repr = default_repr,
    .number = &default_number,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC,
    .doc = "defaultdict(default_factory=None, /, [...]) --> dict with "
           "default factory",
    .traverse = default_traverse,
    .clear = default_clear,
    .methods = default_methods,
    .members = default_members,
    .base = &dict_type,
    .init = default_init,
    .alloc = type_generic_alloc,
};

// Whether a mapping's get and __setitem__ are the dict's own.
static bool
counts_as_dict(Object *mapping)
{
    return dict_check(mapping) &&
           type_lookup(TYPE_OF(mapping), nm_get) ==
               type_lookup(&dict_type, nm_get) &&
           type_lookup(TYPE_OF(mapping), dn_setitem) ==
               type_lookup(&dict_type, dn_setitem);
}

// One more of `key`.
static int
count_one(Object *mapping, bool as_dict, Object *key, Object *one,
          Object *zero)
{
    Object *old, *pair[2] = {key, zero};
    if (as_dict) {
        old = ref_xnew(dict_get(mapping, key));
        if (old == NULL) {
            return error_occurred() != NULL ? -1
                                            : dict_set(mapping, key, one);
        }
    } else {
        old = call_method(mapping, nm_get, pair, 2);
    }
    Object *sum = old == NULL ? NULL : number_add(old, one);
    int failed = sum == NULL ? -1
                 : as_dict   ? dict_set(mapping, key, sum)
                             : object_setitem(mapping, key, sum);
    ref_xdec(sum);
    ref_xdec(old);
    return failed;
}

// Counter's inner loop.
static Object *
count_elements(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("_count_elements", nargs, 2, 2)) {
        return NULL;
    }
    Object *iterator = iter_new(args[1]);
    Object *one = int_from_long(1), *zero = int_from_long(0), *key;
    bool as_dict = counts_as_dict(args[0]);
    while (iterator != NULL && (key = iter_next(iterator)) != NULL) {
        int failed = count_one(args[0], as_dict, key, one, zero);
        ref_dec(key);
        if (failed < 0) {
            break;
        }
    }
    ref_xdec(iterator);
    ref_xdec(one);
    ref_xdec(zero);
    return error_occurred() != NULL ? NULL : none_new();
}

extern Type tuple_getter_type;

static MethodDef functions[] = {
    {"_count_elements", METHOD(count_elements), METH_FASTCALL,
     "_count_elements(mapping, iterable) -> None\n\nCount elements in the "
     "iterable, updating the mapping"},
    {NULL, NULL, 0, NULL}};

Object *
collections_module_new(void)
{
    Object *m = module_new("_collections");
    if (m == NULL || type_ready(&deque_type) < 0 ||
        type_ready(&deque_iterator_type) < 0 ||
        type_ready(&deque_reverse_iterator_type) < 0 ||
        type_ready(&defaultdict_type) < 0 ||
        type_ready(&odict_type) < 0 ||
        type_ready(&odict_iterator_type) < 0 ||
        type_ready(&odict_keys_type) < 0 ||
        type_ready(&odict_values_type) < 0 ||
        type_ready(&odict_items_type) < 0 ||
        type_ready(&tuple_getter_type) < 0 ||
        module_add(m, "_tuplegetter", ref_new(&tuple_getter_type)) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "deque", ref_new(&deque_type)) < 0 ||
        module_add(m, "_deque_iterator", ref_new(&deque_iterator_type)) < 0 ||
        module_add(m, "_deque_reverse_iterator",
                   ref_new(&deque_reverse_iterator_type)) < 0 ||
        module_add(m, "defaultdict", ref_new(&defaultdict_type)) < 0 ||
        module_add(m, "OrderedDict", ref_new(&odict_type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
