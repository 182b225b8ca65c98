/* The methods of list, subscripts with slices, and its iterators. */
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/container.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/list_private.h"
#include "interp/objects/protocol.h"
#include "interp/objects/slice.h"
#include "interp/objects/type.h"

// ------------------------------------------------------------ repetition

Object *
list_repeat(Object *self, ssize_t count)
{
    ssize_t n = list_size(self);
    if (n == 0 || count <= 0) {
        return list_new(0);
    }
    if (n > PTRDIFF_MAX / (ssize_t)sizeof(Object *) / count) {
        return error_no_memory();
    }
    Object *result = list_new(n * count);
    for (ssize_t i = 0; result != NULL && i < n * count; i++) {
        list_init_item(result, i, ref_new(list_get(self, i % n)));
    }
    return result;
}

Object *
list_repeat_in_place(Object *self, ssize_t count)
{
    List *list = (List *)self;
    ssize_t n = list_size(self);
    if (n == 0 || count == 1) {
        return ref_new(self);
    }
    if (count < 1) {
        list_empty(list);
        return ref_new(self);
    }
    if (n > PTRDIFF_MAX / count) {
        return error_no_memory();
    }
    if (list_resize(list, n * count) < 0) {
        return NULL;
    }
    for (ssize_t i = n; i < n * count; i++) {
        list->items[i] = ref_new(list->items[i - n]);
    }
    RECORD_TOUCH(list);
    return ref_new(self);
}

// ------------------------------------------------------------- subscripts

Object *
list_subscript(Object *self, Object *key)
{
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        if (i == -1 && error_occurred() != NULL) {
            return NULL;
        }
        i = i < 0 ? i + list_size(self) : i;
        if (i < 0 || i >= list_size(self)) {
            return error_set_text(EXC(IndexError), "list index out of range");
        }
        return ref_new(list_get(self, i));
    }
    if (!slice_check(key)) {
        return error_format(EXC(TypeError),
                            "list indices must be integers or slices, not "
                            "%.200s",
                            TYPE_OF(key)->name);
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return NULL;
    }
    ssize_t n = slice_adjust(list_size(self), &start, &stop, step);
    if (n <= 0) {
        return list_new(0);
    }
    if (step == 1) {
        return list_get_slice(self, start, stop);
    }
    Object *result = list_new(n);
    for (ssize_t i = 0; result != NULL && i < n; i++) {
        list_init_item(result, i, ref_new(list_get(self, start + i * step)));
    }
    return result;
}

// del list[start:...:step] of n > 0 items, step > 1.
static int
delete_slice(List *list, ssize_t start, ssize_t step, ssize_t n)
{
    Object **dead = mem_alloc((size_t)n * sizeof(Object *));
    if (dead == NULL) {
        error_no_memory();
        return -1;
    }
    ssize_t size = list->base.size, to = start, taken = 0;
    for (ssize_t i = start; i < size; i++) {
        if (taken < n && i == start + taken * step) {
            dead[taken++] = list->items[i];
        } else {
            list->items[to++] = list->items[i];
        }
    }
    list->base.size = size - n;
    int result = list_resize(list, size - n);
    RECORD_TOUCH(list);
    for (ssize_t i = 0; i < n; i++) {
        ref_dec(dead[i]);
    }
    mem_free(dead);
    return result;
}

static int
assign_slice(List *list, ssize_t start, ssize_t step, ssize_t n,
             Object *value)
{
    Object *source = value == OBJ(list)
                         ? list_get_slice(value, 0, list_size(value))
                         : sequence_fast(value, "must assign iterable to "
                                                "extended slice");
    if (source == NULL) {
        return -1;
    }
    ssize_t given = list_check(source) ? list_size(source)
                                       : tuple_size(source);
    int result = -1;
    if (given != n) {
        error_format(EXC(ValueError),
                     "attempt to assign sequence of size %zd to extended "
                     "slice of size %zd",
                     given, n);
        goto done;
    }
    if (n > 0) {
        Object **dead = mem_alloc((size_t)n * sizeof(Object *));
        if (dead == NULL) {
            error_no_memory();
            goto done;
        }
        Object **from = list_check(source) ? ((List *)source)->items
                                           : ((Tuple *)source)->items;
        for (ssize_t i = 0; i < n; i++) {
            Object **place = &list->items[start + i * step];
            dead[i] = *place;
            *place = ref_new(from[i]);
        }
        RECORD_TOUCH(list);
        for (ssize_t i = 0; i < n; i++) {
            ref_dec(dead[i]);
        }
        mem_free(dead);
    }
    result = 0;

done:
    ref_dec(source);
    return result;
}

int
list_set_subscript(Object *self, Object *key, Object *value)
{
    if (number_has_index(key)) {
        ssize_t i = number_as_ssize(key, EXC(IndexError));
        if (i == -1 && error_occurred() != NULL) {
            return -1;
        }
        return list_type.sequence->ass_item(
            self, i < 0 ? i + list_size(self) : i, value);
    }
    if (!slice_check(key)) {
        error_format(EXC(TypeError),
                     "list indices must be integers or slices, not %.200s",
                     TYPE_OF(key)->name);
        return -1;
    }
    ssize_t start, stop, step;
    if (slice_unpack(key, &start, &stop, &step) < 0) {
        return -1;
    }
    ssize_t n = slice_adjust(list_size(self), &start, &stop, step);
    if (step == 1) {
        return list_set_slice(self, start, stop, value);
    }
    if (value != NULL) {
        return assign_slice((List *)self, start, step, n, value);
    }
    if (n <= 0) {
        return 0;
    }
    if (step < 0) {
        start += step * (n - 1);
        step = -step;
    }
    return delete_slice((List *)self, start, step, n);
}

// ----------------------------------------------------------------- methods

static Object *
method_append(Object *self, Object *item)
{
    return list_append(self, item) < 0 ? NULL : none_new();
}

static Object *
method_extend(Object *self, Object *iterable)
{
    return list_extend(self, iterable);
}

static Object *
method_insert(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("insert", nargs, 2, 2)) {
        return NULL;
    }
    ssize_t where = number_as_argument(args[0]);
    if (where == -1 && error_occurred() != NULL) {
        return NULL;
    }
    return list_insert(self, where, args[1]) < 0 ? NULL : none_new();
}

static Object *
method_pop(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t index = -1;
    if (!args_check_count("pop", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs > 0) {
        index = number_as_argument(args[0]);
        if (index == -1 && error_occurred() != NULL) {
            return NULL;
        }
    }
    return list_pop(self, index);
}

static Object *
method_clear(Object *self, Object *unused UNUSED)
{
    list_empty((List *)self);
    return none_new();
}

static Object *
method_copy(Object *self, Object *unused UNUSED)
{
    return list_get_slice(self, 0, list_size(self));
}

static Object *
method_reverse(Object *self, Object *unused UNUSED)
{
    return list_reverse(self) < 0 ? NULL : none_new();
}

// The place of an equal item in [start, stop); -1 none, -2 error.
static ssize_t
find(Object *self, Object *value, ssize_t start, ssize_t stop)
{
    for (ssize_t i = start; i < stop && i < list_size(self); i++) {
        Object *item = ref_new(list_get(self, i));
        int equal = object_richcompare_bool(item, value, CMP_EQ);
        ref_dec(item);
        if (equal != 0) {
            return equal > 0 ? i : -2;
        }
    }
    return -1;
}

static Object *
method_index(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t start = 0, stop = PTRDIFF_MAX;
    if (!args_check_count("index", nargs, 1, 3) ||
        (nargs > 1 && !container_slice_bound(args[1], &start)) ||
        (nargs > 2 && !container_slice_bound(args[2], &stop))) {
        return NULL;
    }
    ssize_t n = list_size(self);
    start = start < 0 ? (start + n < 0 ? 0 : start + n) : start;
    stop = stop < 0 ? (stop + n < 0 ? 0 : stop + n) : stop;
    ssize_t i = find(self, args[0], start, stop);
    if (i >= 0) {
        return int_from_ssize(i);
    }
    return i == -2 ? NULL
                   : error_format(EXC(ValueError), "%R is not in list",
                                  args[0]);
}

static Object *
method_count(Object *self, Object *value)
{
    ssize_t count = 0;
    for (ssize_t i = 0; i < list_size(self); i++) {
        Object *item = list_get(self, i);
        if (item == value) {
            count++;
            continue;
        }
        ref_inc(item);
        int equal = object_richcompare_bool(item, value, CMP_EQ);
        ref_dec(item);
        if (equal < 0) {
            return NULL;
        }
        count += equal;
    }
    return int_from_ssize(count);
}

static Object *
method_remove(Object *self, Object *value)
{
    ssize_t i = find(self, value, 0, PTRDIFF_MAX);
    if (i == -1) {
        return error_set_text(EXC(ValueError),
                              "list.remove(x): x not in list");
    }
    return i < 0 || list_set_slice(self, i, i + 1, NULL) < 0 ? NULL
                                                             : none_new();
}

static const char *const sort_names[] = {"key", "reverse", NULL};
static const ArgsSpec sort_spec = {"sort", sort_names, 0, 0, 2};

static Object *
method_sort(Object *self, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    Object *given[2];
    int reverse = 0;
    if (!args_parse(&sort_spec, args, nargs, kwnames, given)) {
        return NULL;
    }
    if (given[1] != NULL) {
        reverse = int_as_int(given[1]);
        if (reverse == -1 && error_occurred() != NULL) {
            return NULL;
        }
    }
    return list_sort(self, given[0], reverse) < 0 ? NULL : none_new();
}

static Object *
method_size_of(Object *self, Object *unused UNUSED)
{
    return int_from_size(list_type.size_of(self));
}

MethodDef list_methods[] = {
    {"__getitem__", METHOD(list_subscript), METH_O | METH_COEXIST,
     "x.__getitem__(y) <==> x[y]"},
    {"__reversed__", METHOD(list_iter_reversed), METH_NOARGS,
     "__reversed__($self, /)\n--\n\n"
     "Return a reverse iterator over the list."},
    {"__sizeof__", METHOD(method_size_of), METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nReturn the size of the list in memory, "
     "in bytes."},
    {"clear", METHOD(method_clear), METH_NOARGS,
     "clear($self, /)\n--\n\nRemove all items from list."},
    {"copy", METHOD(method_copy), METH_NOARGS,
     "copy($self, /)\n--\n\nReturn a shallow copy of the list."},
    {"append", METHOD(method_append), METH_O,
     "append($self, object, /)\n--\n\n"
     "Append object to the end of the list."},
    {"insert", METHOD(method_insert), METH_FASTCALL,
     "insert($self, index, object, /)\n--\n\n"
     "Insert object before index."},
    {"extend", METHOD(method_extend), METH_O,
     "extend($self, iterable, /)\n--\n\n"
     "Extend list by appending elements from the iterable."},
    {"pop", METHOD(method_pop), METH_FASTCALL,
     "pop($self, index=-1, /)\n--\n\n"
     "Remove and return item at index (default last).\n\n"
     "Raises IndexError if list is empty or index is out of range."},
    {"remove", METHOD(method_remove), METH_O,
     "remove($self, value, /)\n--\n\n"
     "Remove first occurrence of value.\n\n"
     "Raises ValueError if the value is not present."},
    {"index", METHOD(method_index), METH_FASTCALL,
     "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\n"
     "Return first index of value.\n\n"
     "Raises ValueError if the value is not present."},
    {"count", METHOD(method_count), METH_O,
     "count($self, value, /)\n--\n\n"
     "Return number of occurrences of value."},
    {"reverse", METHOD(method_reverse), METH_NOARGS,
     "reverse($self, /)\n--\n\nReverse *IN PLACE*."},
    {"sort", METHOD(method_sort), METH_FASTCALL | METH_KEYWORDS,
     "sort($self, /, *, key=None, reverse=False)\n--\n\n"
     "Sort the list in ascending order and return None.\n\n"
     "The sort is in-place and stable. A key function is applied once to\n"
     "each item; reverse=True sorts in descending order."},
    {"__class_getitem__", METHOD(generic_alias_new), METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL},
};
