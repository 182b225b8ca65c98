/* Lists: their memory, their items and slices. */
#include "interp/objects/list.h"

#include <string.h>

#include "gc/alloc.h"
#include "gc/object_fast.h"
#include "interp/objects/container.h"
#include "interp/objects/list_private.h"
#include "interp/objects/protocol.h"

#define MOST_ITEMS (PTRDIFF_MAX / (ssize_t)sizeof(Object *))

// ------------------------------------------------------------------ memory

int
list_resize(List *list, ssize_t n)
{
    ssize_t allocated = list->allocated;
    if (allocated >= n && n >= allocated >> 1) {
        list->base.size = n;
        return 0;
    }
    // An eighth more, rounded to multiples of four: 0, 4, 8, 16, 24, 32,
    // 40, 52, 64, 76 ... A big step (extend) gets no surplus.
    size_t room = ((size_t)n + ((size_t)n >> 3) + 6) & ~(size_t)3;
    if (n - list->base.size > (ssize_t)room - n) {
        room = ((size_t)n + 3) & ~(size_t)3;
    }
    if (n == 0) {
        room = 0;
    }
    Object **items = room > (size_t)MOST_ITEMS
                         ? NULL
                         : mem_realloc(list->items,
                                       room == 0 ? 1
                                                 : room * sizeof(Object *));
    if (items == NULL) {
        if (n <= allocated) {
            list->base.size = n; // nothing is lost: it stays too big
            return 0;
        }
        error_no_memory();
        return -1;
    }
    list->items = items;
    list->base.size = n;
    list->allocated = (ssize_t)room;
    RECORD_EVENT(SIZE, list, 0, object_size(OBJ(list)), 0);
    return 0;
}

// Room for exactly n items (an even number of them) in a list without any.
static int
allocate_exactly(List *list, ssize_t n)
{
    size_t room = ((size_t)n + 1) & ~(size_t)1;
    Object **items = n > MOST_ITEMS ? NULL
                                    : mem_alloc(room * sizeof(Object *));
    if (items == NULL) {
        error_no_memory();
        return -1;
    }
    list->items = items;
    list->allocated = (ssize_t)room;
    return 0;
}

void
list_empty(List *list)
{
    Object **items = list->items;
    if (items == NULL) {
        return;
    }
    ssize_t n = list->base.size;
    list->base.size = 0;
    list->items = NULL;
    list->allocated = 0;
    RECORD_TOUCH(list);
    while (--n >= 0) {
        ref_xdec(items[n]);
    }
    mem_free(items);
}

// Items are left as they are.
static List *
list_new_raw(ssize_t n)
{
    if (n < 0) {
        error_bad_internal();
        return NULL;
    }
    List *list = object_new_watched(&list_type, sizeof(List), n);
    if (list == NULL) {
        return NULL;
    }
    list->items = NULL;
    if (n > 0) {
        list->items = n > MOST_ITEMS
                          ? NULL
                          : mem_alloc((size_t)n * sizeof(Object *));
        if (list->items == NULL) {
            object_free(list);
            error_no_memory();
            return NULL;
        }
    }
    list->base.size = n;
    list->allocated = n;
    gc_track(list);
    return list;
}

Object *
list_new(ssize_t n)
{
    List *list = list_new_raw(n);
    if (list != NULL && n > 0) {
        memset(list->items, 0, (size_t)n * sizeof(Object *));
    }
    return OBJ(list);
}

// ------------------------------------------------------------------- items

int
list_append_steal(Object *self, Object *item)
{
    List *list = (List *)self;
    ssize_t n = list->base.size;
    if (list->allocated > n) {
        list->base.size = n + 1;
    } else if (list_resize(list, n + 1) < 0) {
        ref_dec(item);
        return -1;
    }
    list->items[n] = item;
    RECORD_SLOT(list, edge_number(EDGE_INDEX, (size_t)n), item);
    return 0;
}

int
list_append(Object *list, Object *item)
{
    return list_append_steal(list, ref_new(item));
}

int
list_insert(Object *self, ssize_t where, Object *item)
{
    List *list = (List *)self;
    ssize_t n = list->base.size;
    if (list_resize(list, n + 1) < 0) {
        return -1;
    }
    where = where < 0 ? where + n : where;
    where = where < 0 ? 0 : where > n ? n : where;
    Object **place = list->items + where;
    memmove(place + 1, place, (size_t)(n - where) * sizeof(Object *));
    *place = ref_new(item);
    RECORD_TOUCH(list);
    return 0;
}

int
list_set(Object *self, ssize_t i, Object *value)
{
    if (i < 0 || i >= list_size(self)) {
        ref_xdec(value);
        error_set_text(EXC(IndexError), "list assignment index out of range");
        return -1;
    }
    Object *old = list_get(self, i);
    list_get(self, i) = value;
    RECORD_SLOT(self, edge_number(EDGE_INDEX, (size_t)i), value);
    ref_xdec(old);
    return 0;
}

Object *
list_get_slice(Object *self, ssize_t low, ssize_t high)
{
    ssize_t n = list_size(self);
    low = low < 0 ? 0 : low > n ? n : low;
    high = high < low ? low : high > n ? n : high;
    List *result = list_new_raw(high - low);
    if (result == NULL) {
        return NULL;
    }
    // Read again: the allocation may have run a finalizer.
    ssize_t count = 0;
    for (ssize_t i = low; i < high && i < list_size(self); i++) {
        result->items[count++] = ref_new(list_get(self, i));
    }
    result->base.size = count;
    return OBJ(result);
}

// The items to be put into a slice of `self`, as a list or tuple.
static Object *
slice_source(Object *self, Object *value)
{
    Object *copy = NULL;
    if (value == self) {
        copy = list_get_slice(self, 0, list_size(self));
        value = copy;
    }
    Object *source = value == NULL
                         ? NULL
                         : sequence_fast(value, "can only assign an iterable");
    ref_xdec(copy);
    return source;
}

// Moves the items from `high` on by `more` places, and the end with them. -1
// with MemoryError; they are where they were then, but not what was between.
static int
move_tail(List *list, ssize_t high, ssize_t more)
{
    ssize_t size = list->base.size;
    size_t tail = (size_t)(size - high) * sizeof(Object *);
    if (more < 0) {
        memmove(list->items + high + more, list->items + high, tail);
        if (list_resize(list, size + more) < 0) {
            memmove(list->items + high, list->items + high + more, tail);
            return -1;
        }
    } else if (more > 0) {
        if (list_resize(list, size + more) < 0) {
            return -1;
        }
        memmove(list->items + high + more, list->items + high, tail);
    }
    return 0;
}

int
list_set_slice(Object *self, ssize_t low, ssize_t high, Object *value)
{
    List *list = (List *)self;
    Object *source = NULL;
    Object **from = NULL;
    ssize_t n = 0;
    if (value != NULL) {
        source = slice_source(self, value);
        if (source == NULL) {
            return -1;
        }
        n = list_check(source) ? list_size(source) : tuple_size(source);
        from = list_check(source) ? ((List *)source)->items
                                  : ((Tuple *)source)->items;
    }
    ssize_t size = list->base.size;
    low = low < 0 ? 0 : low > size ? size : low;
    high = high < low ? low : high > size ? size : high;
    ssize_t removed = high - low;
    if (size + n == removed) {
        list_empty(list);
        ref_xdec(source);
        return 0;
    }
    Object *few[8];
    Object **dead = few;
    size_t bytes = (size_t)removed * sizeof(Object *);
    int result = -1;
    if (removed > 8) {
        dead = mem_alloc(bytes);
        if (dead == NULL) {
            error_no_memory();
            goto done;
        }
    }
    if (removed > 0) {
        memcpy(dead, list->items + low, bytes);
    }
    if (move_tail(list, high, n - removed) < 0) {
        if (removed > 0) {
            memcpy(list->items + low, dead, bytes);
        }
        goto done;
    }
    for (ssize_t i = 0; i < n; i++) {
        list->items[low + i] = ref_new(from[i]);
    }
    RECORD_TOUCH(list);
    for (ssize_t i = removed; --i >= 0;) {
        ref_xdec(dead[i]);
    }
    result = 0;

done:
    if (dead != few) {
        mem_free(dead);
    }
    ref_xdec(source);
    return result;
}

// Making a list smaller cannot fail: without memory it keeps its room.
static void
shrink(List *list, ssize_t n)
{
    if (list_resize(list, n) < 0) {
        error_clear();
        list->base.size = n;
    }
}

Object *
list_pop(Object *self, ssize_t index)
{
    List *list = (List *)self;
    ssize_t n = list->base.size;
    if (n == 0) {
        return error_set_text(EXC(IndexError), "pop from empty list");
    }
    index = index < 0 ? index + n : index;
    if (index < 0 || index >= n) {
        return error_set_text(EXC(IndexError), "pop index out of range");
    }
    Object *item = list->items[index];
    if (index < n - 1) {
        memmove(list->items + index, list->items + index + 1,
                (size_t)(n - 1 - index) * sizeof(Object *));
        shrink(list, n - 1);
        RECORD_TOUCH(list);
    } else {
        shrink(list, n - 1);
        RECORD_SLOT(list, edge_number(EDGE_INDEX, (size_t)index), NULL);
    }
    return item;
}

// Appends n borrowed items; `list` may be the owner of `from`.
static int
extend_from_array(List *list, Object *source)
{
    ssize_t n = list_check(source) ? list_size(source) : tuple_size(source);
    if (n == 0) {
        return 0;
    }
    ssize_t size = list->base.size;
    if (list->items == NULL) {
        if (allocate_exactly(list, n) < 0) {
            return -1;
        }
        list->base.size = n;
    } else if (size > MOST_ITEMS - n) {
        error_no_memory();
        return -1;
    } else if (list_resize(list, size + n) < 0) {
        return -1;
    }
    // After the resize: it may be the same list, whose items have moved.
    Object **from = list_check(source) ? ((List *)source)->items
                                       : ((Tuple *)source)->items;
    for (ssize_t i = 0; i < n; i++) {
        list->items[size + i] = ref_new(from[i]);
    }
    RECORD_TOUCH(list);
    return 0;
}

int
list_extend_with(List *list, Object *iterable)
{
    if (list_check_exact(iterable) || tuple_check_exact(iterable) ||
        iterable == OBJ(list)) {
        ref_inc(iterable);
        int failed = extend_from_array(list, iterable);
        ref_dec(iterable);
        return failed;
    }
    Object *iterator = iter_new(iterable);
    if (iterator == NULL) {
        return -1;
    }
    UnaryFunc next = TYPE_OF(iterator)->iternext;
    ssize_t expected = object_length_hint(iterable, 8);
    if (expected < 0) {
        goto fail;
    }
    ssize_t size = list->base.size;
    if (size > PTRDIFF_MAX - expected) {
        // Too much: hope that the hint is wrong.
    } else if (list->items == NULL) {
        if (expected > 0 && allocate_exactly(list, expected) < 0) {
            goto fail;
        }
    } else {
        if (list_resize(list, size + expected) < 0) {
            goto fail;
        }
        list->base.size = size;
    }
    for (;;) {
        Object *item = next(iterator);
        if (item == NULL) {
            if (error_occurred() != NULL) {
                if (!error_matches(EXC(StopIteration))) {
                    goto fail;
                }
                error_clear();
            }
            break;
        }
        if (list_append_steal(OBJ(list), item) < 0) {
            goto fail;
        }
    }
    if (list->base.size < list->allocated &&
        list_resize(list, list->base.size) < 0) {
        goto fail;
    }
    ref_dec(iterator);
    return 0;

fail:
    ref_dec(iterator);
    return -1;
}

Object *
list_extend(Object *list, Object *iterable)
{
    return list_extend_with((List *)list, iterable) < 0 ? NULL : none_new();
}

int
list_reverse(Object *self)
{
    Object **items = ((List *)self)->items;
    for (ssize_t i = 0, k = list_size(self) - 1; i < k; i++, k--) {
        Object *item = items[i];
        items[i] = items[k];
        items[k] = item;
    }
    RECORD_TOUCH(self);
    return 0;
}

Object *
list_as_tuple(Object *self)
{
    return tuple_from_array(((List *)self)->items, list_size(self));
}
