/* parse_pattern.c - the patterns of match statements. */
#include "interp/syntax/rules.h"

typedef Pattern *PatternRule(Parser *p);

static Pattern *maybe_star_pattern(Parser *p);
static Pattern *closed_pattern(Parser *p);

// ','.rule+ ; *commas counts the commas, a last one included.
static bool pattern_list(Parser *p, PatternRule *rule, PatternSeq *seq,
                         size_t *commas)
{
    *commas = 0;
    Pattern *pattern = rule(p);
    while (pattern != NULL) {
        APPEND(p, seq, pattern);
        if (!parser_expect(p, TOK_COMMA)) {
            break;
        }
        ++*commas;
        pattern = rule(p);
    }
    return seq->count > 0 && !p->failed;
}

// maybe_star_pattern ',' maybe_sequence_pattern?
static bool open_sequence(Parser *p, PatternSeq *seq)
{
    size_t start = p->mark;
    size_t commas;
    if (pattern_list(p, maybe_star_pattern, seq, &commas) && commas > 0) {
        return true;
    }
    seq->count = 0;
    p->mark = start;
    return false;
}

static Pattern *new_sequence(Parser *p, size_t start, PatternSeq patterns)
{
    Pattern *pattern = parser_pattern(p, PATTERN_MATCH_SEQUENCE, start);
    if (pattern != NULL) {
        pattern->as.sequence.patterns = patterns;
    }
    return pattern;
}

Pattern *rule_patterns(Parser *p)
{
    size_t start = p->mark;
    PatternSeq seq = {0, NULL};
    if (open_sequence(p, &seq)) {
        return new_sequence(p, start, seq);
    }
    return rule_pattern(p);
}

Pattern *rule_or_pattern(Parser *p)
{
    size_t start = p->mark;
    PatternSeq seq = {0, NULL};
    size_t end = start;
    Pattern *pattern = closed_pattern(p);
    while (pattern != NULL) {
        APPEND(p, &seq, pattern);
        end = p->mark;
        pattern = parser_expect(p, TOK_VBAR) ? closed_pattern(p) : NULL;
    }
    p->mark = end;
    if (seq.count <= 1) {
        return seq.count == 0 ? NULL : seq.items[0];
    }
    pattern = parser_pattern(p, PATTERN_MATCH_OR, start);
    if (pattern != NULL) {
        pattern->as.or_.patterns = seq;
    }
    return pattern;
}

// The name of a capture, which is not _ and not part of something longer.
static const char *capture_target(Parser *p)
{
    if (parser_kind_at(p, 0) != TOK_NAME || parser_is_soft(p, "_")) {
        return NULL;
    }
    TokenKind next = parser_kind_at(p, 1);
    if (next == TOK_DOT || next == TOK_LPAR || next == TOK_EQUAL) {
        return NULL;
    }
    Token *token = parser_expect(p, TOK_NAME);
    return token == NULL ? NULL : parser_name(p, token);
}

static Pattern *new_as(Parser *p, size_t start, Pattern *inner,
                       const char *name)
{
    Pattern *pattern = parser_pattern(p, PATTERN_MATCH_AS, start);
    if (pattern != NULL) {
        pattern->as.as_.pattern = inner;
        pattern->as.as_.name = name;
    }
    return pattern;
}

Pattern *rule_pattern(Parser *p)
{
    size_t start = p->mark;
    Pattern *pattern = NULL;
    if (!parser_enter(p, 3)) {
        parser_leave(p, 3);
        return NULL;
    }
    pattern = rule_or_pattern(p);
    size_t end = p->mark;
    if (pattern != NULL && parser_expect(p, TOK_AS)) {
        const char *name = capture_target(p);
        if (name != NULL) {
            pattern = new_as(p, start, pattern, name);
        } else {
            p->mark = start;
            if (p->explain) {
                invalid_as_pattern(p);
            }
            p->mark = end;
        }
    } else if (p->explain) {
        p->mark = start;
        invalid_as_pattern(p);
        p->mark = end;
    }
    parser_leave(p, 3);
    return p->failed ? NULL : pattern;
}

static bool is_complex(const Expr *number)
{
    return number->as.constant.value->kind == CONST_COMPLEX;
}

static Expr *signed_number(Parser *p)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_MINUS)) {
        return rule_number(p);
    }
    Expr *number = rule_number(p);
    if (number == NULL) {
        p->mark = start;
        return NULL;
    }
    Expr *expr = parser_expr(p, EXPR_UNARY_OP, start);
    if (expr != NULL) {
        expr->as.unary_op.op = UNARY_MINUS;
        expr->as.unary_op.operand = number;
    }
    return expr;
}

// A number with sign, or `real + imaginary`.
static Expr *number_literal(Parser *p)
{
    size_t start = p->mark;
    Expr *left = signed_number(p);
    if (left == NULL) {
        return NULL;
    }
    bool plus = parser_is(p, TOK_PLUS);
    if (!plus && !parser_is(p, TOK_MINUS)) {
        return left;
    }
    const Expr *real =
        left->kind == EXPR_UNARY_OP ? left->as.unary_op.operand : left;
    if (is_complex(real)) {
        return parser_fail_at(p, real->pos,
                              "real number required in complex literal");
    }
    p->mark++;
    Expr *right = rule_number(p);
    if (right == NULL) {
        p->mark = start;
        return NULL;
    }
    if (!is_complex(right)) {
        return parser_fail_at(p, right->pos,
                              "imaginary number required in complex literal");
    }
    Expr *expr = parser_expr(p, EXPR_BIN_OP, start);
    if (expr != NULL) {
        expr->as.bin_op.left = left;
        expr->as.bin_op.op = plus ? BIN_ADD : BIN_SUB;
        expr->as.bin_op.right = right;
    }
    return expr;
}

static bool singleton(Parser *p, Constant **value)
{
    ConstantKind kind;
    switch (parser_kind_at(p, 0)) {
    case TOK_NONE:
        kind = CONST_NONE;
        break;
    case TOK_TRUE:
        kind = CONST_TRUE;
        break;
    case TOK_FALSE:
        kind = CONST_FALSE;
        break;
    default:
        return false;
    }
    *value = constant_new(p->arena, kind);
    p->failed = p->failed || *value == NULL;
    p->mark++;
    return !p->failed;
}

static Expr *number_or_string(Parser *p)
{
    switch (parser_kind_at(p, 0)) {
    case TOK_NUMBER:
    case TOK_MINUS:
        return number_literal(p);
    case TOK_STRING:
        return rule_strings(p);
    default:
        return NULL;
    }
}

static Pattern *literal_pattern(Parser *p)
{
    size_t start = p->mark;
    Constant *value = NULL;
    if (singleton(p, &value)) {
        Pattern *pattern = parser_pattern(p, PATTERN_MATCH_SINGLETON, start);
        if (pattern != NULL) {
            pattern->as.singleton.value = value;
        }
        return pattern;
    }
    Expr *expr = number_or_string(p);
    Pattern *pattern =
        expr == NULL ? NULL : parser_pattern(p, PATTERN_MATCH_VALUE, start);
    if (pattern != NULL) {
        pattern->as.value.value = expr;
    }
    return pattern;
}

Expr *rule_name_or_attr(Parser *p)
{
    size_t start = p->mark;
    Expr *expr = rule_name(p);
    while (expr != NULL && parser_kind_at(p, 0) == TOK_DOT &&
           parser_kind_at(p, 1) == TOK_NAME) {
        p->mark++;
        const char *name = parser_name(p, parser_expect(p, TOK_NAME));
        Expr *attribute = parser_expr(p, EXPR_ATTRIBUTE, start);
        if (attribute != NULL) {
            attribute->as.attribute.value = expr;
            attribute->as.attribute.attr = name;
        }
        expr = attribute;
    }
    return expr;
}

// Keys of mappings: literals and dotted names.
static Expr *mapping_key(Parser *p)
{
    size_t start = p->mark;
    Constant *value = NULL;
    if (singleton(p, &value)) {
        Expr *expr = parser_expr(p, EXPR_CONSTANT, start);
        if (expr != NULL) {
            expr->as.constant.value = value;
        }
        return expr;
    }
    Expr *expr = number_or_string(p);
    if (expr != NULL) {
        return expr;
    }
    expr = rule_name_or_attr(p);
    if (expr != NULL && expr->kind == EXPR_NAME) {
        p->mark = start;
        return NULL;
    }
    return expr;
}

static Pattern *star_pattern(Parser *p)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_STAR)) {
        return NULL;
    }
    const char *name = capture_target(p);
    if (name == NULL && !parser_expect_soft(p, "_")) {
        p->mark = start;
        return NULL;
    }
    Pattern *pattern = parser_pattern(p, PATTERN_MATCH_STAR, start);
    if (pattern != NULL) {
        pattern->as.star.name = name;
    }
    return pattern;
}

static Pattern *maybe_star_pattern(Parser *p)
{
    Pattern *pattern = star_pattern(p);
    return pattern != NULL ? pattern : rule_pattern(p);
}

// '(' pattern ')', or a sequence in brackets
static Pattern *group_or_sequence(Parser *p)
{
    size_t start = p->mark;
    size_t commas;
    PatternSeq seq = {0, NULL};
    if (parser_expect(p, TOK_LSQB)) {
        pattern_list(p, maybe_star_pattern, &seq, &commas);
        if (parser_expect(p, TOK_RSQB)) {
            return new_sequence(p, start, seq);
        }
        p->mark = start;
        return NULL;
    }
    if (!parser_expect(p, TOK_LPAR)) {
        return NULL;
    }
    Pattern *pattern = rule_pattern(p);
    if (pattern != NULL && parser_expect(p, TOK_RPAR)) {
        return pattern;
    }
    p->mark = start + 1;
    open_sequence(p, &seq);
    if (parser_expect(p, TOK_RPAR)) {
        return new_sequence(p, start, seq);
    }
    p->mark = start;
    return NULL;
}

static Pattern *mapping_pattern(Parser *p)
{
    size_t start = p->mark;
    if (!parser_expect(p, TOK_LBRACE)) {
        return NULL;
    }
    ExprSeq keys = {0, NULL};
    PatternSeq patterns = {0, NULL};
    const char *rest = NULL;
    bool comma = true; // a comma, or nothing yet, stands before the mark
    while (comma && rest == NULL) {
        size_t before = p->mark;
        if (parser_expect(p, TOK_DOUBLESTAR)) {
            rest = capture_target(p);
            if (rest == NULL) {
                p->mark = before;
                break;
            }
        } else {
            Expr *key = mapping_key(p);
            Pattern *value = NULL;
            if (key != NULL && parser_expect(p, TOK_COLON)) {
                value = rule_pattern(p);
            }
            if (value == NULL) {
                p->mark = before;
                break;
            }
            APPEND(p, &keys, key);
            APPEND(p, &patterns, value);
        }
        comma = parser_expect(p, TOK_COMMA) != NULL;
    }
    bool lonely_comma = p->mark == start + 1 ? false : keys.count == 0 &&
                                                            rest == NULL;
    if (lonely_comma || !parser_expect(p, TOK_RBRACE)) {
        p->mark = start;
        return NULL;
    }
    Pattern *pattern = parser_pattern(p, PATTERN_MATCH_MAPPING, start);
    if (pattern != NULL) {
        pattern->as.mapping.keys = keys;
        pattern->as.mapping.patterns = patterns;
        pattern->as.mapping.rest = rest;
    }
    return pattern;
}

bool rule_positional_patterns(Parser *p, PatternSeq *seq)
{
    size_t end = p->mark;
    Pattern *pattern = rule_pattern(p);
    while (pattern != NULL) {
        APPEND(p, seq, pattern);
        end = p->mark;
        pattern = parser_expect(p, TOK_COMMA) ? rule_pattern(p) : NULL;
    }
    p->mark = end;
    return seq->count > 0 && !p->failed;
}

bool rule_keyword_patterns(Parser *p, NameSeq *names, PatternSeq *patterns)
{
    size_t end = p->mark;
    while (parser_kind_at(p, 0) == TOK_NAME &&
           parser_kind_at(p, 1) == TOK_EQUAL) {
        const char *name = parser_name(p, parser_expect(p, TOK_NAME));
        p->mark++;
        Pattern *pattern = rule_pattern(p);
        if (pattern == NULL) {
            break;
        }
        APPEND(p, names, name);
        APPEND(p, patterns, pattern);
        end = p->mark;
        if (!parser_expect(p, TOK_COMMA)) {
            break;
        }
    }
    p->mark = end;
    return names->count > 0 && !p->failed;
}

static Pattern *class_pattern(Parser *p)
{
    size_t start = p->mark;
    Expr *cls = rule_name_or_attr(p);
    if (cls == NULL || !parser_expect(p, TOK_LPAR)) {
        p->mark = start;
        return NULL;
    }
    PatternSeq patterns = {0, NULL};
    PatternSeq kwd_patterns = {0, NULL};
    NameSeq names = {0, NULL};
    bool any = rule_positional_patterns(p, &patterns);
    size_t end = p->mark;
    if (!any || parser_expect(p, TOK_COMMA)) {
        if (rule_keyword_patterns(p, &names, &kwd_patterns)) {
            any = true;
            end = p->mark;
        }
    }
    p->mark = end;
    if (any) {
        parser_expect(p, TOK_COMMA);
    }
    if (!parser_expect(p, TOK_RPAR)) {
        p->mark = start;
        if (p->explain) {
            invalid_class_pattern(p);
        }
        return NULL;
    }
    Pattern *pattern = parser_pattern(p, PATTERN_MATCH_CLASS, start);
    if (pattern != NULL) {
        pattern->as.class_.cls = cls;
        pattern->as.class_.patterns = patterns;
        pattern->as.class_.kwd_attrs = names;
        pattern->as.class_.kwd_patterns = kwd_patterns;
    }
    return pattern;
}

// Captures, the wildcard, dotted values and classes.
static Pattern *name_pattern(Parser *p)
{
    size_t start = p->mark;
    const char *name = capture_target(p);
    if (name != NULL) {
        return new_as(p, start, NULL, name);
    }
    if (parser_expect_soft(p, "_")) {
        return new_as(p, start, NULL, NULL);
    }
    Expr *value = rule_name_or_attr(p);
    TokenKind next = parser_kind_at(p, 0);
    if (value != NULL && value->kind == EXPR_ATTRIBUTE && next != TOK_DOT &&
        next != TOK_LPAR && next != TOK_EQUAL) {
        Pattern *pattern = parser_pattern(p, PATTERN_MATCH_VALUE, start);
        if (pattern != NULL) {
            pattern->as.value.value = value;
        }
        return pattern;
    }
    p->mark = start;
    return class_pattern(p);
}

static Pattern *closed_pattern_raw(Parser *p)
{
    switch (parser_kind_at(p, 0)) {
    case TOK_NAME:
        return name_pattern(p);
    case TOK_LPAR:
    case TOK_LSQB:
        return group_or_sequence(p);
    case TOK_LBRACE:
        return mapping_pattern(p);
    default:
        return literal_pattern(p);
    }
}

static Pattern *closed_pattern(Parser *p)
{
    void *pattern = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 3)) {
        parser_leave(p, 3);
        return NULL;
    }
    if (!parser_recall(p, MEMO_CLOSED_PATTERN, &pattern)) {
        pattern = parser_remember(p, start, MEMO_CLOSED_PATTERN,
                                  closed_pattern_raw(p));
    }
    parser_leave(p, 3);
    return pattern;
}
