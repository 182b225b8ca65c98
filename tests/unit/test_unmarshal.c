/* test_unmarshal.c - code in CPython's files, read as the compiler's units. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "interp/bytecode/code_unmarshal.h"
#include "interp/syntax/constant.h"

/* marshal.dumps of CPython 3.11 for
 *
 *   |
 *   |def f(a, /, b=1.5, *c, d, **e):
 *   |    "doc \u00e4"
 *   |    x = lambda: a + 123456789012345678901234567890
 *   |    return [i for i in (1, -2, "three", b"4", 5j, None, True, ...)
 *   |            if i in {7, 8, 9}], x
 *   |f
 *
 * (the return statement in one line) in a file elsewhere.py. */
static const char bytes[] =
    "\xe3\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00"
    "\x00\x00\x00\x00\x00\xf3\x12\x00\x00\x00\x97\x00\x64\x03\x64\x01"
    "\x84\x01\x5a\x00\x65\x00\x01\x00\x64\x02\x53\x00\x29\x04\xe7\x00"
    "\x00\x00\x00\x00\x00\xf8\x3f\x63\x02\x00\x00\x00\x01\x00\x00\x00"
    "\x01\x00\x00\x00\x02\x00\x00\x00\x0f\x00\x00\x00\xf3\x2a\x00\x00"
    "\x00\x87\x00\x97\x00\x88\x00\x66\x01\x64\x01\x84\x08\x7d\x05\x64"
    "\x02\x84\x00\x64\x03\x44\x00\xa6\x00\x00\x00\xab\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x7c\x05\x66\x02\x53\x00\x29\x04\x75\x06\x00"
    "\x00\x00\x64\x6f\x63\x20\xc3\xa4\x63\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x02\x00\x00\x00\x13\x00\x00\x00\xf3\x0e\x00"
    "\x00\x00\x95\x01\x97\x00\x89\x00\x64\x01\x7a\x00\x00\x00\x53\x00"
    "\x29\x02\x4e\x6c\x07\x00\x00\x00\xd2\x0a\x7e\x1c\xb9\x03\x9f\x1b"
    "\x6c\x7f\x21\x5d\x63\x00\xa9\x00\x29\x01\xda\x01\x61\x73\x01\x00"
    "\x00\x00\x80\xfa\x0c\x65\x6c\x73\x65\x77\x68\x65\x72\x65\x2e\x70"
    "\x79\xfa\x08\x3c\x6c\x61\x6d\x62\x64\x61\x3e\x7a\x13\x66\x2e\x3c"
    "\x6c\x6f\x63\x61\x6c\x73\x3e\x2e\x3c\x6c\x61\x6d\x62\x64\x61\x3e"
    "\x04\x00\x00\x00\x73\x0d\x00\x00\x00\xf8\x80\x00\x90\x01\xd0\x14"
    "\x32\xd1\x10\x32\x80\x00\xf3\x00\x00\x00\x00\x63\x01\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x13\x00\x00\x00"
    "\xf3\x1a\x00\x00\x00\x97\x00\x67\x00\x7c\x00\x5d\x08\x7d\x01\x7c"
    "\x01\x64\x00\x76\x00\xaf\x06\x7c\x01\x91\x02\x8c\x09\x53\x00\x29"
    "\x01\x3e\x03\x00\x00\x00\xe9\x07\x00\x00\x00\xe9\x08\x00\x00\x00"
    "\xe9\x09\x00\x00\x00\x72\x05\x00\x00\x00\x29\x02\xda\x02\x2e\x30"
    "\xda\x01\x69\x73\x02\x00\x00\x00\x20\x20\x72\x07\x00\x00\x00\xfa"
    "\x0a\x3c\x6c\x69\x73\x74\x63\x6f\x6d\x70\x3e\x7a\x15\x66\x2e\x3c"
    "\x6c\x6f\x63\x61\x6c\x73\x3e\x2e\x3c\x6c\x69\x73\x74\x63\x6f\x6d"
    "\x70\x3e\x05\x00\x00\x00\x73\x1d\x00\x00\x00\x80\x00\xd0\x0b\x55"
    "\xd0\x0b\x55\xd0\x0b\x55\x90\x21\xc0\x61\xc8\x39\xc0\x6e\xc0\x6e"
    "\x88\x41\xc0\x6e\xc0\x6e\xc0\x6e\x72\x09\x00\x00\x00\x29\x08\xe9"
    "\x01\x00\x00\x00\xe9\xfe\xff\xff\xff\xda\x05\x74\x68\x72\x65\x65"
    "\xf3\x01\x00\x00\x00\x34\x79\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x14\x40\x4e\x54\x2e\x72\x05\x00\x00\x00\x29"
    "\x06\x72\x06\x00\x00\x00\xda\x01\x62\xda\x01\x64\xda\x01\x63\xda"
    "\x01\x65\xda\x01\x78\x73\x06\x00\x00\x00\x60\x20\x20\x20\x20\x20"
    "\x72\x07\x00\x00\x00\xda\x01\x66\x72\x1a\x00\x00\x00\x02\x00\x00"
    "\x00\x73\x2c\x00\x00\x00\xf8\x80\x00\xe0\x08\x32\xd0\x08\x32\xd0"
    "\x08\x32\xd0\x08\x32\x80\x41\xd8\x0b\x55\xd0\x0b\x55\xd0\x17\x42"
    "\xd0\x0b\x55\xd1\x0b\x55\xd4\x0b\x55\xd0\x57\x58\xd0\x0b\x58\xd0"
    "\x04\x58\x72\x09\x00\x00\x00\x4e\x29\x01\x72\x02\x00\x00\x00\x29"
    "\x01\x72\x1a\x00\x00\x00\x72\x05\x00\x00\x00\x72\x09\x00\x00\x00"
    "\x72\x07\x00\x00\x00\xfa\x08\x3c\x6d\x6f\x64\x75\x6c\x65\x3e\x72"
    "\x1b\x00\x00\x00\x01\x00\x00\x00\x73\x28\x00\x00\x00\xf0\x03\x01"
    "\x01\x01\xf0\x04\x03\x01\x59\x01\xf0\x00\x03\x01\x59\x01\xf0\x00"
    "\x03\x01\x59\x01\xf0\x00\x03\x01\x59\x01\xf0\x08\x00\x01\x02\x80"
    "\x01\x80\x01\x80\x01\x72\x09\x00\x00\x00";
#define LENGTH (sizeof(bytes) - 1)

static CodeUnit *
read_bytes(Arena *arena, const char *from, size_t n)
{
    return code_unmarshal(arena, (const uint8_t *)from, n, "here.py");
}

static const CodeUnit *
nested(const CodeUnit *unit, const char *name)
{
    for (size_t i = 0; i < unit->nconsts; i++) {
        if (unit->consts[i]->kind == CONST_CODE) {
            const CodeUnit *inner = unit->consts[i]->as.code;
            if (strcmp(inner->name, name) == 0) {
                return inner;
            }
        }
    }
    fail_msg("no code called %s", name);
    return NULL;
}

static const Constant *
constant_of(const CodeUnit *unit, ConstantKind kind)
{
    for (size_t i = 0; i < unit->nconsts; i++) {
        if (unit->consts[i]->kind == kind) {
            return unit->consts[i];
        }
    }
    fail_msg("no such constant");
    return NULL;
}

static void
test_fields(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const CodeUnit *module = read_bytes(arena, bytes, LENGTH);
    assert_non_null(module);
    assert_string_equal(module->name, "<module>");
    assert_string_equal(module->filename, "here.py");
    assert_string_equal(module->names[0], "f");
    assert_float_equal(
        constant_of(module, CONST_TUPLE)->as.tuple.items[0]->as.real, 1.5, 0);

    const CodeUnit *f = nested(module, "f");
    assert_string_equal(f->filename, "here.py");
    assert_int_equal(f->argcount, 2);
    assert_int_equal(f->posonlyargcount, 1);
    assert_int_equal(f->kwonlyargcount, 1);
    assert_int_equal(f->firstlineno, 2);
    assert_int_equal(f->flags, CODE_OPTIMIZED | CODE_NEWLOCALS |
                                   CODE_VARARGS | CODE_VARKEYWORDS);
    const char *const locals[] = {"a", "b", "d", "c", "e", "x"};
    assert_int_equal(f->nlocalsplus, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(f->localsplus_names[i], locals[i]);
        assert_int_equal(f->localsplus_kinds[i],
                         i == 0 ? LOCAL_FAST | LOCAL_CELL : LOCAL_FAST);
    }
    assert_string_equal(f->consts[0]->as.text.data, "doc \xc3\xa4");
    assert_true(f->code_size > 0 && f->linetable_size > 0);
    arena_free(arena);
}

static void
test_constants(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    const CodeUnit *f = nested(read_bytes(arena, bytes, LENGTH), "f");
    const CodeUnit *lambda = nested(f, "<lambda>");
    assert_string_equal(lambda->qualname, "f.<locals>.<lambda>");
    const Constant *large = constant_of(lambda, CONST_INT);
    // 123456789012345678901234567890 in digits of 30 bits.
    const uint32_t digits[] = {239012562, 231703481, 781254508, 99};
    assert_int_equal(large->as.integer.sign, 1);
    assert_int_equal(large->as.integer.digit_count, 4);
    assert_memory_equal(large->as.integer.digits, digits, sizeof(digits));

    const Constant *row = constant_of(f, CONST_TUPLE);
    const ConstantKind kinds[] = {CONST_INT,     CONST_INT,  CONST_STR,
                                  CONST_BYTES,   CONST_COMPLEX, CONST_NONE,
                                  CONST_TRUE,    CONST_ELLIPSIS};
    assert_int_equal(row->as.tuple.count, 8);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(row->as.tuple.items[i]->kind, kinds[i]);
    }
    assert_int_equal(row->as.tuple.items[1]->as.integer.sign, -1);
    assert_int_equal(row->as.tuple.items[1]->as.integer.digits[0], 2);
    assert_float_equal(row->as.tuple.items[4]->as.complex.imag, 5.0, 0);
    const Constant *set =
        constant_of(nested(f, "<listcomp>"), CONST_FROZENSET);
    assert_int_equal(set->as.tuple.count, 3);
    arena_free(arena);
}

// What is cut off or changed anywhere is read as nothing, or as something
// else; never beyond its end.
static void
test_broken(void **state)
{
    (void)state;
    for (size_t n = 0; n < LENGTH; n++) {
        char *part = malloc(n + 1);
        memcpy(part, bytes, n);
        Arena *arena = arena_new();
        assert_null(read_bytes(arena, part, n));
        arena_free(arena);
        free(part);
    }
    char *copy = malloc(LENGTH);
    for (size_t i = 0; i < LENGTH; i++) {
        for (int bit = 0; bit < 8; bit++) {
            memcpy(copy, bytes, LENGTH);
            copy[i] = (char)(copy[i] ^ 1 << bit);
            Arena *arena = arena_new();
            (void)read_bytes(arena, copy, LENGTH);
            arena_free(arena);
        }
    }
    free(copy);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_constants),
        cmocka_unit_test(test_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
