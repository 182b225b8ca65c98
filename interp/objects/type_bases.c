/* What follows from a class's bases: its MRO, and what may replace them. */
#include "interp/objects/module.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// ---------------------------------------------------------------- layouts

// Instances of `type` look like its base's.
static bool
same_as_base(Type *type)
{
    Type *base = type->base;
    return base != NULL && type->basicsize == base->basicsize &&
           type->itemsize == base->itemsize &&
           type->dict_offset == base->dict_offset &&
           type->weaklist_offset == base->weaklist_offset &&
           type_has_feature(type, TYPE_HAVE_GC) ==
               type_has_feature(base, TYPE_HAVE_GC);
}

// Two classes of one base that add the same to its layout.
static bool
same_slots_added(Type *a, Type *b)
{
    ssize_t size = a->base->basicsize;
    const ssize_t word = (ssize_t)sizeof(Object *);
    if (a->dict_offset == size && b->dict_offset == size) {
        size += word;
    }
    if (a->weaklist_offset == size && b->weaklist_offset == size) {
        size += word;
    }
    Object *slots_a = type_has_feature(a, TYPE_HEAP) ? ((HeapType *)a)->slots
                                                     : NULL;
    Object *slots_b = type_has_feature(b, TYPE_HEAP) ? ((HeapType *)b)->slots
                                                     : NULL;
    if (slots_a != NULL && slots_b != NULL) {
        if (object_richcompare_bool(slots_a, slots_b, CMP_EQ) != 1) {
            error_clear();
            return false;
        }
        size += word * tuple_size(slots_a);
    }
    return size == a->basicsize && size == b->basicsize;
}

int
type_check_layouts(Type *old_type, Type *new_type, const char *attribute)
{
    const char *what = "object layout";
    // As in CPython, a module may become one of a class of its own.
    bool modules = type_is_subtype(old_type, &module_type) &&
                   type_is_subtype(new_type, &module_type);
    if (old_type->dealloc != new_type->dealloc && !modules) {
        what = "deallocator";
    } else {
        Type *a = old_type, *b = new_type;
        while (same_as_base(a)) {
            a = a->base;
        }
        while (same_as_base(b)) {
            b = b->base;
        }
        if ((a == b ||
             (a->base != NULL && a->base == b->base &&
              same_slots_added(a, b))) &&
            old_type->dict_offset == new_type->dict_offset) {
            return 0;
        }
    }
    error_format(EXC(TypeError), "%s assignment: '%s' %s differs from '%s'",
                 attribute, new_type->name, what, old_type->name);
    return -1;
}

// ------------------------------------------------------------- for `match`

enum { MATCH_KINDS = TYPE_SEQUENCE | TYPE_MAPPING };

int
type_take_abc_flags(Type *type)
{
    Object *flags = dict_get_text(type->dict, "__abc_tpflags__");
    if (flags == NULL || !int_check_exact(flags)) {
        return 0;
    }
    int overflow;
    unsigned long kind =
        (unsigned long)int_as_long_overflow(flags, &overflow) & MATCH_KINDS;
    if (kind == MATCH_KINDS) {
        error_set_text(EXC(TypeError),
                       "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE "
                       "and Py_TPFLAGS_MAPPING");
        return -1;
    }
    type->flags |= kind;
    return dict_delete_text(type->dict, "__abc_tpflags__");
}

void
type_set_match_kind(Type *type, unsigned long kind)
{
    if (kind == 0 || type_has_feature(type, TYPE_IMMUTABLE) ||
        (type->flags & MATCH_KINDS) == kind) {
        return;
    }
    type->flags = (type->flags & ~(unsigned long)MATCH_KINDS) | kind;
    Object *derived = type_subclasses_list(type);
    if (derived == NULL) {
        error_clear();
        return;
    }
    for (ssize_t i = 0; i < list_size(derived); i++) {
        type_set_match_kind((Type *)list_get(derived, i), kind);
    }
    ref_dec(derived);
}

// -------------------------------------------------------------------- MRO

// What a metaclass's own mro() answers must fit the instances.
static int
check_custom_mro(Type *type, Object *mro)
{
    Type *solid = type_solid_base(type);
    for (ssize_t i = 0; i < tuple_size(mro); i++) {
        Object *item = tuple_get(mro, i);
        if (!type_check(item)) {
            error_format(EXC(TypeError),
                         "mro() returned a non-class ('%.500s')",
                         item->type->name);
            return -1;
        }
        if (!type_is_subtype(solid, type_solid_base((Type *)item))) {
            error_format(EXC(TypeError),
                         "mro() returned base with unsuitable layout "
                         "('%.500s')", ((Type *)item)->name);
            return -1;
        }
    }
    return 0;
}

static Object *
make_mro(Type *type)
{
    Object *method = NULL;
    if (TYPE_OF(type) != &type_type && type_has_feature(type, TYPE_HEAP)) {
        method = type_lookup(TYPE_OF(type), nm_mro);
    }
    if (method == NULL || method == dict_get(type_type.dict, nm_mro)) {
        return type_compute_mro(type);
    }
    Object *list = call_method(OBJ(type), nm_mro, NULL, 0);
    Object *mro = list == NULL ? NULL : sequence_tuple(list);
    ref_xdec(list);
    if (mro != NULL && check_custom_mro(type, mro) < 0) {
        REF_CLEAR(mro);
    }
    return mro;
}

int
type_set_mro(Type *type)
{
    // Kept, so that another MRO is not mistaken for it.
    Object *old = ref_xnew(type->mro);
    Object *mro = make_mro(type);
    bool reentered = type->mro != old;
    ref_xdec(old);
    if (mro == NULL || reentered) {
        ref_xdec(mro);
        return mro == NULL ? -1 : 0;
    }
    ref_store(type, &type->mro, mro);
    type_modified(type);
    return 1;
}

// ------------------------------------------------------------------ bases

static bool
base_chain_has(Type *type, Type *wanted)
{
    while (type != NULL && type != wanted) {
        type = type->base;
    }
    return type != NULL;
}

// The MRO of a class and of all that derive from it. What changes is
// written to `changes`: class, new MRO, old MRO, and so on.
static int
set_mros_below(Type *type, Object *changes)
{
    Object *old = ref_xnew(type->mro);
    int status = type_set_mro(type);
    if (status > 0 &&
        (list_append(changes, OBJ(type)) < 0 ||
         list_append(changes, type->mro) < 0 ||
         list_append(changes, old == NULL ? NONE : old) < 0)) {
        status = -1;
    }
    ref_xdec(old);
    if (status <= 0) {
        return status;
    }
    // A copy: an mro() may make and unmake derived classes.
    Object *derived = type_subclasses_list(type);
    status = derived == NULL ? -1 : 0;
    for (ssize_t i = 0; status == 0 && i < list_size(derived); i++) {
        status = set_mros_below((Type *)list_get(derived, i), changes);
    }
    ref_xdec(derived);
    return status;
}

static void
undo_mros(Object *changes)
{
    PendingError error;
    error_fetch(&error);
    for (ssize_t i = list_size(changes) - 3; i >= 0; i -= 3) {
        Type *type = (Type *)list_get(changes, i);
        Object *old = list_get(changes, i + 2);
        if (type->mro == list_get(changes, i + 1)) {
            ref_store(type, &type->mro, old == NONE ? NULL : ref_new(old));
            type_modified(type);
        }
    }
    error_restore(&error);
}

// The common base of a tuple that may become __bases__, or NULL.
static Type *
check_bases(Type *type, Object *bases)
{
    if (!tuple_check(bases)) {
        error_format(EXC(TypeError),
                     "can only assign tuple to %s.__bases__, not %s",
                     type->name, bases->type->name);
        return NULL;
    }
    if (tuple_size(bases) == 0) {
        error_format(EXC(TypeError),
                     "can only assign non-empty tuple to %s.__bases__, not "
                     "()", type->name);
        return NULL;
    }
    for (ssize_t i = 0; i < tuple_size(bases); i++) {
        Type *base = (Type *)tuple_get(bases, i);
        if (!type_check(OBJ(base))) {
            error_format(EXC(TypeError),
                         "%s.__bases__ must be tuple of classes, not '%s'",
                         type->name, TYPE_OF(base)->name);
            return NULL;
        }
        // The chain of bases is ahead of the MRO while an mro() runs.
        if (type_is_subtype(base, type) ||
            (base->mro != NULL && base_chain_has(base, type))) {
            error_set_text(EXC(TypeError),
                           "a __bases__ item causes an inheritance cycle");
            return NULL;
        }
    }
    Type *best = type_best_base(bases);
    return best == NULL ||
                   type_check_layouts(type->base, best, "__bases__") < 0
               ? NULL
               : best;
}

int
type_set_bases(Type *type, Object *value)
{
    Type *best = check_bases(type, value);
    Object *changes = best == NULL ? NULL : list_new(0);
    if (changes == NULL) {
        return -1;
    }
    Object *old_bases = ref_new(type->bases);
    Type *old_base = (Type *)ref_new(type->base);
    ref_store(type, &type->bases, ref_new(value));
    ref_store(type, &type->base, ref_new(best));
    int status = set_mros_below(type, changes);
    // An mro() may have set __bases__ again: then nothing is left to do.
    if (status >= 0 && type->bases == value) {
        for (ssize_t i = 0; i < tuple_size(old_bases); i++) {
            type_remove_subclass((Type *)tuple_get(old_bases, i), type);
        }
        for (ssize_t i = 0; i < tuple_size(value); i++) {
            type_add_subclass((Type *)tuple_get(value, i), type);
        }
        type_update_all_slots(type);
    } else if (status < 0) {
        undo_mros(changes);
        if (type->bases == value) {
            ref_store(type, &type->bases, ref_new(old_bases));
            ref_store(type, &type->base, ref_new(old_base));
        }
    }
    ref_dec(changes);
    ref_dec(old_bases);
    ref_dec(old_base);
    return status < 0 ? -1 : 0;
}
