/* The modules _md5, _sha1, _sha256, _sha512, _sha3 and _blake2, on which
 * hashlib is built: one type an algorithm, made from one table. */
#include <string.h>

#include "gc/alloc.h"
#include "interp/modules/digest.h"
#include "interp/modules/modules.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

enum { KINDS = 14 };

typedef struct Digest {
    Object base;
    const DigestKind *kind;
    DigestState state;
} Digest;

#define SELF ((Digest *)self)

// The recorder knows objects by their place in steps of 16 bytes.
typedef struct DigestType {
    _Alignas(16) Type type;
} DigestType;

STATIC_OBJECT static DigestType digest_types[KINDS];

static int
update(Object *self, Object *o)
{
    BufferView view;
    if (str_check(o)) {
        error_set_text(EXC(TypeError),
                       "Strings must be encoded before hashing");
        return -1;
    }
    if (!buffer_check(o)) {
        error_set_text(EXC(TypeError),
                       "object supporting the buffer API required");
        return -1;
    }
    if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return -1;
    }
    digest_update(SELF->kind, &SELF->state, view.buf, (size_t)view.len);
    buffer_release(&view);
    return 0;
}

static Object *
digest_update_method(Object *self, Object *o)
{
    return update(self, o) < 0 ? NULL : none_new();
}

static size_t
result_size(Object *self)
{
    return SELF->kind->keeps_last ? SELF->state.size : SELF->kind->size;
}

static Object *
result(Object *self, size_t n, bool hex)
{
    Object *bytes = bytes_new(NULL, (ssize_t)n);
    if (bytes == NULL) {
        return NULL;
    }
    DigestState copy = SELF->state;
    SELF->kind->finish(&copy, (uint8_t *)bytes_data(bytes), n);
    if (!hex) {
        return bytes;
    }
    Object *text = str_new((ssize_t)n * 2, 127);
    for (size_t i = 0; text != NULL && i < n; i++) {
        uint8_t b = (uint8_t)bytes_data(bytes)[i];
        char *out = str_data(text);
        out[2 * i] = "0123456789abcdef"[b >> 4];
        out[2 * i + 1] = "0123456789abcdef"[b & 15];
    }
    ref_dec(bytes);
    return text;
}

// digest() and hexdigest(); SHAKE takes the length.
static Object *
ask_result(Object *self, const char *name, Object *const *args,
           ssize_t nargs, bool hex)
{
    bool shake = SELF->kind->size == 0;
    if (!args_check_count(name, nargs, shake, shake)) {
        return NULL;
    }
    if (!shake) {
        return result(self, result_size(self), hex);
    }
    ssize_t n = number_as_ssize(args[0], EXC(OverflowError));
    if (n < 0) {
        return error_occurred()
                   ? NULL
                   : error_set_text(EXC(ValueError),
                                    "value must be positive");
    }
    return result(self, (size_t)n, hex);
}

static Object *
digest_digest(Object *self, Object *const *args, ssize_t nargs)
{
    return ask_result(self, "digest", args, nargs, false);
}

static Object *
digest_hexdigest(Object *self, Object *const *args, ssize_t nargs)
{
    return ask_result(self, "hexdigest", args, nargs, true);
}

static Object *
digest_copy(Object *self, Object *unused)
{
    (void)unused;
    Digest *copy = object_new(TYPE_OF(self), 0);
    if (copy != NULL) {
        copy->kind = SELF->kind;
        copy->state = SELF->state;
    }
    return OBJ(copy);
}

static Object *
get_number(Object *self, void *closure)
{
    return int_from_size(closure != NULL ? SELF->kind->block
                                         : result_size(self));
}

static Object *
get_name(Object *self, void *closure)
{
    (void)closure;
    return str_from_text(SELF->kind->name);
}

static MethodDef digest_methods[] = {
    {"update", digest_update_method, METH_O, NULL},
    {"digest", METHOD(digest_digest), METH_FASTCALL, NULL},
    {"hexdigest", METHOD(digest_hexdigest), METH_FASTCALL, NULL},
    {"copy", digest_copy, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static GetSetDef digest_getset[] = {
    {"digest_size", get_number, NULL, NULL, NULL},
    {"block_size", get_number, NULL, NULL, digest_methods},
    {"name", get_name, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

// --------------------------------------------------------------------- making

static Digest *
make(const DigestKind *kind)
{
    Digest *self = object_new(&digest_types[kind - digest_kinds].type, 0);
    if (self != NULL) {
        self->kind = kind;
        if (kind->start != NULL) {
            kind->start(&self->state);
        } else {
            digest_start_blake2(kind, &self->state, kind->size, NULL, 0);
        }
    }
    return self;
}

static Object *
make_from(const DigestKind *kind, Object *const *args, ssize_t nargs,
          Object *kwnames)
{
    static const char *const names[] = {"string", "usedforsecurity", NULL};
    const ArgsSpec spec = {kind->name, names, 0, 0, 1};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    Object *self = OBJ(make(kind));
    if (self != NULL && v[0] != NULL && update(self, v[0]) < 0) {
        REF_CLEAR(self);
    }
    return self;
}

#define MAKER(i)                                                             \
    static Object *make_##i(Object *self, Object *const *args,               \
                            ssize_t nargs, Object *kwnames)                  \
    {                                                                        \
        (void)self;                                                          \
        return make_from(&digest_kinds[i], args, nargs, kwnames);            \
    }
MAKER(0) MAKER(1) MAKER(2) MAKER(3) MAKER(4) MAKER(5)
#undef MAKER

// SHA-3 and BLAKE2 are called as types.
static Object *
digest_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"", "digest_size", "key",
                                        "usedforsecurity", NULL};
    const DigestKind *kind = &digest_kinds[(DigestType *)type - digest_types];
    const ArgsSpec spec = {kind->name, names, 0, 1, 3};
    Object *v[4];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    Digest *self = make(kind);
    if (self != NULL && kind->keeps_last) {
        ssize_t size = v[1] == NULL ? (ssize_t)kind->size
                                    : number_as_ssize(v[1], NULL);
        BufferView key = {0};
        if (!error_occurred() && (size < 1 || size > (ssize_t)kind->size)) {
            error_format(EXC(ValueError),
                         "digest_size for %s must be between 1 and %zu "
                         "bytes, here it is %zd", kind->name, kind->size,
                         size);
        }
        if (!error_occurred() && v[2] != NULL &&
            buffer_get(v[2], &key, BUFFER_SIMPLE) == 0 &&
            key.len > (ssize_t)kind->size) {
            error_format(EXC(ValueError), "maximum key length is %zu bytes",
                         kind->size);
        }
        if (!error_occurred()) {
            digest_start_blake2(kind, &self->state, (size_t)size, key.buf,
                                (size_t)key.len);
        }
        if (key.obj != NULL) {
            buffer_release(&key);
        }
    }
    if (self != NULL &&
        (error_occurred() || (v[0] != NULL && update(OBJ(self), v[0]) < 0))) {
        REF_CLEAR(self);
    }
    return OBJ(self);
}

static MethodDef makers[] = {
#define ROW(name, i)                                                         \
    {name, METHOD(make_##i), METH_FASTCALL | METH_KEYWORDS, NULL}
    ROW("md5", 0), ROW("sha1", 1), ROW("sha224", 2), ROW("sha256", 3),
    ROW("sha384", 4), ROW("sha512", 5),
#undef ROW
};

static int
ready_type(int i)
{
    static char names[KINDS][32];
    Type *type = &digest_types[i].type;
    const DigestKind *kind = &digest_kinds[i];
    if (type->name != NULL) {
        return 0;
    }
    snprintf(names[i], sizeof(names[i]), "%s.%s", kind->module, kind->name);
    *type = (Type){TYPE_HEAD_INIT,
                   .name = names[i],
                   .basicsize = sizeof(Digest),
                   .dealloc = type_generic_dealloc,
                   .getattro = object_generic_getattr,
                   .flags = TYPE_DEFAULT | TYPE_HELD,
                   .methods = digest_methods,
                   .getset = digest_getset,
                   .new_ = i < 6 ? NULL : digest_new};
    if (i < 6) {
        type->flags |= TYPE_DISALLOW_INSTANTIATION;
    }
    return type_ready(type);
}

static Object *
make_module(const char *name)
{
    Object *m = module_new(name);
    for (int i = 0; m != NULL && i < KINDS; i++) {
        const DigestKind *kind = &digest_kinds[i];
        if (strcmp(kind->module, name) != 0) {
            continue;
        }
        static MethodDef tables[6][2];
        int failed = ready_type(i);
        if (failed == 0 && i < 6) {
            tables[i][0] = makers[i];
            failed = module_add_functions(m, tables[i]);
        } else if (failed == 0) {
            failed = module_add(m, kind->name, ref_new(&digest_types[i].type));
        }
        if (failed < 0) {
            REF_CLEAR(m);
        }
    }
    return m;
}

#define MODULE_FUNCTION(name)                                                \
    Object *name##_module_new(void)                                          \
    {                                                                        \
        return make_module("_" #name);                                       \
    }
MODULE_FUNCTION(md5)
MODULE_FUNCTION(sha1)
MODULE_FUNCTION(sha256)
MODULE_FUNCTION(sha512)
MODULE_FUNCTION(sha3)
MODULE_FUNCTION(blake2)
