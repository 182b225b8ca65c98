/* protocol.h - what can be done with any object (prefixes: object_,
 * sequence_, mapping_, iter_, call_; number_: number.h, args_: arguments.h)
 *
 * CPython's abstract object layer: each function here behaves as the one of
 * the same name in CPython 3.11's C interface (object_repr: PyObject_Repr,
 * number_add: PyNumber_Add, ...), with the same ownership and errors.
 */
#ifndef INTERP_OBJECTS_PROTOCOL_H
#define INTERP_OBJECTS_PROTOCOL_H

#include "gc/refcount.h"
#include "interp/objects/arguments.h"
#include "interp/objects/error.h"
#include "interp/objects/number.h"

extern Object none_object, ellipsis_object, not_implemented_object;
#define NONE (&none_object)
#define ELLIPSIS (&ellipsis_object)
#define NOT_IMPLEMENTED (&not_implemented_object)

static inline Object *
none_new(void)
{
    return ref_new(NONE);
}

static inline Object *
not_implemented_new(void)
{
    return ref_new(NOT_IMPLEMENTED);
}

/* --- any object --- */
NEW_REF Object *object_repr(Object *o);   /* NULL: "<NULL>" */
NEW_REF Object *object_str(Object *o);
NEW_REF Object *object_ascii(Object *o);
NEW_REF Object *object_format(Object *o, Object *spec); /* spec NULL: "" */
NEW_REF Object *object_bytes(Object *o);
MUST_CHECK HashValue object_hash(Object *o); /* -1: error */
HashValue hash_pointer(const void *o);
HashValue hash_not_implemented(Object *o); /* TypeError unhashable */
NEW_REF Object *object_richcompare(Object *a, Object *b, int op);
/* 1, 0, -1; identity implies equality. */
MUST_CHECK int object_richcompare_bool(Object *a, Object *b, int op);
MUST_CHECK int object_is_true(Object *o);
MUST_CHECK int object_not(Object *o);
NEW_REF Object *object_getattr(Object *o, Object *name);
NEW_REF Object *object_getattr_text(Object *o, const char *name);
/* 1 and *out new, 0 and *out NULL (no AttributeError pending), -1 error. */
MUST_CHECK int object_lookup_attr(Object *o, Object *name, Object **out);
MUST_CHECK int object_lookup_attr_text(Object *o, const char *name,
                                       Object **out);
MUST_CHECK int object_setattr(Object *o, Object *name, Object *value);
MUST_CHECK int object_setattr_text(Object *o, const char *name, Object *v);
NEW_REF Object *object_generic_getattr(Object *o, Object *name);
MUST_CHECK int object_generic_setattr(Object *o, Object *name, Object *v);
bool object_is_callable(Object *o);
MUST_CHECK int object_is_instance(Object *o, Object *cls);
MUST_CHECK int object_is_subclass(Object *o, Object *cls);
/* The same by the bases alone: no __instancecheck__, __subclasscheck__. */
MUST_CHECK int object_real_is_instance(Object *o, Object *cls);
MUST_CHECK int object_real_is_subclass(Object *o, Object *cls);
NEW_REF Object *object_dir(Object *o);
MUST_CHECK ssize_t object_length(Object *o);       /* len() */
MUST_CHECK ssize_t object_length_hint(Object *o, ssize_t otherwise);
NEW_REF Object *object_getitem(Object *o, Object *key);
MUST_CHECK int object_setitem(Object *o, Object *key, Object *value);
MUST_CHECK int object_delitem(Object *o, Object *key);
NEW_REF Object *object_self(Object *o); /* tp_iter of iterators */

/* For `value_text`: three texts one behind the other, cut at `size` - 1 bytes;
 * a quarter of what snprintf takes. */
void object_value_join(char *out, size_t size, const char *first,
                       const char *second, const char *third);

/* Recursion guard of repr: 1 when `o` is already being shown in this
 * thread, 0 and entered, -1 error. */
MUST_CHECK int repr_enter(Object *o);
void repr_leave(Object *o);
/* Recursion guard of C code: -1 with RecursionError; `where` as CPython:
 * " while calling a Python object", " in comparison", "". */
MUST_CHECK int recursion_enter(const char *where);
void recursion_leave(void);

/* --- calls --- */
#define CALL_ARGUMENTS_OFFSET ((size_t)1 << (8 * sizeof(size_t) - 1))
static inline ssize_t
call_nargs(size_t nargsf)
{
    return (ssize_t)(nargsf & ~CALL_ARGUMENTS_OFFSET);
}
NEW_REF Object *call_object(Object *f, Object *args, Object *kwargs);
NEW_REF Object *call_vector(Object *f, Object *const *args, size_t nargsf,
                            Object *kwnames);
/* The same by the type's call slot, with a tuple and a dict made for it: for
 * what a type's own vectorcall leaves to it. */
NEW_REF Object *call_vector_by_slot(Object *f, Object *const *args,
                                    size_t nargsf, Object *kwnames);
NEW_REF Object *call_vector_dict(Object *f, Object *const *args,
                                 size_t nargsf, Object *kwargs);
NEW_REF Object *call_none(Object *f);
NEW_REF Object *call_one(Object *f, Object *arg);
NEW_REF Object *call_two(Object *f, Object *a, Object *b);
NEW_REF Object *call_three(Object *f, Object *a, Object *b, Object *c);
/* o.name(args...), without making a bound method where it can. */
NEW_REF Object *call_method(Object *o, Object *name, Object *const *args,
                            size_t nargs);
NEW_REF Object *call_method_text(Object *o, const char *name,
                                 Object *const *args, size_t nargs);
/* Looks a special method up on the type only, borrowed/new as said:
 * *found is 1 and the result new (self bound), or NULL and no error when
 * absent. */
NEW_REF Object *lookup_special(Object *o, Object *name);

/* --- sequences, mappings, iterators --- */
NEW_REF Object *sequence_concat(Object *a, Object *b);
NEW_REF Object *sequence_repeat(Object *a, ssize_t n);
NEW_REF Object *sequence_getitem(Object *o, ssize_t i);
MUST_CHECK int sequence_setitem(Object *o, ssize_t i, Object *value);
MUST_CHECK int sequence_contains(Object *o, Object *item);
/* The same by iterating only; TypeError when that cannot be done. */
MUST_CHECK int sequence_iter_contains(Object *o, Object *item);
NEW_REF Object *sequence_list(Object *o);
NEW_REF Object *sequence_tuple(Object *o);
/* The object itself if list or tuple, else a list of its items; TypeError
 * with `message` when it is not iterable. */
NEW_REF Object *sequence_fast(Object *o, const char *message);
bool sequence_check(Object *o);
bool mapping_check(Object *o);
NEW_REF Object *mapping_keys(Object *o);
NEW_REF Object *mapping_values(Object *o);
NEW_REF Object *mapping_items(Object *o);
NEW_REF Object *iter_new(Object *o); /* iter(o) */
bool iter_check(Object *o);
/* What a class without __next__ has as `iternext`: TypeError. So an
 * iterator that loses its __next__ still has something to call. */
NEW_REF Object *iter_next_missing(Object *o);
/* The next item; NULL at the end without, on failure with an error. */
NEW_REF Object *iter_next(Object *iterator);

/* --- bytes of other objects --- */
MUST_CHECK int buffer_get(Object *o, BufferView *view, int flags);
/* The bytes of an argument that is written to; `what` names it in the
 * TypeError: "readinto() argument". */
MUST_CHECK int buffer_get_argument(const char *what, Object *o,
                                   BufferView *view);
void buffer_release(BufferView *view);
bool buffer_check(Object *o);
MUST_CHECK int buffer_fill(BufferView *view, Object *o, void *bytes,
                           ssize_t len, int readonly, int flags);

#endif
