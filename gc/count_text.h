/* count_text.h - the value of a container: how many items it has
 * (prefix: count_text_)
 *
 * What a Type has as value_text where "3 items" is all there is to say. A
 * recording asks each new container for its value: so it can have the number
 * without the text.
 */
#ifndef GC_COUNT_TEXT_H
#define GC_COUNT_TEXT_H

#include <stddef.h>

#include "gc/type.h"

/* Of objects that have the number behind their header, in the first word (list,
 * tuple, dict, deque) or in the second one (sets). As CPython 3.11 has it:
 * Include/cpython/{listobject,tupleobject,dictobject}.h, Include/setobject.h.
 */
void count_text_first(Object *self, char *out, size_t size);
void count_text_second(Object *self, char *out, size_t size);

#define COUNT_TEXT_FITS(type, member, place)                                 \
    _Static_assert(offsetof(type, member) ==                                 \
                       sizeof(Object) + (place) * sizeof(size_t),            \
                   "see count_text_first")

/* Whether that is an object's value, and the number. */
static inline bool
count_text_number(const Object *self, size_t *number)
{
    const size_t *words = (const size_t *)(self + 1);
    const Type *type = self->type;
    if (type->value_text == count_text_first) {
        *number = words[0];
        return true;
    }
    if (type->value_text == count_text_second) {
        *number = words[1];
        return true;
    }
    return false;
}

#endif
