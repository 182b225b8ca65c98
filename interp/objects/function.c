/* Python functions. */
#include "interp/objects/function.h"

#include <string.h>

#include "gc/collector.h"
#include "interp/bytecode/code.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

VectorcallFunc function_vectorcall;
Object *(*function_builtins_now)(void);

static uint32_t next_version = 1;

uint32_t
function_version(Function *function)
{
    if (function->version == 0 &&
        function->vectorcall == function_vectorcall && next_version != 0) {
        function->version = next_version++;
    }
    return function->version;
}

// The builtins a function of these globals uses: __builtins__ there, a
// module or a dict; else those of the frame that makes it. Borrowed.
static Object *
builtins_of(Object *globals)
{
    Object *found = dict_get(globals, dn_builtins);
    if (found == NULL) {
        return function_builtins_now();
    }
    return TYPE_OF(found) == &module_type ? module_dict(found) : found;
}

Object *
function_new(Object *code_object, Object *globals, Object *qualname)
{
    Code *code = (Code *)code_object;
    Object *builtins = builtins_of(globals);
    if (builtins == NULL) {
        return NULL;
    }
    ref_inc(builtins);
    Function *f = object_new(&function_type, 0);
    if (f == NULL) {
        ref_dec(builtins);
        return NULL;
    }
    f->globals = ref_new(globals);
    f->builtins = builtins;
    f->name = ref_new(code->name);
    f->qualname = ref_new(qualname != NULL ? qualname : code->qualname);
    f->code = ref_new(code);
    Object *consts = code->consts;
    Object *doc = tuple_size(consts) > 0 ? tuple_get(consts, 0) : NONE;
    f->doc = ref_new(str_check(doc) ? doc : NONE);
    Object *module = dict_get(globals, dn_name);
    f->module = ref_xnew(module);
    f->vectorcall = function_vectorcall;
    gc_track(f);
    return OBJ(f);
}

Object *
function_display_name(Object *callable)
{
    Object *qualname = NULL, *module = NULL;
    if (object_lookup_attr(callable, dn_qualname, &qualname) < 0) {
        return NULL;
    }
    if (qualname == NULL) {
        return object_str(callable);
    }
    Object *result = NULL;
    if (object_lookup_attr(callable, dn_module, &module) >= 0) {
        bool plain = module == NULL || module == NONE ||
                     (str_check(module) && str_equal(module, nm_builtins));
        result = plain ? str_from_format("%S()", qualname)
                       : str_from_format("%S.%S()", module, qualname);
    }
    ref_xdec(module);
    ref_dec(qualname);
    return result;
}

static Object *
get_code(Object *self, void *closure)
{
    (void)closure;
    return ref_new(((Function *)self)->code);
}

static int
set_code(Object *self, Object *value, void *closure)
{
    (void)closure;
    Function *f = (Function *)self;
    if (value == NULL || !code_check(value)) {
        error_set_text(EXC(TypeError),
                       "__code__ must be set to a code object");
        return -1;
    }
    ssize_t nfree = ((Code *)value)->nfreevars;
    ssize_t nclosure = f->closure == NULL ? 0 : tuple_size(f->closure);
    if (nfree != nclosure) {
        error_format(EXC(ValueError),
                     "%U() requires a code object with %zd free vars, not "
                     "%zd", f->name, nclosure, nfree);
        return -1;
    }
    f->version = 0;
    ref_store(f, &f->code, ref_new(value));
    return 0;
}

static int
set_name_field(Object *self, Object **field, Object *value, const char *name)
{
    if (value == NULL || !str_check(value)) {
        error_format(EXC(TypeError), "%s must be set to a string object",
                     name);
        return -1;
    }
    ref_store(self, field, ref_new(value));
    return 0;
}

static Object *
get_name(Object *self, void *closure)
{
    (void)closure;
    return ref_new(((Function *)self)->name);
}

static int
set_name(Object *self, Object *value, void *closure)
{
    (void)closure;
    return set_name_field(self, &((Function *)self)->name, value,
                          "__name__");
}

static Object *
get_qualname(Object *self, void *closure)
{
    (void)closure;
    return ref_new(((Function *)self)->qualname);
}

static int
set_qualname(Object *self, Object *value, void *closure)
{
    (void)closure;
    return set_name_field(self, &((Function *)self)->qualname, value,
                          "__qualname__");
}

static Object *
get_defaults(Object *self, void *closure)
{
    (void)closure;
    Object *value = ((Function *)self)->defaults;
    return ref_new(value == NULL ? NONE : value);
}

static int
set_defaults(Object *self, Object *value, void *closure)
{
    (void)closure;
    Function *f = (Function *)self;
    if (value == NONE) {
        value = NULL;
    }
    if (value != NULL && !tuple_check(value)) {
        error_set_text(EXC(TypeError),
                       "__defaults__ must be set to a tuple object");
        return -1;
    }
    f->version = 0;
    ref_store(f, &f->defaults, ref_xnew(value));
    return 0;
}

static Object *
get_kwdefaults(Object *self, void *closure)
{
    (void)closure;
    Object *value = ((Function *)self)->kwdefaults;
    return ref_new(value == NULL ? NONE : value);
}

static int
set_kwdefaults(Object *self, Object *value, void *closure)
{
    (void)closure;
    Function *f = (Function *)self;
    if (value == NONE) {
        value = NULL;
    }
    if (value != NULL && !dict_check(value)) {
        error_set_text(EXC(TypeError),
                       "__kwdefaults__ must be set to a dict object");
        return -1;
    }
    f->version = 0;
    ref_store(f, &f->kwdefaults, ref_xnew(value));
    return 0;
}

static Object *
get_annotations(Object *self, void *closure)
{
    (void)closure;
    Function *f = (Function *)self;
    if (f->annotations == NULL) {
        f->annotations = dict_new();
        RECORD_TOUCH(f);
    } else if (tuple_check_exact(f->annotations)) {
        // The compiler's form: names and values in turn.
        Object *pairs = f->annotations;
        Object *dict = dict_new();
        for (ssize_t i = 0; dict != NULL && i + 1 < tuple_size(pairs);
             i += 2) {
            if (dict_set(dict, tuple_get(pairs, i),
                         tuple_get(pairs, i + 1)) < 0) {
                REF_CLEAR(dict);
            }
        }
        if (dict == NULL) {
            return NULL;
        }
        ref_store(f, &f->annotations, dict);
    }
    return ref_xnew(f->annotations);
}

static int
set_annotations(Object *self, Object *value, void *closure)
{
    (void)closure;
    Function *f = (Function *)self;
    if (value == NONE) {
        value = NULL;
    }
    if (value != NULL && !dict_check(value)) {
        error_set_text(EXC(TypeError),
                       "__annotations__ must be set to a dict object");
        return -1;
    }
    ref_store(f, &f->annotations, ref_xnew(value));
    return 0;
}

static GetSetDef function_getset[] = {
    {"__code__", get_code, set_code, NULL, NULL},
    {"__defaults__", get_defaults, set_defaults, NULL, NULL},
    {"__kwdefaults__", get_kwdefaults, set_kwdefaults, NULL, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {"__dict__", object_generic_get_dict, object_generic_set_dict, NULL,
     NULL},
    {"__name__", get_name, set_name, NULL, NULL},
    {"__qualname__", get_qualname, set_qualname, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

#define HIDDEN (FIELD_READONLY | FIELD_HIDDEN)
// In the order in which CPython traverses.
static FieldDef function_members[] = {
    {"code", FIELD_OBJECT, offsetof(Function, code), HIDDEN | FIELD_NO_CLEAR,
     NULL},
    {"__globals__", FIELD_OBJECT, offsetof(Function, globals),
     FIELD_READONLY, NULL},
    {"__builtins__", FIELD_OBJECT, offsetof(Function, builtins),
     FIELD_READONLY, NULL},
    {"__module__", FIELD_OBJECT, offsetof(Function, module), 0, NULL},
    {"defaults", FIELD_OBJECT, offsetof(Function, defaults), HIDDEN, NULL},
    {"kwdefaults", FIELD_OBJECT, offsetof(Function, kwdefaults), HIDDEN,
     NULL},
    {"__doc__", FIELD_OBJECT, offsetof(Function, doc), 0, NULL},
    {"name", FIELD_OBJECT, offsetof(Function, name),
     HIDDEN | FIELD_NO_CLEAR, NULL},
    {"__dict__", FIELD_OBJECT, offsetof(Function, dict), HIDDEN, NULL},
    {"__closure__", FIELD_OBJECT, offsetof(Function, closure),
     FIELD_READONLY, NULL},
    {"annotations", FIELD_OBJECT, offsetof(Function, annotations), HIDDEN,
     NULL},
    {"qualname", FIELD_OBJECT, offsetof(Function, qualname),
     HIDDEN | FIELD_NO_CLEAR, NULL},
    {NULL, 0, 0, 0, NULL}};

/* Whether a closure given by hand has a cell for each free variable. */
static bool
closure_fits(const Code *code, Object *closure)
{
    if (closure != NULL && !tuple_check(closure)) {
        error_set_text(EXC(TypeError),
                       code->nfreevars == 0
                           ? "arg 5 (closure) must be None or tuple"
                           : "arg 5 (closure) must be tuple");
        return false;
    }
    if (closure == NULL && code->nfreevars != 0) {
        error_set_text(EXC(TypeError), "arg 5 (closure) must be tuple");
        return false;
    }
    ssize_t n = closure == NULL ? 0 : tuple_size(closure);
    if (n != code->nfreevars) {
        error_format(EXC(ValueError),
                     "%U requires closure of length %zd, not %zd", code->name,
                     (ssize_t)code->nfreevars, n);
        return false;
    }
    for (ssize_t i = 0; i < n; i++) {
        if (TYPE_OF(tuple_get(closure, i)) != &cell_type) {
            error_format(EXC(TypeError),
                         "arg 5 (closure) expected cell, found %s",
                         TYPE_OF(tuple_get(closure, i))->name);
            return false;
        }
    }
    return true;
}

static Object *
function_type_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    static const char *const names[] = {"code", "globals", "name", "argdefs",
                                        "closure", NULL};
    static const ArgsSpec spec = {"function", names, 2, 0, 0};
    Object *v[5];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    if (!code_check(v[0])) {
        return error_format(EXC(TypeError),
                            "function() argument 'code' must be code, not "
                            "%s", v[0]->type->name);
    }
    if (!dict_check(v[1])) {
        return error_format(EXC(TypeError),
                            "function() argument 'globals' must be dict, not "
                            "%s", v[1]->type->name);
    }
    if (v[2] != NULL && v[2] != NONE && !str_check(v[2])) {
        return error_set_text(EXC(TypeError),
                              "arg 3 (name) must be None or string");
    }
    if (v[3] != NULL && v[3] != NONE && !tuple_check(v[3])) {
        return error_set_text(EXC(TypeError),
                              "arg 4 (defaults) must be None or tuple");
    }
    Object *closure = v[4] == NULL || v[4] == NONE ? NULL : v[4];
    if (!closure_fits((Code *)v[0], closure)) {
        return NULL;
    }
    Object *o = function_new(v[0], v[1], NULL);
    if (o == NULL) {
        return NULL;
    }
    Function *f = (Function *)o;
    if (v[2] != NULL && v[2] != NONE) {
        ref_store(f, &f->name, ref_new(v[2]));
    }
    if (v[3] != NULL && v[3] != NONE) {
        f->defaults = ref_new(v[3]);
    }
    f->closure = ref_xnew(closure);
    return o;
}

static Object *
function_repr(Object *self)
{
    return str_from_format("<function %U at %p>", ((Function *)self)->qualname,
                           self);
}

static Object *
function_descr_get(Object *self, Object *o, Object *type)
{
    (void)type;
    return o == NULL || o == NONE ? ref_new(self) : method_new(self, o);
}

static void
function_value_text(Object *self, char *out, size_t size)
{
    Object *name = ((Function *)self)->name;
    const char *text = name == NULL ? "?" : str_label(name);
    size_t n = strnlen(text, size - 3);
    memcpy(out, text, n);
    memcpy(out + n, "()", 3);
}

// A function stays one with a name: somebody may still print it.
static int
function_clear(Object *self)
{
    (void)object_fields_clear(self);
    Function *function = (Function *)self;
    ref_store(self, &function->name, str_new(0, 0));
    ref_store(self, &function->qualname, str_new(0, 0));
    return 0;
}

STATIC_OBJECT Type function_type = {
    TYPE_HEAD_INIT,
    .name = "function",
    .basicsize = offsetof(Function, version) + 8,
    .dealloc = type_generic_dealloc,
    .vectorcall_offset = offsetof(Function, vectorcall),
    .value_text = function_value_text,
    .repr = function_repr,
    .call = call_vectorcall_slot,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_VECTORCALL |
             TYPE_METHOD_DESCRIPTOR,
    .doc = "Create a function object.",
    .weaklist_offset = offsetof(Function, weaklist),
    .traverse = object_fields_traverse,
    .clear = function_clear,
    .members = function_members,
    .getset = function_getset,
    .descr_get = function_descr_get,
    .dict_offset = offsetof(Function, dict),
    .new_ = function_type_new,
};
