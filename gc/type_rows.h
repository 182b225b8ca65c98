/* type_rows.h - the rows of a type's tables: its methods, fields, properties */
#ifndef GC_TYPE_ROWS_H
#define GC_TYPE_ROWS_H

#include "gc/object_head.h"

/* How a C function of a method table is called. */
enum {
    METH_NOARGS = 1,   /* Object *f(Object *self, Object *null) */
    METH_O = 2,        /* Object *f(Object *self, Object *arg) */
    METH_FASTCALL = 4, /* f(self, Object *const *args, size_t nargs) */
    METH_KEYWORDS = 8, /* with FASTCALL: f(self, args, nargs, kwnames) */
    METH_CLASS = 16,
    METH_STATIC = 32,
    METH_COEXIST = 64,
    METH_METHOD = 128, /* with KEYWORDS: the defining class comes first */
    METH_VARARGS = 256 /* f(self, tuple), with KEYWORDS (self, tuple, dict) */
};

typedef Object *(*CFunction)(Object *self, Object *arg);
typedef Object *(*CFastFunction)(Object *self, Object *const *args,
                                 ssize_t nargs);
typedef Object *(*CKeywordFunction)(Object *self, Object *const *args,
                                    ssize_t nargs, Object *kwnames);
typedef Object *(*CVarKeywordFunction)(Object *self, Object *args,
                                       Object *kwargs);

/* Any C function in a method table; goes through void (*)(void) so that
 * compilers do not complain about the cast. */
#define METHOD(function) ((CFunction)(void (*)(void))(function))

typedef struct MethodDef {
    const char *name; /* NULL ends the table */
    CFunction function;
    int flags;
    const char *doc; /* "name($self, x, /)\n--\n\ntext" as in CPython */
} MethodDef;

/* A field of a fixed layout. Rows of kind FIELD_OBJECT are references
 * that the object owns: traverse, clear, dealloc and the labelled edges
 * are made from them (object_fields_*). */
typedef enum FieldKind {
    FIELD_OBJECT,    /* owned reference, reads as None when NULL */
    FIELD_OBJECT_EX, /* owned reference, AttributeError when NULL */
    FIELD_BORROWED,  /* reference that is not counted */
    FIELD_INT,
    FIELD_UINT,
    FIELD_SSIZE,
    FIELD_BOOL,
    FIELD_BYTE,
    FIELD_DOUBLE,
    FIELD_CSTRING,
    FIELD_TYPE_FLAGS /* what __flags__ of a class tells */
} FieldKind;

enum {
    FIELD_READONLY = 1,
    FIELD_HIDDEN = 2, /* owned, but no attribute of that name exists */
    FIELD_NO_CLEAR = 4, /* cannot take part in a cycle, keep in `clear` */
    FIELD_NO_VISIT = 8, /* the same, and the collector passes over it */
    FIELD_FLAG_BITS = 8 /* above them the recorder puts the number of the
                           name; 0: not numbered yet */
};

/* The offset of a row that stands where the class has the dict: classes that
 * share the row have it at different places. */
#define FIELD_AT_DICT (-1)

typedef struct FieldDef {
    const char *name; /* NULL ends the table */
    FieldKind kind;
    ssize_t offset;
    int flags;
    const char *doc;
} FieldDef;

typedef struct GetSetDef {
    const char *name; /* NULL ends the table */
    Object *(*get)(Object *self, void *closure);
    int (*set)(Object *self, Object *value, void *closure);
    const char *doc;
    void *closure;
} GetSetDef;

#endif
