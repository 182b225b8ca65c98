/* compile_source.h - from bytes to a code unit in one call */
#ifndef INTERP_BYTECODE_COMPILE_SOURCE_H
#define INTERP_BYTECODE_COMPILE_SOURCE_H

#include <stdbool.h>

#include "interp/bytecode/code_unit.h"
#include "interp/syntax/arena.h"
#include "interp/syntax/syntax_error.h"

typedef struct SourceJob {
    const char *bytes;
    size_t length;
    bool is_text;  /* already UTF-8: no coding cookie */
    const char *filename;
    struct Object *filename_object; /* borrowed; NULL: made of the text */
    char mode;     /* 'f' file, 'e' expression, 's' single; 'm' the program
                      itself, whose errors at the end have no column */
    int flags;     /* CODE_FUTURE_ bits */
    int optimize;
} SourceJob;

struct Mod;

/* Parses only. 0 and *tree, or -1 with *error filled. What is odd is put
 * behind *warnings, on failure too, here and below; NULL: not wanted. */
int parse_tree(Arena *arena, const SourceJob *job, struct Mod **tree,
               SyntaxWarnings *warnings, SyntaxError *error);

/* Compiles a tree; the job's bytes are not looked at. 0, or -1. */
int compile_tree(Arena *arena, const SourceJob *job, struct Mod *tree,
                 CodeUnit **unit, SyntaxWarnings *warnings,
                 SyntaxError *error);

/* 0, or -1 with *error filled (its text too). All memory is the arena's. */
int compile_source(Arena *arena, const SourceJob *job, CodeUnit **unit,
                   SyntaxWarnings *warnings, SyntaxError *error);

/* Writes what dis.dis() prints for the unit on a FILE; -1 without memory. */
int compile_disassemble(Arena *arena, const CodeUnit *unit, void *file);

#endif
