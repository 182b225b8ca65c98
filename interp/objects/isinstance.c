/* isinstance and issubclass. */
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// __bases__ as a tuple (new), NULL without an error if there is none.
static Object *
bases_of(Object *cls)
{
    Object *bases;
    if (object_lookup_attr(cls, dn_bases, &bases) <= 0) {
        return NULL;
    }
    if (!tuple_check(bases)) {
        ref_dec(bases);
        return NULL;
    }
    return bases;
}

static int
derives(Object *derived, Object *cls)
{
    if (derived == cls) {
        return 1;
    }
    Object *bases = bases_of(derived);
    if (bases == NULL) {
        return error_occurred() ? -1 : 0;
    }
    int result = 0;
    for (ssize_t i = 0; result == 0 && i < tuple_size(bases); i++) {
        result = derives(tuple_get(bases, i), cls);
    }
    ref_dec(bases);
    return result;
}

static bool
check_class(Object *cls, const char *message)
{
    Object *bases = bases_of(cls);
    if (bases == NULL) {
        if (!error_occurred()) {
            error_set_text(EXC(TypeError), message);
        }
        return false;
    }
    ref_dec(bases);
    return true;
}

int
object_real_is_instance(Object *o, Object *cls)
{
    if (type_check(cls)) {
        if (object_type_check(o, (Type *)cls)) {
            return 1;
        }
        Object *claimed;
        int found = object_lookup_attr(o, dn_class, &claimed);
        if (found <= 0) {
            return found;
        }
        int result = claimed != OBJ(o->type) && type_check(claimed) &&
                     type_is_subtype((Type *)claimed, (Type *)cls);
        ref_dec(claimed);
        return result;
    }
    if (!check_class(cls, "isinstance() arg 2 must be a type, a tuple of "
                          "types, or a union")) {
        return -1;
    }
    Object *claimed;
    int found = object_lookup_attr(o, dn_class, &claimed);
    if (found <= 0) {
        return found;
    }
    int result = derives(claimed, cls);
    ref_dec(claimed);
    return result;
}

int
object_real_is_subclass(Object *derived, Object *cls)
{
    if (type_check(cls) && type_check(derived)) {
        return type_is_subtype((Type *)derived, (Type *)cls);
    }
    if (!check_class(derived, "issubclass() arg 1 must be a class") ||
        !check_class(cls, "issubclass() arg 2 must be a class, a tuple of "
                          "classes, or a union")) {
        return -1;
    }
    return derives(derived, cls);
}

static int
ask(Object *o, Object *cls, Object *method_name, const char *where,
    int (*itself)(Object *, Object *), int (*real)(Object *, Object *))
{
    if (TYPE_OF(cls) == &type_type) {
        return o == cls && itself == object_is_subclass ? 1 : real(o, cls);
    }
    if (tuple_check(cls)) {
        if (recursion_enter(where) < 0) {
            return -1;
        }
        int result = 0;
        for (ssize_t i = 0; result == 0 && i < tuple_size(cls); i++) {
            result = itself(o, tuple_get(cls, i));
        }
        recursion_leave();
        return result;
    }
    Object *checker = lookup_special(cls, method_name);
    if (checker != NULL) {
        if (recursion_enter(where) < 0) {
            ref_dec(checker);
            return -1;
        }
        Object *answer = call_one(checker, o);
        recursion_leave();
        ref_dec(checker);
        if (answer == NULL) {
            return -1;
        }
        int truth = object_is_true(answer);
        ref_dec(answer);
        return truth;
    }
    return error_occurred() ? -1 : real(o, cls);
}

int
object_is_instance(Object *o, Object *cls)
{
    if (OBJ(o->type) == cls) {
        return 1;
    }
    return ask(o, cls, dn_instancecheck, " in __instancecheck__",
               object_is_instance, object_real_is_instance);
}

int
object_is_subclass(Object *derived, Object *cls)
{
    return ask(derived, cls, dn_subclasscheck, " in __subclasscheck__",
               object_is_subclass, object_real_is_subclass);
}
