/* import.h - finding, compiling and running modules (prefix: import_)
 *
 * Modules are looked up in sys.modules, among the native ones, then as
 * NAME.py or NAME/__init__.py along sys.path. Native code: the standard
 * library's importlib is not used. Modules of the library are taken from its
 * __pycache__ (import_cache.h).
 */
#ifndef INTERP_MODULES_IMPORT_H
#define INTERP_MODULES_IMPORT_H

#include <stdbool.h>

#include "gc/refcount.h"
#include "interp/bytecode/compile_source.h"

/* The library was not found where it should be: errors say so. */
extern bool import_stdlib_missing;

/* The module of that dotted name itself. */
NEW_REF Object *import_module(const char *name);

/* Whether a module of that name is written in C. */
bool import_is_native(const char *name);

/* Whether the module's own code has not come to its end yet. */
bool import_is_loading(Object *module);

/* __import__(name, globals, locals, fromlist, level). */
NEW_REF Object *import_name(Object *name, Object *globals,
                            Object *from_list, int level);

/* Compiles text into a code object. SyntaxError and the like pending on
 * failure; warnings are issued. `literals` as for code_from_unit. */
NEW_REF Object *compile_to_code(const SourceJob *job, Object **literals);

/* All bytes of a file, malloc'ed, NUL-terminated; NULL with errno. */
char *read_whole_file(const char *path, size_t *length);

/* Adds compile, eval, exec, __import__ ... to the builtins module. */
MUST_CHECK int import_add_builtins(Object *builtins);

#endif
