/* test_lexer.c - tokens have the kinds, positions and levels of CPython's,
 * and each state of the lexer is reached by the text that its name says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "interp/syntax/lexer.h"

typedef struct Fixture {
    Arena *arena;
    SyntaxError error;
    Lexer lexer;
} Fixture;

static void start(Fixture *fixture, const char *text)
{
    memset(fixture, 0, sizeof(*fixture));
    fixture->arena = arena_new();
    assert_non_null(fixture->arena);
    lexer_start(&fixture->lexer, fixture->arena, text, &fixture->error);
}

static void expect(const char *text, const TokenKind *kinds, size_t count)
{
    Fixture fixture;
    start(&fixture, text);
    for (size_t i = 0; i < count; i++) {
        Token token;
        lexer_next(&fixture.lexer, &token);
        assert_int_equal(token.kind, kinds[i]);
    }
    arena_free(fixture.arena);
}

#define EXPECT(text, ...)                                                      \
    do {                                                                       \
        const TokenKind kinds[] = {__VA_ARGS__};                               \
        expect(text, kinds, sizeof(kinds) / sizeof(kinds[0]));                 \
    } while (0)

static void blocks_are_indented(void **state)
{
    (void)state;
    EXPECT("if x:\n  y\n\n # c\n  z\n", TOK_IF, TOK_NAME, TOK_COLON,
           TOK_NEWLINE, TOK_INDENT, TOK_NAME, TOK_NEWLINE, TOK_NAME,
           TOK_NEWLINE, TOK_DEDENT, TOK_ENDMARKER);
}

static void brackets_join_lines(void **state)
{
    (void)state;
    EXPECT("(\n  a,\n)\n", TOK_LPAR, TOK_NAME, TOK_COMMA, TOK_RPAR,
           TOK_NEWLINE, TOK_ENDMARKER);
    EXPECT("a \\\n b\n", TOK_NAME, TOK_NAME, TOK_NEWLINE, TOK_ENDMARKER);
}

static void operators_are_longest_match(void **state)
{
    (void)state;
    EXPECT("**= ** := : ... .. -> <> !=\n", TOK_DOUBLESTAREQUAL,
           TOK_DOUBLESTAR, TOK_COLONEQUAL, TOK_COLON, TOK_ELLIPSIS, TOK_DOT,
           TOK_DOT, TOK_RARROW, TOK_LTGT, TOK_NOTEQUAL, TOK_NEWLINE);
}

static void literals_end_where_they_should(void **state)
{
    (void)state;
    EXPECT("1_0.5e-3j 0xFf 1if rb'x\\'y' u\"\" '''a\nb''' fr''\n",
           TOK_NUMBER, TOK_NUMBER, TOK_NUMBER, TOK_IF, TOK_STRING, TOK_STRING,
           TOK_STRING, TOK_STRING, TOK_NEWLINE);
}

static void positions_are_bytes(void **state)
{
    (void)state;
    Fixture fixture;
    Token token;
    start(&fixture, "\xC3\xA9 = '''\nx'''\n");
    lexer_next(&fixture.lexer, &token);
    assert_int_equal(token.pos.end_col, 2);
    lexer_next(&fixture.lexer, &token);
    assert_int_equal(token.pos.col, 3);
    lexer_next(&fixture.lexer, &token);
    assert_int_equal(token.pos.line, 1);
    assert_int_equal(token.pos.col, 5);
    assert_int_equal(token.pos.end_line, 2);
    assert_int_equal(token.pos.end_col, 4);
    arena_free(fixture.arena);
}

static void expect_state(const char *text, LexerState expected,
                         const char *message)
{
    Fixture fixture;
    Token token;
    start(&fixture, text);
    do {
        lexer_next(&fixture.lexer, &token);
    } while (token.kind != TOK_ERROR && token.kind != TOK_ENDMARKER);
    assert_int_equal(token.kind, TOK_ERROR);
    assert_int_equal(fixture.lexer.state, expected);
    if (message != NULL) {
        assert_string_equal(fixture.error.msg, message);
    }
    arena_free(fixture.arena);
}

static void faults_have_states(void **state)
{
    (void)state;
    expect_state("if x:\n    y\n  z\n", LEXER_DEDENT, NULL);
    expect_state("if x:\n\ty\n        z\n", LEXER_TABSPACE, NULL);
    expect_state("x \\ y\n", LEXER_LINECONT, NULL);
    expect_state("(\n", LEXER_EOF, NULL);
    expect_state("x = )\n", LEXER_FAILED, "unmatched ')'");
    expect_state("0b2\n", LEXER_FAILED, "invalid digit '2' in binary literal");
    expect_state("1__0\n", LEXER_FAILED, "invalid decimal literal");
    expect_state("'abc\n", LEXER_FAILED,
                 "unterminated string literal (detected at line 1)");
    expect_state("a\xC2\xA0" "b\n", LEXER_FAILED,
                 "invalid non-printable character U+00A0");
    expect_state("a\xC3\x97" "b\n", LEXER_FAILED,
                 "invalid character '\xC3\x97' (U+00D7)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_indented),
        cmocka_unit_test(brackets_join_lines),
        cmocka_unit_test(operators_are_longest_match),
        cmocka_unit_test(literals_end_where_they_should),
        cmocka_unit_test(positions_are_bytes),
        cmocka_unit_test(faults_have_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
