/* command_events.c - pytutor-mem events FILE: the stream, line by line */
#include <signal.h>

#include "visualizer/commands.h"
#include "visualizer/output.h"
#include "visualizer/session.h"
#include "visualizer/view.h"

enum { CHUNK = 1 << 16 };

static bool
write_events(TraceReader *reader, bool json, Output *output)
{
    Model model;
    model_init(&model);
    Text text = {0};
    const uint64_t *words;
    bool good = true;
    while (good && (words = trace_reader_next(reader)) != NULL) {
        if (json) {
            view_event_json(&model, words, &text);
        } else {
            view_event(&model, words, &text);
        }
        model_apply(&model, words);
        if (text.length > CHUNK) {
            good = output_write(output, text.bytes, text.length);
            text_clear(&text);
        }
    }
    if (good && text.length > 0) {
        good = output_write(output, text.bytes, text.length);
    }
    text_free(&text);
    model_free(&model);
    return good;
}

int
command_events(const Options *options)
{
    Output output;
    if (!output_open(&output, options->out)) {
        return STATUS_USAGE;
    }
    Session session = session_open(options);
    signal(SIGPIPE, SIG_IGN);
    if (session.reader != NULL &&
        !write_events(session.reader, options->json, &output)) {
        session.status = session.status != 0 ? session.status : STATUS_USAGE;
    }
    session_close(&session);
    return output_close(&output) ? session.status : STATUS_USAGE;
}
