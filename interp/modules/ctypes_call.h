/* ctypes_call.h - foreign functions and their calls (prefix: c_)
 *
 * A call over libffi: the arguments as libffi wants them, the functions of C
 * that call Python, and the memory that foreign code takes.
 */
#ifndef INTERP_MODULES_CTYPES_CALL_H
#define INTERP_MODULES_CTYPES_CALL_H

#include "interp/modules/ctypes_module.h"

typedef struct CFunc {
    CData data;
    Object *thunk, *callable;
    Object *converters, *argtypes, *restype, *checker, *errcheck;
    Object *paramflags; /* tuple of (direction, name, default) or NULL */
} CFunc;

/* One argument of a call, as byref and from_param make them. */
typedef struct CArg {
    Object base;
    ffi_type *ffi;
    char tag;
    union {
        char c;
        short h;
        int i;
        long l;
        long long q;
        float f;
        double d;
        long double g;
        void *p;
    } value;
    Object *object; /* owned: kept alive during the call */
    ssize_t size;
} CArg;

enum { C_MAX_ARGS = 1024 }; /* of one call */
enum { C_FLAG_CDECL = 1, C_FLAG_PYTHONAPI = 4, C_FLAG_ERRNO = 8 };

extern Type c_arg_type, c_thunk_type;

/* --- ctypes_call.c --- */
/* Calls `function`: arguments a tuple, converters a tuple or NULL. */
NEW_REF Object *c_call(void *function, Object *args, int flags,
                       Object *converters, Object *restype, Object *checker);
NEW_REF CArg *c_arg_new(char tag, ffi_type *ffi);
/* How a CData is passed: a new CArg. */
NEW_REF Object *c_data_as_arg(CData *data);
/* The thread's copy of errno. */
extern __thread int c_errno;
/* Whether the thread has given the GIL up for the call it is in. */
extern __thread bool c_released;
MUST_CHECK int c_call_start(void);

/* --- ctypes_callback.c --- */
/* A C function that calls `callable`. */
NEW_REF Object *c_thunk_new(Object *callable, Object *converters,
                            Object *restype, int flags, void **code);

/* --- ctypes_function.c --- */
/* Whether a type can be an argument: the tuple of from_param methods. */
NEW_REF Object *c_converters(Object *argtypes);

/* The class of ctypes.ArgumentError; borrowed, the module owns it. */
void c_set_argument_error(Object *type);
BORROWED Object *c_argument_error(void);

/* --- ctypes_foreign.c: memory that foreign code takes and gives back --- */
/* Between them allocations of this thread are noted. They nest not. */
void c_foreign_begin(void);
void c_foreign_end(void);
/* Tells the recorder what was noted. With the GIL. */
void c_foreign_tell(void);

/* dlsym on the integer handle of a library: NULL with AttributeError. */
void *c_library_symbol(Object *library, Object *name);

#endif
