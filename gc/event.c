#include "gc/event.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void
event_number_text(EventKind kind, uint64_t bits, char *out, size_t size)
{
    if (kind == EVENT_INT) {
        snprintf(out, size, "%" PRId64, (int64_t)bits);
        return;
    }
    double value;
    memcpy(&value, &bits, sizeof(value));
    if (isnan(value)) { // whatever its sign
        snprintf(out, size, "nan");
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(out, size, "%.*g", precision, value);
        if (strtod(out, NULL) == value) {
            break;
        }
    }
    if (isfinite(value) && strpbrk(out, ".e") == NULL &&
        strlen(out) + 3 <= size) {
        strcat(out, ".0");
    }
}

// As repr does for a part of a complex number: no ".0", a sign if asked.
static void
part_text(uint64_t bits, bool sign, char out[40])
{
    char text[32];
    event_number_text(EVENT_FLOAT, bits, text, sizeof(text));
    size_t n = strlen(text);
    if (n > 2 && strcmp(text + n - 2, ".0") == 0) {
        text[n - 2] = '\0';
    }
    snprintf(out, 40, "%s%s", sign && text[0] != '-' ? "+" : "", text);
}

void
event_complex_text(uint64_t real, uint64_t imaginary, char *out, size_t size)
{
    char first[40], second[40];
    part_text(imaginary, real != 0, second);
    if (real == 0) { // not -0.0
        snprintf(out, size, "%sj", second);
        return;
    }
    part_text(real, false, first);
    snprintf(out, size, "(%s%sj)", first, second);
}

uint64_t
event_number_size(EventKind kind, uint64_t bits)
{
    if (kind == EVENT_COMPLEX) {
        return 32;
    }
    uint64_t magnitude = (int64_t)bits < 0 ? 0 - bits : bits;
    return kind == EVENT_FLOAT || magnitude == 0 ? 24
           : magnitude < (uint64_t)1 << 30       ? 28
                                                 : 32;
}
