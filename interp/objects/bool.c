/* The bool type, and its two ints. */
#include "interp/objects/bool.h"

#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

static Object *
slot_repr(Object *o)
{
    return str_intern_text(o == TRUE ? "True" : "False");
}

static void
slot_value_text(Object *o, char *out, size_t size)
{
    snprintf(out, size, "%s", o == TRUE ? "True" : "False");
}

static Object *
slot_new(Type *type UNUSED, Object *args, Object *kwargs)
{
    if (!args_no_keywords("bool", kwargs)
        || !args_check_count("bool", tuple_size(args), 0, 1)) {
        return NULL;
    }
    int truth = tuple_size(args) == 0 ? 0
                                      : object_is_true(tuple_get(args, 0));
    return truth < 0 ? NULL : bool_new(truth != 0);
}

static Object *
slot_vectorcall(Object *type UNUSED, Object *const *args, size_t nargsf,
                Object *kwnames)
{
    ssize_t n = call_nargs(nargsf);
    if (!args_no_kwnames("bool", kwnames) ||
        !args_check_count("bool", n, 0, 1)) {
        return NULL;
    }
    int truth = n == 0 ? 0 : object_is_true(args[0]);
    return truth < 0 ? NULL : bool_new(truth != 0);
}

/* Two bools give a bool, anything else is the int's business. */
#define LOGIC(name, slot, op)                                                \
    static Object *name(Object *a, Object *b)                                \
    {                                                                        \
        if (!bool_check(a) || !bool_check(b)) {                              \
            return int_type.number->slot(a, b);                              \
        }                                                                    \
        return bool_new((a == TRUE)op(b == TRUE));                           \
    }

LOGIC(slot_and, and_, &)
LOGIC(slot_or, or_, |)
LOGIC(slot_xor, xor_, !=)

static NumberSlots bool_number = {
    .and_ = slot_and,
    .or_ = slot_or,
    .xor_ = slot_xor,
};

STATIC_OBJECT Type bool_type = {
    TYPE_HEAD_INIT,
    .name = "bool",
    .basicsize = sizeof(Int), // CPython: for lack of a word; an int's size_of
    .itemsize = sizeof(uint32_t),
    .value_text = slot_value_text,
    .repr = slot_repr,
    .number = &bool_number,
    .doc = "bool(x) -> bool\n\n"
           "True when the argument is true, else False. The class bool has "
           "no\nother instances and cannot be subclassed.",
    .base = &int_type,
    .new_ = slot_new,
    .vectorcall = slot_vectorcall,
};

STATIC_OBJECT Int true_object = {{{REFCOUNT_IMMORTAL, &bool_type}, 1}, {1}};
STATIC_OBJECT Int false_object = {{{REFCOUNT_IMMORTAL, &bool_type}, 0}, {0}};
