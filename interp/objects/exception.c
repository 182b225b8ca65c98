/* The exception classes. */
#include "interp/objects/exception.h"

#include <errno.h>
#include <string.h>

#include "gc/collector.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception_types.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/traceback.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((BaseExceptionObject *)self)

void
exception_set_traceback(Object *self, Object *traceback)
{
    if (SELF->traceback != traceback) {
        ref_store(self, &SELF->traceback,
                  traceback == NONE ? NULL : ref_xnew(traceback));
    }
}

void
exception_set_cause(Object *self, Object *cause)
{
    SELF->suppress_context = 1;
    ref_store(self, &SELF->cause, cause);
}

void
exception_set_context(Object *self, Object *context)
{
    ref_store(self, &SELF->context, context);
}

// Puts values into the pending exception if it is exactly of a type whose
// fields are not set yet.
void
exception_set_attribute_context(Object *o, Object *name)
{
    if (!error_matches(EXC(AttributeError))) {
        return;
    }
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    if (TYPE_OF(error.value) == &AttributeError_type) {
        AttributeErrorObject *e = (AttributeErrorObject *)error.value;
        if (e->name == NULL && e->obj == NULL) {
            ref_store(e, &e->name, ref_new(name));
            ref_store(e, &e->obj, ref_new(o));
        }
    }
    error_restore(&error);
}

void
exception_set_name(Object *name)
{
    if (!error_matches(EXC(NameError))) {
        return;
    }
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    if (TYPE_OF(error.value) == &NameError_type) {
        NameErrorObject *e = (NameErrorObject *)error.value;
        if (e->name == NULL) {
            ref_store(e, &e->name, ref_new(name));
        }
    }
    error_restore(&error);
}

// ----------------------------------------------------------- BaseException

Object *
exception_new(Type *type, Object *args, Object *kwargs)
{
    (void)kwargs;
    Object *self = type->alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    SELF->args = args != NULL ? ref_new(args) : tuple_new(0);
    if (SELF->args == NULL) {
        ref_dec(self);
        return NULL;
    }
    return self;
}

int
exception_init(Object *self, Object *args, Object *kwargs)
{
    if (!args_no_keywords(type_short_name(TYPE_OF(self)), kwargs)) {
        return -1;
    }
    ref_store(self, &SELF->args, ref_new(args));
    return 0;
}

static Object *
exception_str(Object *self)
{
    switch (tuple_size(SELF->args)) {
    case 0:
        return str_new(0, 0);
    case 1:
        return object_str(tuple_get(SELF->args, 0));
    default:
        return object_str(SELF->args);
    }
}

static Object *
exception_repr(Object *self)
{
    Object *name = type_name_object(TYPE_OF(self));
    if (name == NULL) {
        return NULL;
    }
    Object *result = tuple_size(SELF->args) == 1
                         ? str_from_format("%S(%R)", name,
                                           tuple_get(SELF->args, 0))
                         : str_from_format("%S%R", name, SELF->args);
    ref_dec(name);
    return result;
}

static Object *
get_args(Object *self, void *closure)
{
    (void)closure;
    return ref_new(SELF->args == NULL ? NONE : SELF->args);
}

static int
set_args(Object *self, Object *value, void *closure)
{
    (void)closure;
    if (value == NULL) {
        error_set_text(EXC(TypeError), "args may not be deleted");
        return -1;
    }
    Object *tuple = sequence_tuple(value);
    if (tuple == NULL) {
        return -1;
    }
    ref_store(self, &SELF->args, tuple);
    return 0;
}

static Object *
get_traceback(Object *self, void *closure)
{
    (void)closure;
    return ref_new(SELF->traceback == NULL ? NONE : SELF->traceback);
}

static int
set_traceback(Object *self, Object *value, void *closure)
{
    (void)closure;
    if (value == NULL) {
        error_set_text(EXC(TypeError), "__traceback__ may not be deleted");
        return -1;
    }
    if (value != NONE && TYPE_OF(value) != &traceback_type) {
        error_set_text(EXC(TypeError),
                       "__traceback__ must be a traceback or None");
        return -1;
    }
    exception_set_traceback(self, value);
    return 0;
}

static int
check_chained(Object *value, const char *name)
{
    if (value == NULL) {
        error_format(EXC(TypeError), "%s may not be deleted", name);
        return -1;
    }
    if (value != NONE && !exception_check(value)) {
        error_format(EXC(TypeError),
                     "exception %s must be None or derive from "
                     "BaseException",
                     name[2] == 'c' && name[3] == 'a' ? "cause" : "context");
        return -1;
    }
    return 0;
}

static Object *
get_context(Object *self, void *closure)
{
    (void)closure;
    return ref_new(SELF->context == NULL ? NONE : SELF->context);
}

static int
set_context(Object *self, Object *value, void *closure)
{
    (void)closure;
    if (check_chained(value, "__context__") < 0) {
        return -1;
    }
    exception_set_context(self, value == NONE ? NULL : ref_new(value));
    return 0;
}

static Object *
get_cause(Object *self, void *closure)
{
    (void)closure;
    return ref_new(SELF->cause == NULL ? NONE : SELF->cause);
}

static int
set_cause(Object *self, Object *value, void *closure)
{
    (void)closure;
    if (check_chained(value, "__cause__") < 0) {
        return -1;
    }
    exception_set_cause(self, value == NONE ? NULL : ref_new(value));
    return 0;
}

static Object *
method_with_traceback(Object *self, Object *traceback)
{
    return set_traceback(self, traceback, NULL) < 0 ? NULL : ref_new(self);
}

static Object *
method_add_note(Object *self, Object *note)
{
    if (!str_check(note)) {
        return error_format(EXC(TypeError),
                            "note must be a str, not '%s'",
                            note->type->name);
    }
    Object *notes;
    if (object_lookup_attr(self, dn_notes, &notes) < 0) {
        return NULL;
    }
    if (notes == NULL) {
        notes = list_new(0);
        if (notes == NULL || object_setattr(self, dn_notes, notes) < 0) {
            ref_xdec(notes);
            return NULL;
        }
    } else if (!list_check(notes)) {
        ref_dec(notes);
        return error_set_text(EXC(TypeError),
                              "Cannot add note: __notes__ is not a list");
    }
    int failed = list_append(notes, note);
    ref_dec(notes);
    return failed < 0 ? NULL : none_new();
}

Object *
exception_reduce(Object *self, Object *args, Object *state)
{
    return state != NULL ? tuple_pack(3, TYPE_OF(self), args, state)
                         : tuple_pack(2, TYPE_OF(self), args);
}

static Object *
method_reduce(Object *self, Object *unused)
{
    (void)unused;
    return exception_reduce(self, SELF->args, SELF->dict);
}

static Object *
method_setstate(Object *self, Object *state)
{
    if (state == NONE) {
        return none_new();
    }
    if (!dict_check(state)) {
        return error_set_text(EXC(TypeError), "state is not a dictionary");
    }
    ssize_t position = 0;
    Object *key, *value;
    while (dict_next(state, &position, &key, &value)) {
        if (object_setattr(self, key, value) < 0) {
            return NULL;
        }
    }
    return none_new();
}

static MethodDef exception_methods[] = {
    {"__reduce__", method_reduce, METH_NOARGS, NULL},
    {"__setstate__", method_setstate, METH_O, NULL},
    {"with_traceback", method_with_traceback, METH_O,
     "Exception.with_traceback(tb) --\n    set self.__traceback__ to tb and "
     "return self."},
    {"add_note", method_add_note, METH_O,
     "Exception.add_note(note) --\n    add a note to the exception"},
    {NULL, NULL, 0, NULL}};

static GetSetDef exception_getset[] = {
    {"__dict__", object_generic_get_dict, object_generic_set_dict, NULL,
     NULL},
    {"args", get_args, set_args, NULL, NULL},
    {"__traceback__", get_traceback, set_traceback, NULL, NULL},
    {"__context__", get_context, set_context, "exception context", NULL},
    {"__cause__", get_cause, set_cause, "exception cause", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

#define HIDDEN (FIELD_READONLY | FIELD_HIDDEN)
#define BASE_ROW(name, field)                                                \
    {name, FIELD_OBJECT, offsetof(BaseExceptionObject, field), HIDDEN, NULL}
static FieldDef exception_members[] = {
    BASE_ROW("__dict__", dict), BASE_ROW("args", args),
    BASE_ROW("notes", notes), BASE_ROW("__traceback__", traceback),
    BASE_ROW("__context__", context), BASE_ROW("__cause__", cause),
    {"__suppress_context__", FIELD_BOOL,
     offsetof(BaseExceptionObject, suppress_context), 0, NULL},
    {NULL, 0, 0, 0, NULL}};

static void
exception_dealloc(Object *self)
{
    gc_untrack(self);
    if (trash_begin(self)) {
        type_generic_dealloc(self);
        trash_end();
    }
}

STATIC_OBJECT Type BaseException_type = {
    TYPE_HEAD_INIT,
    .name = "BaseException",
    .basicsize = sizeof(BaseExceptionObject),
    .dealloc = exception_dealloc,
    .repr = exception_repr,
    .str = exception_str,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC |
             TYPE_EXC_SUBCLASS,
    .doc = "Common base class for all exceptions",
    .methods = exception_methods,
    .members = exception_members,
    .getset = exception_getset,
    .dict_offset = offsetof(BaseExceptionObject, dict),
    .init = exception_init,
    .new_ = exception_new,
};

// ------------------------------------------------------- in memory trouble

static Object *reserved_no_memory;

Object *
exception_reserved_no_memory(void)
{
    return ref_xnew(reserved_no_memory);
}

int
exception_start(void)
{
    reserved_no_memory = call_none(EXC(MemoryError));
    ref_root(&reserved_no_memory, "the MemoryError kept in reserve");
    if (reserved_no_memory == NULL) {
        return -1;
    }
    Object *bases = tuple_pack(2, &BaseExceptionGroup_type, &Exception_type);
    Object *dict = dict_new();
    if (bases == NULL || dict == NULL ||
        dict_set(dict, dn_module, nm_builtins) < 0) {
        return -1;
    }
    exc_ExceptionGroup = type_make("ExceptionGroup", bases, dict);
    ref_root(&exc_ExceptionGroup, "ExceptionGroup");
    ref_dec(bases);
    ref_dec(dict);
    return exc_ExceptionGroup == NULL ? -1 : 0;
}
