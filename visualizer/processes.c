#include "visualizer/processes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "visualizer/options.h"

enum {
    PLACE_MAX = 120,  // bytes of "2.1.7"
    FIRST_FILE = 480, // programs count their files from 3 on
    LAST_RESORT = 3
};

int
processes_out_of_the_way(int fd)
{
    int other = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FILE);
    if (other < 0) {
        other = fcntl(fd, F_DUPFD_CLOEXEC, LAST_RESORT);
    }
    if (other < 0) {
        return fd;
    }
    close(fd);
    return other;
}

int
processes_nameless_file(void)
{
    const char *folder = getenv("TMPDIR");
    if (folder == NULL || folder[0] == '\0') {
        folder = "/tmp";
    }
    Text path = {0};
    text_format(&path, "%s/pytutor-mem-XXXXXX", folder);
    int fd = mkostemp(path.bytes, O_CLOEXEC);
    if (fd < 0) {
        complain("cannot make a temporary file in %s: %s", folder,
                 strerror(errno));
    } else {
        unlink(path.bytes);
    }
    text_free(&path);
    return fd;
}

// "OUT.pmt" and 2: "OUT.child2.pmt".
static void
child_path(const char *path, unsigned number, Text *out)
{
    size_t n = strlen(path);
    if (n > 4 && strcmp(path + n - 4, ".pmt") == 0) {
        n -= 4;
    }
    text_add_bytes(out, path, n);
    text_format(out, ".child%u.pmt", number);
}

static void
child_place(const char *place, unsigned number, Text *out)
{
    text_format(out, "%s%s%u", place, place[0] != '\0' ? "." : "", number);
}

// --------------------------------------------------------------- the mailbox

typedef union Control {
    struct cmsghdr head; // for its alignment
    char bytes[CMSG_SPACE(sizeof(int))];
} Control;

bool
processes_open_mailbox(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                   ends) < 0) {
        return false;
    }
    ends[0] = processes_out_of_the_way(ends[0]);
    ends[1] = processes_out_of_the_way(ends[1]);
    return true;
}

static bool
post(int mailbox, const char *place, int fd)
{
    char text[PLACE_MAX] = "";
    Control control = {0};
    struct iovec piece = {text, sizeof(text)};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &fd, sizeof(int));
    if (strlen(place) >= sizeof(text)) {
        return false;
    }
    strcpy(text, place);
    return sendmsg(mailbox, &message, MSG_NOSIGNAL) == sizeof(text);
}

// The file that came with a message; -1: there is none. `place` has
// PLACE_MAX bytes.
static int
take(int mailbox, char *place)
{
    Control control;
    struct iovec piece = {place, PLACE_MAX};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    if (recvmsg(mailbox, &message, MSG_CMSG_CLOEXEC) != PLACE_MAX) {
        return -1;
    }
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    int fd = -1;
    if (head != NULL && head->cmsg_type == SCM_RIGHTS) {
        memcpy(&fd, CMSG_DATA(head), sizeof(int));
    }
    place[PLACE_MAX - 1] = '\0';
    return fd;
}

// ------------------------------------------------------------------- writing

static int
open_trace(const Processes *p)
{
    int fd;
    if (p->mailbox >= 0) {
        fd = processes_nameless_file();
        if (fd >= 0 && !post(p->mailbox, p->place.bytes, fd)) {
            close(fd);
            fd = -1;
        }
    } else {
        fd = open(p->path.bytes, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                  0666);
        if (fd < 0) {
            complain("cannot write %s: %s", p->path.bytes, strerror(errno));
        }
    }
    return fd < 0 ? fd : processes_out_of_the_way(fd);
}

static bool
child_begins(Processes *p, unsigned number)
{
    Text path = {0}, place = {0};
    struct stat info;
    if (p->mailbox < 0 && stat(p->path.bytes, &info) == 0 &&
        !S_ISREG(info.st_mode)) {
        text_add(&path, "/dev/null"); // nobody would find files beside it
    } else {
        child_path(p->path.length > 0 ? p->path.bytes : "", number, &path);
    }
    child_place(p->place.length > 0 ? p->place.bytes : "", number, &place);
    text_free(&p->path);
    text_free(&p->place);
    p->path = path;
    p->place = place;
    int fd = open_trace(p);
    return fd >= 0 && trace_writer_fork(p->writer, fd, number);
}

bool
processes_forked(void *arg, RuntimeFork moment, unsigned number)
{
    Processes *p = arg;
    if (moment == FORKED_CHILD) {
        return child_begins(p, number);
    }
    if (moment == FORK_BEGINS) {
        trace_writer_stop(p->writer);
    } else {
        trace_writer_goes_on(p->writer);
    }
    return true;
}

void
processes_leaving(void *arg, RuntimeLeave how)
{
    Processes *p = arg;
    if (how == LEAVE_STAYS) {
        trace_writer_unseal(p->writer);
        return;
    }
    trace_writer_seal(p->writer);
    if (p->audit != NULL && p->audit->failed) {
        _exit(STATUS_AUDIT);
    }
    if (how == LEAVE_ENDS && p->ended != NULL && p->place.length == 0) {
        p->ended(p->ended_arg);
    }
}

void
processes_remove_old(const char *path)
{
    for (unsigned number = 1;; number++) {
        Text child = {0};
        child_path(path, number, &child);
        bool is_trace = trace_reader_is_trace(child.bytes);
        if (is_trace) {
            processes_remove_old(child.bytes);
            is_trace = unlink(child.bytes) == 0;
        }
        text_free(&child);
        if (!is_trace) {
            return;
        }
    }
}

// ------------------------------------------------------------------- reading

static void
add_trace(ProcessTraces *traces, const char *place, int fd)
{
    Text error = {0};
    TraceReader *reader = trace_reader_open_fd(fd, &error);
    if (reader == NULL) {
        complain("cannot read the trace of process %s: %s", place,
                 error.bytes);
    } else {
        traces->items = vis_grow(traces->items, traces->count, &traces->room,
                                 sizeof(ProcessTrace));
        traces->items[traces->count++] =
            (ProcessTrace){vis_copy(place), reader};
    }
    text_free(&error);
}

static void
find_below(ProcessTraces *traces, const char *path, const char *place)
{
    bool found = true;
    for (unsigned number = 1; found; number++) {
        Text child = {0}, name = {0};
        child_path(path, number, &child);
        child_place(place, number, &name);
        found = trace_reader_is_trace(child.bytes);
        int fd = found ? open(child.bytes, O_RDONLY | O_CLOEXEC) : -1;
        if (fd >= 0) {
            add_trace(traces, name.bytes, fd);
            find_below(traces, child.bytes, name.bytes);
        }
        text_free(&child);
        text_free(&name);
    }
}

void
processes_find(ProcessTraces *traces, const char *path)
{
    *traces = (ProcessTraces){0};
    find_below(traces, path, "");
}

// "2" before "2.1" before "10".
static int
compare_places(const void *a, const void *b)
{
    const char *x = ((const ProcessTrace *)a)->place;
    const char *y = ((const ProcessTrace *)b)->place;
    for (;;) {
        char *x_end, *y_end;
        unsigned long m = strtoul(x, &x_end, 10), n = strtoul(y, &y_end, 10);
        if (m != n) {
            return m < n ? -1 : 1;
        }
        if (*x_end == '\0' || *y_end == '\0') {
            return (*x_end != '\0') - (*y_end != '\0');
        }
        x = x_end + 1;
        y = y_end + 1;
    }
}

void
processes_empty_mailbox(ProcessTraces *traces, int end)
{
    *traces = (ProcessTraces){0};
    char place[PLACE_MAX];
    int fd;
    while ((fd = take(end, place)) >= 0) {
        add_trace(traces, place, fd);
    }
    close(end);
    if (traces->count > 0) {
        qsort(traces->items, traces->count, sizeof(ProcessTrace),
              compare_places);
    }
}

void
processes_free(ProcessTraces *traces)
{
    for (size_t i = 0; i < traces->count; i++) {
        free(traces->items[i].place);
        trace_reader_close(traces->items[i].reader);
    }
    free(traces->items);
    *traces = (ProcessTraces){0};
}
