/* code_unmarshal.h - code as CPython keeps it in files (prefix: code_)
 *
 * CPython 3.11 writes a module's code object beside its source, in the format
 * of its module marshal. Read here into what the compiler would yield, so that
 * the objects made of it are the same, in the same order.
 */
#ifndef INTERP_BYTECODE_CODE_UNMARSHAL_H
#define INTERP_BYTECODE_CODE_UNMARSHAL_H

#include "interp/bytecode/code_unit.h"
#include "interp/syntax/arena.h"

/* The unit in `n` bytes of marshal's format, in the arena; `filename`
 * (borrowed, it must live as long) takes the place of the names of files in
 * them. NULL: memory is short, or something else stands there. */
CodeUnit *code_unmarshal(Arena *arena, const uint8_t *bytes, size_t n,
                         const char *filename);

#endif
