/* frame.h - frames: the state of one running function (prefix: frame_)
 *
 * Frames lie one behind the other on the thread's data stack; a
 * generator's lies inside the generator. A frame object exists only if
 * somebody asks for it (frame_object.h).
 *
 *   [Frame 72 bytes][localsplus: locals, cells, free][evaluation stack]
 */
#ifndef INTERP_VM_FRAME_H
#define INTERP_VM_FRAME_H

#include "interp/bytecode/code.h"
#include "interp/objects/function.h"
#include "interp/objects/thread.h"

enum {
    FRAME_ON_STACK,     /* of a thread */
    FRAME_IN_GENERATOR,
    FRAME_IN_OBJECT     /* finished; the frame object took it over */
};

typedef struct Frame {
    Function *function; /* owned */
    Object *globals;    /* borrowed from function */
    Object *locals;     /* owned or NULL: dict or mapping of the names */
    Code *code;         /* owned */
    struct FrameObject *object; /* owned or NULL */
    struct Frame *previous;
    CodeWord *previous_word; /* last instruction begun */
    Object **stack; /* first free entry of the evaluation stack */
    bool is_entry;  /* RETURN leaves the C function */
    uint8_t owner;
    bool is_init;   /* __init__ called by CALL: the result is self */
    bool executing; /* generator frames */
    uint32_t changed; /* recording: locals that the next line is to tell, a
                         bit for every 32nd */
    Object *slots[]; /* localsplus, then the stack */
} Frame;

static inline Object **
frame_stack_base(Frame *frame)
{
    return frame->slots + frame->code->nlocalsplus;
}

enum { FRAME_CHANGED_BITS = 32 };

/* A local variable of a frame gets another value: for the recorder. Each bit
 * stands for every 32nd variable. */
static inline void
frame_local_changed(Frame *frame, int i)
{
    frame->changed |= (uint32_t)1 << (i % FRAME_CHANGED_BITS);
    RECORD_FRAME_NOTED();
}

static inline int
frame_instruction(Frame *frame)
{
    return (int)(frame->previous_word - frame->code->words);
}

static inline size_t
frame_words(const Code *code)
{
    return sizeof(Frame) / sizeof(Object *) + (size_t)code->nlocalsplus +
           (size_t)code->stacksize;
}

/* Room for a frame on the thread's stack, or NULL with MemoryError. */
Frame *frame_push_slow(Thread *thread, size_t words);

static inline Frame *
frame_push(Thread *thread, const Code *code)
{
    size_t words = frame_words(code);
    if (UNLIKELY((size_t)(thread->data_end - thread->data_top) < words)) {
        return frame_push_slow(thread, words);
    }
    Frame *frame = (Frame *)thread->data_top;
    thread->data_top += words;
    return frame;
}

static inline void
frame_pop(Thread *thread, Frame *frame)
{
    thread->data_top = (Object **)frame;
}

/* Fills a new frame; all slots NULL from `from` on. Steals function (its
 * code is taken too) and locals. */
static inline void
frame_init(Frame *frame, Function *function, Object *locals, Code *code,
           int from)
{
    frame->function = function;
    frame->globals = function->globals;
    frame->locals = locals;
    frame->code = (Code *)ref_new(code);
    frame->object = NULL;
    frame->stack = frame->slots + code->nlocalsplus;
    frame->previous_word = code->words - 1;
    frame->is_entry = false;
    frame->owner = FRAME_ON_STACK;
    frame->is_init = false;
    frame->executing = false;
    frame->changed = 0;
    for (int i = from; i < code->nlocalsplus; i++) {
        frame->slots[i] = NULL;
    }
}

/* Drops the locals and what is on the evaluation stack. */
static inline void
frame_drop_slots(Frame *frame)
{
    Object **slot = frame->slots;
    Object **end = frame->stack;
    for (; slot < end; slot++) {
        Object *value = *slot;
        if (value != NULL) {
            *slot = NULL;
            ref_dec(value);
        }
    }
}

/* Drops everything that a frame without a frame object owns. */
static inline void
frame_drop(Thread *thread, Frame *frame)
{
    // Deallocs may run code and push frames: that is counted as nested.
    thread->recursion_remaining--;
    frame_drop_slots(frame);
    REF_CLEAR(frame->locals);
    REF_CLEAR(frame->function);
    REF_CLEAR(frame->code);
    thread->recursion_remaining++;
}

/* Ends a frame: gives it to its frame object if that lives on, else drops
 * everything it owns. The memory is the caller's. */
void frame_clear(Thread *thread, Frame *frame);

/* Traverse and edges of what holds a frame. A generator's stack is not
 * traversed while it runs. */
int frame_traverse_slots(Frame *frame, VisitProc visit, void *arg);
void frame_edges(Frame *frame, EdgeProc visit, void *arg);

/* Line about to run or running. */
int frame_line(Frame *frame);

/* locals(): for a function a dict brought up to date. Borrowed. */
BORROWED Object *frame_locals(Frame *frame);
MUST_CHECK int frame_fast_to_locals(Frame *frame);
/* What has been put into that dict becomes the variables' values; `clear`:
 * a name that is not in it becomes unbound. */
void frame_locals_to_fast(Frame *frame, bool clear);

/* Whether the frame has begun (a frame not yet past its first RESUME is
 * not shown). */
static inline bool
frame_is_incomplete(Frame *frame)
{
    return frame->owner != FRAME_IN_GENERATOR &&
           frame->previous_word <
               frame->code->words + frame->code->first_traceable;
}

#endif
