#include "interp/bytecode/anchors.h"

#include <stdlib.h>
#include <string.h>

#include "interp/bytecode/fold.h"
#include "interp/syntax/arena.h"
#include "interp/syntax/parse.h"

enum { FOLD_DEPTH = 1000 }; // as far as the parser goes

static bool
is_gap(char c)
{
    return c == ' ' || c == '\t' || c == ')' || c == '\\';
}

Anchors
anchors_find(const char *segment, size_t n)
{
    Anchors found = {-1, -1};
    Arena *arena = arena_new();
    char *copy = malloc(n + 3);
    Source source = {0};
    SyntaxError error;
    Mod *tree;
    if (arena == NULL || copy == NULL) {
        goto done;
    }
    // In brackets, so that an expression over several lines parses.
    copy[0] = '(';
    memcpy(copy + 1, segment, n);
    copy[n + 1] = ')';
    copy[n + 2] = '\0';
    if (source_from_text(arena, copy, n + 2, &source, &error) < 0 ||
        parse_source(arena, &source, PARSE_FILE, &tree, NULL, &error) < 0 ||
        tree->body.count != 1 || tree->body.items[0]->kind != STMT_EXPR) {
        goto done;
    }
    // CPython looks at the optimised tree: what folds has no operator left.
    Folder folder = {.arena = arena, .depth_limit = FOLD_DEPTH};
    Expr *e = tree->body.items[0]->as.expr.value;
    fold_expr(&folder, e);
    if (arena_failed(arena)) {
        goto done;
    }
    if (e->kind == EXPR_BIN_OP) {
        long at = e->as.bin_op.left->pos.end_col;
        long end = e->as.bin_op.right->pos.col;
        while (at < end && is_gap(copy[at])) {
            at++;
        }
        found.left = at - 1;
        found.right = at;
        if (at + 1 < end && !is_gap(copy[at + 1]) && copy[at + 1] != '(') {
            found.right++; // two characters: ** // << >>
        }
    } else if (e->kind == EXPR_SUBSCRIPT) {
        long at = e->as.subscript.value->pos.end_col;
        while (at < (long)n && copy[at] != '[') {
            at++;
        }
        found.left = at - 1;
        found.right = e->pos.end_col - 1;
    }
done:
    free(copy);
    arena_free(arena);
    return found;
}
