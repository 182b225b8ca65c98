#include "gc/record_private.h"

#if RECORDING

#include <stdlib.h>
#include <string.h>

typedef struct StringRow {
    char *text;
    uint32_t number;
} StringRow;

static StringRow *strings; // open addressing; room is a power of two
static size_t string_room, string_count;

static size_t
string_hash(const char *text)
{
    size_t h = 14695981039346656037u;
    for (; *text != '\0'; text++) {
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    }
    return h ^ h >> 29;
}

static StringRow *
string_place(const char *text)
{
    size_t i = string_hash(text) & (string_room - 1);
    while (strings[i].text != NULL && strcmp(strings[i].text, text) != 0) {
        i = (i + 1) & (string_room - 1);
    }
    return &strings[i];
}

static bool
grow_strings(void)
{
    size_t old_room = string_room;
    StringRow *old = strings;
    string_room = old_room == 0 ? 1024 : old_room * 2;
    strings = calloc(string_room, sizeof(StringRow));
    if (strings == NULL) {
        strings = old;
        string_room = old_room;
        return false;
    }
    for (size_t i = 0; i < old_room; i++) {
        if (old[i].text != NULL) {
            *string_place(old[i].text) = old[i];
        }
    }
    free(old);
    return true;
}

// From the linker: the program's constants lie between.
extern char etext[], data_start[];

static inline bool
is_constant(const char *text)
{
    return text >= etext && text < data_start;
}

// The same texts come from the same places again and again; a place that is no
// constant's may hold another text by now, so it is compared.
enum { KNOWN_PLACES = 1024 };

static struct {
    const char *place;
    StringRow row;
} known_places[KNOWN_PLACES];

// Its row, told the first time; NULL without memory.
static const StringRow *
string_row(const char *text)
{
    if (string_count * 2 >= string_room && !grow_strings()) {
        return NULL;
    }
    StringRow *row = string_place(text);
    if (row->text == NULL) {
        row->text = strdup(text);
        if (row->text == NULL) {
            return NULL;
        }
        row->number = (uint32_t)++string_count;
        record_emit_text(EVENT_STRING, row->number, 0, text, strlen(text));
    }
    return row;
}

uint32_t
record_string_copied(const char *text)
{
    const StringRow *row = string_row(text);
    return row == NULL ? 0 : row->number;
}

static NOINLINE uint32_t
string_at_place(const char *text, size_t at)
{
    const StringRow *row = string_row(text);
    if (row == NULL) {
        return 0;
    }
    known_places[at].place = text;
    known_places[at].row = *row;
    return row->number;
}

static NOINLINE uint32_t
string_compared(const char *text, size_t at)
{
    const StringRow *row = &known_places[at].row;
    return strcmp(row->text, text) == 0 ? row->number
                                        : string_at_place(text, at);
}

// Of constants, which are most, nothing is called.
uint32_t
record_string(const char *text)
{
    // Two may be within a few bytes: every bit counts (Fibonacci hashing).
    const uint32_t share = UINT32_MAX / KNOWN_PLACES + 1;
    uint32_t at = (uint32_t)(uintptr_t)text * 2654435769u / share;
    if (UNLIKELY(known_places[at].place != text)) {
        return string_at_place(text, at);
    }
    return is_constant(text) ? known_places[at].row.number
                             : string_compared(text, at);
}

#else

// The plain runtime has no recorder; a file must not be empty.
typedef int RecordStringNothing;

#endif
