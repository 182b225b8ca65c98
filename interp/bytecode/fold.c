/* fold.c - the walk over the tree that folds bottom-up: expressions. */
#include "interp/bytecode/fold_private.h"

#include <string.h>

#include "interp/bytecode/constant_pool.h"
#include "interp/bytecode/fold.h"

bool fold_enter(Folder *folder)
{
    folder->depth++;
    if (folder->depth > folder->depth_limit) {
        folder->too_deep = true;
    }
    return !folder->too_deep && !arena_failed(folder->arena);
}

void fold_leave(Folder *folder)
{
    folder->depth--;
}

void fold_optional(Folder *folder, Expr *expr)
{
    if (expr != NULL) {
        fold_expr(folder, expr);
    }
}

void fold_seq(Folder *folder, ExprSeq seq)
{
    for (size_t i = 0; i < seq.count; i++) {
        fold_optional(folder, seq.items[i]);
    }
}

static void make_constant(Expr *expr, Constant *value)
{
    if (value != NULL) {
        expr->kind = EXPR_CONSTANT;
        expr->as.constant.value = value;
    }
}

static bool has_starred(ExprSeq seq)
{
    for (size_t i = 0; i < seq.count; i++) {
        if (seq.items[i]->kind == EXPR_STARRED) {
            return true;
        }
    }
    return false;
}

static Constant *constant_items(Folder *folder, ExprSeq seq)
{
    for (size_t i = 0; i < seq.count; i++) {
        if (seq.items[i]->kind != EXPR_CONSTANT) {
            return NULL;
        }
    }
    Constant *tuple = constant_new(folder->arena, CONST_TUPLE);
    Constant **items = arena_alloc(folder->arena,
                                   (seq.count + 1) * sizeof *items);
    if (tuple == NULL || items == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < seq.count; i++) {
        items[i] = seq.items[i]->as.constant.value;
    }
    tuple->as.tuple.count = seq.count;
    tuple->as.tuple.items = items;
    return tuple;
}

bool fold_constants_equal(const Constant *a, const Constant *b)
{
    if (pool_same(a, b) || fold_numbers_equal(a, b)) {
        return true;
    }
    if (a->kind != CONST_TUPLE || b->kind != CONST_TUPLE ||
        a->as.tuple.count != b->as.tuple.count) {
        return false;
    }
    for (size_t i = 0; i < a->as.tuple.count; i++) {
        if (!fold_constants_equal(a->as.tuple.items[i], b->as.tuple.items[i])) {
            return false;
        }
    }
    return true;
}

Constant *fold_frozenset(Constant *tuple)
{
    if (tuple == NULL) {
        return NULL;
    }
    Constant **items = tuple->as.tuple.items;
    size_t kept = 0;
    for (size_t i = 0; i < tuple->as.tuple.count; i++) {
        size_t j = 0;
        while (j < kept && !fold_constants_equal(items[j], items[i])) {
            j++;
        }
        if (j == kept) {
            items[kept] = items[i];
            kept++;
        }
    }
    tuple->kind = CONST_FROZENSET;
    tuple->as.tuple.count = kept;
    return tuple;
}

// What is only iterated over or searched may be immutable.
void fold_iterable(Folder *folder, Expr *expr)
{
    if (expr->kind == EXPR_LIST) {
        ExprSeq elts = expr->as.list.elts;
        if (has_starred(elts)) {
            return;
        }
        ExprContext context = expr->as.list.ctx;
        expr->kind = EXPR_TUPLE;
        expr->as.tuple.elts = elts;
        expr->as.tuple.ctx = context;
        make_constant(expr, constant_items(folder, elts));
    } else if (expr->kind == EXPR_SET) {
        make_constant(expr,
                      fold_frozenset(constant_items(folder,
                                                    expr->as.set.elts)));
    }
}

static void fold_not(Expr *expr)
{
    Expr *operand = expr->as.unary_op.operand;
    if (expr->as.unary_op.op != UNARY_NOT || operand->kind != EXPR_COMPARE ||
        operand->as.compare.ops.count != 1) {
        return;
    }
    CompareOperator *op = &operand->as.compare.ops.items[0];
    switch (*op) {
    case CMP_IS:
        *op = CMP_IS_NOT;
        break;
    case CMP_IS_NOT:
        *op = CMP_IS;
        break;
    case CMP_IN:
        *op = CMP_NOT_IN;
        break;
    case CMP_NOT_IN:
        *op = CMP_IN;
        break;
    default:
        return; // < and the like need not be each other's opposite
    }
    *expr = *operand;
}

static void fold_unary_op(Folder *folder, Expr *expr)
{
    Expr *operand = expr->as.unary_op.operand;
    fold_expr(folder, operand);
    if (operand->kind != EXPR_CONSTANT) {
        fold_not(expr);
        return;
    }
    make_constant(expr, fold_unary(folder->arena, expr->as.unary_op.op,
                                   operand->as.constant.value));
}

static void fold_bin_op(Folder *folder, Expr *expr)
{
    Expr *left = expr->as.bin_op.left;
    Expr *right = expr->as.bin_op.right;
    Operator op = expr->as.bin_op.op;
    fold_expr(folder, left);
    fold_expr(folder, right);
    if (left->kind != EXPR_CONSTANT) {
        return;
    }
    const Constant *value = left->as.constant.value;
    if (op == BIN_MOD && right->kind == EXPR_TUPLE &&
        value->kind == CONST_STR && !has_starred(right->as.tuple.elts)) {
        fold_format(folder->arena, expr, value, right->as.tuple.elts);
        return;
    }
    if (right->kind == EXPR_CONSTANT) {
        make_constant(expr, fold_binary(folder->arena, op, value,
                                        right->as.constant.value));
    }
}

static void fold_arg(Folder *folder, Arg *arg)
{
    if (arg != NULL && !folder->future_annotations) {
        fold_optional(folder, arg->annotation);
    }
}

void fold_arguments(Folder *folder, Arguments *args)
{
    for (size_t i = 0; i < args->posonlyargs.count; i++) {
        fold_arg(folder, args->posonlyargs.items[i]);
    }
    for (size_t i = 0; i < args->args.count; i++) {
        fold_arg(folder, args->args.items[i]);
    }
    fold_arg(folder, args->vararg);
    for (size_t i = 0; i < args->kwonlyargs.count; i++) {
        fold_arg(folder, args->kwonlyargs.items[i]);
    }
    fold_seq(folder, args->kw_defaults);
    fold_arg(folder, args->kwarg);
    fold_seq(folder, args->defaults);
}

static void fold_generators(Folder *folder, ComprehensionSeq seq)
{
    for (size_t i = 0; i < seq.count; i++) {
        Comprehension *generator = seq.items[i];
        fold_expr(folder, generator->target);
        fold_expr(folder, generator->iter);
        fold_seq(folder, generator->ifs);
        fold_iterable(folder, generator->iter);
    }
}

void fold_keywords(Folder *folder, KeywordSeq seq)
{
    for (size_t i = 0; i < seq.count; i++) {
        fold_expr(folder, seq.items[i]->value);
    }
}

static void fold_compare(Folder *folder, Expr *expr)
{
    fold_expr(folder, expr->as.compare.left);
    fold_seq(folder, expr->as.compare.comparators);
    size_t last = expr->as.compare.ops.count - 1;
    CompareOperator op = expr->as.compare.ops.items[last];
    if (op == CMP_IN || op == CMP_NOT_IN) {
        fold_iterable(folder, expr->as.compare.comparators.items[last]);
    }
}

static void fold_subscription(Folder *folder, Expr *expr)
{
    Expr *value = expr->as.subscript.value;
    Expr *slice = expr->as.subscript.slice;
    fold_expr(folder, value);
    fold_expr(folder, slice);
    if (expr->as.subscript.ctx == CTX_LOAD &&
        value->kind == EXPR_CONSTANT && slice->kind == EXPR_CONSTANT) {
        make_constant(expr, fold_subscript(folder->arena,
                                           value->as.constant.value,
                                           slice->as.constant.value));
    }
}

static void fold_comprehension(Folder *folder, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LIST_COMP:
        fold_expr(folder, expr->as.list_comp.elt);
        fold_generators(folder, expr->as.list_comp.generators);
        break;
    case EXPR_SET_COMP:
        fold_expr(folder, expr->as.set_comp.elt);
        fold_generators(folder, expr->as.set_comp.generators);
        break;
    case EXPR_DICT_COMP:
        fold_expr(folder, expr->as.dict_comp.key);
        fold_expr(folder, expr->as.dict_comp.value);
        fold_generators(folder, expr->as.dict_comp.generators);
        break;
    default:
        fold_expr(folder, expr->as.generator_exp.elt);
        fold_generators(folder, expr->as.generator_exp.generators);
        break;
    }
}

static void fold_name(Folder *folder, Expr *expr)
{
    if (expr->as.name.ctx == CTX_LOAD &&
        strcmp(expr->as.name.id, "__debug__") == 0) {
        make_constant(expr, constant_new(folder->arena,
                                         folder->optimize ? CONST_FALSE
                                                          : CONST_TRUE));
    }
}

// The kinds with several children each.
static void fold_compound(Folder *folder, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LAMBDA:
        fold_arguments(folder, expr->as.lambda.args);
        fold_expr(folder, expr->as.lambda.body);
        break;
    case EXPR_IF_EXP:
        fold_expr(folder, expr->as.if_exp.test);
        fold_expr(folder, expr->as.if_exp.body);
        fold_expr(folder, expr->as.if_exp.orelse);
        break;
    case EXPR_DICT:
        fold_seq(folder, expr->as.dict.keys);
        fold_seq(folder, expr->as.dict.values);
        break;
    case EXPR_CALL:
        fold_expr(folder, expr->as.call.func);
        fold_seq(folder, expr->as.call.args);
        fold_keywords(folder, expr->as.call.keywords);
        break;
    case EXPR_FORMATTED_VALUE:
        fold_expr(folder, expr->as.formatted_value.value);
        fold_optional(folder, expr->as.formatted_value.format_spec);
        break;
    case EXPR_SLICE:
        fold_optional(folder, expr->as.slice.lower);
        fold_optional(folder, expr->as.slice.upper);
        fold_optional(folder, expr->as.slice.step);
        break;
    case EXPR_LIST_COMP:
    case EXPR_SET_COMP:
    case EXPR_DICT_COMP:
    case EXPR_GENERATOR_EXP:
        fold_comprehension(folder, expr);
        break;
    default:
        break;
    }
}

static void fold_kind(Folder *folder, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_BOOL_OP:
        fold_seq(folder, expr->as.bool_op.values);
        break;
    case EXPR_NAMED_EXPR:
        fold_expr(folder, expr->as.named_expr.value);
        break;
    case EXPR_BIN_OP:
        fold_bin_op(folder, expr);
        break;
    case EXPR_UNARY_OP:
        fold_unary_op(folder, expr);
        break;
    case EXPR_SET:
        fold_seq(folder, expr->as.set.elts);
        break;
    case EXPR_AWAIT:
        fold_expr(folder, expr->as.await.value);
        break;
    case EXPR_YIELD:
        fold_optional(folder, expr->as.yield.value);
        break;
    case EXPR_YIELD_FROM:
        fold_expr(folder, expr->as.yield_from.value);
        break;
    case EXPR_COMPARE:
        fold_compare(folder, expr);
        break;
    case EXPR_JOINED_STR:
        fold_seq(folder, expr->as.joined_str.values);
        break;
    case EXPR_ATTRIBUTE:
        fold_expr(folder, expr->as.attribute.value);
        break;
    case EXPR_SUBSCRIPT:
        fold_subscription(folder, expr);
        break;
    case EXPR_STARRED:
        fold_expr(folder, expr->as.starred.value);
        break;
    case EXPR_LIST:
        fold_seq(folder, expr->as.list.elts);
        break;
    case EXPR_TUPLE:
        fold_seq(folder, expr->as.tuple.elts);
        if (expr->as.tuple.ctx == CTX_LOAD) {
            make_constant(expr, constant_items(folder, expr->as.tuple.elts));
        }
        break;
    case EXPR_NAME:
        fold_name(folder, expr);
        break;
    default:
        fold_compound(folder, expr);
        break;
    }
}

void fold_expr(Folder *folder, Expr *expr)
{
    if (fold_enter(folder)) {
        fold_kind(folder, expr);
    }
    fold_leave(folder);
}

