/* test_compile.c - from source text to code units: folding, scopes, errors,
 * warnings. That all bytes equal CPython's is for the oracle to show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "interp/bytecode/compile.h"
#include "interp/bytecode/constant_repr.h"
#include "interp/bytecode/opcode.h"
#include "interp/syntax/parse.h"

static Arena *arena;
static SyntaxWarnings warnings;
static SyntaxError error;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return arena == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static CodeUnit *compile_text(const char *text, ParseMode mode)
{
    Source source = {0};
    Mod *mod;
    CodeUnit *unit = NULL;
    CompileOptions options = {"<test>", 0, 0};
    assert_int_equal(
        source_from_text(arena, text, strlen(text), &source, &error), 0);
    assert_int_equal(parse_source(arena, &source, mode, &mod, NULL, &error),
                     0);
    compile_module(arena, mod, &options, &unit, &warnings, &error);
    return unit;
}

static const char *folded(const char *text)
{
    CodeUnit *unit = compile_text(text, PARSE_EVAL);
    assert_non_null(unit);
    assert_int_equal(unit->code_size, 6); // RESUME, LOAD_CONST, RETURN_VALUE
    return constant_repr(arena, unit->consts[0]);
}

static void test_folding(void **state)
{
    (void)state;
    assert_string_equal(folded("2 ** 64"),
                        "18446744073709551616");
    assert_string_equal(folded("-7 // 2"), "-4");
    assert_string_equal(folded("-7 % 2.5"), "0.5");
    assert_string_equal(folded("7 / 2"), "3.5");
    assert_string_equal(folded("-0.0"), "-0.0");
    assert_string_equal(folded("(1, 2) + (3,)"), "(1, 2, 3)");
    assert_string_equal(folded("'ab' * 3"), "'ababab'");
    assert_string_equal(folded("'abc'[-1]"), "'c'");
    assert_string_equal(folded("not 3"), "False");
    assert_string_equal(folded("1 + 2j"), "(1+2j)");
}

static void test_no_folding(void **state)
{
    (void)state;
    static const char *const texts[] = {"1 / 0", "1 << 200", "'a' * 5000",
                                        "(1,)[2]", "2 ** 1000"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_true(compile_text(texts[i], PARSE_EVAL)->code_size > 6);
    }
}

static void test_constants_keep_their_type(void **state)
{
    (void)state;
    CodeUnit *unit = compile_text("a = 1, b, 1.0, True, 0.0, -0.0, 1\n",
                                  PARSE_FILE);
    assert_int_equal(unit->nconsts, 6); // and None
}

static void test_closure(void **state)
{
    (void)state;
    CodeUnit *unit = compile_text("def f(a):\n"
                                  "    def g():\n"
                                  "        return a\n"
                                  "    return g\n",
                                  PARSE_FILE);
    const CodeUnit *f = unit->consts[0]->as.code;
    const CodeUnit *g = f->consts[1]->as.code;
    assert_string_equal(g->qualname, "f.<locals>.g");
    assert_int_equal(f->localsplus_kinds[0], LOCAL_FAST | LOCAL_CELL);
    assert_int_equal(g->localsplus_kinds[0], LOCAL_FREE);
    assert_int_equal(f->code[0], OP_MAKE_CELL);
    assert_int_equal(g->code[0], OP_COPY_FREE_VARS);
    assert_int_equal(g->flags, CODE_OPTIMIZED | CODE_NEWLOCALS | CODE_NESTED);
}

static void test_error(void **state)
{
    (void)state;
    assert_null(compile_text("x = 1\n\nreturn 5\n", PARSE_FILE));
    assert_string_equal(error.msg, "'return' outside function");
    assert_int_equal(error.lineno, 3);
    assert_int_equal(error.offset, 1);
    assert_int_equal(error.end_offset, 9);
}

static void test_warning(void **state)
{
    (void)state;
    assert_non_null(compile_text("x is 1\n", PARSE_FILE));
    assert_non_null(warnings.first);
    assert_string_equal(warnings.first->error.msg,
                        "\"is\" with a literal. Did you mean \"==\"?");
    assert_int_equal(warnings.first->error.lineno, 1);
    assert_null(warnings.first->next);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_folding),
        TEST(test_no_folding),
        TEST(test_constants_keep_their_type),
        TEST(test_closure),
        TEST(test_error),
        TEST(test_warning),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
