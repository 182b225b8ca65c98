/* memoryview_core.h - the items of a memoryview (prefix: view_) */
#ifndef INTERP_OBJECTS_MEMORYVIEW_CORE_H
#define INTERP_OBJECTS_MEMORYVIEW_CORE_H

#include "interp/objects/bytes.h"

/* The first byte of item i. */
char *view_item_place(const MemoryView *o, ssize_t i);
/* The letter of the format; 0: not one we know. */
char view_format_letter(const MemoryView *o);
ssize_t view_letter_size(char letter);
NEW_REF Object *view_read_item(const MemoryView *o, ssize_t i);
/* TypeError or ValueError when the value does not fit the format. */
MUST_CHECK int view_write_item(MemoryView *o, ssize_t i, Object *value);

#endif
