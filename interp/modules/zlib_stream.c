/* The objects of the module zlib: compressors and decompressors.
 * CPython 3.11: Modules/zlibmodule.c. */
#include <string.h>

#include "interp/modules/zlib_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/type.h"

#define SELF ((ZlibStream *)self)

static ZlibStream *
stream_new(Type *type)
{
    ZlibStream *stream = object_new(type, 0);
    if (stream != NULL && type == &zlib_decompress_type) {
        stream->unused_data = bytes_new("", 0);
        stream->unconsumed_tail = bytes_new("", 0);
        if (stream->unused_data == NULL || stream->unconsumed_tail == NULL) {
            ref_dec(stream);
            return NULL;
        }
    }
    return stream;
}

static void
stream_end(ZlibStream *stream)
{
    if (stream->open) {
        stream->open = false;
        if (TYPE_OF(stream) == &zlib_compress_type) {
            deflateEnd(&stream->z);
        } else {
            inflateEnd(&stream->z);
        }
    }
}

static void
stream_dealloc(Object *self)
{
    stream_end(SELF);
    type_generic_dealloc(self);
}

// What an init function answered: the stream (stolen), or NULL.
static Object *
stream_ready(STEALS ZlibStream *stream, int code, const char *when)
{
    stream->open = code == Z_OK;
    if (code == Z_MEM_ERROR) {
        error_set_text(EXC(MemoryError),
                       "Can't allocate memory for a stream object");
    } else if (code == Z_STREAM_ERROR) {
        error_set_text(EXC(ValueError), "Invalid initialization option");
    } else if (code != Z_OK && !error_occurred()) {
        zlib_fail(&stream->z, code, when);
    }
    if (error_occurred()) {
        REF_CLEAR(stream);
    }
    return OBJ(stream);
}

static Object *
m_compressobj(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {
        "level", "method", "wbits", "memLevel", "strategy", "zdict", NULL};
    static const ArgsSpec spec = {"compressobj", names, 0, 0, 0};
    Object *v[6];
    int level, method, wbits, memory, strategy;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !zlib_int(v[0], Z_DEFAULT_COMPRESSION, &level) ||
        !zlib_int(v[1], Z_DEFLATED, &method) ||
        !zlib_int(v[2], MAX_WBITS, &wbits) ||
        !zlib_int(v[3], ZLIB_MEMORY_LEVEL, &memory) ||
        !zlib_int(v[4], Z_DEFAULT_STRATEGY, &strategy)) {
        return NULL;
    }
    ZlibStream *stream = stream_new(&zlib_compress_type);
    if (stream == NULL) {
        return NULL;
    }
    int code = deflateInit2(&stream->z, level, method, wbits, memory, strategy);
    BufferView view;
    if (code == Z_OK && v[5] != NULL && v[5] != NONE) {
        stream->open = true;
        if (buffer_get(v[5], &view, BUFFER_SIMPLE) < 0) {
            ref_dec(stream);
            return NULL;
        }
        if (deflateSetDictionary(&stream->z, view.buf, (uInt)view.len) !=
            Z_OK) {
            error_set_text(EXC(ValueError), "Invalid dictionary");
        }
        buffer_release(&view);
    }
    return stream_ready(stream, code, "while creating compression object");
}

static Object *
m_decompressobj(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"wbits", "zdict", NULL};
    static const ArgsSpec spec = {"decompressobj", names, 0, 0, 0};
    Object *v[2];
    int wbits;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !zlib_int(v[0], MAX_WBITS, &wbits)) {
        return NULL;
    }
    if (v[1] != NULL && !buffer_check(v[1])) {
        return error_set_text(EXC(TypeError), "zdict argument must support "
                                              "the buffer protocol");
    }
    ZlibStream *stream = stream_new(&zlib_decompress_type);
    if (stream == NULL) {
        return NULL;
    }
    stream->zdict = v[1] == NULL ? NULL : ref_new(v[1]);
    int code = inflateInit2(&stream->z, wbits);
    if (code == Z_OK && stream->zdict != NULL && wbits < 0) {
        // A raw stream does not ask for it.
        stream->open = true;
        (void)zlib_answer_dictionary(stream); // its error is seen below
    }
    return stream_ready(stream, code, "while creating decompression object");
}

static Object *
compress_compress(Object *self, Object *o)
{
    BufferView view;
    int code;
    if (buffer_get(o, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ZlibInput input;
    zlib_input(&SELF->z, &input, view.buf, view.len);
    const ZlibPump pump = {.z = &SELF->z,
                           .input = &input,
                           .step = deflate,
                           .flush = Z_NO_FLUSH,
                           .first = ZLIB_FIRST_SIZE};
    Object *out = zlib_pump(&pump, &code);
    if (out != NULL && code == Z_STREAM_ERROR) {
        REF_CLEAR(out);
        zlib_fail(&SELF->z, code, "while compressing data");
    }
    buffer_release(&view);
    return out;
}

static Object *
compress_flush(Object *self, Object *const *args, ssize_t nargs)
{
    int mode, code;
    if (!args_check_count("flush", nargs, 0, 1) ||
        !zlib_int(nargs > 0 ? args[0] : NULL, Z_FINISH, &mode)) {
        return NULL;
    }
    if (mode == Z_NO_FLUSH) {
        return bytes_new("", 0);
    }
    ZlibInput input = {0};
    SELF->z.avail_in = 0;
    const ZlibPump pump = {.z = &SELF->z,
                           .input = &input,
                           .step = deflate,
                           .flush = mode,
                           .first = ZLIB_FIRST_SIZE};
    Object *out = zlib_pump(&pump, &code);
    if (out != NULL && code == Z_STREAM_END && mode == Z_FINISH) {
        stream_end(SELF);
    } else if (out != NULL && code != Z_OK && code != Z_BUF_ERROR) {
        REF_CLEAR(out);
        zlib_fail(&SELF->z, code, "while flushing");
    }
    return out;
}

static Object *
stream_copy(Object *self, Object *unused)
{
    (void)unused;
    bool compresses = TYPE_OF(self) == &zlib_compress_type;
    ZlibStream *copy = stream_new(TYPE_OF(self));
    if (copy == NULL) {
        return NULL;
    }
    int code = !SELF->open  ? Z_STREAM_ERROR
               : compresses ? deflateCopy(&copy->z, &SELF->z)
                            : inflateCopy(&copy->z, &SELF->z);
    if (code != Z_OK) {
        ref_dec(copy);
        return code == Z_MEM_ERROR
                   ? error_set_text(EXC(MemoryError), "Can't allocate memory "
                                                      "for a stream object")
                   : error_set_text(EXC(ValueError),
                                    "Inconsistent stream state");
    }
    copy->open = true;
    copy->eof = SELF->eof;
    if (!compresses) {
        ref_store(copy, &copy->unused_data, ref_new(SELF->unused_data));
        ref_store(copy, &copy->unconsumed_tail, ref_new(SELF->unconsumed_tail));
        ref_store(copy, &copy->zdict,
                  SELF->zdict == NULL ? NULL : ref_new(SELF->zdict));
    }
    return OBJ(copy);
}

// What the stream did not take: behind its end, or left for the next time.
static int
keep_rest(Object *self, const ZlibInput *input, bool at_end)
{
    const char *rest = (const char *)SELF->z.next_in;
    ssize_t n = (ssize_t)(SELF->z.avail_in + input->left);
    if (at_end && n > 0) {
        ssize_t old = bytes_size(SELF->unused_data);
        Object *all = bytes_new(NULL, old + n);
        if (all == NULL) {
            return -1;
        }
        memcpy(bytes_data(all), bytes_data(SELF->unused_data), (size_t)old);
        memcpy(bytes_data(all) + old, rest, (size_t)n);
        ref_store(self, &SELF->unused_data, all);
    }
    // CPython: once there was a tail, what is behind the end is one, too.
    if ((n == 0 || at_end) && bytes_size(SELF->unconsumed_tail) == 0) {
        return 0;
    }
    Object *tail = bytes_new(n == 0 ? "" : rest, n);
    if (tail == NULL) {
        return -1;
    }
    ref_store(self, &SELF->unconsumed_tail, tail);
    return 0;
}

static Object *
decompress_decompress(Object *self, Object *const *args, ssize_t nargs,
                      Object *kwnames)
{
    static const char *const names[] = {"", "max_length", NULL};
    static const ArgsSpec spec = {"decompress", names, 1, 1, 0};
    Object *v[2];
    int code;
    BufferView view;
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    ssize_t most = v[1] == NULL ? 0 : number_as_argument(v[1]);
    if (most == -1 && error_occurred()) {
        return NULL;
    }
    if (most < 0) {
        return error_set_text(EXC(ValueError),
                              "max_length must be non-negative");
    }
    if (buffer_get(v[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ZlibInput input;
    zlib_input(&SELF->z, &input, view.buf, view.len);
    const ZlibPump pump = {.z = &SELF->z,
                           .input = &input,
                           .step = inflate,
                           .flush = Z_SYNC_FLUSH,
                           .first = ZLIB_FIRST_SIZE,
                           .most = most,
                           .stream = SELF};
    Object *out = zlib_pump(&pump, &code);
    if (out != NULL && keep_rest(self, &input, code == Z_STREAM_END) < 0) {
        REF_CLEAR(out);
    }
    if (out != NULL && code == Z_STREAM_END) {
        SELF->eof = true;
    } else if (out != NULL && code != Z_OK && code != Z_BUF_ERROR) {
        REF_CLEAR(out);
        zlib_fail(&SELF->z, code, "while decompressing data");
    }
    buffer_release(&view);
    return out;
}

static Object *
decompress_flush(Object *self, Object *const *args, ssize_t nargs)
{
    int code;
    if (!args_check_count("flush", nargs, 0, 1)) {
        return NULL;
    }
    ssize_t length = nargs > 0 ? number_as_argument(args[0])
                               : ZLIB_FIRST_SIZE;
    if (length == -1 && error_occurred()) {
        return NULL;
    }
    if (length <= 0) {
        return error_set_text(EXC(ValueError),
                              "length must be greater than zero");
    }
    Object *tail = ref_new(SELF->unconsumed_tail);
    BufferView view = {.buf = bytes_data(tail), .len = bytes_size(tail)};
    ZlibInput input;
    zlib_input(&SELF->z, &input, view.buf, view.len);
    const ZlibPump pump = {.z = &SELF->z,
                           .input = &input,
                           .step = inflate,
                           .flush = Z_FINISH,
                           .first = length,
                           .stream = SELF};
    Object *out = zlib_pump(&pump, &code);
    if (out != NULL && keep_rest(self, &input, code == Z_STREAM_END) < 0) {
        REF_CLEAR(out);
    }
    if (out != NULL && code == Z_STREAM_END) {
        SELF->eof = true;
        stream_end(SELF);
    }
    ref_dec(tail);
    return out;
}

static MethodDef compress_methods[] = {
    {"compress", compress_compress, METH_O, NULL},
    {"flush", METHOD(compress_flush), METH_FASTCALL, NULL},
    {"copy", stream_copy, METH_NOARGS, NULL},
    {"__copy__", stream_copy, METH_NOARGS, NULL},
    {"__deepcopy__", stream_copy, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static MethodDef decompress_methods[] = {
    {"decompress", METHOD(decompress_decompress), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"flush", METHOD(decompress_flush), METH_FASTCALL, NULL},
    {"copy", stream_copy, METH_NOARGS, NULL},
    {"__copy__", stream_copy, METH_NOARGS, NULL},
    {"__deepcopy__", stream_copy, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef decompress_members[] = {
    {"unused_data", FIELD_OBJECT, offsetof(ZlibStream, unused_data),
     FIELD_READONLY, NULL},
    {"unconsumed_tail", FIELD_OBJECT, offsetof(ZlibStream, unconsumed_tail),
     FIELD_READONLY, NULL},
    {"eof", FIELD_BOOL, offsetof(ZlibStream, eof), FIELD_READONLY, NULL},
    {"zdict", FIELD_OBJECT, offsetof(ZlibStream, zdict),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type zlib_compress_type = {
    TYPE_HEAD_INIT,
    .name = "zlib.Compress",
    .basicsize = sizeof(ZlibStream),
    .dealloc = stream_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HELD | TYPE_DISALLOW_INSTANTIATION,
    .methods = compress_methods,
};
STATIC_OBJECT Type zlib_decompress_type = {
    TYPE_HEAD_INIT,
    .name = "zlib.Decompress",
    .basicsize = sizeof(ZlibStream),
    .dealloc = stream_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HELD | TYPE_DISALLOW_INSTANTIATION,
    .methods = decompress_methods,
    .members = decompress_members,
};

MethodDef zlib_stream_functions[] = {
    {"compressobj", METHOD(m_compressobj), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"decompressobj", METHOD(m_decompressobj), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {NULL, NULL, 0, NULL}};
