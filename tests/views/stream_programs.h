/* stream_programs.h - whole streams of small programs (prefix: stream_) */
#ifndef TESTS_VIEWS_STREAM_PROGRAMS_H
#define TESTS_VIEWS_STREAM_PROGRAMS_H

#include "tests/views/stream.h"

/* x = 300; y = 300; z = [300, 300]: the count lecture. */
static inline void
stream_counts(Stream *s)
{
    stream_start(s);
    stream_line(s, 1);
    uint32_t n = stream_new(s, s->type_int, 0, 28, "300");
    stream_slot(s, s->main_code, LABEL_CONST, 0, NULL, n);
    stream_name(s, "x", n);
    stream_line(s, 2);
    stream_name(s, "y", n);
    stream_line(s, 3);
    uint32_t list = stream_new(s, s->type_list, 1, 72, NULL);
    stream_slot(s, list, LABEL_INDEX, 0, NULL, n);
    stream_slot(s, list, LABEL_INDEX, 1, NULL, n);
    stream_name(s, "z", list);
    stream_end(s, 0);
}

/* A ring of three nodes, the last name deleted; a list that holds itself; a
 * weak reference to the ring. */
static inline void
stream_ring(Stream *s)
{
    static const char *const values[] = {"'a'", "'b'", "'c<d>&\"e\"'"};
    uint32_t nodes[3];
    stream_start(s);
    stream_line(s, 1);
    for (int i = 0; i < 3; i++) {
        uint32_t text = stream_new(s, s->type_str, 0, 50, values[i]);
        nodes[i] = stream_new(s, s->type_node, 1, 48, NULL);
        stream_slot(s, nodes[i], LABEL_ATTR, 0, "val", text);
        stream_slot(s, nodes[i], LABEL_TYPE, 0, "type", s->type_node);
    }
    for (int i = 0; i < 3; i++) {
        stream_slot(s, nodes[i], LABEL_ATTR, 0, "next", nodes[(i + 1) % 3]);
    }
    stream_name(s, "Node", s->type_node);
    stream_name(s, "head", nodes[0]);
    uint32_t list = stream_new(s, s->type_list, 1, 88, NULL);
    stream_slot(s, list, LABEL_INDEX, 0, NULL, list);
    stream_slot(s, list, LABEL_INDEX, 1, NULL, s->none);
    stream_name(s, "ring", list);
    uint32_t weak = stream_new(s, s->type_weakref, 1, 72, NULL);
    stream_slot(s, weak, LABEL_WEAK, 0, "referent", nodes[1]);
    stream_name(s, "w", weak);
    stream_line(s, 2);
    stream_slot(s, s->main_dict, LABEL_VALUE, 1, NULL, 0);
    stream_slot(s, s->main_dict, LABEL_KEY, 1, NULL, 0);
    stream_line(s, 3);
    stream_end(s, 0);
}

/* A list of `n` ints. */
static inline void
stream_many(Stream *s, uint32_t n)
{
    stream_start(s);
    stream_line(s, 1);
    uint32_t list = stream_new(s, s->type_list, 1, 56 + 8ull * n, NULL);
    stream_name(s, "z", list);
    for (uint32_t i = 0; i < n; i++) {
        char text[16];
        snprintf(text, sizeof(text), "%u", 1000 + i);
        uint32_t x = stream_new(s, s->type_int, 0, 28, text);
        stream_slot(s, list, LABEL_INDEX, i, NULL, x);
    }
    stream_line(s, 2);
    stream_end(s, 0);
}

#endif
