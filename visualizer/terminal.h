/* terminal.h - lines from the user, and what the terminal can show
 * (prefix: terminal_)
 *
 * On a terminal lines are edited with GNU readline (unless built with
 * READLINE=0), with history and completion. Elsewhere they are read byte by
 * byte, so that nothing that comes behind them is lost to a program that
 * reads the same input.
 */
#ifndef VISUALIZER_TERMINAL_H
#define VISUALIZER_TERMINAL_H

#include "visualizer/view.h"

/* Candidates for what is being typed at [start, end) of the line: a
 * NULL-terminated list, all malloc'ed; NULL: none. */
typedef char **(*TerminalComplete)(void *arg, const char *line, int start,
                                   int end);

typedef struct Terminal {
    int in;       /* commands come from here */
    FILE *out;    /* the user sees this */
    bool editing; /* both are a terminal */
    bool echo;    /* say again what was read: no terminal does */
    TerminalComplete complete;
    void (*resized)(void *arg); /* while a line is read; or NULL */
    void *arg;
    const char *word_breaks; /* characters that end a word */
    char *history;           /* its file, or NULL */
    bool interrupted;        /* the last read ended with Ctrl-C */
    Text fill; /* put into the next line beforehand (auto-indent) */
} Terminal;

/* Commands from `path` (NULL: standard input). `history` names the user's
 * history file. False after one line on stderr. */
bool terminal_open(Terminal *t, const char *path, const char *history);
void terminal_close(Terminal *t);

/* One line without its newline, malloc'ed; NULL at the end of input or
 * after Ctrl-C (t->interrupted). */
char *terminal_read(Terminal *t, const char *prompt);

/* Keeps a line for this user's next times. */
void terminal_remember(Terminal *t, const char *line);

/* The size now: of the terminal, else 80 x 24. */
void terminal_size(const Terminal *t, int *columns, int *rows);

/* What can be shown on it. */
ViewOptions terminal_view(const Terminal *t);

#endif
