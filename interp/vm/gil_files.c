/* Files: who waits for one gives the GIL up. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interp/vm/gil.h"

static int
release_for(int fd, short event)
{
    if (gil_is_alone()) {
        return 0;
    }
    if (!gil_is_recorded()) {
        return gil_release();
    }
    int mode = fcntl(fd, F_GETFL);
    if (mode < 0 || (mode & O_NONBLOCK) != 0) {
        return 0; // it will not block
    }
    // What is wrong with the file is for the call itself to find.
    struct pollfd file = {.fd = fd, .events = event};
    return gil_poll(&file, 1, -1) < 0 && errno == EINTR ? -1 : 0;
}

int
gil_release_to_read(int fd)
{
    return release_for(fd, POLLIN);
}

int
gil_release_to_write(int fd)
{
    return release_for(fd, POLLOUT);
}

bool
gil_release_to_open(const char *path)
{
    struct stat info;
    return !gil_is_alone() && stat(path, &info) == 0 &&
           (S_ISFIFO(info.st_mode) || S_ISCHR(info.st_mode)) && gil_release();
}

static ssize_t
read_or_receive(int fd, void *into, size_t n, int flags)
{
    return flags < 0 ? read(fd, into, n) : recv(fd, into, n, flags);
}

ssize_t
gil_read(int fd, void *into, size_t n, int flags)
{
    bool waits = flags < 0 || (flags & MSG_DONTWAIT) == 0;
    int released = waits ? gil_release_to_read(fd) : 0;
    ssize_t got = released < 0 ? -1 : read_or_receive(fd, into, n, flags);
    gil_reacquire(released > 0);
    return got;
}

static ssize_t
write_piece(int fd, const char *bytes, size_t n, int flags)
{
    bool waits = flags < 0 || (flags & MSG_DONTWAIT) == 0;
    int released = waits ? gil_release_to_write(fd) : 0;
    ssize_t done = released < 0 ? -1
                   : flags < 0  ? write(fd, bytes, n)
                                : send(fd, bytes, n, flags);
    gil_reacquire(released > 0);
    return done;
}

ssize_t
gil_write(int fd, const void *bytes, size_t n, int flags)
{
    struct stat info;
    if (!gil_is_recorded() || gil_is_alone() || n <= PIPE_BUF ||
        fstat(fd, &info) < 0 ||
        !(S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode))) {
        return write_piece(fd, bytes, n, flags);
    }
    size_t done = 0;
    while (done < n) {
        size_t piece = n - done < PIPE_BUF ? n - done : PIPE_BUF;
        ssize_t k = write_piece(fd, (const char *)bytes + done, piece, flags);
        if (k < 0) {
            return done > 0 ? (ssize_t)done : k;
        }
        done += (size_t)k;
        if ((size_t)k < piece) {
            break;
        }
    }
    return (ssize_t)done;
}
