/* The module _operator: the operators as functions. itemgetter and its kin
 * are in operator_getters.c. CPython 3.11: Modules/_operator.c. */
#include <string.h>

#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

extern Type itemgetter_type, attrgetter_type, methodcaller_type;

#define TWO(name)                                                            \
    static Object *o_##name(Object *self, Object *const *args, ssize_t n)    \
    {                                                                        \
        (void)self;                                                          \
        return args_check_count(#name, n, 2, 2)                              \
                   ? number_##name(args[0], args[1])                         \
                   : NULL;                                                   \
    }
#define TWO_AS(name, function)                                               \
    static Object *o_##name(Object *self, Object *const *args, ssize_t n)    \
    {                                                                        \
        (void)self;                                                          \
        return args_check_count(#name, n, 2, 2)                              \
                   ? number_##function(args[0], args[1])                     \
                   : NULL;                                                   \
    }
#define POWER(name, function)                                                \
    static Object *o_##name(Object *self, Object *const *args, ssize_t n)    \
    {                                                                        \
        (void)self;                                                          \
        return args_check_count(#name, n, 2, 2)                              \
                   ? number_##function(args[0], args[1], NONE)               \
                   : NULL;                                                   \
    }
TWO(add)
TWO_AS(sub, subtract)
TWO_AS(mul, multiply)
TWO_AS(matmul, matrix_multiply)
TWO_AS(floordiv, floor_divide)
TWO_AS(truediv, true_divide)
TWO_AS(mod, remainder)
TWO(lshift)
TWO(rshift)
TWO_AS(and_, and)
TWO_AS(or_, or)
TWO(xor)
POWER(pow, power)
TWO_AS(iadd, inplace_add)
TWO_AS(isub, inplace_subtract)
TWO_AS(imul, inplace_multiply)
TWO_AS(imatmul, inplace_matrix_multiply)
TWO_AS(ifloordiv, inplace_floor_divide)
TWO_AS(itruediv, inplace_true_divide)
TWO_AS(imod, inplace_remainder)
TWO_AS(ilshift, inplace_lshift)
TWO_AS(irshift, inplace_rshift)
TWO_AS(iand, inplace_and)
TWO_AS(ior, inplace_or)
TWO_AS(ixor, inplace_xor)
POWER(ipow, inplace_power)
#undef TWO
#undef TWO_AS
#undef POWER

#define ONE(name, expression)                                                \
    static Object *o_##name(Object *self, Object *a)                         \
    {                                                                        \
        (void)self;                                                          \
        return expression;                                                   \
    }
static Object *
as_bool(int answer)
{
    return answer < 0 ? NULL : bool_new(answer != 0);
}
ONE(neg, number_negative(a))
ONE(pos, number_positive(a))
ONE(abs, number_absolute(a))
ONE(invert, number_invert(a))
ONE(inv, number_invert(a))
ONE(index, number_index(a))
ONE(truth, as_bool(object_is_true(a)))
ONE(not_, as_bool(object_not(a)))
#undef ONE

#define COMPARE(name, op)                                                    \
    static Object *o_##name(Object *self, Object *const *args, ssize_t n)    \
    {                                                                        \
        (void)self;                                                          \
        return args_check_count(#name, n, 2, 2)                              \
                   ? object_richcompare(args[0], args[1], op)                \
                   : NULL;                                                   \
    }
COMPARE(lt, CMP_LT)
COMPARE(le, CMP_LE)
COMPARE(eq, CMP_EQ)
COMPARE(ne, CMP_NE)
COMPARE(gt, CMP_GT)
COMPARE(ge, CMP_GE)
#undef COMPARE

static Object *
o_is_(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    return args_check_count("is_", n, 2, 2) ? bool_new(args[0] == args[1])
                                            : NULL;
}

static Object *
o_is_not(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    return args_check_count("is_not", n, 2, 2) ? bool_new(args[0] != args[1])
                                               : NULL;
}

static Object *
o_contains(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    return args_check_count("contains", n, 2, 2)
               ? as_bool(sequence_contains(args[0], args[1]))
               : NULL;
}

static Object *
o_concat(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    return args_check_count("concat", n, 2, 2)
               ? sequence_concat(args[0], args[1])
               : NULL;
}

static Object *
o_iconcat(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    if (!args_check_count("iconcat", n, 2, 2)) {
        return NULL;
    }
    SequenceSlots *slots = TYPE_OF(args[0])->sequence;
    bool can = slots != NULL &&
               (slots->inplace_concat != NULL || slots->concat != NULL);
    if (!can && !(sequence_check(args[0]) && sequence_check(args[1]))) {
        return error_format(EXC(TypeError),
                            "'%.200s' object can't be concatenated",
                            TYPE_OF(args[0])->name);
    }
    return number_inplace_add(args[0], args[1]);
}

static Object *
o_getitem(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    return args_check_count("getitem", n, 2, 2)
               ? object_getitem(args[0], args[1])
               : NULL;
}

static Object *
o_setitem(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    return args_check_count("setitem", n, 3, 3) &&
                   object_setitem(args[0], args[1], args[2]) == 0
               ? none_new()
               : NULL;
}

static Object *
o_delitem(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    return args_check_count("delitem", n, 2, 2) &&
                   object_delitem(args[0], args[1]) == 0
               ? none_new()
               : NULL;
}

// Counts (index false) or finds `value` in any iterable.
static Object *
search(Object *iterable, Object *value, bool index)
{
    Object *iterator = iter_new(iterable), *item;
    ssize_t at = 0, count = 0;
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_format(EXC(TypeError),
                         "argument of type '%.200s' is not iterable",
                         TYPE_OF(iterable)->name);
        }
        return NULL;
    }
    int equal = 0;
    while ((item = iter_next(iterator)) != NULL) {
        equal = object_richcompare_bool(item, value, CMP_EQ);
        ref_dec(item);
        if (equal < 0 || (equal > 0 && index)) {
            break;
        }
        count += equal;
        at++;
    }
    ref_dec(iterator);
    if (equal < 0 || error_occurred()) {
        return NULL;
    }
    if (!index) {
        return int_from_ssize(count);
    }
    return equal > 0 ? int_from_ssize(at)
                     : error_set_text(EXC(ValueError),
                                      "sequence.index(x): x not in "
                                      "sequence");
}

static Object *
o_countOf(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    return args_check_count("countOf", n, 2, 2)
               ? search(args[0], args[1], false)
               : NULL;
}

static Object *
o_indexOf(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    return args_check_count("indexOf", n, 2, 2)
               ? search(args[0], args[1], true)
               : NULL;
}

static Object *
o_length_hint(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    if (!args_check_count("length_hint", n, 1, 2)) {
        return NULL;
    }
    if (n == 2 && !number_has_index(args[1])) {
        return error_format(EXC(TypeError),
                            "'%.200s' object cannot be interpreted as an "
                            "integer", TYPE_OF(args[1])->name);
    }
    ssize_t otherwise = n == 2 ? number_as_argument(args[1])
                               : 0;
    if (otherwise == -1 && error_occurred()) {
        return NULL;
    }
    ssize_t hint = object_length_hint(args[0], otherwise);
    return hint == -1 && error_occurred() ? NULL : int_from_ssize(hint);
}

static Object *
o_call(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    return nargs < 1 ? error_set_text(EXC(TypeError),
                                      "call expected at least 1 argument, "
                                      "got 0")
                     : call_vector(args[0], args + 1, (size_t)nargs - 1,
                                   kwnames);
}

// Takes as long for different texts as for equal ones.
static Object *
o__compare_digest(Object *self, Object *const *args, ssize_t n)
{
    (void)self;
    BufferView a, b;
    if (!args_check_count("_compare_digest", n, 2, 2)) {
        return NULL;
    }
    bool texts = str_check(args[0]) && str_check(args[1]);
    if (texts && !(str_is_ascii(args[0]) && str_is_ascii(args[1]))) {
        return error_set_text(EXC(TypeError), "comparing strings with "
                                              "non-ASCII characters is not "
                                              "supported");
    }
    if (!texts && (!buffer_check(args[0]) || !buffer_check(args[1]))) {
        return error_format(EXC(TypeError),
                            "unsupported operand types(s) or combination of "
                            "types: '%.100s' and '%.100s'",
                            TYPE_OF(args[0])->name, TYPE_OF(args[1])->name);
    }
    Object *x = texts ? str_encode(args[0], NULL, NULL) : ref_new(args[0]);
    Object *y = texts ? str_encode(args[1], NULL, NULL) : ref_new(args[1]);
    Object *result = NULL;
    if (x != NULL && y != NULL && buffer_get(x, &a, BUFFER_SIMPLE) == 0) {
        if (buffer_get(y, &b, BUFFER_SIMPLE) == 0) {
            const unsigned char *p = a.buf, *q = b.buf;
            volatile unsigned char difference = a.len != b.len;
            for (ssize_t i = 0; i < b.len; i++) {
                difference |= (a.len == b.len ? p[i] : q[i]) ^ q[i];
            }
            result = bool_new(difference == 0);
            buffer_release(&b);
        }
        buffer_release(&a);
    }
    ref_xdec(x);
    ref_xdec(y);
    return result;
}

static MethodDef functions[] = {
#define ONE(name, doc)                                                       \
    {#name, o_##name, METH_O, #name "($module, a, /)\n--\n\n" doc}
#define TWO(name, doc)                                                       \
    {#name, METHOD(o_##name), METH_FASTCALL,                                 \
     #name "($module, a, b, /)\n--\n\n" doc}
    TWO(add, "Same as a + b."), TWO(sub, "Same as a - b."),
    TWO(mul, "Same as a * b."), TWO(matmul, "Same as a @ b."),
    TWO(floordiv, "Same as a // b."), TWO(truediv, "Same as a / b."),
    TWO(mod, "Same as a % b."), TWO(lshift, "Same as a << b."),
    TWO(rshift, "Same as a >> b."), TWO(and_, "Same as a & b."),
    TWO(or_, "Same as a | b."), TWO(xor, "Same as a ^ b."),
    TWO(pow, "Same as a ** b."), TWO(iadd, "Same as a += b."),
    TWO(isub, "Same as a -= b."), TWO(imul, "Same as a *= b."),
    TWO(imatmul, "Same as a @= b."), TWO(ifloordiv, "Same as a //= b."),
    TWO(itruediv, "Same as a /= b."), TWO(imod, "Same as a %= b."),
    TWO(ilshift, "Same as a <<= b."), TWO(irshift, "Same as a >>= b."),
    TWO(iand, "Same as a &= b."), TWO(ior, "Same as a |= b."),
    TWO(ixor, "Same as a ^= b."), TWO(ipow, "Same as a **= b."),
    TWO(lt, "Same as a < b."), TWO(le, "Same as a <= b."),
    TWO(eq, "Same as a == b."), TWO(ne, "Same as a != b."),
    TWO(gt, "Same as a > b."), TWO(ge, "Same as a >= b."),
    TWO(is_, "Same as a is b."), TWO(is_not, "Same as a is not b."),
    TWO(contains, "Same as b in a (note reversed operands)."),
    TWO(concat, "Same as a + b, for a and b sequences."),
    TWO(iconcat, "Same as a += b, for a and b sequences."),
    TWO(getitem, "Same as a[b]."), TWO(delitem, "Same as del a[b]."),
    TWO(countOf, "Return the number of items in a which are, or which "
                 "equal, b."),
    TWO(indexOf, "Return the first index of b in a."),
    TWO(_compare_digest, "Return 'a == b'."),
    ONE(neg, "Same as -a."), ONE(pos, "Same as +a."),
    ONE(abs, "Same as abs(a)."), ONE(invert, "Same as ~a."),
    ONE(inv, "Same as ~a."), ONE(index, "Same as a.__index__()"),
    ONE(truth, "Return True if a is true, False otherwise."),
    ONE(not_, "Same as not a."),
#undef ONE
#undef TWO
    {"setitem", METHOD(o_setitem), METH_FASTCALL,
     "setitem($module, a, b, c, /)\n--\n\nSame as a[b] = c."},
    {"length_hint", METHOD(o_length_hint), METH_FASTCALL,
     "length_hint($module, obj, default=0, /)\n--\n\nReturn an estimate of "
     "the number of items in obj."},
    {"call", METHOD(o_call), METH_FASTCALL | METH_KEYWORDS,
     "call($module, obj, /, *args, **kwargs)\n--\n\nSame as "
     "obj(*args, **kwargs)."},
    {NULL, NULL, 0, NULL}};

Object *
operator_module_new(void)
{
    Object *m = module_new("_operator");
    if (m == NULL || type_ready(&itemgetter_type) < 0 ||
        type_ready(&attrgetter_type) < 0 ||
        type_ready(&methodcaller_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add_text(m, "__doc__", "Operator interface.\n\nThis module "
                                      "exports a set of functions "
                                      "implemented in C corresponding\nto "
                                      "the intrinsic operators of Python.  "
                                      "For example, operator.add(x, y)\nis "
                                      "equivalent to the expression x+y.") <
            0 ||
        module_add(m, "itemgetter", ref_new(&itemgetter_type)) < 0 ||
        module_add(m, "attrgetter", ref_new(&attrgetter_type)) < 0 ||
        module_add(m, "methodcaller", ref_new(&methodcaller_type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
