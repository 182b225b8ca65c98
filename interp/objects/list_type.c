/* The slots of list and its type. */
#include "gc/alloc.h"
#include "gc/count_text.h"
#include "gc/object_fast.h"
#include "gc/record_edge.h"
#include "interp/objects/container.h"
#include "interp/objects/list_private.h"
#include "interp/objects/protocol.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/type.h"

static void
slot_dealloc(Object *self)
{
    gc_untrack(self);
    bool exact = TYPE_OF(self)->dealloc == slot_dealloc;
    if (exact && !trash_begin(self)) {
        return;
    }
    List *list = (List *)self;
    if (list->items != NULL) {
        for (ssize_t i = list->base.size; --i >= 0;) {
            ref_xdec(list->items[i]);
        }
        mem_free(list->items);
    }
    if (TYPE_OF(self) == &list_type) {
        object_free_watched(self, sizeof(List));
    } else {
        container_free(self);
    }
    if (exact) {
        trash_end();
    }
}

static int
slot_traverse(Object *self, VisitProc visit, void *arg)
{
    for (ssize_t i = list_size(self); --i >= 0;) {
        Object *item = list_get(self, i);
        int stop = item != NULL ? visit(item, arg) : 0;
        if (stop != 0) {
            return stop;
        }
    }
    return 0;
}

static int
slot_clear(Object *self)
{
    list_empty((List *)self);
    return 0;
}

static ALWAYS_INLINE void
walk_items(Object *self, EdgeProc visit, void *arg)
{
    for (ssize_t i = 0; i < list_size(self); i++) {
        if (list_get(self, i) != NULL) {
            visit(edge_number(EDGE_INDEX, (size_t)i), list_get(self, i),
                  arg);
        }
    }
}

static void
slot_edges(Object *self, EdgeProc visit, void *arg)
{
    RECORD_WALK_ITEMS(walk_items, self, ((List *)self)->items,
                      list_size(self), visit, arg);
    list_sort_edges((List *)self, visit, arg);
}

static size_t
slot_size_of(Object *self)
{
    return (size_t)TYPE_OF(self)->basicsize +
           (size_t)((List *)self)->allocated * sizeof(Object *);
}

static Object *
slot_repr(Object *self)
{
    if (list_size(self) == 0) {
        return str_from_text("[]");
    }
    int entered = repr_enter(self);
    if (entered != 0) {
        return entered > 0 ? str_from_text("[...]") : NULL;
    }
    StrWriter w;
    strwriter_init(&w);
    int failed = strwriter_char(&w, '[');
    // The repr of an item may change the list.
    for (ssize_t i = 0; i < list_size(self) && failed == 0; i++) {
        Object *item = ref_new(list_get(self, i));
        failed = (i > 0 && strwriter_text(&w, ", ") < 0) ||
                 strwriter_repr(&w, item) < 0;
        ref_dec(item);
    }
    failed = failed || strwriter_char(&w, ']') < 0;
    repr_leave(self);
    if (failed) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

static ssize_t
slot_length(Object *self)
{
    return list_size(self);
}

static int
slot_contains(Object *self, Object *value)
{
    int result = 0;
    for (ssize_t i = 0; i < list_size(self) && result == 0; i++) {
        Object *item = ref_new(list_get(self, i));
        result = object_richcompare_bool(item, value, CMP_EQ);
        ref_dec(item);
    }
    return result;
}

static Object *
slot_item(Object *self, ssize_t i)
{
    if (i < 0 || i >= list_size(self)) {
        return error_set_text(EXC(IndexError), "list index out of range");
    }
    return ref_new(list_get(self, i));
}

static int
slot_ass_item(Object *self, ssize_t i, Object *value)
{
    if (value != NULL) {
        return list_set(self, i, ref_new(value));
    }
    if (i < 0 || i >= list_size(self)) {
        error_set_text(EXC(IndexError), "list assignment index out of range");
        return -1;
    }
    return list_set_slice(self, i, i + 1, NULL);
}

static Object *
slot_concat(Object *a, Object *b)
{
    if (!list_check(b)) {
        return error_format(EXC(TypeError),
                            "can only concatenate list (not \"%.200s\") to "
                            "list",
                            TYPE_OF(b)->name);
    }
    ssize_t na = list_size(a), nb = list_size(b);
    if (na > PTRDIFF_MAX - nb) {
        return error_no_memory();
    }
    Object *result = list_new(na + nb);
    if (result == NULL) {
        return NULL;
    }
    for (ssize_t i = 0; i < na; i++) {
        list_init_item(result, i, ref_new(list_get(a, i)));
    }
    for (ssize_t i = 0; i < nb; i++) {
        list_init_item(result, na + i, ref_new(list_get(b, i)));
    }
    return result;
}

static Object *
slot_inplace_concat(Object *self, Object *other)
{
    return list_extend_with((List *)self, other) < 0 ? NULL : ref_new(self);
}

static Object *
slot_richcompare(Object *a, Object *b, int op)
{
    if (!list_check(a) || !list_check(b)) {
        return not_implemented_new();
    }
    if (list_size(a) != list_size(b) && (op == CMP_EQ || op == CMP_NE)) {
        return bool_new(op == CMP_NE);
    }
    ssize_t i = 0;
    for (; i < list_size(a) && i < list_size(b); i++) {
        Object *x = list_get(a, i), *y = list_get(b, i);
        if (x == y) {
            continue;
        }
        ref_inc(x);
        ref_inc(y);
        int equal = object_richcompare_bool(x, y, CMP_EQ);
        ref_dec(x);
        ref_dec(y);
        if (equal < 0) {
            return NULL;
        }
        if (!equal) {
            break;
        }
    }
    if (i >= list_size(a) || i >= list_size(b)) {
        return bool_new(
            container_compare_sizes(list_size(a), list_size(b), op));
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return bool_new(op == CMP_NE);
    }
    Object *x = ref_new(list_get(a, i)), *y = ref_new(list_get(b, i));
    Object *result = object_richcompare(x, y, op);
    ref_dec(x);
    ref_dec(y);
    return result;
}

static int
initialize(List *list, Object *iterable)
{
    list_empty(list);
    return iterable == NULL ? 0 : list_extend_with(list, iterable);
}

static int
slot_init(Object *self, Object *args, Object *kwargs)
{
    Type *type = TYPE_OF(self);
    if (((type == &list_type || type->new_ == list_type.new_) &&
         !args_no_keywords("list", kwargs)) ||
        !args_check_count("list", tuple_size(args), 0, 1)) {
        return -1;
    }
    return initialize((List *)self,
                      tuple_size(args) > 0 ? tuple_get(args, 0) : NULL);
}

static Object *
slot_vectorcall(Object *type, Object *const *args, size_t nargsf,
                Object *kwnames)
{
    ssize_t nargs = call_nargs(nargsf);
    if (!args_no_kwnames("list", kwnames) ||
        !args_check_count("list", nargs, 0, 1)) {
        return NULL;
    }
    Object *list = type_generic_alloc((Type *)type, 0);
    if (list != NULL && nargs > 0 && initialize((List *)list, args[0]) < 0) {
        ref_dec(list);
        return NULL;
    }
    return list;
}

static SequenceSlots list_sequence = {
    .length = slot_length,
    .concat = slot_concat,
    .repeat = list_repeat,
    .item = slot_item,
    .ass_item = slot_ass_item,
    .contains = slot_contains,
    .inplace_concat = slot_inplace_concat,
    .inplace_repeat = list_repeat_in_place,
};

static MappingSlots list_mapping = {
    .length = slot_length,
    .subscript = list_subscript,
    .ass_subscript = list_set_subscript,
};

COUNT_TEXT_FITS(List, base.size, 0);

STATIC_OBJECT Type list_type = {
    TYPE_HEAD_INIT,
    .name = "list",
    .basicsize = sizeof(List),
    .dealloc = slot_dealloc,
    .edges = slot_edges,
    .value_text = count_text_first,
    .repr = slot_repr,
    .sequence = &list_sequence,
    .mapping = &list_mapping,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE |
             TYPE_LIST_SUBCLASS | TYPE_MATCH_SELF | TYPE_SEQUENCE,
    .doc = "list(iterable=(), /)\n--\n\n"
           "Built-in mutable sequence.\n\n"
           "If no argument is given, the constructor creates a new empty "
           "list.\nThe argument must be an iterable if specified.",
    .traverse = slot_traverse,
    .clear = slot_clear,
    .richcompare = slot_richcompare,
    .iter = list_iter,
    .methods = list_methods,
    .init = slot_init,
    .new_ = type_generic_new,
    .size_of = slot_size_of,
    .vectorcall = slot_vectorcall,
};
