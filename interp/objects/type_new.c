/* Making classes: type(name, bases, dict) (CPython 3.11: type_new in
 * Objects/typeobject.c). */
#include <string.h>

#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/dict_methods.h"
#include "interp/objects/function.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/type_attributes.h"
#include "interp/objects/type_layout.h"

Type *
type_calculate_metaclass(Type *metatype, Object *bases)
{
    Type *winner = metatype;
    for (ssize_t i = 0; i < tuple_size(bases); i++) {
        Type *candidate = tuple_get(bases, i)->type;
        if (type_is_subtype(winner, candidate)) {
            continue;
        }
        if (type_is_subtype(candidate, winner)) {
            winner = candidate;
            continue;
        }
        error_set_text(EXC(TypeError),
                       "metaclass conflict: the metaclass of a derived class "
                       "must be a (non-strict) subclass of the metaclasses "
                       "of all its bases");
        return NULL;
    }
    return winner;
}

static HeapType *
allocate(ClassPlan *plan)
{
    // One row more than there are slots: it ends the table.
    HeapType *heap =
        (HeapType *)plan->metatype->alloc(plan->metatype, plan->nslots + 1);
    if (heap == NULL) {
        return NULL;
    }
    ((VarObject *)heap)->size = plan->nslots;
    Type *type = &heap->type;
    Type *base = plan->base;
    type->flags = TYPE_DEFAULT | TYPE_HEAP | TYPE_BASETYPE | TYPE_HAVE_GC;
    type->async = &heap->async;
    type->number = &heap->number;
    type->sequence = &heap->sequence;
    type->mapping = &heap->mapping;
    type->buffer = &heap->buffer;
    type->base = ref_new(base);
    type->bases = ref_new(plan->bases);
    type->dict = ref_new(plan->dict);
    heap->name = ref_new(plan->name);
    heap->slots = plan->slots;
    plan->slots = NULL;
    type->name = type_name_text(plan->name);
    if (type->name == NULL) {
        ref_dec(heap);
        return NULL;
    }
    return heap;
}

// Takes __qualname__, __doc__, __new__ and the like from the class body.
static int
adopt_body(ClassPlan *plan, HeapType *heap)
{
    Type *type = &heap->type;
    Object *dict = type->dict;
    if (dict_get(dict, dn_module) == NULL) {
        extern Object *frame_current_globals(void);
        Object *globals = frame_current_globals();
        Object *module = globals == NULL ? NULL : dict_get(globals, dn_name);
        if (module != NULL && dict_set(dict, dn_module, module) < 0) {
            return -1;
        }
    }
    Object *doc = dict_get(dict, dn_doc);
    if (doc != NULL && str_check(doc) && str_as_utf8(doc, NULL) == NULL) {
        return -1; // CPython keeps it as UTF-8
    }
    Object *qualname = dict_get(dict, dn_qualname);
    if (qualname != NULL) {
        if (!str_check(qualname)) {
            error_format(EXC(TypeError),
                         "type __qualname__ must be a str, not %s",
                         qualname->type->name);
            return -1;
        }
        heap->qualname = ref_new(qualname);
        if (dict_delete(dict, dn_qualname) < 0) {
            return -1;
        }
    } else {
        heap->qualname = ref_new(plan->name);
    }
    // __new__ is a static method, __init_subclass__ and __class_getitem__
    // are class methods, whether they say so or not.
    Object *new_method = dict_get(dict, dn_new);
    if (new_method != NULL && TYPE_OF(new_method) == &function_type) {
        Object *wrapped = staticmethod_new(new_method);
        if (wrapped == NULL || dict_set(dict, dn_new, wrapped) < 0) {
            ref_xdec(wrapped);
            return -1;
        }
        ref_dec(wrapped);
    }
    Object *const class_methods[] = {dn_init_subclass, dn_class_getitem};
    for (int i = 0; i < 2; i++) {
        Object *method = dict_get(dict, class_methods[i]);
        if (method != NULL && TYPE_OF(method) == &function_type) {
            Object *wrapped = classmethod_new(method);
            if (wrapped == NULL ||
                dict_set(dict, class_methods[i], wrapped) < 0) {
                ref_xdec(wrapped);
                return -1;
            }
            ref_dec(wrapped);
        }
    }
    return 0;
}

static int
set_class_cell(Type *type)
{
    Object *cell = dict_get(type->dict, dn_classcell);
    if (cell == NULL) {
        return 0;
    }
    if (TYPE_OF(cell) != &cell_type) {
        error_format(EXC(TypeError),
                     "__classcell__ must be a nonlocal cell, not <%.200R>",
                     cell->type);
        return -1;
    }
    cell_set(cell, OBJ(type));
    return dict_delete(type->dict, dn_classcell);
}

// Tells every attribute that wants to know its name.
static int
call_set_names(Type *type)
{
    Object *names = dict_copy(type->dict);
    if (names == NULL) {
        return -1;
    }
    ssize_t position = 0;
    Object *key, *value;
    int failed = 0;
    while (failed == 0 && dict_next(names, &position, &key, &value)) {
        Object *method = lookup_special(value, dn_set_name);
        if (method == NULL) {
            failed = error_occurred() != NULL ? -1 : 0;
            continue;
        }
        Object *result = call_two(method, OBJ(type), key);
        ref_dec(method);
        if (result == NULL) {
            error_format_from_cause(
                EXC(RuntimeError),
                "Error calling __set_name__ on '%.100s' instance %R in "
                "'%.100s'",
                value->type->name, key, type->name);
            failed = -1;
        } else {
            ref_dec(result);
        }
    }
    ref_dec(names);
    return failed;
}

static int
call_init_subclass(Type *type, Object *kwargs)
{
    Object *args[2] = {OBJ(type), OBJ(type)};
    Object *super = call_vector(OBJ(&super_type), args, 2, NULL);
    if (super == NULL) {
        return -1;
    }
    Object *method = object_getattr(super, dn_init_subclass);
    ref_dec(super);
    if (method == NULL) {
        return -1;
    }
    Object *result = call_vector_dict(method, NULL, 0, kwargs);
    ref_dec(method);
    if (result == NULL) {
        return -1;
    }
    ref_dec(result);
    return 0;
}

static Object *
build(ClassPlan *plan, Object *kwargs)
{
    HeapType *heap = allocate(plan);
    if (heap == NULL) {
        return NULL;
    }
    Type *type = &heap->type;
    class_lay_out(plan, heap);
    if (adopt_body(plan, heap) < 0 || class_add_descriptors(plan, type) < 0) {
        goto fail;
    }
    type->dealloc = instance_dealloc;
    type->traverse = instance_traverse;
    type->clear = instance_clear;
    type->edges = instance_edges;
    if (set_class_cell(type) < 0 || type_ready(type) < 0) {
        goto fail;
    }
    type_fix_slots(type);
    if (type_has_feature(type, TYPE_MANAGED_DICT)) {
        heap->cached_keys = keys_new_shared(type);
        if (heap->cached_keys == NULL) {
            error_no_memory();
            goto fail;
        }
    }
    RECORD_TOUCH(type);
    if (call_set_names(type) < 0 || call_init_subclass(type, kwargs) < 0) {
        goto fail;
    }
    return OBJ(type);

fail:
    ref_dec(type);
    return NULL;
}

// Whether the arguments are a str, a tuple and a dict; TypeError if not.
static bool
check_arguments(Object *args)
{
    static const struct {
        Type *type;
        unsigned long flag;
    } wanted[] = {{&str_type, TYPE_STR_SUBCLASS},
                  {&tuple_type, TYPE_TUPLE_SUBCLASS},
                  {&dict_type, TYPE_DICT_SUBCLASS}};
    if (tuple_size(args) != 3) {
        error_format(EXC(TypeError),
                     "type.__new__() takes exactly 3 arguments (%zd given)",
                     tuple_size(args));
        return false;
    }
    for (int i = 0; i < 3; i++) {
        Type *given = tuple_get(args, i)->type;
        if (!type_has_feature(given, wanted[i].flag)) {
            error_format(EXC(TypeError),
                         "type.__new__() argument %d must be %s, not %s",
                         i + 1, wanted[i].type->name,
                         tuple_get(args, i) == NONE ? "None" : given->name);
            return false;
        }
    }
    return true;
}

// A base that is no class, but would stand for one in a class statement.
static int
refuse_entries(Object *bases)
{
    for (ssize_t i = 0; i < tuple_size(bases); i++) {
        Object *base = tuple_get(bases, i);
        Object *entries = NULL;
        if (type_check(base)) {
            continue;
        }
        if (object_lookup_attr(base, dn_mro_entries, &entries) < 0) {
            return -1;
        }
        if (entries != NULL) {
            ref_dec(entries);
            error_set_text(EXC(TypeError),
                           "type() doesn't support MRO entry resolution; "
                           "use types.new_class()");
            return -1;
        }
    }
    return 0;
}

// A dict of what a class body left, in the order in which that is iterated: an
// OrderedDict's may be another than its dict's.
static Object *
copy_namespace(Object *namespace)
{
    if (namespace->type->iter == dict_type.iter) {
        return dict_copy(namespace);
    }
    Object *copy = dict_new();
    if (copy != NULL && dict_update_from(copy, namespace) < 0) {
        REF_CLEAR(copy);
    }
    return copy;
}

Object *
type_new(Type *metatype, Object *args, Object *kwargs)
{
    if (!check_arguments(args)) {
        return NULL;
    }
    ClassPlan plan = {.name = tuple_get(args, 0), .bases = tuple_get(args, 1)};
    Object *dict = tuple_get(args, 2);
    if (refuse_entries(plan.bases) < 0) {
        return NULL;
    }
    Type *winner = type_calculate_metaclass(metatype, plan.bases);
    if (winner == NULL) {
        return NULL;
    }
    if (winner != metatype && winner->new_ != type_new) {
        return winner->new_(winner, args, kwargs);
    }
    plan.metatype = winner;
    Object *object_bases = NULL;
    if (tuple_size(plan.bases) == 0) {
        object_bases = tuple_pack(1, &object_type);
        if (object_bases == NULL) {
            return NULL;
        }
        plan.bases = object_bases;
    }
    plan.base = type_best_base(plan.bases);
    plan.dict = plan.base == NULL ? NULL : copy_namespace(dict);
    Object *result = NULL;
    if (plan.dict != NULL && class_plan_layout(&plan) == 0) {
        result = build(&plan, kwargs);
    }
    ref_xdec(plan.slots);
    ref_xdec(plan.dict);
    ref_xdec(object_bases);
    return result;
}
