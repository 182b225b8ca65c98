/* frame_record_sync.h - what the stream says of a frame: its variables and
 * its evaluation stack (prefix: record_)
 *
 * A variable is told when it is stored to. The stack is compared with what the
 * stream last said of it: that is in `told`, entry by entry.
 */
#ifndef INTERP_VM_FRAME_RECORD_SYNC_H
#define INTERP_VM_FRAME_RECORD_SYNC_H

#include "gc/record.h"
#include "interp/bytecode/code.h"
#include "interp/bytecode/opcode.h"
#include "interp/vm/frame.h"
#include "interp/vm/thread_record.h"

#if RECORDING

/* How a code's frames are told. Made at its first call. */
typedef struct CodeNames {
    uint64_t push; /* PACKED_PUSH, where it can be; a is 0 */
    uint32_t code; /* serial of the code object */
    uint32_t qualname;
    int local_count;
    int argument_count;   /* they are the first locals */
    bool plain;           /* few, and all fits into packed words; a function's,
                             which has no dict of locals */
    uint32_t *names;      /* numbers of the local variables' names */
    uint32_t *attributes; /* of the code's names */
    uint64_t locals[1];   /* PACKED_LOCAL of each variable; a is 0 */
} CodeNames;

/* What the stream last said of one running frame. */
typedef struct FrameRecord {
    Frame *frame;
    Object **base;  /* of its evaluation stack */
    Object **end;   /* of what the stream says is on that stack */
    Object **empty; /* that if nothing is, else NULL */
    Object **line_end; /* `end` as the frame's last line left it: lines that
                          find the stack as that did look no further, for
                          RECORD_NOTED says when it is another */
    const CodeNames *names;
    uint32_t *told, *told_end; /* serials of what is on the stack, and where
                                  there is room for those of all entries */
    uint32_t *told_limit; /* of all records; behind the last one NULL */
    uint32_t owner;       /* serial: its own, or the generator's */
    uint32_t locals, object, handled; /* serials of what it refers to */
    bool handles;                     /* `handled` is an exception */
    bool entered;                     /* NATIVE_ENTER was told */
    bool direct; /* the frame before it called it, and nothing else is to be
                    said when it stops */
} FrameRecord;

/* What the stream was told of one thread. */
typedef struct ThreadRecord {
    FrameRecord *records, *records_end; /* the outermost; behind the last,
                                           another one, nobody's */
    FrameRecord *top;                   /* the innermost; NULL: none runs */
    uint32_t *told, *told_limit; /* where the records' serials are */
    bool ran;            /* the first frame is nobody's callee */
    size_t handled_told; /* generators that the stream says handle something */
    ThreadFields fields;
} ThreadRecord;

/* So many entries the stream says that there are on a frame's evaluation
 * stack. */
static inline size_t
record_told_count(const FrameRecord *r)
{
    return (size_t)(r->end - r->base);
}

/* Whether the stream says what is on a frame's evaluation stack, which is as
 * deep as it says; it does of the lowest `kept` entries. */
static ALWAYS_INLINE bool
record_stack_is_told_above(const FrameRecord *r, size_t kept)
{
    Object *const *base = r->base;
    const uint32_t *told = r->told;
    size_t n = record_told_count(r);
    while (n > kept && record_has_serial(base[n - 1], told[n - 1])) {
        n--;
    }
    return n <= kept;
}

/* The same of any frame's, below `top`: mostly nothing is there, or iterators
 * of the loops around, all as they were. */
static ALWAYS_INLINE bool
record_stack_is_so(const FrameRecord *r, Object *const *top)
{
    return LIKELY(top == r->empty) ||
           (top == r->end && record_stack_is_told_above(r, 0));
}

/* The same of all that is on it. */
static ALWAYS_INLINE bool
record_stack_is_told(const FrameRecord *r, const Frame *frame)
{
    return record_stack_is_so(r, frame->stack);
}

/* Tells where the stack differs from what the stream says of it, but for the
 * lowest `kept` entries. */
NOINLINE void record_put_stack(const ThreadRecord *t, FrameRecord *r,
                               size_t kept);

/* The stream says more of the stack of the frame that runs than its last line
 * left: so the next one looks. */
static inline void
record_look(const FrameRecord *r)
{
    if (UNLIKELY(r->end != r->line_end)) {
        record_complicate(RECORD_NOTED);
    }
}

/* An instruction has set an attribute (`kind`: EDGE_ATTR, EDGE_SLOT) of
 * `owner` to `value`, by the name that its argument says. */
static inline void
record_attribute(Frame *frame, Object *owner, EdgeKind kind, int name,
                 Object *value)
{
    const struct CodeNames *names = frame->code->trace_names;
    record_slot_numbered(owner, kind, names->attributes[name], value);
}

/* A variable takes a word, the number that is its value three. */
_Static_assert(RECORD_LINE_ROOM > 4 * (int)FRAME_CHANGED_BITS,
               "room for a line");

/* Whether the next instruction binds an earlier variable for the first time:
 * of `a, b = x, y` the compiler stores b before a, but in pictures a is
 * first. */
static inline bool
record_binds_earlier(const Frame *frame, int i)
{
    const CodeWord *next = frame->previous_word + 1;
    int other = *next >> 8;
    return UNLIKELY((*next & 255) == OP_STORE_FAST) && other < i &&
           frame->slots[other] == NULL;
}

/* An instruction has stored to a local variable of the running frame, for the
 * first time if it `binds` it. */
NOINLINE void record_local_long(Thread *thread, Frame *frame, int i,
                                bool binds);

/* The same. Mostly one packed word tells of it. */
static ALWAYS_INLINE void
record_local(Thread *thread, Frame *frame, int i, bool binds)
{
    Object *value = frame->slots[i];
    uint64_t *at = record_at;
    uint32_t serial, *entry;
    if (UNLIKELY(at >= record_packed_end) ||
        (binds && record_binds_earlier(frame, i)) ||
        !record_put_serial(&at, value, &serial, &entry)) {
        record_local_long(thread, frame, i, binds);
        return;
    }
    const CodeNames *names = frame->code->trace_names;
    *at = names->locals[i] | (uint64_t)serial << 32;
    record_at = at + 1;
}

#endif

#endif
