/* opcode.h - opcodes, their names, operands and effects (prefix: opcode_)
 *
 * Numbers, cache entries and operand meanings are CPython 3.11's, so that
 * code objects are the same bytes. The table is opcode.def.
 *
 * An instruction is 16 bits: opcode, then operand. Operands above 255 are
 * preceded by EXTENDED_ARG. Jump operands count instructions (16-bit units),
 * from the end of the jump including its caches.
 */
#ifndef INTERP_BYTECODE_OPCODE_H
#define INTERP_BYTECODE_OPCODE_H

#include <stdbool.h>
#include <stdint.h>

typedef enum Opcode {
#define OPCODE(name, number, operand, pops, pushes, caches, doc)             \
    OP_##name = number,
#define SPECIALIZED(name, number, base) OP_##name = number,
#define PSEUDO(name, number, effect) OP_##name = number,
#include "interp/bytecode/opcode.def"
    OP_LIMIT = 266 // one more than the highest number
} Opcode;

// The smallest opcode that takes an operand.
#define OP_HAVE_ARGUMENT 90

typedef enum OperandKind {
    OPERAND_NONE,    // ignored
    OPERAND_RAW,     // a plain number
    OPERAND_COUNT,   // number or depth of stack items
    OPERAND_FLAG,    // 0 or 1
    OPERAND_FLAGS,   // bits
    OPERAND_CONST,   // index of constants
    OPERAND_NAME,    // index of names
    OPERAND_NAME2,   // index of names << 1 | flag
    OPERAND_LOCAL,   // index of localsplus
    OPERAND_FREE,    // index of localsplus, holding a cell
    OPERAND_COMPARE, // CompareOp
    OPERAND_BINARY,  // BinaryOp
    OPERAND_JUMP     // relative distance in instructions
} OperandKind;

// Operand of COMPARE_OP.
typedef enum CompareOp {
    COMPARE_LT,
    COMPARE_LE,
    COMPARE_EQ,
    COMPARE_NE,
    COMPARE_GT,
    COMPARE_GE
} CompareOp;

// Operand of BINARY_OP; the in-place form is the plain one plus
// BINARY_INPLACE.
typedef enum BinaryOp {
    BINARY_ADD,
    BINARY_AND,
    BINARY_FLOOR_DIVIDE,
    BINARY_LSHIFT,
    BINARY_MATRIX_MULTIPLY,
    BINARY_MULTIPLY,
    BINARY_REMAINDER,
    BINARY_OR,
    BINARY_POWER,
    BINARY_RSHIFT,
    BINARY_SUBTRACT,
    BINARY_TRUE_DIVIDE,
    BINARY_XOR,
    BINARY_INPLACE
} BinaryOp;

/* Name of the opcode, pseudo and specialized ones included; "<N>" text for
 * numbers that are no opcode. Static text. */
const char *opcode_name(int opcode);

/* By opcode: its general form; 0 of numbers that are no opcode. */
extern const unsigned char opcode_generals[256];

/* The general form of a specialized opcode; any other number itself. */
static inline int
opcode_deopt(int opcode)
{
    bool known = opcode >= 0 && opcode < 256 && opcode_generals[opcode] != 0;
    return known ? opcode_generals[opcode] : opcode;
}

/* Number of 16-bit cache entries after the instruction (0 for pseudo). */
int opcode_caches(int opcode);

/* What the operand means; OPERAND_NONE for unknown numbers. */
OperandKind opcode_operand(int opcode);

/* One-line description; "" for specialized and unknown numbers. */
const char *opcode_doc(int opcode);

/* Change of the stack depth by an instruction: `jump` 1 when the jump is
 * taken, 0 when it is not, -1 for the larger of both. Pseudo instructions
 * included. INT_MAX for unknown opcodes. */
int opcode_stack_effect(int opcode, int operand, int jump);

/* How many entries from the top of the stack it takes or changes, at most. */
int opcode_stack_reach(int opcode, int operand, int jump);

/* Whether its jump goes back; whether control never goes on behind it. Of the
 * general forms. */
bool opcode_jumps_back(int opcode);
bool opcode_never_goes_on(int opcode);

/* Whether the instruction may transfer control to its operand's target
 * (real and pseudo jumps; not the SETUP_ pseudo instructions). */
bool opcode_is_jump(int opcode);

/* Symbol of a BINARY_OP operand ("+", "//=", ...), of a COMPARE_OP operand
 * ("<", ...). "" when out of range. */
const char *opcode_binary_symbol(int operand);
const char *opcode_compare_symbol(int operand);

#endif
