/* trace_writer_fork.c - a child's trace, which begins with the heap as the
 * parent's tells it */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "visualizer/trace_writer_private.h"

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
    Model *model = trace_writer_new_model();
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

// The first event of a child's trace, behind room for the encoder's past, to be
// freed.
static uint64_t *
forked_event(const Model *model, unsigned number, size_t *count)
{
    Text saved = {0};
    model_save(model, &saved);
    *count = 2 + (saved.length + 7) / 8;
    uint64_t *room = vis_zero(CODEC_PAST + *count, sizeof(uint64_t));
    uint64_t *words = room + CODEC_PAST;
    words[0] = event_word(EVENT_FORKED, number, 0);
    words[1] = saved.length;
    memcpy(words + 2, saved.bytes, saved.length);
    text_free(&saved);
    return room;
}

bool
trace_writer_fork(TraceWriter *w, int fd, unsigned number)
{
    bool keyframes = w->next_keyframe != UINT64_MAX;
    trace_writer_init_lock(w);
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
    uint64_t *room = forked_event(w->model, number, &count);
    w->steps = w->model->steps;
    trace_writer_drop_model(w);
    trace_writer_begin_file(w, keyframes);
    trace_writer_encode(w, &(Segment){room + CODEC_PAST, count, count, false});
    free(room);
    w->done = trace_writer_start_thread(w) != 0;
    return !w->done;
}
