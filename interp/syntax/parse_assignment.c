/* parse_assignment.c - assignments, annotated and augmented ones. */
#include "interp/syntax/rules.h"

static Stmt *new_assign(Parser *p, size_t start, ExprSeq targets, Expr *value)
{
    Stmt *stmt = parser_stmt(p, STMT_ASSIGN, start);
    if (stmt != NULL) {
        stmt->as.assign.targets = targets;
        stmt->as.assign.value = value;
    }
    return stmt;
}

bool rule_augassign(Parser *p, Operator *op)
{
    static const struct {
        TokenKind kind;
        Operator op;
    } table[] = {
        {TOK_PLUSEQUAL, BIN_ADD},
        {TOK_MINEQUAL, BIN_SUB},
        {TOK_STAREQUAL, BIN_MULT},
        {TOK_ATEQUAL, BIN_MAT_MULT},
        {TOK_SLASHEQUAL, BIN_DIV},
        {TOK_PERCENTEQUAL, BIN_MOD},
        {TOK_AMPEREQUAL, BIN_BIT_AND},
        {TOK_VBAREQUAL, BIN_BIT_OR},
        {TOK_CIRCUMFLEXEQUAL, BIN_BIT_XOR},
        {TOK_LEFTSHIFTEQUAL, BIN_LSHIFT},
        {TOK_RIGHTSHIFTEQUAL, BIN_RSHIFT},
        {TOK_DOUBLESTAREQUAL, BIN_POW},
        {TOK_DOUBLESLASHEQUAL, BIN_FLOOR_DIV},
    };
    TokenKind kind = parser_kind_at(p, 0);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].kind == kind) {
            *op = table[i].op;
            p->mark++;
            return true;
        }
    }
    return false;
}

// `: annotation [= value]` behind a target.
static Stmt *ann_assign(Parser *p, size_t start, Expr *target, bool simple)
{
    Expr *annotation =
        parser_expect(p, TOK_COLON) ? rule_expression(p) : NULL;
    if (annotation == NULL) {
        return NULL;
    }
    size_t before = p->mark;
    Expr *value = NULL;
    if (parser_expect(p, TOK_EQUAL)) {
        value = rule_annotated_rhs(p);
        if (value == NULL) {
            p->mark = before;
        }
    }
    Stmt *stmt = parser_stmt(p, STMT_ANN_ASSIGN, start);
    if (stmt != NULL) {
        stmt->as.ann_assign.target = rule_set_context(p, target, CTX_STORE);
        stmt->as.ann_assign.annotation = annotation;
        stmt->as.ann_assign.value = value;
        stmt->as.ann_assign.simple = simple;
    }
    return stmt;
}

static Stmt *aug_assign(Parser *p, size_t start, Expr *target, Operator op)
{
    Expr *value = rule_annotated_rhs(p);
    Stmt *stmt = value == NULL ? NULL : parser_stmt(p, STMT_AUG_ASSIGN, start);
    if (stmt != NULL) {
        stmt->as.aug_assign.target = rule_set_context(p, target, CTX_STORE);
        stmt->as.aug_assign.op = op;
        stmt->as.aug_assign.value = value;
    }
    return stmt;
}

// The grammar's own alternatives, for the second pass: their order decides
// which error is found.
static Stmt *assignment_by_rules(Parser *p)
{
    size_t start = p->mark;
    Stmt *stmt = NULL;
    if (parser_kind_at(p, 0) == TOK_NAME &&
        parser_kind_at(p, 1) == TOK_COLON) {
        Expr *name = rule_name(p);
        stmt = name == NULL ? NULL : ann_assign(p, start, name, true);
        if (stmt != NULL) {
            return stmt;
        }
    }
    p->mark = start;
    Expr *target = NULL;
    if (parser_expect(p, TOK_LPAR)) {
        target = rule_single_target(p);
        if (target != NULL && !parser_expect(p, TOK_RPAR)) {
            target = NULL;
        }
    }
    if (target == NULL) {
        p->mark = start;
        target = rule_single_subscript_attribute_target(p);
    }
    stmt = target == NULL ? NULL : ann_assign(p, start, target, false);
    if (stmt != NULL) {
        return stmt;
    }
    p->mark = start;
    ExprSeq targets = {0, NULL};
    size_t end = p->mark;
    while ((target = rule_star_targets(p)) != NULL &&
           parser_expect(p, TOK_EQUAL)) {
        APPEND(p, &targets, target);
        end = p->mark;
    }
    p->mark = end;
    if (targets.count > 0) {
        Expr *value = rule_annotated_rhs(p);
        if (value != NULL && !parser_is(p, TOK_EQUAL)) {
            return new_assign(p, start, targets, value);
        }
    }
    p->mark = start;
    target = rule_single_target(p);
    Operator op;
    if (target != NULL && rule_augassign(p, &op)) {
        stmt = aug_assign(p, start, target, op);
        if (stmt == NULL) {
            p->mark = start;
        }
        return stmt; // no other alternative behind the operator
    }
    p->mark = start;
    invalid_assignment(p);
    p->mark = start;
    return NULL;
}

static bool is_single_target(const Expr *expr)
{
    return expr->kind == EXPR_NAME || expr->kind == EXPR_ATTRIBUTE ||
           expr->kind == EXPR_SUBSCRIPT;
}

static bool is_target(const Expr *expr)
{
    const ExprSeq *elts = NULL;
    switch (expr->kind) {
    case EXPR_STARRED:
        return expr->as.starred.value->kind != EXPR_STARRED &&
               is_target(expr->as.starred.value);
    case EXPR_TUPLE:
        elts = &expr->as.tuple.elts;
        break;
    case EXPR_LIST:
        elts = &expr->as.list.elts;
        break;
    default:
        return is_single_target(expr);
    }
    for (size_t i = 0; i < elts->count; i++) {
        if (!is_target(elts->items[i])) {
            return false;
        }
    }
    return true;
}

static Stmt *assign_chain(Parser *p, size_t start, Expr *value)
{
    ExprSeq targets = {0, NULL};
    while (value != NULL && is_target(value) &&
           parser_expect(p, TOK_EQUAL)) {
        APPEND(p, &targets, rule_set_context(p, value, CTX_STORE));
        value = rule_annotated_rhs(p);
    }
    if (value == NULL || parser_is(p, TOK_EQUAL)) {
        return NULL;
    }
    return new_assign(p, start, targets, value);
}

// The same language for the first pass, without trying one form after the
// other: what stands left of the sign is an expression first.
static Stmt *assignment_fast(Parser *p)
{
    size_t start = p->mark;
    bool bracket = parser_is(p, TOK_LPAR);
    Operator op;
    Expr *left = rule_star_expressions(p);
    Stmt *stmt = NULL;
    if (left == NULL) {
        return NULL;
    }
    switch (parser_kind_at(p, 0)) {
    case TOK_NEWLINE:
    case TOK_SEMI:
        stmt = parser_stmt(p, STMT_EXPR, start);
        if (stmt != NULL) {
            stmt->as.expr.value = left;
        }
        return stmt;
    case TOK_COLON:
        if (is_single_target(left)) {
            stmt = ann_assign(p, start, left,
                              left->kind == EXPR_NAME && !bracket);
        }
        break;
    case TOK_EQUAL:
        stmt = assign_chain(p, start, left);
        break;
    default:
        if (is_single_target(left) && rule_augassign(p, &op)) {
            stmt = aug_assign(p, start, left, op);
        }
        break;
    }
    if (stmt == NULL) {
        p->mark = start;
    }
    return stmt;
}

Stmt *rule_assignment(Parser *p)
{
    return p->explain ? assignment_by_rules(p) : assignment_fast(p);
}
