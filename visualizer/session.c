#include "visualizer/session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "visualizer/audit.h"
#include "visualizer/output.h"
#include "visualizer/trace_writer.h"

RuntimeOptions
session_runtime_options(const Options *o)
{
    return (RuntimeOptions){
        .mode = o->mode,
        .target = o->file,
        .argc = o->argc,
        .argv = o->argv,
        .deterministic = o->deterministic,
        .stdlib = o->stdlib,
        .max_memory = (size_t)o->max_memory,
        .max_steps = o->max_steps,
        .timeout = o->timeout,
        .fail_allocation = o->fail_allocation,
        .fail_on = o->fail_on,
        .quantum = o->quantum,
        .seed = o->seed,
        .switches = o->schedule.switches,
        .switch_count = o->schedule.count,
    };
}

bool
session_check_file(const Options *o)
{
    if (o->mode != RUN_FILE) {
        return true;
    }
    struct stat info;
    int fd = open(o->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int error = errno;
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
        error = EISDIR;
        close(fd);
        fd = -1;
    }
    if (fd < 0) {
        complain("cannot read %s: %s", o->file, strerror(error));
        return false;
    }
    close(fd);
    return true;
}

static int
status_of(const RuntimeResult *result, const Audit *audit)
{
    if (result->audit_failed || (audit != NULL && audit->failed)) {
        return STATUS_AUDIT;
    }
    static const char *const limits[] = {
        "", "its memory is used up (--max-memory)",
        "it has run all its steps (--max-steps)",
        "its time is over (--timeout)"};
    if (result->limit == LIMIT_NONE) {
        return result->status;
    }
    complain("the program was ended: %s", limits[result->limit]);
    return STATUS_LIMIT;
}

int
session_status(const RuntimeResult *result)
{
    return status_of(result, NULL);
}

static void
after_run(void)
{
    // Ctrl-C ends us again; a closed pipe is an error of write.
    signal(SIGINT, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
}

static TraceReader *
open_reader(int fd, const char *path)
{
    Text error = {0};
    TraceReader *reader = fd >= 0 ? trace_reader_open_fd(fd, &error)
                                  : trace_reader_open(path, &error);
    if (reader == NULL) {
        complain("cannot read %s: %s", path, error.bytes);
    } else if (trace_reader_warning(reader) != NULL) {
        complain("warning: %s: %s", path, trace_reader_warning(reader));
    }
    text_free(&error);
    return reader;
}

// What a program recorded that ended the process before anything was drawn.
static struct Rest {
    const Options *options; // NULL: nobody would draw it
    int trace, mailbox;
} rest;
static Session inherited; // reader NULL: this process draws its own

// A child draws it, with all that belongs to the command, before the process
// ends as it would have.
static void
draw_rest(void *unused)
{
    (void)unused;
    alarm(0);
    pid_t pid = fork();
    int status;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        continue;
    }
    if (pid != 0) {
        return;
    }
    __fpurge(stdout); // its own copy of what C code has not written yet
    sigset_t none;
    sigemptyset(&none);
    for (int i = 1; i < NSIG; i++) {
        signal(i, SIG_DFL);
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    inherited.reader = open_reader(rest.trace, "the temporary recording");
    processes_empty_mailbox(&inherited.children, rest.mailbox);
    status = inherited.reader == NULL ? STATUS_USAGE
                                      : rest.options->run(rest.options);
    _exit(output_flush() != 0 ? STATUS_USAGE : status);
}

int
session_record(const Options *o, int fd, const char *path, int mailbox)
{
    Text error = {0};
    TraceWriter *writer = trace_writer_open(processes_out_of_the_way(fd),
                                            o->keyframes, &error);
    if (writer == NULL) {
        complain("%s", error.bytes);
        text_free(&error);
        return STATUS_USAGE;
    }
    RuntimeOptions options = session_runtime_options(o);
    Audit audit;
    const RuntimeInterface *runtime = runtime_recording(o->mask);
    options.record_mask = o->mask;
    options.sink = trace_writer_sink;
    options.give_room = trace_writer_room;
    options.sink_arg = writer;
    Processes processes = {.writer = writer,
                           .audit = o->audit ? &audit : NULL,
                           .mailbox = mailbox};
    processes.ended = rest.options != NULL ? draw_rest : NULL;
    if (mailbox < 0) {
        text_add(&processes.path, path);
        processes_remove_old(path);
    }
    options.forked = processes_forked;
    options.leaving = processes_leaving;
    options.process_arg = &processes;
    if (o->audit) {
        audit_start(&audit, runtime, writer);
        options.sink = audit_sink;
        options.give_room = NULL;
        options.sink_arg = options.audit_arg = &audit;
        options.audit = true;
        options.audit_every = o->audit_every;
        options.audited = audit_compare;
        options.audit_failed = audit_told;
    }
    RuntimeResult result = runtime->run(&options);
    after_run();
    if (o->schedule.given && result.gil_strayed_at != UINT64_MAX) {
        complain("the program left the schedule after %llu ns: it is not "
                 "the one that was recorded, or something outside answered "
                 "at another time",
                 (unsigned long long)result.gil_strayed_at);
    }
    int status = status_of(&result, o->audit ? &audit : NULL);
    if (o->audit) {
        audit_end(&audit);
    }
    if (!trace_writer_close(writer, &error)) {
        complain("cannot write %s: %s", path, error.bytes);
        status = STATUS_USAGE;
    }
    text_free(&error);
    text_free(&processes.path);
    text_free(&processes.place);
    return status;
}

int
session_run(const Options *o)
{
    RuntimeOptions options = session_runtime_options(o);
    if (!o->audit) {
        RuntimeResult result = runtime_plain.run(&options);
        return status_of(&result, NULL);
    }
    Audit audit;
    const RuntimeInterface *runtime = runtime_recording(o->mask);
    audit_start(&audit, runtime, NULL);
    options.record_mask = o->mask;
    options.sink = audit_sink;
    options.sink_arg = options.audit_arg = &audit;
    options.audit = true;
    options.audit_every = o->audit_every;
    options.audited = audit_compare;
    options.audit_failed = audit_told;
    RuntimeResult result = runtime->run(&options);
    int status = status_of(&result, &audit);
    if (getenv("PYTUTOR_MEM_AUDIT_STATS") != NULL) {
        fprintf(stderr, "audits: %llu, objects in the last: %llu\n",
                (unsigned long long)audit.audits,
                (unsigned long long)audit.objects);
    }
    audit_end(&audit);
    return status;
}

static bool
ends_with_pmt(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".pmt") == 0;
}

bool
session_open_trace(const Options *o, TraceReader **reader)
{
    *reader = NULL;
    if (o->mode != RUN_FILE ||
        (!trace_reader_is_trace(o->file) && !ends_with_pmt(o->file))) {
        return true;
    }
    if (o->argc > 0) {
        complain("%s: a recording takes no arguments", o->argv[0]);
        return false;
    }
    *reader = open_reader(-1, o->file);
    return *reader != NULL;
}

Session
session_open(const Options *o)
{
    Session session = {.status = STATUS_USAGE};
    if (inherited.reader != NULL) {
        return inherited;
    }
    if (!session_check_file(o)) {
        return session;
    }
    if (!session_open_trace(o, &session.reader)) {
        return session;
    }
    if (session.reader != NULL) {
        session.status = 0;
        processes_find(&session.children, o->file);
        return session;
    }
    int fd = processes_nameless_file(), mailbox[2];
    int copy = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : -1;
    if (copy < 0 || !processes_open_mailbox(mailbox)) {
        if (fd >= 0) {
            complain("cannot record: %s", strerror(errno));
        }
        close(copy);
        close(fd);
        return session;
    }
    copy = processes_out_of_the_way(copy);
    if (o->run != NULL) {
        rest = (struct Rest){o, copy, mailbox[0]};
    }
    session.status =
        session_record(o, fd, "the temporary recording", mailbox[1]);
    rest.options = NULL;
    close(mailbox[1]);
    processes_empty_mailbox(&session.children, mailbox[0]);
    session.reader = open_reader(copy, "the temporary recording");
    return session;
}

void
session_close(Session *session)
{
    if (session->reader != NULL) {
        trace_reader_close(session->reader);
        session->reader = NULL;
        processes_free(&session->children);
    }
}
