/* Which method name belongs to which slot: filling a type's dict from its C
 * slots, and its slots from the methods in its dict. */
#include <string.h>

#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/type_wrappers.h"

// The slot functions have many signatures; here they are only addresses.
typedef void (*AnyFunction)(void);

#define PLACE(path) offsetof(HeapType, path)

static SlotDef slots[] = {
#define SLOT(dunder, place, function, wrapper, signature, doc)               \
    {"__" #dunder "__", PLACE(place), (AnyFunction)function, wrapper,        \
     "__" #dunder "__" signature "\n--\n\n" doc, false, NULL},
#define SLOT_KW(dunder, place, function, wrapper, signature, doc)            \
    {"__" #dunder "__", PLACE(place), (AnyFunction)function, wrapper,        \
     "__" #dunder "__" signature "\n--\n\n" doc, true, NULL},
#include "interp/objects/type_slots.def"
#undef SLOT
#undef SLOT_KW
};
#define SLOT_COUNT (sizeof(slots) / sizeof(slots[0]))

int
type_slots_start(void)
{
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        slots[i].name_object = str_intern_text(slots[i].name);
        if (slots[i].name_object == NULL) {
            return -1;
        }
        ref_root(&slots[i].name_object, "name of a slot");
    }
    return 0;
}

// The address of a slot in a type; NULL when the type lacks that suite.
static void **
slot_place(Type *type, size_t offset)
{
    char *suite = (char *)type;
    if (offset >= offsetof(HeapType, buffer)) {
        return NULL;
    }
    if (offset >= offsetof(HeapType, sequence)) {
        suite = (char *)type->sequence;
        offset -= offsetof(HeapType, sequence);
    } else if (offset >= offsetof(HeapType, mapping)) {
        suite = (char *)type->mapping;
        offset -= offsetof(HeapType, mapping);
    } else if (offset >= offsetof(HeapType, number)) {
        suite = (char *)type->number;
        offset -= offsetof(HeapType, number);
    } else if (offset >= offsetof(HeapType, async)) {
        suite = (char *)type->async;
        offset -= offsetof(HeapType, async);
    }
    return suite == NULL ? NULL : (void **)(suite + offset);
}

int
type_add_operators(Type *type)
{
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        SlotDef *slot = &slots[i];
        void **place = slot_place(type, slot->offset);
        if (slot->wrapper == NULL || place == NULL || *place == NULL) {
            continue;
        }
        if (dict_get(type->dict, slot->name_object) != NULL) {
            continue;
        }
        Object *value;
        if (*place == (void *)hash_not_implemented) {
            // Unhashable: __hash__ is None.
            value = none_new();
        } else if (*place == (void *)slot->function) {
            continue; // only calls what a subclass defines
        } else {
            value = wrapper_descriptor_new(type, slot, *place);
        }
        if (value == NULL) {
            return -1;
        }
        int failed = dict_set(type->dict, slot->name_object, value);
        ref_dec(value);
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

// --------------------------------------------------- from bases to derived

#define COPY(field)                                                          \
    if (type->field == NULL) {                                               \
        type->field = base->field;                                           \
    }

static bool
overrides_name(Type *type, Object *name)
{
    return type->dict != NULL && dict_get(type->dict, name) != NULL;
}

static void
inherit_suite(void **to, void **from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (to[i] == NULL) {
            to[i] = from[i];
        }
    }
}

static void
inherit_suites(Type *type, Type *base)
{
    if (type->number != NULL && base->number != NULL) {
        inherit_suite((void **)type->number, (void **)base->number,
                      sizeof(NumberSlots) / sizeof(void *));
    }
    if (type->async != NULL && base->async != NULL) {
        inherit_suite((void **)type->async, (void **)base->async,
                      sizeof(AsyncSlots) / sizeof(void *));
    }
    if (type->sequence != NULL && base->sequence != NULL) {
        inherit_suite((void **)type->sequence, (void **)base->sequence,
                      sizeof(SequenceSlots) / sizeof(void *));
    }
    if (type->mapping != NULL && base->mapping != NULL) {
        inherit_suite((void **)type->mapping, (void **)base->mapping,
                      sizeof(MappingSlots) / sizeof(void *));
    }
    if (type->buffer != NULL && base->buffer != NULL) {
        inherit_suite((void **)type->buffer, (void **)base->buffer,
                      sizeof(BufferSlots) / sizeof(void *));
    }
    COPY(number)
    COPY(async)
    COPY(sequence)
    COPY(mapping)
    COPY(buffer)
}

void
type_inherit_slots(Type *type, Type *base)
{
    inherit_suites(type, base);
    COPY(dealloc)
    COPY(edges)
    COPY(value_text)
    COPY(size_of)
    COPY(repr)
    COPY(str)
    COPY(getattro)
    COPY(setattro)
    COPY(call)
    if (type->vectorcall_offset == 0 &&
        type_has_feature(base, TYPE_VECTORCALL)) {
        type->vectorcall_offset = base->vectorcall_offset;
        if (!type_has_feature(type, TYPE_HEAP)) {
            type->flags |= TYPE_VECTORCALL;
        }
    } else if (type->vectorcall_offset == 0) {
        type->vectorcall_offset = base->vectorcall_offset;
    }
    // Comparison and hash go together: a type that says what equal means
    // must also say what the hash is.
    if (type->richcompare == NULL && type->hash == NULL &&
        !overrides_name(type, dn_eq) && !overrides_name(type, dn_hash)) {
        type->richcompare = base->richcompare;
        type->hash = base->hash;
    }
    COPY(iter)
    COPY(iternext)
    COPY(descr_get)
    if (type->base == base && type_has_feature(type, TYPE_METHOD_DESCRIPTOR) ==
                                  false &&
        type_has_feature(base, TYPE_METHOD_DESCRIPTOR) &&
        type->descr_get == base->descr_get &&
        !type_has_feature(type, TYPE_HEAP)) {
        type->flags |= TYPE_METHOD_DESCRIPTOR;
    }
    COPY(descr_set)
    COPY(init)
    COPY(alloc)
    COPY(del)
    COPY(finalize)
}

// -------------------------------------------------- from methods to a slot

// What must be in a slot that the rows slots[first..] share (same offset).
// Returns the index behind the last of them.
static size_t
update_group(Type *type, size_t first)
{
    size_t offset = slots[first].offset;
    void **place = slot_place(type, offset);
    void *specific = NULL, *generic = NULL;
    bool use_generic = false;
    size_t i = first;
    if (place == NULL) {
        while (i < SLOT_COUNT && slots[i].offset == offset) {
            i++;
        }
        return i;
    }
    for (; i < SLOT_COUNT && slots[i].offset == offset; i++) {
        SlotDef *slot = &slots[i];
        Object *found = type_lookup(type, slot->name_object);
        if (found == NULL) {
            if (place == (void **)&type->iternext) {
                specific = (void *)iter_next_missing;
            }
            continue;
        }
        if (TYPE_OF(found) == &wrapper_descriptor_type &&
            ((WrapperDescriptor *)found)->slot->name_object ==
                slot->name_object) {
            // A C function stands behind the name: use it directly when
            // it is meant for this type and nothing else disagrees.
            WrapperDescriptor *d = (WrapperDescriptor *)found;
            if ((specific == NULL || specific == d->wrapped) &&
                d->slot->wrapper == slot->wrapper &&
                type_is_subtype(type, d->head.owner)) {
                specific = d->wrapped;
            } else {
                use_generic = true;
            }
            generic = (void *)slot->function;
        } else if (TYPE_OF(found) == &cfunction_type &&
                   slot->name_object == dn_new &&
                   ((CFunctionObject *)found)->self != NULL &&
                   type_check(((CFunctionObject *)found)->self)) {
            // __new__ of a static type. CPython: what the class inherited
            // or had stays, even when it asks for a __new__ in Python that
            // has since been deleted.
            specific =
                type->new_ != NULL
                    ? (void *)type->new_
                    : (void *)((Type *)((CFunctionObject *)found)->self)->new_;
        } else if (found == NONE && slot->name_object == dn_hash) {
            specific = (void *)hash_not_implemented;
        } else {
            use_generic = true;
            generic = (void *)slot->function;
        }
    }
    *place = specific != NULL && !use_generic ? specific : generic;
    return i;
}

void
type_fix_slots(Type *type)
{
    for (size_t i = 0; i < SLOT_COUNT;) {
        i = update_group(type, i);
    }
}

static void
update_recursively(Type *type, size_t first, Object *name)
{
    (void)update_group(type, first);
    if (type->subclasses == NULL) {
        return;
    }
    ssize_t position = 0;
    Object *reference;
    while (dict_next(type->subclasses, &position, NULL, &reference)) {
        Type *sub = *(Type **)(reference + 1); // WeakRef.target
        if (OBJ(sub) == NONE || dict_get(sub->dict, name) != NULL) {
            continue; // it has its own
        }
        update_recursively(sub, first, name);
    }
}

void
type_update_slot(Type *type, Object *name)
{
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        if (slots[i].name_object == name) {
            size_t first = i;
            while (first > 0 &&
                   slots[first - 1].offset == slots[i].offset) {
                first--;
            }
            update_recursively(type, first, name);
        }
    }
}

void
type_update_all_slots(Type *type)
{
    for (size_t i = 0; i < SLOT_COUNT;) {
        size_t first = i;
        i = update_group(type, i);
        for (size_t at = first; at < i; at++) {
            update_recursively(type, first, slots[at].name_object);
        }
    }
}

bool
type_slots_use_python_init(Type *type)
{
    return type->init == slot_init;
}
