/* What goes through a socket: recv, send and their relatives. */
#include "interp/modules/socket_module.h"

#include <errno.h>
#include <poll.h>

#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/gil.h"

#define SELF ((Socket *)self)

// A size that recv and recvfrom may be given; -1 with an error.
static ssize_t
size_argument(const char *function, Object *o)
{
    ssize_t n = number_as_ssize(o, EXC(OverflowError));
    if (n < 0 && !error_occurred()) {
        error_format(EXC(ValueError), "negative buffersize in %s", function);
    }
    return n < 0 ? -1 : n;
}

// recvfrom(2) into a buffer; -1 with an error. `from` may be NULL.
static ssize_t
receive(Object *self, void *into, size_t n, int flags, SocketAddress *from,
        socklen_t *length)
{
    ssize_t got;
    do {
        if (socket_wait(SELF, POLLIN) < 0) {
            return -1;
        }
        if (from == NULL) {
            got = gil_read(SELF->fd, into, n, flags);
        } else {
            int released = gil_release_to_read(SELF->fd);
            *length = sizeof(*from);
            got = released < 0 ? -1
                               : recvfrom(SELF->fd, into, n, flags,
                                          &from->any, length);
            gil_reacquire(released > 0);
        }
    } while (socket_again(got));
    if (got < 0 && !error_occurred()) {
        socket_fail();
    }
    return got;
}

// New bytes of at most n; NULL with an error.
static Object *
receive_bytes(Object *self, ssize_t n, int flags, SocketAddress *from,
              socklen_t *length)
{
    Object *bytes = bytes_new(NULL, n);
    ssize_t got = bytes == NULL ? -1
                                : receive(self, bytes_data(bytes), (size_t)n,
                                          flags, from, length);
    if (got < 0) {
        ref_xdec(bytes);
        return NULL;
    }
    if (got != n && bytes_resize(&bytes, got) < 0) {
        return NULL;
    }
    return bytes;
}

static Object *
with_address(STEALS Object *first, const SocketAddress *from,
             socklen_t length)
{
    Object *address = first == NULL ? NULL
                                    : socket_address_object(from, length);
    Object *pair = address == NULL ? NULL : tuple_pack(2, first, address);
    ref_xdec(first);
    ref_xdec(address);
    return pair;
}

Object *
socket_recv(Object *self, Object *const *args, ssize_t nargs)
{
    int flags;
    if (!args_check_count("recv", nargs, 1, 2) ||
        !socket_optional_int(nargs == 2 ? args[1] : NULL, 0, &flags)) {
        return NULL;
    }
    ssize_t n = size_argument("recv", args[0]);
    return n < 0 ? NULL : receive_bytes(self, n, flags, NULL, NULL);
}

Object *
socket_recvfrom(Object *self, Object *const *args, ssize_t nargs)
{
    int flags;
    if (!args_check_count("recvfrom", nargs, 1, 2) ||
        !socket_optional_int(nargs == 2 ? args[1] : NULL, 0, &flags)) {
        return NULL;
    }
    ssize_t n = size_argument("recvfrom", args[0]);
    SocketAddress from = {0};
    socklen_t length = 0;
    Object *bytes = n < 0 ? NULL
                          : receive_bytes(self, n, flags, &from, &length);
    return with_address(bytes, &from, length);
}

// Into the caller's buffer, v[0]; v[1] and v[2]: how many, and flags. How many
// bytes, or -1 with an error.
static ssize_t
receive_into(Object *self, const char *function, Object *const *v,
             SocketAddress *from, socklen_t *length)
{
    int n, flags;
    BufferView view;
    if (!socket_optional_int(v[1], 0, &n) ||
        !socket_optional_int(v[2], 0, &flags) ||
        buffer_get_argument(from == NULL ? "recv_into() argument 1"
                                         : "recvfrom_into() argument 1",
                            v[0], &view) < 0) {
        return -1;
    }
    ssize_t got = -1;
    if (n < 0 || n > view.len) {
        error_format(EXC(ValueError), n < 0 ? "negative buffersize in %s"
                                            : "nbytes is greater than the "
                                              "length of the buffer",
                     function);
    } else {
        got = receive(self, view.buf, n == 0 ? (size_t)view.len : (size_t)n,
                      flags, from, length);
    }
    buffer_release(&view);
    return got;
}

Object *
socket_recv_into(Object *self, Object *const *args, ssize_t nargs,
                 Object *kwnames)
{
    static const char *const names[] = {"buffer", "nbytes", "flags", NULL};
    static const ArgsSpec spec = {"recv_into", names, 1, 0, 0};
    Object *v[3];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    ssize_t got = receive_into(self, spec.function, v, NULL, NULL);
    return got < 0 ? NULL : int_from_ssize(got);
}

Object *
socket_recvfrom_into(Object *self, Object *const *args, ssize_t nargs,
                     Object *kwnames)
{
    static const char *const names[] = {"buffer", "nbytes", "flags", NULL};
    static const ArgsSpec spec = {"recvfrom_into", names, 1, 0, 0};
    Object *v[3];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    SocketAddress from = {0};
    socklen_t length = 0;
    ssize_t got = receive_into(self, spec.function, v, &from, &length);
    return got < 0 ? NULL
                   : with_address(int_from_ssize(got), &from, length);
}

// Sends once, or until all is sent. How many bytes, or -1 with an error.
static ssize_t
send_all(Object *self, Object *data, int flags, bool all)
{
    BufferView view;
    if (buffer_get(data, &view, BUFFER_SIMPLE) < 0) {
        return -1;
    }
    ssize_t sent = 0, n = 0;
    do {
        n = socket_wait(SELF, POLLOUT);
        if (n < 0) {
            break;
        }
        n = gil_write(SELF->fd, (char *)view.buf + sent,
                      (size_t)(view.len - sent), flags | MSG_NOSIGNAL);
        sent += n > 0 ? n : 0;
    } while (socket_again(n) || (all && n > 0 && sent < view.len));
    if (n < 0 && !error_occurred()) {
        socket_fail();
    }
    buffer_release(&view);
    return n < 0 ? -1 : sent;
}

Object *
socket_send(Object *self, Object *const *args, ssize_t nargs)
{
    int flags;
    if (!args_check_count("send", nargs, 1, 2) ||
        !socket_optional_int(nargs == 2 ? args[1] : NULL, 0, &flags)) {
        return NULL;
    }
    ssize_t sent = send_all(self, args[0], flags, false);
    return sent < 0 ? NULL : int_from_ssize(sent);
}

Object *
socket_sendall(Object *self, Object *const *args, ssize_t nargs)
{
    int flags;
    return !args_check_count("sendall", nargs, 1, 2) ||
                   !socket_optional_int(nargs == 2 ? args[1] : NULL, 0,
                                        &flags) ||
                   send_all(self, args[0], flags, true) < 0
               ? NULL
               : none_new();
}

Object *
socket_sendto(Object *self, Object *const *args, ssize_t nargs)
{
    int flags;
    SocketAddress to;
    socklen_t length;
    BufferView view;
    if (!args_check_count("sendto", nargs, 2, 3) ||
        !socket_optional_int(nargs == 3 ? args[1] : NULL, 0, &flags) ||
        socket_read_address(SELF->family, "sendto", args[nargs - 1], &to,
                            &length) < 0 ||
        buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t sent = 0;
    do {
        sent = socket_wait(SELF, POLLOUT);
        if (sent < 0) {
            break;
        }
        int released = gil_release_to_write(SELF->fd);
        sent = released < 0 ? -1
                            : sendto(SELF->fd, view.buf, (size_t)view.len,
                                     flags | MSG_NOSIGNAL, &to.any, length);
        gil_reacquire(released > 0);
    } while (socket_again(sent));
    if (sent < 0 && !error_occurred()) {
        socket_fail();
    }
    buffer_release(&view);
    return sent < 0 ? NULL : int_from_ssize(sent);
}
