/* open(), the module _io, and the three files of sys. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interp/modules/io.h"
#include "interp/modules/modules.h"
#include "interp/modules/posix_module.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

typedef struct OpenMode {
    bool text, binary, creating, reading, writing, appending, updating;
    char raw[8];
} OpenMode;

static int
parse_mode(const char *mode, OpenMode *m)
{
    *m = (OpenMode){.text = false};
    for (const char *c = mode; *c != '\0'; c++) {
        bool *flag = *c == 'x'   ? &m->creating
                     : *c == 'r' ? &m->reading
                     : *c == 'w' ? &m->writing
                     : *c == 'a' ? &m->appending
                     : *c == '+' ? &m->updating
                     : *c == 't' ? &m->text
                     : *c == 'b' ? &m->binary
                                 : NULL;
        if (flag == NULL || *flag) {
            error_format(EXC(ValueError), "invalid mode: '%s'", mode);
            return -1;
        }
        *flag = true;
    }
    if (m->text && m->binary) {
        error_set_text(EXC(ValueError),
                       "can't have text and binary mode at once");
        return -1;
    }
    if (m->creating + m->reading + m->writing + m->appending != 1) {
        error_set_text(EXC(ValueError),
                       "must have exactly one of "
                       "create/read/write/append mode");
        return -1;
    }
    snprintf(m->raw, sizeof(m->raw), "%s%s",
             m->creating    ? "x"
             : m->reading   ? "r"
             : m->writing   ? "w"
                            : "a",
             m->updating ? "+" : "");
    return 0;
}

static int
text_argument(Object *o, const char *name, const char **out)
{
    *out = NULL;
    if (o == NULL || o == NONE) {
        return 0;
    }
    if (!str_check(o)) {
        error_format(EXC(TypeError),
                     "open() argument '%s' must be str or None, not %.50s",
                     name, o->type->name);
        return -1;
    }
    *out = str_as_utf8(o, NULL);
    return *out == NULL ? -1 : 0;
}

static int
check_binary(const OpenMode *m, const TextOptions *o)
{
    const char *what = o->encoding != NULL ? "an encoding"
                       : o->errors != NULL ? "an errors"
                       : o->newline != NULL ? "a newline"
                                            : NULL;
    if (m->binary && what != NULL) {
        error_format(EXC(ValueError),
                     "binary mode doesn't take %s argument", what);
        return -1;
    }
    return 0;
}

// The layers above a raw file; steals it.
static Object *
build(Object *raw, const OpenMode *m, int buffering, TextOptions *options)
{
    FileIO *file = (FileIO *)raw;
    bool lines = buffering == 1;
    if (buffering < 0 || (lines && !m->binary)) {
        struct stat info;
        if (isatty(file->fd)) {
            lines = true;
        }
        buffering = fstat(file->fd, &info) == 0 && info.st_blksize > 1
                        ? (int)info.st_blksize
                        : 8192;
    }
    if (buffering == 0) {
        if (m->binary) {
            return raw;
        }
        error_set_text(EXC(ValueError), "can't have unbuffered text I/O");
        ref_dec(raw);
        return NULL;
    }
    if (m->updating && !file_io_is_seekable(file)) {
        ref_dec(raw);
        return io_not_supported("File or stream is not seekable.");
    }
    Type *type = m->updating  ? &buffered_random_type
                 : m->reading ? &buffered_reader_type
                              : &buffered_writer_type;
    Object *buffer = buffered_new(type, raw, buffering);
    ref_dec(raw);
    if (buffer == NULL || m->binary) {
        return buffer;
    }
    options->line_buffering = lines;
    Object *text = text_file_new(&text_file_type, buffer, options);
    ref_dec(buffer);
    return text;
}

Object *
io_open(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"file", "mode", "buffering",
                                        "encoding", "errors", "newline",
                                        "closefd", "opener", NULL};
    static const ArgsSpec spec = {"open", names, 1, 0, 0};
    Object *v[8];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    const char *mode = "r";
    if (v[1] != NULL) {
        if (!str_check(v[1])) {
            return error_format(EXC(TypeError),
                                "open() argument 'mode' must be str, not "
                                "%.50s", TYPE_OF(v[1])->name);
        }
        mode = str_as_utf8(v[1], NULL);
    }
    int buffering = v[2] == NULL ? -1 : int_as_int(v[2]);
    int close_fd = v[6] == NULL ? 1 : object_is_true(v[6]);
    TextOptions options = {NULL, NULL, NULL, false, false, mode};
    OpenMode m;
    if (mode == NULL || error_occurred() != NULL || close_fd < 0 ||
        text_argument(v[3], "encoding", &options.encoding) < 0 ||
        text_argument(v[4], "errors", &options.errors) < 0 ||
        text_argument(v[5], "newline", &options.newline) < 0 ||
        parse_mode(mode, &m) < 0 || check_binary(&m, &options) < 0) {
        return NULL;
    }
    Object *file = number_has_index(v[0]) ? ref_new(v[0])
                                          : posix_fspath(v[0]);
    if (file == NULL) {
        return NULL;
    }
    Object *raw = file_io_new(file, m.raw, close_fd != 0, v[7]);
    ref_dec(file);
    return raw == NULL ? NULL : build(raw, &m, buffering, &options);
}

static Object *
open_code(Object *self, Object *path)
{
    (void)self;
    Object *mode = str_from_text("rb");
    Object *args[2] = {path, mode};
    Object *result = mode == NULL ? NULL : io_open(NULL, args, 2, NULL);
    ref_xdec(mode);
    return result;
}

static Object *
text_encoding(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("text_encoding", nargs, 1, 2)) {
        return NULL;
    }
    return args[0] == NONE ? str_from_text("locale") : ref_new(args[0]);
}

static MethodDef functions[] = {
    {"open", METHOD(io_open), METH_FASTCALL | METH_KEYWORDS,
     "open($module, /, file, mode='r', buffering=-1, encoding=None,\n     "
     "errors=None, newline=None, closefd=True, opener=None)\n--\n\nOpen "
     "file and return a stream.  Raise OSError upon failure."},
    {"open_code", open_code, METH_O, NULL},
    {"text_encoding", METHOD(text_encoding), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

static Object *open_function;

Object *
io_open_function(void)
{
    if (open_function == NULL) {
        Object *module = str_from_text("io");
        open_function = module == NULL
                            ? NULL
                            : cfunction_new(functions, NULL, module);
        ref_xdec(module);
        ref_root(&open_function, "open");
    }
    return open_function;
}

Object *
io_module_new(void)
{
    static const struct {
        const char *name;
        Type *type;
    } types[] = {
        {"_IOBase", &io_base_type},
        {"_RawIOBase", &io_raw_base_type},
        {"_BufferedIOBase", &io_buffered_base_type},
        {"_TextIOBase", &io_text_base_type},
        {"FileIO", &file_io_type},
        {"BytesIO", &bytes_io_type},
        {"StringIO", &string_io_type},
        {"BufferedReader", &buffered_reader_type},
        {"BufferedWriter", &buffered_writer_type},
        {"BufferedRandom", &buffered_random_type},
        {"BufferedRWPair", &buffered_pair_type},
        {"TextIOWrapper", &text_file_type},
        {"IncrementalNewlineDecoder", &newline_decoder_type},
    };
    Object *m = module_new("_io");
    if (m == NULL || module_add_functions(m, functions) < 0 ||
        io_open_function() == NULL ||
        module_add(m, "open", ref_new(open_function)) < 0 ||
        module_add(m, "UnsupportedOperation", ref_new(io_unsupported)) < 0 ||
        module_add(m, "BlockingIOError", ref_new(EXC(BlockingIOError))) <
            0 ||
        module_add_int(m, "DEFAULT_BUFFER_SIZE", 8192) < 0) {
        ref_xdec(m);
        return NULL;
    }
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (module_add(m, types[i].name, ref_new(types[i].type)) < 0) {
            ref_dec(m);
            return NULL;
        }
    }
    return m;
}

static Object *
standard_file(int fd)
{
    static const char *const names[] = {"<stdin>", "<stdout>", "<stderr>"};
    if (lseek(fd, 0, SEEK_CUR) < 0 && errno == EBADF) {
        return none_new();
    }
    Object *number = int_from_long(fd);
    Object *raw = number == NULL
                      ? NULL
                      : file_io_new(number, fd == 0 ? "r" : "w", false, NULL);
    ref_xdec(number);
    if (raw == NULL) {
        return NULL;
    }
    Object *name = str_from_text(names[fd]);
    if (name == NULL || object_setattr(raw, nm_name, name) < 0) {
        ref_xdec(name);
        ref_dec(raw);
        return NULL;
    }
    ref_dec(name);
    OpenMode m = {.reading = fd == 0, .writing = fd != 0};
    TextOptions options = {"utf-8", fd == 2 ? "backslashreplace" : "strict",
                           "\n", false, false, fd == 0 ? "r" : "w"};
    if (fd == 0) {
        options.newline = NULL;
    }
    Object *file = build(raw, &m, -1, &options);
    if (file != NULL && fd == 2) {
        ((TextFile *)file)->line_buffering = true;
    }
    const char *unbuffered = getenv("PYTHONUNBUFFERED");
    if (file != NULL && fd != 0 && unbuffered != NULL &&
        unbuffered[0] != '\0') {
        // Every write goes through at once.
        ((TextFile *)file)->write_through = true;
        ((Buffered *)((TextFile *)file)->buffer)->size = 0;
    }
    return file;
}

int
sys_add_files(void)
{
    static const char *const names[3][2] = {{"stdin", "__stdin__"},
                                            {"stdout", "__stdout__"},
                                            {"stderr", "__stderr__"}};
    for (int fd = 0; fd < 3; fd++) {
        Object *file = standard_file(fd);
        if (file == NULL || sys_set(names[fd][0], file) < 0 ||
            sys_set(names[fd][1], file) < 0) {
            ref_xdec(file);
            return -1;
        }
        ref_dec(file);
    }
    return 0;
}
