/* Ints: made of C numbers and read as them. */
#include "interp/objects/int.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bool.h"
#include "interp/objects/protocol.h"

Int *int_small[INT_SMALL_MAX - INT_SMALL_MIN + 1];
int int_max_str_digits = INT_MAX_STR_DIGITS;

/* --- making --- */

Int *
int_alloc(ssize_t ndigits)
{
    if (ndigits > (ssize_t)(SSIZE_MAX / 8)) {
        error_set_text(EXC(OverflowError), "too many digits in integer");
        return NULL;
    }
    // One digit even for zero: int_compact_value reads it. Bytes in whole
    // words, as object_new_raw asks for them.
    size_t digits = ndigits > 0 ? (size_t)ndigits : 1;
    size_t size = offsetof(Int, digits) + digits * sizeof(uint32_t);
    Int *o = object_new_number(&int_type, mem_alloc((size + 7) & ~(size_t)7));
    if (o != NULL) {
        o->base.size = ndigits;
        o->digits[0] = 0;
        RECORD_NEW_LARGE_NUMBER(o);
    }
    return o;
}

int
int_start(void)
{
    for (int i = INT_SMALL_MIN; i <= INT_SMALL_MAX; i++) {
        Int *o = int_alloc(i != 0);
        if (o == NULL) {
            return -1;
        }
        o->digits[0] = (uint32_t)abs(i);
        o->base.size = i < 0 ? -1 : i > 0;
        o->base.base.refcount = REFCOUNT_IMMORTAL;
        int_small[i - INT_SMALL_MIN] = o;
    }
    return 0;
}

void
int_stop(void)
{
    for (int i = 0; i <= INT_SMALL_MAX - INT_SMALL_MIN; i++) {
        if (int_small[i] != NULL) {
            object_free(int_small[i]);
            int_small[i] = NULL;
        }
    }
}

static Object *
from_magnitude(uint64_t value, bool negative)
{
    int n = 0;
    for (uint64_t rest = value; rest != 0; rest >>= INT_SHIFT) {
        n++;
    }
    Int *o = int_alloc(n);
    if (UNLIKELY(o == NULL)) {
        return NULL;
    }
    for (int i = 0; i < n; i++) {
        o->digits[i] = (uint32_t)(value & INT_MASK);
        value >>= INT_SHIFT;
    }
    o->base.size = negative ? -n : n;
    return OBJ(o);
}

static NOINLINE Object *
from_i64(int64_t value)
{
    if (value < 0) {
        return from_magnitude((uint64_t)0 - (uint64_t)value, true);
    }
    return from_magnitude((uint64_t)value, false);
}

// Calls nothing, as a rule: so no register is saved, which would be a third
// of it.
Object *
int_from_i64_slow(int64_t value)
{
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    void *block = size < (uint64_t)1 << (2 * INT_SHIFT)
                      ? mem_take_front(INT_BLOCK)
                      : NULL;
    if (UNLIKELY(block == NULL)) {
        return from_i64(value);
    }
    // One digit and two take the same block.
    Int *o = object_new_number(&int_type, block);
    ssize_t n = size < INT_BASE ? 1 : 2;
    o->base.size = value < 0 ? -n : n;
    o->digits[0] = (uint32_t)(size & INT_MASK);
    o->digits[1] = (uint32_t)(size >> INT_SHIFT);
    return OBJ(o);
}

Object *
int_from_u64(uint64_t value)
{
    if (value <= INT64_MAX) {
        return int_from_ssize((ssize_t)value);
    }
    return from_magnitude(value, false);
}

Object *
int_from_size(size_t value)
{
    return int_from_u64(value);
}

Object *
int_normalize(Object *object)
{
    Int *o = (Int *)object;
    ssize_t size = o->base.size;
    ssize_t n = size < 0 ? -size : size;
    while (n > 0 && o->digits[n - 1] == 0) {
        n--;
    }
    if (n <= 1) {
        ssize_t value = n == 0 ? 0 : (ssize_t)o->digits[0];
        value = size < 0 ? -value : value;
        if (value >= INT_SMALL_MIN && value <= INT_SMALL_MAX) {
            ref_dec(object);
            return int_from_ssize(value);
        }
    }
    o->base.size = size < 0 ? -n : n;
    return object;
}

Object *
int_from_digits(const uint32_t *digits, ssize_t n, bool negative)
{
    while (n > 0 && digits[n - 1] == 0) {
        n--;
    }
    if (n <= 1) {
        ssize_t value = n == 0 ? 0 : (ssize_t)digits[0];
        return int_from_ssize(negative ? -value : value);
    }
    Int *o = int_alloc(n);
    if (o == NULL) {
        return NULL;
    }
    memcpy(o->digits, digits, (size_t)n * sizeof(uint32_t));
    o->base.size = negative ? -n : n;
    return OBJ(o);
}

Object *
int_copy_exact(Object *o)
{
    if (int_check_exact(o)) {
        return ref_new(o);
    }
    ssize_t size = int_size(o);
    return int_from_digits(((Int *)o)->digits, size < 0 ? -size : size,
                           size < 0);
}

/* --- bytes --- */

Object *
int_from_bytes(const uint8_t *bytes, size_t n, bool little, bool is_signed)
{
    if (n == 0) {
        return int_from_ssize(0);
    }
    uint8_t top = little ? bytes[n - 1] : bytes[0];
    bool negative = is_signed && top >= 0x80;
    ssize_t ndigits = (ssize_t)((n * 8 + INT_SHIFT - 1) / INT_SHIFT);
    Int *o = int_alloc(ndigits);
    if (o == NULL) {
        return NULL;
    }
    uint64_t accumulator = 0;
    int bits = 0;
    ssize_t place = 0;
    unsigned carry = 1;
    for (size_t i = 0; i < n; i++) {
        unsigned byte = little ? bytes[i] : bytes[n - 1 - i];
        if (negative) {
            byte = (~byte & 0xff) + carry;
            carry = byte >> 8;
            byte &= 0xff;
        }
        accumulator |= (uint64_t)byte << bits;
        bits += 8;
        if (bits >= INT_SHIFT) {
            o->digits[place++] = (uint32_t)(accumulator & INT_MASK);
            accumulator >>= INT_SHIFT;
            bits -= INT_SHIFT;
        }
    }
    while (place < ndigits) {
        o->digits[place++] = (uint32_t)(accumulator & INT_MASK);
        accumulator >>= INT_SHIFT;
    }
    o->base.size = negative ? -ndigits : ndigits;
    return int_normalize(OBJ(o));
}

int
int_as_bytes(Object *object, uint8_t *bytes, size_t n, bool little,
             bool is_signed)
{
    const Int *o = (Int *)object;
    ssize_t size = o->base.size;
    bool negative = size < 0;
    ssize_t ndigits = negative ? -size : size;
    if (negative && !is_signed) {
        error_set_text(EXC(OverflowError),
                       "can't convert negative int to unsigned");
        return -1;
    }
    uint64_t accumulator = 0;
    int bits = 0;
    ssize_t place = 0;
    unsigned carry = 1;
    uint8_t last = 0;
    for (size_t i = 0; i < n; i++) {
        while (bits < 8 && place < ndigits) {
            accumulator |= (uint64_t)o->digits[place++] << bits;
            bits += INT_SHIFT;
        }
        unsigned byte = (unsigned)(accumulator & 0xff);
        accumulator >>= 8;
        bits = bits > 8 ? bits - 8 : 0;
        if (negative) {
            byte = (~byte & 0xff) + carry;
            carry = byte >> 8;
            byte &= 0xff;
        }
        last = (uint8_t)byte;
        bytes[little ? i : n - 1 - i] = last;
    }
    bool fits = accumulator == 0 && place >= ndigits;
    if (fits && is_signed && n > 0) {
        fits = (last >= 0x80) == negative;
    }
    if (fits && n == 0 && negative) {
        fits = false;
    }
    if (!fits) {
        error_set_text(EXC(OverflowError), "int too big to convert");
        return -1;
    }
    return 0;
}

/* --- reading --- */

/* The absolute value; false when it needs more than 64 bits. */
static bool
magnitude(const Int *o, uint64_t *out)
{
    ssize_t n = o->base.size < 0 ? -o->base.size : o->base.size;
    uint64_t value = 0;
    if (n > 3 || (n == 3 && o->digits[2] >> 4 != 0)) {
        return false;
    }
    while (n > 0) {
        n--;
        value = value << INT_SHIFT | o->digits[n];
    }
    *out = value;
    return true;
}

/* An int for `o`, through __index__ if need be; new reference. */
static Object *
as_index(Object *o)
{
    if (o == NULL) {
        return error_bad_internal();
    }
    if (int_check(o)) {
        return ref_new(o);
    }
    return number_index(o);
}

long
int_as_long_overflow(Object *o, int *overflow)
{
    *overflow = 0;
    if (LIKELY(o != NULL && int_check(o) && int_is_compact(o))) {
        return int_compact_value(o);
    }
    Object *number = as_index(o);
    if (number == NULL) {
        return -1;
    }
    uint64_t value = 0;
    bool fits = magnitude((Int *)number, &value);
    bool negative = int_size(number) < 0;
    ref_dec(number);
    if (fits && !negative && value <= LONG_MAX) {
        return (long)value;
    }
    if (fits && negative && value <= (uint64_t)LONG_MAX + 1) {
        return (long)(0 - value);
    }
    *overflow = negative ? -1 : 1;
    return -1;
}

long
int_as_long(Object *o)
{
    int overflow;
    long value = int_as_long_overflow(o, &overflow);
    if (overflow != 0) {
        error_set_text(EXC(OverflowError),
                       "Python int too large to convert to C long");
    }
    return value;
}

int
int_as_int(Object *o)
{
    int overflow;
    long value = int_as_long_overflow(o, &overflow);
    if (overflow != 0 || value > INT_MAX || value < INT_MIN) {
        error_set_text(EXC(OverflowError),
                       "Python int too large to convert to C int");
        return -1;
    }
    return (int)value;
}

ssize_t
int_as_ssize(Object *o)
{
    if (o == NULL || !int_check(o)) {
        error_set_text(EXC(TypeError), "an integer is required");
        return -1;
    }
    int overflow;
    ssize_t value = int_as_long_overflow(o, &overflow);
    if (overflow != 0) {
        error_set_text(EXC(OverflowError),
                       "Python int too large to convert to C ssize_t");
    }
    return value;
}

size_t
int_as_size(Object *o)
{
    uint64_t value = 0;
    if (o == NULL || !int_check(o)) {
        error_set_text(EXC(TypeError), "an integer is required");
        return (size_t)-1;
    }
    if (int_size(o) < 0) {
        error_set_text(EXC(OverflowError),
                       "can't convert negative value to size_t");
        return (size_t)-1;
    }
    if (!magnitude((Int *)o, &value)) {
        error_set_text(EXC(OverflowError),
                       "Python int too large to convert to C size_t");
        return (size_t)-1;
    }
    return value;
}

uint64_t
int_as_u64(Object *o)
{
    uint64_t value = 0;
    if (o == NULL || !int_check(o)) {
        error_set_text(EXC(TypeError), "an integer is required");
        return (uint64_t)-1;
    }
    if (int_size(o) < 0) {
        error_set_text(EXC(OverflowError),
                       "can't convert negative int to unsigned");
        return (uint64_t)-1;
    }
    if (!magnitude((Int *)o, &value)) {
        error_set_text(EXC(OverflowError), "int too big to convert");
        return (uint64_t)-1;
    }
    return value;
}

uint64_t
int_as_u64_mask(Object *o)
{
    if (LIKELY(o != NULL && int_check(o) && int_is_compact(o))) {
        return (uint64_t)int_compact_value(o);
    }
    Object *number = as_index(o);
    if (number == NULL) {
        return (uint64_t)-1;
    }
    ssize_t n = int_size(number);
    bool negative = n < 0;
    uint64_t value = 0;
    for (n = negative ? -n : n; n > 0; n--) {
        value = value << INT_SHIFT | ((Int *)number)->digits[n - 1];
    }
    ref_dec(number);
    return negative ? 0 - value : value;
}

int
int_compare(Object *a, Object *b)
{
    ssize_t na = int_size(a);
    ssize_t nb = int_size(b);
    if (na != nb) {
        return na < nb ? -1 : 1;
    }
    for (ssize_t i = (na < 0 ? -na : na) - 1; i >= 0; i--) {
        uint32_t da = ((Int *)a)->digits[i];
        uint32_t db = ((Int *)b)->digits[i];
        if (da != db) {
            return (da < db) == (na > 0) ? -1 : 1;
        }
    }
    return 0;
}

int
int_sign(Object *o)
{
    return int_size(o) < 0 ? -1 : int_size(o) > 0;
}

size_t
int_num_bits(Object *o)
{
    ssize_t n = int_size(o) < 0 ? -int_size(o) : int_size(o);
    if (n == 0) {
        return 0;
    }
    uint32_t top = ((Int *)o)->digits[n - 1];
    return (size_t)(n - 1) * INT_SHIFT + 32 - (size_t)__builtin_clz(top);
}

bool
int_is_even(Object *o)
{
    return int_size(o) == 0 || (((Int *)o)->digits[0] & 1) == 0;
}

/* The number modulo 2**61 - 1, as every number type's hash. */
HashValue
int_hash(Object *object)
{
    const Int *o = (Int *)object;
    const uint64_t modulus = ((uint64_t)1 << 61) - 1;
    ssize_t n = o->base.size < 0 ? -o->base.size : o->base.size;
    uint64_t x = 0;
    for (ssize_t i = n - 1; i >= 0; i--) {
        // Multiply by 2**30 by turning the 61 bits round.
        x = ((x << INT_SHIFT) & modulus) | x >> (61 - INT_SHIFT);
        x += o->digits[i];
        if (x >= modulus) {
            x -= modulus;
        }
    }
    if (o->base.size < 0) {
        x = 0 - x;
    }
    return x == (uint64_t)-1 ? -2 : (HashValue)x;
}
