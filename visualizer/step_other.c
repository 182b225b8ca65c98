/* step_other.c - asking the program, saving a moment, leaving */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "visualizer/step_ui.h"
#include "visualizer/trace_writer.h"

enum { ANSWER_LIMIT = 20000, ANSWER_SECONDS = 10 };

static void
read_answer(int fd, Text *out)
{
    char bytes[4096];
    ssize_t n;
    while ((n = read(fd, bytes, sizeof(bytes))) != 0) {
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            break;
        }
        if (out->length < ANSWER_LIMIT) {
            text_add_bytes(out, bytes, (size_t)n);
        }
    }
}

bool
ui_ask_program(Ui *ui, const char *expression, bool text, Text *out)
{
    // Only where the program itself stands.
    if (!ui->running || ui->s.over || ui->s.cursor != tape_end(ui->s.tape)) {
        return false;
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) {
        return false;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        // A copy of the program: whatever it does ends with it.
        close(ends[0]);
        signal(SIGALRM, SIG_DFL);
        signal(SIGINT, SIG_DFL);
        alarm(ANSWER_SECONDS); // it may wait for what never comes
        _exit(ui->runtime->evaluate(expression, ui->up, text, ends[1]) < 0);
    }
    close(ends[1]);
    if (child > 0) {
        int status = 0;
        read_answer(ends[0], out);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        if (WIFSIGNALED(status)) {
            text_add(out, WTERMSIG(status) == SIGALRM
                              ? "(no answer within 10 seconds)"
                              : "(interrupted)");
        }
    }
    close(ends[0]);
    return child > 0;
}

UiDone
ui_do_print(Ui *ui, const char *words)
{
    Text answer = {0};
    if (words[0] == '\0') {
        text_add(&ui->answer, "print EXPR\n");
        return UI_STAYED;
    }
    if (words[0] != '#' && ui_ask_program(ui, words, false, &answer)) {
        text_add(&ui->answer, answer.bytes != NULL ? answer.bytes : "");
        text_char(&ui->answer, '\n');
        text_free(&answer);
        return UI_STAYED;
    }
    ExprValue v = expr_evaluate(&ui->s.model, ui->up, words);
    expr_write(&ui->s.model, &v, &ui->answer);
    if (v.ref != 0 && v.kind == EXPR_OBJECT &&
        ui->s.model.objects[v.ref].value != NULL) {
        text_format(&ui->answer, " (%s)", ui->s.model.objects[v.ref].value);
    }
    text_char(&ui->answer, '\n');
    return UI_STAYED;
}

// ------------------------------------------------------------------- save

// All events up to here as a trace.
static bool
save_trace(Ui *ui, int fd, const char *path)
{
    Text error = {0};
    TraceWriter *writer = trace_writer_open(fd, false, &error);
    if (writer != NULL) {
        Model model;
        tape_seek(ui->s.tape, &model, 0);
        const uint64_t *words;
        for (uint64_t n = 0;
             n < ui->s.cursor && (words = tape_next(ui->s.tape)) != NULL; n++) {
            trace_writer_sink(writer, words, event_length(words));
        }
        model_free(&model);
    }
    bool good = writer != NULL && trace_writer_close(writer, &error);
    if (!good) {
        text_format(&ui->answer, "cannot write %s: %s\n", path, error.bytes);
    }
    text_free(&error);
    return good;
}

// The drawing is another command's: ours, on the saved trace.
static bool
draw_trace(Ui *ui, const char *trace, const char *path)
{
    Text moment = {0}, told = {0};
    text_format(&moment, "event:%llu",
                (unsigned long long)(ui->s.cursor > 0 ? ui->s.cursor - 1 : 0));
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) {
        return false;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        execl("/proc/self/exe", "pytutor-mem", "--at", moment.bytes, "-o", path,
              trace, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    int status = -1;
    if (child > 0) {
        read_answer(ends[0], &told);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
    }
    close(ends[0]);
    text_add(&ui->answer, told.bytes != NULL ? told.bytes : "");
    text_free(&moment);
    text_free(&told);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
ends_with(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n > m && strcmp(path + n - m, end) == 0;
}

UiDone
ui_do_save(Ui *ui, const char *words)
{
    if (words[0] == '\0') {
        text_add(&ui->answer, "save FILE.svg, .png, .html, .pmt ...\n");
        return UI_STAYED;
    }
    bool good;
    if (ends_with(words, ".pmt")) {
        int fd = open(words, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (fd < 0) {
            text_format(&ui->answer, "cannot write %s: %s\n", words,
                        strerror(errno));
            return UI_STAYED;
        }
        good = save_trace(ui, fd, words);
    } else {
        char trace[] = "/tmp/pytutor-mem-XXXXXX.pmt";
        int fd = mkostemps(trace, 4, O_CLOEXEC);
        if (fd < 0) {
            text_format(&ui->answer, "cannot write a temporary file: %s\n",
                        strerror(errno));
            return UI_STAYED;
        }
        good = save_trace(ui, fd, trace) && draw_trace(ui, trace, words);
        unlink(trace);
    }
    if (good) {
        text_format(&ui->answer, "saved as %s\n", words);
    }
    return UI_STAYED;
}

// ------------------------------------------------------------------ others

UiDone
ui_do_info(Ui *ui, const char *words)
{
    static const struct {
        const char *name;
        UiDone (*obey)(Ui *ui, const char *words);
    } kinds[] = {{"breakpoints", ui_do_stops}, {"watchpoints", ui_do_stops},
                 {"locals", ui_do_names},      {"args", ui_do_names},
                 {"frame", ui_do_stack},       {"stack", ui_do_stack},
                 {"threads", ui_do_threads},   {"line", ui_do_list},
                 {"source", ui_do_list},       {"gc", ui_do_gc}};
    size_t n = strlen(words);
    for (size_t i = 0; n > 0 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strncmp(kinds[i].name, words, n) == 0) {
            return kinds[i].obey(ui, "");
        }
    }
    text_add(&ui->answer,
             "info breakpoints, locals, frame, threads, line or gc\n");
    return UI_STAYED;
}

UiDone
ui_do_detach(Ui *ui, const char *words)
{
    (void)words;
    if (!ui->s.live || ui->s.over) {
        text_add(&ui->answer, "no program runs\n");
        return UI_STAYED;
    }
    ui->detached = true;
    return UI_RUN;
}

UiDone
ui_do_quit(Ui *ui, const char *words)
{
    (void)ui, (void)words;
    return UI_QUIT;
}
