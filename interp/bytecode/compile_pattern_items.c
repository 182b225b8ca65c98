/* compile_pattern_items.c - patterns of sequences and mappings. */
#include "interp/bytecode/compile_pattern.h"

#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"
#include "interp/bytecode/constant_repr.h"
#include "interp/bytecode/fold.h"

static bool is_star_wildcard(const Pattern *pattern)
{
    return pattern->kind == PATTERN_MATCH_STAR &&
           pattern->as.star.name == NULL;
}

static void unpack_items(Compiler *c, PatternSeq patterns)
{
    size_t n = patterns.count;
    for (size_t i = 0; i < n; i++) {
        if (patterns.items[i]->kind != PATTERN_MATCH_STAR) {
            continue;
        }
        if (i >= 1 << 8 || n - i - 1 >= (size_t)1 << 23) {
            compile_error(c, "too many expressions in star-unpacking "
                             "sequence pattern");
        }
        emit_arg(c, OP_UNPACK_EX, (int)(i + ((n - i - 1) << 8)));
        return;
    }
    emit_arg(c, OP_UNPACK_SEQUENCE, (int)n);
}

static void match_by_unpacking(Compiler *c, PatternSeq patterns,
                               Match *match)
{
    unpack_items(c, patterns);
    match->on_top += patterns.count;
    for (size_t i = 0; i < patterns.count && !c->failed; i++) {
        match->on_top--;
        pattern_compile_part(c, patterns.items[i], match);
    }
}

// With a *_ only the items that are looked at are taken out.
static void match_by_index(Compiler *c, PatternSeq patterns, size_t star,
                           Match *match)
{
    match->on_top++;
    for (size_t i = 0; i < patterns.count && !c->failed; i++) {
        if (i == star || pattern_is_wildcard(patterns.items[i])) {
            continue;
        }
        emit_arg(c, OP_COPY, 1);
        if (i < star) {
            emit_int(c, (int)i);
        } else {
            emit_op(c, OP_GET_LEN);
            emit_int(c, (int)(patterns.count - i));
            emit_binary(c, BIN_SUB, false);
        }
        emit_op(c, OP_BINARY_SUBSCR);
        pattern_compile_part(c, patterns.items[i], match);
    }
    match->on_top--;
    emit_op(c, OP_POP_TOP);
}

static void check_length(Compiler *c, CompareOperator op, size_t length,
                         Match *match)
{
    emit_op(c, OP_GET_LEN);
    emit_int(c, (int)length);
    emit_compare(c, op);
    pattern_jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
}

void pattern_compile_sequence(Compiler *c, Pattern *pattern, Match *match)
{
    PatternSeq patterns = pattern->as.sequence.patterns;
    size_t n = patterns.count;
    size_t star = n;
    bool only_wildcards = true;
    bool star_wildcard = false;
    for (size_t i = 0; i < n; i++) {
        const Pattern *item = patterns.items[i];
        if (item->kind == PATTERN_MATCH_STAR) {
            if (star < n) {
                compile_error(c, "multiple starred names in sequence "
                                 "pattern");
                return;
            }
            star = i;
            star_wildcard = is_star_wildcard(item);
            only_wildcards = only_wildcards && star_wildcard;
        } else {
            only_wildcards = only_wildcards && pattern_is_wildcard(item);
        }
    }
    match->on_top++;
    emit_op(c, OP_MATCH_SEQUENCE);
    pattern_jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
    if (star == n) {
        check_length(c, CMP_EQ, n, match);
    } else if (n > 1) {
        check_length(c, CMP_GT_E, n - 1, match);
    }
    match->on_top--;
    if (only_wildcards) {
        emit_op(c, OP_POP_TOP);
    } else if (star_wildcard) {
        match_by_index(c, patterns, star, match);
    } else {
        match_by_unpacking(c, patterns, match);
    }
}

// Pushes the keys; they may be literals, all different, and attributes.
static void compile_keys(Compiler *c, Pattern *pattern)
{
    ExprSeq keys = pattern->as.mapping.keys;
    for (size_t i = 0; i < keys.count && !c->failed; i++) {
        const Expr *key = keys.items[i];
        if (key->kind != EXPR_CONSTANT && key->kind != EXPR_ATTRIBUTE) {
            compile_error(c, "mapping pattern keys may only match literals "
                             "and attribute lookups");
            return;
        }
        for (size_t j = 0; j < i && key->kind == EXPR_CONSTANT; j++) {
            if (keys.items[j]->kind == EXPR_CONSTANT &&
                fold_constants_equal(keys.items[j]->as.constant.value,
                                     key->as.constant.value)) {
                compile_error(c, "mapping pattern checks duplicate key (%s)",
                              constant_repr(c->arena,
                                            key->as.constant.value));
                return;
            }
        }
        compile_expr(c, keys.items[i]);
    }
}

// The mapping without its keys: subject, keys -> dict.
static void bind_rest(Compiler *c, const char *name, size_t n, Match *match)
{
    emit_arg(c, OP_BUILD_MAP, 0);
    emit_arg(c, OP_SWAP, 3);
    emit_arg(c, OP_DICT_UPDATE, 2);
    emit_arg(c, OP_UNPACK_SEQUENCE, (int)n);
    for (; n > 0; n--) {
        emit_arg(c, OP_COPY, (int)(1 + n));
        emit_arg(c, OP_SWAP, 2);
        emit_op(c, OP_DELETE_SUBSCR);
    }
    pattern_store_name(c, name, match);
}

void pattern_compile_mapping(Compiler *c, Pattern *pattern, Match *match)
{
    PatternSeq patterns = pattern->as.mapping.patterns;
    const char *rest = pattern->as.mapping.rest;
    size_t n = pattern->as.mapping.keys.count;
    match->on_top++;
    emit_op(c, OP_MATCH_MAPPING);
    pattern_jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
    if (n == 0 && rest == NULL) {
        match->on_top--;
        emit_op(c, OP_POP_TOP);
        return;
    }
    if (n > 0) {
        check_length(c, CMP_GT_E, n, match);
    }
    compile_keys(c, pattern);
    emit_arg(c, OP_BUILD_TUPLE, (int)n);
    emit_op(c, OP_MATCH_KEYS);
    match->on_top += 2; // the keys and the values
    pattern_fail_if_none(c, match);
    emit_arg(c, OP_UNPACK_SEQUENCE, (int)n);
    match->on_top += n;
    match->on_top--;
    for (size_t i = 0; i < n && !c->failed; i++) {
        match->on_top--;
        pattern_compile_part(c, patterns.items[i], match);
    }
    if (c->failed) {
        return;
    }
    match->on_top -= 2; // the subject and the keys
    if (rest != NULL) {
        bind_rest(c, rest, n, match);
    } else {
        emit_op(c, OP_POP_TOP);
        emit_op(c, OP_POP_TOP);
    }
}
