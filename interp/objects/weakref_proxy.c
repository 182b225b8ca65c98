/* Weak proxies: every slot forwards to what the reference refers to. */
#include "gc/collector.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/weakref_core.h"

// The object itself, or what a proxy stands for: new; NULL with
// ReferenceError.
static Object *
unwrap(Object *o)
{
    if (!weakref_is_proxy(o)) {
        return ref_new(o);
    }
    Object *target = weakref_target(o);
    if (target == NULL) {
        error_set_text(EXC(ReferenceError),
                       "weakly-referenced object no longer exists");
    }
    return target;
}

#define PROXY_UNARY(name, function)                                          \
    static Object *proxy_##name(Object *self)                                \
    {                                                                        \
        Object *o = unwrap(self);                                            \
        if (o == NULL) {                                                     \
            return NULL;                                                     \
        }                                                                    \
        Object *result = function(o);                                        \
        ref_dec(o);                                                          \
        return result;                                                       \
    }

#define PROXY_BINARY(name, function)                                         \
    static Object *proxy_##name(Object *a, Object *b)                        \
    {                                                                        \
        Object *x = unwrap(a);                                               \
        Object *y = x == NULL ? NULL : unwrap(b);                            \
        Object *result = y == NULL ? NULL : function(x, y);                  \
        ref_xdec(x);                                                         \
        ref_xdec(y);                                                         \
        return result;                                                       \
    }

#define PROXY_TERNARY(name, function)                                        \
    static Object *proxy_##name(Object *a, Object *b, Object *c)             \
    {                                                                        \
        Object *x = unwrap(a);                                               \
        Object *y = x == NULL ? NULL : unwrap(b);                            \
        Object *z = y == NULL || c == NULL ? NULL : unwrap(c);               \
        Object *result = y == NULL || (z == NULL && c != NULL)               \
                             ? NULL                                          \
                             : function(x, y, z);                            \
        ref_xdec(x);                                                         \
        ref_xdec(y);                                                         \
        ref_xdec(z);                                                         \
        return result;                                                       \
    }

PROXY_BINARY(getattro, object_getattr)
PROXY_UNARY(str, object_str)
PROXY_TERNARY(call, call_object)
PROXY_BINARY(add, number_add)
PROXY_BINARY(subtract, number_subtract)
PROXY_BINARY(multiply, number_multiply)
PROXY_BINARY(remainder, number_remainder)
PROXY_BINARY(divmod, number_divmod)
PROXY_TERNARY(power, number_power)
PROXY_UNARY(negative, number_negative)
PROXY_UNARY(positive, number_positive)
PROXY_UNARY(absolute, number_absolute)
PROXY_UNARY(invert, number_invert)
PROXY_BINARY(lshift, number_lshift)
PROXY_BINARY(rshift, number_rshift)
PROXY_BINARY(and, number_and)
PROXY_BINARY(xor, number_xor)
PROXY_BINARY(or, number_or)
PROXY_UNARY(int, number_int)
PROXY_UNARY(float, number_float)
PROXY_BINARY(inplace_add, number_inplace_add)
PROXY_BINARY(inplace_subtract, number_inplace_subtract)
PROXY_BINARY(inplace_multiply, number_inplace_multiply)
PROXY_BINARY(inplace_remainder, number_inplace_remainder)
PROXY_TERNARY(inplace_power, number_inplace_power)
PROXY_BINARY(inplace_lshift, number_inplace_lshift)
PROXY_BINARY(inplace_rshift, number_inplace_rshift)
PROXY_BINARY(inplace_and, number_inplace_and)
PROXY_BINARY(inplace_xor, number_inplace_xor)
PROXY_BINARY(inplace_or, number_inplace_or)
PROXY_BINARY(floor_divide, number_floor_divide)
PROXY_BINARY(true_divide, number_true_divide)
PROXY_BINARY(inplace_floor_divide, number_inplace_floor_divide)
PROXY_BINARY(inplace_true_divide, number_inplace_true_divide)
PROXY_UNARY(index, number_index)
PROXY_BINARY(matrix_multiply, number_matrix_multiply)
PROXY_BINARY(inplace_matrix_multiply, number_inplace_matrix_multiply)
PROXY_BINARY(getitem, object_getitem)
PROXY_UNARY(iter, iter_new)

static Object *
proxy_repr(Object *self)
{
    Object *target = ((WeakRef *)self)->target;
    return str_from_format("<weakproxy at %p to %s at %p>", self,
                           target->type->name, (void *)object_id(target));
}

static int
proxy_setattro(Object *self, Object *name, Object *value)
{
    Object *o = unwrap(self);
    if (o == NULL) {
        return -1;
    }
    int result = object_setattr(o, name, value);
    ref_dec(o);
    return result;
}

static Object *
proxy_richcompare(Object *a, Object *b, int op)
{
    Object *x = unwrap(a);
    Object *y = x == NULL ? NULL : unwrap(b);
    Object *result = y == NULL ? NULL : object_richcompare(x, y, op);
    ref_xdec(x);
    ref_xdec(y);
    return result;
}

static int
proxy_boolean(Object *self)
{
    Object *o = unwrap(self);
    if (o == NULL) {
        return -1;
    }
    int result = object_is_true(o);
    ref_dec(o);
    return result;
}

static int
proxy_contains(Object *self, Object *item)
{
    Object *o = unwrap(self);
    if (o == NULL) {
        return -1;
    }
    int result = sequence_contains(o, item);
    ref_dec(o);
    return result;
}

static ssize_t
proxy_length(Object *self)
{
    Object *o = unwrap(self);
    if (o == NULL) {
        return -1;
    }
    ssize_t result = object_length(o);
    ref_dec(o);
    return result;
}

static int
proxy_setitem(Object *self, Object *key, Object *value)
{
    Object *o = unwrap(self);
    if (o == NULL) {
        return -1;
    }
    int result = value == NULL ? object_delitem(o, key)
                               : object_setitem(o, key, value);
    ref_dec(o);
    return result;
}

static Object *
proxy_iternext(Object *self)
{
    Object *o = unwrap(self);
    if (o == NULL) {
        return NULL;
    }
    Object *result = NULL;
    if (!iter_check(o)) {
        error_format(EXC(TypeError),
                     "Weakref proxy referenced a non-iterator '%.200s' "
                     "object", o->type->name);
    } else {
        result = iter_next(o);
    }
    ref_dec(o);
    return result;
}

static Object *
proxy_bytes(Object *self, Object *unused)
{
    (void)unused;
    Object *o = unwrap(self);
    if (o == NULL) {
        return NULL;
    }
    Object *result = call_method(o, dn_bytes, NULL, 0);
    ref_dec(o);
    return result;
}

static Object *
proxy_reversed(Object *self, Object *unused)
{
    (void)unused;
    Object *o = unwrap(self);
    if (o == NULL) {
        return NULL;
    }
    Object *result = call_method(o, dn_reversed, NULL, 0);
    ref_dec(o);
    return result;
}

static MethodDef proxy_methods[] = {
    {"__bytes__", proxy_bytes, METH_NOARGS, NULL},
    {"__reversed__", proxy_reversed, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static NumberSlots proxy_number = {
    .add = proxy_add,
    .subtract = proxy_subtract,
    .multiply = proxy_multiply,
    .remainder = proxy_remainder,
    .divmod = proxy_divmod,
    .power = proxy_power,
    .negative = proxy_negative,
    .positive = proxy_positive,
    .absolute = proxy_absolute,
    .boolean = proxy_boolean,
    .invert = proxy_invert,
    .lshift = proxy_lshift,
    .rshift = proxy_rshift,
    .and_ = proxy_and,
    .xor_ = proxy_xor,
    .or_ = proxy_or,
    .int_ = proxy_int,
    .float_ = proxy_float,
    .inplace_add = proxy_inplace_add,
    .inplace_subtract = proxy_inplace_subtract,
    .inplace_multiply = proxy_inplace_multiply,
    .inplace_remainder = proxy_inplace_remainder,
    .inplace_power = proxy_inplace_power,
    .inplace_lshift = proxy_inplace_lshift,
    .inplace_rshift = proxy_inplace_rshift,
    .inplace_and = proxy_inplace_and,
    .inplace_xor = proxy_inplace_xor,
    .inplace_or = proxy_inplace_or,
    .floor_divide = proxy_floor_divide,
    .true_divide = proxy_true_divide,
    .inplace_floor_divide = proxy_inplace_floor_divide,
    .inplace_true_divide = proxy_inplace_true_divide,
    .index = proxy_index,
    .matrix_multiply = proxy_matrix_multiply,
    .inplace_matrix_multiply = proxy_inplace_matrix_multiply,
};

static SequenceSlots proxy_sequence = {
    .length = proxy_length,
    .contains = proxy_contains,
};

static MappingSlots proxy_mapping = {
    .length = proxy_length,
    .subscript = proxy_getitem,
    .ass_subscript = proxy_setitem,
};

#define PROXY_SLOTS                                                          \
    .basicsize = sizeof(WeakRef), .dealloc = weakref_dealloc,                \
    .edges = weakref_edges, .repr = proxy_repr, .number = &proxy_number,     \
    .sequence = &proxy_sequence, .mapping = &proxy_mapping,                  \
    .hash = hash_not_implemented, .str = proxy_str,                          \
    .getattro = proxy_getattro, .setattro = proxy_setattro,                  \
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC, .traverse = weakref_traverse,      \
    .clear = weakref_clear, .richcompare = proxy_richcompare,                \
    .iter = proxy_iter, .iternext = proxy_iternext,                          \
    .methods = proxy_methods

STATIC_OBJECT Type weakref_proxy_type = {
    TYPE_HEAD_INIT,
    .name = "weakref.ProxyType",
    PROXY_SLOTS,
};

STATIC_OBJECT Type weakref_callable_proxy_type = {
    TYPE_HEAD_INIT,
    .name = "weakref.CallableProxyType",
    .call = proxy_call,
    PROXY_SLOTS,
};
