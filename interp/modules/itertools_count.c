/* count, repeat, islice, zip_longest and groupby. */
#include "interp/modules/itertools.h"
#include "interp/modules/itertools_pickle.h"
#include "interp/objects/bool.h"
#include "interp/objects/complex.h"
#include "interp/objects/container.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/str.h"

// ---------------------------------------------------------------------- count

static bool
is_number(Object *o)
{
    return o->type->number != NULL && (o->type->number->index != NULL ||
                                       o->type->number->float_ != NULL ||
                                       o->type->number->int_ != NULL ||
                                       complex_check(o));
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

static MethodDef count_methods[] = {
    IT_REDUCE(count),
    {NULL, NULL, 0, NULL}};
static FieldDef count_rows[] = {IT_ROW(Count, number), IT_ROW(Count, step),
                                IT_END};
IT_TYPE(count_type, "count", Count, count_rows, count_next, count_new,
        "Return a count object whose .__next__() method returns consecutive "
        "values.", .repr = count_repr,
        .methods = count_methods);

// --------------------------------------------------------------------- repeat

static Object *
repeat_new(Type *type, Object *args, Object *kwargs)
{
    static const char *const names[] = {"object", "times", NULL};
    static const ArgsSpec spec = {"repeat", names, 1, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    ssize_t n = v[1] == NULL ? -1 : number_as_argument(v[1]);
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
    IT_REDUCE(repeat),
    {"__length_hint__", repeat_hint, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};
static FieldDef repeat_rows[] = {IT_ROW(Repeat, element), IT_END};
IT_TYPE(repeat_type, "repeat", Repeat, repeat_rows, repeat_next, repeat_new,
        "repeat(object [,times]) -> create an iterator which returns the "
        "object\nfor the specified number of times.  If not specified, "
        "returns the object\nendlessly.",
        .repr = repeat_repr, .methods = repeat_methods);

// --------------------------------------------------------------------- islice

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
    if (!it_takes_no_keywords("islice", type, &islice_type, kwargs) ||
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

static MethodDef islice_methods[] = {
    IT_REDUCE(islice),
    IT_SETSTATE(islice),
    {NULL, NULL, 0, NULL}};
static FieldDef islice_rows[] = {IT_ROW(ISlice, it), IT_END};
IT_TYPE(islice_type, "islice", ISlice, islice_rows, islice_next, islice_new,
        "islice(iterable, stop) --> islice object\nislice(iterable, start, "
        "stop[, step]) --> islice object",
        .methods = islice_methods);

// ---------------------------------------------------------------- zip_longest

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

static MethodDef zip_longest_methods[] = {
    IT_REDUCE(zip_longest),
    IT_SETSTATE(zip_longest),
    {NULL, NULL, 0, NULL}};
static FieldDef zip_longest_rows[] = {IT_ROW(ZipLongest, iterators),
                                      IT_ROW(ZipLongest, result),
                                      IT_ROW(ZipLongest, fill), IT_END};
IT_TYPE(zip_longest_type, "zip_longest", ZipLongest, zip_longest_rows,
        zip_longest_next, zip_longest_new,
        "zip_longest(iter1 [,iter2 [...]], [fillvalue=None]) --> "
        "zip_longest object",
        .methods = zip_longest_methods);

// -------------------------------------------------------------------- groupby

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

// The group that the parent is at from now on.
static Object *
make_group(GroupBy *parent, Object *target_key)
{
    Grouper *group = object_new(&grouper_type, 0);
    if (group == NULL) {
        return NULL;
    }
    group->parent = ref_new(parent);
    group->target_key = ref_new(target_key);
    RECORD_TOUCH(group);
    gc_track(group);
    parent->current_grouper = group;
    return OBJ(group);
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
    Object *group = make_group(self, self->target_key);
    if (group == NULL) {
        return NULL;
    }
    Object *pair = tuple_pack(2, self->current_key, group);
    ref_dec(group);
    return pair;
}

static Object *
grouper_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    Object *v[2];
    if (!args_no_keywords("_grouper", kwargs) ||
        it_state_items(args, 2, 2, v) < 0 ||
        it_state_type(v[0], &groupby_type, 1) < 0) {
        return NULL;
    }
    return make_group((GroupBy *)v[0], v[1]);
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

static MethodDef groupby_methods[] = {
    IT_REDUCE(groupby),
    IT_SETSTATE(groupby),
    {NULL, NULL, 0, NULL}};
static FieldDef groupby_rows[] = {
    IT_ROW(GroupBy, it), IT_ROW(GroupBy, key_function),
    IT_ROW(GroupBy, target_key), IT_ROW(GroupBy, current_key),
    IT_ROW(GroupBy, current_value), IT_END};
static MethodDef grouper_methods[] = {
    IT_REDUCE(grouper),
    {NULL, NULL, 0, NULL}};
static FieldDef grouper_rows[] = {IT_ROW(Grouper, parent),
                                  IT_ROW(Grouper, target_key), IT_END};
IT_TYPE(groupby_type, "groupby", GroupBy, groupby_rows, groupby_next,
        groupby_new, "make an iterator that returns consecutive keys and "
                     "groups from the iterable",
        .methods = groupby_methods);
IT_TYPE(grouper_type, "_grouper", Grouper, grouper_rows, grouper_next,
        grouper_new, NULL, .methods = grouper_methods);
