/* The parser of pyexpat: parsing, its attributes, the type. */
#include "interp/modules/expat_module.h"

#include <limits.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define SELF ((ExpatParser *)self)

Object *expat_error;

enum { TEXT_ROOM = 8192, READ_SIZE = 2048, HASH_SALT = 1 };

// ---------------------------------------------------------------------- errors

static int
set_number(Object *o, const char *name, long n)
{
    Object *value = int_from_long(n);
    int failed = value == NULL ? -1 : object_setattr_text(o, name, value);
    ref_xdec(value);
    return failed;
}

// ExpatError with what the parser stumbled over and where; NULL.
static Object *
parse_error(ExpatParser *self)
{
    enum XML_Error code = XML_GetErrorCode(self->parser);
    long line = (long)XML_GetErrorLineNumber(self->parser);
    long column = (long)XML_GetErrorColumnNumber(self->parser);
    Object *text = str_from_format("%s: line %ld, column %ld",
                                   XML_ErrorString(code), line, column);
    Object *error = text == NULL ? NULL : call_one(expat_error, text);
    ref_xdec(text);
    if (error != NULL && set_number(error, "code", (long)code) == 0 &&
        set_number(error, "offset", column) == 0 &&
        set_number(error, "lineno", line) == 0) {
        error_set_object(expat_error, error);
    }
    ref_xdec(error);
    return NULL;
}

// --------------------------------------------------------------------- parsing

// After a part was parsed: what the library said, or an error.
static Object *
parsed(ExpatParser *self, enum XML_Status status)
{
    if (error_occurred() != NULL) {
        return NULL;
    }
    if (status == XML_STATUS_ERROR) {
        return parse_error(self);
    }
    return expat_flush_text(self) < 0 ? NULL : int_from_long((long)status);
}

static Object *
parser_Parse(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("Parse", nargs, 1, 2)) {
        return NULL;
    }
    int final = nargs == 2 ? object_is_true(args[1]) : 0;
    if (final < 0) {
        return NULL;
    }
    const char *bytes;
    ssize_t n;
    BufferView view = {0};
    bool is_text = str_check(args[0]);
    if (is_text) {
        bytes = str_as_utf8(args[0], &n);
        if (bytes == NULL) {
            return NULL;
        }
        XML_SetEncoding(SELF->parser, "utf-8");
    } else {
        if (buffer_get(args[0], &view, 0) < 0) {
            return NULL;
        }
        bytes = view.buf;
        n = view.len;
    }
    enum XML_Status status = XML_STATUS_OK;
    // The library takes an int's worth of bytes at once.
    do {
        int part = n > 1 << 30 ? 1 << 30 : (int)n;
        n -= part;
        status = XML_Parse(SELF->parser, bytes, part, final && n == 0);
        bytes += part;
    } while (n > 0 && status == XML_STATUS_OK && error_occurred() == NULL);
    if (!is_text) {
        buffer_release(&view);
    }
    return parsed(SELF, status);
}

static Object *
parser_ParseFile(Object *self, Object *file)
{
    enum XML_Status status = XML_STATUS_OK;
    Object *size = int_from_long(READ_SIZE);
    bool more = size != NULL;
    while (more && status == XML_STATUS_OK) {
        Object *part = call_method_text(file, "read", &size, 1);
        if (part != NULL && !bytes_check(part)) {
            error_format(EXC(TypeError),
                         "read() did not return a bytes object (type=%.400s)",
                         TYPE_OF(part)->name);
            REF_CLEAR(part);
        }
        if (part == NULL) {
            break;
        }
        more = bytes_size(part) > 0;
        status = XML_Parse(SELF->parser, bytes_data(part),
                           (int)bytes_size(part), !more);
        ref_dec(part);
        if (error_occurred() != NULL) {
            break;
        }
    }
    ref_xdec(size);
    return parsed(SELF, status);
}

static Object *
parser_SetBase(Object *self, Object *base)
{
    const char *text = str_check(base) ? str_as_utf8(base, NULL) : NULL;
    if (text == NULL) {
        return error_occurred()
                   ? NULL
                   : error_format(EXC(TypeError),
                                  "SetBase() argument must be str, not %.50s",
                                  TYPE_OF(base)->name);
    }
    return XML_SetBase(SELF->parser, text) ? none_new() : error_no_memory();
}

static Object *
parser_GetBase(Object *self, Object *unused)
{
    (void)unused;
    const char *base = XML_GetBase(SELF->parser);
    return base == NULL ? none_new() : str_from_text(base);
}

static Object *
parser_SetParamEntityParsing(Object *self, Object *o)
{
    int flag = int_as_int(o);
    if (flag == -1 && error_occurred()) {
        return NULL;
    }
    return int_from_long(XML_SetParamEntityParsing(
        SELF->parser, (enum XML_ParamEntityParsing)flag));
}

static Object *
parser_UseForeignDTD(Object *self, Object *const *args, ssize_t nargs)
{
    int flag = nargs > 0 ? object_is_true(args[0]) : 1;
    if (flag < 0) {
        return NULL;
    }
    enum XML_Error code = XML_UseForeignDTD(SELF->parser, flag != 0);
    return code == XML_ERROR_NONE ? none_new() : parse_error(SELF);
}

ExpatParser *
expat_parser_new(XML_Parser parser, Object *intern)
{
    ExpatParser *self =
        parser == NULL ? NULL : object_new(&expat_parser_type, 0);
    if (self == NULL) {
        if (parser != NULL) {
            XML_ParserFree(parser);
        } else {
            error_no_memory();
        }
        return NULL;
    }
    self->parser = parser;
    self->intern = ref_xnew(intern);
    self->text_room = TEXT_ROOM;
    XML_SetUserData(parser, self);
    expat_know_encodings(self);
    XML_SetHashSalt(parser, HASH_SALT); // recordings are alike
    RECORD_TOUCH(self);
    gc_track(self);
    return self;
}

static Object *
parser_ExternalEntityParserCreate(Object *self, Object *const *args,
                                  ssize_t nargs)
{
    if (!args_check_count("ExternalEntityParserCreate", nargs, 1, 2)) {
        return NULL;
    }
    const char *context =
        args[0] == NONE ? NULL : str_as_utf8(args[0], NULL);
    const char *encoding = nargs == 2 ? str_as_utf8(args[1], NULL) : NULL;
    if (error_occurred() != NULL) {
        return NULL;
    }
    ExpatParser *child = expat_parser_new(
        XML_ExternalEntityParserCreate(SELF->parser, context, encoding),
        SELF->intern);
    if (child == NULL) {
        return NULL;
    }
    child->ordered_attributes = SELF->ordered_attributes;
    child->specified_attributes = SELF->specified_attributes;
    for (int i = 0; i < EXPAT_HANDLER_COUNT; i++) {
        ref_store(child, &child->handlers[i], ref_xnew(SELF->handlers[i]));
        expat_install(child, (ExpatHandler)i, SELF->handlers[i] != NULL);
    }
    return OBJ(child);
}

// ------------------------------------------------------------------ attributes

static Object *
get_handler(Object *self, void *which)
{
    Object *f = SELF->handlers[(intptr_t)which];
    return ref_new(f == NULL ? NONE : f);
}

static int
set_handler(Object *self, Object *value, void *which)
{
    if (value == NULL) {
        error_set_text(EXC(RuntimeError), "Cannot delete attribute");
        return -1;
    }
    ExpatHandler i = (ExpatHandler)(intptr_t)which;
    if (i == EXPAT_CharacterData && expat_flush_text(SELF) < 0) {
        return -1;
    }
    ref_store(self, &SELF->handlers[i],
              value == NONE ? NULL : ref_new(value));
    expat_install(SELF, i, value != NONE);
    return 0;
}

static Object *
get_flag(Object *self, void *offset)
{
    return bool_new(*((bool *)((char *)self + (intptr_t)offset)));
}

static int
set_flag(Object *self, Object *value, void *offset)
{
    int truth = value == NULL ? -1 : object_is_true(value);
    if (value == NULL) {
        error_set_text(EXC(RuntimeError), "Cannot delete attribute");
    }
    if (truth < 0) {
        return -1;
    }
    *((bool *)((char *)self + (intptr_t)offset)) = truth != 0;
    return 0;
}

static int
set_buffer_text(Object *self, Object *value, void *closure)
{
    (void)closure;
    int truth = value == NULL ? 0 : object_is_true(value);
    if (truth < 0 || expat_flush_text(SELF) < 0) {
        return -1;
    }
    if (truth && SELF->text == NULL) {
        SELF->text = mem_alloc((size_t)SELF->text_room);
        if (SELF->text == NULL) {
            error_no_memory();
            return -1;
        }
    }
    SELF->buffer_text = truth != 0;
    return 0;
}

static int
set_prefixes(Object *self, Object *value, void *offset)
{
    if (set_flag(self, value, offset) < 0) {
        return -1;
    }
    XML_SetReturnNSTriplet(SELF->parser, SELF->namespace_prefixes);
    return 0;
}

static Object *
get_buffer_size(Object *self, void *closure)
{
    (void)closure;
    return int_from_long(SELF->text_room);
}

static int
set_buffer_size(Object *self, Object *value, void *closure)
{
    (void)closure;
    if (value == NULL || !int_check(value)) {
        error_set_text(value == NULL ? EXC(RuntimeError) : EXC(TypeError),
                       value == NULL ? "Cannot delete attribute"
                                     : "buffer_size must be an integer");
        return -1;
    }
    long size = int_as_long(value);
    if (error_occurred() != NULL) {
        return -1;
    }
    if (size <= 0 || size > INT_MAX) {
        error_format(EXC(ValueError),
                     size <= 0 ? "buffer_size must be greater than zero"
                               : "buffer_size must not be greater than %i",
                     INT_MAX);
        return -1;
    }
    if (SELF->text != NULL && size != SELF->text_room) {
        if (expat_flush_text(SELF) < 0) {
            return -1;
        }
        char *text = mem_alloc((size_t)size);
        if (text == NULL) {
            error_no_memory();
            return -1;
        }
        mem_free(SELF->text);
        SELF->text = text;
    }
    SELF->text_room = (int)size;
    return 0;
}

static Object *
get_buffer_used(Object *self, void *closure)
{
    (void)closure;
    return int_from_long(SELF->text_length);
}

static Object *
get_intern(Object *self, void *closure)
{
    (void)closure;
    return ref_new(SELF->intern == NULL ? NONE : SELF->intern);
}

#define NUMBER(name)                                                         \
    static Object *get_##name(Object *self, void *closure)                   \
    {                                                                        \
        (void)closure;                                                       \
        return int_from_long((long)XML_Get##name(SELF->parser));             \
    }
NUMBER(ErrorCode) NUMBER(ErrorLineNumber) NUMBER(ErrorColumnNumber)
NUMBER(ErrorByteIndex) NUMBER(CurrentLineNumber) NUMBER(CurrentColumnNumber)
NUMBER(CurrentByteIndex)

#define FLAG(name)                                                           \
    {#name, get_flag, set_flag, NULL,                                        \
     (void *)(intptr_t)offsetof(ExpatParser, name)}
#define READ(name) {#name, get_##name, NULL, NULL, NULL}
static GetSetDef parser_getset[] = {
#define HANDLER(name)                                                        \
    {#name "Handler", get_handler, set_handler, NULL,                        \
     (void *)(intptr_t)EXPAT_##name},
    EXPAT_HANDLERS
#undef HANDLER
    {"DefaultHandlerExpand", get_handler, set_handler, NULL,
     (void *)(intptr_t)EXPAT_DefaultExpand},
    {"buffer_text", get_flag, set_buffer_text, NULL,
     (void *)(intptr_t)offsetof(ExpatParser, buffer_text)},
    {"namespace_prefixes", get_flag, set_prefixes, NULL,
     (void *)(intptr_t)offsetof(ExpatParser, namespace_prefixes)},
    FLAG(ordered_attributes), FLAG(specified_attributes),
    {"buffer_size", get_buffer_size, set_buffer_size, NULL, NULL},
    {"buffer_used", get_buffer_used, NULL, NULL, NULL},
    {"intern", get_intern, NULL, NULL, NULL},
    READ(ErrorCode), READ(ErrorLineNumber), READ(ErrorColumnNumber),
    READ(ErrorByteIndex), READ(CurrentLineNumber), READ(CurrentColumnNumber),
    READ(CurrentByteIndex),
    {NULL, NULL, NULL, NULL, NULL}};

static FieldDef parser_members[] = {
#define HANDLER(name)                                                        \
    {#name "Handler", FIELD_OBJECT,                                          \
     offsetof(ExpatParser, handlers) + EXPAT_##name * sizeof(Object *),      \
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    EXPAT_HANDLERS
#undef HANDLER
    {"DefaultHandlerExpand", FIELD_OBJECT,
     offsetof(ExpatParser, handlers) + EXPAT_DefaultExpand * sizeof(Object *),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"intern", FIELD_OBJECT, offsetof(ExpatParser, intern),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static MethodDef parser_methods[] = {
    {"Parse", METHOD(parser_Parse), METH_FASTCALL,
     "Parse($self, data, isfinal=False, /)\n--\n\nParse XML data.\n\n"
     "'isfinal' should be true at end of input."},
    {"ParseFile", parser_ParseFile, METH_O,
     "ParseFile($self, file, /)\n--\n\nParse XML data from file-like "
     "object."},
    {"SetBase", parser_SetBase, METH_O, NULL},
    {"GetBase", parser_GetBase, METH_NOARGS, NULL},
    {"SetParamEntityParsing", parser_SetParamEntityParsing, METH_O, NULL},
    {"UseForeignDTD", METHOD(parser_UseForeignDTD), METH_FASTCALL, NULL},
    {"ExternalEntityParserCreate", METHOD(parser_ExternalEntityParserCreate),
     METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

static void
parser_dealloc(Object *self)
{
    if (SELF->parser != NULL) {
        XML_ParserFree(SELF->parser);
        SELF->parser = NULL;
    }
    mem_free(SELF->text);
    SELF->text = NULL;
    type_generic_dealloc(self);
}

STATIC_OBJECT Type expat_parser_type = {
    TYPE_HEAD_INIT,
    .name = "pyexpat.xmlparser",
    .basicsize = sizeof(ExpatParser),
    .dealloc = parser_dealloc,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .doc = "XML parser",
    .methods = parser_methods,
    .members = parser_members,
    .getset = parser_getset,
};
