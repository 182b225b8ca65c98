#include "interp/modules/sre_charset.h"

#include <stdlib.h>

#include "interp/modules/sre.h"
#include "interp/objects/chartype.h"

uint32_t
sre_lower(uint32_t c)
{
    uint32_t out[CHAR_MAX_MAPPED];
    char_to_lower(c, out);
    return out[0];
}

uint32_t
sre_upper(uint32_t c)
{
    uint32_t out[CHAR_MAX_MAPPED];
    char_to_upper(c, out);
    return out[0];
}

void
charset_init(CharSet *set, uint32_t limit)
{
    *set = (CharSet){.limit = limit};
}

void
charset_drop(CharSet *set)
{
    free(set->ranges);
    set->ranges = NULL;
    set->count = set->room = 0;
}

void
charset_add(CharSet *set, uint32_t low, uint32_t high)
{
    if (low > high || low > set->limit) {
        return;
    }
    if (set->count == set->room) {
        size_t room = set->room == 0 ? 16 : set->room * 2;
        CharRange *grown = realloc(set->ranges, room * sizeof(CharRange));
        if (grown == NULL) {
            set->failed = true;
            return;
        }
        set->ranges = grown;
        set->room = room;
    }
    set->ranges[set->count++] =
        (CharRange){low, high < set->limit ? high : set->limit};
}

// Adds all characters up to `top` for which `test` says `wanted`.
static void
add_where(CharSet *set, bool (*test)(uint32_t), bool wanted, uint32_t top)
{
    uint32_t start = 0;
    bool inside = false;
    for (uint32_t c = 0; c <= top; c++) {
        bool is = test(c) == wanted;
        if (is && !inside) {
            start = c;
        } else if (!is && inside) {
            charset_add(set, start, c - 1);
        }
        inside = is;
    }
    if (inside) {
        charset_add(set, start, top);
    }
}

static bool
is_ascii_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool
is_ascii_space(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13);
}

static bool
is_ascii_word(uint32_t c)
{
    return (c < 128 && char_is_alnum(c)) || c == '_';
}

static bool
is_newline(uint32_t c)
{
    return c == '\n';
}

static bool
is_digit(uint32_t c)
{
    return char_decimal(c) >= 0;
}

static bool
is_word(uint32_t c)
{
    return c == '_' || char_is_alnum(c);
}

// White space beyond 0x3000: none. Not white space: the rest.
#define SPACE_TOP 0x3000

static void
add_tested(CharSet *set, bool (*test)(uint32_t), bool wanted, uint32_t top)
{
    uint32_t end = top < set->limit ? top : set->limit;
    add_where(set, test, wanted, end);
    if (!wanted && end < set->limit) {
        charset_add(set, end + 1, set->limit);
    }
}

void
charset_add_category(CharSet *set, uint32_t category)
{
    bool wanted = category % 2 == 0;
    switch (category / 2) {
    case 0: // DIGIT
        add_tested(set, is_ascii_digit, wanted, 127);
        break;
    case 1: // SPACE
        add_tested(set, is_ascii_space, wanted, 127);
        break;
    case 2: // WORD
    case 4: // LOC_WORD, in the C locale
        add_tested(set, is_ascii_word, wanted, 127);
        break;
    case 3: // LINEBREAK
        add_tested(set, is_newline, wanted, 127);
        break;
    case 5: // UNI_DIGIT
        if (set->limit <= 255) {
            add_where(set, is_digit, wanted, set->limit);
        } else {
            set->marks |= wanted ? CHARSET_DIGIT : CHARSET_NOT_DIGIT;
        }
        break;
    case 6: // UNI_SPACE
        add_tested(set, char_is_space, wanted, SPACE_TOP);
        break;
    case 7: // UNI_WORD
        if (set->limit <= 255) {
            add_where(set, is_word, wanted, set->limit);
        } else {
            set->marks |= wanted ? CHARSET_WORD : CHARSET_NOT_WORD;
        }
        break;
    default: // UNI_LINEBREAK
        add_tested(set, char_is_line_break, wanted, SPACE_TOP);
        break;
    }
}

static void
add_bitmap(CharSet *set, const uint32_t *bits, uint32_t first)
{
    for (uint32_t i = 0; i < 256; i++) {
        if (bits[i / 32] >> (i % 32) & 1) {
            uint32_t start = i;
            while (i < 255 && (bits[(i + 1) / 32] >> ((i + 1) % 32) & 1)) {
                i++;
            }
            charset_add(set, first + start, first + i);
        }
    }
}

// How many words the operator at code[0] takes, itself included; 0: none
// that may stand in a set, or it does not fit into n.
static size_t
item_length(const uint32_t *code, size_t n)
{
    size_t length = 0;
    switch (code[0]) {
    case SRE_NEGATE:
    case SRE_FAILURE:
        return 1;
    case SRE_LITERAL:
    case SRE_CATEGORY:
        length = 2;
        break;
    case SRE_RANGE:
    case SRE_RANGE_UNI_IGNORE:
        length = 3;
        break;
    case SRE_CHARSET:
        length = 9;
        break;
    case SRE_BIGCHARSET:
        length = n < 2 ? 0 : 2 + 64 + (size_t)code[1] * 8;
        break;
    default:
        break;
    }
    return length <= n ? length : 0;
}

int
charset_add_code(CharSet *set, const uint32_t *code, size_t n)
{
    while (n > 0 && code[0] != SRE_FAILURE) {
        size_t length = item_length(code, n);
        switch (length == 0 ? SRE_FAILURE : code[0]) {
        case SRE_NEGATE:
            set->negated = !set->negated;
            break;
        case SRE_LITERAL:
            charset_add(set, code[1], code[1]);
            break;
        case SRE_CATEGORY:
            charset_add_category(set, code[1]);
            break;
        case SRE_RANGE:
            charset_add(set, code[1], code[2]);
            break;
        case SRE_RANGE_UNI_IGNORE:
            charset_add(set, code[1], code[2]);
            for (uint32_t c = code[1]; c <= code[2] && c <= 0x10ffff; c++) {
                uint32_t low = sre_lower(c);
                charset_add(set, low, low);
            }
            break;
        case SRE_CHARSET:
            add_bitmap(set, code + 1, 0);
            break;
        case SRE_BIGCHARSET: {
            const uint8_t *blocks = (const uint8_t *)(code + 2);
            for (uint32_t i = 0; i < 256; i++) {
                if (blocks[i] >= code[1]) {
                    return -1;
                }
                add_bitmap(set, code + 2 + 64 + (size_t)blocks[i] * 8,
                           i * 256);
            }
            break;
        }
        default:
            return -1;
        }
        code += length;
        n -= length;
    }
    return 0;
}

static int
compare_ranges(const void *a, const void *b)
{
    const CharRange *x = a, *y = b;
    return x->low < y->low ? -1 : x->low > y->low;
}

static void
sort_and_join(CharSet *set)
{
    if (set->count < 2) {
        return;
    }
    qsort(set->ranges, set->count, sizeof(CharRange), compare_ranges);
    size_t kept = 0;
    for (size_t i = 1; i < set->count; i++) {
        CharRange *last = &set->ranges[kept];
        if (set->ranges[i].low <= last->high + 1) {
            if (set->ranges[i].high > last->high) {
                last->high = set->ranges[i].high;
            }
        } else {
            set->ranges[++kept] = set->ranges[i];
        }
    }
    set->count = kept + 1;
}

void
charset_normalize(CharSet *set)
{
    sort_and_join(set);
    if (!set->negated || set->marks != 0) {
        return;
    }
    CharSet other;
    charset_init(&other, set->limit);
    uint32_t next = 0;
    bool full = false;
    for (size_t i = 0; i < set->count; i++) {
        if (set->ranges[i].low > next) {
            charset_add(&other, next, set->ranges[i].low - 1);
        }
        full = set->ranges[i].high >= set->limit;
        next = set->ranges[i].high + 1;
    }
    if (!full) {
        charset_add(&other, next, set->limit);
    }
    other.failed |= set->failed;
    charset_drop(set);
    *set = other;
}

static bool
contains(const CharSet *set, uint32_t c)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > set->ranges[middle].high) {
            low = middle + 1;
        } else if (c < set->ranges[middle].low) {
            high = middle;
        } else {
            return true;
        }
    }
    return false;
}

// Which 256 characters have some with another lower case (Unicode 14); the
// others need not be asked one by one.
static const uint16_t lower_pages[] = {
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x10,  0x13,  0x1c,  0x1e,  0x1f, 0x21,
    0x24, 0x2c, 0xa6, 0xa7, 0xff, 0x104, 0x105, 0x10c, 0x118, 0x16e, 0x1e9};

typedef struct LowerPair {
    uint32_t c, low;
} LowerPair;

static const LowerPair *
lower_pairs(size_t *count)
{
    static LowerPair pairs[2048];
    static size_t n;
    if (n == 0) {
        const size_t npages = sizeof(lower_pages) / sizeof(lower_pages[0]);
        for (size_t i = 0; i < npages * 256; i++) {
            uint32_t c = (uint32_t)lower_pages[i / 256] << 8 | i % 256;
            uint32_t low = sre_lower(c);
            if (low != c && n < sizeof(pairs) / sizeof(pairs[0])) {
                pairs[n++] = (LowerPair){c, low};
            }
        }
    }
    *count = n;
    return pairs;
}

void
charset_close_case(CharSet *set, CaseRule rule)
{
    if (rule == CASE_EXACT) {
        return;
    }
    // A negated set: close the part that is named, negate afterwards.
    sort_and_join(set);
    CharSet other;
    charset_init(&other, set->limit);
    other.marks = set->marks;
    other.negated = set->negated;
    size_t n;
    const LowerPair *pairs = lower_pairs(&n);
    if (rule != CASE_UNICODE) {
        n = 26; // A to Z come first
    }
    size_t i = 0;
    for (size_t r = 0; r < set->count; r++) {
        // What is no lower case of itself drops out.
        uint32_t start = set->ranges[r].low;
        for (; i < n && pairs[i].c < start; i++) {
        }
        for (; i < n && pairs[i].c <= set->ranges[r].high; i++) {
            if (rule != CASE_LOCALE && pairs[i].c >= start) {
                if (pairs[i].c > start) {
                    charset_add(&other, start, pairs[i].c - 1);
                }
                start = pairs[i].c + 1;
            }
        }
        charset_add(&other, start, set->ranges[r].high);
    }
    for (i = 0; i < n; i++) {
        if (contains(set, pairs[i].low)) {
            charset_add(&other, pairs[i].c, pairs[i].c);
        }
        if (rule == CASE_LOCALE && contains(set, pairs[i].c)) {
            charset_add(&other, pairs[i].low, pairs[i].low);
        }
    }
    other.failed |= set->failed;
    charset_drop(set);
    *set = other;
}
