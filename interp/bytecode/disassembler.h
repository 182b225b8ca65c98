/* disassembler.h - bytecode as text (prefix: dis_)
 *
 * Writes what CPython 3.11's dis.dis() prints, byte for byte. Works on plain
 * bytes; names and constants come through callbacks, so that code objects
 * and code units are shown alike.
 */
#ifndef INTERP_BYTECODE_DISASSEMBLER_H
#define INTERP_BYTECODE_DISASSEMBLER_H

#include "interp/bytecode/code_unit.h"
#include "interp/bytecode/text_buffer.h"

typedef struct DisCode {
    const uint8_t *code;
    size_t code_size;
    const uint8_t *linetable;
    size_t linetable_size;
    const uint8_t *exceptiontable;
    size_t exceptiontable_size;
    int firstlineno;
    // Write names[index], localsplus[index], repr(constants[index]).
    void (*name)(TextBuffer *out, void *context, int index);
    void (*local)(TextBuffer *out, void *context, int index);
    void (*constant)(TextBuffer *out, void *context, int index);
    void *context;
} DisCode;

/* Appends the listing of one code object. */
void dis_write(TextBuffer *out, const DisCode *code);

/* Appends the listing of the unit and, below it, of all units nested in it.
 * They are called <code object NAME, file "FILE", line N>. */
void dis_write_unit(TextBuffer *out, const CodeUnit *unit);

#endif
