/* codecs_module.h - the halves of the module _codecs (prefix: codecs_) */
#ifndef INTERP_MODULES_CODECS_MODULE_H
#define INTERP_MODULES_CODECS_MODULE_H

#include "gc/refcount.h"

/* encode and decode functions of single encodings; their error handlers. */
extern MethodDef codecs_encoding_functions[], codecs_escape_functions[],
    codecs_bytes_escape_functions[], codecs_charmap_functions[],
    codecs_utf7_functions[], codecs_handler_functions[];

/* Has str.encode and bytes.decode find the encodings that Python code knows,
 * and literals with \N{...} the names that the runtime knows. */
void codecs_start(void);

/* (object, errors='strict', third=None) of nearly all of them: a str or a
 * bytes-like object and the handler's name. 0 with an error. */
MUST_CHECK int codecs_read(const char *function, Object *const *args,
                           ssize_t nargs, ssize_t most, const char **errors);
/* The same of a function whose first argument is a str. */
MUST_CHECK int codecs_read_str(const char *function, Object *const *args,
                               ssize_t nargs, ssize_t most,
                               const char **errors);
/* Argument `index`, a C int, when it is given. 0 with an error. */
MUST_CHECK int codecs_read_number(Object *const *args, ssize_t nargs,
                                  ssize_t index, int *number);
/* Tells of an escape that has no meaning: `at` is behind its backslash, with
 * all three digits when it is an octal one. -1 when the warning is an error. */
MUST_CHECK int codecs_warn_escape(const char *at);
/* (result, consumed); steals the result, which may be NULL. */
NEW_REF Object *codecs_pair(STEALS Object *result, ssize_t consumed);

#endif
