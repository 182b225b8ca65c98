/* trace_format.h - the .pmt file: what is where (prefix: trace_)
 *
 *   header   magic, version, the table of events
 *   blocks   each: head of TRACE_HEAD bytes, then one zstd frame
 *     'E'  encoded events; the codec starts anew in each block
 *     'K'  keyframe: the model as it is before the next event
 *     'I'  index of the blocks before it; the last block
 *   trailer  where the index is; absent when the recording was cut short
 *
 * All numbers are little-endian. docs/trace-format.md tells every byte.
 */
#ifndef VISUALIZER_TRACE_FORMAT_H
#define VISUALIZER_TRACE_FORMAT_H

#include "gc/event.h"
#include "visualizer/support.h"

#define TRACE_MAGIC "\x89PMT\r\n\x1a\n"
#define TRACE_INDEX_MAGIC "PMTINDEX"

enum {
    TRACE_VERSION = 6,
    TRACE_HEAD = 56,
    TRACE_TRAILER = 24,
    TRACE_BLOCK_MAGIC = 0x42544d50, /* "PMTB" */
    TRACE_BLOCK_RAW = 256 * 1024,   /* a block is closed at this size */
    TRACE_EVENT_MAX = 64            /* bytes of an event without its text */
};

typedef struct TraceBlock {
    uint32_t type; /* 'E', 'K' or 'I' */
    uint64_t raw, stored;
    uint64_t first_event, first_step; /* before the block */
    uint64_t events;
    uint64_t offset; /* of its payload in the file; not in the head */
} TraceBlock;

/* The file's header. */
void trace_put_header(Text *out);

/* Checks a header at the start of `bytes`; its length, or 0 with one line
 * in `error`. */
size_t trace_get_header(const uint8_t *bytes, size_t length, Text *error);

void trace_put_head(uint8_t *at, const TraceBlock *block);
bool trace_get_head(const uint8_t *at, TraceBlock *block);

void trace_put_u64(uint8_t *at, uint64_t n);
uint64_t trace_get_u64(const uint8_t *at);

/* What both ends of the encoding remember within a block. */
enum {
    CODEC_RECENT = 3840,
    CODEC_YOUNG = 256, /* the last serials; together they fill 12 bits */
    CODEC_LABELS = 256,
    CODEC_CALLS = 256,
    CODEC_FRAMES = 64,
    CODEC_HEAPS = 16,
    CODEC_FREED = 16
};

typedef struct TraceLabel {
    uint32_t kind;
    uint64_t number;
} TraceLabel;

/* The last FRAME_PUSH of a code. */
typedef struct TraceCall {
    uint32_t code, flags;
    uint64_t function;
} TraceCall;

/* Addresses of objects of one kind. */
typedef struct TraceHeap {
    uint64_t last, step;
    uint64_t places[CODEC_FREED]; /* where some have died, a stack */
    uint32_t freed;
} TraceHeap;

typedef struct TraceCodec {
    uint32_t recent[CODEC_RECENT]; /* serials, by hash */
    uint64_t addresses[CODEC_RECENT];
    uint8_t heap_of[CODEC_RECENT];
    TraceLabel labels[CODEC_LABELS];
    TraceCall calls[CODEC_CALLS];
    TraceHeap heaps[CODEC_HEAPS];
    uint32_t frames[CODEC_FRAMES], depth; /* the running one is on top */
    uint32_t last_object, last_birth;
    uint32_t int_type, float_type;
    uint32_t line;
    uint32_t edge_kind;
    uint64_t edge_number;
    uint64_t clock, address;
    /* What packed words refer to (event.h); not changed by a reset. */
    uint32_t told_frame;
    uint64_t told_clock;
} TraceCodec;

/* Start of a block. A new codec is all zero before. */
void trace_codec_reset(TraceCodec *codec);

/* The bytes of a block. What ints and floats are worth stands apart: so the
 * events of a loop are the same bytes each time around, and compress well. */
typedef struct TraceBytes {
    Text events, values;
} TraceBytes;

void trace_bytes_clear(TraceBytes *bytes);
void trace_bytes_free(TraceBytes *bytes);

static inline size_t
trace_bytes_length(const TraceBytes *bytes)
{
    return bytes->events.length + bytes->values.length;
}

/* Appends the payload of a block of these bytes. */
void trace_bytes_join(const TraceBytes *bytes, Text *payload);

/* What is still to be decoded of a block. */
typedef struct TraceInput {
    const uint8_t *at, *end;
    const uint8_t *value, *value_end;
} TraceInput;

/* A payload from its start; nothing when it is damaged. */
TraceInput trace_input(const uint8_t *payload, size_t length);

/* The two events that a packed word stands for, three words, at this place
 * of the stream; false: it is none, and `words` is as it was. */
bool trace_unpack(const TraceCodec *codec, uint64_t word, uint64_t words[3]);

/* What trace_encode has done. */
typedef struct TraceRun {
    uint64_t events, steps;
} TraceRun;

/* Encodes events one after the other until `*words` is at `words_end` or
 * `most` bytes more are there; `*words` moves behind what was encoded. */
TraceRun trace_encode(TraceCodec *codec, const uint64_t **words,
                      const uint64_t *words_end, size_t most,
                      TraceBytes *out);

/* A decoder: all zero, then trace_codec_reset. */
typedef struct TraceDecoder {
    TraceCodec codec;
    uint64_t *words; /* what was decoded last */
    size_t room, next, filled;
} TraceDecoder;

/* The next event of a block, valid until the next call; NULL at its end
 * (`at` is `end`) or when the bytes are damaged. */
const uint64_t *trace_decode(TraceDecoder *decoder, TraceInput *input);

/* A new block begins: nothing of the last one is left. */
void trace_decoder_reset(TraceDecoder *decoder);
void trace_decoder_free(TraceDecoder *decoder);
/* Makes `to` (all zero, or a decoder) the same as `from`. */
void trace_decoder_copy(TraceDecoder *to, const TraceDecoder *from);

/* Where somebody reads: in which block, how far, after how many events. */
typedef struct TraceMark {
    size_t block;
    bool inside; /* the block is unpacked, and `at` a place in it */
    size_t at, value_at; /* in its bytes */
    uint64_t position;
    TraceDecoder decoder;
} TraceMark;

#endif
