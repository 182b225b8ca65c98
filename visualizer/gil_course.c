#include "visualizer/gil_course.h"

#include <stdlib.h>
#include <string.h>

#include "visualizer/model.h"
#include "visualizer/moment.h"

enum { FIRST_PID = 1000 }; // as process.h says

const char *const gil_reasons[5] = {
    "its time was up", "it waits for a lock", "it sleeps",
    "it is in a native call", "it has ended"};

const char *const gil_state_names[GIL_STATES] = {
    "running", "waiting for the GIL", "waiting for a lock", "sleeping",
    "in a native call"};

typedef struct Reading {
    GilCourse *course;
    Model model;
    uint32_t process;    // place of the one that is read
    size_t first_lane;   // its lanes
    uint32_t running;    // lane
    uint64_t run_from;
    // The virtual time when it was last known; the instructions then.
    uint64_t last, last_at;
    bool begun; // it was known at all
    // Of each lane (of all processes): since when and why it does not run.
    struct Pause {
        uint64_t since;
        uint32_t why, lock;
        bool known;
    } *pauses;
    size_t pause_room;
} Reading;

static uint32_t
lane_of(Reading *r, uint32_t thread, uint64_t now)
{
    GilCourse *c = r->course;
    for (size_t i = r->first_lane; i < c->lane_count; i++) {
        if (c->lanes[i].thread == thread) {
            return (uint32_t)i;
        }
    }
    size_t i = c->lane_count;
    c->lanes = vis_grow(c->lanes, i, &c->lane_room, sizeof(GilLane));
    r->pauses = vis_grow(r->pauses, i, &r->pause_room, sizeof(*r->pauses));
    c->lane_count++;
    Text name = {0};
    if (thread == 1) {
        text_add(&name, "MainThread");
    } else {
        text_format(&name, "thread %u", thread);
    }
    c->lanes[i] = (GilLane){.process = r->process,
                            .thread = thread,
                            .name = vis_copy(name.bytes),
                            .born = now,
                            .ended = UINT64_MAX};
    text_free(&name);
    memset(&r->pauses[i], 0, sizeof(r->pauses[i]));
    return (uint32_t)i;
}

static void
add_span(Reading *r, GilSpan span)
{
    GilCourse *c = r->course;
    if (span.to <= span.from) {
        return;
    }
    c->spans = vis_grow(c->spans, c->span_count, &c->span_room,
                        sizeof(GilSpan));
    c->spans[c->span_count++] = span;
}

static void
on_wait(Reading *r, const uint64_t *words)
{
    uint64_t now = words[1];
    uint32_t why = event_b(words[0]);
    uint32_t lane = lane_of(r, event_a(words[0]), now);
    ModelRef lock = model_find(&r->model, (uint32_t)words[2]);
    why = why < 5 ? why : 0;
    add_span(r, (GilSpan){lane, GIL_RUNS, r->run_from, now, why, 0});
    r->course->processes[r->process].hand_overs[why]++;
    r->pauses[lane].since = now;
    r->pauses[lane].why = why;
    r->pauses[lane].lock = lock != 0 ? r->model.objects[lock].number : 0;
    r->pauses[lane].known = true;
    if (why == 4) {
        r->course->lanes[lane].ended = now;
    }
    r->running = UINT32_MAX;
}

static void
on_switch(Reading *r, const uint64_t *words)
{
    static const GilState states[] = {GIL_WAITS, GIL_LOCKED, GIL_SLEEPS,
                                      GIL_AWAY, GIL_WAITS};
    uint64_t now = words[1], waited = words[2] < now ? words[2] : now;
    uint32_t lane = lane_of(r, event_a(words[0]), now - waited);
    const struct Pause *pause = &r->pauses[lane];
    uint64_t ready = now - waited;
    if (pause->known && pause->why == 0) {
        ready = pause->since;
    } else if (pause->known) {
        ready = ready < pause->since ? pause->since : ready;
        add_span(r, (GilSpan){lane, states[pause->why], pause->since, ready,
                              0, pause->lock});
    }
    add_span(r, (GilSpan){lane, GIL_WAITS, ready, now, 0, 0});
    r->running = lane;
    r->run_from = now;
}

// How long each lane was in each state, of what is shown.
static void
sum_up(GilCourse *course)
{
    for (size_t i = 0; i < course->lane_count; i++) {
        memset(course->lanes[i].total, 0, sizeof(course->lanes[i].total));
    }
    for (size_t i = 0; i < course->span_count; i++) {
        const GilSpan *s = &course->spans[i];
        uint64_t from = s->from > course->from ? s->from : course->from;
        if (s->to > from) {
            course->lanes[s->lane].total[s->state] += s->to - from;
        }
    }
}

// The trace of a child begins, or this process forks one.
static void
on_fork(Reading *r, const uint64_t *words)
{
    GilCourse *c = r->course;
    GilProcess *process = &c->processes[r->process];
    uint64_t now = words[1];
    if (event_b(words[0]) != 0) {
        process->pid = words[2];
        process->from = now;
        uint32_t thread = r->model.thread; // 0: never another one
        r->running = lane_of(r, thread != 0 ? thread : 1, now);
        r->run_from = now;
    } else if (r->running != UINT32_MAX) {
        c->forks = vis_grow(c->forks, c->fork_count, &c->fork_room,
                            sizeof(GilFork));
        c->forks[c->fork_count++] = (GilFork){r->running, now, words[2]};
    }
}

// Before a thread waits or is switched to, or the process forks: the virtual
// time is known exactly.
static void
know_time(Reading *r, const uint64_t *words)
{
    GilProcess *process = &r->course->processes[r->process];
    r->last = words[1];
    r->last_at = r->model.instructions;
    if (!r->begun) {
        process->from = r->last > 2000 ? r->last - 2000 : 0;
        r->begun = true;
    }
}

static void
on_start(Reading *r, const uint64_t *words)
{
    GilLane *lane =
        &r->course->lanes[lane_of(r, event_a(words[0]), r->last)];
    free(lane->name);
    lane->name = vis_copy(model_string(&r->model, (uint32_t)words[1]));
}

// The process's events up to its exit.
static void
read_events(Reading *r, TraceReader *reader)
{
    const uint64_t *words;
    while ((words = trace_reader_next(reader)) != NULL) {
        EventKind kind = event_kind(words[0]);
        model_apply(&r->model, words);
        if (kind == EVENT_THREAD_WAIT || kind == EVENT_THREAD_SWITCH ||
            kind == EVENT_FORK) {
            know_time(r, words);
        }
        if (kind == EVENT_FORK) {
            on_fork(r, words);
        } else if (kind == EVENT_THREAD_WAIT) {
            on_wait(r, words);
        } else if (kind == EVENT_THREAD_SWITCH) {
            on_switch(r, words);
        } else if (kind == EVENT_THREAD_START) {
            on_start(r, words);
        } else if (kind == EVENT_EXIT) {
            break;
        }
    }
}

// The first process stands for the whole: its script, its hand-overs.
static void
take_first(Reading *r)
{
    GilCourse *course = r->course;
    Text script = {0};
    moment_script(&r->model, &script);
    course->script = vis_copy(script.bytes);
    text_free(&script);
    course->from = course->processes[0].from;
    course->to = course->processes[0].to;
    memcpy(course->hand_overs, course->processes[0].hand_overs,
           sizeof(course->hand_overs));
}

void
gil_course_add(GilCourse *course, TraceReader *reader, const char *place)
{
    course->processes =
        vis_grow(course->processes, course->process_count,
                 &course->process_room, sizeof(GilProcess));
    uint32_t number = (uint32_t)course->process_count++;
    course->processes[number] =
        (GilProcess){.pid = FIRST_PID, .place = vis_copy(place)};
    Reading r = {.course = course,
                 .process = number,
                 .first_lane = course->lane_count,
                 .running = number == 0 ? 0 : UINT32_MAX};
    r.pauses = vis_zero(course->lane_count + 1, sizeof(*r.pauses));
    r.pause_room = course->lane_count + 1;
    model_init(&r.model);
    trace_reader_rewind(reader);
    if (number == 0) {
        lane_of(&r, 1, 0);
    }
    read_events(&r, reader);
    uint64_t to =
        r.last + (r.model.instructions - r.last_at) * GIL_INSTRUCTION_NS;
    if (r.running != UINT32_MAX) {
        add_span(&r, (GilSpan){r.running, GIL_RUNS, r.run_from, to, 4, 0});
    }
    course->processes[number].to = to;
    if (number == 0) {
        take_first(&r);
    }
    course->to = to > course->to ? to : course->to;
    sum_up(course);
    model_free(&r.model);
    free(r.pauses);
}

void
gil_course_read(TraceReader *reader, GilCourse *course)
{
    *course = (GilCourse){0};
    gil_course_add(course, reader, "");
}

void
gil_course_free(GilCourse *course)
{
    for (size_t i = 0; i < course->lane_count; i++) {
        free(course->lanes[i].name);
    }
    free(course->lanes);
    for (size_t i = 0; i < course->process_count; i++) {
        free(course->processes[i].place);
    }
    free(course->processes);
    free(course->forks);
    free(course->spans);
    free(course->script);
}
