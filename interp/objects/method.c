/* Bound methods: a function and the object it is called for. */
#include <stdlib.h>

#include "gc/object_fast.h"
#include "gc/weakref.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/function.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static Object *
method_vectorcall(Object *callable, Object *const *args, size_t nargsf,
                  Object *kwnames)
{
    Method *method = (Method *)callable;
    ssize_t nargs = call_nargs(nargsf);
#if !RECORDING
    // The recorder looks at the caller's stack, which must stay as it is.
    if ((nargsf & CALL_ARGUMENTS_OFFSET) != 0) {
        // The place in front of the arguments may be used for self.
        Object **place = (Object **)(uintptr_t)args - 1;
        Object *saved = *place;
        *place = method->self;
        Object *result = call_vector(method->function, place,
                                     (size_t)nargs + 1, kwnames);
        *place = saved;
        return result;
    }
#endif
    ssize_t total = nargs + (kwnames == NULL ? 0 : tuple_size(kwnames));
    Object *small[9];
    Object **vector = total < 8 ? small
                                : malloc(((size_t)total + 1) *
                                         sizeof(*vector));
    if (vector == NULL) {
        return error_no_memory();
    }
    vector[0] = method->self;
    for (ssize_t i = 0; i < total; i++) {
        vector[i + 1] = args[i];
    }
    Object *result = call_vector(method->function, vector, (size_t)nargs + 1,
                                 kwnames);
    if (vector != small) {
        free(vector);
    }
    return result;
}

Object *
method_new(Object *function, Object *self)
{
    Method *method = object_new_watched(&method_type, sizeof(Method), -1);
    if (method == NULL) {
        return NULL;
    }
    method->function = ref_new(function);
    method->self = ref_new(self);
    method->weaklist = NULL;
    method->vectorcall = method_vectorcall;
    gc_track(method);
    return OBJ(method);
}

static void
method_dealloc(Object *self)
{
    Method *method = (Method *)self;
    gc_untrack(self);
    if (!trash_begin(self)) {
        return; // a long chain: later
    }
    if (method->weaklist != NULL) {
        weakref_clear_all(self);
    }
    ref_dec(method->function);
    ref_dec(method->self);
    object_free_watched(self, sizeof(Method));
    trash_end();
}

static Object *
method_type_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    if (!args_no_keywords("method", kwargs) ||
        !args_check_count("method", tuple_size(args), 2, 2)) {
        return NULL;
    }
    Object *function = tuple_get(args, 0), *self = tuple_get(args, 1);
    if (!object_is_callable(function)) {
        return error_set_text(EXC(TypeError),
                              "first argument must be callable");
    }
    if (self == NONE) {
        return error_set_text(EXC(TypeError), "self must not be None");
    }
    return method_new(function, self);
}

static Object *
method_getattro(Object *self, Object *name)
{
    Object *descriptor = type_lookup(self->type, name);
    if (descriptor != NULL) {
        TernaryFunc get = descriptor->type->descr_get;
        return get != NULL ? get(descriptor, self, OBJ(self->type))
                           : ref_new(descriptor);
    }
    return object_getattr(((Method *)self)->function, name);
}

static Object *
method_repr(Object *self)
{
    Method *method = (Method *)self;
    Object *name = NULL;
    if (object_lookup_attr(method->function, dn_qualname, &name) < 0) {
        return NULL;
    }
    if (name == NULL &&
        object_lookup_attr(method->function, dn_name, &name) < 0) {
        return NULL;
    }
    Object *result = str_from_format("<bound method %V of %R>", name, "?",
                                     method->self);
    ref_xdec(name);
    return result;
}

static Object *
method_richcompare(Object *a, Object *b, int op)
{
    if ((op != CMP_EQ && op != CMP_NE) || TYPE_OF(a) != &method_type ||
        TYPE_OF(b) != &method_type) {
        return not_implemented_new();
    }
    Method *x = (Method *)a, *y = (Method *)b;
    int equal = object_richcompare_bool(x->function, y->function, CMP_EQ);
    if (equal > 0) {
        equal = x->self == y->self;
    }
    return equal < 0 ? NULL : bool_new((equal != 0) == (op == CMP_EQ));
}

static HashValue
method_hash(Object *self)
{
    Method *method = (Method *)self;
    HashValue x = hash_pointer(method->self);
    HashValue y = object_hash(method->function);
    if (y == -1) {
        return -1;
    }
    x ^= y;
    return x == -1 ? -2 : x;
}

static Object *
method_get_doc(Object *self, void *closure)
{
    (void)closure;
    return object_getattr(((Method *)self)->function, dn_doc);
}

static FieldDef method_members[] = {
    {"__func__", FIELD_OBJECT, offsetof(Method, function),
     FIELD_READONLY | FIELD_NO_CLEAR,
     "the function (or other callable) implementing a method"},
    {"__self__", FIELD_OBJECT, offsetof(Method, self),
     FIELD_READONLY | FIELD_NO_CLEAR,
     "the instance to which a method is bound"},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef method_getset[] = {
    {"__doc__", method_get_doc, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type method_type = {
    TYPE_HEAD_INIT,
    .name = "method",
    .basicsize = sizeof(Method),
    .dealloc = method_dealloc,
    .vectorcall_offset = offsetof(Method, vectorcall),
    .repr = method_repr,
    .hash = method_hash,
    .call = call_vectorcall_slot,
    .getattro = method_getattro,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_VECTORCALL,
    .doc = "Create a bound instance method object.",
    .richcompare = method_richcompare,
    .weaklist_offset = offsetof(Method, weaklist),
    .methods = callable_methods,
    .members = method_members,
    .getset = method_getset,
    .new_ = method_type_new,
};
