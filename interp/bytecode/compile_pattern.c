/* compile_pattern.c - match statements.
 *
 * A pattern consumes the subject on top of the stack. Names it binds are
 * kept on the stack below what it still needs, and stored when the whole
 * case has matched. fail_pop[n] is the block that pops n items and goes on
 * with the next case.
 */
#include <string.h>

#include "interp/bytecode/compile_unit.h"
#include "interp/bytecode/constant_repr.h"
#include "interp/bytecode/fold.h"

typedef struct Names {
    const char **items;
    size_t count;
    size_t capacity;
} Names;

typedef struct Match {
    Names stores;           // bound so far, values on the stack
    bool allow_irrefutable; // may this pattern match everything?
    Block **fail_pop;
    size_t fail_count;
    size_t on_top; // items above the stores that must be popped on failure
} Match;

static void compile_pattern(Compiler *c, Pattern *pattern, Match *match);

static bool is_wildcard(const Pattern *pattern)
{
    return pattern->kind == PATTERN_MATCH_AS &&
           pattern->as.as_.name == NULL;
}

static bool is_star_wildcard(const Pattern *pattern)
{
    return pattern->kind == PATTERN_MATCH_STAR &&
           pattern->as.star.name == NULL;
}

// --- names -----------------------------------------------------------------

static size_t find_name(const Names *names, const char *name)
{
    size_t i = 0;
    while (i < names->count && names->items[i] != name) {
        i++;
    }
    return i;
}

static void append_name(Compiler *c, Names *names, const char *name)
{
    if (names->count == names->capacity) {
        size_t capacity = names->capacity == 0 ? 8 : names->capacity * 2;
        const char **items = arena_alloc(c->arena,
                                         capacity * sizeof *items);
        if (items == NULL) {
            compile_no_memory(c);
            return;
        }
        if (names->count > 0) {
            memcpy(items, names->items, names->count * sizeof *items);
        }
        names->items = items;
        names->capacity = capacity;
    }
    names->items[names->count] = name;
    names->count++;
}

static void add_store(Compiler *c, Match *match, const char *name)
{
    if (find_name(&match->stores, name) < match->stores.count) {
        compile_error(c, "multiple assignments to name '%s' in pattern",
                      name);
        return;
    }
    append_name(c, &match->stores, name);
}

// Moves the top below the next count - 1 items.
static void rotate(Compiler *c, size_t count)
{
    for (; count > 1; count--) {
        emit_arg(c, OP_SWAP, (int)count);
    }
}

static void store_name(Compiler *c, const char *name, Match *match)
{
    if (name == NULL) {
        emit_op(c, OP_POP_TOP);
        return;
    }
    if (is_forbidden(c, name, CTX_STORE)) {
        return;
    }
    size_t rotations = match->on_top + match->stores.count + 1;
    add_store(c, match, name);
    rotate(c, rotations);
}

// --- failing ---------------------------------------------------------------

static void ensure_fail_pop(Compiler *c, Match *match, size_t n)
{
    if (n + 1 <= match->fail_count || c->failed) {
        return;
    }
    Block **blocks = arena_alloc(c->arena, (n + 1) * sizeof *blocks);
    if (blocks == NULL) {
        compile_no_memory(c);
        return;
    }
    if (match->fail_count > 0) {
        memcpy(blocks, match->fail_pop, match->fail_count * sizeof *blocks);
    }
    for (size_t i = match->fail_count; i <= n; i++) {
        blocks[i] = new_block(c);
    }
    match->fail_pop = blocks;
    match->fail_count = n + 1;
}

static void jump_to_fail(Compiler *c, Match *match, int opcode)
{
    size_t pops = match->on_top + match->stores.count;
    ensure_fail_pop(c, match, pops);
    if (!c->failed) {
        emit_jump(c, opcode, match->fail_pop[pops]);
    }
}

static void emit_fail_pops(Compiler *c, Match *match)
{
    if (match->fail_count == 0 || c->failed) {
        return;
    }
    for (size_t i = match->fail_count - 1; i > 0; i--) {
        use_block(c, match->fail_pop[i]);
        emit_op(c, OP_POP_TOP);
    }
    use_block(c, match->fail_pop[0]);
    match->fail_pop = NULL;
    match->fail_count = 0;
}

// --- patterns --------------------------------------------------------------

static void compile_subpattern(Compiler *c, Pattern *pattern, Match *match)
{
    bool allowed = match->allow_irrefutable;
    match->allow_irrefutable = true;
    compile_pattern(c, pattern, match);
    match->allow_irrefutable = allowed;
}

static void compile_as(Compiler *c, Pattern *pattern, Match *match)
{
    const char *name = pattern->as.as_.name;
    if (pattern->as.as_.pattern == NULL) {
        if (!match->allow_irrefutable) {
            if (name != NULL) {
                compile_error(c,
                              "name capture '%s' makes remaining patterns "
                              "unreachable",
                              name);
            } else {
                compile_error(c, "wildcard makes remaining patterns "
                                 "unreachable");
            }
            return;
        }
        store_name(c, name, match);
        return;
    }
    match->on_top++;
    emit_arg(c, OP_COPY, 1);
    compile_pattern(c, pattern->as.as_.pattern, match);
    match->on_top--;
    store_name(c, name, match);
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
        compile_subpattern(c, patterns.items[i], match);
    }
}

// With a *_ only the items that are looked at are taken out.
static void match_by_index(Compiler *c, PatternSeq patterns, size_t star,
                           Match *match)
{
    match->on_top++;
    for (size_t i = 0; i < patterns.count && !c->failed; i++) {
        if (i == star || is_wildcard(patterns.items[i])) {
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
        compile_subpattern(c, patterns.items[i], match);
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
    jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
}

static void compile_sequence(Compiler *c, Pattern *pattern, Match *match)
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
            only_wildcards = only_wildcards && is_wildcard(item);
        }
    }
    match->on_top++;
    emit_op(c, OP_MATCH_SEQUENCE);
    jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
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

static void fail_if_none(Compiler *c, Match *match)
{
    emit_arg(c, OP_COPY, 1);
    emit_none(c);
    emit_arg(c, OP_IS_OP, 1);
    jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
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
    store_name(c, name, match);
}

static void compile_mapping(Compiler *c, Pattern *pattern, Match *match)
{
    PatternSeq patterns = pattern->as.mapping.patterns;
    const char *rest = pattern->as.mapping.rest;
    size_t n = pattern->as.mapping.keys.count;
    match->on_top++;
    emit_op(c, OP_MATCH_MAPPING);
    jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
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
    fail_if_none(c, match);
    emit_arg(c, OP_UNPACK_SEQUENCE, (int)n);
    match->on_top += n;
    match->on_top--;
    for (size_t i = 0; i < n && !c->failed; i++) {
        match->on_top--;
        compile_subpattern(c, patterns.items[i], match);
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

static void check_attributes(Compiler *c, Pattern *pattern)
{
    NameSeq names = pattern->as.class_.kwd_attrs;
    PatternSeq patterns = pattern->as.class_.kwd_patterns;
    for (size_t i = 0; i < names.count && !c->failed; i++) {
        c->unit->pos = patterns.items[i]->pos;
        if (is_forbidden(c, names.items[i], CTX_STORE)) {
            return;
        }
        for (size_t j = i + 1; j < names.count; j++) {
            if (names.items[j] == names.items[i]) {
                c->unit->pos = patterns.items[j]->pos;
                compile_error(c,
                              "attribute name repeated in class pattern: %s",
                              names.items[i]);
                return;
            }
        }
    }
    c->unit->pos = pattern->pos;
}

static void compile_class_pattern(Compiler *c, Pattern *pattern,
                                  Match *match)
{
    PatternSeq positional = pattern->as.class_.patterns;
    PatternSeq named = pattern->as.class_.kwd_patterns;
    NameSeq names = pattern->as.class_.kwd_attrs;
    size_t n = positional.count + named.count;
    check_attributes(c, pattern);
    compile_expr(c, pattern->as.class_.cls);
    Constant *tuple = new_tuple(c, names.count);
    for (size_t i = 0; tuple != NULL && i < names.count; i++) {
        tuple->as.tuple.items[i] = new_str(c, names.items[i]);
    }
    if (c->failed) {
        return;
    }
    emit_const(c, tuple);
    emit_arg(c, OP_MATCH_CLASS, (int)positional.count);
    match->on_top++;
    fail_if_none(c, match);
    emit_arg(c, OP_UNPACK_SEQUENCE, (int)n);
    match->on_top += n;
    match->on_top--;
    for (size_t i = 0; i < n && !c->failed; i++) {
        match->on_top--;
        Pattern *item = i < positional.count
                            ? positional.items[i]
                            : named.items[i - positional.count];
        if (is_wildcard(item) && item->as.as_.pattern == NULL) {
            emit_op(c, OP_POP_TOP);
        } else {
            compile_subpattern(c, item, match);
        }
    }
}

// Brings names that an alternative bound in another order into that of the
// first alternative, on the stack as well.
static void reorder_stores(Compiler *c, Names *stores, const Names *control)
{
    for (size_t i = control->count; i > 0 && !c->failed; i--) {
        size_t place = i - 1;
        size_t found = find_name(stores, control->items[place]);
        if (found == stores->count) {
            compile_error(c, "alternative patterns bind different names");
            return;
        }
        if (found == place) {
            continue;
        }
        for (size_t n = found + 1; n > 0; n--) {
            const char *first = stores->items[0];
            memmove(stores->items, stores->items + 1,
                    place * sizeof *stores->items);
            stores->items[place] = first;
            rotate(c, place + 1);
        }
    }
}

static void compile_alternatives(Compiler *c, PatternSeq patterns,
                                 const Match *outer, Names *control,
                                 Block *end)
{
    for (size_t i = 0; i < patterns.count && !c->failed; i++) {
        Match match = {{NULL, 0, 0}, false, NULL, 0, 0};
        match.allow_irrefutable = i + 1 == patterns.count &&
                                  outer->allow_irrefutable;
        c->unit->pos = patterns.items[i]->pos;
        emit_arg(c, OP_COPY, 1);
        compile_pattern(c, patterns.items[i], &match);
        if (c->failed) {
            return;
        }
        if (i == 0) {
            *control = match.stores;
        } else if (match.stores.count != control->count) {
            compile_error(c, "alternative patterns bind different names");
        } else {
            reorder_stores(c, &match.stores, control);
        }
        emit_jump(c, OP_JUMP, end);
        emit_fail_pops(c, &match);
    }
}

static void compile_or(Compiler *c, Pattern *pattern, Match *match)
{
    Names control = {NULL, 0, 0};
    Block *end = new_block(c);
    compile_alternatives(c, pattern->as.or_.patterns, match, &control, end);
    if (c->failed) {
        return;
    }
    emit_op(c, OP_POP_TOP);
    jump_to_fail(c, match, OP_JUMP);
    use_block(c, end);
    size_t rotations = control.count + 1 + match->on_top +
                       match->stores.count;
    for (size_t i = 0; i < control.count && !c->failed; i++) {
        rotate(c, rotations);
        add_store(c, match, control.items[i]);
    }
    emit_op(c, OP_POP_TOP);
}

static void compile_value(Compiler *c, Pattern *pattern, Match *match)
{
    Expr *value = pattern->as.value.value;
    if (value->kind != EXPR_CONSTANT && value->kind != EXPR_ATTRIBUTE) {
        compile_error(c, "patterns may only match literals and attribute "
                         "lookups");
        return;
    }
    compile_expr(c, value);
    emit_compare(c, CMP_EQ);
    jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
}

static void compile_pattern(Compiler *c, Pattern *pattern, Match *match)
{
    if (c->failed) {
        return;
    }
    c->unit->pos = pattern->pos;
    switch (pattern->kind) {
    case PATTERN_MATCH_VALUE:
        compile_value(c, pattern, match);
        break;
    case PATTERN_MATCH_SINGLETON:
        emit_const(c, pattern->as.singleton.value);
        emit_compare(c, CMP_IS);
        jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
        break;
    case PATTERN_MATCH_SEQUENCE:
        compile_sequence(c, pattern, match);
        break;
    case PATTERN_MATCH_MAPPING:
        compile_mapping(c, pattern, match);
        break;
    case PATTERN_MATCH_CLASS:
        compile_class_pattern(c, pattern, match);
        break;
    case PATTERN_MATCH_STAR:
        store_name(c, pattern->as.star.name, match);
        break;
    case PATTERN_MATCH_AS:
        compile_as(c, pattern, match);
        break;
    case PATTERN_MATCH_OR:
        compile_or(c, pattern, match);
        break;
    default:
        break;
    }
}

// --- the statement ---------------------------------------------------------

static void compile_case(Compiler *c, MatchCase *match_case, bool copies,
                         bool last, Block *end)
{
    Match match = {{NULL, 0, 0}, false, NULL, 0, 0};
    c->unit->pos = match_case->pattern->pos;
    if (copies) {
        emit_arg(c, OP_COPY, 1);
    }
    match.allow_irrefutable = match_case->guard != NULL || last;
    compile_pattern(c, match_case->pattern, &match);
    if (c->failed) {
        return;
    }
    for (size_t i = 0; i < match.stores.count; i++) {
        emit_variable(c, match.stores.items[i], CTX_STORE);
    }
    if (match_case->guard != NULL) {
        ensure_fail_pop(c, &match, 0);
        if (!c->failed) {
            compile_jump_if(c, match_case->guard, match.fail_pop[0], false);
        }
    }
    if (copies) {
        emit_op(c, OP_POP_TOP);
    }
    compile_stmts(c, match_case->body);
    emit_jump_no_line(c, OP_JUMP, end);
    // What cleans up after a failure belongs to the pattern's line.
    c->unit->pos = match_case->pattern->pos;
    emit_fail_pops(c, &match);
}

void compile_match(Compiler *c, Stmt *stmt)
{
    MatchCaseSeq cases = stmt->as.match.cases;
    Block *end = new_block(c);
    size_t n = cases.count;
    MatchCase *last = cases.items[n - 1];
    size_t has_default = n > 1 && is_wildcard(last->pattern);
    compile_expr(c, stmt->as.match.subject);
    for (size_t i = 0; i < n - has_default && !c->failed; i++) {
        compile_case(c, cases.items[i], i + 1 != n - has_default, i + 1 == n,
                     end);
    }
    if (has_default && !c->failed) {
        c->unit->pos = last->pattern->pos;
        emit_op(c, OP_NOP);
        if (last->guard != NULL) {
            compile_jump_if(c, last->guard, end, false);
        }
        compile_stmts(c, last->body);
    }
    use_block(c, end);
}
