/* compile_display.c - displays of lists, tuples, sets and dicts, and the
 * assignment to many targets. */
#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"
#include "interp/bytecode/fold.h"

const DisplayOps display_list = {OP_BUILD_LIST, OP_LIST_APPEND,
                                 OP_LIST_EXTEND};
const DisplayOps display_set = {OP_BUILD_SET, OP_SET_ADD, OP_SET_UPDATE};

static bool all_constant(ExprSeq seq, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) {
        if (seq.items[i] == NULL || seq.items[i]->kind != EXPR_CONSTANT) {
            return false;
        }
    }
    return true;
}

static Constant *constant_tuple(Compiler *c, ExprSeq seq, size_t begin,
                                size_t end)
{
    Constant *tuple = new_tuple(c, end - begin);
    for (size_t i = begin; tuple != NULL && i < end; i++) {
        tuple->as.tuple.items[i - begin] = seq.items[i]->as.constant.value;
    }
    return tuple;
}

static void constant_display(Compiler *c, ExprSeq elts, int pushed,
                             const DisplayOps *ops, bool tuple)
{
    Constant *items = constant_tuple(c, elts, 0, elts.count);
    if (tuple && pushed == 0) {
        emit_const(c, items);
        return;
    }
    if (items != NULL && ops->build == OP_BUILD_SET) {
        items = fold_frozenset(items);
    }
    emit_arg(c, ops->build, pushed);
    emit_const(c, items);
    emit_arg(c, ops->extend, 1);
    if (tuple) {
        emit_op(c, OP_LIST_TO_TUPLE);
    }
}

static bool has_starred(ExprSeq elts)
{
    for (size_t i = 0; i < elts.count; i++) {
        if (elts.items[i]->kind == EXPR_STARRED) {
            return true;
        }
    }
    return false;
}

void compile_display(Compiler *c, ExprSeq elts, int pushed,
                     const DisplayOps *ops, bool tuple)
{
    int n = (int)elts.count;
    if (n > 2 && all_constant(elts, 0, elts.count)) {
        constant_display(c, elts, pushed, ops, tuple);
        return;
    }
    bool big = n + pushed > STACK_GUIDELINE;
    if (!big && !has_starred(elts)) {
        compile_exprs(c, elts);
        emit_arg(c, tuple ? OP_BUILD_TUPLE : ops->build, n + pushed);
        return;
    }
    bool built = big;
    if (big) {
        emit_arg(c, ops->build, pushed);
    }
    for (int i = 0; i < n && !c->failed; i++) {
        Expr *elt = elts.items[i];
        if (elt->kind == EXPR_STARRED) {
            if (!built) {
                emit_arg(c, ops->build, i + pushed);
                built = true;
            }
            compile_expr(c, elt->as.starred.value);
            emit_arg(c, ops->extend, 1);
        } else {
            compile_expr(c, elt);
            if (built) {
                emit_arg(c, ops->add, 1);
            }
        }
    }
    if (tuple) {
        emit_op(c, OP_LIST_TO_TUPLE);
    }
}

static void compile_targets(Compiler *c, ExprSeq elts)
{
    bool seen_star = false;
    size_t n = elts.count;
    for (size_t i = 0; i < n; i++) {
        if (elts.items[i]->kind != EXPR_STARRED) {
            continue;
        }
        if (seen_star) {
            compile_error(c, "multiple starred expressions in assignment");
        } else if (i >= 1 << 8 || n - i - 1 >= (size_t)1 << 23) {
            compile_error(c, "too many expressions in star-unpacking "
                             "assignment");
        }
        emit_arg(c, OP_UNPACK_EX, (int)(i + ((n - i - 1) << 8)));
        seen_star = true;
    }
    if (!seen_star) {
        emit_arg(c, OP_UNPACK_SEQUENCE, (int)n);
    }
    for (size_t i = 0; i < n && !c->failed; i++) {
        Expr *elt = elts.items[i];
        compile_expr(c, elt->kind == EXPR_STARRED ? elt->as.starred.value
                                                  : elt);
    }
}

void compile_sequence(Compiler *c, ExprSeq elts, ExprContext context,
                      bool tuple)
{
    if (context == CTX_STORE) {
        compile_targets(c, elts);
    } else if (context == CTX_LOAD) {
        compile_display(c, elts, 0, &display_list, tuple);
    } else {
        compile_exprs(c, elts);
    }
}

static void compile_items(Compiler *c, Expr *expr, size_t begin, size_t end)
{
    ExprSeq keys = expr->as.dict.keys;
    ExprSeq values = expr->as.dict.values;
    int n = (int)(end - begin);
    bool big = n * 2 > STACK_GUIDELINE;
    if (n > 1 && !big && all_constant(keys, begin, end)) {
        for (size_t i = begin; i < end; i++) {
            compile_expr(c, values.items[i]);
        }
        emit_const(c, constant_tuple(c, keys, begin, end));
        emit_arg(c, OP_BUILD_CONST_KEY_MAP, n);
        return;
    }
    if (big) {
        emit_arg(c, OP_BUILD_MAP, 0);
    }
    for (size_t i = begin; i < end && !c->failed; i++) {
        compile_expr(c, keys.items[i]);
        compile_expr(c, values.items[i]);
        if (big) {
            emit_arg(c, OP_MAP_ADD, 1);
        }
    }
    if (!big) {
        emit_arg(c, OP_BUILD_MAP, n);
    }
}

static void flush_items(Compiler *c, Expr *expr, size_t begin, size_t end,
                        bool *have_dict)
{
    compile_items(c, expr, begin, end);
    if (*have_dict) {
        emit_arg(c, OP_DICT_UPDATE, 1);
    }
    *have_dict = true;
}

void compile_dict(Compiler *c, Expr *expr)
{
    ExprSeq keys = expr->as.dict.keys;
    size_t n = expr->as.dict.values.count;
    bool have_dict = false;
    size_t pending = 0;
    for (size_t i = 0; i < n && !c->failed; i++) {
        if (keys.items[i] == NULL) {
            if (pending > 0) {
                flush_items(c, expr, i - pending, i, &have_dict);
                pending = 0;
            }
            if (!have_dict) {
                emit_arg(c, OP_BUILD_MAP, 0);
                have_dict = true;
            }
            compile_expr(c, expr->as.dict.values.items[i]);
            emit_arg(c, OP_DICT_UPDATE, 1);
        } else if (pending * 2 > STACK_GUIDELINE) {
            flush_items(c, expr, i - pending, i + 1, &have_dict);
            pending = 0;
        } else {
            pending++;
        }
    }
    if (pending > 0) {
        flush_items(c, expr, n - pending, n, &have_dict);
    }
    if (!have_dict) {
        emit_arg(c, OP_BUILD_MAP, 0);
    }
}
