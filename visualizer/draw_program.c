#include "visualizer/draw_program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "visualizer/options.h"

static const char program[] = "pytutor-mem-draw";

// Beside this program, else wherever PATH says.
static void
find_program(char *path, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", path, size - sizeof(program));
    if (n > 0) {
        path[n] = '\0';
        char *slash = strrchr(path, '/');
        if (slash != NULL) {
            memcpy(slash + 1, program, sizeof(program));
            if (access(path, X_OK) == 0) {
                return;
            }
        }
    }
    memcpy(path, program, sizeof(program));
}

static pid_t
start(int *to, int *from)
{
    char path[4096];
    int in[2], out[2];
    find_program(path, sizeof(path));
    if (pipe2(in, O_CLOEXEC) < 0) {
        return -1;
    }
    if (pipe2(out, O_CLOEXEC) < 0) {
        close(in[0]);
        close(in[1]);
        return -1;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        signal(SIGPIPE, SIG_DFL);
        execlp(path, program, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    *to = in[1];
    *from = out[0];
    if (child < 0) {
        close(in[1]);
        close(out[0]);
    }
    return child;
}

// Feeds and reads at once, so that neither side can wait for ever.
static void
exchange(int to, int from, const Text *film, Text *picture)
{
    size_t sent = 0;
    char bytes[65536];
    fcntl(to, F_SETFL, O_NONBLOCK);
    for (;;) {
        struct pollfd fds[2] = {{from, POLLIN, 0}, {to, POLLOUT, 0}};
        if (poll(fds, to >= 0 ? 2 : 1, -1) < 0 && errno != EINTR) {
            break;
        }
        if (to >= 0 && (fds[1].revents & (POLLOUT | POLLERR))) {
            ssize_t n = write(to, film->bytes + sent, film->length - sent);
            sent += n > 0 ? (size_t)n : 0;
            if (sent == film->length ||
                (n < 0 && errno != EAGAIN && errno != EINTR)) {
                close(to);
                to = -1;
            }
        }
        if (fds[0].revents != 0) {
            ssize_t n = read(from, bytes, sizeof(bytes));
            if (n <= 0) {
                break;
            }
            text_add_bytes(picture, bytes, (size_t)n);
        }
    }
    if (to >= 0) {
        close(to);
    }
    close(from);
}

bool
draw_program_run(const Text *film, Text *picture)
{
    int to, from, status = 0;
    signal(SIGPIPE, SIG_IGN);
    pid_t child = start(&to, &from);
    if (child < 0) {
        complain("cannot start %s: %s", program, strerror(errno));
        return false;
    }
    exchange(to, from, film, picture);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
        picture->length > 0) {
        return true;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        complain("cannot find %s (beside this program or in PATH)", program);
    } else if (WIFSIGNALED(status)) {
        complain("%s was ended by signal %d", program, WTERMSIG(status));
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 2) {
        complain("%s drew nothing", program);
    }
    return false;
}
