/* parser.c - tokens, memos, nodes, and the two passes. */
#include "interp/syntax/parser.h"

#include <string.h>

#include "interp/syntax/rules.h"
#include "interp/syntax/unicode.h"

static Token *read_token(Parser *p)
{
    if (p->failed) {
        return NULL;
    }
    if (p->fill == p->capacity) {
        size_t capacity = p->capacity == 0 ? 64 : p->capacity * 2;
        Token **tokens = arena_alloc(p->arena, capacity * sizeof(Token *));
        if (tokens == NULL) {
            p->failed = true;
            return NULL;
        }
        if (p->fill > 0) {
            memcpy(tokens, p->tokens, p->fill * sizeof(Token *));
        }
        p->tokens = tokens;
        p->capacity = capacity;
    }
    Token *token = parser_alloc(p, sizeof(Token));
    if (token == NULL) {
        return NULL;
    }
    lexer_next(&p->lexer, token);
    if (p->start_rule == START_SINGLE && token->kind == TOK_ENDMARKER &&
        p->started) {
        // The end of a prompt's input also ends its line and its blocks.
        token->kind = TOK_NEWLINE;
        p->started = false;
        p->lexer.pending = -p->lexer.indent;
        p->lexer.indent = 0;
    } else {
        p->started = true;
    }
    if (p->start_rule == START_FSTRING && p->lexer.lineno == p->first_line) {
        token->pos.col += token->pos.col >= 0 ? p->first_column : 0;
        token->pos.end_col += token->pos.end_col >= 0 ? p->first_column : 0;
    }
    p->tokens[p->fill++] = token;
    if (token->kind == TOK_ERROR) {
        parser_lexer_error(p);
        return NULL;
    }
    return token;
}

Token *parser_peek(Parser *p)
{
    return p->failed            ? NULL
           : p->mark < p->fill ? p->tokens[p->mark]
                                : read_token(p);
}

TokenKind parser_kind_at(Parser *p, size_t ahead)
{
    while (p->mark + ahead >= p->fill) {
        if (read_token(p) == NULL) {
            return TOK_ERROR;
        }
    }
    return p->failed ? TOK_ERROR : p->tokens[p->mark + ahead]->kind;
}

Token *parser_expect(Parser *p, TokenKind kind)
{
    Token *token = parser_peek(p);
    if (token == NULL || token->kind != kind) {
        return NULL;
    }
    p->mark++;
    return token;
}

Token *parser_force(Parser *p, TokenKind kind)
{
    Token *token = parser_peek(p);
    if (token == NULL) {
        return NULL;
    }
    if (token->kind != kind) {
        return parser_fail_at(p, token->pos, "expected '%s'",
                              token_text(kind));
    }
    p->mark++;
    return token;
}

bool parser_is(Parser *p, TokenKind kind)
{
    const Token *token = parser_peek(p);
    return token != NULL && token->kind == kind;
}

bool parser_is_soft(Parser *p, const char *keyword)
{
    const Token *token = parser_peek(p);
    return token != NULL && token->kind == TOK_NAME &&
           strlen(keyword) == token->length &&
           memcmp(token->start, keyword, token->length) == 0;
}

Token *parser_expect_soft(Parser *p, const char *keyword)
{
    return parser_is_soft(p, keyword) ? parser_expect(p, TOK_NAME) : NULL;
}

const char *parser_name(Parser *p, Token *token)
{
    if (token->name != NULL) {
        return token->name;
    }
    bool ascii = true;
    for (size_t i = 0; i < token->length; i++) {
        ascii = ascii && (unsigned char)token->start[i] < 128;
    }
    token->name =
        ascii ? arena_intern(p->arena, token->start, token->length)
              : unicode_normalize_name(p->arena, token->start, token->length);
    p->failed = p->failed || token->name == NULL;
    return token->name;
}

bool parser_enter(Parser *p, int weight)
{
    p->depth += weight;
    if (p->depth <= PARSER_MAX_DEPTH) {
        return !p->failed;
    }
    if (!p->failed) {
        p->failed = true;
        memset(p->error, 0, sizeof(*p->error));
        p->error->kind = SYNTAX_TOO_DEEP;
        p->error->msg = "";
    }
    return false;
}

void parser_leave(Parser *p, int weight)
{
    p->depth -= weight;
}

bool parser_recall(Parser *p, MemoRule rule, void **node)
{
    const Token *token = parser_peek(p);
    if (token == NULL) {
        *node = NULL;
        return true;
    }
    for (const Memo *memo = token->memo; memo != NULL; memo = memo->next) {
        if (memo->rule == rule) {
            p->mark = memo->end;
            *node = memo->node;
            return true;
        }
    }
    return false;
}

void *parser_remember(Parser *p, size_t start, MemoRule rule, void *node)
{
    if (p->failed || start >= p->fill) {
        return p->failed ? NULL : node;
    }
    Memo *memo = parser_alloc(p, sizeof(Memo));
    if (memo == NULL) {
        return NULL;
    }
    memo->rule = rule;
    memo->node = node;
    memo->end = p->mark;
    memo->next = p->tokens[start]->memo;
    p->tokens[start]->memo = memo;
    return node;
}

void *parser_alloc(Parser *p, size_t size)
{
    void *memory = arena_alloc(p->arena, size);
    p->failed = p->failed || memory == NULL;
    return memory;
}

void *parser_grow(Parser *p, void *items, size_t count, size_t size)
{
    if (count != 0 && (count < 4 || (count & (count - 1)) != 0)) {
        return items;
    }
    void *grown = parser_alloc(p, (count == 0 ? 4 : count * 2) * size);
    if (grown != NULL && count > 0) {
        memcpy(grown, items, count * size);
    }
    return grown;
}

Pos parser_pos(const Parser *p, size_t start)
{
    Pos pos = p->tokens[start]->pos;
    size_t last = p->mark;
    while (last > 0) {
        const Token *token = p->tokens[--last];
        if (token->kind != TOK_ENDMARKER && token->kind != TOK_NEWLINE &&
            token->kind != TOK_INDENT && token->kind != TOK_DEDENT) {
            pos.end_line = token->pos.end_line;
            pos.end_col = token->pos.end_col;
            break;
        }
    }
    return pos;
}

Expr *parser_expr(Parser *p, ExprKind kind, size_t start)
{
    Expr *expr = p->failed ? NULL : parser_alloc(p, sizeof(Expr));
    if (expr != NULL) {
        expr->kind = kind;
        expr->pos = parser_pos(p, start);
    }
    return expr;
}

Stmt *parser_stmt(Parser *p, StmtKind kind, size_t start)
{
    Stmt *stmt = p->failed ? NULL : parser_alloc(p, sizeof(Stmt));
    if (stmt != NULL) {
        stmt->kind = kind;
        stmt->pos = parser_pos(p, start);
    }
    return stmt;
}

Pattern *parser_pattern(Parser *p, PatternKind kind, size_t start)
{
    Pattern *pattern = p->failed ? NULL : parser_alloc(p, sizeof(Pattern));
    if (pattern != NULL) {
        pattern->kind = kind;
        pattern->pos = parser_pos(p, start);
    }
    return pattern;
}

static void *run_rule(Parser *p)
{
    void *node = NULL;
    switch (p->start_rule) {
    case START_FILE:
        node = rule_file(p);
        break;
    case START_EVAL:
        node = rule_eval(p);
        break;
    case START_SINGLE:
        node = rule_interactive(p);
        break;
    case START_FSTRING:
        node = rule_star_expressions(p);
        break;
    }
    return p->failed ? NULL : node;
}

// Whether something besides comments follows one statement of a prompt.
static bool has_second_statement(const Parser *p)
{
    const char *c = p->lexer.current;
    while (*c != '\0') {
        if (*c == '#') {
            c += strcspn(c, "\n");
        } else if (*c == ' ' || *c == '\t' || *c == '\n' || *c == '\f') {
            c++;
        } else {
            return true;
        }
    }
    return false;
}

void *parser_run(Parser *p, StartRule start, const char *text)
{
    p->start_rule = start;
    int line = p->lexer.lineno;
    lexer_start(&p->lexer, p->arena, text, p->error);
    p->lexer.warnings = p->warnings;
    p->lexer.lineno = line;
    void *node = run_rule(p);
    if (node != NULL) {
        if (start == START_SINGLE && has_second_statement(p)) {
            return parser_fail(p, SYNTAX_ERROR,
                               "multiple statements found while compiling a "
                               "single statement");
        }
        return node;
    }
    bool at_end = p->lexer.state == LEXER_EOF && p->fill > 0 &&
                  p->tokens[0]->kind != TOK_ENDMARKER;
    if (p->failed) {
        if (p->lexer.state == LEXER_OK && p->error->kind != SYNTAX_TOO_DEEP &&
            p->error->kind != SYNTAX_OK) {
            parser_check_rest(p);
        }
    } else {
        const Token *last = p->tokens[p->fill - 1];
        for (size_t i = 0; i < p->fill; i++) {
            p->tokens[i]->memo = NULL;
        }
        p->mark = 0;
        p->depth = 0;
        p->explain = true;
        run_rule(p);
        parser_choose_error(p, last);
    }
    p->error->incomplete = p->error->incomplete || at_end;
    return NULL;
}

int parse_source(Arena *arena, const Source *source, ParseMode mode,
                 Mod **tree, SyntaxWarnings *warnings, SyntaxError *error)
{
    static const StartRule starts[] = {
        [PARSE_FILE] = START_FILE,
        [PARSE_EVAL] = START_EVAL,
        [PARSE_SINGLE] = START_SINGLE,
    };
    const char *text = source->text;
    size_t length = source->length;
    memset(error, 0, sizeof(*error));
    if (mode == PARSE_FILE && length > 0 && text[length - 1] != '\n') {
        char *copy = arena_alloc(arena, length + 2);
        if (copy == NULL) {
            error->kind = SYNTAX_NO_MEMORY;
            return -1;
        }
        memcpy(copy, text, length);
        copy[length] = '\n';
        text = copy;
    }
    Parser *p = arena_alloc(arena, sizeof(Parser));
    if (p == NULL) {
        error->kind = SYNTAX_NO_MEMORY;
        return -1;
    }
    p->arena = arena;
    p->error = error;
    p->warnings = warnings;
    p->byte_columns = source->byte_columns;
    p->is_script = source->is_script;
    *tree = parser_run(p, starts[mode], text);
    if (arena_failed(arena) || (*tree == NULL && error->kind == SYNTAX_OK)) {
        memset(error, 0, sizeof(*error));
        error->kind = SYNTAX_NO_MEMORY;
        return -1;
    }
    return *tree == NULL ? -1 : 0;
}
