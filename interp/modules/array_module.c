/* array.array: the type, its iterator, the module. Items and their growth are
 * in array_items.c, indices and slices in array_sequence.c, methods in
 * array_methods.c. */
#include "interp/modules/array_module.h"

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/modules/import.h"
#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/container.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define SELF ((Array *)self)

// -------------------------------------------------------------------- buffer

static int
get_buffer(Object *self, BufferView *view, int flags)
{
    (void)flags;
    *view = (BufferView){.buf = SELF->items != NULL ? SELF->items : "",
                         .obj = ref_new(self),
                         .len = array_size(self) * (ssize_t)SELF->code->size,
                         .itemsize = (ssize_t)SELF->code->size,
                         .ndim = 1,
                         .format = SELF->code->format,
                         .shape = &array_size(self)};
    view->strides = &view->itemsize;
    SELF->exports++;
    return 0;
}

static void
release_buffer(Object *self, BufferView *view)
{
    (void)view;
    SELF->exports--;
}

// ----------------------------------------------------------------------- type

static void
array_dealloc(Object *self)
{
    mem_free(SELF->items);
    SELF->items = NULL;
    type_generic_dealloc(self);
}

static size_t
array_size_of(Object *self)
{
    return (size_t)TYPE_OF(self)->basicsize +
           (size_t)SELF->allocated * SELF->code->size;
}

static void
array_value_text(Object *self, char *out, size_t size)
{
    snprintf(out, size, "'%c', %zd item%s", SELF->code->letter,
             array_size(self), array_size(self) == 1 ? "" : "s");
}

static Object *
array_repr(Object *self)
{
    Object *name = type_name_object(TYPE_OF(self));
    Object *items = NULL, *result = NULL;
    if (name == NULL) {
        return NULL;
    }
    if (array_size(self) == 0) {
        result = str_from_format("%U('%c')", name, SELF->code->letter);
    } else {
        items = call_method_text(self,
                                 SELF->code->letter == 'u' ? "tounicode"
                                                           : "tolist",
                                 NULL, 0);
        result = items == NULL ? NULL
                               : str_from_format("%U('%c', %R)", name,
                                                 SELF->code->letter, items);
    }
    ref_xdec(items);
    ref_dec(name);
    return result;
}

static Object *
array_richcompare(Object *self, Object *other, int op)
{
    if (!array_check(self) || !array_check(other)) {
        return not_implemented_new();
    }
    ssize_t n = array_size(self), m = array_size(other);
    if (n != m && (op == CMP_EQ || op == CMP_NE)) {
        return bool_new(op == CMP_NE);
    }
    for (ssize_t i = 0; i < n && i < m; i++) {
        Object *a = array_get(SELF, i);
        Object *b = a == NULL ? NULL : array_get((Array *)other, i);
        int equal = b == NULL ? -1 : object_richcompare_bool(a, b, CMP_EQ);
        Object *result = NULL;
        if (equal == 0) {
            result = op == CMP_EQ   ? bool_new(false)
                     : op == CMP_NE ? bool_new(true)
                                    : object_richcompare(a, b, op);
        }
        ref_xdec(a);
        ref_xdec(b);
        if (equal <= 0) {
            return result;
        }
    }
    return bool_new(container_compare_sizes(n, m, op));
}

static int
fill(Object *self, Object *initial)
{
    if (bytes_check(initial) || bytearray_check(initial)) {
        Object *r = call_method_text(self, "frombytes", &initial, 1);
        ref_xdec(r);
        return r == NULL ? -1 : 0;
    }
    if (str_check(initial)) {
        Object *r = call_method_text(self, "fromunicode", &initial, 1);
        ref_xdec(r);
        if (r != NULL) {
            SELF->allocated = array_size(self);
        }
        return r == NULL ? -1 : 0;
    }
    bool known = list_check(initial) || tuple_check(initial) ||
                 array_check(initial);
    if (!known) {
        return array_extend(SELF, initial);
    }
    ssize_t n = object_length(initial);
    if (n < 0) {
        return -1;
    }
    if (n > 0) {
        SELF->items = mem_alloc_zero((size_t)n * SELF->code->size);
        if (SELF->items == NULL) {
            error_no_memory();
            return -1;
        }
    }
    SELF->allocated = n;
    array_size(self) = n;
    for (ssize_t i = 0; i < n; i++) {
        Object *o = sequence_getitem(initial, i);
        int failed = o == NULL ? -1 : array_set(SELF, i, o);
        ref_xdec(o);
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

static Object *
array_new_slot(Type *type, Object *args, Object *kwargs)
{
    if (type == &array_type && !args_no_keywords("array.array", kwargs)) {
        return NULL;
    }
    ssize_t n = tuple_size(args);
    if (n < 1 || n > 2) {
        return error_format(EXC(TypeError),
                            "array() takes at %s %d argument%s (%zd given)",
                            n < 1 ? "least" : "most", n < 1 ? 1 : 2,
                            n < 1 ? "" : "s", n);
    }
    Object *letter = tuple_get(args, 0);
    if (!str_check(letter) || str_length(letter) != 1) {
        return error_format(EXC(TypeError),
                            "array() argument 1 must be a unicode character,"
                            " not %.50s", TYPE_OF(letter)->name);
    }
    Object *initial = n == 2 ? tuple_get(args, 1) : NULL;
    uint32_t c = str_char(letter, 0);
    if (initial != NULL && str_check(initial) && c != 'u') {
        return error_format(EXC(TypeError),
                            "cannot use a str to initialize an array with "
                            "typecode '%c'", (int)c);
    }
    if (initial != NULL && c != 'u' && array_check(initial) &&
        ((Array *)initial)->code->letter == 'u') {
        return error_format(EXC(TypeError),
                            "cannot use a unicode array to initialize an "
                            "array with typecode '%c'", (int)c);
    }
    const ArrayCode *code = array_find_code(c);
    if (code == NULL) {
        return error_set_text(EXC(ValueError),
                              "bad typecode (must be b, B, u, h, H, i, I, l,"
                              " L, q, Q, f or d)");
    }
    Object *self = array_new(type, 0, code);
    if (self != NULL && initial != NULL && fill(self, initial) < 0) {
        REF_CLEAR(self);
    }
    return self;
}

// ------------------------------------------------------------------- iterator

typedef struct ArrayIterator {
    Object base;
    ssize_t index;
    Object *array; /* owned; NULL when exhausted */
    void *unused;  /* CPython: how an item is read */
} ArrayIterator;

#define IT ((ArrayIterator *)self)

static Object *
array_iter(Object *self)
{
    ArrayIterator *it = object_new(&array_iterator_type, 0);
    if (it != NULL) {
        it->array = ref_new(self);
        RECORD_TOUCH(it);
        gc_track(it);
    }
    return OBJ(it);
}

static Object *
iterator_next(Object *self)
{
    if (IT->array == NULL) {
        return NULL;
    }
    if (IT->index < array_size(IT->array)) {
        return array_get((Array *)IT->array, IT->index++);
    }
    ref_store(self, &IT->array, NULL);
    return NULL;
}

static Object *
iterator_reduce_array(Object *self, Object *unused)
{
    (void)unused;
    return iterator_reduce("iter", IT->array, IT->index, tuple_new(0));
}

static Object *
iterator_setstate(Object *self, Object *state)
{
    ssize_t index = number_as_ssize(state, EXC(OverflowError));
    if (index == -1 && error_occurred()) {
        return NULL;
    }
    if (IT->array != NULL) {
        ssize_t n = array_size(IT->array);
        IT->index = index < 0 ? 0 : index > n ? n : index;
    }
    return none_new();
}

static MethodDef iterator_methods[] = {
    {"__reduce__", iterator_reduce_array, METH_NOARGS,
     "Return state information for pickling."},
    {"__setstate__", iterator_setstate, METH_O,
     "Set state information for unpickling."},
    {NULL, NULL, 0, NULL}};

static FieldDef iterator_members[] = {
    {"array", FIELD_OBJECT, offsetof(ArrayIterator, array),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type array_iterator_type = {
    TYPE_HEAD_INIT,
    .name = "array.arrayiterator",
    .basicsize = sizeof(ArrayIterator),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD |
             TYPE_DISALLOW_INSTANTIATION,
    .iter = object_self,
    .iternext = iterator_next,
    .methods = iterator_methods,
    .members = iterator_members,
};

static Object *
get_letter(Object *self, void *closure)
{
    (void)closure;
    return str_from_char((uint32_t)SELF->code->letter);
}

static Object *
get_itemsize(Object *self, void *closure)
{
    (void)closure;
    return int_from_size(SELF->code->size);
}

static GetSetDef array_getset[] = {
    {"typecode", get_letter, NULL,
     "the typecode character used to create the array", NULL},
    {"itemsize", get_itemsize, NULL,
     "the size, in bytes, of one array item", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static BufferSlots array_buffer = {get_buffer, release_buffer};

STATIC_OBJECT Type array_type = {
    TYPE_HEAD_INIT,
    .name = "array.array",
    .basicsize = sizeof(Array),
    .dealloc = array_dealloc,
    .value_text = array_value_text,
    .repr = array_repr,
    .sequence = &array_sequence,
    .mapping = &array_mapping,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .buffer = &array_buffer,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_HELD |
             TYPE_SEQUENCE,
    .doc = "array(typecode [, initializer]) -> array\n\nReturn a new array "
           "whose items are restricted by typecode, and\ninitialized from "
           "the optional initializer value, which must be a list,\nstring "
           "or iterable over elements of the appropriate type.",
    .richcompare = array_richcompare,
    .weaklist_offset = offsetof(Array, weaklist),
    .iter = array_iter,
    .methods = array_methods,
    .getset = array_getset,
    .alloc = type_generic_alloc,
    .new_ = array_new_slot,
    .size_of = array_size_of,
};

static MethodDef functions[] = {
    {"_array_reconstructor", METHOD(array_reconstructor), METH_FASTCALL,
     "Internal. Used for pickling support."},
    {NULL, NULL, 0, NULL}};

// As CPython does it when the module is made.
static int
register_sequence(void)
{
    Object *abc = import_module("collections.abc");
    Object *sequence = abc == NULL
                           ? NULL
                           : object_getattr_text(abc, "MutableSequence");
    Object *argument = OBJ(&array_type);
    Object *done = sequence == NULL
                       ? NULL
                       : call_method_text(sequence, "register", &argument, 1);
    ref_xdec(abc);
    ref_xdec(sequence);
    ref_xdec(done);
    return done == NULL ? -1 : 0;
}

Object *
array_module_new(void)
{
    Object *m = module_new("array");
    if (m == NULL || type_ready(&array_type) < 0 ||
        type_ready(&array_iterator_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "array", ref_new(&array_type)) < 0 ||
        module_add(m, "ArrayType", ref_new(&array_type)) < 0 ||
        module_add_text(m, "typecodes", "bBuhHiIlLqQfd") < 0 ||
        register_sequence() < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
