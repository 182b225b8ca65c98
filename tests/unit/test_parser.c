/* test_parser.c - parse_source makes CPython's trees, and for each text of
 * tests/syntax/errors.txt CPython's error. Runs from the project's root. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/syntax/ast_dump.h"
#include "interp/syntax/parse.h"

static int parse(Arena *arena, const char *text, ParseMode mode, Mod **tree,
                 SyntaxError *error)
{
    Source source = {0};
    *tree = NULL;
    if (source_from_bytes(arena, text, strlen(text), "<test>", &source,
                          error) < 0) {
        return -1;
    }
    source.byte_columns = false; // the snippets were str for CPython
    return parse_source(arena, &source, mode, tree, NULL, error);
}

static void expect_tree(const char *text, const char *expected)
{
    Arena *arena = arena_new();
    Mod *tree;
    SyntaxError error;
    assert_int_equal(parse(arena, text, PARSE_EVAL, &tree, &error), 0);
    const char *dump = ast_dump(arena, tree, false);
    assert_non_null(dump);
    assert_string_equal(dump, expected);
    arena_free(arena);
}

static void trees_are_those_of_cpython(void **state)
{
    (void)state;
    expect_tree("1 - 2 * 3",
                "Expression(body=BinOp(left=Constant(value=1), op=Sub(), "
                "right=BinOp(left=Constant(value=2), op=Mult(), "
                "right=Constant(value=3))))");
    expect_tree("-x ** y",
                "Expression(body=UnaryOp(op=USub(), operand=BinOp("
                "left=Name(id='x', ctx=Load()), op=Pow(), "
                "right=Name(id='y', ctx=Load()))))");
    expect_tree("{**a}",
                "Expression(body=Dict(keys=[None], "
                "values=[Name(id='a', ctx=Load())]))");
    expect_tree("f'{x!r:>9}' 'b'",
                "Expression(body=JoinedStr(values=[FormattedValue("
                "value=Name(id='x', ctx=Load()), conversion=114, "
                "format_spec=JoinedStr(values=[Constant(value='>9')])), "
                "Constant(value='b')]))");
    expect_tree("18446744073709551616, 1e16, .5, 2j, u'a', b'\\xff'",
                "Expression(body=Tuple(elts=[Constant("
                "value=18446744073709551616), Constant(value=1e+16), "
                "Constant(value=0.5), Constant(value=2j), "
                "Constant(value='a', kind='u'), Constant(value=b'\\xff')], "
                "ctx=Load()))");
}

static void names_are_shared_and_normalised(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Mod *tree;
    SyntaxError error;
    // The ligature U+FB01 is "fi".
    assert_int_equal(
        parse(arena, "\xEF\xAC\x81 = fi\n", PARSE_FILE, &tree, &error), 0);
    const Stmt *stmt = tree->body.items[0];
    assert_ptr_equal(stmt->as.assign.targets.items[0]->as.name.id,
                     stmt->as.assign.value->as.name.id);
    arena_free(arena);
}

static void big_ints_have_thirty_bit_digits(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Mod *tree;
    SyntaxError error;
    assert_int_equal(
        parse(arena, "0x40000000000000001", PARSE_EVAL, &tree, &error), 0);
    const Constant *value = tree->expression->as.constant.value;
    assert_int_equal(value->as.integer.sign, 1);
    assert_int_equal(value->as.integer.digit_count, 3);
    assert_int_equal(value->as.integer.digits[0], 1);
    assert_int_equal(value->as.integer.digits[1], 0);
    assert_int_equal(value->as.integer.digits[2], 64);
    arena_free(arena);
}

static void a_prompt_learns_what_is_incomplete(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int result;
        bool incomplete;
    } cases[] = {
        {"x = 1\n", 0, false}, {"if x:\n", -1, true},  {"f(1,\n", -1, true},
        {"'''a\n", -1, true},  {"x = )\n", -1, false}, {"\n", -1, false},
        {"x y\n", -1, false},  {"@f\n", -1, true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Arena *arena = arena_new();
        Mod *tree;
        SyntaxError error;
        int result =
            parse(arena, cases[i].text, PARSE_SINGLE, &tree, &error);
        assert_int_equal(result, cases[i].result);
        if (result < 0) {
            assert_int_equal(error.incomplete, cases[i].incomplete);
        }
        arena_free(arena);
    }
}

static void deep_nesting_is_an_error(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    char *text = malloc(100001);
    assert_non_null(text);
    memset(text, '-', 100000);
    text[100000] = '\0';
    Mod *tree;
    SyntaxError error;
    assert_int_equal(parse(arena, text, PARSE_EVAL, &tree, &error), -1);
    assert_int_equal(error.kind, SYNTAX_TOO_DEEP);
    free(text);
    arena_free(arena);
}

static void check_case(const char *text, const char *expected)
{
    Arena *arena = arena_new();
    Mod *tree;
    SyntaxError error;
    char actual[600] = "ok";
    if (parse(arena, text, PARSE_FILE, &tree, &error) < 0) {
        snprintf(actual, sizeof(actual), "%s: %s [%d:%d-%d:%d]",
                 syntax_error_name(error.kind), error.msg, error.lineno,
                 error.offset, error.end_lineno, error.end_offset);
    }
    assert_string_equal(actual, expected);
    arena_free(arena);
}

static void errors_are_those_of_cpython(void **state)
{
    (void)state;
    FILE *file = fopen("tests/syntax/errors.txt", "rb");
    assert_non_null(file);
    char line[600];
    char text[4000] = "";
    int count = 0;
    while (fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, "%% ", 3) != 0) {
            assert_true(strlen(text) + strlen(line) < sizeof(text));
            strcat(text, line);
            continue;
        }
        line[strcspn(line, "\n")] = '\0';
        check_case(text, line + 3);
        text[0] = '\0';
        count++;
    }
    fclose(file);
    assert_true(count > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_are_those_of_cpython),
        cmocka_unit_test(names_are_shared_and_normalised),
        cmocka_unit_test(big_ints_have_thirty_bit_digits),
        cmocka_unit_test(a_prompt_learns_what_is_incomplete),
        cmocka_unit_test(deep_nesting_is_an_error),
        cmocka_unit_test(errors_are_those_of_cpython),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
