#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "gc/record_state.h"
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

// What is known when control comes to an instruction: how deep the evaluation
// stack was when the last line was told, and the least that it has been since
// then: below that it is as it was.
typedef struct Way {
    int told; // or one of these
    int least;
} Way;

enum { TOLD_NEVER = -1, TOLD_VARIES = -2 };

static const Way no_way = {TOLD_NEVER, INT_MAX};

static inline int
smaller(int a, int b)
{
    return a < b ? a : b;
}

// What is known of either.
static Way
join(Way a, Way b)
{
    int told = a.told == b.told || b.told == TOLD_NEVER ? a.told
               : a.told == TOLD_NEVER                   ? b.told
                                                        : TOLD_VARIES;
    return (Way){told, smaller(a.least, b.least)};
}

static inline bool
same_way(Way a, Way b)
{
    return a.told == b.told && a.least == b.least;
}

// A jump back tells of a line that goes on, no other way does.
typedef struct Flow {
    int depth; // of the stack; -1: no way is known
    Way on, back;
} Flow;

typedef struct FlowWalk {
    const Code *code;
    Flow *flows;
    uint8_t *kept; // (code_kept)
    bool changed, broken;
} FlowWalk;

static void
flow_to(FlowWalk *walk, ssize_t i, int depth, Way way, bool back)
{
    if (i < 0 || i >= walk->code->base.size || depth < 0) {
        walk->broken = true;
        return;
    }
    Flow *flow = &walk->flows[i];
    walk->broken |= flow->depth != -1 && flow->depth != depth;
    flow->depth = depth;
    Way *known = back ? &flow->back : &flow->on;
    Way joined = join(*known, way);
    walk->changed |= !same_way(joined, *known);
    *known = joined;
}

// What is known behind the instruction, of which a line may have been told.
static Way
way_on(const FlowWalk *walk, ssize_t i)
{
    Flow flow = walk->flows[i];
    int32_t line = walk->code->lines->lines[i];
    Way told = {flow.depth, flow.depth};
    if (line > 0) {
        return told;
    }
    bool again = line < 0 && !same_way(flow.back, no_way);
    return join(flow.on, again ? told : flow.back);
}

// Control goes on behind the instruction at `i`, and to where it jumps.
static void
flow_on(FlowWalk *walk, ssize_t i, int opcode, int operand)
{
    const Code *code = walk->code;
    Flow flow = walk->flows[i];
    Way way = way_on(walk, i);
    int lowest = smaller(flow.on.least, flow.back.least);
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
        Way behind = {way.told, smaller(way.least, reached)};
        flow_to(walk, to, flow.depth + effect,
                tells ? (Way){flow.depth, flow.depth} : behind,
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
        int opcode = opcode_deopt(code_opcode(code, &code->words[i]));
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
        int opcode = opcode_deopt(code_opcode(code, &code->words[i]));
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
        Way way = {TOLD_VARIES, 0};
        flow_to(walk, row.target, row.depth + row.push_lasti + 1, way, true);
        flow_to(walk, row.target, row.depth + row.push_lasti + 1, way, false);
    }
}

// How much of the stack each instruction finds as the line told last did, and
// whether a line finds all as that did. Zeros without memory, or for
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
        walk.flows[i] = (Flow){-1, no_way, no_way};
    }
    const int generators =
        CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR;
    bool sent = (code->flags & generators) != 0;
    flow_to(&walk, 0, sent ? 1 : 0, (Way){0, 0}, false);
    enter_handlers(&walk);
    while (walk.changed && !walk.broken) {
        walk.changed = false;
        walk_flow(&walk);
    }
    for (size_t i = 0; i < n && !walk.broken; i++) {
        const Flow *flow = &walk.flows[i];
        bool starts = code->lines->lines[i] > 0;
        Way way = starts ? join(flow->on, flow->back) : flow->back;
        all_kept[i] = way.told == flow->depth && way.least >= flow->depth;
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
mark_line(Code *code, CodeMark *mark, size_t i)
{
    int32_t line = code->lines->lines[i];
    uint32_t opcode = code->words[i] & 255;
    bool known = opcode < OP_DO_TRACING_KEPT;
    uint32_t number = (uint32_t)(line < 0 ? -line : line);
    uint64_t word = event_word((EventKind)RECORD_PACKED_LINE, 0, number);
    mark->line = (uint32_t)word;
    if (line > 0 || !known) {
        mark->opcode = known ? (int32_t)opcode : NO_OPCODE;
        if (known) {
            opcode = OP_DO_TRACING;
        }
        code->words[i] = (CodeWord)((code->words[i] & 0xff00) | opcode);
    } else if (line < 0) {
        mark->opcode = CODE_MARK_AGAIN;
    }
}

static bool
mark_lines(Code *code)
{
    size_t n = (size_t)code->base.size;
    if (!code_ensure_lines(code)) {
        return false;
    }
    CodeMark *marks = calloc(n + 1, sizeof(CodeMark) + sizeof(uint8_t));
    if (marks == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        mark_line(code, &marks[i], i);
    }
    code->lines->marks = (uintptr_t)marks - 4 * (uintptr_t)code->words;
    code->lines->kept = (uint8_t *)&marks[n + 1];
    return true;
}

// Without memory, lines look for themselves.
static void
mark_kept(Code *code)
{
    size_t n = (size_t)code->base.size;
    bool *all_kept = calloc(n + 1, sizeof(bool));
    if (all_kept == NULL) {
        return;
    }
    find_kept(code, code->lines->kept, all_kept);
    for (size_t i = 0; i < n; i++) {
        CodeWord *word = &code->words[i];
        CodeMark *mark = code_mark(code, word);
        if (all_kept[i] && mark->opcode < 0) {
            mark->opcode |= CODE_MARK_AGAIN_KEPT;
        } else if (all_kept[i] && (*word & 255) == OP_DO_TRACING) {
            *word = (CodeWord)((*word & 0xff00) | OP_DO_TRACING_KEPT);
        }
    }
    free(all_kept);
}

bool
code_mark_lines(Code *code)
{
    if (code->marked == 0) {
        if (!mark_lines(code)) {
            return false;
        }
        code->marked = has_loop(code) ? CODE_MARKED : 1;
    } else {
        code->marked++;
    }
    if (code->marked == CODE_MARKED) {
        mark_kept(code);
    }
    return true;
}
