/* The module zlib, over the library of that name: gzip and zipfile stand on
 * it. CPython 3.11: Modules/zlibmodule.c. */
#include <string.h>

#include "gc/record.h"
#include "interp/modules/modules.h"
#include "interp/modules/zlib_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

Object *zlib_error;

void
zlib_fail(const z_stream *z, int code, const char *when)
{
    const char *reason = code == Z_VERSION_ERROR ? "library version mismatch"
                         : z->msg != NULL        ? z->msg
                         : code == Z_BUF_ERROR
                             ? "incomplete or truncated stream"
                         : code == Z_STREAM_ERROR ? "inconsistent stream state"
                         : code == Z_DATA_ERROR   ? "invalid input data"
                                                  : NULL;
    if (reason == NULL) {
        error_format(zlib_error, "Error %d %s", code, when);
    } else {
        error_format(zlib_error, "Error %d %s: %.200s", code, when, reason);
    }
}

static void
refill(z_stream *z, ZlibInput *input)
{
    size_t all = z->avail_in + input->left;
    z->avail_in = all > UINT32_MAX ? UINT32_MAX : (uInt)all;
    input->left = all - z->avail_in;
}

void
zlib_input(z_stream *z, ZlibInput *input, const void *bytes, ssize_t n)
{
    z->next_in = (z_const Bytef *)(uintptr_t)(bytes == NULL ? "" : bytes);
    z->avail_in = 0;
    input->left = (size_t)n;
}

int
zlib_answer_dictionary(ZlibStream *stream)
{
    BufferView view;
    if (stream->zdict == NULL || buffer_get(stream->zdict, &view, 0) < 0) {
        return Z_NEED_DICT;
    }
    int code = inflateSetDictionary(&stream->z, view.buf, (uInt)view.len);
    buffer_release(&view);
    if (code != Z_OK) {
        zlib_fail(&stream->z, code, "while setting zdict");
    }
    return code;
}

Object *
zlib_pump(const ZlibPump *pump, int *code)
{
    z_stream *z = pump->z;
    ssize_t first = pump->first, most = pump->most;
    ssize_t room = most > 0 && first > most ? most : first, used = 0;
    Object *out = bytes_new(NULL, room);
    *code = Z_OK;
    while (out != NULL) {
        if (used == room) {
            if (most > 0 && used >= most) {
                break;
            }
            room = room > PTRDIFF_MAX / 2 ? PTRDIFF_MAX : room * 2;
            room = most > 0 && room > most ? most : room;
            if (bytes_resize(&out, room) < 0) {
                return NULL;
            }
        }
        refill(z, pump->input);
        ssize_t gap = room - used;
        z->avail_out = gap > UINT32_MAX ? UINT32_MAX : (uInt)gap;
        uInt given = z->avail_out;
        z->next_out = (Bytef *)bytes_data(out) + used;
        // A part of a long input is no end.
        *code = pump->step(z, pump->input->left > 0 ? Z_NO_FLUSH : pump->flush);
        used += (ssize_t)(given - z->avail_out);
        if (*code == Z_NEED_DICT && pump->stream != NULL) {
            *code = zlib_answer_dictionary(pump->stream);
            if (*code == Z_OK) {
                continue;
            }
        }
        if (error_occurred()) {
            REF_CLEAR(out);
            return NULL;
        }
        bool goes_on = *code == Z_OK || *code == Z_BUF_ERROR;
        if (!goes_on || (z->avail_out > 0 && pump->input->left == 0)) {
            break;
        }
    }
    if (out != NULL && used != room && bytes_resize(&out, used) < 0) {
        return NULL;
    }
    return out;
}

int
zlib_int(Object *o, int otherwise, int *out)
{
    *out = otherwise;
    if (o == NULL) {
        return 1;
    }
    ssize_t value = number_as_ssize(o, NULL);
    if (value == -1 && error_occurred()) {
        return 0;
    }
    if (value < INT32_MIN || value > INT32_MAX) {
        error_set_text(EXC(OverflowError),
                       "Python int too large to convert to C int");
        return 0;
    }
    *out = (int)value;
    return 1;
}

// ------------------------------------------------------------------ functions

static Object *
m_compress(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"", "level", "wbits", NULL};
    static const ArgsSpec spec = {"compress", names, 1, 1, 0};
    Object *v[3];
    int level, wbits, code;
    BufferView view;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !zlib_int(v[1], Z_DEFAULT_COMPRESSION, &level) ||
        !zlib_int(v[2], MAX_WBITS, &wbits) ||
        buffer_get(v[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    z_stream z = {0};
    Object *out = NULL;
    code = deflateInit2(&z, level, Z_DEFLATED, wbits, ZLIB_MEMORY_LEVEL,
                        Z_DEFAULT_STRATEGY);
    if (code == Z_MEM_ERROR) {
        error_set_text(EXC(MemoryError),
                       "Out of memory while compressing data");
    } else if (code == Z_STREAM_ERROR) {
        error_set_text(zlib_error, "Bad compression level");
    } else if (code != Z_OK) {
        zlib_fail(&z, code, "while compressing data");
    } else {
        ZlibInput input;
        zlib_input(&z, &input, view.buf, view.len);
        const ZlibPump pump = {.z = &z,
                               .input = &input,
                               .step = deflate,
                               .flush = Z_FINISH,
                               .first = ZLIB_FIRST_SIZE};
        out = zlib_pump(&pump, &code);
        if (out != NULL && code != Z_STREAM_END) {
            REF_CLEAR(out);
            zlib_fail(&z, code, "while compressing data");
        }
        deflateEnd(&z);
    }
    buffer_release(&view);
    return out;
}

static Object *
m_decompress(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"", "wbits", "bufsize", NULL};
    static const ArgsSpec spec = {"decompress", names, 1, 1, 0};
    Object *v[3];
    int wbits, code;
    BufferView view;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !zlib_int(v[1], MAX_WBITS, &wbits)) {
        return NULL;
    }
    ssize_t size = v[2] == NULL ? ZLIB_FIRST_SIZE
                                : number_as_argument(v[2]);
    if (size == -1 && error_occurred()) {
        return NULL;
    }
    if (size < 0) {
        return error_set_text(EXC(ValueError), "bufsize must be non-negative");
    }
    if (buffer_get(v[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    z_stream z = {0};
    Object *out = NULL;
    code = inflateInit2(&z, wbits);
    if (code == Z_MEM_ERROR) {
        error_set_text(EXC(MemoryError),
                       "Out of memory while decompressing data");
    } else if (code != Z_OK) {
        zlib_fail(&z, code, "while preparing to decompress data");
        inflateEnd(&z);
    } else {
        ZlibInput input;
        zlib_input(&z, &input, view.buf, view.len);
        const ZlibPump pump = {.z = &z,
                               .input = &input,
                               .step = inflate,
                               .flush = Z_SYNC_FLUSH,
                               .first = size == 0 ? 1 : size};
        out = zlib_pump(&pump, &code);
        if (out != NULL && code != Z_STREAM_END) {
            REF_CLEAR(out);
            // CPython asks once more when the input ended with a full buffer.
            zlib_fail(&z, code == Z_OK ? Z_BUF_ERROR : code,
                      "while decompressing data");
        }
        inflateEnd(&z);
    }
    buffer_release(&view);
    return out;
}

typedef uLong (*Checksum)(uLong start, const Bytef *bytes, z_size_t n);

static Object *
checksum(const char *name, Checksum function, uint32_t start,
         Object *const *args, ssize_t nargs)
{
    if (!args_check_count(name, nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 2) {
        Object *number = number_index(args[1]);
        if (number == NULL) {
            return NULL;
        }
        start = (uint32_t)int_as_u64_mask(number);
        ref_dec(number);
    }
    BufferView view;
    if (buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    // Without bytes the library would answer its own start.
    uint32_t sum =
        view.len == 0 ? start
                      : (uint32_t)function(start, view.buf, (z_size_t)view.len);
    buffer_release(&view);
    return int_from_size(sum);
}

static Object *
m_crc32(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return checksum("crc32", crc32_z, 0, args, nargs);
}

static Object *
m_adler32(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return checksum("adler32", adler32_z, 1, args, nargs);
}

// --------------------------------------------------------------------- module

static MethodDef functions[] = {
    {"compress", METHOD(m_compress), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"decompress", METHOD(m_decompress), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"crc32", METHOD(m_crc32), METH_FASTCALL, NULL},
    {"adler32", METHOD(m_adler32), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

static int
add_numbers(Object *m)
{
    static const struct {
        const char *name;
        int value;
    } numbers[] = {
#define ROW(name) {#name, name}
        ROW(MAX_WBITS),
        ROW(Z_NO_FLUSH),
        ROW(Z_PARTIAL_FLUSH),
        ROW(Z_SYNC_FLUSH),
        ROW(Z_FULL_FLUSH),
        ROW(Z_FINISH),
        ROW(Z_BLOCK),
        ROW(Z_TREES),
        ROW(Z_NO_COMPRESSION),
        ROW(Z_BEST_SPEED),
        ROW(Z_BEST_COMPRESSION),
        ROW(Z_DEFAULT_COMPRESSION),
        ROW(Z_DEFAULT_STRATEGY),
        ROW(Z_FILTERED),
        ROW(Z_HUFFMAN_ONLY),
        ROW(Z_RLE),
        ROW(Z_FIXED),
#undef ROW
        {"DEFLATED", Z_DEFLATED},
        {"DEF_MEM_LEVEL", ZLIB_MEMORY_LEVEL},
        {"DEF_BUF_SIZE", ZLIB_FIRST_SIZE}};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (module_add_int(m, numbers[i].name, numbers[i].value) < 0) {
            return -1;
        }
    }
    return 0;
}

Object *
zlib_module_new(void)
{
    Object *m = module_new("zlib");
    if (zlib_error == NULL) {
        zlib_error = module_exception("zlib", "error", EXC(Exception));
        ref_root(&zlib_error, "the class zlib.error");
        RECORD_ROOTS();
    }
    if (m == NULL || zlib_error == NULL ||
        type_ready(&zlib_compress_type) < 0 ||
        type_ready(&zlib_decompress_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add_functions(m, zlib_stream_functions) < 0 ||
        add_numbers(m) < 0 || module_add(m, "error", ref_new(zlib_error)) < 0 ||
        module_add_text(m, "ZLIB_VERSION", ZLIB_VERSION) < 0 ||
        module_add_text(m, "ZLIB_RUNTIME_VERSION", zlibVersion()) < 0 ||
        module_add_text(m, "__version__", "1.0") < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
