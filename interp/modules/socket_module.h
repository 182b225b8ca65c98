/* socket_module.h - what the files of the module _socket share (prefix:
 * socket_) */
#ifndef INTERP_MODULES_SOCKET_MODULE_H
#define INTERP_MODULES_SOCKET_MODULE_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "gc/refcount.h"
#include "interp/objects/protocol.h"

typedef struct Socket {
    Object base;
    int fd; /* -1: closed */
    int family, type, protocol;
    double timeout; /* seconds; -1: none, 0: does not block */
    void *unused;   /* as large as CPython's */
} Socket;

typedef union SocketAddress {
    struct sockaddr any;
    struct sockaddr_in inet;
    struct sockaddr_in6 inet6;
    struct sockaddr_un local;
    struct sockaddr_storage room;
} SocketAddress;

/* OSError from errno; NULL. */
Object *socket_fail(void);

/* What a method without a result gives: None, or OSError when `result` is
 * negative. */
static inline NEW_REF Object *
socket_done(int result)
{
    return result < 0 ? socket_fail() : none_new();
}

/* None or an absent argument is `otherwise`. 0 with an error pending. */
int socket_optional_int(Object *o, int otherwise, int *out);

/* Waits until the socket can be read (POLLIN) or written (POLLOUT), as long
 * as its timeout allows; at once when it has none. 0, or -1 with TimeoutError
 * or what a signal's handler raised. */
MUST_CHECK int socket_wait(const Socket *self, short events);

/* After a call: whether it was interrupted, the handlers ran, and it is to be
 * called again. */
bool socket_again(ssize_t result);

/* Reads Python's form of an address of that family; a name is looked up.
 * -1 with TypeError, OverflowError, OSError or socket.gaierror. `function`
 * is for messages. */
MUST_CHECK int socket_read_address(int family, const char *function,
                                   Object *o, SocketAddress *out,
                                   socklen_t *length);

/* The parts of it: the host by its name or number, the port in the network's
 * order. 0, or -1 with an error. */
MUST_CHECK int socket_read_host(const char *name, int family,
                                SocketAddress *out);
MUST_CHECK int socket_read_port(const char *function, Object *o,
                                in_port_t *out);

/* Python's form of an address; None when there is none. */
NEW_REF Object *socket_address_object(const SocketAddress *a,
                                      socklen_t length);

/* getaddrinfo(3), with the GIL given up meanwhile; socket.gaierror from its
 * code: NULL (socket_names.c). */
struct addrinfo;
MUST_CHECK int socket_look_up(const char *host, const char *service,
                              const struct addrinfo *hints,
                              struct addrinfo **found);
Object *socket_fail_lookup(int code);

/* Adds the functions that look names up, gaierror and herror. 0 or -1. */
MUST_CHECK int socket_add_names(Object *module);

/* Methods of the type: connecting a socket (socket_connect.c). */
NEW_REF Object *socket_bind(Object *self, Object *address);
NEW_REF Object *socket_connect(Object *self, Object *address);
NEW_REF Object *socket_connect_ex(Object *self, Object *address);
NEW_REF Object *socket_listen(Object *self, Object *const *args,
                              ssize_t nargs);
NEW_REF Object *socket_accept(Object *self, Object *unused);
NEW_REF Object *socket_getsockname(Object *self, Object *unused);
NEW_REF Object *socket_getpeername(Object *self, Object *unused);

/* Methods of the type: what goes through a socket (socket_transfer.c). */
NEW_REF Object *socket_recv(Object *self, Object *const *args,
                            ssize_t nargs);
NEW_REF Object *socket_recvfrom(Object *self, Object *const *args,
                                ssize_t nargs);
NEW_REF Object *socket_recv_into(Object *self, Object *const *args,
                                 ssize_t nargs, Object *kwnames);
NEW_REF Object *socket_recvfrom_into(Object *self, Object *const *args,
                                     ssize_t nargs, Object *kwnames);
NEW_REF Object *socket_send(Object *self, Object *const *args,
                            ssize_t nargs);
NEW_REF Object *socket_sendall(Object *self, Object *const *args,
                               ssize_t nargs);
NEW_REF Object *socket_sendto(Object *self, Object *const *args,
                              ssize_t nargs);

#endif
