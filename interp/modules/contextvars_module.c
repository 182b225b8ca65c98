/* The module _contextvars: ContextVar, Context, Token. CPython 3.11:
 * Python/context.c. A context's values are a dict here; copying a context
 * copies it. */
#include "gc/collector.h"
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct ContextVar {
    Object base;
    Object *name, *otherwise; /* owned; the second may be NULL */
    void *unused[3];          /* CPython's cache */
    HashValue hash;
} ContextVar;

typedef struct Context {
    Object base;
    Object *values; /* dict: ContextVar -> value; owned */
    bool entered;
    Object *weaklist;
    void *unused;
} Context;

typedef struct Token {
    Object base;
    Object *context, *var, *old; /* owned; old NULL: there was none */
    bool used;
} Token;

#define VAR ((ContextVar *)self)
#define CONTEXT ((Context *)self)
#define TOKEN ((Token *)self)

extern Type context_type, context_var_type, token_type, missing_type;

STATIC_OBJECT static Object missing_object;
static Object *current_contexts; // dict: number of a thread -> its Context

static Object *
context_new_with(STEALS Object *values)
{
    Context *context = values == NULL ? NULL : object_new(&context_type, 0);
    if (context == NULL) {
        ref_xdec(values);
        return NULL;
    }
    context->values = values;
    RECORD_TOUCH(context);
    gc_track(context);
    return OBJ(context);
}

// The running thread's context, borrowed, made when missing.
static Object *
current_context(void)
{
    Object *key = int_from_size(thread_current->id);
    Object *context = key == NULL ? NULL : dict_get(current_contexts, key);
    if (context == NULL && key != NULL && !error_occurred()) {
        Object *made = context_new_with(dict_new());
        if (made != NULL) {
            context = dict_set_default(current_contexts, key, made);
            ref_dec(made);
        }
    }
    ref_xdec(key);
    return context;
}

static int
set_current(Object *context)
{
    Object *key = int_from_size(thread_current->id);
    int failed = key == NULL ? -1 : dict_set(current_contexts, key, context);
    ref_xdec(key);
    return failed;
}

// ----------------------------------------------------------------- ContextVar

static Object *
var_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"", "default", NULL};
    static const ArgsSpec spec = {"ContextVar", names, 1, 1, 1};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    if (!str_check(v[0])) {
        return error_set_text(EXC(TypeError),
                              "context variable name must be a str");
    }
    Object *self = type->alloc(type, 0);
    if (self != NULL) {
        ref_store(self, &VAR->name, ref_new(v[0]));
        ref_store(self, &VAR->otherwise, ref_xnew(v[1]));
        VAR->hash = hash_pointer(self) ^ str_hash(v[0]);
        VAR->hash = VAR->hash == -1 ? -2 : VAR->hash;
        if (v[1] == NULL || !container_may_be_tracked(v[1])) {
            gc_untrack(self); // it cannot become part of a cycle
        }
    }
    return self;
}

static Object *
var_get(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("get", nargs, 0, 1)) {
        return NULL;
    }
    Object *context = current_context();
    if (context == NULL) {
        return NULL;
    }
    Object *value = dict_get(((Context *)context)->values, self);
    if (value == NULL && error_occurred()) {
        return NULL;
    }
    value = value != NULL ? value : nargs == 1 ? args[0] : VAR->otherwise;
    if (value == NULL) {
        error_set_object(EXC(LookupError), self);
    }
    return ref_xnew(value);
}

static Object *
var_set(Object *self, Object *value)
{
    Object *context = current_context();
    if (context == NULL) {
        return NULL;
    }
    Object *values = ((Context *)context)->values;
    Object *old = dict_get(values, self);
    Token *token = old == NULL && error_occurred()
                       ? NULL
                       : object_new(&token_type, 0);
    if (token == NULL) {
        return NULL;
    }
    token->context = ref_new(context);
    token->var = ref_new(self);
    token->old = ref_xnew(old);
    RECORD_TOUCH(token);
    gc_track(token);
    if (dict_set(values, self, value) < 0) {
        ref_dec(token);
        return NULL;
    }
    return OBJ(token);
}

static Object *
var_reset(Object *self, Object *o)
{
    Token *token = (Token *)o;
    if (TYPE_OF(o) != &token_type) {
        return error_format(EXC(TypeError),
                            "expected an instance of Token, got %R", o);
    }
    if (token->used) {
        return error_format(EXC(RuntimeError),
                            "%R has already been used once", o);
    }
    if (token->var != self) {
        return error_format(EXC(ValueError),
                            "%R was created by a different ContextVar", o);
    }
    Object *context = current_context();
    if (context == NULL) {
        return NULL;
    }
    if (token->context != context) {
        return error_format(EXC(ValueError),
                            "%R was created in a different Context", o);
    }
    token->used = true;
    Object *values = ((Context *)context)->values;
    int failed = token->old != NULL ? dict_set(values, self, token->old)
                                    : dict_delete(values, self);
    return failed < 0 ? NULL : none_new();
}

static Object *
var_repr(Object *self)
{
    return VAR->otherwise == NULL
               ? str_from_format("<ContextVar name=%R at %p>", VAR->name,
                                 (void *)object_id(self))
               : str_from_format("<ContextVar name=%R default=%R at %p>",
                                 VAR->name, VAR->otherwise,
                                 (void *)object_id(self));
}

static HashValue
var_hash(Object *self)
{
    return VAR->hash;
}

static MethodDef var_methods[] = {
    {"get", METHOD(var_get), METH_FASTCALL, NULL},
    {"set", var_set, METH_O, NULL},
    {"reset", var_reset, METH_O, NULL},
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static FieldDef var_members[] = {
    {"name", FIELD_OBJECT, offsetof(ContextVar, name), FIELD_READONLY, NULL},
    {"default", FIELD_OBJECT, offsetof(ContextVar, otherwise),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type context_var_type = {
    TYPE_HEAD_INIT,
    .name = "_contextvars.ContextVar",
    .basicsize = sizeof(ContextVar),
    .dealloc = type_generic_dealloc,
    .repr = var_repr,
    .hash = var_hash,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .methods = var_methods,
    .members = var_members,
    .alloc = type_generic_alloc,
    .new_ = var_new,
};

// -------------------------------------------------------------------- Context

static Object *
context_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    if (tuple_size(args) > 0 || (kwargs != NULL && dict_size(kwargs) > 0)) {
        return error_set_text(EXC(TypeError),
                              "Context() does not accept any arguments");
    }
    return context_new_with(dict_new());
}

static Object *
context_run(Object *self, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    if (nargs < 1) {
        return error_set_text(EXC(TypeError),
                              "run() missing 1 required positional argument");
    }
    if (CONTEXT->entered) {
        return error_format(EXC(RuntimeError),
                            "cannot enter context: %R is already entered",
                            self);
    }
    Object *before = ref_xnew(current_context());
    if (before == NULL || set_current(self) < 0) {
        ref_xdec(before);
        return NULL;
    }
    CONTEXT->entered = true;
    Object *result = call_vector(args[0], args + 1, (size_t)nargs - 1,
                                 kwnames);
    CONTEXT->entered = false;
    PendingError error;
    error_fetch(&error);
    if (set_current(before) < 0) {
        error_clear();
    }
    error_restore(&error);
    ref_dec(before);
    return result;
}

static Object *
context_copy(Object *self, Object *unused)
{
    (void)unused;
    return context_new_with(dict_copy(CONTEXT->values));
}

static bool
is_key(Object *key)
{
    if (TYPE_OF(key) != &context_var_type) {
        error_format(EXC(TypeError), "a ContextVar key was expected, got %R",
                     key);
        return false;
    }
    return true;
}

static Object *
context_subscript(Object *self, Object *key)
{
    Object *value = is_key(key) ? dict_get(CONTEXT->values, key) : NULL;
    if (value == NULL && !error_occurred()) {
        error_set_object(EXC(KeyError), key);
    }
    return ref_xnew(value);
}

static Object *
context_get(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("get", nargs, 1, 2) || !is_key(args[0])) {
        return NULL;
    }
    Object *value = dict_get(CONTEXT->values, args[0]);
    if (value == NULL && error_occurred()) {
        return NULL;
    }
    return ref_new(value != NULL ? value : nargs == 2 ? args[1] : NONE);
}

static int
context_contains(Object *self, Object *key)
{
    return is_key(key) ? dict_contains(CONTEXT->values, key) : -1;
}

static ssize_t
context_length(Object *self)
{
    return dict_size(CONTEXT->values);
}

static Object *
iterate_list(STEALS Object *list)
{
    Object *iterator = list == NULL ? NULL : iter_new(list);
    ref_xdec(list);
    return iterator;
}

static Object *
context_iter(Object *self)
{
    return iterate_list(dict_keys_list(CONTEXT->values));
}

static Object *
context_keys(Object *self, Object *unused)
{
    (void)unused;
    return context_iter(self);
}

static Object *
context_values(Object *self, Object *unused)
{
    (void)unused;
    return iterate_list(dict_values_list(CONTEXT->values));
}

static Object *
context_items(Object *self, Object *unused)
{
    (void)unused;
    return iterate_list(dict_items_list(CONTEXT->values));
}

static Object *
context_richcompare(Object *self, Object *other, int op)
{
    if (TYPE_OF(other) != &context_type || (op != CMP_EQ && op != CMP_NE)) {
        return not_implemented_new();
    }
    return object_richcompare(CONTEXT->values, ((Context *)other)->values,
                              op);
}

static MethodDef context_methods[] = {
    {"run", METHOD(context_run), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"copy", context_copy, METH_NOARGS, NULL},
    {"get", METHOD(context_get), METH_FASTCALL, NULL},
    {"keys", context_keys, METH_NOARGS, NULL},
    {"values", context_values, METH_NOARGS, NULL},
    {"items", context_items, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef context_members[] = {
    {"values", FIELD_OBJECT, offsetof(Context, values),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static SequenceSlots context_sequence = {.contains = context_contains};
static MappingSlots context_mapping = {.length = context_length,
                                       .subscript = context_subscript};

STATIC_OBJECT Type context_type = {
    TYPE_HEAD_INIT,
    .name = "_contextvars.Context",
    .basicsize = sizeof(Context),
    .dealloc = type_generic_dealloc,
    .sequence = &context_sequence,
    .mapping = &context_mapping,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .richcompare = context_richcompare,
    .weaklist_offset = offsetof(Context, weaklist),
    .iter = context_iter,
    .methods = context_methods,
    .members = context_members,
    .new_ = context_new,
};

// ---------------------------------------------------------------------- Token

static Object *
token_new(Type *type, Object *args, Object *kwargs)
{
    (void)type, (void)args, (void)kwargs;
    return error_set_text(EXC(RuntimeError),
                          "Tokens can only be created by ContextVars");
}

static Object *
token_old_value(Object *self, void *closure)
{
    (void)closure;
    return ref_new(TOKEN->old != NULL ? TOKEN->old : &missing_object);
}

static Object *
token_repr(Object *self)
{
    return str_from_format("<Token%s var=%R at %p>",
                           TOKEN->used ? " used" : "", TOKEN->var,
                           (void *)object_id(self));
}

static MethodDef token_methods[] = {
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static FieldDef token_members[] = {
    {"context", FIELD_OBJECT, offsetof(Token, context),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"var", FIELD_OBJECT, offsetof(Token, var), FIELD_READONLY, NULL},
    {"old value", FIELD_OBJECT, offsetof(Token, old),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef token_getset[] = {
    {"old_value", token_old_value, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type token_type = {
    TYPE_HEAD_INIT,
    .name = "_contextvars.Token",
    .basicsize = sizeof(Token),
    .dealloc = type_generic_dealloc,
    .repr = token_repr,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .methods = token_methods,
    .members = token_members,
    .getset = token_getset,
    .new_ = token_new,
};

static Object *
missing_repr(Object *self)
{
    (void)self;
    return str_from_text("<Token.MISSING>");
}

STATIC_OBJECT Type missing_type = {
    TYPE_HEAD_INIT,
    .name = "Token.MISSING",
    .basicsize = sizeof(Object),
    .repr = missing_repr,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_DISALLOW_INSTANTIATION,
};

STATIC_OBJECT static Object missing_object = OBJECT_HEAD_INIT(&missing_type);

static Object *
m_copy_context(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *context = current_context();
    return context == NULL ? NULL : context_copy(context, NULL);
}

static MethodDef functions[] = {
    {"copy_context", m_copy_context, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

Object *
contextvars_module_new(void)
{
    Object *m = module_new("_contextvars");
    if (current_contexts == NULL) {
        current_contexts = dict_new();
        ref_root(&current_contexts, "the contexts of the threads");
        RECORD_ROOTS();
    }
    if (m == NULL || current_contexts == NULL ||
        type_ready(&missing_type) < 0 || type_ready(&context_var_type) < 0 ||
        type_ready(&context_type) < 0 || type_ready(&token_type) < 0 ||
        dict_set_text(token_type.dict, "MISSING", &missing_object) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "ContextVar", ref_new(&context_var_type)) < 0 ||
        module_add(m, "Context", ref_new(&context_type)) < 0 ||
        module_add(m, "Token", ref_new(&token_type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
