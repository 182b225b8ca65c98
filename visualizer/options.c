#include "visualizer/options.h"

#include "visualizer/film_marks.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct OptionInfo {
    const char *name;
    char letter;
    const char *argument, *commands, *help;
} OptionInfo;

static const OptionInfo infos[OPTION_COUNT] = {
#define OPTION(id, name, letter, argument, commands, help)                   \
    {name, letter, argument, commands, help},
#include "visualizer/options.def"
#undef OPTION
};

void
complain(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char line[2000];
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    Text clean = {0};
    text_clean(&clean, line, strlen(line), 2000, true);
    fflush(stdout);
    fprintf(stderr, "pytutor-mem: %s\n", clean.bytes);
    text_free(&clean);
}

static bool
parse_count(const char *text, uint64_t *n)
{
    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    char *end;
    errno = 0;
    *n = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0';
}

// "12": the twelfth allocation, "12+": and all later ones.
static bool
set_failure(Options *o, const char *text)
{
    char digits[24];
    size_t n = strlen(text);
    o->fail_on = n > 1 && text[n - 1] == '+';
    snprintf(digits, sizeof(digits), "%.*s", (int)(n - o->fail_on), text);
    return n < sizeof(digits) && parse_count(digits, &o->fail_allocation) &&
           o->fail_allocation > 0;
}

// "rr:1000", "seed:7"
static bool
set_schedule(Options *o, const char *text)
{
    if (strncmp(text, "rr:", 3) == 0) {
        return parse_count(text + 3, &o->quantum) && o->quantum > 0;
    }
    return strncmp(text, "seed:", 5) == 0 &&
           parse_count(text + 5, &o->seed) && o->seed > 0;
}

// ... or a file that says so.
static bool
set_schedule_file(Options *o, const char *path)
{
    Text error = {0};
    schedule_free(&o->schedule);
    bool good = schedule_read(path, &o->schedule, &error);
    if (!good) {
        complain("--schedule %s: %s", path, error.bytes);
    }
    text_free(&error);
    return good;
}

// 256K, 64M, 1G or bytes.
static bool
parse_size(const char *text, uint64_t *n)
{
    static const char units[] = "KMGT";
    char digits[32];
    size_t length = strlen(text);
    if (length == 0 || length >= sizeof(digits)) {
        return false;
    }
    memcpy(digits, text, length + 1);
    if (digits[length - 1] == 'B' && length > 1) {
        digits[--length] = '\0';
    }
    const char *unit =
        digits[length - 1] != '\0' ? strchr(units, digits[length - 1]) : NULL;
    int shift = 0;
    if (unit != NULL) {
        shift = (int)(unit - units + 1) * 10;
        digits[length - 1] = '\0';
    }
    if (!parse_count(digits, n) || *n == 0 || *n > UINT64_MAX >> shift) {
        return false;
    }
    *n <<= shift;
    return true;
}

static bool
set_events(Options *o, const char *value)
{
    static const struct {
        const char *name;
        uint32_t mask;
    } levels[] = {{"line", EVENT_LEVEL_LINE},
                  {"bytecode", EVENT_LEVEL_BYTECODE},
                  {"all", EVENT_LEVEL_ALL}};
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(value, levels[i].name) == 0) {
            o->mask = levels[i].mask;
            return true;
        }
    }
    return false;
}

static bool
set_timeout(Options *o, const char *value)
{
    char *end;
    o->timeout = strtod(value, &end);
    return end != value && *end == '\0' && isfinite(o->timeout) &&
           o->timeout > 0;
}

static bool
is_one_of(const char *word, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(word, *list) == 0) {
            return true;
        }
    }
    return false;
}

static const char *const themes[] = {"light", "dark", "print", "contrast",
                                     NULL};
static const char *const views[] = {"heap", "gc", "gil", "memory", "arenas",
                                    NULL};

// False when the value is none for this option.
static bool
set_value(Options *o, OptionId id, const char *value)
{
    uint64_t n = 0;
    switch (id) {
    case OPTION_OUT:
        o->out = value;
        return value[0] != '\0';
    case OPTION_EVENTS:
        return set_events(o, value);
    case OPTION_MAX_OBJECTS:
        o->max_objects_given = true;
        if (!parse_count(value, &n) || n > 1000000) {
            return false;
        }
        o->scene.max_objects = (uint32_t)n;
        return true;
    case OPTION_THEME:
        o->theme = value;
        return is_one_of(value, themes);
    case OPTION_FONT_SIZE:
        o->font_size = parse_count(value, &n) ? (uint32_t)n : 0;
        return n >= 6 && n <= 72;
    case OPTION_STEPS:
        o->steps = value;
        return ranges_valid(value);
    case OPTION_LINES:
        o->lines = value;
        return ranges_valid(value);
    case OPTION_VIEW:
        o->view = value;
        return is_one_of(value, views);
    case OPTION_LAYOUT:
        o->layout = value;
        return value[0] != '\0';
    case OPTION_FOCUS:
        o->scene.focus = value;
        return value[0] != '\0';
    case OPTION_DEPTH:
        o->scene.depth = parse_count(value, &n) && n < 1u << 30
                             ? (uint32_t)n
                             : 0;
        return o->scene.depth > 0;
    case OPTION_HIDE:
        if (o->scene.hide_count == SCENE_HIDE || value[0] == '\0') {
            return false;
        }
        o->scene.hide[o->scene.hide_count++] = value;
        return true;
    case OPTION_AUDIT_EVERY:
        o->audit = true;
        if (!parse_count(value, &n) || n == 0 || n > 1u << 30) {
            return false;
        }
        o->audit_every = (unsigned)n;
        return true;
    case OPTION_MAX_MEMORY:
        return parse_size(value, &o->max_memory);
    case OPTION_SCHEDULE:
        return set_schedule(o, value);
    case OPTION_SAVE_SCHEDULE:
        o->save_schedule = value;
        return value[0] != '\0';
    case OPTION_FAIL_ALLOCATION:
        return set_failure(o, value);
    case OPTION_MAX_STEPS:
        return parse_count(value, &o->max_steps) && o->max_steps > 0;
    case OPTION_TIMEOUT:
        return set_timeout(o, value);
    case OPTION_STDLIB:
        o->stdlib = value;
        return true;
    case OPTION_COMMANDS:
        o->commands_file = value;
        return value[0] != '\0';
    case OPTION_QUIZ:
        o->quiz = true;
        o->quiz_file = value;
        return value[0] != '\0';
    default:
        return false;
    }
}

static void
set_flag(Options *o, OptionId id)
{
    switch (id) {
    case OPTION_INTERNALS:
        o->internals = o->scene.internals = true;
        break;
    case OPTION_JSON:
        o->json = true;
        break;
    case OPTION_BILL:
        o->bill = true;
        break;
    case OPTION_KEYFRAMES:
        o->keyframes = true;
        break;
    case OPTION_PREDICT:
        o->predict = true;
        break;
    case OPTION_CHECK:
        o->check = true;
        break;
    case OPTION_AUDIT:
        o->audit = true;
        break;
    case OPTION_DETERMINISTIC:
        o->deterministic = true;
        break;
    case OPTION_PLAIN:
        o->plain = true;
        break;
    case OPTION_QUIZ:
        o->quiz = true;
        break;
    case OPTION_HELP:
        o->help = true;
        break;
    case OPTION_VERSION:
        o->version = true;
        break;
    default:
        break;
    }
}

// The option that an argument names; `*value` points behind "=" or, for a
// letter, at what is joined to it.
static int
find_option(const char *argument, const char **value)
{
    *value = NULL;
    if (argument[0] != '-' || argument[1] == '\0') {
        return -1;
    }
    for (int i = 0; i < OPTION_COUNT; i++) {
        size_t n = strlen(infos[i].name);
        if (argument[1] == '-' &&
            strncmp(argument + 2, infos[i].name, n) == 0 &&
            (argument[2 + n] == '\0' || argument[2 + n] == '=')) {
            *value = argument[2 + n] == '=' ? argument + 3 + n : NULL;
            return i;
        }
        if (argument[1] == infos[i].letter && infos[i].letter != 0 &&
            (argument[2] == '\0' || infos[i].argument[0] != '\0')) {
            *value = argument[2] != '\0' ? argument + 2 : NULL;
            return i;
        }
    }
    return -1;
}

// Takes one of our options at argv[*i]: 1 taken, 0 none of ours, -1 wrong.
static int
take_option(Options *o, int argc, char **argv, int *i)
{
    const char *value;
    int id = find_option(argv[*i], &value);
    if (id < 0) {
        return 0;
    }
    const OptionInfo *info = &infos[id];
    if (strchr(info->commands, o->letter) == NULL) {
        complain("%s: not an option of %s", argv[*i],
                 o->command[0] != '\0' ? o->command : "this command");
        return -1;
    }
    // "[FILE]": only joined by "=".
    bool optional = info->argument[0] == '[' && value == NULL;
    if (info->argument[0] == '\0' || optional) {
        if (value != NULL) {
            complain("--%s takes no argument", info->name);
            return -1;
        }
        set_flag(o, (OptionId)id);
        return 1;
    }
    if (value == NULL) {
        if (*i + 1 >= argc) {
            complain("--%s needs an argument: %s", info->name,
                     info->argument);
            return -1;
        }
        value = argv[++*i];
    }
    if (id == OPTION_AT) {
        Text error = {0};
        bool good = moment_parse(value, &o->moment, &error);
        if (!good) {
            complain("%s", error.bytes);
        }
        text_free(&error);
        return good ? 1 : -1;
    }
    if (id == OPTION_SCHEDULE && strncmp(value, "rr:", 3) != 0 &&
        strncmp(value, "seed:", 5) != 0) {
        return set_schedule_file(o, value) ? 1 : -1;
    }
    if (!set_value(o, (OptionId)id, value)) {
        complain("--%s %s: wrong value for %s (%s)", info->name, value,
                 info->argument, info->help);
        return -1;
    }
    return 1;
}

// -c CODE, -m MODULE, -: as python3; everything behind is the program's.
// True when argv[i] was one of them.
static bool
take_mode(Options *o, int argc, char **argv, int i, bool *wrong)
{
    const char *a = argv[i];
    if (o->letter == 'I' || o->letter == 'W' || a[0] != '-') {
        return false;
    }
    if (a[1] == '\0') {
        o->mode = RUN_STDIN;
        o->file = a;
        o->argc = argc - i - 1;
        o->argv = argv + i + 1;
        return true;
    }
    if ((a[1] != 'c' && a[1] != 'm')) {
        return false;
    }
    o->mode = a[1] == 'c' ? RUN_CODE : RUN_MODULE;
    int used = 1;
    o->file = a + 2;
    if (a[2] == '\0') {
        if (i + 1 >= argc) {
            complain("argument expected for the -%c option", a[1]);
            *wrong = true;
            return true;
        }
        o->file = argv[i + 1];
        used = 2;
    }
    o->argc = argc - i - used;
    o->argv = argv + i + used;
    return true;
}

bool
options_read(Options *o, int argc, char **argv)
{
    o->mode = RUN_FILE;
    o->moment = (Moment){.kind = MOMENT_END, .times = 1};
    o->mask = EVENT_LEVEL_LINE;
    o->scene.max_objects = 60;
    o->audit_every = 1;
    bool literal = false; // behind a "--" in front of FILE
    int i = 0;
    for (; i < argc; i++) {
        bool wrong = false;
        if (!literal && strcmp(argv[i], "--") == 0) {
            literal = true;
            continue;
        }
        int taken = literal ? 0 : take_option(o, argc, argv, &i);
        if (taken < 0) {
            return false;
        }
        if (taken > 0) {
            continue;
        }
        if (!literal && o->file == NULL &&
            take_mode(o, argc, argv, i, &wrong)) {
            return !wrong;
        }
        if (!literal && argv[i][0] == '-' && argv[i][1] != '\0' &&
            o->file == NULL) {
            complain("unknown option %s (see --help)", argv[i]);
            return false;
        }
        if (o->file == NULL) {
            o->file = argv[i];
            if (o->letter == 'R') {
                i++;
                break;
            }
        } else if (o->letter == 'W' && o->name == NULL) {
            o->name = argv[i];
        } else {
            break;
        }
    }
    o->argc = argc - i;
    o->argv = argv + i;
    return true;
}

SceneOptions
options_scene(const Options *o)
{
    return o->scene;
}

static void
help_options(char letter, Text *out)
{
    text_add(out, "\nOptions:\n");
    for (int i = 0; i < OPTION_COUNT; i++) {
        const OptionInfo *info = &infos[i];
        if (letter != 0 && strchr(info->commands, letter) == NULL) {
            continue;
        }
        Text left = {0};
        text_add(&left, "  ");
        if (info->letter != 0) {
            text_format(&left, "-%c, ", info->letter);
        }
        text_format(&left, "--%s%s%s", info->name,
                    info->argument[0] == '['    ? "="
                    : info->argument[0] != '\0' ? " "
                                                : "",
                    info->argument);
        text_format(out, "%-27s", left.bytes);
        if (left.length > 26) {
            text_format(out, "\n%27s", "");
        }
        text_free(&left);
        int column = 27;
        const char *word = info->help;
        while (*word != '\0') {
            size_t n = strcspn(word, " ");
            if (column + (int)n > 79) {
                text_format(out, "\n%27s", "");
                column = 27;
            }
            text_add_bytes(out, word, n);
            column += (int)n + 1;
            word += n;
            if (*word == ' ') {
                text_char(out, ' ');
                word++;
            }
        }
        text_char(out, '\n');
    }
}

void
options_help(char letter, Text *out)
{
    text_add(
        out,
        "pytutor-mem runs a Python program and shows what its memory looks "
        "like.\n\n"
        "  pytutor-mem FILE.py [ARG...]            run it, draw the heap as "
        "text\n"
        "  pytutor-mem FILE.py -o OUT.EXT          ... .txt .dot .svg .png "
        ".pdf .json .jsonl,\n"
        "                                          .html: a page to walk "
        "through\n"
        "  pytutor-mem slides FILE.py -o DECK.EXT  lecture slides: .pdf .html "
        ".tex .md\n"
        "  pytutor-mem run FILE.py [ARG...]        run only, as python3; "
        "also -c, -m, -\n"
        "  pytutor-mem record FILE.py -o T.pmt     save the recording\n"
        "  pytutor-mem events FILE.py [--json]     the stream, one event a "
        "line\n"
        "  pytutor-mem why FILE.py NAME            what keeps that object "
        "alive\n"
        "  pytutor-mem dis FILE.py                 its bytecode\n"
        "  pytutor-mem step FILE.py [ARG...]       walk forth and back in the "
        "terminal\n"
        "  pytutor-mem lab collectors FILE.py      the same under three memory "
        "managements;\n"
        "                                          also lab del, slots, cost, "
        "race, gil\n"
        "  pytutor-mem                             the interactive prompt\n\n"
        "A recording T.pmt may stand wherever a FILE.py may.\n"
        "Options stand in front of FILE, or behind it up to the first "
        "argument that\nis none of them; what follows, or follows --, is the "
        "program's own. After\n`run FILE` everything is the program's.\n");
    help_options(letter, out);
}
