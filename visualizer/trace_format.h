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
    TRACE_VERSION = 3,
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
typedef struct TraceCodec {
    uint32_t recent[4096]; /* serials, by hash */
    uint32_t last_object;
    uint32_t last_frame;  /* of OPCODE */
    uint32_t line_frame, line;
    uint32_t edge_kind, edge_number;
    uint64_t clock, address;
} TraceCodec;

/* Start of a block. */
void trace_codec_reset(TraceCodec *codec);

/* Encodes one event at `at`, where TRACE_EVENT_MAX bytes and its text have
 * room. Returns the bytes written. */
size_t trace_encode(TraceCodec *codec, const uint64_t *words, uint8_t *at);

/* Decodes one event at `*at`, moves on, and returns its length in words;
 * 0 when the bytes are damaged. Without room for it (`room` words), the
 * length is returned and nothing else is done. */
size_t trace_decode(TraceCodec *codec, const uint8_t **at,
                    const uint8_t *end, uint64_t *words, size_t room);

#endif
