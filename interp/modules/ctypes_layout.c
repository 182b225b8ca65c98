/* _ctypes: the layout of structures and unions. */
#include "interp/modules/ctypes_struct.h"

#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/modules/ctypes_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct Layout {
    Object *type;
    CInfo *info;
    ssize_t size, align, pack; /* size: bytes so far, or the largest part */
    ssize_t index;
    // Of the bit fields that share one unit: its size in bits (0: none),
    // where it begins, and how many of its bits are used.
    ssize_t unit_bits, unit_offset, used_bits;
    ffi_type **elements;
    ssize_t element_count, room;
    Object *format; // owned, a str: of the fields so far; NULL: not told
} Layout;

// "<i:x:", as PEP 3118 has it.
static int
add_format(Layout *l, const CInfo *info, Object *name)
{
    Object *inner = l->format == NULL ? NULL : c_info_inner_format(info);
    if (inner == NULL) {
        return l->format == NULL ? 0 : -1;
    }
    Object *longer = str_from_format("%U%U:%U:", l->format, inner, name);
    ref_dec(inner);
    ref_dec(l->format);
    l->format = longer;
    return longer == NULL ? -1 : 0;
}

static int
keep_format(Layout *l)
{
    Object *whole = l->format == NULL ? NULL
                                      : str_from_format("T{%U}", l->format);
    const char *text = whole == NULL ? "B" : str_as_utf8(whole, NULL);
    Object *bytes = text == NULL || (l->format != NULL && whole == NULL)
                        ? NULL
                        : bytes_from_text(text);
    ref_xdec(whole);
    if (bytes == NULL) {
        return -1;
    }
    ref_store(l->info, &l->info->format, bytes);
    return 0;
}

static int
add_element(Layout *l, ffi_type *ffi)
{
    if (l->element_count + 1 >= l->room) {
        ssize_t room = l->room * 2 + 16;
        ffi_type **more = mem_realloc(l->elements,
                                      (size_t)room * sizeof(*more));
        if (more == NULL) {
            error_no_memory();
            return -1;
        }
        l->elements = more;
        l->room = room;
    }
    l->elements[l->element_count++] = ffi;
    l->elements[l->element_count] = NULL;
    return 0;
}

// What libffi has to know of a field; arrays are told item by item.
static int
add_ffi(Layout *l, CInfo *info)
{
    if (info->kind != C_ARRAY) {
        return add_element(l, info->ffi);
    }
    CInfo *item = c_info(info->proto);
    for (ssize_t i = 0; i < info->length && i < 4096; i++) {
        if (add_ffi(l, item) < 0) {
            return -1;
        }
    }
    return 0;
}

static ssize_t
round_up(ssize_t value, ssize_t to)
{
    return to <= 1 ? value : (value + to - 1) / to * to;
}

// Places a bit field: in the unit of the one before when it fits there.
static void
place_bits(Layout *l, const CInfo *type, ssize_t bits, CField *field)
{
    ssize_t unit = type->size * 8;
    bool is_union = l->info->kind == C_UNION;
    if (is_union || l->unit_bits == 0 || l->used_bits + bits > l->unit_bits ||
        unit > l->unit_bits) {
        ssize_t align = l->pack > 0 && l->pack < type->align ? l->pack
                                                             : type->align;
        // As gcc does: a wider type may take over the bits before it.
        if (!is_union && l->unit_bits != 0 && unit > l->unit_bits &&
            l->used_bits + bits <= unit &&
            l->unit_offset % type->size == 0) {
            l->unit_bits = unit;
            l->size = l->unit_offset + type->size;
        } else {
            l->unit_offset = is_union ? 0 : round_up(l->size, align);
            l->used_bits = 0;
            l->unit_bits = unit;
            if (!is_union) {
                l->size = l->unit_offset + type->size;
            } else if (l->size < type->size) {
                l->size = type->size;
            }
        }
        l->align = align > l->align ? align : l->align;
    }
    field->offset = l->unit_offset;
    ssize_t low = type->swapped ? unit - l->used_bits - bits : l->used_bits;
    field->size = bits << 16 | low;
    l->used_bits += bits;
}

static void
place(Layout *l, const CInfo *type, CField *field)
{
    ssize_t align = l->pack > 0 && l->pack < type->align ? l->pack
                                                         : type->align;
    l->unit_bits = 0;
    if (l->info->kind == C_UNION) {
        field->offset = 0;
        l->size = type->size > l->size ? type->size : l->size;
    } else {
        field->offset = round_up(l->size, align);
        l->size = field->offset + type->size;
    }
    l->align = align > l->align ? align : l->align;
    field->size = type->size;
}

static int
bits_of(const CInfo *type, const char *name, Object *number, ssize_t *bits)
{
    static const char allowed[] = "bBhHiIlLqQ?";
    *bits = number_as_ssize(number, EXC(OverflowError));
    if (*bits == -1 && error_occurred()) {
        return -1;
    }
    if (type->code == NULL || strchr(allowed, type->code->code) == NULL) {
        error_format(EXC(TypeError), "bit fields not allowed for type %s",
                     name);
        return -1;
    }
    if (*bits <= 0 || *bits > type->size * 8) {
        error_set_text(EXC(ValueError), "number of bits invalid for bit "
                                        "field");
        return -1;
    }
    return 0;
}

// One (name, type) or (name, type, bits).
static int
add_field(Layout *l, Object *pair)
{
    ssize_t n = tuple_check(pair) ? tuple_size(pair) : 0;
    if (n != 2 && n != 3) {
        error_set_text(EXC(TypeError),
                       "'_fields_' must be a sequence of (name, C type) "
                       "pairs");
        return -1;
    }
    Object *name = tuple_get(pair, 0), *type = tuple_get(pair, 1);
    if (!str_check(name)) {
        error_set_text(EXC(TypeError),
                       "'_fields_' must be a sequence of (name, C type) "
                       "pairs");
        return -1;
    }
    CInfo *info = c_info(type);
    if (info == NULL) {
        error_format(EXC(TypeError),
                     "second item in _fields_ tuple (index %zd) must be a C "
                     "type", l->index);
        return -1;
    }
    info->final = true;
    ssize_t bits = 0;
    if (n == 3 && bits_of(info, ((Type *)type)->name, tuple_get(pair, 2),
                          &bits) < 0) {
        return -1;
    }
    CField *field = object_new(&c_field_type, 0);
    if (field == NULL) {
        return -1;
    }
    field->proto = ref_new(type);
    gc_track(field);
    field->index = l->index++;
    if (bits > 0) {
        place_bits(l, info, bits, field);
        l->info->has_bits = true;
    } else {
        place(l, info, field);
    }
    if (info->kind == C_ARRAY) {
        CInfo *item = c_info(info->proto);
        char code = item->code == NULL ? 0 : item->code->code;
        field->code = code == 'c'   ? &c_code_chars
                      : code == 'u' ? &c_code_wide
                                    : NULL;
    }
    l->info->has_union |= info->kind == C_UNION || info->has_union;
    l->info->has_pointer |= info->has_pointer;
    RECORD_TOUCH(field);
    int failed = dict_set(((Type *)l->type)->dict, name, OBJ(field));
    ref_dec(field);
    return failed < 0 || add_ffi(l, info) < 0 || add_format(l, info, name) < 0
               ? -1
               : 0;
}

// 1 and *pack, 0 when there is none, -1.
static int
read_pack(Object *type, ssize_t *pack)
{
    Object *value;
    int found = c_attribute(type, "_pack_", &value);
    *pack = 0;
    if (found > 0) {
        *pack = int_check(value) ? int_as_ssize(value) : -1;
        ref_dec(value);
        if (*pack < 0) {
            error_clear();
            error_set_text(EXC(ValueError),
                           "_pack_ must be a non-negative integer");
            return -1;
        }
    }
    return found;
}

// The layout begins with what the base class has.
static int
begin_with_base(Layout *l, CInfo *base)
{
    base->final = true;
    l->info->has_pointer = base->has_pointer;
    l->size = base->size;
    l->align = base->align;
    l->index = base->length;
    l->info->has_union = base->has_union;
    for (ffi_type **e = base->own_ffi.elements; e != NULL && *e != NULL;
         e++) {
        if (add_element(l, *e) < 0) {
            return -1;
        }
    }
    return 0;
}

// The base's fields, then these (a tuple); with the format of all.
static int
lay_out(Layout *l, Object *fields)
{
    CInfo *base = c_info(OBJ(((Type *)l->type)->base));
    if (base != NULL && begin_with_base(l, base) < 0) {
        return -1;
    }
    for (ssize_t i = 0; i < tuple_size(fields); i++) {
        if (add_field(l, tuple_get(fields, i)) < 0) {
            return -1;
        }
    }
    if ((l->elements == NULL && add_element(l, &ffi_type_schar) < 0) ||
        keep_format(l) < 0) {
        return -1;
    }
    if (l->info->final) {
        error_set_text(EXC(AttributeError),
                       "Structure or union cannot contain itself");
        return -1;
    }
    return 0;
}

// The class is as large as was found; its elements are the info's now.
static void
finish(Layout *l)
{
    CInfo *info = l->info;
    info->final = true;
    info->align = l->align;
    info->size = round_up(l->size, l->align);
    info->length = l->index;
    mem_free(info->own_ffi.elements);
    info->own_ffi = (ffi_type){.size = (size_t)info->size,
                               .alignment = (unsigned short)info->align,
                               .type = FFI_TYPE_STRUCT,
                               .elements = l->elements};
    info->ffi = &info->own_ffi;
    type_modified((Type *)l->type);
    RECORD_TOUCH(l->type);
}

int
c_set_fields(Object *type, Object *fields)
{
    CInfo *info = c_info(type);
    if (info == NULL) {
        error_set_text(EXC(TypeError), "ctypes state is not initialized");
        return -1;
    }
    if (info->final) {
        error_set_text(EXC(AttributeError), "_fields_ is final");
        return -1;
    }
    Layout l = {.type = type, .info = info, .align = 1};
    if (!sequence_check(fields)) {
        error_set_text(EXC(TypeError),
                       "'_fields_' must be a sequence of pairs");
        return -1;
    }
    int packed = read_pack(type, &l.pack);
    Object *list = packed < 0 ? NULL : sequence_tuple(fields);
    if (list == NULL) {
        return -1;
    }
    bool told = !packed && info->kind == C_STRUCT;
    if ((told && (l.format = str_from_text("")) == NULL) ||
        lay_out(&l, list) < 0) {
        ref_xdec(l.format);
        mem_free(l.elements);
        ref_dec(list);
        return -1;
    }
    ref_xdec(l.format);
    finish(&l);
    ref_dec(list);
    return c_lift_fields(type);
}
