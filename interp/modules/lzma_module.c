/* The module _lzma, over liblzma; chains of filters are not supported.
 * CPython 3.11: Modules/_lzmamodule.c. */
#include <lzma.h>

#include "gc/refcount.h"
#include "interp/modules/modules.h"
#include "interp/modules/pump.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

enum { FORMAT_AUTO, FORMAT_XZ, FORMAT_ALONE, FORMAT_RAW, CHECK_UNKNOWN = 16 };

typedef struct LzmaCompressor {
    PumpStream pump;
    lzma_stream z;
    void *unused[3];
} LzmaCompressor;
_Static_assert(sizeof(LzmaCompressor) == 192, "CPython's");

typedef struct LzmaDecompressor {
    PumpDecompressor pump;
    lzma_stream z;
    int check;
    void *unused[2];
} LzmaDecompressor;
_Static_assert(sizeof(LzmaDecompressor) == 224, "CPython's");

static Object *lzma_error; // a registered root

static void
fail(lzma_ret code)
{
    static const struct {
        lzma_ret code;
        const char *text;
    } rows[] = {
        {LZMA_UNSUPPORTED_CHECK, "Unsupported integrity check"},
        {LZMA_MEMLIMIT_ERROR, "Memory usage limit exceeded"},
        {LZMA_FORMAT_ERROR, "Input format not supported by decoder"},
        {LZMA_OPTIONS_ERROR, "Invalid or unsupported options"},
        {LZMA_DATA_ERROR, "Corrupt input data"},
        {LZMA_BUF_ERROR, "Insufficient buffer space"},
        {LZMA_PROG_ERROR, "Internal error"}};
    if (code == LZMA_MEM_ERROR) {
        error_no_memory();
        return;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].code == code) {
            error_set_text(lzma_error, rows[i].text);
            return;
        }
    }
    error_format(lzma_error, "Unrecognized error from liblzma: %d", (int)code);
}

static PumpResult
step(lzma_stream *z, Pump *pump, PumpAction action, int *check)
{
    z->next_in = pump->in;
    z->avail_in = pump->in_left;
    z->next_out = pump->out;
    z->avail_out = pump->out_left;
    lzma_ret code = lzma_code(z, action == PUMP_FINISH ? LZMA_FINISH
                                                       : LZMA_RUN);
    pump->in = z->next_in;
    pump->in_left = z->avail_in;
    pump->out = z->next_out;
    pump->out_left = z->avail_out;
    switch (code) {
    case LZMA_STREAM_END:
        return PUMP_END;
    case LZMA_GET_CHECK:
    case LZMA_NO_CHECK:
        *check = (int)lzma_get_check(z);
        return PUMP_GOES_ON;
    case LZMA_OK:
        return PUMP_GOES_ON;
    case LZMA_BUF_ERROR:
        if (pump->in_left == 0 || pump->out_left == 0) {
            return PUMP_GOES_ON; // it waits for more of one of them
        }
        break;
    default:
        break;
    }
    fail(code);
    return PUMP_ERROR;
}

static PumpResult
compress_step(PumpStream *self, Pump *pump, PumpAction action)
{
    int check; // none is told
    return step(&((LzmaCompressor *)self)->z, pump, action, &check);
}

static PumpResult
decompress_step(PumpStream *self, Pump *pump, PumpAction action)
{
    LzmaDecompressor *stream = (LzmaDecompressor *)self;
    return step(&stream->z, pump, action, &stream->check);
}

static bool
is_given(Object *o)
{
    return o != NULL && o != NONE;
}

// Keyword `filters`: none may be given.
static bool
has_filters(Object *o)
{
    if (is_given(o)) {
        error_set_text(EXC(NotImplementedError),
                       "lzma: chains of filters are not supported");
    }
    return is_given(o);
}

static Object *
compressor_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"format", "check", "preset",
                                        "filters", NULL};
    static const ArgsSpec spec = {"LZMACompressor", names, 0, 0, 0};
    Object *v[4];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    if (is_given(v[2]) && is_given(v[3])) {
        return error_set_text(EXC(ValueError),
                              "Cannot specify both preset and filter chain");
    }
    if (has_filters(v[3])) {
        return NULL;
    }
    int format = v[0] == NULL ? FORMAT_XZ : int_as_int(v[0]);
    int check = v[1] == NULL ? -1 : int_as_int(v[1]);
    long preset = is_given(v[2]) ? int_as_long(v[2]) : LZMA_PRESET_DEFAULT;
    if (error_occurred() != NULL) {
        return NULL;
    }
    if (format != FORMAT_XZ && check != -1 && check != LZMA_CHECK_NONE) {
        return error_set_text(EXC(ValueError),
                              "Integrity checks are only supported by "
                              "FORMAT_XZ");
    }
    if (format == FORMAT_RAW) {
        return error_set_text(EXC(ValueError),
                              "Must specify filters for FORMAT_RAW");
    }
    if (format != FORMAT_XZ && format != FORMAT_ALONE) {
        return error_format(EXC(ValueError), "Invalid container format: %d",
                            format);
    }
    Object *self = type->alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    LzmaCompressor *stream = (LzmaCompressor *)self;
    stream->pump.step = compress_step;
    stream->z = (lzma_stream)LZMA_STREAM_INIT;
    lzma_ret code;
    lzma_options_lzma options;
    if (format == FORMAT_XZ) {
        code = lzma_easy_encoder(&stream->z, (uint32_t)preset,
                                 check == -1 ? LZMA_CHECK_CRC64
                                             : (lzma_check)check);
    } else if (lzma_lzma_preset(&options, (uint32_t)preset)) {
        code = LZMA_OPTIONS_ERROR;
    } else {
        code = lzma_alone_encoder(&stream->z, &options);
    }
    if (code != LZMA_OK) {
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
    static const char *const names[] = {"format", "memlimit", "filters",
                                        NULL};
    static const ArgsSpec spec = {"LZMADecompressor", names, 0, 0, 0};
    Object *v[3];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    int format = v[0] == NULL ? FORMAT_AUTO : int_as_int(v[0]);
    uint64_t limit = UINT64_MAX;
    if (is_given(v[1])) {
        limit = (uint64_t)int_as_long(v[1]);
    }
    if (error_occurred() != NULL) {
        return NULL;
    }
    if (format == FORMAT_RAW && !is_given(v[2])) {
        return error_set_text(EXC(ValueError),
                              "Must specify filters for FORMAT_RAW");
    }
    if (format != FORMAT_RAW && is_given(v[2])) {
        return error_set_text(EXC(ValueError),
                              "Cannot specify filters except with "
                              "FORMAT_RAW");
    }
    if (has_filters(v[2])) {
        return NULL;
    }
    if (format < FORMAT_AUTO || format > FORMAT_RAW) {
        return error_format(EXC(ValueError), "Invalid container format: %d",
                            format);
    }
    Object *self = type->alloc(type, 0);
    Object *nothing = self == NULL ? NULL : bytes_new(NULL, 0);
    if (nothing == NULL) {
        ref_xdec(self);
        return NULL;
    }
    LzmaDecompressor *stream = (LzmaDecompressor *)self;
    ref_store(self, &stream->pump.unused_data, nothing);
    stream->pump.stream.step = decompress_step;
    stream->pump.after_end = "Already at end of stream";
    stream->pump.stream.needs_input = true;
    stream->check = format == FORMAT_ALONE ? LZMA_CHECK_NONE : CHECK_UNKNOWN;
    stream->z = (lzma_stream)LZMA_STREAM_INIT;
    uint32_t flags = LZMA_TELL_ANY_CHECK | LZMA_TELL_NO_CHECK;
    lzma_ret code =
        format == FORMAT_AUTO ? lzma_auto_decoder(&stream->z, limit, flags)
        : format == FORMAT_XZ ? lzma_stream_decoder(&stream->z, limit, flags)
                              : lzma_alone_decoder(&stream->z, limit);
    if (code != LZMA_OK) {
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
    LzmaCompressor *stream = (LzmaCompressor *)self;
    if (stream->pump.open) {
        lzma_end(&stream->z);
    }
    type_generic_dealloc(self);
}

static void
decompressor_dealloc(Object *self)
{
    LzmaDecompressor *stream = (LzmaDecompressor *)self;
    if (stream->pump.stream.open) {
        lzma_end(&stream->z);
    }
    pump_drop(&stream->pump);
    type_generic_dealloc(self);
}

static Object *
get_check(Object *self, void *closure)
{
    (void)closure;
    return int_from_long(((LzmaDecompressor *)self)->check);
}

static GetSetDef compressor_getset[] = {{NULL, NULL, NULL, NULL, NULL}};

static GetSetDef decompressor_getset[] = {
    {"check", get_check, NULL,
     "ID of the integrity check used by the input stream.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

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
        .getset = kind##_getset,                                             \
        .alloc = type_generic_alloc,                                         \
        .new_ = kind##_new,                                                  \
    }
STREAM(compressor, LzmaCompressor, "_lzma.LZMACompressor",
       "LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, "
       "filters=None)\n\nCreate a compressor object for compressing data "
       "incrementally.");
STREAM(decompressor, LzmaDecompressor, "_lzma.LZMADecompressor",
       "LZMADecompressor(format=FORMAT_AUTO, memlimit=None, filters=None)\n"
       "--\n\nCreate a decompressor object for decompressing data "
       "incrementally.");

static Object *
m_is_check_supported(Object *self, Object *o)
{
    (void)self;
    int check = int_as_int(o);
    return check == -1 && error_occurred()
               ? NULL
               : bool_new(lzma_check_is_supported((lzma_check)check));
}

static Object *
m_filter_properties(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self, (void)args, (void)nargs;
    has_filters(TRUE);
    return NULL;
}

static MethodDef functions[] = {
    {"is_check_supported", m_is_check_supported, METH_O,
     "is_check_supported($module, check_id, /)\n--\n\nTest whether the given "
     "integrity check is supported."},
    {"_encode_filter_properties", METHOD(m_filter_properties), METH_FASTCALL,
     NULL},
    {"_decode_filter_properties", METHOD(m_filter_properties), METH_FASTCALL,
     NULL},
    {NULL, NULL, 0, NULL}};

static const struct {
    const char *name;
    long value;
} constants[] = {
#define F(name) {#name, name}
#define L(name) {#name, (long)LZMA_##name}
    F(FORMAT_AUTO), F(FORMAT_XZ), F(FORMAT_ALONE), F(FORMAT_RAW),
    L(CHECK_NONE), L(CHECK_CRC32), L(CHECK_CRC64), L(CHECK_SHA256),
    L(CHECK_ID_MAX), F(CHECK_UNKNOWN), L(FILTER_LZMA1), L(FILTER_LZMA2),
    L(FILTER_DELTA), L(FILTER_X86), L(FILTER_IA64), L(FILTER_ARM),
    L(FILTER_ARMTHUMB), L(FILTER_SPARC), L(FILTER_POWERPC), L(MF_HC3),
    L(MF_HC4), L(MF_BT2), L(MF_BT3), L(MF_BT4), L(MODE_FAST), L(MODE_NORMAL),
    L(PRESET_DEFAULT), L(PRESET_EXTREME)
#undef F
#undef L
};

Object *
lzma_module_new(void)
{
    if (lzma_error == NULL) {
        lzma_error = module_exception("_lzma", "LZMAError", EXC(Exception));
        ref_root(&lzma_error, "the class LZMAError");
        RECORD_ROOTS();
    }
    Object *m = module_new("_lzma");
    for (size_t i = 0;
         m != NULL && i < sizeof(constants) / sizeof(constants[0]); i++) {
        if (module_add_int(m, constants[i].name, constants[i].value) < 0) {
            REF_CLEAR(m);
        }
    }
    if (m == NULL || lzma_error == NULL ||
        module_add_functions(m, functions) < 0 ||
        type_ready(&compressor_type) < 0 ||
        type_ready(&decompressor_type) < 0 ||
        module_add(m, "LZMAError", ref_new(lzma_error)) < 0 ||
        module_add(m, "LZMACompressor", ref_new(&compressor_type)) < 0 ||
        module_add(m, "LZMADecompressor", ref_new(&decompressor_type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
