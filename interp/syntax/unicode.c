/* unicode.c - a thin coat over libunistring. */
#include "interp/syntax/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <uniname.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

static bool find_named(const char *name, size_t length, uint32_t *character)
{
    char text[256];
    if (length >= sizeof(text)) {
        return false;
    }
    memcpy(text, name, length);
    text[length] = '\0';
    *character = unicode_name_character(text);
    return *character != UNINAME_INVALID;
}

bool (*unicode_find_named)(const char *name, size_t length,
                           uint32_t *character) = find_named;

size_t unicode_decode(const char *text, uint32_t *character)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) {
        *character = s[0];
        return 1;
    }
    if (s[0] < 0xE0) {
        *character = (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
        return 2;
    }
    if (s[0] < 0xF0) {
        *character =
            (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
        return 3;
    }
    *character = (s[0] & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 |
                 (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
    return 4;
}

int unicode_length(uint32_t character)
{
    return character < 0x80      ? 1
           : character < 0x800   ? 2
           : character < 0x10000 ? 3
                                 : 4;
}

size_t unicode_encode(uint32_t character, char *text)
{
    int length = unicode_length(character);
    if (length == 1) {
        text[0] = (char)character;
        return 1;
    }
    for (int i = length - 1; i > 0; i--) {
        text[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    text[0] = (char)(marks[length] | character);
    return (size_t)length;
}

int unicode_count(const char *text, size_t length)
{
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        if (((unsigned char)text[i] & 0xC0) != 0x80) {
            count++;
        }
    }
    return count;
}

size_t unicode_validate(const char *text, size_t length)
{
    const uint8_t *bad = u8_check((const uint8_t *)text, length);
    return bad == NULL ? length : (size_t)(bad - (const uint8_t *)text);
}

bool unicode_is_printable(uint32_t character)
{
    if (character == ' ') {
        return true;
    }
    uint32_t hidden = UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf |
                      UC_CATEGORY_MASK_Cs | UC_CATEGORY_MASK_Co |
                      UC_CATEGORY_MASK_Cn | UC_CATEGORY_MASK_Zl |
                      UC_CATEGORY_MASK_Zp | UC_CATEGORY_MASK_Zs;
    return !uc_is_general_category_withtable(character, hidden);
}

const char *unicode_normalize_name(Arena *arena, const char *text,
                                   size_t length)
{
    size_t new_length = 0;
    uint8_t *normal =
        u8_normalize(UNINORM_NFKC, (const uint8_t *)text, length, NULL,
                     &new_length);
    if (normal == NULL) {
        return NULL;
    }
    const char *name = arena_intern(arena, (const char *)normal, new_length);
    free(normal);
    return name;
}
