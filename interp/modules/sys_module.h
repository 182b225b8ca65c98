/* sys_module.h - the module sys, as the runtime uses it (prefix: sys_) */
#ifndef INTERP_MODULES_SYS_MODULE_H
#define INTERP_MODULES_SYS_MODULE_H

#include "gc/refcount.h"

/* sys.modules; a registered root. Made by sys_start. */
extern Object *sys_modules;

/* The module's dict; owned by the runtime until sys_stop. */
extern Object *sys_dict;

/* Makes sys.modules and the module's dict, fills the hooks of the layers
 * below. Before any module is imported. */
MUST_CHECK int sys_start(void);

/* Drops what sys_start made. */
void sys_stop(void);

/* sys.<name>: borrowed, NULL without an error when it is not there. */
BORROWED Object *sys_get(const char *name);

/* Sets sys.<name>; value NULL deletes. */
MUST_CHECK int sys_set(const char *name, Object *value);

/* sys.argv and the first entry of sys.path are the caller's to set. */
MUST_CHECK int sys_set_argv(int argc, char *const *argv);

/* Writes on sys.stderr if it is there and works, else on descriptor 2.
 * printf-like as str_from_format. Leaves a pending error as it was. */
void sys_write_stderr(const char *format, ...);

/* Flushes sys.stdout and sys.stderr; errors go nowhere: -1 says so. */
int sys_flush_files(void);

/* The end has begun: sys.is_finalizing(). */
extern bool sys_finalizing;

/* Fills the version's and the platform's facts (sys_info.c). */
MUST_CHECK int sys_add_info(Object *module);
/* Adds the hooks: displayhook, excepthook, unraisablehook (sys_hooks.c). */
MUST_CHECK int sys_add_hooks(Object *module);
/* sys.stdin, stdout, stderr and their __x__ doubles; after io is there. */
MUST_CHECK int sys_add_files(void);

/* The default filters of warnings (warnings_module.c). */
MUST_CHECK int warnings_start(void);
/* A warning from C code, at the line that runs; -1 when it became an
 * error. */
MUST_CHECK int warn_about(Object *category, Object *message, Object *source);

/* Says that a coroutine ends without having been awaited, and where it was
 * made when that is known (warnings._warn_unawaited_coroutine). */
MUST_CHECK int warn_unawaited(Object *coroutine);
/* The same at a place of a source file (the compiler's warnings). */
MUST_CHECK int warn_explicit_from_c(Object *category, const char *message,
                                    const char *filename, int line);

#endif
