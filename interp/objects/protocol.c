/* What every object can do: repr, comparison, truth, items, iteration. */
#include "interp/objects/protocol.h"

#include <string.h>

#include "gc/collector.h"
#include "gc/record.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/slice.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// ---------------------------------------------------------------- recursion

int
recursion_enter(const char *where)
{
    extern int eval_recursion_error(Thread *, const char *);
    Thread *thread = thread_current;
    char here;
    if (UNLIKELY(thread->recursion_remaining-- <= 0)) {
        int failed = eval_recursion_error(thread, where);
        if (failed < 0) {
            thread->recursion_remaining++;
        }
        return failed;
    }
    if (UNLIKELY(&here < thread->stack_limit)) {
        thread->recursion_remaining++;
        error_format(EXC(RecursionError),
                     "maximum recursion depth exceeded%s", where);
        return -1;
    }
    return 0;
}

void
recursion_leave(void)
{
    thread_current->recursion_remaining++;
}

int
repr_enter(Object *o)
{
    Thread *thread = thread_current;
    if (thread->repr_running == NULL) {
        thread->repr_running = list_new(0);
        RECORD_THREAD_CHANGED();
        if (thread->repr_running == NULL) {
            return -1;
        }
    }
    Object *list = thread->repr_running;
    for (ssize_t i = list_size(list) - 1; i >= 0; i--) {
        if (list_get(list, i) == o) {
            return 1;
        }
    }
    return list_append(list, o);
}

void
repr_leave(Object *o)
{
    Object *list = thread_current->repr_running;
    if (list == NULL) {
        return;
    }
    PendingError saved;
    error_fetch(&saved);
    for (ssize_t i = list_size(list) - 1; i >= 0; i--) {
        if (list_get(list, i) == o) {
            if (list_set_slice(list, i, i + 1, NULL) < 0) {
                error_clear();
            }
            break;
        }
    }
    error_restore(&saved);
}

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

// -------------------------------------------------------------------- items

static bool
class_getitem(Object *o, Object *key, Object **result)
{
    if (!type_check(o)) {
        return false;
    }
    if (o == OBJ(&type_type)) {
        // type[int] as an annotation.
        extern Object *generic_alias_new(Object *, Object *);
        *result = generic_alias_new(o, key);
        return true;
    }
    Object *method;
    if (object_lookup_attr(o, dn_class_getitem, &method) < 0) {
        *result = NULL;
        return true;
    }
    if (method == NULL || method == NONE) {
        ref_xdec(method);
        error_format(EXC(TypeError), "type '%.200s' is not subscriptable",
                     ((Type *)o)->name);
        *result = NULL;
        return true;
    }
    *result = call_one(method, key);
    ref_dec(method);
    return true;
}

Object *
object_getitem(Object *o, Object *key)
{
    Type *type = o->type;
    if (type->mapping != NULL && type->mapping->subscript != NULL) {
        return type->mapping->subscript(o, key);
    }
    if (type->sequence != NULL && type->sequence->item != NULL) {
        if (!number_has_index(key)) {
            return error_format(EXC(TypeError),
                                "sequence index must be integer, not "
                                "'%.200s'", key->type->name);
        }
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        return i == -1 && error_occurred() ? NULL : sequence_getitem(o, i);
    }
    Object *result;
    if (class_getitem(o, key, &result)) {
        return result;
    }
    return error_format(EXC(TypeError),
                        "'%.200s' object is not subscriptable", type->name);
}

static int
assign_item(Object *o, Object *key, Object *value, const char *what)
{
    Type *type = o->type;
    if (type->mapping != NULL && type->mapping->ass_subscript != NULL) {
        return type->mapping->ass_subscript(o, key, value);
    }
    if (type->sequence != NULL) {
        if (number_has_index(key)) {
            ssize_t i = number_as_ssize(key, EXC(IndexError));
            return i == -1 && error_occurred()
                       ? -1
                       : sequence_setitem(o, i, value);
        }
        if (type->sequence->ass_item != NULL) {
            error_format(EXC(TypeError),
                         "sequence index must be integer, not '%.200s'",
                         key->type->name);
            return -1;
        }
    }
    error_format(EXC(TypeError), "'%.200s' object %s", type->name, what);
    return -1;
}

int
object_setitem(Object *o, Object *key, Object *value)
{
    return assign_item(o, key, value, "does not support item assignment");
}

int
object_delitem(Object *o, Object *key)
{
    return assign_item(o, key, NULL, "does not support item deletion");
}

// Adds the length to a negative index when the type has one.
static int
adjust_index(Object *o, ssize_t *i)
{
    SequenceSlots *slots = o->type->sequence;
    if (*i < 0 && slots->length != NULL) {
        ssize_t n = slots->length(o);
        if (n < 0) {
            return -1;
        }
        *i += n;
    }
    return 0;
}

Object *
sequence_getitem(Object *o, ssize_t i)
{
    SequenceSlots *slots = o->type->sequence;
    if (slots != NULL && slots->item != NULL) {
        return adjust_index(o, &i) < 0 ? NULL : slots->item(o, i);
    }
    const char *message = o->type->mapping != NULL
                              ? "%.200s is not a sequence"
                              : "'%.200s' object does not support indexing";
    return error_format(EXC(TypeError), message, o->type->name);
}

int
sequence_setitem(Object *o, ssize_t i, Object *value)
{
    SequenceSlots *slots = o->type->sequence;
    if (slots != NULL && slots->ass_item != NULL) {
        return adjust_index(o, &i) < 0 ? -1 : slots->ass_item(o, i, value);
    }
    error_format(EXC(TypeError),
                 value == NULL
                     ? "'%.200s' object doesn't support item deletion"
                     : "'%.200s' object does not support item assignment",
                 o->type->name);
    return -1;
}

// ---------------------------------------------------------------- sequences

bool
sequence_check(Object *o)
{
    return !dict_check(o) && o->type->sequence != NULL &&
           o->type->sequence->item != NULL;
}

bool
mapping_check(Object *o)
{
    return o->type->mapping != NULL && o->type->mapping->subscript != NULL;
}

Object *
sequence_concat(Object *a, Object *b)
{
    SequenceSlots *slots = a->type->sequence;
    if (slots != NULL && slots->concat != NULL) {
        return slots->concat(a, b);
    }
    if (sequence_check(a) && sequence_check(b)) {
        return number_add(a, b);
    }
    return error_format(EXC(TypeError),
                        "'%.200s' object can't be concatenated",
                        a->type->name);
}

Object *
sequence_repeat(Object *a, ssize_t n)
{
    SequenceSlots *slots = a->type->sequence;
    if (slots != NULL && slots->repeat != NULL) {
        return slots->repeat(a, n);
    }
    return error_format(EXC(TypeError), "'%.200s' object can't be repeated",
                        a->type->name);
}

int
sequence_iter_contains(Object *o, Object *item)
{
    Object *iterator = iter_new(o);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_format(EXC(TypeError),
                         "argument of type '%.200s' is not iterable",
                         o->type->name);
        }
        return -1;
    }
    Object *at;
    int found = 0;
    while (found == 0 && (at = iter_next(iterator)) != NULL) {
        found = object_richcompare_bool(at, item, CMP_EQ);
        ref_dec(at);
    }
    ref_dec(iterator);
    return found == 0 && error_occurred() ? -1 : found;
}

int
sequence_contains(Object *o, Object *item)
{
    SequenceSlots *slots = o->type->sequence;
    if (slots != NULL && slots->contains != NULL) {
        return slots->contains(o, item);
    }
    return sequence_iter_contains(o, item);
}

Object *
sequence_list(Object *o)
{
    Object *list = list_new(0);
    if (list != NULL) {
        Object *none = list_extend(list, o);
        if (none == NULL) {
            REF_CLEAR(list);
        } else {
            ref_dec(none);
        }
    }
    return list;
}

Object *
sequence_tuple(Object *o)
{
    if (tuple_check_exact(o)) {
        return ref_new(o);
    }
    if (list_check_exact(o)) {
        return list_as_tuple(o);
    }
    Object *list = sequence_list(o);
    if (list == NULL) {
        return NULL;
    }
    Object *tuple = list_as_tuple(list);
    ref_dec(list);
    return tuple;
}

Object *
sequence_fast(Object *o, const char *message)
{
    if (list_check_exact(o) || tuple_check_exact(o)) {
        return ref_new(o);
    }
    Object *iterator = iter_new(o);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_set_text(EXC(TypeError), message);
        }
        return NULL;
    }
    Object *list = sequence_list(iterator);
    ref_dec(iterator);
    return list;
}

static Object *
mapping_list(Object *o, Object *(*exact)(Object *), Object *method)
{
    if (dict_check_exact(o)) {
        return exact(o);
    }
    Object *view = call_method(o, method, NULL, 0);
    if (view == NULL) {
        return NULL;
    }
    Object *iterator = iter_new(view);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_format(EXC(TypeError),
                         "%.200s.%U() returned a non-iterable (type %.200s)",
                         o->type->name, method, view->type->name);
        }
        ref_dec(view);
        return NULL;
    }
    ref_dec(view);
    Object *list = sequence_list(iterator);
    ref_dec(iterator);
    return list;
}

Object *
mapping_keys(Object *o)
{
    return mapping_list(o, dict_keys_list, nm_keys);
}

Object *
mapping_values(Object *o)
{
    return mapping_list(o, dict_values_list, nm_values);
}

Object *
mapping_items(Object *o)
{
    return mapping_list(o, dict_items_list, nm_items);
}

// ---------------------------------------------------------------- iteration

Object *
iter_new(Object *o)
{
    extern Object *sequence_iterator_new(Object *);
    UnaryFunc iter = o->type->iter;
    if (iter == NULL) {
        if (sequence_check(o)) {
            return sequence_iterator_new(o);
        }
        return error_format(EXC(TypeError),
                            "'%.200s' object is not iterable",
                            o->type->name);
    }
    Object *result = iter(o);
    if (result != NULL && !iter_check(result)) {
        error_format(EXC(TypeError),
                     "iter() returned non-iterator of type '%.100s'",
                     result->type->name);
        REF_CLEAR(result);
    }
    return result;
}

bool
iter_check(Object *o)
{
    return o->type->iternext != NULL &&
           o->type->iternext != iter_next_missing;
}

Object *
iter_next_missing(Object *o)
{
    return error_format(EXC(TypeError), "'%.200s' object is not iterable",
                        o->type->name);
}

Object *
iter_next(Object *iterator)
{
    Object *item = iterator->type->iternext(iterator);
    if (item == NULL && error_occurred() &&
        error_matches(EXC(StopIteration))) {
        error_clear();
    }
    return item;
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
