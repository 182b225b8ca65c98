/* symtable_build.c - collecting names: statements and patterns. */
#include <string.h>

#include "interp/syntax/symtable_walk.h"

static void visit_stmts(Symtable *table, StmtSeq stmts);
static void visit_pattern(Symtable *table, Pattern *pattern);

static void visit_function(Symtable *table, Stmt *stmt)
{
    Arguments *args = stmt->as.function_def.args;
    symtable_add_def(table, stmt->as.function_def.name, SYM_LOCAL, stmt->pos);
    symtable_visit_seq(table, args->defaults);
    symtable_visit_seq(table, args->kw_defaults);
    symtable_visit_annotations(table, stmt, args,
                               stmt->as.function_def.returns);
    symtable_visit_seq(table, stmt->as.function_def.decorator_list);
    symtable_enter_scope(table, SCOPE_FUNCTION, stmt->as.function_def.name,
                         stmt, stmt->pos);
    if (table->failed) {
        return;
    }
    table->current->coroutine = stmt->kind == STMT_ASYNC_FUNCTION_DEF;
    symtable_visit_arguments(table, args);
    visit_stmts(table, stmt->as.function_def.body);
    symtable_leave_scope(table);
}

static void visit_class(Symtable *table, Stmt *stmt)
{
    symtable_add_def(table, stmt->as.class_def.name, SYM_LOCAL, stmt->pos);
    symtable_visit_seq(table, stmt->as.class_def.bases);
    symtable_visit_keywords(table, stmt->as.class_def.keywords);
    symtable_visit_seq(table, stmt->as.class_def.decorator_list);
    symtable_enter_scope(table, SCOPE_CLASS, stmt->as.class_def.name, stmt,
                         stmt->pos);
    const char *outer = table->private_name;
    table->private_name = stmt->as.class_def.name;
    visit_stmts(table, stmt->as.class_def.body);
    table->private_name = outer;
    symtable_leave_scope(table);
}

static void visit_ann_assign(Symtable *table, Stmt *stmt)
{
    Expr *target = stmt->as.ann_assign.target;
    bool simple = stmt->as.ann_assign.simple != 0;
    if (target->kind == EXPR_NAME) {
        const char *name = target->as.name.id;
        int flags = symtable_flags_of(table, table->current, name);
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
            symtable_add_def(table, name, SYM_ANNOTATED | SYM_LOCAL,
                             target->pos);
        } else if (stmt->as.ann_assign.value != NULL) {
            symtable_add_def(table, name, SYM_LOCAL, target->pos);
        }
    } else {
        symtable_visit_expr(table, target);
    }
    symtable_visit_annotation(table, stmt->as.ann_assign.annotation);
    symtable_visit_optional(table, stmt->as.ann_assign.value);
}

static void declare(Symtable *table, const char *name, bool global, Pos pos)
{
    int flags = symtable_flags_of(table, table->current, name);
    const char *what = global ? "global" : "nonlocal";
    if (flags & SYM_PARAM) {
        symtable_error(table, pos, "name '%s' is parameter and %s", name, what);
    } else if (flags & SYM_USE) {
        symtable_error(table, pos, "name '%s' is used prior to %s declaration",
                       name, what);
    } else if (flags & SYM_ANNOTATED) {
        symtable_error(table, pos, "annotated name '%s' can't be %s", name,
                       what);
    } else if (flags & SYM_LOCAL) {
        symtable_error(table, pos,
                       "name '%s' is assigned to before %s declaration", name,
                       what);
    }
    symtable_add_def(table, name, global ? SYM_GLOBAL : SYM_NONLOCAL, pos);
    symtable_record_directive(table, name, pos);
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
        const char *name = alias->asname != NULL ? alias->asname : alias->name;
        if (strcmp(name, "*") == 0) {
            if (table->current->type != SCOPE_MODULE) {
                symtable_error(table, alias->pos,
                               "import * only allowed at module level");
            }
            continue;
        }
        // `import a.b` binds a.
        const char *bound =
            arena_intern(table->arena, name, strcspn(name, "."));
        if (bound == NULL) {
            table->failed = true;
            return;
        }
        symtable_add_def(table, bound, SYM_IMPORT, alias->pos);
    }
}

static void visit_try(Symtable *table, Stmt *stmt)
{
    visit_stmts(table, stmt->as.try_.body);
    visit_stmts(table, stmt->as.try_.orelse);
    for (size_t i = 0; i < stmt->as.try_.handlers.count; i++) {
        ExceptHandler *handler = stmt->as.try_.handlers.items[i];
        symtable_visit_optional(table, handler->type);
        if (handler->name != NULL) {
            symtable_add_def(table, handler->name, SYM_LOCAL, handler->pos);
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
        symtable_add_def(table, name, SYM_LOCAL, pos);
    }
}

static void visit_pattern_kind(Symtable *table, Pattern *pattern)
{
    switch (pattern->kind) {
    case PATTERN_MATCH_VALUE:
        symtable_visit_expr(table, pattern->as.value.value);
        break;
    case PATTERN_MATCH_SEQUENCE:
        visit_patterns(table, pattern->as.sequence.patterns);
        break;
    case PATTERN_MATCH_STAR:
        bind_pattern(table, pattern->as.star.name, pattern->pos);
        break;
    case PATTERN_MATCH_MAPPING:
        symtable_visit_seq(table, pattern->as.mapping.keys);
        visit_patterns(table, pattern->as.mapping.patterns);
        bind_pattern(table, pattern->as.mapping.rest, pattern->pos);
        break;
    case PATTERN_MATCH_CLASS:
        symtable_visit_expr(table, pattern->as.class_.cls);
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
    if (symtable_enter_depth(table)) {
        visit_pattern_kind(table, pattern);
    }
    symtable_leave_depth(table);
}

static void visit_match(Symtable *table, Stmt *stmt)
{
    symtable_visit_expr(table, stmt->as.match.subject);
    for (size_t i = 0; i < stmt->as.match.cases.count; i++) {
        MatchCase *match_case = stmt->as.match.cases.items[i];
        visit_pattern(table, match_case->pattern);
        symtable_visit_optional(table, match_case->guard);
        visit_stmts(table, match_case->body);
    }
}

static void visit_with(Symtable *table, Stmt *stmt)
{
    for (size_t i = 0; i < stmt->as.with.items.count; i++) {
        symtable_visit_expr(table, stmt->as.with.items.items[i]->context_expr);
        symtable_visit_optional(table,
                                stmt->as.with.items.items[i]->optional_vars);
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
        symtable_visit_expr(table, stmt->as.for_.target);
        symtable_visit_expr(table, stmt->as.for_.iter);
        visit_stmts(table, stmt->as.for_.body);
        visit_stmts(table, stmt->as.for_.orelse);
        break;
    case STMT_WHILE:
        symtable_visit_expr(table, stmt->as.while_.test);
        visit_stmts(table, stmt->as.while_.body);
        visit_stmts(table, stmt->as.while_.orelse);
        break;
    case STMT_IF:
        symtable_visit_expr(table, stmt->as.if_.test);
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
        symtable_visit_optional(table, stmt->as.return_.value);
        if (stmt->as.return_.value != NULL && !table->failed) {
            table->current->returns_value = true;
        }
        break;
    case STMT_DELETE:
        symtable_visit_seq(table, stmt->as.delete.targets);
        break;
    case STMT_ASSIGN:
        symtable_visit_seq(table, stmt->as.assign.targets);
        symtable_visit_expr(table, stmt->as.assign.value);
        break;
    case STMT_AUG_ASSIGN:
        symtable_visit_expr(table, stmt->as.aug_assign.target);
        symtable_visit_expr(table, stmt->as.aug_assign.value);
        break;
    case STMT_ANN_ASSIGN:
        visit_ann_assign(table, stmt);
        break;
    case STMT_RAISE:
        symtable_visit_optional(table, stmt->as.raise.exc);
        symtable_visit_optional(table, stmt->as.raise.cause);
        break;
    case STMT_ASSERT:
        symtable_visit_expr(table, stmt->as.assert_.test);
        symtable_visit_optional(table, stmt->as.assert_.msg);
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
        symtable_visit_expr(table, stmt->as.expr.value);
        break;
    default:
        visit_block_stmt(table, stmt);
        break;
    }
}

static void visit_stmts(Symtable *table, StmtSeq stmts)
{
    for (size_t i = 0; i < stmts.count && !table->failed; i++) {
        if (symtable_enter_depth(table)) {
            visit_stmt(table, stmts.items[i]);
        }
        symtable_leave_depth(table);
    }
}

int symtable_build(Symtable *table, Mod *mod)
{
    Pos none = {0, 0, 0, 0};
    symtable_enter_scope(table, SCOPE_MODULE, "top", mod, none);
    table->top = table->current;
    if (!table->failed) {
        if (mod->kind == MOD_EXPRESSION) {
            symtable_visit_expr(table, mod->expression);
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
