#include "visualizer/step_stops.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char *const catch_words[] = {
    [STOP_FREE] = "free",           [STOP_GC] = "gc",
    [STOP_EXCEPTION] = "exception", [STOP_SWITCH] = "switch",
    [STOP_FINALIZER] = "finalizer", [STOP_CYCLE] = "cycle"};

void
stops_free(Stops *stops)
{
    for (size_t i = 0; i < stops->count; i++) {
        free(stops->items[i].text);
    }
    free(stops->items);
    text_free(&stops->why);
    reach_free(&stops->reach);
    *stops = (Stops){0};
}

static unsigned
add(Stops *stops, const Stop *stop)
{
    stops->items =
        vis_grow(stops->items, stops->count, &stops->room, sizeof(Stop));
    stops->items[stops->count] = *stop;
    stops->items[stops->count].id = ++stops->ids;
    stops->count++;
    stops->cycles |= stop->kind == STOP_CYCLE;
    stops->watches |= stop->kind == STOP_WATCH;
    return stops->ids;
}

static const char *
skip_spaces(const char *at)
{
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    return at;
}

// A number at `*at`; 0: none.
static uint32_t
take_number(const char **at)
{
    char *end;
    if (**at < '0' || **at > '9') {
        return 0;
    }
    unsigned long n = strtoul(*at, &end, 10);
    *at = skip_spaces(end);
    return n > UINT32_MAX ? 0 : (uint32_t)n;
}

unsigned
stops_break(Stops *stops, const char *words, bool once, const Model *model,
            Text *error)
{
    Stop stop = {.kind = STOP_BREAK, .once = once};
    const char *at = skip_spaces(words);
    if (*at == '\0' || strncmp(at, "if ", 3) == 0) {
        stop.line = model->line; // the line where one stands
    } else {
        stop.line = take_number(&at);
    }
    if (stop.line == 0 || (*at != '\0' && strncmp(at, "if ", 3) != 0)) {
        text_add(error, "break LINE [if EXPR]");
        return 0;
    }
    const ModelFile *file = model_main_source(model);
    uint32_t lines = 1;
    for (size_t i = 0; file != NULL && i + 1 < file->length; i++) {
        lines += file->text[i] == '\n';
    }
    if (file != NULL && stop.line > lines) {
        text_format(error, "the script has only %u lines", lines);
        return 0;
    }
    if (*at != '\0') {
        at = skip_spaces(at + 2);
        if (!expr_check(at, error)) {
            return 0;
        }
        stop.text = vis_copy(at);
    }
    return add(stops, &stop);
}

// The frame whose own name an expression begins with; 0: it is global.
static uint32_t
frame_of(const Model *model, const char *words)
{
    char name[64];
    size_t n = 0;
    while (n < 63 &&
           (words[n] == '_' || (words[n] & 0x80) ||
            (words[n] >= '0' && words[n] <= '9') || (words[n] | 32) >= 'a') &&
           (words[n] | 32) <= 'z' && words[n] != '\0') {
        name[n] = words[n];
        n++;
    }
    name[n] = '\0';
    const ModelFrame *frame = expr_frame(model, 0);
    return lookup_is_local(model, frame, name) ? frame->serial : 0;
}

// "#7" by number: the object that has it now, or the number alone.
static bool
take_object(const char *words, const Model *model, Stop *stop)
{
    const char *at = words + 1;
    if (words[0] != '#') {
        return false;
    }
    stop->number = take_number(&at);
    if (stop->number == 0 || *at != '\0') {
        return false;
    }
    ModelRef ref = expr_numbered(model, stop->number);
    stop->serial = ref != 0 ? model->objects[ref].serial : 0;
    return true;
}

unsigned
stops_watch(Stops *stops, const char *words, const Model *model, Text *error)
{
    Stop stop = {.kind = STOP_WATCH};
    words = skip_spaces(words);
    if (words[0] == '#' && take_object(words, model, &stop)) {
        stop.kind = STOP_COUNT;
        if (stop.serial == 0) {
            text_format(error, "there is no #%u here", stop.number);
            return 0;
        }
        return add(stops, &stop);
    }
    if (*words == '\0') {
        text_add(error, "watch NAME or watch #7");
        return 0;
    }
    if (!expr_check(words, error)) {
        return 0;
    }
    stop.frame = frame_of(model, words);
    stop.text = vis_copy(words);
    return add(stops, &stop);
}

unsigned
stops_catch(Stops *stops, const char *words, const Model *model, Text *error)
{
    words = skip_spaces(words);
    size_t n = strcspn(words, " \t");
    const char *rest = skip_spaces(words + n);
    for (int kind = STOP_FREE; kind <= STOP_CYCLE; kind++) {
        if (n == 0 || strncmp(catch_words[kind], words, n) != 0) {
            continue;
        }
        Stop stop = {.kind = (StopKind)kind, .generation = -1};
        if (*rest == '\0') {
            return add(stops, &stop);
        }
        if (kind == STOP_FREE && rest[0] == '#') {
            if (!take_object(rest, model, &stop)) {
                break;
            }
        } else if (kind == STOP_GC) {
            if (rest[0] < '0' || rest[0] > '2' || rest[1] != '\0') {
                text_add(error, "a generation is 0, 1 or 2");
                return 0;
            }
            stop.generation = rest[0] - '0';
        } else if (kind == STOP_FREE || kind == STOP_EXCEPTION) {
            stop.text = vis_copy(rest);
        } else {
            break;
        }
        return add(stops, &stop);
    }
    text_add(error, "catch free [#7|TYPE], gc [GENERATION], exception "
                    "[TYPE], switch, finalizer or cycle");
    return 0;
}

bool
stops_delete(Stops *stops, unsigned id)
{
    for (size_t i = 0; i < stops->count; i++) {
        if (stops->items[i].id == id) {
            free(stops->items[i].text);
            memmove(&stops->items[i], &stops->items[i + 1],
                    (stops->count - i - 1) * sizeof(Stop));
            stops->count--;
            return true;
        }
    }
    return false;
}

static void
describe(const Stop *stop, Text *out)
{
    switch (stop->kind) {
    case STOP_BREAK:
        text_format(out, "break %u%s%s", stop->line,
                    stop->text != NULL ? " if " : "",
                    stop->text != NULL ? stop->text : "");
        break;
    case STOP_WATCH:
        text_format(out, "watch %s", stop->text);
        break;
    case STOP_COUNT:
        text_format(out, "watch #%u", stop->number);
        break;
    default:
        text_format(out, "catch %s", catch_words[stop->kind]);
        if (stop->number != 0) {
            text_format(out, " #%u", stop->number);
        } else if (stop->text != NULL) {
            text_format(out, " %s", stop->text);
        } else if (stop->kind == STOP_GC && stop->generation >= 0) {
            text_format(out, " %d", stop->generation);
        }
        break;
    }
}

void
stops_list(const Stops *stops, Text *out)
{
    for (size_t i = 0; i < stops->count; i++) {
        const Stop *stop = &stops->items[i];
        text_format(out, "%3u  ", stop->id);
        describe(stop, out);
        text_add(out, stop->once ? " (once)\n" : "\n");
    }
    if (stops->count == 0) {
        text_add(out, "nothing to stop at: break, watch, catch\n");
    }
}

static void
watched(Stop *stop, const Model *model, char out[80])
{
    stop->owners.count = 0;
    lookup_trace = &stop->owners;
    ExprValue v = expr_evaluate_in(model, stop->frame, stop->text);
    lookup_trace = NULL;
    stop->dirty = stop->owners.count == LOOKUP_TRACE || stop->frame != 0;
    Text text = {0};
    if (v.kind == EXPR_ERROR) {
        text_add(&text, "nothing");
    } else {
        expr_write(model, &v, &text);
    }
    snprintf(out, 80, "%s", text.bytes != NULL ? text.bytes : "");
    text_free(&text);
}

static uint32_t
count_of(const Stop *stop, const Model *model)
{
    ModelRef ref = model_find(model, stop->serial);
    return ref != 0 ? model->objects[ref].references : 0;
}

void
stops_begin(Stops *stops, Model *model)
{
    model->note_lost = stops->cycles;
    model->lost_count = 0;
    text_clear(&stops->why);
    reach_free(&stops->reach);
    for (size_t i = 0; i < stops->count; i++) {
        Stop *stop = &stops->items[i];
        stop->pending = stop->hit = false;
        if (stop->kind == STOP_WATCH) {
            watched(stop, model, stop->old);
        } else if (stop->kind == STOP_COUNT) {
            stop->old_count = count_of(stop, model);
        }
    }
}

__attribute__((format(printf, 2, 3))) static void
happened(Stop *stop, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(stop->what, sizeof(stop->what), format, args);
    va_end(args);
    stop->pending = true;
}

static void
free_event(Stop *stop, const Model *model, uint32_t serial)
{
    ModelRef ref = model_find(model, serial);
    const ModelObject *o = &model->objects[ref];
    if (ref == 0 || (o->flags & OBJECT_FRAME)) {
        return;
    }
    const char *type = model_type_name(model, o->type);
    bool wanted = stop->serial != 0    ? serial == stop->serial
                  : stop->number != 0  ? o->number == stop->number
                  : stop->text != NULL ? strcmp(type, stop->text) == 0
                                       : o->number != 0;
    if (!wanted || stop->pending) {
        return;
    }
    if (o->number != 0 || stop->number != 0) {
        happened(stop, "#%u %s was freed by line %u",
                 stop->number != 0 ? stop->number : o->number, type,
                 model->line);
    } else {
        happened(stop, "a %s was freed by line %u", type, model->line);
    }
}

static void
other_event(Stop *stop, const Model *model, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    const char *type;
    if (stop->kind == STOP_GC && kind == EVENT_GC_END) {
        unsigned generation = event_b(words[0]) & 255;
        if (stop->generation < 0 || (int)generation == stop->generation) {
            happened(stop,
                     "the collector went over generation %u and found %llu "
                     "unreachable",
                     generation, (unsigned long long)words[1]);
        }
    } else if (stop->kind == STOP_EXCEPTION && kind == EVENT_RAISE) {
        type = model_string(model, words[1]);
        if (stop->text == NULL || strcmp(type, stop->text) == 0) {
            happened(stop, "%s was raised in line %u", type, event_b(words[0]));
        }
    } else if (stop->kind == STOP_SWITCH && kind == EVENT_THREAD_SWITCH) {
        happened(stop, "thread %u runs now", event_a(words[0]));
    } else if (stop->kind == STOP_FINALIZER && kind == EVENT_FINALIZER_BEGIN) {
        ModelRef ref = model_find(model, event_a(words[0]));
        happened(stop, "__del__ of #%u %s is called",
                 model->objects[ref].number,
                 model_type_name(model, model->objects[ref].type));
    }
}

// A watched expression must be read anew when what it was read from changed.
static void
note_owner(Stops *stops, uint32_t serial)
{
    for (size_t i = 0; i < stops->count; i++) {
        Stop *stop = &stops->items[i];
        for (size_t k = 0; k < stop->owners.count; k++) {
            stop->dirty |= stop->owners.serials[k] == serial;
        }
    }
}

void
stops_event(Stops *stops, const Model *model, const uint64_t *words)
{
    EventKind kind = event_kind(words[0]);
    if (stops->watches && (kind == EVENT_SLOT || kind == EVENT_DESCRIBE ||
                           kind == EVENT_FREE || kind == EVENT_DYING)) {
        note_owner(stops, event_a(words[0]));
    }
    if (kind != EVENT_FREE && kind != EVENT_GC_END && kind != EVENT_RAISE &&
        kind != EVENT_THREAD_SWITCH && kind != EVENT_FINALIZER_BEGIN) {
        return;
    }
    for (size_t i = 0; i < stops->count; i++) {
        Stop *stop = &stops->items[i];
        if (stop->kind == STOP_FREE && kind == EVENT_FREE) {
            free_event(stop, model, event_a(words[0]));
        } else {
            other_event(stop, model, words);
        }
    }
}

static void
check_watch(Stop *stop, const Model *model)
{
    char now[80];
    if (stop->kind == STOP_COUNT) {
        uint32_t n = count_of(stop, model);
        if (n != stop->old_count) {
            happened(stop, "the count of #%u went from %u to %u", stop->number,
                     stop->old_count, n);
        }
        stop->old_count = n;
        return;
    }
    if (!stop->dirty && stop->owners.count > 0) {
        return;
    }
    watched(stop, model, now);
    if (strcmp(now, stop->old) != 0) {
        happened(stop, "%s was %.60s, is %.60s", stop->text, stop->old, now);
        memcpy(stop->old, now, sizeof(now));
    }
}

static void
check_cycle(Stop *stop, Reach *reach, Model *model)
{
    for (size_t i = 0; i < model->lost_count; i++) {
        ModelRef ref = model_find(model, model->lost[i]);
        if (ref == 0 || !(model->objects[ref].flags & OBJECT_HAS_HEAD) ||
            (model->objects[ref].flags &
             (OBJECT_FRAME | OBJECT_DYING | OBJECT_STATIC)) ||
            reach_ask(reach, model, ref)) {
            continue;
        }
        const char *type = model_type_name(model, model->objects[ref].type);
        if (model->objects[ref].number != 0) {
            happened(stop, "#%u %s can no longer be reached, and lives on",
                     model->objects[ref].number, type);
        } else {
            happened(stop, "a %s can no longer be reached, and lives on", type);
        }
        return;
    }
}

bool
stops_at(Stops *stops, Model *model)
{
    const ModelFrame *frame = model_line_frame(model);
    bool line =
        model->line_frame != 0 && frame != NULL && frame->file == FILE_MAIN;
    bool any = false;
    text_clear(&stops->why);
    for (size_t i = 0; i < stops->count; i++) {
        Stop *stop = &stops->items[i];
        if (stop->kind == STOP_BREAK && line && model->line == stop->line) {
            ExprValue v = {.kind = EXPR_BOOL, .n = 1};
            if (stop->text != NULL) {
                v = expr_evaluate(model, 0, stop->text);
            }
            if (expr_is_true(model, &v)) {
                happened(stop, "line %u is about to run", stop->line);
            }
        } else if (stop->kind == STOP_WATCH || stop->kind == STOP_COUNT) {
            check_watch(stop, model);
        } else if (stop->kind == STOP_CYCLE) {
            check_cycle(stop, &stops->reach, model);
        }
        if (stop->pending) {
            text_format(&stops->why, "%s%u: %s", any ? "; " : "", stop->id,
                        stop->what);
            any = true;
        }
        stop->hit = stop->pending;
        stop->pending = false;
    }
    model->lost_count = 0;
    return any;
}

void
stops_expire(Stops *stops)
{
    for (size_t i = stops->count; i > 0; i--) {
        if (stops->items[i - 1].once && stops->items[i - 1].hit) {
            stops_delete(stops, stops->items[i - 1].id);
        }
    }
}
