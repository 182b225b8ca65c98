#include "visualizer/race.h"

#include <string.h>

const char *const race_rule_names[RACE_RULES] = {
    "without a lock", "with the lock", "atomic", "biased (PEP 703)"};

typedef struct Runner {
    size_t at;     // which change
    RaceDoes next; // what it does next
    int value;     // its register
} Runner;

// All of it is small, so that each branch of the search has its own.
typedef struct Run {
    Runner runners[2];
    int memory; // the count; RACE_BIASED: the owner's field
    int shared; // RACE_BIASED: the other one
    bool merged, freed, used;
} Run;

typedef struct Search {
    const RaceCase *race;
    RaceRule rule;
    RaceTally *tally;
    RaceStep path[RACE_STEPS];
    size_t length, hand_overs;
} Search;

int
race_expected(const RaceCase *race)
{
    int count = race->start;
    for (int t = 0; t < 2; t++) {
        for (size_t i = 0; i < race->count[t]; i++) {
            count += race->changes[t][i];
        }
    }
    return count;
}

bool
race_is_fair(const RaceCase *race)
{
    RaceTally tally;
    race_try(race, RACE_LOCKED, &tally);
    return race->start > 0 && tally.ends[RACE_RIGHT] == tally.orders;
}

// Whether the thread does the three steps of a change one by one.
static bool
is_split(const Search *s, const Run *run, int thread)
{
    return s->rule == RACE_PLAIN ||
           (s->rule == RACE_BIASED && thread == s->race->owner &&
            !run->merged);
}

static int
total(const Search *s, const Run *run)
{
    return s->rule == RACE_BIASED ? run->memory + run->shared : run->memory;
}

static void
note(Search *s, const Run *run, int thread, RaceDoes does, int change,
     int value)
{
    if (s->length > 0 && s->path[s->length - 1].thread != thread) {
        s->hand_overs++;
    }
    s->path[s->length++] =
        (RaceStep){thread, does, change, value, total(s, run)};
}

static void
free_it(Search *s, Run *run, int thread)
{
    run->used = run->used || run->freed;
    run->freed = true;
    note(s, run, thread, RACE_FREE, 0, 0);
}

// What follows a change: the next one, or first the free or the merge.
static void
changed(Search *s, Run *run, int thread, int value, bool split)
{
    Runner *r = &run->runners[thread];
    int change = s->race->changes[thread][r->at];
    r->at++;
    r->next = RACE_LOAD;
    if (change > 0) {
        return;
    }
    if (s->rule != RACE_BIASED) {
        if (value == 0) {
            free_it(s, run, thread);
        }
    } else if (split && value == 0) {
        r->next = RACE_MERGE;
    } else if (!split && run->merged && value == 0) {
        free_it(s, run, thread);
    }
}

static void
one_step(Search *s, Run *run, int thread)
{
    Runner *r = &run->runners[thread];
    int change = r->at < s->race->count[thread]
                     ? s->race->changes[thread][r->at]
                     : 0;
    run->used = run->used || (run->freed && r->next != RACE_ADD);
    if (r->next == RACE_MERGE) {
        run->merged = true;
        run->shared += run->memory;
        run->memory = 0;
        r->next = RACE_LOAD;
        note(s, run, thread, RACE_MERGE, 0, run->shared);
        if (run->shared == 0) {
            free_it(s, run, thread);
        }
    } else if (r->next == RACE_LOAD && !is_split(s, run, thread)) {
        int *field = s->rule == RACE_BIASED ? &run->shared : &run->memory;
        *field += change;
        note(s, run, thread, RACE_WHOLE, change, *field);
        changed(s, run, thread, *field, false);
    } else if (r->next == RACE_LOAD) {
        r->value = run->memory;
        r->next = RACE_ADD;
        note(s, run, thread, RACE_LOAD, change, r->value);
    } else if (r->next == RACE_ADD) {
        r->value += change;
        r->next = RACE_STORE;
        note(s, run, thread, RACE_ADD, change, r->value);
    } else {
        run->memory = r->value;
        note(s, run, thread, RACE_STORE, change, r->value);
        changed(s, run, thread, r->value, true);
    }
}

static bool
is_done(const Search *s, const Run *run, int thread)
{
    const Runner *r = &run->runners[thread];
    return r->at == s->race->count[thread] && r->next != RACE_MERGE;
}

static void
count_end(Search *s, const Run *run)
{
    RaceTally *tally = s->tally;
    int expected = race_expected(s->race), count = total(s, run);
    // A shared field below its due is queued: the owner merges it later.
    bool freed = run->freed ||
                 (s->rule == RACE_BIASED && count == 0 && !run->merged);
    RaceEnd end = run->used                   ? RACE_USED
                  : freed && expected > 0     ? RACE_TOO_LOW
                  : freed                     ? RACE_RIGHT
                  : count > expected          ? RACE_TOO_HIGH
                  : count < expected          ? RACE_TOO_LOW
                  : expected == 0             ? RACE_TOO_HIGH
                                              : RACE_RIGHT;
    tally->orders++;
    if (tally->ends[end]++ == 0 || s->hand_overs < tally->hand_overs[end]) {
        memcpy(tally->example[end], s->path, s->length * sizeof(RaceStep));
        tally->length[end] = s->length;
        tally->hand_overs[end] = s->hand_overs;
        tally->last[end] = count;
    }
}

static void
search(Search *s, const Run *run)
{
    bool end = true;
    for (int thread = 0; thread < 2; thread++) {
        if (is_done(s, run, thread)) {
            continue;
        }
        end = false;
        Run next = *run;
        size_t length = s->length, hand_overs = s->hand_overs;
        one_step(s, &next, thread);
        search(s, &next);
        s->length = length;
        s->hand_overs = hand_overs;
    }
    if (end) {
        count_end(s, run);
    }
}

void
race_try(const RaceCase *race, RaceRule rule, RaceTally *tally)
{
    memset(tally, 0, sizeof(*tally));
    Search s = {.race = race, .rule = rule, .tally = tally};
    Run run = {.memory = race->start};
    if (rule == RACE_BIASED && race->local > 0) {
        run.memory = race->local;
        run.shared = race->start - race->local;
    } else if (rule == RACE_BIASED) {
        run.memory = 0;
        run.shared = race->start;
        run.merged = true;
    }
    search(&s, &run);
}

RaceCost
race_cost(RaceRule rule, bool own)
{
    switch (rule) {
    case RACE_LOCKED:
        return (RaceCost){5, 2}; // lock, load, add, store, unlock
    case RACE_ATOMIC:
        return (RaceCost){1, 1};
    case RACE_BIASED:
        // Both: load the owner's id, compare, branch.
        return own ? (RaceCost){6, 0} : (RaceCost){4, 1};
    default:
        return (RaceCost){3, 0};
    }
}
