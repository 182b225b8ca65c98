/* io.IncrementalNewlineDecoder: text in pieces, with all line ends as \n. */
#include "interp/modules/io.h"

#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

enum { SEEN_CR = 1, SEEN_LF = 2, SEEN_CRLF = 4 };

typedef struct Newlines {
    Object base;
    Object *decoder; /* None: what comes is text already */
    Object *errors;
    bool translate, pending_cr;
    int seen;
} Newlines;

#define SELF ((Newlines *)self)

static int
newlines_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"decoder", "translate", "errors",
                                        NULL};
    static const ArgsSpec spec = {"IncrementalNewlineDecoder", names, 2, 0,
                                  0};
    Object *v[3];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    int translate = object_is_true(v[1]);
    if (translate < 0) {
        return -1;
    }
    Object *errors = v[2] == NULL ? str_intern_text("strict") : ref_new(v[2]);
    if (errors == NULL) {
        return -1;
    }
    ref_store(self, &SELF->errors, errors);
    ref_store(self, &SELF->decoder, ref_new(v[0]));
    SELF->translate = translate != 0;
    SELF->pending_cr = false;
    SELF->seen = 0;
    return 0;
}

// What the decoder makes of the input.
static Object *
decoded(Object *self, Object *input, bool final)
{
    if (SELF->decoder == NULL) {
        return error_set_text(EXC(ValueError),
                              "IncrementalNewlineDecoder.__init__() not "
                              "called");
    }
    if (SELF->decoder == NONE) {
        return ref_new(input);
    }
    Object *args[2] = {input, bool_new(final)};
    Object *text = call_method_text(SELF->decoder, "decode", args, 2);
    ref_dec(args[1]);
    return text;
}

static void
note_line_ends(Newlines *self, Object *text)
{
    ssize_t n = str_length(text);
    for (ssize_t i = 0; i < n; i++) {
        uint32_t c = str_char(text, i);
        if (c == '\n') {
            self->seen |= SEEN_LF;
        } else if (c == '\r' && i + 1 < n && str_char(text, i + 1) == '\n') {
            self->seen |= SEEN_CRLF;
            i++;
        } else if (c == '\r') {
            self->seen |= SEEN_CR;
        }
    }
}

// A \r at the end waits: a \n may follow. Takes the text.
static Object *
hold_return(Newlines *self, STEALS Object *text, bool final)
{
    ssize_t n = str_length(text);
    if (self->pending_cr && (final || n > 0)) {
        Object *cr = str_from_text("\r");
        REF_SET(text, cr == NULL ? NULL : str_concat(cr, text));
        ref_xdec(cr);
        self->pending_cr = false;
        n++;
    }
    if (text != NULL && !final && n > 0 && str_char(text, n - 1) == '\r') {
        REF_SET(text, str_substring(text, 0, n - 1));
        self->pending_cr = true;
    }
    return text;
}

static Object *
m_decode(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    static const char *const names[] = {"input", "final", NULL};
    static const ArgsSpec spec = {"decode", names, 1, 0, 0};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int final = v[1] == NULL ? 0 : object_is_true(v[1]);
    Object *text = final < 0 ? NULL : decoded(self, v[0], final != 0);
    if (text != NULL && !str_check(text)) {
        error_format(EXC(TypeError),
                     "decoder should return a string result, not '%.200s'",
                     TYPE_OF(text)->name);
        REF_CLEAR(text);
    }
    text = text == NULL ? NULL : hold_return(SELF, text, final != 0);
    if (text == NULL) {
        return NULL;
    }
    note_line_ends(SELF, text);
    return SELF->translate ? text_translate_newlines(text) : text;
}

// (bytes, number): the lowest bit of the number is the \r that waits.
static Object *
m_getstate(Object *self, Object *unused)
{
    (void)unused;
    Object *buffer = NULL, *result = NULL;
    ssize_t flags = 0;
    if (SELF->decoder != NULL && SELF->decoder != NONE) {
        Object *state = call_method_text(SELF->decoder, "getstate", NULL, 0);
        if (state == NULL) {
            return NULL;
        }
        if (!tuple_check(state) || tuple_size(state) != 2) {
            ref_dec(state);
            return error_set_text(EXC(TypeError), "illegal decoder state");
        }
        buffer = ref_new(tuple_get(state, 0));
        flags = number_as_ssize(tuple_get(state, 1), EXC(OverflowError));
        ref_dec(state);
    } else {
        buffer = bytes_new("", 0);
    }
    Object *number = buffer == NULL || error_occurred()
                         ? NULL
                         : int_from_ssize(flags * 2 + SELF->pending_cr);
    result = number == NULL ? NULL : tuple_pack(2, buffer, number);
    ref_xdec(buffer);
    ref_xdec(number);
    return result;
}

static Object *
m_setstate(Object *self, Object *state)
{
    if (!tuple_check(state) || tuple_size(state) != 2) {
        return error_set_text(EXC(TypeError), "state argument must be a tuple");
    }
    ssize_t flags = number_as_ssize(tuple_get(state, 1), EXC(OverflowError));
    if (error_occurred()) {
        return NULL;
    }
    SELF->pending_cr = (flags & 1) != 0;
    if (SELF->decoder == NULL || SELF->decoder == NONE) {
        return none_new();
    }
    Object *number = int_from_ssize(flags >> 1);
    Object *inner = number == NULL
                        ? NULL
                        : tuple_pack(2, tuple_get(state, 0), number);
    Object *done = inner == NULL ? NULL
                                 : call_method_text(SELF->decoder, "setstate",
                                                    &inner, 1);
    ref_xdec(number);
    ref_xdec(inner);
    return done;
}

static Object *
m_reset(Object *self, Object *unused)
{
    (void)unused;
    SELF->seen = 0;
    SELF->pending_cr = false;
    return SELF->decoder == NULL || SELF->decoder == NONE
               ? none_new()
               : call_method_text(SELF->decoder, "reset", NULL, 0);
}

static Object *
get_newlines(Object *self, void *closure)
{
    (void)closure;
    static const struct {
        int bit;
        const char *text;
    } kinds[] = {{SEEN_CR, "\r"}, {SEEN_LF, "\n"}, {SEEN_CRLF, "\r\n"}};
    Object *found[3];
    ssize_t n = 0;
    for (int i = 0; i < 3; i++) {
        if ((SELF->seen & kinds[i].bit) != 0) {
            found[n] = str_from_text(kinds[i].text);
            if (found[n++] == NULL) {
                return NULL;
            }
        }
    }
    return n == 0   ? none_new()
           : n == 1 ? found[0]
                    : tuple_from_array_steal(found, n);
}

static MethodDef methods[] = {
    {"decode", METHOD(m_decode), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"getstate", m_getstate, METH_NOARGS, NULL},
    {"setstate", m_setstate, METH_O, NULL},
    {"reset", m_reset, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static GetSetDef getset[] = {{"newlines", get_newlines, NULL, NULL, NULL},
                             {NULL, NULL, NULL, NULL, NULL}};

static FieldDef members[] = {
    {"decoder", FIELD_OBJECT, offsetof(Newlines, decoder),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"errors", FIELD_OBJECT, offsetof(Newlines, errors),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type newline_decoder_type = {
    TYPE_HEAD_INIT,
    .name = "_io.IncrementalNewlineDecoder",
    .basicsize = sizeof(Newlines),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE, // no container, in CPython either
    .doc = "Codec used when reading a file in universal newlines mode.\n\nIt "
           "wraps another incremental decoder, translating \\r\\n and \\r "
           "into\n\\n. It also records the types of newlines encountered.",
    .methods = methods,
    .members = members,
    .getset = getset,
    .init = newlines_init,
    .alloc = type_generic_alloc,
    .new_ = type_generic_new,
};
