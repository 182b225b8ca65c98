/* rules.h - the rules of the grammar (prefix: rule_, invalid_)
 *
 * Named as in CPython's grammar. A rule moves the mark over what it
 * recognises and returns its node, or returns NULL or false and leaves the
 * mark where it was. An invalid_ rule sets an error if the text at the mark
 * has the fault it looks for; it never moves the mark.
 */
#ifndef INTERP_SYNTAX_RULES_H
#define INTERP_SYNTAX_RULES_H

#include "interp/syntax/parser.h"

/* Which targets a check is about. */
typedef enum TargetKind {
    TARGET_STAR,
    TARGET_DEL,
    TARGET_FOR
} TargetKind;

/* A parameter and its default, which may be NULL. */
typedef struct Param {
    Arg *arg;
    Expr *value;
} Param;

typedef struct ParamSeq {
    size_t count;
    Param *items;
} ParamSeq;

/* parse_statements.c */
Mod *rule_file(Parser *p);
Mod *rule_interactive(Parser *p);
Mod *rule_eval(Parser *p);
bool rule_statements(Parser *p, StmtSeq *seq);
bool rule_simple_stmts(Parser *p, StmtSeq *seq);
StmtSeq *rule_block(Parser *p);

/* parse_simple.c, parse_assignment.c */
Stmt *rule_simple_stmt(Parser *p);
Stmt *rule_assignment(Parser *p);
bool rule_augassign(Parser *p, Operator *op);
Stmt *rule_import_stmt(Parser *p);
bool rule_import_from_as_names(Parser *p, AliasSeq *seq);
Expr *rule_dotted_name(Parser *p);

/* parse_compound.c, parse_with_try.c */
Stmt *rule_compound_stmt(Parser *p);
Stmt *rule_with_stmt(Parser *p);
Stmt *rule_try_stmt(Parser *p);
bool rule_else_block(Parser *p, StmtSeq *seq);
ExceptHandler *rule_except_block(Parser *p);
ExceptHandler *rule_except_star_block(Parser *p);

/* parse_params.c: `lambda` says whose parameters they are */
Arguments *rule_params(Parser *p, bool lambda);
Arg *rule_param(Parser *p, bool lambda);
bool rule_param_no_default(Parser *p, bool lambda, Arg **arg);
bool rule_param_with_default(Parser *p, bool lambda, Param *param);
bool rule_param_maybe_default(Parser *p, bool lambda, Param *param);
bool rule_slash_no_default(Parser *p, bool lambda, ArgSeq *args);
bool rule_slash_with_default(Parser *p, bool lambda, ArgSeq *args,
                             ParamSeq *params);

/* parse_match.c, parse_pattern.c */
Stmt *rule_match_stmt(Parser *p);
Expr *rule_subject_expr(Parser *p);
Pattern *rule_patterns(Parser *p);
Pattern *rule_pattern(Parser *p);
Pattern *rule_or_pattern(Parser *p);
bool rule_guard(Parser *p, Expr **guard);
Expr *rule_name_or_attr(Parser *p);
bool rule_positional_patterns(Parser *p, PatternSeq *seq);
bool rule_keyword_patterns(Parser *p, NameSeq *names, PatternSeq *patterns);

/* parse_expressions.c */
Expr *rule_expressions(Parser *p);
Expr *rule_expression(Parser *p);
Expr *rule_expression_without_invalid(Parser *p);
Expr *rule_yield_expr(Parser *p);
Expr *rule_star_expressions(Parser *p);
Expr *rule_star_expression(Parser *p);
bool rule_star_named_expressions(Parser *p, ExprSeq *seq);
Expr *rule_star_named_expression(Parser *p);
Expr *rule_assignment_expression(Parser *p);
Expr *rule_named_expression(Parser *p);
Expr *rule_lambdef(Parser *p);
/* yield_expr | star_expressions */
Expr *rule_annotated_rhs(Parser *p);

/* parse_operators.c */
Expr *rule_disjunction(Parser *p);
Expr *rule_bitwise_or(Parser *p);

/* parse_atoms.c */
Expr *rule_primary(Parser *p);
Expr *rule_t_primary(Parser *p);
bool rule_t_lookahead(Parser *p);
Expr *rule_atom(Parser *p);
Expr *rule_slices(Parser *p);
Expr *rule_name(Parser *p);
Expr *rule_number(Parser *p);
Expr *rule_strings(Parser *p);

/* parse_displays.c */
Expr *rule_tuple(Parser *p);
Expr *rule_group(Parser *p);
Expr *rule_genexp(Parser *p);
Expr *rule_list(Parser *p);
Expr *rule_listcomp(Parser *p);
Expr *rule_braces(Parser *p);
bool rule_double_starred_kvpair(Parser *p, Expr **key, Expr **value);
bool rule_for_if_clauses(Parser *p, ComprehensionSeq *seq);

/* parse_arguments.c: a Call without func */
Expr *rule_arguments(Parser *p);
Expr *rule_args(Parser *p);
Expr *rule_starred_expression(Parser *p);

/* parse_targets.c */
Expr *rule_star_targets(Parser *p);
Expr *rule_star_target(Parser *p);
Expr *rule_single_target(Parser *p);
Expr *rule_single_subscript_attribute_target(Parser *p);
bool rule_del_targets(Parser *p, ExprSeq *seq);
Expr *rule_set_context(Parser *p, const Expr *expr, ExprContext context);

/* parse_literals.c, parse_fstring.c */
Constant *literal_number(Parser *p, const Token *token);
Expr *literal_strings(Parser *p, Token **tokens, size_t count, size_t start);

/* invalid_*.c */
void invalid_arguments(Parser *p);
void invalid_kwarg(Parser *p);
void invalid_expression(Parser *p);
void invalid_legacy_expression(Parser *p);
void invalid_named_expression(Parser *p);
void invalid_assignment(Parser *p);
void invalid_del_stmt(Parser *p);
void invalid_block(Parser *p);
void invalid_comprehension(Parser *p);
void invalid_dict_comprehension(Parser *p);
void invalid_parameters(Parser *p, bool lambda);
void invalid_default(Parser *p);
void invalid_star_etc(Parser *p, bool lambda);
void invalid_kwds(Parser *p, bool lambda);
void invalid_with_item(Parser *p);
void invalid_for_target(Parser *p);
void invalid_group(Parser *p);
void invalid_import_from_targets(Parser *p);
void invalid_with_stmt(Parser *p);
void invalid_with_stmt_indent(Parser *p);
void invalid_try_stmt(Parser *p);
void invalid_except_stmt(Parser *p);
void invalid_except_stmt_indent(Parser *p);
void invalid_except_star_stmt_indent(Parser *p);
void invalid_finally_stmt(Parser *p);
void invalid_match_stmt(Parser *p);
void invalid_case_block(Parser *p);
void invalid_as_pattern(Parser *p);
void invalid_class_pattern(Parser *p);
/* if, elif, while: `keyword` and its text */
void invalid_test_stmt(Parser *p, TokenKind keyword);
void invalid_else_stmt(Parser *p);
void invalid_for_stmt(Parser *p);
void invalid_def_raw(Parser *p);
void invalid_class_def_raw(Parser *p);
void invalid_double_starred_kvpairs(Parser *p);

/* The part of a target that cannot be one; NULL if all of it can. */
Expr *invalid_target(Expr *expr, TargetKind kind);

/* What messages call an expression. */
const char *invalid_expr_name(const Expr *expr);

#endif
