/* main.c - the command line: which command, which options */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <unistd.h>

#include "visualizer/commands.h"
#include "visualizer/output.h"

static const struct {
    const char *name;
    char letter; /* of options.def; 0: not there yet */
    int (*run)(const Options *options);
} commands[] = {
    {"", 'D', command_draw},       {"run", 'R', command_run},
    {"record", 'C', command_record}, {"events", 'E', command_events},
    {"why", 'W', command_why},     {"dis", 'I', command_dis},
    {"step", 'S', command_step},   {"slides", 'L', command_slides},
    {"profile", 0, NULL},          {"lab", 'B', command_lab},
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void
no_memory(void)
{
    static const char line[] = "pytutor-mem: out of memory\n";
    (void)!write(2, line, sizeof(line) - 1);
    _exit(STATUS_USAGE);
}

// Closed standard descriptors would be given to files of ours.
static void
open_standard_files(void)
{
    for (int fd = 0; fd < 3; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            (void)!open("/dev/null", O_RDWR);
        }
    }
}

// A recording is the same in every run; so are addresses that libraries and
// foreign memory get, if the system lets us begin anew with fixed ones.
static void
fix_addresses(char letter, char **argv)
{
    int now = personality(0xffffffff);
    if (strchr("DCEWLS", letter) != NULL && now != -1 &&
        (now & ADDR_NO_RANDOMIZE) == 0 &&
        personality((unsigned long)now | ADDR_NO_RANDOMIZE) != -1) {
        char path[4096];
        ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
        path[n < 0 ? 0 : n] = '\0';
        execv(path, argv);
        (void)personality((unsigned long)now);
    }
}

static int
print(const char *text)
{
    Output standard = {.fd = 1};
    return output_write(&standard, text, strlen(text)) ? 0 : STATUS_USAGE;
}

static int
run_command(int which, int argc, char **argv)
{
    Options options = {.command = commands[which].name,
                       .letter = commands[which].letter};
    // lab WHICH FILE
    bool named = options.letter == 'B' && argc > 0 && argv[0][0] != '-';
    if (!options_read(&options, argc - named, argv + named)) {
        return STATUS_USAGE;
    }
    options.name = named ? argv[0] : options.name;
    if (options.help) {
        Text help = {0};
        options_help(which == 0 ? '\0' : options.letter, &help);
        int status = print(help.bytes);
        text_free(&help);
        return status;
    }
    if (options.version) {
        return print("pytutor-mem " PYTUTOR_MEM_VERSION
                     " (Python 3.11)\n");
    }
    if (options.letter == 'B' && options.name == NULL) {
        complain("lab: collectors, del, slots, cost, race or gil, then FILE");
        return STATUS_USAGE;
    }
    if (options.file == NULL) {
        complain("%s: FILE is missing (see --help)",
                 which == 0 ? "nothing to run" : commands[which].name);
        return STATUS_USAGE;
    }
    options.run = commands[which].run;
    int status = options.run(&options);
    int flushed = output_flush();
    return status != 0 ? status : flushed;
}

// Without a FILE and at a terminal: the prompt. Else, as python3 does, what
// comes on standard input is the program.
static int
run_prompt(int argc, char **argv)
{
    Options options = {.command = "the prompt", .letter = 'P'};
    if (!options_read(&options, argc, argv)) {
        return STATUS_USAGE;
    }
    if (isatty(0)) {
        return command_prompt(&options);
    }
    options.mode = RUN_STDIN;
    options.file = "-";
    return command_run(&options);
}

// Nothing but options that the prompt takes.
static bool
only_prompt_options(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--plain") != 0 &&
            strcmp(argv[i], "--internals") != 0) {
            return false;
        }
    }
    return true;
}

int
main(int argc, char **argv)
{
    vis_no_memory = no_memory;
    setlocale(LC_CTYPE, "");
    open_standard_files();
    if (only_prompt_options(argc, argv)) {
        return run_prompt(argc - 1, argv + 1);
    }
    int which = 0;
    for (int i = 1; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            which = i;
        }
    }
    if (commands[which].run == NULL) {
        complain("%s is not supported yet", commands[which].name);
        return STATUS_USAGE;
    }
    fix_addresses(commands[which].letter, argv);
    int skip = which == 0 ? 1 : 2;
    return run_command(which, argc - skip, argv + skip);
}
