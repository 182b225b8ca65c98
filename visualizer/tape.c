#include "visualizer/tape.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "visualizer/keyframes.h"
#include "visualizer/ladder.h"

uint64_t tape_keyframe_events = 100000;

// Events, packed by zstd.
typedef struct Packed {
    uint64_t event; // before it
    uint8_t *bytes;
    size_t length, raw;
} Packed;

typedef struct PackedList {
    Packed *items;
    size_t count, room;
} PackedList;

struct Tape {
    Ladder ladder;
    TraceReader *reader; // NULL: the rest is in use
    PackedList blocks;
    Keyframes keyframes;
    TraceBytes open; // the block that grows, not packed
    uint64_t open_event, end;
    TraceCodec writing;
    // Reading: block `block` lies unpacked in `raw`; the one behind the
    // last is the open one.
    size_t block, at, field_at, value_at, raw_length;
    bool loaded;
    uint8_t *raw;
    size_t raw_room;
    TraceDecoder reading;
    uint64_t position;
};

Tape *
tape_new(void)
{
    Tape *tape = vis_zero(1, sizeof(*tape));
    tape->keyframes.spacing = tape_keyframe_events;
    trace_bytes_begin(&tape->open, &tape->writing);
    return tape;
}

Tape *
tape_of_reader(TraceReader *reader)
{
    Tape *tape = tape_new();
    tape->reader = reader;
    return tape;
}

static void
free_list(PackedList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].bytes);
    }
    free(list->items);
}

void
tape_free(Tape *tape)
{
    if (tape->reader != NULL) {
        trace_reader_close(tape->reader);
    }
    ladder_free(&tape->ladder);
    free_list(&tape->blocks);
    keyframes_free(&tape->keyframes);
    trace_bytes_free(&tape->open);
    free(tape->raw);
    trace_decoder_free(&tape->reading);
    free(tape);
}

static void
pack(PackedList *list, const void *raw, size_t length, uint64_t event)
{
    size_t bound = ZSTD_compressBound(length);
    uint8_t *bytes = vis_alloc(bound);
    size_t n = ZSTD_compress(bytes, bound, raw, length, 1);
    if (ZSTD_isError(n)) {
        vis_no_memory();
    }
    list->items =
        vis_grow(list->items, list->count, &list->room, sizeof(Packed));
    list->items[list->count++] =
        (Packed){event, vis_realloc(bytes, n), n, length};
}

// Leaves the unpacked bytes in tape->raw.
static void
unpack(Tape *tape, const Packed *packed)
{
    if (packed->raw > tape->raw_room) {
        tape->raw_room = packed->raw;
        tape->raw = vis_realloc(tape->raw, tape->raw_room);
    }
    size_t n = ZSTD_decompress(tape->raw, tape->raw_room, packed->bytes,
                               packed->length);
    tape->raw_length = ZSTD_isError(n) ? 0 : n;
}

static void
close_block(Tape *tape)
{
    if (tape->end > tape->open_event) {
        Text payload = {0};
        trace_bytes_join(&tape->open, &payload);
        pack(&tape->blocks, payload.bytes, payload.length, tape->open_event);
        text_free(&payload);
    }
    trace_bytes_begin(&tape->open, &tape->writing);
    tape->open_event = tape->end;
    tape->loaded = false;
}

void
tape_add(Tape *tape, const uint64_t *words)
{
    trace_encode_copy(&tape->writing, words, event_length(words), &tape->open);
    tape->end++;
    if (trace_bytes_length(&tape->open) >= TRACE_BLOCK_RAW) {
        close_block(tape);
    }
}

void
tape_settled(Tape *tape, const Model *model)
{
    if (keyframes_offer(&tape->keyframes, model)) {
        close_block(tape);
    }
}

uint64_t
tape_end(const Tape *tape)
{
    return tape->reader != NULL ? trace_reader_events(tape->reader) : tape->end;
}

uint64_t
tape_position(const Tape *tape)
{
    return tape->reader != NULL ? trace_reader_position(tape->reader)
                                : tape->position;
}

static void
start_at_block(Tape *tape, uint64_t event)
{
    tape->block = 0;
    for (size_t i = tape->blocks.count + 1; i > 0; i--) {
        uint64_t first = i <= tape->blocks.count
                             ? tape->blocks.items[i - 1].event
                             : tape->open_event;
        if (first <= event) {
            tape->block = i - 1;
            tape->position = first;
            break;
        }
    }
    tape->at = tape->field_at = tape->value_at = 0;
    tape->loaded = false;
}

// All of the block to read from.
static TraceInput
block_input(const Tape *tape)
{
    if (tape->block != tape->blocks.count) {
        return trace_input(tape->raw, tape->raw_length);
    }
    return trace_input_open(&tape->open);
}

// Unpacks the block to read from; false at the end of the tape.
static bool
load_block(Tape *tape)
{
    for (;;) {
        bool open = tape->block == tape->blocks.count;
        if (!open && !tape->loaded) {
            unpack(tape, &tape->blocks.items[tape->block]);
            tape->loaded = true;
        }
        TraceInput whole = block_input(tape);
        if (tape->at == 0) { // each event has a mark of its own
            trace_decoder_begin(&tape->reading, whole.told);
        }
        if (tape->at < (size_t)(whole.end - whole.at)) {
            return true;
        }
        if (open) {
            return false;
        }
        tape->block++;
        tape->at = tape->field_at = tape->value_at = 0;
        tape->loaded = false;
    }
}

const uint64_t *
tape_next(Tape *tape)
{
    if (tape->reader != NULL) {
        return trace_reader_next(tape->reader);
    }
    if (!load_block(tape)) {
        return NULL;
    }
    TraceInput whole = block_input(tape);
    TraceInput in = whole;
    in.at += tape->at;
    in.field += tape->field_at;
    in.value += tape->value_at;
    const uint64_t *words = trace_decode(&tape->reading, &in);
    if (words == NULL) {
        return NULL;
    }
    tape->at = (size_t)(in.at - whole.at);
    tape->field_at = (size_t)(in.field - whole.field);
    tape->value_at = (size_t)(in.value - whole.value);
    tape->position++;
    return words;
}

static void
load_keyframe(Tape *tape, Model *model, uint64_t event, uint64_t step)
{
    const Keyframe *k = keyframes_find(&tape->keyframes, event, step);
    if (k != NULL) {
        keyframes_load(k, model);
    } else {
        model_init(model);
    }
    start_at_block(tape, k != NULL ? k->event : 0);
}

static void
mark_place(const Tape *tape, TraceMark *mark)
{
    if (tape->reader != NULL) {
        trace_reader_mark(tape->reader, mark);
        return;
    }
    mark->block = tape->block;
    mark->at = tape->at;
    mark->field_at = tape->field_at;
    mark->value_at = tape->value_at;
    mark->position = tape->position;
    trace_decoder_copy(&mark->decoder, &tape->reading);
}

// Makes `model` what it is on a rung; reading goes on there.
static void
stand_on(Tape *tape, const Rung *rung, Model *model)
{
    const TraceMark *mark = &rung->mark;
    model_copy(&rung->model, model);
    if (tape->reader != NULL) {
        trace_reader_return(tape->reader, mark);
        return;
    }
    tape->loaded = tape->loaded && tape->block == mark->block;
    tape->block = mark->block;
    tape->at = mark->at;
    tape->field_at = mark->field_at;
    tape->value_at = mark->value_at;
    tape->position = mark->position;
    trace_decoder_copy(&tape->reading, &mark->decoder);
}

// The last keyframe, no rung, that lies before event `event`: its event.
static uint64_t
known_keyframe(const Tape *tape, uint64_t event)
{
    if (tape->reader != NULL) {
        return trace_reader_keyframe_known(tape->reader, event);
    }
    const Keyframe *k =
        event == 0 ? NULL
                   : keyframes_find(&tape->keyframes, event - 1, UINT64_MAX);
    return k != NULL ? k->event : 0;
}

void
tape_seek(Tape *tape, Model *model, uint64_t event)
{
    const Rung *rung = ladder_find(&tape->ladder, event, false);
    uint64_t known = known_keyframe(tape, event + 1);
    if (rung != NULL && rung->model.events >= known) {
        stand_on(tape, rung, model);
    } else if (tape->reader != NULL) {
        // It keeps the way there in mind; the last piece is the ladder's.
        uint64_t piece =
            event - known < LADDER_EVENTS ? event - known : LADDER_EVENTS;
        trace_reader_seek(tape->reader, model, event - piece / 2);
    } else {
        load_keyframe(tape, model, event, UINT64_MAX);
    }
    model->lazy = true;
    uint64_t next = ladder_next(model, model->events, event);
    const uint64_t *words;
    while (model->events < event && (words = tape_next(tape)) != NULL) {
        model_apply(model, words);
        if (model->events >= next) {
            TraceMark mark = {0};
            mark_place(tape, &mark);
            ladder_add(&tape->ladder, model, mark);
            next = ladder_next(model, model->events, event);
        }
    }
    model_fill_values(model);
}

void
tape_seek_step(Tape *tape, Model *model, uint64_t step)
{
    if (tape->reader != NULL) {
        trace_reader_seek_step(tape->reader, model, step);
        return;
    }
    load_keyframe(tape, model, UINT64_MAX, step);
    const uint64_t *words;
    while (model->steps < step && (words = tape_next(tape)) != NULL) {
        model_apply(model, words);
    }
}

uint64_t
tape_keyframe_before(Tape *tape, uint64_t event, bool settled)
{
    const Rung *rung =
        event > 0 ? ladder_find(&tape->ladder, event - 1, settled) : NULL;
    if (rung != NULL && rung->model.events >= known_keyframe(tape, event)) {
        return rung->model.events;
    }
    return tape->reader != NULL
               ? trace_reader_keyframe_before(tape->reader, event)
               : known_keyframe(tape, event);
}
