/* runtime_program.h - the program that is run (prefix: program_)
 *
 * Owns the module __main__ and the program's code, as registered variables
 * of the runtime.
 */
#ifndef INTERP_RUNTIME_PROGRAM_H
#define INTERP_RUNTIME_PROGRAM_H

#include "gc/object.h"
#include "interp/runtime.h"

enum { PROGRAM_PATH_ROOM = 4096 }; /* of a path, its end included */

/* Sets sys.path and sys.argv and makes __main__ with these builtins. Where
 * that fails an error is pending, and program_run passes it on. */
void program_begin(const RuntimeOptions *options, Object *builtins);

/* Compiles the program's source and runs it; -1 with what it raised. */
MUST_CHECK int program_run(const RuntimeOptions *options);

/* Forgets __main__, later the code. */
void program_drop_module(void);
void program_drop_code(void);

/* Sets sys.path, sys.argv and sys.orig_argv (runtime_paths.c). */
MUST_CHECK int program_set_paths(const RuntimeOptions *options);

#endif
