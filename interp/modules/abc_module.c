/* The module _abc: what abc.ABCMeta does. CPython 3.11: Modules/_abc.c.
 *
 * Each abstract class has an _abc_data with three sets of weak references
 * to classes: the registered ones, those known to be subclasses, those
 * known not to be. The last is good only as long as nobody registers
 * anything: `invalidation_counter`.
 */
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/weakref_object.h"

// Guarded by the GIL.
static unsigned long long invalidation_counter;

typedef struct AbcData {
    Object base;
    Object *registry, *cache, *negative_cache; /* sets, or NULL: empty */
    unsigned long long version;                /* of negative_cache */
} AbcData;

static Object *
data_new(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    AbcData *data = (AbcData *)type_generic_alloc(type, 0);
    if (data != NULL) {
        data->version = invalidation_counter;
    }
    return OBJ(data);
}

#define DATA_ROW(field)                                                      \
    {#field, FIELD_OBJECT, offsetof(AbcData, field),                         \
     FIELD_READONLY | FIELD_HIDDEN, NULL}
static FieldDef data_members[] = {DATA_ROW(registry), DATA_ROW(cache),
                                  DATA_ROW(negative_cache),
                                  {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type abc_data_type = {
    TYPE_HEAD_INIT,
    .name = "_abc._abc_data",
    .basicsize = sizeof(AbcData),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .doc = "Internal state held by ABC machinery.",
    .members = data_members,
    .new_ = data_new,
};

// The data of a class: new.
static AbcData *
get_data(Object *self)
{
    Object *data = object_getattr_text(self, "_abc_impl");
    if (data != NULL && TYPE_OF(data) != &abc_data_type) {
        error_set_text(EXC(TypeError), "_abc_impl is set to a wrong type");
        REF_CLEAR(data);
    }
    return (AbcData *)data;
}

// ---------------------------------------------------- sets of weak references

static int
weak_set_has(Object *set, Object *o)
{
    if (set == NULL || set_size(set) == 0) {
        return 0;
    }
    Object *reference = weakref_new(o, NULL);
    if (reference == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_clear();
            return 0;
        }
        return -1;
    }
    int found = set_contains(set, reference);
    ref_dec(reference);
    return found;
}

// The callback of an element; `weak_set` is a weak reference to the set.
static Object *
forget(Object *weak_set, Object *reference)
{
    Object *set = ((WeakRef *)weak_set)->target;
    if (set == weakref_dead) {
        return none_new();
    }
    ref_inc(set);
    int failed = set_discard(set, reference);
    ref_dec(set);
    return failed < 0 ? NULL : none_new();
}

static MethodDef forget_method = {"_destroy", forget, METH_O, NULL};

static int
weak_set_add(AbcData *data, Object **set, Object *o)
{
    if (*set == NULL) {
        Object *fresh = set_new(NULL);
        if (fresh == NULL) {
            return -1;
        }
        ref_store(data, set, fresh);
    }
    Object *weak_set = weakref_new(*set, NULL);
    Object *callback = weak_set == NULL
                           ? NULL
                           : cfunction_new(&forget_method, weak_set, NULL);
    Object *reference = callback == NULL ? NULL : weakref_new(o, callback);
    int failed = reference == NULL ? -1 : set_add(*set, reference);
    ref_xdec(weak_set);
    ref_xdec(callback);
    ref_xdec(reference);
    return failed < 0 ? -1 : 0;
}

static Object *
add_and_answer(AbcData *data, Object **set, Object *o, bool answer)
{
    return weak_set_add(data, set, o) < 0 ? NULL : bool_new(answer);
}

// -------------------------------------------------------------- _abc_init

static int
is_abstract(Object *o)
{
    Object *flag;
    int status = object_lookup_attr_text(o, "__isabstractmethod__", &flag);
    if (flag != NULL) {
        status = object_is_true(flag);
        ref_dec(flag);
    }
    return status;
}

// The names in the class's own dict.
static int
add_own_abstracts(Object *self, Object *abstracts)
{
    Object *dict = object_getattr(self, dn_dict);
    Object *items = dict == NULL ? NULL : mapping_items(dict);
    ref_xdec(dict);
    int failed = items == NULL ? -1 : 0;
    for (ssize_t i = 0; failed == 0 && i < list_size(items); i++) {
        Object *pair = list_get(items, i);
        if (!tuple_check(pair) || tuple_size(pair) != 2) {
            error_set_text(EXC(TypeError),
                           "Iteration over dict items returned a wrong "
                           "tuple");
            failed = -1;
            break;
        }
        int truth = is_abstract(tuple_get(pair, 1));
        failed = truth > 0 ? set_add(abstracts, tuple_get(pair, 0)) : truth;
        failed = failed < 0 ? -1 : 0;
    }
    ref_xdec(items);
    return failed;
}

// The names that a base leaves open and the class does not fill.
static int
add_base_abstracts(Object *self, Object *base, Object *abstracts)
{
    Object *names;
    if (object_lookup_attr_text(base, "__abstractmethods__", &names) < 0) {
        return -1;
    }
    if (names == NULL) {
        return 0;
    }
    Object *iterator = iter_new(names);
    ref_dec(names);
    int failed = iterator == NULL ? -1 : 0;
    Object *name;
    while (failed == 0 && (name = iter_next(iterator)) != NULL) {
        Object *value;
        failed = object_lookup_attr(self, name, &value) < 0 ? -1 : 0;
        if (value != NULL) {
            int truth = is_abstract(value);
            ref_dec(value);
            failed = truth > 0 ? set_add(abstracts, name) : truth;
            failed = failed < 0 ? -1 : 0;
        }
        ref_dec(name);
    }
    ref_xdec(iterator);
    return failed < 0 || error_occurred() != NULL ? -1 : 0;
}

static int
compute_abstracts(Object *self)
{
    Object *abstracts = set_new(NULL);
    Object *bases = NULL;
    int failed = abstracts == NULL ? -1 : add_own_abstracts(self, abstracts);
    if (failed == 0) {
        bases = object_getattr_text(self, "__bases__");
        failed = bases == NULL || !tuple_check(bases) ? -1 : 0;
    }
    for (ssize_t i = 0; failed == 0 && i < tuple_size(bases); i++) {
        failed = add_base_abstracts(self, tuple_get(bases, i), abstracts);
    }
    Object *frozen = failed < 0 ? NULL : frozenset_new(abstracts);
    if (frozen != NULL) {
        failed = object_setattr_text(self, "__abstractmethods__", frozen);
        ref_dec(frozen);
    }
    ref_xdec(abstracts);
    ref_xdec(bases);
    return frozen == NULL ? -1 : failed;
}

static Object *
m_init(Object *module, Object *self)
{
    (void)module;
    if (compute_abstracts(self) < 0) {
        return NULL;
    }
    Object *data = data_new(&abc_data_type, NULL, NULL);
    int failed = data == NULL ? -1
                              : object_setattr_text(self, "_abc_impl", data);
    ref_xdec(data);
    if (failed < 0) {
        return NULL;
    }
    return type_check(self) && type_take_abc_flags((Type *)self) < 0
               ? NULL
               : none_new();
}

// ------------------------------------------------------------- registering

static Object *
m_register(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    if (!args_check_count("_abc_register", nargs, 2, 2)) {
        return NULL;
    }
    Object *self = args[0], *subclass = args[1];
    if (!type_check(subclass)) {
        return error_set_text(EXC(TypeError), "Can only register classes");
    }
    int is = object_is_subclass(subclass, self);
    if (is != 0) {
        return is < 0 ? NULL : ref_new(subclass);
    }
    // After that test: X.register(X) does nothing.
    is = object_is_subclass(self, subclass);
    if (is > 0) {
        error_set_text(EXC(RuntimeError),
                       "Refusing to create an inheritance cycle");
    }
    AbcData *data = is != 0 ? NULL : get_data(self);
    if (data == NULL) {
        return NULL;
    }
    int failed = weak_set_add(data, &data->registry, subclass);
    ref_dec(data);
    if (failed < 0) {
        return NULL;
    }
    invalidation_counter++;
    if (type_check(self)) {
        type_set_match_kind((Type *)subclass,
                            ((Type *)self)->flags &
                                (TYPE_SEQUENCE | TYPE_MAPPING));
    }
    return ref_new(subclass);
}

// ---------------------------------------------------------------- checking

// Whether a registered class is one of `subclass`'s: 1, 0, -1.
static int
check_registry(AbcData *data, Object *subclass)
{
    int found = weak_set_has(data->registry, subclass);
    if (found != 0 || data->registry == NULL) {
        return found;
    }
    // A copy: the checks may register more.
    Object *copy = sequence_list(data->registry);
    found = copy == NULL ? -1 : 0;
    for (ssize_t i = 0; found == 0 && i < list_size(copy); i++) {
        Object *class = ((WeakRef *)list_get(copy, i))->target;
        if (class != weakref_dead) {
            ref_inc(class);
            found = object_is_subclass(subclass, class);
            ref_dec(class);
        }
    }
    ref_xdec(copy);
    return found;
}

static int
check_subclasses(Object *self, Object *subclass)
{
    Object *list = call_method_text(self, "__subclasses__", NULL, 0);
    if (list != NULL && !list_check(list)) {
        error_set_text(EXC(TypeError),
                       "__subclasses__() must return a list");
        REF_CLEAR(list);
    }
    int found = list == NULL ? -1 : 0;
    for (ssize_t i = 0; found == 0 && i < list_size(list); i++) {
        Object *class = ref_new(list_get(list, i));
        found = object_is_subclass(subclass, class);
        ref_dec(class);
    }
    ref_xdec(list);
    return found;
}

// What the caches and the hook say; NULL without an error: nothing.
static Object *
check_quickly(AbcData *data, Object *self, Object *subclass)
{
    int found = weak_set_has(data->cache, subclass);
    if (found != 0) {
        return found < 0 ? NULL : bool_new(true);
    }
    if (data->version < invalidation_counter) {
        ref_store(data, &data->negative_cache, NULL);
        data->version = invalidation_counter;
    } else {
        found = weak_set_has(data->negative_cache, subclass);
        if (found != 0) {
            return found < 0 ? NULL : bool_new(false);
        }
    }
    Object *answer = call_method_text(self, "__subclasshook__", &subclass, 1);
    if (answer == NULL) {
        return NULL;
    }
    bool valid = answer == TRUE || answer == FALSE ||
                 answer == NOT_IMPLEMENTED;
    bool is = answer == TRUE, unknown = answer == NOT_IMPLEMENTED;
    ref_dec(answer);
    if (!valid) {
        return error_set_text(EXC(AssertionError),
                              "__subclasshook__ must return either False, "
                              "True, or NotImplemented");
    }
    return unknown ? NULL
                   : add_and_answer(data,
                                    is ? &data->cache : &data->negative_cache,
                                    subclass, is);
}

static Object *
check_subclass(AbcData *data, Object *self, Object *subclass)
{
    Object *answer = check_quickly(data, self, subclass);
    if (answer != NULL || error_occurred() != NULL) {
        return answer;
    }
    if (type_check(self) &&
        type_is_subtype((Type *)subclass, (Type *)self)) {
        return add_and_answer(data, &data->cache, subclass, true);
    }
    int found = check_registry(data, subclass);
    if (found == 0) {
        found = check_subclasses(self, subclass);
    }
    return found < 0 ? NULL
                     : add_and_answer(data,
                                      found ? &data->cache
                                            : &data->negative_cache,
                                      subclass, found);
}

static Object *
m_subclasscheck(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    if (!args_check_count("_abc_subclasscheck", nargs, 2, 2)) {
        return NULL;
    }
    if (!type_check(args[1])) {
        return error_set_text(EXC(TypeError),
                              "issubclass() arg 1 must be a class");
    }
    AbcData *data = get_data(args[0]);
    Object *result = data == NULL ? NULL
                                  : check_subclass(data, args[0], args[1]);
    ref_xdec(data);
    return result;
}

// What isinstance(o, self) is by o.__class__ and, if that differs, type(o).
static Object *
check_instance(AbcData *data, Object *self, Object *o, Object *class)
{
    int found = weak_set_has(data->cache, class);
    if (found != 0) {
        return found < 0 ? NULL : bool_new(true);
    }
    Object *type = OBJ(TYPE_OF(o));
    if (type == class && data->version == invalidation_counter) {
        found = weak_set_has(data->negative_cache, class);
        if (found != 0) {
            return found < 0 ? NULL : bool_new(false);
        }
    }
    Object *result = call_method_text(self, "__subclasscheck__", &class, 1);
    if (result == NULL || type == class) {
        return result;
    }
    int truth = object_is_true(result);
    if (truth != 0) {
        if (truth < 0) {
            REF_CLEAR(result);
        }
        return result;
    }
    ref_dec(result);
    return call_method_text(self, "__subclasscheck__", &type, 1);
}

static Object *
m_instancecheck(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    if (!args_check_count("_abc_instancecheck", nargs, 2, 2)) {
        return NULL;
    }
    AbcData *data = get_data(args[0]);
    Object *class = data == NULL ? NULL : object_getattr(args[1], dn_class);
    Object *result = class == NULL ? NULL
                                   : check_instance(data, args[0], args[1],
                                                    class);
    ref_xdec(data);
    ref_xdec(class);
    return result;
}

// ------------------------------------------------------------- for tests

static Object *
m_reset_registry(Object *module, Object *self)
{
    (void)module;
    AbcData *data = get_data(self);
    if (data == NULL) {
        return NULL;
    }
    ref_store(data, &data->registry, NULL);
    ref_dec(data);
    return none_new();
}

static Object *
m_reset_caches(Object *module, Object *self)
{
    (void)module;
    AbcData *data = get_data(self);
    if (data == NULL) {
        return NULL;
    }
    ref_store(data, &data->cache, NULL);
    ref_store(data, &data->negative_cache, NULL);
    ref_dec(data);
    return none_new();
}

static Object *
m_get_dump(Object *module, Object *self)
{
    (void)module;
    AbcData *data = get_data(self);
    if (data == NULL) {
        return NULL;
    }
    Object *version = int_from_size((size_t)data->version);
    Object *registry = set_new(data->registry);
    Object *cache = set_new(data->cache);
    Object *negative = set_new(data->negative_cache);
    Object *result = version == NULL || registry == NULL || cache == NULL ||
                             negative == NULL
                         ? NULL
                         : tuple_pack(4, registry, cache, negative, version);
    ref_xdec(version);
    ref_xdec(registry);
    ref_xdec(cache);
    ref_xdec(negative);
    ref_dec(data);
    return result;
}

static Object *
m_get_cache_token(Object *module, Object *unused)
{
    (void)module, (void)unused;
    return int_from_size((size_t)invalidation_counter);
}

static MethodDef functions[] = {
    {"get_cache_token", m_get_cache_token, METH_NOARGS,
     "get_cache_token($module, /)\n--\n\nReturns the current ABC cache "
     "token.\n\nThe token is an opaque object (supporting equality testing) "
     "identifying the\ncurrent version of the ABC cache for virtual "
     "subclasses. The token changes\nwith every call to register() on any "
     "ABC."},
    {"_abc_init", m_init, METH_O,
     "_abc_init($module, self, /)\n--\n\nInternal ABC helper for class "
     "set-up. Should be never used outside abc module."},
    {"_reset_registry", m_reset_registry, METH_O, NULL},
    {"_reset_caches", m_reset_caches, METH_O, NULL},
    {"_get_dump", m_get_dump, METH_O, NULL},
    {"_abc_register", METHOD(m_register), METH_FASTCALL, NULL},
    {"_abc_instancecheck", METHOD(m_instancecheck), METH_FASTCALL, NULL},
    {"_abc_subclasscheck", METHOD(m_subclasscheck), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

Object *
abc_module_new(void)
{
    Object *m = module_new("_abc");
    if (m != NULL &&
        (type_ready(&abc_data_type) < 0 ||
         module_add_functions(m, functions) < 0 ||
         module_add_text(m, "__doc__",
                         "Module contains faster C implementation of "
                         "abc.ABCMeta") < 0)) {
        REF_CLEAR(m);
    }
    return m;
}
