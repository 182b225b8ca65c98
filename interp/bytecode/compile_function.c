/* compile_function.c - functions, lambdas, classes. */
#include <string.h>

#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"
#include "interp/bytecode/fold.h"

static void check_parameter(Compiler *c, const Arg *arg)
{
    if (arg != NULL) {
        is_forbidden(c, arg->arg, CTX_STORE);
    }
}

static void check_parameters(Compiler *c, const Arguments *args)
{
    for (size_t i = 0; i < args->posonlyargs.count; i++) {
        check_parameter(c, args->posonlyargs.items[i]);
    }
    for (size_t i = 0; i < args->args.count; i++) {
        check_parameter(c, args->args.items[i]);
    }
    check_parameter(c, args->vararg);
    for (size_t i = 0; i < args->kwonlyargs.count; i++) {
        check_parameter(c, args->kwonlyargs.items[i]);
    }
    check_parameter(c, args->kwarg);
}

static bool compile_keyword_defaults(Compiler *c, const Arguments *args)
{
    size_t count = 0;
    for (size_t i = 0; i < args->kw_defaults.count; i++) {
        count += args->kw_defaults.items[i] != NULL;
    }
    if (count == 0) {
        return false;
    }
    Constant *names = new_tuple(c, count);
    count = 0;
    for (size_t i = 0; names != NULL && i < args->kw_defaults.count; i++) {
        if (args->kw_defaults.items[i] == NULL) {
            continue;
        }
        const char *name = mangle(c, args->kwonlyargs.items[i]->arg);
        names->as.tuple.items[count] = new_str(c, name);
        count++;
        compile_expr(c, args->kw_defaults.items[i]);
    }
    if (!c->failed) {
        emit_const(c, names);
        emit_arg(c, OP_BUILD_CONST_KEY_MAP, (int)count);
    }
    return true;
}

static int compile_defaults(Compiler *c, const Arguments *args)
{
    int flags = 0;
    if (args->defaults.count > 0) {
        compile_exprs(c, args->defaults);
        emit_arg(c, OP_BUILD_TUPLE, (int)args->defaults.count);
        flags |= 0x01;
    }
    if (compile_keyword_defaults(c, args)) {
        flags |= 0x02;
    }
    return flags;
}

static void compile_annotation(Compiler *c, const char *name,
                               Expr *annotation, int *count)
{
    if (annotation == NULL || c->failed) {
        return;
    }
    emit_text(c, mangle(c, name));
    if (c->symtable.future_annotations) {
        compile_annotation_text(c, annotation);
    } else if (annotation->kind == EXPR_STARRED) {
        compile_expr(c, annotation->as.starred.value);
        emit_arg(c, OP_UNPACK_SEQUENCE, 1);
    } else {
        compile_expr(c, annotation);
    }
    *count += 2;
}

static void compile_arg_annotation(Compiler *c, const Arg *arg, int *count)
{
    if (arg != NULL) {
        compile_annotation(c, arg->arg, arg->annotation, count);
    }
}

static void compile_seq_annotations(Compiler *c, ArgSeq args, int *count)
{
    for (size_t i = 0; i < args.count; i++) {
        compile_arg_annotation(c, args.items[i], count);
    }
}

static bool compile_annotations(Compiler *c, const Arguments *args,
                                Expr *returns)
{
    int count = 0;
    compile_seq_annotations(c, args->args, &count);
    compile_seq_annotations(c, args->posonlyargs, &count);
    compile_arg_annotation(c, args->vararg, &count);
    compile_seq_annotations(c, args->kwonlyargs, &count);
    compile_arg_annotation(c, args->kwarg, &count);
    compile_annotation(c, "return", returns, &count);
    if (count > 0) {
        emit_arg(c, OP_BUILD_TUPLE, count);
    }
    return count > 0;
}

static void call_decorators(Compiler *c, ExprSeq decorators)
{
    Pos pos = c->unit->pos;
    for (size_t i = decorators.count; i > 0; i--) {
        c->unit->pos = decorators.items[i - 1]->pos;
        emit_call(c, 0);
    }
    c->unit->pos = pos;
}

static int first_line(const Stmt *stmt, ExprSeq decorators)
{
    return decorators.count > 0 ? decorators.items[0]->pos.line
                                : stmt->pos.line;
}

static void set_parameter_counts(Unit *unit, const Arguments *args)
{
    unit->argcount = (int)args->args.count;
    unit->posonlyargcount = (int)args->posonlyargs.count;
    unit->kwonlyargcount = (int)args->kwonlyargs.count;
}

static CodeUnit *compile_function_body(Compiler *c, Stmt *stmt)
{
    bool is_async = stmt->kind == STMT_ASYNC_FUNCTION_DEF;
    StmtSeq body = stmt->as.function_def.body;
    compile_enter(c, stmt->as.function_def.name,
                  is_async ? UNIT_ASYNC_FUNCTION : UNIT_FUNCTION, stmt,
                  first_line(stmt, stmt->as.function_def.decorator_list));
    if (c->failed) {
        return NULL;
    }
    // The first constant is the docstring, or None.
    Constant *docstring = c->optimize < 2 ? fold_docstring(body) : NULL;
    add_const(c, docstring != NULL ? docstring
                                   : constant_new(c->arena, CONST_NONE));
    set_parameter_counts(c->unit, stmt->as.function_def.args);
    for (size_t i = docstring != NULL; i < body.count && !c->failed; i++) {
        compile_stmt(c, body.items[i]);
    }
    return compile_leave(c, true);
}

void compile_function(Compiler *c, Stmt *stmt)
{
    const Arguments *args = stmt->as.function_def.args;
    ExprSeq decorators = stmt->as.function_def.decorator_list;
    check_parameters(c, args);
    compile_exprs(c, decorators);
    int flags = compile_defaults(c, args);
    if (compile_annotations(c, args, stmt->as.function_def.returns)) {
        flags |= 0x04;
    }
    if (c->failed) {
        return;
    }
    CodeUnit *code = compile_function_body(c, stmt);
    if (code == NULL) {
        return;
    }
    emit_closure(c, code, flags);
    call_decorators(c, decorators);
    emit_variable(c, stmt->as.function_def.name, CTX_STORE);
}

void compile_lambda(Compiler *c, Expr *expr)
{
    const Arguments *args = expr->as.lambda.args;
    check_parameters(c, args);
    int flags = compile_defaults(c, args);
    if (c->failed) {
        return;
    }
    compile_enter(c, "<lambda>", UNIT_LAMBDA, expr, expr->pos.line);
    if (c->failed) {
        return;
    }
    // None comes first, so that a lambda has no docstring.
    add_const(c, constant_new(c->arena, CONST_NONE));
    set_parameter_counts(c->unit, args);
    compile_expr(c, expr->as.lambda.body);
    bool generator = c->unit->scope->generator;
    if (!generator && !c->failed) {
        emit_op(c, OP_RETURN_VALUE);
    }
    CodeUnit *code = compile_leave(c, !generator);
    if (code != NULL) {
        emit_closure(c, code, flags);
    }
}

static CodeUnit *compile_class_body(Compiler *c, Stmt *stmt)
{
    compile_enter(c, stmt->as.class_def.name, UNIT_CLASS, stmt,
                  first_line(stmt, stmt->as.class_def.decorator_list));
    if (c->failed) {
        return NULL;
    }
    Unit *unit = c->unit;
    unit->private_name = stmt->as.class_def.name;
    emit_variable(c, "__name__", CTX_LOAD);
    emit_variable(c, "__module__", CTX_STORE);
    emit_text(c, unit->qualname);
    emit_variable(c, "__qualname__", CTX_STORE);
    compile_body(c, stmt->as.class_def.body);
    unit->pos = no_pos;
    if (unit->scope->needs_class_cell) {
        const char *name = arena_intern(c->arena, "__class__", 9);
        emit_arg(c, OP_LOAD_CLOSURE,
                 pointer_map_find(&unit->cellvars, name));
        emit_arg(c, OP_COPY, 1);
        emit_variable(c, "__classcell__", CTX_STORE);
    } else {
        emit_none(c);
    }
    emit_op(c, OP_RETURN_VALUE);
    return compile_leave(c, true);
}

void compile_class(Compiler *c, Stmt *stmt)
{
    compile_exprs(c, stmt->as.class_def.decorator_list);
    if (c->failed) {
        return;
    }
    CodeUnit *code = compile_class_body(c, stmt);
    if (code == NULL) {
        return;
    }
    emit_op(c, OP_PUSH_NULL);
    emit_op(c, OP_LOAD_BUILD_CLASS);
    emit_closure(c, code, 0);
    emit_text(c, stmt->as.class_def.name);
    compile_call_args(c, 2, stmt->as.class_def.bases,
                      stmt->as.class_def.keywords);
    if (!c->failed) {
        call_decorators(c, stmt->as.class_def.decorator_list);
        emit_variable(c, stmt->as.class_def.name, CTX_STORE);
    }
}
