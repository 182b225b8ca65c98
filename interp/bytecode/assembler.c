/* assembler.c - instruction bytes, location table, exception table.
 *
 * Location table, one entry an instruction (entries span at most 8 units):
 *
 *     byte 0: 1 code:4 length-1:3       code says what follows:
 *     0-9   short: column / 8 = code; byte: column % 8 << 4 | width
 *     10-12 one line: line += code - 10; bytes: column, end column
 *     13    no columns: signed varint of the line's change
 *     14    long: line's change, lines spanned, column + 1, end column + 1
 *     15    no position
 *
 * Exception table, one entry a range: start, length, handler, and
 * depth << 1 | keeps_lasti; big-endian in groups of six bits, 0x40 says that
 * more follow, 0x80 marks an entry's first byte.
 */
#include "interp/bytecode/assembler.h"

#include <string.h>

typedef struct Buffer {
    Arena *arena;
    uint8_t *data;
    size_t size;
    size_t capacity;
    bool failed;
} Buffer;

static void put_byte(Buffer *buffer, int byte)
{
    if (buffer->size == buffer->capacity && !buffer->failed) {
        size_t capacity = buffer->capacity == 0 ? 64 : buffer->capacity * 2;
        uint8_t *data = arena_alloc(buffer->arena, capacity);
        if (data == NULL) {
            buffer->failed = true;
        } else {
            if (buffer->size > 0) {
                memcpy(data, buffer->data, buffer->size);
            }
            buffer->data = data;
            buffer->capacity = capacity;
        }
    }
    if (!buffer->failed) {
        buffer->data[buffer->size] = (uint8_t)byte;
        buffer->size++;
    }
}

static void put_varint(Buffer *buffer, unsigned value)
{
    while (value >= 0x40) {
        put_byte(buffer, (int)(0x40 | (value & 0x3F)));
        value >>= 6;
    }
    put_byte(buffer, (int)value);
}

static void put_signed_varint(Buffer *buffer, int value)
{
    put_varint(buffer, value < 0 ? (unsigned)-value << 1 | 1
                                 : (unsigned)value << 1);
}

static void put_instr(Buffer *buffer, const Instr *instr)
{
    for (int shift = 24; shift > 0; shift -= 8) {
        if (instr->operand >> shift != 0) {
            put_byte(buffer, OP_EXTENDED_ARG);
            put_byte(buffer, instr->operand >> shift & 0xFF);
        }
    }
    put_byte(buffer, instr->opcode);
    put_byte(buffer, instr->operand & 0xFF);
    for (int i = opcode_caches(instr->opcode); i > 0; i--) {
        put_byte(buffer, OP_CACHE);
        put_byte(buffer, 0);
    }
}

static void put_entry_head(Buffer *buffer, int code, int size)
{
    put_byte(buffer, 0x80 | code << 3 | (size - 1));
}

// Returns whether one of the two compact forms was possible.
static bool put_one_line(Buffer *buffer, const Pos *pos, int delta, int size)
{
    int column = pos->col;
    int width = pos->end_col - column;
    if (delta == 0 && column < 80 && width >= 0 && width < 16) {
        put_entry_head(buffer, column / 8, size);
        put_byte(buffer, column % 8 << 4 | width);
        return true;
    }
    if (delta >= 0 && delta < 3 && column < 128 && pos->end_col < 128) {
        put_entry_head(buffer, 10 + delta, size);
        put_byte(buffer, column);
        put_byte(buffer, pos->end_col);
        return true;
    }
    return false;
}

// Writes one entry; `line` is the line of the entry before.
static void put_location(Buffer *buffer, const Pos *pos, int size, int *line)
{
    if (pos->line < 0) {
        put_entry_head(buffer, 15, size);
        return;
    }
    int delta = pos->line - *line;
    *line = pos->line;
    if (pos->col < 0 || pos->end_col < 0) {
        if (pos->end_line == pos->line || pos->end_line == -1) {
            put_entry_head(buffer, 13, size);
            put_signed_varint(buffer, delta);
            return;
        }
    } else if (pos->end_line == pos->line &&
               put_one_line(buffer, pos, delta, size)) {
        return;
    }
    put_entry_head(buffer, 14, size);
    put_signed_varint(buffer, delta);
    put_varint(buffer, (unsigned)(pos->end_line - pos->line));
    put_varint(buffer, (unsigned)(pos->col + 1));
    put_varint(buffer, (unsigned)(pos->end_col + 1));
}

static void put_locations(Buffer *buffer, const Instr *instr, int *line)
{
    int size = cfg_instr_size(instr);
    for (; size > 8; size -= 8) {
        put_location(buffer, &instr->pos, 8, line);
    }
    put_location(buffer, &instr->pos, size, line);
}

static void put_table_item(Buffer *buffer, int value, int mark)
{
    for (int shift = 24; shift > 0; shift -= 6) {
        if (value >> shift != 0) {
            put_byte(buffer, (value >> shift & 0x3F) | 0x40 | mark);
            mark = 0;
        }
    }
    put_byte(buffer, (value & 0x3F) | mark);
}

static void put_range(Buffer *buffer, int start, int end,
                      const Block *handler)
{
    int depth = handler->start_depth - 1 - (handler->keeps_lasti ? 1 : 0);
    put_table_item(buffer, start, 0x80);
    put_table_item(buffer, end - start, 0);
    put_table_item(buffer, handler->offset, 0);
    put_table_item(buffer, depth << 1 | (handler->keeps_lasti ? 1 : 0), 0);
}

static void write_exceptions(Cfg *cfg, Buffer *buffer)
{
    const Block *handler = NULL;
    int start = 0;
    int offset = 0;
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->count; i++) {
            const Instr *instr = &block->instrs[i];
            if (instr->handler != handler) {
                if (handler != NULL) {
                    put_range(buffer, start, offset, handler);
                }
                start = offset;
                handler = instr->handler;
            }
            offset += cfg_instr_size(instr);
        }
    }
    if (handler != NULL) {
        put_range(buffer, start, offset, handler);
    }
}

int asm_write(Cfg *cfg, CodeUnit *unit)
{
    Buffer code = {.arena = cfg->arena};
    Buffer lines = {.arena = cfg->arena};
    Buffer exceptions = {.arena = cfg->arena};
    int line = unit->firstlineno;
    for (Block *block = cfg->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->count; i++) {
            put_instr(&code, &block->instrs[i]);
            put_locations(&lines, &block->instrs[i], &line);
        }
    }
    write_exceptions(cfg, &exceptions);
    if (code.failed || lines.failed || exceptions.failed) {
        return -1;
    }
    unit->code = code.data;
    unit->code_size = code.size;
    unit->linetable = lines.data;
    unit->linetable_size = lines.size;
    unit->exceptiontable = exceptions.data;
    unit->exceptiontable_size = exceptions.size;
    return 0;
}
