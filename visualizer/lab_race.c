/* lab_race.c - two threads and one count: what the lock prevents
 *
 * The object and the changes of its count come from the recording: what one
 * thread did just before it gave the GIL up, and the other one just behind.
 * The lab then tries all orders in which they could have come (race.h).
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/lab.h"
#include "visualizer/moment.h"
#include "visualizer/race.h"

enum { CANDIDATES = 8, WINDOW = 2, THREADS_SHOWN = 6 };

// line 0: none of the script's runs in that thread.
typedef struct Change {
    uint32_t thread, line;
    int by;      // +1 or -1
    int before;  // the count before
} Change;

#define AT_SHUTDOWN UINT32_MAX

// An object that two threads have counted.
typedef struct Shared {
    uint32_t serial, maker;
    int rank;
    uint64_t both; // changes by that one of two threads that made fewer
    char name[80];
    uint64_t bytes;
    Change *changes;
    size_t count, room;
} Shared;

// What pass one keeps of each object.
typedef struct Touched {
    uint32_t maker, threads[2];
    uint32_t counts[2];
    int rank;
} Touched;

typedef struct Reading {
    Model model;
    Touched *touched; // by serial
    size_t touched_room;
    uint32_t *lines; // by thread: the script's line that runs
    size_t lines_room;
    char **names; // by thread
    size_t names_room;
    Shared shared[CANDIDATES];
    size_t count;
    uint64_t own, other, hand_overs; // changes by who made the object
} Reading;

// Makes place `n` of an array that begins as zeros.
static void *
room_for(void *array, size_t n, size_t *room, size_t item)
{
    size_t before = *room;
    while (*room <= n) {
        array = vis_grow(array, *room, room, item);
    }
    memset((char *)array + before * item, 0, (*room - before) * item);
    return array;
}

static uint32_t
running(const Model *model)
{
    return model->thread == 0 ? 1 : model->thread;
}

static Touched *
touched_of(Reading *r, uint32_t serial)
{
    r->touched = room_for(r->touched, serial, &r->touched_room,
                          sizeof(Touched));
    return &r->touched[serial];
}

// How well an object of the program shows what counting is; 0: not at all.
static int
rank_of(const Model *model, uint32_t serial)
{
    enum { BUILT_IN = OBJECT_BEFORE | OBJECT_STATIC | OBJECT_FOREIGN };
    ModelRef ref = model_find(model, serial);
    const ModelObject *o = &model->objects[ref];
    if (ref == 0 || o->number == 0 ||
        (o->flags & (BUILT_IN | OBJECT_FRAME | OBJECT_IMMORTAL |
                     OBJECT_NAMESPACE | OBJECT_INT | OBJECT_FLOAT |
                     OBJECT_COMPLEX)) != 0) {
        return 0;
    }
    switch (model_sort(model, ref)) {
    case SORT_INSTANCE:
        return (model->objects[o->type].flags & BUILT_IN) != 0 ? 2 : 4;
    case SORT_LIST:
    case SORT_DICT:
    case SORT_SET:
    case SORT_TUPLE:
        return 3;
    case SORT_FUNCTION:
        return 1;
    default:
        return 0;
    }
}

static void
follow_lines(Reading *r, const uint64_t *words)
{
    uint32_t thread = running(&r->model);
    if (event_kind(words[0]) == EVENT_SETTLED) {
        // The frame of a LINE is known once it was described.
        const ModelFrame *frame = model_line_frame(&r->model);
        if (frame != NULL && frame->file == FILE_MAIN) {
            r->lines = room_for(r->lines, thread, &r->lines_room,
                                sizeof(uint32_t));
            r->lines[thread] = r->model.line;
        }
    } else if (event_kind(words[0]) == EVENT_THREAD_START) {
        thread = event_a(words[0]);
        r->names = room_for(r->names, thread, &r->names_room,
                            sizeof(char *));
        free(r->names[thread]);
        r->names[thread] =
            vis_copy(model_string(&r->model, (uint32_t)words[1]));
    } else if (event_kind(words[0]) == EVENT_EXIT) {
        memset(r->lines, 255, r->lines_room * sizeof(uint32_t));
    }
}

static bool
is_change(EventKind kind)
{
    return kind == EVENT_INCREF || kind == EVENT_DECREF;
}

static void
touch(Reading *r, uint32_t serial)
{
    Touched *t = touched_of(r, serial);
    uint32_t thread = running(&r->model);
    if (r->model.steps > 0 && r->model.exit_phase < 0) {
        bool own = (t->maker == 0 ? 1 : t->maker) == thread;
        *(own ? &r->own : &r->other) += 1;
    }
    for (int i = 0; i < 2; i++) {
        if (t->threads[i] == 0) {
            t->threads[i] = thread;
            t->rank = i == 1 ? rank_of(&r->model, serial) : 0;
        }
        if (t->threads[i] == thread) {
            t->counts[i]++;
            return;
        }
    }
}

// Keeps the best few.
static void
consider(Reading *r, uint32_t serial)
{
    const Touched *t = &r->touched[serial];
    uint64_t both = t->counts[0] < t->counts[1] ? t->counts[0] : t->counts[1];
    size_t at = r->count;
    while (at > 0 && (r->shared[at - 1].rank < t->rank ||
                      (r->shared[at - 1].rank == t->rank &&
                       r->shared[at - 1].both < both))) {
        at--;
    }
    if (t->rank == 0 || at == CANDIDATES) {
        return;
    }
    r->count += r->count < CANDIDATES;
    memmove(r->shared + at + 1, r->shared + at,
            (r->count - at - 1) * sizeof(Shared));
    r->shared[at] = (Shared){.serial = serial,
                             .maker = t->maker == 0 ? 1 : t->maker,
                             .rank = t->rank,
                             .both = both};
}

static void
find_shared(Reading *r, TraceReader *reader)
{
    const uint64_t *words;
    trace_reader_rewind(reader);
    model_init(&r->model);
    while ((words = trace_reader_next(reader)) != NULL) {
        EventKind kind = event_kind(words[0]);
        model_apply(&r->model, words);
        if (is_change(kind)) {
            touch(r, event_a(words[0]));
        } else if (kind == EVENT_NEW || kind == EVENT_INT ||
                   kind == EVENT_FLOAT || kind == EVENT_COMPLEX) {
            touched_of(r, event_a(words[0]))->maker = running(&r->model);
        }
        r->hand_overs += kind == EVENT_THREAD_SWITCH;
    }
    for (size_t i = 1; i < r->touched_room; i++) {
        consider(r, (uint32_t)i);
    }
    model_free(&r->model);
}

static void
add_change(Reading *r, Shared *s, int by)
{
    uint32_t thread = running(&r->model);
    size_t n = s->count;
    ModelRef ref = model_find(&r->model, s->serial);
    if (s->name[0] == '\0' && n > 0 && s->changes[0].thread != thread &&
        ref != 0) {
        Text name = {0};
        report_name(&r->model, ref, &name);
        snprintf(s->name, sizeof(s->name), "%s", name.bytes);
        s->bytes = r->model.objects[ref].bytes;
        text_free(&name);
    }
    s->changes = vis_grow(s->changes, n, &s->room, sizeof(Change));
    s->changes[n] = (Change){
        .thread = thread,
        .line = thread < r->lines_room ? r->lines[thread] : 0,
        .by = by,
        .before = n == 0 ? 1 : s->changes[n - 1].before + s->changes[n - 1].by};
    s->count++;
}

static void
read_changes(Reading *r, TraceReader *reader)
{
    const uint64_t *words;
    trace_reader_rewind(reader);
    model_init(&r->model);
    while ((words = trace_reader_next(reader)) != NULL) {
        EventKind kind = event_kind(words[0]);
        for (size_t i = 0; is_change(kind) && i < r->count; i++) {
            if (r->shared[i].serial == event_a(words[0])) {
                add_change(r, &r->shared[i], kind == EVENT_INCREF ? 1 : -1);
            }
        }
        model_apply(&r->model, words);
        follow_lines(r, words);
    }
}

// -------------------------------------------------------------- the hand-over

// The changes [from, middle) of one thread and [middle, to) of the other.
typedef struct Window {
    size_t from, middle, to;
    RaceCase race;
} Window;

// How much of the count the maker's own field would hold (PEP 703).
static int
local_before(const Shared *s, size_t end)
{
    int local = 1;
    for (size_t i = 0; i < end && local > 0; i++) {
        local += s->changes[i].thread == s->maker ? s->changes[i].by : 0;
    }
    return local;
}

static int
window_at(const Shared *s, size_t middle, Window *w)
{
    const Change *c = s->changes;
    bool seen[2][2] = {{false}};
    *w = (Window){.from = middle, .middle = middle, .to = middle};
    while (w->from > 0 && middle - w->from < WINDOW &&
           c[w->from - 1].thread == c[middle - 1].thread) {
        w->from--;
    }
    while (w->to < s->count && w->to - middle < WINDOW &&
           c[w->to].thread == c[middle].thread) {
        w->to++;
    }
    RaceCase *race = &w->race;
    race->start = c[w->from].before;
    race->local = local_before(s, w->from);
    race->owner = c[middle - 1].thread == s->maker ? 0
                  : c[middle].thread == s->maker   ? 1
                                                   : -1;
    for (size_t i = w->from; i < w->to; i++) {
        int side = i >= middle;
        race->changes[side][race->count[side]++] = c[i].by;
        seen[side][c[i].by > 0] = true;
    }
    return 4 * (seen[0][0] + seen[0][1] + seen[1][0] + seen[1][1]) +
           (int)(w->to - w->from);
}

// The hand-over at which most can go wrong.
static bool
find_window(const Shared *s, Window *best)
{
    int best_score = 0;
    for (size_t i = 1; i < s->count; i++) {
        Window w;
        if (s->changes[i].thread == s->changes[i - 1].thread) {
            continue;
        }
        int score = window_at(s, i, &w);
        if (score > best_score && race_is_fair(&w.race)) {
            best_score = score;
            *best = w;
        }
    }
    return best_score > 0;
}

// -------------------------------------------------------------------- words

static void
thread_name(const Reading *r, uint32_t thread, Text *out)
{
    if (thread == 1) {
        text_add(out, "MainThread");
    } else if (thread < r->names_room && r->names[thread] != NULL) {
        text_clean(out, r->names[thread], strlen(r->names[thread]), 20,
                   false);
    } else {
        text_format(out, "thread %u", thread);
    }
}

static void
put_place(const Reading *r, const Change *change, Text *out)
{
    thread_name(r, change->thread, out);
    if (change->line == AT_SHUTDOWN) {
        text_add(out, " at shutdown");
    } else if (change->line != 0) {
        text_format(out, " in line %u", change->line);
    } else {
        text_add(out, " before its first line");
    }
}

static void
put_object(const Reading *r, const Shared *s, Text *out)
{
    text_format(out, "The object: %s, made by ", s->name);
    thread_name(r, s->maker, out);
    text_format(out, ". Its count changed %zu times:\n", s->count);
    uint32_t shown[THREADS_SHOWN];
    size_t n = 0;
    for (size_t i = 0; i < s->count && n < THREADS_SHOWN; i++) {
        uint32_t thread = s->changes[i].thread;
        size_t k = 0, times = 0;
        while (k < n && shown[k] != thread) {
            k++;
        }
        for (size_t j = i; k == n && j < s->count; j++) {
            times += s->changes[j].thread == thread;
        }
        if (k == n) {
            shown[n++] = thread;
            text_format(out, "  %6zu by ", times);
            thread_name(r, thread, out);
            text_char(out, '\n');
        }
    }
}

static void
put_window(const Reading *r, const Shared *s, const Window *w, Text *out)
{
    text_format(out,
                "\nRecorded, under the lock: just before it is handed over, "
                "and just behind\n(the count before is %d):\n",
                w->race.start);
    for (size_t i = w->from; i < w->to; i++) {
        if (i == w->middle) {
            text_add(out, "  -- the lock is handed over --\n");
        }
        text_format(out, "  %+d by ", s->changes[i].by);
        put_place(r, &s->changes[i], out);
        text_char(out, '\n');
    }
}

static void
put_steps(const Reading *r, const Shared *s, const Window *w,
          const RaceTally *tally, RaceEnd end, Text *out)
{
    static const char *const words[] = {"load", "add", "store", "change",
                                        "merge", "frees it"};
    uint32_t threads[2] = {s->changes[w->middle - 1].thread,
                           s->changes[w->middle].thread};
    text_add(out, "     ");
    for (int i = 0; i < 2; i++) {
        Text name = {0};
        thread_name(r, threads[i], &name);
        text_format(out, "%-22s", name.bytes);
        text_free(&name);
    }
    text_add(out, "count\n");
    for (size_t i = 0; i < tally->length[end]; i++) {
        const RaceStep *step = &tally->example[end][i];
        char what[40];
        if (step->does == RACE_ADD) {
            snprintf(what, sizeof(what), "add %+d, has %d", step->change,
                     step->value);
        } else if (step->does == RACE_FREE) {
            snprintf(what, sizeof(what), "frees it");
        } else {
            snprintf(what, sizeof(what), "%s %d", words[step->does],
                     step->value);
        }
        text_format(out, "%3zu  %-22s%-22s%5d\n", i + 1,
                    step->thread == 0 ? what : "",
                    step->thread == 1 ? what : "", step->count);
    }
}

// What a wrong count leads to, from the changes that were recorded later.
static void
put_sequel(const Reading *r, const Shared *s, const Window *w, int wrong_by,
           Text *out)
{
    int left = race_expected(&w->race);
    size_t i = w->to;
    if (wrong_by > 0) {
        while (i < s->count && s->changes[i].before + s->changes[i].by > 0) {
            i++;
        }
        text_add(out, "What follows: the last reference is dropped ");
        if (i < s->count) {
            text_add(out, "by ");
            put_place(r, &s->changes[i], out);
        } else {
            text_add(out, "at the end");
        }
        text_format(out, ",\nand the count is still %d. Nobody will lower it: "
                         "a leak of %llu bytes and of all\nit refers to.\n",
                    wrong_by, (unsigned long long)s->bytes);
        return;
    }
    text_add(out, "What follows: ");
    if (left + wrong_by > 0) {
        while (i < s->count &&
               s->changes[i].before + s->changes[i].by + wrong_by > 0) {
            i++;
        }
        if (i == s->count) {
            text_add(out, "it is freed while it is still referred to.\n");
            return;
        }
        left = s->changes[i].before + s->changes[i].by;
        text_add(out, "the count falls to 0 by ");
        put_place(r, &s->changes[i], out);
        text_add(out, ":\n");
        i++;
    }
    text_format(out, "freed, with %d %s left.", left,
                plural((uint64_t)left, "reference", "references"));
    if (i < s->count) {
        text_add(out, " Next it is used by ");
        put_place(r, &s->changes[i], out);
        text_add(out, ":\nuse after free.");
    }
    text_char(out, '\n');
}

static void
put_ends(const Reading *r, const Shared *s, const Window *w,
         const RaceTally *tally, Text *out)
{
    static const char *const words[RACE_ENDS] = {
        "right", "too high: a decrement was lost",
        "too low: an increment was lost", "freed, and then counted again"};
    int expected = race_expected(&w->race);
    text_format(out,
                "\nWithout a lock. All %llu orders in which these loads, adds "
                "and stores can come;\nthe count behind them must be %d:\n",
                (unsigned long long)tally->orders, expected);
    for (int end = 0; end < RACE_ENDS; end++) {
        text_format(out, "%8llu  %s\n", (unsigned long long)tally->ends[end],
                    words[end]);
    }
    for (int end = RACE_TOO_HIGH; end < RACE_ENDS; end++) {
        if (tally->ends[end] == 0) {
            continue;
        }
        text_format(out, "\nOne that ends so: %s\n", words[end]);
        put_steps(r, s, w, tally, (RaceEnd)end, out);
        if (end == RACE_USED) {
            text_add(out, "Its memory may be another object's by then.\n");
            continue;
        }
        text_format(out, "The count is %d, and there %s %d %s.\n",
                    tally->last[end], expected == 1 ? "is" : "are", expected,
                    plural((uint64_t)expected, "reference", "references"));
        put_sequel(r, s, w, tally->last[end] - expected, out);
    }
}

static void
put_rules(const RaceTally tallies[RACE_RULES], Text *out)
{
    text_add(out, "\nThe same changes under each rule\n"
                  "                        orders     right     wrong\n");
    for (int rule = 0; rule < RACE_RULES; rule++) {
        const RaceTally *t = &tallies[rule];
        text_format(out, "%-20s%10llu%10llu%10llu\n", race_rule_names[rule],
                    (unsigned long long)t->orders,
                    (unsigned long long)t->ends[RACE_RIGHT],
                    (unsigned long long)(t->orders - t->ends[RACE_RIGHT]));
    }
}

static void
tell(const Reading *r, const Shared *s, const Window *w, Text *out)
{
    RaceTally *tallies = vis_zero(RACE_RULES, sizeof(*tallies));
    for (int rule = 0; rule < RACE_RULES; rule++) {
        race_try(&w->race, (RaceRule)rule, &tallies[rule]);
    }
    put_object(r, s, out);
    put_window(r, s, w, out);
    put_ends(r, s, w, &tallies[RACE_PLAIN], out);
    put_rules(tallies, out);
    lab_race_costs(r->own, r->other, r->hand_overs, out);
    free(tallies);
}

void
lab_race(TraceReader *reader, const ViewOptions *view, Text *out)
{
    (void)view;
    Reading r = {0};
    find_shared(&r, reader);
    read_changes(&r, reader);
    moment_script(&r.model, out);
    text_add(out, ": two threads, one reference count\n\n");
    Window window;
    size_t i = 0;
    while (i < r.count && !find_window(&r.shared[i], &window)) {
        i++;
    }
    if (i < r.count) {
        tell(&r, &r.shared[i], &window, out);
    } else {
        text_add(out, r.own + r.other == 0
                          ? "This recording has no count changes: record it "
                            "with --events=all.\n"
                          : "No two threads count references to the same "
                            "object of the program at a\nhand-over of the "
                            "lock. Try --schedule rr:10.\n");
    }
    for (i = 0; i < r.count; i++) {
        free(r.shared[i].changes);
    }
    for (i = 0; i < r.names_room; i++) {
        free(r.names[i]);
    }
    free(r.names);
    free(r.lines);
    free(r.touched);
    model_free(&r.model);
}
