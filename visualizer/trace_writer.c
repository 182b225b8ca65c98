#include "visualizer/trace_writer.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "visualizer/trace_writer_private.h"

// How long the writing thread waits for a segment before it looks again, and
// how often in vain before it sleeps.
enum { LOOK_AGAIN_NS = 250 * 1000, LOOKS = 40 };

static inline unsigned
filled_segments(const TraceWriter *w)
{
    return __atomic_load_n(&w->head, __ATOMIC_SEQ_CST) -
           __atomic_load_n(&w->tail, __ATOMIC_SEQ_CST);
}

static inline void
set_flag(bool *flag, bool value)
{
    __atomic_store_n(flag, value, __ATOMIC_SEQ_CST);
}

static inline bool
is_set(const bool *flag)
{
    return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

// Whoever waits has said so, under the lock, before it looked last.
static void
wake(TraceWriter *w, pthread_cond_t *who)
{
    pthread_mutex_lock(&w->lock);
    pthread_cond_signal(who);
    pthread_mutex_unlock(&w->lock);
}

// Takes the ring's pages from the system, which the interpreter's thread would
// do else, in the middle of the program: a microsecond and a half for each.
static void
populate_ring(const TraceWriter *w)
{
#ifdef MADV_POPULATE_WRITE
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    const size_t piece = SEGMENT_WORDS * sizeof(uint64_t);
    uintptr_t begin = (uintptr_t)w->ring & ~(page - 1);
    for (int i = 0; i < SEGMENTS; i++) {
        // Not all at once: it keeps others from changing the memory's map. In
        // vain where the system is older.
        (void)madvise((void *)(begin + i * piece), piece, MADV_POPULATE_WRITE);
    }
#else
    (void)w;
#endif
}

static struct timespec
look_again_at(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_nsec += LOOK_AGAIN_NS;
    if (at.tv_nsec >= 1000000000) {
        at.tv_nsec -= 1000000000;
        at.tv_sec++;
    }
    return at;
}

// Waits until a segment is full. False: none will be any more.
static bool
wait_for_segment(TraceWriter *w)
{
    pthread_mutex_lock(&w->lock);
    for (int looks = 0; filled_segments(w) == 0 && !w->done; looks++) {
        if (looks < LOOKS) {
            const struct timespec at = look_again_at();
            (void)pthread_cond_timedwait(&w->filled, &w->lock, &at);
            continue;
        }
        set_flag(&w->asleep, true);
        if (filled_segments(w) == 0) {
            pthread_cond_wait(&w->filled, &w->lock);
        }
        set_flag(&w->asleep, false);
        looks = 0;
    }
    pthread_mutex_unlock(&w->lock);
    return filled_segments(w) != 0;
}

static void *
writer_main(void *arg)
{
    TraceWriter *w = arg;
    pthread_setname_np(pthread_self(), "trace writer");
    if (w->events == 0) { // no child, which has them already
        populate_ring(w);
    }
    while (filled_segments(w) != 0 || wait_for_segment(w)) {
        Segment *segment = &w->segments[w->tail % SEGMENTS];
        if (w->failed == 0) {
            trace_writer_encode(w, segment);
        }
        segment->count = 0;
        segment->ends_block = false;
        __atomic_store_n(&w->tail, w->tail + 1, __ATOMIC_SEQ_CST);
        // Who waits for room goes on when there is some.
        if (is_set(&w->waits) && filled_segments(w) <= SEGMENTS / 2) {
            wake(w, &w->emptied);
        }
    }
    return NULL;
}

void
trace_writer_init_lock(TraceWriter *w)
{
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->filled, &clock);
    pthread_cond_init(&w->emptied, NULL);
    pthread_condattr_destroy(&clock);
    w->asleep = w->waits = false;
}

int
trace_writer_start_thread(TraceWriter *w)
{
    // Signals (Ctrl-C) are the interpreter's thread's.
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int failed = pthread_create(&w->thread, NULL, writer_main, w);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed;
}

TraceWriter *
trace_writer_open(int fd, bool keyframes, Text *error)
{
    TraceWriter *w = vis_zero(1, sizeof(*w));
    trace_writer_init_lock(w);
    w->fd = fd;
    w->lines = true;
    w->ring = vis_alloc(SEGMENTS * (size_t)SEGMENT_BYTES);
    for (int i = 0; i < SEGMENTS; i++) {
        w->segments[i] =
            (Segment){.words = w->ring + i * SEGMENT_SPACE + CODEC_PAST,
                      .room = SEGMENT_WORDS};
    }
    w->zstd = ZSTD_createCCtx();
    if (w->zstd == NULL) {
        vis_no_memory();
    }
    // The table stays in the cache.
    ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_hashLog, 12);
    ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_checksumFlag, 1);
    trace_writer_begin_file(w, keyframes);
    int failed = trace_writer_start_thread(w);
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
           segment->words < w->ring + SEGMENTS * SEGMENT_SPACE;
}

// Until no more segments than so many are full; then the lock is held.
static void
wait_for_writer(TraceWriter *w, unsigned most)
{
    pthread_mutex_lock(&w->lock);
    set_flag(&w->waits, true);
    while (filled_segments(w) > most) {
        pthread_cond_wait(&w->emptied, &w->lock);
    }
    set_flag(&w->waits, false);
}

// The segment being filled; waits until there is one.
static Segment *
current_segment(TraceWriter *w)
{
    if (filled_segments(w) == SEGMENTS) {
        wait_for_writer(w, SEGMENTS - 1);
        pthread_mutex_unlock(&w->lock);
    }
    return &w->segments[w->head % SEGMENTS];
}

static void
hand_over(TraceWriter *w)
{
    __atomic_store_n(&w->head, w->head + 1, __ATOMIC_SEQ_CST);
    if (is_set(&w->asleep)) {
        wake(w, &w->filled);
    }
}

// So the block is compressed while the program goes on or is taken down, not at
// the end, when it would be waited for.
static void
end_block(TraceWriter *w)
{
    current_segment(w)->ends_block = true;
    hand_over(w);
}

// For an event with a long text.
static void
enlarge_segment(TraceWriter *w, Segment *segment, size_t room)
{
    uint64_t *words =
        (uint64_t *)vis_alloc((CODEC_PAST + room) * sizeof(uint64_t)) +
        CODEC_PAST;
    memcpy(words, segment->words, segment->count * sizeof(uint64_t));
    if (!in_ring(w, segment)) {
        free(segment->words - CODEC_PAST);
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
    if (count == 0) {
        end_block(w);
        return;
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

// With the lock held nothing is left to do for the writing thread.
void
trace_writer_stop(TraceWriter *w)
{
    if (current_segment(w)->count > 0) {
        hand_over(w);
    }
    wake(w, &w->filled);
    wait_for_writer(w, 0);
}

void
trace_writer_goes_on(TraceWriter *w)
{
    pthread_mutex_unlock(&w->lock);
}

void
trace_writer_seal(TraceWriter *w)
{
    trace_writer_stop(w);
    trace_writer_finish_file(w);
    trace_writer_open_block(w);
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
        trace_writer_finish_file(w);
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
            free(w->segments[i].words - CODEC_PAST);
        }
    }
    free(w->ring);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->filled);
    pthread_cond_destroy(&w->emptied);
    trace_writer_drop_model(w);
    trace_bytes_free(&w->block);
    text_free(&w->payload);
    ZSTD_freeCCtx(w->zstd);
    free(w->packed);
    free(w->blocks);
    free(w);
    return failed == 0;
}
