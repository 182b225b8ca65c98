/* opcode.c - tables of opcode.def as arrays, and stack effects. */
#include "interp/bytecode/opcode.h"

#include <limits.h>
#include <stddef.h>

typedef struct OpcodeInfo {
    const char *name;
    const char *doc;
    signed char pops;
    signed char pushes;
    unsigned char caches;
    unsigned char operand;
} OpcodeInfo;

static const OpcodeInfo table[OP_LIMIT] = {
#define OPCODE(name, number, operand, pops, pushes, caches, doc)             \
    [number] = {#name, doc, pops, pushes, caches, OPERAND_##operand},
#define SPECIALIZED(name, number, general) [number] = {#name, "", 0, 0, 0, 0},
#define PSEUDO(name, number, effect) [number] = {#name, "", 0, 0, 0, 0},
#include "interp/bytecode/opcode.def"
};

const unsigned char opcode_generals[256] = {
#define OPCODE(name, number, operand, pops, pushes, caches, doc)             \
    [number] = number,
#define SPECIALIZED(name, number, general) [number] = OP_##general,
#define PSEUDO(name, number, effect)
#include "interp/bytecode/opcode.def"
};

static const char *const binary_symbols[] = {
    "+",  "&",  "//",  "<<",  "@",  "*",  "%",  "|",  "**",  ">>",  "-",  "/",
    "^",  "+=", "&=",  "//=", "<<=", "@=", "*=", "%=", "|=",  "**=", ">>=",
    "-=", "/=", "^=",
};

static const char *const compare_symbols[] = {"<", "<=", "==", "!=", ">",
                                              ">="};

static bool is_known(int opcode)
{
    return opcode >= 0 && opcode < OP_LIMIT && table[opcode].name != NULL;
}

const char *opcode_name(int opcode)
{
    return is_known(opcode) ? table[opcode].name : "<unknown>";
}

int opcode_caches(int opcode)
{
    opcode = opcode_deopt(opcode);
    return is_known(opcode) ? table[opcode].caches : 0;
}

OperandKind opcode_operand(int opcode)
{
    opcode = opcode_deopt(opcode);
    return is_known(opcode) ? (OperandKind)table[opcode].operand
                            : OPERAND_NONE;
}

const char *opcode_doc(int opcode)
{
    return is_known(opcode) ? table[opcode].doc : "";
}

static int bits_set(int operand)
{
    return (operand & 1) + (operand >> 1 & 1) + (operand >> 2 & 1)
           + (operand >> 3 & 1);
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

// `taken` and `not_taken` are the effects on the two ways out of a jump.
static int choose(int jump, int not_taken, int taken)
{
    if (jump < 0) {
        return larger(not_taken, taken);
    }
    return jump ? taken : not_taken;
}

static int variable_effect(int opcode, int operand, int jump)
{
    switch (opcode) {
    case OP_UNPACK_SEQUENCE:
        return operand - 1;
    case OP_UNPACK_EX:
        return (operand & 0xFF) + (operand >> 8);
    case OP_FOR_ITER:
        return choose(jump, 1, -1);
    case OP_SEND:
        return choose(jump, 0, -1);
    case OP_JUMP_IF_FALSE_OR_POP:
    case OP_JUMP_IF_TRUE_OR_POP:
        return choose(jump, -1, 0);
    case OP_SWAP:
        return 0;
    case OP_COPY:
        return 1;
    case OP_BUILD_TUPLE:
    case OP_BUILD_LIST:
    case OP_BUILD_SET:
    case OP_BUILD_STRING:
        return 1 - operand;
    case OP_BUILD_MAP:
        return 1 - 2 * operand;
    case OP_BUILD_CONST_KEY_MAP:
        return -operand;
    case OP_LOAD_GLOBAL:
        return (operand & 1) + 1;
    case OP_RAISE_VARARGS:
    case OP_PRECALL:
        return -operand;
    case OP_CALL:
        return -1;
    case OP_MAKE_FUNCTION:
        return -bits_set(operand);
    case OP_BUILD_SLICE:
        return operand == 3 ? -2 : -1;
    case OP_CALL_FUNCTION_EX:
        return -2 - (operand & 1);
    case OP_FORMAT_VALUE:
        return (operand & 4) ? -1 : 0;
    default:
        return INT_MAX;
    }
}

static int pseudo_effect(int opcode, int jump)
{
    switch (opcode) {
    // What a handler finds on the stack: the exception, below it f_lasti if
    // the block restores it. SETUP_WITH keeps __exit__ and drops the result.
    case OP_SETUP_FINALLY:
        return jump ? 1 : 0;
    case OP_SETUP_CLEANUP:
        return jump ? 2 : 0;
    case OP_SETUP_WITH:
        return jump ? 1 : 0;
    case OP_POP_JUMP_IF_FALSE:
    case OP_POP_JUMP_IF_TRUE:
    case OP_POP_JUMP_IF_NONE:
    case OP_POP_JUMP_IF_NOT_NONE:
        return -1;
    default:
        return 0;
    }
}

int opcode_stack_effect(int opcode, int operand, int jump)
{
    opcode = opcode_deopt(opcode);
    if (!is_known(opcode)) {
        return INT_MAX;
    }
    if (opcode > 255) {
        return pseudo_effect(opcode, jump);
    }
    const OpcodeInfo *info = &table[opcode];
    if (info->pops >= 0 && info->pushes >= 0) {
        return info->pushes - info->pops;
    }
    return variable_effect(opcode, operand, jump);
}

int opcode_stack_reach(int opcode, int operand, int jump)
{
    const OpcodeInfo *info = &table[opcode];
    if (info->pops >= 0) {
        return info->pops;
    }
    switch (opcode) {
    case OP_FOR_ITER:
        return jump; // the iterator stays below the next item
    case OP_COPY:
        return 0;
    case OP_SWAP:
        return operand;
    case OP_PRECALL:
        return operand + 2;
    default:
        break;
    }
    int effect = opcode_stack_effect(opcode, operand, jump);
    return info->pushes >= 0 ? info->pushes - effect : 2;
}

bool opcode_jumps_back(int opcode)
{
    switch (opcode) {
    case OP_JUMP_BACKWARD:
    case OP_JUMP_BACKWARD_NO_INTERRUPT:
    case OP_POP_JUMP_BACKWARD_IF_FALSE:
    case OP_POP_JUMP_BACKWARD_IF_TRUE:
    case OP_POP_JUMP_BACKWARD_IF_NONE:
    case OP_POP_JUMP_BACKWARD_IF_NOT_NONE:
        return true;
    default:
        return false;
    }
}

bool opcode_never_goes_on(int opcode)
{
    switch (opcode) {
    case OP_JUMP_FORWARD:
    case OP_JUMP_BACKWARD:
    case OP_JUMP_BACKWARD_NO_INTERRUPT:
    case OP_RETURN_VALUE:
    case OP_RAISE_VARARGS:
    case OP_RERAISE:
        return true;
    default:
        return false;
    }
}

bool opcode_is_jump(int opcode)
{
    if (opcode >= OP_JUMP) {
        return true;
    }
    return opcode < 256 && opcode_operand(opcode) == OPERAND_JUMP;
}

const char *opcode_binary_symbol(int operand)
{
    int n = (int)(sizeof binary_symbols / sizeof binary_symbols[0]);
    return operand >= 0 && operand < n ? binary_symbols[operand] : "";
}

const char *opcode_compare_symbol(int operand)
{
    return operand >= 0 && operand < 6 ? compare_symbols[operand] : "";
}
