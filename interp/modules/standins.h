/* standins.h - library modules that stand in for C code of CPython (prefix:
 * standin_)
 *
 * Some modules that CPython 3.11 has in C run here as the library's versions
 * in Python: datetime, decimal, pickle ... A program must not see the
 * difference in its error messages: standins.def says whose frames stand in
 * no traceback, and which texts the C versions have. The library's files
 * stay as they are.
 */
#ifndef INTERP_MODULES_STANDINS_H
#define INTERP_MODULES_STANDINS_H

#include <stddef.h>

#include "gc/refcount.h"

/* Where the library lies; kept. NULL: nowhere. */
void standin_set_library(const char *folder);

/* Whether the file at `path` lies below it. */
bool standin_is_library(const char *path);

/* What code of the file at `path` calls its file: the path itself, or
 * "<frozen NAME>", written into `text`. */
const char *standin_file_name(const char *path, char *text, size_t size);

/* Marks the functions in the code of a library's file whose frames stand in
 * no traceback. */
void standin_mark(Object *code, const char *path);

/* A module has been loaded: its classes get their names in messages. */
void standin_loaded(const char *module_name, Object *module);

#endif
