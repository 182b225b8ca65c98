/* deque: blocks, ends, construction. Methods are in deque_methods.c. */
#include "interp/modules/deque.h"

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/count_text.h"
#include "gc/weakref.h"
#include "interp/objects/container.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define SELF ((Deque *)self)
#define SIZE(d) ((d)->base.size)

static DequeBlock *
new_block(Deque *self)
{
    if (self->free_count > 0) {
        return self->free_blocks[--self->free_count];
    }
    DequeBlock *block = mem_alloc(sizeof(DequeBlock));
    if (block == NULL) {
        error_no_memory();
    }
    return block;
}

static void
drop_block(Deque *self, DequeBlock *block)
{
    if (self->free_count < DEQUE_FREE_BLOCKS) {
        self->free_blocks[self->free_count++] = block;
    } else {
        mem_free(block);
    }
}

static void
center(Deque *self)
{
    self->left_index = DEQUE_CENTER + 1;
    self->right_index = DEQUE_CENTER;
}

Object *
deque_take_right(Deque *self)
{
    Object *item = self->right->items[self->right_index--];
    SIZE(self)--;
    self->state++;
    if (self->right_index < 0) {
        if (SIZE(self) > 0) {
            DequeBlock *before = self->right->left;
            drop_block(self, self->right);
            before->right = NULL;
            self->right = before;
            self->right_index = DEQUE_BLOCK - 1;
        } else {
            center(self);
        }
    }
    RECORD_TOUCH(self);
    return item;
}

Object *
deque_take_left(Deque *self)
{
    Object *item = self->left->items[self->left_index++];
    SIZE(self)--;
    self->state++;
    if (self->left_index == DEQUE_BLOCK) {
        if (SIZE(self) > 0) {
            DequeBlock *after = self->left->right;
            drop_block(self, self->left);
            after->left = NULL;
            self->left = after;
            self->left_index = 0;
        } else {
            center(self);
        }
    }
    RECORD_TOUCH(self);
    return item;
}

static bool
is_too_long(const Deque *self)
{
    return self->max_length >= 0 && SIZE(self) > self->max_length;
}

int
deque_append(Deque *self, Object *item)
{
    if (self->right_index == DEQUE_BLOCK - 1) {
        DequeBlock *block = new_block(self);
        if (block == NULL) {
            ref_dec(item);
            return -1;
        }
        block->left = self->right;
        block->right = NULL;
        self->right->right = block;
        self->right = block;
        self->right_index = -1;
    }
    SIZE(self)++;
    self->right->items[++self->right_index] = item;
    RECORD_TOUCH(self);
    if (is_too_long(self)) {
        ref_dec(deque_take_left(self));
    } else {
        self->state++;
    }
    return 0;
}

int
deque_append_left(Deque *self, Object *item)
{
    if (self->left_index == 0) {
        DequeBlock *block = new_block(self);
        if (block == NULL) {
            ref_dec(item);
            return -1;
        }
        block->right = self->left;
        block->left = NULL;
        self->left->left = block;
        self->left = block;
        self->left_index = DEQUE_BLOCK;
    }
    SIZE(self)++;
    self->left->items[--self->left_index] = item;
    RECORD_TOUCH(self);
    if (is_too_long(self)) {
        ref_dec(deque_take_right(self));
    } else {
        self->state++;
    }
    return 0;
}

void
deque_empty(Deque *self)
{
    // Only what is there now: a finalizer may append.
    for (ssize_t n = SIZE(self); n > 0 && SIZE(self) > 0; n--) {
        ref_dec(deque_take_right(self));
    }
}

Object **
deque_at(Deque *self, ssize_t i)
{
    ssize_t place = i + self->left_index;
    DequeBlock *block;
    if (i < SIZE(self) / 2) {
        block = self->left;
        for (ssize_t n = place / DEQUE_BLOCK; n > 0; n--) {
            block = block->right;
        }
    } else {
        block = self->right;
        ssize_t last = (self->left_index + SIZE(self) - 1) / DEQUE_BLOCK;
        for (ssize_t n = last - place / DEQUE_BLOCK; n > 0; n--) {
            block = block->left;
        }
    }
    return &block->items[place % DEQUE_BLOCK];
}

void
deque_rotate(Deque *self, ssize_t n)
{
    ssize_t size = SIZE(self);
    if (size <= 1) {
        return;
    }
    n %= size;
    n = n > size / 2 ? n - size : n < -(size / 2) ? n + size : n;
    // A block taken and given per step costs nothing: the free blocks.
    ssize_t limit = self->max_length;
    self->max_length = -1;
    for (; n > 0; n--) {
        if (deque_append_left(self, deque_take_right(self)) < 0) {
            error_clear();
        }
    }
    for (; n < 0; n++) {
        if (deque_append(self, deque_take_left(self)) < 0) {
            error_clear();
        }
    }
    self->max_length = limit;
}

int
deque_extend(Object *self, Object *iterable)
{
    Object *copy = NULL;
    if (iterable == self) {
        iterable = copy = sequence_list(self);
        if (copy == NULL) {
            return -1;
        }
    }
    Object *iterator = iter_new(iterable);
    ref_xdec(copy);
    if (iterator == NULL) {
        return -1;
    }
    if (SIZE(SELF) == 0) {
        // It will grow to the right: begin at the left of the block.
        SELF->left_index = 1;
        SELF->right_index = 0;
    }
    Object *item;
    while ((item = iter_next(iterator)) != NULL) {
        if (deque_append(SELF, item) < 0) {
            break;
        }
    }
    ref_dec(iterator);
    return error_occurred() != NULL ? -1 : 0;
}

// ------------------------------------------------------------- life and death

static Object *
deque_new_slot(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    Deque *self = (Deque *)type->alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    // Not yet valid for a traverse: it has no block.
    gc_untrack(self);
    DequeBlock *block = new_block(self);
    if (block == NULL) {
        ref_dec(self);
        return NULL;
    }
    block->left = block->right = NULL;
    self->left = self->right = block;
    self->max_length = -1;
    center(self);
    gc_track(self);
    return OBJ(self);
}

static int
deque_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"iterable", "maxlen", NULL};
    static const ArgsSpec spec = {"deque", names, 0, 0, 0};
    Object *v[2];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    ssize_t limit = -1;
    if (v[1] != NULL && v[1] != NONE) {
        if (!int_check(v[1])) {
            error_set_text(EXC(TypeError), "an integer is required");
            return -1;
        }
        limit = int_as_ssize(v[1]);
        if (limit == -1 && error_occurred() != NULL) {
            return -1;
        }
        if (limit < 0) {
            error_set_text(EXC(ValueError), "maxlen must be non-negative");
            return -1;
        }
    }
    SELF->max_length = limit;
    if (SIZE(SELF) > 0) {
        deque_empty(SELF);
    }
    return v[0] == NULL ? 0 : deque_extend(self, v[0]);
}

static void
deque_dealloc(Object *self)
{
    gc_untrack(self);
    if (!trash_begin(self)) {
        return;
    }
    if (SELF->weaklist != NULL) {
        weakref_clear_all(self);
    }
    if (SELF->left != NULL) {
        deque_empty(SELF);
        mem_free(SELF->left);
    }
    for (ssize_t i = 0; i < SELF->free_count; i++) {
        mem_free(SELF->free_blocks[i]);
    }
    container_free(self);
    trash_end();
}

static int
deque_traverse(Object *self, VisitProc visit, void *arg)
{
    ssize_t index = SELF->left_index;
    DequeBlock *block = SELF->left;
    for (ssize_t n = SIZE(SELF); n > 0; n--) {
        int stop = visit(block->items[index], arg);
        if (stop != 0) {
            return stop;
        }
        if (++index == DEQUE_BLOCK) {
            block = block->right;
            index = 0;
        }
    }
    return 0;
}

static int
deque_clear(Object *self)
{
    deque_empty(SELF);
    return 0;
}

static void
deque_edges(Object *self, EdgeProc visit, void *arg)
{
    ssize_t index = SELF->left_index;
    DequeBlock *block = SELF->left;
    for (ssize_t i = 0; i < SIZE(SELF); i++) {
        visit(edge_number(EDGE_INDEX, (size_t)i), block->items[index], arg);
        if (++index == DEQUE_BLOCK) {
            block = block->right;
            index = 0;
        }
    }
}

static size_t
deque_size_of(Object *self)
{
    size_t blocks = (size_t)((SELF->left_index + SIZE(SELF) + DEQUE_BLOCK -
                              1) / DEQUE_BLOCK);
    if (blocks == 0) {
        blocks = 1;
    }
    return (size_t)TYPE_OF(self)->basicsize + blocks * sizeof(DequeBlock);
}

static Object *
deque_repr(Object *self)
{
    int entered = repr_enter(self);
    if (entered != 0) {
        return entered < 0 ? NULL : str_from_text("[...]");
    }
    Object *list = sequence_list(self);
    Object *result = NULL;
    if (list != NULL) {
        const char *name = type_short_name(TYPE_OF(self));
        result = SELF->max_length >= 0
                     ? str_from_format("%s(%R, maxlen=%zd)", name, list,
                                       SELF->max_length)
                     : str_from_format("%s(%R)", name, list);
        ref_dec(list);
    }
    repr_leave(self);
    return result;
}

static Object *
deque_richcompare(Object *a, Object *b, int op)
{
    if (!object_type_check(a, &deque_type) ||
        !object_type_check(b, &deque_type)) {
        return not_implemented_new();
    }
    if ((op == CMP_EQ || op == CMP_NE) && SIZE((Deque *)a) !=
                                              SIZE((Deque *)b)) {
        return bool_new(op == CMP_NE);
    }
    Object *x = sequence_list(a);
    Object *y = x == NULL ? NULL : sequence_list(b);
    Object *result = y == NULL ? NULL : object_richcompare(x, y, op);
    ref_xdec(x);
    ref_xdec(y);
    return result;
}

static Object *
get_maxlen(Object *self, void *closure)
{
    (void)closure;
    return SELF->max_length < 0 ? none_new()
                                : int_from_ssize(SELF->max_length);
}

static GetSetDef deque_getset[] = {
    {"maxlen", get_maxlen, NULL, "maximum size of a deque or None if "
                                 "unbounded", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

COUNT_TEXT_FITS(Deque, base.size, 0);

STATIC_OBJECT Type deque_type = {
    TYPE_HEAD_INIT,
    .name = "collections.deque",
    .basicsize = sizeof(Deque),
    .dealloc = deque_dealloc,
    .edges = deque_edges,
    .value_text = count_text_first,
    .repr = deque_repr,
    .sequence = &deque_sequence,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_SEQUENCE,
    .doc = "deque([iterable[, maxlen]]) --> deque object\n\nA list-like "
           "sequence optimized for data accesses near its endpoints.",
    .traverse = deque_traverse,
    .clear = deque_clear,
    .richcompare = deque_richcompare,
    .weaklist_offset = offsetof(Deque, weaklist),
    .iter = deque_iter,
    .methods = deque_methods,
    .getset = deque_getset,
    .init = deque_init,
    .alloc = type_generic_alloc,
    .new_ = deque_new_slot,
    .size_of = deque_size_of,
};
