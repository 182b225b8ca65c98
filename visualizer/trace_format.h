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
    TRACE_VERSION = 13,
    TRACE_HEAD = 56,
    TRACE_TRAILER = 24,
    TRACE_PAYLOAD_HEAD = 32,
    TRACE_BLOCK_MAGIC = 0x42544d50, /* "PMTB" */
    TRACE_BLOCK_RAW = 256 * 1024    /* a block is closed at this size */
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

#endif
