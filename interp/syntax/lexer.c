/* lexer.c - lines, indentation, names and operators. */
#include "interp/syntax/lexer.h"

#include <string.h>
#include <unictype.h>

#include "interp/syntax/lexer_private.h"
#include "interp/syntax/unicode.h"

#define TAB_SIZE 8

int lexer_getc(Lexer *lexer)
{
    if (lexer->current == lexer->limit) {
        if (lexer->state != LEXER_OK) {
            return LEXER_END;
        }
        if (*lexer->limit == '\0') {
            lexer->state = LEXER_EOF;
            return LEXER_END;
        }
        if (lexer->start == NULL) {
            lexer->buffer = lexer->current;
        }
        lexer->line_start = lexer->current;
        lexer->lineno++;
        const char *end = strchr(lexer->limit, '\n');
        lexer->limit =
            end == NULL ? lexer->limit + strlen(lexer->limit) : end + 1;
    }
    return (unsigned char)*lexer->current++;
}

void lexer_ungetc(Lexer *lexer, int c)
{
    if (c != LEXER_END) {
        lexer->current--;
    }
}

bool lexer_is_name_char(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c >= 128;
}

static TokenKind fail_range(Lexer *lexer, int offset, int end_offset,
                            const char *format, va_list args)
{
    SyntaxError *error = lexer->error;
    lexer->state = LEXER_FAILED;
    if (error->kind != SYNTAX_OK) {
        return TOK_ERROR;
    }
    size_t done = (size_t)(lexer->current - lexer->line_start);
    if (offset < 0) {
        offset = unicode_count(lexer->line_start, done);
    }
    error->kind = SYNTAX_ERROR;
    error->msg = syntax_format(lexer->arena, format, args);
    error->lineno = lexer->lineno;
    error->offset = offset;
    error->end_lineno = lexer->lineno;
    error->end_offset = end_offset < 0 ? offset : end_offset;
    error->text = arena_copy(lexer->arena, lexer->line_start,
                             strcspn(lexer->line_start, "\n"));
    return TOK_ERROR;
}

TokenKind lexer_fail(Lexer *lexer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    TokenKind kind = fail_range(lexer, -1, -1, format, args);
    va_end(args);
    return kind;
}

void lexer_warn(Lexer *lexer, const char *format, ...)
{
    SyntaxError *error = lexer->error, warning = {.kind = SYNTAX_OK};
    LexerState state = lexer->state;
    va_list args;
    va_start(args, format);
    lexer->error = &warning;
    fail_range(lexer, -1, -1, format, args);
    va_end(args);
    lexer->error = error;
    lexer->state = state;
    syntax_warn(lexer->warnings, lexer->arena, false, &warning);
}

TokenKind lexer_fail_range(Lexer *lexer, int offset, int end_offset,
                           const char *format, ...)
{
    va_list args;
    va_start(args, format);
    TokenKind kind = fail_range(lexer, offset, end_offset, format, args);
    va_end(args);
    return kind;
}

static TokenKind stop(Lexer *lexer, LexerState state)
{
    lexer->state = state;
    lexer->current = lexer->limit;
    return TOK_ERROR;
}

// Reads what follows a backslash: the end of the line, and then more.
static int continue_line(Lexer *lexer)
{
    int c = lexer_getc(lexer);
    if (c != '\n') {
        lexer->state = LEXER_LINECONT;
        return -1;
    }
    c = lexer_getc(lexer);
    if (c == LEXER_END) {
        stop(lexer, LEXER_EOF);
        return -1;
    }
    lexer_ungetc(lexer, c);
    return 0;
}

// Compares the indentation with that of the lines before.
static TokenKind set_indent(Lexer *lexer, int column, int alt_column)
{
    int *columns = lexer->columns;
    int *alt_columns = lexer->alt_columns;
    if (column > columns[lexer->indent]) {
        if (lexer->indent + 1 >= LEXER_MAX_INDENT) {
            return stop(lexer, LEXER_TOO_DEEP);
        }
        if (alt_column <= alt_columns[lexer->indent]) {
            return stop(lexer, LEXER_TABSPACE);
        }
        lexer->pending++;
        lexer->indent++;
        columns[lexer->indent] = column;
        alt_columns[lexer->indent] = alt_column;
        return TOK_INDENT;
    }
    while (lexer->indent > 0 && column < columns[lexer->indent]) {
        lexer->pending--;
        lexer->indent--;
    }
    if (column != columns[lexer->indent]) {
        return stop(lexer, LEXER_DEDENT);
    }
    if (alt_column != alt_columns[lexer->indent]) {
        return stop(lexer, LEXER_TABSPACE);
    }
    return TOK_DEDENT;
}

// Reads the blanks a line begins with; *blank tells if nothing follows.
static TokenKind read_indent(Lexer *lexer, bool *blank)
{
    int column = 0;
    int alt_column = 0;
    int joined_column = 0;
    int c;
    lexer->at_line_start = false;
    while (true) {
        c = lexer_getc(lexer);
        if (c == ' ') {
            column++;
            alt_column++;
        } else if (c == '\t') {
            column = (column / TAB_SIZE + 1) * TAB_SIZE;
            alt_column++;
        } else if (c == '\f') {
            column = 0;
            alt_column = 0;
        } else if (c == '\\') {
            // Of joined lines the first one's indentation counts.
            joined_column = joined_column != 0 ? joined_column : column;
            if (continue_line(lexer) < 0) {
                return TOK_ERROR;
            }
        } else {
            break;
        }
    }
    lexer_ungetc(lexer, c);
    *blank = c == '#' || c == '\n';
    if (*blank || lexer->level > 0) {
        return TOK_INDENT;
    }
    return set_indent(lexer, joined_column != 0 ? joined_column : column,
                      joined_column != 0 ? joined_column : alt_column);
}

static TokenKind check_identifier(Lexer *lexer)
{
    const char *text = lexer->start;
    const char *end = lexer->current;
    while (text < end) {
        uint32_t c = 0;
        bool first = text == lexer->start;
        text += unicode_decode(text, &c);
        bool fine = first ? c == '_' || uc_is_property_xid_start(c)
                          : uc_is_property_xid_continue(c);
        if (fine) {
            continue;
        }
        lexer->current = text;
        if (unicode_is_printable(c)) {
            return lexer_fail(lexer, "invalid character '%.*s' (U+%04X)",
                              unicode_length(c), text - unicode_length(c),
                              (unsigned)c);
        }
        return lexer_fail(lexer, "invalid non-printable character U+%04X",
                          (unsigned)c);
    }
    return TOK_NAME;
}

// Reads a name, or a string that begins with letters.
static TokenKind read_name(Lexer *lexer, int c)
{
    bool saw_b = false;
    bool saw_u = false;
    bool saw_r = false;
    bool saw_f = false;
    bool ascii = true;
    while (true) {
        if (!(saw_b || saw_u || saw_f) && (c == 'b' || c == 'B')) {
            saw_b = true;
        } else if (!(saw_b || saw_u || saw_r || saw_f) &&
                   (c == 'u' || c == 'U')) {
            saw_u = true;
        } else if (!(saw_r || saw_u) && (c == 'r' || c == 'R')) {
            saw_r = true;
        } else if (!(saw_f || saw_b || saw_u) && (c == 'f' || c == 'F')) {
            saw_f = true;
        } else {
            break;
        }
        c = lexer_getc(lexer);
        if (c == '"' || c == '\'') {
            return lexer_string(lexer, c);
        }
    }
    while (lexer_is_name_char(c)) {
        ascii = ascii && c < 128;
        c = lexer_getc(lexer);
    }
    lexer_ungetc(lexer, c);
    if (!ascii && check_identifier(lexer) == TOK_ERROR) {
        return TOK_ERROR;
    }
    return token_keyword(lexer->start,
                         (size_t)(lexer->current - lexer->start));
}

// Reads the longest operator that begins with `c`.
static TokenKind read_operator(Lexer *lexer)
{
    const char *text = lexer->current - 1;
    TokenKind found = TOK_OTHER;
    size_t found_length = 1;
    for (TokenKind kind = TOK_LPAR; kind <= TOK_RIGHTSHIFTEQUAL; kind++) {
        const char *spelling = token_text(kind);
        size_t length = strlen(spelling);
        if (spelling[0] == text[0] && strncmp(text, spelling, length) == 0 &&
            (found == TOK_OTHER || length > found_length)) {
            found = kind;
            found_length = length;
        }
    }
    lexer->current = text + found_length;
    return found;
}

static TokenKind open_bracket(Lexer *lexer, TokenKind kind, int c)
{
    if (lexer->level >= LEXER_MAX_LEVEL) {
        return lexer_fail(lexer, "too many nested parentheses");
    }
    lexer->brackets[lexer->level] = (char)c;
    lexer->bracket_lines[lexer->level] = lexer->lineno;
    lexer->bracket_columns[lexer->level] =
        (int)(lexer->start - lexer->line_start);
    lexer->level++;
    return kind;
}

static TokenKind close_bracket(Lexer *lexer, TokenKind kind, int c)
{
    if (lexer->level == 0) {
        return lexer_fail(lexer, "unmatched '%c'", c);
    }
    lexer->level--;
    int opening = lexer->brackets[lexer->level];
    if ((opening == '(' && c == ')') || (opening == '[' && c == ']') ||
        (opening == '{' && c == '}')) {
        return kind;
    }
    int line = lexer->bracket_lines[lexer->level];
    if (line != lexer->lineno) {
        return lexer_fail(lexer,
                          "closing parenthesis '%c' does not match opening "
                          "parenthesis '%c' on line %d",
                          c, opening, line);
    }
    return lexer_fail(lexer,
                      "closing parenthesis '%c' does not match opening "
                      "parenthesis '%c'",
                      c, opening);
}

static TokenKind read_symbol(Lexer *lexer, int c)
{
    TokenKind kind = read_operator(lexer);
    switch (kind) {
    case TOK_LPAR:
    case TOK_LSQB:
    case TOK_LBRACE:
        return open_bracket(lexer, kind, c);
    case TOK_RPAR:
    case TOK_RSQB:
    case TOK_RBRACE:
        return close_bracket(lexer, kind, c);
    case TOK_OTHER:
        if (c < ' ' || c == 127) {
            return lexer_fail(lexer, "invalid non-printable character U+%04X",
                              (unsigned)c);
        }
        return kind;
    default:
        return kind;
    }
}

// Reads a token that has text. TOK_INDENT stands for "nothing, go on".
static TokenKind read_token(Lexer *lexer, bool blank)
{
    int c;
    lexer->start = NULL;
    do {
        c = lexer_getc(lexer);
    } while (c == ' ' || c == '\t' || c == '\f');
    lexer->start = lexer->current - (c == LEXER_END ? 0 : 1);
    if (c == '#') {
        while (c != LEXER_END && c != '\n') {
            c = lexer_getc(lexer);
        }
        // CPython: start stays at the comment, so a NEWLINE token covers it.
    }
    if (c == LEXER_END) {
        lexer->start = NULL;
        return lexer->level == 0 && lexer->state == LEXER_EOF ? TOK_ENDMARKER
                                                              : TOK_ERROR;
    }
    if (c == '\n') {
        lexer->at_line_start = true;
        return blank || lexer->level > 0 ? TOK_INDENT : TOK_NEWLINE;
    }
    if (c >= '0' && c <= '9') {
        return lexer_number(lexer, c);
    }
    if (c == '.' && *lexer->current >= '0' && *lexer->current <= '9') {
        return lexer_number(lexer, c);
    }
    if (lexer_is_name_char(c)) {
        return read_name(lexer, c);
    }
    if (c == '\'' || c == '"') {
        return lexer_string(lexer, c);
    }
    if (c == '\\') {
        return continue_line(lexer) < 0 ? TOK_ERROR : TOK_DEDENT;
    }
    return read_symbol(lexer, c);
}

static TokenKind next_kind(Lexer *lexer)
{
    bool blank = false;
    while (true) {
        lexer->start = NULL;
        blank = false;
        if (lexer->at_line_start && read_indent(lexer, &blank) == TOK_ERROR) {
            return TOK_ERROR;
        }
        if (lexer->pending != 0) {
            bool deeper = lexer->pending > 0;
            lexer->pending += deeper ? -1 : 1;
            return deeper ? TOK_INDENT : TOK_DEDENT;
        }
        TokenKind kind;
        do {
            kind = read_token(lexer, blank);
        } while (kind == TOK_DEDENT);
        if (kind != TOK_INDENT) {
            return kind;
        }
    }
}

void lexer_start(Lexer *lexer, Arena *arena, const char *text,
                 SyntaxError *error)
{
    memset(lexer, 0, sizeof(*lexer));
    lexer->arena = arena;
    lexer->error = error;
    lexer->text = text;
    lexer->buffer = text;
    lexer->current = text;
    lexer->limit = text;
    lexer->line_start = text;
    lexer->at_line_start = true;
}

void lexer_next(Lexer *lexer, Token *token)
{
    memset(token, 0, sizeof(*token));
    TokenKind kind = next_kind(lexer);
    bool string = kind == TOK_STRING;
    token->kind = kind;
    token->level = lexer->level;
    token->pos.line = string ? lexer->first_lineno : lexer->lineno;
    token->pos.end_line = lexer->lineno;
    token->pos.col = -1;
    token->pos.end_col = -1;
    if (kind == TOK_ENDMARKER || kind == TOK_INDENT || kind == TOK_DEDENT ||
        kind == TOK_ERROR) {
        return;
    }
    const char *end = lexer->current - (kind == TOK_NEWLINE ? 1 : 0);
    const char *line =
        string ? lexer->multi_line_start : lexer->line_start;
    token->start = lexer->start;
    token->length = (size_t)(end - lexer->start);
    token->pos.col = (int)(lexer->start - line);
    token->pos.end_col = (int)(end - lexer->line_start);
}
