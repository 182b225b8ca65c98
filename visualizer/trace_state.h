/* trace_state.h - what both ends of the encoding foresee, and how each unit
 * changes it (prefix: codec_)
 *
 * A program's loops make the same events each time around, in which a few
 * fields differ. So the hash of the units before it leads to the place of a
 * unit, with two nodes that say what came there (a finite context method:
 * Sazeides and Smith, The Predictability of Data Values, 1997); and a node
 * knows the one that came behind it, so that nothing is hashed where all comes
 * as foreseen. A mark says how many units did, and of the next one how it
 * differs; the fields that do are written. The state behind a unit is the same
 * at both ends.
 */
#ifndef VISUALIZER_TRACE_STATE_H
#define VISUALIZER_TRACE_STATE_H

#include "gc/ownership.h"
#include "visualizer/trace_foresee.h"
#include "visualizer/trace_unit.h"

static ALWAYS_INLINE TraceNode *
codec_node(TraceCodec *codec, uint32_t place)
{
    return (TraceNode *)((char *)codec->nodes + place);
}

/* Forgets all but what packed words refer to. */
void codec_begin(TraceCodec *codec, TraceTold told);

/* Where a node is. */
static ALWAYS_INLINE uint32_t
codec_where(const TraceCodec *codec, const TraceNode *node)
{
    return (uint32_t)((const char *)node - (const char *)codec->nodes);
}

/* The two nodes of a place are beside each other. */
static ALWAYS_INLINE TraceNode *
codec_other(TraceCodec *codec, const TraceNode *node)
{
    _Static_assert((sizeof(TraceNode) & (sizeof(TraceNode) - 1)) == 0,
                   "a bit says which of the two");
    return codec_node(codec, codec_where(codec, node) ^ sizeof(TraceNode));
}

/* Turns to `node`, which came behind `before`. */
static ALWAYS_INLINE void
codec_turn(TraceCodec *codec, TraceNode *before, TraceNode *node)
{
    codec_other(codec, node)->recent = 0;
    node->recent = 1;
    before->next = codec_where(codec, node);
}

/* The first of the two nodes of a place. They are made when the block comes to
 * it, beside the last ones: most blocks need few, and all are a megabyte. */
static inline TraceNode *
codec_enter(TraceCodec *codec, uint32_t place)
{
    uint16_t *number = &codec->place_number[place];
    bool fresh = *number == 0;
    if (fresh) {
        *number = (uint16_t)++codec->places;
    }
    TraceNode *node = &codec->nodes[2 * (*number - 1)];
    if (fresh) {
        node[0] = node[1] =
            (TraceNode){.word = CODEC_NEVER, .first = CODEC_NEVER};
    }
    return node;
}

/* A new unit at the place of `node`: returns its node. */
static inline TraceNode *
codec_start(TraceCodec *codec, TraceNode *node, uint32_t start)
{
    unsigned kind = start & 255;
    node = node->recent != 0 ? codec_other(codec, node) : node;
    uint32_t history = node->history;
    // The last four or so count, the youngest most; of counts they are many.
    uint32_t shift = (codec_forms[kind] & UNIT_COUNT) != 0 ? 0 : 7;
    uint32_t behind = (history << shift) + start * 2654435761u;
    *node = (TraceNode){.word = CODEC_NEVER,
                        .gain = codec_gains[kind],
                        .first = start,
                        .c = codec->last_c[kind],
                        .d = codec->last_d[kind],
                        .history = history,
                        .way_a = WAY_NEW,
                        .way_c = WAY_NEW,
                        .way_d = WAY_NEW};
    TraceNode *next = codec_enter(codec, behind >> (33 - CODEC_NODE_BITS));
    next[0].history = next[1].history = behind;
    node->next = codec_where(codec, next);
    return node;
}

#endif
