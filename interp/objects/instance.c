/* Instances of classes written in Python: what all such classes share. */
#include "gc/collector.h"
#include "gc/finalizer.h"
#include "gc/record_edge.h"
#include "gc/weakref.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

// The nearest base that is not a class of this kind.
static Type *
native_base(Type *type, void (*dealloc)(Object *))
{
    while (type->dealloc == dealloc) {
        type = type->base;
    }
    return type;
}

static inline Object **
slot_at(Object *self, const FieldDef *row)
{
    return (Object **)((char *)self + row->offset);
}

// Drops the __slots__ of one class.
static void
clear_slots(Type *type, Object *self)
{
    ssize_t n = ((VarObject *)type)->size;
    for (ssize_t i = 0; i < n; i++) {
        const FieldDef *row = &type->members[i];
        if ((row->flags & FIELD_READONLY) == 0) {
            Object **slot = slot_at(self, row);
            if (*slot != NULL) {
                ref_store(self, slot, NULL);
            }
        }
    }
}

void
instance_dealloc(Object *self)
{
    Type *type = self->type;
    Type *base = native_base(type, instance_dealloc);
    gc_untrack(self);
    if (!trash_begin(self)) {
        return;
    }
    // Weak references die before the attributes go, and after __del__,
    // which may resurrect the object (PEP 442).
    if (type->finalize != NULL) {
        gc_track(self);
        if (finalizer_call_from_dealloc(self) < 0) {
            goto done; // resurrected
        }
        gc_untrack(self);
        // __del__ may have given it another class.
        type = self->type;
        base = native_base(type, instance_dealloc);
    }
    if (type->weaklist_offset > 0 && base->weaklist_offset == 0 &&
        *weakref_list(self) != NULL) {
        weakref_clear_all(self);
    }
    for (Type *t = type; t != base; t = t->base) {
        if (((VarObject *)t)->size > 0) {
            clear_slots(t, self);
        }
    }
    if (type_has_feature(type, TYPE_MANAGED_DICT)) {
        instance_free_attributes(self);
    } else if (type->dict_offset != 0 && base->dict_offset == 0) {
        Object **dict = object_dict_pointer(self);
        if (dict != NULL) {
            REF_CLEAR(*dict);
        }
    }
    if (base == &object_type) {
        object_free(self);
        ref_dec(type);
    } else {
        // The base expects a tracked object if it is a container itself;
        // it drops the reference to a heap type when it frees.
        if (type_has_feature(base, TYPE_HAVE_GC)) {
            gc_track(self);
        }
        base->dealloc(self);
    }
done:
    trash_end();
}

int
instance_traverse(Object *self, VisitProc visit, void *arg)
{
    Type *type = self->type;
    Type *base = type;
    for (; base->traverse == instance_traverse; base = base->base) {
        ssize_t n = ((VarObject *)base)->size;
        for (ssize_t i = 0; i < n; i++) {
            Object *target = *slot_at(self, &base->members[i]);
            if (target != NULL) {
                int stop = visit(target, arg);
                if (stop != 0) {
                    return stop;
                }
            }
        }
    }
    if (type_has_feature(type, TYPE_MANAGED_DICT)) {
        int stop = instance_visit_attributes(self, visit, arg);
        if (stop != 0) {
            return stop;
        }
    } else if (type->dict_offset != base->dict_offset) {
        Object **dict = object_dict_pointer(self);
        if (dict != NULL && *dict != NULL) {
            int stop = visit(*dict, arg);
            if (stop != 0) {
                return stop;
            }
        }
    }
    int stop = visit(OBJ(type), arg);
    if (stop != 0 || base->traverse == NULL) {
        return stop;
    }
    return base->traverse == object_fields_traverse
               ? object_fields_visit(self, visit, arg)
               : base->traverse(self, visit, arg);
}

int
instance_clear(Object *self)
{
    Type *type = self->type;
    Type *base = type;
    for (; base->clear == instance_clear; base = base->base) {
        if (((VarObject *)base)->size > 0) {
            clear_slots(base, self);
        }
    }
    if (type_has_feature(type, TYPE_MANAGED_DICT)) {
        instance_clear_attributes(self);
    } else if (type->dict_offset != base->dict_offset) {
        Object **dict = object_dict_pointer(self);
        if (dict != NULL && *dict != NULL) {
            ref_store(self, dict, NULL);
        }
    }
    return base->clear != NULL ? base->clear(self) : 0;
}

void
instance_edges(Object *self, EdgeProc visit, void *arg)
{
    Type *type = self->type;
    Type *base = type;
    for (; base->edges == instance_edges; base = base->base) {
        ssize_t n = ((VarObject *)base)->size;
        for (ssize_t i = 0; i < n; i++) {
            Object *target = *slot_at(self, &base->members[i]);
            if (target != NULL) {
                RECORD_FIELD(EDGE_SLOT, &base->members[i], target, visit,
                             arg);
            }
        }
    }
    if (type_has_feature(type, TYPE_MANAGED_DICT)) {
        instance_edges_attributes(self, visit, arg);
    } else if (type->dict_offset != base->dict_offset) {
        Object **dict = object_dict_pointer(self);
        if (dict != NULL && *dict != NULL) {
            visit(edge_text(EDGE_FIELD, "__dict__"), *dict, arg);
        }
    }
    if (base->edges != NULL) {
        base->edges(self, visit, arg);
    } else {
        object_fields_edges(self, visit, arg);
    }
}
