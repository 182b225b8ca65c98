/* list.sort: keys, the list that is empty meanwhile, and what the recorder
 * is shown then. */
#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/list_private.h"
#include "interp/objects/protocol.h"
#include "interp/objects/timsort.h"

static void
reverse(Object **first, ssize_t n)
{
    for (ssize_t i = 0, k = n - 1; i < k; i++, k--) {
        Object *item = first[i];
        first[i] = first[k];
        first[k] = item;
    }
}

// What sorts that are under way hold, so that the recorder can show it.
typedef struct Busy {
    struct Busy *next;
    List *list;
    Object **items, **keys; /* as they were when the sort began */
    ssize_t nitems, nkeys;
} Busy;

static Busy *busy; // guarded by the GIL

void
list_sort_edges(List *list, EdgeProc visit, void *arg)
{
    // When the program has put other items into it, those have the numbers.
    EdgeKind kind = list->allocated < 0 ? EDGE_INDEX : EDGE_ITEM;
    for (Busy *b = busy; b != NULL; b = b->next) {
        if (b->list != list) {
            continue;
        }
        for (ssize_t i = 0; i < b->nitems; i++) {
            visit(edge_number(kind, (size_t)i), b->items[i], arg);
        }
        for (ssize_t i = 0; i < b->nkeys; i++) {
            visit(edge_number(EDGE_KEY, (size_t)i), b->keys[i], arg);
        }
    }
}

// NULL for none, and where no memory is left: then they are not shown.
static Object **
copy_array(Object **from, ssize_t n)
{
    size_t nbytes = (size_t)n * sizeof(Object *);
    Object **copy = n == 0 ? NULL : malloc(nbytes);
    return copy == NULL ? NULL : memcpy(copy, from, nbytes);
}

static Object **
make_keys(Object *function, Object **items, ssize_t n, Busy *held)
{
    Object **keys = mem_alloc((size_t)n * sizeof(Object *));
    if (keys == NULL) {
        error_no_memory();
        return NULL;
    }
    for (ssize_t i = 0; i < n; i++) {
        keys[i] = call_one(function, items[i]);
        if (keys[i] == NULL) {
            held->nkeys = 0;
            while (--i >= 0) {
                ref_dec(keys[i]);
            }
            mem_free(keys);
            return NULL;
        }
        if (RECORD_ON()) {
            held->keys = keys;
            held->nkeys = i + 1;
            RECORD_TOUCH(held->list);
        }
    }
    return keys;
}

static int
sort_items(Object **items, ssize_t n, Object *function, int backwards,
           Busy *held)
{
    Object **keys = NULL;
    if (function != NULL && function != NONE) {
        keys = make_keys(function, items, n, held);
        if (keys == NULL) {
            return -1;
        }
        held->nkeys = 0;
        if (RECORD_ON()) {
            held->keys = copy_array(keys, n);
            held->nkeys = held->keys == NULL ? 0 : n;
        }
    }
    // Backwards and stable: reverse, sort, reverse.
    if (backwards) {
        reverse(items, n);
        if (keys != NULL) {
            reverse(keys, n);
        }
    }
    int result = keys == NULL ? timsort(items, NULL, n)
                              : timsort(keys, items, n);
    if (backwards) {
        reverse(items, n);
    }
    if (keys != NULL) {
        if (held->nkeys > 0) {
            held->nkeys = 0;
            free(held->keys);
        }
        for (ssize_t i = 0; i < n; i++) {
            ref_dec(keys[i]);
        }
        mem_free(keys);
    }
    return result;
}

int
list_sort(Object *self, Object *key, int backwards)
{
    List *list = (List *)self;
    ssize_t n = list->base.size, allocated = list->allocated;
    Object **items = list->items;
    // The list is empty while it is sorted: whoever changes it meanwhile
    // does not disturb, and is found out by `allocated`.
    Busy held = {busy, list, NULL, NULL, 0, 0};
    if (RECORD_ON()) {
        held.items = copy_array(items, n);
        held.nitems = held.items == NULL ? 0 : n;
    }
    busy = &held;
    list->base.size = 0;
    list->items = NULL;
    list->allocated = -1;

    int result = sort_items(items, n, key, backwards, &held);

    if (list->allocated != -1 && result == 0) {
        error_set_text(EXC(ValueError), "list modified during sort");
        result = -1;
    }
    for (Busy **place = &busy; *place != NULL; place = &(*place)->next) {
        if (*place == &held) {
            *place = held.next;
            break;
        }
    }
    free(held.items);
    Object **others = list->items;
    ssize_t nothers = list->base.size;
    list->base.size = n;
    list->items = items;
    list->allocated = allocated;
    RECORD_TOUCH(list);
    if (others != NULL) {
        while (--nothers >= 0) {
            ref_xdec(others[nothers]);
        }
        mem_free(others);
    }
    return result;
}
