#include "visualizer/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "visualizer/options.h"

#if USE_READLINE
#include <readline/history.h>
#include <readline/readline.h>
#endif

enum { HISTORY_LINES = 1000 };

static volatile sig_atomic_t got_interrupt, got_resize;

static void
on_signal(int number)
{
    if (number == SIGINT) {
        got_interrupt = 1;
    } else {
        got_resize = 1;
    }
}

// $PYTUTOR_MEM_HISTORY, else the user's state folder; NULL: none is kept.
static char *
history_path(const char *name)
{
    const char *chosen = getenv("PYTUTOR_MEM_HISTORY");
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    Text path = {0};
    if (chosen != NULL) {
        if (chosen[0] == '\0') {
            return NULL;
        }
        text_add(&path, chosen);
    } else if (state != NULL && state[0] == '/') {
        text_format(&path, "%s/pytutor-mem", state);
    } else if (home != NULL && home[0] == '/') {
        text_format(&path, "%s/.local/state/pytutor-mem", home);
    } else {
        return NULL;
    }
    for (char *at = path.bytes + 1; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            mkdir(path.bytes, 0700);
            *at = '/';
        }
    }
    mkdir(path.bytes, 0700);
    text_format(&path, "/%s", name);
    return path.bytes;
}

bool
terminal_open(Terminal *t, const char *path, const char *history)
{
    *t = (Terminal){.in = 0, .out = stdout};
    if (path != NULL) {
        t->in = open(path, O_RDONLY | O_CLOEXEC);
        if (t->in < 0) {
            complain("cannot read %s: %s", path, strerror(errno));
            return false;
        }
    }
    // `... > FILE` at a terminal, or commands from elsewhere: what the
    // program prints is alone on standard output.
    if (path != NULL || (isatty(t->in) && !isatty(1) && isatty(2))) {
        t->out = stderr;
    }
    const char *term = getenv("TERM");
    bool dumb = term == NULL || strcmp(term, "dumb") == 0;
    t->editing = isatty(t->in) && isatty(fileno(t->out)) && !dumb;
    t->echo = !isatty(t->in);
    t->word_breaks = " \t\n";
#if USE_READLINE
    if (t->editing) {
        t->history = history_path(history);
        rl_readline_name = "pytutor-mem";
        rl_outstream = t->out;
        rl_catch_signals = 0;
        rl_catch_sigwinch = 0;
        using_history();
        stifle_history(HISTORY_LINES);
        if (t->history != NULL && read_history(t->history) != 0) {
            int fd = open(t->history, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
            if (fd >= 0) {
                close(fd);
            }
        }
    }
#else
    (void)history, (void)history_path;
#endif
    return true;
}

void
terminal_close(Terminal *t)
{
#if USE_READLINE
    if (t->editing && t->history != NULL) {
        history_truncate_file(t->history, HISTORY_LINES);
    }
#endif
    free(t->history);
    text_free(&t->fill);
    if (t->in > 2) {
        close(t->in);
    }
    *t = (Terminal){0};
}

void
terminal_remember(Terminal *t, const char *line)
{
#if USE_READLINE
    HIST_ENTRY *last = history_length > 0
                           ? history_get(history_base + history_length - 1)
                           : NULL;
    if (!t->editing || line[0] == '\0' ||
        (last != NULL && strcmp(last->line, line) == 0)) {
        return;
    }
    add_history(line);
    if (t->history != NULL) {
        append_history(1, t->history);
    }
#else
    (void)t, (void)line;
#endif
}

void
terminal_size(const Terminal *t, int *columns, int *rows)
{
    struct winsize size = {0};
    *columns = 80;
    *rows = 24;
    if (ioctl(fileno(t->out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 &&
        size.ws_row > 0) {
        *columns = size.ws_col;
        *rows = size.ws_row;
    }
}

ViewOptions
terminal_view(const Terminal *t)
{
    const char *term = getenv("TERM");
    const char *no_color = getenv("NO_COLOR");
    ViewOptions view = {.columns = 80};
    int rows;
    terminal_size(t, &view.columns, &rows);
    view.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    view.color = isatty(fileno(t->out)) && term != NULL &&
                 strcmp(term, "dumb") != 0 &&
                 (no_color == NULL || no_color[0] == '\0');
    return view;
}

// Byte by byte: what comes behind the line is somebody else's.
static char *
read_plain(Terminal *t, const char *prompt)
{
    Text line = {0};
    fputs(prompt, t->out);
    fflush(t->out);
    for (;;) {
        char c;
        ssize_t n = read(t->in, &c, 1);
        if (n < 0 && errno == EINTR && !got_interrupt) {
            continue;
        }
        if (n <= 0) {
            t->interrupted = got_interrupt != 0;
            if (n == 0 && line.length > 0) {
                break;
            }
            text_free(&line);
            fputc('\n', t->out);
            return NULL;
        }
        if (c == '\n') {
            break;
        }
        text_char(&line, c);
    }
    if (line.length > 0 && line.bytes[line.length - 1] == '\r') {
        line.bytes[--line.length] = '\0';
    }
    char *result = line.bytes != NULL ? line.bytes : vis_copy("");
    if (t->echo) {
        fprintf(t->out, "%s\n", result);
        fflush(t->out);
    }
    return result;
}

#if USE_READLINE

static Terminal *current;
static char *finished_line;
static bool line_is_finished;
static char **candidates;

static char *
next_candidate(const char *text, int state)
{
    (void)text;
    static size_t next;
    next = state == 0 ? 0 : next + 1;
    return candidates[next] != NULL ? vis_copy(candidates[next]) : NULL;
}

static char **
complete(const char *text, int start, int end)
{
    rl_attempted_completion_over = 1;
    rl_completion_append_character = '\0'; // readline sets it anew
    if (current->complete == NULL) {
        return NULL;
    }
    candidates = current->complete(current->arg, rl_line_buffer, start, end);
    if (candidates == NULL) {
        return NULL;
    }
    char **found = rl_completion_matches(text, next_candidate);
    for (size_t i = 0; candidates[i] != NULL; i++) {
        free(candidates[i]);
    }
    free(candidates);
    return found;
}

static void
take_line(char *line)
{
    finished_line = line;
    line_is_finished = true;
    rl_callback_handler_remove();
}

static int
fill_line(void)
{
    if (current->fill.length > 0) {
        rl_insert_text(current->fill.bytes);
        text_clear(&current->fill);
    }
    return 0;
}

static void
resize(Terminal *t)
{
    got_resize = 0;
    rl_resize_terminal();
    if (t->resized != NULL) {
        t->resized(t->arg);
        rl_on_new_line();
        rl_forced_update_display();
    }
}

// The terminal once more, in a way that never blocks; the signals that are let
// in while keys are waited for.
static int keys;
static sigset_t let_in;

// A key. Ctrl-C may have taken away what poll saw.
static int
read_key(FILE *stream)
{
    (void)stream;
    for (;;) {
        unsigned char key;
        ssize_t n = read(keys, &key, 1);
        if (n == 1) {
            return key;
        }
        if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            return EOF;
        }
        struct pollfd wait = {keys, POLLIN, 0};
        (void)ppoll(&wait, 1, NULL, &let_in);
        if (got_interrupt) {
            return '\0'; // the line is given up
        }
    }
}

static void
open_keys(const Terminal *t)
{
    char path[40];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", t->in);
    keys = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    rl_getc_function = keys < 0 ? rl_getc : read_key;
}

static void
close_keys(void)
{
    rl_getc_function = rl_getc;
    if (keys >= 0) {
        close(keys);
    }
}

// Signals are let in only while waiting, so that none is missed.
static char *
read_edited(Terminal *t, const char *prompt)
{
    sigset_t all, before;
    sigemptyset(&all);
    sigaddset(&all, SIGINT);
    sigaddset(&all, SIGWINCH);
    sigprocmask(SIG_BLOCK, &all, &before);
    let_in = before;
    sigdelset(&let_in, SIGINT);
    sigdelset(&let_in, SIGWINCH);
    open_keys(t);
    current = t;
    finished_line = NULL;
    line_is_finished = false;
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = (char *)t->word_breaks;
    rl_startup_hook = fill_line;
    rl_callback_handler_install(prompt, take_line);
    while (!line_is_finished) {
        struct pollfd wait = {t->in, POLLIN, 0};
        int n = got_interrupt ? 0 : ppoll(&wait, 1, NULL, &let_in);
        if (got_interrupt) {
            t->interrupted = true;
            rl_callback_sigcleanup();
            rl_free_line_state();
            rl_callback_handler_remove();
            fputs("^C\n", t->out);
            fflush(t->out);
            break;
        }
        if (got_resize) {
            resize(t);
        }
        if (n > 0) {
            rl_callback_read_char();
        } else if (n < 0 && errno != EINTR) {
            rl_callback_handler_remove();
            break;
        }
    }
    close_keys();
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (finished_line == NULL && !t->interrupted) {
        fputc('\n', t->out);
    }
    return finished_line;
}

#endif

char *
terminal_read(Terminal *t, const char *prompt)
{
    struct sigaction action = {.sa_handler = on_signal}, old_int, old_winch;
    sigaction(SIGINT, &action, &old_int);
    sigaction(SIGWINCH, &action, &old_winch);
    got_interrupt = got_resize = 0;
    t->interrupted = false;
    char *line;
#if USE_READLINE
    line = t->editing ? read_edited(t, prompt) : read_plain(t, prompt);
#else
    line = read_plain(t, prompt);
#endif
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGWINCH, &old_winch, NULL);
    return line;
}
