#include "visualizer/trace_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "visualizer/model.h"

// Small enough to stay in the cache between the two threads. The writing one
// sleeps until some are full: to wake it takes the time of a thousand events.
enum { SEGMENTS = 16, SEGMENT_WORDS = 16 * 1024, WORTH_WAKING = 4 };
enum { SEGMENT_BYTES = SEGMENT_WORDS * (int)sizeof(uint64_t) };
_Static_assert((int)SEGMENT_WORDS >= 2 * (int)EVENT_ROOM,
               "half a segment is room");

// What was foreseen compresses at any level: a third faster than level -1, for
// a twentieth more bytes. Where more than half is left the next blocks are not
// looked at so closely: half of the time for a third more bytes.
enum { LEVEL = -4, LEVEL_HARD = -30, LEVEL_VALUES = -100, HARD_BLOCKS = 15 };

uint64_t trace_keyframe_events = 500000;

typedef struct Segment {
    uint64_t *words; // in the ring, or larger and its own
    size_t count, room;
} Segment;

struct TraceWriter {
    int fd;
    // The ring: guarded by `lock`. Segments [tail, head) are full.
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied;
    Segment segments[SEGMENTS];
    uint64_t *ring; // their words
    unsigned head, tail;
    bool hurry; // a single segment is worth it, too
    bool done;
    int failed; // errno of the first failed write; atomic
    // The rest is the writing thread's.
    Model *model; // for keyframes and children; NULL: none is kept
    TraceCodec codec;
    TraceBytes block;
    Text payload;    // of the block that is written, but for its values
    TraceBlock open; // head of the block being filled
    ZSTD_CCtx *zstd;
    unsigned hard; // so many blocks more are hard to compress
    uint8_t *packed;
    size_t packed_room;
    uint64_t offset;
    uint64_t sealed; // where the index began that may be overwritten
    uint64_t events, steps;
    uint64_t next_keyframe;
    TraceBlock *blocks;
    size_t block_count, block_room;
};

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

static void
open_block(TraceWriter *w)
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
    open_block(w);
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
encode_words(TraceWriter *w, const uint64_t *words, size_t count)
{
    TraceRun run = trace_encode(&w->codec, words, count, &w->block);
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
    const uint64_t *words = segment->words;
    const uint64_t *end = words + segment->count;
    while (words < end) {
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

static void
encode_segment(TraceWriter *w, const Segment *segment)
{
    if (w->model != NULL) {
        apply_and_encode(w, segment);
        return;
    }
    encode_words(w, segment->words, segment->count);
    if (trace_bytes_length(&w->block) >= TRACE_BLOCK_RAW) {
        close_block(w);
    }
}

static inline bool
worth_waking(const TraceWriter *w)
{
    return w->head - w->tail >= WORTH_WAKING || w->hurry || w->done;
}

// Takes the ring's pages from the system, which the interpreter's thread would
// do else, in the middle of the program: a microsecond and a half for each.
static void
populate_ring(const TraceWriter *w)
{
#ifdef MADV_POPULATE_WRITE
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin = (uintptr_t)w->ring & ~(page - 1);
    for (int i = 0; i < SEGMENTS; i++) {
        // Not all at once: it keeps others from changing the memory's map. In
        // vain where the system is older.
        (void)madvise((void *)(begin + i * SEGMENT_BYTES), SEGMENT_BYTES,
                      MADV_POPULATE_WRITE);
    }
#else
    (void)w;
#endif
}

static void *
writer_main(void *arg)
{
    TraceWriter *w = arg;
    pthread_setname_np(pthread_self(), "trace writer");
    if (w->events == 0) { // no child, which has them already
        populate_ring(w);
    }
    for (;;) {
        pthread_mutex_lock(&w->lock);
        while (w->head == w->tail && !w->done) {
            do {
                pthread_cond_wait(&w->filled, &w->lock);
            } while (!worth_waking(w));
        }
        bool empty = w->head == w->tail;
        pthread_mutex_unlock(&w->lock);
        if (empty) {
            return NULL;
        }
        Segment *segment = &w->segments[w->tail % SEGMENTS];
        if (w->failed == 0) {
            encode_segment(w, segment);
        }
        pthread_mutex_lock(&w->lock);
        segment->count = 0;
        w->tail++;
        pthread_cond_signal(&w->emptied);
        pthread_mutex_unlock(&w->lock);
    }
}

static void
init_lock(TraceWriter *w)
{
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->filled, NULL);
    pthread_cond_init(&w->emptied, NULL);
}

static void
begin_file(TraceWriter *w)
{
    Text header = {0};
    trace_put_header(&header);
    write_all(w, header.bytes, header.length);
    text_free(&header);
}

static int
start_thread(TraceWriter *w)
{
    // Signals (Ctrl-C) are the interpreter's thread's.
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int failed = pthread_create(&w->thread, NULL, writer_main, w);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed;
}

static Model *
new_model(void)
{
    Model *model = vis_alloc(sizeof(Model));
    model_init(model);
    model->lazy = true; // nobody looks at its values
    return model;
}

// A new file: whether a model goes along.
static void
keep_model(TraceWriter *w, bool keyframes)
{
    struct stat info;
    w->next_keyframe = keyframes ? trace_keyframe_events : UINT64_MAX;
    if (keyframes || fstat(w->fd, &info) < 0 || !S_ISREG(info.st_mode)) {
        w->model = new_model(); // a child could not read the file back
    }
}

TraceWriter *
trace_writer_open(int fd, bool keyframes, Text *error)
{
    TraceWriter *w = vis_zero(1, sizeof(*w));
    w->fd = fd;
    w->ring = vis_alloc(SEGMENTS * (size_t)SEGMENT_BYTES);
    for (int i = 0; i < SEGMENTS; i++) {
        w->segments[i] = (Segment){.words = w->ring + i * SEGMENT_WORDS,
                                   .room = SEGMENT_WORDS};
    }
    w->zstd = ZSTD_createCCtx();
    if (w->zstd == NULL) {
        vis_no_memory();
    }
    // The table stays in the cache.
    ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_hashLog, 12);
    ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_checksumFlag, 1);
    keep_model(w, keyframes);
    open_block(w);
    begin_file(w);
    int failed = start_thread(w);
    if (failed != 0) {
        text_format(error, "cannot start a thread: %s", strerror(failed));
        w->done = true;
        w->thread = pthread_self();
        trace_writer_close(w, error);
        return NULL;
    }
    return w;
}

static bool
in_ring(const TraceWriter *w, const Segment *segment)
{
    return segment->words >= w->ring &&
           segment->words < w->ring + SEGMENTS * SEGMENT_WORDS;
}

// The segment being filled; waits until there is one.
static Segment *
current_segment(TraceWriter *w)
{
    pthread_mutex_lock(&w->lock);
    while (w->head - w->tail == SEGMENTS) {
        pthread_cond_wait(&w->emptied, &w->lock);
    }
    Segment *segment = &w->segments[w->head % SEGMENTS];
    pthread_mutex_unlock(&w->lock);
    return segment;
}

static void
hand_over(TraceWriter *w)
{
    pthread_mutex_lock(&w->lock);
    w->head++;
    if (worth_waking(w)) {
        pthread_cond_signal(&w->filled);
    }
    pthread_mutex_unlock(&w->lock);
}

// For an event with a long text.
static void
enlarge_segment(TraceWriter *w, Segment *segment, size_t room)
{
    uint64_t *words = vis_alloc(room * sizeof(uint64_t));
    memcpy(words, segment->words, segment->count * sizeof(uint64_t));
    if (!in_ring(w, segment)) {
        free(segment->words);
    }
    segment->words = words;
    segment->room = room;
}

void
trace_writer_sink(void *arg, const uint64_t *words, size_t count)
{
    TraceWriter *w = arg;
    if (w->done) {
        return; // there was a fork, and there is no second thread
    }
    Segment *segment = current_segment(w);
    if (segment->count > 0 && segment->count + count > SEGMENT_WORDS) {
        hand_over(w);
        segment = current_segment(w);
    }
    if (segment->count + count > segment->room) {
        enlarge_segment(w, segment, segment->count + count);
    }
    uint64_t *to = segment->words + segment->count;
    if (words != to) { // not in the room that was given
        memcpy(to, words, count * sizeof(uint64_t));
    }
    segment->count += count;
}

uint64_t *
trace_writer_room(void *arg, uint64_t **end)
{
    TraceWriter *w = arg;
    if (w->done) {
        return NULL;
    }
    Segment *segment = current_segment(w);
    if (segment->count > SEGMENT_WORDS / 2) {
        hand_over(w);
        segment = current_segment(w);
    }
    *end = segment->words + SEGMENT_WORDS;
    return segment->words + segment->count;
}

bool
trace_writer_failed(TraceWriter *w)
{
    return __atomic_load_n(&w->failed, __ATOMIC_RELAXED) != 0;
}

// ------------------------------------------------------------------ a fork

// With the lock held nothing is left to do for the writing thread.
void
trace_writer_stop(TraceWriter *w)
{
    if (current_segment(w)->count > 0) {
        hand_over(w);
    }
    pthread_mutex_lock(&w->lock);
    w->hurry = true;
    pthread_cond_signal(&w->filled);
    while (w->head != w->tail) {
        pthread_cond_wait(&w->emptied, &w->lock);
    }
    w->hurry = false;
}

void
trace_writer_goes_on(TraceWriter *w)
{
    pthread_mutex_unlock(&w->lock);
}

static void
apply_input(TraceDecoder *decoder, Model *model, TraceInput input)
{
    const uint64_t *words;
    trace_decoder_begin(decoder, input.told);
    while ((words = trace_decode(decoder, &input)) != NULL) {
        model_apply(model, words);
    }
}

// Reads back what was written and applies it. False when the file cannot be
// read.
static bool
apply_written(TraceWriter *w, TraceDecoder *decoder, Model *model)
{
    // It may be open for writing only.
    char path[40];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", w->fd);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    uint8_t *raw = NULL;
    size_t room = 0;
    bool good = fd >= 0;
    for (size_t i = 0; i < w->block_count && good; i++) {
        const TraceBlock *b = &w->blocks[i];
        if (b->type != 'E') {
            continue;
        }
        if (b->raw > room) {
            room = (size_t)b->raw;
            raw = vis_realloc(raw, room);
        }
        good = b->stored <= w->packed_room &&
               pread(fd, w->packed, b->stored, (off_t)b->offset) ==
                   (ssize_t)b->stored &&
               ZSTD_decompress(raw, room, w->packed, b->stored) == b->raw;
        if (good) {
            apply_input(decoder, model, trace_input(raw, (size_t)b->raw));
        }
    }
    free(raw);
    if (fd >= 0) {
        close(fd);
    }
    return good;
}

// The heap as the trace tells it so far; NULL when it cannot be read.
static Model *
model_so_far(TraceWriter *w)
{
    Model *model = new_model();
    TraceDecoder decoder = {.words = NULL};
    if (apply_written(w, &decoder, model)) {
        apply_input(&decoder, model, trace_input_open(&w->block));
    } else {
        model_free(model);
        free(model);
        model = NULL;
    }
    trace_decoder_free(&decoder);
    return model;
}

// The first event of a child's trace, to be freed.
static uint64_t *
forked_event(const Model *model, unsigned number, size_t *count)
{
    Text saved = {0};
    model_save(model, &saved);
    *count = 2 + (saved.length + 7) / 8;
    uint64_t *words = vis_zero(*count, sizeof(uint64_t));
    words[0] = event_word(EVENT_FORKED, number, 0);
    words[1] = saved.length;
    memcpy(words + 2, saved.bytes, saved.length);
    text_free(&saved);
    return words;
}

static void
drop_model(TraceWriter *w)
{
    if (w->model != NULL) {
        model_free(w->model);
        free(w->model);
        w->model = NULL;
    }
}

bool
trace_writer_fork(TraceWriter *w, int fd, unsigned number)
{
    bool keyframes = w->next_keyframe != UINT64_MAX;
    init_lock(w);
    if (w->model == NULL) {
        w->model = model_so_far(w);
    }
    close(w->fd);
    w->fd = fd;
    w->failed = 0;
    w->offset = w->events = w->steps = w->block_count = 0;
    if (w->model == NULL) {
        w->done = true;
        return false;
    }
    size_t count;
    uint64_t *words = forked_event(w->model, number, &count);
    w->steps = w->model->steps;
    drop_model(w);
    keep_model(w, keyframes);
    open_block(w);
    begin_file(w);
    encode_segment(w, &(Segment){words, count, count});
    free(words);
    w->done = start_thread(w) != 0;
    return !w->done;
}

// ----------------------------------------------------------------- the end

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
trace_writer_seal(TraceWriter *w)
{
    trace_writer_stop(w);
    close_block(w);
    w->sealed = w->offset;
    write_index(w);
    w->block_count--; // the index itself
}

void
trace_writer_unseal(TraceWriter *w)
{
    if (w->failed == 0 && (ftruncate(w->fd, (off_t)w->sealed) < 0 ||
                           lseek(w->fd, (off_t)w->sealed, SEEK_SET) < 0)) {
        w->failed = errno;
    }
    w->offset = w->sealed;
    pthread_mutex_unlock(&w->lock);
}

bool
trace_writer_close(TraceWriter *w, Text *error)
{
    bool started = !w->done;
    if (started) {
        if (current_segment(w)->count > 0) {
            hand_over(w);
        }
        pthread_mutex_lock(&w->lock);
        w->done = true;
        pthread_cond_signal(&w->filled);
        pthread_mutex_unlock(&w->lock);
        pthread_join(w->thread, NULL);
        finish_block(w);
        write_index(w);
    }
    if (close(w->fd) < 0 && w->failed == 0) {
        w->failed = errno;
    }
    int failed = w->failed;
    if (failed != 0 && started) {
        text_add(error, strerror(failed));
    }
    for (int i = 0; i < SEGMENTS; i++) {
        if (!in_ring(w, &w->segments[i])) {
            free(w->segments[i].words);
        }
    }
    free(w->ring);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->filled);
    pthread_cond_destroy(&w->emptied);
    drop_model(w);
    trace_bytes_free(&w->block);
    text_free(&w->payload);
    ZSTD_freeCCtx(w->zstd);
    free(w->packed);
    free(w->blocks);
    free(w);
    return failed == 0;
}
