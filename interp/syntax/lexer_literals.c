/* lexer_literals.c - where numbers and strings end. */
#include <string.h>

#include "interp/syntax/lexer_private.h"

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_digit_of(int c, int base)
{
    if (base == 16) {
        return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
    return c >= '0' && c < '0' + base;
}

// Whether exactly this text follows, and no name goes on behind it.
static bool follows(const Lexer *lexer, const char *text)
{
    size_t length = strlen(text);
    return strncmp(lexer->current, text, length) == 0 &&
           !lexer_is_name_char((unsigned char)lexer->current[length]);
}

// A number may touch some keywords, as in `1if x else y`.
static bool keyword_follows(const Lexer *lexer, int c)
{
    switch (c) {
    case 'a':
        return follows(lexer, "nd");
    case 'e':
        return follows(lexer, "lse");
    case 'f':
        return follows(lexer, "or");
    case 'i':
        return *lexer->current != '\0' &&
               strchr("fns", *lexer->current) != NULL;
    case 'o':
        return follows(lexer, "r");
    case 'n':
        return follows(lexer, "ot");
    default:
        return false;
    }
}

// `c` was read behind the number.
static TokenKind end_number(Lexer *lexer, int c, const char *sort)
{
    bool keyword = keyword_follows(lexer, c);
    bool wrong = !keyword && c < 128 && lexer_is_name_char(c);
    lexer_ungetc(lexer, c);
    if (wrong) {
        return lexer_fail(lexer, "invalid %s literal", sort);
    }
    if (keyword) {
        lexer_warn(lexer, "invalid %s literal", sort);
    }
    return TOK_NUMBER;
}

// Reads the digits behind a first one. Returns the character behind them,
// or -2 after an error.
static int read_digits(Lexer *lexer)
{
    int c;
    while (true) {
        do {
            c = lexer_getc(lexer);
        } while (is_digit(c));
        if (c != '_') {
            return c;
        }
        c = lexer_getc(lexer);
        if (!is_digit(c)) {
            lexer_ungetc(lexer, c);
            lexer_fail(lexer, "invalid decimal literal");
            return -2;
        }
    }
}

static TokenKind read_radix(Lexer *lexer, int base, const char *sort)
{
    int c = lexer_getc(lexer);
    do {
        if (c == '_') {
            c = lexer_getc(lexer);
        }
        if (!is_digit_of(c, base)) {
            if (is_digit(c)) {
                return lexer_fail(lexer, "invalid digit '%c' in %s literal", c,
                                  sort);
            }
            lexer_ungetc(lexer, c);
            return lexer_fail(lexer, "invalid %s literal", sort);
        }
        do {
            c = lexer_getc(lexer);
        } while (is_digit_of(c, base));
    } while (c == '_');
    if (is_digit(c)) {
        return lexer_fail(lexer, "invalid digit '%c' in %s literal", c, sort);
    }
    return end_number(lexer, c, sort);
}

// `c` is what follows the digits before a point or an exponent.
static TokenKind read_fraction(Lexer *lexer, int c)
{
    if (c == '.') {
        c = lexer_getc(lexer);
        if (is_digit(c)) {
            c = read_digits(lexer);
        }
    }
    if (c == 'e' || c == 'E') {
        int exponent = c;
        c = lexer_getc(lexer);
        if (c == '+' || c == '-') {
            c = lexer_getc(lexer);
            if (!is_digit(c)) {
                lexer_ungetc(lexer, c);
                return lexer_fail(lexer, "invalid decimal literal");
            }
        } else if (!is_digit(c)) {
            lexer_ungetc(lexer, c);
            return end_number(lexer, exponent, "decimal");
        }
        c = read_digits(lexer);
    }
    if (c == -2) {
        return TOK_ERROR;
    }
    if (c == 'j' || c == 'J') {
        return end_number(lexer, lexer_getc(lexer), "imaginary");
    }
    return end_number(lexer, c, "decimal");
}

// A zero was read, which is not the prefix of another base.
static TokenKind read_zeros(Lexer *lexer, int c)
{
    while (true) {
        if (c == '_') {
            c = lexer_getc(lexer);
            if (!is_digit(c)) {
                lexer_ungetc(lexer, c);
                return lexer_fail(lexer, "invalid decimal literal");
            }
        }
        if (c != '0') {
            break;
        }
        c = lexer_getc(lexer);
    }
    const char *zeros_end = lexer->current;
    bool nonzero = is_digit(c);
    if (nonzero) {
        c = read_digits(lexer);
        if (c == -2) {
            return TOK_ERROR;
        }
    }
    if (!nonzero || c == '.' || c == 'e' || c == 'E' || c == 'j' || c == 'J') {
        return read_fraction(lexer, c);
    }
    lexer_ungetc(lexer, c);
    return lexer_fail_range(
        lexer, (int)(lexer->start + 1 - lexer->line_start),
        (int)(zeros_end - lexer->line_start),
        "leading zeros in decimal integer literals are not permitted; use an "
        "0o prefix for octal integers");
}

TokenKind lexer_number(Lexer *lexer, int c)
{
    if (c == '.') {
        return read_fraction(lexer, c);
    }
    if (c == '0') {
        c = lexer_getc(lexer);
        switch (c) {
        case 'x':
        case 'X':
            return read_radix(lexer, 16, "hexadecimal");
        case 'o':
        case 'O':
            return read_radix(lexer, 8, "octal");
        case 'b':
        case 'B':
            return read_radix(lexer, 2, "binary");
        default:
            return read_zeros(lexer, c);
        }
    }
    c = read_digits(lexer);
    return c == -2 ? TOK_ERROR : read_fraction(lexer, c);
}

static TokenKind unterminated(Lexer *lexer, int quote_size)
{
    int line = lexer->lineno;
    lexer->current = lexer->start + 1;
    lexer->line_start = lexer->multi_line_start;
    lexer->lineno = lexer->first_lineno;
    bool at_end = lexer->state == LEXER_EOF;
    TokenKind kind = lexer_fail(
        lexer,
        quote_size == 3
            ? "unterminated triple-quoted string literal (detected at line %d)"
            : "unterminated string literal (detected at line %d)",
        line);
    lexer->error->incomplete = at_end && quote_size == 3;
    return kind;
}

TokenKind lexer_string(Lexer *lexer, int quote)
{
    int quote_size = 1;
    int end_size = 0;
    lexer->first_lineno = lexer->lineno;
    lexer->multi_line_start = lexer->line_start;
    int c = lexer_getc(lexer);
    if (c == quote) {
        c = lexer_getc(lexer);
        if (c == quote) {
            quote_size = 3;
        } else {
            end_size = 1; // an empty string
        }
    }
    if (c != quote) {
        lexer_ungetc(lexer, c);
    }
    while (end_size != quote_size) {
        c = lexer_getc(lexer);
        if (c == LEXER_END || (quote_size == 1 && c == '\n')) {
            return unterminated(lexer, quote_size);
        }
        if (c == quote) {
            end_size++;
        } else {
            end_size = 0;
            if (c == '\\') {
                lexer_getc(lexer);
            }
        }
    }
    return TOK_STRING;
}
