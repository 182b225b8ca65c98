/* main.c - pytutor-mem-draw: a DOT graph in, a picture out
 *
 *   pytutor-mem-draw FORM [SECONDS] < graph.dot > picture
 *
 * FORM is svg, png or pdf. dot explodes on tangled graphs, so it works in a
 * child with a time limit; when that is over the plain layered placement of
 * layered.c is drawn instead. Graphviz is not safe with threads and leaks:
 * a process for each picture is the cure for both.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include "visualizer/draw/layered.h"

enum { STATUS_FAILED = 2, NODE_BUDGET = 400 };

static char *
read_all(FILE *in, size_t *length)
{
    size_t room = 1 << 16, used = 0;
    char *bytes = malloc(room);
    while (bytes != NULL) {
        used += fread(bytes + used, 1, room - used - 1, in);
        if (feof(in) || ferror(in)) {
            bytes[used] = '\0';
            *length = used;
            return bytes;
        }
        if (room - used < 2) {
            char *more = realloc(bytes, room *= 2);
            if (more == NULL) {
                free(bytes);
            }
            bytes = more;
        }
    }
    return NULL;
}

static int
write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return -1;
        }
        bytes += n;
        length -= (size_t)n;
    }
    return 0;
}

// In a child: lays out, renders, writes to `fd`. Never returns.
static void
draw(const char *dot, const char *form, int layered, int fd)
{
    char *picture = NULL;
    unsigned int length = 0;
    GVC_t *gvc = gvContext();
    Agraph_t *graph = agmemread(dot);
    if (gvc == NULL || graph == NULL) {
        _exit(STATUS_FAILED);
    }
    int failed = layered ? layered_layout(gvc, graph)
                         : gvLayout(gvc, graph, "dot");
    // A malformed label is no failure of gvLayout: agerrors tells.
    if (failed || agerrors() != 0) {
        _exit(STATUS_FAILED);
    }
    char kind[16];
    snprintf(kind, sizeof(kind), "%s%s", form,
             strcmp(form, "svg") == 0 ? "" : ":cairo");
    if (gvRenderData(gvc, graph, kind, &picture, &length) != 0 ||
        picture == NULL || length == 0) {
        _exit(STATUS_FAILED);
    }
    _exit(write_all(fd, picture, length) < 0 ? STATUS_FAILED : 0);
}

static double
now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// Reads what the child writes until it ends or its time is over. NULL: no
// picture.
static char *
collect(int fd, pid_t child, double seconds, size_t *length)
{
    size_t room = 1 << 16, used = 0;
    char *bytes = malloc(room);
    double end = now() + seconds;
    int late = 0, status = 0;
    while (bytes != NULL) {
        double left = end - now();
        struct pollfd p = {fd, POLLIN, 0};
        if (left <= 0 || poll(&p, 1, (int)(left * 1000) + 1) == 0) {
            late = 1;
            break;
        }
        ssize_t n = read(fd, bytes + used, room - used);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            break;
        }
        used += (size_t)n;
        if (used == room) {
            char *more = realloc(bytes, room *= 2);
            if (more == NULL) {
                free(bytes);
            }
            bytes = more;
        }
    }
    if (late || bytes == NULL) {
        kill(child, SIGKILL);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (late || !WIFEXITED(status) || WEXITSTATUS(status) != 0 ||
        used == 0) {
        free(bytes);
        return NULL;
    }
    *length = used;
    return bytes;
}

static char *
draw_in_child(const char *dot, const char *form, int layered, double seconds,
              size_t *length)
{
    int fds[2];
    if (pipe(fds) < 0) {
        return NULL;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(fds[0]);
        // Graphviz's own warnings are no news to the user.
        if (getenv("PYTUTOR_MEM_DRAW_DEBUG") == NULL &&
            freopen("/dev/null", "w", stderr) == NULL) {
            _exit(STATUS_FAILED);
        }
        struct rlimit limit = {(rlim_t)seconds + 1, (rlim_t)seconds + 2};
        setrlimit(RLIMIT_CPU, &limit);
        draw(dot, form, layered, fds[1]);
    }
    close(fds[1]);
    char *picture =
        child > 0 ? collect(fds[0], child, seconds, length) : NULL;
    close(fds[0]);
    return picture;
}

static size_t
count_nodes(const char *dot)
{
    size_t n = 0;
    for (const char *s = dot; (s = strstr(s, " [id=\"")) != NULL; s++) {
        n++;
    }
    return n;
}

int
main(int argc, char **argv)
{
    const char *form = argc > 1 ? argv[1] : "";
    double seconds = argc > 2 ? atof(argv[2]) : 10;
    size_t length = 0;
    if (strcmp(form, "svg") != 0 && strcmp(form, "png") != 0 &&
        strcmp(form, "pdf") != 0) {
        fprintf(stderr, "usage: pytutor-mem-draw svg|png|pdf [SECONDS] "
                        "< graph.dot > picture\n");
        return STATUS_FAILED;
    }
    char *dot = read_all(stdin, &length);
    if (dot == NULL) {
        fprintf(stderr, "pytutor-mem-draw: out of memory\n");
        return STATUS_FAILED;
    }
    char *picture = NULL;
    if (count_nodes(dot) <= NODE_BUDGET && seconds > 0) {
        picture = draw_in_child(dot, form, 0, seconds, &length);
    }
    if (picture == NULL) {
        picture = draw_in_child(dot, form, 1, 60, &length);
    }
    free(dot);
    if (picture == NULL) {
        fprintf(stderr, "pytutor-mem-draw: the graph cannot be drawn\n");
        return STATUS_FAILED;
    }
    int failed = write_all(1, picture, length);
    free(picture);
    return failed < 0 ? STATUS_FAILED : 0;
}
