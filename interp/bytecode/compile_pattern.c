/* compile_pattern.c - match statements. */
#include "interp/bytecode/compile_pattern.h"

#include <string.h>

#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"

static void compile_pattern(Compiler *c, Pattern *pattern, Match *match);

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

void pattern_store_name(Compiler *c, const char *name, Match *match)
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

void pattern_jump_to_fail(Compiler *c, Match *match, int opcode)
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

void pattern_compile_part(Compiler *c, Pattern *pattern, Match *match)
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
        pattern_store_name(c, name, match);
        return;
    }
    match->on_top++;
    emit_arg(c, OP_COPY, 1);
    compile_pattern(c, pattern->as.as_.pattern, match);
    match->on_top--;
    pattern_store_name(c, name, match);
}

void pattern_fail_if_none(Compiler *c, Match *match)
{
    emit_arg(c, OP_COPY, 1);
    emit_none(c);
    emit_arg(c, OP_IS_OP, 1);
    pattern_jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
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
    pattern_fail_if_none(c, match);
    emit_arg(c, OP_UNPACK_SEQUENCE, (int)n);
    match->on_top += n;
    match->on_top--;
    for (size_t i = 0; i < n && !c->failed; i++) {
        match->on_top--;
        Pattern *item = i < positional.count
                            ? positional.items[i]
                            : named.items[i - positional.count];
        if (pattern_is_wildcard(item) && item->as.as_.pattern == NULL) {
            emit_op(c, OP_POP_TOP);
        } else {
            pattern_compile_part(c, item, match);
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
    pattern_jump_to_fail(c, match, OP_JUMP);
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
    pattern_jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
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
        pattern_jump_to_fail(c, match, OP_POP_JUMP_IF_FALSE);
        break;
    case PATTERN_MATCH_SEQUENCE:
        pattern_compile_sequence(c, pattern, match);
        break;
    case PATTERN_MATCH_MAPPING:
        pattern_compile_mapping(c, pattern, match);
        break;
    case PATTERN_MATCH_CLASS:
        compile_class_pattern(c, pattern, match);
        break;
    case PATTERN_MATCH_STAR:
        pattern_store_name(c, pattern->as.star.name, match);
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
    size_t has_default = n > 1 && pattern_is_wildcard(last->pattern);
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
