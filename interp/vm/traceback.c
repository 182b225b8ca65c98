/* Traceback objects: made, and added to the pending exception. */
#include "interp/objects/traceback.h"

#include "gc/collector.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_object.h"

Object *
traceback_new(Object *next, struct FrameObject *frame, int lasti, int lineno)
{
    Traceback *tb = object_new(&traceback_type, 0);
    if (tb == NULL) {
        return NULL;
    }
    tb->next = ref_xnew(next);
    tb->frame = ref_new(frame);
    tb->lasti = lasti;
    tb->lineno = lineno;
    gc_track(tb);
    return OBJ(tb);
}

void (*traceback_hidden)(Frame *frame);

void
traceback_add(Frame *frame)
{
    if (frame->code->hidden != 0 && traceback_hidden != NULL) {
        traceback_hidden(frame);
        return;
    }
    PendingError error;
    error_fetch(&error);
    FrameObject *object = frame_object(frame);
    if (object != NULL) {
        Object *traceback =
            traceback_new(error.traceback, object,
                          frame_instruction(frame) * 2, frame_line(frame));
        if (traceback != NULL) {
            ref_xdec(error.traceback);
            error.traceback = traceback;
        } else {
            // No memory: that is the error now, in the context of the other.
            PendingError failure;
            error_fetch(&failure);
            error_normalize(&failure);
            error_normalize(&error);
            if (exception_check(failure.value) &&
                failure.value != error.value) {
                exception_set_context(failure.value, ref_xnew(error.value));
            }
            ref_xdec(error.type);
            ref_xdec(error.value);
            ref_xdec(error.traceback);
            error = failure;
        }
    }
    error_restore(&error);
}

static Object *
traceback_type_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    static const char *const names[] = {"tb_next", "tb_frame", "tb_lasti",
                                        "tb_lineno", NULL};
    static const ArgsSpec spec = {"traceback", names, 4, 0, 0};
    Object *v[4];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    if (v[0] != NONE && TYPE_OF(v[0]) != &traceback_type) {
        return error_format(EXC(TypeError),
                            "expected traceback object or None, got '%s'",
                            v[0]->type->name);
    }
    if (TYPE_OF(v[1]) != &frame_type) {
        return error_format(EXC(TypeError),
                            "traceback() argument 'tb_frame' must be frame, "
                            "not %s", v[1]->type->name);
    }
    long lasti = int_as_long(v[2]), line = int_as_long(v[3]);
    if (error_occurred()) {
        return NULL;
    }
    return traceback_new(v[0] == NONE ? NULL : v[0], (FrameObject *)v[1],
                         (int)lasti, (int)line);
}

static Object *
get_next(Object *self, void *closure)
{
    (void)closure;
    Traceback *tb = (Traceback *)self;
    return ref_new(tb->next == NULL ? NONE : OBJ(tb->next));
}

static int
set_next(Object *self, Object *value, void *closure)
{
    (void)closure;
    if (value == NULL) {
        error_set_text(EXC(TypeError), "can't delete tb_next attribute");
        return -1;
    }
    if (value == NONE) {
        value = NULL;
    } else if (TYPE_OF(value) != &traceback_type) {
        error_format(EXC(TypeError),
                     "expected traceback object, got '%s'",
                     value->type->name);
        return -1;
    }
    for (Traceback *at = (Traceback *)value; at != NULL; at = at->next) {
        if (OBJ(at) == self) {
            error_set_text(EXC(ValueError), "traceback loop detected");
            return -1;
        }
    }
    ref_store(self, &((Traceback *)self)->next, ref_xnew(value));
    return 0;
}

static void
traceback_dealloc(Object *self)
{
    gc_untrack(self);
    if (trash_begin(self)) {
        type_generic_dealloc(self);
        trash_end();
    }
}

static Object *
traceback_dir(Object *self, Object *unused)
{
    (void)self, (void)unused;
    static const char *const names[] = {"tb_frame", "tb_next", "tb_lasti",
                                        "tb_lineno"};
    Object *list = list_new(0);
    for (int i = 0; list != NULL && i < 4; i++) {
        Object *name = str_intern_text(names[i]);
        if (name == NULL || list_append_steal(list, name) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

static MethodDef traceback_methods[] = {
    {"__dir__", traceback_dir, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static FieldDef traceback_members[] = {
    {"tb_frame", FIELD_OBJECT, offsetof(Traceback, frame), FIELD_READONLY,
     NULL},
    {"next", FIELD_OBJECT, offsetof(Traceback, next),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"tb_lasti", FIELD_INT, offsetof(Traceback, lasti), FIELD_READONLY,
     NULL},
    {"tb_lineno", FIELD_INT, offsetof(Traceback, lineno), FIELD_READONLY,
     NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef traceback_getset[] = {
    {"tb_next", get_next, set_next, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type traceback_type = {
    TYPE_HEAD_INIT,
    .name = "traceback",
    .basicsize = sizeof(Traceback),
    .dealloc = traceback_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .doc = "Create a new traceback object.",
    .methods = traceback_methods,
    .members = traceback_members,
    .getset = traceback_getset,
    .new_ = traceback_type_new,
};
