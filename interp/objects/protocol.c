/* What every object can do: repr, hash, comparison, truth, length. */
#include "interp/objects/protocol.h"

#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/int.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

// ---------------------------------------------------------------- str, repr

Object *
object_repr(Object *o)
{
    if (o == NULL) {
        return str_from_text("<NULL>");
    }
    if (o->type->repr == NULL) {
        return str_from_format("<%s object at %p>", o->type->name, o);
    }
    if (recursion_enter(" while getting the repr of an object") < 0) {
        return NULL;
    }
    Object *text = o->type->repr(o);
    recursion_leave();
    if (text != NULL && !str_check(text)) {
        error_format(EXC(TypeError),
                     "__repr__ returned non-string (type %.200s)",
                     text->type->name);
        REF_CLEAR(text);
    }
    return text;
}

Object *
object_str(Object *o)
{
    if (o == NULL) {
        return str_from_text("<NULL>");
    }
    if (str_check_exact(o)) {
        return ref_new(o);
    }
    if (o->type->str == NULL) {
        return object_repr(o);
    }
    if (recursion_enter(" while getting the str of an object") < 0) {
        return NULL;
    }
    Object *text = o->type->str(o);
    recursion_leave();
    if (text != NULL && !str_check(text)) {
        error_format(EXC(TypeError),
                     "__str__ returned non-string (type %.200s)",
                     text->type->name);
        REF_CLEAR(text);
    }
    return text;
}

Object *
object_ascii(Object *o)
{
    Object *text = object_repr(o);
    if (text == NULL || str_is_ascii(text)) {
        return text;
    }
    Object *ascii = str_ascii_of(text);
    ref_dec(text);
    return ascii;
}

Object *
object_format(Object *o, Object *spec)
{
    if (spec == NULL || str_length(spec) == 0) {
        if (str_check_exact(o)) {
            return ref_new(o);
        }
        if (int_check_exact(o)) {
            return object_str(o);
        }
    }
    Object *empty = NULL;
    if (spec == NULL) {
        spec = empty = str_new(0, 0);
        if (empty == NULL) {
            return NULL;
        }
    }
    Object *result = NULL;
    Object *method = lookup_special(o, dn_format);
    if (method == NULL) {
        if (!error_occurred()) {
            error_format(EXC(TypeError),
                         "Type %.100s doesn't define __format__",
                         o->type->name);
        }
    } else {
        result = call_one(method, spec);
        ref_dec(method);
        if (result != NULL && !str_check(result)) {
            error_format(EXC(TypeError),
                         "__format__ must return a str, not %.200s",
                         result->type->name);
            REF_CLEAR(result);
        }
    }
    ref_xdec(empty);
    return result;
}

Object *
object_bytes(Object *o)
{
    if (bytes_check_exact(o)) {
        return ref_new(o);
    }
    Object *method = lookup_special(o, dn_bytes);
    if (method != NULL) {
        Object *result = call_none(method);
        ref_dec(method);
        if (result != NULL && !bytes_check(result)) {
            error_format(EXC(TypeError),
                         "__bytes__ returned non-bytes (type %.200s)",
                         result->type->name);
            REF_CLEAR(result);
        }
        return result;
    }
    return error_occurred() ? NULL : bytes_from_object(o);
}

HashValue
hash_pointer(const void *o)
{
    uintptr_t id = o == NULL ? 0 : object_id(o);
    HashValue hash = (HashValue)(id >> 4 | id << 60);
    return hash == -1 ? -2 : hash;
}

HashValue
hash_not_implemented(Object *o)
{
    error_format(EXC(TypeError), "unhashable type: '%.200s'", o->type->name);
    return -1;
}

HashValue
object_hash(Object *o)
{
    return o->type->hash != NULL ? o->type->hash(o)
                                 : hash_not_implemented(o);
}

// --------------------------------------------------------------- comparison

static Object *
compare(Object *a, Object *b, int op)
{
    static const int swapped[] = {CMP_GT, CMP_GE, CMP_EQ,
                                  CMP_NE, CMP_LT, CMP_LE};
    static const char *const symbols[] = {"<", "<=", "==", "!=", ">", ">="};
    bool reverse_done = false;
    RichCompareFunc f = b->type->richcompare;
    if (a->type != b->type && f != NULL &&
        type_is_subtype(b->type, a->type)) {
        reverse_done = true;
        Object *result = f(b, a, swapped[op]);
        if (result != NOT_IMPLEMENTED) {
            return result;
        }
        ref_dec(result);
    }
    f = a->type->richcompare;
    if (f != NULL) {
        Object *result = f(a, b, op);
        if (result != NOT_IMPLEMENTED) {
            return result;
        }
        ref_dec(result);
    }
    f = b->type->richcompare;
    if (!reverse_done && f != NULL) {
        Object *result = f(b, a, swapped[op]);
        if (result != NOT_IMPLEMENTED) {
            return result;
        }
        ref_dec(result);
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return bool_new((a == b) == (op == CMP_EQ));
    }
    return error_format(EXC(TypeError),
                        "'%s' not supported between instances of '%.100s' "
                        "and '%.100s'", symbols[op], a->type->name,
                        b->type->name);
}

Object *
object_richcompare(Object *a, Object *b, int op)
{
    if (recursion_enter(" in comparison") < 0) {
        return NULL;
    }
    Object *result = compare(a, b, op);
    recursion_leave();
    return result;
}

// Two short ints, or whether two strings are equal; -1: to be asked of their
// type.
static inline int
compare_plain(Object *a, Object *b, int op)
{
    if (TYPE_OF(a) != TYPE_OF(b)) {
        return -1;
    }
    if (TYPE_OF(a) == &int_type && int_is_short(a) && int_is_short(b)) {
        ssize_t x = int_short_value(a), y = int_short_value(b);
        switch (op) {
        case CMP_LT: return x < y;
        case CMP_LE: return x <= y;
        case CMP_EQ: return x == y;
        case CMP_NE: return x != y;
        case CMP_GT: return x > y;
        default: return x >= y;
        }
    }
    if (TYPE_OF(a) == &str_type && (op == CMP_EQ || op == CMP_NE)) {
        return str_equal(a, b) == (op == CMP_EQ);
    }
    return -1;
}

int
object_richcompare_bool(Object *a, Object *b, int op)
{
    if (a == b) {
        if (op == CMP_EQ) {
            return 1;
        }
        if (op == CMP_NE) {
            return 0;
        }
    }
    int known = compare_plain(a, b, op);
    if (known >= 0) {
        return known;
    }
    Object *result = object_richcompare(a, b, op);
    if (result == NULL) {
        return -1;
    }
    int truth = bool_check(result) ? result == TRUE : object_is_true(result);
    ref_dec(result);
    return truth;
}

int
object_is_true(Object *o)
{
    if (o == TRUE) {
        return 1;
    }
    if (o == FALSE || o == NONE) {
        return 0;
    }
    Type *type = o->type;
    if (type == &int_type) {
        return int_size(o) != 0;
    }
    ssize_t result;
    if (type->number != NULL && type->number->boolean != NULL) {
        result = type->number->boolean(o);
    } else if (type->mapping != NULL && type->mapping->length != NULL) {
        result = type->mapping->length(o);
    } else if (type->sequence != NULL && type->sequence->length != NULL) {
        result = type->sequence->length(o);
    } else {
        return 1;
    }
    return result > 0 ? 1 : (int)result;
}

int
object_not(Object *o)
{
    int truth = object_is_true(o);
    return truth < 0 ? truth : !truth;
}

bool
object_is_callable(Object *o)
{
    return o->type->call != NULL;
}

// ------------------------------------------------------------------- length

ssize_t
object_length(Object *o)
{
    Type *type = o->type;
    if (type->sequence != NULL && type->sequence->length != NULL) {
        return type->sequence->length(o);
    }
    if (type->mapping != NULL && type->mapping->length != NULL) {
        return type->mapping->length(o);
    }
    error_format(EXC(TypeError), "object of type '%.200s' has no len()",
                 type->name);
    return -1;
}

// What o.__length_hint__() answers; NULL without an error: there is none, or
// with one. Those of the built-in iterators are called as they are.
static Object *
call_length_hint(Object *o, bool *called)
{
    Object *method = type_lookup(o->type, dn_length_hint);
    *called = method != NULL && method->type == &method_descriptor_type;
    if (*called) {
        return call_vector(method, &o, 1, NULL);
    }
    method = lookup_special(o, dn_length_hint);
    *called = method != NULL;
    Object *result = method == NULL ? NULL : call_none(method);
    ref_xdec(method);
    return result;
}

ssize_t
object_length_hint(Object *o, ssize_t otherwise)
{
    Type *type = o->type;
    if ((type->sequence != NULL && type->sequence->length != NULL) ||
        (type->mapping != NULL && type->mapping->length != NULL)) {
        ssize_t n = object_length(o);
        if (n >= 0) {
            return n;
        }
        if (!error_matches(EXC(TypeError))) {
            return -1;
        }
        error_clear();
    }
    bool called;
    Object *result = call_length_hint(o, &called);
    if (!called) {
        return error_occurred() ? -1 : otherwise;
    }
    if (result == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_clear();
            return otherwise;
        }
        return -1;
    }
    ssize_t n = otherwise;
    if (result != NOT_IMPLEMENTED) {
        if (!int_check(result)) {
            error_format(EXC(TypeError),
                         "__length_hint__ must be an integer, not %.100s",
                         result->type->name);
            n = -1;
        } else {
            n = int_as_ssize(result);
            if (n < 0 && !error_occurred()) {
                error_set_text(EXC(ValueError),
                               "__length_hint__() should return >= 0");
                n = -1;
            }
        }
    }
    ref_dec(result);
    return n;
}

Object *
object_self(Object *o)
{
    return ref_new(o);
}

void
object_value_join(char *out, size_t size, const char *first,
                  const char *second, const char *third)
{
    const char *const texts[] = {first, second, third};
    char *end = out + size - 1;
    for (int i = 0; i < 3; i++) {
        size_t n = strnlen(texts[i], (size_t)(end - out));
        memcpy(out, texts[i], n);
        out += n;
    }
    *out = '\0';
}
