/* parse_literals.c - the values of numbers and strings. */
#include <stdlib.h>
#include <string.h>

#include "interp/syntax/rules.h"
#include "interp/syntax/string_buffer.h"
#include "interp/syntax/unicode.h"

#define MAX_INT_DIGITS 4300 // sys.get_int_max_str_digits()

static Constant *decimal_int(Parser *p, const Token *token,
                             const char *digits, size_t length)
{
    if (length > MAX_INT_DIGITS) {
        Pos pos = token->pos;
        pos.col = -1;
        pos.end_col = -1;
        return parser_fail_at(
            p, pos,
            "Exceeds the limit (%d digits) for integer string conversion: "
            "value has %zu digits; use sys.set_int_max_str_digits() to "
            "increase the limit - Consider hexadecimal for huge integer "
            "literals to avoid decimal conversion limits.",
            MAX_INT_DIGITS, length);
    }
    return constant_int(p->arena, digits, length, 10);
}

Constant *literal_number(Parser *p, const Token *token)
{
    char *text = parser_alloc(p, token->length + 1);
    size_t length = 0;
    for (size_t i = 0; text != NULL && i < token->length; i++) {
        if (token->start[i] != '_') {
            text[length++] = token->start[i];
        }
    }
    if (text == NULL) {
        return NULL;
    }
    int second = length > 1 && text[0] == '0' ? text[1] | 0x20 : 0;
    Constant *value = NULL;
    if (second == 'x' || second == 'o' || second == 'b') {
        int base = second == 'x' ? 16 : second == 'o' ? 8 : 2;
        value = constant_int(p->arena, text + 2, length - 2, base);
    } else if (text[length - 1] == 'j' || text[length - 1] == 'J') {
        value = constant_new(p->arena, CONST_COMPLEX);
        if (value != NULL) {
            value->as.complex.imag = strtod(text, NULL);
        }
    } else if (strspn(text, "0123456789") == length) {
        value = decimal_int(p, token, text, length);
    } else {
        value = constant_new(p->arena, CONST_FLOAT);
        if (value != NULL) {
            value->as.real = strtod(text, NULL);
        }
    }
    p->failed = p->failed || value == NULL;
    return value;
}

static int hex_digit(int c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

// CPython decodes a copy where each character above 127 takes ten bytes;
// its messages give positions in there.
static size_t copy_position(const char *text, const char *at)
{
    size_t position = 0;
    for (const char *s = text; s < at; s++) {
        unsigned char c = (unsigned char)*s;
        if (c < 128) {
            bool before_wide = c == '\\' && (unsigned char)s[1] >= 128;
            position += before_wide ? 6 : 1;
            if (c == '\\' && s + 1 < at && !before_wide) {
                s++;
                position++;
            }
        } else if ((c & 0xC0) != 0x80) {
            position += 10;
        }
    }
    return position;
}

static void fail_escape(Parser *p, const char *text, const char *escape,
                        const char *end, const char *reason)
{
    size_t first = copy_position(text, escape);
    size_t last = first + (size_t)(end - escape) - 1;
    if (first == last) {
        parser_fail(p, SYNTAX_ERROR,
                    "(unicode error) 'unicodeescape' codec can't decode byte "
                    "0x5c in position %zu: %s",
                    first, reason);
    } else {
        parser_fail(p, SYNTAX_ERROR,
                    "(unicode error) 'unicodeescape' codec can't decode bytes "
                    "in position %zu-%zu: %s",
                    first, last, reason);
    }
}

static void add_character(Parser *p, StringBuffer *buffer, uint32_t c)
{
    char utf8[4];
    buffer_add(p, buffer, utf8, unicode_encode(c, utf8));
}

// What stands between the braces of \N{...}; `s` is behind the N.
static const char *named_character(Parser *p, StringBuffer *buffer,
                                   const char *text, const char *s,
                                   const char *end)
{
    const char *escape = s - 2;
    const char *close =
        s < end && *s == '{' ? memchr(s, '}', (size_t)(end - s)) : NULL;
    if (close == NULL || close == s + 1) {
        const char *stop = s < end && *s == '{' ? s + 1 : s;
        if (close == NULL && stop > s) {
            stop = end;
        }
        fail_escape(p, text, escape, stop,
                    "malformed \\N character escape");
        return NULL;
    }
    uint32_t c;
    if (!unicode_find_named(s + 1, (size_t)(close - s) - 1, &c)) {
        fail_escape(p, text, escape, close + 1,
                    "unknown Unicode character name");
        return NULL;
    }
    add_character(p, buffer, c);
    return close + 1;
}

// \x, \u and \U; `s` is behind the letter.
static const char *hex_escape(Parser *p, StringBuffer *buffer,
                              const char *text, const char *s, const char *end)
{
    const char *escape = s - 2;
    int count = s[-1] == 'x' ? 2 : s[-1] == 'u' ? 4 : 8;
    uint32_t c = 0;
    for (int i = 0; i < count; i++, s++) {
        int digit = s < end ? hex_digit((unsigned char)*s) : -1;
        if (digit < 0) {
            fail_escape(p, text, escape, s,
                        count == 2   ? "truncated \\xXX escape"
                        : count == 4 ? "truncated \\uXXXX escape"
                                     : "truncated \\UXXXXXXXX escape");
            return NULL;
        }
        c = c << 4 | (uint32_t)digit;
    }
    if (c > 0x10FFFF) {
        fail_escape(p, text, escape, s, "illegal Unicode character");
        return NULL;
    }
    add_character(p, buffer, c);
    return s;
}

static const char *octal_escape(Parser *p, StringBuffer *buffer,
                                const char *s, const char *end, bool bytes)
{
    uint32_t c = 0;
    for (int i = 0; i < 3 && s < end && *s >= '0' && *s <= '7'; i++, s++) {
        c = c * 8 + (uint32_t)(*s - '0');
    }
    if (bytes) {
        char byte = (char)(c & 0xFF);
        buffer_add(p, buffer, &byte, 1);
    } else {
        add_character(p, buffer, c);
    }
    return s;
}

static const char *byte_escape(Parser *p, StringBuffer *buffer,
                               const char *text, const char *s,
                               const char *end)
{
    int high = s < end ? hex_digit((unsigned char)s[0]) : -1;
    int low = s + 1 < end ? hex_digit((unsigned char)s[1]) : -1;
    if (high < 0 || low < 0) {
        parser_fail(p, SYNTAX_ERROR,
                    "(value error) invalid \\x escape at position %zu",
                    (size_t)(s - 2 - text));
        return NULL;
    }
    char byte = (char)(high << 4 | low);
    buffer_add(p, buffer, &byte, 1);
    return s + 2;
}

// `s` is at the character behind a backslash. Returns what follows.
static const char *one_escape(Parser *p, StringBuffer *buffer,
                              const char *text, const char *s,
                              const char *end, bool bytes)
{
    static const char plain[] = "\\'\"abfnrtv";
    static const char values[] = "\\'\"\a\b\f\n\r\t\v";
    if (s == end) {
        buffer_add(p, buffer, "\\", 1);
        return s;
    }
    const char *found = *s == '\0' ? NULL : strchr(plain, *s);
    if (found != NULL) {
        buffer_add(p, buffer, &values[found - plain], 1);
        return s + 1;
    }
    switch (*s) {
    case '\n':
        return s + 1;
    case 'x':
        return bytes ? byte_escape(p, buffer, text, s + 1, end)
                     : hex_escape(p, buffer, text, s + 1, end);
    case 'u':
    case 'U':
        if (!bytes) {
            return hex_escape(p, buffer, text, s + 1, end);
        }
        break;
    case 'N':
        if (!bytes) {
            return named_character(p, buffer, text, s + 1, end);
        }
        break;
    default:
        if (*s >= '0' && *s <= '7') {
            return octal_escape(p, buffer, s, end, bytes);
        }
        break;
    }
    buffer_add(p, buffer, "\\", 1);
    return s;
}

// What of an escape, at the character behind its backslash, is worth a
// warning: how many characters from there; 0: nothing.
static size_t odd_escape(const char *s, const char *end, bool bytes)
{
    if (s == end || (unsigned char)*s >= 128) {
        return 0; // CPython: sees an escaped backslash before the latter
    }
    if (*s >= '0' && *s <= '7') {
        bool large = s + 2 < end && *s > '3' && s[1] >= '0' && s[1] <= '7' &&
                     s[2] >= '0' && s[2] <= '7';
        return large ? 3 : 0;
    }
    const char *known = bytes ? "\n\\'\"abfnrtvx" : "\n\\'\"abfnrtvxuUN";
    return *s != '\0' && strchr(known, *s) != NULL ? 0 : 1;
}

void literal_decode(Parser *p, StringBuffer *buffer, const char *text,
                    const char *end, bool bytes, const Token *token)
{
    const char *odd = NULL; // the first escape that is
    size_t odd_length = 0;
    const char *s = text;
    while (s != NULL && s < end && !p->failed) {
        const char *escape = memchr(s, '\\', (size_t)(end - s));
        if (escape == NULL) {
            escape = end;
        }
        buffer_add(p, buffer, s, (size_t)(escape - s));
        s = escape;
        if (escape < end) {
            size_t length = odd_escape(escape + 1, end, bytes);
            if (odd == NULL && length > 0) {
                odd = escape + 1;
                odd_length = length;
            }
            s = one_escape(p, buffer, text, escape + 1, end, bytes);
        }
    }
    if (odd != NULL && !p->failed) {
        parser_warn(p, token, "invalid %sescape sequence '\\%.*s'",
                    odd_length == 3 ? "octal " : "",
                    (int)odd_length, odd);
    }
}

typedef struct Literal {
    const char *text; // the body, without quotes
    const char *end;
    bool bytes;
    bool raw;
    bool fstring;
} Literal;

static Literal split_literal(const Token *token)
{
    Literal literal = {.text = token->start,
                       .end = token->start + token->length};
    while (*literal.text != '\'' && *literal.text != '"') {
        int c = *literal.text++ | 0x20;
        literal.bytes = literal.bytes || c == 'b';
        literal.raw = literal.raw || c == 'r';
        literal.fstring = literal.fstring || c == 'f';
    }
    size_t quotes = 1;
    if (literal.end - literal.text >= 6 &&
        literal.text[1] == literal.text[0] &&
        literal.text[2] == literal.text[0]) {
        quotes = 3;
    }
    literal.text += quotes;
    literal.end -= quotes;
    return literal;
}

static bool check_bytes(Parser *p, const Token *token, const Literal *literal)
{
    for (const char *s = literal->text; s < literal->end; s++) {
        if ((unsigned char)*s >= 128) {
            parser_fail_at(p, token->pos,
                           "bytes can only contain ASCII literal characters");
            return false;
        }
    }
    return true;
}

static void add_literal(StringJoin *join, const Token *token,
                        const Literal *literal)
{
    Parser *p = join->parser;
    if (literal->fstring) {
        const char *text = literal->text;
        fstring_add(join, &text, literal->end, literal->raw, 0, token);
    } else if (literal->raw) {
        buffer_add(p, &join->text, literal->text,
                   (size_t)(literal->end - literal->text));
    } else {
        literal_decode(p, &join->text, literal->text, literal->end,
                       literal->bytes, token);
    }
}

Expr *literal_strings(Parser *p, Token **tokens, size_t count, size_t start)
{
    StringJoin join = {.parser = p, .pos = parser_pos(p, start)};
    join.kind_u = tokens[0]->start[0] == 'u';
    bool bytes = false;
    for (size_t i = 0; i < count && !p->failed; i++) {
        Literal literal = split_literal(tokens[i]);
        if (literal.bytes && !check_bytes(p, tokens[i], &literal)) {
            return NULL;
        }
        if (i > 0 && bytes != literal.bytes) {
            // CPython decodes this literal first, with its errors.
            StringBuffer unused = {NULL, 0, 0};
            if (!literal.raw && !literal.fstring) {
                literal_decode(p, &unused, literal.text, literal.end,
                               literal.bytes, tokens[i]);
            }
            return parser_fail(p, SYNTAX_ERROR,
                               "cannot mix bytes and nonbytes literals");
        }
        bytes = literal.bytes;
        join.fstring = join.fstring || literal.fstring;
        add_literal(&join, tokens[i], &literal);
    }
    if (p->failed) {
        return NULL;
    }
    if (!bytes) {
        return fstring_finish(&join);
    }
    Expr *expr = parser_expr(p, EXPR_CONSTANT, start);
    Constant *value = constant_text(
        p->arena, CONST_BYTES, join.text.length > 0 ? join.text.data : "",
        join.text.length);
    if (expr == NULL || value == NULL) {
        p->failed = true;
        return NULL;
    }
    expr->as.constant.value = value;
    return expr;
}
