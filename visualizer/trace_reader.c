#include "visualizer/trace_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "visualizer/keyframes.h"

uint64_t trace_reader_keyframe_events = 250000;

struct TraceReader {
    int fd;
    uint64_t size;
    TraceBlock *blocks;
    size_t block_count, block_room;
    ZSTD_DCtx *zstd;
    uint8_t *packed, *raw;
    size_t packed_room, raw_room;
    // The block being read.
    size_t block;    // index of the next one
    size_t unpacked; // which one `raw` holds; NO_BLOCK
    TraceInput input;
    TraceDecoder decoder;
    uint64_t position;
    Keyframes keyframes; // made on the way, but not on the first one: whoever
    bool sought;         // wants one moment needs none
    Text warning;
};

enum { RAW_LIMIT = 1 << 30 };
#define NO_BLOCK SIZE_MAX
#define DAMAGED "the trace is damaged: read up to there"

bool
trace_reader_is_trace(const char *path)
{
    char magic[8];
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return false;
    }
    bool yes = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
               read(fd, magic, 8) == 8 && memcmp(magic, TRACE_MAGIC, 8) == 0;
    close(fd);
    return yes;
}

static bool
read_at(TraceReader *r, void *to, uint64_t n, uint64_t offset)
{
    uint8_t *at = to;
    while (n > 0) {
        ssize_t got = pread(r->fd, at, (size_t)n, (off_t)offset);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        n -= (uint64_t)got;
        offset += (uint64_t)got;
    }
    return true;
}

static void
warn(TraceReader *r, const char *what)
{
    if (r->warning.length == 0) {
        text_add(&r->warning, what);
    }
}

static void
add_block(TraceReader *r, const TraceBlock *block)
{
    r->blocks = vis_grow(r->blocks, r->block_count, &r->block_room,
                         sizeof(TraceBlock));
    r->blocks[r->block_count++] = *block;
}

// Bytes of all frames together as they say themselves; UINT64_MAX when damaged.
static uint64_t
unpacked_size(const uint8_t *frames, size_t length)
{
    uint64_t sum = 0;
    while (length > 0) {
        uint64_t size = ZSTD_getFrameContentSize(frames, length);
        size_t stored = ZSTD_findFrameCompressedSize(frames, length);
        if (ZSTD_isError(stored) || size > (uint64_t)RAW_LIMIT * 16) {
            return UINT64_MAX; // or it is not told
        }
        sum += size;
        frames += stored;
        length -= stored;
    }
    return sum;
}

// The unpacked payload of a block in r->raw; false when damaged.
static bool
unpack(TraceReader *r, const TraceBlock *block)
{
    r->unpacked = NO_BLOCK;
    if (block->offset > r->size || block->stored > r->size - block->offset ||
        block->raw > (uint64_t)RAW_LIMIT * 16) {
        return false;
    }
    if (block->stored > r->packed_room) {
        r->packed_room = (size_t)block->stored;
        r->packed = vis_realloc(r->packed, r->packed_room);
    }
    if (!read_at(r, r->packed, block->stored, block->offset) ||
        unpacked_size(r->packed, (size_t)block->stored) != block->raw) {
        return false;
    }
    if (block->raw > r->raw_room) {
        r->raw_room = (size_t)block->raw;
        r->raw = vis_realloc(r->raw, r->raw_room);
    }
    size_t n = ZSTD_decompressDCtx(r->zstd, r->raw, r->raw_room, r->packed,
                                   (size_t)block->stored);
    return !ZSTD_isError(n) && n == block->raw;
}

static bool
read_index(TraceReader *r)
{
    uint8_t trailer[TRACE_TRAILER], head[TRACE_HEAD];
    TraceBlock block;
    if (r->size < TRACE_TRAILER ||
        !read_at(r, trailer, TRACE_TRAILER, r->size - TRACE_TRAILER) ||
        memcmp(trailer, TRACE_INDEX_MAGIC, 8) != 0) {
        return false;
    }
    uint64_t offset = trace_get_u64(trailer + 8);
    if (offset > r->size - TRACE_TRAILER ||
        !read_at(r, head, TRACE_HEAD, offset) ||
        !trace_get_head(head, &block) || block.type != 'I') {
        return false;
    }
    block.offset = offset + TRACE_HEAD;
    if (!unpack(r, &block)) {
        return false;
    }
    for (size_t at = 0; at + 56 <= block.raw; at += 56) {
        const uint8_t *entry = r->raw + at;
        TraceBlock b = {.type = (uint32_t)trace_get_u64(entry)};
        b.raw = trace_get_u64(entry + 8);
        b.stored = trace_get_u64(entry + 16);
        b.first_event = trace_get_u64(entry + 24);
        b.first_step = trace_get_u64(entry + 32);
        b.events = trace_get_u64(entry + 40);
        b.offset = trace_get_u64(entry + 48);
        add_block(r, &b);
    }
    return true;
}

// Without an index: from head to head, as far as whole blocks go.
static void
scan_blocks(TraceReader *r, uint64_t offset)
{
    uint8_t head[TRACE_HEAD];
    TraceBlock block;
    r->block_count = 0;
    while (offset + TRACE_HEAD <= r->size &&
           read_at(r, head, TRACE_HEAD, offset) &&
           trace_get_head(head, &block) &&
           block.stored <= r->size - offset - TRACE_HEAD) {
        block.offset = offset + TRACE_HEAD;
        offset = block.offset + block.stored;
        if (block.type != 'I') {
            add_block(r, &block);
        }
    }
    warn(r, "the trace is incomplete (the recording was cut short or the "
            "file is damaged)");
}

TraceReader *
trace_reader_open(const char *path, Text *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        text_add(error, strerror(errno));
        return NULL;
    }
    return trace_reader_open_fd(fd, error);
}

TraceReader *
trace_reader_open_fd(int fd, Text *error)
{
    struct stat info;
    if (fstat(fd, &info) < 0) {
        text_add(error, strerror(errno));
        close(fd);
        return NULL;
    }
    if (!S_ISREG(info.st_mode)) {
        text_add(error, S_ISDIR(info.st_mode) ? "Is a directory"
                                              : "not a regular file");
        close(fd);
        return NULL;
    }
    TraceReader *r = vis_zero(1, sizeof(*r));
    r->fd = fd;
    r->size = (uint64_t)info.st_size;
    r->keyframes.spacing = trace_reader_keyframe_events;
    r->zstd = ZSTD_createDCtx();
    if (r->zstd == NULL) {
        vis_no_memory();
    }
    uint8_t start[64 * 1024];
    size_t n = r->size < sizeof(start) ? (size_t)r->size : sizeof(start);
    size_t header =
        read_at(r, start, n, 0) ? trace_get_header(start, n, error) : 0;
    if (header == 0) {
        trace_reader_close(r);
        return NULL;
    }
    if (!read_index(r)) {
        scan_blocks(r, header);
    }
    trace_reader_rewind(r);
    return r;
}

void
trace_reader_close(TraceReader *r)
{
    close(r->fd);
    free(r->blocks);
    keyframes_free(&r->keyframes);
    ZSTD_freeDCtx(r->zstd);
    free(r->packed);
    free(r->raw);
    trace_decoder_free(&r->decoder);
    text_free(&r->warning);
    free(r);
}

void
trace_reader_rewind(TraceReader *r)
{
    r->block = 0;
    r->input = (TraceInput){.at = NULL};
    trace_decoder_begin(&r->decoder, r->input.told);
    r->position = 0;
}

void
trace_reader_start_near(TraceReader *r, uint64_t event)
{
    trace_reader_rewind(r);
    for (size_t i = r->block_count; i > 0; i--) {
        if (r->blocks[i - 1].type == 'E' &&
            r->blocks[i - 1].first_event <= event) {
            r->block = i - 1;
            r->position = r->blocks[i - 1].first_event;
            return;
        }
    }
}

static bool
open_next_block(TraceReader *r)
{
    while (r->block < r->block_count && r->blocks[r->block].type != 'E') {
        r->block++;
    }
    if (r->block >= r->block_count) {
        return false;
    }
    const TraceBlock *block = &r->blocks[r->block];
    if (block->first_event != r->position || !unpack(r, block)) {
        warn(r, DAMAGED);
        r->block = r->block_count;
        return false;
    }
    r->unpacked = r->block++;
    r->input = trace_input(r->raw, (size_t)block->raw);
    trace_decoder_begin(&r->decoder, r->input.told);
    return true;
}

const uint64_t *
trace_reader_next(TraceReader *r)
{
    const uint64_t *words = trace_decode(&r->decoder, &r->input);
    if (words == NULL && r->input.at == r->input.end && open_next_block(r)) {
        words = trace_decode(&r->decoder, &r->input);
    }
    if (words != NULL) {
        r->position++;
    } else if (r->input.at != r->input.end) {
        warn(r, DAMAGED);
        r->input.at = r->input.end;
        r->block = r->block_count;
    }
    return words;
}

uint64_t
trace_reader_position(const TraceReader *r)
{
    return r->position;
}

// The trace's own keyframe that is the last not behind the wanted place;
// NULL: none.
static const TraceBlock *
stored_keyframe(const TraceReader *r, uint64_t event, uint64_t step)
{
    for (size_t i = r->block_count; i > 0; i--) {
        const TraceBlock *block = &r->blocks[i - 1];
        if (block->type == 'K' && block->first_event <= event &&
            block->first_step < step) {
            return block;
        }
    }
    return NULL;
}

static bool
load_stored(TraceReader *r, Model *model, const TraceBlock *block)
{
    model_init(model);
    if (unpack(r, block) &&
        model_load(model, (const char *)r->raw, (size_t)block->raw)) {
        r->block = (size_t)(block - r->blocks) + 1;
        r->position = block->first_event;
        uint64_t next = block->first_event + r->keyframes.spacing;
        if (r->keyframes.next < next) {
            r->keyframes.next = next; // this one will do until there
        }
        return true;
    }
    model_free(model);
    warn(r, "a keyframe of the trace is damaged: read from the start");
    return false;
}

// Loads the last keyframe that is not behind the wanted place.
static void
load_keyframe(TraceReader *r, Model *model, uint64_t event, uint64_t step)
{
    trace_reader_rewind(r);
    const Keyframe *made = keyframes_find(&r->keyframes, event, step);
    const TraceBlock *stored = stored_keyframe(r, event, step);
    if (stored != NULL && (made == NULL || made->event < stored->first_event) &&
        load_stored(r, model, stored)) {
        return;
    }
    trace_reader_rewind(r);
    if (made == NULL) {
        model_init(model);
        return;
    }
    keyframes_load(made, model);
    trace_reader_start_near(r, made->event);
    while (r->position < made->event && trace_reader_next(r) != NULL) {
    }
}

// Applies the next event; false at the end.
static bool
apply_next(TraceReader *r, Model *model, bool keep)
{
    const uint64_t *words = trace_reader_next(r);
    if (words == NULL) {
        return false;
    }
    model_apply(model, words);
    if (keep && model->events >= r->keyframes.next) {
        (void)keyframes_offer(&r->keyframes, model);
    }
    return true;
}

void
trace_reader_seek(TraceReader *r, Model *model, uint64_t event)
{
    load_keyframe(r, model, event, UINT64_MAX);
    model->lazy = true;
    bool keep = r->sought;
    r->sought = true;
    while (r->position < event && apply_next(r, model, keep)) {
    }
    model_fill_values(model);
}

void
trace_reader_seek_step(TraceReader *r, Model *model, uint64_t step)
{
    load_keyframe(r, model, UINT64_MAX, step);
    model->lazy = true;
    bool keep = r->sought;
    r->sought = true;
    while (model->steps < step && apply_next(r, model, keep)) {
    }
    model_fill_values(model);
}

uint64_t
trace_reader_keyframe_before(TraceReader *r, uint64_t event)
{
    if (event > r->keyframes.next) {
        // Nobody has passed there yet.
        Model model;
        r->sought = true;
        trace_reader_seek(r, &model, event);
        model_free(&model);
    }
    return trace_reader_keyframe_known(r, event);
}

uint64_t
trace_reader_keyframe_known(const TraceReader *r, uint64_t event)
{
    if (event == 0) {
        return 0;
    }
    const Keyframe *made =
        keyframes_find(&r->keyframes, event - 1, UINT64_MAX);
    const TraceBlock *stored = stored_keyframe(r, event - 1, UINT64_MAX);
    uint64_t a = made != NULL ? made->event : 0;
    uint64_t b = stored != NULL ? stored->first_event : 0;
    return a > b ? a : b;
}

void
trace_reader_mark(const TraceReader *r, TraceMark *mark)
{
    mark->inside = r->input.at != NULL;
    mark->block = mark->inside ? r->block - 1 : r->block;
    mark->at = mark->field_at = mark->value_at = 0;
    if (mark->inside) {
        mark->at = (size_t)(r->input.at - r->raw);
        mark->field_at = (size_t)(r->input.field - r->raw);
        mark->value_at = (size_t)(r->input.value - r->raw);
    }
    mark->position = r->position;
    trace_decoder_copy(&mark->decoder, &r->decoder);
}

void
trace_reader_return(TraceReader *r, const TraceMark *mark)
{
    r->block = mark->block;
    r->position = mark->position;
    r->input = (TraceInput){.at = NULL};
    if (mark->inside) {
        const TraceBlock *block = &r->blocks[mark->block];
        if (r->unpacked != mark->block && !unpack(r, block)) {
            warn(r, DAMAGED);
            r->block = r->block_count;
            return;
        }
        r->unpacked = mark->block;
        r->block++;
        r->input = trace_input(r->raw, (size_t)block->raw);
        r->input.at = r->raw + mark->at;
        r->input.field = r->raw + mark->field_at;
        r->input.value = r->raw + mark->value_at;
    }
    trace_decoder_copy(&r->decoder, &mark->decoder);
}

uint64_t
trace_reader_events(const TraceReader *r)
{
    uint64_t n = 0;
    for (size_t i = 0; i < r->block_count; i++) {
        if (r->blocks[i].type == 'E') {
            n = r->blocks[i].first_event + r->blocks[i].events;
        }
    }
    return n;
}

const char *
trace_reader_warning(const TraceReader *r)
{
    return r->warning.length > 0 ? r->warning.bytes : NULL;
}
