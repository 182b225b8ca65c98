/* parse_fstring.c - f-strings.
 *
 * As in CPython 3.11 an f-string is one token; its expressions are cut out
 * by counting brackets and quotes, and each is parsed by a parser of its own
 * as if in parentheses.
 */
#include <string.h>

#include "interp/syntax/rules.h"
#include "interp/syntax/string_buffer.h"

#define MAX_BRACKETS 200

static void fail(StringJoin *join, const char *message)
{
    parser_fail(join->parser, SYNTAX_ERROR, "f-string: %s", message);
}

static Expr *new_expr(StringJoin *join, ExprKind kind)
{
    Expr *expr = parser_alloc(join->parser, sizeof(Expr));
    if (expr != NULL) {
        expr->kind = kind;
        expr->pos = join->pos;
    }
    return expr;
}

static Expr *text_constant(StringJoin *join)
{
    Parser *p = join->parser;
    Expr *expr = new_expr(join, EXPR_CONSTANT);
    Constant *value = constant_text(
        p->arena, CONST_STR, join->text.length > 0 ? join->text.data : "",
        join->text.length);
    if (expr == NULL || value == NULL) {
        p->failed = true;
        return NULL;
    }
    value->kind_u = join->kind_u;
    expr->as.constant.value = value;
    join->text.length = 0;
    return expr;
}

Expr *fstring_finish(StringJoin *join)
{
    if (!join->fstring) {
        return text_constant(join);
    }
    if (join->text.length > 0) {
        Expr *text = text_constant(join);
        APPEND(join->parser, &join->values, text);
    }
    Expr *expr = new_expr(join, EXPR_JOINED_STR);
    if (expr != NULL) {
        expr->as.joined_str.values = join->values;
    }
    return join->parser->failed ? NULL : expr;
}

// The braces of \N{...} are none of ours.
static const char *skip_character_name(const char *s, const char *end)
{
    if (s < end && *s++ == '{') {
        while (s < end && *s++ != '}') {
        }
    }
    return s;
}

// Adds the text before an expression. Returns 1 when it ends with a doubled
// brace, 0 at a brace or the end, -1 with an error.
static int add_text(StringJoin *join, const char **text, const char *end,
                    bool raw, int level, const Token *token)
{
    const char *begin = *text;
    const char *s = begin;
    const char *text_end = NULL;
    int result = 0;
    while (s < end && text_end == NULL) {
        char c = *s++;
        if (!raw && c == '\\' && s < end) {
            c = *s++;
            if (c == 'N') {
                s = skip_character_name(s, end);
                continue;
            }
            if (c == '{') {
                parser_warn(join->parser, token,
                            "invalid escape sequence '\\{'");
            }
        }
        if (c != '{' && c != '}') {
            continue;
        }
        if (level == 0 && s < end && *s == c) {
            text_end = s;
            s++;
            result = 1;
        } else if (level == 0 && c == '}') {
            fail(join, "single '}' is not allowed");
            return -1;
        } else {
            s--;
            text_end = s;
        }
    }
    if (text_end == NULL) {
        text_end = s;
    }
    *text = s;
    if (raw) {
        buffer_add(join->parser, &join->text, begin,
                   (size_t)(text_end - begin));
    } else {
        literal_decode(join->parser, &join->text, begin, text_end, false,
                       token);
    }
    return join->parser->failed ? -1 : result;
}

typedef struct Scan {
    char quote; // of the string we are in, or 0
    int quote_size;
    int depth;
    char brackets[MAX_BRACKETS];
} Scan;

static bool scan_string(Scan *scan, const char **s, const char *end)
{
    char c = **s;
    bool triple = *s + 2 < end && (*s)[1] == c && (*s)[2] == c;
    if (scan->quote != 0) {
        if (c == scan->quote && (scan->quote_size == 1 || triple)) {
            *s += scan->quote_size - 1;
            scan->quote = 0;
        }
        return true;
    }
    if (c == '\'' || c == '"') {
        scan->quote = c;
        scan->quote_size = triple ? 3 : 1;
        *s += scan->quote_size - 1;
        return true;
    }
    return false;
}

// Whether `c` closes an expression that is not within brackets.
static bool ends_expression(const char **s, const char *end)
{
    char c = **s;
    if (strchr("!:}=><", c) == NULL) {
        return false;
    }
    if (*s + 1 < end && (*s)[1] == '=' && strchr("!=<>", c) != NULL) {
        ++*s;
        return false;
    }
    return c != '>' && c != '<';
}

static bool close_bracket(StringJoin *join, Scan *scan, char c)
{
    Parser *p = join->parser;
    if (scan->depth == 0) {
        parser_fail(p, SYNTAX_ERROR, "f-string: unmatched '%c'", c);
        return false;
    }
    char open = scan->brackets[--scan->depth];
    if ((open == '(' && c == ')') || (open == '[' && c == ']') ||
        (open == '{' && c == '}')) {
        return true;
    }
    parser_fail(p, SYNTAX_ERROR,
                "f-string: closing parenthesis '%c' does not match opening "
                "parenthesis '%c'",
                c, open);
    return false;
}

// Moves *s to the end of the expression that begins there.
static bool scan_expression(StringJoin *join, const char **s, const char *end)
{
    Scan scan = {.quote = 0};
    for (; *s < end; ++*s) {
        char c = **s;
        if (c == '\\') {
            parser_fail(join->parser, SYNTAX_ERROR,
                        "f-string expression part cannot include a "
                        "backslash");
            return false;
        }
        if (scan_string(&scan, s, end)) {
            continue;
        }
        if (c == '[' || c == '{' || c == '(') {
            if (scan.depth >= MAX_BRACKETS) {
                fail(join, "too many nested parenthesis");
                return false;
            }
            scan.brackets[scan.depth++] = c;
            continue;
        }
        if (c == '#') {
            parser_fail(join->parser, SYNTAX_ERROR,
                        "f-string expression part cannot include '#'");
            return false;
        }
        if (scan.depth == 0) {
            const char *before = *s;
            if (ends_expression(s, end)) {
                break;
            }
            if (*s != before) {
                continue;
            }
        }
        if ((c == ']' || c == '}' || c == ')') &&
            !close_bracket(join, &scan, c)) {
            return false;
        }
    }
    if (scan.quote != 0) {
        fail(join, "unterminated string");
        return false;
    }
    if (scan.depth > 0) {
        parser_fail(join->parser, SYNTAX_ERROR, "f-string: unmatched '%c'",
                    scan.brackets[scan.depth - 1]);
        return false;
    }
    return true;
}

// Finds the line and column of the brace before an expression.
static void find_position(const Token *token, const char *brace, int *lines,
                          int *columns)
{
    *lines = 0;
    *columns = 0;
    const char *s = brace + 1;
    while (*s == ' ' || *s == '\t' || *s == '\f') {
        s++;
    }
    if (*s != '\n' && *s != '}') {
        s = brace;
        while (s > token->start && *s != '\n') {
            s--;
        }
        *columns = (int)(brace - s) - (*s == '\n' ? 1 : 0);
    }
    for (s = token->start; s < brace; s++) {
        *lines += *s == '\n';
    }
}

static bool is_blank(const char *begin, const char *end)
{
    while (begin < end && (*begin == ' ' || *begin == '\t' ||
                           *begin == '\n' || *begin == '\f')) {
        begin++;
    }
    return begin == end;
}

static Expr *parse_expression(StringJoin *join, const char *begin,
                              const char *end, const Token *token)
{
    Parser *outer = join->parser;
    if (is_blank(begin, end)) {
        if (*end == '!' || *end == ':' || *end == '=') {
            parser_fail(outer, SYNTAX_ERROR,
                        "f-string: expression required before '%c'", *end);
        } else {
            fail(join, "empty expression not allowed");
        }
        return NULL;
    }
    size_t length = (size_t)(end - begin);
    char *text = parser_alloc(outer, length + 4);
    Parser *p = parser_alloc(outer, sizeof(Parser));
    if (text == NULL || p == NULL) {
        return NULL;
    }
    text[0] = '(';
    memcpy(text + 1, begin, length);
    text[length + 1] = ')';
    text[length + 2] = '\n';
    int lines;
    int columns;
    find_position(token, begin - 1, &lines, &columns);
    p->arena = outer->arena;
    p->error = outer->error;
    p->warnings = outer->warnings;
    p->depth = outer->depth;
    p->first_line = token->pos.line + lines;
    p->first_column = lines != 0 ? columns : token->pos.col + columns;
    p->lexer.lineno = p->first_line - 1;
    Expr *expr = parser_run(p, START_FSTRING, text);
    if (expr == NULL) {
        outer->failed = true;
        outer->error->incomplete = false;
    }
    return expr;
}

static bool read_conversion(StringJoin *join, const char **s, const char *end,
                            int *conversion)
{
    ++*s;
    if (*s >= end) {
        fail(join, "expecting '}'");
        return false;
    }
    *conversion = (unsigned char)*(*s)++;
    if (strchr("sra", *conversion) == NULL) {
        fail(join, "invalid conversion character: expected 's', 'r', or 'a'");
        return false;
    }
    return true;
}

static Expr *read_spec(StringJoin *join, const char **s, const char *end,
                       bool raw, int level, const Token *token)
{
    StringJoin spec = {.parser = join->parser,
                       .pos = join->pos,
                       .kind_u = join->kind_u,
                       .fstring = true};
    ++*s;
    if (*s >= end) {
        fail(join, "expecting '}'");
        return NULL;
    }
    fstring_add(&spec, s, end, raw, level + 1, token);
    // CPython gives what is left at the end the position of this literal only.
    spec.pos = token->pos;
    spec.kind_u = false;
    return join->parser->failed ? NULL : fstring_finish(&spec);
}

static void add_value(StringJoin *join, Expr *value, int conversion,
                      Expr *spec)
{
    if (join->text.length > 0) {
        Expr *text = text_constant(join);
        APPEND(join->parser, &join->values, text);
    }
    Expr *expr = new_expr(join, EXPR_FORMATTED_VALUE);
    if (expr != NULL) {
        expr->as.formatted_value.value = value;
        expr->as.formatted_value.conversion = conversion;
        expr->as.formatted_value.format_spec = spec;
        APPEND(join->parser, &join->values, expr);
    }
}

// Adds the expression whose brace *text is at.
static bool add_expression(StringJoin *join, const char **text,
                           const char *end, bool raw, int level,
                           const Token *token)
{
    Parser *p = join->parser;
    const char *s = *text + 1;
    const char *begin = s;
    if (level >= 2) {
        fail(join, "expressions nested too deeply");
        return false;
    }
    if (!scan_expression(join, &s, end)) {
        return false;
    }
    if (s >= end) {
        fail(join, "expecting '}'");
        return false;
    }
    Expr *value = parse_expression(join, begin, s, token);
    if (value == NULL) {
        return false;
    }
    bool debug = *s == '=';
    if (debug) {
        s++;
        while (s < end && strchr(" \t\n\f\v\r", *s) != NULL) {
            s++;
        }
        buffer_add(p, &join->text, begin, (size_t)(s - begin));
    }
    int conversion = -1;
    Expr *spec = NULL;
    if (s < end && *s == '!' &&
        !read_conversion(join, &s, end, &conversion)) {
        return false;
    }
    if (s < end && *s == ':') {
        spec = read_spec(join, &s, end, raw, level, token);
        if (spec == NULL) {
            return false;
        }
    }
    if (s >= end || *s != '}') {
        fail(join, "expecting '}'");
        return false;
    }
    if (debug && spec == NULL && conversion == -1) {
        conversion = 'r';
    }
    add_value(join, value, conversion, spec);
    *text = s + 1;
    return true;
}

void fstring_add(StringJoin *join, const char **text, const char *end,
                 bool raw, int level, const Token *token)
{
    while (true) {
        int result = add_text(join, text, end, raw, level, token);
        if (result < 0) {
            return;
        }
        if (result == 1) {
            continue;
        }
        if (*text >= end || **text == '}') {
            break;
        }
        if (!add_expression(join, text, end, raw, level, token)) {
            return;
        }
    }
    if (level > 0 && (*text >= end || **text != '}')) {
        fail(join, "expecting '}'");
    }
}
