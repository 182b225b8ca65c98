/* compile_call.c - calls, method calls, arguments with stars. */
#include <string.h>

#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"

static void check_keywords(Compiler *c, KeywordSeq keywords)
{
    for (size_t i = 0; i < keywords.count; i++) {
        const char *name = keywords.items[i]->arg;
        if (name == NULL || is_forbidden(c, name, CTX_STORE)) {
            continue;
        }
        for (size_t j = i + 1; j < keywords.count; j++) {
            if (keywords.items[j]->arg == name && !c->failed) {
                c->unit->pos = keywords.items[j]->pos;
                compile_error(c, "keyword argument repeated: %s", name);
                return;
            }
        }
    }
}

static bool has_stars(ExprSeq args, KeywordSeq keywords)
{
    for (size_t i = 0; i < args.count; i++) {
        if (args.items[i]->kind == EXPR_STARRED) {
            return true;
        }
    }
    for (size_t i = 0; i < keywords.count; i++) {
        if (keywords.items[i]->arg == NULL) {
            return true;
        }
    }
    return false;
}

static Constant *keyword_names(Compiler *c, KeywordSeq keywords,
                               size_t begin, size_t end)
{
    Constant *names = new_tuple(c, end - begin);
    for (size_t i = begin; names != NULL && i < end; i++) {
        names->as.tuple.items[i - begin] = new_str(c,
                                                   keywords.items[i]->arg);
    }
    return c->failed ? NULL : names;
}

static void compile_simple_keywords(Compiler *c, KeywordSeq keywords)
{
    if (keywords.count == 0) {
        return;
    }
    for (size_t i = 0; i < keywords.count; i++) {
        compile_expr(c, keywords.items[i]->value);
    }
    Constant *names = keyword_names(c, keywords, 0, keywords.count);
    if (names != NULL) {
        emit_arg(c, OP_KW_NAMES, add_const(c, names));
    }
}

// A dict of the named arguments from `begin` to `end`.
static void compile_keyword_dict(Compiler *c, KeywordSeq keywords,
                                 size_t begin, size_t end)
{
    int n = (int)(end - begin);
    bool big = n * 2 > STACK_GUIDELINE;
    if (n > 1 && !big) {
        for (size_t i = begin; i < end; i++) {
            compile_expr(c, keywords.items[i]->value);
        }
        emit_const(c, keyword_names(c, keywords, begin, end));
        emit_arg(c, OP_BUILD_CONST_KEY_MAP, n);
        return;
    }
    Pos pos = c->unit->pos;
    if (big) {
        c->unit->pos = no_pos;
        emit_arg(c, OP_BUILD_MAP, 0);
        c->unit->pos = pos;
    }
    for (size_t i = begin; i < end && !c->failed; i++) {
        emit_text(c, keywords.items[i]->arg);
        compile_expr(c, keywords.items[i]->value);
        if (big && !c->failed) {
            c->unit->pos = no_pos;
            emit_arg(c, OP_MAP_ADD, 1);
            c->unit->pos = pos;
        }
    }
    if (!big) {
        emit_arg(c, OP_BUILD_MAP, n);
    }
}

static void flush_keywords(Compiler *c, KeywordSeq keywords, size_t begin,
                           size_t end, bool *have_dict)
{
    compile_keyword_dict(c, keywords, begin, end);
    if (*have_dict) {
        emit_arg(c, OP_DICT_MERGE, 1);
    }
    *have_dict = true;
}

static void compile_star_keywords(Compiler *c, KeywordSeq keywords)
{
    bool have_dict = false;
    size_t pending = 0;
    for (size_t i = 0; i < keywords.count && !c->failed; i++) {
        if (keywords.items[i]->arg != NULL) {
            pending++;
            continue;
        }
        if (pending > 0) {
            flush_keywords(c, keywords, i - pending, i, &have_dict);
            pending = 0;
        }
        if (!have_dict) {
            emit_arg(c, OP_BUILD_MAP, 0);
            have_dict = true;
        }
        compile_expr(c, keywords.items[i]->value);
        emit_arg(c, OP_DICT_MERGE, 1);
    }
    if (pending > 0) {
        flush_keywords(c, keywords, keywords.count - pending, keywords.count,
                       &have_dict);
    }
}

void compile_call_args(Compiler *c, int pushed, ExprSeq args,
                       KeywordSeq keywords)
{
    check_keywords(c, keywords);
    if (c->failed) {
        return;
    }
    if (args.count + keywords.count * 2 <= STACK_GUIDELINE &&
        !has_stars(args, keywords)) {
        compile_exprs(c, args);
        compile_simple_keywords(c, keywords);
        emit_call(c, pushed + (int)(args.count + keywords.count));
        return;
    }
    if (pushed == 0 && args.count == 1 &&
        args.items[0]->kind == EXPR_STARRED) {
        compile_expr(c, args.items[0]->as.starred.value);
    } else {
        compile_display(c, args, pushed, &display_list, true);
    }
    compile_star_keywords(c, keywords);
    emit_arg(c, OP_CALL_FUNCTION_EX, keywords.count > 0);
}

// What the module imports is most likely no method's owner.
static bool is_imported(const Compiler *c, const Expr *expr)
{
    if (expr->kind != EXPR_NAME) {
        return false;
    }
    const Symbol *symbol = symtable_symbol(c->symtable.top,
                                           expr->as.name.id);
    return symbol != NULL && (symbol->flags & SYM_IMPORT);
}

static bool is_method_call(const Compiler *c, const Expr *expr)
{
    const Expr *func = expr->as.call.func;
    size_t nargs = expr->as.call.args.count;
    size_t nkeywords = expr->as.call.keywords.count;
    return func->kind == EXPR_ATTRIBUTE &&
           func->as.attribute.ctx == CTX_LOAD &&
           !is_imported(c, func->as.attribute.value) &&
           nargs + nkeywords + (nkeywords != 0) < STACK_GUIDELINE &&
           !has_stars(expr->as.call.args, expr->as.call.keywords);
}

static void compile_method_call(Compiler *c, Expr *expr)
{
    const Expr *method = expr->as.call.func;
    KeywordSeq keywords = expr->as.call.keywords;
    compile_expr(c, method->as.attribute.value);
    c->unit->pos = method->pos;
    move_to_attribute(c, method);
    emit_name(c, OP_LOAD_METHOD, method->as.attribute.attr);
    compile_exprs(c, expr->as.call.args);
    compile_simple_keywords(c, keywords);
    if (c->failed) {
        return;
    }
    c->unit->pos = expr->pos;
    move_to_attribute(c, method);
    emit_call(c, (int)(expr->as.call.args.count + keywords.count));
}

void compile_call(Compiler *c, Expr *expr)
{
    check_keywords(c, expr->as.call.keywords);
    if (c->failed) {
        return;
    }
    if (is_method_call(c, expr)) {
        compile_method_call(c, expr);
        return;
    }
    check_callee(c, expr->as.call.func);
    if (c->failed) {
        return;
    }
    c->unit->pos = expr->as.call.func->pos;
    emit_op(c, OP_PUSH_NULL);
    c->unit->pos = expr->pos;
    compile_expr(c, expr->as.call.func);
    compile_call_args(c, 0, expr->as.call.args, expr->as.call.keywords);
}
