/* The module _struct: bytes laid out as C structures. CPython 3.11:
 * Modules/_struct.c. */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/modules/modules.h"
#include "interp/modules/struct_format.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static Object *struct_error; // the class struct.error
static Object *struct_cache; // dict: format -> Struct

// A run of equal items of a format.
typedef struct Run {
    char letter;
    ssize_t offset, count; /* of s and p: count is the length */
} Run;

typedef struct Struct {
    Object base;
    ssize_t size;   /* bytes of a whole record */
    ssize_t items;  /* values in it */
    ssize_t run_count;
    Run *runs;      /* owned */
    Object *format; /* bytes; owned; NULL: not initialised */
    Object *weaklist;
    PackOrder order;
    bool native_sizes;
} Struct;

#define SELF ((Struct *)self)

extern Type struct_type, unpack_iterator_type;

// -------------------------------------------------------------------- formats

static const char *
read_order(const char *format, PackOrder *order, bool *native)
{
    *native = *format == '@' || *format == '\0' ||
              strchr("=<>!", *format) == NULL;
    *order = *native ? PACK_NATIVE
             : *format == '>' || *format == '!' ? PACK_BIG
                                                : PACK_LITTLE;
    return *format != '\0' && strchr("@=<>!", *format) != NULL ? format + 1
                                                               : format;
}

static ssize_t
fail_format(const char *text)
{
    error_set_text(struct_error, text);
    return -1;
}

// Walks through a format: sizes into *self, runs into `runs` (NULL: only
// counts them). The number of runs, -1 with an error.
static ssize_t
scan_format(const char *format, Struct *self, Run *runs)
{
    const char *at = read_order(format, &self->order, &self->native_sizes);
    ssize_t size = 0, items = 0, n = 0;
    while (*at != '\0') {
        if (isspace((unsigned char)*at)) {
            at++;
            continue;
        }
        ssize_t count = 1;
        if (isdigit((unsigned char)*at)) {
            for (count = 0; isdigit((unsigned char)*at); at++) {
                int digit = *at - '0';
                if (count > (SSIZE_MAX - digit) / 10) {
                    return fail_format("total struct size too long");
                }
                count = count * 10 + digit;
            }
            if (*at == '\0' || isspace((unsigned char)*at)) {
                return fail_format("repeat count given without format "
                                   "specifier");
            }
        }
        char letter = *at++;
        ssize_t item = (ssize_t)pack_size(letter, self->order);
        if (item == 0) {
            return fail_format("bad char in struct format");
        }
        if (self->native_sizes && strchr("xcbB?sp", letter) == NULL) {
            size = (size + item - 1) / item * item;
        }
        if (letter == 's' || letter == 'p') {
            items++;
        } else if (letter != 'x') {
            items += count;
        }
        if (letter != 'x' &&
            (count > 0 || letter == 's' || letter == 'p')) {
            if (runs != NULL) {
                runs[n] = (Run){letter, size, count};
            }
            n++;
        }
        if (count > (SSIZE_MAX - size) / item) {
            return fail_format("total struct size too long");
        }
        size += count * item;
    }
    self->size = size;
    self->items = items;
    return n;
}

static int
prepare(Struct *self, Object *format)
{
    Object *bytes = NULL;
    if (str_check(format)) {
        bytes = str_encode(format, "ascii", NULL);
    } else if (bytes_check(format)) {
        bytes = ref_new(format);
    } else {
        error_format(EXC(TypeError),
                     "Struct() argument 1 must be a str or bytes object, not "
                     "%.200s", TYPE_OF(format)->name);
    }
    if (bytes == NULL) {
        return -1;
    }
    ssize_t n = scan_format(bytes_data(bytes), self, NULL);
    Run *runs = n < 0 ? NULL : mem_alloc((size_t)(n + 1) * sizeof(Run));
    if (runs == NULL) {
        if (n >= 0) {
            error_no_memory();
        }
        ref_dec(bytes);
        return -1;
    }
    self->run_count = scan_format(bytes_data(bytes), self, runs);
    mem_free(self->runs);
    self->runs = runs;
    ref_store(self, &self->format, bytes);
    return 0;
}

static int
struct_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"format", NULL};
    static const ArgsSpec spec = {"Struct", names, 1, 0, 0};
    Object *v[1];
    return args_parse_tuple(&spec, args, kwargs, v) ? prepare(SELF, v[0])
                                                    : -1;
}

// The Struct of a format, kept for the next time. New reference.
static Object *
cached_struct(Object *format)
{
    Object *found = dict_get(struct_cache, format);
    if (found != NULL || error_occurred()) {
        return ref_xnew(found);
    }
    Object *made = call_one(OBJ(&struct_type), format);
    if (made != NULL) {
        if (dict_size(struct_cache) >= 100) {
            dict_clear(struct_cache);
        }
        if (dict_set(struct_cache, format, made) < 0) {
            error_clear();
        }
    }
    return made;
}

// -------------------------------------------------------------------- packing

static int
pack_text(const Run *run, unsigned char *place, Object *value)
{
    bool is_array = bytearray_check(value);
    if (!bytes_check(value) && !is_array) {
        error_format(struct_error, "argument for '%c' must be a bytes object",
                     run->letter);
        return -1;
    }
    const char *data = is_array ? bytearray_data(value) : bytes_data(value);
    ssize_t n = is_array ? bytearray_size(value) : bytes_size(value);
    ssize_t room = run->count;
    if (run->letter == 'p') {
        if (room == 0) {
            return 0;
        }
        room--;
        n = n > room ? room : n;
        *place++ = (unsigned char)(n > 255 ? 255 : n);
    }
    memcpy(place, data, (size_t)(n > room ? room : n));
    return 0;
}

static int
pack_values(const Struct *self, unsigned char *place, Object *const *values)
{
    memset(place, 0, (size_t)self->size);
    for (ssize_t r = 0; r < self->run_count; r++) {
        const Run *run = &self->runs[r];
        unsigned char *at = place + run->offset;
        if (run->letter == 's' || run->letter == 'p') {
            if (pack_text(run, at, *values++) < 0) {
                return -1;
            }
            continue;
        }
        size_t size = pack_size(run->letter, self->order);
        for (ssize_t i = 0; i < run->count; i++, at += size) {
            if (pack_item(run->letter, self->order, at, *values++,
                          struct_error) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static Object *
unpack_values(const Struct *self, const unsigned char *place)
{
    Object *tuple = tuple_new(self->items);
    ssize_t n = 0;
    for (ssize_t r = 0; tuple != NULL && r < self->run_count; r++) {
        const Run *run = &self->runs[r];
        const unsigned char *at = place + run->offset;
        size_t size = pack_size(run->letter, self->order);
        bool is_text = run->letter == 's' || run->letter == 'p';
        for (ssize_t i = 0; i < (is_text ? 1 : run->count); i++) {
            Object *value = NULL;
            if (run->letter == 's') {
                value = bytes_new((const char *)at, run->count);
            } else if (run->letter == 'p') {
                ssize_t length = run->count == 0 ? 0 : at[0];
                length = length >= run->count && run->count > 0
                             ? run->count - 1
                             : length;
                value = bytes_new((const char *)at + 1, length);
            } else {
                value = unpack_item(run->letter, self->order, at);
                at += size;
            }
            if (value == NULL) {
                REF_CLEAR(tuple);
                break;
            }
            tuple_init_item(tuple, n++, value);
        }
    }
    return tuple;
}

static bool
is_ready(Object *self)
{
    if (SELF->format == NULL) {
        error_set_text(EXC(RuntimeError), "Struct object is not initialized");
    }
    return SELF->format != NULL;
}

static Object *
struct_pack(Object *self, Object *const *args, ssize_t nargs)
{
    if (!is_ready(self)) {
        return NULL;
    }
    if (nargs != SELF->items) {
        return error_format(struct_error,
                            "pack expected %zd items for packing (got %zd)",
                            SELF->items, nargs);
    }
    Object *bytes = bytes_new(NULL, SELF->size);
    if (bytes != NULL &&
        pack_values(SELF, (unsigned char *)bytes_data(bytes), args) < 0) {
        REF_CLEAR(bytes);
    }
    return bytes;
}

static Object *
struct_pack_into(Object *self, Object *const *args, ssize_t nargs)
{
    if (!is_ready(self)) {
        return NULL;
    }
    if (nargs != SELF->items + 2) {
        return nargs == 0   ? error_set_text(struct_error,
                                             "pack_into expected buffer "
                                             "argument")
               : nargs == 1 ? error_set_text(struct_error,
                                             "pack_into expected offset "
                                             "argument")
                            : error_format(struct_error,
                                           "pack_into expected %zd items for"
                                           " packing (got %zd)",
                                           SELF->items, nargs - 2);
    }
    BufferView view;
    if (!buffer_check(args[0]) ||
        buffer_get_argument("argument", args[0], &view) < 0) {
        error_clear();
        return error_format(EXC(TypeError),
                            "argument must be read-write bytes-like object, "
                            "not %.50s", TYPE_OF(args[0])->name);
    }
    Object *result = NULL;
    ssize_t size = SELF->size, offset = number_as_ssize(args[1], NULL);
    if (offset == -1 && error_occurred()) {
        goto done;
    }
    if (offset < 0) {
        if (offset + size > 0) {
            error_format(struct_error,
                         "no space to pack %zd bytes at offset %zd", size,
                         offset);
            goto done;
        }
        if (offset + view.len < 0) {
            error_format(struct_error, "offset %zd out of range for %zd-byte "
                                       "buffer", offset, view.len);
            goto done;
        }
        offset += view.len;
    }
    if (view.len - offset < size) {
        error_format(struct_error,
                     "pack_into requires a buffer of at least %zu bytes for "
                     "packing %zd bytes at offset %zd (actual buffer size is "
                     "%zd)", (size_t)size + (size_t)offset, size, offset,
                     view.len);
        goto done;
    }
    if (pack_values(SELF, (unsigned char *)view.buf + offset, args + 2) ==
        0) {
        result = none_new();
    }
done:
    buffer_release(&view);
    return result;
}

static int
bytes_of(Object *o, BufferView *view)
{
    if (!buffer_check(o)) {
        error_format(EXC(TypeError),
                     "a bytes-like object is required, not '%.100s'",
                     TYPE_OF(o)->name);
        return -1;
    }
    return buffer_get(o, view, BUFFER_SIMPLE);
}

static Object *
struct_unpack(Object *self, Object *o)
{
    BufferView view;
    if (!is_ready(self) || bytes_of(o, &view) < 0) {
        return NULL;
    }
    Object *result =
        view.len == SELF->size
            ? unpack_values(SELF, view.buf)
            : error_format(struct_error,
                           "unpack requires a buffer of %zd bytes",
                           SELF->size);
    buffer_release(&view);
    return result;
}

static Object *
struct_unpack_from(Object *self, Object *const *args, ssize_t nargs,
                   Object *kwnames)
{
    static const char *const names[] = {"buffer", "offset", NULL};
    static const ArgsSpec spec = {"unpack_from", names, 1, 0, 0};
    Object *v[2], *result = NULL;
    BufferView view;
    if (!args_parse(&spec, args, nargs, kwnames, v) || !is_ready(self)) {
        return NULL;
    }
    ssize_t size = SELF->size;
    ssize_t offset = v[1] == NULL ? 0 : number_as_ssize(v[1], NULL);
    if ((offset == -1 && error_occurred()) || bytes_of(v[0], &view) < 0) {
        return NULL;
    }
    if (offset < 0 && offset + size > 0) {
        error_format(struct_error,
                     "not enough data to unpack %zd bytes at offset %zd",
                     size, offset);
    } else if (offset < 0 && offset + view.len < 0) {
        error_format(struct_error,
                     "offset %zd out of range for %zd-byte buffer", offset,
                     view.len);
    } else {
        offset += offset < 0 ? view.len : 0;
        if (view.len - offset < size) {
            error_format(struct_error,
                         "unpack_from requires a buffer of at least %zu "
                         "bytes for unpacking %zd bytes at offset %zd "
                         "(actual buffer size is %zd)",
                         (size_t)size + (size_t)offset, size, offset,
                         view.len);
        } else {
            result = unpack_values(SELF,
                                   (unsigned char *)view.buf + offset);
        }
    }
    buffer_release(&view);
    return result;
}

// ------------------------------------------------------------------ iterating

typedef struct UnpackIterator {
    Object base;
    Object *layout; /* a Struct; owned */
    BufferView view;
    bool has_view;
    ssize_t index;
} UnpackIterator;

#define IT ((UnpackIterator *)self)

static void
iterator_dealloc(Object *self)
{
    if (IT->has_view) {
        IT->has_view = false;
        buffer_release(&IT->view);
    }
    type_generic_dealloc(self);
}

static Object *
iterator_next(Object *self)
{
    const Struct *layout = (Struct *)IT->layout;
    if (!IT->has_view || IT->index >= IT->view.len) {
        return NULL;
    }
    Object *item = unpack_values(layout,
                                 (unsigned char *)IT->view.buf + IT->index);
    IT->index += layout->size;
    return item;
}

static Object *
iterator_length_hint(Object *self, Object *unused)
{
    (void)unused;
    return int_from_ssize((IT->view.len - IT->index) /
                          ((Struct *)IT->layout)->size);
}

static void
iterator_edges(Object *self, EdgeProc visit, void *arg)
{
    object_fields_edges(self, visit, arg);
    if (IT->has_view && IT->view.obj != NULL) {
        visit(edge_text(EDGE_FIELD, "buffer"), IT->view.obj, arg);
    }
}

static MethodDef iterator_methods[] = {
    {"__length_hint__", iterator_length_hint, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef iterator_members[] = {
    {"struct", FIELD_OBJECT, offsetof(UnpackIterator, layout),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type unpack_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "_struct.unpack_iterator",
    .basicsize = sizeof(UnpackIterator),
    .dealloc = iterator_dealloc,
    .edges = iterator_edges,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_DISALLOW_INSTANTIATION,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = iterator_methods,
    .members = iterator_members,
};

static Object *
struct_iter_unpack(Object *self, Object *o)
{
    BufferView view;
    if (!is_ready(self)) {
        return NULL;
    }
    if (SELF->size == 0) {
        return error_set_text(struct_error, "cannot iteratively unpack with "
                                            "a struct of length 0");
    }
    if (bytes_of(o, &view) < 0) {
        return NULL;
    }
    if (view.len % SELF->size != 0) {
        buffer_release(&view);
        return error_format(struct_error,
                            "iterative unpacking requires a buffer of a "
                            "multiple of %zd bytes", SELF->size);
    }
    UnpackIterator *it = object_new(&unpack_iterator_type, 0);
    if (it == NULL) {
        buffer_release(&view);
        return NULL;
    }
    it->layout = ref_new(self);
    it->view = view;
    it->has_view = true;
    RECORD_TOUCH(it);
    return OBJ(it);
}

// ------------------------------------------------------------------ the type

static void
struct_dealloc(Object *self)
{
    mem_free(SELF->runs);
    SELF->runs = NULL;
    type_generic_dealloc(self);
}

static Object *
get_format(Object *self, void *closure)
{
    (void)closure;
    return is_ready(self) ? str_from_latin1(bytes_data(SELF->format),
                                            bytes_size(SELF->format))
                          : NULL;
}

static MethodDef struct_methods[] = {
    {"pack", METHOD(struct_pack), METH_FASTCALL, NULL},
    {"pack_into", METHOD(struct_pack_into), METH_FASTCALL, NULL},
    {"unpack", struct_unpack, METH_O, NULL},
    {"unpack_from", METHOD(struct_unpack_from),
     METH_FASTCALL | METH_KEYWORDS, NULL},
    {"iter_unpack", struct_iter_unpack, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef struct_members[] = {
    {"size", FIELD_SSIZE, offsetof(Struct, size), FIELD_READONLY,
     "struct size in bytes"},
    {"format bytes", FIELD_OBJECT, offsetof(Struct, format),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef struct_getset[] = {
    {"format", get_format, NULL, "struct format string", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static size_t
struct_size_of(Object *self)
{
    return 56 + 32 * ((size_t)SELF->run_count + 1); // CPython's rows are 32
}

STATIC_OBJECT Type struct_type = {
    TYPE_HEAD_INIT,
    .name = "_struct.Struct",
    .basicsize = sizeof(Struct),
    .dealloc = struct_dealloc,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC,
    .doc = "Struct(fmt) --> compiled struct object",
    .weaklist_offset = offsetof(Struct, weaklist),
    .methods = struct_methods,
    .members = struct_members,
    .getset = struct_getset,
    .init = struct_init,
    .alloc = type_generic_alloc,
    .new_ = type_generic_new,
    .size_of = struct_size_of,
};

// ----------------------------------------------------------------- functions

static Object *
m_calcsize(Object *self, Object *format)
{
    (void)self;
    Object *layout = cached_struct(format);
    Object *size =
        layout == NULL ? NULL : int_from_ssize(((Struct *)layout)->size);
    ref_xdec(layout);
    return size;
}

static Object *
m_clearcache(Object *self, Object *unused)
{
    (void)self, (void)unused;
    dict_clear(struct_cache);
    return none_new();
}

// The module's functions: the format first, then the method's arguments.
static Object *
with_format(Object *const *args, ssize_t nargs,
            Object *(*method)(Object *, Object *const *, ssize_t))
{
    if (nargs < 1) {
        return error_format(EXC(TypeError), "missing format argument");
    }
    Object *layout = cached_struct(args[0]);
    Object *result = layout == NULL ? NULL
                                    : method(layout, args + 1, nargs - 1);
    ref_xdec(layout);
    return result;
}

static Object *
m_pack(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return with_format(args, nargs, struct_pack);
}

static Object *
m_pack_into(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return with_format(args, nargs, struct_pack_into);
}

static Object *
m_unpack(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("unpack", nargs, 2, 2)) {
        return NULL;
    }
    Object *layout = cached_struct(args[0]);
    Object *result = layout == NULL ? NULL : struct_unpack(layout, args[1]);
    ref_xdec(layout);
    return result;
}

static Object *
m_iter_unpack(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("iter_unpack", nargs, 2, 2)) {
        return NULL;
    }
    Object *layout = cached_struct(args[0]);
    Object *result = layout == NULL ? NULL
                                    : struct_iter_unpack(layout, args[1]);
    ref_xdec(layout);
    return result;
}

static Object *
m_unpack_from(Object *self, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    (void)self;
    if (nargs < 1) {
        return error_set_text(EXC(TypeError),
                              "unpack_from() missing required argument "
                              "'format' (pos 1)");
    }
    Object *layout = cached_struct(args[0]);
    Object *result = layout == NULL
                         ? NULL
                         : struct_unpack_from(layout, args + 1, nargs - 1,
                                              kwnames);
    ref_xdec(layout);
    return result;
}

static MethodDef functions[] = {
    {"calcsize", m_calcsize, METH_O, NULL},
    {"_clearcache", m_clearcache, METH_NOARGS, NULL},
    {"pack", METHOD(m_pack), METH_FASTCALL, NULL},
    {"pack_into", METHOD(m_pack_into), METH_FASTCALL, NULL},
    {"unpack", METHOD(m_unpack), METH_FASTCALL, NULL},
    {"unpack_from", METHOD(m_unpack_from), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"iter_unpack", METHOD(m_iter_unpack), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

Object *
struct_module_new(void)
{
    Object *m = module_new("_struct");
    Object *dict = dict_new(), *bases = tuple_pack(1, EXC(Exception));
    Object *text = str_from_text("struct");
    bool first = struct_error == NULL;
    if (first) {
        struct_cache = dict_new();
    }
    if (m == NULL || dict == NULL || bases == NULL || text == NULL ||
        struct_cache == NULL || dict_set(dict, dn_module, text) < 0 ||
        type_ready(&struct_type) < 0 ||
        type_ready(&unpack_iterator_type) < 0 ||
        (first &&
         (struct_error = type_make("error", bases, dict)) == NULL)) {
        REF_CLEAR(m);
    } else if (first) {
        ref_root(&struct_error, "the class struct.error");
        ref_root(&struct_cache, "struct: compiled formats");
        RECORD_ROOTS();
    }
    ref_xdec(dict);
    ref_xdec(bases);
    ref_xdec(text);
    if (m != NULL &&
        (module_add_functions(m, functions) < 0 ||
         module_add(m, "Struct", ref_new(&struct_type)) < 0 ||
         module_add(m, "error", ref_new(struct_error)) < 0)) {
        REF_CLEAR(m);
    }
    return m;
}
