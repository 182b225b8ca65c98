/* varint.h - numbers of variable length, 7 bits a byte, lowest first
 * (prefix: varint_)
 */
#ifndef VISUALIZER_VARINT_H
#define VISUALIZER_VARINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VARINT_MAX = 10 };

/* Writes `n`; returns the bytes it took. */
static inline size_t
varint_put(uint8_t *at, uint64_t n)
{
    size_t used = 0;
    while (n >= 0x80) {
        at[used++] = (uint8_t)(n | 0x80);
        n >>= 7;
    }
    at[used++] = (uint8_t)n;
    return used;
}

/* Reads a number and moves on; false at the end or when it is too long. */
static inline bool
varint_get(const uint8_t **at, const uint8_t *end, uint64_t *n)
{
    uint64_t value = 0;
    const uint8_t *s = *at;
    for (unsigned shift = 0; shift < 64 && s < end; shift += 7) {
        uint8_t byte = *s++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *at = s;
            *n = value;
            return true;
        }
    }
    return false;
}

/* Signed differences: 0, -1, 1, -2 ... as 0, 1, 2, 3 ... */
static inline uint64_t
zigzag(uint64_t difference)
{
    return difference << 1 ^ (uint64_t)((int64_t)difference >> 63);
}

static inline uint64_t
unzigzag(uint64_t n)
{
    return n >> 1 ^ (0 - (n & 1));
}

#endif
