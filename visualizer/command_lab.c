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
                {"cost", lab_cost}};
    for (size_t i = 0; i < sizeof(labs) / sizeof(labs[0]); i++) {
        if (strcmp(labs[i].name, name) == 0) {
            return labs[i].lab;
        }
    }
    return NULL;
}

int
command_lab(const Options *given)
{
    Lab lab = lab_named(given->name);
    if (lab == NULL) {
        complain("lab %s: there is no such lab (collectors, del, slots, "
                 "cost)",
                 given->name);
        return STATUS_USAGE;
    }
    Options options = *given;
    options.mask = EVENT_LEVEL_ALL;
    Output output;
    if (!session_check_file(&options) ||
        !output_open(&output, options.out)) {
        return STATUS_USAGE;
    }
    Session session = session_open(&options);
    signal(SIGPIPE, SIG_IGN);
    if (session.reader != NULL) {
        bool file = options.out != NULL && strcmp(options.out, "-") != 0;
        ViewOptions view = {
            .columns = 80,
            .utf8 = file || strcmp(nl_langinfo(CODESET), "UTF-8") == 0};
        Text text = {0};
        lab(session.reader, &view, &text);
        if (!output_write(&output, text.bytes, text.length)) {
            session.status = STATUS_USAGE;
        }
        text_free(&text);
    }
    session_close(&session);
    return output_close(&output) ? session.status : STATUS_USAGE;
}
