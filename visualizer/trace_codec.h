/* trace_codec.h - events as the bytes of a block, and back (prefix: trace_)
 *
 * trace_encode.c and trace_decode.c; what both ends keep is in trace_state.h.
 */
#ifndef VISUALIZER_TRACE_CODEC_H
#define VISUALIZER_TRACE_CODEC_H

#include "visualizer/trace_format.h"

/* Units: an event of the table, or a packed word (event.h) that stands for
 * several. What both ends of the encoding remember of them within a block: */
enum {
    CODEC_NODE_BITS = 14,
    CODEC_NODES = 1 << CODEC_NODE_BITS,
    CODEC_PAST = 31 /* words in which an a is sought */
};

/* What came last at a place of the stream; see trace_state.h. */
typedef struct TraceNode {
    uint64_t word;  /* its first word is this and the base of its way */
    uint64_t gain;  /* the encoder's: what the unit adds where it is foreseen */
    uint64_t first; /* its first word when it was last told */
    uint64_t c, d;
    uint32_t age;           /* so many serials after a had been given, then */
    int32_t step_c, step_d; /* the differences to the time before */
    uint32_t next;          /* where the place behind it is, in bytes */
    uint32_t history;       /* hash of the units before it */
    int8_t way_a;
    uint8_t way_c, way_d;
    uint8_t recent : 1; /* of the two of a place the last that was turned to */
    uint8_t sought : 2; /* so often a was sought in the words before */
    uint8_t near : 5;   /* so many words before it was when it was told last */
} TraceNode;

/* What packed words refer to: the running frame, the clock of the last LINE or
 * OPCODE. */
typedef struct TraceTold {
    uint64_t clock;
    uint32_t frame;
} TraceTold;

typedef struct TraceCodec {
    uint32_t place;  /* of the node of the next unit, in bytes */
    uint32_t before; /* of the last unit's */
    uint32_t births; /* the highest serial that was born */
    TraceTold told;
    uint64_t past[CODEC_PAST]; /* the words before, the last one last */
    /* By kind: the last c and d that were told. */
    uint64_t last_c[256], last_d[256];
    /* Each place that this block has come to has a number, from 1 on, and by it
     * two nodes: those in use are side by side. */
    uint32_t places;
    uint16_t place_number[CODEC_NODES / 2];
    TraceNode nodes[CODEC_NODES];
} TraceCodec;

/* The bytes of a block: a mark for each unit, the fields that were not
 * foreseen, and apart the values of floats, which nothing compresses. */
typedef struct TraceBytes {
    Text marks, fields, values;
    size_t words;   /* that were encoded */
    TraceTold told; /* before the first unit */
} TraceBytes;

/* Begins a block: forgets all but what packed words refer to. A new codec is
 * all zero before. */
void trace_bytes_begin(TraceBytes *bytes, TraceCodec *codec);
void trace_bytes_free(TraceBytes *bytes);

static inline size_t
trace_bytes_length(const TraceBytes *bytes)
{
    return bytes->words + bytes->fields.length + bytes->values.length;
}

/* Appends the payload of a block of these bytes. */
void trace_bytes_join(const TraceBytes *bytes, Text *payload);
/* The same but for the values, which are its end. */
void trace_bytes_join_fields(const TraceBytes *bytes, Text *payload);

/* What is still to be decoded of a block. */
typedef struct TraceInput {
    const uint8_t *at, *end; /* marks */
    const uint8_t *field, *field_end;
    const uint8_t *value, *value_end;
    TraceTold told; /* at the block's start */
} TraceInput;

/* A payload from its start; one that gives nothing when it is damaged. */
TraceInput trace_input(const uint8_t *payload, size_t length);

/* The same of a block that is still being written. */
TraceInput trace_input_open(const TraceBytes *bytes);

/* Words of the unit at `words`, a text included. */
size_t trace_unit_length(const uint64_t *words);

/* The word, but of a PACKED_LINE_AT the PACKED_LINE that is in traces for it,
 * at this place of the stream. */
uint64_t trace_line(TraceTold told, uint64_t word);

/* The events that a packed word, and `c` behind it if it has two, stand for,
 * one behind the other, at this place of the stream: returns their words, 0
 * if it stands for none. */
enum { TRACE_UNPACKED = 8 };
size_t trace_unpack(TraceTold told, uint64_t word, uint64_t c,
                    uint64_t words[TRACE_UNPACKED]);

/* What trace_encode has done. */
typedef struct TraceRun {
    uint64_t events, steps;
} TraceRun;

/* Encodes whole units, `count` words of them. Before them there is room for
 * CODEC_PAST words, which are overwritten; and each PACKED_LINE_AT is, by its
 * PACKED_LINE: there is none unless `lines`. */
TraceRun trace_encode(TraceCodec *codec, uint64_t *words, size_t count,
                      bool lines, TraceBytes *out);

/* The same, without that room. */
TraceRun trace_encode_copy(TraceCodec *codec, const uint64_t *words,
                           size_t count, TraceBytes *out);

/* A decoder: all zero, then trace_decoder_begin. */
typedef struct TraceDecoder {
    uint64_t *words; /* the events of the unit that was decoded last */
    size_t room, next, filled;
    unsigned passed; /* units of the mark that is being read */
    uint64_t past[8 * CODEC_PAST]; /* the words of the units before */
    size_t past_end;               /* behind the last one */
    TraceCodec codec; /* the last: a copy has its nodes in use only */
} TraceDecoder;

/* The next event of a block, valid until the next call; NULL at its end
 * (`at` is `end`) or when the bytes are damaged. */
const uint64_t *trace_decode(TraceDecoder *decoder, TraceInput *input);

/* A new block begins, `told` being its input's: nothing of the last one is
 * left. */
void trace_decoder_begin(TraceDecoder *decoder, TraceTold told);
void trace_decoder_free(TraceDecoder *decoder);
/* Makes `to` (all zero, or a decoder) the same as `from`. */
void trace_decoder_copy(TraceDecoder *to, const TraceDecoder *from);

/* Where somebody reads: in which block, how far, after how many events. */
typedef struct TraceMark {
    size_t block;
    bool inside; /* the block is unpacked, and `at` a place in it */
    size_t at, field_at, value_at; /* in its bytes */
    uint64_t position;
    TraceDecoder decoder;
} TraceMark;

#endif
