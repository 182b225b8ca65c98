/* code_lines.c - the lines and columns of a code object's instructions */
#include "interp/bytecode/code.h"

#include <stdlib.h>

#include "interp/bytecode/opcode.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"

typedef struct LineWalk {
    const uint8_t *at, *end;
    int line;        // running line number
    int instruction; // first instruction of the next entry
} LineWalk;

static int
read_varint(LineWalk *walk)
{
    unsigned value = 0, shift = 0;
    while (walk->at < walk->end) {
        uint8_t byte = *walk->at++;
        value |= (unsigned)(byte & 63) << shift;
        shift += 6;
        if ((byte & 64) == 0) {
            break;
        }
    }
    return (int)value;
}

static int
read_signed(LineWalk *walk)
{
    unsigned value = (unsigned)read_varint(walk);
    return (value & 1) != 0 ? -(int)(value >> 1) : (int)(value >> 1);
}

// The next entry of the location table (CPython 3.11:
// Objects/locations.md): how many instructions it is for, and where they
// stand.
static int
next_location(LineWalk *walk, CodePosition *out)
{
    if (walk->at >= walk->end) {
        return 0;
    }
    uint8_t first = *walk->at++;
    int code = first >> 3 & 15;
    int n = (first & 7) + 1;
    *out = (CodePosition){-1, -1, -1, -1};
    if (code == 15) {
        return n;
    }
    if (code == 14) {
        walk->line += read_signed(walk);
        out->line = walk->line;
        out->end_line = walk->line + read_varint(walk);
        out->column = read_varint(walk) - 1;
        out->end_column = read_varint(walk) - 1;
    } else if (code == 13) {
        walk->line += read_signed(walk);
        out->line = out->end_line = walk->line;
    } else if (code >= 10) {
        walk->line += code - 10;
        out->line = out->end_line = walk->line;
        out->column = *walk->at++;
        out->end_column = *walk->at++;
    } else {
        uint8_t second = *walk->at++;
        out->line = out->end_line = walk->line;
        out->column = code << 3 | second >> 4;
        out->end_column = out->column + (second & 15);
    }
    return n;
}

static LineWalk
start_walk(Code *code)
{
    const uint8_t *bytes = (const uint8_t *)bytes_data(code->linetable);
    return (LineWalk){bytes, bytes + bytes_size(code->linetable),
                      code->firstlineno, 0};
}

CodePosition
code_position(Code *code, int instruction)
{
    CodePosition position = {-1, -1, -1, -1};
    if (instruction < 0) {
        position.line = position.end_line = code->firstlineno;
        return position;
    }
    LineWalk walk = start_walk(code);
    int at = 0, n;
    while ((n = next_location(&walk, &position)) > 0) {
        at += n;
        if (instruction < at) {
            return position;
        }
    }
    return (CodePosition){-1, -1, -1, -1};
}

bool
code_make_lines(Code *code)
{
    size_t n = (size_t)code->base.size;
    struct CodeLines *lines =
        malloc(sizeof(*lines) + n * sizeof(lines->lines[0]));
    if (lines == NULL) {
        return false;
    }
    lines->marks = 0;
    LineWalk walk = start_walk(code);
    CodePosition position;
    size_t at = 0;
    int previous = -1;
    int count;
    while ((count = next_location(&walk, &position)) > 0) {
        for (int i = 0; i < count && at < n; i++, at++) {
            bool starts = i == 0 && position.line != previous &&
                          position.line > 0 &&
                          at > (size_t)code->first_traceable;
            lines->lines[at] = position.line <= 0 ? 0
                               : starts           ? position.line
                                                  : -position.line;
        }
        previous = position.line;
    }
    for (; at < n; at++) {
        lines->lines[at] = 0;
    }
    code->lines = lines;
    return true;
}

int
code_line(Code *code, int instruction)
{
    if (instruction < 0) {
        return code->firstlineno;
    }
    if (instruction >= code->base.size || !code_ensure_lines(code)) {
        return code_position(code, instruction).line;
    }
    int line = code->lines->lines[instruction];
    return line == 0 ? -1 : line < 0 ? -line : line;
}

int
code_line_start(Code *code, int instruction)
{
    return code_ensure_lines(code) && code->lines->lines[instruction] > 0
               ? code->lines->lines[instruction]
               : -1;
}

Object *
code_positions(Object *self, Object *unused)
{
    (void)unused;
    Code *code = (Code *)self;
    Object *list = list_new(0);
    LineWalk walk = start_walk(code);
    CodePosition p;
    int count;
    while (list != NULL && (count = next_location(&walk, &p)) > 0) {
        const int values[4] = {p.line, p.end_line, p.column, p.end_column};
        while (count-- > 0 && list != NULL) {
            Object *row = tuple_new(4);
            for (int i = 0; row != NULL && i < 4; i++) {
                Object *value = values[i] < 0 ? none_new()
                                              : int_from_long(values[i]);
                tuple_init_item(row, i, value);
            }
            if (row == NULL || list_append_steal(list, row) < 0) {
                REF_CLEAR(list);
            }
        }
    }
    Object *iterator = list == NULL ? NULL : iter_new(list);
    ref_xdec(list);
    return iterator;
}

Object *
code_line_spans(Object *self, Object *unused)
{
    (void)unused;
    Code *code = (Code *)self;
    Object *list = list_new(0);
    LineWalk walk = start_walk(code);
    CodePosition p;
    int count, at = 0, begin = 0, line = -2;
    while (list != NULL) {
        count = next_location(&walk, &p);
        if ((count == 0 || p.line != line) && line != -2) {
            Object *row = tuple_new(3);
            if (row != NULL) {
                tuple_init_item(row, 0, int_from_long(begin * 2));
                tuple_init_item(row, 1, int_from_long(at * 2));
                tuple_init_item(row, 2,
                                line < 0 ? none_new() : int_from_long(line));
            }
            if (row == NULL || list_append_steal(list, row) < 0) {
                REF_CLEAR(list);
                break;
            }
            begin = at;
        }
        if (count == 0) {
            break;
        }
        line = p.line;
        at += count;
    }
    Object *iterator = list == NULL ? NULL : iter_new(list);
    ref_xdec(list);
    return iterator;
}
