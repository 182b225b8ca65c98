/* The module _codecs: the registry of encodings and error handlers. What
 * the runtime encodes and decodes itself does not go through it; other
 * encodings come from the library's encodings package. */
#include "interp/modules/codecs_module.h"

#include <ctype.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/modules/import.h"
#include "interp/modules/modules.h"
#include "interp/objects/bytes.h"
#include "interp/objects/chartype.h"
#include "interp/objects/codec.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/syntax/unicode.h"

static Object *search_path;  // list of functions
static Object *search_cache; // dict: name -> CodecInfo
static Object *handlers;     // dict: name -> function

static int
start_registry(void)
{
    if (search_path != NULL) {
        return 0;
    }
    search_path = list_new(0);
    search_cache = dict_new();
    handlers = dict_new();
    if (search_path == NULL || search_cache == NULL || handlers == NULL) {
        return -1;
    }
    ref_root(&search_path, "codecs: search functions");
    ref_root(&search_cache, "codecs: found encodings");
    ref_root(&handlers, "codecs: error handlers");
    RECORD_ROOTS();
    return 0;
}

// The name that search functions see: letters and digits of ASCII, small, and
// dots; whatever is between them is one '_'.
static Object *
normalized(Object *encoding)
{
    const char *text = str_as_c_text(encoding);
    StrWriter w;
    strwriter_init(&w);
    bool gap = false;
    for (; text != NULL && *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 128 || (!isalnum(c) && c != '.')) {
            gap = true;
            continue;
        }
        if ((gap && w.length > 0 && strwriter_char(&w, '_') < 0) ||
            strwriter_char(&w, (uint32_t)tolower(c)) < 0) {
            strwriter_drop(&w);
            return NULL;
        }
        gap = false;
    }
    if (text == NULL) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

// The CodecInfo of an encoding: new reference.
static Object *
lookup(Object *encoding)
{
    if (start_registry() < 0) {
        return NULL;
    }
    Object *library = import_module("encodings");
    if (library == NULL) {
        if (!error_matches(EXC(ModuleNotFoundError))) {
            return NULL;
        }
        error_clear();
    }
    ref_xdec(library);
    Object *name = normalized(encoding);
    if (name == NULL) {
        return NULL;
    }
    Object *found = ref_xnew(dict_get(search_cache, name));
    for (ssize_t i = 0; found == NULL && i < list_size(search_path); i++) {
        found = call_one(list_get(search_path, i), name);
        if (found == NULL) {
            break;
        }
        if (found == NONE) {
            REF_CLEAR(found);
        } else if (!tuple_check(found) || tuple_size(found) != 4) {
            error_set_text(EXC(TypeError),
                           "codec search functions must return 4-tuples");
            REF_CLEAR(found);
            break;
        } else if (dict_set(search_cache, name, found) < 0) {
            REF_CLEAR(found);
            break;
        }
    }
    ref_dec(name);
    if (found == NULL && !error_occurred()) {
        error_format(EXC(LookupError), "unknown encoding: %U", encoding);
    }
    return found;
}

// Says by which codec the pending exception was raised, if it can be made anew
// with another text: plain ones only (_PyErr_TrySetFromCause of CPython).
static void
name_codec(Object *encoding, int which)
{
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    Type *type = TYPE_OF(error.value);
    const Type *base = &BaseException_type;
    ssize_t size = (ssize_t)type->basicsize;
    if (type->weaklist_offset != 0 && base->weaklist_offset == 0) {
        size -= (ssize_t)sizeof(Object *);
    }
    BaseExceptionObject *e = (BaseExceptionObject *)error.value;
    ssize_t n = tuple_size(e->args);
    bool plain = size == (ssize_t)base->basicsize && type->new_ == base->new_ &&
                 type->init == base->init &&
                 (e->dict == NULL || dict_size(e->dict) == 0) &&
                 (n == 0 || (n == 1 && str_check(tuple_get(e->args, 0))));
    error_restore(&error);
    if (plain) {
        Object *kind = OBJ(type);
        error_format_from_cause(kind, "%s with '%U' codec failed (%s: %S)",
                                which == 0 ? "encoding" : "decoding",
                                encoding, type_short_name(type), OBJ(e));
    }
}

// Calls part `which` (0 encode, 1 decode) of a codec; the first item of what
// it answers. `text`: only codecs between str and bytes will do.
static Object *
run_codec(Object *o, Object *encoding, Object *errors, int which, bool text)
{
    Object *info = lookup(encoding);
    Object *is_text = NULL;
    if (info == NULL) {
        return NULL;
    }
    if (text && TYPE_OF(info) != &tuple_type) {
        int truth = object_lookup_attr_text(info, "_is_text_encoding",
                                            &is_text) <= 0
                        ? 1
                        : object_is_true(is_text);
        ref_xdec(is_text);
        if (truth == 0) {
            error_format(EXC(LookupError),
                         "'%U' is not a text encoding; use %s to handle "
                         "arbitrary codecs", encoding,
                         which == 0 ? "codecs.encode()" : "codecs.decode()");
        }
        if (error_occurred() != NULL) {
            ref_dec(info);
            return NULL;
        }
    }
    Object *args[2] = {o, errors};
    Object *pair = call_vector(tuple_get(info, which), args,
                               errors == NULL ? 1 : 2, NULL);
    ref_dec(info);
    if (pair == NULL) {
        name_codec(encoding, which);
    }
    if (pair != NULL && (!tuple_check(pair) || tuple_size(pair) != 2)) {
        error_format(EXC(TypeError),
                     "%s must return a tuple (object, integer)",
                     which == 0 ? "encoder" : "decoder");
        REF_CLEAR(pair);
    }
    Object *result = pair == NULL ? NULL : ref_new(tuple_get(pair, 0));
    ref_xdec(pair);
    return result;
}

static Object *
other_codec(Object *o, const char *encoding, const char *errors, int which)
{
    Object *name = str_from_text(encoding);
    Object *handler = errors == NULL ? NULL : str_from_text(errors);
    Object *result = name == NULL || (errors != NULL && handler == NULL)
                         ? NULL
                         : run_codec(o, name, handler, which, true);
    ref_xdec(name);
    ref_xdec(handler);
    return result;
}

// str.encode and bytes.decode for encodings that the runtime does not know.
static Object *
encode_other(Object *str, const char *encoding, const char *errors)
{
    Object *result = other_codec(str, encoding, errors, 0);
    if (result != NULL && !bytes_check(result)) {
        error_format(EXC(TypeError),
                     "'%.400s' encoder returned '%.400s' instead of 'bytes';"
                     " use codecs.encode() to encode to arbitrary types",
                     encoding, TYPE_OF(result)->name);
        REF_CLEAR(result);
    }
    return result;
}

static Object *
decode_other(const char *bytes, ssize_t n, const char *encoding,
             const char *errors)
{
    Object *o = bytes_new(bytes, n);
    Object *result = o == NULL ? NULL : other_codec(o, encoding, errors, 1);
    ref_xdec(o);
    if (result != NULL && !str_check(result)) {
        error_format(EXC(TypeError),
                     "'%.400s' decoder returned '%.400s' instead of 'str'; "
                     "use codecs.decode() to decode to arbitrary types",
                     encoding, TYPE_OF(result)->name);
        REF_CLEAR(result);
    }
    return result;
}

static Object *
find_handler(const char *name)
{
    Object *f = handlers == NULL ? NULL : dict_get_text(handlers, name);
    return ref_xnew(f);
}

// ----------------------------------------------------------------- functions

static Object *
c_register(Object *self, Object *f)
{
    (void)self;
    if (!object_is_callable(f)) {
        return error_set_text(EXC(TypeError), "argument must be callable");
    }
    return start_registry() < 0 || list_append(search_path, f) < 0
               ? NULL
               : none_new();
}

static Object *
c_unregister(Object *self, Object *f)
{
    (void)self;
    if (start_registry() < 0) {
        return NULL;
    }
    for (ssize_t i = 0; i < list_size(search_path); i++) {
        if (list_get(search_path, i) == f) {
            dict_clear(search_cache);
            Object *gone = list_pop(search_path, i);
            if (gone == NULL) {
                return NULL;
            }
            ref_dec(gone);
            break;
        }
    }
    return none_new();
}

static Object *
c_lookup(Object *self, Object *name)
{
    (void)self;
    return str_check(name)
               ? lookup(name)
               : error_format(EXC(TypeError),
                              "lookup() argument must be str, not %.50s",
                              TYPE_OF(name)->name);
}

static Object *
code(const char *function, Object *const *args, ssize_t nargs,
     Object *kwnames, int which)
{
    static const char *const names[] = {"obj", "encoding", "errors", NULL};
    const ArgsSpec spec = {function, names, 1, 0, 0};
    Object *v[3];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    for (int i = 1; i < 3; i++) {
        if (v[i] != NULL && !str_check(v[i])) {
            return error_format(EXC(TypeError),
                                "%s() argument '%s' must be str, not %.50s",
                                function, names[i], TYPE_OF(v[i])->name);
        }
    }
    Object *encoding = v[1] != NULL ? ref_new(v[1]) : str_from_text("utf-8");
    Object *result =
        encoding == NULL ? NULL : run_codec(v[0], encoding, v[2], which, false);
    ref_xdec(encoding);
    return result;
}

static Object *
c_encode(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    return code("encode", args, nargs, kwnames, 0);
}

static Object *
c_decode(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    return code("decode", args, nargs, kwnames, 1);
}

static Object *
c_register_error(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("register_error", nargs, 2, 2)) {
        return NULL;
    }
    if (!str_check(args[0])) {
        return error_format(EXC(TypeError),
                            "register_error() argument 1 must be str, not "
                            "%.50s", TYPE_OF(args[0])->name);
    }
    if (!object_is_callable(args[1])) {
        return error_set_text(EXC(TypeError), "handler must be callable");
    }
    return start_registry() < 0 || dict_set(handlers, args[0], args[1]) < 0
               ? NULL
               : none_new();
}

static Object *
c_lookup_error(Object *self, Object *name)
{
    (void)self;
    const char *text = str_check(name) ? str_as_utf8(name, NULL) : NULL;
    if (text == NULL) {
        return error_occurred()
                   ? NULL
                   : error_format(EXC(TypeError),
                                  "lookup_error() argument must be str, not "
                                  "%.50s", TYPE_OF(name)->name);
    }
    Object *f = find_handler(text);
    return f != NULL ? f
                     : error_format(EXC(LookupError),
                                    "unknown error handler name '%.400s'",
                                    text);
}

static MethodDef functions[] = {
    {"register", c_register, METH_O, NULL},
    {"unregister", c_unregister, METH_O, NULL},
    {"lookup", c_lookup, METH_O, NULL},
    {"encode", METHOD(c_encode), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"decode", METHOD(c_decode), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"register_error", METHOD(c_register_error), METH_FASTCALL, NULL},
    {"lookup_error", c_lookup_error, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

// Registers the handlers that always exist: strict_errors as "strict".
static int
add_handlers(Object *m)
{
    char name[40];
    for (const MethodDef *row = codecs_handler_functions; row->name != NULL;
         row++) {
        Object *f = dict_get_text(module_dict(m), row->name);
        snprintf(name, sizeof(name), "%.*s",
                 (int)(strlen(row->name) - strlen("_errors")), row->name);
        if (f == NULL || dict_set_text(handlers, name, f) < 0 ||
            dict_delete_text(module_dict(m), row->name) < 0) {
            return -1;
        }
    }
    return 0;
}

Object *
codecs_module_new(void)
{
    Object *m = module_new("_codecs");
    if (m == NULL || start_registry() < 0 ||
        module_add_functions(m, codecs_handler_functions) < 0 ||
        add_handlers(m) < 0 || module_add_functions(m, functions) < 0 ||
        module_add_functions(m, codecs_encoding_functions) < 0 ||
        module_add_functions(m, codecs_charmap_functions) < 0 ||
        module_add_functions(m, codecs_utf7_functions) < 0 ||
        module_add_functions(m, codecs_escape_functions) < 0 ||
        module_add_functions(m, codecs_bytes_escape_functions) < 0) {
        ref_xdec(m);
        return NULL;
    }
    codec_lookup_handler = find_handler;
    return m;
}

void
codecs_start(void)
{
    codec_encode_other = encode_other;
    codec_decode_other = decode_other;
    unicode_find_named = char_from_name;
}
