#include "interp/vm/process.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "gc/record.h"
#include "interp/objects/thread.h"
#include "interp/runtime_limits.h"
#include "interp/vm/crash.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/gil.h"
#include "interp/vm/native_record.h"
#include "interp/vm/turns.h"

#if RECORDING

enum {
    FIRST_PID = 1000,
    OUTSIDE_PID = 999, // who started us
    GENERATION = 1000, // children of children: 1001 * 1000 + 1
    TABLE_ROOM = 65536
};

typedef struct Numbers {
    int32_t shown, real;
} Numbers;

// Shared by all processes of the recording; rows are only ever added.
static struct Table {
    uint32_t count;
    Numbers rows[TABLE_ROOM];
} *table;

static RuntimeOptions options;
static bool started;          // this process is being recorded
static bool saved;            // its trace is whole
static pid_t shown_pid;       // our own number
static unsigned pids_given, children; // of our own
static uint64_t random_state;

static void
add_numbers(pid_t shown, pid_t real)
{
    uint32_t row = __atomic_fetch_add(&table->count, 1, __ATOMIC_ACQ_REL);
    if (row < TABLE_ROOM) {
        __atomic_store_n(&table->rows[row].real, real, __ATOMIC_RELAXED);
        __atomic_store_n(&table->rows[row].shown, shown, __ATOMIC_RELEASE);
    }
}

static void
leave(RuntimeLeave how)
{
    if (!process_has_trace() || saved) {
        return;
    }
    saved = true;
    if (RECORD_ON()) {
        frame_record_save(thread_current);
        record_flush();
    }
    options.leaving(options.process_arg, how);
}

// The call that it was in holds its arguments.
static void
leave_in_foreign_code(void)
{
    native_record_holds_begin();
    leave(LEAVE_ENDS);
}

void
process_start(const RuntimeOptions *given)
{
    started = false;
    if (given->record_mask == 0) {
        return;
    }
    options = *given;
    table = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (table == MAP_FAILED) {
        table = NULL;
        return;
    }
    started = true;
    saved = false;
    shown_pid = FIRST_PID;
    pids_given = children = 0;
    random_state = 0;
    add_numbers(OUTSIDE_PID, getppid());
    add_numbers(FIRST_PID, getpid());
    turns_start();
    crash_start(leave_in_foreign_code);
}

void
process_stop(void)
{
    turns_leave(gil_clock(), false);
    options.leaving = NULL;
    crash_stop();
}

static size_t
rows_known(void)
{
    uint32_t n = __atomic_load_n(&table->count, __ATOMIC_ACQUIRE);
    return n < TABLE_ROOM ? n : TABLE_ROOM;
}

// From the youngest: the system uses its numbers again.
pid_t
process_shown(pid_t real)
{
    for (size_t i = started && real > 0 ? rows_known() : 0; i > 0; i--) {
        const Numbers *row = &table->rows[i - 1];
        int shown = __atomic_load_n(&row->shown, __ATOMIC_ACQUIRE);
        if (shown != 0 && row->real == real) {
            return shown;
        }
    }
    return real;
}

pid_t
process_real(pid_t shown)
{
    if (shown < -1) {
        return -process_real(-shown);
    }
    for (size_t i = started && shown > 0 ? rows_known() : 0; i > 0; i--) {
        const Numbers *row = &table->rows[i - 1];
        if (__atomic_load_n(&row->shown, __ATOMIC_ACQUIRE) == shown) {
            return row->real;
        }
    }
    return shown;
}

// The next child's number; 0: there is none left that says who it is.
static pid_t
next_pid(void)
{
    int64_t n = ++pids_given;
    int64_t shown = shown_pid == FIRST_PID
                        ? FIRST_PID + n
                        : (int64_t)shown_pid * GENERATION + n;
    int64_t most = shown_pid == FIRST_PID ? 8999 : GENERATION - 1;
    return n > most || shown > INT_MAX ? 0 : (pid_t)shown;
}

static void
child_begins(pid_t shown, unsigned number, int place)
{
    if (started) {
        shown_pid = shown != 0 ? shown : getpid();
        pids_given = children = 0;
        random_state += 0x9E3779B97F4A7C15u * (uint64_t)shown_pid;
    }
    gil_after_fork(thread_current);
    limits_after_fork();
    if (RECORD_ON()) {
        if (options.forked == NULL ||
            !options.forked(options.process_arg, FORKED_CHILD, number)) {
            record_abandon();
            options.leaving = NULL;
        } else {
            record_raw(EVENT_FORK, number, 1, gil_clock(),
                       (uint64_t)shown_pid);
        }
    }
    turns_child_begins(place);
    gil_process_made();
}

pid_t
process_fork(void)
{
    pid_t shown = started ? next_pid() : 0;
    unsigned number = children + 1;
    bool tells = RECORD_ON() && options.forked != NULL;
    int place = turns_before_fork();
    fflush(NULL); // what C code has not written yet, is not written twice
    if (tells) {
        record_flush();
        (void)options.forked(options.process_arg, FORK_BEGINS, number);
    }
    pid_t pid = fork();
    if (pid == 0) {
        child_begins(shown, number, place);
        return 0;
    }
    int error = errno;
    turns_forked(place, pid);
    if (tells) {
        (void)options.forked(options.process_arg, FORKED_PARENT, number);
    }
    if (pid > 0 && started) {
        children++;
        add_numbers(shown != 0 ? shown : pid, pid);
    }
    if (pid > 0 && tells) {
        record_raw(EVENT_FORK, number, 0, gil_clock(),
                   (uint64_t)process_shown(pid));
    }
    gil_process_made();
    errno = error;
    return pid;
}

pid_t
process_fork_plain(void)
{
    pid_t shown = started ? next_pid() : 0;
    pid_t pid = fork();
    if (pid > 0 && shown != 0) {
        add_numbers(shown, pid);
    }
    return pid;
}

void
process_leaves(void)
{
    leave(LEAVE_ENDS);
    turns_leave(gil_clock(), false);
}

void
process_becomes(void)
{
    leave(LEAVE_BECOMES);
    turns_leave(gil_clock(), true);
}

void
process_stays(void)
{
    turns_come_back();
    if (process_has_trace()) {
        saved = false;
        options.leaving(options.process_arg, LEAVE_STAYS);
    }
}

bool
process_has_trace(void)
{
    return started && options.leaving != NULL;
}

const char *
process_own_name(const char *name, char *room, size_t size)
{
    if (!started) {
        return name;
    }
    snprintf(room, size, "%s-%d", name, (int)process_real(FIRST_PID));
    return room;
}

int
process_random(void *bytes, size_t n)
{
    if (started) {
        // splitmix64
        for (uint8_t *at = bytes; n > 0;) {
            uint64_t z = random_state += 0x9E3779B97F4A7C15u;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
            z = (z ^ z >> 27) * 0x94D049BB133111EBu;
            z ^= z >> 31;
            size_t piece = n < sizeof(z) ? n : sizeof(z);
            memcpy(at, &z, piece);
            at += piece;
            n -= piece;
        }
        return 0;
    }
#else

void
process_start(const RuntimeOptions *options)
{
    (void)options;
}

void
process_stop(void)
{
}

pid_t
process_shown(pid_t real)
{
    return real;
}

pid_t
process_real(pid_t shown)
{
    return shown;
}

pid_t
process_fork(void)
{
    fflush(NULL); // what C code has not written yet, is not written twice
    pid_t pid = fork();
    if (pid == 0) {
        gil_after_fork(thread_current);
        limits_after_fork();
    }
    return pid;
}

pid_t
process_fork_plain(void)
{
    return fork();
}

void
process_leaves(void)
{
}

void
process_becomes(void)
{
}

void
process_stays(void)
{
}

bool
process_has_trace(void)
{
    return false;
}

const char *
process_own_name(const char *name, char *room, size_t size)
{
    (void)room, (void)size;
    return name;
}

int
process_random(void *bytes, size_t n)
{
#endif
    for (uint8_t *at = bytes; n > 0;) {
        ssize_t got = getrandom(at, n, 0);
        if (got < 0 && errno != EINTR) {
            return -1;
        }
        at += got < 0 ? 0 : got;
        n -= got < 0 ? 0 : (size_t)got;
    }
    return 0;
}

const char *
process_program(void)
{
    static char path[4096]; // written once, with the GIL
    if (path[0] == '\0') {
        ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
        path[n < 0 ? 0 : n] = '\0';
    }
    return path;
}

static bool
is_python_argument(const char *text)
{
    size_t n = strlen(text);
    return text[0] == '-' || (n > 3 && strcmp(text + n - 3, ".py") == 0);
}

int
process_execve(const char *path, char *const *args, char *const *environment)
{
    size_t n = 0;
    while (args[n] != NULL) {
        n++;
    }
    if (n < 2 || strcmp(path, process_program()) != 0 ||
        !is_python_argument(args[1])) {
        return execve(path, args, environment);
    }
    char *longer[n + 2];
    longer[0] = args[0];
    longer[1] = (char *)(uintptr_t)"run";
    memcpy(longer + 2, args + 1, n * sizeof(char *)); // and the NULL
    return execve(path, longer, environment);
}
