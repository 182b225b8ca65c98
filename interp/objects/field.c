/* Fields of objects, read and written by their row in a type's table. */
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

Object *
field_get(Object *o, const FieldDef *row)
{
    void *place = (char *)o + row->offset;
    Object *value;
    switch (row->kind) {
    case FIELD_OBJECT:
    case FIELD_BORROWED:
        value = *(Object **)place;
        return ref_new(value == NULL ? NONE : value);
    case FIELD_OBJECT_EX:
        value = *(Object **)place;
        if (value == NULL) {
            return error_format(EXC(AttributeError),
                                "'%.200s' object has no attribute '%s'",
                                o->type->name, row->name);
        }
        return ref_new(value);
    case FIELD_INT:
        return int_from_long(*(int *)place);
    case FIELD_UINT:
        return int_from_long((long)*(unsigned *)place);
    case FIELD_SSIZE:
        return int_from_ssize(*(ssize_t *)place);
    case FIELD_BOOL:
        return bool_new(*(char *)place != 0);
    case FIELD_BYTE:
        return int_from_long(*(signed char *)place);
    case FIELD_TYPE_FLAGS: {
        unsigned long flags = *(unsigned long *)place & ~TYPE_HELD;
        bool held = (*(unsigned long *)place & TYPE_HELD) != 0;
        return int_from_ssize((ssize_t)(held ? flags | TYPE_HEAP : flags));
    }
    case FIELD_DOUBLE:
        return float_new(*(double *)place);
    case FIELD_CSTRING:
        return *(char **)place == NULL ? none_new()
                                       : str_from_text(*(char **)place);
    }
    return error_bad_internal();
}

// What the recorder calls the field: one of __slots__ is told as such.
static inline UNUSED EdgeLabel
label_of(Object *o, const FieldDef *row)
{
    bool slot = type_has_feature(TYPE_OF(o), TYPE_HEAP) &&
                row->kind == FIELD_OBJECT_EX;
    return edge_text(slot ? EDGE_SLOT : EDGE_FIELD, row->name);
}

int
field_set(Object *o, const FieldDef *row, Object *value)
{
    void *place = (char *)o + row->offset;
    if ((row->flags & FIELD_READONLY) != 0) {
        error_set_text(EXC(AttributeError), "readonly attribute");
        return -1;
    }
    if (value == NULL) {
        if (row->kind == FIELD_OBJECT_EX) {
            if (*(Object **)place == NULL) {
                error_set_text(EXC(AttributeError), row->name); // only that
                return -1;
            }
        } else if (row->kind != FIELD_OBJECT) {
            error_set_text(EXC(TypeError),
                           "can't delete numeric/char attribute");
            return -1;
        }
    }
    switch (row->kind) {
    case FIELD_OBJECT:
    case FIELD_OBJECT_EX: {
        Object *old = *(Object **)place;
        *(Object **)place = ref_xnew(value);
        RECORD_SLOT(o, label_of(o, row), value);
        ref_xdec(old);
        return 0;
    }
    case FIELD_BOOL:
        if (!bool_check(value)) {
            error_set_text(EXC(TypeError),
                           "attribute value type must be bool");
            return -1;
        }
        *(char *)place = value == TRUE;
        return 0;
    case FIELD_INT: {
        long number = int_as_long(value);
        if (number == -1 && error_occurred()) {
            return -1;
        }
        *(int *)place = (int)number;
        return 0;
    }
    case FIELD_SSIZE: {
        ssize_t number = int_as_ssize(value);
        if (number == -1 && error_occurred()) {
            return -1;
        }
        *(ssize_t *)place = number;
        return 0;
    }
    default:
        error_bad_internal();
        return -1;
    }
}
