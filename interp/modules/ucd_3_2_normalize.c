/* The normal forms of Unicode 3.2 (Unicode Standard Annex 15): what was no
 * character then does not decompose, and five ideographs decompose as they
 * did before a correction. Combining classes and compositions are those of 14,
 * as in CPython. */
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>

#include "interp/modules/ucd_3_2.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

typedef struct Text {
    uint32_t *data; /* owned */
    size_t n, capacity;
    bool compatible;
} Text;

static int
put(Text *text, uint32_t c)
{
    if (text->n == text->capacity) {
        size_t more = text->capacity + text->capacity / 2 + 32;
        uint32_t *data = realloc(text->data, more * sizeof(uint32_t));
        if (data == NULL) {
            error_no_memory();
            return -1;
        }
        text->data = data;
        text->capacity = more;
    }
    text->data[text->n++] = c;
    return 0;
}

// The other character that this one is in 3.2; 0: that is no question.
static uint32_t
corrected(uint32_t c)
{
    switch (c) {
#define DECOMPOSITION(character, other)                                      \
    case character:                                                          \
        return other;
#include "interp/modules/ucd_3_2.def"
    default:
        return 0;
    }
}

// Appends what c comes to. Decompositions are few levels deep.
static int
decompose(Text *text, uint32_t c)
{
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    int tag;
    uint32_t other = corrected(c);
    int n = other != 0 || ucd_is_newer(c) ? -1
            : text->compatible            ? uc_decomposition(c, &tag, parts)
                               : uc_canonical_decomposition(c, parts);
    if (n < 0) {
        return put(text, other != 0 ? other : c);
    }
    for (int i = 0; i < n; i++) {
        if (decompose(text, parts[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

// Sorts marks by their class and leaves those of one class in their order.
static void
sort_marks(uint32_t *marks, size_t n, uint32_t *spare)
{
    size_t place[256] = {0};
    for (size_t i = 0; i < n; i++) {
        place[uc_combining_class(marks[i])]++;
    }
    size_t next = 0;
    for (int k = 0; k < 256; k++) {
        size_t count = place[k];
        place[k] = next;
        next += count;
    }
    for (size_t i = 0; i < n; i++) {
        spare[place[uc_combining_class(marks[i])]++] = marks[i];
    }
    memcpy(marks, spare, n * sizeof(uint32_t));
}

// Puts each row of marks in order.
static int
reorder(Text *text)
{
    uint32_t *spare = NULL;
    for (size_t i = 0; i < text->n;) {
        size_t start = i;
        int last = 0;
        bool sorted = true;
        for (; i < text->n; i++) {
            int class = uc_combining_class(text->data[i]);
            if (class == 0) {
                break;
            }
            sorted = sorted && class >= last;
            last = class;
        }
        if (!sorted && spare == NULL) {
            spare = malloc(text->n * sizeof(uint32_t));
            if (spare == NULL) {
                error_no_memory();
                return -1;
            }
        }
        if (!sorted) {
            sort_marks(text->data + start, i - start, spare);
        }
        i += i == start; // a character that is no mark
    }
    free(spare);
    return 0;
}

// Joins each character with the marks and letters behind it that make another
// with it, unless something of the same or a higher class is between them.
static void
compose(Text *text)
{
    size_t out = 0, starter = 0;
    int last = -1; // the class before this one; -1: nothing is between
    bool started = false;
    for (size_t i = 0; i < text->n; i++) {
        uint32_t c = text->data[i];
        int class = uc_combining_class(c);
        uint32_t joined =
            started && last < class ? uc_composition(text->data[starter], c)
                                    : 0;
        if (joined != 0) {
            text->data[starter] = joined;
            continue;
        }
        if (class == 0) {
            starter = out;
            started = true;
        }
        last = class == 0 ? -1 : class;
        text->data[out++] = c;
    }
    text->n = out;
}

Object *
ucd_normalize(Object *str, bool compatible, bool compose_too)
{
    Text text = {.compatible = compatible};
    Object *result = NULL;
    for (ssize_t i = 0; i < str_length(str); i++) {
        if (decompose(&text, str_char(str, i)) < 0) {
            goto done;
        }
    }
    if (reorder(&text) < 0) {
        goto done;
    }
    if (compose_too) {
        compose(&text);
    }
    result = str_from_kind(4, text.data, (ssize_t)text.n);

done:
    free(text.data);
    return result;
}
