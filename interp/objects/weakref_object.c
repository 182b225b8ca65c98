/* Weak references: the type ref. Proxies are in weakref_proxy.c. */
#include "interp/objects/weakref_object.h"

#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/weakref_core.h"

// What is behind a live reference, new; NULL when it is dead.
Object *
weakref_target(Object *self)
{
    Object *target = ((WeakRef *)self)->target;
    // An object whose dealloc runs (count 0) is as good as dead.
    return target == NONE || target->refcount <= 0 ? NULL : ref_new(target);
}

// The two that are shared: they stand first in the list.
static void
find_shared(Object *target, WeakRef **ref, WeakRef **proxy)
{
    WeakRef *at = *weakref_list(target);
    *ref = *proxy = NULL;
    if (at != NULL && at->callback == NULL) {
        if (TYPE_OF(at) == &weakref_type) {
            *ref = at;
            at = at->next;
        }
        if (at != NULL && at->callback == NULL && weakref_is_proxy(at)) {
            *proxy = at;
        }
    }
}

static void
insert(WeakRef *self, Object *target, WeakRef *before)
{
    WeakRef **list = weakref_list(target);
    self->prev = before;
    self->next = before != NULL ? before->next : *list;
    if (self->next != NULL) {
        self->next->prev = self;
    }
    if (before != NULL) {
        before->next = self;
    } else {
        *list = self;
    }
}

static Object *
weakref_vectorcall(Object *self, Object *const *args, size_t nargsf,
                   Object *kwnames)
{
    (void)args;
    if (!args_no_kwnames("weakref", kwnames) ||
        !args_check_count("weakref", call_nargs(nargsf), 0, 0)) {
        return NULL;
    }
    Object *target = weakref_target(self);
    return target != NULL ? target : none_new();
}

// A class that derives from ref is called by its slot.
static Object *
weakref_call(Object *self, Object *args, Object *kwargs)
{
    if (!args_no_keywords("weakref", kwargs)) {
        return NULL;
    }
    return weakref_vectorcall(self, NULL, (size_t)tuple_size(args), NULL);
}

static Object *
make(Type *type, Object *target, Object *callback)
{
    if (!weakref_supported(TYPE_OF(target))) {
        return error_format(EXC(TypeError),
                            "cannot create weak reference to '%s' object",
                            TYPE_OF(target)->name);
    }
    bool is_proxy =
        type == &weakref_proxy_type || type == &weakref_callable_proxy_type;
    bool may_share = callback == NULL && (is_proxy || type == &weakref_type);
    WeakRef *ref, *proxy;
    find_shared(target, &ref, &proxy);
    WeakRef *shared = is_proxy ? proxy : ref;
    if (may_share && shared != NULL) {
        return ref_new(shared);
    }
    WeakRef *self = object_new(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->target = target;
    self->callback = ref_xnew(callback);
    self->hash = -1;
    self->vectorcall = is_proxy ? NULL : weakref_vectorcall;
    // The allocation may have run a collection and with it anything.
    find_shared(target, &ref, &proxy);
    shared = is_proxy ? proxy : ref;
    if (may_share && shared != NULL) {
        self->target = NONE;
        ref_inc(shared);
        gc_track(self);
        ref_dec(self);
        return OBJ(shared);
    }
    if (may_share) {
        insert(self, target, is_proxy ? ref : NULL);
    } else {
        insert(self, target, proxy != NULL ? proxy : ref);
    }
    RECORD_TOUCH(self);
    gc_track(self);
    return OBJ(self);
}

Object *
weakref_new(Object *target, Object *callback)
{
    return make(&weakref_type, target, callback == NONE ? NULL : callback);
}

Object *
weakref_proxy_new(Object *target, Object *callback)
{
    return make(object_is_callable(target) ? &weakref_callable_proxy_type
                                           : &weakref_proxy_type,
                target, callback == NONE ? NULL : callback);
}

void
weakref_dealloc(Object *self)
{
    WeakRef *r = (WeakRef *)self;
    gc_untrack(self);
    weakref_unlink(r);
    REF_CLEAR(r->callback);
    container_free(self);
}

int
weakref_traverse(Object *self, VisitProc visit, void *arg)
{
    Object *callback = ((WeakRef *)self)->callback;
    return callback == NULL ? 0 : visit(callback, arg);
}

int
weakref_clear(Object *self)
{
    WeakRef *r = (WeakRef *)self;
    weakref_unlink(r);
    ref_store(self, &r->callback, NULL);
    return 0;
}

void
weakref_edges(Object *self, EdgeProc visit, void *arg)
{
    WeakRef *r = (WeakRef *)self;
    if (r->target != NULL && r->target != NONE) {
        visit(edge_text(EDGE_WEAK, "referent"), r->target, arg);
    }
    if (r->callback != NULL) {
        visit(edge_text(EDGE_FIELD, "__callback__"), r->callback, arg);
    }
}

static Object *
weakref_new_slot(Type *type, Object *args, Object *kwargs)
{
    (void)kwargs;
    ssize_t n = tuple_size(args);
    if (!args_check_count("__new__", n, 1, 2)) {
        return NULL;
    }
    Object *callback = n == 2 ? tuple_get(args, 1) : NULL;
    return make(type, tuple_get(args, 0),
                callback == NONE ? NULL : callback);
}

static int
weakref_init(Object *self, Object *args, Object *kwargs)
{
    (void)self;
    return args_no_keywords("ref", kwargs) &&
                   args_check_count("__init__", tuple_size(args), 1, 2)
               ? 0
               : -1;
}

static HashValue
weakref_hash(Object *self)
{
    WeakRef *r = (WeakRef *)self;
    if (r->hash != -1) {
        return r->hash;
    }
    Object *target = weakref_target(self);
    if (target == NULL) {
        error_set_text(EXC(TypeError), "weak object has gone away");
        return -1;
    }
    r->hash = object_hash(target);
    ref_dec(target);
    return r->hash;
}

static Object *
weakref_repr(Object *self)
{
    Object *target = weakref_target(self);
    if (target == NULL) {
        return str_from_format("<weakref at %p; dead>", self);
    }
    Object *name = NULL, *result = NULL;
    void *id = (void *)object_id(target);
    if (object_lookup_attr(target, dn_name, &name) >= 0) {
        result = name != NULL && str_check(name)
                     ? str_from_format("<weakref at %p; to '%s' at %p (%U)>",
                                       self, target->type->name, id, name)
                     : str_from_format("<weakref at %p; to '%s' at %p>",
                                       self, target->type->name, id);
    }
    ref_xdec(name);
    ref_dec(target);
    return result;
}

static Object *
weakref_richcompare(Object *self, Object *other, int op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !weakref_is_any(other)) {
        return not_implemented_new();
    }
    Object *a = weakref_target(self), *b = weakref_target(other);
    Object *result;
    if (a == NULL || b == NULL) {
        result = bool_new((self == other) == (op == CMP_EQ));
    } else {
        result = object_richcompare(a, b, op);
    }
    ref_xdec(a);
    ref_xdec(b);
    return result;
}

static void
weakref_value_text(Object *self, char *out, size_t size)
{
    Object *target = ((WeakRef *)self)->target;
    bool dead = target == NULL || target == NONE;
    object_value_join(out, size, dead ? "dead" : "", "", "");
}

static MethodDef weakref_methods[] = {
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static FieldDef weakref_members[] = {
    {"__callback__", FIELD_OBJECT, offsetof(WeakRef, callback),
     FIELD_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type weakref_type = {
    TYPE_HEAD_INIT,
    .name = "weakref.ReferenceType",
    .basicsize = sizeof(WeakRef),
    .dealloc = weakref_dealloc,
    .vectorcall_offset = offsetof(WeakRef, vectorcall),
    .edges = weakref_edges,
    .value_text = weakref_value_text,
    .repr = weakref_repr,
    .hash = weakref_hash,
    .call = weakref_call,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_VECTORCALL | TYPE_BASETYPE,
    .traverse = weakref_traverse,
    .clear = weakref_clear,
    .richcompare = weakref_richcompare,
    .methods = weakref_methods,
    .members = weakref_members,
    .init = weakref_init,
    .alloc = type_generic_alloc,
    .new_ = weakref_new_slot,
};

static void
run_callback(WeakRef *reference, Object *callback)
{
    PendingError error;
    error_fetch(&error);
    Object *result = call_one(callback, OBJ(reference));
    if (result == NULL) {
        error_write_unraisable(callback);
    } else {
        ref_dec(result);
    }
    error_restore(&error);
}

int
weakref_start(void)
{
    weakref_dead = NONE;
    weakref_callback = run_callback;
    return 0;
}
