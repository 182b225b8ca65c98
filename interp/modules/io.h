/* io.h - files: raw, buffered and text (prefix: io_)
 *
 * As in CPython a text file is three objects: TextIOWrapper (str <-> bytes)
 * over a BufferedReader, Writer or Random over a FileIO (a descriptor).
 * Where a layer lies on an object of another type, its methods are called.
 */
#ifndef INTERP_MODULES_IO_H
#define INTERP_MODULES_IO_H

#include "gc/refcount.h"

/* All files have a dict and a list of weak references, and these where CPython
 * has them; what else it has there and we need not is `unused`, so that sizes
 * are the same. */
typedef struct IoBase {
    Object base;
    Object *dict, *weaklist;
} IoBase;

/* The name is in the dict. */
typedef struct FileIO {
    Object base;
    int fd;
    bool readable, writable, appending, created, close_fd;
    signed char seekable; /* -1: not yet asked */
    Object *weaklist, *dict;
} FileIO;
_Static_assert(sizeof(FileIO) == 48, "CPython's");

typedef struct Buffered {
    Object base;
    Object *raw;
    bool readable, writable;
    char *in; /* owned; in[start..end) has been read but not asked for */
    ssize_t start, end;
    char *out; /* owned; out[0..used) is to be written */
    ssize_t used, size;
    char unused[56];
    Object *dict, *weaklist;
} Buffered;
_Static_assert(sizeof(Buffered) == 152, "CPython's");

/* The mode is in the dict, if open() made the file. */
typedef struct TextFile {
    Object base;
    bool line_buffering, write_through;
    bool translate;   /* newline=None: what is read ends in \n */
    bool universal;   /* \r and \r\n end lines too */
    bool at_end;
    bool begun; /* the encoding's mark is written, or stands there */
    char read_newline[3];
    char write_newline[3]; /* "": leave \n */
    Object *buffer, *encoding, *errors;
    char *pending; /* owned; encoded but not handed to the buffer */
    ssize_t npending, pending_size;
    Object *decoded; /* owned str or NULL; from `position` on not yet read */
    ssize_t position;
    char left[8]; /* the beginning of a character */
    int nleft;
    char unused[64];
    Object *weaklist, *dict;
} TextFile;
_Static_assert(sizeof(TextFile) == 192, "CPython's");

/* The slots for a dict and weak references, in the struct that a file is. */
#define IO_PLACES(layout)                                                    \
    .dict_offset = offsetof(layout, dict),                                   \
    .weaklist_offset = offsetof(layout, weaklist)

extern Type io_base_type, io_raw_base_type, io_buffered_base_type,
    io_text_base_type;
extern Type file_io_type, buffered_reader_type, buffered_writer_type,
    buffered_random_type, buffered_pair_type, text_file_type, string_io_type,
    bytes_io_type, bytes_buffer_type, newline_decoder_type;

/* io.UnsupportedOperation; a registered root. */
extern Object *io_unsupported;

/* The text with \r\n and \r as \n; takes it. */
NEW_REF Object *text_translate_newlines(STEALS Object *text);
/* The encoding of what stands behind the file's mark (utf-8-sig: utf-8);
 * NULL: its encoding has none. */
const char *text_file_behind_mark(const TextFile *self);
/* The encoding of what is written next. */
const char *text_file_encoding(const TextFile *self);
/* Notes whether the file has its mark already, since something stands before
 * the place it is at. 0, or -1 with an error of `tell`. */
MUST_CHECK int text_file_find_start(TextFile *self);

/* Writes n bytes on a descriptor; all output of the program passes here and
 * is told to the recorder. *written: how many were; all of them, or -1 with
 * OSError or what a signal's handler raised. */
MUST_CHECK int io_write(int fd, const char *bytes, ssize_t n,
                        ssize_t *written);

/* Raises UnsupportedOperation. Returns NULL. */
Object *io_not_supported(const char *what);
/* 0, or -1 with ValueError when the file is closed. */
MUST_CHECK int io_check_open(Object *file);
/* file.closed: 1, 0; -1 with an error. */
MUST_CHECK int io_is_closed(Object *file);

/* What IOBase.__del__ of CPython does: the end of the life of a file that
 * nobody has closed. Warns (ResourceWarning) when a descriptor is open below
 * it, and calls close(), whose errors are nobody's. */
void io_finalize(Object *file);

/* An optional size argument: None, absent or negative: -1; -2 error. */
ssize_t io_size_argument(Object *const *args, ssize_t nargs);

/* IOBase.close(): flush(), and a note in the dict that the file is closed,
 * even when that fails. -1 with an error. */
MUST_CHECK int io_base_close(Object *file);

/* --- raw --- */
NEW_REF Object *file_io_new(Object *file, const char *mode, bool close_fd,
                            Object *opener);
/* What one read(2) gives: 0 at the end, -1 error. */
ssize_t file_io_read(FileIO *self, char *bytes, ssize_t n);
int64_t file_io_seek(FileIO *self, int64_t offset, int whence);
bool file_io_is_seekable(FileIO *self);
MUST_CHECK int file_io_close(FileIO *self);

/* --- buffered --- */
NEW_REF Object *buffered_new(Type *type, Object *raw, ssize_t size);
MUST_CHECK int buffered_write(Buffered *self, const char *bytes, ssize_t n);
MUST_CHECK int buffered_flush(Buffered *self);
/* Up to n bytes (-1: all there are); with `once` at most one read of raw. */
NEW_REF Object *buffered_read(Buffered *self, ssize_t n, bool once);
int64_t buffered_seek(Buffered *self, int64_t offset, int whence);
int64_t buffered_tell(Buffered *self);
/* 0, or -1 with ValueError: no raw file, or closed, which `what` says. */
MUST_CHECK int buffered_check_open(Buffered *self, const char *what);
/* Up to n bytes by one read of the raw file: how many; -1 with an error. */
ssize_t buffered_raw_read(Buffered *self, char *bytes, ssize_t n);
/* Gives both buffers back, and forgets what is in them. */
void buffered_free_buffers(Buffered *self);
/* Forgets what was read and not asked for: the raw file stands where the
 * buffered one is. -1 with an error. */
MUST_CHECK int buffered_forget_input(Buffered *self);
extern MethodDef buffered_methods[]; /* io_buffered_methods.c */
#define io_is_buffered(o)                                                    \
    (TYPE_OF(o) == &buffered_writer_type ||                                  \
     TYPE_OF(o) == &buffered_reader_type ||                                  \
     TYPE_OF(o) == &buffered_random_type)

/* --- text --- */
typedef struct TextOptions {
    const char *encoding, *errors, *newline; /* NULL: the defaults */
    bool line_buffering, write_through;
    const char *mode;
} TextOptions;
NEW_REF Object *text_file_new(Type *type, Object *buffer,
                              const TextOptions *options);
MUST_CHECK int text_file_flush(TextFile *self);

/* open(): also what builtins.open is. */
NEW_REF Object *io_open(Object *self, Object *const *args, ssize_t nargs,
                        Object *kwnames);
/* io.open as a function object, for builtins; borrowed. */
BORROWED Object *io_open_function(void);

/* Readies the types; makes UnsupportedOperation. After type_start. */
MUST_CHECK int io_start(void);

#endif
