/* parser.h - what the files of the parser share (prefix: parser_)
 *
 * The parser follows CPython's grammar rule by rule, as a recursive descent
 * with backtracking: a rule (rule_x) either succeeds and has moved `mark`,
 * or returns NULL or false and leaves it as it was. A first pass builds the
 * tree. If it fails, a second pass tries the rules for wrong text too
 * (invalid_x, guarded by `explain`), which set the error; else the error is
 * "invalid syntax" at the last token that the first pass looked at.
 */
#ifndef INTERP_SYNTAX_PARSER_H
#define INTERP_SYNTAX_PARSER_H

#include <stdbool.h>

#include "interp/syntax/lexer.h"
#include "interp/syntax/parse.h"

#define PARSER_MAX_DEPTH 5995 // of CPython's 6000 a few go elsewhere
#define POS_CURRENT (-5) // a column or line: where the lexer stands

typedef enum StartRule {
    START_FILE,
    START_EVAL,
    START_SINGLE,
    START_FSTRING
} StartRule;

/* Rules whose result is remembered at the token where they began. */
typedef enum MemoRule {
    MEMO_SIMPLE_STMT,
    MEMO_BLOCK,
    MEMO_EXPRESSION,
    MEMO_STAR_EXPRESSION,
    MEMO_DISJUNCTION,
    MEMO_CONJUNCTION,
    MEMO_INVERSION,
    MEMO_BITWISE_OR,
    MEMO_FACTOR,
    MEMO_AWAIT_PRIMARY,
    MEMO_PRIMARY,
    MEMO_T_PRIMARY,
    MEMO_ARGUMENTS,
    MEMO_STAR_TARGET,
    MEMO_TARGET_WITH_STAR_ATOM,
    MEMO_DEL_TARGET,
    MEMO_CLOSED_PATTERN,
    MEMO_STAR_PATTERN,
    MEMO_STRINGS,
    MEMO_INVALID_NAMED_EXPRESSION
} MemoRule;

typedef struct Memo {
    struct Memo *next;
    MemoRule rule;
    size_t end; // the mark behind it
    void *node; // NULL: the rule fails here
} Memo;

typedef struct Parser {
    Arena *arena;
    SyntaxError *error;
    SyntaxWarnings *warnings; // or NULL
    Lexer lexer;
    StartRule start_rule;
    Token **tokens;
    size_t fill;
    size_t capacity;
    size_t mark;
    bool failed;  // an error is set: every rule fails
    bool explain; // second pass
    bool started; // START_SINGLE: a token other than the end was seen
    int depth;
    int first_line; // START_FSTRING: line and column of its `{`
    int first_column;
    bool byte_columns; // Source's
    bool is_script;
} Parser;

/* Runs both passes. Returns the start rule's node, NULL with an error. */
void *parser_run(Parser *p, StartRule start, const char *text);

/* The token at the mark, read if need be; NULL when there is none. */
Token *parser_peek(Parser *p);

/* The kind of the token `ahead` places behind the mark. */
TokenKind parser_kind_at(Parser *p, size_t ahead);

/* Goes over a token of this kind and returns it; else NULL. */
Token *parser_expect(Parser *p, TokenKind kind);

/* As parser_expect, but anything else is a SyntaxError at once. */
Token *parser_force(Parser *p, TokenKind kind);

/* Whether the next token is of this kind. */
bool parser_is(Parser *p, TokenKind kind);

/* Whether the next token is a name spelled so. */
bool parser_is_soft(Parser *p, const char *keyword);

/* Goes over a name spelled so. */
Token *parser_expect_soft(Parser *p, const char *keyword);

/* The interned name of a NAME token. */
const char *parser_name(Parser *p, Token *token);

/* Counts the depth of recursion; false (and an error) beyond the limit.
 * `weight` is how many of CPython's rules this one stands for. */
bool parser_enter(Parser *p, int weight);
void parser_leave(Parser *p, int weight);

/* Whether `rule` was tried here before: then *node is its result and the
 * mark has moved. */
bool parser_recall(Parser *p, MemoRule rule, void **node);

/* Remembers the result of a rule that began at `start`. Returns it. */
void *parser_remember(Parser *p, size_t start, MemoRule rule, void *node);

/* Positions: from the token at `start` to the last token before the mark. */
Pos parser_pos(const Parser *p, size_t start);

/* A zeroed node with kind and position; NULL when memory is short. */
Expr *parser_expr(Parser *p, ExprKind kind, size_t start);
Stmt *parser_stmt(Parser *p, StmtKind kind, size_t start);
Pattern *parser_pattern(Parser *p, PatternKind kind, size_t start);
void *parser_alloc(Parser *p, size_t size);

/* Room for one more item behind `count`; NULL when memory is short. */
void *parser_grow(Parser *p, void *items, size_t count, size_t size);

/* Puts an item behind the last one of a sequence. */
#define APPEND(p, seq, item)                                                   \
    do {                                                                       \
        void *grown_ = parser_grow((p), (seq)->items, (seq)->count,            \
                                   sizeof(*(seq)->items));                     \
        if (grown_ != NULL) {                                                  \
            (seq)->items = grown_;                                             \
            (seq)->items[(seq)->count++] = (item);                             \
        }                                                                      \
    } while (0)

/* Set an error, unless there is one. The positions are those of a node or
 * token; parser_fail uses the last token read. They return NULL. */
void *parser_fail(Parser *p, SyntaxErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void *parser_fail_at(Parser *p, Pos pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void *parser_fail_range(Parser *p, Pos first, Pos last, const char *format,
                        ...) __attribute__((format(printf, 4, 5)));
void *parser_fail_from(Parser *p, Pos pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A DeprecationWarning about a token; in the first pass only. */
void parser_warn(Parser *p, const Token *token, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sets the error that the lexer's state stands for. */
void parser_lexer_error(Parser *p);

/* Decides which error a failed second pass ends with; `last` is the token
 * where the first pass ended. */
void parser_choose_error(Parser *p, const Token *last);

/* Lets an error of the lexer in the rest of the text take precedence. */
void parser_check_rest(Parser *p);

#endif
