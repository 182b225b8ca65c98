/* disassembler.c - listings in the format of dis.dis(). */
#include "interp/bytecode/disassembler.h"

#include <stdio.h>

#include "interp/bytecode/constant_repr.h"
#include "interp/bytecode/opcode.h"
#include "interp/syntax/constant.h"

typedef struct Reader {
    const uint8_t *at;
    const uint8_t *end;
} Reader;

typedef struct Range {
    int start;
    int end;
    int target;
    int depth;
    bool lasti;
} Range;

// Reads the location table in step with the instructions.
typedef struct Lines {
    Reader reader;
    int line;    // of the current entry, computed
    bool none;   // the current entry has no line
    size_t end;  // byte offset where it ends
    int shown;   // last line that was listed
} Lines;

typedef struct Widths {
    int line; // 0: no column
    int offset;
} Widths;

static int read_byte(Reader *reader)
{
    return reader->at < reader->end ? *reader->at++ : 0;
}

static int read_varint(Reader *reader)
{
    int byte = read_byte(reader);
    int value = byte & 0x3F;
    for (int shift = 6; (byte & 0x40) && shift < 30; shift += 6) {
        byte = read_byte(reader);
        value |= (byte & 0x3F) << shift;
    }
    return value;
}

static int read_signed_varint(Reader *reader)
{
    int value = read_varint(reader);
    return value & 1 ? -(value >> 1) : value >> 1;
}

static void next_entry(Lines *lines)
{
    int first = read_byte(&lines->reader);
    int code = first >> 3 & 15;
    lines->end += 2 * (size_t)((first & 7) + 1);
    lines->none = code == 15;
    if (code == 13 || code == 14) {
        lines->line += read_signed_varint(&lines->reader);
    } else if (code >= 10 && code <= 12) {
        lines->line += code - 10;
    }
    while (lines->reader.at < lines->reader.end &&
           !(*lines->reader.at & 0x80)) {
        lines->reader.at++;
    }
}

static Lines start_lines(const DisCode *code)
{
    Lines lines = {{code->linetable, code->linetable + code->linetable_size},
                   code->firstlineno,
                   false,
                   0,
                   -1};
    return lines;
}

// Whether a new line starts at this offset. To be asked for every entry's
// start, in order.
static bool line_starts(Lines *lines, size_t offset)
{
    bool starts = false;
    while (lines->end <= offset && lines->reader.at < lines->reader.end) {
        starts = lines->end == offset;
        next_entry(lines);
    }
    if (!starts || lines->none || lines->line == lines->shown) {
        return false;
    }
    lines->shown = lines->line;
    return true;
}

static int read_item(Reader *reader)
{
    int byte = read_byte(reader);
    int value = byte & 0x3F;
    while (byte & 0x40) {
        byte = read_byte(reader);
        value = (int)((unsigned)value << 6) | (byte & 0x3F);
    }
    return value;
}

static bool next_range(Reader *reader, Range *range)
{
    if (reader->at >= reader->end) {
        return false;
    }
    range->start = read_item(reader) * 2;
    range->end = range->start + read_item(reader) * 2;
    range->target = read_item(reader) * 2;
    int depth = read_item(reader);
    range->depth = depth >> 1;
    range->lasti = depth & 1;
    return true;
}

static int jump_target(int opcode, int operand, size_t offset)
{
    int distance = opcode_jumps_back(opcode) ? -operand : operand;
    return (int)offset + 2 + 2 * distance;
}

// Decodes the instruction at `offset` and moves behind its caches.
static int next_instr(const DisCode *code, size_t *offset, int *operand,
                      int *extended)
{
    int opcode = code->code[*offset];
    int base = opcode_deopt(opcode);
    *operand = code->code[*offset + 1] | *extended;
    *extended = base == OP_EXTENDED_ARG ? *operand << 8 : 0;
    *offset += 2 + 2 * (size_t)opcode_caches(opcode);
    return opcode;
}

static bool *find_labels(TextBuffer *out, const DisCode *code)
{
    bool *labels = arena_alloc(out->arena, code->code_size + 2);
    if (labels == NULL) {
        out->failed = true;
        return NULL;
    }
    int extended = 0;
    for (size_t offset = 0; offset + 1 < code->code_size;) {
        size_t start = offset;
        int operand;
        int opcode = next_instr(code, &offset, &operand, &extended);
        if (opcode_operand(opcode) == OPERAND_JUMP) {
            int target = jump_target(opcode_deopt(opcode), operand, start);
            if (target >= 0 && (size_t)target < code->code_size) {
                labels[target] = true;
            }
        }
    }
    Reader reader = {code->exceptiontable,
                     code->exceptiontable + code->exceptiontable_size};
    Range range;
    while (next_range(&reader, &range)) {
        if (range.start < range.end && range.target >= 0 &&
            (size_t)range.target < code->code_size) {
            labels[range.target] = true;
        }
    }
    return labels;
}

static void write_flags(TextBuffer *out, int operand)
{
    static const char *const names[] = {"defaults", "kwdefaults",
                                        "annotations", "closure"};
    bool first = true;
    for (int i = 0; i < 4; i++) {
        if (operand & 1 << i) {
            text_puts(out, first ? "" : ", ");
            text_puts(out, names[i]);
            first = false;
        }
    }
}

static void write_detail(TextBuffer *out, const DisCode *code, int opcode,
                         int operand, size_t offset)
{
    static const char *const conversions[] = {"", "str", "repr", "ascii"};
    switch (opcode_operand(opcode)) {
    case OPERAND_CONST:
        if (opcode == OP_LOAD_CONST) { // dis is silent on KW_NAMES
            code->constant(out, code->context, operand);
        }
        return;
    case OPERAND_NAME:
        code->name(out, code->context, operand);
        return;
    case OPERAND_NAME2:
        text_puts(out, operand & 1 ? "NULL + " : "");
        code->name(out, code->context, operand >> 1);
        return;
    case OPERAND_LOCAL:
    case OPERAND_FREE:
        code->local(out, code->context, operand);
        return;
    case OPERAND_COMPARE:
        text_puts(out, opcode_compare_symbol(operand));
        return;
    case OPERAND_BINARY:
        text_puts(out, opcode_binary_symbol(operand));
        return;
    case OPERAND_JUMP:
        text_printf(out, "to %d", jump_target(opcode, operand, offset));
        return;
    default:
        break;
    }
    if (opcode == OP_MAKE_FUNCTION) {
        write_flags(out, operand);
    } else if (opcode == OP_FORMAT_VALUE) {
        text_puts(out, conversions[operand & 3]);
        if (operand & 4) {
            text_puts(out, operand & 3 ? ", with format" : "with format");
        }
    }
}

static void write_instr(TextBuffer *out, const DisCode *code, int opcode,
                        int operand, size_t offset)
{
    int base = opcode_deopt(opcode);
    if (base < OP_HAVE_ARGUMENT) {
        text_puts(out, opcode_name(opcode));
        return;
    }
    text_printf(out, "%-20s %5d", opcode_name(opcode), operand);
    TextBuffer detail = {.arena = out->arena};
    write_detail(&detail, code, base, operand, offset);
    const char *text = text_finish(&detail);
    if (text == NULL) {
        out->failed = true;
    } else if (detail.length > 0) {
        text_puts(out, " (");
        text_add(out, text, detail.length);
        text_puts(out, ")");
    }
}

static Widths measure(const DisCode *code)
{
    Widths widths = {0, 4};
    int largest = -1;
    Lines lines = start_lines(code);
    for (size_t offset = 0; offset < code->code_size; offset += 2) {
        if (line_starts(&lines, offset) && lines.line > largest) {
            largest = lines.line;
        }
    }
    if (largest >= 0) {
        char digits[16];
        int n = snprintf(digits, sizeof digits, "%d", largest);
        widths.line = largest >= 1000 ? n : 3;
    }
    if (code->code_size >= 10002) {
        char digits[24];
        widths.offset = snprintf(digits, sizeof digits, "%zu",
                                 code->code_size - 2);
    }
    return widths;
}

static void write_ranges(TextBuffer *out, const DisCode *code)
{
    if (code->exceptiontable_size == 0) {
        return;
    }
    text_puts(out, "ExceptionTable:\n");
    Reader reader = {code->exceptiontable,
                     code->exceptiontable + code->exceptiontable_size};
    Range range;
    while (next_range(&reader, &range)) {
        text_printf(out, "  %d to %d -> %d [%d]%s\n", range.start,
                    range.end - 2, range.target, range.depth,
                    range.lasti ? " lasti" : "");
    }
}

void dis_write(TextBuffer *out, const DisCode *code)
{
    const bool *labels = find_labels(out, code);
    if (labels == NULL) {
        return;
    }
    Widths widths = measure(code);
    Lines lines = start_lines(code);
    int extended = 0;
    for (size_t offset = 0; offset + 1 < code->code_size;) {
        size_t start = offset;
        int operand;
        int opcode = next_instr(code, &offset, &operand, &extended);
        bool new_line = line_starts(&lines, start);
        if (new_line && start > 0) {
            text_puts(out, "\n");
        }
        if (new_line) {
            text_printf(out, "%*d ", widths.line, lines.line);
        } else if (widths.line > 0) {
            text_printf(out, "%*s ", widths.line, "");
        }
        text_printf(out, "    %s %*zu ", labels[start] ? ">>" : "  ",
                    widths.offset, start);
        write_instr(out, code, opcode, operand, start);
        text_puts(out, "\n");
    }
    write_ranges(out, code);
}

// --- code units --------------------------------------------------------------

static void unit_name(TextBuffer *out, void *context, int index)
{
    const CodeUnit *unit = context;
    text_puts(out, unit->names[index]);
}

static void unit_local(TextBuffer *out, void *context, int index)
{
    const CodeUnit *unit = context;
    text_puts(out, unit->localsplus_names[index]);
}

static void write_unit_name(TextBuffer *out, const CodeUnit *unit)
{
    text_puts(out, "<code object ");
    text_puts(out, unit->name);
    text_puts(out, ", file \"");
    text_puts(out, unit->filename);
    text_printf(out, "\", line %d>", unit->firstlineno);
}

static void unit_constant(TextBuffer *out, void *context, int index)
{
    const CodeUnit *unit = context;
    const Constant *constant = unit->consts[index];
    if (constant->kind == CONST_CODE) {
        write_unit_name(out, constant->as.code);
    } else {
        constant_write_repr(out, constant);
    }
}

void dis_write_unit(TextBuffer *out, const CodeUnit *unit)
{
    DisCode code = {
        .code = unit->code,
        .code_size = unit->code_size,
        .linetable = unit->linetable,
        .linetable_size = unit->linetable_size,
        .exceptiontable = unit->exceptiontable,
        .exceptiontable_size = unit->exceptiontable_size,
        .firstlineno = unit->firstlineno,
        .name = unit_name,
        .local = unit_local,
        .constant = unit_constant,
        .context = (void *)unit,
    };
    dis_write(out, &code);
    for (size_t i = 0; i < unit->nconsts; i++) {
        if (unit->consts[i]->kind == CONST_CODE) {
            const CodeUnit *inner = unit->consts[i]->as.code;
            text_puts(out, "\nDisassembly of ");
            write_unit_name(out, inner);
            text_puts(out, ":\n");
            dis_write_unit(out, inner);
        }
    }
}
