/* Unicode 3.2: tables of its differences from 14, looked through by halving. */
#include "interp/modules/ucd_3_2.h"

#include <stddef.h>

/* Characters of which the same is to say; a table is in their order. */
typedef struct Span {
    uint32_t first, last;
    const char *name;
    int value;
} Span;

static const Span unassigned[] = {
#define UNASSIGNED(first, last) {first, last, NULL, 0},
#include "interp/modules/ucd_3_2.def"
};

static const Span categories[] = {
#define CATEGORY(first, last, name) {first, last, name, 0},
#include "interp/modules/ucd_3_2.def"
};

static const Span bidirectional[] = {
#define BIDIRECTIONAL(first, last, name) {first, last, name, 0},
#include "interp/modules/ucd_3_2.def"
};

static const Span widths[] = {
#define EAST_ASIAN_WIDTH(first, last, name) {first, last, name, 0},
#include "interp/modules/ucd_3_2.def"
};

static const Span mirrored[] = {
#define MIRRORED(first, last, value) {first, last, NULL, value},
#include "interp/modules/ucd_3_2.def"
};

static const Span decimals[] = {
#define DECIMAL(character, value) {character, character, NULL, value},
#include "interp/modules/ucd_3_2.def"
};

static const Span *
find(const Span *table, size_t n, uint32_t c)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c > table[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < n && c >= table[low].first ? &table[low] : NULL;
}

#define FIND(table, c) find(table, sizeof(table) / sizeof((table)[0]), c)

bool
ucd_is_newer(uint32_t c)
{
    return FIND(unassigned, c) != NULL;
}

const char *
ucd_category(uint32_t c)
{
    const Span *span = FIND(categories, c);
    return span == NULL ? NULL : span->name;
}

const char *
ucd_bidirectional(uint32_t c)
{
    const Span *span = FIND(bidirectional, c);
    return span == NULL ? NULL : span->name;
}

const char *
ucd_east_asian_width(uint32_t c)
{
    const Span *span = FIND(widths, c);
    return span == NULL ? NULL : span->name;
}

int
ucd_decimal(uint32_t c)
{
    const Span *span = FIND(decimals, c);
    return span == NULL ? -1 : span->value;
}

int
ucd_mirrored(uint32_t c)
{
    const Span *span = FIND(mirrored, c);
    return span == NULL ? -1 : span->value;
}
