/* command_lab.c - pytutor-mem lab WHICH FILE: an experiment on a program */
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "visualizer/commands.h"
#include "visualizer/draw_program.h"
#include "visualizer/figure.h"
#include "visualizer/lab.h"
#include "visualizer/output.h"
#include "visualizer/session.h"
#include "visualizer/view_other.h"

Lab
lab_named(const char *name)
{
    static const struct {
        const char *name;
        Lab lab;
    } labs[] = {{"collectors", lab_collectors},
                {"del", lab_del},
                {"slots", lab_slots},
                {"cost", lab_cost},
                {"race", lab_race},
                {"gil", lab_gil}};
    for (size_t i = 0; i < sizeof(labs) / sizeof(labs[0]); i++) {
        if (strcmp(labs[i].name, name) == 0) {
            return labs[i].lab;
        }
    }
    return NULL;
}

typedef enum LabForm { LAB_TEXT, LAB_HTML, LAB_MARKDOWN, LAB_UNKNOWN } LabForm;

static LabForm
form_of(const char *path)
{
    static const struct {
        const char *end;
        LabForm form;
    } forms[] = {{".txt", LAB_TEXT},
                 {".html", LAB_HTML},
                 {".htm", LAB_HTML},
                 {".md", LAB_MARKDOWN}};
    if (path == NULL || strcmp(path, "-") == 0) {
        return LAB_TEXT;
    }
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot != NULL && i < 4; i++) {
        if (strcmp(dot, forms[i].end) == 0) {
            return forms[i].form;
        }
    }
    return LAB_UNKNOWN;
}

// One part of the findings, up to an empty line, as Markdown.
static void
add_part(const char *part, size_t length, bool first, Text *out)
{
    size_t head = strcspn(part, "\n");
    head = head < length ? head : length;
    if (first) {
        text_add(out, "# ");
        text_add_bytes(out, part, head);
        text_add(out, "\n\n");
        part += head < length ? head + 1 : head;
        length -= head < length ? head + 1 : head;
    }
    if (length > 0) {
        text_add(out, "```\n");
        text_add_bytes(out, part, length);
        text_add(out, "\n```\n\n");
    }
}

// The same as a page: its head is the title, a drawing stands above the
// words where the lab has one.
static void
add_words(const char *part, size_t length, bool first, Text *out)
{
    size_t head = strcspn(part, "\n");
    if (first && head < length) {
        part += head + 1;
        length -= head + 1;
    } else if (first) {
        length = 0;
    }
    if (length > 0) {
        figure_words(out, part, length);
    }
}

static void
begin_page(const Options *options, TraceReader *reader, const Text *findings,
           Text *out)
{
    OtherView gil = {.reader = reader, .options = options, .form = "html",
                     .utf8 = true};
    Text error = {0}, title = {0};
    // The lab of the GIL shows its timeline; that begins the page itself.
    if (strcmp(options->name, "gil") != 0 || !view_gil(&gil, out, &error)) {
        text_add_bytes(&title, findings->bytes,
                       strcspn(findings->bytes, "\n"));
        text_clear(out);
        figure_begin(out, "html",
                     options->theme != NULL ? options->theme : "light",
                     options->font_size, title.bytes);
    }
    text_free(&error);
    text_free(&title);
}

// The findings as a page or as Markdown (slides are made from that).
static bool
dress(const Options *options, TraceReader *reader, const Text *findings,
      LabForm form, Text *out)
{
    Text figure = {0};
    Text *to = form == LAB_HTML ? &figure : out;
    const char *at = findings->bytes;
    bool first = true, good = true;
    if (form == LAB_HTML) {
        begin_page(options, reader, findings, to);
    }
    while (at != NULL && *at != '\0') {
        const char *end = strstr(at, "\n\n");
        size_t n = end != NULL ? (size_t)(end - at) : strlen(at);
        while (n > 0 && at[n - 1] == '\n') {
            n--;
        }
        (form == LAB_HTML ? add_words : add_part)(at, n, first, to);
        first = false;
        at = end != NULL ? end + 2 : NULL;
    }
    if (form == LAB_HTML) {
        good = draw_program_run(&figure, out);
    }
    text_free(&figure);
    return good;
}

int
command_lab(const Options *given)
{
    Lab lab = lab_named(given->name);
    if (lab == NULL) {
        complain("lab %s: there is no such lab (collectors, del, slots, "
                 "cost, race, gil)",
                 given->name);
        return STATUS_USAGE;
    }
    LabForm form = form_of(given->out);
    if (form == LAB_UNKNOWN) {
        complain("-o %s: unknown extension (.txt .html .md)", given->out);
        return STATUS_USAGE;
    }
    Options options = *given;
    options.mask = EVENT_LEVEL_ALL;
    Output output;
    if (!session_check_file(&options) || !output_open(&output, options.out)) {
        return STATUS_USAGE;
    }
    Session session = session_open(&options);
    signal(SIGPIPE, SIG_IGN);
    if (session.reader != NULL) {
        bool file = options.out != NULL && strcmp(options.out, "-") != 0;
        ViewOptions view = {.columns = 80,
                            .utf8 = file ||
                                    strcmp(nl_langinfo(CODESET), "UTF-8") == 0};
        Text text = {0};
        Text dressed = {0};
        lab(session.reader, &view, &text);
        bool good = form == LAB_TEXT ||
                    dress(&options, session.reader, &text, form, &dressed);
        const Text *result = form == LAB_TEXT ? &text : &dressed;
        if (!good || !output_write(&output, result->bytes, result->length)) {
            session.status = STATUS_USAGE;
        }
        text_free(&text);
        text_free(&dressed);
    }
    session_close(&session);
    return output_close(&output) ? session.status : STATUS_USAGE;
}
