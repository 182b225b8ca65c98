/* deque.h - collections.deque (prefix: deque_)
 *
 * A doubly linked list of blocks of 64 items, as CPython 3.11's: the first
 * item is left->items[left_index], the last right->items[right_index]. An
 * empty deque has one block, left_index == right_index + 1 in its middle.
 */
#ifndef INTERP_MODULES_DEQUE_H
#define INTERP_MODULES_DEQUE_H

#include "gc/refcount.h"

#define DEQUE_BLOCK 64
#define DEQUE_CENTER ((DEQUE_BLOCK - 1) / 2)
#define DEQUE_FREE_BLOCKS 16

typedef struct DequeBlock {
    struct DequeBlock *left;
    Object *items[DEQUE_BLOCK];
    struct DequeBlock *right;
} DequeBlock;

typedef struct Deque {
    VarObject base; /* size: items */
    DequeBlock *left, *right;
    ssize_t left_index, right_index;
    size_t state; /* grows with every change: iterators look at it */
    ssize_t max_length; /* -1: none */
    ssize_t free_count;
    DequeBlock *free_blocks[DEQUE_FREE_BLOCKS];
    Object *weaklist;
} Deque;

extern Type deque_type, deque_iterator_type, deque_reverse_iterator_type;

MUST_CHECK int deque_append(Deque *self, STEALS Object *item);
MUST_CHECK int deque_append_left(Deque *self, STEALS Object *item);
/* The reference is the caller's; the deque must not be empty. */
NEW_REF Object *deque_take_right(Deque *self);
NEW_REF Object *deque_take_left(Deque *self);
void deque_empty(Deque *self);
/* Item i, borrowed. */
BORROWED Object **deque_at(Deque *self, ssize_t i);
/* A deque of the same type and maximum. */
NEW_REF Object *deque_copy(Object *self, Object *unused);
MUST_CHECK int deque_extend(Object *self, Object *iterable);
void deque_rotate(Deque *self, ssize_t n);

extern MethodDef deque_methods[];
extern SequenceSlots deque_sequence;
NEW_REF Object *deque_iter(Object *self);

#endif
