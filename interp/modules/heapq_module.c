/* The module _heapq: a list as a priority queue, with the same comparisons
 * in the same order as CPython 3.11's Modules/_heapqmodule.c. */
#include "interp/modules/modules.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

// Whether `a` comes before `b` in the heap `list` (of the greatest if
// `maximum`): 1, 0, or -1 with an error, also when the comparison has
// changed the list's length.
static int
before(Object *list, Object *a, Object *b, bool maximum)
{
    ssize_t size = list_size(list);
    ref_inc(a);
    ref_inc(b);
    int less = maximum ? object_richcompare_bool(b, a, CMP_LT)
                       : object_richcompare_bool(a, b, CMP_LT);
    ref_dec(a);
    ref_dec(b);
    if (less >= 0 && list_size(list) != size) {
        error_set_text(EXC(RuntimeError),
                       "list changed size during iteration");
        return -1;
    }
    return less;
}

static void
swap(Object *list, ssize_t i, ssize_t j)
{
    Object **items = ((List *)list)->items;
    Object *t = items[i];
    items[i] = items[j];
    items[j] = t;
    RECORD_TOUCH(list);
}

static int
check_index(Object *list, ssize_t at)
{
    if (at >= list_size(list)) {
        error_set_text(EXC(IndexError), "index out of range");
        return -1;
    }
    return 0;
}

// The item at `at` goes up as far as it comes before its parent.
static int
sift_down(Object *list, ssize_t start, ssize_t at, bool maximum)
{
    if (check_index(list, at) < 0) {
        return -1;
    }
    while (at > start) {
        ssize_t parent = (at - 1) >> 1;
        int is = before(list, list_get(list, at), list_get(list, parent),
                        maximum);
        if (is <= 0) {
            return is;
        }
        swap(list, at, parent);
        at = parent;
    }
    return 0;
}

// The better children go up until a leaf, then the item comes back up.
static int
sift_up(Object *list, ssize_t at, bool maximum)
{
    ssize_t start = at, end = list_size(list);
    if (check_index(list, at) < 0) {
        return -1;
    }
    while (at < end >> 1) {
        ssize_t child = 2 * at + 1;
        if (child + 1 < end) {
            int is = before(list, list_get(list, child),
                            list_get(list, child + 1), maximum);
            if (is < 0) {
                return -1;
            }
            child += is == 0;
        }
        swap(list, child, at);
        at = child;
    }
    return sift_down(list, start, at, maximum);
}

static int
check_list(const char *function, const char *which, Object *o)
{
    if (!list_check(o)) {
        error_format(EXC(TypeError), "%s() argument%s must be list, not %s",
                     function, which, o == NONE ? "None" : o->type->name);
        return 0;
    }
    return 1;
}

// Puts `item` at the top and gives what was there.
static Object *
replace_top(Object *list, Object *item, bool maximum)
{
    if (check_index(list, 0) < 0) {
        return NULL;
    }
    Object *top = ref_new(list_get(list, 0));
    if (list_set(list, 0, ref_new(item)) < 0 ||
        sift_up(list, 0, maximum) < 0) {
        ref_dec(top);
        return NULL;
    }
    return top;
}

static Object *
pop(Object *list, bool maximum)
{
    if (check_index(list, 0) < 0) {
        return NULL;
    }
    ssize_t n = list_size(list) - 1;
    Object *last = ref_new(list_get(list, n));
    if (list_set_slice(list, n, n + 1, NULL) < 0) {
        ref_dec(last);
        return NULL;
    }
    if (n == 0) {
        return last;
    }
    Object *top = replace_top(list, last, maximum);
    ref_dec(last);
    return top;
}

static Object *
heapify(Object *list, bool maximum)
{
    for (ssize_t i = (list_size(list) >> 1) - 1; i >= 0; i--) {
        if (sift_up(list, i, maximum) < 0) {
            return NULL;
        }
    }
    return none_new();
}

static Object *
m_heappush(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    if (!args_check_count("heappush", nargs, 2, 2) ||
        !check_list("heappush", " 1", args[0]) ||
        list_append(args[0], args[1]) < 0 ||
        sift_down(args[0], 0, list_size(args[0]) - 1, false) < 0) {
        return NULL;
    }
    return none_new();
}

static Object *
m_heappop(Object *module, Object *list)
{
    (void)module;
    return check_list("heappop", "", list) ? pop(list, false) : NULL;
}

static Object *
m_heappop_max(Object *module, Object *list)
{
    (void)module;
    return check_list("_heappop_max", "", list) ? pop(list, true) : NULL;
}

static Object *
m_heapreplace(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    return args_check_count("heapreplace", nargs, 2, 2) &&
                   check_list("heapreplace", " 1", args[0])
               ? replace_top(args[0], args[1], false)
               : NULL;
}

static Object *
m_heapreplace_max(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    return args_check_count("_heapreplace_max", nargs, 2, 2) &&
                   check_list("_heapreplace_max", " 1", args[0])
               ? replace_top(args[0], args[1], true)
               : NULL;
}

static Object *
m_heappushpop(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    if (!args_check_count("heappushpop", nargs, 2, 2) ||
        !check_list("heappushpop", " 1", args[0])) {
        return NULL;
    }
    if (list_size(args[0]) == 0) {
        return ref_new(args[1]);
    }
    Object *top = ref_new(list_get(args[0], 0));
    int less = object_richcompare_bool(top, args[1], CMP_LT);
    ref_dec(top);
    return less < 0    ? NULL
           : less == 0 ? ref_new(args[1])
                       : replace_top(args[0], args[1], false);
}

static Object *
m_heapify(Object *module, Object *list)
{
    (void)module;
    return check_list("heapify", "", list) ? heapify(list, false) : NULL;
}

static Object *
m_heapify_max(Object *module, Object *list)
{
    (void)module;
    return check_list("_heapify_max", "", list) ? heapify(list, true) : NULL;
}

static MethodDef functions[] = {
    {"heappush", METHOD(m_heappush), METH_FASTCALL,
     "heappush($module, heap, item, /)\n--\n\nPush item onto heap, "
     "maintaining the heap invariant."},
    {"heappushpop", METHOD(m_heappushpop), METH_FASTCALL,
     "heappushpop($module, heap, item, /)\n--\n\nPush item on the heap, then "
     "pop and return the smallest item from the heap.\n\nThe combined action "
     "runs more efficiently than heappush() followed by\na separate call to "
     "heappop()."},
    {"heappop", m_heappop, METH_O,
     "heappop($module, heap, /)\n--\n\nPop the smallest item off the heap, "
     "maintaining the heap invariant."},
    {"heapreplace", METHOD(m_heapreplace), METH_FASTCALL,
     "heapreplace($module, heap, item, /)\n--\n\nPop and return the current "
     "smallest value, and add the new item.\n\nThis is more efficient than "
     "heappop() followed by heappush(), and can be\nmore appropriate when "
     "using a fixed-size heap.  Note that the value\nreturned may be larger "
     "than item!  That constrains reasonable uses of\nthis routine unless "
     "written as part of a conditional replacement:\n\n    if item > "
     "heap[0]:\n        item = heapreplace(heap, item)"},
    {"heapify", m_heapify, METH_O,
     "heapify($module, heap, /)\n--\n\nTransform list into a heap, in-place, "
     "in O(len(heap)) time."},
    {"_heappop_max", m_heappop_max, METH_O,
     "_heappop_max($module, heap, /)\n--\n\nMaxheap variant of heappop."},
    {"_heapreplace_max", METHOD(m_heapreplace_max), METH_FASTCALL,
     "_heapreplace_max($module, heap, item, /)\n--\n\nMaxheap variant of "
     "heapreplace."},
    {"_heapify_max", m_heapify_max, METH_O,
     "_heapify_max($module, heap, /)\n--\n\nMaxheap variant of heapify."},
    {NULL, NULL, 0, NULL}};

Object *
heapq_module_new(void)
{
    Object *m = module_new("_heapq");
    if (m != NULL &&
        (module_add_functions(m, functions) < 0 ||
         module_add_text(m, "__doc__", "Heap queue algorithm (a.k.a. "
                                       "priority queue).") < 0)) {
        REF_CLEAR(m);
    }
    return m;
}
