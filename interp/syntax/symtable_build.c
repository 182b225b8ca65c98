/* symtable_build.c - the walk over the tree that collects names. */
#include <string.h>

#include "interp/syntax/symtable.h"

static void visit_expr(Symtable *table, Expr *expr);
static void visit_stmts(Symtable *table, StmtSeq stmts);
static void visit_pattern(Symtable *table, Pattern *pattern);

static bool enter_depth(Symtable *table)
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

static void leave_depth(Symtable *table)
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
        Scope **scopes = arena_alloc(table->arena,
                                     capacity * sizeof *scopes);
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
static void enter_scope(Symtable *table, ScopeType type, const char *name,
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

static void leave_scope(Symtable *table)
{
    if (!table->failed) {
        table->current = table->current->parent;
    }
}

static int flags_of(Symtable *table, const Scope *scope, const char *name)
{
    const char *mangled = symtable_mangle(table->arena, table->private_name,
                                          name);
    const Symbol *symbol = mangled == NULL ? NULL
                                           : symtable_symbol(scope, mangled);
    return symbol == NULL ? 0 : symbol->flags;
}

static void add_def_to(Symtable *table, Scope *scope, const char *name,
                       int flag, Pos pos)
{
    if (table->failed) {
        return;
    }
    const char *mangled = symtable_mangle(table->arena, table->private_name,
                                          name);
    Symbol *symbol = symtable_add_symbol(table, scope, mangled);
    if (symbol == NULL) {
        return;
    }
    if ((flag & SYM_PARAM) && (symbol->flags & SYM_PARAM)) {
        symtable_error(table, pos,
                       "duplicate argument '%s' in function definition",
                       name);
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

static void add_def(Symtable *table, const char *name, int flag, Pos pos)
{
    add_def_to(table, table->current, name, flag, pos);
}

static void record_directive(Symtable *table, const char *name, Pos pos)
{
    Directive *directive = arena_alloc(table->arena, sizeof *directive);
    if (directive == NULL || table->failed) {
        table->failed = true;
        return;
    }
    directive->name = symtable_mangle(table->arena, table->private_name,
                                      name);
    directive->pos = pos;
    directive->next = table->current->directives;
    table->current->directives = directive;
}

static void visit_optional(Symtable *table, Expr *expr)
{
    if (expr != NULL) {
        visit_expr(table, expr);
    }
}

static void visit_seq(Symtable *table, ExprSeq seq)
{
    for (size_t i = 0; i < seq.count && !table->failed; i++) {
        visit_optional(table, seq.items[i]);
    }
}

static void visit_keywords(Symtable *table, KeywordSeq seq)
{
    for (size_t i = 0; i < seq.count && !table->failed; i++) {
        visit_expr(table, seq.items[i]->value);
    }
}

static void visit_params(Symtable *table, ArgSeq args)
{
    for (size_t i = 0; i < args.count; i++) {
        add_def(table, args.items[i]->arg, SYM_PARAM, args.items[i]->pos);
    }
}

static void visit_arguments(Symtable *table, Arguments *args)
{
    visit_params(table, args->posonlyargs);
    visit_params(table, args->args);
    visit_params(table, args->kwonlyargs);
    if (args->vararg != NULL && !table->failed) {
        add_def(table, args->vararg->arg, SYM_PARAM, args->vararg->pos);
        table->current->varargs = true;
    }
    if (args->kwarg != NULL && !table->failed) {
        add_def(table, args->kwarg->arg, SYM_PARAM, args->kwarg->pos);
        table->current->varkeywords = true;
    }
}

static void visit_annotation(Symtable *table, Expr *annotation)
{
    if (!table->future_annotations) {
        visit_expr(table, annotation);
        return;
    }
    enter_scope(table, SCOPE_ANNOTATION, "_annotation", annotation,
                annotation->pos);
    visit_expr(table, annotation);
    leave_scope(table);
}

static void visit_arg_annotation(Symtable *table, Arg *arg)
{
    if (arg != NULL) {
        visit_optional(table, arg->annotation);
    }
}

static void visit_arg_annotations(Symtable *table, ArgSeq args)
{
    for (size_t i = 0; i < args.count && !table->failed; i++) {
        visit_arg_annotation(table, args.items[i]);
    }
}

static void visit_annotations(Symtable *table, Stmt *stmt, Arguments *args,
                              Expr *returns)
{
    if (table->future_annotations) {
        enter_scope(table, SCOPE_ANNOTATION, "_annotation", stmt, stmt->pos);
    }
    visit_arg_annotations(table, args->posonlyargs);
    visit_arg_annotations(table, args->args);
    visit_arg_annotation(table, args->vararg);
    visit_arg_annotation(table, args->kwarg);
    visit_arg_annotations(table, args->kwonlyargs);
    if (table->future_annotations) {
        leave_scope(table);
    }
    if (returns != NULL) {
        visit_annotation(table, returns);
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
            add_def(table, name, global ? SYM_GLOBAL : SYM_NONLOCAL,
                    target->pos);
            record_directive(table, name, target->pos);
            add_def_to(table, scope, name, SYM_LOCAL, target->pos);
            return;
        } else if (scope->type == SCOPE_MODULE) {
            add_def(table, name, SYM_GLOBAL, target->pos);
            record_directive(table, name, target->pos);
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
    visit_optional(table, expr->as.named_expr.value);
    visit_optional(table, expr->as.named_expr.target);
}

static void visit_iter_target(Symtable *table, Expr *target)
{
    if (table->failed) {
        return;
    }
    table->current->in_iter_target = true;
    visit_expr(table, target);
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
    visit_expr(table, iter);
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
        visit_seq(table, generator->ifs);
        if (generator->is_async && !table->failed) {
            table->current->coroutine = true;
        }
    }
}

static void visit_comprehension(Symtable *table, Expr *expr,
                                const char *name, ComprehensionSeq seq,
                                Expr *elt, Expr *value)
{
    Comprehension *outermost = seq.items[0];
    visit_iter_expr(table, outermost->iter);
    enter_scope(table, SCOPE_FUNCTION, name, expr, expr->pos);
    if (table->failed) {
        return;
    }
    Scope *scope = table->current;
    scope->is_comprehension = true;
    scope->comprehension = expr->kind;
    scope->coroutine = outermost->is_async;
    add_def(table, arena_intern(table->arena, ".0", 2), SYM_PARAM,
            expr->pos);
    visit_iter_target(table, outermost->target);
    visit_seq(table, outermost->ifs);
    visit_inner_generators(table, seq);
    visit_optional(table, value);
    visit_optional(table, elt);
    bool is_generator = expr->kind == EXPR_GENERATOR_EXP;
    scope->generator = is_generator;
    leave_scope(table);
    if (scope->coroutine && !is_generator && !table->failed) {
        table->current->coroutine = true;
    }
}

static void visit_lambda(Symtable *table, Expr *expr)
{
    Arguments *args = expr->as.lambda.args;
    visit_seq(table, args->defaults);
    visit_seq(table, args->kw_defaults);
    enter_scope(table, SCOPE_FUNCTION,
                arena_intern(table->arena, "lambda", 6), expr, expr->pos);
    if (table->failed) {
        return;
    }
    visit_arguments(table, args);
    visit_optional(table, expr->as.lambda.body);
    leave_scope(table);
}

static void visit_name(Symtable *table, Expr *expr)
{
    bool load = expr->as.name.ctx == CTX_LOAD;
    add_def(table, expr->as.name.id, load ? SYM_USE : SYM_LOCAL, expr->pos);
    if (load && !table->failed && table->current->type == SCOPE_FUNCTION &&
        strcmp(expr->as.name.id, "super") == 0) {
        add_def(table, arena_intern(table->arena, "__class__", 9), SYM_USE,
                expr->pos);
    }
}

static void visit_yield(Symtable *table, Expr *expr, Expr *value)
{
    refuse_in_annotation(table, "yield expression", expr);
    visit_optional(table, value);
    if (!table->failed) {
        table->current->generator = true;
    }
    refuse_in_comprehension(table, expr);
}

static void visit_await(Symtable *table, Expr *expr)
{
    refuse_in_annotation(table, "await expression", expr);
    visit_expr(table, expr->as.await.value);
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
                            expr->as.set_comp.generators,
                            expr->as.set_comp.elt, NULL);
        break;
    case EXPR_DICT_COMP:
        visit_comprehension(table, expr, "dictcomp",
                            expr->as.dict_comp.generators,
                            expr->as.dict_comp.key,
                            expr->as.dict_comp.value);
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
        visit_seq(table, expr->as.bool_op.values);
        break;
    case EXPR_BIN_OP:
        visit_expr(table, expr->as.bin_op.left);
        visit_expr(table, expr->as.bin_op.right);
        break;
    case EXPR_UNARY_OP:
        visit_expr(table, expr->as.unary_op.operand);
        break;
    case EXPR_IF_EXP:
        visit_expr(table, expr->as.if_exp.test);
        visit_expr(table, expr->as.if_exp.body);
        visit_expr(table, expr->as.if_exp.orelse);
        break;
    case EXPR_DICT:
        visit_seq(table, expr->as.dict.keys);
        visit_seq(table, expr->as.dict.values);
        break;
    case EXPR_SET:
        visit_seq(table, expr->as.set.elts);
        break;
    case EXPR_COMPARE:
        visit_expr(table, expr->as.compare.left);
        visit_seq(table, expr->as.compare.comparators);
        break;
    case EXPR_CALL:
        visit_expr(table, expr->as.call.func);
        visit_seq(table, expr->as.call.args);
        visit_keywords(table, expr->as.call.keywords);
        break;
    case EXPR_FORMATTED_VALUE:
        visit_expr(table, expr->as.formatted_value.value);
        visit_optional(table, expr->as.formatted_value.format_spec);
        break;
    case EXPR_JOINED_STR:
        visit_seq(table, expr->as.joined_str.values);
        break;
    case EXPR_ATTRIBUTE:
        visit_expr(table, expr->as.attribute.value);
        break;
    case EXPR_SUBSCRIPT:
        visit_expr(table, expr->as.subscript.value);
        visit_expr(table, expr->as.subscript.slice);
        break;
    case EXPR_STARRED:
        visit_expr(table, expr->as.starred.value);
        break;
    case EXPR_SLICE:
        visit_optional(table, expr->as.slice.lower);
        visit_optional(table, expr->as.slice.upper);
        visit_optional(table, expr->as.slice.step);
        break;
    case EXPR_LIST:
        visit_seq(table, expr->as.list.elts);
        break;
    case EXPR_TUPLE:
        visit_seq(table, expr->as.tuple.elts);
        break;
    default:
        visit_scope_expr(table, expr);
        break;
    }
}

static void visit_expr(Symtable *table, Expr *expr)
{
    if (enter_depth(table)) {
        visit_plain_expr(table, expr);
    }
    leave_depth(table);
}

// --- statements ------------------------------------------------------------

static void visit_function(Symtable *table, Stmt *stmt)
{
    Arguments *args = stmt->as.function_def.args;
    add_def(table, stmt->as.function_def.name, SYM_LOCAL, stmt->pos);
    visit_seq(table, args->defaults);
    visit_seq(table, args->kw_defaults);
    visit_annotations(table, stmt, args, stmt->as.function_def.returns);
    visit_seq(table, stmt->as.function_def.decorator_list);
    enter_scope(table, SCOPE_FUNCTION, stmt->as.function_def.name, stmt,
                stmt->pos);
    if (table->failed) {
        return;
    }
    table->current->coroutine = stmt->kind == STMT_ASYNC_FUNCTION_DEF;
    visit_arguments(table, args);
    visit_stmts(table, stmt->as.function_def.body);
    leave_scope(table);
}

static void visit_class(Symtable *table, Stmt *stmt)
{
    add_def(table, stmt->as.class_def.name, SYM_LOCAL, stmt->pos);
    visit_seq(table, stmt->as.class_def.bases);
    visit_keywords(table, stmt->as.class_def.keywords);
    visit_seq(table, stmt->as.class_def.decorator_list);
    enter_scope(table, SCOPE_CLASS, stmt->as.class_def.name, stmt, stmt->pos);
    const char *outer = table->private_name;
    table->private_name = stmt->as.class_def.name;
    visit_stmts(table, stmt->as.class_def.body);
    table->private_name = outer;
    leave_scope(table);
}

static void visit_ann_assign(Symtable *table, Stmt *stmt)
{
    Expr *target = stmt->as.ann_assign.target;
    bool simple = stmt->as.ann_assign.simple != 0;
    if (target->kind == EXPR_NAME) {
        const char *name = target->as.name.id;
        int flags = flags_of(table, table->current, name);
        if ((flags & (SYM_GLOBAL | SYM_NONLOCAL)) &&
            table->current != table->top && simple) {
            symtable_error(table, stmt->pos,
                           flags & SYM_GLOBAL
                               ? "annotated name '%s' can't be global"
                               : "annotated name '%s' can't be nonlocal",
                           name);
            return;
        }
        if (simple) {
            add_def(table, name, SYM_ANNOTATED | SYM_LOCAL, target->pos);
        } else if (stmt->as.ann_assign.value != NULL) {
            add_def(table, name, SYM_LOCAL, target->pos);
        }
    } else {
        visit_expr(table, target);
    }
    visit_annotation(table, stmt->as.ann_assign.annotation);
    visit_optional(table, stmt->as.ann_assign.value);
}

static void declare(Symtable *table, const char *name, bool global, Pos pos)
{
    int flags = flags_of(table, table->current, name);
    const char *what = global ? "global" : "nonlocal";
    if (flags & SYM_PARAM) {
        symtable_error(table, pos, "name '%s' is parameter and %s", name,
                       what);
    } else if (flags & SYM_USE) {
        symtable_error(table, pos,
                       "name '%s' is used prior to %s declaration", name,
                       what);
    } else if (flags & SYM_ANNOTATED) {
        symtable_error(table, pos, "annotated name '%s' can't be %s", name,
                       what);
    } else if (flags & SYM_LOCAL) {
        symtable_error(table, pos,
                       "name '%s' is assigned to before %s declaration",
                       name, what);
    }
    add_def(table, name, global ? SYM_GLOBAL : SYM_NONLOCAL, pos);
    record_directive(table, name, pos);
}

static void visit_declaration(Symtable *table, Stmt *stmt)
{
    bool global = stmt->kind == STMT_GLOBAL;
    NameSeq names = global ? stmt->as.global.names : stmt->as.nonlocal.names;
    for (size_t i = 0; i < names.count && !table->failed; i++) {
        declare(table, names.items[i], global, stmt->pos);
    }
}

static void visit_aliases(Symtable *table, AliasSeq aliases)
{
    for (size_t i = 0; i < aliases.count && !table->failed; i++) {
        const Alias *alias = aliases.items[i];
        const char *name = alias->asname != NULL ? alias->asname
                                                 : alias->name;
        if (strcmp(name, "*") == 0) {
            if (table->current->type != SCOPE_MODULE) {
                symtable_error(table, alias->pos,
                               "import * only allowed at module level");
            }
            continue;
        }
        // `import a.b` binds a.
        const char *bound = arena_intern(table->arena, name,
                                         strcspn(name, "."));
        if (bound == NULL) {
            table->failed = true;
            return;
        }
        add_def(table, bound, SYM_IMPORT, alias->pos);
    }
}

static void visit_try(Symtable *table, Stmt *stmt)
{
    visit_stmts(table, stmt->as.try_.body);
    visit_stmts(table, stmt->as.try_.orelse);
    for (size_t i = 0; i < stmt->as.try_.handlers.count; i++) {
        ExceptHandler *handler = stmt->as.try_.handlers.items[i];
        visit_optional(table, handler->type);
        if (handler->name != NULL) {
            add_def(table, handler->name, SYM_LOCAL, handler->pos);
        }
        visit_stmts(table, handler->body);
    }
    visit_stmts(table, stmt->as.try_.finalbody);
}

static void visit_patterns(Symtable *table, PatternSeq seq)
{
    for (size_t i = 0; i < seq.count && !table->failed; i++) {
        visit_pattern(table, seq.items[i]);
    }
}

static void bind_pattern(Symtable *table, const char *name, Pos pos)
{
    if (name != NULL) {
        add_def(table, name, SYM_LOCAL, pos);
    }
}

static void visit_pattern_kind(Symtable *table, Pattern *pattern)
{
    switch (pattern->kind) {
    case PATTERN_MATCH_VALUE:
        visit_expr(table, pattern->as.value.value);
        break;
    case PATTERN_MATCH_SEQUENCE:
        visit_patterns(table, pattern->as.sequence.patterns);
        break;
    case PATTERN_MATCH_STAR:
        bind_pattern(table, pattern->as.star.name, pattern->pos);
        break;
    case PATTERN_MATCH_MAPPING:
        visit_seq(table, pattern->as.mapping.keys);
        visit_patterns(table, pattern->as.mapping.patterns);
        bind_pattern(table, pattern->as.mapping.rest, pattern->pos);
        break;
    case PATTERN_MATCH_CLASS:
        visit_expr(table, pattern->as.class_.cls);
        visit_patterns(table, pattern->as.class_.patterns);
        visit_patterns(table, pattern->as.class_.kwd_patterns);
        break;
    case PATTERN_MATCH_AS:
        if (pattern->as.as_.pattern != NULL) {
            visit_pattern(table, pattern->as.as_.pattern);
        }
        bind_pattern(table, pattern->as.as_.name, pattern->pos);
        break;
    case PATTERN_MATCH_OR:
        visit_patterns(table, pattern->as.or_.patterns);
        break;
    default:
        break;
    }
}

static void visit_pattern(Symtable *table, Pattern *pattern)
{
    if (enter_depth(table)) {
        visit_pattern_kind(table, pattern);
    }
    leave_depth(table);
}

static void visit_match(Symtable *table, Stmt *stmt)
{
    visit_expr(table, stmt->as.match.subject);
    for (size_t i = 0; i < stmt->as.match.cases.count; i++) {
        MatchCase *match_case = stmt->as.match.cases.items[i];
        visit_pattern(table, match_case->pattern);
        visit_optional(table, match_case->guard);
        visit_stmts(table, match_case->body);
    }
}

static void visit_with(Symtable *table, Stmt *stmt)
{
    for (size_t i = 0; i < stmt->as.with.items.count; i++) {
        visit_expr(table, stmt->as.with.items.items[i]->context_expr);
        visit_optional(table, stmt->as.with.items.items[i]->optional_vars);
    }
    visit_stmts(table, stmt->as.with.body);
}

static void visit_block_stmt(Symtable *table, Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
        visit_function(table, stmt);
        break;
    case STMT_CLASS_DEF:
        visit_class(table, stmt);
        break;
    case STMT_FOR:
    case STMT_ASYNC_FOR:
        visit_expr(table, stmt->as.for_.target);
        visit_expr(table, stmt->as.for_.iter);
        visit_stmts(table, stmt->as.for_.body);
        visit_stmts(table, stmt->as.for_.orelse);
        break;
    case STMT_WHILE:
        visit_expr(table, stmt->as.while_.test);
        visit_stmts(table, stmt->as.while_.body);
        visit_stmts(table, stmt->as.while_.orelse);
        break;
    case STMT_IF:
        visit_expr(table, stmt->as.if_.test);
        visit_stmts(table, stmt->as.if_.body);
        visit_stmts(table, stmt->as.if_.orelse);
        break;
    case STMT_WITH:
    case STMT_ASYNC_WITH:
        visit_with(table, stmt);
        break;
    case STMT_TRY:
    case STMT_TRY_STAR:
        visit_try(table, stmt);
        break;
    case STMT_MATCH:
        visit_match(table, stmt);
        break;
    default:
        break;
    }
}

static void visit_stmt(Symtable *table, Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_RETURN:
        visit_optional(table, stmt->as.return_.value);
        if (stmt->as.return_.value != NULL && !table->failed) {
            table->current->returns_value = true;
        }
        break;
    case STMT_DELETE:
        visit_seq(table, stmt->as.delete.targets);
        break;
    case STMT_ASSIGN:
        visit_seq(table, stmt->as.assign.targets);
        visit_expr(table, stmt->as.assign.value);
        break;
    case STMT_AUG_ASSIGN:
        visit_expr(table, stmt->as.aug_assign.target);
        visit_expr(table, stmt->as.aug_assign.value);
        break;
    case STMT_ANN_ASSIGN:
        visit_ann_assign(table, stmt);
        break;
    case STMT_RAISE:
        visit_optional(table, stmt->as.raise.exc);
        visit_optional(table, stmt->as.raise.cause);
        break;
    case STMT_ASSERT:
        visit_expr(table, stmt->as.assert_.test);
        visit_optional(table, stmt->as.assert_.msg);
        break;
    case STMT_IMPORT:
        visit_aliases(table, stmt->as.import.names);
        break;
    case STMT_IMPORT_FROM:
        visit_aliases(table, stmt->as.import_from.names);
        break;
    case STMT_GLOBAL:
    case STMT_NONLOCAL:
        visit_declaration(table, stmt);
        break;
    case STMT_EXPR:
        visit_expr(table, stmt->as.expr.value);
        break;
    default:
        visit_block_stmt(table, stmt);
        break;
    }
}

static void visit_stmts(Symtable *table, StmtSeq stmts)
{
    for (size_t i = 0; i < stmts.count && !table->failed; i++) {
        if (enter_depth(table)) {
            visit_stmt(table, stmts.items[i]);
        }
        leave_depth(table);
    }
}

int symtable_build(Symtable *table, Mod *mod)
{
    Pos none = {0, 0, 0, 0};
    enter_scope(table, SCOPE_MODULE, "top", mod, none);
    table->top = table->current;
    if (!table->failed) {
        if (mod->kind == MOD_EXPRESSION) {
            visit_expr(table, mod->expression);
        } else {
            visit_stmts(table, mod->body);
        }
    }
    if (!table->failed) {
        symtable_analyze(table);
    }
    if (table->failed && table->error->kind == SYNTAX_OK) {
        table->error->kind = SYNTAX_NO_MEMORY;
    }
    return table->failed ? -1 : 0;
}
