#include "visualizer/moment.h"

#include <stdlib.h>
#include <string.h>

// A number without a sign; the rest in *end.
static bool
parse_number(const char *text, uint64_t *n, const char **end)
{
    *n = 0;
    const char *s = text;
    for (; *s >= '0' && *s <= '9'; s++) {
        if (*n > (UINT64_MAX - 9) / 10) {
            return false;
        }
        *n = *n * 10 + (uint64_t)(*s - '0');
    }
    *end = s;
    return s != text;
}

bool
moment_parse(const char *text, Moment *moment, Text *error)
{
    static const char *const words[] = {"end", "exit", "peak", "exception"};
    const char *end;
    *moment = (Moment){.times = 1};
    for (int i = 0; i < 4; i++) {
        if (strcmp(text, words[i]) == 0) {
            moment->kind = (MomentKind)i;
            return true;
        }
    }
    bool good;
    if (strncmp(text, "step:", 5) == 0) {
        moment->kind = MOMENT_STEP;
        good = parse_number(text + 5, &moment->n, &end) && moment->n > 0;
    } else if (strncmp(text, "event:", 6) == 0) {
        moment->kind = MOMENT_EVENT;
        good = parse_number(text + 6, &moment->n, &end);
    } else {
        moment->kind = MOMENT_LINE;
        good = parse_number(text, &moment->n, &end) && moment->n > 0;
        if (good && *end == ':') {
            good = parse_number(end + 1, &moment->times, &end) &&
                   moment->times > 0;
        }
    }
    if (!good || *end != '\0') {
        text_add(error, "--at ");
        text_clean(error, text, strlen(text), 40, true);
        text_add(error, ": a moment is LINE, LINE:K, step:N, event:N, end, "
                        "exit, peak or exception");
        return false;
    }
    return true;
}

// On to where the model is exact, unless another step begins before.
static void
settle(TraceReader *reader, Model *model)
{
    const uint64_t *words;
    while (!model->settled && (words = trace_reader_next(reader)) != NULL) {
        EventKind kind = event_kind(words[0]);
        if (kind == EVENT_LINE || kind == EVENT_EXIT) {
            return;
        }
        model_apply(model, words);
    }
}

static bool
find_line(TraceReader *reader, const Moment *moment, Model *model,
          Text *error)
{
    uint64_t seen = 0;
    const uint64_t *words;
    model_init(model);
    model->lazy = true;
    trace_reader_rewind(reader);
    while ((words = trace_reader_next(reader)) != NULL) {
        bool wanted = event_kind(words[0]) == EVENT_LINE &&
                      event_b(words[0]) == moment->n;
        model_apply(model, words);
        if (!wanted) {
            continue;
        }
        settle(reader, model);
        ModelFrame *frame = (ModelFrame *)model_line_frame(model);
        if ((frame == NULL || model_frame_in_main(model, frame)) &&
            ++seen == moment->times) {
            model_fill_values(model);
            return true;
        }
    }
    text_format(error, "--at: line %llu ", (unsigned long long)moment->n);
    if (seen == 0) {
        text_add(error, "is never about to run");
    } else {
        text_format(error, "runs %llu %s, not %llu",
                    (unsigned long long)seen, plural(seen, "time", "times"),
                    (unsigned long long)moment->times);
    }
    return false;
}

static bool
find_step(TraceReader *reader, const Moment *moment, Model *model,
          Text *error)
{
    trace_reader_seek_step(reader, model, moment->n);
    if (model->steps < moment->n) {
        text_format(error, "--at: there are only %llu steps",
                    (unsigned long long)model->steps);
        return false;
    }
    settle(reader, model);
    return true;
}

static bool
find_event(TraceReader *reader, const Moment *moment, Model *model,
           Text *error)
{
    trace_reader_seek(reader, model, moment->n + 1);
    if (model->events <= moment->n) {
        text_format(error, "--at: there are only %llu events",
                    (unsigned long long)model->events);
        return false;
    }
    return true;
}

// The last exact moment, or the end of the program when it got there:
// looked for from the end on, in growing pieces.
static uint64_t
find_end(TraceReader *reader)
{
    uint64_t total = trace_reader_events(reader), back = 100000;
    for (;;) {
        uint64_t from = back < total ? total - back : 0, found = 0;
        const uint64_t *words;
        trace_reader_start_near(reader, from);
        while ((words = trace_reader_next(reader)) != NULL) {
            EventKind kind = event_kind(words[0]);
            if (kind == EVENT_EXIT && event_b(words[0]) == 0) {
                return trace_reader_position(reader);
            }
            if (kind == EVENT_SETTLED) {
                found = trace_reader_position(reader);
            }
        }
        if (from == 0) {
            return found != 0 ? found : trace_reader_position(reader);
        }
        back = back * 8;
    }
}

static uint64_t
find_peak(TraceReader *reader)
{
    Model model;
    model_init(&model);
    model.lazy = true;
    uint64_t best = 0, at = 0;
    const uint64_t *words;
    trace_reader_rewind(reader);
    while ((words = trace_reader_next(reader)) != NULL) {
        model_apply(&model, words);
        if (event_kind(words[0]) == EVENT_SETTLED &&
            (model.bytes_alive > best || at == 0)) {
            best = model.bytes_alive;
            at = trace_reader_position(reader);
        }
    }
    model_free(&model);
    return at;
}

// The first raise of the exception that was raised last, if the program
// ended with it; else the first exception of all. 0: none.
static uint64_t
find_exception(TraceReader *reader)
{
    uint64_t first = 0, last = 0;
    uint32_t last_serial = 0;
    bool uncaught = false, stepped = true;
    const uint64_t *words;
    trace_reader_rewind(reader);
    while ((words = trace_reader_next(reader)) != NULL) {
        if (event_kind(words[0]) == EVENT_RAISE) {
            uint64_t at = trace_reader_position(reader);
            first = first != 0 ? first : at;
            // The same one on its way out through the frames is no other.
            if (stepped || event_a(words[0]) != last_serial) {
                last = at;
                last_serial = event_a(words[0]);
            }
            stepped = false;
        }
        stepped |= event_kind(words[0]) == EVENT_LINE;
        if (event_kind(words[0]) == EVENT_EXIT) {
            uncaught = event_a(words[0]) != 0;
            break;
        }
    }
    return uncaught ? last : first;
}

bool
moment_find(TraceReader *reader, const Moment *moment, Model *model,
            Text *error)
{
    uint64_t at;
    switch (moment->kind) {
    case MOMENT_LINE:
        return find_line(reader, moment, model, error);
    case MOMENT_STEP:
        return find_step(reader, moment, model, error);
    case MOMENT_EVENT:
        return find_event(reader, moment, model, error);
    case MOMENT_END:
        at = find_end(reader);
        break;
    case MOMENT_PEAK:
        at = find_peak(reader);
        break;
    case MOMENT_EXCEPTION:
        at = find_exception(reader);
        if (at == 0) {
            model_init(model);
            text_add(error, "--at exception: no exception was raised");
            return false;
        }
        break;
    default:
        at = UINT64_MAX;
        break;
    }
    trace_reader_seek(reader, model, at);
    if (moment->kind == MOMENT_END) {
        settle(reader, model);
    }
    return true;
}

void
moment_script(const Model *model, Text *out)
{
    const char *file = model->main_file;
    if (file == NULL || strlen(file) < 3) {
        text_add(out, "the program");
        return;
    }
    size_t n = strlen(file) - 1; // without the quotes
    const char *start = file + 1;
    for (const char *s = start; s < file + n; s++) {
        if (*s == '/') {
            start = s + 1;
        }
    }
    text_add_bytes(out, start, (size_t)(file + n - start));
}

void
moment_title(const Model *model, const Moment *moment, Text *out)
{
    Text script = {0};
    moment_script(model, &script);
    switch (moment->kind) {
    case MOMENT_END:
        if (model->exit_phase >= 0) {
            text_format(out, "%s: the end of the program", script.bytes);
        } else {
            text_format(out, "%s: where the recording ends", script.bytes);
        }
        break;
    case MOMENT_EXIT:
        text_format(out, "%s: after shutdown", script.bytes);
        break;
    case MOMENT_PEAK:
        text_format(out, "%s: the peak, line %u about to run", script.bytes,
                    model->line);
        break;
    case MOMENT_EXCEPTION:
        text_format(out, "%s: line %u raised %s", script.bytes,
                    model->raised_line,
                    model_string(model, model->raised_type));
        break;
    default:
        text_format(out, "%s: line %u about to run", script.bytes,
                    model->line);
        break;
    }
    text_free(&script);
    if (model->limit != NULL) {
        text_format(out, " (ended by a limit: %s)", model->limit);
    }
}
