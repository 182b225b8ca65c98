/* pump.h - streams of a compressing library (prefix: pump_)
 *
 * What bz2 and lzma share: bytes go in, the library steps, bytes come out.
 * The object of a compressor begins with a PumpStream, that of a decompressor
 * with a PumpDecompressor; the library's own state stands behind it, and room
 * that makes it as large as CPython's.
 */
#ifndef INTERP_MODULES_PUMP_H
#define INTERP_MODULES_PUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "gc/object.h"

/* Where a step reads and writes. */
typedef struct Pump {
    const uint8_t *in;
    uint8_t *out;
    size_t in_left, out_left;
} Pump;

typedef enum PumpAction { PUMP_RUN, PUMP_FINISH } PumpAction;
typedef enum PumpResult { PUMP_GOES_ON, PUMP_END, PUMP_ERROR } PumpResult;

typedef struct PumpStream PumpStream;
struct PumpStream {
    Object base;
    /* One step of the library: moves both ends of the pump. PUMP_ERROR with
     * an exception set. */
    PumpResult (*step)(PumpStream *self, Pump *pump, PumpAction action);
    bool open, flushed, eof, needs_input;
    bool broken; /* the library must not be called any more */
};

typedef struct PumpDecompressor {
    PumpStream stream;
    const char *after_end; /* what decompress() says behind the end */
    Object *unused_data; /* owned: behind the end of the stream */
    uint8_t *waiting;    /* owned: input that is not decompressed yet */
    size_t waiting_length;
} PumpDecompressor;

/* compress(data) and flush(): what has come out. */
NEW_REF Object *pump_compress(Object *self, Object *data);
NEW_REF Object *pump_flush(Object *self, Object *unused);
/* decompress(data, max_length=-1). */
NEW_REF Object *pump_decompress(Object *self, Object *const *args,
                                ssize_t nargs, Object *kwnames);
/* Frees the input that waits; the type's dealloc calls it. */
void pump_drop(PumpDecompressor *self);

extern FieldDef pump_compressor_members[], pump_decompressor_members[];

#endif
