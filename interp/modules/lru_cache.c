#include "interp/modules/lru_cache.h"

#include "gc/collector.h"
#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/function.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// A result in the ring. The dict owns it; out of the ring `next` is NULL.
typedef struct Link {
    Object base;
    struct Link *previous, *next;
    HashValue hash;
    Object *key, *result; // owned
} Link;

typedef struct LruCache {
    Link root; // the ring's beginning: next is the one used least lately
    Object *function, *cache, *info_type, *mark;
    ssize_t hits, misses, maxsize; // maxsize -1: no limit
    bool typed;
    void *unused;      // as large as CPython's
    Object *link_type; // owned
    Object *dict, *weaklist;
} LruCache;
_Static_assert(sizeof(LruCache) == 152, "CPython's");

#define SELF ((LruCache *)self)

// ---------------------------------------------------------------------- links

static void
link_leave(Link *link)
{
    if (link->next != NULL) {
        link->previous->next = link->next;
        link->next->previous = link->previous;
        link->previous = link->next = NULL;
    }
}

static void
link_append(LruCache *self, Link *link)
{
    Link *root = &self->root;
    link->previous = root->previous;
    link->next = root;
    root->previous->next = link;
    root->previous = link;
}

static void
link_dealloc(Object *self)
{
    link_leave((Link *)self);
    REF_CLEAR(((Link *)self)->key);
    REF_CLEAR(((Link *)self)->result);
    object_end(self);
}

static FieldDef link_members[] = {
    {"key", FIELD_OBJECT, offsetof(Link, key), FIELD_READONLY | FIELD_HIDDEN,
     NULL},
    {"result", FIELD_OBJECT, offsetof(Link, result),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type lru_link_type = {
    TYPE_HEAD_INIT,
    .name = "functools._lru_list_elem",
    .basicsize = sizeof(Link),
    .dealloc = link_dealloc,
    .flags = TYPE_DEFAULT | TYPE_HELD,
    .members = link_members,
};

// ----------------------------------------------------------------------- keys

// What the arguments are looked up by: an int or str alone is its own key.
static Object *
make_key(LruCache *self, Object *args, Object *kwargs)
{
    ssize_t nargs = tuple_size(args);
    ssize_t nkwargs = kwargs == NULL ? 0 : dict_size(kwargs);
    if (!self->typed && nkwargs == 0) {
        Object *only = nargs == 1 ? tuple_get(args, 0) : NULL;
        return ref_new(only != NULL && (TYPE_OF(only) == &int_type ||
                                        TYPE_OF(only) == &str_type)
                           ? only
                           : args);
    }
    Object *list = sequence_list(args);
    ssize_t position = 0;
    Object *name, *value;
    if (list != NULL && nkwargs > 0 && list_append(list, self->mark) < 0) {
        REF_CLEAR(list);
    }
    while (list != NULL && nkwargs > 0 &&
           dict_next(kwargs, &position, &name, &value)) {
        if (list_append(list, name) < 0 || list_append(list, value) < 0) {
            REF_CLEAR(list);
        }
    }
    for (ssize_t i = 0; list != NULL && self->typed && i < nargs; i++) {
        if (list_append(list, OBJ(TYPE_OF(tuple_get(args, i)))) < 0) {
            REF_CLEAR(list);
        }
    }
    position = 0;
    while (list != NULL && self->typed && nkwargs > 0 &&
           dict_next(kwargs, &position, &name, &value)) {
        if (list_append(list, OBJ(TYPE_OF(value))) < 0) {
            REF_CLEAR(list);
        }
    }
    Object *key = list == NULL ? NULL : list_as_tuple(list);
    ref_xdec(list);
    return key;
}

// ---------------------------------------------------------------------- calls

static Object *
call_without_limit(LruCache *self, Object *key, HashValue hash, Object *args,
                   Object *kwargs)
{
    Object *found = dict_get_hash(self->cache, key, hash);
    if (found != NULL) {
        self->hits++;
        return ref_new(found);
    }
    if (error_occurred() != NULL) {
        return NULL;
    }
    self->misses++;
    Object *result = call_object(self->function, args, kwargs);
    if (result != NULL &&
        dict_set_hash(self->cache, key, result, hash) < 0) {
        REF_CLEAR(result);
    }
    return result;
}

// Takes out what was not asked for the longest time.
static int
drop_oldest(LruCache *self)
{
    Link *oldest = self->root.next;
    ref_inc(oldest);
    link_leave(oldest);
    int failed = dict_delete_hash(self->cache, oldest->key, oldest->hash);
    if (failed < 0 && error_matches(EXC(KeyError))) {
        error_clear(); // somebody else has
        failed = 0;
    }
    ref_dec(oldest);
    return failed;
}

static int
keep(LruCache *self, Object *key, HashValue hash, Object *result)
{
    Link *link = object_new(&lru_link_type, 0);
    if (link == NULL) {
        return -1;
    }
    link->previous = link->next = NULL;
    link->hash = hash;
    link->key = ref_new(key);
    link->result = ref_new(result);
    RECORD_TOUCH(link);
    int failed = dict_set_hash(self->cache, key, OBJ(link), hash);
    if (failed == 0) {
        link_append(self, link);
    }
    ref_dec(link);
    return failed;
}

static Object *
call_with_limit(LruCache *self, Object *key, HashValue hash, Object *args,
                Object *kwargs)
{
    Object *found = dict_get_hash(self->cache, key, hash);
    if (found != NULL && TYPE_OF(found) == &lru_link_type) {
        Link *link = (Link *)found;
        link_leave(link);
        link_append(self, link);
        self->hits++;
        return ref_new(link->result);
    }
    if (error_occurred() != NULL) {
        return NULL;
    }
    self->misses++;
    Object *result = call_object(self->function, args, kwargs);
    if (result == NULL) {
        return NULL;
    }
    // The call may have come to the same arguments itself.
    found = dict_get_hash(self->cache, key, hash);
    if (found != NULL) {
        return result;
    }
    if (error_occurred() != NULL ||
        (dict_size(self->cache) >= self->maxsize &&
         self->root.next != &self->root && drop_oldest(self) < 0) ||
        keep(self, key, hash, result) < 0) {
        ref_dec(result);
        return NULL;
    }
    return result;
}

static Object *
lru_call(Object *self, Object *args, Object *kwargs)
{
    if (SELF->maxsize == 0) {
        SELF->misses++;
        return call_object(SELF->function, args, kwargs);
    }
    Object *key = make_key(SELF, args, kwargs);
    if (key == NULL) {
        return NULL;
    }
    Object *result = NULL;
    HashValue hash = object_hash(key);
    if (hash != -1) {
        result = SELF->maxsize < 0
                     ? call_without_limit(SELF, key, hash, args, kwargs)
                     : call_with_limit(SELF, key, hash, args, kwargs);
    }
    ref_dec(key);
    return result;
}

// -------------------------------------------------------------------- methods

static Object *
cache_info(Object *self, Object *unused)
{
    (void)unused;
    Object *v[4] = {int_from_ssize(SELF->hits), int_from_ssize(SELF->misses),
                    SELF->maxsize < 0 ? none_new()
                                      : int_from_ssize(SELF->maxsize),
                    int_from_ssize(dict_size(SELF->cache))};
    Object *result = v[0] == NULL || v[1] == NULL || v[2] == NULL ||
                             v[3] == NULL
                         ? NULL
                         : call_vector(SELF->info_type, v, 4, NULL);
    for (int i = 0; i < 4; i++) {
        ref_xdec(v[i]);
    }
    return result;
}

static void
leave_all(LruCache *self)
{
    while (self->root.next != NULL && self->root.next != &self->root) {
        link_leave(self->root.next);
    }
}

static Object *
cache_clear(Object *self, Object *unused)
{
    (void)unused;
    leave_all(SELF);
    SELF->hits = SELF->misses = 0;
    dict_clear(SELF->cache);
    return none_new();
}

static Object *
lru_get(Object *self, Object *o, Object *type)
{
    (void)type;
    return o == NULL || o == NONE ? ref_new(self) : method_new(self, o);
}

static Object *
lru_reduce(Object *self, Object *unused)
{
    (void)unused;
    return object_getattr_text(self, "__qualname__");
}

static Object *
lru_same(Object *self, Object *unused)
{
    (void)unused;
    return ref_new(self);
}

static Object *
lru_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"user_function", "maxsize", "typed",
                                        "cache_info_type", NULL};
    static const ArgsSpec spec = {"lru_cache", names, 4, 0, 0};
    Object *v[4];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    if (!object_is_callable(v[0])) {
        return error_set_text(EXC(TypeError),
                              "the first argument must be callable");
    }
    ssize_t maxsize = -1;
    if (v[1] != NONE) {
        if (!int_check(v[1])) {
            return error_set_text(EXC(TypeError),
                                  "maxsize should be integer or None");
        }
        maxsize = number_as_ssize(v[1], EXC(OverflowError));
        if (maxsize == -1 && error_occurred() != NULL) {
            return NULL;
        }
        maxsize = maxsize < 0 ? 0 : maxsize;
    }
    int typed = object_is_true(v[2]);
    Object *cache = typed < 0 ? NULL : dict_new();
    Object *mark = cache == NULL ? NULL : call_none(OBJ(&object_type));
    Object *self = mark == NULL ? NULL : type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(mark);
        ref_xdec(cache);
        return NULL;
    }
    SELF->root.previous = SELF->root.next = &SELF->root;
    SELF->maxsize = maxsize;
    SELF->typed = typed != 0;
    ref_store(self, &SELF->function, ref_new(v[0]));
    ref_store(self, &SELF->cache, cache);
    ref_store(self, &SELF->info_type, ref_new(v[3]));
    ref_store(self, &SELF->link_type, ref_new(&lru_link_type));
    ref_store(self, &SELF->mark, mark);
    return self;
}

static void
lru_dealloc(Object *self)
{
    leave_all(SELF);
    type_generic_dealloc(self);
}

// The links have no collector header: what they own is visited here. An
// instance of a subclass visits its class itself.
static int
lru_traverse(Object *self, VisitProc visit, void *arg)
{
    bool visits_type = type_has_feature(TYPE_OF(self), TYPE_HELD);
    int stop = visits_type ? visit(OBJ(TYPE_OF(self)), arg) : 0;
    for (Link *link = SELF->root.next;
         stop == 0 && link != NULL && link != &SELF->root; link = link->next) {
        stop = visit(link->key, arg);
        stop = stop != 0 ? stop : visit(link->result, arg);
        stop = stop != 0 ? stop : visit(OBJ(TYPE_OF(link)), arg);
    }
    Object *const fields[] = {SELF->cache,     SELF->function,  SELF->mark,
                              SELF->link_type, SELF->info_type, SELF->dict};
    for (int i = 0; stop == 0 && i < 6; i++) {
        stop = fields[i] == NULL ? 0 : visit(fields[i], arg);
    }
    return stop;
}

// It can still be called: the function stays.
static int
lru_clear(Object *self)
{
    leave_all(SELF);
    dict_clear(SELF->cache);
    ref_store(self, &SELF->dict, NULL);
    return 0;
}

static MethodDef lru_methods[] = {
    {"cache_info", cache_info, METH_NOARGS, "Report cache statistics"},
    {"cache_clear", cache_clear, METH_NOARGS,
     "Clear the cache and cache statistics"},
    {"__reduce__", lru_reduce, METH_NOARGS, NULL},
    {"__copy__", lru_same, METH_NOARGS, NULL},
    {"__deepcopy__", lru_same, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef lru_members[] = {
    {"function", FIELD_OBJECT, offsetof(LruCache, function),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"cache", FIELD_OBJECT, offsetof(LruCache, cache),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"cache_info_type", FIELD_OBJECT, offsetof(LruCache, info_type),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"kwd_mark", FIELD_OBJECT, offsetof(LruCache, mark),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"lru_list_elem", FIELD_OBJECT, offsetof(LruCache, link_type),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"__dict__", FIELD_OBJECT, offsetof(LruCache, dict),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef lru_getset[] = {
    {"__dict__", object_generic_get_dict, object_generic_set_dict, NULL,
     NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type lru_cache_type = {
    TYPE_HEAD_INIT,
    .name = "functools._lru_cache_wrapper",
    .basicsize = sizeof(LruCache),
    .dealloc = lru_dealloc,
    .call = lru_call,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_BASETYPE |
             TYPE_METHOD_DESCRIPTOR,
    .doc = "Create a cached callable that wraps another function.\n\n"
           "user_function:      the function being cached\n\n"
           "maxsize:  0         for no caching\n"
           "          None      for unlimited cache size\n"
           "          n         for a bounded cache\n\n"
           "typed:    False     cache f(3) and f(3.0) as identical calls\n"
           "          True      cache f(3) and f(3.0) as distinct calls\n\n"
           "cache_info_type:    namedtuple class with the fields:\n"
           "                        hits misses currsize maxsize\n",
    .traverse = lru_traverse,
    .clear = lru_clear,
    .weaklist_offset = offsetof(LruCache, weaklist),
    .methods = lru_methods,
    .members = lru_members,
    .getset = lru_getset,
    .descr_get = lru_get,
    .dict_offset = offsetof(LruCache, dict),
    .alloc = type_generic_alloc,
    .new_ = lru_new,
};

int
lru_start(void)
{
    return type_ready(&lru_link_type) < 0 || type_ready(&lru_cache_type) < 0
               ? -1
               : 0;
}
