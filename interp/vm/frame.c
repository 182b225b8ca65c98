#include "interp/vm/frame.h"

#include <string.h>
#include <sys/mman.h>

#include "gc/collector.h"
#include "gc/record_edge.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
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

#if RECORDING
#define TELL_CHANGED(frame)                                                  \
    (RECORD_ON() ? record_frame_changed(frame) : (void)0)
#else
#define TELL_CHANGED(frame) ((void)0)
#endif

FrameObject *
frame_object(Frame *frame)
{
    if (frame->object != NULL) {
        return frame->object;
    }
    PendingError saved;
    error_fetch(&saved);
    ssize_t slots = frame->code->nlocalsplus + frame->code->stacksize;
    FrameObject *object = object_new(&frame_type, slots);
    if (object == NULL) {
        error_clear();
        error_restore(&saved);
        return NULL;
    }
    error_restore(&saved);
    object->back = NULL; // object_new took its place for a size
    object->frame = frame;
    object->trace_lines = 1;
    frame->object = object;
    if (frame->owner == FRAME_IN_GENERATOR) {
        RECORD_TOUCH(generator_of(frame)); // perhaps it does not run
    }
    TELL_CHANGED(frame);
    // Tracked only once the frame has ended: until then it is alive anyway.
    return object;
}

// The frame has ended and somebody holds its object: contents move there.
static void
take_ownership(FrameObject *object, Frame *frame)
{
    size_t size = sizeof(Frame) +
                  (size_t)(frame->stack - frame->slots) * sizeof(Object *);
    Frame *copy = (Frame *)object->data;
    memcpy(copy, frame, size);
    copy->stack = copy->slots + (frame->stack - frame->slots);
    copy->owner = FRAME_IN_OBJECT;
    copy->object = object; // not counted in this direction any more
    object->frame = copy;
    Frame *previous = frame->previous;
    while (previous != NULL && frame_is_incomplete(previous)) {
        previous = previous->previous;
    }
    copy->previous = NULL;
    if (previous != NULL) {
        FrameObject *back = frame_object(previous);
        if (back == NULL) {
            error_clear();
        }
        object->back = ref_xnew(back);
    }
    RECORD_TOUCH(object);
    gc_track(object);
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
            take_ownership(object, frame);
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

// ---------------------------------------------------------- frame objects

static Object *
get_locals(Object *self, void *closure)
{
    (void)closure;
    Frame *frame = ((FrameObject *)self)->frame;
    return ref_xnew(frame_locals(frame));
}

static Object *
get_back(Object *self, void *closure)
{
    (void)closure;
    FrameObject *object = (FrameObject *)self;
    if (object->back != NULL) {
        return ref_new(object->back);
    }
    Frame *previous = object->frame->previous;
    while (previous != NULL && frame_is_incomplete(previous)) {
        previous = previous->previous;
    }
    FrameObject *back = previous == NULL ? NULL : frame_object(previous);
    return ref_new(back == NULL ? NONE : OBJ(back));
}

static Object *
get_lineno(Object *self, void *closure)
{
    (void)closure;
    int line = frame_line(((FrameObject *)self)->frame);
    return line < 0 ? none_new() : int_from_long(line);
}

static Object *
get_lasti(Object *self, void *closure)
{
    (void)closure;
    int i = frame_instruction(((FrameObject *)self)->frame);
    return int_from_long(i < 0 ? -1 : i * 2L);
}

static Object *
get_globals(Object *self, void *closure)
{
    (void)closure;
    return ref_new(((FrameObject *)self)->frame->globals);
}

static Object *
get_builtins(Object *self, void *closure)
{
    (void)closure;
    return ref_new(((FrameObject *)self)->frame->function->builtins);
}

static Object *
get_code(Object *self, void *closure)
{
    (void)closure;
    return ref_new(((FrameObject *)self)->frame->code);
}

static Object *
get_trace(Object *self, void *closure)
{
    (void)closure;
    Object *trace = ((FrameObject *)self)->trace;
    return ref_new(trace == NULL ? NONE : trace);
}

static int
set_trace(Object *self, Object *value, void *closure)
{
    (void)closure;
    ref_store(self, &((FrameObject *)self)->trace,
              value == NONE ? NULL : ref_xnew(value));
    return 0;
}

static GetSetDef frame_getset[] = {
    {"f_back", get_back, NULL, NULL, NULL},
    {"f_locals", get_locals, NULL, NULL, NULL},
    {"f_lineno", get_lineno, NULL, NULL, NULL},
    {"f_trace", get_trace, set_trace, NULL, NULL},
    {"f_lasti", get_lasti, NULL, NULL, NULL},
    {"f_globals", get_globals, NULL, NULL, NULL},
    {"f_builtins", get_builtins, NULL, NULL, NULL},
    {"f_code", get_code, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static FieldDef frame_members[] = {
    {"f_trace_lines", FIELD_BOOL, offsetof(FrameObject, trace_lines), 0,
     NULL},
    {"f_trace_opcodes", FIELD_BOOL, offsetof(FrameObject, trace_opcodes), 0,
     NULL},
    {NULL, 0, 0, 0, NULL}};

static int
frame_object_traverse(Object *self, VisitProc visit, void *arg)
{
    FrameObject *object = (FrameObject *)self;
    Object *const fields[] = {OBJ(object->back), object->trace};
    for (int i = 0; i < 2; i++) {
        if (fields[i] != NULL) {
            int stop = visit(fields[i], arg);
            if (stop != 0) {
                return stop;
            }
        }
    }
    if (object->frame == NULL || object->frame->owner != FRAME_IN_OBJECT) {
        return 0;
    }
    return frame_traverse_slots(object->frame, visit, arg);
}

static void
frame_object_edges(Object *self, EdgeProc visit, void *arg)
{
    FrameObject *object = (FrameObject *)self;
    if (object->back != NULL) {
        visit(edge_text(EDGE_FIELD, "f_back"), OBJ(object->back), arg);
    }
    if (object->trace != NULL) {
        visit(edge_text(EDGE_FIELD, "f_trace"), object->trace, arg);
    }
    if (object->frame != NULL && object->frame->owner == FRAME_IN_OBJECT) {
        frame_edges(object->frame, visit, arg);
    }
}

static int
frame_object_clear(Object *self)
{
    FrameObject *object = (FrameObject *)self;
    ref_store(self, &object->trace, NULL);
    Frame *frame = object->frame;
    if (frame == NULL || frame->owner != FRAME_IN_OBJECT) {
        return 0;
    }
    for (Object **slot = frame->slots; slot < frame->stack; slot++) {
        if (*slot != NULL) {
            ref_store(self, slot, NULL);
        }
    }
    frame->stack = frame_stack_base(frame);
    return 0;
}

static Object *
method_clear(Object *self, Object *unused)
{
    (void)unused;
    FrameObject *object = (FrameObject *)self;
    Frame *frame = object->frame;
    if (frame->owner == FRAME_IN_GENERATOR) {
        extern int generator_close_frame(Frame *);
        if (frame->executing) {
            return error_set_text(EXC(RuntimeError),
                                  "cannot clear an executing frame");
        }
        return generator_close_frame(frame) < 0 ? NULL : none_new();
    }
    if (frame->owner == FRAME_ON_STACK) {
        return error_set_text(EXC(RuntimeError),
                              "cannot clear an executing frame");
    }
    (void)frame_object_clear(self);
    return none_new();
}

static void
frame_object_dealloc(Object *self)
{
    FrameObject *object = (FrameObject *)self;
    gc_untrack(self);
    if (!trash_begin(self)) {
        return;
    }
    Frame *frame = object->frame;
    if (frame != NULL && frame->owner == FRAME_IN_OBJECT) {
        frame_drop_slots(frame);
        REF_CLEAR(frame->locals);
        REF_CLEAR(frame->function);
        REF_CLEAR(frame->code);
    }
    REF_CLEAR(object->back);
    REF_CLEAR(object->trace);
    object_free(self);
    trash_end();
}

static size_t
frame_object_size_of(Object *self)
{
    FrameObject *object = (FrameObject *)self;
    Code *code = object->frame->code;
    return offsetof(FrameObject, data) + sizeof(Frame) +
           (size_t)(code->nlocalsplus + code->stacksize) * sizeof(Object *);
}

static Object *
frame_object_repr(Object *self)
{
    Frame *frame = ((FrameObject *)self)->frame;
    return str_from_format("<frame at %p, file %R, line %d, code %S>", self,
                           frame->code->filename, frame_line(frame),
                           frame->code->name);
}

static MethodDef frame_methods[] = {
    {"clear", method_clear, METH_NOARGS,
     "F.clear(): clear most references held by the frame"},
    {NULL, NULL, 0, NULL}};

STATIC_OBJECT Type frame_type = {
    TYPE_HEAD_INIT,
    .name = "frame",
    .basicsize = offsetof(FrameObject, data) + sizeof(Frame),
    .itemsize = sizeof(Object *),
    .dealloc = frame_object_dealloc,
    .edges = frame_object_edges,
    .repr = frame_object_repr,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .traverse = frame_object_traverse,
    .clear = frame_object_clear,
    .methods = frame_methods,
    .members = frame_members,
    .getset = frame_getset,
    .size_of = frame_object_size_of,
};

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
