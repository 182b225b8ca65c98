/* anchors.h - what to point at inside an expression of a traceback */
#ifndef INTERP_BYTECODE_ANCHORS_H
#define INTERP_BYTECODE_ANCHORS_H

#include <stddef.h>

/* The operator of a binary operation or the brackets of a subscript in the
 * expression segment[0..n), as byte offsets [left, right); left is -1 when
 * it is neither (CPython 3.11: extract_anchors_from_line). */
typedef struct Anchors {
    long left, right;
} Anchors;

Anchors anchors_find(const char *segment, size_t n);

#endif
