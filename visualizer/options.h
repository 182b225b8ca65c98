/* options.h - what the user asked for (prefix: options_)
 *
 * Options stand in front of FILE. Behind FILE (and NAME) they are
 * recognised up to the first argument that is none of ours; from there on,
 * or from -- on, everything is the program's own. `run` is as python3:
 * behind FILE everything is the program's.
 */
#ifndef VISUALIZER_OPTIONS_H
#define VISUALIZER_OPTIONS_H

#include "interp/runtime.h"
#include "visualizer/moment.h"
#include "visualizer/scene.h"
#include "visualizer/schedule.h"

#define PYTUTOR_MEM_VERSION "0.1"

enum {
    STATUS_USAGE = 2, /* wrong usage, a file that cannot be read, memory */
    STATUS_LIMIT = 3,
    STATUS_AUDIT = 4
};

typedef enum OptionId {
#define OPTION(id, name, letter, argument, commands, help) OPTION_##id,
#include "visualizer/options.def"
#undef OPTION
    OPTION_COUNT
} OptionId;

typedef struct Options {
    const char *command; /* "" for the default */
    /* The command itself, to be called again by who draws what a process
     * recorded that ended early. */
    int (*run)(const struct Options *options);
    char letter;         /* of the command, as in options.def */
    RunMode mode;
    const char *file; /* script, trace, code or module */
    const char *name; /* why */
    int argc;         /* the program's own */
    char *const *argv;
    Moment moment;
    const char *out;
    uint32_t mask;
    bool internals, json, audit, deterministic;
    bool max_objects_given;
    SceneOptions scene;
    const char *theme; /* NULL: light */
    const char *steps, *lines, *view, *layout;
    uint32_t font_size; /* 0: the form's own */
    bool bill, predict, check, keyframes;
    const char *made_by; /* what a deck remembers of how it was made */
    unsigned audit_every;
    uint64_t quantum, seed; /* --schedule; 0: not given */
    Schedule schedule;      /* ... of a file */
    const char *save_schedule; /* or NULL */
    uint64_t fail_allocation;
    bool fail_on;
    uint64_t max_memory, max_steps;
    double timeout;
    const char *stdlib;
    bool plain, quiz;
    const char *commands_file, *quiz_file; /* or NULL */
    bool help, version;
} Options;

/* Reads the arguments behind the command's name. False after one line on
 * stderr. */
bool options_read(Options *options, int argc, char **argv);

/* What pictures are to show. */
SceneOptions options_scene(const Options *options);

/* The help of a command; letter 0: of all. */
void options_help(char letter, Text *out);

/* One line on stderr, "pytutor-mem: ...". */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

#endif
