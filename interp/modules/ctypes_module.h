/* ctypes_module.h - what the files of the module _ctypes share (prefix: c_)
 *
 * Foreign data and calls over libffi, so that the library's
 * ctypes/__init__.py runs unmodified. CPython 3.11: Modules/_ctypes.
 *
 * What CPython keeps in a dict of its own kind in place of a class's
 * __dict__ is here an object of the type CInfo, an entry of that dict.
 * A CData owns its bytes, or lies inside of another one (`base`), or at an
 * address that is nobody's. Objects that the bytes refer to are kept alive
 * in `objects` of the outermost one, by the place where they are used.
 */
#ifndef INTERP_MODULES_CTYPES_MODULE_H
#define INTERP_MODULES_CTYPES_MODULE_H

#include <ffi.h>
#include <stdbool.h>
#include <stddef.h>

#include "gc/refcount.h"
#include "interp/objects/error.h"
#include "interp/objects/type.h"

/* How the bytes of a simple value are read and written: one row of
 * ctypes_simple.c. */
typedef struct CCode {
    char code;
    size_t size, align;
    ffi_type *ffi;
    /* A new object from `size` bytes (native order). */
    Object *(*get)(const void *bytes, ssize_t size);
    /* Writes value: what has to be kept alive as long as the bytes are
     * (new; None: nothing); NULL with an error. */
    Object *(*set)(void *bytes, Object *value, ssize_t size);
    const char *format; /* of a buffer */
} CCode;

typedef enum CKind {
    C_SIMPLE, C_STRUCT, C_UNION, C_ARRAY, C_POINTER, C_FUNCTION
} CKind;

typedef struct CInfo {
    Object base;
    CKind kind;
    ssize_t size, align, length; /* length: items, fields of base included */
    ffi_type *ffi;          /* how it is passed by value */
    ffi_type own_ffi;       /* of structs and unions: elements from mem_ */
    const CCode *code;      /* NULL: not simple */
    bool swapped;           /* the other byte order */
    bool final;             /* it has been used: no new fields */
    bool has_union, has_bits; /* cannot be passed by value */
    bool has_pointer;       /* cannot be pickled */
    int flags;              /* of functions */
    Object *proto;          /* item, target or _type_ */
    Object *argtypes, *converters, *restype, *checker; /* functions */
    Object *format;         /* bytes */
    int ndim;               /* of an array: dimensions, */
    ssize_t *shape;         /* owned: and items in each */
} CInfo;

typedef struct CData {
    Object base_object;
    char *bytes;
    int owns_bytes;
    struct CData *base;  /* owned */
    ssize_t size, length, index;
    Object *objects;     /* owned: dict, or one object */
    union {
        char bytes[16];
        long double align;
    } value;
} CData;

extern Type c_info_type, c_data_type, c_field_type;
extern Type c_simple_meta, c_struct_meta, c_union_meta, c_array_meta,
    c_pointer_meta, c_function_meta;
extern Type c_simple_type, c_struct_type, c_union_type, c_array_type,
    c_pointer_type, c_function_type;

#define c_data_check(o) object_type_check(OBJ(o), &c_data_type)

/* --- ctypes_info.c --- */
/* The info of a class, borrowed; NULL without an error: it has none. */
BORROWED CInfo *c_info(Object *type);
/* The same, TypeError "abstract class" when there is none. */
BORROWED CInfo *c_info_needed(Object *type);
/* A new info for the class, put into its dict. Borrowed. */
BORROWED CInfo *c_info_add(Object *type, CKind kind);
/* An own item of a class's dict or what it inherits: 1 and *out new, 0, -1. */
MUST_CHECK int c_attribute(Object *type, const char *name, Object **out);
/* type.__new__ of a metatype. */
NEW_REF Object *c_meta_new(Type *meta, Object *args, Object *kwargs);
/* Whether the class is a subclass of a simple type (c_int's child), whose
 * values are not turned into plain objects. */
bool c_is_simple_child(Object *type);
/* In place of the pending error one of `type`: the prefix, then the name of
 * the error and its text. */
void c_extend_error(Object *type, const char *prefix);
/* How the type appears within another one's format: its own format, with
 * the lengths of an array before it. A new str. */
NEW_REF Object *c_info_inner_format(const CInfo *info);
MUST_CHECK int c_info_start(void);

/* --- ctypes_data.c --- */
/* A value at an address: part `index` of `base`, or nobody's (base NULL:
 * the bytes are copied). */
NEW_REF Object *c_data_at(Object *type, Object *base, ssize_t index,
                          void *bytes);
NEW_REF Object *c_data_view(Object *type, void *bytes); /* no copy */
NEW_REF Object *c_data_new(Type *type, Object *args, Object *kwargs);
/* A part of a value: field or item `index`, where it lies and what it is. */
typedef struct CPart {
    Object *type;
    const CCode *code; /* NULL: what the type says */
    ssize_t index, size;
    void *bytes;
} CPart;
/* The part as Python object, and writing it. */
NEW_REF Object *c_get(Object *owner, const CPart *part);
MUST_CHECK int c_set(Object *owner, const CPart *part, Object *value);
/* Reads, writes a simple value of an info, in its byte order. */
NEW_REF Object *c_code_get(const CInfo *info, const void *bytes,
                           ssize_t size);
NEW_REF Object *c_code_set(const CInfo *info, void *bytes, Object *value,
                           ssize_t size);
/* Keeps `keep` (stolen) alive with the data; None: nothing. */
MUST_CHECK int c_keep(CData *data, ssize_t index, STEALS Object *keep);
/* The dict or None in which the objects of the data are kept. Borrowed. */
BORROWED Object *c_kept(CData *data);
NEW_REF Object *c_from_address(Object *type, Object *o);
NEW_REF Object *c_from_buffer(Object *type, Object *const *args,
                              ssize_t nargs);
NEW_REF Object *c_from_buffer_copy(Object *type, Object *const *args,
                                   ssize_t nargs);
NEW_REF Object *c_in_dll(Object *type, Object *const *args, ssize_t nargs);
/* The rows of every metatype, behind its own from_param. */
#define C_DATA_METHODS                                                       \
    {"from_address", c_from_address, METH_O,                                 \
     "C.from_address(integer) -> C instance"},                               \
        {"from_buffer", METHOD(c_from_buffer), METH_FASTCALL,                \
         "C.from_buffer(object, offset=0, /) -> C instance"},                \
        {"from_buffer_copy", METHOD(c_from_buffer_copy), METH_FASTCALL,      \
         "C.from_buffer_copy(object, offset=0, /) -> C instance"},           \
        {"in_dll", METHOD(c_in_dll), METH_FASTCALL,                          \
         "C.in_dll(dll, name) -> C instance"},                               \
    {                                                                        \
        NULL, NULL, 0, NULL                                                  \
    }
extern MethodDef c_data_methods[]; /* with the general from_param */
extern SequenceSlots c_meta_sequence; /* type * length */
/* The part of an array or of what a pointer points at: n items of `code`. */
typedef struct CSlice {
    char code;
    ssize_t start, step, n;
} CSlice;
NEW_REF Object *c_slice(const CSlice *slice, const char *bytes, Object *self,
                        Object *(*item)(Object *, ssize_t));
extern BufferSlots c_data_buffer;

/* --- ctypes_pickle.c --- */
/* The methods __reduce__ and __setstate__, the function _unpickle. */
NEW_REF Object *c_reduce(Object *self, Object *unused);
NEW_REF Object *c_set_state(Object *self, Object *const *args,
                            ssize_t nargs);
NEW_REF Object *c_unpickle(Object *module, Object *const *args,
                           ssize_t nargs);

/* --- ctypes_simple.c --- */
const CCode *c_code(char code);
extern const CCode c_code_chars, c_code_wide; /* arrays as fields */
/* Bit fields: `size` carries the place as CField has it. */
#define C_BITS(size) ((size) >> 16)
#define C_LOW(size) ((size) & 0xffff)

/* --- ctypes_array.c, ctypes_pointer.c --- */
NEW_REF Object *c_array_of(Object *type, ssize_t length);
NEW_REF Object *c_pointer_to(Object *type); /* POINTER(type) */
extern Object *c_pointer_cache;

#endif
