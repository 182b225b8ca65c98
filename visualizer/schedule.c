#include "visualizer/schedule.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/options.h"
#include "visualizer/output.h"
#include "visualizer/trace_reader.h"

#define TITLE "# pytutor-mem: who gets the GIL when\n"

// The number behind " name=" in a line; false: it is not there.
static bool
field(const char *line, const char *name, uint64_t *number)
{
    size_t n = strlen(name);
    for (const char *at = line; (at = strchr(at, ' ')) != NULL; at++) {
        if (strncmp(at + 1, name, n) != 0 || at[n + 1] != '=') {
            continue;
        }
        const char *digits = at + n + 2;
        char *end;
        errno = 0;
        *number = strtoull(digits, &end, 10);
        return *digits >= '0' && *digits <= '9' && errno == 0 &&
               strchr(" \r\n", *end) != NULL;
    }
    return false;
}

static bool
read_line(Schedule *s, const char *line, uint64_t *time_up, Text *error)
{
    const char *wait = strstr(line, "THREAD_WAIT");
    const char *given = strstr(line, "THREAD_SWITCH");
    uint64_t thread, at, reason;
    s->given |= strncmp(line, TITLE, strlen(TITLE)) == 0;
    if (wait == NULL && given == NULL) {
        return true;
    }
    line = wait != NULL ? wait : given;
    if (!field(line, "thread", &thread) || thread == 0 ||
        thread > UINT32_MAX || !field(line, "nanoseconds", &at) ||
        (wait != NULL && !field(line, "reason", &reason))) {
        text_add(error, "is no line of a schedule");
        return false;
    }
    if (s->count > 0 && at < s->switches[s->count - 1].at) {
        text_add(error, "goes back in time");
        return false;
    }
    if (wait != NULL) {
        *time_up = reason == 0 ? at : UINT64_MAX;
        return true;
    }
    s->switches = vis_grow(s->switches, s->count, &s->room,
                           sizeof(RuntimeSwitch));
    s->switches[s->count++] =
        (RuntimeSwitch){at, *time_up, (uint32_t)thread};
    *time_up = UINT64_MAX;
    s->given = true;
    return true;
}

bool
schedule_read(const char *path, Schedule *schedule, Text *error)
{
    *schedule = (Schedule){0};
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        text_add(error, strerror(errno));
        return false;
    }
    char *line = NULL;
    size_t room = 0;
    uint64_t time_up = UINT64_MAX;
    Text what = {0};
    bool good = true;
    for (unsigned number = 1; good && getline(&line, &room, file) >= 0;
         number++) {
        good = read_line(schedule, line, &time_up, &what);
        if (!good) {
            text_format(error, "line %u %s", number, what.bytes);
        }
    }
    if (good && ferror(file)) {
        text_add(error, strerror(errno));
        good = false;
    } else if (good && schedule->count == 0 && !schedule->given) {
        text_add(error, "there is no THREAD_SWITCH in it");
        good = false;
    }
    fclose(file);
    free(line);
    text_free(&what);
    if (!good) {
        schedule_free(schedule);
    }
    return good;
}

void
schedule_free(Schedule *schedule)
{
    free(schedule->switches);
    *schedule = (Schedule){0};
}

bool
schedule_save(const char *trace, const char *path)
{
    Text error = {0}, lines = {0};
    TraceReader *reader = trace_reader_open(trace, &error);
    if (reader == NULL) {
        complain("cannot read %s: %s", trace, error.bytes);
        text_free(&error);
        return false;
    }
    text_add(&lines, TITLE);
    const uint64_t *words;
    while ((words = trace_reader_next(reader)) != NULL) {
        EventKind kind = event_kind(words[0]);
        if (kind == EVENT_THREAD_WAIT && event_b(words[0]) == 0) {
            text_format(&lines, "THREAD_WAIT thread=%u reason=0",
                        event_a(words[0]));
        } else if (kind == EVENT_THREAD_SWITCH) {
            text_format(&lines, "THREAD_SWITCH thread=%u",
                        event_a(words[0]));
        } else {
            continue;
        }
        text_format(&lines, " nanoseconds=%llu\n",
                    (unsigned long long)words[1]);
    }
    trace_reader_close(reader);
    Output output;
    bool good = output_open(&output, path) &&
                output_write(&output, lines.bytes,
                             lines.length) &&
                output_close(&output);
    text_free(&lines);
    return good;
}
