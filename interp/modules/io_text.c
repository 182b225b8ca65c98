/* TextIOWrapper: str above, bytes below. Its place in the file and the type;
 * io_text_write.c writes, io_text_read.c reads. */
#include "interp/modules/io_text_private.h"

#include <string.h>

#include "gc/alloc.h"
#include "gc/finalizer.h"
#include "interp/modules/io.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/codec.h"
#include "interp/objects/int.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define SELF ((TextFile *)self)

// NULL: every kind of line end is read as \n.
static int
set_newline(TextFile *self, const char *newline)
{
    if (newline != NULL && strcmp(newline, "") != 0 &&
        strcmp(newline, "\n") != 0 && strcmp(newline, "\r") != 0 &&
        strcmp(newline, "\r\n") != 0) {
        error_format(EXC(ValueError), "illegal newline value: %s", newline);
        return -1;
    }
    self->translate = newline == NULL;
    self->universal = newline == NULL || newline[0] == '\0';
    snprintf(self->read_newline, sizeof(self->read_newline), "%s",
             newline == NULL || newline[0] == '\0' ? "\n" : newline);
    snprintf(self->write_newline, sizeof(self->write_newline), "%s",
             newline != NULL && newline[0] == '\r' ? newline : "");
    return 0;
}

static int
init(TextFile *self, Object *buffer, const TextOptions *o)
{
    if (set_newline(self, o->newline) < 0) {
        return -1;
    }
    const char *encoding = o->encoding;
    if (encoding == NULL || strcmp(encoding, "locale") == 0) {
        encoding = "UTF-8"; // as the C library calls it
    }
    if (codec_find(encoding) == ENCODING_UNKNOWN) {
        // One of the library's, if it knows it.
        Object *nothing = codec_decode_other == NULL
                              ? error_format(EXC(LookupError),
                                             "unknown encoding: %s", encoding)
                              : codec_decode_other("", 0, encoding, "strict");
        if (nothing == NULL) {
            return -1;
        }
        ref_dec(nothing);
    }
    ref_store(self, &self->buffer, ref_new(buffer));
    ref_store(self, &self->encoding, str_from_text(encoding));
    ref_store(self, &self->errors,
              str_from_text(o->errors == NULL ? "strict" : o->errors));
    self->line_buffering = o->line_buffering;
    self->write_through = o->write_through;
    return self->encoding == NULL || self->errors == NULL
               ? -1
               : text_file_find_start(self);
}

Object *
text_file_new(Type *type, Object *buffer, const TextOptions *options)
{
    Object *self = type->alloc(type, 0);
    Object *mode = self == NULL ? NULL : str_from_text(options->mode);
    if (mode == NULL || init(SELF, buffer, options) < 0 ||
        object_setattr_text(self, "mode", mode) < 0) {
        REF_CLEAR(self);
    }
    ref_xdec(mode);
    return self;
}

static int
text_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"buffer", "encoding", "errors",
                                        "newline", "line_buffering",
                                        "write_through", NULL};
    static const ArgsSpec spec = {"TextIOWrapper", names, 1, 0, 0};
    Object *v[6];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    const char *texts[3] = {NULL, NULL, NULL};
    for (int i = 0; i < 3; i++) {
        if (v[i + 1] != NULL && v[i + 1] != NONE) {
            if (!str_check(v[i + 1])) {
                error_format(EXC(TypeError),
                             "TextIOWrapper() argument '%s' must be str or "
                             "None, not %.50s", names[i + 1],
                             TYPE_OF(v[i + 1])->name);
                return -1;
            }
            texts[i] = str_as_utf8(v[i + 1], NULL);
            if (texts[i] == NULL) {
                return -1;
            }
        }
    }
    int lines = v[4] == NULL ? 0 : object_is_true(v[4]);
    int through = v[5] == NULL ? 0 : object_is_true(v[5]);
    if (lines < 0 || through < 0) {
        return -1;
    }
    TextOptions options = {texts[0], texts[1], texts[2], lines != 0,
                           through != 0, NULL};
    return init(SELF, v[0], &options);
}

int
text_check_open(Object *self)
{
    if (SELF->buffer == NULL) {
        error_set_text(EXC(ValueError),
                       SELF->encoding == NULL
                           ? "I/O operation on uninitialized object"
                           : "underlying buffer has been detached");
        return -1;
    }
    return io_check_open(self);
}

// -------------------------------------------------------- place and the rest

static Object *
m_tell(Object *self, Object *unused)
{
    (void)unused;
    if (text_check_open(self) < 0 || text_file_flush(SELF) < 0) {
        return NULL;
    }
    Object *place = call_method_text(SELF->buffer, "tell", NULL, 0);
    if (place == NULL || (text_available(SELF) == 0 && SELF->nleft == 0)) {
        return place;
    }
    // What was decoded but not read yet, in bytes.
    const char *behind = text_file_behind_mark(SELF);
    Object *rest = str_substring(SELF->decoded, SELF->position,
                                 str_length(SELF->decoded));
    Object *bytes = rest == NULL
                        ? NULL
                        : str_encode(rest, behind != NULL
                                               ? behind
                                               : str_as_utf8(SELF->encoding,
                                                             NULL),
                                     str_as_utf8(SELF->errors, NULL));
    ref_xdec(rest);
    Object *result = NULL;
    if (bytes != NULL) {
        result = int_from_ssize(number_as_ssize(place, NULL) -
                                bytes_size(bytes) - SELF->nleft);
        ref_dec(bytes);
    }
    ref_dec(place);
    return result;
}

static Object *
m_seek(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("seek", nargs, 1, 2) || text_check_open(self) < 0) {
        return NULL;
    }
    int whence = nargs == 2 ? int_as_int(args[1]) : 0;
    ssize_t offset = number_as_argument(args[0]);
    if (error_occurred() != NULL) {
        return NULL;
    }
    if (whence == 1 && offset != 0) {
        return io_not_supported("can't do nonzero cur-relative seeks");
    }
    if (whence == 2 && offset != 0) {
        return io_not_supported("can't do nonzero end-relative seeks");
    }
    if (whence == 0 && offset < 0) {
        return error_format(EXC(ValueError), "negative seek position %R",
                            args[0]);
    }
    if (whence == 1) {
        Object *place = m_tell(self, NULL);
        if (place == NULL) {
            return NULL;
        }
        Object *again = m_seek(self, &place, 1);
        ref_dec(place);
        return again;
    }
    if (text_file_flush(SELF) < 0) {
        return NULL;
    }
    text_forget_decoded(SELF);
    Object *place = call_method_text(SELF->buffer, "seek", args,
                                     (size_t)nargs);
    if (place != NULL) {
        SELF->begun = object_is_true(place) == 1;
    }
    return place;
}

static Object *
m_truncate(Object *self, Object *const *args, ssize_t nargs)
{
    if (text_check_open(self) < 0 || text_file_flush(SELF) < 0) {
        return NULL;
    }
    return call_method_text(SELF->buffer, "truncate", args, (size_t)nargs);
}

static Object *
m_close(Object *self, Object *unused)
{
    (void)unused;
    int closed = SELF->buffer == NULL ? 1 : io_is_closed(self);
    if (closed != 0) {
        return closed < 0 ? NULL : none_new();
    }
    int failed = text_file_flush(SELF);
    PendingError error;
    error_fetch(&error);
    Object *result = call_method(SELF->buffer, nm_close, NULL, 0);
    if (failed < 0) {
        ref_xdec(result);
        error_restore(&error);
        return NULL;
    }
    return result;
}

static Object *
m_detach(Object *self, Object *unused)
{
    (void)unused;
    if (text_check_open(self) < 0 || text_file_flush(SELF) < 0) {
        return NULL;
    }
    Object *buffer = ref_new(SELF->buffer);
    ref_store(self, &SELF->buffer, NULL);
    return buffer;
}

static Object *
m_reconfigure(Object *self, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    static const char *const names[] = {"encoding", "errors", "newline",
                                        "line_buffering", "write_through",
                                        NULL};
    static const ArgsSpec spec = {"reconfigure", names, 0, 0, 5};
    Object *v[5];
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        text_file_flush(SELF) < 0) {
        return NULL;
    }
    if (v[0] != NULL && str_check(v[0])) {
        ref_store(self, &SELF->encoding, ref_new(v[0]));
        ref_store(self, &SELF->errors, str_from_text("strict"));
        if (SELF->errors == NULL || text_file_find_start(SELF) < 0) {
            return NULL;
        }
    }
    if (v[2] != NULL) {
        const char *newline = v[2] == NONE ? NULL : str_as_utf8(v[2], NULL);
        if ((v[2] != NONE && newline == NULL) ||
            set_newline(SELF, newline) < 0) {
            return NULL;
        }
    }
    if (v[1] != NULL && str_check(v[1])) {
        ref_store(self, &SELF->errors, ref_new(v[1]));
    }
    if (v[3] != NULL && v[3] != NONE) {
        int lines = object_is_true(v[3]);
        if (lines < 0) {
            return NULL;
        }
        SELF->line_buffering = lines != 0;
    }
    if (v[4] != NULL && v[4] != NONE) {
        int through = object_is_true(v[4]);
        if (through < 0) {
            return NULL;
        }
        SELF->write_through = through != 0;
    }
    return none_new();
}

#define FORWARD(name)                                                        \
    static Object *m_##name(Object *self, Object *unused)                    \
    {                                                                        \
        (void)unused;                                                        \
        return text_check_open(self) < 0                                     \
                   ? NULL                                                    \
                   : call_method_text(SELF->buffer, #name, NULL, 0);         \
    }
FORWARD(fileno)
FORWARD(isatty)
FORWARD(readable)
FORWARD(writable)
FORWARD(seekable)

static Object *
get_of_buffer(Object *self, void *closure)
{
    return SELF->buffer == NULL
               ? error_set_text(EXC(ValueError),
                                "underlying buffer has been detached")
               : object_getattr_text(SELF->buffer, closure);
}

static Object *
get_line_buffering(Object *self, void *closure)
{
    (void)closure;
    return bool_new(SELF->line_buffering);
}

static Object *
get_write_through(Object *self, void *closure)
{
    (void)closure;
    return bool_new(SELF->write_through);
}

static Object *
get_newlines(Object *self, void *closure)
{
    (void)self, (void)closure;
    return none_new();
}

static Object *
text_repr(Object *self)
{
    Object *name = NULL, *mode = NULL;
    if (SELF->buffer != NULL &&
        object_lookup_attr(SELF->buffer, nm_name, &name) < 0) {
        error_clear();
    }
    if (object_lookup_attr_text(self, "mode", &mode) < 0) {
        ref_xdec(name);
        return NULL;
    }
    Object *head = name == NULL ? str_from_text("<_io.TextIOWrapper")
                                : str_from_format(
                                      "<_io.TextIOWrapper name=%R", name);
    ref_xdec(name);
    Object *result = head == NULL ? NULL
                     : mode == NULL
                         ? str_from_format("%U encoding=%R>", head,
                                           SELF->encoding)
                         : str_from_format("%U mode=%R encoding=%R>", head,
                                           mode, SELF->encoding);
    ref_xdec(head);
    ref_xdec(mode);
    return result;
}

static void
text_dealloc(Object *self)
{
    if (finalizer_call_from_dealloc(self) < 0) {
        return; // resurrected
    }
    mem_free(SELF->pending);
    SELF->pending = NULL;
    SELF->npending = 0;
    type_generic_dealloc(self);
}

static MethodDef text_methods[] = {
    {"write", text_write, METH_O, NULL},
    {"flush", text_flush, METH_NOARGS, NULL},
    {"read", METHOD(text_read), METH_FASTCALL, NULL},
    {"readline", METHOD(text_readline), METH_FASTCALL, NULL},
    {"seek", METHOD(m_seek), METH_FASTCALL, NULL},
    {"tell", m_tell, METH_NOARGS, NULL},
    {"truncate", METHOD(m_truncate), METH_FASTCALL, NULL},
    {"close", m_close, METH_NOARGS, NULL},
    {"detach", m_detach, METH_NOARGS, NULL},
    {"reconfigure", METHOD(m_reconfigure), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"fileno", m_fileno, METH_NOARGS, NULL},
    {"isatty", m_isatty, METH_NOARGS, NULL},
    {"readable", m_readable, METH_NOARGS, NULL},
    {"writable", m_writable, METH_NOARGS, NULL},
    {"seekable", m_seekable, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

#define ROW(name, field, flags)                                              \
    {name, FIELD_OBJECT, offsetof(TextFile, field), flags, NULL}
static FieldDef text_members[] = {
    ROW("buffer", buffer, FIELD_READONLY),
    ROW("encoding", encoding, FIELD_READONLY),
    ROW("errors", errors, FIELD_READONLY),
    ROW("decoded", decoded, FIELD_READONLY | FIELD_HIDDEN),
    {NULL, 0, 0, 0, NULL}};

static GetSetDef text_getset[] = {
    {"name", get_of_buffer, NULL, NULL, "name"},
    {"closed", get_of_buffer, NULL, NULL, "closed"},
    {"line_buffering", get_line_buffering, NULL, NULL, NULL},
    {"write_through", get_write_through, NULL, NULL, NULL},
    {"newlines", get_newlines, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type text_file_type = {
    TYPE_HEAD_INIT,
    .name = "_io.TextIOWrapper",
    .basicsize = sizeof(TextFile),
    .dealloc = text_dealloc,
    .repr = text_repr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "Character and line based layer over a BufferedIOBase object, "
           "buffer.",
    .iternext = text_next,
    .methods = text_methods,
    .members = text_members,
    .getset = text_getset,
    .base = &io_text_base_type,
    IO_PLACES(TextFile),
    .init = text_init,
    .alloc = type_generic_alloc,
    .new_ = type_generic_new,
    .finalize = io_finalize,
};
