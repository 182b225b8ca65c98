#include "interp/vm/frame.h"

#include <sys/mman.h>

#include "gc/record_edge.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_object.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/generator.h"

__thread Thread *thread_current;

enum { STACK_LEAST = 1 << 20 };

Frame *
frame_push_slow(Thread *thread, size_t words)
{
    if (thread->data_stack == NULL) {
        // Less where address space is limited (ulimit -v).
        size_t size = (size_t)1 << 31;
        void *place = MAP_FAILED;
        while (place == MAP_FAILED && size > STACK_LEAST) {
            size /= 2;
            place = mmap(NULL, size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        }
        if (place != MAP_FAILED) {
            thread->data_stack = thread->data_top = place;
            thread->data_end = thread->data_stack + size / sizeof(Object *);
        }
    }
    if ((size_t)(thread->data_end - thread->data_top) < words) {
        error_no_memory();
        return NULL;
    }
    Frame *frame = (Frame *)thread->data_top;
    thread->data_top += words;
    return frame;
}

Object *
frame_current_globals(void)
{
    Frame *frame = thread_current->frame;
    while (frame != NULL && frame_is_incomplete(frame)) {
        frame = frame->previous;
    }
    return frame == NULL ? NULL : frame->globals;
}

void
frame_clear(Thread *thread, Frame *frame)
{
    FrameObject *object = frame->object;
    if (object != NULL) {
        thread->recursion_remaining--; // as in frame_drop
        frame->object = NULL;
        bool lives = OBJ(object)->refcount > 1;
        if (lives) {
            frame_object_take(object, frame);
        } else {
            object->frame = NULL;
        }
        ref_dec(object);
        thread->recursion_remaining++;
        if (lives) {
            return;
        }
    }
    frame_drop(thread, frame);
}

int
frame_line(Frame *frame)
{
    if (frame->object != NULL && frame->object->lineno != 0) {
        return frame->object->lineno;
    }
    return code_line(frame->code, frame_instruction(frame));
}

int
frame_traverse_slots(Frame *frame, VisitProc visit, void *arg)
{
    Object *const fields[] = {OBJ(frame->object), frame->locals,
                              OBJ(frame->function), OBJ(frame->code)};
    for (int i = 0; i < 4; i++) {
        if (fields[i] != NULL &&
            !(i == 0 && frame->owner == FRAME_IN_OBJECT)) {
            int stop = visit(fields[i], arg);
            if (stop != 0) {
                return stop;
            }
        }
    }
    if (frame->executing) {
        return 0; // its stack is in use: everything there is alive
    }
    for (Object **slot = frame->slots; slot < frame->stack; slot++) {
        if (*slot != NULL) {
            int stop = visit(*slot, arg);
            if (stop != 0) {
                return stop;
            }
        }
    }
    return 0;
}

// Visits the variables of a frame, and what is on its evaluation stack.
static ALWAYS_INLINE void
visit_slots(const Frame *frame, EdgeProc visit, void *arg)
{
    const Code *code = frame->code;
    size_t n = (size_t)(frame->stack - frame->slots);
    size_t locals = (size_t)code->nlocalsplus;
    for (size_t i = 0; i < n; i++) {
        Object *value = frame->slots[i];
        if (value == NULL) {
            continue;
        }
        if (i >= locals) {
            visit(edge_number(EDGE_STACK, i - locals), value, arg);
            continue;
        }
#if RECORDING
        if (visit == record_edge && code->trace_names != NULL) {
            record_edge_numbered(EDGE_LOCAL, code->trace_names->names[i],
                                 value);
            continue;
        }
#endif
        const char *name = str_label(tuple_get(code->localsplusnames, i));
        visit(edge_text(EDGE_LOCAL, name), value, arg);
    }
}

void
frame_edges(Frame *frame, EdgeProc visit, void *arg)
{
    static FieldDef object = {.name = "frame object"},
                    locals = {.name = "locals"},
                    function = {.name = "function"}, code = {.name = "code"};
    if (frame->object != NULL && frame->owner != FRAME_IN_OBJECT) {
        RECORD_FIELD(EDGE_FIELD, &object, OBJ(frame->object), visit, arg);
    }
    if (frame->locals != NULL) {
        RECORD_FIELD(EDGE_FIELD, &locals, frame->locals, visit, arg);
    }
    if (frame->function != NULL) {
        RECORD_FIELD(EDGE_FIELD, &function, OBJ(frame->function), visit, arg);
    }
    if (frame->code != NULL) {
        RECORD_FIELD(EDGE_FIELD, &code, OBJ(frame->code), visit, arg);
        visit_slots(frame, visit, arg);
    }
}

// -------------------------------------------------------------- f_locals

#if RECORDING
#define TELL_CHANGED(frame)                                                  \
    (RECORD_ON() ? record_frame_changed(frame) : (void)0)
#else
#define TELL_CHANGED(frame) ((void)0)
#endif

static uint8_t
local_kind(Code *code, int i)
{
    return ((const uint8_t *)bytes_data(code->localspluskinds))[i];
}

// What a local's name means now; NULL unbound.
static Object *
local_value(Frame *frame, int i, uint8_t kind)
{
    Object *value = frame->slots[i];
    if ((kind & LOCAL_FREE) != 0 ||
        ((kind & LOCAL_CELL) != 0 && value != NULL &&
         TYPE_OF(value) == &cell_type)) {
        return value == NULL ? NULL : ((Cell *)value)->value;
    }
    return value;
}

int
frame_fast_to_locals(Frame *frame)
{
    if (frame->locals == NULL) {
        frame->locals = dict_new();
        if (frame->locals == NULL) {
            return -1;
        }
        if (frame->owner == FRAME_IN_OBJECT) {
            RECORD_TOUCH(frame->object);
        } else if (frame->owner == FRAME_IN_GENERATOR) {
            RECORD_TOUCH((char *)frame - offsetof(Generator, frame));
        }
        TELL_CHANGED(frame);
    }
    Object *locals = frame->locals;
    Code *code = frame->code;
    // Free variables are copied by the first instruction of the function.
    if (frame_instruction(frame) < 0 && code->nfreevars > 0 &&
        frame->function != NULL && frame->function->closure != NULL) {
        int first = code->nlocalsplus - code->nfreevars;
        for (int i = 0; i < code->nfreevars; i++) {
            if (frame->slots[first + i] == NULL) {
                frame->slots[first + i] =
                    ref_new(tuple_get(frame->function->closure, i));
                frame_local_changed(frame, first + i);
            }
        }
        TELL_CHANGED(frame);
        frame->previous_word = code->words;
    }
    for (int i = 0; i < code->nlocalsplus; i++) {
        uint8_t kind = local_kind(code, i);
        if ((kind & LOCAL_FREE) != 0 &&
            (code->flags & CODE_OPTIMIZED) == 0) {
            continue; // a class body does not show what it closes over
        }
        Object *name = tuple_get(code->localsplusnames, i);
        Object *value = local_value(frame, i, kind);
        if (value == NULL) {
            if (object_delitem(locals, name) < 0) {
                if (!error_matches(EXC(KeyError))) {
                    return -1;
                }
                error_clear();
            }
        } else if (object_setitem(locals, name, value) < 0) {
            return -1;
        }
    }
    return 0;
}

void
frame_locals_to_fast(Frame *frame, bool clear)
{
    Object *locals = frame->locals;
    Code *code = frame->code;
    if (locals == NULL) {
        return;
    }
    PendingError error;
    error_fetch(&error);
    for (int i = 0; i < code->nlocalsplus; i++) {
        uint8_t kind = local_kind(code, i);
        if ((kind & LOCAL_FREE) != 0 &&
            (code->flags & CODE_OPTIMIZED) == 0) {
            continue;
        }
        Object *value =
            object_getitem(locals, tuple_get(code->localsplusnames, i));
        if (value == NULL) {
            error_clear();
            if (!clear) {
                continue;
            }
        }
        Object *old = frame->slots[i];
        bool in_cell = (kind & (LOCAL_FREE | LOCAL_CELL)) != 0 &&
                       old != NULL && TYPE_OF(old) == &cell_type;
        if (in_cell) {
            if (((Cell *)old)->value != value) {
                ref_store(old, &((Cell *)old)->value, ref_xnew(value));
            }
        } else if (value != old) {
            frame->slots[i] = ref_xnew(value);
            frame_local_changed(frame, i);
            if (frame->owner == FRAME_IN_OBJECT) {
                RECORD_TOUCH(frame->object);
            } else if (frame->owner == FRAME_IN_GENERATOR) {
                RECORD_TOUCH(generator_of(frame));
            }
            ref_xdec(old);
        }
        ref_xdec(value);
    }
    if (frame->changed != 0) {
        TELL_CHANGED(frame);
    }
    error_restore(&error);
}

Object *
frame_locals(Frame *frame)
{
    if ((frame->code->flags & CODE_OPTIMIZED) == 0 &&
        frame->locals != NULL && frame->code->nlocalsplus == 0) {
        return frame->locals;
    }
    return frame_fast_to_locals(frame) < 0 ? NULL : frame->locals;
}

int
frame_super_arguments(Object **first, Object **class_cell,
                      const char **message)
{
    Frame *frame = thread_current->frame;
    Code *code = frame->code;
    if (code->argcount == 0) {
        *message = "no arguments";
        return -1;
    }
    Object *self = frame->slots[0];
    if (self != NULL && (local_kind(code, 0) & LOCAL_CELL) != 0 &&
        TYPE_OF(self) == &cell_type) {
        self = ((Cell *)self)->value;
    }
    if (self == NULL) {
        *message = "arg[0] deleted";
        return -1;
    }
    *first = self;
    for (int i = code->nlocalsplus - code->nfreevars; i < code->nlocalsplus;
         i++) {
        if (str_equal(tuple_get(code->localsplusnames, i), dn_class)) {
            *class_cell = frame->slots[i];
            if (*class_cell == NULL) {
                *message = "bad __class__ cell";
                return -1;
            }
            return 0;
        }
    }
    *message = "__class__ cell not found";
    return -1;
}
