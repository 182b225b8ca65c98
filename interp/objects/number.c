/* Operators on any objects (CPython 3.11: Objects/abstract.c). */
#include <string.h>

#include "interp/objects/float.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define OFFSET(field) offsetof(NumberSlots, field)

static inline BinaryFunc
slot_of(Object *o, size_t offset)
{
    NumberSlots *number = o->type->number;
    return number == NULL ? NULL
                          : *(BinaryFunc *)((char *)number + offset);
}

// Asks left, then right; right first if its class derives from left's.
// NotImplemented (new) when neither can.
static Object *
binary1(Object *a, Object *b, size_t offset)
{
    BinaryFunc left = slot_of(a, offset);
    BinaryFunc right = a->type == b->type ? NULL : slot_of(b, offset);
    if (right == left) {
        right = NULL;
    }
    if (left != NULL) {
        if (right != NULL && type_is_subtype(b->type, a->type)) {
            Object *result = right(a, b);
            if (result != NOT_IMPLEMENTED) {
                return result;
            }
            ref_dec(result);
            right = NULL;
        }
        Object *result = left(a, b);
        if (result != NOT_IMPLEMENTED) {
            return result;
        }
        ref_dec(result);
    }
    if (right != NULL) {
        return right(a, b);
    }
    return not_implemented_new();
}

static Object *
unsupported(Object *a, Object *b, const char *name)
{
    return error_format(EXC(TypeError),
                        "unsupported operand type(s) for %.100s: '%.100s' "
                        "and '%.100s'", name, a->type->name, b->type->name);
}

static Object *
binary(Object *a, Object *b, size_t offset, const char *name)
{
    Object *result = binary1(a, b, offset);
    if (result == NOT_IMPLEMENTED) {
        ref_dec(result);
        return unsupported(a, b, name);
    }
    return result;
}

static Object *
inplace1(Object *a, Object *b, size_t inplace_offset, size_t offset)
{
    BinaryFunc inplace = slot_of(a, inplace_offset);
    if (inplace != NULL) {
        Object *result = inplace(a, b);
        if (result != NOT_IMPLEMENTED) {
            return result;
        }
        ref_dec(result);
    }
    return binary1(a, b, offset);
}

static Object *
inplace(Object *a, Object *b, size_t inplace_offset, size_t offset,
        const char *name)
{
    Object *result = inplace1(a, b, inplace_offset, offset);
    if (result == NOT_IMPLEMENTED) {
        ref_dec(result);
        return unsupported(a, b, name);
    }
    return result;
}

#define BINARY(function, field, inplace_field, name)                         \
    Object *number_##function(Object *a, Object *b)                          \
    {                                                                        \
        return binary(a, b, OFFSET(field), name);                            \
    }                                                                        \
    Object *number_inplace_##function(Object *a, Object *b)                  \
    {                                                                        \
        return inplace(a, b, OFFSET(inplace_field), OFFSET(field),           \
                       name "=");                                            \
    }

BINARY(subtract, subtract, inplace_subtract, "-")
BINARY(matrix_multiply, matrix_multiply, inplace_matrix_multiply, "@")
BINARY(floor_divide, floor_divide, inplace_floor_divide, "//")
BINARY(true_divide, true_divide, inplace_true_divide, "/")
BINARY(remainder, remainder, inplace_remainder, "%")
BINARY(lshift, lshift, inplace_lshift, "<<")
BINARY(and, and_, inplace_and, "&")
BINARY(or, or_, inplace_or, "|")
BINARY(xor, xor_, inplace_xor, "^")

Object *
number_rshift(Object *a, Object *b)
{
    Object *result = binary1(a, b, OFFSET(rshift));
    if (result != NOT_IMPLEMENTED) {
        return result;
    }
    ref_dec(result);
    Object *method = NULL;
    // print >> file: a hint for those who come from Python 2.
    if (TYPE_OF(a)->name[0] == 'b' &&
        strcmp(TYPE_OF(a)->name, "builtin_function_or_method") == 0 &&
        object_lookup_attr(a, dn_name, &method) > 0) {
        bool is_print = str_check(method) && str_equal(method, nm_print);
        ref_dec(method);
        if (is_print) {
            return error_format(EXC(TypeError),
                                "unsupported operand type(s) for >>: "
                                "'%.100s' and '%.100s'. Did you mean "
                                "\"print(<message>, file=<output_stream>)\"?",
                                a->type->name, b->type->name);
        }
    }
    return unsupported(a, b, ">>");
}

Object *
number_inplace_rshift(Object *a, Object *b)
{
    return inplace(a, b, OFFSET(inplace_rshift), OFFSET(rshift), ">>=");
}

Object *
number_divmod(Object *a, Object *b)
{
    return binary(a, b, OFFSET(divmod), "divmod()");
}

Object *
number_add(Object *a, Object *b)
{
    Object *result = binary1(a, b, OFFSET(add));
    if (result != NOT_IMPLEMENTED) {
        return result;
    }
    ref_dec(result);
    SequenceSlots *sequence = a->type->sequence;
    if (sequence != NULL && sequence->concat != NULL) {
        return sequence->concat(a, b);
    }
    return unsupported(a, b, "+");
}

Object *
number_inplace_add(Object *a, Object *b)
{
    Object *result = inplace1(a, b, OFFSET(inplace_add), OFFSET(add));
    if (result != NOT_IMPLEMENTED) {
        return result;
    }
    ref_dec(result);
    SequenceSlots *sequence = a->type->sequence;
    if (sequence != NULL) {
        BinaryFunc f = sequence->inplace_concat != NULL
                           ? sequence->inplace_concat
                           : sequence->concat;
        if (f != NULL) {
            return f(a, b);
        }
    }
    return unsupported(a, b, "+=");
}

static Object *
repeat(SizeArgFunc function, Object *sequence, Object *count)
{
    if (!number_has_index(count)) {
        return error_format(EXC(TypeError),
                            "can't multiply sequence by non-int of type "
                            "'%.200s'", count->type->name);
    }
    ssize_t n = number_as_ssize(count, EXC(OverflowError));
    return n == -1 && error_occurred() ? NULL : function(sequence, n);
}

Object *
number_multiply(Object *a, Object *b)
{
    Object *result = binary1(a, b, OFFSET(multiply));
    if (result != NOT_IMPLEMENTED) {
        return result;
    }
    ref_dec(result);
    SequenceSlots *sa = a->type->sequence, *sb = b->type->sequence;
    if (sa != NULL && sa->repeat != NULL) {
        return repeat(sa->repeat, a, b);
    }
    if (sb != NULL && sb->repeat != NULL) {
        return repeat(sb->repeat, b, a);
    }
    return unsupported(a, b, "*");
}

Object *
number_inplace_multiply(Object *a, Object *b)
{
    Object *result =
        inplace1(a, b, OFFSET(inplace_multiply), OFFSET(multiply));
    if (result != NOT_IMPLEMENTED) {
        return result;
    }
    ref_dec(result);
    SequenceSlots *sa = a->type->sequence, *sb = b->type->sequence;
    if (sa != NULL && (sa->inplace_repeat != NULL || sa->repeat != NULL)) {
        return repeat(sa->inplace_repeat != NULL ? sa->inplace_repeat
                                                 : sa->repeat, a, b);
    }
    if (sb != NULL && sb->repeat != NULL) {
        return repeat(sb->repeat, b, a);
    }
    return unsupported(a, b, "*=");
}

// --------------------------------------------------------------- the power

static TernaryFunc
power_slot(Object *o)
{
    return o->type->number == NULL ? NULL : o->type->number->power;
}

static Object *
ternary(Object *a, Object *b, Object *c, const char *name)
{
    TernaryFunc left = power_slot(a);
    TernaryFunc right = a->type == b->type ? NULL : power_slot(b);
    if (right == left) {
        right = NULL;
    }
    TernaryFunc const tries[] = {
        left != NULL && right != NULL && type_is_subtype(b->type, a->type)
            ? right
            : NULL,
        left, right};
    bool right_done = tries[0] != NULL;
    for (int i = 0; i < 3; i++) {
        if (tries[i] == NULL || (i == 2 && right_done)) {
            continue;
        }
        Object *result = tries[i](a, b, c);
        if (result != NOT_IMPLEMENTED) {
            return result;
        }
        ref_dec(result);
    }
    TernaryFunc third = power_slot(c);
    if (third != NULL && third != left && third != right) {
        Object *result = third(a, b, c);
        if (result != NOT_IMPLEMENTED) {
            return result;
        }
        ref_dec(result);
    }
    if (c == NONE) {
        return unsupported(a, b, name);
    }
    return error_format(EXC(TypeError),
                        "unsupported operand type(s) for %.100s: '%.100s', "
                        "'%.100s', '%.100s'", name, a->type->name,
                        b->type->name, c->type->name);
}

Object *
number_power(Object *a, Object *b, Object *modulus)
{
    return ternary(a, b, modulus, "** or pow()");
}

Object *
number_inplace_power(Object *a, Object *b, Object *modulus)
{
    NumberSlots *number = a->type->number;
    if (number != NULL && number->inplace_power != NULL) {
        Object *result = number->inplace_power(a, b, modulus);
        if (result != NOT_IMPLEMENTED) {
            return result;
        }
        ref_dec(result);
    }
    return ternary(a, b, modulus, "**=");
}

// ------------------------------------------------------------------- unary

#define UNARY(function, field, text)                                         \
    Object *number_##function(Object *a)                                     \
    {                                                                        \
        NumberSlots *number = a->type->number;                               \
        if (number != NULL && number->field != NULL) {                       \
            return number->field(a);                                         \
        }                                                                    \
        return error_format(EXC(TypeError),                                  \
                            "bad operand type for %s: '%.200s'", text,       \
                            a->type->name);                                  \
    }
UNARY(negative, negative, "unary -")
UNARY(positive, positive, "unary +")
UNARY(invert, invert, "unary ~")
UNARY(absolute, absolute, "abs()")
