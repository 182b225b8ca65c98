/* constant.h - the values of literals (prefix: constant_)
 *
 * A constant owns nothing: its bytes, digits and items lie in the arena of
 * the tree. The parser makes the kinds up to CONST_BYTES; the compiler's
 * folding adds tuples and frozensets, its assembler code objects.
 */
#ifndef INTERP_SYNTAX_CONSTANT_H
#define INTERP_SYNTAX_CONSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interp/syntax/arena.h"

typedef enum ConstantKind {
    CONST_NONE,
    CONST_TRUE,
    CONST_FALSE,
    CONST_ELLIPSIS,
    CONST_INT,
    CONST_FLOAT,
    CONST_COMPLEX,
    CONST_STR,
    CONST_BYTES,
    CONST_TUPLE,
    CONST_FROZENSET,
    CONST_CODE
} ConstantKind;

typedef struct Constant Constant;

struct Constant {
    ConstantKind kind;
    bool kind_u; // CONST_STR: the first literal had the prefix u
    union {
        struct {
            int sign;           // -1, 0 or 1
            size_t digit_count; // 0 for zero; no leading zero digits
            uint32_t *digits;   // 30 bits each, least significant first
        } integer;
        double real; // CONST_FLOAT
        struct {
            double real;
            double imag;
        } complex;
        // CONST_STR: UTF-8, lone surrogates as three bytes (WTF-8).
        // CONST_BYTES: as is. A NUL byte follows that is not counted.
        struct {
            size_t length;
            const char *data;
        } text;
        struct {
            size_t count;
            Constant **items;
        } tuple; // also CONST_FROZENSET
        void *code;
    } as;
};

/* A constant without a value (None, True, False, ...); NULL when memory is
 * short. */
Constant *constant_new(Arena *arena, ConstantKind kind);

/* The int that `digits` (`length` digits of base 2, 8, 10 or 16, no prefix,
 * no underscores) stands for; NULL when memory is short. */
Constant *constant_int(Arena *arena, const char *digits, size_t length,
                       int base);

/* A CONST_STR or CONST_BYTES that copies `length` bytes; NULL when memory is
 * short. */
Constant *constant_text(Arena *arena, ConstantKind kind, const char *data,
                        size_t length);

#endif
