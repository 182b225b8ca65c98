/* The error handlers of encodings, and the errors that strict ones raise. */
#include "interp/objects/codec_errors.h"

#include <string.h>

#include "interp/objects/bytes.h"
#include "interp/objects/chartype.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"

Object *(*codec_lookup_handler)(const char *name);

/* --- the exceptions --- */

/* Makes an exception of (encoding, object, start, end, reason). Steals
 * `object`. */
static Object *
make_error(Object *type, const char *encoding, Object *object, ssize_t start,
           ssize_t end, const char *reason)
{
    Object *result = NULL;
    Object *items[5] = {str_from_text(encoding), object,
                        int_from_ssize(start), int_from_ssize(end),
                        str_from_text(reason)};
    bool complete = true;
    for (int i = 0; i < 5; i++) {
        complete = complete && items[i] != NULL;
    }
    if (complete) {
        Object *args = tuple_from_array(items, 5);
        if (args != NULL) {
            result = call_object(type, args, NULL);
            ref_dec(args);
        }
    }
    for (int i = 0; i < 5; i++) {
        ref_xdec(items[i]);
    }
    return result;
}

static Object *
raise_made(Object *type, Object *error)
{
    if (error != NULL) {
        error_set_object(type, error);
        ref_dec(error);
    }
    return NULL;
}

static Object *
problem_error(const CodecProblem *problem)
{
    bool encoding = problem->str != NULL;
    Object *object = encoding ? ref_new(problem->str)
                              : bytes_new(problem->bytes, problem->n);
    return make_error(encoding ? EXC(UnicodeEncodeError)
                               : EXC(UnicodeDecodeError),
                      problem->encoding, object, problem->start, problem->end,
                      problem->reason);
}

Object *
codec_raise_encode(const char *encoding, Object *str, ssize_t start,
                   ssize_t end, const char *reason)
{
    return raise_made(EXC(UnicodeEncodeError),
                      make_error(EXC(UnicodeEncodeError), encoding,
                                 ref_new(str), start, end, reason));
}

Object *
codec_raise_decode(const char *encoding, const char *bytes, ssize_t n,
                   ssize_t start, ssize_t end, const char *reason)
{
    return raise_made(EXC(UnicodeDecodeError),
                      make_error(EXC(UnicodeDecodeError), encoding,
                                 bytes_new(bytes, n), start, end, reason));
}

static Object *
raise_problem(const CodecProblem *problem)
{
    Object *type = problem->str != NULL ? EXC(UnicodeEncodeError)
                                        : EXC(UnicodeDecodeError);
    return raise_made(type, problem_error(problem));
}

/* --- a handler registered by the program --- */

/* Looks whether the handler has put another object into the error that it was
 * called with: bytes are what to read from then on. */
static int
take_changed(CodecProblem *problem, Object *error, Object *before)
{
    Object *now = ((UnicodeErrorObject *)error)->object;
    if (problem->str != NULL || now == before) {
        return 0;
    }
    if (now == NULL || !bytes_check(now)) {
        error_set_text(EXC(TypeError), now == NULL
                                           ? "object attribute not set"
                                           : "object attribute must be bytes");
        return -1;
    }
    problem->changed = ref_new(now);
    problem->bytes = bytes_data(now);
    problem->n = bytes_size(now);
    return 0;
}

/* Reads the answer (replacement, position). */
static Object *
read_answer(CodecProblem *problem, Object *answer)
{
    const char *kind = problem->str != NULL ? "encoding" : "decoding";
    if (!tuple_check(answer) || tuple_size(answer) != 2
        || !(str_check(tuple_get(answer, 0))
             || (problem->str != NULL && bytes_check(tuple_get(answer, 0))))) {
        return error_format(EXC(TypeError),
                            problem->str != NULL
                                ? "%s error handler must return (str/bytes, "
                                  "int) tuple"
                                : "%s error handler must return (str, int) "
                                  "tuple",
                            kind);
    }
    Object *number = number_index(tuple_get(answer, 1));
    ssize_t position = number == NULL ? -1 : int_as_ssize(number);
    ref_xdec(number);
    if (position == -1 && error_occurred() != NULL) {
        return NULL;
    }
    position = position < 0 ? position + problem->n : position;
    if (position < 0 || position > problem->n) {
        return error_format(EXC(IndexError),
                            "position %zd from error handler out of bounds",
                            position);
    }
    problem->end = position;
    return ref_new(tuple_get(answer, 0));
}

static Object *
call_registered(CodecProblem *problem, Object *handler)
{
    Object *error = problem_error(problem);
    if (error == NULL) {
        return NULL;
    }
    // Held, so that no other object can have its address meanwhile.
    Object *before = ref_new(((UnicodeErrorObject *)error)->object);
    Object *answer = call_one(handler, error);
    Object *replacement = NULL;
    if (answer != NULL && take_changed(problem, error, before) == 0) {
        replacement = read_answer(problem, answer);
    }
    ref_xdec(answer);
    ref_dec(before);
    ref_dec(error);
    return replacement;
}

static Object *
handle_other(CodecProblem *problem, const char *errors)
{
    Object *handler
        = codec_lookup_handler == NULL ? NULL : codec_lookup_handler(errors);
    if (handler == NULL) {
        if (error_occurred() == NULL) {
            error_format(EXC(LookupError),
                         "unknown error handler name '%.400s'", errors);
        }
        return NULL;
    }
    Object *result = call_registered(problem, handler);
    ref_dec(handler);
    return result;
}

/* --- encoding --- */

static bool
is_surrogate(uint32_t c)
{
    return c >= 0xd800 && c <= 0xdfff;
}

/* Escapes for one character, as the handler `errors` writes them. */
static int
write_escape(StrWriter *w, uint32_t c, const char *errors)
{
    char text[280];
    char name[256];
    if (errors[0] == 'x') {
        snprintf(text, sizeof text, "&#%u;", (unsigned)c);
    } else if (errors[0] == 'n' && char_name(c, name)) {
        snprintf(text, sizeof text, "\\N{%s}", name);
    } else {
        snprintf(text, sizeof text,
                 c < 256     ? "\\x%02x"
                 : c < 65536 ? "\\u%04x"
                             : "\\U%08x",
                 (unsigned)c);
    }
    return strwriter_text(w, text);
}

static Object *
escape_all(const CodecProblem *problem, const char *errors)
{
    StrWriter w;
    strwriter_init(&w);
    for (ssize_t i = problem->start; i < problem->end; i++) {
        if (write_escape(&w, str_char(problem->str, i), errors) < 0) {
            strwriter_drop(&w);
            return NULL;
        }
    }
    return strwriter_finish(&w);
}

/* surrogateescape: U+DC80 to U+DCFF are the bytes 80 to ff. */
static Object *
encode_escaped(CodecProblem *problem)
{
    ssize_t n = problem->end - problem->start;
    Object *bytes = bytes_new(NULL, n);
    for (ssize_t i = 0; bytes != NULL && i < n; i++) {
        uint32_t c = str_char(problem->str, problem->start + i);
        if (c < 0xdc80 || c > 0xdcff) {
            if (i > 0 && problem->unit == 1) {
                // What can be written is; the rest is the next problem.
                problem->end = problem->start + i;
                return bytes_resize(&bytes, i) < 0 ? NULL : bytes;
            }
            ref_dec(bytes);
            return raise_problem(problem);
        }
        bytes_data(bytes)[i] = (char)(c - 0xdc00);
    }
    return bytes;
}

/* How many bytes a surrogate takes in the encoding that the problem names, and
 * in which order; 0: surrogatepass does not know that one. */
static int
surrogate_width(const CodecProblem *problem, bool *big)
{
    Encoding encoding = codec_find(problem->encoding);
    *big = encoding == ENCODING_UTF8 || encoding == ENCODING_UTF16_BE
           || encoding == ENCODING_UTF32_BE;
    return encoding == ENCODING_UTF8    ? 3
           : encoding >= ENCODING_UTF32 ? 4
           : encoding >= ENCODING_UTF16 ? 2
                                        : 0;
}

/* surrogatepass: as if a surrogate were an ordinary character. */
static Object *
encode_passed(CodecProblem *problem)
{
    bool big;
    int width = surrogate_width(problem, &big);
    ssize_t n = problem->end - problem->start;
    if (width == 0) {
        return raise_problem(problem);
    }
    Object *bytes = bytes_new(NULL, n * width);
    for (ssize_t i = 0; bytes != NULL && i < n; i++) {
        uint32_t c = str_char(problem->str, problem->start + i);
        char *out = bytes_data(bytes) + i * width;
        if (!is_surrogate(c)) {
            ref_dec(bytes);
            return raise_problem(problem);
        }
        if (width == 3) {
            out[0] = (char)(0xe0 | c >> 12);
            out[1] = (char)(0x80 | (c >> 6 & 63));
            out[2] = (char)(0x80 | (c & 63));
            continue;
        }
        for (int k = 0; k < width; k++) {
            out[big ? width - 1 - k : k] = (char)(c >> (8 * k));
        }
    }
    return bytes;
}

Object *
codec_handle_encode(CodecProblem *problem, const char *errors)
{
    if (errors == NULL || strcmp(errors, "strict") == 0) {
        return raise_problem(problem);
    }
    if (strcmp(errors, "ignore") == 0) {
        return str_new(0, 0);
    }
    if (strcmp(errors, "replace") == 0) {
        Object *mark = str_from_char('?');
        Object *all = str_repeat(mark, problem->end - problem->start);
        ref_dec(mark);
        return all;
    }
    if (strcmp(errors, "backslashreplace") == 0
        || strcmp(errors, "xmlcharrefreplace") == 0
        || strcmp(errors, "namereplace") == 0) {
        return escape_all(problem, errors);
    }
    if (strcmp(errors, "surrogateescape") == 0) {
        return encode_escaped(problem);
    }
    if (strcmp(errors, "surrogatepass") == 0) {
        return encode_passed(problem);
    }
    return handle_other(problem, errors);
}

/* --- decoding --- */

static Object *
decode_escaped(CodecProblem *problem)
{
    StrWriter w;
    strwriter_init(&w);
    ssize_t i = problem->start;
    for (; i < problem->end && i < problem->start + 4; i++) {
        uint8_t byte = (uint8_t)problem->bytes[i];
        if (byte < 128) {
            break; // an ASCII byte is no error of its own
        }
        if (strwriter_char(&w, 0xdc00u + byte) < 0) {
            strwriter_drop(&w);
            return NULL;
        }
    }
    if (i == problem->start) {
        strwriter_drop(&w);
        return raise_problem(problem);
    }
    problem->end = i;
    return strwriter_finish(&w);
}

static Object *
decode_passed(CodecProblem *problem)
{
    const uint8_t *p = (const uint8_t *)problem->bytes + problem->start;
    ssize_t left = problem->n - problem->start;
    uint32_t c = 0;
    bool big;
    int width = surrogate_width(problem, &big);
    if (left >= width && width == 3) {
        if ((p[0] & 0xf0) == 0xe0 && (p[1] & 0xc0) == 0x80
            && (p[2] & 0xc0) == 0x80) {
            c = (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
        }
    } else if (left >= width) {
        for (int k = 0; k < width; k++) {
            c = c << 8 | p[big ? k : width - 1 - k];
        }
    }
    if (!is_surrogate(c)) {
        return raise_problem(problem);
    }
    problem->end = problem->start + width;
    return str_from_char(c);
}

static Object *
decode_backslash(const CodecProblem *problem)
{
    StrWriter w;
    strwriter_init(&w);
    for (ssize_t i = problem->start; i < problem->end; i++) {
        if (write_escape(&w, (uint8_t)problem->bytes[i], "b") < 0) {
            strwriter_drop(&w);
            return NULL;
        }
    }
    return strwriter_finish(&w);
}

Object *
codec_handle_decode(CodecProblem *problem, const char *errors)
{
    if (errors == NULL || strcmp(errors, "strict") == 0) {
        return raise_problem(problem);
    }
    if (strcmp(errors, "ignore") == 0) {
        return str_new(0, 0);
    }
    if (strcmp(errors, "replace") == 0) {
        return str_from_char(0xfffd);
    }
    if (strcmp(errors, "backslashreplace") == 0) {
        return decode_backslash(problem);
    }
    if (strcmp(errors, "surrogateescape") == 0) {
        return decode_escaped(problem);
    }
    if (strcmp(errors, "surrogatepass") == 0) {
        return decode_passed(problem);
    }
    if (strcmp(errors, "xmlcharrefreplace") == 0
        || strcmp(errors, "namereplace") == 0) {
        return error_set_text(EXC(TypeError), "don't know how to handle "
                                              "UnicodeDecodeError in error "
                                              "callback");
    }
    return handle_other(problem, errors);
}

int
codec_replace(CodecInput *input, const char *reason, ssize_t start,
              ssize_t *at, StrWriter *w)
{
    CodecProblem problem = {.encoding = input->encoding,
                            .reason = reason,
                            .bytes = (const char *)input->bytes,
                            .n = input->n,
                            .start = start,
                            .end = *at};
    Object *replacement = codec_handle_decode(&problem, input->errors);
    if (problem.changed != NULL) {
        ref_xdec(input->owner);
        input->owner = problem.changed;
        input->bytes = (const uint8_t *)problem.bytes;
        input->n = problem.n;
    }
    *at = problem.end;
    int failed = replacement == NULL ? -1 : strwriter_str(w, replacement);
    ref_xdec(replacement);
    return failed;
}
