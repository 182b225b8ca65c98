/* TextIOWrapper: str above, bytes below. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/finalizer.h"
#include "interp/modules/io.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/codec.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((TextFile *)self)
#define CHUNK 8192
#define NATIVE(t) ((t)->buffer != NULL && io_is_buffered((t)->buffer))
#define BUFFER(t) ((Buffered *)(t)->buffer)

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
    if (o->mode != NULL) {
        ref_store(self, &self->mode, str_from_text(o->mode));
    }
    self->line_buffering = o->line_buffering;
    self->write_through = o->write_through;
    return self->encoding == NULL || self->errors == NULL ? -1
                                                          : text_file_find_start(self);
}

Object *
text_file_new(Type *type, Object *buffer, const TextOptions *options)
{
    Object *self = type->alloc(type, 0);
    if (self != NULL && init(SELF, buffer, options) < 0) {
        ref_dec(self);
        return NULL;
    }
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

static int
check_open(Object *self)
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

// ------------------------------------------------------------------ writing

// Hands what is pending to the buffer.
static int
push(TextFile *self)
{
    ssize_t n = self->npending;
    if (n == 0) {
        return 0;
    }
    self->npending = 0;
    if (NATIVE(self)) {
        return buffered_write(BUFFER(self), self->pending, n);
    }
    Object *bytes = bytes_new(self->pending, n);
    Object *result = bytes == NULL ? NULL
                                   : call_method(self->buffer, nm_write,
                                                 &bytes, 1);
    ref_xdec(bytes);
    ref_xdec(result);
    return result == NULL ? -1 : 0;
}

static int
flush_buffer(TextFile *self)
{
    if (NATIVE(self)) {
        return buffered_flush(BUFFER(self));
    }
    Object *result = call_method(self->buffer, nm_flush, NULL, 0);
    ref_xdec(result);
    return result == NULL ? -1 : 0;
}

int
text_file_flush(TextFile *self)
{
    return push(self) < 0 ? -1 : flush_buffer(self);
}

static int
append_pending(TextFile *self, const char *bytes, ssize_t n)
{
    if (self->npending > 0 && self->npending + n > CHUNK && push(self) < 0) {
        return -1;
    }
    if (self->npending + n > self->pending_size) {
        ssize_t size = self->npending + n < 512 ? 512 : self->npending + n;
        size = size > CHUNK || size <= 512 ? size : CHUNK;
        char *larger = mem_realloc(self->pending, (size_t)size);
        if (larger == NULL) {
            error_no_memory();
            return -1;
        }
        self->pending = larger;
        self->pending_size = size;
    }
    if (n > 0) {
        memcpy(self->pending + self->npending, bytes, (size_t)n);
    }
    self->npending += n;
    return 0;
}

static void
forget_decoded(TextFile *self)
{
    ref_store(self, &self->decoded, NULL);
    self->position = 0;
    self->nleft = 0;
    self->at_end = false;
}

// Encodes and keeps a text; as large as it may be when UTF-8 is at hand.
static int
put_text(TextFile *self, Object *text)
{
    Object *translated = NULL, *encoded = NULL;
    if (self->write_newline[0] != '\0') {
        Object *from = str_from_text("\n");
        Object *to = str_from_text(self->write_newline);
        translated = from == NULL || to == NULL
                         ? NULL
                         : str_replace(text, from, to, -1);
        ref_xdec(from);
        ref_xdec(to);
        if (translated == NULL) {
            return -1;
        }
        text = translated;
    }
    int failed;
    if (str_is_ascii(text) && (str_equal_text(self->encoding, "utf-8") ||
                               str_equal_text(self->encoding, "UTF-8"))) {
        failed = append_pending(self, str_data(text), str_length(text));
    } else {
        encoded = str_encode(text, text_file_encoding(self),
                             str_as_utf8(self->errors, NULL));
        self->begun = true;
        failed = encoded == NULL ? -1
                                 : append_pending(self, bytes_data(encoded),
                                                  bytes_size(encoded));
    }
    ref_xdec(encoded);
    ref_xdec(translated);
    return failed;
}

static Object *
m_write(Object *self, Object *text)
{
    if (!str_check(text)) {
        return error_format(EXC(TypeError),
                            "write() argument must be str, not %.50s",
                            text->type->name);
    }
    if (check_open(self) < 0) {
        return NULL;
    }
    if (NATIVE(SELF) && !BUFFER(SELF)->writable) {
        return io_not_supported("not writable");
    }
    bool flush = SELF->line_buffering &&
                 (str_find_char(text, '\n', 0, str_length(text), 1) >= 0 ||
                  str_find_char(text, '\r', 0, str_length(text), 1) >= 0);
    if (put_text(SELF, text) < 0) {
        return NULL;
    }
    if ((SELF->npending >= CHUNK || flush || SELF->write_through) &&
        push(SELF) < 0) {
        return NULL;
    }
    if (flush && flush_buffer(SELF) < 0) {
        return NULL;
    }
    forget_decoded(SELF);
    return int_from_ssize(str_length(text));
}

static Object *
m_flush(Object *self, Object *unused)
{
    (void)unused;
    return check_open(self) < 0 || text_file_flush(SELF) < 0 ? NULL
                                                             : none_new();
}

// ------------------------------------------------------------------ reading

// How many bytes at the end are the beginning of a UTF-8 character.
static ssize_t
incomplete_tail(const unsigned char *bytes, ssize_t n)
{
    for (ssize_t back = 1; back <= 3 && back <= n; back++) {
        unsigned char c = bytes[n - back];
        if (c >= 0xc0) {
            int need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
            return need > back ? back : 0;
        }
        if (c < 0x80) {
            return 0;
        }
    }
    return 0;
}

Object *
text_translate_newlines(Object *text)
{
    if (str_find_char(text, '\r', 0, str_length(text), 1) < 0) {
        return text;
    }
    Object *crlf = str_from_text("\r\n"), *cr = str_from_text("\r"),
           *lf = str_from_text("\n");
    Object *once = str_replace(text, crlf, lf, -1);
    Object *result = once == NULL ? NULL : str_replace(once, cr, lf, -1);
    ref_xdec(once);
    ref_dec(crlf);
    ref_dec(cr);
    ref_dec(lf);
    ref_dec(text);
    return result;
}

static Object *
read_bytes(TextFile *self, bool all)
{
    if (NATIVE(self)) {
        if (!BUFFER(self)->readable) {
            return io_not_supported("not readable");
        }
        return buffered_read(BUFFER(self), all ? -1 : CHUNK, !all);
    }
    Object *bytes;
    if (all) {
        bytes = call_method(self->buffer, nm_read, NULL, 0);
    } else {
        Object *size = int_from_long(CHUNK);
        bytes = call_method_text(self->buffer, "read1", &size, 1);
        if (bytes == NULL && error_matches(EXC(AttributeError))) {
            error_clear();
            bytes = call_method(self->buffer, nm_read, &size, 1);
        }
        ref_dec(size);
    }
    if (bytes != NULL && !bytes_check(bytes)) {
        error_format(EXC(TypeError),
                     "underlying read1() should have returned a bytes-like "
                     "object, not '%.200s'", bytes->type->name);
        REF_CLEAR(bytes);
    }
    return bytes;
}

// Reads and decodes more and appends it to `decoded`. 1, 0 at the end, -1.
static int
read_more(TextFile *self, bool all)
{
    if (self->at_end) {
        return 0;
    }
    Encoding kind = codec_find(str_as_utf8(self->encoding, NULL));
    bool by_chunk = kind == ENCODING_UTF8 || kind == ENCODING_LATIN1 ||
                    kind == ENCODING_ASCII;
    Object *bytes = read_bytes(self, all || !by_chunk);
    if (bytes == NULL) {
        return -1;
    }
    bool end = all || !by_chunk || bytes_size(bytes) == 0;
    if (self->nleft > 0) {
        Object *left = bytes_new(self->left, self->nleft);
        REF_SET(bytes, left == NULL ? NULL : bytes_concat(left, bytes));
        ref_xdec(left);
        if (bytes == NULL) {
            return -1;
        }
        self->nleft = 0;
    }
    ssize_t n = bytes_size(bytes);
    if (!end) {
        ssize_t keep = 0;
        if (self->universal && n > 0 && bytes_data(bytes)[n - 1] == '\r') {
            keep = 1; // a \n may follow
        } else if (kind == ENCODING_UTF8) {
            keep = incomplete_tail((unsigned char *)bytes_data(bytes), n);
        }
        n -= keep;
        memcpy(self->left, bytes_data(bytes) + n, (size_t)keep);
        self->nleft = (int)keep;
    }
    Object *text = str_decode(bytes_data(bytes), n,
                              str_as_utf8(self->encoding, NULL),
                              str_as_utf8(self->errors, NULL));
    ref_dec(bytes);
    if (text != NULL && self->translate) {
        text = text_translate_newlines(text);
    }
    if (text == NULL) {
        return -1;
    }
    self->at_end = end && !all && by_chunk ? false : end;
    if (self->decoded != NULL) {
        Object *rest = str_substring(self->decoded, self->position,
                                     str_length(self->decoded));
        REF_SET(text, rest == NULL ? NULL : str_concat(rest, text));
        ref_xdec(rest);
        if (text == NULL) {
            return -1;
        }
    }
    self->position = 0;
    ref_store(self, &self->decoded, text);
    return end && n == 0 ? 0 : 1;
}

static ssize_t
available(const TextFile *self)
{
    return self->decoded == NULL ? 0
                                 : str_length(self->decoded) - self->position;
}

static Object *
take(TextFile *self, ssize_t n)
{
    if (self->decoded == NULL) {
        return str_new(0, 0);
    }
    Object *text = str_substring(self->decoded, self->position,
                                 self->position + n);
    self->position += n;
    return text;
}

static int
check_read(Object *self)
{
    if (check_open(self) < 0) {
        return -1;
    }
    if (NATIVE(SELF) && !BUFFER(SELF)->readable) {
        io_not_supported("not readable");
        return -1;
    }
    return push(SELF) < 0 ? -1 : 0;
}

static Object *
m_read(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t n = io_size_argument(args, nargs);
    if (n == -2 || check_read(self) < 0) {
        return NULL;
    }
    if (n < 0) {
        if (read_more(SELF, true) < 0) {
            return NULL;
        }
        Object *text = take(SELF, available(SELF));
        forget_decoded(SELF);
        return text;
    }
    while (available(SELF) < n) {
        int more = read_more(SELF, false);
        if (more < 0) {
            return NULL;
        }
        if (more == 0) {
            break;
        }
    }
    return take(SELF, n < available(SELF) ? n : available(SELF));
}

// Where the line that starts at `position` ends; -1: not in sight.
static ssize_t
find_line_end(const TextFile *self, ssize_t from)
{
    Object *text = self->decoded;
    ssize_t end = str_length(text);
    if (self->translate || strcmp(self->read_newline, "\n") == 0) {
        ssize_t lf = str_find_char(text, '\n', from, end, 1);
        if (self->translate || !self->universal) {
            return lf < 0 ? -1 : lf + 1;
        }
        ssize_t cr = str_find_char(text, '\r', from, lf < 0 ? end : lf, 1);
        if (cr < 0) {
            return lf < 0 ? -1 : lf + 1;
        }
        return cr + 1 == lf ? lf + 1 : cr + 1;
    }
    for (ssize_t at = from;; at++) {
        at = str_find_char(text, '\r', at, end, 1);
        if (at < 0) {
            return -1;
        }
        if (self->read_newline[1] == '\0') {
            return at + 1;
        }
        if (at + 1 < end && str_char(text, at + 1) == '\n') {
            return at + 2;
        }
    }
}

static Object *
read_line(TextFile *self, ssize_t limit)
{
    for (;;) {
        if (available(self) > 0) {
            ssize_t end = find_line_end(self, self->position);
            ssize_t n = end < 0 ? available(self) : end - self->position;
            if (end >= 0 || (limit >= 0 && n >= limit)) {
                return take(self, limit >= 0 && n > limit ? limit : n);
            }
        }
        int more = read_more(self, false);
        if (more < 0) {
            return NULL;
        }
        if (more == 0) {
            ssize_t n = available(self);
            return take(self, limit >= 0 && n > limit ? limit : n);
        }
    }
}

static Object *
m_readline(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t limit = io_size_argument(args, nargs);
    return limit == -2 || check_read(self) < 0 ? NULL
                                               : read_line(SELF, limit);
}

static Object *
text_next(Object *self)
{
    if (check_read(self) < 0) {
        return NULL;
    }
    Object *line = read_line(SELF, -1);
    if (line != NULL && str_length(line) == 0) {
        REF_CLEAR(line);
    }
    return line;
}

// -------------------------------------------------------- place and the rest

static Object *
m_tell(Object *self, Object *unused)
{
    (void)unused;
    if (check_open(self) < 0 || text_file_flush(SELF) < 0) {
        return NULL;
    }
    Object *place = call_method_text(SELF->buffer, "tell", NULL, 0);
    if (place == NULL || (available(SELF) == 0 && SELF->nleft == 0)) {
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
    if (!args_check_count("seek", nargs, 1, 2) || check_open(self) < 0) {
        return NULL;
    }
    int whence = nargs == 2 ? int_as_int(args[1]) : 0;
    ssize_t offset = number_as_ssize(args[0], EXC(OverflowError));
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
    forget_decoded(SELF);
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
    if (check_open(self) < 0 || text_file_flush(SELF) < 0) {
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
    if (check_open(self) < 0 || text_file_flush(SELF) < 0) {
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
        return check_open(self) < 0                                          \
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
    Object *name = NULL, *mode = SELF->mode;
    if (SELF->buffer != NULL &&
        object_lookup_attr(SELF->buffer, nm_name, &name) < 0) {
        error_clear();
    }
    Object *head = name == NULL ? str_from_text("<_io.TextIOWrapper")
                                : str_from_format(
                                      "<_io.TextIOWrapper name=%R", name);
    ref_xdec(name);
    if (head == NULL) {
        return NULL;
    }
    Object *result = mode == NULL
                         ? str_from_format("%U encoding=%R>", head,
                                           SELF->encoding)
                         : str_from_format("%U mode=%R encoding=%R>", head,
                                           mode, SELF->encoding);
    ref_dec(head);
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
    {"write", m_write, METH_O, NULL},
    {"flush", m_flush, METH_NOARGS, NULL},
    {"read", METHOD(m_read), METH_FASTCALL, NULL},
    {"readline", METHOD(m_readline), METH_FASTCALL, NULL},
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
    ROW("errors", errors, FIELD_READONLY), ROW("mode", mode, 0),
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
    .init = text_init,
    .alloc = type_generic_alloc,
    .new_ = type_generic_new,
    .finalize = io_finalize,
};
