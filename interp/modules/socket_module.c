/* The module _socket: connected pairs and streams, as far as asyncio and
 * subprocess need them. Names are not looked up; addresses are numbers. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/thread.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"

typedef struct Socket {
    Object base;
    int fd; /* -1: closed */
    int family, type, protocol;
    double timeout; /* seconds; -1: none */
} Socket;

#define SELF ((Socket *)self)

static Object *
fail(void)
{
    return error_from_errno(EXC(OSError), NULL);
}

static Object *
done(int result)
{
    return result < 0 ? fail() : none_new();
}

// After EINTR: the signals' handlers. -1 when one raised.
static bool
again(ssize_t result)
{
    return result < 0 && errno == EINTR &&
           eval_handle_breaks(thread_current) == 0;
}

static int
optional_int(Object *o, int otherwise, int *out)
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
        !optional_int(v[0], -1, &family) || !optional_int(v[1], -1, &type) ||
        !optional_int(v[2], -1, &protocol) || !optional_int(v[3], -1, &fd)) {
        return -1;
    }
    family = family == -1 ? AF_INET : family;
    type = type == -1 ? SOCK_STREAM : type;
    protocol = protocol == -1 ? 0 : protocol;
    if (fd < 0) {
        fd = socket(family, type | SOCK_CLOEXEC, protocol);
    }
    if (fd < 0) {
        fail();
        return -1;
    }
    SELF->fd = fd;
    SELF->family = family;
    SELF->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    SELF->protocol = protocol;
    SELF->timeout = -1.0;
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

// --------------------------------------------------------------------- address

typedef union Address {
    struct sockaddr any;
    struct sockaddr_in inet;
    struct sockaddr_un local;
} Address;

static int
read_address(Object *self, Object *o, Address *out, socklen_t *length)
{
    memset(out, 0, sizeof(*out));
    if (SELF->family == AF_UNIX) {
        Object *path = str_check(o) ? str_encode_fs(o) : ref_new(o);
        ssize_t n = path == NULL || !bytes_check(path) ? -1
                                                       : bytes_size(path);
        if (n < 0 || (size_t)n >= sizeof(out->local.sun_path)) {
            ref_xdec(path);
            error_set_text(EXC(OSError), "AF_UNIX path too long");
            return -1;
        }
        out->local.sun_family = AF_UNIX;
        memcpy(out->local.sun_path, bytes_data(path), (size_t)n);
        ref_dec(path);
        *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
                              (size_t)n + 1);
        return 0;
    }
    if (!tuple_check(o) || tuple_size(o) != 2 ||
        !str_check(tuple_get(o, 0))) {
        error_set_text(EXC(TypeError), "AF_INET address must be tuple");
        return -1;
    }
    const char *host = str_as_utf8(tuple_get(o, 0), NULL);
    int port = int_as_int(tuple_get(o, 1));
    if (host == NULL || (port == -1 && error_occurred())) {
        return -1;
    }
    host = *host == '\0'                       ? "0.0.0.0"
           : strcmp(host, "localhost") == 0 ? "127.0.0.1"
                                            : host;
    out->inet.sin_family = AF_INET;
    out->inet.sin_port = htons((uint16_t)port);
    if (inet_pton(AF_INET, host, &out->inet.sin_addr) != 1) {
        error_format(EXC(OSError), "cannot look up the name '%s': this "
                                   "runtime knows numeric addresses only",
                     host);
        return -1;
    }
    *length = sizeof(out->inet);
    return 0;
}

static Object *
address_object(const Address *a)
{
    if (a->any.sa_family != AF_INET) {
        return str_decode_fs(a->local.sun_path,
                             (ssize_t)strnlen(a->local.sun_path,
                                              sizeof(a->local.sun_path)));
    }
    char host[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &a->inet.sin_addr, host, sizeof(host));
    Object *name = str_from_text(host);
    Object *port = int_from_long(ntohs(a->inet.sin_port));
    Object *pair = name == NULL || port == NULL ? NULL
                                                : tuple_pack(2, name, port);
    ref_xdec(name);
    ref_xdec(port);
    return pair;
}

static Object *
s_bind(Object *self, Object *o)
{
    Address a;
    socklen_t n;
    return read_address(self, o, &a, &n) < 0 ? NULL
                                             : done(bind(SELF->fd, &a.any,
                                                         n));
}

// connect(2). While recording it is begun without waiting, so that the other
// side's threads see it at the same moment in every run.
static int
connect_once(int fd, const Address *a, socklen_t n)
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
connect_to(int fd, const Address *a, socklen_t n)
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

static Object *
s_connect(Object *self, Object *o)
{
    Address a;
    socklen_t n;
    if (read_address(self, o, &a, &n) < 0) {
        return NULL;
    }
    int result = connect_to(SELF->fd, &a, n);
    return error_occurred() ? NULL : done(result);
}

static Object *
s_connect_ex(Object *self, Object *o)
{
    Address a;
    socklen_t n;
    if (read_address(self, o, &a, &n) < 0) {
        return NULL;
    }
    int result = connect_to(SELF->fd, &a, n) < 0 ? errno : 0;
    return error_occurred() ? NULL : int_from_long(result);
}

static Object *
s_listen(Object *self, Object *const *args, ssize_t nargs)
{
    int backlog;
    return args_check_count("listen", nargs, 0, 1) &&
                   optional_int(nargs == 0 ? NULL : args[0], 128, &backlog)
               ? done(listen(SELF->fd, backlog))
               : NULL;
}

static Object *
s_accept(Object *self, Object *unused)
{
    (void)unused;
    Address a;
    socklen_t n = sizeof(a);
    int fd;
    memset(&a, 0, sizeof(a));
    do {
        int released = gil_release_to_read(SELF->fd);
        fd = released < 0 ? -1
                          : accept4(SELF->fd, &a.any, &n, SOCK_CLOEXEC);
        gil_reacquire(released > 0);
    } while (again(fd));
    if (fd < 0) {
        return error_occurred() ? NULL : fail();
    }
    Object *number = int_from_long(fd), *address = address_object(&a);
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
    Address a;
    socklen_t n = sizeof(a);
    memset(&a, 0, sizeof(a));
    return get(SELF->fd, &a.any, &n) < 0 ? fail() : address_object(&a);
}

static Object *
s_getsockname(Object *self, Object *unused)
{
    (void)unused;
    return name_with(self, getsockname);
}

static Object *
s_getpeername(Object *self, Object *unused)
{
    (void)unused;
    return name_with(self, getpeername);
}

// ----------------------------------------------------------------------- bytes

static Object *
s_recv(Object *self, Object *const *args, ssize_t nargs)
{
    int flags;
    if (!args_check_count("recv", nargs, 1, 2) ||
        !optional_int(nargs == 2 ? args[1] : NULL, 0, &flags)) {
        return NULL;
    }
    ssize_t n = number_as_ssize(args[0], EXC(OverflowError)), got;
    if (n < 0) {
        return error_occurred() ? NULL
                                : error_set_text(EXC(ValueError),
                                                 "negative buffersize in "
                                                 "recv");
    }
    Object *bytes = bytes_new(NULL, n);
    if (bytes == NULL) {
        return NULL;
    }
    do {
        got = gil_read(SELF->fd, bytes_data(bytes), (size_t)n, flags);
    } while (again(got));
    if (got < 0) {
        ref_dec(bytes);
        return error_occurred() ? NULL : fail();
    }
    if (got != n && bytes_resize(&bytes, got) < 0) {
        return NULL;
    }
    return bytes;
}

static Object *
s_recv_into(Object *self, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    static const char *const names[] = {"buffer", "nbytes", "flags", NULL};
    static const ArgsSpec spec = {"recv_into", names, 1, 0, 0};
    Object *v[3];
    int n, flags;
    BufferView view;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !optional_int(v[1], 0, &n) || !optional_int(v[2], 0, &flags) ||
        buffer_get(v[0], &view, BUFFER_WRITABLE) < 0) {
        return NULL;
    }
    ssize_t got;
    do {
        got = gil_read(SELF->fd, view.buf,
                       n == 0 ? (size_t)view.len : (size_t)n, flags);
    } while (again(got));
    int code = errno;
    buffer_release(&view);
    errno = code;
    return got >= 0 ? int_from_ssize(got) : error_occurred() ? NULL : fail();
}

static Object *
send_bytes(Object *self, Object *const *args, ssize_t nargs, bool all)
{
    int flags;
    BufferView view;
    if (!args_check_count(all ? "sendall" : "send", nargs, 1, 2) ||
        !optional_int(nargs == 2 ? args[1] : NULL, 0, &flags) ||
        buffer_get(args[0], &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    ssize_t sent = 0, n = 0;
    do {
        n = gil_write(SELF->fd, (char *)view.buf + sent,
                      (size_t)(view.len - sent), flags | MSG_NOSIGNAL);
        sent += n > 0 ? n : 0;
    } while (again(n) || (all && n > 0 && sent < view.len));
    int code = errno;
    buffer_release(&view);
    errno = code;
    if (n < 0) {
        return error_occurred() ? NULL : fail();
    }
    return all ? none_new() : int_from_ssize(sent);
}

static Object *
s_send(Object *self, Object *const *args, ssize_t nargs)
{
    return send_bytes(self, args, nargs, false);
}

static Object *
s_sendall(Object *self, Object *const *args, ssize_t nargs)
{
    return send_bytes(self, args, nargs, true);
}

// --------------------------------------------------------------------- the rest

static Object *
s_close(Object *self, Object *unused)
{
    (void)unused;
    int fd = SELF->fd;
    SELF->fd = -1;
    return fd >= 0 && close(fd) < 0 && errno != ECONNRESET ? fail()
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
    return done(set_blocking(self, blocking != 0));
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
    SELF->timeout = seconds;
    struct timeval wait = {(time_t)(seconds > 0 ? seconds : 0),
                           (suseconds_t)(seconds > 0
                                             ? (seconds - (double)(time_t)
                                                seconds) * 1e6
                                             : 0)};
    setsockopt(SELF->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    setsockopt(SELF->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
    return done(set_blocking(self, seconds != 0.0));
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
                            : done(setsockopt(SELF->fd, level, name, &value,
                                              sizeof(value)));
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
               ? fail()
               : int_from_long(value);
}

static Object *
s_shutdown(Object *self, Object *o)
{
    int how = int_as_int(o);
    return how == -1 && error_occurred() ? NULL
                                         : done(shutdown(SELF->fd, how));
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
    {"_accept", s_accept, METH_NOARGS, NULL}, NONE_(getsockname),
    NONE_(getpeername), NONE_(close), NONE_(detach), NONE_(fileno),
    NONE_(getblocking), NONE_(gettimeout), ONE(bind), ONE(connect),
    ONE(connect_ex), ONE(setblocking), ONE(settimeout), ONE(shutdown),
    MANY(listen), MANY(recv), MANY(send), MANY(sendall), MANY(setsockopt),
    MANY(getsockopt),
    {"recv_into", METHOD(s_recv_into), METH_FASTCALL | METH_KEYWORDS, NULL},
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
        !optional_int(nargs > 0 ? args[0] : NULL, AF_UNIX, &family) ||
        !optional_int(nargs > 1 ? args[1] : NULL, SOCK_STREAM, &type) ||
        !optional_int(nargs > 2 ? args[2] : NULL, 0, &protocol)) {
        return NULL;
    }
    if (socketpair(family, type | SOCK_CLOEXEC, protocol, ends) < 0) {
        return fail();
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
    return gethostname(name, sizeof(name)) < 0 ? fail()
                                               : str_from_text(name);
}

static Object *
m_getdefaulttimeout(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return none_new();
}

static Object *
m_close(Object *self, Object *o)
{
    (void)self;
    int fd = int_as_int(o);
    return fd == -1 && error_occurred() ? NULL : done(close(fd));
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
    return copy < 0 ? fail() : int_from_long(copy);
}

static MethodDef functions[] = {
    {"socketpair", METHOD(m_socketpair), METH_FASTCALL, NULL},
    {"gethostname", m_gethostname, METH_NOARGS, NULL},
    {"getdefaulttimeout", m_getdefaulttimeout, METH_NOARGS, NULL},
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
    C(SOMAXCONN),
#undef C
    {"AI_PASSIVE", 1},  {"AI_ADDRCONFIG", 32}, {"NI_NUMERICHOST", 1},
    {"NI_NUMERICSERV", 2}, {"EAI_NONAME", -2}, {NULL, 0}};

// socket.gaierror and socket.herror.
static Object *
make_error(const char *name)
{
    Object *dict = dict_new(), *bases = tuple_pack(1, EXC(OSError));
    Object *module = str_from_text("socket");
    Object *class = dict == NULL || bases == NULL || module == NULL ||
                            dict_set(dict, dn_module, module) < 0
                        ? NULL
                        : type_make(name, bases, dict);
    ref_xdec(dict);
    ref_xdec(bases);
    ref_xdec(module);
    return class;
}

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
        module_add(m, "gaierror", make_error("gaierror")) < 0 ||
        module_add(m, "herror", make_error("herror")) < 0 ||
        module_add(m, "has_ipv6", bool_new(false)) < 0) {
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
