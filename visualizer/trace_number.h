/* trace_number.h - the numbers of a block of events (prefix: number_)
 *
 * Nearly all take one byte or two, and are written without asking how many:
 * there is room behind them.
 */
#ifndef VISUALIZER_TRACE_NUMBER_H
#define VISUALIZER_TRACE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "gc/ownership.h"

/* The lower two bits of the first byte say how many follow, up to
 * three; or 3, and the others how many. */
static ALWAYS_INLINE uint8_t *
number_put(uint8_t *at, uint64_t n)
{
    // How many follow the first byte, by the place of the highest bit; 3: more.
    static const uint8_t follow[64] = {
        0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
    const size_t few = follow[63 ^ __builtin_clzll(n | 1)];
    if (LIKELY(few < 3)) {
        uint32_t bytes = (uint32_t)n << 2 | (uint32_t)few;
        memcpy(at, &bytes, 4);
        return at + 1 + few;
    }
    unsigned more = (unsigned)(71 - __builtin_clzll(n)) / 8;
    *at++ = (uint8_t)(more << 2 | 3);
    memcpy(at, &n, 8);
    return at + more;
}

static ALWAYS_INLINE bool
number_get(const uint8_t **at, const uint8_t *end, uint64_t *n)
{
    const uint8_t *s = *at;
    if (UNLIKELY(s >= end)) {
        return false;
    }
    unsigned more = *s & 3;
    uint64_t value = *s >> 2;
    unsigned shift = 6;
    if (more == 3) {
        more = *s >> 2;
        value = shift = 0;
    }
    if (UNLIKELY(more > 8 || more > (size_t)(end - s - 1))) {
        return false;
    }
    for (unsigned i = 0; i < more; i++) {
        value |= (uint64_t)(*++s) << (shift + 8 * i);
    }
    *at = s + 1;
    *n = value;
    return true;
}

/* a as a number: the young by their age, if it is below. */
enum { CODEC_YOUNG = 0x1000, CODEC_UNBORN = 8 };

static ALWAYS_INLINE uint64_t
number_of_a(uint32_t a, uint32_t births)
{
    uint32_t age = births + CODEC_UNBORN - a;
    return age < CODEC_YOUNG ? (uint64_t)age << 1 : (uint64_t)a << 1 | 1;
}

static ALWAYS_INLINE uint32_t
number_as_a(uint64_t n, uint32_t births)
{
    uint32_t half = (uint32_t)(n >> 1);
    return (n & 1) != 0 ? half : births + CODEC_UNBORN - half;
}

#endif
