/* memoryview_core.h - what the files of memoryview share (prefix: view_)
 *
 * Shape and strides of a view lie in its `array`: one number for each
 * dimension, 0 to VIEW_DIMENSIONS.
 */
#ifndef INTERP_OBJECTS_MEMORYVIEW_CORE_H
#define INTERP_OBJECTS_MEMORYVIEW_CORE_H

#include "interp/objects/bytes.h"

#define VIEW(o) ((MemoryView *)(o))

enum { VIEW_DIMENSIONS = 64 };

/* --- memoryview.c --- */
/* A view of `managed`, of bytes as `like` says, with room for `ndim`
 * dimensions: when these are not like's own, the caller fills them in. */
NEW_REF Object *view_new(ManagedBuffer *managed, const BufferView *like,
                         int ndim);
/* The same as another one. */
NEW_REF Object *view_copy(ManagedBuffer *managed, const BufferView *like);
/* Lets the buffer go, as release() does; once. */
void view_let_go(MemoryView *o);
/* -1 with ValueError when it is. */
MUST_CHECK int view_check_released(Object *o);

/* --- memoryview_methods.c --- */
extern MethodDef memoryview_methods[];
extern GetSetDef memoryview_getset[];

/* --- memoryview_items.c --- */
/* The letter of a native format; 0: another format. */
char view_format_letter(const BufferView *view);
ssize_t view_letter_size(char letter);
/* The item at p; NotImplementedError for formats that are not native. */
NEW_REF Object *view_read(const BufferView *view, const char *p);
/* TypeError or ValueError when the value does not fit the format. */
MUST_CHECK int view_write(MemoryView *o, char *p, Object *value);
/* The item at p in any format of one letter, of any byte order; NULL without
 * an error for others. */
Object *view_read_any(const BufferView *view, const char *p);

/* --- memoryview_shape.c --- */
/* Whether the items lie one behind the other; order 'C': the last index
 * first, 'F': the first one. */
bool view_is_contiguous(const BufferView *view, char order);
/* The bytes in that order; `to` has room for view->len. */
void view_copy_out(const BufferView *view, char *to, char order);
/* The other way round: from bytes in order 'C'. */
void view_copy_in(const BufferView *view, const char *from);
/* Nested lists, one item when there is no dimension. */
NEW_REF Object *view_list(const BufferView *view);
/* Whether shapes and items are the same. */
bool view_equal(const BufferView *a, const BufferView *b);
/* memoryview.cast(); `shape` may be NULL. */
NEW_REF Object *view_cast(Object *self, Object *format, Object *shape);

/* --- memoryview_index.c --- */
extern SequenceSlots view_sequence;
extern MappingSlots view_mapping;
/* Item i of one dimension; IndexError. */
NEW_REF Object *view_item(Object *self, ssize_t i);

#endif
