/* compile_pattern.h - what the files about patterns share (prefix: pattern_)
 *
 * A pattern consumes the subject on top of the stack. Names it binds are
 * kept on the stack below what it still needs, and stored when the whole
 * case has matched. fail_pop[n] is the block that pops n items and goes on
 * with the next case.
 */
#ifndef INTERP_BYTECODE_COMPILE_PATTERN_H
#define INTERP_BYTECODE_COMPILE_PATTERN_H

#include "interp/bytecode/compile_unit.h"

typedef struct Names {
    const char **items;
    size_t count;
    size_t capacity;
} Names;

typedef struct Match {
    Names stores;           // bound so far, values on the stack
    bool allow_irrefutable; // may this pattern match everything?
    Block **fail_pop;
    size_t fail_count;
    size_t on_top; // items above the stores that must be popped on failure
} Match;

/* `_`. */
static inline bool
pattern_is_wildcard(const Pattern *pattern)
{
    return pattern->kind == PATTERN_MATCH_AS &&
           pattern->as.as_.name == NULL;
}

/* A pattern within another one, which may match everything. */
void pattern_compile_part(Compiler *c, Pattern *pattern, Match *match);

/* Binds the name (NULL: none) to the top of the stack, which is consumed. */
void pattern_store_name(Compiler *c, const char *name, Match *match);

/* Jumps, by a conditional jump, to where the case has failed; jumps there
 * when the top of the stack is None. */
void pattern_jump_to_fail(Compiler *c, Match *match, int opcode);
void pattern_fail_if_none(Compiler *c, Match *match);

/* Patterns of sequences and mappings (compile_pattern_items.c). */
void pattern_compile_sequence(Compiler *c, Pattern *pattern, Match *match);
void pattern_compile_mapping(Compiler *c, Pattern *pattern, Match *match);

#endif
