/* code_unit.h - what the compiler yields: one code object as plain data
 *
 * Every field is what CPython 3.11's code object holds, byte for byte. All
 * memory belongs to the arena the unit was compiled into. Text is UTF-8
 * (lone surrogates as three bytes) and ends with a NUL, whose place is told
 * where a length is kept. Nested code is a constant of kind CONST_CODE.
 */
#ifndef INTERP_BYTECODE_CODE_UNIT_H
#define INTERP_BYTECODE_CODE_UNIT_H

#include <stddef.h>
#include <stdint.h>

struct Constant; // interp/syntax/constant.h

// Bits of CodeUnit.flags.
#define CODE_OPTIMIZED 0x0001
#define CODE_NEWLOCALS 0x0002
#define CODE_VARARGS 0x0004
#define CODE_VARKEYWORDS 0x0008
#define CODE_NESTED 0x0010
#define CODE_GENERATOR 0x0020
#define CODE_COROUTINE 0x0080
#define CODE_ITERABLE_COROUTINE 0x0100
#define CODE_ASYNC_GENERATOR 0x0200
#define CODE_FUTURE_DIVISION 0x20000
#define CODE_FUTURE_ABSOLUTE_IMPORT 0x40000
#define CODE_FUTURE_WITH_STATEMENT 0x80000
#define CODE_FUTURE_PRINT_FUNCTION 0x100000
#define CODE_FUTURE_UNICODE_LITERALS 0x200000
#define CODE_FUTURE_BARRY_AS_BDFL 0x400000
#define CODE_FUTURE_GENERATOR_STOP 0x800000
#define CODE_FUTURE_ANNOTATIONS 0x1000000
#define CODE_FUTURE_MASK 0x1fe0000

// Bits of a localsplus kind; a cell that is also a parameter has both.
#define LOCAL_FAST 0x20
#define LOCAL_CELL 0x40
#define LOCAL_FREE 0x80

typedef struct CodeUnit {
    const char *filename;
    const char *name;
    const char *qualname;

    const uint8_t *code; // 16-bit instructions, caches zeroed
    size_t code_size;    // bytes

    struct Constant **consts;
    size_t nconsts;
    const char **names;
    size_t nnames;

    //  localsplus:  [ parameters, other locals | cells | free variables ]
    //  A parameter that is a cell stands only among the locals.
    const char **localsplus_names;
    const uint8_t *localsplus_kinds;
    size_t nlocalsplus;

    const uint8_t *linetable; // PEP 626/657 locations
    size_t linetable_size;
    const uint8_t *exceptiontable;
    size_t exceptiontable_size;

    int argcount; // positional parameters, positional-only ones included
    int posonlyargcount;
    int kwonlyargcount;
    int stacksize;
    int flags; // CODE_ bits
    int firstlineno;
} CodeUnit;

#endif
