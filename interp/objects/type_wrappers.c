/* Wrappers: C slots called from Python, as in `int.__add__(1, 2)`. Each
 * takes (self, tuple of arguments, the C function, keywords). */
#include "interp/objects/type_wrappers.h"

#include "interp/objects/bool.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static bool
count_is(Object *args, ssize_t n)
{
    ssize_t have = tuple_size(args);
    if (have != n) {
        // CPython unpacks two arguments for a function without a name.
        error_format(EXC(TypeError), "%sexpected %zd argument%s, got %zd",
                     n == 2 ? " " : "", n, n == 1 ? "" : "s", have);
    }
    return have == n;
}

#define ARG(i) tuple_get(args, i)
#define UNUSED_KW (void)kwargs

Object *
wrap_unary(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    return count_is(args, 0) ? ((UnaryFunc)f)(self) : NULL;
}

Object *
wrap_binary(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    return count_is(args, 1) ? ((BinaryFunc)f)(self, ARG(0)) : NULL;
}

Object *
wrap_binary_left(Object *self, Object *args, void *f, Object *kwargs)
{
    return wrap_binary(self, args, f, kwargs);
}

Object *
wrap_binary_right(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    return count_is(args, 1) ? ((BinaryFunc)f)(ARG(0), self) : NULL;
}

static Object *
ternary(Object *self, Object *args, void *f, bool right)
{
    ssize_t n = tuple_size(args);
    if (!args_check_count("", n, 1, 2)) {
        return NULL;
    }
    Object *third = n > 1 ? ARG(1) : NONE;
    return right ? ((TernaryFunc)f)(ARG(0), self, third)
                 : ((TernaryFunc)f)(self, ARG(0), third);
}

Object *
wrap_ternary(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    return ternary(self, args, f, false);
}

Object *
wrap_ternary_right(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    return ternary(self, args, f, true);
}

Object *
wrap_inquiry(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    if (!count_is(args, 0)) {
        return NULL;
    }
    int result = ((InquiryFunc)f)(self);
    return result < 0 && error_occurred() ? NULL : bool_new(result != 0);
}

Object *
wrap_len(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    if (!count_is(args, 0)) {
        return NULL;
    }
    ssize_t n = ((LenFunc)f)(self);
    return n < 0 && error_occurred() ? NULL : int_from_ssize(n);
}

Object *
wrap_hash(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    if (!count_is(args, 0)) {
        return NULL;
    }
    HashValue hash = ((HashFunc)f)(self);
    return hash == -1 && error_occurred() ? NULL : int_from_ssize(hash);
}

Object *
wrap_call(Object *self, Object *args, void *f, Object *kwargs)
{
    return ((TernaryFunc)f)(self, args, kwargs);
}

Object *
wrap_init(Object *self, Object *args, void *f, Object *kwargs)
{
    return ((ObjObjArgFunc)f)(self, args, kwargs) < 0 ? NULL : none_new();
}

Object *
wrap_next(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    if (!count_is(args, 0)) {
        return NULL;
    }
    Object *item = ((UnaryFunc)f)(self);
    if (item == NULL && !error_occurred()) {
        error_set_none(EXC(StopIteration));
    }
    return item;
}

Object *
wrap_del(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    if (!count_is(args, 0)) {
        return NULL;
    }
    ((void (*)(Object *))f)(self);
    return none_new();
}

static Object *
compare(Object *self, Object *args, void *f, int op)
{
    return count_is(args, 1) ? ((RichCompareFunc)f)(self, ARG(0), op) : NULL;
}

#define COMPARE(name, op)                                                    \
    Object *wrap_##name(Object *self, Object *args, void *f, Object *kwargs) \
    {                                                                        \
        UNUSED_KW;                                                           \
        return compare(self, args, f, op);                                   \
    }
COMPARE(lt, CMP_LT)
COMPARE(le, CMP_LE)
COMPARE(eq, CMP_EQ)
COMPARE(ne, CMP_NE)
COMPARE(gt, CMP_GT)
COMPARE(ge, CMP_GE)

// "object.__setattr__(cls, ...)" must not get around the class's own slot.
static bool
is_not_hackable(Object *self, void *f, const char *what)
{
    Type *type = self->type;
    while (type != NULL && (void *)type->setattro == (void *)slot_setattr) {
        type = type->base;
    }
    if (type != NULL && (void *)type->setattro != f) {
        error_format(EXC(TypeError), "can't apply this %s to %s object",
                     what, type->name);
        return false;
    }
    return true;
}

Object *
wrap_setattr(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    if (!count_is(args, 2) || !is_not_hackable(self, f, "__setattr__")) {
        return NULL;
    }
    return ((ObjObjArgFunc)f)(self, ARG(0), ARG(1)) < 0 ? NULL : none_new();
}

Object *
wrap_delattr(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    if (!count_is(args, 1) || !is_not_hackable(self, f, "__delattr__")) {
        return NULL;
    }
    return ((ObjObjArgFunc)f)(self, ARG(0), NULL) < 0 ? NULL : none_new();
}

Object *
wrap_descr_get(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    ssize_t n = tuple_size(args);
    if (!args_check_count("", n, 1, 2)) {
        return NULL;
    }
    Object *o = ARG(0) == NONE ? NULL : ARG(0);
    Object *type = n > 1 && ARG(1) != NONE ? ARG(1) : NULL;
    if (o == NULL && type == NULL) {
        return error_set_text(EXC(TypeError),
                              "__get__(None, None) is invalid");
    }
    return ((TernaryFunc)f)(self, o, type);
}

static Object *
assign(Object *self, Object *args, void *f, ssize_t n)
{
    if (!count_is(args, n)) {
        return NULL;
    }
    Object *value = n == 2 ? ARG(1) : NULL;
    return ((ObjObjArgFunc)f)(self, ARG(0), value) < 0 ? NULL : none_new();
}

Object *
wrap_descr_set(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    return assign(self, args, f, 2);
}

Object *
wrap_descr_delete(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    return assign(self, args, f, 1);
}

Object *
wrap_setitem(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    return assign(self, args, f, 2);
}

Object *
wrap_delitem(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    return assign(self, args, f, 1);
}

Object *
wrap_index(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    if (!count_is(args, 1)) {
        return NULL;
    }
    ssize_t i = number_as_ssize(ARG(0), EXC(OverflowError));
    return i == -1 && error_occurred() ? NULL : ((SizeArgFunc)f)(self, i);
}

// A sequence slot gets indexes that are not negative.
static bool
sequence_index(Object *self, Object *arg, ssize_t *index)
{
    *index = number_as_ssize(arg, EXC(OverflowError));
    if (*index == -1 && error_occurred()) {
        return false;
    }
    SequenceSlots *slots = self->type->sequence;
    if (*index < 0 && slots != NULL && slots->length != NULL) {
        ssize_t n = slots->length(self);
        if (n < 0) {
            return false;
        }
        *index += n;
    }
    return true;
}

Object *
wrap_sequence_item(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    ssize_t i;
    if (!count_is(args, 1) || !sequence_index(self, ARG(0), &i)) {
        return NULL;
    }
    return ((SizeArgFunc)f)(self, i);
}

Object *
wrap_sequence_setitem(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    ssize_t i;
    if (!count_is(args, 2) || !sequence_index(self, ARG(0), &i)) {
        return NULL;
    }
    return ((SizeObjArgFunc)f)(self, i, ARG(1)) < 0 ? NULL : none_new();
}

Object *
wrap_sequence_delitem(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    ssize_t i;
    if (!count_is(args, 1) || !sequence_index(self, ARG(0), &i)) {
        return NULL;
    }
    return ((SizeObjArgFunc)f)(self, i, NULL) < 0 ? NULL : none_new();
}

Object *
wrap_contains(Object *self, Object *args, void *f, Object *kwargs)
{
    UNUSED_KW;
    if (!count_is(args, 1)) {
        return NULL;
    }
    int found = ((ObjObjFunc)f)(self, ARG(0));
    return found < 0 && error_occurred() ? NULL : bool_new(found != 0);
}
