/* The module _socket: making sockets, and how they behave. Connecting them is
 * in socket_connect.c, what goes through them in socket_transfer.c. */
#include "interp/modules/socket_module.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/eval.h"

static double default_timeout = -1.0; // of new sockets; the GIL guards it

#define SELF ((Socket *)self)

Object *
socket_fail(void)
{
    return error_from_errno(EXC(OSError), NULL);
}

// After EINTR: the signals' handlers. -1 when one raised.
bool
socket_again(ssize_t result)
{
    return result < 0 && errno == EINTR &&
           eval_handle_breaks(thread_current) == 0;
}

int
socket_optional_int(Object *o, int otherwise, int *out)
{
    *out = o == NULL || o == NONE ? otherwise : int_as_int(o);
    return *out != -1 || !error_occurred();
}

static int
socket_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"family", "type", "proto", "fileno",
                                        NULL};
    static const ArgsSpec spec = {"socket", names, 0, 0, 0};
    Object *v[4];
    int family, type, protocol, fd;
    if (!args_parse_tuple(&spec, args, kwargs, v) ||
        !socket_optional_int(v[0], -1, &family) ||
        !socket_optional_int(v[1], -1, &type) ||
        !socket_optional_int(v[2], -1, &protocol) ||
        !socket_optional_int(v[3], -1, &fd)) {
        return -1;
    }
    family = family == -1 ? AF_INET : family;
    type = type == -1 ? SOCK_STREAM : type;
    protocol = protocol == -1 ? 0 : protocol;
    if (fd < 0) {
        fd = socket(family, type | SOCK_CLOEXEC, protocol);
    }
    if (fd < 0) {
        socket_fail();
        return -1;
    }
    SELF->fd = fd;
    SELF->family = family;
    SELF->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    SELF->protocol = protocol;
    SELF->timeout = default_timeout;
    return 0;
}

static Object *
socket_new(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    Object *self = type->alloc(type, 0);
    if (self != NULL) {
        SELF->fd = -1;
        SELF->timeout = -1.0;
    }
    return self;
}

static void
socket_dealloc(Object *self)
{
    if (SELF->fd >= 0) {
        close(SELF->fd);
        SELF->fd = -1;
    }
    type_generic_dealloc(self);
}

static Object *
s_close(Object *self, Object *unused)
{
    (void)unused;
    int fd = SELF->fd;
    SELF->fd = -1;
    return fd >= 0 && close(fd) < 0 && errno != ECONNRESET ? socket_fail()
                                                           : none_new();
}

static Object *
s_detach(Object *self, Object *unused)
{
    (void)unused;
    int fd = SELF->fd;
    SELF->fd = -1;
    return int_from_long(fd);
}

static Object *
s_fileno(Object *self, Object *unused)
{
    (void)unused;
    return int_from_long(SELF->fd);
}

static int
set_blocking(Object *self, bool blocking)
{
    int flags = fcntl(SELF->fd, F_GETFL);
    return flags < 0 ? -1
                     : fcntl(SELF->fd, F_SETFL, blocking
                                                    ? flags & ~O_NONBLOCK
                                                    : flags | O_NONBLOCK);
}

static Object *
s_setblocking(Object *self, Object *o)
{
    int blocking = object_is_true(o);
    if (blocking < 0) {
        return NULL;
    }
    SELF->timeout = blocking ? -1.0 : 0.0;
    return socket_done(set_blocking(self, blocking != 0));
}

static Object *
s_getblocking(Object *self, Object *unused)
{
    (void)unused;
    return bool_new(SELF->timeout != 0.0);
}

static Object *
s_settimeout(Object *self, Object *o)
{
    double seconds = o == NONE ? -1.0 : float_as_double(o);
    if (o != NONE && seconds == -1.0 && error_occurred()) {
        return NULL;
    }
    if (o != NONE && seconds < 0) {
        return error_set_text(EXC(ValueError),
                              "Timeout value out of range");
    }
    SELF->timeout = seconds;
    return socket_done(set_blocking(self, seconds != 0.0));
}

static Object *
s_gettimeout(Object *self, Object *unused)
{
    (void)unused;
    return SELF->timeout < 0 ? none_new() : float_new(SELF->timeout);
}

static Object *
s_setsockopt(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("setsockopt", nargs, 3, 3)) {
        return NULL;
    }
    int level = int_as_int(args[0]), name = int_as_int(args[1]);
    int value = int_as_int(args[2]);
    return error_occurred() ? NULL
                            : socket_done(setsockopt(SELF->fd, level, name,
                                                     &value, sizeof(value)));
}

static Object *
s_getsockopt(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("getsockopt", nargs, 2, 2)) {
        return NULL;
    }
    int level = int_as_int(args[0]), name = int_as_int(args[1]), value = 0;
    socklen_t n = sizeof(value);
    if (error_occurred()) {
        return NULL;
    }
    return getsockopt(SELF->fd, level, name, &value, &n) < 0
               ? socket_fail()
               : int_from_long(value);
}

static Object *
s_shutdown(Object *self, Object *o)
{
    int how = int_as_int(o);
    return how == -1 && error_occurred() ? NULL
                                         : socket_done(shutdown(SELF->fd, how));
}

static Object *
socket_repr(Object *self)
{
    return str_from_format("<socket object, fd=%ld, family=%d, type=%d, "
                           "proto=%d>", (long)SELF->fd, SELF->family,
                           SELF->type, SELF->protocol);
}

static MethodDef methods[] = {
#define NONE_(name) {#name, s_##name, METH_NOARGS, NULL}
#define ONE(name) {#name, s_##name, METH_O, NULL}
#define MANY(name) {#name, METHOD(s_##name), METH_FASTCALL, NULL}
    {"_accept", socket_accept, METH_NOARGS, NULL},
    {"getsockname", socket_getsockname, METH_NOARGS, NULL},
    {"getpeername", socket_getpeername, METH_NOARGS, NULL},
    NONE_(close),
    NONE_(detach),
    NONE_(fileno),
    NONE_(getblocking),
    NONE_(gettimeout),
    {"bind", socket_bind, METH_O, NULL},
    {"connect", socket_connect, METH_O, NULL},
    {"connect_ex", socket_connect_ex, METH_O, NULL},
    ONE(setblocking),
    ONE(settimeout),
    ONE(shutdown),
    {"listen", METHOD(socket_listen), METH_FASTCALL, NULL},
    MANY(setsockopt),
    MANY(getsockopt),
    {"recv", METHOD(socket_recv), METH_FASTCALL, NULL},
    {"recvfrom", METHOD(socket_recvfrom), METH_FASTCALL, NULL},
    {"recv_into", METHOD(socket_recv_into), METH_FASTCALL | METH_KEYWORDS,
     NULL},
    {"recvfrom_into", METHOD(socket_recvfrom_into),
     METH_FASTCALL | METH_KEYWORDS, NULL},
    {"send", METHOD(socket_send), METH_FASTCALL, NULL},
    {"sendall", METHOD(socket_sendall), METH_FASTCALL, NULL},
    {"sendto", METHOD(socket_sendto), METH_FASTCALL, NULL},
#undef NONE_
#undef ONE
#undef MANY
    {NULL, NULL, 0, NULL}};

static FieldDef members[] = {
    {"family", FIELD_INT, offsetof(Socket, family), FIELD_READONLY, NULL},
    {"type", FIELD_INT, offsetof(Socket, type), FIELD_READONLY, NULL},
    {"proto", FIELD_INT, offsetof(Socket, protocol), FIELD_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef getset[] = {
    {"timeout", (Object * (*)(Object *, void *)) s_gettimeout, NULL, NULL,
     NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT static Type socket_type = {
    TYPE_HEAD_INIT,
    .name = "_socket.socket",
    .basicsize = sizeof(Socket),
    .dealloc = socket_dealloc,
    .repr = socket_repr,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE,
    .methods = methods,
    .members = members,
    .getset = getset,
    .init = socket_init,
    .alloc = type_generic_alloc,
    .new_ = socket_new,
};

static Object *
wrap(int fd, int family, int type, int protocol)
{
    Object *self = socket_new(&socket_type, NULL, NULL);
    if (self != NULL) {
        SELF->fd = fd;
        SELF->family = family;
        SELF->type = type;
        SELF->protocol = protocol;
    } else {
        close(fd);
    }
    return self;
}

static Object *
m_socketpair(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int family, type, protocol, ends[2];
    if (!args_check_count("socketpair", nargs, 0, 3) ||
        !socket_optional_int(nargs > 0 ? args[0] : NULL, AF_UNIX, &family) ||
        !socket_optional_int(nargs > 1 ? args[1] : NULL, SOCK_STREAM, &type) ||
        !socket_optional_int(nargs > 2 ? args[2] : NULL, 0, &protocol)) {
        return NULL;
    }
    if (socketpair(family, type | SOCK_CLOEXEC, protocol, ends) < 0) {
        return socket_fail();
    }
    Object *a = wrap(ends[0], family, type, protocol);
    Object *b = wrap(ends[1], family, type, protocol);
    Object *pair = a == NULL || b == NULL ? NULL : tuple_pack(2, a, b);
    ref_xdec(a);
    ref_xdec(b);
    return pair;
}

static Object *
m_gethostname(Object *self, Object *unused)
{
    (void)self, (void)unused;
    char name[256];
    return gethostname(name, sizeof(name)) < 0 ? socket_fail()
                                               : str_from_text(name);
}

static Object *
m_getdefaulttimeout(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return default_timeout < 0 ? none_new() : float_new(default_timeout);
}

static Object *
m_setdefaulttimeout(Object *self, Object *o)
{
    (void)self;
    double seconds = o == NONE ? -1.0 : float_as_double(o);
    if (o != NONE && seconds < 0) {
        return error_occurred() ? NULL
                                : error_set_text(EXC(ValueError),
                                                 "Timeout value out of "
                                                 "range");
    }
    default_timeout = seconds;
    return none_new();
}

static Object *
m_close(Object *self, Object *o)
{
    (void)self;
    int fd = int_as_int(o);
    return fd == -1 && error_occurred() ? NULL : socket_done(close(fd));
}

static Object *
m_dup(Object *self, Object *o)
{
    (void)self;
    int fd = int_as_int(o);
    if (fd == -1 && error_occurred()) {
        return NULL;
    }
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? socket_fail() : int_from_long(copy);
}

static MethodDef functions[] = {
    {"socketpair", METHOD(m_socketpair), METH_FASTCALL, NULL},
    {"gethostname", m_gethostname, METH_NOARGS, NULL},
    {"getdefaulttimeout", m_getdefaulttimeout, METH_NOARGS, NULL},
    {"setdefaulttimeout", m_setdefaulttimeout, METH_O, NULL},
    {"close", m_close, METH_O, NULL},
    {"dup", m_dup, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static const struct {
    const char *name;
    long value;
} constants[] = {
#define C(name) {#name, name}
    C(AF_UNIX), C(AF_INET), C(AF_INET6), C(AF_UNSPEC), C(SOCK_STREAM),
    C(SOCK_DGRAM), C(SOCK_NONBLOCK), C(SOCK_CLOEXEC), C(SOL_SOCKET),
    C(SO_REUSEADDR), C(SO_REUSEPORT), C(SO_ERROR), C(SO_TYPE),
    C(SO_BROADCAST), C(SO_KEEPALIVE), C(SO_RCVBUF), C(SO_SNDBUF),
    C(SHUT_RD), C(SHUT_WR), C(SHUT_RDWR), C(IPPROTO_TCP), C(IPPROTO_UDP),
    C(IPPROTO_IPV6), C(IPV6_V6ONLY), C(TCP_NODELAY), C(MSG_PEEK),
    C(SOMAXCONN), C(AI_PASSIVE), C(AI_ADDRCONFIG), C(AI_CANONNAME),
    C(AI_NUMERICHOST), C(AI_NUMERICSERV), C(AI_ALL), C(AI_V4MAPPED),
    C(NI_NUMERICHOST), C(NI_NUMERICSERV), C(NI_NAMEREQD), C(NI_DGRAM),
    C(NI_NOFQDN), C(NI_MAXHOST), C(NI_MAXSERV), C(EAI_NONAME), C(EAI_AGAIN),
    C(EAI_FAIL), C(EAI_FAMILY), C(EAI_SERVICE), C(EAI_SOCKTYPE),
    C(EAI_SYSTEM), C(INADDR_ANY), C(INADDR_LOOPBACK), C(INADDR_BROADCAST),
    C(IPPROTO_IP), C(IPPROTO_ICMP), C(SOCK_RAW), C(SO_LINGER), C(SO_OOBINLINE),
    C(MSG_DONTWAIT), C(MSG_WAITALL), C(MSG_OOB), C(IP_TTL),
    C(IP_MULTICAST_TTL), C(IP_ADD_MEMBERSHIP), C(TCP_KEEPIDLE),
#undef C
    {NULL, 0}};

Object *
socket_module_new(void)
{
    Object *m = module_new("_socket");
    if (m == NULL || type_ready(&socket_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "socket", ref_new(&socket_type)) < 0 ||
        module_add(m, "SocketType", ref_new(&socket_type)) < 0 ||
        module_add(m, "error", ref_new(EXC(OSError))) < 0 ||
        module_add(m, "timeout", ref_new(EXC(TimeoutError))) < 0 ||
        socket_add_names(m) < 0 ||
        module_add(m, "has_ipv6", bool_new(true)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    for (int i = 0; constants[i].name != NULL; i++) {
        if (module_add_int(m, constants[i].name, constants[i].value) < 0) {
            ref_dec(m);
            return NULL;
        }
    }
    return m;
}
