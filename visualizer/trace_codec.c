/* trace_codec.c - events as bytes
 *
 * The common events take two bytes: the object is named by its place in a
 * table of recent ones, 12 bits. All others are their kind and varints,
 * one for each field that event.def gives a meaning.
 */
#include <string.h>

#include "visualizer/trace_format.h"
#include "visualizer/varint.h"

typedef enum FieldForm {
    FORM_NONE,
    FORM_NUMBER,
    FORM_OBJECT,
    FORM_ADDRESS, /* difference to the last one */
    FORM_CLOCK,   /* difference to the last one */
    FORM_SIGNED,
    FORM_BITS, /* 8 bytes as they are */
} FieldForm;

// First bytes below SHORT_LINE are kinds. From SHORT_INCREF on the first
// byte's high nibble says what it is; the low one and the second byte are
// the place of the object in the table.
enum {
    SHORT_LINE = 0x3e,   // same frame; line difference, clock difference
    SHORT_OPCODE = 0x3f, // same frame, clock + 1; then the opcode
    SHORT_INCREF = 0x40,
    SHORT_DECREF = 0x50,
    SHORT_SLOT = 0x60,
    SHORT_EDGE_NEXT = 0x70, // same label kind, number + 1
    SHORT_EDGE = 0x80,      // third byte: label kind << 4 | number
    SHORT_FREE = 0x90,
    SHORT_DEALLOC_BEGIN = 0xa0,
    SHORT_DEALLOC_END = 0xb0,
    SHORT_TRACK = 0xc0,
    SHORT_UNTRACK = 0xd0,
    SHORT_FREE_LEAF = 0xe0 /* FREE with flags 1 */
};

_Static_assert((int)EVENT_KIND_COUNT <= (int)SHORT_LINE, "no room for a kind");

static bool
ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n >= k && strcmp(text + n - k, end) == 0;
}

static FieldForm
form_of(const char *label)
{
    return label[0] == '\0'                  ? FORM_NONE
           : ends_with(label, ":object")     ? FORM_OBJECT
           : strcmp(label, "address") == 0   ? FORM_ADDRESS
           : strcmp(label, "instruction") == 0 ? FORM_CLOCK
           : strcmp(label, "value") == 0       ? FORM_SIGNED
           : strcmp(label, "bits") == 0        ? FORM_BITS
                                               : FORM_NUMBER;
}

// The forms of fields a, b, c, d of every kind.
static uint8_t forms[EVENT_KIND_COUNT][4];
static bool forms_ready;

static void
make_forms(void)
{
    for (int k = 0; k < EVENT_KIND_COUNT; k++) {
        const EventInfo *info = &event_info[k];
        forms[k][0] = (uint8_t)form_of(info->a);
        forms[k][1] = (uint8_t)form_of(info->b);
        forms[k][2] = info->words > 1 ? (uint8_t)form_of(info->c) : 0;
        forms[k][3] = info->words > 2 ? (uint8_t)form_of(info->d) : 0;
        if (info->has_text) {
            forms[k][2] = FORM_NUMBER;
        }
    }
}

void
trace_codec_reset(TraceCodec *codec)
{
    if (!forms_ready) {
        make_forms();
        forms_ready = true;
    }
    memset(codec, 0, sizeof(*codec));
}

static inline uint32_t
place_of(uint32_t serial)
{
    return (serial * 2654435761u) >> 20;
}

// An object: place << 1 | 1 when it is in the table, else the difference.
static size_t
put_object(TraceCodec *codec, uint32_t serial, uint8_t *at)
{
    uint32_t place = place_of(serial);
    uint64_t n;
    if (codec->recent[place] == serial) {
        n = (uint64_t)place << 1 | 1;
    } else {
        n = zigzag((uint64_t)serial - codec->last_object) << 1;
        codec->recent[place] = serial;
    }
    codec->last_object = serial;
    return varint_put(at, n);
}

static size_t
put_field(TraceCodec *codec, uint8_t form, uint64_t value, uint8_t *at)
{
    uint64_t last;
    switch (form) {
    case FORM_NUMBER:
        return varint_put(at, value);
    case FORM_OBJECT:
        return put_object(codec, (uint32_t)value, at);
    case FORM_ADDRESS:
        last = codec->address;
        codec->address = value;
        return varint_put(at, zigzag(value - last));
    case FORM_CLOCK:
        last = codec->clock;
        codec->clock = value;
        return varint_put(at, zigzag(value - last));
    case FORM_SIGNED:
        return varint_put(at, zigzag(value));
    case FORM_BITS:
        trace_put_u64(at, value);
        return 8;
    default:
        return 0;
    }
}

static size_t
put_short(TraceCodec *codec, uint8_t first, uint32_t serial, uint8_t *at)
{
    uint32_t place = place_of(serial);
    if (codec->recent[place] != serial) {
        return 0;
    }
    codec->last_object = serial;
    at[0] = (uint8_t)(first | place >> 8);
    at[1] = (uint8_t)place;
    return 2;
}

// The kinds that name one object and nothing else.
static uint8_t
short_of(EventKind kind, uint32_t b)
{
    if (b != 0) {
        return kind == EVENT_FREE && b == 1 ? SHORT_FREE_LEAF : 0;
    }
    switch (kind) {
    case EVENT_INCREF:
        return SHORT_INCREF;
    case EVENT_DECREF:
        return SHORT_DECREF;
    case EVENT_SLOT:
        return SHORT_SLOT;
    case EVENT_FREE:
        return SHORT_FREE;
    case EVENT_DEALLOC_BEGIN:
        return SHORT_DEALLOC_BEGIN;
    case EVENT_DEALLOC_END:
        return SHORT_DEALLOC_END;
    case EVENT_TRACK:
        return SHORT_TRACK;
    case EVENT_UNTRACK:
        return SHORT_UNTRACK;
    default:
        return 0;
    }
}

static size_t
short_edge(TraceCodec *codec, const uint64_t *words, uint8_t *at)
{
    uint32_t b = event_b(words[0]);
    size_t n = 0;
    if (b == codec->edge_kind &&
        words[1] == (uint64_t)codec->edge_number + 1) {
        n = put_short(codec, SHORT_EDGE_NEXT, event_a(words[0]), at);
    } else if (b < 16 && words[1] < 16) {
        n = put_short(codec, SHORT_EDGE, event_a(words[0]), at);
        if (n != 0) {
            at[n++] = (uint8_t)(b << 4 | words[1]);
        }
    }
    codec->edge_kind = b;
    codec->edge_number = (uint32_t)words[1];
    return n;
}

static size_t
short_opcode(TraceCodec *codec, const uint64_t *words, uint8_t *at)
{
    uint32_t a = event_a(words[0]), b = event_b(words[0]);
    if (a == codec->last_frame && b < 256 && words[1] == codec->clock + 1) {
        codec->clock++;
        at[0] = SHORT_OPCODE;
        at[1] = (uint8_t)b;
        return 2;
    }
    codec->last_frame = a;
    return 0;
}

static size_t
short_line(TraceCodec *codec, const uint64_t *words, uint8_t *at)
{
    uint32_t a = event_a(words[0]), b = event_b(words[0]);
    uint64_t line = zigzag((uint64_t)b - codec->line);
    uint64_t clock = words[1] - codec->clock;
    bool same = a == codec->line_frame && line < 256 && clock < 256;
    codec->line = b;
    codec->line_frame = a;
    if (!same) {
        return 0;
    }
    codec->clock = words[1];
    at[0] = SHORT_LINE;
    at[1] = (uint8_t)line;
    at[2] = (uint8_t)clock;
    return 3;
}

static size_t
encode_short(TraceCodec *codec, const uint64_t *words, uint8_t *at)
{
    EventKind kind = event_kind(words[0]);
    uint8_t first = short_of(kind, event_b(words[0]));
    if (first != 0) {
        return put_short(codec, first, event_a(words[0]), at);
    }
    return kind == EVENT_EDGE     ? short_edge(codec, words, at)
           : kind == EVENT_OPCODE ? short_opcode(codec, words, at)
           : kind == EVENT_LINE   ? short_line(codec, words, at)
                                  : 0;
}

size_t
trace_encode(TraceCodec *codec, const uint64_t *words, uint8_t *at)
{
    size_t n = encode_short(codec, words, at);
    if (n != 0) {
        return n;
    }
    EventKind kind = event_kind(words[0]);
    const uint8_t *form = forms[kind];
    at[n++] = (uint8_t)kind;
    n += put_field(codec, form[0], event_a(words[0]), at + n);
    n += put_field(codec, form[1], event_b(words[0]), at + n);
    if (form[2] != FORM_NONE) {
        n += put_field(codec, form[2], words[1], at + n);
    }
    if (form[3] != FORM_NONE) {
        n += put_field(codec, form[3], words[2], at + n);
    }
    if (event_info[kind].has_text) {
        memcpy(at + n, &words[2], (size_t)words[1]);
        n += (size_t)words[1];
    }
    return n;
}

static bool
get_field(TraceCodec *codec, uint8_t form, const uint8_t **at,
          const uint8_t *end, uint64_t *value)
{
    uint64_t n = 0;
    *value = 0;
    if (form == FORM_NONE) {
        return true;
    }
    if (form == FORM_BITS) {
        if (end - *at < 8) {
            return false;
        }
        *value = trace_get_u64(*at);
        *at += 8;
        return true;
    }
    if (!varint_get(at, end, &n)) {
        return false;
    }
    switch (form) {
    case FORM_OBJECT:
        if (n & 1) {
            if (n >> 1 > 4095) {
                return false;
            }
            *value = codec->recent[n >> 1];
        } else {
            *value = (uint32_t)(codec->last_object + unzigzag(n >> 1));
            codec->recent[place_of((uint32_t)*value)] = (uint32_t)*value;
        }
        codec->last_object = (uint32_t)*value;
        return true;
    case FORM_ADDRESS:
        *value = codec->address += unzigzag(n);
        return true;
    case FORM_CLOCK:
        *value = codec->clock += unzigzag(n);
        return true;
    case FORM_SIGNED:
        *value = unzigzag(n);
        return true;
    default:
        *value = n;
        return true;
    }
}

static size_t
decode_edge(TraceCodec *codec, uint32_t serial, uint64_t *words)
{
    words[0] = event_word(EVENT_EDGE, serial, codec->edge_kind);
    words[1] = codec->edge_number;
    return 2;
}

// `*at` points at the first byte; there are three.
static size_t
decode_short(TraceCodec *codec, const uint8_t **at, uint64_t *words)
{
    static const uint8_t kinds[16] = {
        [SHORT_INCREF >> 4] = EVENT_INCREF,
        [SHORT_DECREF >> 4] = EVENT_DECREF,
        [SHORT_SLOT >> 4] = EVENT_SLOT,
        [SHORT_FREE >> 4] = EVENT_FREE,
        [SHORT_DEALLOC_BEGIN >> 4] = EVENT_DEALLOC_BEGIN,
        [SHORT_DEALLOC_END >> 4] = EVENT_DEALLOC_END,
        [SHORT_TRACK >> 4] = EVENT_TRACK,
        [SHORT_UNTRACK >> 4] = EVENT_UNTRACK,
        [SHORT_FREE_LEAF >> 4] = EVENT_FREE};
    const uint8_t *s = *at;
    if (s[0] == SHORT_OPCODE) {
        *at += 2;
        words[0] = event_word(EVENT_OPCODE, codec->last_frame, s[1]);
        words[1] = ++codec->clock;
        return 2;
    }
    if (s[0] == SHORT_LINE) {
        *at += 3;
        codec->line += (uint32_t)unzigzag(s[1]);
        codec->clock += s[2];
        words[0] = event_word(EVENT_LINE, codec->line_frame, codec->line);
        words[1] = codec->clock;
        return 2;
    }
    uint32_t serial = codec->recent[((uint32_t)s[0] & 15u) << 8 | s[1]];
    codec->last_object = serial;
    *at += 2;
    if ((s[0] & 0xf0) == SHORT_EDGE_NEXT) {
        codec->edge_number++;
        return decode_edge(codec, serial, words);
    }
    if ((s[0] & 0xf0) == SHORT_EDGE) {
        *at += 1;
        codec->edge_kind = s[2] >> 4;
        codec->edge_number = s[2] & 15;
        return decode_edge(codec, serial, words);
    }
    if (s[0] > 0xef) {
        return 0;
    }
    words[0] = event_word((EventKind)kinds[s[0] >> 4], serial,
                          (s[0] & 0xf0) == SHORT_FREE_LEAF);
    return 1;
}

// Bytes of a short form by its first byte; 1: an ordinary event.
static ptrdiff_t
short_length(uint8_t first)
{
    return first < SHORT_LINE                   ? 1
           : first == SHORT_LINE                ? 3
           : (first & 0xf0) == SHORT_EDGE ? 3
                                                : 2;
}

size_t
trace_decode(TraceCodec *codec, const uint8_t **at, const uint8_t *end,
             uint64_t *words, size_t room)
{
    if (room < 3) {
        return 3;
    }
    if (end - *at < 1 || end - *at < short_length((*at)[0])) {
        return 0;
    }
    if ((*at)[0] >= SHORT_LINE) {
        return decode_short(codec, at, words);
    }
    unsigned kind = (*at)[0];
    if (kind >= EVENT_KIND_COUNT) {
        return 0;
    }
    const EventInfo *info = &event_info[kind];
    const uint8_t *form = forms[kind];
    uint64_t a, b, c, d;
    const uint8_t *s = *at + 1;
    if (info->has_text) {
        uint32_t last = codec->last_object;
        if (!get_field(codec, form[0], &s, end, &a) ||
            !get_field(codec, form[1], &s, end, &b) ||
            !varint_get(&s, end, &c) || c > (uint64_t)(end - s)) {
            return 0;
        }
        size_t length = 2 + ((size_t)c + 7) / 8;
        if (length > room) {
            // It is decoded again: only a difference must not count twice.
            codec->last_object = last;
            return length;
        }
        words[0] = event_word((EventKind)kind, (uint32_t)a, (uint32_t)b);
        words[length - 1] = 0; // the padding
        words[1] = c;
        memcpy(&words[2], s, (size_t)c);
        *at = s + c;
        return length;
    }
    if (!get_field(codec, form[0], &s, end, &a) ||
        !get_field(codec, form[1], &s, end, &b) ||
        !get_field(codec, form[2], &s, end, &c) ||
        !get_field(codec, form[3], &s, end, &d)) {
        return 0;
    }
    words[0] = event_word((EventKind)kind, (uint32_t)a, (uint32_t)b);
    words[1] = c;
    words[2] = d;
    if (kind == EVENT_OPCODE) {
        codec->last_frame = (uint32_t)a;
    } else if (kind == EVENT_LINE) {
        codec->line_frame = (uint32_t)a;
        codec->line = (uint32_t)b;
    } else if (kind == EVENT_EDGE) {
        codec->edge_kind = (uint32_t)b;
        codec->edge_number = (uint32_t)c;
    }
    *at = s;
    return (size_t)info->words;
}
