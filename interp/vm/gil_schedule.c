#include "interp/vm/gil_schedule.h"

#define NEVER UINT64_MAX

static GilSchedule schedule;
static uint64_t random_state;
static size_t place;        // in the saved schedule: the switch to come
static uint64_t strayed_at; // NEVER: it fits so far

static uint64_t
draw(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

void
gil_set_schedule(GilSchedule wanted)
{
    schedule = wanted;
    place = 0;
    strayed_at = NEVER;
    random_state = wanted.seed * 0x9E3779B97F4A7C15u + 1;
}

// What the schedule says is next; NULL: nothing, or it is of another program.
static const RuntimeSwitch *
next_switch(void)
{
    return strayed_at == NEVER && place < schedule.count
               ? &schedule.switches[place]
               : NULL;
}

void
schedule_stray(uint64_t now)
{
    if (next_switch() != NULL) {
        strayed_at = now;
    }
}

bool
schedule_time_up(uint64_t *until)
{
    const RuntimeSwitch *next = next_switch();
    *until = next == NULL ? NEVER : next->time_up;
    return next != NULL;
}

uint64_t
schedule_quantum(uint64_t interval)
{
    uint64_t quantum = schedule.quantum != 0 ? schedule.quantum : interval / 10;
    if (schedule.seed != 0) {
        quantum = 1 + draw() % (2 * quantum);
    }
    return quantum == 0 ? 1 : quantum;
}

Thread *
schedule_pick(Thread *first)
{
    Thread *next = first;
    const RuntimeSwitch *wanted = next_switch();
    if (next != NULL && wanted != NULL) {
        while (next != NULL && next->id != wanted->thread) {
            next = next->next_waiting;
        }
        if (next == NULL) {
            schedule_stray(gil_clock());
            next = first;
        }
    } else if (next != NULL && schedule.seed != 0) {
        size_t n = 0;
        for (Thread *t = first; t != NULL; t = t->next_waiting) {
            n++;
        }
        for (size_t k = draw() % n; k > 0; k--) {
            next = next->next_waiting;
        }
    }
    return next;
}

void
schedule_arrived(uint32_t thread, uint64_t now)
{
    const RuntimeSwitch *wanted = next_switch();
    if (wanted != NULL && (wanted->thread != thread || wanted->at != now)) {
        schedule_stray(now);
    }
    place++;
}

void
schedule_forget(void)
{
    schedule.count = 0;
}

uint64_t
gil_strayed_at(void)
{
    return strayed_at;
}
