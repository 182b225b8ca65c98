/* trace_foresee.h - how a node foresees the fields of its unit, and how it
 * learns to (prefix: codec_)
 *
 * The same at both ends of the encoding (trace_state.h).
 */
#ifndef VISUALIZER_TRACE_FORESEE_H
#define VISUALIZER_TRACE_FORESEE_H

#include "gc/ownership.h"
#include "visualizer/trace_codec.h"
#include "visualizer/trace_number.h"

/* How a node foresees a, c and d. */
enum {
    WAY_SAME = 0, /* a: the number */
    WAY_AGE = 1,  /* a: so many serials ago */
    WAY_STEP = 0, /* c, d: the difference as last time */
    WAY_BACK = 1, /* d: what was before the last one */
    WAY_TOLD = 2, /* not: it is written */
    WAY_NEW = 3   /* not: it is written for the first time */
    /* a: below 0: that of the word so far before */
};

#define CODEC_NEVER 0xffu /* no first word */
#define CODEC_A ((uint64_t)UINT32_MAX << 32) /* the bits of a */

/* What the unit's first word is, the unit being at `at`, where the words before
 * it are; `base` is what the node's word is counted from, by its way. */
static ALWAYS_INLINE uint64_t
codec_foresee(const TraceNode *node, const uint64_t *base, const uint64_t *at)
{
    const ssize_t way = node->way_a;
    const uint64_t *from = way < 0 ? at : base;
    return node->word + ((uint64_t)event_a(from[way]) << 32);
}

/* How many words before the one at `at` the a of `first` was; 0: too many. */
static inline unsigned
codec_seek(uint64_t first, const uint64_t *at)
{
    for (unsigned far = 1; far <= CODEC_PAST; far++) {
        if (((at[-(int)far] ^ first) & CODEC_A) == 0) {
            return far;
        }
    }
    return 0;
}

/* a is neither the same nor of the same age: it may be as near as last time.
 * What is not found a few times is not sought any more. */
static inline void
codec_told_near(TraceNode *node, uint64_t first, const uint64_t *at)
{
    const int near = node->near;
    if (near != 0 && node->way_a >= 0 &&
        ((at[-near] ^ first) & CODEC_A) == 0) {
        node->word = (uint32_t)first;
        node->way_a = (int8_t)-near;
        return;
    }
    node->word = CODEC_NEVER;
    node->way_a = WAY_TOLD;
    node->near = 0;
    if (node->sought < 3) {
        node->sought++;
        node->near = codec_seek(first, at) & CODEC_PAST;
    }
}

/* The first word was told, the highest serial being `births` before. */
static ALWAYS_INLINE void
codec_told_a(TraceNode *node, uint64_t first, uint32_t births,
             const uint64_t *at)
{
    uint32_t age = births - event_a(first);
    bool fresh = node->way_a == WAY_NEW;
    if (fresh ? age + CODEC_UNBORN >= CODEC_YOUNG : first == node->first) {
        node->word = first;
        node->way_a = WAY_SAME;
    } else if (fresh || age == node->age) {
        node->word = first - ((uint64_t)births << 32);
        node->way_a = WAY_AGE;
    } else {
        codec_told_near(node, first, at);
    }
    node->first = first;
    node->age = age;
}

/* c is told. */
static ALWAYS_INLINE void
codec_told_c(TraceCodec *codec, TraceNode *node, unsigned kind, uint64_t c)
{
    int32_t step = node->way_c == WAY_NEW ? 0 : (int32_t)(c - node->c);
    node->way_c = node->step_c == step ? WAY_STEP : WAY_TOLD;
    node->step_c = step;
    codec->last_c[kind] = c;
}

static ALWAYS_INLINE uint64_t
codec_foresee_d(const TraceNode *node)
{
    uint64_t step = (uint64_t)(int64_t)node->step_d;
    return node->way_d == WAY_BACK ? node->d - step : node->d + step;
}

/* d is told. */
static ALWAYS_INLINE void
codec_told_d(TraceCodec *codec, TraceNode *node, unsigned kind, uint64_t d)
{
    int32_t step = node->way_d == WAY_NEW ? 0 : (int32_t)(d - node->d);
    node->way_d = step == node->step_d    ? WAY_STEP
                  : step == -node->step_d ? WAY_BACK
                                          : WAY_TOLD;
    node->step_d = step;
    codec->last_d[kind] = d;
}

/* d came as foreseen. */
static ALWAYS_INLINE void
codec_foreseen_d(TraceNode *node)
{
    if (node->way_d == WAY_BACK) {
        node->step_d = -node->step_d;
    }
}

#endif
