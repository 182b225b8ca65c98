/* array_module.h - array.array (prefix: array_)
 *
 * Layout and growth of CPython 3.11 (Modules/arraymodule.c). An array cannot
 * change its size while a view of it exists.
 */
#ifndef INTERP_MODULES_ARRAY_MODULE_H
#define INTERP_MODULES_ARRAY_MODULE_H

#include "gc/refcount.h"

/* A type code: its letter, bytes, the format for struct. */
typedef struct ArrayCode {
    char letter;
    size_t size;
    const char *format;
} ArrayCode;

typedef struct Array {
    VarObject base;
    char *items; /* owned */
    ssize_t allocated;
    const ArrayCode *code;
    Object *weaklist;
    ssize_t exports;
} Array;

extern Type array_type, array_iterator_type;
extern MethodDef array_methods[];   /* array_methods.c */
extern SequenceSlots array_sequence; /* array_sequence.c */
extern MappingSlots array_mapping;

#define array_check(o) object_type_check(o, &array_type)
#define array_size(o) (((VarObject *)(o))->size)

/* The row of a letter; NULL: none. */
const ArrayCode *array_find_code(uint32_t letter);

/* n items, zero; of the given class. */
NEW_REF Object *array_new(Type *type, ssize_t n, const ArrayCode *code);
/* -1 with BufferError while a view of it exists: before items are moved. */
MUST_CHECK int array_check_exports(const Array *self);
MUST_CHECK int array_resize(Array *self, ssize_t n);
/* Item i as an object; putting an object there (-1 with an error; with
 * place NULL only checks it). */
NEW_REF Object *array_get(const Array *self, ssize_t i);
MUST_CHECK int array_set(const Array *self, ssize_t i, Object *value);
MUST_CHECK int array_append(Array *self, Object *value);
/* Appends the items of any iterable, or of an array of the same kind. */
MUST_CHECK int array_extend(Array *self, Object *items);
/* Appends the items that these bytes are. */
MUST_CHECK int array_append_bytes(Array *self, const char *bytes, ssize_t n);
/* __reduce_ex__, and the function that puts an array together again
 * (array_pickle.c). */
NEW_REF Object *array_reduce_ex(Object *self, Object *protocol);
NEW_REF Object *array_reconstructor(Object *module, Object *const *args,
                                    ssize_t nargs);
NEW_REF Object *array_slice(Array *self, ssize_t low, ssize_t high);

#endif
