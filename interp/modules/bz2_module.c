/* The module _bz2, over libbz2. CPython 3.11: Modules/_bz2module.c. */
#include <bzlib.h>
#include <limits.h>

#include "interp/modules/modules.h"
#include "interp/modules/pump.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct Bz2Compressor {
    PumpStream pump;
    bz_stream z;
} Bz2Compressor;
_Static_assert(sizeof(Bz2Compressor) == 112, "CPython's");

typedef struct Bz2Decompressor {
    PumpDecompressor pump;
    bz_stream z;
    void *unused;
} Bz2Decompressor;
_Static_assert(sizeof(Bz2Decompressor) == 152, "CPython's");

static void
fail(int code)
{
    switch (code) {
    case BZ_MEM_ERROR:
        error_no_memory();
        break;
    case BZ_DATA_ERROR:
    case BZ_DATA_ERROR_MAGIC:
        error_set_text(EXC(OSError), "Invalid data stream");
        break;
    case BZ_PARAM_ERROR:
        error_set_text(EXC(ValueError),
                       "Internal error - invalid parameters passed to "
                       "libbzip2");
        break;
    default:
        error_format(EXC(OSError), "Unrecognized error from libbzip2: %d",
                     code);
    }
}

static unsigned
part(size_t n)
{
    return n > INT_MAX ? INT_MAX : (unsigned)n;
}

// The library's own ends of the pump are those of `pump` before and after.
static PumpResult
step(PumpStream *self, bz_stream *z, Pump *pump, PumpAction action,
     bool compress)
{
    if (self->broken) {
        fail(BZ_DATA_ERROR);
        return PUMP_ERROR;
    }
    unsigned in = part(pump->in_left), out = part(pump->out_left);
    z->next_in = (char *)(uintptr_t)pump->in;
    z->avail_in = in;
    z->next_out = (char *)pump->out;
    z->avail_out = out;
    int code = compress ? BZ2_bzCompress(z, action == PUMP_FINISH ? BZ_FINISH
                                                                  : BZ_RUN)
                        : BZ2_bzDecompress(z);
    pump->in += in - z->avail_in;
    pump->in_left -= in - z->avail_in;
    pump->out += out - z->avail_out;
    pump->out_left -= out - z->avail_out;
    if (code == BZ_STREAM_END) {
        return PUMP_END;
    }
    if (code < 0) {
        self->broken = true;
        fail(code);
        return PUMP_ERROR;
    }
    return PUMP_GOES_ON;
}

static PumpResult
compress_step(PumpStream *self, Pump *pump, PumpAction action)
{
    return step(self, &((Bz2Compressor *)self)->z, pump, action, true);
}

static PumpResult
decompress_step(PumpStream *self, Pump *pump, PumpAction action)
{
    return step(self, &((Bz2Decompressor *)self)->z, pump, action, false);
}

static Object *
compressor_new(Type *type, Object *args, Object *kwargs)
{
    if (kwargs != NULL && object_is_true(kwargs)) {
        return error_set_text(EXC(TypeError),
                              "BZ2Compressor() takes no keyword arguments");
    }
    int level = 9;
    if (!args_check_count("BZ2Compressor", tuple_size(args), 0, 1)) {
        return NULL;
    }
    if (tuple_size(args) == 1) {
        level = int_as_int(tuple_get(args, 0));
        if (level == -1 && error_occurred()) {
            return NULL;
        }
    }
    if (level < 1 || level > 9) {
        return error_set_text(EXC(ValueError),
                              "compresslevel must be between 1 and 9");
    }
    Object *self = type->alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    Bz2Compressor *stream = (Bz2Compressor *)self;
    stream->pump.step = compress_step;
    int code = BZ2_bzCompressInit(&stream->z, level, 0, 0);
    if (code != BZ_OK) {
        fail(code);
        ref_dec(self);
        return NULL;
    }
    stream->pump.open = true;
    return self;
}

static Object *
decompressor_new(Type *type, Object *args, Object *kwargs)
{
    if (!args_check_count("BZ2Decompressor", tuple_size(args), 0, 0) ||
        (kwargs != NULL && object_is_true(kwargs))) {
        return error_occurred()
                   ? NULL
                   : error_set_text(EXC(TypeError),
                                    "BZ2Decompressor() takes no keyword "
                                    "arguments");
    }
    Object *self = type->alloc(type, 0);
    Object *nothing = self == NULL ? NULL : bytes_new(NULL, 0);
    if (nothing == NULL) {
        ref_xdec(self);
        return NULL;
    }
    Bz2Decompressor *stream = (Bz2Decompressor *)self;
    ref_store(self, &stream->pump.unused_data, nothing);
    stream->pump.stream.step = decompress_step;
    stream->pump.after_end = "End of stream already reached";
    stream->pump.stream.needs_input = true;
    int code = BZ2_bzDecompressInit(&stream->z, 0, 0);
    if (code != BZ_OK) {
        fail(code);
        ref_dec(self);
        return NULL;
    }
    stream->pump.stream.open = true;
    return self;
}

static void
compressor_dealloc(Object *self)
{
    Bz2Compressor *stream = (Bz2Compressor *)self;
    if (stream->pump.open) {
        BZ2_bzCompressEnd(&stream->z);
    }
    type_generic_dealloc(self);
}

static void
decompressor_dealloc(Object *self)
{
    Bz2Decompressor *stream = (Bz2Decompressor *)self;
    if (stream->pump.stream.open) {
        BZ2_bzDecompressEnd(&stream->z);
    }
    pump_drop(&stream->pump);
    type_generic_dealloc(self);
}

static MethodDef compressor_methods[] = {
    {"compress", pump_compress, METH_O,
     "compress($self, data, /)\n--\n\nProvide data to the compressor object."},
    {"flush", pump_flush, METH_NOARGS,
     "flush($self, /)\n--\n\nFinish the compression process."},
    {NULL, NULL, 0, NULL}};

static MethodDef decompressor_methods[] = {
    {"decompress", METHOD(pump_decompress), METH_FASTCALL | METH_KEYWORDS,
     "decompress($self, /, data, max_length=-1)\n--\n\nDecompress *data*, "
     "returning uncompressed data as bytes."},
    {NULL, NULL, 0, NULL}};

#define STREAM(kind, layout, type_name, text)                                \
    STATIC_OBJECT static Type kind##_type = {                                \
        TYPE_HEAD_INIT,                                                      \
        .name = type_name,                                                   \
        .basicsize = sizeof(layout),                                         \
        .dealloc = kind##_dealloc,                                           \
        .getattro = object_generic_getattr,                                  \
        .flags = TYPE_DEFAULT | TYPE_HELD,                                   \
        .doc = text,                                                         \
        .methods = kind##_methods,                                           \
        .members = pump_##kind##_members,                                    \
        .alloc = type_generic_alloc,                                         \
        .new_ = kind##_new,                                                  \
    }
STREAM(compressor, Bz2Compressor, "_bz2.BZ2Compressor",
       "BZ2Compressor(compresslevel=9, /)\n--\n\nCreate a compressor object "
       "for compressing data incrementally.");
STREAM(decompressor, Bz2Decompressor, "_bz2.BZ2Decompressor",
       "BZ2Decompressor()\n--\n\nCreate a decompressor object for "
       "decompressing data incrementally.");

Object *
bz2_module_new(void)
{
    Object *m = module_new("_bz2");
    if (m == NULL || type_ready(&compressor_type) < 0 ||
        type_ready(&decompressor_type) < 0 ||
        module_add(m, "BZ2Compressor", ref_new(&compressor_type)) < 0 ||
        module_add(m, "BZ2Decompressor", ref_new(&decompressor_type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
