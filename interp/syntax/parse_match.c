/* parse_match.c - match statements. */
#include "interp/syntax/rules.h"

Expr *rule_subject_expr(Parser *p)
{
    size_t start = p->mark;
    Expr *first = rule_star_named_expression(p);
    if (first != NULL && parser_expect(p, TOK_COMMA)) {
        ExprSeq elts = {0, NULL};
        APPEND(p, &elts, first);
        rule_star_named_expressions(p, &elts);
        Expr *tuple = parser_expr(p, EXPR_TUPLE, start);
        if (tuple != NULL) {
            tuple->as.tuple.elts = elts;
            tuple->as.tuple.ctx = CTX_LOAD;
        }
        return tuple;
    }
    p->mark = start;
    return rule_named_expression(p);
}

bool rule_guard(Parser *p, Expr **guard)
{
    size_t start = p->mark;
    *guard = NULL;
    if (parser_expect(p, TOK_IF)) {
        *guard = rule_named_expression(p);
    }
    if (*guard == NULL) {
        p->mark = start;
    }
    return *guard != NULL;
}

static MatchCase *case_block(Parser *p)
{
    size_t start = p->mark;
    if (p->explain) {
        invalid_case_block(p);
    }
    if (parser_expect_soft(p, "case")) {
        Expr *guard = NULL;
        Pattern *pattern = rule_patterns(p);
        if (pattern != NULL) {
            rule_guard(p, &guard);
            if (parser_expect(p, TOK_COLON)) {
                StmtSeq *body = rule_block(p);
                MatchCase *result =
                    body == NULL ? NULL : parser_alloc(p, sizeof(MatchCase));
                if (result != NULL) {
                    result->pattern = pattern;
                    result->guard = guard;
                    result->body = *body;
                    return result;
                }
            }
        }
    }
    p->mark = start;
    return NULL;
}

Stmt *rule_match_stmt(Parser *p)
{
    size_t start = p->mark;
    if (!parser_is_soft(p, "match")) {
        return NULL;
    }
    p->mark++;
    Expr *subject = rule_subject_expr(p);
    if (subject != NULL && parser_expect(p, TOK_COLON) &&
        parser_expect(p, TOK_NEWLINE) && parser_expect(p, TOK_INDENT)) {
        MatchCaseSeq cases = {0, NULL};
        MatchCase *one;
        while ((one = case_block(p)) != NULL) {
            APPEND(p, &cases, one);
        }
        if (cases.count > 0 && parser_expect(p, TOK_DEDENT)) {
            Stmt *stmt = parser_stmt(p, STMT_MATCH, start);
            if (stmt != NULL) {
                stmt->as.match.subject = subject;
                stmt->as.match.cases = cases;
            }
            return stmt;
        }
    }
    p->mark = start;
    if (p->explain) {
        invalid_match_stmt(p);
    }
    return NULL;
}
