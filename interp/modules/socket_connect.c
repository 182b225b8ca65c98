/* Methods of sockets that connect them: bind, connect, listen, accept; and
 * waiting for a socket. */
#include "interp/modules/socket_module.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"

#define SELF ((Socket *)self)

int
socket_wait(const Socket *self, short events)
{
    while (self->timeout > 0.0 && self->fd >= 0) {
        struct pollfd file = {.fd = self->fd, .events = events};
        int ready = gil_poll(&file, 1, self->timeout);
        if (ready == 0) {
            error_set_text(EXC(TimeoutError), "timed out");
            return -1;
        }
        if (ready > 0 || errno != EINTR) {
            break; // what is wrong the call itself will tell
        }
        if (eval_handle_breaks(thread_current) < 0) {
            return -1;
        }
    }
    return 0;
}

Object *
socket_bind(Object *self, Object *o)
{
    SocketAddress a;
    socklen_t n;
    return socket_read_address(SELF->family, "bind", o, &a, &n) < 0
               ? NULL
               : socket_done(bind(SELF->fd, &a.any, n));
}

// connect(2). While recording it is begun without waiting, so that the other
// side's threads see it at the same moment in every run.
static int
connect_once(int fd, const SocketAddress *a, socklen_t n)
{
    int mode = gil_is_recorded() && !gil_is_alone() ? fcntl(fd, F_GETFL)
                                                         : O_NONBLOCK;
    if ((mode & O_NONBLOCK) == 0) {
        fcntl(fd, F_SETFL, mode | O_NONBLOCK);
        int result = connect(fd, &a->any, n), error = errno;
        fcntl(fd, F_SETFL, mode);
        if (result == 0 || error != EAGAIN) { // that one: a full queue
            errno = error == EINPROGRESS ? EINTR : error;
            return result;
        }
    }
    bool released = gil_release_foreign();
    int result = connect(fd, &a->any, n);
    gil_reacquire(released);
    return result;
}

// The same with the GIL given up; a signal's handlers run in between (-1,
// with an error when one raised).
static int
connect_to(int fd, const SocketAddress *a, socklen_t n)
{
    int result = connect_once(fd, a, n);
    while (result < 0 && errno == EINTR) {
        if (eval_handle_breaks(thread_current) < 0) {
            return -1;
        }
        // It goes on meanwhile.
        struct pollfd file = {.fd = fd, .events = POLLOUT};
        if (gil_poll(&file, 1, -1) > 0) {
            // Asked again, it says how it ended.
            result = connect(fd, &a->any, n);
            result = result < 0 && errno != EISCONN ? -1 : 0;
        }
    }
    return result;
}

// The same for a socket with a timeout: begun without waiting.
static int
connect_in_time(Socket *self, const SocketAddress *a, socklen_t n)
{
    int mode = fcntl(self->fd, F_GETFL), error = 0;
    socklen_t length = sizeof(error);
    fcntl(self->fd, F_SETFL, mode | O_NONBLOCK);
    int result = connect(self->fd, &a->any, n);
    if (result < 0 && errno == EINPROGRESS) {
        result = socket_wait(self, POLLOUT);
        if (result == 0) {
            getsockopt(self->fd, SOL_SOCKET, SO_ERROR, &error, &length);
            result = error == 0 ? 0 : -1;
        }
    } else if (result < 0) {
        error = errno;
    }
    fcntl(self->fd, F_SETFL, mode);
    errno = error;
    return result;
}

static int
connect_socket(Socket *self, const SocketAddress *a, socklen_t n)
{
    return self->timeout > 0.0 ? connect_in_time(self, a, n)
                               : connect_to(self->fd, a, n);
}

Object *
socket_connect(Object *self, Object *o)
{
    SocketAddress a;
    socklen_t n;
    if (socket_read_address(SELF->family, "connect", o, &a, &n) < 0) {
        return NULL;
    }
    int result = connect_socket(SELF, &a, n);
    return error_occurred() ? NULL : socket_done(result);
}

Object *
socket_connect_ex(Object *self, Object *o)
{
    SocketAddress a;
    socklen_t n;
    if (socket_read_address(SELF->family, "connect_ex", o, &a, &n) < 0) {
        return NULL;
    }
    int result = connect_socket(SELF, &a, n) < 0 ? errno : 0;
    return error_occurred() ? NULL : int_from_long(result);
}

Object *
socket_listen(Object *self, Object *const *args, ssize_t nargs)
{
    int backlog;
    return args_check_count("listen", nargs, 0, 1) &&
                   socket_optional_int(nargs == 0 ? NULL : args[0], 128,
                                       &backlog)
               ? socket_done(listen(SELF->fd, backlog))
               : NULL;
}

Object *
socket_accept(Object *self, Object *unused)
{
    (void)unused;
    SocketAddress a;
    socklen_t n = sizeof(a);
    int fd;
    memset(&a, 0, sizeof(a));
    do {
        if (socket_wait(SELF, POLLIN) < 0) {
            return NULL;
        }
        int released = gil_release_to_read(SELF->fd);
        fd = released < 0 ? -1
                          : accept4(SELF->fd, &a.any, &n, SOCK_CLOEXEC);
        gil_reacquire(released > 0);
    } while (socket_again(fd));
    if (fd < 0) {
        return error_occurred() ? NULL : socket_fail();
    }
    Object *number = int_from_long(fd), *address = socket_address_object(&a, n);
    Object *pair = number == NULL || address == NULL
                       ? NULL
                       : tuple_pack(2, number, address);
    ref_xdec(number);
    ref_xdec(address);
    return pair;
}

static Object *
name_with(Object *self, int (*get)(int, struct sockaddr *, socklen_t *))
{
    SocketAddress a;
    socklen_t n = sizeof(a);
    memset(&a, 0, sizeof(a));
    return get(SELF->fd, &a.any, &n) < 0 ? socket_fail()
                                         : socket_address_object(&a, n);
}

Object *
socket_getsockname(Object *self, Object *unused)
{
    (void)unused;
    return name_with(self, getsockname);
}

Object *
socket_getpeername(Object *self, Object *unused)
{
    (void)unused;
    return name_with(self, getpeername);
}
