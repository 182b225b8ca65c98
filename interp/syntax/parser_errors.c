/* parser_errors.c - positions and precedence of syntax errors. */
#include <string.h>

#include "interp/syntax/parser.h"
#include "interp/syntax/unicode.h"

// The line an error is shown with. Where the lexer has not gone past it,
// it is what the lexer holds, newline included, as in CPython; the columns
// are cut at its end.
static const char *error_line(Parser *p, int lineno, size_t *length)
{
    const Lexer *lexer = &p->lexer;
    if (lexer->lineno <= lineno && lexer->limit > lexer->buffer) {
        *length = (size_t)(lexer->limit - lexer->buffer);
        return lexer->buffer;
    }
    const char *line = lexer->text;
    int first = p->start_rule == START_FSTRING ? p->first_line : 1;
    for (int i = first; i < lineno; i++) {
        const char *end = strchr(line, '\n');
        if (end == NULL) {
            break;
        }
        line = end + 1;
    }
    *length = strcspn(line, "\n");
    return line;
}

// The number of characters in the first `column` bytes of a line.
static int count_characters(const char *line, size_t length, int column)
{
    if (column < 0) {
        return 0;
    }
    if ((size_t)column > length) {
        return unicode_count(line, length) + 1;
    }
    return unicode_count(line, (size_t)column);
}

// Columns are byte offsets from 1 here.
static void set_error(Parser *p, SyntaxErrorKind kind, Pos pos,
                      const char *format, va_list args)
{
    SyntaxError *error = p->error;
    if (p->failed && error->kind != SYNTAX_OK) {
        return;
    }
    p->failed = true;
    bool fstring = p->start_rule == START_FSTRING;
    if (pos.end_line == POS_CURRENT) {
        pos.end_line = p->lexer.lineno;
    }
    if (pos.end_col == POS_CURRENT) {
        pos.end_col = (int)(p->lexer.current - p->lexer.line_start);
    }
    if (fstring) {
        pos.col -= p->first_column;
        pos.end_col -= p->first_column;
    }
    size_t length = 0;
    const char *line = error_line(p, pos.line, &length);
    error->kind = kind;
    error->msg = syntax_format(p->arena, format, args);
    error->lineno = pos.line;
    error->end_lineno = pos.end_line;
    error->offset = pos.col;
    error->end_offset = pos.end_col;
    if (!fstring && !p->byte_columns) {
        error->offset = count_characters(line, length, pos.col);
        if (pos.end_col > 0) {
            error->end_offset = count_characters(line, length, pos.end_col);
        }
    }
    error->text = arena_copy(p->arena, line, length);
}

static void *fail_known(Parser *p, SyntaxErrorKind kind, Pos pos,
                        const char *format, va_list args)
{
    if (p->start_rule == START_FSTRING) {
        size_t length = strlen(format);
        char *longer = parser_alloc(p, length + sizeof("f-string: "));
        if (longer == NULL) {
            return NULL;
        }
        memcpy(longer, "f-string: ", 10);
        memcpy(longer + 10, format, length + 1);
        format = longer;
    }
    set_error(p, kind, pos, format, args);
    return NULL;
}

static Pos one_based(Pos pos)
{
    pos.col++;
    if (pos.end_col != POS_CURRENT) {
        pos.end_col++;
    }
    return pos;
}

void parser_warn(Parser *p, const Token *token, const char *format, ...)
{
    if (p->failed || p->explain || p->warnings == NULL) {
        return;
    }
    SyntaxError *error = p->error, warning = {.kind = SYNTAX_OK};
    va_list args;
    va_start(args, format);
    p->error = &warning;
    set_error(p, SYNTAX_ERROR, one_based(token->pos), format, args);
    va_end(args);
    p->error = error;
    p->failed = !syntax_warn(p->warnings, p->arena, true, &warning);
}

void *parser_fail(Parser *p, SyntaxErrorKind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Pos pos = {.end_col = -1};
    if (p->fill > 0) {
        pos = p->tokens[p->fill - 1]->pos;
        const Lexer *lexer = &p->lexer;
        if (pos.col == -1) {
            bool at_end = p->is_script && lexer->state != LEXER_DEDENT &&
                          p->tokens[p->fill - 1]->kind != TOK_ERROR &&
                          *lexer->current == '\0';
            pos.col = at_end || lexer->current == lexer->buffer
                          ? 0
                          : (int)(lexer->current - lexer->line_start);
        } else {
            pos.col++;
        }
        pos.end_col += pos.end_col == -1 ? 0 : 1;
    }
    fail_known(p, kind, pos, format, args);
    va_end(args);
    return NULL;
}

void *parser_fail_at(Parser *p, Pos pos, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_known(p, SYNTAX_ERROR, one_based(pos), format, args);
    va_end(args);
    return NULL;
}

void *parser_fail_range(Parser *p, Pos first, Pos last, const char *format,
                        ...)
{
    va_list args;
    va_start(args, format);
    first.end_line = last.end_line;
    first.end_col = last.end_col;
    fail_known(p, SYNTAX_ERROR, one_based(first), format, args);
    va_end(args);
    return NULL;
}

void *parser_fail_from(Parser *p, Pos pos, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    pos.end_line = POS_CURRENT;
    pos.end_col = POS_CURRENT;
    fail_known(p, SYNTAX_ERROR, one_based(pos), format, args);
    va_end(args);
    return NULL;
}

static void fail_here(Parser *p, SyntaxErrorKind kind, int column,
                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Pos pos = {p->lexer.lineno, column + 1, p->lexer.lineno, 0};
    fail_known(p, kind, pos, format, args);
    va_end(args);
}

static void fail_unclosed(Parser *p)
{
    const Lexer *lexer = &p->lexer;
    int line = lexer->bracket_lines[lexer->level - 1];
    int column = lexer->bracket_columns[lexer->level - 1];
    Pos pos = {line, column, line, -1};
    parser_fail_at(p, pos, "'%c' was never closed",
                   lexer->brackets[lexer->level - 1]);
}

void parser_lexer_error(Parser *p)
{
    Lexer *lexer = &p->lexer;
    switch (lexer->state) {
    case LEXER_FAILED:
        p->failed = true;
        break;
    case LEXER_OK:
    case LEXER_EOF:
        if (lexer->level > 0) {
            fail_unclosed(p);
        } else {
            parser_fail(p, SYNTAX_ERROR, "unexpected EOF while parsing");
        }
        break;
    case LEXER_DEDENT:
        parser_fail(p, SYNTAX_INDENTATION,
                    "unindent does not match any outer indentation level");
        break;
    case LEXER_TABSPACE:
        fail_here(p, SYNTAX_TAB, 0,
                  "inconsistent use of tabs and spaces in indentation");
        break;
    case LEXER_TOO_DEEP:
        fail_here(p, SYNTAX_INDENTATION, 0, "too many levels of indentation");
        break;
    case LEXER_LINECONT:
        fail_here(p, SYNTAX_ERROR,
                  (int)(lexer->current - lexer->buffer) - 1,
                  "unexpected character after line continuation character");
        break;
    }
}

void parser_check_rest(Parser *p)
{
    if (p->fill == 0) {
        return;
    }
    int error_line_number = p->tokens[p->fill - 1]->pos.line;
    SyntaxError saved = *p->error;
    memset(p->error, 0, sizeof(*p->error));
    Token token;
    do {
        lexer_next(&p->lexer, &token);
    } while (token.kind != TOK_ERROR && token.kind != TOK_ENDMARKER);
    if (p->error->kind != SYNTAX_OK) {
        return;
    }
    const Lexer *lexer = &p->lexer;
    if (token.kind == TOK_ERROR && lexer->level > 0 &&
        error_line_number > lexer->bracket_lines[lexer->level - 1]) {
        fail_unclosed(p);
        return;
    }
    *p->error = saved;
}

void parser_choose_error(Parser *p, const Token *last)
{
    bool lexer_fine = p->lexer.state == LEXER_OK;
    if (p->failed) {
        if (lexer_fine && (p->error->kind == SYNTAX_ERROR ||
                           p->error->kind == SYNTAX_INDENTATION ||
                           p->error->kind == SYNTAX_TAB)) {
            parser_check_rest(p);
        }
        return;
    }
    if (last->kind == TOK_ERROR && p->lexer.state == LEXER_EOF) {
        parser_lexer_error(p);
        return;
    }
    if (last->kind == TOK_INDENT) {
        parser_fail(p, SYNTAX_INDENTATION, "unexpected indent");
        return;
    }
    if (last->kind == TOK_DEDENT) {
        parser_fail(p, SYNTAX_INDENTATION, "unexpected unindent");
        return;
    }
    parser_fail_at(p, last->pos, "invalid syntax");
    parser_check_rest(p);
}
