/* bytes.h - bytes, bytearray and memoryview (prefixes: bytes_, bytearray_,
 * memoryview_)
 *
 * Layouts of CPython 3.11. A NUL follows the bytes that is not counted. A
 * bytearray cannot change its size while a view of it exists.
 */
#ifndef INTERP_OBJECTS_BYTES_H
#define INTERP_OBJECTS_BYTES_H

#include "gc/refcount.h"

typedef struct Bytes {
    VarObject base;
    HashValue hash; /* -1: not yet computed */
    char data[1];
} Bytes;

typedef struct ByteArray {
    VarObject base;
    ssize_t allocated;
    char *bytes; /* owned buffer; NULL when empty */
    char *start; /* the first byte in it */
    ssize_t exports;
} ByteArray;

/* What several memoryviews of one buffer share. */
typedef struct ManagedBuffer {
    Object base;
    int flags;
    ssize_t exports; /* memoryviews that use it */
    BufferView master;
} ManagedBuffer;

typedef struct MemoryView {
    VarObject base;
    ManagedBuffer *managed;
    HashValue hash;
    int flags;
    ssize_t exports; /* buffers handed out */
    BufferView view;
    Object *weaklist;
    ssize_t array[1]; /* shape, strides, suboffsets */
} MemoryView;

extern Type bytes_type, bytes_iterator_type;
extern Type bytearray_type, bytearray_iterator_type;
extern Type memoryview_type, managed_buffer_type, memory_iterator_type;

#define bytes_check(o) type_has_feature(TYPE_OF(o), TYPE_BYTES_SUBCLASS)
#define bytes_check_exact(o) (TYPE_OF(o) == &bytes_type)
#define bytes_size(o) (((VarObject *)(o))->size)
#define bytes_data(o) (((Bytes *)(o))->data)
bool bytearray_check(const void *o);
#define bytearray_check_exact(o) (TYPE_OF(o) == &bytearray_type)
#define bytearray_size(o) (((VarObject *)(o))->size)
char *bytearray_data(Object *o);
#define memoryview_check(o) (TYPE_OF(o) == &memoryview_type)

/* b'' and the one-byte objects. */
MUST_CHECK int bytes_start(void);
void bytes_stop(void);

/* A bytes object of n bytes; `data` NULL: not filled. */
NEW_REF Object *bytes_new(const char *data, ssize_t n);
NEW_REF Object *bytes_from_text(const char *text);
/* bytes(o): from a buffer, list, tuple or iterable of ints. */
NEW_REF Object *bytes_from_object(Object *o);
/* Changes the size of a new, unshared bytes object; on failure *bytes is
 * NULL. */
MUST_CHECK int bytes_resize(Object **bytes, ssize_t n);
NEW_REF Object *bytes_concat(Object *a, Object *b);
NEW_REF Object *bytes_join(Object *separator, Object *iterable);
NEW_REF Object *bytes_repr(Object *bytes);
NEW_REF Object *bytes_format_percent(const char *format, ssize_t n,
                                     Object *args, bool to_bytearray);
HashValue bytes_hash(Object *bytes);

NEW_REF Object *bytearray_new(const char *data, ssize_t n);
MUST_CHECK int bytearray_resize(Object *bytearray, ssize_t n);

NEW_REF Object *memoryview_new(Object *o);
/* The bytes of a memoryview, whatever its strides. */
NEW_REF Object *memoryview_bytes(Object *o);

#endif
