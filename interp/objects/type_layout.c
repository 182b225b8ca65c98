/* The layout of the instances of a class: __slots__, the dict, the weak list,
 * and the descriptors that read them. */
#include "interp/objects/type_layout.h"

#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

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

// What one name of __slots__ asks for: 1 a field, 0 the dict or the weak list,
// -1 an error.
static int
plan_name(ClassPlan *plan, Object *name)
{
    if (!str_check(name)) {
        error_format(EXC(TypeError),
                     "__slots__ items must be strings, not '%.200s'",
                     name->type->name);
        return -1;
    }
    if (!str_is_identifier(name)) {
        error_set_text(EXC(TypeError), "__slots__ must be identifiers");
        return -1;
    }
    if (str_equal(name, dn_dict)) {
        if (!plan->may_add_dict || plan->add_dict) {
            error_set_text(EXC(TypeError),
                           "__dict__ slot disallowed: we already got one");
            return -1;
        }
        plan->add_dict = true;
        return 0;
    }
    if (str_equal(name, dn_weakref)) {
        if (!plan->may_add_weak || plan->add_weak) {
            error_set_text(EXC(TypeError),
                           "__weakref__ slot disallowed: either we already "
                           "got one, or __itemsize__ != 0");
            return -1;
        }
        plan->add_weak = true;
        return 0;
    }
    return 1;
}

// Adds the name of a field, unless the class body has one like it.
static int
add_field(ClassPlan *plan, Object *names, Object *name)
{
    Object *mangled = mangle(plan->name, name);
    if (mangled == NULL || list_append_steal(names, mangled) < 0) {
        return -1;
    }
    int clash = dict_contains(plan->dict, mangled);
    if (clash == 0 || str_equal(mangled, dn_qualname) ||
        str_equal(mangled, dn_classcell)) {
        return 0;
    }
    if (clash > 0) {
        error_format(EXC(ValueError),
                     "%R in __slots__ conflicts with class variable",
                     mangled);
    }
    return -1;
}

// A second base may bring what the first one lacks.
static void
plan_for_bases(ClassPlan *plan)
{
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
}

// Reads __slots__: which names become fields, whether dict and weak list
// are among them.
static int
plan_slots(ClassPlan *plan, Object *slots)
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
        int kind = plan_name(plan, name);
        if (kind < 0 || (kind > 0 && add_field(plan, names, name) < 0)) {
            goto fail;
        }
    }
    if (list_sort(names, NULL, 0) < 0) {
        goto fail;
    }
    plan->nslots = list_size(names);
    plan->slots = list_as_tuple(names);
    plan_for_bases(plan);
    ref_dec(names);
    ref_dec(list);
    return plan->slots == NULL ? -1 : 0;

fail:
    ref_xdec(names);
    ref_dec(list);
    return -1;
}

int
class_plan_layout(ClassPlan *plan)
{
    Type *base = plan->base;
    plan->may_add_dict = base->dict_offset == 0;
    plan->may_add_weak = base->weaklist_offset == 0 && base->itemsize == 0;
    Object *slots = dict_get(plan->dict, dn_slots);
    if (slots == NULL) {
        plan->add_dict = plan->may_add_dict;
        plan->add_weak = plan->may_add_weak;
        return 0;
    }
    ref_inc(slots);
    int failed = plan_slots(plan, slots);
    ref_dec(slots);
    return failed;
}

void
class_lay_out(ClassPlan *plan, HeapType *heap)
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

// The __dict__ of a built-in base that has a dict of its own kind (classes,
// modules, exceptions): only that one knows how to handle it. Borrowed, NULL
// without one.
static Object *
builtin_dict_row(Type *type)
{
    for (; type->base != NULL; type = type->base) {
        if (type->dict_offset != 0 && !type_has_feature(type, TYPE_HEAP)) {
            return type_lookup(type, dn_dict);
        }
    }
    return NULL;
}

static Object *
subtype_dict_get(Object *o, void *closure)
{
    (void)closure;
    Object *row = builtin_dict_row(o->type);
    if (row != NULL && row->type->descr_get != NULL) {
        return row->type->descr_get(row, o, OBJ(o->type));
    }
    Object *dict = object_dict_get(o);
    return ref_xnew(dict);
}

static int
subtype_dict_set(Object *o, Object *value, void *closure)
{
    (void)closure;
    Object *row = builtin_dict_row(o->type);
    if (row != NULL && row->type->descr_set != NULL) {
        return row->type->descr_set(row, o, value);
    }
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
                             "dictionary for instance variables",
                             NULL};
static GetSetDef weakref_row = {
    "__weakref__", subtype_weakref_get, NULL,
    "list of weak references to the object", NULL};

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

int
class_add_descriptors(ClassPlan *plan, Type *type)
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
