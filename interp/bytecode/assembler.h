/* assembler.h - from basic blocks to a code unit's bytes (prefix: asm_) */
#ifndef INTERP_BYTECODE_ASSEMBLER_H
#define INTERP_BYTECODE_ASSEMBLER_H

#include "interp/bytecode/cfg.h"
#include "interp/bytecode/code_unit.h"

/* Sets code, linetable and exceptiontable of `unit` from the finished graph
 * (jumps resolved, handlers labelled). `unit->firstlineno` must be set.
 * Returns -1 when memory is short. */
int asm_write(Cfg *cfg, CodeUnit *unit);

#endif
