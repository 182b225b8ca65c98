/* exception.h - exception objects (prefix: exception_)
 *
 * Layouts of CPython 3.11 (Objects/exceptions.c).
 */
#ifndef INTERP_OBJECTS_EXCEPTION_H
#define INTERP_OBJECTS_EXCEPTION_H

#include "interp/objects/error.h"

#define EXCEPTION_HEAD                                                       \
    Object base;                                                             \
    Object *dict, *args, *notes, *traceback, *context, *cause;               \
    char suppress_context;

typedef struct BaseExceptionObject {
    EXCEPTION_HEAD
} BaseExceptionObject;

typedef struct StopIterationObject {
    EXCEPTION_HEAD
    Object *value;
} StopIterationObject;

typedef struct SystemExitObject {
    EXCEPTION_HEAD
    Object *code;
} SystemExitObject;

typedef struct ImportErrorObject {
    EXCEPTION_HEAD
    Object *msg, *name, *path;
} ImportErrorObject;

typedef struct OSErrorObject {
    EXCEPTION_HEAD
    Object *myerrno, *strerror, *filename, *filename2;
    ssize_t written; /* -1: no such attribute */
} OSErrorObject;

typedef struct NameErrorObject {
    EXCEPTION_HEAD
    Object *name;
} NameErrorObject;

typedef struct AttributeErrorObject {
    EXCEPTION_HEAD
    Object *obj, *name;
} AttributeErrorObject;

typedef struct SyntaxErrorObject {
    EXCEPTION_HEAD
    Object *msg, *filename, *lineno, *offset, *end_lineno, *end_offset,
        *text, *print_file_and_line;
} SyntaxErrorObject;

typedef struct UnicodeErrorObject {
    EXCEPTION_HEAD
    Object *encoding, *object;
    ssize_t start, end;
    Object *reason;
} UnicodeErrorObject;

typedef struct ExceptionGroupObject {
    EXCEPTION_HEAD
    Object *msg, *excs;
} ExceptionGroupObject;

#define exception_check(o) type_has_feature(TYPE_OF(o), TYPE_EXC_SUBCLASS)
#define exception_class_check(o)                                             \
    (type_check(o) && type_has_feature((Type *)(o), TYPE_EXC_SUBCLASS))

/* Gives the pending AttributeError its obj and name, if it has none. */
void exception_set_attribute_context(Object *o, Object *name);
/* Gives the pending NameError its name. */
void exception_set_name(Object *name);

void exception_set_traceback(Object *exception, Object *traceback);
void exception_set_cause(Object *exception, STEALS Object *cause);
void exception_set_context(Object *exception, STEALS Object *context);

/* Makes ExceptionGroup, the MemoryError kept in reserve, errno's table. */
MUST_CHECK int exception_start(void);

/* A MemoryError or RecursionError instance that needs no memory now. */
NEW_REF Object *exception_reserved_no_memory(void);

/* except*: the part of `group` that matches, the rest, both new or None. */
MUST_CHECK int exception_group_match(Object *group, Object *match_type,
                                     Object **match, Object **rest);
NEW_REF Object *exception_group_reraise(Object *original, Object *list);

#endif
