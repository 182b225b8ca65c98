/* code.h - code objects (prefix: code_)
 *
 * Layout and attributes of CPython 3.11 (Objects/codeobject.c). The
 * instructions stand behind the object and are rewritten in place by the
 * eval loop as it specialises them; co_code shows the general forms.
 */
#ifndef INTERP_BYTECODE_CODE_H
#define INTERP_BYTECODE_CODE_H

#include "gc/refcount.h"
#include "interp/bytecode/code_unit.h"
#include "interp/bytecode/opcode.h"

typedef uint16_t CodeWord; /* opcode in the low byte, operand in the high */

/* Lines of all instructions of a code object; 0: none. A negative number:
 * the instruction does not begin its line; none does before the first
 * RESUME. */
struct CodeLines {
    uintptr_t marks;     /* see code_mark_lines */
    uint8_t *kept; /* of the same block */
    int32_t lines[1];
};

typedef struct Code {
    VarObject base; /* size: number of code words */
    Object *consts, *names, *exceptiontable;
    int flags;
    short warmup;
    short hidden; /* not 0: its frames stand in no traceback */
    int argcount, posonlyargcount, kwonlyargcount, stacksize, firstlineno;
    int nlocalsplus, nlocals, nplaincellvars, ncellvars, nfreevars;
    Object *localsplusnames, *localspluskinds, *filename, *name, *qualname,
        *linetable, *weaklist;
    Object *cached_code; /* what co_code gave last */
    struct CodeLines *lines; /* line of each instruction, made when needed */
    int first_traceable; /* index of the first RESUME */
    int marked;          /* so often code_mark_lines was called */
    struct CodeNames *trace_names; /* the recorder's numbers of the names */
    CodeWord words[1];
} Code;

extern Type code_type;

#define code_check(o) (TYPE_OF(o) == &code_type)
#define code_argument_count(c)                                               \
    ((c)->argcount + (c)->kwonlyargcount +                                   \
     (((c)->flags & CODE_VARARGS) != 0) +                                    \
     (((c)->flags & CODE_VARKEYWORDS) != 0))

/* The object made from what the compiler yielded; nested units too. Names
 * and constants that look like names are interned, and what is equal is one
 * object, as in CPython. `filename` becomes that of all of them; NULL: it is
 * made of the unit's.
 * *literals (may be NULL) becomes a new list of the constants: CPython's
 * syntax tree holds them, and for a main script it lives as long as the
 * script runs. */
NEW_REF Object *code_from_unit(const CodeUnit *unit, Object *filename,
                               Object **literals);

/* Completes an object whose words and locals are there: counts the locals by
 * kind, arms the instructions that specialise themselves. */
void code_prepare(Code *code);

/* Whether a str has only characters that a name has: then it is interned
 * where it is a constant. */
bool code_is_name_like(Object *text);

/* Line of an instruction (index in words); -1: none. */
int code_line(Code *code, int instruction);

bool code_make_lines(Code *code);

/* Makes code->lines; false without memory. */
static inline bool
code_ensure_lines(Code *code)
{
    return code->lines != NULL || code_make_lines(code);
}

/* Where an instruction begins a line, DO_TRACING takes the place of its
 * opcode: so the recording loop is told of lines and need not ask at each
 * instruction. The opcode stands apart, in the mark that is found at four times
 * the instruction's address, with the packed word that tells the line. Where a
 * line begins once more when one jumps back, the mark has that word and
 * CODE_MARK_AGAIN, but no opcode. Where the line finds on the evaluation stack
 * (iterators of the loops around) just what the frame's last line found there,
 * it is DO_TRACING_KEPT, or there is CODE_MARK_AGAIN_KEPT, too; that takes a
 * closer look, which is had when the code has a loop or has been called some
 * times. To be called when the code is, until `marked` is CODE_MARKED. False
 * without memory. */
MUST_CHECK bool code_mark_lines(Code *code);
enum { CODE_MARKED = 8 };

typedef struct CodeMark {
    uint32_t line;  /* the packed word, but for its clock */
    int32_t opcode; /* of CODE_MARK_AGAIN the sign bit */
} CodeMark;
#define CODE_MARK_AGAIN INT32_MIN
#define CODE_MARK_AGAIN_KEPT (1 << 30)

static inline CodeMark *
code_mark_at(uintptr_t marks, const CodeWord *word)
{
    return (CodeMark *)(marks + 4 * (uintptr_t)word);
}

static inline CodeMark *
code_mark(const Code *code, const CodeWord *word)
{
    return code_mark_at(code->lines->marks, word);
}

_Static_assert(sizeof(CodeWord) * 4 == sizeof(CodeMark), "see code_mark_at");

/* While an instruction of marked code is executed, so many entries at the
 * bottom of the stack are as the frame's last line found them; at least. */
static inline size_t
code_kept(const Code *code, const CodeWord *word)
{
    return code->lines->kept[word - code->words];
}

/* The opcode of an instruction, marked or not. */
static inline int
code_opcode(const Code *code, const CodeWord *word)
{
    int opcode = *word & 255;
    return UNLIKELY(opcode >= OP_DO_TRACING_KEPT) && code->marked
               ? code_mark(code, word)->opcode
               : opcode;
}

/* Whether this GET_ITER makes the iterator of a loop, whose lines find it told
 * by then (code_mark_lines). */
static inline bool
code_begins_loop(const CodeWord *get_iter)
{
    return (get_iter[1] & 255) == OP_FOR_ITER;
}

/* Puts another one there; the operand stays. */
static inline void
code_set_opcode(const Code *code, CodeWord *word, int opcode)
{
    if (UNLIKELY((*word & 255) >= OP_DO_TRACING_KEPT) && code->marked) {
        code_mark(code, word)->opcode = opcode;
    } else {
        *word = (CodeWord)((*word & 0xff00) | opcode);
    }
}

/* The methods co_positions and co_lines (code_lines.c). */
NEW_REF Object *code_positions(Object *self, Object *unused);
NEW_REF Object *code_line_spans(Object *self, Object *unused);

/* Position of an instruction: lines 1-based, columns in bytes from 0; -1
 * unknown. */
typedef struct CodePosition {
    int line, end_line, column, end_column;
} CodePosition;
CodePosition code_position(Code *code, int instruction);

/* The line that begins with this instruction: its number, or -1 when the
 * instruction does not begin a line (recorder, tracing). */
int code_line_start(Code *code, int instruction);

/* The handler for an exception raised by `instruction`: 1 and where it is,
 * 0 when there is none. */
int code_find_handler(Code *code, int instruction, int *target, int *depth,
                      bool *push_lasti);

/* Tuples of names by kind (co_varnames ...). */
NEW_REF Object *code_names_of_kind(Code *code, int kind);

#endif
