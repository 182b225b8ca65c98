/* record_stream.h - where the recorder's words go (prefix: record_)
 *
 * From record_start on the stream is words in a room of the sink's or the
 * recorder's own, which are handed over when it is full.
 */
#ifndef GC_RECORD_STREAM_H
#define GC_RECORD_STREAM_H

#include "gc/object.h"
#include "gc/record_state.h"

#if RECORDING

/* Where the stream goes: called with whole events, in order; with none
 * (`count` 0) where a part of it ends: the runtime's start, the program. */
typedef void (*RecordSink)(void *arg, const uint64_t *words, size_t count);

/* After each call of the sink: room for the words to come, EVENT_ROOM or
 * more, up to `*end`; where they are put in it they need not be copied. NULL:
 * there is none, the recorder has its own. Such a sink takes packed words
 * (event.h). */
typedef uint64_t *(*RecordGiveRoom)(void *arg, uint64_t **end);

/* Before the first object is made: reserves the table of serials. False without
 * address space. */
MUST_CHECK bool record_prepare(void);

/* Begins to record: numbers and describes everything that lives now.
 * `give_room` may be NULL. False without memory. */
MUST_CHECK bool record_start(uint32_t mask, RecordSink sink,
                             RecordGiveRoom give_room, void *arg);

/* Without memory for what it needs, the recorder ends. */
void record_end_early(void);

/* In a forked child: from here on nothing is recorded, and the sink, which
 * is the parent's, gets nothing of what was not yet handed to it. */
void record_abandon(void);

/* Ends recording; the sink has everything. */
void record_stop(void);

/* Describes what was born or touched since the last step. */
void record_settle_slow(void);

static inline void
record_settle(void)
{
    if ((record_not_simple & RECORD_UNSETTLED) != 0) {
        record_settle_slow();
    }
}

/* Hands everything emitted so far to the sink. */
void record_flush(void);

/* The same, where a part of the stream ends. */
void record_end_part(void);

/* Room for an event of so many words, to be filled at once. */
static inline uint64_t *
record_room(size_t words)
{
    uint64_t *at = record_at, *behind = at + words;
    if (UNLIKELY(behind > record_end)) {
        record_flush();
        at = record_at;
        behind = at + words;
    }
    record_at = behind;
    return at;
}

/* Words of an event without its text, short where the kind is known when
 * this is compiled. */
static ALWAYS_INLINE size_t
record_words(EventKind kind)
{
    enum { WORDS_1 = 1, WORDS_2 = 2, WORDS_3 = 3, WORDS_T = 2 };
    switch (kind) {
#define EVENT(kind, group, words, a, b, c, d, doc)                           \
    case EVENT_##kind:                                                       \
        return WORDS_##words;
#include "gc/event.def"
#undef EVENT
    default:
        return 1;
    }
}

/* Whether packed words may stand for events. */
#define RECORD_PACKS LIKELY((record_not_simple & RECORD_UNPACKED) == 0)

/* Emits an event without a text. b has 24 bits. */
static ALWAYS_INLINE void
record_raw(EventKind kind, uint32_t a, uint32_t b, uint64_t c, uint64_t d)
{
    size_t words = record_words(kind);
    uint64_t *at = record_room(words);
    at[0] = event_word(kind, a, b);
    if (words > 1) {
        at[1] = c;
    }
    if (words > 2) {
        at[2] = d;
    }
}

/* As record_raw for kinds that carry a text. */
void record_raw_text(EventKind kind, uint32_t a, const char *text,
                     size_t length);

#endif

#endif
