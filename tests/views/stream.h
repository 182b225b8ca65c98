/* stream.h - hand-made event streams for tests of the views
 * (prefix: stream_)
 *
 * A Stream numbers objects as the recorder does and collects whole events;
 * it stands in for a runtime.
 */
#ifndef TESTS_VIEWS_STREAM_H
#define TESTS_VIEWS_STREAM_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gc/event.h"
#include "visualizer/model.h"

typedef struct Stream {
    uint64_t *words;
    size_t count, room;
    uint32_t serials, strings;
    char names[64][24];
    uint64_t clock;
    /* the usual types */
    uint32_t type, type_int, type_str, type_list, type_dict, type_tuple,
        type_code, type_function, type_node, type_none, type_module,
        type_weakref, type_cell;
    uint32_t none, main_dict, main_code, main_frame, names_used;
} Stream;

static inline void
stream_put(Stream *s, EventKind kind, uint32_t a, uint32_t b, uint64_t c,
           uint64_t d)
{
    s->words = vis_grow(s->words, s->count + 3, &s->room, sizeof(uint64_t));
    const uint64_t words[3] = {event_word(kind, a, b), c, d};
    for (int i = 0; i < event_info[kind].words; i++) {
        s->words[s->count++] = words[i];
    }
}

static inline void
stream_text(Stream *s, EventKind kind, uint32_t a, uint32_t b,
            const char *text)
{
    size_t n = strlen(text), words = (n + 7) / 8;
    s->words =
        vis_grow(s->words, s->count + 2 + words, &s->room, sizeof(uint64_t));
    s->words[s->count++] = event_word(kind, a, b);
    s->words[s->count++] = n;
    if (words > 0) {
        s->words[s->count + words - 1] = 0;
        memcpy(&s->words[s->count], text, n);
    }
    s->count += words;
}

static inline uint32_t
stream_string(Stream *s, const char *text)
{
    for (uint32_t i = 0; i < s->strings; i++) {
        if (strcmp(s->names[i], text) == 0) {
            return i + 1;
        }
    }
    snprintf(s->names[s->strings], sizeof(s->names[0]), "%s", text);
    stream_text(s, EVENT_STRING, ++s->strings, 0, text);
    return s->strings;
}

static inline uint32_t
stream_new(Stream *s, uint32_t type, uint32_t flags, uint64_t bytes,
           const char *value)
{
    uint32_t serial = ++s->serials;
    stream_put(s, EVENT_NEW, serial, flags, type, 0x10000 + serial * 64u);
    if (flags & 1) {
        stream_put(s, EVENT_TRACK, serial, 0, 0, 0);
    }
    stream_put(s, EVENT_DESCRIBE, serial, flags & 1, bytes, 1);
    if (value != NULL) {
        stream_text(s, EVENT_VALUE, serial, 0, value);
    }
    return serial;
}

static inline uint64_t
stream_label(Stream *s, unsigned kind, uint32_t number, const char *text)
{
    return label_is_text(kind) && text != NULL ? stream_string(s, text)
                                               : number;
}

/* One slot of `owner` changes. */
static inline void
stream_slot(Stream *s, uint32_t owner, unsigned kind, uint32_t number,
            const char *text, uint32_t target)
{
    uint64_t label = stream_label(s, kind, number, text);
    stream_put(s, EVENT_SLOT, owner, 0, 0, 0);
    stream_put(s, EVENT_EDGE, target, kind, label, 0);
}

/* x = target in the script. */
static inline void
stream_name(Stream *s, const char *name, uint32_t target)
{
    char quoted[40];
    snprintf(quoted, sizeof(quoted), "'%s'", name);
    uint32_t n = s->names_used++;
    uint32_t key = stream_new(s, s->type_str, 4, 50, quoted);
    stream_slot(s, s->main_dict, LABEL_KEY, n, NULL, key);
    stream_slot(s, s->main_dict, LABEL_VALUE, n, NULL, target);
}

static inline void
stream_line(Stream *s, uint32_t line)
{
    stream_put(s, EVENT_LINE, s->main_frame, line, s->clock += 5, 0);
    stream_put(s, EVENT_SETTLED, 0, 0, 0, 0);
}

static inline uint32_t
stream_type(Stream *s, const char *value, uint32_t flags)
{
    return stream_new(s, s->type, flags, 408, value);
}

/* Types, None, the script's module frame. */
static inline void
stream_start(Stream *s)
{
    *s = (Stream){0};
    uint32_t runtime = ++s->serials;
    stream_put(s, EVENT_START, runtime, 1, 64, EVENT_LEVEL_LINE);
    s->type = s->serials + 1;
    stream_type(s, "class type", 7);
    s->type_int = stream_type(s, "class int", 7);
    s->type_str = stream_type(s, "class str", 7);
    s->type_list = stream_type(s, "class list", 7);
    s->type_dict = stream_type(s, "class dict", 7);
    s->type_tuple = stream_type(s, "class tuple", 7);
    s->type_code = stream_type(s, "class code", 7);
    s->type_function = stream_type(s, "class function", 7);
    s->type_none = stream_type(s, "class NoneType", 7);
    s->type_module = stream_type(s, "class module", 7);
    s->type_weakref = stream_type(s, "class weakref", 7);
    s->type_cell = stream_type(s, "class cell", 7);
    s->none = stream_new(s, s->type_none, 6, 16, "None");
    uint32_t object = stream_type(s, "class object", 7);
    stream_text(s, EVENT_FILE, stream_string(s, "demo.py"), 0,
                "x = 300\ny = 300\nz = [x, y]\n");
    s->main_code = stream_new(s, s->type_code, 0, 200, "<module>");
    uint32_t file = stream_new(s, s->type_str, 0, 56, "'demo.py'");
    stream_slot(s, s->main_code, LABEL_FIELD, 0, "co_filename", file);
    s->main_dict = stream_new(s, s->type_dict, 1, 232, NULL);
    stream_slot(s, runtime, LABEL_ROOT, 0, "main", s->main_dict);
    s->main_frame = ++s->serials;
    stream_put(s, EVENT_FRAME_PUSH, s->main_frame, 2, s->main_code,
               stream_string(s, "<module>"));
    stream_slot(s, s->main_frame, LABEL_FIELD, 0, "locals", s->main_dict);
    stream_slot(s, s->main_frame, LABEL_FIELD, 0, "code", s->main_code);
    s->type_node = stream_type(s, "class Node", 1);
    stream_slot(s, s->type_node, LABEL_FIELD, 0, "__base__", object);
}

static inline void
stream_end(Stream *s, int status)
{
    stream_put(s, EVENT_FRAME_POP, s->main_frame, 0, 0, 0);
    stream_put(s, EVENT_EXIT, (uint32_t)status, 0, 0, 0);
    stream_put(s, EVENT_SETTLED, 0, 0, 0, 0);
}

#endif
