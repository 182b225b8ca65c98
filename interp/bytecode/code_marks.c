#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "interp/bytecode/code.h"
#include "interp/objects/bytes.h"

// ----------------------------------------------------------------- handlers

// A row of the exception table.
typedef struct HandlerRow {
    int start, size, target;
    int depth; // of the stack that it keeps
    bool push_lasti;
} HandlerRow;

static int
read_entry(const uint8_t **at)
{
    int value = **at & 63;
    while ((**at & 64) != 0) {
        (*at)++;
        value = value << 6 | (**at & 63);
    }
    (*at)++;
    return value;
}

static HandlerRow
read_row(const uint8_t **at)
{
    HandlerRow row;
    row.start = read_entry(at);
    row.size = read_entry(at);
    row.target = read_entry(at);
    int depth_lasti = read_entry(at);
    row.depth = depth_lasti >> 1;
    row.push_lasti = (depth_lasti & 1) != 0;
    return row;
}

int
code_find_handler(Code *code, int instruction, int *target, int *depth,
                  bool *push_lasti)
{
    const uint8_t *at = (const uint8_t *)bytes_data(code->exceptiontable);
    const uint8_t *end = at + bytes_size(code->exceptiontable);
    while (at < end) {
        HandlerRow row = read_row(&at);
        if (row.start > instruction) {
            return 0; // the table is sorted
        }
        if (instruction < row.start + row.size) {
            *target = row.target;
            *depth = row.depth;
            *push_lasti = row.push_lasti;
            return 1;
        }
    }
    return 0;
}

// --------------------------------------------------------- lines in a loop

// On the ways to an instruction: how deep the evaluation stack is, and the
// least that it has been since the last line was told: below that it is as it
// was then. A jump back tells of a line that goes on, no other way does.
typedef struct Flow {
    int depth; // -1: no way is known
    int least, least_back;
} Flow;

typedef struct FlowWalk {
    const Code *code;
    Flow *flows;
    uint8_t *kept; // (code_kept)
    bool changed, broken;
} FlowWalk;

static void
flow_to(FlowWalk *walk, ssize_t i, int depth, int least, bool back)
{
    if (i < 0 || i >= walk->code->base.size || depth < 0) {
        walk->broken = true;
        return;
    }
    Flow *flow = &walk->flows[i];
    walk->broken |= flow->depth != -1 && flow->depth != depth;
    flow->depth = depth;
    int *known = back ? &flow->least_back : &flow->least;
    if (least < *known) {
        *known = least;
        walk->changed = true;
    }
}

static inline int
smaller(int a, int b)
{
    return a < b ? a : b;
}

// Control goes on behind the instruction at `i`, and to where it jumps.
static void
flow_on(FlowWalk *walk, ssize_t i, int opcode, int operand)
{
    const Code *code = walk->code;
    Flow flow = walk->flows[i];
    int32_t line = code->lines->lines[i];
    int lowest = smaller(flow.least, flow.least_back);
    int least = line > 0 ? flow.depth
                : line < 0 && flow.least_back != INT_MAX
                    ? smaller(flow.least, flow.depth)
                    : lowest;
    bool tells = opcode == OP_GET_ITER && code_begins_loop(&code->words[i]);
    for (int jump = 0; jump <= opcode_is_jump(opcode); jump++) {
        int reached = flow.depth - opcode_stack_reach(opcode, operand, jump);
        lowest = smaller(lowest, reached);
        if (!jump && opcode_never_goes_on(opcode)) {
            continue;
        }
        bool back = jump && opcode_jumps_back(opcode);
        int effect = opcode_stack_effect(opcode, operand, jump);
        if (effect == INT_MAX) {
            walk->broken = true;
            return;
        }
        ssize_t to = i + 1 + opcode_caches(opcode);
        to += jump ? (back ? -operand : operand) : 0;
        flow_to(walk, to, flow.depth + effect,
                tells ? flow.depth : smaller(least, reached),
                back && opcode != OP_JUMP_BACKWARD_NO_INTERRUPT);
    }
    walk->kept[i] = (uint8_t)(lowest < 0 ? 0 : smaller(lowest, UINT8_MAX));
}

// Once over all instructions, in their order.
static void
walk_flow(FlowWalk *walk)
{
    const Code *code = walk->code;
    int extended = 0;
    for (ssize_t i = 0; i < code->base.size && !walk->broken;) {
        int opcode = opcode_deopt(code->words[i] & 255);
        int operand = code->words[i] >> 8 | extended;
        extended = opcode == OP_EXTENDED_ARG ? operand << 8 : 0;
        if (walk->flows[i].depth >= 0) {
            flow_on(walk, i, opcode, operand);
        }
        i += 1 + opcode_caches(opcode);
    }
}

static bool
has_loop(const Code *code)
{
    for (ssize_t i = 0; i < code->base.size;) {
        int opcode = opcode_deopt(code->words[i] & 255);
        if (opcode == OP_JUMP_BACKWARD) {
            return true;
        }
        i += 1 + opcode_caches(opcode);
    }
    return false;
}

// Handlers find the stack as deep as their table says, and tell a line.
static void
enter_handlers(FlowWalk *walk)
{
    const Object *table = walk->code->exceptiontable;
    const uint8_t *at = (const uint8_t *)bytes_data(table);
    const uint8_t *end = at + bytes_size(table);
    while (at < end) {
        HandlerRow row = read_row(&at);
        flow_to(walk, row.target, row.depth + row.push_lasti + 1, 0, true);
        flow_to(walk, row.target, row.depth + row.push_lasti + 1, 0, false);
    }
}

// How much of the stack each instruction finds as the line told last did, and
// whether all that a line finds was there then. Zeros without memory, or for
// code that is not as a compiler makes it.
static void
find_kept(const Code *code, uint8_t *kept, bool *all_kept)
{
    size_t n = (size_t)code->base.size;
    FlowWalk walk = {
        .code = code, .flows = malloc(n * sizeof(Flow)), .kept = kept};
    if (walk.flows == NULL) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        walk.flows[i] = (Flow){-1, INT_MAX, INT_MAX};
    }
    const int generators =
        CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR;
    flow_to(&walk, 0, (code->flags & generators) != 0 ? 1 : 0, 0, false);
    enter_handlers(&walk);
    while (walk.changed && !walk.broken) {
        walk.changed = false;
        walk_flow(&walk);
    }
    for (size_t i = 0; i < n && !walk.broken; i++) {
        const Flow *flow = &walk.flows[i];
        bool starts = code->lines->lines[i] > 0;
        int least =
            starts ? smaller(flow->least, flow->least_back) : flow->least_back;
        all_kept[i] = least != INT_MAX && least >= flow->depth;
    }
    if (walk.broken) {
        memset(kept, 0, n);
    }
    free(walk.flows);
}

// -------------------------------------------------------------------- marks

// Not an opcode: stands for a DO_TRACING that was there before, and stays.
enum { NO_OPCODE = 253 };

static void
mark_line(Code *code, uint32_t *mark, size_t i, bool kept)
{
    int32_t line = code->lines->lines[i];
    uint32_t opcode = code->words[i] & 255;
    bool known = opcode < OP_DO_TRACING_KEPT;
    if (line > 0 || !known) {
        *mark = (uint32_t)(line > 0 ? line : 0) << 8 |
                (known ? opcode : NO_OPCODE);
        if (known) {
            opcode = kept ? OP_DO_TRACING_KEPT : OP_DO_TRACING;
        }
        code->words[i] = (CodeWord)((code->words[i] & 0xff00) | opcode);
    } else if (line < 0) {
        *mark = CODE_MARK_AGAIN | (uint32_t)-line << 8 |
                (kept ? CODE_MARK_AGAIN_KEPT : 0);
    }
}

bool
code_mark_lines(Code *code)
{
    size_t n = (size_t)code->base.size;
    if (!code_ensure_lines(code)) {
        return false;
    }
    uint32_t *marks = calloc(n + 1, sizeof(uint32_t) + sizeof(uint8_t));
    bool *all_kept = calloc(n + 1, sizeof(bool));
    if (marks == NULL || all_kept == NULL) {
        free(marks);
        free(all_kept);
        return false;
    }
    uint8_t *kept = (uint8_t *)&marks[n + 1];
    if (has_loop(code)) { // without one, a line is mostly executed once
        find_kept(code, kept, all_kept);
    }
    for (size_t i = 0; i < n; i++) {
        mark_line(code, &marks[i], i, all_kept[i]);
    }
    free(all_kept);
    code->marked = 1;
    code->lines->marks = (uintptr_t)marks - 2 * (uintptr_t)code->words;
    code->lines->kept = kept;
    return true;
}
