/* Addresses of sockets. How names become addresses is in socket_names.c. */
#include "interp/modules/socket_module.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

// The address of a name: "" is any, "<broadcast>" all.
int
socket_read_host(const char *name, int family, SocketAddress *out)
{
    if (family == AF_INET && strcmp(name, "<broadcast>") == 0) {
        out->inet.sin_addr.s_addr = INADDR_BROADCAST;
        return 0;
    }
    struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_DGRAM,
                             .ai_flags = *name == '\0' ? AI_PASSIVE : 0};
    struct addrinfo *found;
    int code = socket_look_up(*name == '\0' ? NULL : name,
                              *name == '\0' ? "0" : NULL, &hints, &found);
    if (code != 0) {
        socket_fail_lookup(code);
        return -1;
    }
    memcpy(out, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return 0;
}

static int
read_path(Object *o, SocketAddress *out, socklen_t *length)
{
    Object *path = str_check(o) ? str_encode_fs(o) : ref_new(o);
    if (path == NULL || !bytes_check(path)) {
        if (path != NULL) {
            error_format(EXC(TypeError),
                         "a bytes-like object is required, not '%.100s'",
                         TYPE_OF(o)->name);
        }
        ref_xdec(path);
        return -1;
    }
    size_t n = (size_t)bytes_size(path);
    if (n >= sizeof(out->local.sun_path)) {
        ref_dec(path);
        error_set_text(EXC(OSError), "AF_UNIX path too long");
        return -1;
    }
    out->local.sun_family = AF_UNIX;
    memcpy(out->local.sun_path, bytes_data(path), n);
    ref_dec(path);
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n + 1);
    return 0;
}

int
socket_read_port(const char *function, Object *o, in_port_t *out)
{
    long port = int_as_long(o);
    if (port == -1 && error_occurred()) {
        return -1;
    }
    if (port < 0 || port > 0xffff) {
        error_format(EXC(OverflowError), "%s(): port must be 0-65535.",
                     function);
        return -1;
    }
    *out = htons((uint16_t)port);
    return 0;
}

int
socket_read_address(int family, const char *function, Object *o,
                    SocketAddress *out, socklen_t *length)
{
    memset(out, 0, sizeof(*out));
    if (family == AF_UNIX) {
        return read_path(o, out, length);
    }
    const char *kind = family == AF_INET6 ? "AF_INET6" : "AF_INET";
    if (!tuple_check(o)) {
        error_format(EXC(TypeError),
                     "%s(): %s address must be tuple, not %.500s", function,
                     kind, TYPE_OF(o)->name);
        return -1;
    }
    ssize_t n = tuple_size(o);
    if (family == AF_INET ? n != 2 : n < 2 || n > 4) {
        error_set_text(EXC(TypeError),
                       family == AF_INET
                           ? "AF_INET address must be a pair (host, port)"
                           : "AF_INET6 address must be a tuple (host, port[, "
                             "flowinfo[, scopeid]])");
        return -1;
    }
    Object *name = tuple_get(o, 0);
    const char *host = str_check(name)     ? str_as_utf8(name, NULL)
                       : bytes_check(name) ? bytes_data(name)
                                           : NULL;
    if (host == NULL) {
        if (!error_occurred()) {
            error_format(EXC(TypeError),
                         "str, bytes or bytearray expected, not %.200s",
                         TYPE_OF(name)->name);
        }
        return -1;
    }
    in_port_t port;
    if (socket_read_port(function, tuple_get(o, 1), &port) < 0 ||
        socket_read_host(host, family, out) < 0) {
        return -1;
    }
    if (family == AF_INET) {
        out->inet.sin_family = AF_INET;
        out->inet.sin_port = port;
        *length = sizeof(out->inet);
        return 0;
    }
    out->inet6.sin6_family = AF_INET6;
    out->inet6.sin6_port = port;
    *length = sizeof(out->inet6);
    if (n > 2) {
        out->inet6.sin6_flowinfo = htonl((uint32_t)int_as_long(tuple_get(o,
                                                                         2)));
    }
    if (n > 3) {
        out->inet6.sin6_scope_id = (uint32_t)int_as_long(tuple_get(o, 3));
    }
    return error_occurred() ? -1 : 0;
}

// (text, number, ...): the numbers as many as given.
static Object *
text_and_numbers(const char *text, const long *numbers, ssize_t n)
{
    Object *tuple = tuple_new(n + 1);
    Object *first = tuple == NULL ? NULL : str_from_text(text);
    if (first == NULL) {
        ref_xdec(tuple);
        return NULL;
    }
    tuple_init_item(tuple, 0, first);
    for (ssize_t i = 0; i < n; i++) {
        Object *number = int_from_long(numbers[i]);
        if (number == NULL) {
            ref_dec(tuple);
            return NULL;
        }
        tuple_init_item(tuple, i + 1, number);
    }
    return tuple;
}

Object *
socket_address_object(const SocketAddress *a, socklen_t length)
{
    char host[INET6_ADDRSTRLEN];
    if (length == 0) {
        return none_new();
    }
    if (a->any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &a->inet.sin_addr, host, sizeof(host));
        const long port = ntohs(a->inet.sin_port);
        return text_and_numbers(host, &port, 1);
    }
    if (a->any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &a->inet6.sin6_addr, host, sizeof(host));
        const long numbers[] = {ntohs(a->inet6.sin6_port),
                                ntohl(a->inet6.sin6_flowinfo),
                                a->inet6.sin6_scope_id};
        return text_and_numbers(host, numbers, 3);
    }
    size_t n = length <= offsetof(struct sockaddr_un, sun_path)
                   ? 0
                   : strnlen(a->local.sun_path, sizeof(a->local.sun_path));
    return str_decode_fs(a->local.sun_path, (ssize_t)n);
}
