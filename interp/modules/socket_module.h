/* socket_module.h - what the files of the module _socket share (prefix:
 * socket_) */
#ifndef INTERP_MODULES_SOCKET_MODULE_H
#define INTERP_MODULES_SOCKET_MODULE_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "gc/refcount.h"

typedef struct Socket {
    Object base;
    int fd; /* -1: closed */
    int family, type, protocol;
    double timeout; /* seconds; -1: none, 0: does not block */
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

/* Python's form of an address; None when there is none. */
NEW_REF Object *socket_address_object(const SocketAddress *a,
                                      socklen_t length);

/* Adds the functions that look names up, gaierror and herror. 0 or -1. */
MUST_CHECK int socket_add_names(Object *module);

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
