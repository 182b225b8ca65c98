/* compile_comprehension.c - comprehensions and generator expressions.
 *
 * Each is a function of its own that gets the outermost iterator as its
 * argument `.0`.
 */
#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"

typedef struct Parts {
    ExprKind kind;
    const char *name;
    ComprehensionSeq generators;
    Expr *elt;
    Expr *value; // of dict comprehensions
    int build;   // opcode, 0 for generators
} Parts;

static Parts take_apart(Expr *expr)
{
    Parts parts = {expr->kind, NULL, {0, NULL}, NULL, NULL, 0};
    switch (expr->kind) {
    case EXPR_LIST_COMP:
        parts.name = "<listcomp>";
        parts.generators = expr->as.list_comp.generators;
        parts.elt = expr->as.list_comp.elt;
        parts.build = OP_BUILD_LIST;
        break;
    case EXPR_SET_COMP:
        parts.name = "<setcomp>";
        parts.generators = expr->as.set_comp.generators;
        parts.elt = expr->as.set_comp.elt;
        parts.build = OP_BUILD_SET;
        break;
    case EXPR_DICT_COMP:
        parts.name = "<dictcomp>";
        parts.generators = expr->as.dict_comp.generators;
        parts.elt = expr->as.dict_comp.key;
        parts.value = expr->as.dict_comp.value;
        parts.build = OP_BUILD_MAP;
        break;
    default:
        parts.name = "<genexpr>";
        parts.generators = expr->as.generator_exp.generators;
        parts.elt = expr->as.generator_exp.elt;
        break;
    }
    return parts;
}

static void generate(Compiler *c, const Parts *parts, size_t index,
                     int depth);

// What happens to each element, `depth` iterators above the result.
static void compile_element(Compiler *c, const Parts *parts, int depth)
{
    compile_expr(c, parts->elt);
    switch (parts->kind) {
    case EXPR_LIST_COMP:
        emit_arg(c, OP_LIST_APPEND, depth + 1);
        break;
    case EXPR_SET_COMP:
        emit_arg(c, OP_SET_ADD, depth + 1);
        break;
    case EXPR_DICT_COMP:
        compile_expr(c, parts->value);
        emit_arg(c, OP_MAP_ADD, depth + 1);
        break;
    default:
        emit_yield(c);
        emit_op(c, OP_POP_TOP);
        break;
    }
}

static void compile_inner(Compiler *c, const Parts *parts, size_t index,
                          int depth)
{
    if (index + 1 < parts->generators.count) {
        generate(c, parts, index + 1, depth);
    } else {
        compile_element(c, parts, depth);
    }
}

static void compile_conditions(Compiler *c, ExprSeq ifs, Block *skip)
{
    for (size_t i = 0; i < ifs.count; i++) {
        compile_jump_if(c, ifs.items[i], skip, false);
    }
}

// `for x in [f(y)]` is an assignment in disguise. Returns that f(y).
static Expr *only_item(const Expr *iter)
{
    ExprSeq elts = {0, NULL};
    if (iter->kind == EXPR_LIST) {
        elts = iter->as.list.elts;
    } else if (iter->kind == EXPR_TUPLE) {
        elts = iter->as.tuple.elts;
    }
    if (elts.count != 1 || elts.items[0]->kind == EXPR_STARRED) {
        return NULL;
    }
    return elts.items[0];
}

static void generate_sync(Compiler *c, const Parts *parts, size_t index,
                          int depth)
{
    const Comprehension *generator = parts->generators.items[index];
    Block *start = new_block(c);
    Block *skip = new_block(c);
    Block *anchor = new_block(c);
    Expr *item = index == 0 ? NULL : only_item(generator->iter);
    if (index == 0) {
        c->unit->argcount = 1;
        emit_arg(c, OP_LOAD_FAST, 0);
    } else if (item != NULL) {
        compile_expr(c, item);
    } else {
        compile_expr(c, generator->iter);
        emit_op(c, OP_GET_ITER);
    }
    if (item == NULL) {
        depth++;
        use_block(c, start);
        emit_jump(c, OP_FOR_ITER, anchor);
    }
    compile_expr(c, generator->target);
    compile_conditions(c, generator->ifs, skip);
    compile_inner(c, parts, index, depth);
    use_block(c, skip);
    if (item == NULL) {
        emit_jump(c, OP_JUMP, start);
        use_block(c, anchor);
    }
}

static void generate_async(Compiler *c, const Parts *parts, size_t index,
                           int depth)
{
    const Comprehension *generator = parts->generators.items[index];
    Block *start = new_block(c);
    Block *except = new_block(c);
    Block *skip = new_block(c);
    if (index == 0) {
        c->unit->argcount = 1;
        emit_arg(c, OP_LOAD_FAST, 0);
    } else {
        compile_expr(c, generator->iter);
        emit_op(c, OP_GET_AITER);
    }
    use_block(c, start);
    frame_block_push(c, BLOCK_ASYNC_COMPREHENSION, start, NULL, NULL, NULL);
    emit_jump(c, OP_SETUP_FINALLY, except);
    emit_op(c, OP_GET_ANEXT);
    emit_none(c);
    emit_yield_from(c, true);
    emit_op(c, OP_POP_BLOCK);
    compile_expr(c, generator->target);
    compile_conditions(c, generator->ifs, skip);
    compile_inner(c, parts, index, depth + 1);
    use_block(c, skip);
    emit_jump(c, OP_JUMP, start);
    frame_block_pop(c);
    use_block(c, except);
    emit_op(c, OP_END_ASYNC_FOR);
}

static void generate(Compiler *c, const Parts *parts, size_t index,
                     int depth)
{
    if (c->failed) {
        return;
    }
    if (parts->generators.items[index]->is_async) {
        generate_async(c, parts, index, depth);
    } else {
        generate_sync(c, parts, index, depth);
    }
}

void compile_comprehension(Compiler *c, Expr *expr)
{
    Parts parts = take_apart(expr);
    const Comprehension *outermost = parts.generators.items[0];
    UnitKind outer_kind = c->unit->kind;
    compile_enter(c, parts.name, UNIT_COMPREHENSION, expr, expr->pos.line);
    if (c->failed) {
        return;
    }
    c->unit->pos = expr->pos;
    bool is_async = c->unit->scope->coroutine && parts.build != 0;
    if (is_async && outer_kind != UNIT_ASYNC_FUNCTION &&
        outer_kind != UNIT_COMPREHENSION) {
        compile_error(c, "asynchronous comprehension outside of an "
                         "asynchronous function");
    }
    if (parts.build != 0) {
        emit_arg(c, parts.build, 0);
    }
    generate(c, &parts, 0, 0);
    if (parts.build != 0) {
        emit_op(c, OP_RETURN_VALUE);
    }
    CodeUnit *code = compile_leave(c, true);
    emit_closure(c, code, 0);
    compile_expr(c, outermost->iter);
    emit_op(c, outermost->is_async ? OP_GET_AITER : OP_GET_ITER);
    emit_call(c, 0);
    if (is_async) {
        emit_arg(c, OP_GET_AWAITABLE, 0);
        emit_none(c);
        emit_yield_from(c, true);
    }
}
