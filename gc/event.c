#include "gc/event.h"

enum { WORDS_1 = 1, WORDS_2 = 2, WORDS_3 = 3, WORDS_T = 2 };
enum { TEXT_1 = 0, TEXT_2 = 0, TEXT_3 = 0, TEXT_T = 1 };

const EventInfo event_info[EVENT_KIND_COUNT] = {
#define EVENT(kind, group, words, a, b, c, d, doc)                           \
    {#kind, EVENT_GROUP_##group, WORDS_##words, TEXT_##words, a, b, c, d, doc},
#include "gc/event.def"
#undef EVENT
};

const uint32_t event_group[EVENT_KIND_COUNT] = {
#define EVENT(kind, group, words, a, b, c, d, doc) EVENT_GROUP_##group,
#include "gc/event.def"
#undef EVENT
};
