/* compile_expr.c - expressions. */
#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"

void compile_exprs(Compiler *c, ExprSeq seq)
{
    for (size_t i = 0; i < seq.count && !c->failed; i++) {
        compile_expr(c, seq.items[i]);
    }
}

// --- conditions ------------------------------------------------------------

static void jump_if_bool_op(Compiler *c, Expr *expr, Block *target,
                            bool condition)
{
    ExprSeq values = expr->as.bool_op.values;
    bool is_or = expr->as.bool_op.op == BOOL_OR;
    Block *early = target;
    if (is_or != condition) {
        early = new_block(c);
    }
    for (size_t i = 0; i + 1 < values.count; i++) {
        compile_jump_if(c, values.items[i], early, is_or);
    }
    compile_jump_if(c, values.items[values.count - 1], target, condition);
    if (early != target) {
        use_block(c, early);
    }
}

static void jump_if_if_exp(Compiler *c, Expr *expr, Block *target,
                           bool condition)
{
    Block *end = new_block(c);
    Block *orelse = new_block(c);
    compile_jump_if(c, expr->as.if_exp.test, orelse, false);
    compile_jump_if(c, expr->as.if_exp.body, target, condition);
    emit_jump_no_line(c, OP_JUMP, end);
    use_block(c, orelse);
    compile_jump_if(c, expr->as.if_exp.orelse, target, condition);
    use_block(c, end);
}

// a < b < c: b stays on the stack below the result of the first comparison.
static void chain_comparisons(Compiler *c, Expr *expr, int jump,
                              Block *cleanup)
{
    ExprSeq operands = expr->as.compare.comparators;
    compile_expr(c, expr->as.compare.left);
    size_t last = operands.count - 1;
    for (size_t i = 0; i < last; i++) {
        compile_expr(c, operands.items[i]);
        emit_arg(c, OP_SWAP, 2);
        emit_arg(c, OP_COPY, 2);
        emit_compare(c, expr->as.compare.ops.items[i]);
        emit_jump(c, jump, cleanup);
    }
    compile_expr(c, operands.items[last]);
    emit_compare(c, expr->as.compare.ops.items[last]);
}

static void jump_if_chain(Compiler *c, Expr *expr, Block *target,
                          bool condition)
{
    check_comparison(c, expr);
    Block *cleanup = new_block(c);
    chain_comparisons(c, expr, OP_POP_JUMP_IF_FALSE, cleanup);
    emit_jump(c, condition ? OP_POP_JUMP_IF_TRUE : OP_POP_JUMP_IF_FALSE,
              target);
    Block *end = new_block(c);
    emit_jump_no_line(c, OP_JUMP, end);
    use_block(c, cleanup);
    emit_op(c, OP_POP_TOP);
    if (!condition) {
        emit_jump_no_line(c, OP_JUMP, target);
    }
    use_block(c, end);
}

void compile_jump_if(Compiler *c, Expr *expr, Block *target, bool condition)
{
    if (c->failed) {
        return;
    }
    switch (expr->kind) {
    case EXPR_UNARY_OP:
        if (expr->as.unary_op.op == UNARY_NOT) {
            compile_jump_if(c, expr->as.unary_op.operand, target,
                            !condition);
            return;
        }
        break;
    case EXPR_BOOL_OP:
        jump_if_bool_op(c, expr, target, condition);
        return;
    case EXPR_IF_EXP:
        jump_if_if_exp(c, expr, target, condition);
        return;
    case EXPR_COMPARE:
        c->unit->pos = expr->pos;
        if (expr->as.compare.ops.count > 1) {
            jump_if_chain(c, expr, target, condition);
            return;
        }
        break;
    default:
        break;
    }
    compile_expr(c, expr);
    emit_jump(c, condition ? OP_POP_JUMP_IF_TRUE : OP_POP_JUMP_IF_FALSE,
              target);
}

static void compile_compare(Compiler *c, Expr *expr)
{
    check_comparison(c, expr);
    if (expr->as.compare.ops.count == 1) {
        compile_expr(c, expr->as.compare.left);
        compile_expr(c, expr->as.compare.comparators.items[0]);
        emit_compare(c, expr->as.compare.ops.items[0]);
        return;
    }
    Block *cleanup = new_block(c);
    chain_comparisons(c, expr, OP_JUMP_IF_FALSE_OR_POP, cleanup);
    Block *end = new_block(c);
    emit_jump_no_line(c, OP_JUMP, end);
    use_block(c, cleanup);
    emit_arg(c, OP_SWAP, 2);
    emit_op(c, OP_POP_TOP);
    use_block(c, end);
}

static void compile_bool_op(Compiler *c, Expr *expr)
{
    ExprSeq values = expr->as.bool_op.values;
    int jump = expr->as.bool_op.op == BOOL_AND ? OP_JUMP_IF_FALSE_OR_POP
                                               : OP_JUMP_IF_TRUE_OR_POP;
    Block *end = new_block(c);
    for (size_t i = 0; i + 1 < values.count; i++) {
        compile_expr(c, values.items[i]);
        emit_jump(c, jump, end);
    }
    compile_expr(c, values.items[values.count - 1]);
    use_block(c, end);
}

static void compile_if_exp(Compiler *c, Expr *expr)
{
    Block *end = new_block(c);
    Block *orelse = new_block(c);
    compile_jump_if(c, expr->as.if_exp.test, orelse, false);
    compile_expr(c, expr->as.if_exp.body);
    emit_jump_no_line(c, OP_JUMP, end);
    use_block(c, orelse);
    compile_expr(c, expr->as.if_exp.orelse);
    use_block(c, end);
}

// --- strings ---------------------------------------------------------------

static void compile_joined_str(Compiler *c, Expr *expr)
{
    ExprSeq values = expr->as.joined_str.values;
    if (values.count > STACK_GUIDELINE) {
        emit_text(c, "");
        emit_name(c, OP_LOAD_METHOD, "join");
        emit_arg(c, OP_BUILD_LIST, 0);
        for (size_t i = 0; i < values.count && !c->failed; i++) {
            compile_expr(c, values.items[i]);
            emit_arg(c, OP_LIST_APPEND, 1);
        }
        emit_call(c, 1);
        return;
    }
    compile_exprs(c, values);
    if (values.count != 1) {
        emit_arg(c, OP_BUILD_STRING, (int)values.count);
    }
}

static void compile_formatted_value(Compiler *c, Expr *expr)
{
    compile_expr(c, expr->as.formatted_value.value);
    int operand = 0;
    switch (expr->as.formatted_value.conversion) {
    case 's':
        operand = 1;
        break;
    case 'r':
        operand = 2;
        break;
    case 'a':
        operand = 3;
        break;
    default:
        break;
    }
    if (expr->as.formatted_value.format_spec != NULL) {
        compile_expr(c, expr->as.formatted_value.format_spec);
        operand |= 4;
    }
    emit_arg(c, OP_FORMAT_VALUE, operand);
}

// --- the rest --------------------------------------------------------------

static int character_count(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++) {
        count += (*text & 0xC0) != 0x80;
    }
    return count;
}

void move_to_attribute(Compiler *c, const Expr *attribute)
{
    Pos *pos = &c->unit->pos;
    if (pos->line == attribute->pos.end_line) {
        return;
    }
    pos->line = attribute->pos.end_line;
    int length = character_count(attribute->as.attribute.attr);
    if (length <= attribute->pos.end_col) {
        pos->col = attribute->pos.end_col - length;
    } else {
        pos->col = -1;
        pos->end_col = -1;
    }
}

static void compile_attribute(Compiler *c, Expr *expr)
{
    const char *name = expr->as.attribute.attr;
    compile_expr(c, expr->as.attribute.value);
    move_to_attribute(c, expr);
    switch (expr->as.attribute.ctx) {
    case CTX_LOAD:
        emit_name(c, OP_LOAD_ATTR, name);
        break;
    case CTX_STORE:
        if (!is_forbidden(c, name, CTX_STORE)) {
            emit_name(c, OP_STORE_ATTR, name);
        }
        break;
    case CTX_DEL:
        emit_name(c, OP_DELETE_ATTR, name);
        break;
    }
}

static void compile_subscript(Compiler *c, Expr *expr)
{
    ExprContext context = expr->as.subscript.ctx;
    if (context == CTX_LOAD) {
        check_subscript(c, expr->as.subscript.value,
                        expr->as.subscript.slice);
    }
    compile_expr(c, expr->as.subscript.value);
    compile_expr(c, expr->as.subscript.slice);
    emit_op(c, context == CTX_LOAD    ? OP_BINARY_SUBSCR
               : context == CTX_STORE ? OP_STORE_SUBSCR
                                      : OP_DELETE_SUBSCR);
}

static void compile_slice_bound(Compiler *c, Expr *bound)
{
    if (bound == NULL) {
        emit_none(c);
    } else {
        compile_expr(c, bound);
    }
}

static void compile_slice(Compiler *c, Expr *expr)
{
    compile_slice_bound(c, expr->as.slice.lower);
    compile_slice_bound(c, expr->as.slice.upper);
    if (expr->as.slice.step != NULL) {
        compile_expr(c, expr->as.slice.step);
    }
    emit_arg(c, OP_BUILD_SLICE, expr->as.slice.step == NULL ? 2 : 3);
}

static void compile_yield(Compiler *c, Expr *expr)
{
    if (c->unit->scope->type != SCOPE_FUNCTION) {
        compile_error(c, "'yield' outside function");
        return;
    }
    if (expr->kind == EXPR_YIELD) {
        compile_slice_bound(c, expr->as.yield.value);
        emit_yield(c);
        return;
    }
    if (c->unit->kind == UNIT_ASYNC_FUNCTION) {
        compile_error(c, "'yield from' inside async function");
        return;
    }
    compile_expr(c, expr->as.yield_from.value);
    emit_op(c, OP_GET_YIELD_FROM_ITER);
    emit_none(c);
    emit_yield_from(c, false);
}

static void compile_await(Compiler *c, Expr *expr)
{
    if (c->unit->scope->type != SCOPE_FUNCTION) {
        compile_error(c, "'await' outside function");
        return;
    }
    if (c->unit->kind != UNIT_ASYNC_FUNCTION &&
        c->unit->kind != UNIT_COMPREHENSION) {
        compile_error(c, "'await' outside async function");
        return;
    }
    compile_expr(c, expr->as.await.value);
    emit_arg(c, OP_GET_AWAITABLE, 0);
    emit_none(c);
    emit_yield_from(c, true);
}

static void compile_unary(Compiler *c, Expr *expr)
{
    static const int opcodes[] = {
        [UNARY_INVERT] = OP_UNARY_INVERT,
        [UNARY_NOT] = OP_UNARY_NOT,
        [UNARY_PLUS] = OP_UNARY_POSITIVE,
        [UNARY_MINUS] = OP_UNARY_NEGATIVE,
    };
    compile_expr(c, expr->as.unary_op.operand);
    emit_op(c, opcodes[expr->as.unary_op.op]);
}

static void compile_starred(Compiler *c, Expr *expr)
{
    // Starred items of displays, calls and targets never come here.
    compile_error(c, expr->as.starred.ctx == CTX_STORE
                         ? "starred assignment target must be in a list or "
                           "tuple"
                         : "can't use starred expression here");
}

static void compile_other(Compiler *c, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LIST_COMP:
    case EXPR_SET_COMP:
    case EXPR_DICT_COMP:
    case EXPR_GENERATOR_EXP:
        compile_comprehension(c, expr);
        break;
    case EXPR_YIELD:
    case EXPR_YIELD_FROM:
        compile_yield(c, expr);
        break;
    case EXPR_AWAIT:
        compile_await(c, expr);
        break;
    case EXPR_JOINED_STR:
        compile_joined_str(c, expr);
        break;
    case EXPR_FORMATTED_VALUE:
        compile_formatted_value(c, expr);
        break;
    case EXPR_ATTRIBUTE:
        compile_attribute(c, expr);
        break;
    case EXPR_SUBSCRIPT:
        compile_subscript(c, expr);
        break;
    case EXPR_STARRED:
        compile_starred(c, expr);
        break;
    case EXPR_SLICE:
        compile_slice(c, expr);
        break;
    case EXPR_SET:
        compile_display(c, expr->as.set.elts, 0, &display_set, false);
        break;
    default:
        break;
    }
}

static void compile_kind(Compiler *c, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_NAMED_EXPR:
        compile_expr(c, expr->as.named_expr.value);
        emit_arg(c, OP_COPY, 1);
        compile_expr(c, expr->as.named_expr.target);
        break;
    case EXPR_BOOL_OP:
        compile_bool_op(c, expr);
        break;
    case EXPR_BIN_OP:
        compile_expr(c, expr->as.bin_op.left);
        compile_expr(c, expr->as.bin_op.right);
        emit_binary(c, expr->as.bin_op.op, false);
        break;
    case EXPR_UNARY_OP:
        compile_unary(c, expr);
        break;
    case EXPR_LAMBDA:
        compile_lambda(c, expr);
        break;
    case EXPR_IF_EXP:
        compile_if_exp(c, expr);
        break;
    case EXPR_DICT:
        compile_dict(c, expr);
        break;
    case EXPR_COMPARE:
        compile_compare(c, expr);
        break;
    case EXPR_CALL:
        compile_call(c, expr);
        break;
    case EXPR_CONSTANT:
        emit_const(c, expr->as.constant.value);
        break;
    case EXPR_NAME:
        emit_variable(c, expr->as.name.id, expr->as.name.ctx);
        break;
    case EXPR_LIST:
        compile_sequence(c, expr->as.list.elts, expr->as.list.ctx, false);
        break;
    case EXPR_TUPLE:
        compile_sequence(c, expr->as.tuple.elts, expr->as.tuple.ctx, true);
        break;
    default:
        compile_other(c, expr);
        break;
    }
}

void compile_expr(Compiler *c, Expr *expr)
{
    if (c->failed) {
        return;
    }
    Pos outer = c->unit->pos;
    c->unit->pos = expr->pos;
    compile_kind(c, expr);
    if (!c->failed) {
        c->unit->pos = outer;
    }
}
