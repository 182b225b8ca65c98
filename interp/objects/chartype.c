/* What Unicode says of a character: libunistring's tables, asked in CPython's
 * words. */
#include "interp/objects/chartype.h"

#include <stdio.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uniname.h>

bool
char_is_wide_space(uint32_t c)
{
    return c == 0x85 || c == 0xa0 || c == 0x1680
           || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029
           || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool
char_is_line_break(uint32_t c)
{
    return (c >= 10 && c <= 13) || (c >= 0x1c && c <= 0x1e) || c == 0x85
           || c == 0x2028 || c == 0x2029;
}

static bool
has_category(uint32_t c, uint32_t mask)
{
    return uc_is_general_category_withtable(c, mask);
}

bool
char_is_printable(uint32_t c)
{
    if (c < 127) {
        return c >= ' ';
    }
    return !has_category(c, UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Z);
}

bool
char_is_alpha(uint32_t c)
{
    if (c < 128) {
        return (c | 32) >= 'a' && (c | 32) <= 'z';
    }
    return has_category(c, UC_CATEGORY_MASK_L);
}

int
char_decimal(uint32_t c)
{
    if (c < 128) {
        return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
    }
    return uc_decimal_value(c);
}

int
char_digit(uint32_t c)
{
    return c < 128 ? char_decimal(c) : uc_digit_value(c);
}

/* The ideographs that stand for numbers: the Unihan database has them. */
static bool
is_numeric_ideograph(uint32_t c)
{
    static const uint32_t table[] = {
        0x3405, 0x3483, 0x382a, 0x3b4d, 0x4e00, 0x4e03, 0x4e07, 0x4e09,
        0x4e5d, 0x4e8c, 0x4e94, 0x4e96, 0x4ebf, 0x4ec0, 0x4edf, 0x4ee8,
        0x4f0d, 0x4f70, 0x5104, 0x5146, 0x5169, 0x516b, 0x516d, 0x5341,
        0x5343, 0x5344, 0x5345, 0x534c, 0x53c1, 0x53c2, 0x53c3, 0x53c4,
        0x56db, 0x58f1, 0x58f9, 0x5e7a, 0x5efe, 0x5eff, 0x5f0c, 0x5f0d,
        0x5f0e, 0x5f10, 0x62fe, 0x634c, 0x67d2, 0x6f06, 0x7396, 0x767e,
        0x8086, 0x842c, 0x8cae, 0x8cb3, 0x8d30, 0x9621, 0x9646, 0x964c,
        0x9678, 0x96f6, 0xf96b, 0xf973, 0xf978, 0xf9b2, 0xf9d1, 0xf9d3,
        0xf9fd, 0x20001, 0x20064, 0x200e2, 0x20121, 0x2092a, 0x20983, 0x2098c,
        0x2099c, 0x20aea, 0x20afd, 0x20b19, 0x22390, 0x22998, 0x23b1b,
        0x2626d, 0x2f890,
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i] == c) {
            return true;
        }
    }
    return false;
}

bool
char_is_numeric(uint32_t c)
{
    if (c < 128) {
        return char_decimal(c) >= 0;
    }
    return uc_numeric_value(c).denominator != 0 || is_numeric_ideograph(c);
}

bool
char_is_alnum(uint32_t c)
{
    return char_is_alpha(c) || char_decimal(c) >= 0 || char_digit(c) >= 0
           || char_is_numeric(c);
}

bool
char_is_lower(uint32_t c)
{
    if (c < 128) {
        return c >= 'a' && c <= 'z';
    }
    return uc_is_property_lowercase(c);
}

bool
char_is_upper(uint32_t c)
{
    if (c < 128) {
        return c >= 'A' && c <= 'Z';
    }
    return uc_is_property_uppercase(c);
}

bool
char_is_title(uint32_t c)
{
    return c >= 128 && has_category(c, UC_CATEGORY_MASK_Lt);
}

bool
char_is_cased(uint32_t c)
{
    return c < 128 ? char_is_alpha(c) : uc_is_property_cased(c);
}

bool
char_is_case_ignorable(uint32_t c)
{
    return uc_is_property_case_ignorable(c);
}

bool
char_is_id_start(uint32_t c)
{
    return c == '_'
           || (c < 128 ? char_is_alpha(c) : uc_is_property_xid_start(c));
}

bool
char_is_id_continue(uint32_t c)
{
    return c < 128 ? c == '_' || char_is_alpha(c) || char_decimal(c) >= 0
                   : uc_is_property_xid_continue(c);
}

/* Runs a function of libunistring on one character. */
#define MAP_ONE(call)                                                        \
    if (c >= 0xd800 && c <= 0xdfff) {                                        \
        out[0] = c;                                                          \
        return 1;                                                            \
    }                                                                        \
    size_t n = CHAR_MAX_MAPPED;                                              \
    uint32_t source = c;                                                     \
    const uint32_t *result = call(&source, 1, NULL, NULL, out, &n);          \
    if (result != out || n == 0) {                                           \
        out[0] = c;                                                          \
        n = 1;                                                               \
    }                                                                        \
    return (int)n;

int
char_to_lower(uint32_t c, uint32_t out[CHAR_MAX_MAPPED])
{
    if (c < 128) {
        out[0] = c >= 'A' && c <= 'Z' ? c + 32 : c;
        return 1;
    }
    MAP_ONE(u32_tolower)
}

int
char_to_upper(uint32_t c, uint32_t out[CHAR_MAX_MAPPED])
{
    if (c < 128) {
        out[0] = c >= 'a' && c <= 'z' ? c - 32 : c;
        return 1;
    }
    MAP_ONE(u32_toupper)
}

int
char_to_title(uint32_t c, uint32_t out[CHAR_MAX_MAPPED])
{
    if (c < 128) {
        return char_to_upper(c, out);
    }
    if (c >= 0xd800 && c <= 0xdfff) {
        out[0] = c;
        return 1;
    }
    // u32_totitle finds words; a mark on its own would stay as it is.
    ucs4_t simple = uc_totitle(c);
    size_t n = CHAR_MAX_MAPPED;
    uint32_t source = c;
    const uint32_t *result = u32_totitle(&source, 1, NULL, NULL, out, &n);
    if (result != out || n == 0 || (n == 1 && out[0] == c)) {
        out[0] = simple;
        n = 1;
    }
    return (int)n;
}

int
char_to_folded(uint32_t c, uint32_t out[CHAR_MAX_MAPPED])
{
    if (c < 128) {
        return char_to_lower(c, out);
    }
    MAP_ONE(u32_casefold)
}

static size_t
to_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

size_t
char_escape(uint32_t c, char quote, bool ascii, char *out)
{
    const char *special = "\\\t\r\n";
    const char *letters = "\\trn";
    char text[16];
    if (c < 128 && c != 0 && strchr(special, (int)c) != NULL) {
        out[0] = '\\';
        out[1] = letters[strchr(special, (int)c) - special];
        return 2;
    }
    if (c == (uint32_t)quote) {
        out[0] = '\\';
        out[1] = quote;
        return 2;
    }
    if (c < 128 ? c >= ' ' && c < 127 : !ascii && char_is_printable(c)) {
        return to_utf8(c, out);
    }
    int n = snprintf(text, sizeof text,
                     c < 256     ? "\\x%02x"
                     : c < 65536 ? "\\u%04x"
                                 : "\\U%08x",
                     (unsigned)c);
    memcpy(out, text, (size_t)n);
    return (size_t)n;
}

/* The names of the letters in a Hangul syllable's name (Unicode, 3.12). */
static const char *const hangul_first[] = {
    "G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ",
    "C", "K", "T", "P", "H"};
static const char *const hangul_middle[] = {
    "A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE",
    "YO", "U", "WEO", "WE", "WI", "YU", "EU", "YI", "I"};
static const char *const hangul_last[] = {
    "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS",
    "LT", "LP", "LH", "M", "B", "BS", "S", "SS", "NG", "J", "C", "K", "T",
    "P", "H"};
static const char hangul[] = "HANGUL SYLLABLE ";

static void
hangul_name(uint32_t c, char *out)
{
    uint32_t i = c - 0xac00;
    sprintf(out, "%s%s%s%s", hangul, hangul_first[i / 588],
            hangul_middle[i % 588 / 28], hangul_last[i % 28]);
}

/* The number of the longest of n letters that *text begins with; moves *text
 * behind it. -1: none. */
static int
take_letter(const char *const *letters, int n, const char **text)
{
    int best = -1;
    for (int i = 0; i < n; i++) {
        if (strncmp(*text, letters[i], strlen(letters[i])) == 0
            && (best < 0 || strlen(letters[i]) > strlen(letters[best]))) {
            best = i;
        }
    }
    *text += best < 0 ? 0 : strlen(letters[best]);
    return best;
}

static bool
hangul_from_name(const char *name, uint32_t *out)
{
    const char *at = name + sizeof(hangul) - 1;
    int first = take_letter(hangul_first, 19, &at);
    int middle = take_letter(hangul_middle, 21, &at);
    int last = take_letter(hangul_last, 28, &at);
    if (middle < 0 || *at != '\0') {
        return false;
    }
    *out = (uint32_t)(0xac00 + (first * 21 + middle) * 28 + last);
    return true;
}

static const char ideograph[] = "CJK UNIFIED IDEOGRAPH-";

bool
char_name(uint32_t c, char *out)
{
    if (c >= 0xac00 && c <= 0xd7a3) {
        hangul_name(c, out);
        return true;
    }
    static const uint32_t ideographs[][2] = {
        {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0x20000, 0x2a6df},
        {0x2a700, 0x2b738}, {0x2b740, 0x2b81d}, {0x2b820, 0x2cea1},
        {0x2ceb0, 0x2ebe0}, {0x30000, 0x3134a},
    };
    for (size_t i = 0; i < sizeof ideographs / sizeof ideographs[0]; i++) {
        if (c >= ideographs[i][0] && c <= ideographs[i][1]) {
            sprintf(out, "%s%X", ideograph, (unsigned)c);
            return true;
        }
    }
    return unicode_character_name(c, out) != NULL;
}

/* The ideograph of a name like "CJK UNIFIED IDEOGRAPH-4E00", whose number has
 * four or five digits. */
static bool
ideograph_from_name(const char *name, uint32_t *out)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *at = name + sizeof(ideograph) - 1;
    char shown[256];
    uint32_t c = 0;
    size_t n = strlen(at);
    if (strspn(at, digits) != n || (n != 4 && n != 5)) {
        return false;
    }
    for (; *at != '\0'; at++) {
        c = c * 16 + (uint32_t)(strchr(digits, *at) - digits);
    }
    *out = c;
    return char_name(c, shown)
           && strncmp(shown, ideograph, sizeof(ideograph) - 1) == 0;
}

bool
char_from_name(const char *name, size_t n, uint32_t *out)
{
    char text[UNINAME_MAX];
    if (n == 0 || n >= sizeof(text) || memchr(name, '\0', n) != NULL) {
        return false;
    }
    memcpy(text, name, n);
    text[n] = '\0';
    if (strncmp(text, ideograph, sizeof(ideograph) - 1) == 0) {
        return ideograph_from_name(text, out);
    }
    if (strncmp(text, hangul, sizeof(hangul) - 1) == 0) {
        return hangul_from_name(text, out);
    }
    *out = unicode_name_character(text);
    // CPython: the case matters in names that are put together by a rule.
    return *out != UNINAME_INVALID && (*out < 0xac00 || *out > 0xd7a3);
}
