/* posix_module.h - what the files of the module posix share (prefix: posix_)
 */
#ifndef INTERP_MODULES_POSIX_MODULE_H
#define INTERP_MODULES_POSIX_MODULE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "gc/refcount.h"

/* A file name as a program gives it: str, bytes, os.PathLike, or the number
 * of an open file. */
typedef struct PathArg {
    Object *object;   /* for errors: as given, a PathLike as text; owned */
    Object *bytes;    /* encoded; owned */
    const char *text; /* its characters; NULL: a number or None */
    int fd;           /* -1: none */
    bool is_bytes;    /* answers are to be bytes, too */
} PathArg;

enum { PATH_OR_FD = 1, PATH_OR_NONE = 2 };

/* Reads argument `name` of `function`. 0 with TypeError or ValueError;
 * otherwise to be released with path_drop. */
MUST_CHECK int path_read(const char *function, const char *name, Object *o,
                         int flags, PathArg *out);
void path_drop(PathArg *path);

/* OSError from errno with the path's name; NULL. Releases the path. */
Object *path_fail(PathArg *path);
/* None or that error, by the result of a system call; releases the path. */
NEW_REF Object *path_done(PathArg *path, int result);
/* The same for two paths. */
NEW_REF Object *path_done_two(PathArg *a, PathArg *b, int result);

/* Bytes from the system as str, or bytes when the path was. */
NEW_REF Object *path_text(const char *text, bool is_bytes);

/* OSError from errno; NULL. */
Object *posix_error(void);
/* None, or OSError when result is negative. */
NEW_REF Object *posix_done(int result);

/* An optional whole number argument; 0 with an error. */
MUST_CHECK int posix_int(Object *o, int otherwise, int *out);
/* dir_fd=: None or a number, AT_FDCWD otherwise. */
MUST_CHECK int posix_dir_fd(Object *o, int *out);

/* The file names or texts of a sequence, from malloc; NULL with an error. */
char **posix_read_texts(const char *function, Object *o);
void posix_free_texts(char **texts);

/* os.stat_result from what the system says. */
NEW_REF Object *posix_stat_result(const struct stat *info);
/* os.fspath(o). */
NEW_REF Object *posix_fspath(Object *o);

extern Type stat_result_type, dir_entry_type, scandir_iterator_type;
extern MethodDef posix_stat_functions[], posix_file_functions[],
    posix_process_functions[], posix_descriptor_functions[],
    posix_fork_functions[], posix_exec_functions[],
    posix_system_functions[];

MUST_CHECK int posix_stat_start(Object *module);
MUST_CHECK int posix_process_start(Object *module);
MUST_CHECK int posix_system_start(Object *module);

#define POSIX_FAST(name)                                                     \
    {#name, METHOD(posix_##name), METH_FASTCALL | METH_KEYWORDS, NULL}
#define POSIX_ARGS                                                           \
    Object *self, Object *const *args, ssize_t nargs, Object *kwnames

#endif
