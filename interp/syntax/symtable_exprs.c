/* symtable_exprs.c - collecting names: scopes, definitions, expressions. */
#include <string.h>

#include "interp/syntax/symtable_walk.h"

bool symtable_enter_depth(Symtable *table)
{
    table->depth++;
    if (table->depth > table->depth_limit && !table->failed) {
        table->failed = true;
        table->error->kind = SYNTAX_RECURSION;
        table->error->msg =
            "maximum recursion depth exceeded during compilation";
    }
    return !table->failed;
}

void symtable_leave_depth(Symtable *table)
{
    table->depth--;
}

static void register_scope(Symtable *table, const void *node, Scope *scope)
{
    int index = pointer_map_add(&table->nodes, table->arena, node);
    if (index < 0) {
        table->failed = true;
        return;
    }
    if (table->nodes.count > table->scope_capacity) {
        size_t capacity = table->nodes.capacity;
        Scope **scopes = arena_alloc(table->arena, capacity * sizeof *scopes);
        if (scopes == NULL) {
            table->failed = true;
            return;
        }
        if (table->scope_capacity > 0) {
            memcpy(scopes, table->scopes,
                   table->scope_capacity * sizeof *scopes);
        }
        table->scopes = scopes;
        table->scope_capacity = capacity;
    }
    table->scopes[index] = scope;
}

// Opens a scope; on failure there is none, and `failed` is set.
void symtable_enter_scope(Symtable *table, ScopeType type, const char *name,
                          const void *node, Pos pos)
{
    Scope *scope = arena_alloc(table->arena, sizeof *scope);
    if (scope == NULL || table->failed) {
        table->failed = true;
        return;
    }
    Scope *parent = table->current;
    scope->type = type;
    scope->name = name;
    scope->pos = pos;
    scope->parent = parent;
    table->current = scope;
    if (parent != NULL) {
        scope->nested = parent->nested || parent->type == SCOPE_FUNCTION;
        scope->iter_expr_depth = parent->iter_expr_depth;
    }
    if (type == SCOPE_ANNOTATION) {
        return; // text, not code: it never shows in the parent
    }
    register_scope(table, node, scope);
    if (parent == NULL) {
        return;
    }
    if (parent->first_child == NULL) {
        parent->first_child = scope;
    } else {
        parent->last_child->next_sibling = scope;
    }
    parent->last_child = scope;
}

void symtable_leave_scope(Symtable *table)
{
    if (!table->failed) {
        table->current = table->current->parent;
    }
}

int symtable_flags_of(Symtable *table, const Scope *scope, const char *name)
{
    const char *mangled =
        symtable_mangle(table->arena, table->private_name, name);
    const Symbol *symbol =
        mangled == NULL ? NULL : symtable_symbol(scope, mangled);
    return symbol == NULL ? 0 : symbol->flags;
}

static void add_def_to(Symtable *table, Scope *scope, const char *name,
                       int flag, Pos pos)
{
    if (table->failed) {
        return;
    }
    const char *mangled =
        symtable_mangle(table->arena, table->private_name, name);
    Symbol *symbol = symtable_add_symbol(table, scope, mangled);
    if (symbol == NULL) {
        return;
    }
    if ((flag & SYM_PARAM) && (symbol->flags & SYM_PARAM)) {
        symtable_error(table, pos,
                       "duplicate argument '%s' in function definition", name);
        return;
    }
    symbol->flags |= flag;
    if (scope->in_iter_target) {
        if (symbol->flags & (SYM_GLOBAL | SYM_NONLOCAL)) {
            symtable_error(table, pos,
                           "comprehension inner loop cannot rebind "
                           "assignment expression target '%s'",
                           name);
            return;
        }
        symbol->flags |= SYM_COMP_ITER;
    }
    if (flag & SYM_PARAM) {
        if (pointer_map_add(&scope->parameters, table->arena, mangled) < 0) {
            table->failed = true;
        }
    } else if (flag & SYM_GLOBAL) {
        symbol = symtable_add_symbol(table, table->top, mangled);
        if (symbol != NULL) {
            symbol->flags |= flag;
        }
    }
}

void symtable_add_def(Symtable *table, const char *name, int flag, Pos pos)
{
    add_def_to(table, table->current, name, flag, pos);
}

void symtable_record_directive(Symtable *table, const char *name, Pos pos)
{
    Directive *directive = arena_alloc(table->arena, sizeof *directive);
    if (directive == NULL || table->failed) {
        table->failed = true;
        return;
    }
    directive->name = symtable_mangle(table->arena, table->private_name, name);
    directive->pos = pos;
    directive->next = table->current->directives;
    table->current->directives = directive;
}

void symtable_visit_optional(Symtable *table, Expr *expr)
{
    if (expr != NULL) {
        symtable_visit_expr(table, expr);
    }
}

void symtable_visit_seq(Symtable *table, ExprSeq seq)
{
    for (size_t i = 0; i < seq.count && !table->failed; i++) {
        symtable_visit_optional(table, seq.items[i]);
    }
}

void symtable_visit_keywords(Symtable *table, KeywordSeq seq)
{
    for (size_t i = 0; i < seq.count && !table->failed; i++) {
        symtable_visit_expr(table, seq.items[i]->value);
    }
}

static void visit_params(Symtable *table, ArgSeq args)
{
    for (size_t i = 0; i < args.count; i++) {
        symtable_add_def(table, args.items[i]->arg, SYM_PARAM,
                         args.items[i]->pos);
    }
}

void symtable_visit_arguments(Symtable *table, Arguments *args)
{
    visit_params(table, args->posonlyargs);
    visit_params(table, args->args);
    visit_params(table, args->kwonlyargs);
    if (args->vararg != NULL && !table->failed) {
        symtable_add_def(table, args->vararg->arg, SYM_PARAM,
                         args->vararg->pos);
        table->current->varargs = true;
    }
    if (args->kwarg != NULL && !table->failed) {
        symtable_add_def(table, args->kwarg->arg, SYM_PARAM, args->kwarg->pos);
        table->current->varkeywords = true;
    }
}

void symtable_visit_annotation(Symtable *table, Expr *annotation)
{
    if (!table->future_annotations) {
        symtable_visit_expr(table, annotation);
        return;
    }
    symtable_enter_scope(table, SCOPE_ANNOTATION, "_annotation", annotation,
                         annotation->pos);
    symtable_visit_expr(table, annotation);
    symtable_leave_scope(table);
}

static void visit_arg_annotation(Symtable *table, Arg *arg)
{
    if (arg != NULL) {
        symtable_visit_optional(table, arg->annotation);
    }
}

static void visit_arg_annotations(Symtable *table, ArgSeq args)
{
    for (size_t i = 0; i < args.count && !table->failed; i++) {
        visit_arg_annotation(table, args.items[i]);
    }
}

void symtable_visit_annotations(Symtable *table, Stmt *stmt, Arguments *args,
                                Expr *returns)
{
    if (table->future_annotations) {
        symtable_enter_scope(table, SCOPE_ANNOTATION, "_annotation", stmt,
                             stmt->pos);
    }
    visit_arg_annotations(table, args->posonlyargs);
    visit_arg_annotations(table, args->args);
    visit_arg_annotation(table, args->vararg);
    visit_arg_annotation(table, args->kwarg);
    visit_arg_annotations(table, args->kwonlyargs);
    if (table->future_annotations) {
        symtable_leave_scope(table);
    }
    if (returns != NULL) {
        symtable_visit_annotation(table, returns);
    }
}

// --- expressions -----------------------------------------------------------

static void refuse_in_annotation(Symtable *table, const char *what,
                                 const Expr *expr)
{
    if (!table->failed && table->current->type == SCOPE_ANNOTATION) {
        symtable_error(table, expr->pos,
                       "'%s' can not be used within an annotation", what);
    }
}

static void refuse_in_comprehension(Symtable *table, const Expr *expr)
{
    if (table->failed || !table->current->is_comprehension) {
        return;
    }
    const char *what = "generator expression";
    switch (table->current->comprehension) {
    case EXPR_LIST_COMP:
        what = "list comprehension";
        break;
    case EXPR_SET_COMP:
        what = "set comprehension";
        break;
    case EXPR_DICT_COMP:
        what = "dict comprehension";
        break;
    default:
        break;
    }
    symtable_error(table, expr->pos, "'yield' inside %s", what);
}

// `:=` in a comprehension binds in the scope around it.
static void extend_named_expr(Symtable *table, const Expr *target)
{
    const char *name = target->as.name.id;
    for (Scope *scope = table->current; scope != NULL; scope = scope->parent) {
        if (scope->is_comprehension) {
            const Symbol *symbol = symtable_symbol(scope, name);
            if (symbol != NULL && (symbol->flags & SYM_COMP_ITER)) {
                symtable_error(table, target->pos,
                               "assignment expression cannot rebind "
                               "comprehension iteration variable '%s'",
                               name);
                return;
            }
        } else if (scope->type == SCOPE_FUNCTION) {
            const Symbol *symbol = symtable_symbol(scope, name);
            bool global = symbol != NULL && (symbol->flags & SYM_GLOBAL);
            symtable_add_def(table, name, global ? SYM_GLOBAL : SYM_NONLOCAL,
                             target->pos);
            symtable_record_directive(table, name, target->pos);
            add_def_to(table, scope, name, SYM_LOCAL, target->pos);
            return;
        } else if (scope->type == SCOPE_MODULE) {
            symtable_add_def(table, name, SYM_GLOBAL, target->pos);
            symtable_record_directive(table, name, target->pos);
            add_def_to(table, scope, name, SYM_GLOBAL, target->pos);
            return;
        } else if (scope->type == SCOPE_CLASS) {
            symtable_error(table, target->pos,
                           "assignment expression within a comprehension "
                           "cannot be used in a class body");
            return;
        }
    }
}

static void visit_named_expr(Symtable *table, Expr *expr)
{
    refuse_in_annotation(table, "named expression", expr);
    if (table->failed) {
        return;
    }
    if (table->current->iter_expr_depth > 0) {
        symtable_error(table, expr->pos,
                       "assignment expression cannot be used in a "
                       "comprehension iterable expression");
        return;
    }
    if (table->current->is_comprehension) {
        extend_named_expr(table, expr->as.named_expr.target);
    }
    symtable_visit_optional(table, expr->as.named_expr.value);
    symtable_visit_optional(table, expr->as.named_expr.target);
}

static void visit_iter_target(Symtable *table, Expr *target)
{
    if (table->failed) {
        return;
    }
    table->current->in_iter_target = true;
    symtable_visit_expr(table, target);
    if (!table->failed) {
        table->current->in_iter_target = false;
    }
}

static void visit_iter_expr(Symtable *table, Expr *iter)
{
    if (table->failed) {
        return;
    }
    table->current->iter_expr_depth++;
    symtable_visit_expr(table, iter);
    if (!table->failed) {
        table->current->iter_expr_depth--;
    }
}

static void visit_inner_generators(Symtable *table, ComprehensionSeq seq)
{
    for (size_t i = 1; i < seq.count && !table->failed; i++) {
        Comprehension *generator = seq.items[i];
        visit_iter_target(table, generator->target);
        visit_iter_expr(table, generator->iter);
        symtable_visit_seq(table, generator->ifs);
        if (generator->is_async && !table->failed) {
            table->current->coroutine = true;
        }
    }
}

static void visit_comprehension(Symtable *table, Expr *expr, const char *name,
                                ComprehensionSeq seq, Expr *elt, Expr *value)
{
    Comprehension *outermost = seq.items[0];
    visit_iter_expr(table, outermost->iter);
    symtable_enter_scope(table, SCOPE_FUNCTION, name, expr, expr->pos);
    if (table->failed) {
        return;
    }
    Scope *scope = table->current;
    scope->is_comprehension = true;
    scope->comprehension = expr->kind;
    scope->coroutine = outermost->is_async;
    symtable_add_def(table, arena_intern(table->arena, ".0", 2), SYM_PARAM,
                     expr->pos);
    visit_iter_target(table, outermost->target);
    symtable_visit_seq(table, outermost->ifs);
    visit_inner_generators(table, seq);
    symtable_visit_optional(table, value);
    symtable_visit_optional(table, elt);
    bool is_generator = expr->kind == EXPR_GENERATOR_EXP;
    scope->generator = is_generator;
    symtable_leave_scope(table);
    if (scope->coroutine && !is_generator && !table->failed) {
        table->current->coroutine = true;
    }
}

static void visit_lambda(Symtable *table, Expr *expr)
{
    Arguments *args = expr->as.lambda.args;
    symtable_visit_seq(table, args->defaults);
    symtable_visit_seq(table, args->kw_defaults);
    symtable_enter_scope(table, SCOPE_FUNCTION,
                         arena_intern(table->arena, "lambda", 6), expr,
                         expr->pos);
    if (table->failed) {
        return;
    }
    symtable_visit_arguments(table, args);
    symtable_visit_optional(table, expr->as.lambda.body);
    symtable_leave_scope(table);
}

static void visit_name(Symtable *table, Expr *expr)
{
    bool load = expr->as.name.ctx == CTX_LOAD;
    symtable_add_def(table, expr->as.name.id, load ? SYM_USE : SYM_LOCAL,
                     expr->pos);
    if (load && !table->failed && table->current->type == SCOPE_FUNCTION &&
        strcmp(expr->as.name.id, "super") == 0) {
        symtable_add_def(table, arena_intern(table->arena, "__class__", 9),
                         SYM_USE, expr->pos);
    }
}

static void visit_yield(Symtable *table, Expr *expr, Expr *value)
{
    refuse_in_annotation(table, "yield expression", expr);
    symtable_visit_optional(table, value);
    if (!table->failed) {
        table->current->generator = true;
    }
    refuse_in_comprehension(table, expr);
}

static void visit_await(Symtable *table, Expr *expr)
{
    refuse_in_annotation(table, "await expression", expr);
    symtable_visit_expr(table, expr->as.await.value);
    if (!table->failed) {
        table->current->coroutine = true;
    }
}

static void visit_scope_expr(Symtable *table, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LAMBDA:
        visit_lambda(table, expr);
        break;
    case EXPR_LIST_COMP:
        visit_comprehension(table, expr, "listcomp",
                            expr->as.list_comp.generators,
                            expr->as.list_comp.elt, NULL);
        break;
    case EXPR_SET_COMP:
        visit_comprehension(table, expr, "setcomp",
                            expr->as.set_comp.generators, expr->as.set_comp.elt,
                            NULL);
        break;
    case EXPR_DICT_COMP:
        visit_comprehension(table, expr, "dictcomp",
                            expr->as.dict_comp.generators,
                            expr->as.dict_comp.key, expr->as.dict_comp.value);
        break;
    case EXPR_GENERATOR_EXP:
        visit_comprehension(table, expr, "genexpr",
                            expr->as.generator_exp.generators,
                            expr->as.generator_exp.elt, NULL);
        break;
    case EXPR_NAMED_EXPR:
        visit_named_expr(table, expr);
        break;
    case EXPR_YIELD:
        visit_yield(table, expr, expr->as.yield.value);
        break;
    case EXPR_YIELD_FROM:
        visit_yield(table, expr, expr->as.yield_from.value);
        break;
    case EXPR_AWAIT:
        visit_await(table, expr);
        break;
    case EXPR_NAME:
        visit_name(table, expr);
        break;
    default:
        break;
    }
}

static void visit_plain_expr(Symtable *table, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_BOOL_OP:
        symtable_visit_seq(table, expr->as.bool_op.values);
        break;
    case EXPR_BIN_OP:
        symtable_visit_expr(table, expr->as.bin_op.left);
        symtable_visit_expr(table, expr->as.bin_op.right);
        break;
    case EXPR_UNARY_OP:
        symtable_visit_expr(table, expr->as.unary_op.operand);
        break;
    case EXPR_IF_EXP:
        symtable_visit_expr(table, expr->as.if_exp.test);
        symtable_visit_expr(table, expr->as.if_exp.body);
        symtable_visit_expr(table, expr->as.if_exp.orelse);
        break;
    case EXPR_DICT:
        symtable_visit_seq(table, expr->as.dict.keys);
        symtable_visit_seq(table, expr->as.dict.values);
        break;
    case EXPR_SET:
        symtable_visit_seq(table, expr->as.set.elts);
        break;
    case EXPR_COMPARE:
        symtable_visit_expr(table, expr->as.compare.left);
        symtable_visit_seq(table, expr->as.compare.comparators);
        break;
    case EXPR_CALL:
        symtable_visit_expr(table, expr->as.call.func);
        symtable_visit_seq(table, expr->as.call.args);
        symtable_visit_keywords(table, expr->as.call.keywords);
        break;
    case EXPR_FORMATTED_VALUE:
        symtable_visit_expr(table, expr->as.formatted_value.value);
        symtable_visit_optional(table, expr->as.formatted_value.format_spec);
        break;
    case EXPR_JOINED_STR:
        symtable_visit_seq(table, expr->as.joined_str.values);
        break;
    case EXPR_ATTRIBUTE:
        symtable_visit_expr(table, expr->as.attribute.value);
        break;
    case EXPR_SUBSCRIPT:
        symtable_visit_expr(table, expr->as.subscript.value);
        symtable_visit_expr(table, expr->as.subscript.slice);
        break;
    case EXPR_STARRED:
        symtable_visit_expr(table, expr->as.starred.value);
        break;
    case EXPR_SLICE:
        symtable_visit_optional(table, expr->as.slice.lower);
        symtable_visit_optional(table, expr->as.slice.upper);
        symtable_visit_optional(table, expr->as.slice.step);
        break;
    case EXPR_LIST:
        symtable_visit_seq(table, expr->as.list.elts);
        break;
    case EXPR_TUPLE:
        symtable_visit_seq(table, expr->as.tuple.elts);
        break;
    default:
        visit_scope_expr(table, expr);
        break;
    }
}

void symtable_visit_expr(Symtable *table, Expr *expr)
{
    if (symtable_enter_depth(table)) {
        visit_plain_expr(table, expr);
    }
    symtable_leave_depth(table);
}
