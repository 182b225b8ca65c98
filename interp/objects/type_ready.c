/* Completing a class: its dict filled, the slots of its bases taken over. */
#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define IS_HEAP(t) type_has_feature(t, TYPE_HEAP)

static uint32_t static_types; // numbered so far

static int
add_methods(Type *type)
{
    for (MethodDef *m = type->methods; m != NULL && m->name != NULL; m++) {
        Object *o;
        if ((m->flags & METH_CLASS) != 0) {
            o = classmethod_descriptor_new(type, m);
        } else if ((m->flags & METH_STATIC) != 0) {
            Object *f = cfunction_new(m, OBJ(type), NULL);
            o = f == NULL ? NULL : staticmethod_new(f);
            ref_xdec(f);
        } else {
            o = method_descriptor_new(type, m);
        }
        if (o == NULL) {
            return -1;
        }
        Object *name = str_intern_text(m->name);
        int failed = name == NULL ? -1
                     : (m->flags & METH_COEXIST) == 0 &&
                             dict_get(type->dict, name) != NULL
                         ? 0
                         : dict_set(type->dict, name, o);
        ref_xdec(name);
        ref_dec(o);
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

static int
add_member(Type *type, const char *text, Object *descriptor)
{
    if (descriptor == NULL) {
        return -1;
    }
    Object *name = str_intern_text(text);
    int failed = name == NULL ? -1
                 : dict_get(type->dict, name) != NULL
                     ? 0
                     : dict_set(type->dict, name, descriptor);
    ref_xdec(name);
    ref_dec(descriptor);
    return failed;
}

static int
add_members(Type *type)
{
    for (FieldDef *m = type->members; m != NULL && m->name != NULL; m++) {
        if ((m->flags & FIELD_HIDDEN) == 0 &&
            add_member(type, m->name, member_descriptor_new(type, m)) < 0) {
            return -1;
        }
    }
    for (GetSetDef *g = type->getset; g != NULL && g->name != NULL; g++) {
        if (add_member(type, g->name, getset_descriptor_new(type, g)) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
set_doc(Type *type)
{
    if (dict_get(type->dict, dn_doc) != NULL) {
        return 0;
    }
    Object *doc = type->doc != NULL
                      ? str_from_text(doc_prose(type->name, type->doc))
                      : none_new();
    int failed = doc == NULL ? -1 : dict_set(type->dict, dn_doc, doc);
    ref_xdec(doc);
    return failed;
}

// What a type takes from its base besides the slots.
static void
inherit_special(Type *type, Type *base)
{
    if (!type_has_feature(type, TYPE_HAVE_GC) &&
        type_has_feature(base, TYPE_HAVE_GC) && type->traverse == NULL &&
        type->clear == NULL) {
        type->flags |= TYPE_HAVE_GC;
        type->traverse = base->traverse;
        type->clear = base->clear;
    }
    type->flags |= base->flags & TYPE_MANAGED_DICT;
    if (type->basicsize == 0) {
        type->basicsize = base->basicsize;
    }
    if (type->itemsize == 0) {
        type->itemsize = base->itemsize;
    }
    if (type->weaklist_offset == 0) {
        type->weaklist_offset = base->weaklist_offset;
    }
    if (type->dict_offset == 0) {
        type->dict_offset = base->dict_offset;
    }
    type->flags |= base->flags &
                   (TYPE_INT_SUBCLASS | TYPE_LIST_SUBCLASS |
                    TYPE_TUPLE_SUBCLASS | TYPE_BYTES_SUBCLASS |
                    TYPE_STR_SUBCLASS | TYPE_DICT_SUBCLASS |
                    TYPE_EXC_SUBCLASS | TYPE_TYPE_SUBCLASS |
                    TYPE_MATCH_SELF);
}

static int
ready_dict(Type *type)
{
    if (type->dict == NULL) {
        type->dict = dict_new();
        if (type->dict == NULL) {
            return -1;
        }
    }
    if (type_add_operators(type) < 0 || add_methods(type) < 0 ||
        add_members(type) < 0 || set_doc(type) < 0) {
        return -1;
    }
    return 0;
}

// The base, made ready, the metaclass, and the tuple of bases.
static int
ready_bases(Type *type)
{
    if (type->base == NULL && type != &object_type) {
        type->base = ref_new(&object_type);
    } else if (!IS_HEAP(type) && type->base != NULL) {
        ref_inc(type->base);
    }
    Type *base = type->base;
    // A class whose mro() just runs is as ready as it gets.
    if (base != NULL && base->dict == NULL && type_ready(base) < 0) {
        return -1;
    }
    if (TYPE_OF(type) == NULL) {
        OBJ(type)->type = base != NULL ? TYPE_OF(base) : &type_type;
    }
    if (type->bases == NULL) {
        type->bases = base == NULL ? tuple_new(0) : tuple_pack(1, base);
    }
    return type->bases == NULL ? -1 : 0;
}

// Slots and flags of the bases; then what every type has.
static void
inherit(Type *type)
{
    if (type->base != NULL) {
        inherit_special(type, type->base);
    }
    for (ssize_t i = 1; i < tuple_size(type->mro); i++) {
        Object *b = tuple_get(type->mro, i);
        if (type_check(b)) {
            type_inherit_slots(type, (Type *)b);
            if ((type->flags & (TYPE_SEQUENCE | TYPE_MAPPING)) == 0) {
                type->flags |= ((Type *)b)->flags &
                               (TYPE_SEQUENCE | TYPE_MAPPING);
            }
        }
    }
    if (type->alloc == NULL) {
        type->alloc = type_generic_alloc;
    }
    if (type_has_feature(type, TYPE_HAVE_GC) && type->traverse == NULL) {
        type->traverse = object_fields_traverse;
        type->clear = object_fields_clear;
    }
}

// How instances are made: `new_`, and __new__ in the dict of a static type.
static int
ready_new(Type *type)
{
    Type *base = type->base;
    if (IS_HEAP(type)) {
        if (type->new_ == NULL && base != NULL) {
            type->new_ = base->new_;
        }
        return 0;
    }
    if (type->new_ == NULL && (base == NULL || base == &object_type) &&
        type != &object_type) {
        type->flags |= TYPE_DISALLOW_INSTANTIATION;
    }
    if (type->new_ == NULL && base != NULL &&
        !type_has_feature(type, TYPE_DISALLOW_INSTANTIATION)) {
        type->new_ = base->new_;
        return 0;
    }
    return type->new_ != NULL ? type_set_new_wrapper(type) : 0;
}

// __eq__ without __hash__ makes instances unhashable.
static int
ready_hash(Type *type)
{
    if (type->hash != NULL || dict_get(type->dict, dn_hash) != NULL) {
        return 0;
    }
    if (dict_set(type->dict, dn_hash, NONE) < 0) {
        return -1;
    }
    type->hash = hash_not_implemented;
    return 0;
}

int
type_ready(Type *type)
{
    if (type_has_feature(type, TYPE_READY)) {
        return 0;
    }
    type->flags |= TYPE_READYING;
    if (!IS_HEAP(type)) {
        type->static_index = ++static_types;
        type->flags |= TYPE_IMMUTABLE;
    }
    if (ready_bases(type) < 0) {
        return -1;
    }
    // Which rows of `members` are references of the layout. Rows of a heap
    // type are its __slots__, which the instance's own slots handle.
    if (type->own == NULL && !IS_HEAP(type)) {
        type->own = type->members;
    }
    if ((!IS_HEAP(type) || type->dict != NULL) && ready_dict(type) < 0) {
        return -1;
    }
    if (type_set_mro(type) < 0) {
        return -1;
    }
    inherit(type);
    if (ready_new(type) < 0 || ready_hash(type) < 0) {
        return -1;
    }
    for (ssize_t i = 0; i < tuple_size(type->bases); i++) {
        Object *b = tuple_get(type->bases, i);
        if (type_check(b)) {
            type_add_subclass((Type *)b, type);
        }
    }
    type->flags = (type->flags & ~TYPE_READYING) | TYPE_READY;
    return 0;
}
