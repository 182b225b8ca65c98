/* The slots of classes written in Python that belong to numbers: operators,
 * truth. */
#include "interp/objects/bool.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"
#include "interp/objects/type_wrappers.h"

// Whether the class of b overrides its reflected method, so that b's comes
// first although a is asked.
static bool
overrides(Object *a, Object *b, Object *name)
{
    Object *in_b, *in_a;
    if (object_lookup_attr(OBJ(b->type), name, &in_b) <= 0) {
        error_clear();
        return false;
    }
    int found = object_lookup_attr(OBJ(a->type), name, &in_a);
    if (found <= 0) {
        error_clear();
        ref_dec(in_b);
        return true;
    }
    int differ = object_richcompare_bool(in_a, in_b, CMP_NE);
    if (differ < 0) {
        error_clear();
    }
    ref_dec(in_a);
    ref_dec(in_b);
    return differ > 0;
}

static Object *
maybe_call(Object *self, Object *name, Object *arg)
{
    bool absent;
    Object *result = type_call_dunder(self, name, &arg, 1, &absent);
    return absent && error_occurred() == NULL ? not_implemented_new()
                                              : result;
}

static BinaryFunc
number_slot(Type *type, size_t offset)
{
    return type->number == NULL
               ? NULL
               : *(BinaryFunc *)((char *)type->number + offset);
}

// The full dance of a binary operator whose slot both operands may share.
static Object *
binary(Object *a, Object *b, size_t offset, BinaryFunc me, Object *name,
       Object *reflected)
{
    bool try_other = a->type != b->type &&
                     number_slot(b->type, offset) == me;
    if (number_slot(a->type, offset) == me) {
        if (try_other && type_is_subtype(b->type, a->type) &&
            overrides(a, b, reflected)) {
            Object *result = maybe_call(b, reflected, a);
            if (result != NOT_IMPLEMENTED) {
                return result;
            }
            ref_dec(result);
            try_other = false;
        }
        Object *result = maybe_call(a, name, b);
        if (result != NOT_IMPLEMENTED || a->type == b->type) {
            return result;
        }
        ref_dec(result);
    }
    return try_other ? maybe_call(b, reflected, a) : not_implemented_new();
}

#define BINARY(slot, field, op, rop)                                         \
    Object *slot(Object *a, Object *b)                                       \
    {                                                                        \
        return binary(a, b, offsetof(NumberSlots, field), slot, dn_##op,     \
                      dn_##rop);                                             \
    }
#define INPLACE(slot, op)                                                    \
    Object *slot(Object *a, Object *b)                                       \
    {                                                                        \
        return type_must_call(a, dn_##op, &b, 1);                            \
    }
#define UNARY(slot, op)                                                      \
    Object *slot(Object *a)                                                  \
    {                                                                        \
        return type_must_call(a, dn_##op, NULL, 0);                          \
    }

BINARY(slot_add, add, add, radd)
BINARY(slot_sub, subtract, sub, rsub)
BINARY(slot_mul, multiply, mul, rmul)
BINARY(slot_mod, remainder, mod, rmod)
BINARY(slot_divmod, divmod, divmod, rdivmod)
BINARY(slot_lshift, lshift, lshift, rlshift)
BINARY(slot_rshift, rshift, rshift, rrshift)
BINARY(slot_and, and_, and, rand)
BINARY(slot_xor, xor_, xor, rxor)
BINARY(slot_or, or_, or, ror)
BINARY(slot_floordiv, floor_divide, floordiv, rfloordiv)
BINARY(slot_truediv, true_divide, truediv, rtruediv)
BINARY(slot_matmul, matrix_multiply, matmul, rmatmul)
INPLACE(slot_iadd, iadd)
INPLACE(slot_isub, isub)
INPLACE(slot_imul, imul)
INPLACE(slot_imod, imod)
INPLACE(slot_ilshift, ilshift)
INPLACE(slot_irshift, irshift)
INPLACE(slot_iand, iand)
INPLACE(slot_ixor, ixor)
INPLACE(slot_ior, ior)
INPLACE(slot_ifloordiv, ifloordiv)
INPLACE(slot_itruediv, itruediv)
INPLACE(slot_imatmul, imatmul)
UNARY(slot_neg, neg)
UNARY(slot_pos, pos)
UNARY(slot_abs, abs)
UNARY(slot_invert, invert)
UNARY(slot_int, int)
UNARY(slot_float, float)
UNARY(slot_index, index)
UNARY(slot_await, await)
UNARY(slot_aiter, aiter)
UNARY(slot_anext, anext)

static Object *
binary_pow(Object *a, Object *b)
{
    return binary(a, b, offsetof(NumberSlots, power),
                  (BinaryFunc)(void (*)(void))slot_pow, dn_pow, dn_rpow);
}

Object *
slot_pow(Object *a, Object *b, Object *modulus)
{
    if (modulus == NONE) {
        return binary_pow(a, b);
    }
    // Three arguments: only the first operand is asked.
    if (a->type->number != NULL &&
        (void *)a->type->number->power == (void *)slot_pow) {
        Object *args[2] = {b, modulus};
        return type_must_call(a, dn_pow, args, 2);
    }
    return not_implemented_new();
}

Object *
slot_ipow(Object *a, Object *b, Object *modulus)
{
    (void)modulus;
    return type_must_call(a, dn_ipow, &b, 1);
}

int
slot_bool(Object *self)
{
    bool absent;
    bool from_len = false;
    Object *result = type_call_dunder(self, dn_bool, NULL, 0, &absent);
    if (absent && error_occurred() == NULL) {
        result = type_call_dunder(self, dn_len, NULL, 0, &absent);
        if (absent && error_occurred() == NULL) {
            return 1;
        }
        from_len = true;
    }
    if (result == NULL) {
        return -1;
    }
    int truth;
    if (from_len) {
        truth = object_is_true(result);
    } else if (bool_check(result)) {
        truth = result == TRUE;
    } else {
        error_format(EXC(TypeError),
                     "__bool__ should return bool, returned %s",
                     result->type->name);
        truth = -1;
    }
    ref_dec(result);
    return truth;
}
