/* fold_constant.c - operations on constants of any kind. */
#include <string.h>

#include "interp/bytecode/constant_pool.h"
#include "interp/bytecode/fold.h"

// CPython's limits for folded repetition.
#define MAX_ITEMS 256
#define MAX_TEXT 4096
#define MAX_TOTAL_ITEMS 1024

bool fold_is_true(const Constant *constant)
{
    switch (constant->kind) {
    case CONST_NONE:
    case CONST_FALSE:
        return false;
    case CONST_INT:
        return constant->as.integer.sign != 0;
    case CONST_FLOAT:
        return constant->as.real != 0.0;
    case CONST_COMPLEX:
        return constant->as.complex.real != 0.0 ||
               constant->as.complex.imag != 0.0;
    case CONST_STR:
    case CONST_BYTES:
        return constant->as.text.length != 0;
    case CONST_TUPLE:
    case CONST_FROZENSET:
        return constant->as.tuple.count != 0;
    default:
        return true;
    }
}

Constant *fold_unary(Arena *arena, UnaryOperator op, const Constant *value)
{
    if (op == UNARY_NOT) {
        return constant_new(arena, fold_is_true(value) ? CONST_FALSE
                                                       : CONST_TRUE);
    }
    return fold_number_unary(arena, op, value);
}

static bool is_text(const Constant *constant)
{
    return constant->kind == CONST_STR || constant->kind == CONST_BYTES;
}

static size_t text_length(const Constant *text)
{
    if (text->kind == CONST_BYTES) {
        return text->as.text.length;
    }
    size_t count = 0;
    for (size_t i = 0; i < text->as.text.length; i++) {
        count += (text->as.text.data[i] & 0xC0) != 0x80;
    }
    return count;
}

static Constant *new_tuple(Arena *arena, size_t count)
{
    Constant *tuple = constant_new(arena, CONST_TUPLE);
    Constant **items = arena_alloc(arena, (count + 1) * sizeof *items);
    if (tuple == NULL || items == NULL) {
        return NULL;
    }
    tuple->as.tuple.count = count;
    tuple->as.tuple.items = items;
    return tuple;
}

static Constant *new_text(Arena *arena, ConstantKind kind, size_t length,
                          char **data)
{
    Constant *text = constant_new(arena, kind);
    *data = arena_alloc(arena, length + 1);
    if (text == NULL || *data == NULL) {
        return NULL;
    }
    text->as.text.length = length;
    text->as.text.data = *data;
    return text;
}

static Constant *concatenate(Arena *arena, const Constant *lhs,
                             const Constant *rhs)
{
    if (lhs->kind != rhs->kind) {
        return NULL;
    }
    if (lhs->kind == CONST_TUPLE) {
        size_t n = lhs->as.tuple.count;
        Constant *result = new_tuple(arena, n + rhs->as.tuple.count);
        if (result == NULL) {
            return NULL;
        }
        for (size_t i = 0; i < result->as.tuple.count; i++) {
            result->as.tuple.items[i] = i < n
                                            ? lhs->as.tuple.items[i]
                                            : rhs->as.tuple.items[i - n];
        }
        return result;
    }
    char *data;
    Constant *result =
        new_text(arena, lhs->kind,
                 lhs->as.text.length + rhs->as.text.length, &data);
    if (result != NULL) {
        memcpy(data, lhs->as.text.data, lhs->as.text.length);
        memcpy(data + lhs->as.text.length, rhs->as.text.data,
               rhs->as.text.length);
    }
    return result;
}

// Whether the items, nested ones included, are at most `limit`; returns what
// is left of it, negative if they are more.
static long count_items(const Constant *constant, long limit)
{
    if (constant->kind != CONST_TUPLE && constant->kind != CONST_FROZENSET) {
        return limit;
    }
    limit -= (long)constant->as.tuple.count;
    if (constant->kind == CONST_TUPLE) {
        for (size_t i = 0; limit >= 0 && i < constant->as.tuple.count; i++) {
            limit = count_items(constant->as.tuple.items[i], limit);
        }
    }
    return limit;
}

static bool may_repeat(const Constant *sequence, long times, bool fits)
{
    bool tuple = sequence->kind == CONST_TUPLE;
    long size = (long)(tuple ? sequence->as.tuple.count
                             : text_length(sequence));
    if (size == 0) {
        return fits;
    }
    if (!fits || times < 0 || times > (tuple ? MAX_ITEMS : MAX_TEXT) / size) {
        return false;
    }
    return !tuple || times == 0 ||
           count_items(sequence, MAX_TOTAL_ITEMS / times) >= 0;
}

static Constant *repeat(Arena *arena, const Constant *sequence,
                        const Constant *count)
{
    long times = 0;
    bool fits = fold_small_int(count, &times);
    if (!may_repeat(sequence, times, fits)) {
        return NULL;
    }
    size_t n = times < 0 ? 0 : (size_t)times;
    if (sequence->kind == CONST_TUPLE) {
        size_t size = sequence->as.tuple.count;
        Constant *result = new_tuple(arena, size * n);
        for (size_t i = 0; result != NULL && i < size * n; i++) {
            result->as.tuple.items[i] = sequence->as.tuple.items[i % size];
        }
        return result;
    }
    size_t size = sequence->as.text.length;
    char *data;
    Constant *result = new_text(arena, sequence->kind, size * n, &data);
    for (size_t i = 0; result != NULL && size > 0 && i < n; i++) {
        memcpy(data + i * size, sequence->as.text.data, size);
    }
    return result;
}

Constant *fold_binary(Arena *arena, Operator op, const Constant *lhs,
                      const Constant *rhs)
{
    bool lhs_sequence = is_text(lhs) || lhs->kind == CONST_TUPLE;
    bool rhs_sequence = is_text(rhs) || rhs->kind == CONST_TUPLE;
    if (!lhs_sequence && !rhs_sequence) {
        return fold_number_binary(arena, op, lhs, rhs);
    }
    if (op == BIN_ADD && lhs_sequence && rhs_sequence) {
        return concatenate(arena, lhs, rhs);
    }
    if (op == BIN_MULT && lhs_sequence && fold_is_int(rhs)) {
        return repeat(arena, lhs, rhs);
    }
    if (op == BIN_MULT && rhs_sequence && fold_is_int(lhs)) {
        return repeat(arena, rhs, lhs);
    }
    return NULL;
}

static Constant *byte_value(Arena *arena, unsigned char byte)
{
    Constant *result = constant_new(arena, CONST_INT);
    uint32_t *digit = arena_alloc(arena, sizeof *digit);
    if (result == NULL || digit == NULL) {
        return NULL;
    }
    *digit = byte;
    result->as.integer.sign = byte != 0;
    result->as.integer.digit_count = byte != 0;
    result->as.integer.digits = digit;
    return result;
}

static Constant *character(Arena *arena, const Constant *text, size_t index)
{
    const char *data = text->as.text.data;
    const char *end = data + text->as.text.length;
    for (; index > 0; index--) {
        do {
            data++;
        } while (data < end && (*data & 0xC0) == 0x80);
    }
    size_t length = 1;
    while (data + length < end && (data[length] & 0xC0) == 0x80) {
        length++;
    }
    return constant_text(arena, CONST_STR, data, length);
}

Constant *fold_subscript(Arena *arena, const Constant *container,
                         const Constant *index)
{
    long i;
    bool tuple = container->kind == CONST_TUPLE;
    if ((!tuple && !is_text(container)) || !fold_small_int(index, &i)) {
        return NULL;
    }
    long count = (long)(tuple ? container->as.tuple.count
                              : text_length(container));
    if (i < 0) {
        i += count;
    }
    if (i < 0 || i >= count) {
        return NULL;
    }
    if (tuple) {
        return container->as.tuple.items[i];
    }
    if (container->kind == CONST_BYTES) {
        return byte_value(arena, (unsigned char)container->as.text.data[i]);
    }
    return character(arena, container, (size_t)i);
}
