/* story.c - events as they come, and the order of telling */
#include "visualizer/story.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/story_changes.h"

enum { EVENTS = 400, COLLECTOR_LINES = 4000 };

__attribute__((format(printf, 5, 6))) static StoryEvent *
note(Story *story, char kind, uint32_t serial, uint32_t other,
     const char *format, ...)
{
    if (story->count >= EVENTS) {
        story->left_out++;
        return NULL;
    }
    char line[400];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    story->events = vis_grow(story->events, story->count, &story->room,
                             sizeof(StoryEvent));
    StoryEvent *event = &story->events[story->count++];
    *event = (StoryEvent){kind, serial, other, false, vis_copy(line)};
    return event;
}

static bool
is_known(const Model *model, ModelRef ref)
{
    return ref != 0 && model->objects[ref].number != 0;
}

static const char *
name_of(const Model *model, ModelRef ref, Text *text)
{
    text_clear(text);
    shot_name(model, ref, text);
    return text->bytes;
}

static bool
was_found(const Story *story, uint32_t serial)
{
    for (size_t i = 0; i < story->found_count; i++) {
        if (story->found[i] == serial) {
            return true;
        }
    }
    return false;
}

// Deaths: begin and end are one sentence unless something happens between.

static void
death_begins(Story *story, const Model *model, uint32_t serial,
             const char *name)
{
    (void)model;
    const char *why = was_found(story, serial)
                          ? "the collector takes it apart"
                      : story->depth > 0 ? "its owner goes"
                                         : "nothing refers to it any more";
    StoryEvent *event = note(story, 'd', serial, 0, "%s: its count is 0, %s",
                             name, why);
    if (event != NULL) {
        event->begun = true;
    }
    story->depth++;
}

static void
death_ends(Story *story, uint32_t serial, const char *name)
{
    StoryEvent *last =
        story->count > 0 ? &story->events[story->count - 1] : NULL;
    if (last != NULL && last->begun && last->serial == serial) {
        Text text = {0};
        text_add(&text, last->text);
        text_add(&text, ": freed");
        free(last->text);
        last->text = text.bytes;
        last->begun = false;
    } else {
        note(story, 'd', serial, 0, "%s is freed", name);
    }
}

// The collector.

static bool
collector_name(const Model *model, uint32_t serial, Text *out)
{
    ModelRef ref = model_find(model, serial);
    if (is_known(model, ref)) {
        shot_name(model, ref, out);
        return true;
    }
    if (ref != 0 && ref == model->main_names) {
        text_add(out, "the script's names");
        return true;
    }
    ModelRef owner = ref != 0 && model_sort(model, ref) == SORT_DICT
                         ? model_dict_owner(model, ref)
                         : 0;
    if (is_known(model, owner)) {
        shot_name(model, owner, out);
        text_add(out, "'s __dict__");
        return true;
    }
    return false;
}

__attribute__((format(printf, 3, 4))) static bool
collector_line(Story *story, const char *what, const char *format, ...)
{
    if (story->collector_lines++ >= COLLECTOR_LINES) {
        return false;
    }
    char line[200];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    text_format(&story->collector, "Q\t%s%s", what, line);
    return true;
}

static void
collector_object(Story *story, const Model *model, const char *what,
                 uint32_t serial, uint32_t other, uint64_t n)
{
    Text name = {0}, from = {0};
    if (collector_name(model, serial, &name) &&
        collector_line(story, what, "\t%u\t%u\t%llu", serial, other,
                       (unsigned long long)n)) {
        record_field(&story->collector, name.bytes);
        if (other != 0 && !collector_name(model, other, &from)) {
            text_add(&from, "the runtime");
        }
        record_field(&story->collector,
                     from.bytes != NULL ? from.bytes : "");
        text_char(&story->collector, '\n');
    }
    text_free(&name);
    text_free(&from);
}

static void
collection_begins(Story *story, const uint64_t *words)
{
    unsigned generation = event_b(words[0]) & 255;
    bool asked = (event_b(words[0]) & 256) != 0;
    uint64_t mask = (1u << 20) - 1;
    note(story, 'g', 0, 0, "the collector looks at generation %u%s%s",
         generation, generation > 0 ? " and the younger ones" : "",
         asked ? ", as gc.collect() asks" : ": its threshold was passed");
    if (collector_line(story, "begin", "\t%u\t%u\t%u,%u,%u\t%u,%u,%u",
                       generation, (unsigned)asked,
                       (unsigned)(words[1] & mask),
                       (unsigned)(words[1] >> 20 & mask),
                       (unsigned)(words[1] >> 40 & mask),
                       (unsigned)(words[2] & mask),
                       (unsigned)(words[2] >> 20 & mask),
                       (unsigned)(words[2] >> 40 & mask))) {
        text_char(&story->collector, '\n');
    }
    story->found_count = 0;
}

static void
collector_event(Story *story, Model *model, const uint64_t *words)
{
    uint32_t a = event_a(words[0]);
    Text name = {0};
    switch (event_kind(words[0])) {
    case EVENT_GC_BEGIN:
        collection_begins(story, words);
        break;
    case EVENT_GC_COPY:
        collector_object(story, model, "copy", a, 0, words[1]);
        break;
    case EVENT_GC_SUBTRACT:
        collector_object(story, model, "subtract", a, (uint32_t)words[1],
                         0);
        break;
    case EVENT_GC_REACHABLE:
        collector_object(story, model, "reachable", a, 0, 0);
        break;
    case EVENT_GC_UNREACHABLE:
        story->found = vis_grow(story->found, story->found_count,
                                &story->found_room, sizeof(uint32_t));
        story->found[story->found_count++] = a;
        collector_object(story, model, "unreachable", a, 0, 0);
        if (is_known(model, model_find(model, a))) {
            note(story, 'g', a, 0,
                 "%s cannot be reached from outside: unreachable",
                 name_of(model, model_find(model, a), &name));
        }
        break;
    case EVENT_GC_CLEAR:
        collector_object(story, model, "clear", a, 0, 0);
        if (is_known(model, model_find(model, a))) {
            note(story, 'g', a, 0,
                 "the references of %s are cleared to break the cycle",
                 name_of(model, model_find(model, a), &name));
        }
        break;
    case EVENT_GC_END:
        note(story, 'g', 0, 0,
             "the collection ends: %llu unreachable %s found%s",
             (unsigned long long)words[1],
             plural(words[1], "object", "objects"),
             words[2] != 0 ? ", some uncollectable" : "");
        if (collector_line(story, "end", "\t%u\t%llu\t%llu",
                           event_b(words[0]),
                           (unsigned long long)words[1],
                           (unsigned long long)words[2])) {
            text_char(&story->collector, '\n');
        }
        break;
    default:
        break;
    }
    text_free(&name);
}

// Lives.

static void
life_event(Story *story, Model *model, const uint64_t *words)
{
    uint32_t a = event_a(words[0]);
    ModelRef ref = model_find(model, a);
    if (!is_known(model, ref)) {
        return;
    }
    Text name = {0};
    name_of(model, ref, &name);
    switch (event_kind(words[0])) {
    case EVENT_DEALLOC_BEGIN:
        death_begins(story, model, a, name.bytes);
        break;
    case EVENT_DEALLOC_END:
        story->depth -= story->depth > 0;
        break;
    case EVENT_FREE:
        death_ends(story, a, name.bytes);
        // Its end cannot be told by its number any more.
        story->depth -= story->depth > 0;
        break;
    case EVENT_FINALIZER_BEGIN:
        note(story, 'f', a, 0, "__del__ of %s is called", name.bytes);
        break;
    case EVENT_RESURRECT:
        note(story, 'f', a, 0,
             "%s can be reached again: its finalizer resurrected it",
             name.bytes);
        break;
    case EVENT_WEAKREF_CLEAR:
        note(story, 'w', a, (uint32_t)words[1],
             "the weak reference %s loses its target: it gives None now",
             name.bytes);
        break;
    case EVENT_WEAKREF_CALLBACK:
        note(story, 'w', a, 0, "the callback of %s is called", name.bytes);
        break;
    default:
        break;
    }
    text_free(&name);
}

// The program.

static void
frame_event(Story *story, Model *model, const uint64_t *words)
{
    static const char *const ends[] = {"returns", "yields",
                                       "ends with an exception"};
    if (event_kind(words[0]) == EVENT_FRAME_PUSH) {
        unsigned flags = event_b(words[0]);
        const char *name = model_string(model, (uint32_t)words[2]);
        bool foreign = model->frame_count > 0 &&
                       model->frames[model->frame_count - 1].file ==
                           FILE_LIBRARY;
        if (model->steps > 0 && !foreign && (flags & (2 | 4)) == 0) {
            note(story, 'p', event_a(words[0]), 0,
                 flags & 1 ? "the generator %s runs on" : "%s() is called",
                 name);
        }
        return;
    }
    const ModelFrame *frame = model_find_frame(model, event_a(words[0]));
    unsigned reason = event_b(words[0]);
    if (frame != NULL && frame->file == FILE_MAIN &&
        (frame->flags & (2 | 4)) == 0) {
        note(story, 'p', frame->serial, 0, "%s() %s",
             model_string(model, frame->function),
             ends[reason < 3 ? reason : 2]);
    }
}

static bool
was_raised(const Story *story, uint32_t serial)
{
    for (size_t i = 0; i < story->count; i++) {
        if (story->events[i].kind == 'x' &&
            story->events[i].serial == serial) {
            return true;
        }
    }
    return false;
}

// Whether the frame that runs now is the script's.
static bool
runs_script(Model *model)
{
    for (size_t i = model->frame_count; i > 0; i--) {
        ModelFrame *frame = &model->frames[i - 1];
        if (frame->thread == model->thread) {
            return model_frame_in_main(model, frame);
        }
    }
    return false;
}

void
story_event(Story *story, Model *model, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    switch (kind) {
    case EVENT_FRAME_PUSH:
    case EVENT_FRAME_POP:
        frame_event(story, model, words);
        break;
    case EVENT_RAISE:
        // The library's own, which nobody sees, are no news, nor is one on
        // its way through the callers.
        if (runs_script(model) && !was_raised(story, event_a(words[0]))) {
            note(story, 'x', event_a(words[0]), 0, "%s is raised",
                 model_string(model, (uint32_t)words[1]));
        }
        break;
    case EVENT_OUTPUT:
        text_add_bytes(&story->output, &words[2], (size_t)words[1]);
        break;
    case EVENT_LIMIT:
        note(story, 'p', 0, 0, "a limit ends the program: %.*s",
             (int)words[1], (const char *)&words[2]);
        break;
    case EVENT_EXIT:
        note(story, 'z', 0, 0, "%s",
             event_b(words[0]) == 0
                 ? "the program is at its end; its names are still there"
                 : "the runtime has shut down");
        break;
    default:
        if (event_info[kind].group == EVENT_GROUP_LIFE ||
            kind == EVENT_FREE) {
            life_event(story, model, words);
        } else if (event_info[kind].group == EVENT_GROUP_COLLECTOR ||
                   event_info[kind].group == EVENT_GROUP_GCDETAIL) {
            collector_event(story, model, words);
        }
        break;
    }
}

static void
put_events(const Story *story, bool program, Text *out)
{
    for (size_t i = 0; i < story->count; i++) {
        const StoryEvent *event = &story->events[i];
        bool is_program = event->kind == 'p' || event->kind == 'x';
        if (is_program == program) {
            text_format(out, "E\t%c\t%u", event->kind, event->serial);
            if (event->other != 0) {
                text_format(out, ",%u", event->other);
            }
            record_field(out, event->text);
            text_char(out, '\n');
        }
    }
}

void
story_tell(Story *story, const Shot *before, const Shot *now, Text *out)
{
    put_events(story, true, out);
    story_changes(before, now, out);
    put_events(story, false, out);
    if (story->left_out > 0) {
        text_add(out, "E\tp\t0\t... and ");
        text_count(out, story->left_out);
        text_add(out, " more events\n");
    }
    text_add_bytes(out, story->collector.bytes != NULL
                            ? story->collector.bytes
                            : "",
                   story->collector.length);
    if (story->output.length > 0) {
        text_add(out, "O");
        record_field(out, story->output.bytes);
        text_char(out, '\n');
    }
    story_forget(story);
}

void
story_forget(Story *story)
{
    for (size_t i = 0; i < story->count; i++) {
        free(story->events[i].text);
    }
    story->count = 0;
    story->left_out = 0;
    story->collector_lines = 0;
    text_clear(&story->collector);
    text_clear(&story->output);
}

void
story_free(Story *story)
{
    story_forget(story);
    free(story->events);
    free(story->found);
    text_free(&story->collector);
    text_free(&story->output);
    *story = (Story){0};
}
