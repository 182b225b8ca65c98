/* fold_format.c - "%s" formatting as f-strings. */
#include <stdio.h>
#include <string.h>

#include "interp/bytecode/fold.h"

// Longest width or precision that is understood, in digits.
#define MAX_DIGITS 3

typedef struct Scanner {
    const char *text;
    size_t length;
    size_t at;
} Scanner;

typedef struct Format {
    int spec;
    bool left;
    int width;
    int precision;
} Format;

static int next_char(Scanner *scanner)
{
    if (scanner->at >= scanner->length) {
        return -1;
    }
    scanner->at++;
    return (unsigned char)scanner->text[scanner->at - 1];
}

// Reads digits that begin with *c; false if there are too many or the text
// ends.
static bool scan_number(Scanner *scanner, int *c, int *value)
{
    *value = 0;
    for (int digits = 1; *c >= '0' && *c <= '9'; digits++) {
        *value = *value * 10 + (*c - '0');
        *c = next_char(scanner);
        if (*c < 0 || digits >= MAX_DIGITS) {
            return false;
        }
    }
    return true;
}

static bool scan_format(Scanner *scanner, Format *format)
{
    int c;
    format->left = false;
    format->width = -1;
    format->precision = -1;
    for (;;) {
        c = next_char(scanner);
        if (c == '-') {
            format->left = true;
        } else if (c < 0 || strchr("+ #0", c) == NULL || c == 0) {
            break;
        }
    }
    if (c >= '0' && c <= '9' && !scan_number(scanner, &c, &format->width)) {
        return false;
    }
    if (c == '.') {
        format->precision = 0;
        c = next_char(scanner);
        if (c >= '0' && c <= '9' &&
            !scan_number(scanner, &c, &format->precision)) {
            return false;
        }
    }
    format->spec = c;
    return c == 's' || c == 'r' || c == 'a';
}

static Expr *new_expr(Arena *arena, ExprKind kind, Pos pos)
{
    Expr *expr = arena_alloc(arena, sizeof *expr);
    if (expr != NULL) {
        expr->kind = kind;
        expr->pos = pos;
    }
    return expr;
}

static Expr *new_text(Arena *arena, const char *text, size_t length)
{
    Pos none = {-1, -1, -1, -1};
    Expr *expr = new_expr(arena, EXPR_CONSTANT, none);
    if (expr != NULL) {
        expr->as.constant.value = constant_text(arena, CONST_STR, text,
                                                length);
        if (expr->as.constant.value == NULL) {
            return NULL;
        }
    }
    return expr;
}

// The text up to the next format, with %% made %. Sets *found to NULL if
// there is none; false when memory is short.
static bool take_literal(Arena *arena, Scanner *scanner, Expr **found)
{
    *found = NULL;
    char *text = arena_alloc(arena, scanner->length + 1);
    if (text == NULL) {
        return false;
    }
    size_t length = 0;
    size_t start = scanner->at;
    while (scanner->at < scanner->length) {
        char c = scanner->text[scanner->at];
        if (c == '%') {
            if (scanner->at + 1 >= scanner->length ||
                scanner->text[scanner->at + 1] != '%') {
                break;
            }
            scanner->at++;
        }
        scanner->at++;
        text[length] = c;
        length++;
    }
    if (scanner->at > start) {
        *found = new_text(arena, text, length);
        return *found != NULL;
    }
    return true;
}

static Expr *make_field(Arena *arena, const Format *format, Expr *value)
{
    char buffer[32];
    size_t used = 0;
    if (!format->left && format->width > 0) {
        buffer[used++] = '>';
    }
    if (format->width >= 0) {
        used += (size_t)snprintf(buffer + used, sizeof buffer - used, "%d",
                                 format->width);
    }
    if (format->precision >= 0) {
        used += (size_t)snprintf(buffer + used, sizeof buffer - used, ".%d",
                                 format->precision);
    }
    Expr *field = new_expr(arena, EXPR_FORMATTED_VALUE, value->pos);
    if (field == NULL) {
        return NULL;
    }
    field->as.formatted_value.value = value;
    field->as.formatted_value.conversion = format->spec;
    if (used > 0) {
        field->as.formatted_value.format_spec = new_text(arena, buffer,
                                                         used);
    }
    return field;
}

bool fold_format(Arena *arena, Expr *expr, const Constant *format,
                 ExprSeq items)
{
    Scanner scanner = {format->as.text.data, format->as.text.length, 0};
    Expr **values = arena_alloc(arena,
                                (items.count * 2 + 1) * sizeof *values);
    if (values == NULL) {
        return false;
    }
    size_t count = 0;
    size_t used = 0;
    for (;;) {
        Expr *literal;
        if (!take_literal(arena, &scanner, &literal)) {
            return false;
        }
        if (literal != NULL) {
            values[count++] = literal;
        }
        if (scanner.at >= scanner.length) {
            break;
        }
        scanner.at++; // the percent sign
        Format field;
        if (used >= items.count || !scan_format(&scanner, &field)) {
            return false;
        }
        values[count] = make_field(arena, &field, items.items[used]);
        if (values[count] == NULL) {
            return false;
        }
        count++;
        used++;
    }
    if (used < items.count) {
        return false;
    }
    expr->kind = EXPR_JOINED_STR;
    expr->as.joined_str.values.count = count;
    expr->as.joined_str.values.items = values;
    return true;
}
