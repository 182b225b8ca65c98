/* The module _queue: SimpleQueue. CPython 3.11: Modules/_queuemodule.c.
 *
 * A list, and where its first item is; what lies before is None, and is cut
 * off when it is the larger part. put() never waits, so that it may be called
 * anywhere, by a finalizer that runs within get(), say.
 */
#include "gc/record.h"
#include "interp/modules/modules.h"
#include "interp/modules/thread_lock.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/gil.h"

#define SELF ((SimpleQueue *)self)

typedef struct SimpleQueue {
    Object base;
    Object *list;
    ssize_t first; /* index of the first item in it */
    GilQueue waiting;
    void *unused; /* as large as CPython's */
    Object *weaklist;
} SimpleQueue;

static Object *queue_empty; // the class _queue.Empty

static Object *
queue_new(Type *type, Object *args, Object *kwargs)
{
    if (type->init == object_type.init &&
        (tuple_size(args) > 0 || (kwargs != NULL && dict_size(kwargs) > 0))) {
        return error_format(EXC(TypeError),
                            "SimpleQueue() takes no %s arguments",
                            tuple_size(args) > 0 ? "positional" : "keyword");
    }
    Object *self = type->alloc(type, 0);
    if (self != NULL) {
        ref_store(self, &SELF->list, list_new(0));
        if (SELF->list == NULL) {
            REF_CLEAR(self);
        }
    }
    return self;
}

static ssize_t
size(const SimpleQueue *self)
{
    return list_size(self->list) - self->first;
}

static Object *
put(Object *self, Object *item)
{
    if (list_append(SELF->list, item) < 0) {
        return NULL;
    }
    gil_wake(&SELF->waiting);
    return none_new();
}

static Object *
queue_put(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    static const char *const names[] = {"item", "block", "timeout", NULL};
    static const ArgsSpec spec = {"put", names, 1, 0, 0};
    Object *v[3];
    return args_parse(&spec, args, nargs, kwnames, v) ? put(self, v[0]) : NULL;
}

static Object *
queue_put_nowait(Object *self, Object *const *args, ssize_t nargs,
                 Object *kwnames)
{
    static const char *const names[] = {"item", NULL};
    static const ArgsSpec spec = {"put_nowait", names, 1, 0, 0};
    Object *v[1];
    return args_parse(&spec, args, nargs, kwnames, v) ? put(self, v[0]) : NULL;
}

// The first item; there is one.
static Object *
take_first(SimpleQueue *self)
{
    Object *item = ref_new(list_get(self->list, self->first));
    if (list_set(self->list, self->first, none_new()) < 0) {
        ref_dec(item);
        return NULL;
    }
    self->first++;
    if (self->first > size(self)) {
        ssize_t gone = self->first;
        self->first = 0;
        if (list_set_slice(self->list, 0, gone, NULL) < 0) {
            self->first = gone;
            ref_dec(item);
            return NULL;
        }
    }
    return item;
}

// Waits at most `seconds` (< 0: for ever).
static Object *
take(Object *self, double seconds)
{
    uint64_t start = gil_clock();
    while (size(SELF) == 0) {
        double left = seconds;
        if (seconds >= 0) {
            left = seconds - (double)(gil_clock() - start) / 1e9;
            if (left <= 0) {
                error_set_none(queue_empty);
                return NULL;
            }
        }
        if (gil_wait(&SELF->waiting, left, self) < 0) {
            return NULL;
        }
    }
    return take_first(SELF);
}

static Object *
queue_get(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    static const char *const names[] = {"block", "timeout", NULL};
    static const ArgsSpec spec = {"get", names, 0, 0, 0};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int block = v[0] == NULL ? 1 : object_is_true(v[0]);
    if (block <= 0) {
        return block < 0 ? NULL : take(self, 0);
    }
    if (v[1] == NULL || v[1] == NONE) {
        return take(self, -1);
    }
    double seconds = float_as_seconds(v[1]);
    if (seconds == -1.0 && error_occurred() != NULL) {
        return NULL;
    }
    if (seconds < 0) {
        return error_set_text(EXC(ValueError),
                              "'timeout' must be a non-negative number");
    }
    if (seconds > LOCK_TIMEOUT_MAX) {
        return error_set_text(EXC(OverflowError),
                              "timestamp out of range for platform time_t");
    }
    return take(self, seconds);
}

static Object *
queue_get_nowait(Object *self, Object *const *args, ssize_t nargs,
                 Object *kwnames)
{
    (void)args;
    if (nargs > 0 || (kwnames != NULL && tuple_size(kwnames) > 0)) {
        return error_set_text(EXC(TypeError),
                              "get_nowait() takes no arguments");
    }
    return take(self, 0);
}

static Object *
queue_is_empty(Object *self, Object *unused)
{
    (void)unused;
    return bool_new(size(SELF) == 0);
}

static Object *
queue_qsize(Object *self, Object *unused)
{
    (void)unused;
    return int_from_ssize(size(SELF));
}

static MethodDef queue_methods[] = {
    {"put", METHOD(queue_put), METH_FASTCALL | METH_KEYWORDS,
     "put($self, /, item, block=True, timeout=None)\n--\n\n"
     "Put the item on the queue.\n\n"
     "The optional 'block' and 'timeout' arguments are ignored, as this "
     "method\nnever blocks.  They are provided for compatibility with the "
     "Queue class."},
    {"put_nowait", METHOD(queue_put_nowait), METH_FASTCALL | METH_KEYWORDS,
     "put_nowait($self, /, item)\n--\n\n"
     "Put an item into the queue without blocking.\n\n"
     "This is exactly equivalent to `put(item)` and is only provided\n"
     "for compatibility with the Queue class."},
    {"get", METHOD(queue_get), METH_FASTCALL | METH_KEYWORDS,
     "get($self, /, block=True, timeout=None)\n--\n\n"
     "Remove and return an item from the queue.\n\n"
     "If optional args 'block' is true and 'timeout' is None (the default),\n"
     "block if necessary until an item is available. If 'timeout' is\n"
     "a non-negative number, it blocks at most 'timeout' seconds and raises\n"
     "the Empty exception if no item was available within that time.\n"
     "Otherwise ('block' is false), return an item if one is immediately\n"
     "available, else raise the Empty exception ('timeout' is ignored\n"
     "in that case)."},
    {"get_nowait", METHOD(queue_get_nowait), METH_FASTCALL | METH_KEYWORDS,
     "get_nowait($self, /)\n--\n\n"
     "Remove and return an item from the queue without blocking.\n\n"
     "Only get an item if one is immediately available. Otherwise\n"
     "raise the Empty exception."},
    {"empty", queue_is_empty, METH_NOARGS,
     "empty($self, /)\n--\n\n"
     "Return True if the queue is empty, False otherwise (not reliable!)."},
    {"qsize", queue_qsize, METH_NOARGS,
     "qsize($self, /)\n--\n\n"
     "Return the approximate size of the queue (not reliable!)."},
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static FieldDef queue_members[] = {
    {"list", FIELD_OBJECT, offsetof(SimpleQueue, list),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type simple_queue_type = {
    TYPE_HEAD_INIT,
    .name = "_queue.SimpleQueue",
    .basicsize = sizeof(SimpleQueue),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_HELD,
    .traverse = object_traverse_type_last,
    .clear = object_fields_clear,
    .doc = "Simple, unbounded, reentrant FIFO queue.",
    .weaklist_offset = offsetof(SimpleQueue, weaklist),
    .methods = queue_methods,
    .members = queue_members,
    .alloc = type_generic_alloc,
    .new_ = queue_new,
};

// The class _queue.Empty; NULL with an error.
static Object *
new_empty(void)
{
    Object *class = module_exception("_queue", "Empty", EXC(Exception));
    Object *doc = str_from_text(
        "Exception raised by Queue.get(block=0)/get_nowait().");
    if (class == NULL || doc == NULL ||
        object_setattr_text(class, "__doc__", doc) < 0) {
        REF_CLEAR(class);
    }
    ref_xdec(doc);
    return class;
}

Object *
queue_module_new(void)
{
    Object *m = module_new("_queue");
    if (queue_empty == NULL) {
        queue_empty = new_empty();
        ref_root(&queue_empty, "the class _queue.Empty");
        RECORD_ROOTS();
    }
    if (m == NULL || queue_empty == NULL ||
        type_ready(&simple_queue_type) < 0 ||
        module_add(m, "SimpleQueue", ref_new(OBJ(&simple_queue_type))) < 0 ||
        module_add(m, "Empty", ref_new(queue_empty)) < 0 ||
        module_add_text(m, "__doc__",
                        "C implementation of the Python queue module.\n"
                        "This module is an implementation detail, please do "
                        "not use it directly.") < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
