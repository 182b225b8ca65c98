/* runtime.h - the face of interp/: running a program
 *
 * The runtime is compiled twice into the program: plain, without a trace of
 * event code, and recording. Each copy shows only its RuntimeInterface; all
 * its other symbols are local. One program can be run in a process.
 */
#ifndef INTERP_RUNTIME_H
#define INTERP_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "gc/event.h"

typedef enum RunMode {
    RUN_FILE,   /* target: path of a script */
    RUN_CODE,   /* -c: target is the text */
    RUN_MODULE, /* -m: target is the name */
    RUN_STDIN,  /* "-": the script is standard input */
    RUN_PROMPT  /* no program: statement by statement (see begin) */
} RunMode;

typedef enum RunLimit { LIMIT_NONE, LIMIT_MEMORY, LIMIT_STEPS, LIMIT_TIME }
    RunLimit;

/* The moments of a fork: before it; behind it, in both. */
typedef enum RuntimeFork { FORK_BEGINS, FORKED_PARENT, FORKED_CHILD }
    RuntimeFork;

/* A process is about to end early, or to become another program; it did not
 * become one. */
typedef enum RuntimeLeave { LEAVE_ENDS, LEAVE_BECOMES, LEAVE_STAYS }
    RuntimeLeave;

/* One line of a schedule: at `at` ns of virtual time `thread` gets the GIL.
 * `time_up`: the thread before it did not give it up by itself, it had to at
 * that time; UINT64_MAX: it did. */
typedef struct RuntimeSwitch {
    uint64_t at, time_up;
    uint32_t thread;
} RuntimeSwitch;

typedef struct RuntimeOptions {
    RunMode mode;
    const char *target;
    int argc; /* the program's own arguments */
    char *const *argv;
    /* Addresses, hash seed and everything else the same in every run; always
     * so while recording. Without it and without PYTHONHASHSEED the hash
     * seed is random. */
    bool deterministic;
    const char *stdlib; /* --stdlib DIR or NULL */
    size_t max_memory;  /* bytes; 0: no limit */
    uint64_t max_steps; /* lines; 0: no limit (recording only) */
    double timeout;     /* seconds; 0: no limit */
    uint64_t fail_allocation; /* for tests: which allocation of the program
                                 fails; 0: none */
    bool fail_on;             /* ... and every later one */
    /* Recording: instructions that a thread runs before the next one may,
     * 0: from the switch interval; not 0: lengths and successors drawn. */
    uint64_t quantum, seed;
    /* ... or who gets it when, of the first process; borrowed. */
    const RuntimeSwitch *switches;
    size_t switch_count;
    /* Recording: which event groups (EVENT_LEVEL_...), where the words of
     * the stream go (gc/event.h), in order, whole events only; none (`count`
     * 0) where a part ends: the runtime's start, the program. */
    uint32_t record_mask;
    void (*sink)(void *arg, const uint64_t *words, size_t count);
    /* NULL, or asked after each call of the sink: room of EVENT_ROOM words
     * or more, up to `*end`, for the words to come, which then need not be
     * copied. May return NULL. */
    uint64_t *(*give_room)(void *arg, uint64_t **end);
    void *sink_arg; /* of both */
    /* --audit: at every step (and every n-th when audit_every > 1) the real
     * heap is counted anew; a difference is reported to audit_failed. After
     * each audited step `audited` is called, when the sink has everything:
     * the place to compare the model. Returns false to stop the program. */
    bool audit;
    unsigned audit_every;
    bool (*audited)(void *arg);
    void (*audit_failed)(void *arg, const char *report);
    void *audit_arg;
    /* Recording: called after each step and at both EXITs, when the sink
     * has everything, before the line runs. The program waits until it
     * returns. It may fork; see `evaluate`. */
    void (*stepped)(void *arg);
    void *stepped_arg;
    /* Recording: the program forks its child `number` (1, 2 ... of each
     * process). Between FORK_BEGINS, when the sink has everything, and
     * FORKED_... the sink gets nothing; behind FORKED_CHILD, in the child,
     * it gets the child's stream, if that returned true. NULL: children are
     * not recorded. */
    bool (*forked)(void *arg, RuntimeFork moment, unsigned number);
    /* Recording: the process ends (os._exit, a signal, the end of a child),
     * or becomes another program: what the sink has got is to be saved.
     * Behind LEAVE_STAYS more will come. */
    void (*leaving)(void *arg, RuntimeLeave how);
    void *process_arg; /* of these two */
} RuntimeOptions;

typedef struct RuntimeResult {
    int status;      /* exit status: the program's own, 1 uncaught, ... */
    RunLimit limit;  /* which limit ended it (status 3) */
    bool audit_failed;
    /* The GIL: how often a thread got it, and how long all of them together
     * waited for it while they could have run, in ns. */
    uint64_t gil_hand_overs, gil_waited_ns;
    /* The virtual time from which on the switches did not fit; UINT64_MAX:
     * they all did. */
    uint64_t gil_strayed_at;
} RuntimeResult;

/* Called for every live object. */
typedef void (*RuntimeVisit)(uint32_t serial, ssize_t refcount,
                             const char *type_name, void *arg);

typedef struct RuntimeInterface {
    /* Runs a program to its end, tracebacks and shutdown included. */
    RuntimeResult (*run)(const RuntimeOptions *options);
    /* Recording only, inside `audited`: the counts there really are. */
    void (*visit_counts)(RuntimeVisit visit, void *arg);
    /* Prints the bytecode of a script on `out` as dis.dis does; 0 or 1 with
     * the error on stderr. */
    int (*disassemble)(const char *path, void *out_file);
    /* The interactive prompt: `begin` starts a runtime whose __main__ is
     * empty, `statement` compiles and runs one statement there (its errors
     * are printed as Python prints them), `end` shuts it down. False from
     * `begin`: it could not start. False from `statement`: the session is
     * over (SystemExit, a limit); `end` gives the status. */
    bool (*begin)(const RuntimeOptions *options);
    bool (*statement)(const char *source);
    RuntimeResult (*end)(void);
    /* Only parses: NULL, or the error's words (malloc'ed). */
    char *(*check)(const char *source);
    /* Evaluates an expression in the running frame (`up` frames above it),
     * or at the prompt in __main__, and writes what it prints and then its
     * repr, or the error in one line, to the descriptor `fd`. Recording is
     * off from then on: to be called in a forked child that exits after
     * it, so that nothing of it stays. `text`: str() instead of repr().
     * 0; -1 after an error. */
    int (*evaluate)(const char *expression, unsigned up, bool text, int fd);
    /* sys.ps1 (which 1) or sys.ps2 as the prompt shows it; malloc'ed. */
    char *(*prompt)(int which);
} RuntimeInterface;

extern const RuntimeInterface runtime_plain; /* records nothing */
extern const RuntimeInterface runtime_lines; /* no instructions, no counts */
extern const RuntimeInterface runtime_each;  /* whatever there is */

/* The one that records what is asked for (EVENT_GROUP_). */
static inline const RuntimeInterface *
runtime_recording(uint32_t mask)
{
    const uint32_t each = EVENT_GROUP_STEPS | EVENT_GROUP_REFS;
    return (mask & each) != 0 ? &runtime_each : &runtime_lines;
}

#endif
