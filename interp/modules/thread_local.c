/* _thread._local: attributes that each thread has for itself.
 *
 * CPython keeps them in the thread's own dict under a key of the object;
 * here the object keeps a dict for each thread, by the thread's id.
 */
#include "interp/modules/thread_local.h"

#include "gc/collector.h"
#include "gc/finalizer.h"
#include "interp/modules/modules.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct Local {
    Object base;
    Object *dicts;        // owned: {id of a thread: its dict}
    Object *args, *kwargs; // owned: for __init__ in each thread
    Object *weaklist;
    struct Local *previous, *next; // all of them
} Local;

#define SELF ((Local *)self)

static Local *locals;

static FieldDef local_own[] = {
    {"args", FIELD_OBJECT, offsetof(Local, args), 0, NULL},
    {"kwargs", FIELD_OBJECT, offsetof(Local, kwargs), 0, NULL},
    {"threads", FIELD_OBJECT, offsetof(Local, dicts), 0, NULL},
    {NULL, 0, 0, 0, NULL}};

// This thread's dict: borrowed, made (and __init__ called) when missing.
static Object *
dict_of(Object *self)
{
    Object *id = int_from_long((long)thread_current->id);
    if (id == NULL) {
        return NULL;
    }
    Object *dict = dict_get(SELF->dicts, id);
    if (dict != NULL || error_occurred() != NULL) {
        ref_dec(id);
        return dict;
    }
    dict = dict_new();
    int failed = dict == NULL ? -1 : dict_set(SELF->dicts, id, dict);
    ref_xdec(dict);
    if (failed == 0 && TYPE_OF(self)->init != object_init_slot &&
        TYPE_OF(self)->init(self, SELF->args, SELF->kwargs) < 0) {
        PendingError error;
        error_fetch(&error);
        if (dict_delete(SELF->dicts, id) < 0) {
            error_clear();
        }
        error_restore(&error);
        failed = -1;
    }
    ref_dec(id);
    return failed < 0 ? NULL : dict;
}

static Object *
local_new(Type *type, Object *args, Object *kwargs)
{
    if (type->init == object_init_slot &&
        (tuple_size(args) > 0 ||
         (kwargs != NULL && dict_size(kwargs) > 0))) {
        return error_set_text(EXC(TypeError),
                              "Initialization arguments are not supported");
    }
    Object *self = type->alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    ref_store(self, &SELF->dicts, dict_new());
    ref_store(self, &SELF->args, ref_new(args));
    ref_store(self, &SELF->kwargs, ref_xnew(kwargs));
    SELF->next = locals;
    SELF->previous = NULL;
    if (locals != NULL) {
        locals->previous = SELF;
    }
    locals = SELF;
    // type(...) calls __init__ for this thread: its dict is there already.
    Object *id = int_from_long((long)thread_current->id);
    Object *dict = dict_new();
    if (SELF->dicts == NULL || id == NULL || dict == NULL ||
        dict_set(SELF->dicts, id, dict) < 0) {
        REF_CLEAR(self);
    }
    ref_xdec(id);
    ref_xdec(dict);
    return self;
}

static void
local_dealloc(Object *self)
{
    if (SELF->previous != NULL) {
        SELF->previous->next = SELF->next;
    } else if (locals == SELF) {
        locals = SELF->next;
    }
    if (SELF->next != NULL) {
        SELF->next->previous = SELF->previous;
    }
    SELF->next = SELF->previous = NULL;
    type_generic_dealloc(self);
}

static Object *
local_getattro(Object *self, Object *name)
{
    Object *dict = dict_of(self);
    if (dict == NULL) {
        return NULL;
    }
    if (str_equal_text(name, "__dict__")) {
        return ref_new(dict);
    }
    ref_inc(dict);
    Object *value = object_generic_getattr_dict(self, name, dict, false);
    ref_dec(dict);
    return value;
}

static int
local_setattro(Object *self, Object *name, Object *value)
{
    Object *dict = dict_of(self);
    if (dict == NULL) {
        return -1;
    }
    if (str_equal_text(name, "__dict__")) {
        error_format(EXC(AttributeError),
                     "'%.50s' object attribute '%U' is read-only",
                     TYPE_OF(self)->name, name);
        return -1;
    }
    ref_inc(dict);
    int status = object_generic_setattr_dict(self, name, value, dict);
    ref_dec(dict);
    return status;
}

STATIC_OBJECT Type local_type = {
    TYPE_HEAD_INIT,
    .name = "_thread._local",
    .basicsize = sizeof(Local),
    .dealloc = local_dealloc,
    .getattro = local_getattro,
    .setattro = local_setattro,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_BASETYPE,
    .doc = "Thread-local data",
    .weaklist_offset = offsetof(Local, weaklist),
    .own = local_own,
    .new_ = local_new,
};

void
local_thread_ends(uint32_t id)
{
    Object *key = int_from_long((long)id);
    if (key == NULL) {
        error_clear();
        return;
    }
    Local *next;
    for (Local *l = locals; l != NULL; l = next) {
        ref_inc(l);
        if (l->dicts != NULL && dict_get(l->dicts, key) != NULL &&
            dict_delete(l->dicts, key) < 0) {
            error_clear();
        }
        next = l->next; // what a finalizer made stands at the front
        ref_dec(l);
    }
    ref_dec(key);
}
