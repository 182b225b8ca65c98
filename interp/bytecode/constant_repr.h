/* constant_repr.h - constants as Python's repr() writes them */
#ifndef INTERP_BYTECODE_CONSTANT_REPR_H
#define INTERP_BYTECODE_CONSTANT_REPR_H

#include "interp/bytecode/text_buffer.h"
#include "interp/syntax/constant.h"

/* Appends the repr; code objects as `<code NAME>`. */
void constant_write_repr(TextBuffer *text, const Constant *constant);

/* Appends the repr of a str or bytes of these bytes. */
void text_write_repr(TextBuffer *text, const char *data, size_t length,
                     bool bytes);

/* The repr in the arena; "?" when memory is short. */
const char *constant_repr(Arena *arena, const Constant *constant);

#endif
