/* parse_statements.c - start rules, sequences of statements, blocks. */
#include "interp/syntax/rules.h"

static bool rule_statement(Parser *p, StmtSeq *seq)
{
    Stmt *stmt = rule_compound_stmt(p);
    if (stmt != NULL) {
        APPEND(p, seq, stmt);
        return !p->failed;
    }
    return rule_simple_stmts(p, seq);
}

bool rule_statements(Parser *p, StmtSeq *seq)
{
    bool any = false;
    while (rule_statement(p, seq)) {
        any = true;
    }
    return any && !p->failed;
}

bool rule_simple_stmts(Parser *p, StmtSeq *seq)
{
    size_t start = p->mark;
    size_t count = seq->count;
    Stmt *stmt = rule_simple_stmt(p);
    while (stmt != NULL) {
        APPEND(p, seq, stmt);
        stmt = NULL;
        if (parser_expect(p, TOK_SEMI)) {
            stmt = rule_simple_stmt(p);
        }
    }
    if (seq->count > count && parser_expect(p, TOK_NEWLINE)) {
        return true;
    }
    seq->count = count;
    p->mark = start;
    return false;
}

static StmtSeq *block_raw(Parser *p)
{
    size_t start = p->mark;
    StmtSeq *seq = parser_alloc(p, sizeof(StmtSeq));
    if (seq == NULL) {
        return NULL;
    }
    if (parser_expect(p, TOK_NEWLINE) && parser_expect(p, TOK_INDENT) &&
        rule_statements(p, seq) && parser_expect(p, TOK_DEDENT)) {
        return seq;
    }
    p->mark = start;
    seq->count = 0;
    seq->items = NULL;
    if (rule_simple_stmts(p, seq)) {
        return seq;
    }
    p->mark = start;
    if (p->explain) {
        invalid_block(p);
    }
    return NULL;
}

StmtSeq *rule_block(Parser *p)
{
    void *block = NULL;
    size_t start = p->mark;
    if (!parser_enter(p, 1)) {
        parser_leave(p, 1);
        return NULL;
    }
    if (!parser_recall(p, MEMO_BLOCK, &block)) {
        block = parser_remember(p, start, MEMO_BLOCK, block_raw(p));
    }
    parser_leave(p, 1);
    return block;
}

static Mod *new_mod(Parser *p, ModKind kind)
{
    Mod *mod = parser_alloc(p, sizeof(Mod));
    if (mod != NULL) {
        mod->kind = kind;
    }
    return mod;
}

Mod *rule_file(Parser *p)
{
    Mod *mod = new_mod(p, MOD_MODULE);
    if (mod == NULL) {
        return NULL;
    }
    rule_statements(p, &mod->body);
    return parser_expect(p, TOK_ENDMARKER) ? mod : NULL;
}

Mod *rule_eval(Parser *p)
{
    Mod *mod = new_mod(p, MOD_EXPRESSION);
    if (mod == NULL) {
        return NULL;
    }
    mod->expression = rule_expressions(p);
    if (mod->expression == NULL) {
        return NULL;
    }
    while (parser_expect(p, TOK_NEWLINE)) {
    }
    return parser_expect(p, TOK_ENDMARKER) ? mod : NULL;
}

Mod *rule_interactive(Parser *p)
{
    Mod *mod = new_mod(p, MOD_INTERACTIVE);
    if (mod == NULL) {
        return NULL;
    }
    Stmt *stmt = rule_compound_stmt(p);
    if (stmt != NULL && parser_expect(p, TOK_NEWLINE)) {
        APPEND(p, &mod->body, stmt);
        return mod;
    }
    p->mark = 0;
    if (rule_simple_stmts(p, &mod->body)) {
        return mod;
    }
    if (parser_expect(p, TOK_NEWLINE)) {
        stmt = parser_stmt(p, STMT_PASS, 0);
        APPEND(p, &mod->body, stmt);
        return mod;
    }
    return NULL;
}
