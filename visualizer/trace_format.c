#include "visualizer/trace_format.h"

#include <string.h>

static void
put_u32(uint8_t *at, uint32_t n)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(n >> 8 * i);
    }
}

static uint32_t
get_u32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

void
trace_put_u64(uint8_t *at, uint64_t n)
{
    put_u32(at, (uint32_t)n);
    put_u32(at + 4, (uint32_t)(n >> 32));
}

uint64_t
trace_get_u64(const uint8_t *at)
{
    return get_u32(at) | (uint64_t)get_u32(at + 4) << 32;
}

// FNV-1a.
static uint32_t
check_of(const uint8_t *bytes, size_t length)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < length; i++) {
        h = (h ^ bytes[i]) * 16777619u;
    }
    return h;
}

static void
add_u32(Text *out, uint32_t n)
{
    uint8_t bytes[4];
    put_u32(bytes, n);
    text_add_bytes(out, bytes, 4);
}

// Header: magic, version, length of all, kinds, the rows, check.
void
trace_put_header(Text *out)
{
    size_t start = out->length;
    text_add_bytes(out, TRACE_MAGIC, 8);
    add_u32(out, TRACE_VERSION);
    add_u32(out, 0); // length, filled in below
    add_u32(out, EVENT_KIND_COUNT);
    for (int k = 0; k < EVENT_KIND_COUNT; k++) {
        const EventInfo *info = &event_info[k];
        const char *const texts[] = {info->name, info->a, info->b, info->c,
                                     info->d, info->doc};
        add_u32(out, info->group);
        add_u32(out, (uint32_t)info->words |
                         (info->has_text ? 256u : 0u));
        for (int i = 0; i < 6; i++) {
            text_add_bytes(out, texts[i], strlen(texts[i]) + 1);
        }
    }
    uint8_t *bytes = (uint8_t *)out->bytes + start;
    put_u32(bytes + 12, (uint32_t)(out->length - start + 4));
    add_u32(out, check_of(bytes, out->length - start));
}

size_t
trace_get_header(const uint8_t *bytes, size_t length, Text *error)
{
    if (length < 8 || memcmp(bytes, TRACE_MAGIC, 8) != 0) {
        text_add(error, "not a trace of pytutor-mem");
        return 0;
    }
    if (length < 20) {
        text_add(error, "the trace ends within its header");
        return 0;
    }
    if (get_u32(bytes + 8) != TRACE_VERSION) {
        text_format(error,
                    "a trace of format version %u; this program reads %d",
                    get_u32(bytes + 8), TRACE_VERSION);
        return 0;
    }
    size_t n = get_u32(bytes + 12);
    if (n < 24 || n > length) {
        text_add(error, "the trace ends within its header");
        return 0;
    }
    if (check_of(bytes, n - 4) != get_u32(bytes + n - 4)) {
        text_add(error, "the trace's header is damaged");
        return 0;
    }
    // The table must be this program's: kinds are numbered by it.
    Text own = {0};
    trace_put_header(&own);
    bool same = own.length == n && memcmp(own.bytes, bytes, n) == 0;
    text_free(&own);
    if (!same) {
        text_add(error, "a trace of another version of pytutor-mem (its "
                        "table of events differs): record it again");
        return 0;
    }
    return n;
}

void
trace_put_head(uint8_t *at, const TraceBlock *block)
{
    put_u32(at, TRACE_BLOCK_MAGIC);
    put_u32(at + 4, block->type);
    trace_put_u64(at + 8, block->raw);
    trace_put_u64(at + 16, block->stored);
    trace_put_u64(at + 24, block->first_event);
    trace_put_u64(at + 32, block->first_step);
    trace_put_u64(at + 40, block->events);
    put_u32(at + 48, 0);
    put_u32(at + 52, check_of(at, 52));
}

bool
trace_get_head(const uint8_t *at, TraceBlock *block)
{
    if (get_u32(at) != TRACE_BLOCK_MAGIC ||
        get_u32(at + 52) != check_of(at, 52)) {
        return false;
    }
    *block = (TraceBlock){.type = get_u32(at + 4)};
    block->raw = trace_get_u64(at + 8);
    block->stored = trace_get_u64(at + 16);
    block->first_event = trace_get_u64(at + 24);
    block->first_step = trace_get_u64(at + 32);
    block->events = trace_get_u64(at + 40);
    return true;
}
