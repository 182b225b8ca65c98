#include "interp/vm/turns.h"

#if RECORDING

#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NEVER UINT64_MAX

enum {
    PLACES = 256,
    LOOK_AFTER_NS = 20 * 1000000, // who waits looks whether the holder lives
    STUCK_NS = 1000000000,
    STUCK_WORK_NS = 1000000, // who computes less in that time is stuck
    ENDING_MS = 10000,       // a process may take to end
    KILLED_MS = 1000,
    QUIET_NS = 500000 // between two looks at what comes from outside
};

typedef enum PlaceState { PLACE_FREE, PLACE_TAKEN, PLACE_LEAVING } PlaceState;

typedef struct Place {
    PlaceState state;
    pid_t pid;
    uint64_t deadline;
    sem_t called;
} Place;

// Shared by all processes of the recording. Written by the one that has the
// turn; `holder` also by one that takes it from a dead or stuck one.
static struct Turns {
    int holder;
    int count;      // places that are not free
    uint32_t given; // turns so far
    int idle;       // processes in a row that had nothing to do
    uint64_t quiet_since; // real time; 0: not quiet
    uint64_t clock;
    Place places[PLACES];
} *turns;

static int me = -1;

static uint64_t
real_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// -------------------------------------------------------------------- places

void
turns_start(void)
{
    turns = mmap(NULL, sizeof(*turns), PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (turns == MAP_FAILED) {
        turns = NULL;
        return;
    }
    me = 0;
    turns->count = 1;
    turns->places[0] = (Place){.state = PLACE_TAKEN, .pid = getpid()};
    sem_init(&turns->places[0].called, 1, 0);
}

bool
turns_active(void)
{
    return me >= 0 && __atomic_load_n(&turns->count, __ATOMIC_RELAXED) > 1;
}

static void
set_free(Place *place)
{
    place->state = PLACE_FREE;
    __atomic_fetch_sub(&turns->count, 1, __ATOMIC_RELAXED);
}

int
turns_before_fork(void)
{
    for (int i = 0; me >= 0 && i < PLACES; i++) {
        Place *place = &turns->places[i];
        if (place->state == PLACE_FREE) {
            place->pid = 0;
            place->deadline = NEVER;
            sem_init(&place->called, 1, 0);
            return i;
        }
    }
    return -1;
}

void
turns_forked(int place, pid_t pid)
{
    if (place >= 0 && pid > 0) {
        turns->places[place].pid = pid;
        turns->places[place].state = PLACE_TAKEN;
        __atomic_fetch_add(&turns->count, 1, __ATOMIC_RELAXED);
    }
}

// ----------------------------------------------------------------- the dead

// Whether the process ends within that time.
static bool
await_end(pid_t pid, int milliseconds)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0) {
        return errno == ESRCH;
    }
    struct pollfd file = {.fd = fd, .events = POLLIN};
    uint64_t end = real_ns() + (uint64_t)milliseconds * 1000000;
    int n;
    do {
        n = poll(&file, 1, milliseconds);
    } while (n < 0 && errno == EINTR && real_ns() < end);
    close(fd);
    return n > 0;
}

void
turns_killed(pid_t pid)
{
    for (int i = 0; turns_active() && i < PLACES; i++) {
        Place *place = &turns->places[i];
        if (i != me && place->state != PLACE_FREE && place->pid == pid &&
            await_end(pid, KILLED_MS)) {
            set_free(place);
        }
    }
}

// Who is about to end, has ended: the system knows, and its files are closed.
static void
await_leaving(void)
{
    for (int i = 0; i < PLACES && turns_active(); i++) {
        Place *place = &turns->places[i];
        if (place->state == PLACE_LEAVING) {
            await_end(place->pid, ENDING_MS);
            set_free(place);
        }
    }
}

// What a process that waits knows of the one that it waits for.
typedef struct Watch {
    uint32_t given;
    uint64_t since, worked;
} Watch;

static uint64_t
time_worked(pid_t pid)
{
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(pid, &clock) != 0 ||
        clock_gettime(clock, &used) < 0) {
        return 0;
    }
    return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

static void
look_after_holder(Watch *watch)
{
    int holder = __atomic_load_n(&turns->holder, __ATOMIC_ACQUIRE);
    uint32_t given = __atomic_load_n(&turns->given, __ATOMIC_RELAXED);
    Place *place = &turns->places[holder];
    uint64_t worked = time_worked(place->pid), now = real_ns();
    bool dead = place->state == PLACE_FREE || await_end(place->pid, 0);
    if (watch->given != given || watch->since == 0 ||
        worked - watch->worked >= STUCK_WORK_NS) {
        *watch = (Watch){given, now, worked};
    }
    if ((dead || now - watch->since >= STUCK_NS) &&
        __atomic_compare_exchange_n(&turns->holder, &holder, me, false,
                                    __ATOMIC_ACQ_REL, __ATOMIC_RELAXED) &&
        dead && place->state != PLACE_FREE) {
        set_free(place);
    }
}

// --------------------------------------------------------------------- turns

static bool
is_mine(void)
{
    return __atomic_load_n(&turns->holder, __ATOMIC_ACQUIRE) == me;
}

static void
wait_for_turn(void)
{
    Watch watch = {0, 0, 0};
    while (!is_mine()) {
        struct timespec until;
        uint64_t then = real_ns() + LOOK_AFTER_NS;
        until.tv_sec = (time_t)(then / 1000000000u);
        until.tv_nsec = (long)(then % 1000000000u);
        if (sem_clockwait(&turns->places[me].called, CLOCK_MONOTONIC,
                          &until) < 0 &&
            errno == ETIMEDOUT && !is_mine()) {
            look_after_holder(&watch);
        }
    }
    await_leaving();
}

static void
pass_on(void)
{
    for (int i = 1; i < PLACES; i++) {
        int next = (me + i) % PLACES;
        if (turns->places[next].state == PLACE_TAKEN) {
            __atomic_fetch_add(&turns->given, 1, __ATOMIC_RELAXED);
            __atomic_store_n(&turns->holder, next, __ATOMIC_RELEASE);
            sem_post(&turns->places[next].called);
            return;
        }
    }
}

void
turns_child_begins(int place)
{
    me = place;
    if (me >= 0) {
        turns->places[me].pid = getpid();
        wait_for_turn();
    }
}

void
turns_leave(uint64_t clock, bool becomes)
{
    if (me < 0) {
        return;
    }
    if (becomes || me == 0) {
        // It goes on for long: nobody waits for its end.
        set_free(&turns->places[me]);
    } else {
        turns->places[me].state = PLACE_LEAVING;
    }
    if (is_mine()) {
        turns->clock = clock;
        turns->idle = 0;
        turns->quiet_since = 0;
        pass_on();
    }
    me = -1;
}

void
turns_come_back(void)
{
    me = turns == NULL ? -1 : 0; // any place, to look for a free one
    me = turns_before_fork();
    turns_forked(me, getpid());
    if (turns_active()) {
        wait_for_turn();
    }
}

uint64_t
turns_clock(void)
{
    return turns->clock;
}

// Everybody waits. Whether this process is the first one whose time comes,
// and that is now.
static bool
quiet_is_over(uint64_t deadline)
{
    uint64_t now = real_ns();
    if (turns->quiet_since == 0) {
        turns->quiet_since = now;
    }
    for (int i = 0; i < PLACES; i++) {
        const Place *place = &turns->places[i];
        if (place->state == PLACE_TAKEN &&
            (place->deadline < deadline ||
             (place->deadline == deadline && i < me))) {
            deadline = NEVER;
        }
    }
    if (deadline != NEVER && (deadline <= turns->clock ||
                              deadline - turns->clock <=
                                  now - turns->quiet_since)) {
        turns->quiet_since = 0;
        turns->idle = 0;
        return true;
    }
    nanosleep(&(struct timespec){0, QUIET_NS}, NULL);
    return false;
}

bool
turns_next(uint64_t clock, bool ran, uint64_t deadline)
{
    turns->places[me].deadline = deadline;
    if (is_mine()) {
        if (ran) {
            turns->clock = clock;
            turns->quiet_since = 0;
        }
        turns->idle = ran ? 0 : turns->idle + 1;
        pass_on();
    }
    wait_for_turn();
    return turns->idle > turns->count && quiet_is_over(deadline);
}

#else

// The plain runtime's processes run as they like; a file must not be empty.
typedef int TurnsNothing;

#endif
