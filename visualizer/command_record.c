/* command_record.c - pytutor-mem record FILE -o T.pmt */
#include <fcntl.h>
#include <string.h>

#include "visualizer/commands.h"
#include "visualizer/output.h"
#include "visualizer/session.h"

// script.pmt beside us when -o is not given.
static void
default_name(const Options *options, Text *path)
{
    const char *file = options->mode == RUN_FILE ? options->file : "out";
    const char *slash = strrchr(file, '/');
    file = slash != NULL ? slash + 1 : file;
    size_t n = strlen(file);
    if (n > 3 && strcmp(file + n - 3, ".py") == 0) {
        n -= 3;
    }
    text_add_bytes(path, file, n);
    text_add(path, ".pmt");
}

int
command_record(const Options *options)
{
    Text path = {0};
    Output output;
    int status = STATUS_USAGE;
    if (!session_check_file(options)) {
        return STATUS_USAGE;
    }
    if (options->mode == RUN_FILE && trace_reader_is_trace(options->file)) {
        complain("%s is a recording already", options->file);
        return STATUS_USAGE;
    }
    if (options->out != NULL) {
        text_add(&path, options->out);
    } else {
        default_name(options, &path);
    }
    if (output_open(&output, path.bytes)) {
        output.path = path.bytes;
        if (output_begin(&output)) {
            status = session_record(options, output.fd, path.bytes, -1);
            if (options->save_schedule != NULL &&
                !schedule_save(path.bytes, options->save_schedule)) {
                status = STATUS_USAGE;
            }
        }
    }
    text_free(&path);
    return status;
}
