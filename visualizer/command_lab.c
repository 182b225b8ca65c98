/* command_lab.c - pytutor-mem lab WHICH FILE: an experiment on a program */
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "visualizer/commands.h"
#include "visualizer/lab.h"
#include "visualizer/output.h"
#include "visualizer/session.h"

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

static void
add_escaped(const char *text, size_t length, Text *out)
{
    for (size_t i = 0; i < length; i++) {
        switch (text[i]) {
        case '<':
            text_add(out, "&lt;");
            break;
        case '>':
            text_add(out, "&gt;");
            break;
        case '&':
            text_add(out, "&amp;");
            break;
        default:
            text_char(out, text[i]);
            break;
        }
    }
}

// One part of the findings: up to an empty line.
static void
add_part(const char *part, size_t length, LabForm form, bool first, Text *out)
{
    size_t head = strcspn(part, "\n");
    head = head < length ? head : length;
    if (first) {
        text_add(out, form == LAB_HTML ? "<h1>" : "# ");
        if (form == LAB_HTML) {
            add_escaped(part, head, out);
            text_add(out, "</h1>\n");
        } else {
            text_add_bytes(out, part, head);
            text_add(out, "\n\n");
        }
        part += head < length ? head + 1 : head;
        length -= head < length ? head + 1 : head;
    }
    if (length == 0) {
        return;
    }
    if (form == LAB_HTML) {
        text_add(out, "<pre>");
        add_escaped(part, length, out);
        text_add(out, "</pre>\n");
    } else {
        text_add(out, "```\n");
        text_add_bytes(out, part, length);
        text_add(out, "\n```\n\n");
    }
}

// The findings as a page or as Markdown (slides are made from that).
static void
dress(const Text *findings, LabForm form, Text *out)
{
    if (form == LAB_HTML) {
        text_add(out, "<!DOCTYPE html>\n<html lang=\"en\"><head>"
                      "<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" "
                      "content=\"width=device-width\">\n"
                      "<title>pytutor-mem lab</title>\n<style>"
                      ":root{color-scheme:light dark}"
                      "body{max-width:60rem;margin:2rem auto;padding:0 1rem;"
                      "font-family:sans-serif}"
                      "pre{font-size:1rem;overflow-x:auto;line-height:1.35}"
                      "</style></head><body>\n");
    }
    const char *at = findings->bytes;
    bool first = true;
    while (at != NULL && *at != '\0') {
        const char *end = strstr(at, "\n\n");
        size_t n = end != NULL ? (size_t)(end - at) : strlen(at);
        while (n > 0 && at[n - 1] == '\n') {
            n--;
        }
        add_part(at, n, form, first, out);
        first = false;
        at = end != NULL ? end + 2 : NULL;
    }
    if (form == LAB_HTML) {
        text_add(out, "</body></html>\n");
    }
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
        if (form != LAB_TEXT) {
            dress(&text, form, &dressed);
        }
        const Text *result = form == LAB_TEXT ? &text : &dressed;
        if (!output_write(&output, result->bytes, result->length)) {
            session.status = STATUS_USAGE;
        }
        text_free(&text);
        text_free(&dressed);
    }
    session_close(&session);
    return output_close(&output) ? session.status : STATUS_USAGE;
}
