/* test_assembler.c - opcode tables, block graph, jumps, tables as bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <string.h>

#include "interp/bytecode/assembler.h"

static const Pos line_1 = {1, 0, 1, 4};

static void test_opcode_tables(void **state)
{
    (void)state;
    assert_int_equal(OP_LOAD_CONST, 100);
    assert_string_equal(opcode_name(OP_BINARY_OP_ADD_INT),
                        "BINARY_OP_ADD_INT");
    assert_int_equal(opcode_deopt(OP_BINARY_OP_ADD_INT), OP_BINARY_OP);
    assert_int_equal(opcode_deopt(OP_LOAD_FAST), OP_LOAD_FAST);
    assert_int_equal(opcode_caches(OP_LOAD_METHOD), 10);
    assert_int_equal(opcode_caches(OP_LOAD_ATTR_SLOT), 4);
    assert_string_equal(opcode_name(OP_LIMIT), "<unknown>");
}

static void test_stack_effects(void **state)
{
    (void)state;
    assert_int_equal(opcode_stack_effect(OP_BUILD_MAP, 3, -1), -5);
    assert_int_equal(opcode_stack_effect(OP_FOR_ITER, 0, 0), 1);
    assert_int_equal(opcode_stack_effect(OP_FOR_ITER, 0, 1), -1);
    assert_int_equal(opcode_stack_effect(OP_FOR_ITER, 0, -1), 1);
    assert_int_equal(opcode_stack_effect(OP_LOAD_GLOBAL, 1, -1), 2);
    assert_int_equal(opcode_stack_effect(OP_MAKE_FUNCTION, 15, -1), -4);
    assert_int_equal(opcode_stack_effect(OP_LIMIT, 0, -1), INT_MAX);
}

static void finish(Cfg *cfg, CodeUnit *unit)
{
    ConstantPool pool = {.arena = cfg->arena};
    ConstantList consts = {0};
    unit->firstlineno = 1;
    constant_list_append(&consts, cfg->arena,
                         constant_new(cfg->arena, CONST_NONE));
    cfg_normalize(cfg);
    cfg_extend_blocks(cfg);
    cfg_optimize(cfg, &pool, &consts);
    cfg_duplicate_exits(cfg);
    cfg_propagate_positions(cfg, 1);
    unit->stacksize = cfg_stack_depth(cfg, false);
    cfg_label_handlers(cfg);
    cfg_resolve_jumps(cfg);
    assert_int_equal(asm_write(cfg, unit), 0);
    assert_false(cfg->failed);
    assert_false(cfg->broken);
}

static void test_plain_code(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Cfg cfg;
    CodeUnit unit = {0};
    cfg_start(&cfg, arena);
    cfg_emit(&cfg, OP_RESUME, 0, NULL, line_1);
    cfg_emit(&cfg, OP_LOAD_CONST, 0, NULL, line_1);
    cfg_emit(&cfg, OP_RETURN_VALUE, 0, NULL, line_1);
    finish(&cfg, &unit);
    static const uint8_t code[] = {151, 0, 100, 0, 83, 0};
    static const uint8_t lines[] = {0x80, 4, 0x80, 4, 0x80, 4};
    assert_int_equal(unit.code_size, sizeof code);
    assert_memory_equal(unit.code, code, sizeof code);
    assert_int_equal(unit.linetable_size, sizeof lines);
    assert_memory_equal(unit.linetable, lines, sizeof lines);
    assert_int_equal(unit.stacksize, 1);
    arena_free(arena);
}

// A jump over more than 255 units needs an EXTENDED_ARG.
static void test_extended_jump(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Cfg cfg;
    CodeUnit unit = {0};
    cfg_start(&cfg, arena);
    Block *end = cfg_new_block(&cfg);
    cfg_emit(&cfg, OP_LOAD_FAST, 0, NULL, line_1);
    cfg_emit(&cfg, OP_POP_JUMP_IF_FALSE, 0, end, line_1);
    for (int i = 0; i < 150; i++) {
        cfg_emit(&cfg, OP_LOAD_FAST, 0, NULL, line_1);
        cfg_emit(&cfg, OP_POP_TOP, 0, NULL, line_1);
    }
    cfg_use_block(&cfg, end);
    cfg_emit(&cfg, OP_LOAD_CONST, 0, NULL, line_1);
    cfg_emit(&cfg, OP_RETURN_VALUE, 0, NULL, line_1);
    finish(&cfg, &unit);
    static const uint8_t head[] = {124, 0, 144, 1, 114, 300 - 256};
    assert_memory_equal(unit.code, head, sizeof head);
    arena_free(arena);
}

static void test_handler_range(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Cfg cfg;
    CodeUnit unit = {0};
    cfg_start(&cfg, arena);
    Block *body = cfg_new_block(&cfg);
    Block *handler = cfg_new_block(&cfg);
    cfg_emit(&cfg, OP_SETUP_FINALLY, 0, handler, line_1);
    cfg_use_block(&cfg, body);
    cfg_emit(&cfg, OP_LOAD_FAST, 0, NULL, line_1);
    cfg_emit(&cfg, OP_POP_TOP, 0, NULL, line_1);
    cfg_emit(&cfg, OP_POP_BLOCK, 0, NULL, line_1);
    cfg_emit(&cfg, OP_LOAD_CONST, 0, NULL, line_1);
    cfg_emit(&cfg, OP_RETURN_VALUE, 0, NULL, line_1);
    cfg_use_block(&cfg, handler);
    cfg_emit(&cfg, OP_RERAISE, 0, NULL, line_1);
    finish(&cfg, &unit);
    // start 0, length 2, handler 4, depth 0
    static const uint8_t table[] = {0x80, 2, 4, 0};
    assert_int_equal(unit.exceptiontable_size, sizeof table);
    assert_memory_equal(unit.exceptiontable, table, sizeof table);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opcode_tables),
        cmocka_unit_test(test_stack_effects),
        cmocka_unit_test(test_plain_code),
        cmocka_unit_test(test_extended_jump),
        cmocka_unit_test(test_handler_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
