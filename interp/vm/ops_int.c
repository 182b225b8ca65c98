/* Operators of short ints that have no instruction of their own. */
#include "interp/bytecode/opcode.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/vm/ops.h"

static inline int
plain(int op)
{
    return op >= BINARY_INPLACE ? op - BINARY_INPLACE : op;
}

bool
ops_has_int_short(int op)
{
    const unsigned has = 1u << BINARY_AND | 1u << BINARY_FLOOR_DIVIDE |
                         1u << BINARY_LSHIFT | 1u << BINARY_REMAINDER |
                         1u << BINARY_OR | 1u << BINARY_RSHIFT |
                         1u << BINARY_TRUE_DIVIDE | 1u << BINARY_XOR;
    return (has >> plain(op) & 1) != 0;
}

// Towards minus infinity, as Python divides.
static inline Object *
floor_divide(ssize_t x, ssize_t y)
{
    ssize_t quotient = x / y;
    bool lower = quotient * y != x && (x < 0) != (y < 0);
    return int_from_ssize(quotient - lower);
}

static inline Object *
remainder_of(ssize_t x, ssize_t y)
{
    ssize_t rest = x % y;
    return int_from_ssize(rest != 0 && (rest < 0) != (y < 0) ? rest + y
                                                              : rest);
}

// Doubles hold both exactly, so that the quotient is rounded once.
static inline bool
fits_double(ssize_t x)
{
    const ssize_t most = (ssize_t)1 << 53;
    return x <= most && x >= -most;
}

Object *
ops_int_short(int op, Object *a, Object *b)
{
    ssize_t x = int_short_value(a), y = int_short_value(b);
    switch (plain(op)) {
    case BINARY_AND:
        return int_from_ssize(x & y);
    case BINARY_OR:
        return int_from_ssize(x | y);
    case BINARY_XOR:
        return int_from_ssize(x ^ y);
    case BINARY_FLOOR_DIVIDE:
        return y == 0 ? NULL : floor_divide(x, y);
    case BINARY_REMAINDER:
        return y == 0 ? NULL : remainder_of(x, y);
    case BINARY_TRUE_DIVIDE:
        return y == 0 || !fits_double(x) || !fits_double(y)
                   ? NULL
                   : float_new((double)x / (double)y);
    case BINARY_LSHIFT:
        return y < 0 || y > INT_SHIFT || !int_is_compact(a)
                   ? NULL
                   : int_from_ssize(x * ((ssize_t)1 << y));
    case BINARY_RSHIFT:
        return y < 0 ? NULL : int_from_ssize(x >> (y > 62 ? 62 : y));
    default:
        return NULL;
    }
}
