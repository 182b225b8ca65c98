/* trace_writer_file.c - what the writing thread puts into the file: header,
 * blocks, keyframes, index */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interp/runtime.h"
#include "visualizer/trace_writer_private.h"

// What was foreseen compresses at any level: a third faster than level -1, for
// a twentieth more bytes. Where more than half is left the next blocks are not
// looked at so closely: half of the time for a third more bytes.
enum { LEVEL = -4, LEVEL_HARD = -30, LEVEL_VALUES = -100, HARD_BLOCKS = 15 };

uint64_t trace_keyframe_events = 500000;

static void
write_all(TraceWriter *w, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0 && w->failed == 0) {
        ssize_t n = write(w->fd, at, length);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            __atomic_store_n(&w->failed, n < 0 ? errno : ENOSPC,
                             __ATOMIC_RELAXED);
            return;
        }
        at += n;
        length -= (size_t)n;
        w->offset += (uint64_t)n;
    }
}

// Appends a frame of these bytes to w->packed, of which `used` are; how many
// are then.
static size_t
pack(TraceWriter *w, size_t used, const Text *bytes, int level)
{
    size_t bound = used + ZSTD_compressBound(bytes->length);
    if (bound > w->packed_room) {
        w->packed = vis_realloc(w->packed, bound);
        w->packed_room = bound;
    }
    ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_compressionLevel, level);
    size_t n = ZSTD_compress2(w->zstd, w->packed + used, bound - used,
                              bytes->bytes, bytes->length);
    if (ZSTD_isError(n)) {
        w->failed = w->failed != 0 ? w->failed : EIO;
        return used;
    }
    return used + n;
}

// The payload is `raw` and, behind it, `values`, which are hardly worth
// compressing.
static void
write_block(TraceWriter *w, TraceBlock *block, const Text *raw,
            const Text *values)
{
    bool hard = w->hard > 0;
    size_t n = pack(w, 0, raw, hard ? LEVEL_HARD : LEVEL);
    w->hard = hard ? w->hard - 1 : n > raw->length / 2 ? HARD_BLOCKS : 0;
    if (values->length > 0) {
        n = pack(w, n, values, LEVEL_VALUES);
    }
    if (w->failed != 0) {
        return;
    }
    block->raw = raw->length + values->length;
    block->stored = n;
    block->offset = w->offset + TRACE_HEAD;
    uint8_t head[TRACE_HEAD];
    trace_put_head(head, block);
    write_all(w, head, TRACE_HEAD);
    write_all(w, w->packed, n);
    w->blocks = vis_grow(w->blocks, w->block_count, &w->block_room,
                         sizeof(TraceBlock));
    w->blocks[w->block_count++] = *block;
}

void
trace_writer_open_block(TraceWriter *w)
{
    trace_bytes_begin(&w->block, &w->codec);
    w->open = (TraceBlock){
        .type = 'E', .first_event = w->events, .first_step = w->steps};
}

static void
finish_block(TraceWriter *w)
{
    if (w->events > w->open.first_event) {
        w->open.events = w->events - w->open.first_event;
        text_clear(&w->payload);
        trace_bytes_join_fields(&w->block, &w->payload);
        write_block(w, &w->open, &w->payload, &w->block.values);
    }
}

static void
close_block(TraceWriter *w)
{
    finish_block(w);
    trace_writer_open_block(w);
}

// Keyframes are a fixed share of the trace at most: a large model is saved
// less often.
static void
write_keyframe(TraceWriter *w)
{
    close_block(w);
    Text bytes = {0};
    model_save(w->model, &bytes);
    TraceBlock block = {
        .type = 'K', .first_event = w->events, .first_step = w->steps};
    write_block(w, &block, &bytes, &(Text){0});
    uint64_t spacing = trace_keyframe_events;
    if (spacing < bytes.length / 2) {
        spacing = bytes.length / 2;
    }
    w->next_keyframe = w->events + spacing;
    text_free(&bytes);
}

static void
encode_words(TraceWriter *w, uint64_t *words, size_t count)
{
    TraceRun run = trace_encode(&w->codec, words, count, w->lines, &w->block);
    w->events += run.events;
    w->steps += run.steps;
}

// The model of what the unit stands for.
static void
apply_unit(TraceWriter *w, const uint64_t *words)
{
    uint64_t unpacked[TRACE_UNPACKED];
    if ((*words & 255) < EVENT_KIND_COUNT) {
        model_apply(w->model, words);
        return;
    }
    uint64_t c = trace_unit_length(words) > 1 ? words[1] : 0;
    size_t n = trace_unpack(w->codec.told, *words, c, unpacked);
    for (size_t i = 0; i < n; i += event_length(unpacked + i)) {
        model_apply(w->model, unpacked + i);
    }
}

// With a model, it and the bytes have to keep step.
static void
apply_and_encode(TraceWriter *w, const Segment *segment)
{
    uint64_t *words = segment->words;
    const uint64_t *end = words + segment->count;
    while (words < end) {
        *words = trace_line(w->codec.told, *words);
        size_t length = trace_unit_length(words);
        apply_unit(w, words);
        encode_words(w, words, length);
        words += length;
        if (w->events >= w->next_keyframe && w->model->settled) {
            write_keyframe(w);
        } else if (trace_bytes_length(&w->block) >= TRACE_BLOCK_RAW) {
            close_block(w);
        }
    }
}

void
trace_writer_encode(TraceWriter *w, const Segment *segment)
{
    const uint64_t *words = segment->words;
    if (segment->count > 0 && event_kind(words[0]) == EVENT_START) {
        w->lines = runtime_recording((uint32_t)words[2]) == &runtime_lines;
    }
    if (w->model != NULL) {
        apply_and_encode(w, segment);
    } else {
        encode_words(w, segment->words, segment->count);
    }
    if (trace_bytes_length(&w->block) >= TRACE_BLOCK_RAW ||
        segment->ends_block) {
        close_block(w);
    }
}

Model *
trace_writer_new_model(void)
{
    Model *model = vis_alloc(sizeof(Model));
    model_init(model);
    model->lazy = true; // nobody looks at its values
    return model;
}

void
trace_writer_drop_model(TraceWriter *w)
{
    if (w->model != NULL) {
        model_free(w->model);
        free(w->model);
        w->model = NULL;
    }
}

// A new file: whether a model goes along.
static void
keep_model(TraceWriter *w, bool keyframes)
{
    struct stat info;
    w->next_keyframe = keyframes ? trace_keyframe_events : UINT64_MAX;
    if (keyframes || fstat(w->fd, &info) < 0 || !S_ISREG(info.st_mode)) {
        // A child could not read the file back.
        w->model = trace_writer_new_model();
    }
}

void
trace_writer_begin_file(TraceWriter *w, bool keyframes)
{
    keep_model(w, keyframes);
    trace_writer_open_block(w);
    Text header = {0};
    trace_put_header(&header);
    write_all(w, header.bytes, header.length);
    text_free(&header);
}

static void
write_index(TraceWriter *w)
{
    Text bytes = {0};
    for (size_t i = 0; i < w->block_count; i++) {
        const TraceBlock *b = &w->blocks[i];
        uint8_t entry[56];
        const uint64_t fields[] = {b->type, b->raw, b->stored,
                                   b->first_event, b->first_step, b->events,
                                   b->offset};
        for (int k = 0; k < 7; k++) {
            trace_put_u64(entry + 8 * k, fields[k]);
        }
        text_add_bytes(&bytes, entry, sizeof(entry));
    }
    uint8_t trailer[TRACE_TRAILER];
    memcpy(trailer, TRACE_INDEX_MAGIC, 8);
    trace_put_u64(trailer + 8, w->offset);
    trace_put_u64(trailer + 16, w->events);
    TraceBlock block = {
        .type = 'I', .first_event = w->events, .first_step = w->steps};
    write_block(w, &block, &bytes, &(Text){0});
    write_all(w, trailer, sizeof(trailer));
    text_free(&bytes);
}

void
trace_writer_finish_file(TraceWriter *w)
{
    finish_block(w);
    w->sealed = w->offset;
    write_index(w);
}
