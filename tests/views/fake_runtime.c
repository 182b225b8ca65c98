/* fake_runtime.c - a runtime that replays hand-made streams: the views'
 * programs can be tried without interp/ */
#include "interp/runtime.h"
#include "tests/views/stream.h"
#include "tests/views/stream_programs.h"

static RuntimeResult
run(const RuntimeOptions *options)
{
    Stream s;
    if (strstr(options->target, "ring") != NULL) {
        stream_ring(&s);
    } else if (strstr(options->target, "many") != NULL) {
        stream_many(&s, options->argc > 0
                            ? (uint32_t)atoi(options->argv[0])
                            : 1000000);
    } else {
        stream_counts(&s);
    }
    if (options->sink != NULL) {
        for (uint64_t *at = s.words; at < s.words + s.count;) {
            uint64_t *from = at;
            while (at < s.words + s.count && at - from < 1000) {
                at += event_length(at);
            }
            options->sink(options->sink_arg, from, (size_t)(at - from));
        }
    }
    free(s.words);
    return (RuntimeResult){0, LIMIT_NONE, false};
}

static void
visit_counts(RuntimeVisit visit, void *arg)
{
    (void)visit, (void)arg;
}

static int
disassemble(const char *path, void *out_file)
{
    (void)path, (void)out_file;
    return 0;
}

const RuntimeInterface runtime_plain = {run, visit_counts, disassemble};
const RuntimeInterface runtime_lines = {run, visit_counts, disassemble};
const RuntimeInterface runtime_each = {run, visit_counts, disassemble};
