/* type_wrappers.h - the functions that type_slots.def names
 *
 * slot_x: fills a slot and calls the Python method __x__ (type_dunder.c,
 * type_dunder_number.c).
 * wrap_x: calls a C slot from Python (type_wrappers.c); new result, NULL
 * with an error.
 */
#ifndef INTERP_OBJECTS_TYPE_WRAPPERS_H
#define INTERP_OBJECTS_TYPE_WRAPPERS_H

#include "gc/object.h"

#define WRAP(name)                                                           \
    Object *wrap_##name(Object *self, Object *args, void *f, Object *kwargs);
WRAP(unary) WRAP(binary) WRAP(binary_left) WRAP(binary_right) WRAP(ternary)
WRAP(ternary_right) WRAP(inquiry) WRAP(len) WRAP(hash) WRAP(call) WRAP(init)
WRAP(next) WRAP(del) WRAP(lt) WRAP(le) WRAP(eq) WRAP(ne) WRAP(gt) WRAP(ge)
WRAP(setattr) WRAP(delattr) WRAP(descr_get) WRAP(descr_set)
WRAP(descr_delete) WRAP(setitem) WRAP(delitem) WRAP(index)
WRAP(sequence_item) WRAP(sequence_setitem) WRAP(sequence_delitem)
WRAP(contains)
#undef WRAP

#define BINARY(name) Object *slot_##name(Object *a, Object *b);
BINARY(add) BINARY(sub) BINARY(mul) BINARY(mod) BINARY(divmod) BINARY(lshift)
BINARY(rshift) BINARY(and) BINARY(xor) BINARY(or) BINARY(floordiv)
BINARY(truediv) BINARY(matmul) BINARY(iadd) BINARY(isub) BINARY(imul)
BINARY(imod) BINARY(ilshift) BINARY(irshift) BINARY(iand) BINARY(ixor)
BINARY(ior) BINARY(ifloordiv) BINARY(itruediv) BINARY(imatmul)
#undef BINARY

#define UNARY(name) Object *slot_##name(Object *self);
UNARY(neg) UNARY(pos) UNARY(abs) UNARY(invert) UNARY(int) UNARY(float)
UNARY(index) UNARY(await) UNARY(aiter) UNARY(anext) UNARY(repr) UNARY(str)
#undef UNARY

Object *slot_ipow(Object *a, Object *b, Object *modulus);
int slot_bool(Object *self);
ssize_t slot_len(Object *self);
HashValue slot_hash(Object *self);
int slot_setitem(Object *self, Object *key, Object *value);
int slot_contains(Object *self, Object *item);
Object *slot_sequence_item(Object *self, ssize_t i);
int slot_sequence_ass_item(Object *self, ssize_t i, Object *value);
Object *slot_descr_get(Object *self, Object *o, Object *type);
int slot_descr_set(Object *self, Object *target, Object *value);
int slot_setattr(Object *self, Object *name, Object *value);
int slot_init(Object *self, Object *args, Object *kwargs);
Object *slot_pow(Object *a, Object *b, Object *modulus);
Object *slot_getattr(Object *self, Object *name);
Object *slot_new(Type *type, Object *args, Object *kwargs);
Object *slot_call(Object *self, Object *args, Object *kwargs);
Object *slot_next(Object *self);
Object *slot_iter(Object *self);
Object *slot_getitem(Object *self, Object *key);
Object *slot_richcompare(Object *self, Object *other, int op);
void slot_finalize(Object *self);

/* The __x__ method of the class: borrowed, and whether self must be put in
 * front of the arguments; *bound then is NULL. Otherwise *bound is a new
 * reference to what the descriptor gave. NULL without an error: absent. */
BORROWED Object *type_method(Object *self, Object *name, Object **bound);

/* Calls __name__ with self and up to three arguments. NULL with *absent set
 * when the class has no such method, or with the error of the descriptor that
 * should have given it. */
NEW_REF Object *type_call_dunder(Object *self, Object *name,
                                 Object *const *args, size_t n,
                                 bool *absent);
/* The same; AttributeError when it is absent. */
NEW_REF Object *type_must_call(Object *self, Object *name,
                               Object *const *args, size_t n);

#endif
