/* tee: the copies share a chain of links that hold what was read. */
#include "interp/modules/itertools.h"
#include "interp/modules/itertools_pickle.h"
#include "interp/objects/container.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"

#define LINK_CELLS 57

typedef struct TeeData {
    Object base;
    Object *it;
    int read;
    bool running;
    struct TeeData *next_link;
    Object *values[LINK_CELLS];
} TeeData;

typedef struct Tee {
    Object base;
    TeeData *data;
    int index;
    Object *weaklist;
} Tee;

static Object *
tee_data_new(Object *it)
{
    TeeData *data = object_new(&tee_data_type, 0);
    if (data != NULL) {
        data->it = ref_new(it);
        RECORD_TOUCH(data);
        gc_track(data);
    }
    return OBJ(data);
}

static int
tee_data_traverse(Object *self, VisitProc visit, void *arg)
{
    TeeData *data = (TeeData *)self;
    int stop = data->it == NULL ? 0 : visit(data->it, arg);
    for (int i = 0; stop == 0 && i < data->read; i++) {
        stop = visit(data->values[i], arg);
    }
    return stop != 0                  ? stop
           : data->next_link == NULL ? 0
                                      : visit(OBJ(data->next_link), arg);
}

static void
tee_data_edges(Object *self, EdgeProc visit, void *arg)
{
    TeeData *data = (TeeData *)self;
    if (data->it != NULL) {
        visit(edge_text(EDGE_FIELD, "it"), data->it, arg);
    }
    for (int i = 0; i < data->read; i++) {
        visit(edge_number(EDGE_INDEX, (size_t)i), data->values[i], arg);
    }
    if (data->next_link != NULL) {
        visit(edge_text(EDGE_FIELD, "next_link"), OBJ(data->next_link), arg);
    }
}

static int
tee_data_clear(Object *self)
{
    TeeData *data = (TeeData *)self;
    ref_store(data, &data->it, NULL);
    int n = data->read;
    data->read = 0;
    RECORD_TOUCH(data);
    for (int i = 0; i < n; i++) {
        REF_CLEAR(data->values[i]);
    }
    // A long chain goes link by link, not by recursion.
    TeeData *next = data->next_link;
    data->next_link = NULL;
    while (next != NULL && OBJ(next)->refcount == 1) {
        TeeData *after = next->next_link;
        next->next_link = NULL;
        ref_dec(next);
        next = after;
    }
    ref_xdec(next);
    return 0;
}

static void
tee_data_dealloc(Object *self)
{
    gc_untrack(self);
    (void)tee_data_clear(self);
    container_free(self);
}

// (iterator, what was read, the next link)
static Object *
tee_data_reduce(Object *self, Object *unused)
{
    (void)unused;
    TeeData *data = (TeeData *)self;
    Object *values = list_new(0);
    for (int i = 0; values != NULL && i < data->read; i++) {
        if (list_append(values, data->values[i]) < 0) {
            REF_CLEAR(values);
        }
    }
    Object *next = data->next_link == NULL ? NONE : OBJ(data->next_link);
    Object *args = values == NULL ? NULL
                                  : tuple_pack(3, data->it, values, next);
    Object *result = args == NULL
                         ? NULL
                         : tuple_pack(2, OBJ(TYPE_OF(self)), args);
    ref_xdec(values);
    ref_xdec(args);
    return result;
}

static Object *
tee_data_make(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    Object *v[3];
    if (!args_no_keywords("teedataobject", kwargs) ||
        it_state_items(args, 3, 3, v) < 0 ||
        it_state_type(v[1], &list_type, 2) < 0) {
        return NULL;
    }
    ssize_t n = list_size(v[1]);
    bool full = n == LINK_CELLS;
    if (n > LINK_CELLS || (v[2] != NONE && (!full || TYPE_OF(v[2]) !=
                                                         &tee_data_type))) {
        return error_set_text(EXC(ValueError), "Invalid arguments");
    }
    TeeData *data = (TeeData *)tee_data_new(v[0]);
    for (ssize_t i = 0; data != NULL && i < n; i++) {
        data->values[data->read++] = ref_new(list_get(v[1], i));
    }
    if (data != NULL) {
        data->next_link = v[2] == NONE ? NULL : (TeeData *)ref_new(v[2]);
        RECORD_TOUCH(data);
    }
    return OBJ(data);
}

static MethodDef tee_data_methods[] = {IT_REDUCE(tee_data),
                                       {NULL, NULL, 0, NULL}};

STATIC_OBJECT Type tee_data_type = {
    TYPE_HEAD_INIT,
    .name = "itertools._tee_dataobject",
    .basicsize = sizeof(TeeData),
    .dealloc = tee_data_dealloc,
    .edges = tee_data_edges,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .doc = "teedataobject(iterable, values, next, /)\n--\n\nData container "
           "common to multiple tee objects.",
    .traverse = tee_data_traverse,
    .clear = tee_data_clear,
    .methods = tee_data_methods,
    .new_ = tee_data_make,
};

static Object *
tee_copy(Object *self, Object *unused)
{
    (void)unused;
    Tee *tee = (Tee *)self;
    Tee *copy = object_new(&tee_type, 0);
    if (copy != NULL) {
        copy->data = ref_new(tee->data);
        copy->index = tee->index;
        RECORD_TOUCH(copy);
        gc_track(copy);
    }
    return OBJ(copy);
}

static Object *
tee_from_iterable(Object *iterable)
{
    Object *it = iter_new(iterable);
    if (it == NULL) {
        return NULL;
    }
    if (TYPE_OF(it) == &tee_type) {
        Object *copy = tee_copy(it, NULL);
        ref_dec(it);
        return copy;
    }
    Object *data = tee_data_new(it);
    ref_dec(it);
    Tee *self = data == NULL ? NULL : object_new(&tee_type, 0);
    if (self == NULL) {
        ref_xdec(data);
        return NULL;
    }
    self->data = (TeeData *)data;
    RECORD_TOUCH(self);
    gc_track(self);
    return OBJ(self);
}

static Object *
tee_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    return args_no_keywords("_tee", kwargs) &&
                   args_check_count("_tee", tuple_size(args), 1, 1)
               ? tee_from_iterable(tuple_get(args, 0))
               : NULL;
}

static Object *
tee_next(Object *o)
{
    Tee *self = (Tee *)o;
    TeeData *data = self->data;
    if (self->index >= LINK_CELLS) {
        if (data->next_link == NULL) {
            data->next_link = (TeeData *)tee_data_new(data->it);
            RECORD_TOUCH(data);
            if (data->next_link == NULL) {
                return NULL;
            }
        }
        ref_store(self, &self->data, ref_new(data->next_link));
        self->index = 0;
        data = self->data;
    }
    if (self->index >= data->read) {
        if (data->running) {
            return error_set_text(EXC(RuntimeError),
                                  "cannot re-enter the tee iterator");
        }
        data->running = true;
        Object *value = iter_next(data->it);
        data->running = false;
        if (value == NULL) {
            return NULL;
        }
        data->values[data->read++] = value;
        RECORD_TOUCH(data);
    }
    return ref_new(data->values[self->index++]);
}

// A tee of nothing, and then its place in the chain.
static Object *
tee_reduce(Object *self, Object *unused)
{
    (void)unused;
    Tee *tee = (Tee *)self;
    Object *empty = tuple_new(0);
    Object *args = empty == NULL ? NULL : tuple_pack(1, empty);
    Object *index = int_from_long(tee->index);
    Object *state = index == NULL ? NULL
                                  : tuple_pack(2, OBJ(tee->data), index);
    Object *result = args == NULL || state == NULL
                         ? NULL
                         : tuple_pack(3, OBJ(TYPE_OF(self)), args, state);
    ref_xdec(empty);
    ref_xdec(args);
    ref_xdec(index);
    ref_xdec(state);
    return result;
}

static Object *
tee_setstate(Object *self, Object *state)
{
    Object *v[2];
    if (it_state_items(state, 2, 2, v) < 0 ||
        it_state_type(v[0], &tee_data_type, 1) < 0) {
        return NULL;
    }
    ssize_t index = number_as_ssize(v[1], EXC(OverflowError));
    if (index == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (index < 0 || index > LINK_CELLS) {
        return error_set_text(EXC(ValueError), "Index out of range");
    }
    ref_store(self, &((Tee *)self)->data, (TeeData *)ref_new(v[0]));
    ((Tee *)self)->index = (int)index;
    return none_new();
}

static MethodDef tee_methods[] = {
    IT_REDUCE(tee),
    IT_SETSTATE(tee),
    {"__copy__", tee_copy, METH_NOARGS,
     "Returns an independent iterator."},
    {NULL, NULL, 0, NULL}};
static FieldDef tee_rows[] = {IT_ROW(Tee, data), IT_END};

STATIC_OBJECT Type tee_type = {
    TYPE_HEAD_INIT,
    .name = "itertools._tee",
    .basicsize = sizeof(Tee),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .doc = "Iterator wrapped to make it copyable.",
    .weaklist_offset = offsetof(Tee, weaklist),
    .iter = object_self,
    .iternext = tee_next,
    .methods = tee_methods,
    .members = tee_rows,
    .new_ = tee_new,
};

Object *
itertools_tee(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("tee", nargs, 1, 2)) {
        return NULL;
    }
    ssize_t n = nargs == 2 ? number_as_argument(args[1]) : 2;
    if (n == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (n < 0) {
        return error_set_text(EXC(ValueError), "n must be >= 0");
    }
    Object *result = tuple_new(n);
    Object *it = result == NULL || n == 0 ? NULL : iter_new(args[0]);
    if (it == NULL) {
        if (n != 0) {
            REF_CLEAR(result);
        }
        return result;
    }
    // An iterator that can be copied is the first of them itself.
    Object *copy = NULL;
    if (object_lookup_attr_text(it, "__copy__", &copy) < 0) {
        REF_CLEAR(it);
    } else if (copy == NULL) {
        REF_SET(it, tee_from_iterable(it));
    }
    for (ssize_t i = 0; it != NULL && i < n; i++) {
        Object *tee = i == 0        ? ref_new(it)
                      : copy != NULL ? call_vector(copy, NULL, 0, NULL)
                                     : tee_copy(it, NULL);
        if (tee == NULL) {
            REF_CLEAR(it);
        } else {
            tuple_init_item(result, i, tee);
        }
    }
    ref_xdec(copy);
    if (it == NULL) {
        ref_dec(result);
        return NULL;
    }
    ref_dec(it);
    return result;
}
