/* Python functions, bound methods, closure cells. */
#include "interp/objects/function.h"

#include <stdlib.h>
#include <string.h>

#include "gc/object_fast.h"
#include "gc/weakref.h"
#include "interp/bytecode/code.h"
#include "interp/objects/bool.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

VectorcallFunc function_vectorcall;

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
// module or a dict; else the builtins module's. Borrowed.
static Object *
builtins_of(Object *globals)
{
    extern Object *builtins_dict; // interp/modules
    Object *found = dict_get(globals, dn_builtins);
    if (found == NULL) {
        return builtins_dict;
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

static Object *
get_dict(Object *self, void *closure)
{
    (void)closure;
    return ref_xnew(object_dict_get(self));
}

int
object_set_dict(Object *self, Object *value, void *closure)
{
    (void)closure;
    if (value == NULL || !dict_check(value)) {
        error_format(EXC(TypeError),
                     "__dict__ must be set to a dictionary, not a '%.200s'",
                     value == NULL ? "NULL" : value->type->name);
        return -1;
    }
    ref_store(self, object_dict_pointer(self), ref_new(value));
    return 0;
}

static GetSetDef function_getset[] = {
    {"__code__", get_code, set_code, NULL, NULL},
    {"__defaults__", get_defaults, set_defaults, NULL, NULL},
    {"__kwdefaults__", get_kwdefaults, set_kwdefaults, NULL, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {"__dict__", get_dict, object_set_dict, NULL, NULL},
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
    extern const char *str_label(Object *);
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

// ------------------------------------------------------------ bound methods

static Object *
method_vectorcall(Object *callable, Object *const *args, size_t nargsf,
                  Object *kwnames)
{
    Method *method = (Method *)callable;
    ssize_t nargs = call_nargs(nargsf);
#if !RECORDING
    // The recorder looks at the caller's stack, which must stay as it is.
    if ((nargsf & CALL_ARGUMENTS_OFFSET) != 0) {
        // The place in front of the arguments may be used for self.
        Object **place = (Object **)(uintptr_t)args - 1;
        Object *saved = *place;
        *place = method->self;
        Object *result = call_vector(method->function, place,
                                     (size_t)nargs + 1, kwnames);
        *place = saved;
        return result;
    }
#endif
    ssize_t total = nargs + (kwnames == NULL ? 0 : tuple_size(kwnames));
    Object *small[9];
    Object **vector = total < 8 ? small
                                : malloc(((size_t)total + 1) *
                                         sizeof(*vector));
    if (vector == NULL) {
        return error_no_memory();
    }
    vector[0] = method->self;
    for (ssize_t i = 0; i < total; i++) {
        vector[i + 1] = args[i];
    }
    Object *result = call_vector(method->function, vector, (size_t)nargs + 1,
                                 kwnames);
    if (vector != small) {
        free(vector);
    }
    return result;
}

Object *
method_new(Object *function, Object *self)
{
    Method *method = object_new_watched(&method_type, sizeof(Method), -1);
    if (method == NULL) {
        return NULL;
    }
    method->function = ref_new(function);
    method->self = ref_new(self);
    method->weaklist = NULL;
    method->vectorcall = method_vectorcall;
    gc_track(method);
    return OBJ(method);
}

static void
method_dealloc(Object *self)
{
    Method *method = (Method *)self;
    gc_untrack(self);
    if (!trash_begin(self)) {
        return; // a long chain: later
    }
    if (method->weaklist != NULL) {
        weakref_clear_all(self);
    }
    ref_dec(method->function);
    ref_dec(method->self);
    object_free_watched(self, sizeof(Method));
    trash_end();
}

static Object *
method_type_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    if (!args_no_keywords("method", kwargs) ||
        !args_check_count("method", tuple_size(args), 2, 2)) {
        return NULL;
    }
    Object *function = tuple_get(args, 0), *self = tuple_get(args, 1);
    if (!object_is_callable(function)) {
        return error_set_text(EXC(TypeError),
                              "first argument must be callable");
    }
    if (self == NONE) {
        return error_set_text(EXC(TypeError), "self must not be None");
    }
    return method_new(function, self);
}

static Object *
method_getattro(Object *self, Object *name)
{
    Object *descriptor = type_lookup(self->type, name);
    if (descriptor != NULL) {
        TernaryFunc get = descriptor->type->descr_get;
        return get != NULL ? get(descriptor, self, OBJ(self->type))
                           : ref_new(descriptor);
    }
    return object_getattr(((Method *)self)->function, name);
}

static Object *
method_repr(Object *self)
{
    Method *method = (Method *)self;
    Object *name = NULL;
    if (object_lookup_attr(method->function, dn_qualname, &name) < 0) {
        return NULL;
    }
    if (name == NULL &&
        object_lookup_attr(method->function, dn_name, &name) < 0) {
        return NULL;
    }
    Object *result = str_from_format("<bound method %V of %R>", name, "?",
                                     method->self);
    ref_xdec(name);
    return result;
}

static Object *
method_richcompare(Object *a, Object *b, int op)
{
    if ((op != CMP_EQ && op != CMP_NE) || TYPE_OF(a) != &method_type ||
        TYPE_OF(b) != &method_type) {
        return not_implemented_new();
    }
    Method *x = (Method *)a, *y = (Method *)b;
    int equal = object_richcompare_bool(x->function, y->function, CMP_EQ);
    if (equal > 0) {
        equal = x->self == y->self;
    }
    return equal < 0 ? NULL : bool_new((equal != 0) == (op == CMP_EQ));
}

static HashValue
method_hash(Object *self)
{
    Method *method = (Method *)self;
    HashValue x = hash_pointer(method->self);
    HashValue y = object_hash(method->function);
    if (y == -1) {
        return -1;
    }
    x ^= y;
    return x == -1 ? -2 : x;
}

static Object *
method_get_doc(Object *self, void *closure)
{
    (void)closure;
    return object_getattr(((Method *)self)->function, dn_doc);
}

static FieldDef method_members[] = {
    {"__func__", FIELD_OBJECT, offsetof(Method, function),
     FIELD_READONLY | FIELD_NO_CLEAR,
     "the function (or other callable) implementing a method"},
    {"__self__", FIELD_OBJECT, offsetof(Method, self),
     FIELD_READONLY | FIELD_NO_CLEAR,
     "the instance to which a method is bound"},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef method_getset[] = {
    {"__doc__", method_get_doc, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type method_type = {
    TYPE_HEAD_INIT,
    .name = "method",
    .basicsize = sizeof(Method),
    .dealloc = method_dealloc,
    .vectorcall_offset = offsetof(Method, vectorcall),
    .repr = method_repr,
    .hash = method_hash,
    .call = call_vectorcall_slot,
    .getattro = method_getattro,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_VECTORCALL,
    .doc = "Create a bound instance method object.",
    .richcompare = method_richcompare,
    .weaklist_offset = offsetof(Method, weaklist),
    .methods = callable_methods,
    .members = method_members,
    .getset = method_getset,
    .new_ = method_type_new,
};

// -------------------------------------------------------------------- cells

Object *
cell_new(Object *value)
{
    Cell *cell = object_new_watched(&cell_type, sizeof(Cell), -1);
    if (cell != NULL) {
        cell->value = ref_xnew(value);
        gc_track(cell);
    }
    return OBJ(cell);
}

static void
cell_dealloc(Object *self)
{
    gc_untrack(self);
    if (!trash_begin(self)) {
        return; // a long chain: later
    }
    ref_xdec(((Cell *)self)->value);
    object_free_watched(self, sizeof(Cell));
    trash_end();
}

static Object *
cell_type_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    if (!args_no_keywords("cell", kwargs) ||
        !args_check_count("cell", tuple_size(args), 0, 1)) {
        return NULL;
    }
    return cell_new(tuple_size(args) > 0 ? tuple_get(args, 0) : NULL);
}

static Object *
cell_repr(Object *self)
{
    Object *value = ((Cell *)self)->value;
    return value == NULL
               ? str_from_format("<cell at %p: empty>", self)
               : str_from_format("<cell at %p: %.80s object at %p>", self,
                                 value->type->name, value);
}

static Object *
cell_get_contents(Object *self, void *closure)
{
    (void)closure;
    Object *value = ((Cell *)self)->value;
    if (value == NULL) {
        return error_set_text(EXC(ValueError), "Cell is empty");
    }
    return ref_new(value);
}

static int
cell_set_contents(Object *self, Object *value, void *closure)
{
    (void)closure;
    cell_set(self, value);
    return 0;
}

static Object *
cell_richcompare(Object *a, Object *b, int op)
{
    if (TYPE_OF(a) != &cell_type || TYPE_OF(b) != &cell_type) {
        return not_implemented_new();
    }
    Object *x = ((Cell *)a)->value, *y = ((Cell *)b)->value;
    if (x != NULL && y != NULL) {
        return object_richcompare(x, y, op);
    }
    int left = x != NULL, right = y != NULL;
    bool result = op == CMP_LT   ? left < right
                  : op == CMP_LE ? left <= right
                  : op == CMP_EQ ? left == right
                  : op == CMP_NE ? left != right
                  : op == CMP_GT ? left > right
                                 : left >= right;
    return bool_new(result);
}

static FieldDef cell_members[] = {
    {"contents", FIELD_OBJECT, offsetof(Cell, value), FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef cell_getset[] = {
    {"cell_contents", cell_get_contents, cell_set_contents, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type cell_type = {
    TYPE_HEAD_INIT,
    .name = "cell",
    .basicsize = sizeof(Cell),
    .dealloc = cell_dealloc,
    .repr = cell_repr,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .doc = "Create a new cell object.",
    .richcompare = cell_richcompare,
    .members = cell_members,
    .getset = cell_getset,
    .new_ = cell_type_new,
};
