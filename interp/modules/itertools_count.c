/* count, repeat, islice, zip_longest, groupby and tee. */
#include "interp/modules/itertools.h"
#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/str.h"

// ---------------------------------------------------------------------- count

typedef struct Count {
    Object base;
    ssize_t count; /* SSIZE_MAX: `number` is used */
    Object *number, *step;
} Count;

static bool
is_number(Object *o)
{
    return o->type->number != NULL && (o->type->number->index != NULL ||
                                       o->type->number->float_ != NULL ||
                                       o->type->number->int_ != NULL);
}

static Object *
count_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"start", "step", NULL};
    static const ArgsSpec spec = {"count", names, 0, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    if ((v[0] != NULL && !is_number(v[0])) ||
        (v[1] != NULL && !is_number(v[1]))) {
        return error_set_text(EXC(TypeError), "a number is required");
    }
    Object *start = v[0] == NULL ? int_from_long(0) : ref_new(v[0]);
    Object *step = v[1] == NULL ? int_from_long(1) : ref_new(v[1]);
    int overflow = 1;
    long first = int_check_exact(start) ? int_as_long_overflow(start,
                                                               &overflow)
                                        : 0;
    bool fast = overflow == 0 && first != INT64_MAX && int_check(step) &&
                int_is_compact(step) && int_compact_value(step) == 1;
    Count *self = (Count *)type->alloc(type, 0);
    if (self == NULL) {
        ref_dec(start);
        ref_dec(step);
        return NULL;
    }
    self->count = fast ? first : INT64_MAX;
    if (fast) {
        ref_dec(start);
        start = NULL;
    }
    ref_store(self, &self->number, start);
    ref_store(self, &self->step, step);
    return OBJ(self);
}

static Object *
count_next(Object *o)
{
    Count *self = (Count *)o;
    if (self->count != INT64_MAX) {
        return int_from_ssize(self->count++);
    }
    Object *now = self->number == NULL ? int_from_ssize(INT64_MAX)
                                       : ref_new(self->number);
    Object *next = now == NULL ? NULL : number_add(now, self->step);
    if (next == NULL) {
        ref_xdec(now);
        return NULL;
    }
    ref_store(self, &self->number, next);
    return now;
}

static Object *
count_repr(Object *o)
{
    Count *self = (Count *)o;
    const char *name = type_short_name(TYPE_OF(o));
    if (self->count != INT64_MAX) {
        return str_from_format("%s(%zd)", name, self->count);
    }
    if (int_check(self->step) && int_is_compact(self->step) &&
        int_compact_value(self->step) == 1) {
        return str_from_format("%s(%R)", name, self->number);
    }
    return str_from_format("%s(%R, %R)", name, self->number, self->step);
}

static FieldDef count_rows[] = {IT_ROW(Count, number), IT_ROW(Count, step),
                                IT_END};
IT_TYPE(count_type, "count", Count, count_rows, count_next, count_new,
        "Return a count object whose .__next__() method returns consecutive "
        "values.", .repr = count_repr);

// --------------------------------------------------------------------- repeat

typedef struct Repeat {
    Object base;
    Object *element;
    ssize_t left; /* -1: for ever */
} Repeat;

static Object *
repeat_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"object", "times", NULL};
    static const ArgsSpec spec = {"repeat", names, 1, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    ssize_t n = v[1] == NULL ? -1 : number_as_ssize(v[1], EXC(OverflowError));
    if (error_occurred() != NULL) {
        return NULL;
    }
    Repeat *self = (Repeat *)type->alloc(type, 0);
    if (self != NULL) {
        ref_store(self, &self->element, ref_new(v[0]));
        self->left = v[1] != NULL && n < 0 ? 0 : n;
    }
    return OBJ(self);
}

static Object *
repeat_next(Object *o)
{
    Repeat *self = (Repeat *)o;
    if (self->left == 0) {
        return NULL;
    }
    if (self->left > 0) {
        self->left--;
    }
    return ref_new(self->element);
}

static Object *
repeat_repr(Object *o)
{
    Repeat *self = (Repeat *)o;
    const char *name = type_short_name(TYPE_OF(o));
    return self->left < 0
               ? str_from_format("%s(%R)", name, self->element)
               : str_from_format("%s(%R, %zd)", name, self->element,
                                 self->left);
}

static Object *
repeat_hint(Object *o, Object *unused)
{
    (void)unused;
    Repeat *self = (Repeat *)o;
    if (self->left < 0) {
        return error_set_text(EXC(TypeError), "len() of unsized object");
    }
    return int_from_ssize(self->left);
}

static MethodDef repeat_methods[] = {
    {"__length_hint__", repeat_hint, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};
static FieldDef repeat_rows[] = {IT_ROW(Repeat, element), IT_END};
IT_TYPE(repeat_type, "repeat", Repeat, repeat_rows, repeat_next, repeat_new,
        "repeat(object [,times]) -> create an iterator which returns the "
        "object\nfor the specified number of times.  If not specified, "
        "returns the object\nendlessly.",
        .repr = repeat_repr, .methods = repeat_methods);

// --------------------------------------------------------------------- islice

typedef struct ISlice {
    Object base;
    Object *it;
    ssize_t next, stop, step, count;
} ISlice;

// None: `otherwise`; -2 when it is no number that fits.
static ssize_t
bound(Object *o, ssize_t otherwise)
{
    if (o == NONE) {
        return otherwise;
    }
    ssize_t n = number_has_index(o) ? number_as_ssize(o, EXC(OverflowError))
                                    : -1;
    if (n < 0) {
        error_clear();
        return -2;
    }
    return n;
}

static Object *
islice_new(Type *type, Object *args, Object *kwargs)
{
    ssize_t n = tuple_size(args);
    if ((type == &islice_type && !args_no_keywords("islice", kwargs)) ||
        !args_check_count("islice", n, 2, 4)) {
        return NULL;
    }
    ssize_t start = n == 2 ? 0 : bound(tuple_get(args, 1), 0);
    ssize_t stop = bound(tuple_get(args, n == 2 ? 1 : 2), -1);
    ssize_t step = n == 4 ? bound(tuple_get(args, 3), 1) : 1;
    if (stop == -2) {
        return error_set_text(EXC(ValueError),
                              n == 2 ? "Stop argument for islice() must be "
                                       "None or an integer: 0 <= x <= "
                                       "sys.maxsize."
                                     : "Stop argument for islice() must be "
                                       "None or an integer: 0 <= x <= "
                                       "sys.maxsize.");
    }
    if (start == -2) {
        return error_set_text(EXC(ValueError),
                              "Indices for islice() must be None or an "
                              "integer: 0 <= x <= sys.maxsize.");
    }
    if (step < 1) {
        return error_set_text(EXC(ValueError),
                              "Step for islice() must be a positive integer "
                              "or None.");
    }
    Object *it = iter_new(tuple_get(args, 0));
    ISlice *self = it == NULL ? NULL : (ISlice *)type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(it);
        return NULL;
    }
    ref_store(self, &self->it, it);
    self->next = start;
    self->stop = stop;
    self->step = step;
    return OBJ(self);
}

static Object *
islice_next(Object *o)
{
    ISlice *self = (ISlice *)o;
    ssize_t stop = self->stop;
    if (self->it == NULL) {
        return NULL;
    }
    while (self->count < self->next) {
        Object *item = iter_next(self->it);
        if (item == NULL) {
            goto end;
        }
        ref_dec(item);
        self->count++;
    }
    if (stop != -1 && self->count >= stop) {
        goto end;
    }
    Object *item = iter_next(self->it);
    if (item == NULL) {
        goto end;
    }
    self->count++;
    ssize_t old = self->next;
    self->next = (ssize_t)((size_t)self->next + (size_t)self->step);
    if (self->next < old || (stop != -1 && self->next > stop)) {
        self->next = stop;
    }
    return item;

end:
    ref_store(self, &self->it, NULL);
    return NULL;
}

static FieldDef islice_rows[] = {IT_ROW(ISlice, it), IT_END};
IT_TYPE(islice_type, "islice", ISlice, islice_rows, islice_next, islice_new,
        "islice(iterable, stop) --> islice object\nislice(iterable, start, "
        "stop[, step]) --> islice object");

// ---------------------------------------------------------------- zip_longest

typedef struct ZipLongest {
    Object base;
    ssize_t size, active;
    Object *iterators, *result, *fill;
} ZipLongest;

static Object *
zip_longest_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"fillvalue", NULL};
    static const ArgsSpec spec = {"zip_longest", names, 0, 0, 1};
    Object *v[1] = {NULL};
    if (kwargs != NULL) {
        Object *empty = tuple_new(0);
        int good = empty == NULL ? 0
                                 : args_parse_tuple(&spec, empty, kwargs, v);
        ref_xdec(empty);
        if (!good) {
            return error_set_text(EXC(TypeError),
                                  "zip_longest() got an unexpected keyword "
                                  "argument");
        }
    }
    ssize_t n = tuple_size(args);
    Object *iterators = tuple_new(n);
    for (ssize_t i = 0; iterators != NULL && i < n; i++) {
        Object *it = iter_new(tuple_get(args, i));
        if (it == NULL) {
            REF_CLEAR(iterators);
        } else {
            tuple_init_item(iterators, i, it);
        }
    }
    Object *result = iterators == NULL ? NULL : tuple_new(n);
    for (ssize_t i = 0; result != NULL && i < n; i++) {
        tuple_init_item(result, i, none_new());
    }
    ZipLongest *self = result == NULL ? NULL
                                      : (ZipLongest *)type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(iterators);
        ref_xdec(result);
        return NULL;
    }
    self->size = self->active = n;
    ref_store(self, &self->iterators, iterators);
    ref_store(self, &self->result, result);
    ref_store(self, &self->fill, ref_new(v[0] == NULL ? NONE : v[0]));
    return OBJ(self);
}

// The next value of one iterator, the fill value behind its end; NULL with
// or without an error ends all.
static Object *
zip_item(ZipLongest *self, ssize_t i)
{
    Object *it = tuple_get(self->iterators, i);
    if (it == NULL) {
        return ref_new(self->fill);
    }
    Object *item = iter_next(it);
    if (item != NULL) {
        return item;
    }
    if (--self->active == 0 || error_occurred() != NULL) {
        self->active = 0;
        return NULL;
    }
    ref_store(self->iterators, &tuple_get(self->iterators, i), NULL);
    return ref_new(self->fill);
}

static Object *
zip_longest_next(Object *o)
{
    ZipLongest *self = (ZipLongest *)o;
    if (self->size == 0 || self->active == 0) {
        return NULL;
    }
    Object *result = self->result;
    bool reuse = result->refcount == 1;
    result = reuse ? ref_new(result) : tuple_new(self->size);
    for (ssize_t i = 0; result != NULL && i < self->size; i++) {
        Object *item = zip_item(self, i);
        if (item == NULL) {
            ref_dec(result);
            return NULL;
        }
        if (reuse) {
            ref_store(result, &tuple_get(result, i), item);
        } else {
            tuple_init_item(result, i, item);
        }
    }
    if (reuse && !gc_is_tracked(result)) {
        gc_track(result);
    }
    return result;
}

static FieldDef zip_longest_rows[] = {IT_ROW(ZipLongest, iterators),
                                      IT_ROW(ZipLongest, result),
                                      IT_ROW(ZipLongest, fill), IT_END};
IT_TYPE(zip_longest_type, "zip_longest", ZipLongest, zip_longest_rows,
        zip_longest_next, zip_longest_new,
        "zip_longest(iter1 [,iter2 [...]], [fillvalue=None]) --> "
        "zip_longest object");

// -------------------------------------------------------------------- groupby

typedef struct GroupBy {
    Object base;
    Object *it, *key_function, *target_key, *current_key, *current_value;
    const void *current_grouper; /* borrowed: only compared */
} GroupBy;

typedef struct Grouper {
    Object base;
    Object *parent, *target_key;
} Grouper;

static Object *
groupby_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"iterable", "key", NULL};
    static const ArgsSpec spec = {"groupby", names, 1, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    Object *it = iter_new(v[0]);
    GroupBy *self = it == NULL ? NULL : (GroupBy *)type->alloc(type, 0);
    if (self == NULL) {
        ref_xdec(it);
        return NULL;
    }
    ref_store(self, &self->it, it);
    ref_store(self, &self->key_function,
              ref_new(v[1] == NULL ? NONE : v[1]));
    return OBJ(self);
}

static int
groupby_step(GroupBy *self)
{
    Object *value = iter_next(self->it);
    if (value == NULL) {
        return -1;
    }
    Object *key = self->key_function == NONE
                      ? ref_new(value)
                      : call_one(self->key_function, value);
    if (key == NULL) {
        ref_dec(value);
        return -1;
    }
    ref_store(self, &self->current_value, value);
    ref_store(self, &self->current_key, key);
    return 0;
}

static Object *
groupby_next(Object *o)
{
    GroupBy *self = (GroupBy *)o;
    self->current_grouper = NULL;
    // What is left of the last group is skipped.
    for (;;) {
        if (self->current_key != NULL) {
            if (self->target_key == NULL) {
                break;
            }
            int equal = object_richcompare_bool(self->target_key,
                                                self->current_key, CMP_EQ);
            if (equal < 0) {
                return NULL;
            }
            if (equal == 0) {
                break;
            }
        }
        if (groupby_step(self) < 0) {
            return NULL;
        }
    }
    ref_store(self, &self->target_key, ref_new(self->current_key));
    Grouper *group = object_new(&grouper_type, 0);
    if (group == NULL) {
        return NULL;
    }
    group->parent = ref_new(o);
    group->target_key = ref_new(self->target_key);
    RECORD_TOUCH(group);
    gc_track(group);
    self->current_grouper = group;
    Object *pair = tuple_pack(2, self->current_key, group);
    ref_dec(group);
    return pair;
}

static Object *
grouper_next(Object *o)
{
    Grouper *self = (Grouper *)o;
    GroupBy *parent = (GroupBy *)self->parent;
    if (parent->current_grouper != self) {
        return NULL;
    }
    if (parent->current_value == NULL && groupby_step(parent) < 0) {
        return NULL;
    }
    int equal = object_richcompare_bool(self->target_key,
                                        parent->current_key, CMP_EQ);
    if (equal <= 0) {
        return NULL;
    }
    Object *value = parent->current_value;
    parent->current_value = NULL;
    RECORD_TOUCH(parent);
    return value;
}

static FieldDef groupby_rows[] = {
    IT_ROW(GroupBy, it), IT_ROW(GroupBy, key_function),
    IT_ROW(GroupBy, target_key), IT_ROW(GroupBy, current_key),
    IT_ROW(GroupBy, current_value), IT_END};
static FieldDef grouper_rows[] = {IT_ROW(Grouper, parent),
                                  IT_ROW(Grouper, target_key), IT_END};
IT_TYPE(groupby_type, "groupby", GroupBy, groupby_rows, groupby_next,
        groupby_new, "make an iterator that returns consecutive keys and "
                     "groups from the iterable");
IT_TYPE(grouper_type, "_grouper", Grouper, grouper_rows, grouper_next, NULL,
        NULL);

// ------------------------------------------------------------------------ tee

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

static MethodDef tee_methods[] = {
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
    ssize_t n = nargs == 2 ? number_as_ssize(args[1], EXC(OverflowError)) : 2;
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
    Object *copyable = tee_from_iterable(it);
    ref_dec(it);
    for (ssize_t i = 0; copyable != NULL && i < n; i++) {
        Object *tee = i == 0 ? ref_new(copyable) : tee_copy(copyable, NULL);
        if (tee == NULL) {
            REF_CLEAR(copyable);
        } else {
            tuple_init_item(result, i, tee);
        }
    }
    if (copyable == NULL) {
        ref_dec(result);
        return NULL;
    }
    ref_dec(copyable);
    return result;
}
