/* zlib_module.h - what the files of the module zlib share (prefix: zlib_)
 *
 * The streams are of the library; their memory is its own, and no part of
 * what sys.getsizeof answers, as in CPython.
 */
#ifndef INTERP_MODULES_ZLIB_MODULE_H
#define INTERP_MODULES_ZLIB_MODULE_H

#include <stdbool.h>
#include <zlib.h>

#include "gc/object.h"
#include "interp/objects/protocol.h"

enum { ZLIB_FIRST_SIZE = 16384, ZLIB_MEMORY_LEVEL = 8 };

/* A compressor or a decompressor. */
typedef struct ZlibStream {
    Object base;
    z_stream z;
    Object *unused_data;     // behind the end of the stream
    Object *unconsumed_tail; // what max_length left over
    Object *zdict;           // the dictionary, or NULL
    bool eof;
    bool open; // z is to be ended
    // CPython keeps a lock here. We hold the GIL all the time, so that
    // recordings are alike.
    void *reserved;
} ZlibStream;

/* The input of a stream that does not fit into 32 bits yet. */
typedef struct ZlibInput {
    size_t left;
} ZlibInput;

typedef int (*ZlibStep)(z_streamp z, int flush);

extern Object *zlib_error; /* the class zlib.error */
extern Type zlib_compress_type, zlib_decompress_type;
/* compressobj and decompressobj (zlib_stream.c). */
extern MethodDef zlib_stream_functions[];

/* Sets zlib.error "Error N WHEN: reason". */
void zlib_fail(const z_stream *z, int code, const char *when);

/* The bytes become the input of z; they are to live as long as it reads. */
void zlib_input(z_stream *z, ZlibInput *input, const void *bytes, ssize_t n);

/* What is to be pumped through z, and how. */
typedef struct ZlibPump {
    z_stream *z;
    ZlibInput *input;
    ZlibStep step;
    int flush;
    ssize_t first, most; /* bytes to expect; at most (0: any number) */
    ZlibStream *stream;  /* has the dictionary that may be asked for; NULL */
} ZlibPump;

/* Steps until the input is used up, the stream ends, something fails or
 * `most` bytes came out. *code is the last step's result. The bytes, or NULL
 * with an error. */
NEW_REF Object *zlib_pump(const ZlibPump *pump, int *code);

/* Hands the dictionary of the stream over: Z_OK; Z_NEED_DICT when there is
 * none; else what is wrong, with an error set. */
int zlib_answer_dictionary(ZlibStream *stream);

/* An int argument, `otherwise` when absent; 0 with an error. */
MUST_CHECK int zlib_int(Object *o, int otherwise, int *out);

#endif
