/* command_step.c - pytutor-mem step FILE: walk forth and back
 *
 * A script runs in this process, and waits: after each step the runtime
 * calls `stepped`, and from there the user's commands are obeyed until one
 * leads beyond what is recorded. So the program is never further than the
 * user has walked, and everything before comes from the tape.
 */
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "visualizer/commands.h"
#include "visualizer/output.h"
#include "visualizer/session.h"
#include "visualizer/step_ui.h"

static volatile sig_atomic_t asked_to_wait;
static struct sigaction program_interrupt;

// Once: wait at the next step. Again before that: KeyboardInterrupt.
static void
on_interrupt(int number)
{
    if (asked_to_wait && program_interrupt.sa_handler != SIG_DFL &&
        program_interrupt.sa_handler != SIG_IGN) {
        program_interrupt.sa_handler(number);
    }
    asked_to_wait = 1;
}

static void
sink(void *arg, const uint64_t *words, size_t count)
{
    Ui *ui = arg;
    const uint64_t *end = words + count;
    for (; words < end; words += event_length(words)) {
        if (!ui->detached) {
            step_feed(&ui->s, words);
        }
    }
}

static void
end_here(Ui *ui, int status)
{
    ui_leave_screen(ui);
    int flushed = output_flush();
    fflush(ui->terminal.out); // may be stderr
    // As a debugger does: no finalizer, no atexit of the program.
    _exit(status != 0 ? status : flushed);
}

static void
stepped(void *arg)
{
    Ui *ui = arg;
    const Model *model = &ui->s.model;
    static bool started;
    if (!started) {
        // From now on the runtime has its own handler.
        struct sigaction action = {.sa_handler = on_interrupt};
        sigaction(SIGINT, &action, &program_interrupt);
        started = true;
    }
    if (ui->detached || model->exit_phase == 1) {
        return;
    }
    bool wait = asked_to_wait;
    if (!step_arrived(&ui->s, wait)) {
        return;
    }
    if (wait) {
        asked_to_wait = 0;
        text_clear(&ui->s.reason);
        text_add(&ui->s.reason, "interrupted");
    }
    ui->running = true;
    UiDone done = ui_loop(ui);
    ui->running = false;
    if (done == UI_QUIT) {
        end_here(ui, 0);
    }
    if (ui->detached) {
        ui_leave_screen(ui);
        sigaction(SIGINT, &program_interrupt, NULL);
    }
}

static int
step_program(Ui *ui, const Options *options)
{
    RuntimeOptions run = session_runtime_options(options);
    run.record_mask = options->mask;
    run.sink = sink;
    run.stepped = stepped;
    run.sink_arg = run.stepped_arg = ui;
    // The first line, to begin with.
    ui->s.goal = (Goal){.kind = GOAL_PLACE};
    ui->s.scan = (Scan){.forward = true};
    ui->s.waiting = true;
    ui->runtime = runtime_recording(options->mask);
    RuntimeResult result = ui->runtime->run(&run);
    signal(SIGINT, SIG_DFL);
    ui->s.over = true;
    int status = session_status(&result);
    if (!ui->detached && !ui->quit) {
        (void)step_arrived(&ui->s, true);
        (void)ui_loop(ui);
    }
    return status;
}

static int
step_trace(Ui *ui)
{
    Goal first = {.kind = GOAL_PLACE};
    if (step_forward(&ui->s, &first) == MOVE_NOWHERE) {
        complain("nothing is recorded there");
        return STATUS_USAGE;
    }
    (void)ui_loop(ui);
    return 0;
}

int
command_step(const Options *options)
{
    Ui ui = {0};
    TraceReader *reader = NULL;
    if (options->mode == RUN_STDIN && options->commands_file == NULL) {
        complain("step -: standard input is the program; say --commands "
                 "FILE for the commands");
        return STATUS_USAGE;
    }
    if (!session_check_file(options) || !session_open_trace(options, &reader)) {
        return STATUS_USAGE;
    }
    if ((options->quiz && !quiz_open(&ui.quiz, options->quiz_file)) ||
        !terminal_open(&ui.terminal, options->commands_file, "step_history")) {
        if (reader != NULL) {
            trace_reader_close(reader);
        }
        return STATUS_USAGE;
    }
#ifdef M_TRIM_THRESHOLD
    // Each command copies models: the system need not give and take back the
    // pages every time (a quarter of a step back).
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
#endif
    SceneOptions scene = options_scene(options);
    ui_open(&ui, reader != NULL ? tape_of_reader(reader) : tape_new(),
            reader == NULL, &scene);
    ui.screen = ui.terminal.editing && !options->plain;
    int status = reader != NULL ? step_trace(&ui) : step_program(&ui, options);
    ui_leave_screen(&ui);
    if (ui.quiz.asked > 0) {
        Text score = {0};
        quiz_score(&ui.quiz, &score);
        fprintf(ui.terminal.out, "quiz: %s\n", score.bytes);
        text_free(&score);
    }
    ui_close(&ui);
    return status;
}
