/* The str type and its iterators. */
#include <limits.h>
#include <string.h>

#include "gc/collector.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/iterators_pickle.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/str_core.h"
#include "interp/objects/tuple.h"

static ssize_t
slot_length(Object *o)
{
    return str_length(o);
}

static Object *
slot_item(Object *o, ssize_t i)
{
    if (i < 0 || i >= str_length(o)) {
        return error_set_text(EXC(IndexError), "string index out of range");
    }
    return str_from_char(str_char(o, i));
}

static Object *
slot_subscript(Object *o, Object *key)
{
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        if (i == -1 && error_occurred() != NULL) {
            return NULL;
        }
        return slot_item(o, i < 0 ? i + str_length(o) : i);
    }
    if (!slice_check(key)) {
        return error_format(EXC(TypeError),
                            "string indices must be integers, not '%.200s'",
                            TYPE_OF(key)->name);
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return NULL;
    }
    ssize_t n = slice_adjust(str_length(o), &start, &stop, step);
    if (n <= 0) {
        return str_new(0, 0);
    }
    if (step == 1) {
        return str_substring(o, start, stop);
    }
    int kind = str_kind(o);
    uint32_t all = 0;
    for (ssize_t i = 0; i < n; i++) {
        all |= str_read(kind, str_data(o), start + i * step);
    }
    Object *result = str_new(n, all > 0x10ffff ? 0x10ffff : all);
    for (ssize_t i = 0; result != NULL && i < n; i++) {
        str_write(str_kind(result), str_data(result), i,
                  str_read(kind, str_data(o), start + i * step));
    }
    return str_share(result);
}

static Object *
slot_remainder(Object *a, Object *b)
{
    return str_check(a) ? str_format_percent(a, b) : not_implemented_new();
}

static Object *
slot_str(Object *o)
{
    return str_from_object(o);
}

/* --- making --- */

static Object *
new_value(Object *o, Object *encoding, Object *errors)
{
    if (o == NULL) {
        return str_new(0, 0);
    }
    if (encoding == NULL && errors == NULL) {
        return object_str(o);
    }
    Object *given[2] = {encoding, errors};
    const char *texts[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        if (given[i] == NULL) {
            continue;
        }
        if (!str_check(given[i])) {
            return str_argument_error("str",
                                      i == 0 ? "argument 'encoding'"
                                             : "argument 'errors'",
                                      given[i]);
        }
        if ((texts[i] = str_as_c_text(given[i])) == NULL) {
            return NULL;
        }
    }
    return str_from_encoded_object(o, texts[0], texts[1]);
}

static const char *const new_names[] = {"object", "encoding", "errors", NULL};
static const ArgsSpec new_spec = {"str", new_names, 0, 0, 0};

static Object *
slot_vectorcall(Object *type UNUSED, Object *const *args, size_t nargsf,
                Object *kwnames)
{
    Object *out[3];
    if (call_nargs(nargsf) == 1 && kwnames == NULL) {
        return object_str(args[0]);
    }
    if (!args_parse(&new_spec, args, call_nargs(nargsf), kwnames, out)) {
        return NULL;
    }
    return new_value(out[0], out[1], out[2]);
}

static Object *
slot_new(Type *type, Object *args, Object *kwargs)
{
    Object *out[3];
    if (!args_parse_tuple(&new_spec, args, kwargs, out)) {
        return NULL;
    }
    Object *value = new_value(out[0], out[1], out[2]);
    if (value == NULL || type == &str_type) {
        return value;
    }
    Object *o = str_new_subclass(type, value);
    ref_dec(value);
    return o;
}

static NumberSlots str_number = {.remainder = slot_remainder};

static SequenceSlots str_sequence = {
    .length = slot_length,
    .concat = str_concat,
    .repeat = str_repeat,
    .item = slot_item,
    .contains = str_contains,
};

static MappingSlots str_mapping = {
    .length = slot_length,
    .subscript = slot_subscript,
};

STATIC_OBJECT Type str_type = {
    TYPE_HEAD_INIT,
    .name = "str",
    .basicsize = sizeof(LongStr),
    .dealloc = str_dealloc,
    .value_text = str_value_text,
    .repr = str_repr,
    .number = &str_number,
    .sequence = &str_sequence,
    .mapping = &str_mapping,
    .hash = str_hash,
    .str = slot_str,
    .vectorcall = slot_vectorcall,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_STR_SUBCLASS
             | TYPE_MATCH_SELF,
    .doc = "str(object='') -> str\n"
           "str(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
           "The text of an object, or bytes decoded.",
    .richcompare = str_richcompare,
    .iter = str_iter,
    .methods = str_methods,
    .new_ = slot_new,
    .size_of = str_size_of,
};

/* --- iterators --- */

typedef struct StrIterator {
    Object base;
    ssize_t index;
    Object *str; /* owned; NULL when exhausted */
} StrIterator;

Object *
str_iter(Object *str)
{
    StrIterator *it = object_new_raw(
        str_is_ascii(str) ? &str_ascii_iterator_type : &str_iterator_type, 0);
    if (it != NULL) {
        it->index = 0;
        it->str = ref_new(str);
        gc_track(it);
    }
    return OBJ(it);
}

static Object *
iterator_next(Object *self)
{
    StrIterator *it = (StrIterator *)self;
    if (it->str == NULL) {
        return NULL;
    }
    if (it->index < str_length(it->str)) {
        RECORD_TOUCH(self);
        return str_from_char(str_char(it->str, it->index++));
    }
    ref_store(it, &it->str, NULL);
    return NULL;
}

static void
iterator_dealloc(Object *self)
{
    gc_untrack(self);
    ref_xdec(((StrIterator *)self)->str);
    object_free(self);
}

static FieldDef iterator_members[] = {
    {"str", FIELD_OBJECT, offsetof(StrIterator, str), FIELD_HIDDEN, NULL},
    {NULL, FIELD_INT, 0, 0, NULL},
};

#define ITERATOR_TYPE(variable, type_name)                                   \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = type_name,                                                   \
        .basicsize = sizeof(StrIterator),                                    \
        .dealloc = iterator_dealloc,                                         \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC,                                \
        .traverse = object_fields_traverse,                                  \
        .iter = object_self,                                                 \
        .iternext = iterator_next,                                           \
        .methods = indexed_iterator_methods,                                 \
        .members = iterator_members,                                         \
    }

ITERATOR_TYPE(str_iterator_type, "str_iterator");
ITERATOR_TYPE(str_ascii_iterator_type, "str_ascii_iterator");
