/* The case methods of str, by Unicode's full mappings. */
#include "interp/objects/chartype.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/strwriter.h"

/* Writes what a mapping makes of one character. */
static int
write_mapped(StrWriter *w, CharMap map, uint32_t c)
{
    uint32_t out[CHAR_MAX_MAPPED];
    int n = map(c, out);
    for (int i = 0; i < n; i++) {
        if (strwriter_char(w, out[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The small form of the capital sigma at place i: final when letters stand
 * before it and none behind it. */
static uint32_t
lower_sigma(Object *str, ssize_t i)
{
    ssize_t j = i - 1;
    while (j >= 0 && char_is_case_ignorable(str_char(str, j))) {
        j--;
    }
    bool final = j >= 0 && char_is_cased(str_char(str, j));
    if (final) {
        j = i + 1;
        while (j < str_length(str)
               && char_is_case_ignorable(str_char(str, j))) {
            j++;
        }
        final = j == str_length(str) || !char_is_cased(str_char(str, j));
    }
    return final ? 0x3c2 : 0x3c3;
}

static int
write_lower(StrWriter *w, Object *str, ssize_t i)
{
    uint32_t c = str_char(str, i);
    if (c == 0x3a3) {
        return strwriter_char(w, lower_sigma(str, i));
    }
    return write_mapped(w, char_to_lower, c);
}

static Object *
finish(StrWriter *w, int status)
{
    if (status < 0) {
        strwriter_drop(w);
        return NULL;
    }
    return strwriter_finish(w);
}

// Of a str in ASCII; `first` is the first letter to change.
static Object *
map_ascii(Object *self, char first)
{
    ssize_t n = str_length(self);
    Object *result = str_new(n, 127);
    if (result == NULL) {
        return NULL;
    }
    const uint8_t *from = str_data(self);
    uint8_t *to = str_data(result);
    for (ssize_t i = 0; i < n; i++) {
        bool changes = (uint8_t)(from[i] - first) < 26;
        to[i] = changes ? from[i] ^ 32 : from[i];
    }
    return result;
}

static Object *
map_all(Object *self, CharMap map)
{
    if (str_is_ascii(self) && str_length(self) > 0) {
        return map_ascii(self, map == char_to_upper ? 'a' : 'A');
    }
    StrWriter w;
    strwriter_init(&w);
    int status = strwriter_prepare(&w, str_length(self), 127);
    for (ssize_t i = 0; i < str_length(self) && status == 0; i++) {
        status = map == char_to_lower ? write_lower(&w, self, i)
                                      : write_mapped(&w, map,
                                                     str_char(self, i));
    }
    return finish(&w, status);
}

Object *
str_upper(Object *self, Object *unused UNUSED)
{
    return map_all(self, char_to_upper);
}

Object *
str_lower(Object *self, Object *unused UNUSED)
{
    return map_all(self, char_to_lower);
}

Object *
str_casefold(Object *self, Object *unused UNUSED)
{
    return map_all(self, char_to_folded);
}

Object *
str_capitalize(Object *self, Object *unused UNUSED)
{
    StrWriter w;
    strwriter_init(&w);
    int status = 0;
    for (ssize_t i = 0; i < str_length(self) && status == 0; i++) {
        status = i == 0 ? write_mapped(&w, char_to_title, str_char(self, 0))
                        : write_lower(&w, self, i);
    }
    return finish(&w, status);
}

Object *
str_title(Object *self, Object *unused UNUSED)
{
    StrWriter w;
    strwriter_init(&w);
    int status = 0;
    bool inside = false;
    for (ssize_t i = 0; i < str_length(self) && status == 0; i++) {
        uint32_t c = str_char(self, i);
        status = inside ? write_lower(&w, self, i)
                        : write_mapped(&w, char_to_title, c);
        inside = char_is_cased(c);
    }
    return finish(&w, status);
}

Object *
str_swapcase(Object *self, Object *unused UNUSED)
{
    StrWriter w;
    strwriter_init(&w);
    int status = 0;
    for (ssize_t i = 0; i < str_length(self) && status == 0; i++) {
        uint32_t c = str_char(self, i);
        status = char_is_upper(c)   ? write_lower(&w, self, i)
                 : char_is_lower(c) ? write_mapped(&w, char_to_upper, c)
                                    : strwriter_char(&w, c);
    }
    return finish(&w, status);
}
