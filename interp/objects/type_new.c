/* Making classes: type(name, bases, dict), __slots__ and the layout that
 * follows from them (CPython 3.11: type_new in Objects/typeobject.c). */
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/function.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"


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

// __private becomes _Class__private.
static Object *
mangle(Object *class_name, Object *name)
{
    ssize_t n = str_length(name);
    if (n < 3 || str_char(name, 0) != '_' || str_char(name, 1) != '_' ||
        (str_char(name, n - 1) == '_' && str_char(name, n - 2) == '_') ||
        str_find_char(name, '.', 0, n, 1) >= 0) {
        return ref_new(name);
    }
    ssize_t skip = 0;
    while (skip < str_length(class_name) &&
           str_char(class_name, skip) == '_') {
        skip++;
    }
    if (skip == str_length(class_name)) {
        return ref_new(name);
    }
    Object *stem = str_substring(class_name, skip, str_length(class_name));
    Object *result =
        stem == NULL ? NULL : str_from_format("_%U%U", stem, name);
    ref_xdec(stem);
    return result;
}

typedef struct Plan {
    Type *metatype;
    Object *name, *bases, *dict; /* dict: owned copy */
    Type *base;
    Object *slots;  /* tuple of names, owned, or NULL */
    ssize_t nslots;
    bool may_add_dict, may_add_weak, add_dict, add_weak;
} Plan;

// Reads __slots__: which names become fields, whether dict and weak list
// are among them.
static int
plan_slots(Plan *plan, Object *slots)
{
    Object *list = str_check(slots) ? tuple_pack(1, slots)
                                    : sequence_tuple(slots);
    if (list == NULL) {
        return -1;
    }
    ssize_t n = tuple_size(list);
    Object *names = list_new(0);
    if (names == NULL) {
        goto fail;
    }
    if (n > 0 && plan->base->itemsize != 0) {
        error_format(EXC(TypeError),
                     "nonempty __slots__ not supported for subtype of '%s'",
                     plan->base->name);
        goto fail;
    }
    for (ssize_t i = 0; i < n; i++) {
        Object *name = tuple_get(list, i);
        if (!str_check(name)) {
            error_format(EXC(TypeError),
                         "__slots__ items must be strings, not '%.200s'",
                         name->type->name);
            goto fail;
        }
        if (!str_is_identifier(name)) {
            error_set_text(EXC(TypeError),
                           "__slots__ must be identifiers");
            goto fail;
        }
        if (str_equal(name, dn_dict)) {
            if (!plan->may_add_dict || plan->add_dict) {
                error_set_text(EXC(TypeError),
                               "__dict__ slot disallowed: we already got "
                               "one");
                goto fail;
            }
            plan->add_dict = true;
            continue;
        }
        if (str_equal(name, dn_weakref)) {
            if (!plan->may_add_weak || plan->add_weak) {
                error_set_text(EXC(TypeError),
                               "__weakref__ slot disallowed: either we "
                               "already got one, or __itemsize__ != 0");
                goto fail;
            }
            plan->add_weak = true;
            continue;
        }
        Object *mangled = mangle(plan->name, name);
        if (mangled == NULL || list_append_steal(names, mangled) < 0) {
            goto fail;
        }
        int clash = dict_contains(plan->dict, mangled);
        if (clash != 0 && !str_equal(mangled, dn_qualname) &&
            !str_equal(mangled, dn_classcell)) {
            if (clash > 0) {
                error_format(EXC(ValueError),
                             "%R in __slots__ conflicts with class variable",
                             mangled);
            }
            goto fail;
        }
    }
    if (list_sort(names, NULL, 0) < 0) {
        goto fail;
    }
    plan->nslots = list_size(names);
    plan->slots = list_as_tuple(names);
    // A second base may bring what the first one lacks.
    for (ssize_t i = 1; i < tuple_size(plan->bases); i++) {
        Type *b = (Type *)tuple_get(plan->bases, i);
        if (b == plan->base) {
            continue;
        }
        if (plan->may_add_dict && !plan->add_dict && b->dict_offset != 0) {
            plan->add_dict = true;
        }
        if (plan->may_add_weak && !plan->add_weak &&
            b->weaklist_offset != 0) {
            plan->add_weak = true;
        }
    }
    ref_dec(names);
    ref_dec(list);
    return plan->slots == NULL ? -1 : 0;

fail:
    ref_xdec(names);
    ref_dec(list);
    return -1;
}

static HeapType *
allocate(Plan *plan)
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
    ssize_t n;
    const char *utf8 = str_as_utf8(plan->name, &n);
    if (utf8 == NULL) {
        goto fail;
    }
    if (strlen(utf8) != (size_t)n) {
        error_set_text(EXC(ValueError),
                       "type name must not contain null characters");
        goto fail;
    }
    type->name = utf8; // belongs to heap->name, which stays
    return heap;

fail:
    ref_dec(heap);
    return NULL;
}

// Places the slots behind the base's fields, then weak list and dict.
static void
lay_out(Plan *plan, HeapType *heap)
{
    Type *type = &heap->type;
    Type *base = plan->base;
    ssize_t offset = base->basicsize;
    FieldDef *row = (FieldDef *)((char *)heap + TYPE_OF(heap)->basicsize);
    for (ssize_t i = 0; i < plan->nslots; i++, row++) {
        Object *name = tuple_get(heap->slots, i);
        row->name = str_as_utf8(name, NULL);
        row->kind = FIELD_OBJECT_EX;
        row->offset = offset;
        offset += (ssize_t)sizeof(Object *);
    }
    if (plan->add_weak) {
        type->weaklist_offset = offset;
        offset += (ssize_t)sizeof(Object *);
    }
    if (plan->add_dict) {
        if (base->itemsize != 0) {
            type->dict_offset = -(ssize_t)sizeof(Object *);
            offset += (ssize_t)sizeof(Object *);
        } else {
            type->flags |= TYPE_MANAGED_DICT;
            type->dict_offset = -offset - (ssize_t)sizeof(Object *) * 3;
        }
    }
    type->basicsize = offset;
    type->itemsize = base->itemsize;
    type->members = plan->nslots > 0
                        ? (FieldDef *)((char *)heap +
                                       TYPE_OF(heap)->basicsize)
                        : NULL;
}

static Object *
subtype_dict_get(Object *o, void *closure)
{
    (void)closure;
    // A base with a __dict__ of its own kind (modules, functions) answers.
    Object *dict = object_dict_get(o);
    return ref_xnew(dict);
}

static int
subtype_dict_set(Object *o, Object *value, void *closure)
{
    (void)closure;
    if (value != NULL && !dict_check(value)) {
        error_format(EXC(TypeError),
                     "__dict__ must be set to a dictionary, not a '%.200s'",
                     value->type->name);
        return -1;
    }
    if (type_has_feature(o->type, TYPE_MANAGED_DICT)) {
        if (instance_dict_get(o) == NULL) {
            return -1;
        }
        ref_store(o, instance_dict(o), ref_xnew(value));
        return 0;
    }
    Object **place = object_dict_pointer(o);
    if (place == NULL) {
        error_set_text(EXC(AttributeError),
                       "This object has no __dict__");
        return -1;
    }
    ref_store(o, place, ref_xnew(value));
    return 0;
}

static Object *
subtype_weakref_get(Object *o, void *closure)
{
    (void)closure;
    Type *type = o->type;
    if (type->weaklist_offset == 0) {
        return error_set_text(EXC(AttributeError),
                              "This object has no __weakref__");
    }
    Object *first = *(Object **)((char *)o + type->weaklist_offset);
    return ref_new(first == NULL ? NONE : first);
}

static GetSetDef dict_row = {"__dict__", subtype_dict_get, subtype_dict_set,
                             "dictionary for instance variables (if defined)",
                             NULL};
static GetSetDef weakref_row = {
    "__weakref__", subtype_weakref_get, NULL,
    "list of weak references to the object (if defined)", NULL};

static int
add_descriptor(Type *type, Object *name, Object *descriptor)
{
    if (descriptor == NULL) {
        return -1;
    }
    int failed = dict_get(type->dict, name) != NULL
                     ? 0
                     : dict_set(type->dict, name, descriptor);
    ref_dec(descriptor);
    return failed;
}

static int
add_descriptors(Plan *plan, Type *type)
{
    for (ssize_t i = 0; i < plan->nslots; i++) {
        if (add_descriptor(type, tuple_get(((HeapType *)type)->slots, i),
                           member_descriptor_new(type,
                                                 &type->members[i])) < 0) {
            return -1;
        }
    }
    if (plan->add_dict &&
        add_descriptor(type, dn_dict,
                       getset_descriptor_new(type, &dict_row)) < 0) {
        return -1;
    }
    if (plan->add_weak &&
        add_descriptor(type, dn_weakref,
                       getset_descriptor_new(type, &weakref_row)) < 0) {
        return -1;
    }
    return 0;
}

// Takes __qualname__, __doc__, __new__ and the like from the class body.
static int
adopt_body(Plan *plan, HeapType *heap)
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
build(Plan *plan, Object *kwargs)
{
    HeapType *heap = allocate(plan);
    if (heap == NULL) {
        return NULL;
    }
    Type *type = &heap->type;
    lay_out(plan, heap);
    if (adopt_body(plan, heap) < 0 || add_descriptors(plan, type) < 0) {
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

Object *
type_new(Type *metatype, Object *args, Object *kwargs)
{
    if (tuple_size(args) != 3) {
        return error_format(EXC(TypeError),
                            "type.__new__() takes exactly 3 arguments (%zd "
                            "given)", tuple_size(args));
    }
    Plan plan = {.name = tuple_get(args, 0), .bases = tuple_get(args, 1)};
    Object *dict = tuple_get(args, 2);
    const struct {
        Object *o;
        Type *type;
        unsigned long flag;
    } wanted[] = {{plan.name, &str_type, TYPE_STR_SUBCLASS},
                  {plan.bases, &tuple_type, TYPE_TUPLE_SUBCLASS},
                  {dict, &dict_type, TYPE_DICT_SUBCLASS}};
    for (int i = 0; i < 3; i++) {
        if (!type_has_feature(wanted[i].o->type, wanted[i].flag)) {
            return error_format(EXC(TypeError),
                                "type.__new__() argument %d must be %s, not "
                                "%s", i + 1, wanted[i].type->name,
                                wanted[i].o->type->name);
        }
    }
    for (ssize_t i = 0; i < tuple_size(plan.bases); i++) {
        Object *base = tuple_get(plan.bases, i);
        Object *entries = NULL;
        if (type_check(base)) {
            continue;
        }
        if (object_lookup_attr(base, dn_mro_entries, &entries) < 0) {
            return NULL;
        }
        if (entries != NULL) {
            ref_dec(entries);
            return error_set_text(EXC(TypeError),
                                  "type() doesn't support MRO entry "
                                  "resolution; use types.new_class()");
        }
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
    plan.dict = plan.base == NULL ? NULL : dict_copy(dict);
    Object *result = NULL;
    if (plan.dict != NULL) {
        Type *base = plan.base;
        plan.may_add_dict = base->dict_offset == 0;
        plan.may_add_weak = base->weaklist_offset == 0 &&
                            base->itemsize == 0;
        Object *slots = dict_get(plan.dict, dn_slots);
        int failed = 0;
        if (slots == NULL) {
            plan.add_dict = plan.may_add_dict;
            plan.add_weak = plan.may_add_weak;
        } else {
            ref_inc(slots);
            failed = plan_slots(&plan, slots);
            ref_dec(slots);
        }
        if (failed == 0) {
            result = build(&plan, kwargs);
        }
    }
    ref_xdec(plan.slots);
    ref_xdec(plan.dict);
    ref_xdec(object_bases);
    return result;
}
