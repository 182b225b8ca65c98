/* parse_simple.c - statements of one line. */
#include <string.h>

#include "interp/syntax/rules.h"

static Stmt *return_stmt(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_RETURN);
    Expr *value = rule_star_expressions(p);
    Stmt *stmt = parser_stmt(p, STMT_RETURN, start);
    if (stmt != NULL) {
        stmt->as.return_.value = value;
    }
    return stmt;
}

static Stmt *raise_stmt(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_RAISE);
    Expr *exc = rule_expression(p);
    Expr *cause = NULL;
    size_t before = p->mark;
    if (exc != NULL && parser_expect(p, TOK_FROM)) {
        cause = rule_expression(p);
        if (cause == NULL) {
            p->mark = before;
        }
    }
    Stmt *stmt = parser_stmt(p, STMT_RAISE, start);
    if (stmt != NULL) {
        stmt->as.raise.exc = exc;
        stmt->as.raise.cause = cause;
    }
    return stmt;
}

// global and nonlocal
static Stmt *names_stmt(Parser *p, StmtKind kind)
{
    size_t start = p->mark;
    p->mark++;
    NameSeq names = {0, NULL};
    size_t end;
    do {
        end = p->mark - 1;
        Token *token = parser_expect(p, TOK_NAME);
        if (token == NULL) {
            break;
        }
        APPEND(p, &names, parser_name(p, token));
        end = p->mark;
    } while (parser_expect(p, TOK_COMMA));
    if (names.count == 0) {
        p->mark = start;
        return NULL;
    }
    p->mark = end;
    Stmt *stmt = parser_stmt(p, kind, start);
    if (stmt != NULL) {
        if (kind == STMT_GLOBAL) {
            stmt->as.global.names = names;
        } else {
            stmt->as.nonlocal.names = names;
        }
    }
    return stmt;
}

static Stmt *del_stmt(Parser *p)
{
    size_t start = p->mark;
    ExprSeq targets = {0, NULL};
    parser_expect(p, TOK_DEL);
    if (rule_del_targets(p, &targets) &&
        (parser_is(p, TOK_SEMI) || parser_is(p, TOK_NEWLINE))) {
        Stmt *stmt = parser_stmt(p, STMT_DELETE, start);
        if (stmt != NULL) {
            stmt->as.delete.targets = targets;
        }
        return stmt;
    }
    p->mark = start;
    if (p->explain) {
        invalid_del_stmt(p);
    }
    return NULL;
}

static Stmt *assert_stmt(Parser *p)
{
    size_t start = p->mark;
    parser_expect(p, TOK_ASSERT);
    Expr *test = rule_expression(p);
    if (test == NULL) {
        p->mark = start;
        return NULL;
    }
    Expr *msg = NULL;
    size_t before = p->mark;
    if (parser_expect(p, TOK_COMMA)) {
        msg = rule_expression(p);
        if (msg == NULL) {
            p->mark = before;
        }
    }
    Stmt *stmt = parser_stmt(p, STMT_ASSERT, start);
    if (stmt != NULL) {
        stmt->as.assert_.test = test;
        stmt->as.assert_.msg = msg;
    }
    return stmt;
}

static Stmt *word_stmt(Parser *p, StmtKind kind)
{
    size_t start = p->mark;
    p->mark++;
    return parser_stmt(p, kind, start);
}

static Stmt *expr_stmt(Parser *p, Expr *(*rule)(Parser *))
{
    size_t start = p->mark;
    Expr *value = rule(p);
    Stmt *stmt = value == NULL ? NULL : parser_stmt(p, STMT_EXPR, start);
    if (stmt != NULL) {
        stmt->as.expr.value = value;
    }
    return stmt;
}

static Stmt *simple_stmt_raw(Parser *p)
{
    switch (parser_kind_at(p, 0)) {
    case TOK_RETURN:
        return return_stmt(p);
    case TOK_IMPORT:
    case TOK_FROM:
        return rule_import_stmt(p);
    case TOK_RAISE:
        return raise_stmt(p);
    case TOK_PASS:
        return word_stmt(p, STMT_PASS);
    case TOK_DEL:
        return del_stmt(p);
    case TOK_ASSERT:
        return assert_stmt(p);
    case TOK_BREAK:
        return word_stmt(p, STMT_BREAK);
    case TOK_CONTINUE:
        return word_stmt(p, STMT_CONTINUE);
    case TOK_GLOBAL:
        return names_stmt(p, STMT_GLOBAL);
    case TOK_NONLOCAL:
        return names_stmt(p, STMT_NONLOCAL);
    default:
        break;
    }
    Stmt *stmt = rule_assignment(p);
    if (stmt == NULL) {
        stmt = expr_stmt(p, rule_star_expressions);
    }
    if (stmt == NULL && parser_is(p, TOK_YIELD)) {
        stmt = expr_stmt(p, rule_yield_expr);
    }
    return stmt;
}

Stmt *rule_simple_stmt(Parser *p)
{
    void *stmt = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (!parser_recall(p, MEMO_SIMPLE_STMT, &stmt)) {
        stmt = parser_remember(p, start, MEMO_SIMPLE_STMT, simple_stmt_raw(p));
    }
    parser_leave(p, 1);
    return stmt;
}

// ---- imports

static Alias *new_alias(Parser *p, size_t start, const char *name,
                        const char *asname)
{
    Alias *alias = parser_alloc(p, sizeof(Alias));
    if (alias != NULL) {
        alias->pos = parser_pos(p, start);
        alias->name = name;
        alias->asname = asname;
    }
    return alias;
}

static const char *optional_as(Parser *p)
{
    size_t before = p->mark;
    if (parser_expect(p, TOK_AS)) {
        Token *token = parser_expect(p, TOK_NAME);
        if (token != NULL) {
            return parser_name(p, token);
        }
    }
    p->mark = before;
    return NULL;
}

Expr *rule_dotted_name(Parser *p)
{
    size_t start = p->mark;
    Expr *name = rule_name(p);
    while (name != NULL && parser_kind_at(p, 0) == TOK_DOT &&
           parser_kind_at(p, 1) == TOK_NAME) {
        p->mark++;
        const char *first = name->as.name.id;
        const char *second = parser_name(p, parser_expect(p, TOK_NAME));
        if (second == NULL) {
            return NULL;
        }
        size_t length = strlen(first);
        char *joined = parser_alloc(p, length + strlen(second) + 2);
        if (joined == NULL) {
            return NULL;
        }
        memcpy(joined, first, length);
        joined[length] = '.';
        strcpy(joined + length + 1, second);
        name = parser_expr(p, EXPR_NAME, start);
        if (name != NULL) {
            name->as.name.id =
                arena_intern(p->arena, joined, strlen(joined));
        }
    }
    return name;
}

static Alias *dotted_as_name(Parser *p)
{
    size_t start = p->mark;
    Expr *name = rule_dotted_name(p);
    if (name == NULL) {
        return NULL;
    }
    const char *asname = optional_as(p);
    return new_alias(p, start, name->as.name.id, asname);
}

static Alias *import_from_as_name(Parser *p)
{
    size_t start = p->mark;
    Token *token = parser_expect(p, TOK_NAME);
    if (token == NULL) {
        return NULL;
    }
    const char *asname = optional_as(p);
    return new_alias(p, start, parser_name(p, token), asname);
}

static bool aliases(Parser *p, AliasSeq *seq, Alias *(*rule)(Parser *))
{
    seq->count = 0;
    Alias *alias = rule(p);
    while (alias != NULL) {
        APPEND(p, seq, alias);
        size_t before = p->mark;
        alias = NULL;
        if (parser_expect(p, TOK_COMMA)) {
            alias = rule(p);
            if (alias == NULL) {
                p->mark = before;
            }
        }
    }
    return seq->count > 0;
}

bool rule_import_from_as_names(Parser *p, AliasSeq *seq)
{
    return aliases(p, seq, import_from_as_name);
}

static bool import_from_targets(Parser *p, AliasSeq *seq)
{
    size_t start = p->mark;
    if (parser_expect(p, TOK_LPAR) && rule_import_from_as_names(p, seq)) {
        parser_expect(p, TOK_COMMA);
        if (parser_expect(p, TOK_RPAR)) {
            return true;
        }
    }
    p->mark = start;
    if (rule_import_from_as_names(p, seq) && !parser_is(p, TOK_COMMA)) {
        return true;
    }
    p->mark = start;
    if (parser_expect(p, TOK_STAR)) {
        seq->count = 0;
        APPEND(p, seq,
               new_alias(p, start, arena_intern(p->arena, "*", 1), NULL));
        return true;
    }
    if (p->explain) {
        invalid_import_from_targets(p);
    }
    return false;
}

static Stmt *import_from(Parser *p)
{
    size_t start = p->mark;
    int level = 0;
    parser_expect(p, TOK_FROM);
    while (true) {
        if (parser_expect(p, TOK_DOT)) {
            level++;
        } else if (parser_expect(p, TOK_ELLIPSIS)) {
            level += 3;
        } else {
            break;
        }
    }
    Expr *module = rule_dotted_name(p);
    AliasSeq names = {0, NULL};
    if ((module == NULL && level == 0) || !parser_expect(p, TOK_IMPORT) ||
        !import_from_targets(p, &names)) {
        p->mark = start;
        return NULL;
    }
    Stmt *stmt = parser_stmt(p, STMT_IMPORT_FROM, start);
    if (stmt != NULL) {
        stmt->as.import_from.module =
            module == NULL ? NULL : module->as.name.id;
        stmt->as.import_from.names = names;
        stmt->as.import_from.level = level;
    }
    return stmt;
}

Stmt *rule_import_stmt(Parser *p)
{
    size_t start = p->mark;
    if (parser_is(p, TOK_FROM)) {
        return import_from(p);
    }
    AliasSeq names = {0, NULL};
    parser_expect(p, TOK_IMPORT);
    if (!aliases(p, &names, dotted_as_name)) {
        p->mark = start;
        return NULL;
    }
    Stmt *stmt = parser_stmt(p, STMT_IMPORT, start);
    if (stmt != NULL) {
        stmt->as.import.names = names;
    }
    return stmt;
}
