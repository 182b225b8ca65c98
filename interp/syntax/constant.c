/* constant.c - making constants. */
#include "interp/syntax/constant.h"

#include <gmp.h>
#include <string.h>

#define DIGIT_BITS 30

Constant *constant_new(Arena *arena, ConstantKind kind)
{
    Constant *constant = arena_alloc(arena, sizeof(Constant));
    if (constant != NULL) {
        constant->kind = kind;
    }
    return constant;
}

static Constant *int_from_word(Arena *arena, uint64_t value)
{
    Constant *constant = constant_new(arena, CONST_INT);
    if (constant == NULL || value == 0) {
        return constant;
    }
    uint32_t *digits = arena_alloc(arena, 3 * sizeof(uint32_t));
    if (digits == NULL) {
        return NULL;
    }
    constant->as.integer.sign = 1;
    constant->as.integer.digits = digits;
    for (; value != 0; value >>= DIGIT_BITS) {
        digits[constant->as.integer.digit_count++] =
            (uint32_t)(value & ((1u << DIGIT_BITS) - 1));
    }
    return constant;
}

static Constant *int_from_mpz(Arena *arena, const mpz_t value)
{
    Constant *constant = constant_new(arena, CONST_INT);
    size_t count =
        (mpz_sizeinbase(value, 2) + DIGIT_BITS - 1) / DIGIT_BITS;
    uint32_t *digits = arena_alloc(arena, count * sizeof(uint32_t));
    if (constant == NULL || digits == NULL) {
        return NULL;
    }
    mpz_export(digits, &count, -1, sizeof(uint32_t), 0, 32 - DIGIT_BITS,
               value);
    constant->as.integer.sign = mpz_sgn(value);
    constant->as.integer.digit_count = count;
    constant->as.integer.digits = digits;
    return constant;
}

Constant *constant_int(Arena *arena, const char *digits, size_t length,
                       int base)
{
    if (length <= 15) {
        uint64_t value = 0;
        for (size_t i = 0; i < length; i++) {
            int c = digits[i];
            int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
            value = value * (uint64_t)base + (uint64_t)digit;
        }
        return int_from_word(arena, value);
    }
    char *text = arena_copy(arena, digits, length);
    if (text == NULL) {
        return NULL;
    }
    mpz_t value;
    mpz_init(value);
    mpz_set_str(value, text, base);
    Constant *constant = int_from_mpz(arena, value);
    mpz_clear(value);
    return constant;
}

Constant *constant_text(Arena *arena, ConstantKind kind, const char *data,
                        size_t length)
{
    Constant *constant = constant_new(arena, kind);
    char *copy = arena_copy(arena, data, length);
    if (constant == NULL || copy == NULL) {
        return NULL;
    }
    constant->as.text.data = copy;
    constant->as.text.length = length;
    return constant;
}
