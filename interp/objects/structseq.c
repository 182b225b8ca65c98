/* Tuples whose items have names, too. */
#include "interp/objects/structseq.h"

#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// Stands in front of the rows of `members`.
typedef struct Shape {
    ssize_t total, visible;
    FieldDef rows[];
} Shape;

static Shape *
shape_of(const Type *type)
{
    return (Shape *)((char *)type->members - offsetof(Shape, rows));
}

Object *
structseq_new(Type *type, Object *const *values)
{
    Shape *shape = shape_of(type);
    bool complete = true;
    for (ssize_t i = 0; i < shape->total; i++) {
        complete = complete && values[i] != NULL;
    }
    Tuple *self = complete ? object_new(type, shape->total) : NULL;
    if (self == NULL) {
        for (ssize_t i = 0; i < shape->total; i++) {
            ref_xdec(values[i]);
        }
        return NULL;
    }
    memcpy(self->items, values, (size_t)shape->total * sizeof(Object *));
    // The hidden ones lie behind the tuple's end. The collector does not watch
    // it, as in CPython.
    self->base.size = shape->visible;
    RECORD_TOUCH(self);
    return OBJ(self);
}

static void
structseq_dealloc(Object *self)
{
    if (gc_is_tracked(self)) {
        gc_untrack(self);
    }
    ssize_t n = shape_of(self->type)->total;
    for (ssize_t i = 0; i < n; i++) {
        ref_dec(tuple_get(self, i));
    }
    object_end(self);
}

static int
structseq_traverse(Object *self, VisitProc visit, void *arg)
{
    ssize_t n = shape_of(self->type)->total;
    bool visits_type = type_has_feature(TYPE_OF(self), TYPE_HELD);
    int stop = visits_type ? visit(OBJ(TYPE_OF(self)), arg) : 0;
    for (ssize_t i = 0; stop == 0 && i < n; i++) {
        stop = visit(tuple_get(self, i), arg);
    }
    return stop;
}

static void
structseq_edges(Object *self, EdgeProc visit, void *arg)
{
    ssize_t n = shape_of(self->type)->total;
    for (ssize_t i = 0; i < n; i++) {
        visit(edge_number(EDGE_INDEX, (size_t)i), tuple_get(self, i), arg);
    }
}

static Object *
structseq_new_slot(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"sequence", "dict", NULL};
    ArgsSpec spec = {type->name, names, 1, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    Shape *shape = shape_of(type);
    Object *items = sequence_fast(v[0], "constructor requires a sequence");
    if (items == NULL) {
        return NULL;
    }
    Object *tuple = sequence_tuple(items);
    ref_dec(items);
    if (tuple == NULL) {
        return NULL;
    }
    if (v[1] != NULL && !dict_check(v[1])) {
        error_format(EXC(TypeError),
                     "%.500s() takes a dict as second arg, if any",
                     type->name);
        ref_dec(tuple);
        return NULL;
    }
    ssize_t n = tuple_size(tuple);
    if (n < shape->visible || n > shape->total) {
        const char *how = shape->visible == shape->total ? "a"
                          : n < shape->visible           ? "an at least"
                                                         : "an at most";
        error_format(EXC(TypeError),
                     "%.500s() takes %s %zd-sequence (%zd-sequence given)",
                     type->name, how,
                     n < shape->visible ? shape->visible : shape->total, n);
        ref_dec(tuple);
        return NULL;
    }
    Object *values[32];
    for (ssize_t i = 0; i < shape->total; i++) {
        Object *value = i < n ? tuple_get(tuple, i) : NULL;
        if (value == NULL && v[1] != NULL && shape->rows[i].name != NULL) {
            value = dict_get_text(v[1], shape->rows[i].name);
        }
        values[i] = ref_new(value != NULL ? value : NONE);
    }
    ref_dec(tuple);
    Object *self = structseq_new(type, values);
    if (self != NULL) {
        gc_track(self);
    }
    return self;
}

static Object *
structseq_repr(Object *self)
{
    Shape *shape = shape_of(self->type);
    StrWriter w;
    strwriter_init(&w);
    if (strwriter_text(&w, self->type->name) < 0 ||
        strwriter_char(&w, '(') < 0) {
        goto fail;
    }
    for (ssize_t i = 0; i < shape->visible; i++) {
        if ((i > 0 && strwriter_text(&w, ", ") < 0) ||
            strwriter_text(&w, shape->rows[i].name) < 0 ||
            strwriter_char(&w, '=') < 0 ||
            strwriter_repr(&w, tuple_get(self, i)) < 0) {
            goto fail;
        }
    }
    if (strwriter_char(&w, ')') < 0) {
        goto fail;
    }
    return strwriter_finish(&w);

fail:
    strwriter_drop(&w);
    return NULL;
}

static Object *
structseq_reduce(Object *self, Object *unused)
{
    (void)unused;
    Shape *shape = shape_of(self->type);
    Object *tuple = tuple_from_array(&tuple_get(self, 0), shape->visible);
    Object *dict = dict_new();
    Object *result = NULL;
    if (tuple == NULL || dict == NULL) {
        goto done;
    }
    for (ssize_t i = shape->visible; i < shape->total; i++) {
        if (dict_set_text(dict, shape->rows[i].name, tuple_get(self, i)) <
            0) {
            goto done;
        }
    }
    Object *arguments = tuple_pack(2, tuple, dict);
    if (arguments != NULL) {
        result = tuple_pack(2, self->type, arguments);
        ref_dec(arguments);
    }
done:
    ref_xdec(tuple);
    ref_xdec(dict);
    return result;
}

static MethodDef structseq_methods[] = {
    {"__reduce__", structseq_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static int
set_number(Type *type, const char *name, ssize_t value)
{
    Object *n = int_from_ssize(value);
    int failed = n == NULL ? -1 : dict_set_text(type->dict, name, n);
    ref_xdec(n);
    return failed;
}

static int
add_facts(Type *type, const Shape *shape)
{
    Object *names = tuple_new(shape->visible);
    if (names == NULL) {
        return -1;
    }
    for (ssize_t i = 0; i < shape->visible; i++) {
        Object *name = str_intern_text(shape->rows[i].name);
        if (name == NULL) {
            ref_dec(names);
            return -1;
        }
        tuple_init_item(names, i, name);
    }
    int failed =
        set_number(type, "n_sequence_fields", shape->visible) < 0 ||
                set_number(type, "n_fields", shape->total) < 0 ||
                set_number(type, "n_unnamed_fields", 0) < 0 ||
                dict_set(type->dict, dn_match_args, names) < 0
            ? -1
            : 0;
    ref_dec(names);
    return failed;
}

int
structseq_ready(Type *type, const char *const *fields, int visible,
                bool instances)
{
    if (type_has_feature(type, TYPE_READY)) {
        return 0;
    }
    ssize_t n = 0;
    while (fields[n] != NULL) {
        n++;
    }
    // Lives as long as the process, as the static type does.
    Shape *shape = mem_alloc_zero(sizeof(Shape) +
                                  (size_t)(n + 1) * sizeof(FieldDef));
    if (shape == NULL) {
        error_no_memory();
        return -1;
    }
    shape->total = n;
    shape->visible = visible;
    for (ssize_t i = 0; i < n; i++) {
        shape->rows[i] = (FieldDef){
            fields[i], FIELD_OBJECT,
            (ssize_t)offsetof(Tuple, items) + i * (ssize_t)sizeof(Object *),
            FIELD_READONLY, NULL};
    }
    type->members = shape->rows;
    type->methods = structseq_methods;
    type->base = &tuple_type;
    type->basicsize = offsetof(Tuple, items);
    type->itemsize = sizeof(Object *);
    type->flags = TYPE_DEFAULT | TYPE_HAVE_GC | (type->flags & TYPE_HELD) |
                  (instances ? 0 : TYPE_DISALLOW_INSTANTIATION);
    type->dealloc = structseq_dealloc;
    type->traverse = structseq_traverse;
    type->edges = structseq_edges;
    type->repr = structseq_repr;
    type->new_ = instances ? structseq_new_slot : NULL;
    return type_ready(type) < 0 ? -1 : add_facts(type, shape);
}
