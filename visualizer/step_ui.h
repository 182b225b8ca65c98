/* step_ui.h - the stepper's commands, and what they show (prefix: ui_) */
#ifndef VISUALIZER_STEP_UI_H
#define VISUALIZER_STEP_UI_H

#include "visualizer/options.h"
#include "visualizer/quiz.h"
#include "visualizer/report.h"
#include "visualizer/step.h"
#include "visualizer/terminal.h"

/* What a command did. */
typedef enum UiDone {
    UI_STAYED,
    UI_MOVED,
    UI_RUN, /* the program must run now */
    UI_QUIT
} UiDone;

typedef struct Ui {
    Stepper s;
    Terminal terminal;
    ViewOptions view;
    SceneOptions scene;
    const RuntimeInterface *runtime; /* that runs the program, if one runs */
    bool prompt; /* serves the interactive prompt */
    bool screen; /* draw in place */
    bool in_screen;
    uint64_t screen_from; /* events when the screen was entered */
    bool running;         /* the program waits for us: it can be asked */
    bool detached;
    bool quit;
    unsigned up;     /* frames above the innermost one */
    uint32_t listed; /* last line of `list` */
    char *last;      /* command that an empty line repeats */
    Text answer;     /* of a looking command */
    int answer_top;  /* lines of it paged away */
    int answer_room; /* lines that found room */
    Quiz quiz;
} Ui;

void ui_open(Ui *ui, Tape *tape, bool live, const SceneOptions *scene);
void ui_close(Ui *ui);

/* Shows where one stands and obeys until the program must run or the user
 * has enough. */
UiDone ui_loop(Ui *ui);

/* Obeys one line; its answer goes to ui->answer. */
UiDone ui_obey(Ui *ui, const char *line);

/* Shows where one stands: draws the screen, or prints what the last step
 * did. */
void ui_show(Ui *ui);

/* Prints the answer where it belongs and forgets it, or pages on. */
void ui_answer(Ui *ui);

/* Leaves the screen; what the program printed is left on the terminal. */
void ui_leave_screen(Ui *ui);

/* Parts of what is shown, in step_show.c. */
void ui_title(Ui *ui, Text *out);
/* `count` lines of source from line `first`. */
void ui_source(Ui *ui, uint32_t first, uint32_t count, Text *out);
/* What the last step did; at most `room` lines (0: all). */
void ui_report(Ui *ui, size_t room, Text *out);
/* Names and objects. */
void ui_heap(Ui *ui, int columns, Text *out);
/* Styles a line for the terminal: 'n'ew, 'g'one, 'c'ount, 'd'im, 'b'old. */
void ui_styled(const Ui *ui, char style, const char *text, Text *out);

/* In step_draw.c: the whole screen. */
void ui_draw(Ui *ui);

/* Candidates for completion; see terminal.h. */
char **ui_complete(void *ui, const char *line, int start, int end);

/* One function for each row of step_commands.def. */
#define STEP_COMMAND(function, name, others, argument, group, help)            \
    UiDone ui_do_##function(Ui *ui, const char *words);
#include "visualizer/step_commands.def"
#undef STEP_COMMAND

/* Shared by them. */
/* The object that the words mean; 0 after saying why none. */
ModelRef ui_object(Ui *ui, const char *words);
/* Evaluates in a copy of the program (fork); false when it cannot. */
bool ui_ask_program(Ui *ui, const char *expression, bool text, Text *out);

#endif
