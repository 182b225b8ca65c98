/* step_draw.c - the screen of the stepper: one picture that changes
 *
 *   title
 *   source | names and objects        (wide: side by side, else stacked)
 *   what the last step did
 *   output
 *   (step) _
 *
 * Every row is written whole, from the top left, so that whatever the
 * program has written over it is repaired.
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/step_ui.h"

enum { SIDE_BY_SIDE = 110 };

typedef struct Pane {
    Text text;
    char **lines; // point into text
    int count, room;
} Pane;

static void
split(Pane *pane)
{
    size_t room = 0, n = 0;
    char *at = pane->text.bytes;
    while (at != NULL && *at != '\0') {
        pane->lines = vis_grow(pane->lines, n, &room, sizeof(char *));
        pane->lines[n++] = at;
        char *newline = strchr(at, '\n');
        if (newline == NULL) {
            break;
        }
        *newline = '\0';
        at = newline + 1;
    }
    pane->count = (int)n;
}

static void
free_pane(Pane *pane)
{
    text_free(&pane->text);
    free(pane->lines);
}

// Bytes of the escape sequence at `at`; 0: it is none.
static size_t
escape_length(const char *at)
{
    if (at[0] != '\033' || at[1] != '[') {
        return 0;
    }
    size_t n = 2 + strspn(at + 2, "0123456789;");
    return n + (at[n] != '\0');
}

// A line of at most `columns`; escape sequences take no room.
static int
put_clipped(const char *line, int columns, Text *out)
{
    int used = 0;
    bool styled = false;
    const char *end = line + strlen(line);
    while (*line != '\0') {
        size_t escape = escape_length(line);
        if (escape > 0) {
            text_add_bytes(out, line, escape);
            styled = true;
            line += escape;
            continue;
        }
        const char *next = line;
        int n = utf8_columns(utf8_next(&next, end));
        n = n < 0 ? 1 : n;
        if (used + n > columns) {
            break;
        }
        text_add_bytes(out, line, (size_t)(next - line));
        used += n;
        line = next;
    }
    if (styled) {
        text_add(out, "\033[0m");
    }
    return used;
}

static void
pad(int from, int to, Text *out)
{
    for (; from < to; from++) {
        text_char(out, ' ');
    }
}

// Rows of a pane from `top` on; empty ones behind its end.
static void
put_rows(const Pane *pane, int top, int rows, int columns, Text *out)
{
    for (int i = 0; i < rows; i++) {
        if (top + i < pane->count) {
            put_clipped(pane->lines[top + i], columns, out);
        }
        text_add(out, "\033[K\r\n");
    }
}

static void
rule(Ui *ui, const char *heading, int columns, Text *out)
{
    Text line = {0};
    text_add(&line, heading);
    text_char(&line, ' ');
    int left = columns - text_columns(heading, strlen(heading)) - 1;
    text_repeat(&line, ui->view.utf8 ? "\xe2\x94\x80" : "-", left);
    Text styled = {0};
    ui_styled(ui, 'd', line.bytes, &styled);
    put_clipped(styled.bytes, columns, out);
    text_free(&line);
    text_free(&styled);
}

// The part of the source around the line that runs.
static void
source_pane(Ui *ui, int rows, Pane *pane)
{
    uint32_t line = ui->s.model.line;
    uint32_t above = (uint32_t)rows / 2;
    ui_source(ui, line > above ? line - above : 1, (uint32_t)rows, &pane->text);
    split(pane);
}

static void
report_pane(Ui *ui, int rows, Pane *pane)
{
    if (ui->s.reason.length > 0) {
        Text reason = {0};
        text_format(&reason, "* %s", ui->s.reason.bytes);
        ui_styled(ui, 'b', reason.bytes, &pane->text);
        text_char(&pane->text, '\n');
        text_free(&reason);
    }
    ui_report(ui, (size_t)rows, &pane->text);
    split(pane);
}

// The last lines the program printed.
static void
output_pane(Ui *ui, Pane *pane)
{
    const Text *output = &ui->s.model.output;
    size_t start = 0;
    const char *at = output->bytes;
    while (start < output->length) {
        size_t n = strcspn(at + start, "\n");
        text_clean(&pane->text, at + start, n, 400, ui->view.utf8);
        text_char(&pane->text, '\n');
        start += n + 1;
    }
    split(pane);
}

static void
heap_pane(Ui *ui, int columns, int rows, Pane *pane)
{
    if (ui->answer.length == 0) {
        ui_heap(ui, columns, &pane->text);
        split(pane);
        return;
    }
    text_add(&pane->text, ui->answer.bytes);
    split(pane);
    if (ui->answer_top >= pane->count) {
        // Paged to its end: the heap again.
        text_clear(&ui->answer);
        ui->answer_top = ui->answer_room = 0;
        free_pane(pane);
        *pane = (Pane){0};
        heap_pane(ui, columns, rows, pane);
        return;
    }
    ui->answer_room = rows > 2 ? rows - 1 : 1;
}

static void
put_more(Ui *ui, const Pane *pane, int top, int rows, int columns, Text *out)
{
    Text text = {0};
    int left = pane->count - top - (rows - 1);
    if (ui->answer.length > 0) {
        text_format(&text, "-- %s: Enter --",
                    left > 0 ? "more" : "back to the heap");
    } else {
        text_format(&text, "-- %d more lines: heap --", left);
    }
    ui_styled(ui, 'd', text.bytes, out);
    (void)columns;
    text_free(&text);
}

// Names and objects, or the answer, with a last row that says how to go on.
static void
put_heap(Ui *ui, const Pane *pane, int rows, int columns, Text *out)
{
    int top = ui->answer.length > 0 ? ui->answer_top : 0;
    bool more = ui->answer.length > 0 || pane->count > rows;
    put_rows(pane, top, more ? rows - 1 : rows, columns, out);
    if (more) {
        Text line = {0};
        put_more(ui, pane, top, rows, columns, &line);
        put_clipped(line.bytes, columns, out);
        text_add(out, "\033[K\r\n");
        text_free(&line);
    }
}

// Two panes side by side: so large, the right one from column `split_at` on.
typedef struct Sides {
    int rows, split_at, columns;
} Sides;

static void
put_both(Ui *ui, const Pane *left, const Pane *right, const Sides *sides,
         Text *out)
{
    int rows = sides->rows, split_at = sides->split_at,
        columns = sides->columns;
    int top = ui->answer.length > 0 ? ui->answer_top : 0;
    bool more = ui->answer.length > 0 || right->count > rows;
    for (int i = 0; i < rows; i++) {
        int used = i < left->count
                       ? put_clipped(left->lines[i], split_at - 3, out)
                       : 0;
        pad(used, split_at - 2, out);
        ui_styled(ui, 'd', ui->view.utf8 ? "\xe2\x94\x82" : "|", out);
        text_char(out, ' ');
        if (more && i == rows - 1) {
            Text line = {0};
            put_more(ui, right, top, rows, columns, &line);
            put_clipped(line.bytes, columns - split_at, out);
            text_free(&line);
        } else if (top + i < right->count) {
            put_clipped(right->lines[top + i], columns - split_at, out);
        }
        text_add(out, "\033[K\r\n");
    }
}

static void
put_title(Ui *ui, int columns, Text *out)
{
    Text title = {0}, line = {0};
    text_char(&title, ' ');
    ui_title(ui, &title);
    put_clipped(title.bytes, columns, &line);
    for (int n = text_columns(line.bytes, line.length); n < columns; n++) {
        text_char(&line, ui->view.color ? ' ' : '=');
    }
    ui_styled(ui, 'r', line.bytes, out);
    text_add(out, "\r\n");
    text_free(&title);
    text_free(&line);
}

static void
draw(Ui *ui, int columns, int rows, Text *out)
{
    // Title, two rules, the prompt: the rest is shared out.
    int rest = rows - 4 > 3 ? rows - 4 : 3;
    Pane report = {0}, output = {0}, source = {0}, heap = {0};
    output_pane(ui, &output);
    int output_rows = output.count > 2 ? rest / 8 + 1 : output.count;
    output_rows = output_rows > output.count ? output.count : output_rows;
    bool wide = columns >= SIDE_BY_SIDE;
    int report_rows = wide ? rest / 3 : rest / 4;
    report_rows = report_rows < 2 ? 2 : report_rows;
    report_pane(ui, report_rows, &report);
    report_rows = report.count < report_rows ? report.count : report_rows;
    rest -= report_rows + output_rows;
    put_title(ui, columns, out);
    if (wide) {
        int half = columns * 2 / 5;
        source_pane(ui, rest, &source);
        heap_pane(ui, columns - half, rest, &heap);
        const Sides sides = {rest, half, columns};
        put_both(ui, &source, &heap, &sides, out);
    } else {
        int source_rows = rest / 4 < 3 ? (rest > 4 ? 3 : 1) : rest / 4;
        source_pane(ui, source_rows, &source);
        put_rows(&source, 0, source_rows, columns, out);
        rest -= source_rows;
        heap_pane(ui, columns, rest, &heap);
        put_heap(ui, &heap, rest > 1 ? rest : 1, columns, out);
    }
    rule(ui, "this step", columns, out);
    text_add(out, "\033[K\r\n");
    put_rows(&report, 0, report_rows, columns, out);
    rule(ui, "output", columns, out);
    text_add(out, "\033[K\r\n");
    put_rows(&output, output.count - output_rows, output_rows, columns, out);
    free_pane(&report);
    free_pane(&output);
    free_pane(&source);
    free_pane(&heap);
}

static void
redraw(void *ui)
{
    ui_draw(ui);
}

void
ui_draw(Ui *ui)
{
    Text out = {0};
    int columns, rows;
    terminal_size(&ui->terminal, &columns, &rows);
    ui->terminal.resized = redraw;
    if (!ui->in_screen) {
        // Another screen: what was there comes back at the end.
        text_add(&out, "\033[?1049h");
        ui->in_screen = true;
        ui->screen_from = tape_end(ui->s.tape);
    }
    text_add(&out, "\033[H");
    draw(ui, columns, rows, &out);
    text_add(&out, "\033[J");
    fflush(stdout);
    fwrite(out.bytes, 1, out.length, ui->terminal.out);
    fflush(ui->terminal.out);
    text_free(&out);
}

void
ui_leave_screen(Ui *ui)
{
    if (!ui->in_screen) {
        return;
    }
    ui->in_screen = false;
    ui->terminal.resized = NULL;
    fputs("\033[?1049l", ui->terminal.out);
    // The other screen is gone with what the program wrote on it.
    Model model;
    tape_seek(ui->s.tape, &model, ui->screen_from);
    const uint64_t *words;
    while ((words = tape_next(ui->s.tape)) != NULL) {
        if (ui->s.live && event_kind(words[0]) == EVENT_OUTPUT) {
            fwrite(&words[2], 1, (size_t)words[1], ui->terminal.out);
        }
    }
    model_free(&model);
    fflush(ui->terminal.out);
}

UiDone
ui_do_screen(Ui *ui, const char *words)
{
    bool on = strcmp(words, "on") == 0;
    if (!on && strcmp(words, "off") != 0) {
        text_add(&ui->answer, "screen on or screen off\n");
        return UI_STAYED;
    }
    if (on && !ui->terminal.editing) {
        text_add(&ui->answer, "this is no terminal\n");
        return UI_STAYED;
    }
    if (!on) {
        ui_leave_screen(ui);
    }
    ui->screen = on;
    return UI_MOVED;
}
