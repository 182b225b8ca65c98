#include "interp/modules/struct_format.h"

#include <math.h>
#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"

size_t
pack_size(char letter, PackOrder order)
{
    switch (letter) {
    case 'x':
    case 'c':
    case 'b':
    case 'B':
    case '?':
    case 's':
    case 'p':
        return 1;
    case 'h':
    case 'H':
    case 'e':
        return 2;
    case 'i':
    case 'I':
    case 'f':
        return 4;
    case 'l':
    case 'L':
        return order == PACK_NATIVE ? 8 : 4;
    case 'q':
    case 'Q':
    case 'd':
        return 8;
    case 'n':
    case 'N':
    case 'P':
        return order == PACK_NATIVE ? 8 : 0;
    default:
        return 0;
    }
}

static void
put_bits(unsigned char *place, uint64_t bits, size_t n, PackOrder order)
{
    for (size_t i = 0; i < n; i++) {
        place[order == PACK_BIG ? n - 1 - i : i] = (unsigned char)bits;
        bits >>= 8;
    }
}

static uint64_t
get_bits(const unsigned char *place, size_t n, PackOrder order)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++) {
        bits = bits << 8 | place[order == PACK_BIG ? i : n - 1 - i];
    }
    return bits;
}

// ------------------------------------------------------------ half precision

int
pack_half(double value, uint16_t *out)
{
    unsigned sign = signbit(value) ? 0x8000 : 0;
    value = fabs(value);
    unsigned bits;
    if (isnan(value)) {
        bits = 0x7e00;
    } else if (isinf(value)) {
        bits = 0x7c00;
    } else if (value < 0x1p-14) { // subnormal: units of 2**-24
        bits = (unsigned)nearbyint(value * 0x1p24);
    } else {
        int exponent;
        double fraction = frexp(value, &exponent) * 2.0 - 1.0;
        unsigned mantissa = (unsigned)nearbyint(fraction * 1024.0);
        // A mantissa rounded up to 1024 carries into the exponent.
        long sum = ((long)(exponent - 1 + 15) << 10) + (long)mantissa;
        if (sum >= 0x7c00) {
            error_set_text(EXC(OverflowError),
                           "float too large to pack with e format");
            return -1;
        }
        bits = (unsigned)sum;
    }
    *out = (uint16_t)(sign | bits);
    return 0;
}

double
unpack_half(uint16_t bits)
{
    int exponent = bits >> 10 & 31;
    double mantissa = bits & 1023;
    double value = exponent == 31  ? (mantissa != 0 ? NAN : INFINITY)
                   : exponent == 0 ? mantissa * 0x1p-24
                                   : ldexp(1.0 + mantissa / 1024.0,
                                           exponent - 15);
    return bits & 0x8000 ? -value : value;
}

// ------------------------------------------------------------------- packing

static int
pack_double(char letter, PackOrder order, unsigned char *place,
            Object *value, Object *error_class)
{
    double x = float_as_double(value);
    if (x == -1.0 && error_occurred()) {
        if (error_matches(EXC(TypeError))) {
            error_set_text(error_class, "required argument is not a float");
        }
        return -1;
    }
    if (letter == 'd') {
        uint64_t bits;
        memcpy(&bits, &x, sizeof(bits));
        put_bits(place, bits, 8, order);
        return 0;
    }
    if (letter == 'e') {
        uint16_t half;
        if (pack_half(x, &half) < 0) {
            if (int_check(value)) {
                error_set_text(error_class, "int too large to convert");
            }
            return -1;
        }
        put_bits(place, half, 2, order);
        return 0;
    }
    float small = (float)x;
    uint32_t bits;
    if (isinf(small) && !isinf(x) && order != PACK_NATIVE) {
        error_set_text(EXC(OverflowError),
                       "float too large to pack with f format");
        return -1;
    }
    memcpy(&bits, &small, sizeof(bits));
    put_bits(place, bits, 4, order);
    return 0;
}

// The int that `value` stands for, or an error.
static Object *
as_int(Object *value, Object *error_class)
{
    if (int_check(value)) {
        return ref_new(value);
    }
    Object *number = number_has_index(value) ? number_index(value) : NULL;
    if (number == NULL && !error_occurred()) {
        error_set_text(error_class, "required argument is not an integer");
    }
    return number;
}

static int
fail_range(char letter, size_t size, bool is_signed, PackOrder order,
           Object *error_class)
{
    static const struct {
        char letter;
        const char *name;
    } names[] = {{'b', "byte"}, {'B', "ubyte"}, {'h', "short"},
                 {'H', "ushort"}};
    int64_t low = is_signed ? -((int64_t)1 << (size * 8 - 1)) : 0;
    uint64_t high = ((uint64_t)1 << (size * 8 - (is_signed ? 1 : 0))) - 1;
    // CPython: only its native functions know names.
    for (size_t i = order == PACK_BIG ? 2 : 4; i-- > 0;) {
        if (names[i].letter == letter) {
            error_format(error_class, "%s format requires %lld <= number <= "
                                      "%llu",
                         names[i].name, (long long)low,
                         (unsigned long long)high);
            return -1;
        }
    }
    error_format(error_class, "'%c' format requires %lld <= number <= %llu",
                 letter, (long long)low, (unsigned long long)high);
    return -1;
}

static int
pack_int(char letter, PackOrder order, unsigned char *place, Object *value,
         Object *error_class)
{
    bool is_signed = strchr("bhilqn", letter) != NULL;
    size_t size = pack_size(letter, order);
    Object *number = as_int(value, error_class);
    if (number == NULL) {
        return -1;
    }
    int overflow;
    int64_t small = int_as_long_overflow(number, &overflow);
    uint64_t bits = (uint64_t)small;
    // Letters of up to 2 bytes are read as C longs, whatever their sign.
    bool too_large = overflow != 0;
    if (!is_signed && (size > 2 || (size == 2 && order == PACK_BIG))) {
        too_large = overflow < 0 || (overflow == 0 && small < 0) ||
                    int_num_bits(number) > 64;
        bits = overflow > 0 && !too_large ? int_as_u64_mask(number) : bits;
        too_large = too_large && !(letter == 'P' && overflow == 0);
    }
    ref_dec(number);
    if (too_large) {
        bool whole = size == 8 && order == PACK_BIG;
        error_set_text(error_class, letter == 'P' || whole
                                        ? "int too large to convert"
                                        : "argument out of range");
        return -1;
    }
    if (size < 8) {
        int64_t low = is_signed ? -((int64_t)1 << (size * 8 - 1)) : 0;
        int64_t high = ((int64_t)1 << (size * 8 - (is_signed ? 1 : 0))) - 1;
        if ((int64_t)bits < low || (int64_t)bits > high) {
            return fail_range(letter, size, is_signed, order, error_class);
        }
    }
    put_bits(place, bits, size, order);
    return 0;
}

int
pack_item(char letter, PackOrder order, unsigned char *place, Object *value,
          Object *error_class)
{
    switch (letter) {
    case 'c':
        if (!bytes_check(value) || bytes_size(value) != 1) {
            error_set_text(error_class, "char format requires a bytes object"
                                        " of length 1");
            return -1;
        }
        place[0] = (unsigned char)bytes_data(value)[0];
        return 0;
    case '?': {
        int truth = object_is_true(value);
        place[0] = (unsigned char)(truth > 0);
        return truth < 0 ? -1 : 0;
    }
    case 'e':
    case 'f':
    case 'd':
        return pack_double(letter, order, place, value, error_class);
    default:
        return pack_int(letter, order, place, value, error_class);
    }
}

Object *
unpack_item(char letter, PackOrder order, const unsigned char *place)
{
    size_t size = pack_size(letter, order);
    uint64_t bits = get_bits(place, size, order);
    switch (letter) {
    case 'c':
        return bytes_new((const char *)place, 1);
    case '?':
        return bool_new(bits != 0);
    case 'e':
        return float_new(unpack_half((uint16_t)bits));
    case 'f': {
        uint32_t half = (uint32_t)bits;
        float value;
        memcpy(&value, &half, sizeof(value));
        return float_new((double)value);
    }
    case 'd': {
        double value;
        memcpy(&value, &bits, sizeof(value));
        return float_new(value);
    }
    default:
        break;
    }
    if (strchr("bhilqn", letter) == NULL) {
        return int_from_u64(bits);
    }
    unsigned unused = (unsigned)(64 - size * 8);
    return int_from_ssize((ssize_t)((int64_t)(bits << unused) >> unused));
}
