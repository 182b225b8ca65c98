/* command_prompt.c - pytutor-mem alone: the interactive prompt
 *
 * As Python's, and behind each statement what it changed in memory. The
 * stepper's looking commands serve here with a leading %.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "visualizer/checkpoint.h"
#include "visualizer/commands.h"
#include "visualizer/session.h"
#include "visualizer/statement.h"
#include "visualizer/step_ui.h"

typedef struct Prompt {
    Ui ui;
    Checkpoints checkpoints;
    bool quiet;        /* %mem off */
    bool in_statement; /* what is completed is Python */
} Prompt;

static void
sink(void *arg, const uint64_t *words, size_t count)
{
    Ui *ui = arg;
    const uint64_t *end = words + count;
    for (; words < end; words += event_length(words)) {
        step_feed(&ui->s, words);
    }
}

// --------------------------------------------------------- what has changed

// As many of the report's lines as two lines of the terminal take.
static void
tell_change(Prompt *p, uint64_t from)
{
    Ui *ui = &p->ui;
    Report report;
    int rows;
    terminal_size(&ui->terminal, &ui->view.columns, &rows);
    report_make(&report, ui->s.tape, from, tape_end(ui->s.tape), false,
                ui->view.utf8);
    Text all = {0};
    for (size_t i = 0; i < report.count; i++) {
        if (report.lines[i].mark != REPORT_OUTPUT &&
            report.lines[i].mark != REPORT_TOLD) {
            text_format(&all, "%s%s", all.length > 0 ? "; " : "",
                        report.lines[i].text);
        }
    }
    report_free(&report);
    const char *at = all.bytes;
    int room = ui->view.columns > 24 ? ui->view.columns - 3 : 20;
    for (int line = 0; line < 2 && at != NULL && *at != '\0'; line++) {
        size_t n = strlen(at);
        if (line == 0 && text_columns(at, n) > room) {
            // At a blank, if there is one in the line.
            size_t cut = (size_t)room < n ? (size_t)room : n;
            while (cut > 1 && at[cut - 1] != ' ') {
                cut--;
            }
            n = cut > 1 ? cut : (size_t)room;
        }
        Text clean = {0}, styled = {0};
        text_add(&clean, "# ");
        text_clean(&clean, at, n, room, ui->view.utf8);
        ui_styled(ui, 'd', clean.bytes, &styled);
        fprintf(ui->terminal.out, "%s\n", styled.bytes);
        text_free(&clean);
        text_free(&styled);
        at += n;
    }
    text_free(&all);
    fflush(ui->terminal.out);
}

// ------------------------------------------------------------ % commands

static void
say(Prompt *p, const char *line)
{
    fputs(line, p->ui.terminal.out);
    fflush(p->ui.terminal.out);
}

static const char help_mem[] =
    "Prompt\n"
    "  %mem on|off                   after each statement, what it changed\n"
    "  %undo                         takes the last statement back; what it "
    "printed\n"
    "                                or wrote stays\n";

static void
obey_percent(Prompt *p, const char *line)
{
    Ui *ui = &p->ui;
    line++;
    while (*line == ' ') {
        line++;
    }
    terminal_size(&ui->terminal, &ui->view.columns, &(int){0});
    if (strncmp(line, "mem", 3) == 0 && (line[3] == ' ' || line[3] == '\0')) {
        const char *how = line + 3 + strspn(line + 3, " ");
        if (strcmp(how, "off") == 0 || strcmp(how, "on") == 0) {
            p->quiet = strcmp(how, "off") == 0;
        } else {
            say(p, "%mem on or %mem off\n");
        }
    } else if (strcmp(line, "undo") == 0) {
        if (p->checkpoints.count == 0) {
            say(p, "there is no statement to take back\n");
        }
        checkpoint_return(&p->checkpoints);
    } else {
        text_clear(&ui->answer);
        step_forget_numbers(&ui->s.model);
        (void)ui_obey(ui, line);
        if (strcmp(line, "help") == 0 || strcmp(line, "h") == 0) {
            text_add(&ui->answer, help_mem);
        }
        ui_answer(ui);
        step_forget_numbers(&ui->s.model);
    }
}

// ------------------------------------------------------------- completion

// Names and attributes, asked from a copy of the program.
static char **
complete_python(Prompt *p, const char *word, size_t n)
{
    Text expression = {0}, answer = {0};
    size_t dot = n;
    for (size_t i = 0; i < n; i++) {
        dot = word[i] == '.' ? i : dot;
    }
    const char *part = dot < n ? word + dot + 1 : word;
    size_t length = (size_t)(word + n - part);
    if (dot < n) {
        text_format(&expression,
                    "'\\n'.join(sorted('%.*s.' + n for n in dir(%.*s) if "
                    "n.startswith('%.*s') and (n[:1] != '_' or '%.*s')))",
                    (int)dot, word, (int)dot, word, (int)length, part,
                    (int)length, part);
    } else {
        text_format(
            &expression,
            "'\\n'.join(sorted(n for n in {*globals(), "
            "*dir(__import__('builtins')), 'and', 'as', 'assert', 'async', "
            "'await', 'break', 'class', 'continue', 'def', 'del', 'elif', "
            "'else', 'except', 'finally', 'for', 'from', 'global', 'if', "
            "'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', "
            "'pass', 'raise', 'return', 'try', 'while', 'with', 'yield'} "
            "if n.startswith('%.*s')))",
            (int)n, word);
    }
    char **list = NULL;
    size_t count = 0, room = 0;
    if (ui_ask_program(&p->ui, expression.bytes, true, &answer) &&
        answer.length > 0 && strstr(answer.bytes, "Error: ") == NULL) {
        char *save = NULL;
        for (char *at = strtok_r(answer.bytes, "\n", &save); at != NULL;
             at = strtok_r(NULL, "\n", &save)) {
            list = vis_grow(list, count, &room, sizeof(char *));
            list[count++] = vis_copy(at);
        }
        list = vis_grow(list, count, &room, sizeof(char *));
        list[count] = NULL;
    }
    text_free(&expression);
    text_free(&answer);
    if (count == 0) {
        free(list);
        list = NULL;
    }
    return list;
}

static char **
complete(void *arg, const char *line, int start, int end)
{
    Prompt *p = arg;
    size_t n = (size_t)(end - start);
    if (line[0] == '%' && !p->in_statement) {
        int skip = 1 + (int)strspn(line + 1, " ");
        return start < skip
                   ? NULL
                   : ui_complete(&p->ui, line + skip, start - skip, end - skip);
    }
    if (n == 0 && strspn(line, " \t") == strlen(line)) {
        // Tab at the start of a line indents.
        char **list = vis_zero(2, sizeof(char *));
        list[0] = vis_copy("    ");
        return list;
    }
    const char *word = line + start;
    for (size_t i = 0; i < n; i++) {
        char c = word[i];
        if (c != '.' && c != '_' && !(c & 0x80) && !(c >= '0' && c <= '9') &&
            !((c | 32) >= 'a' && (c | 32) <= 'z')) {
            return NULL;
        }
    }
    return complete_python(p, word, n);
}

// -------------------------------------------------------------- the loop

// A block whose first line is wrong already is not waited for.
static bool
is_wrong(const Prompt *p, const char *text)
{
    Text whole = {0};
    text_add(&whole, text);
    text_add(&whole, "    pass\n");
    char *error = p->ui.runtime->check(whole.bytes);
    bool wrong = error != NULL && strstr(error, "expected '") != NULL;
    wrong |= error != NULL && strstr(error, "invalid syntax") != NULL;
    free(error);
    text_free(&whole);
    return wrong;
}

// One line with its prompt; NULL at the end of input or after Ctrl-C.
static char *
read_line(Prompt *p, int which)
{
    char *words = p->ui.runtime->prompt(which);
    char *line = terminal_read(&p->ui.terminal, words != NULL ? words : "");
    free(words);
    return line;
}

typedef enum Input { INPUT_END, INPUT_NOTHING, INPUT_STATEMENT } Input;

static Input
read_statement(Prompt *p, Text *statement)
{
    text_clear(statement);
    p->in_statement = false;
    for (int lines = 1;; lines++) {
        char *line = read_line(p, lines == 1 ? 1 : 2);
        if (line == NULL && p->ui.terminal.interrupted) {
            say(p, "KeyboardInterrupt\n");
            return INPUT_NOTHING;
        }
        if (line == NULL) {
            return statement->length > 0 ? INPUT_STATEMENT : INPUT_END;
        }
        terminal_remember(&p->ui.terminal, line);
        if (lines == 1 && line[0] == '%') {
            obey_percent(p, line);
            free(line);
            return INPUT_NOTHING;
        }
        text_add(statement, line);
        text_char(statement, '\n');
        free(line);
        p->in_statement = true;
        StatementState state = statement_state(statement->bytes);
        if (state == STATEMENT_EMPTY) {
            return INPUT_NOTHING;
        }
        if (state == STATEMENT_COMPLETE ||
            (state == STATEMENT_BLOCK && lines == 1 &&
             is_wrong(p, statement->bytes))) {
            return INPUT_STATEMENT;
        }
        text_clear(&p->ui.terminal.fill);
        statement_indent(statement->bytes, &p->ui.terminal.fill);
    }
}

// What the site module adds to Python: unless the user has such a name.
static bool
is_exit(Prompt *p, const char *text, bool call)
{
    static const char *const words[] = {"exit", "quit"};
    for (int i = 0; i < 2; i++) {
        Text wanted = {0};
        text_format(&wanted, "%s%s\n", words[i], call ? "()" : "");
        bool same = strcmp(wanted.bytes, text) == 0 &&
                    lookup_name(&p->ui.s.model, NULL, words[i]) == 0;
        text_free(&wanted);
        if (same) {
            return true;
        }
    }
    return false;
}

static void
loop(Prompt *p)
{
    Text statement = {0};
    bool going = true;
    while (going) {
        Input input = read_statement(p, &statement);
        if (input == INPUT_END ||
            (input == INPUT_STATEMENT && is_exit(p, statement.bytes, true))) {
            break;
        }
        if (input == INPUT_STATEMENT && is_exit(p, statement.bytes, false)) {
            say(p, "Use exit() or Ctrl-D (i.e. EOF) to exit\n");
            continue;
        }
        if (input == INPUT_NOTHING) {
            continue;
        }
        if (checkpoint_make(&p->checkpoints)) {
            say(p, "taken back\n"); // this copy was woken by %undo
            continue;
        }
        uint64_t from = tape_end(p->ui.s.tape);
        going = p->ui.runtime->statement(statement.bytes);
        if (going && !p->quiet) {
            tell_change(p, from);
        }
    }
    text_free(&statement);
}

int
command_prompt(const Options *options)
{
    static Prompt p;
    if (!terminal_open(&p.ui.terminal, NULL, "prompt_history")) {
        return STATUS_USAGE;
    }
    SceneOptions scene = options_scene(options);
    ui_open(&p.ui, tape_new(), true, &scene);
    p.ui.prompt = true;
    p.ui.running = true;
    p.ui.terminal.complete = complete;
    p.ui.terminal.arg = &p;
    p.ui.terminal.word_breaks = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?";
    RuntimeOptions run = session_runtime_options(options);
    run.mode = RUN_PROMPT;
    run.record_mask = options->mask;
    run.sink = sink;
    run.sink_arg = &p.ui;
    p.ui.runtime = runtime_recording(options->mask);
    if (!p.ui.runtime->begin(&run)) {
        return STATUS_USAGE;
    }
    say(&p, "Python 3.11 as pytutor-mem " PYTUTOR_MEM_VERSION
            " runs it. %help lists what looks at the memory.\n");
    loop(&p);
    checkpoint_drop_all(&p.checkpoints);
    RuntimeResult result = p.ui.runtime->end();
    int status = session_status(&result);
    ui_close(&p.ui);
    return status;
}
