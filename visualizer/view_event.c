/* view_event.c - one event as a line, or as a JSON object */
#include <string.h>

#include "visualizer/view.h"

static const char *const label_names[LABEL_KIND_COUNT] = {
    "index", "attribute", "key",  "value",  "item",   "field", "local",
    "stack", "constant",  "type", "root",   "native", "slot",  "weak"};

static size_t
word_length(const char *label)
{
    return strcspn(label, ":");
}

static bool
names_string(const char *label)
{
    size_t n = word_length(label);
    return strcmp(label + n, ":string") == 0;
}

static bool
names_object(const char *label)
{
    size_t n = word_length(label);
    return strcmp(label + n, ":object") == 0;
}

// "@12", "@12(int 300)"
static void
put_object(const Model *model, uint32_t serial, Text *out)
{
    text_format(out, "@%u", serial);
    ModelRef ref = model_find(model, serial);
    if (ref == 0) {
        return;
    }
    const ModelObject *o = &model->objects[ref];
    if (o->flags & OBJECT_FRAME) {
        text_add(out, "(frame)");
    } else if (o->flags & OBJECT_ROOT) {
        text_add(out, "(runtime)");
    } else if (o->type != 0) {
        text_format(out, "(%s", model_type_name(model, o->type));
        if (o->number != 0) {
            text_format(out, " #%u", o->number);
        }
        if (o->value != NULL) {
            text_char(out, ' ');
            text_clean(out, o->value, strlen(o->value), 24, true);
        }
        text_char(out, ')');
    }
}

static void
put_key(const char *label, Text *out)
{
    size_t n = word_length(label);
    size_t i = 0;
    // "1 new, 0 freed" -> "new"
    while (i < n && (label[i] < 'a' || label[i] > 'z')) {
        i++;
    }
    for (; i < n && label[i] != ','; i++) {
        text_char(out, label[i] == ' ' ? '_' : label[i]);
    }
}

static void
put_field(const Model *model, const char *label, uint64_t value, Text *out)
{
    if (label[0] == '\0') {
        return;
    }
    text_char(out, ' ');
    put_key(label, out);
    text_char(out, '=');
    if (names_object(label)) {
        put_object(model, (uint32_t)value, out);
    } else if (names_string(label)) {
        const char *name = model_string(model, (uint32_t)value);
        text_clean(out, name, strlen(name), 60, true);
    } else if (strcmp(label, "address") == 0) {
        text_format(out, "0x%llx", (unsigned long long)value);
    } else if (strcmp(label, "value") == 0 || strcmp(label, "bits") == 0 ||
               strcmp(label, "real") == 0 || strcmp(label, "imaginary") == 0) {
        char number[32];
        event_number_text(label[0] == 'v' ? EVENT_INT : EVENT_FLOAT, value,
                          number, sizeof(number));
        text_add(out, number);
    } else {
        text_format(out, "%llu", (unsigned long long)value);
    }
}

static void
put_edge(const Model *model, const uint64_t *words, Text *out)
{
    unsigned kind = event_b(words[0]);
    text_format(out, " %s ",
                kind < LABEL_KIND_COUNT ? label_names[kind] : "?");
    if (label_is_text(kind)) {
        const char *name = model_string(model, (uint32_t)words[1]);
        text_clean(out, name, strlen(name), 60, true);
    } else {
        text_format(out, "%llu", (unsigned long long)words[1]);
    }
    text_add(out, " -> ");
    if (event_a(words[0]) == 0) {
        text_add(out, "nothing");
    } else {
        put_object(model, event_a(words[0]), out);
    }
}

void
view_event(const Model *model, const uint64_t *words, Text *out)
{
    const EventInfo *info = &event_info[event_kind(words[0])];
    text_format(out, "%8llu %-15s", (unsigned long long)model->events,
                info->name);
    if (event_kind(words[0]) == EVENT_EDGE) {
        put_edge(model, words, out);
        text_char(out, '\n');
        return;
    }
    put_field(model, info->a, event_a(words[0]), out);
    put_field(model, info->b, event_b(words[0]), out);
    if (info->has_text) {
        text_char(out, ' ');
        if (event_kind(words[0]) == EVENT_FILE ||
            event_kind(words[0]) == EVENT_FORKED) {
            text_format(out, "%llu bytes", (unsigned long long)words[1]);
        } else {
            text_clean(out, (const char *)&words[2], (size_t)words[1], 200,
                       true);
        }
    } else {
        if (info->words > 1) {
            put_field(model, info->c, words[1], out);
        }
        if (info->words > 2) {
            put_field(model, info->d, words[2], out);
        }
    }
    text_char(out, '\n');
}

static void
put_json_field(const Model *model, const char *label, uint64_t value,
               Text *out)
{
    if (label[0] == '\0') {
        return;
    }
    text_add(out, ",\"");
    put_key(label, out);
    text_add(out, "\":");
    if (names_string(label)) {
        const char *name = model_string(model, (uint32_t)value);
        text_json(out, name, strlen(name));
    } else if (strcmp(label, "value") == 0) {
        text_format(out, "%lld", (long long)value);
    } else {
        text_format(out, "%llu", (unsigned long long)value);
    }
}

void
view_event_json(const Model *model, const uint64_t *words, Text *out)
{
    EventKind kind = event_kind(words[0]);
    const EventInfo *info = &event_info[kind];
    text_format(out, "{\"event\":%llu,\"kind\":\"%s\"",
                (unsigned long long)model->events, info->name);
    if (kind == EVENT_EDGE) {
        unsigned label = event_b(words[0]);
        text_format(out, ",\"target\":%u,\"label\":\"%s\"",
                    event_a(words[0]),
                    label < LABEL_KIND_COUNT ? label_names[label] : "?");
        if (label_is_text(label)) {
            const char *name = model_string(model, (uint32_t)words[1]);
            text_add(out, ",\"name\":");
            text_json(out, name, strlen(name));
        } else {
            text_format(out, ",\"number\":%llu",
                        (unsigned long long)words[1]);
        }
    } else if (kind == EVENT_STRING) {
        text_format(out, ",\"string\":%u,\"text\":", event_a(words[0]));
        text_json(out, (const char *)&words[2], (size_t)words[1]);
    } else {
        put_json_field(model, info->a, event_a(words[0]), out);
        put_json_field(model, info->b, event_b(words[0]), out);
        if (kind == EVENT_FORKED) {
            put_json_field(model, info->c, words[1], out);
        } else if (info->has_text) {
            text_add(out, ",\"text\":");
            text_json(out, (const char *)&words[2], (size_t)words[1]);
        } else {
            if (info->words > 1) {
                put_json_field(model, info->c, words[1], out);
            }
            if (info->words > 2) {
                put_json_field(model, info->d, words[2], out);
            }
        }
    }
    text_add(out, "}\n");
}
