/* Frame objects: what Python sees of a frame. */
#include "interp/vm/frame_object.h"

#include <string.h>

#include "gc/collector.h"
#include "gc/record_edge.h"
#include "interp/objects/int.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/generator.h"

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
#if RECORDING
    if (RECORD_ON()) {
        record_frame_changed(frame);
    }
#endif
    // Tracked only once the frame has ended: until then it is alive anyway.
    return object;
}

void
frame_object_take(FrameObject *object, Frame *frame)
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
        if (frame->executing) {
            return error_set_text(EXC(RuntimeError),
                                  "cannot clear an executing frame");
        }
        generator_clear_frame(frame);
        return none_new();
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
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "F.__sizeof__() -> size of F in memory, in bytes"},
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
