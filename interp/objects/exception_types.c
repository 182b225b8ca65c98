/* The exceptions that have fields of their own, and all the others. */
#include "interp/objects/exception_types.h"

#include <errno.h>

#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define BASE(self) ((BaseExceptionObject *)(self))

// ------------------------------------------------ StopIteration, SystemExit

static int
StopIteration_init(Object *self, Object *args, Object *kwargs)
{
    if (exception_init(self, args, kwargs) < 0) {
        return -1;
    }
    StopIterationObject *e = (StopIterationObject *)self;
    exception_store(self, &e->value,
                    tuple_size(args) > 0 ? tuple_get(args, 0) : NONE);
    return 0;
}

static FieldDef StopIteration_members[] = {
    {"value", FIELD_OBJECT, offsetof(StopIterationObject, value), 0,
     "generator return value"},
    {NULL, 0, 0, 0, NULL}};

static int
SystemExit_init(Object *self, Object *args, Object *kwargs)
{
    if (exception_init(self, args, kwargs) < 0) {
        return -1;
    }
    SystemExitObject *e = (SystemExitObject *)self;
    ssize_t n = tuple_size(args);
    if (n > 0) {
        exception_store(self, &e->code, n == 1 ? tuple_get(args, 0) : args);
    }
    return 0;
}

static FieldDef SystemExit_members[] = {
    {"code", FIELD_OBJECT, offsetof(SystemExitObject, code), 0,
     "exception code"},
    {NULL, 0, 0, 0, NULL}};

// ------------------------------------------------------------- ImportError

// Takes the keywords out: what is left must be empty.
static int
keyword_fields(Object *self, Object *kwargs, const char *function,
               const char *const *names, Object **const *fields)
{
    ssize_t position = 0;
    Object *key, *value;
    while (kwargs != NULL && dict_next(kwargs, &position, &key, &value)) {
        int i = 0;
        while (names[i] != NULL && !str_equal_text(key, names[i])) {
            i++;
        }
        if (names[i] == NULL) {
            error_format(EXC(TypeError),
                         "'%U' is an invalid keyword argument for %s()", key,
                         function);
            return -1;
        }
        exception_store(self, fields[i], value);
    }
    return 0;
}

static int
ImportError_init(Object *self, Object *args, Object *kwargs)
{
    if (exception_init(self, args, NULL) < 0) {
        return -1;
    }
    ImportErrorObject *e = (ImportErrorObject *)self;
    static const char *const names[] = {"name", "path", NULL};
    Object **const fields[] = {&e->name, &e->path};
    ref_store(self, &e->name, NULL);
    ref_store(self, &e->path, NULL);
    ref_store(self, &e->msg, NULL);
    if (keyword_fields(self, kwargs, "ImportError", names, fields) < 0) {
        return -1;
    }
    if (tuple_size(args) == 1) {
        exception_store(self, &e->msg, tuple_get(args, 0));
    }
    return 0;
}

static Object *
ImportError_str(Object *self)
{
    ImportErrorObject *e = (ImportErrorObject *)self;
    if (e->msg != NULL && str_check_exact(e->msg)) {
        return ref_new(e->msg);
    }
    return BaseException_type.str(self);
}

// name and path travel in the state, beside what the instance has itself.
static Object *
ImportError_reduce(Object *self, Object *unused)
{
    (void)unused;
    const ImportErrorObject *e = (ImportErrorObject *)self;
    if (e->name == NULL && e->path == NULL) {
        return exception_reduce(self, BASE(self)->args, BASE(self)->dict);
    }
    Object *state = BASE(self)->dict != NULL ? dict_copy(BASE(self)->dict)
                                             : dict_new();
    int failed = state == NULL ? -1 : 0;
    if (failed == 0 && e->name != NULL) {
        failed = dict_set_text(state, "name", e->name);
    }
    if (failed == 0 && e->path != NULL) {
        failed = dict_set_text(state, "path", e->path);
    }
    Object *result = failed < 0 ? NULL
                                : exception_reduce(self, BASE(self)->args,
                                                   state);
    ref_xdec(state);
    return result;
}

static MethodDef ImportError_methods[] = {
    {"__reduce__", ImportError_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef ImportError_members[] = {
    {"msg", FIELD_OBJECT, offsetof(ImportErrorObject, msg), 0,
     "exception message"},
    {"name", FIELD_OBJECT, offsetof(ImportErrorObject, name), 0,
     "module name"},
    {"path", FIELD_OBJECT, offsetof(ImportErrorObject, path), 0,
     "module path"},
    {NULL, 0, 0, 0, NULL}};

// ------------------------------------------------- NameError, AttributeError

static int
NameError_init(Object *self, Object *args, Object *kwargs)
{
    if (exception_init(self, args, NULL) < 0) {
        return -1;
    }
    NameErrorObject *e = (NameErrorObject *)self;
    static const char *const names[] = {"name", NULL};
    Object **const fields[] = {&e->name};
    return keyword_fields(self, kwargs, "NameError", names, fields);
}

static FieldDef NameError_members[] = {
    {"name", FIELD_OBJECT, offsetof(NameErrorObject, name), 0, "name"},
    {NULL, 0, 0, 0, NULL}};

static int
AttributeError_init(Object *self, Object *args, Object *kwargs)
{
    if (exception_init(self, args, NULL) < 0) {
        return -1;
    }
    AttributeErrorObject *e = (AttributeErrorObject *)self;
    static const char *const names[] = {"name", "obj", NULL};
    Object **const fields[] = {&e->name, &e->obj};
    return keyword_fields(self, kwargs, "AttributeError", names, fields);
}

static FieldDef AttributeError_members[] = {
    {"name", FIELD_OBJECT, offsetof(AttributeErrorObject, name), 0,
     "attribute name"},
    {"obj", FIELD_OBJECT, offsetof(AttributeErrorObject, obj), 0, "object"},
    {NULL, 0, 0, 0, NULL}};

static Object *
KeyError_str(Object *self)
{
    Object *args = BASE(self)->args;
    if (tuple_size(args) == 1) {
        return object_repr(tuple_get(args, 0));
    }
    return BaseException_type.str(self);
}

// ------------------------------------------------------------------ OSError

static const struct {
    int code;
    Type *type;
} by_errno[] = {
    {EAGAIN, &BlockingIOError_type},
    {EALREADY, &BlockingIOError_type},
    {EINPROGRESS, &BlockingIOError_type},
    {EPIPE, &BrokenPipeError_type},
    {ESHUTDOWN, &BrokenPipeError_type},
    {ECHILD, &ChildProcessError_type},
    {ECONNABORTED, &ConnectionAbortedError_type},
    {ECONNREFUSED, &ConnectionRefusedError_type},
    {ECONNRESET, &ConnectionResetError_type},
    {EEXIST, &FileExistsError_type},
    {ENOENT, &FileNotFoundError_type},
    {EISDIR, &IsADirectoryError_type},
    {ENOTDIR, &NotADirectoryError_type},
    {EINTR, &InterruptedError_type},
    {EACCES, &PermissionError_type},
    {EPERM, &PermissionError_type},
    {ESRCH, &ProcessLookupError_type},
    {ETIMEDOUT, &TimeoutError_type},
};

static Object *
OSError_new(Type *type, Object *args, Object *kwargs)
{
    ssize_t n = tuple_size(args);
    if (type == &OSError_type && n >= 2 && n <= 5 &&
        int_check(tuple_get(args, 0))) {
        int overflow;
        long code = int_as_long_overflow(tuple_get(args, 0), &overflow);
        for (size_t i = 0; i < sizeof(by_errno) / sizeof(by_errno[0]); i++) {
            if (by_errno[i].code == code) {
                type = by_errno[i].type;
                break;
            }
        }
    }
    Object *self = exception_new(type, args, NULL);
    if (self == NULL) {
        return NULL;
    }
    (void)kwargs;
    OSErrorObject *e = (OSErrorObject *)self;
    e->written = -1;
    if (n >= 2 && n <= 5) {
        exception_store(self, &e->myerrno, tuple_get(args, 0));
        exception_store(self, &e->strerror, tuple_get(args, 1));
        if (n >= 3 && tuple_get(args, 2) != NONE) {
            exception_store(self, &e->filename, tuple_get(args, 2));
            if (n == 5) {
                exception_store(self, &e->filename2, tuple_get(args, 4));
            }
            // The file names are not in args.
            Object *two = tuple_get_slice(args, 0, 2);
            if (two == NULL) {
                ref_dec(self);
                return NULL;
            }
            ref_store(self, &BASE(self)->args, two);
        }
    }
    return self;
}

static int
OSError_init(Object *self, Object *args, Object *kwargs)
{
    (void)self, (void)args;
    return args_no_keywords(type_short_name(TYPE_OF(self)), kwargs) ? 0 : -1;
}

static Object *
OSError_str(Object *self)
{
    OSErrorObject *e = (OSErrorObject *)self;
    if (e->filename != NULL) {
        if (e->filename2 != NULL) {
            return str_from_format("[Errno %S] %S: %R -> %R", e->myerrno,
                                   e->strerror, e->filename, e->filename2);
        }
        return str_from_format("[Errno %S] %S: %R", e->myerrno, e->strerror,
                               e->filename);
    }
    if (e->myerrno != NULL && e->strerror != NULL) {
        return str_from_format("[Errno %S] %S", e->myerrno, e->strerror);
    }
    return BaseException_type.str(self);
}

// The names of the files are not in args: they are put there again.
static Object *
OSError_reduce(Object *self, Object *unused)
{
    (void)unused;
    const OSErrorObject *e = (OSErrorObject *)self;
    Object *args = BASE(self)->args;
    if (tuple_size(args) != 2 || e->filename == NULL) {
        return exception_reduce(self, args, BASE(self)->dict);
    }
    Object *code = tuple_get(args, 0), *text = tuple_get(args, 1);
    Object *all = e->filename2 == NULL
                      ? tuple_pack(3, code, text, e->filename)
                      : tuple_pack(5, code, text, e->filename, NONE,
                                   e->filename2);
    Object *result = all == NULL ? NULL
                                 : exception_reduce(self, all,
                                                    BASE(self)->dict);
    ref_xdec(all);
    return result;
}

static MethodDef OSError_methods[] = {
    {"__reduce__", OSError_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef OSError_members[] = {
    {"errno", FIELD_OBJECT, offsetof(OSErrorObject, myerrno), 0,
     "POSIX exception code"},
    {"strerror", FIELD_OBJECT, offsetof(OSErrorObject, strerror), 0,
     "exception strerror"},
    {"filename", FIELD_OBJECT, offsetof(OSErrorObject, filename), 0,
     "exception filename"},
    {"filename2", FIELD_OBJECT, offsetof(OSErrorObject, filename2), 0,
     "second exception filename"},
    {NULL, 0, 0, 0, NULL}};

// -------------------------------------------------------------- SyntaxError

static int
SyntaxError_init(Object *self, Object *args, Object *kwargs)
{
    if (exception_init(self, args, kwargs) < 0) {
        return -1;
    }
    SyntaxErrorObject *e = (SyntaxErrorObject *)self;
    ssize_t n = tuple_size(args);
    if (n >= 1) {
        exception_store(self, &e->msg, tuple_get(args, 0));
    }
    if (n == 2) {
        Object *info = sequence_tuple(tuple_get(args, 1));
        if (info == NULL) {
            return -1;
        }
        ssize_t k = tuple_size(info);
        Object **const fields[] = {&e->filename, &e->lineno, &e->offset,
                                   &e->text, &e->end_lineno, &e->end_offset};
        if (k != 4 && k != 6) {
            if (k < 4) {
                error_format(EXC(TypeError),
                             "function missing required argument 'text' "
                             "(pos 4)");
            } else {
                error_set_text(EXC(TypeError),
                               "end_offset must be provided when end_lineno "
                               "is provided");
            }
            ref_dec(info);
            return -1;
        }
        for (ssize_t i = 0; i < k; i++) {
            exception_store(self, fields[i], tuple_get(info, i));
        }
        ref_dec(info);
    }
    return 0;
}

static Object *
SyntaxError_str(Object *self)
{
    SyntaxErrorObject *e = (SyntaxErrorObject *)self;
    Object *message = e->msg == NULL ? NONE : e->msg;
    Object *filename = NULL;
    bool has_line = e->lineno != NULL && int_check_exact(e->lineno);
    if (e->filename != NULL && str_check(e->filename)) {
        ssize_t n = str_length(e->filename);
        ssize_t slash = str_find_char(e->filename, '/', 0, n, -1);
        filename = str_substring(e->filename, slash + 1, n);
        if (filename == NULL) {
            return NULL;
        }
    }
    Object *result =
        filename != NULL && has_line
            ? str_from_format("%S (%U, line %ld)", message, filename,
                              int_as_long(e->lineno))
        : filename != NULL ? str_from_format("%S (%U)", message, filename)
        : has_line ? str_from_format("%S (line %ld)", message,
                                     int_as_long(e->lineno))
                   : object_str(message);
    ref_xdec(filename);
    return result;
}

#define SYNTAX_ROW(field, text)                                              \
    {#field, FIELD_OBJECT, offsetof(SyntaxErrorObject, field), 0,            \
     "exception " text}
static FieldDef SyntaxError_members[] = {
    SYNTAX_ROW(msg, "msg"),
    SYNTAX_ROW(filename, "filename"),
    SYNTAX_ROW(lineno, "lineno"),
    SYNTAX_ROW(offset, "offset"),
    SYNTAX_ROW(text, "text"),
    SYNTAX_ROW(end_lineno, "end lineno"),
    SYNTAX_ROW(end_offset, "end offset"),
    SYNTAX_ROW(print_file_and_line, "print_file_and_line"),
    {NULL, 0, 0, 0, NULL}};

// ---------------------------------------------------------------- the types

#define TYPE_COMMON(type_name, base_name, structure, text)                   \
    TYPE_HEAD_INIT, .name = #type_name, .basicsize = sizeof(structure),      \
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC |                   \
             TYPE_EXC_SUBCLASS,                                              \
    .dealloc = NULL, .doc = text, .base = &base_name##_type,                 \
    .dict_offset = offsetof(BaseExceptionObject, dict)

#define OWN(type_name, base_name, structure, text, ...)                      \
    STATIC_OBJECT Type type_name##_type = {                                  \
        TYPE_COMMON(type_name, base_name, structure, text), __VA_ARGS__};

#define SELECT_StopIteration(name, base, doc)                                \
    OWN(name, base, StopIterationObject, doc, .init = StopIteration_init,    \
        .new_ = exception_new, .members = StopIteration_members)
#define SELECT_SystemExit(name, base, doc)                                   \
    OWN(name, base, SystemExitObject, doc, .init = SystemExit_init,          \
        .new_ = exception_new, .members = SystemExit_members)
#define FIRST_ImportError                                                    \
    .init = ImportError_init, .new_ = exception_new, .str = ImportError_str, \
    .members = ImportError_members, .methods = ImportError_methods
#define FIRST_OSError                                                        \
    .init = OSError_init, .new_ = OSError_new, .str = OSError_str,           \
    .members = OSError_members, .methods = OSError_methods
#define FIRST_NameError                                                      \
    .init = NameError_init, .new_ = exception_new,                           \
    .members = NameError_members
#define FIRST_AttributeError                                                 \
    .init = AttributeError_init, .new_ = exception_new,                      \
    .members = AttributeError_members
#define FIRST_SyntaxError                                                    \
    .init = SyntaxError_init, .new_ = exception_new, .str = SyntaxError_str, \
    .members = SyntaxError_members
#define SELECT_ImportError(name, base, doc)                                  \
    OWN(name, base, ImportErrorObject, doc, ROWS_##name)
#define ROWS_ImportError FIRST_ImportError
#define ROWS_ModuleNotFoundError .new_ = exception_new
#define SELECT_NameError(name, base, doc)                                    \
    OWN(name, base, NameErrorObject, doc, ROWS_##name)
#define ROWS_NameError FIRST_NameError
#define ROWS_UnboundLocalError .new_ = exception_new
#define SELECT_AttributeError(name, base, doc)                               \
    OWN(name, base, AttributeErrorObject, doc, FIRST_AttributeError)
#define SELECT_SyntaxError(name, base, doc)                                  \
    OWN(name, base, SyntaxErrorObject, doc, ROWS_##name)
#define ROWS_SyntaxError FIRST_SyntaxError
#define ROWS_IndentationError .new_ = exception_new
#define ROWS_TabError .new_ = exception_new
#define SELECT_OSError(name, base, doc)                                      \
    OWN(name, base, OSErrorObject, doc, ROWS_##name)
#define ROWS_OSError FIRST_OSError
#define ROWS_ConnectionError .new_ = OSError_new
#define ROWS_BlockingIOError .new_ = OSError_new
#define ROWS_BrokenPipeError .new_ = OSError_new
#define ROWS_ChildProcessError .new_ = OSError_new
#define ROWS_ConnectionAbortedError .new_ = OSError_new
#define ROWS_ConnectionRefusedError .new_ = OSError_new
#define ROWS_ConnectionResetError .new_ = OSError_new
#define ROWS_FileExistsError .new_ = OSError_new
#define ROWS_FileNotFoundError .new_ = OSError_new
#define ROWS_IsADirectoryError .new_ = OSError_new
#define ROWS_NotADirectoryError .new_ = OSError_new
#define ROWS_InterruptedError .new_ = OSError_new
#define ROWS_PermissionError .new_ = OSError_new
#define ROWS_ProcessLookupError .new_ = OSError_new
#define ROWS_TimeoutError .new_ = OSError_new
#define SELECT_UnicodeError(name, base, doc)                                 \
    OWN(name, base, UnicodeErrorObject, doc, .init = ROWS_##name,            \
        .new_ = exception_new, .members = UnicodeError_own_members)
#define ROWS_UnicodeEncodeError                                              \
    UnicodeEncodeError_init, .str = UnicodeEncodeError_str
#define ROWS_UnicodeDecodeError                                              \
    UnicodeDecodeError_init, .str = UnicodeDecodeError_str
#define ROWS_UnicodeTranslateError                                           \
    UnicodeTranslateError_init, .str = UnicodeTranslateError_str

#define EXCEPTION(name, base, layout, doc) SELECT_##layout(name, base, doc)
#define SELECT_BaseException(name, base, doc)                                \
    STATIC_OBJECT Type name##_type = {                                       \
        TYPE_COMMON(name, base, BaseExceptionObject, doc),                   \
        .init = exception_init,                                              \
        .new_ = exception_new,                                               \
        .str = STR_OF(name),                                                 \
    };
// KeyError alone shows its argument's repr.
#define STR_OF(name) (sizeof(#name) == sizeof("KeyError") &&                 \
                      #name[0] == 'K' && #name[3] == 'E' ? KeyError_str      \
                                                         : NULL)
#include "interp/objects/error.def"
