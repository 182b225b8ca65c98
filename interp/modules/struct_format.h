/* struct_format.h - packed numbers (prefix: pack_)
 *
 * One item of a format of the module struct: a letter, a byte order, and
 * reading and writing such an item at an address of any alignment.
 */
#ifndef INTERP_MODULES_STRUCT_FORMAT_H
#define INTERP_MODULES_STRUCT_FORMAT_H

#include "gc/refcount.h"

typedef enum PackOrder { PACK_NATIVE, PACK_LITTLE, PACK_BIG } PackOrder;

/* Bytes of an item, 0: no such letter in that order (native sizes differ
 * from standard ones). */
size_t pack_size(char letter, PackOrder order);

/* Puts `value` there. -1 with an error of class `error_class`, or
 * OverflowError. Not for s, p, x. */
MUST_CHECK int pack_item(char letter, PackOrder order, unsigned char *place,
                         Object *value, Object *error_class);

/* The value that stands there. */
NEW_REF Object *unpack_item(char letter, PackOrder order,
                            const unsigned char *place);

/* IEEE 754 half precision; -1 with OverflowError. */
MUST_CHECK int pack_half(double value, uint16_t *out);
double unpack_half(uint16_t bits);

#endif
