/* error.h - the pending exception (prefix: error_)
 *
 * A call that fails says so by its result (NULL, -1) and leaves exactly one
 * exception pending in the current thread; a call that succeeds leaves
 * none. As in CPython 3.11 the pending exception is type, value and
 * traceback, and the value becomes an instance only when somebody looks.
 */
#ifndef INTERP_OBJECTS_ERROR_H
#define INTERP_OBJECTS_ERROR_H

#include "gc/object.h"

extern Type BaseException_type;
#define EXCEPTION(name, base, layout, doc) extern Type name##_type;
#include "interp/objects/error.def"
#undef EXCEPTION
extern Type BaseExceptionGroup_type;
extern Object *exc_ExceptionGroup; /* a heap type: two bases */

#define EXC(name) OBJ(&name##_type)

typedef struct PendingError {
    Object *type, *value, *traceback; /* owned; type NULL: nothing pending */
} PendingError;

/* The pending exception's type, borrowed; NULL when nothing is pending. */
BORROWED Object *error_occurred(void);

/* Sets `type` with a text; printf-like with CPython's additions: %R repr,
 * %S str, %U a str object, %A ascii; %zd, %zu, %s, %d, %c, %x, %.200s.
 * Returns NULL, so that `return error_format(...)` works. */
Object *error_format(Object *type, const char *format, ...);

/* Sets `type` with a text that is taken as it is. Returns NULL. */
Object *error_set_text(Object *type, const char *text);

/* Sets `type` with a value: an argument, a tuple of arguments or an
 * instance. `value` is borrowed, may be NULL. */
void error_set_object(Object *type, Object *value);

/* Sets `type` without a value. */
void error_set_none(Object *type);

/* Sets KeyError with a key, which may be a tuple. Returns NULL. */
Object *error_key(Object *key);

/* Sets MemoryError; needs no memory. Returns NULL. */
Object *error_no_memory(void);

/* Sets OSError from errno, with a file name object or NULL. Returns NULL. */
Object *error_from_errno(Object *type, Object *filename);

/* Sets TypeError "bad argument type for built-in operation". */
Object *error_bad_argument(void);

/* Sets SystemError "file:line: bad argument to internal function". */
#define error_bad_internal() error_bad_internal_at(__FILE__, __LINE__)
Object *error_bad_internal_at(const char *file, int line);

void error_clear(void);

/* Takes the pending exception away (new references). */
void error_fetch(PendingError *out);

/* Puts it back; steals the three references. */
void error_restore(STEALS PendingError *error);

/* Makes value an instance of type, traceback stays. */
void error_normalize(PendingError *error);

/* Whether the pending exception is of `type` (a class or tuple of them). */
bool error_matches(Object *type);

/* Whether class or instance `error` is of `type` (class or tuple). */
bool error_given_matches(Object *error, Object *type);

/* Prints the pending exception as "Exception ignored in: <object>", as
 * CPython does where nobody can catch it, and clears it. */
void error_write_unraisable(Object *object);

/* The same with another text than "Exception ignored in" (NULL: that). */
void error_write_unraisable_as(const char *text, Object *object);

/* As error_format, with the exception pending before as __cause__ and
 * __context__. */
Object *error_format_from_cause(Object *type, const char *format, ...);

/* Issues a warning; -1 with the error pending when it became one. */
MUST_CHECK int error_warn(Object *category, const char *format, ...);

/* The same about an object, which the warning names as its source. */
MUST_CHECK int error_warn_about(Object *source, Object *category,
                                const char *format, ...);

#endif
