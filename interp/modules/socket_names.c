/* How names become addresses and back: socket.getaddrinfo and its relatives. */
#include "interp/modules/socket_module.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <string.h>

#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/vm/gil.h"

static Object *lookup_error, *host_error; // made once; owned by the module too

// (code, text) as an exception; NULL.
static Object *
raise_code(Object *type, int code, const char *text)
{
    Object *number = int_from_long(code), *message = str_from_text(text);
    Object *args = number == NULL || message == NULL
                       ? NULL
                       : tuple_pack(2, number, message);
    Object *error = args == NULL ? NULL : call_object(type, args, NULL);
    if (error != NULL) {
        error_set_object(type, error);
    }
    ref_xdec(number);
    ref_xdec(message);
    ref_xdec(args);
    ref_xdec(error);
    return NULL;
}

Object *
socket_fail_lookup(int code)
{
    return code == EAI_SYSTEM ? socket_fail()
                              : raise_code(lookup_error, code,
                                           gai_strerror(code));
}

int
socket_look_up(const char *host, const char *service,
               const struct addrinfo *hints, struct addrinfo **found)
{
    bool released = gil_release_foreign();
    int code = getaddrinfo(host, service, hints, found);
    gil_reacquire(released);
    return code;
}

// A host or a service: NULL for None. -1 with an error; `digits` holds an int.
static int
name_argument(Object *o, const char *error, char *digits, size_t room,
              const char **out)
{
    *out = NULL;
    if (o == NULL || o == NONE) {
        return 0;
    }
    if (str_check(o) || bytes_check(o)) {
        *out = str_check(o) ? str_as_utf8(o, NULL) : bytes_data(o);
        return *out == NULL ? -1 : 0;
    }
    if (digits != NULL && int_check(o)) {
        long n = int_as_long(o);
        snprintf(digits, room, "%ld", n);
        *out = digits;
        return n == -1 && error_occurred() ? -1 : 0;
    }
    error_set_text(digits != NULL ? EXC(OSError) : EXC(TypeError), error);
    return -1;
}

// (family, type, protocol, canonical name, address)
static Object *
info_tuple(const struct addrinfo *info)
{
    const long numbers[] = {info->ai_socktype, info->ai_protocol};
    Object *parts[5] = {
        int_from_long(info->ai_family), int_from_long(numbers[0]),
        int_from_long(numbers[1]),
        str_from_text(info->ai_canonname == NULL ? "" : info->ai_canonname),
        socket_address_object((const SocketAddress *)(void *)info->ai_addr,
                              info->ai_addrlen)};
    for (int i = 0; i < 5; i++) {
        if (parts[i] == NULL) {
            for (int k = 0; k < 5; k++) {
                ref_xdec(parts[k]);
            }
            return NULL;
        }
    }
    return tuple_from_array_steal(parts, 5);
}

static Object *
m_getaddrinfo(Object *self, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"host", "port", "family", "type",
                                        "proto", "flags", NULL};
    static const ArgsSpec spec = {"getaddrinfo", names, 2, 0, 0};
    Object *v[6];
    struct addrinfo hints = {0}, *found = NULL;
    char digits[32];
    const char *host, *service;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        !socket_optional_int(v[2], 0, &hints.ai_family) ||
        !socket_optional_int(v[3], 0, &hints.ai_socktype) ||
        !socket_optional_int(v[4], 0, &hints.ai_protocol) ||
        !socket_optional_int(v[5], 0, &hints.ai_flags) ||
        name_argument(v[0], "getaddrinfo() argument 1 must be string or None",
                      NULL, 0, &host) < 0 ||
        name_argument(v[1], "Int or String expected", digits, sizeof(digits),
                      &service) < 0) {
        return NULL;
    }
    int code = socket_look_up(host, service, &hints, &found);
    if (code != 0) {
        return socket_fail_lookup(code);
    }
    Object *list = list_new(0);
    for (struct addrinfo *i = found; list != NULL && i != NULL;
         i = i->ai_next) {
        Object *info = info_tuple(i);
        if (info == NULL || list_append_steal(list, info) < 0) {
            REF_CLEAR(list);
        }
    }
    freeaddrinfo(found);
    return list;
}

static Object *
m_gethostbyname(Object *self, Object *o)
{
    (void)self;
    SocketAddress a;
    memset(&a, 0, sizeof(a));
    char host[INET_ADDRSTRLEN];
    const char *name;
    if (name_argument(o, "str, bytes or bytearray expected", NULL, 0,
                      &name) < 0 ||
        socket_read_host(name == NULL ? "" : name, AF_INET, &a) < 0) {
        return NULL;
    }
    inet_ntop(AF_INET, &a.inet.sin_addr, host, sizeof(host));
    return str_from_text(host);
}

static Object *
list_of_names(char **names)
{
    Object *list = list_new(0);
    for (; list != NULL && names != NULL && *names != NULL; names++) {
        Object *name = str_from_text(*names);
        if (name == NULL || list_append_steal(list, name) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

static Object *
list_of_addresses(const struct hostent *host)
{
    Object *list = list_new(0);
    for (char **a = host->h_addr_list; list != NULL && *a != NULL; a++) {
        char text[INET6_ADDRSTRLEN];
        inet_ntop(host->h_addrtype, *a, text, sizeof(text));
        Object *name = str_from_text(text);
        if (name == NULL || list_append_steal(list, name) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

// (name, aliases, addresses), or herror.
static Object *
host_tuple(const struct hostent *host)
{
    if (host == NULL) {
        return raise_code(host_error, h_errno, hstrerror(h_errno));
    }
    Object *name = str_from_text(host->h_name);
    Object *aliases = list_of_names(host->h_aliases);
    Object *addresses = list_of_addresses(host);
    Object *result = name == NULL || aliases == NULL || addresses == NULL
                         ? NULL
                         : tuple_pack(3, name, aliases, addresses);
    ref_xdec(name);
    ref_xdec(aliases);
    ref_xdec(addresses);
    return result;
}

static Object *
m_gethostbyname_ex(Object *self, Object *o)
{
    Object *address = m_gethostbyname(self, o); // gaierror, if there is none
    if (address == NULL) {
        return NULL;
    }
    ref_dec(address);
    const char *name;
    return name_argument(o, "", NULL, 0, &name) < 0
               ? NULL
               : host_tuple(gethostbyname(name));
}

static Object *
m_gethostbyaddr(Object *self, Object *o)
{
    Object *address = m_gethostbyname(self, o);
    if (address == NULL) {
        return NULL;
    }
    struct in_addr in;
    inet_pton(AF_INET, str_as_utf8(address, NULL), &in);
    ref_dec(address);
    return host_tuple(gethostbyaddr(&in, sizeof(in), AF_INET));
}

static Object *
m_getnameinfo(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    SocketAddress a;
    socklen_t length;
    int flags;
    char host[NI_MAXHOST], service[NI_MAXSERV];
    if (!args_check_count("getnameinfo", nargs, 2, 2) ||
        !socket_optional_int(args[1], 0, &flags) ||
        socket_read_address(AF_INET, "getnameinfo", args[0], &a, &length) <
            0) {
        return NULL;
    }
    bool released = gil_release_foreign();
    int code = getnameinfo(&a.any, length, host, sizeof(host), service,
                           sizeof(service), flags);
    gil_reacquire(released);
    if (code != 0) {
        return socket_fail_lookup(code);
    }
    Object *name = str_from_text(host), *port = str_from_text(service);
    Object *pair = name == NULL || port == NULL ? NULL
                                                : tuple_pack(2, name, port);
    ref_xdec(name);
    ref_xdec(port);
    return pair;
}

static Object *
m_getservbyname(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    const char *name, *protocol = NULL;
    if (!args_check_count("getservbyname", nargs, 1, 2) ||
        name_argument(args[0], "str expected", NULL, 0, &name) < 0 ||
        name_argument(nargs == 2 ? args[1] : NULL, "str expected", NULL, 0,
                      &protocol) < 0) {
        return NULL;
    }
    const struct servent *found = getservbyname(name == NULL ? "" : name,
                                                protocol);
    return found == NULL
               ? error_set_text(EXC(OSError), "service/proto not found")
               : int_from_long(ntohs((uint16_t)found->s_port));
}

static Object *
m_getservbyport(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    const char *protocol = NULL;
    in_port_t port;
    if (!args_check_count("getservbyport", nargs, 1, 2) ||
        socket_read_port("getservbyport", args[0], &port) < 0 ||
        name_argument(nargs == 2 ? args[1] : NULL, "str expected", NULL, 0,
                      &protocol) < 0) {
        return NULL;
    }
    const struct servent *found = getservbyport(port, protocol);
    return found == NULL
               ? error_set_text(EXC(OSError), "port/proto not found")
               : str_from_text(found->s_name);
}

static Object *
m_inet_pton(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    unsigned char packed[16];
    if (!args_check_count("inet_pton", nargs, 2, 2)) {
        return NULL;
    }
    int family = int_as_int(args[0]);
    const char *text = str_as_utf8(args[1], NULL);
    if (text == NULL || (family == -1 && error_occurred())) {
        return NULL;
    }
    int result = inet_pton(family, text, packed);
    return result < 0    ? socket_fail()
           : result == 0 ? error_set_text(EXC(OSError),
                                          "illegal IP address string passed "
                                          "to inet_pton")
                         : bytes_new((char *)packed,
                                     family == AF_INET ? 4 : 16);
}

static Object *
m_inet_ntop(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    char text[INET6_ADDRSTRLEN];
    if (!args_check_count("inet_ntop", nargs, 2, 2)) {
        return NULL;
    }
    int family = int_as_int(args[0]);
    if (family == -1 && error_occurred()) {
        return NULL;
    }
    if (family != AF_INET && family != AF_INET6) {
        return error_format(EXC(ValueError), "unknown address family %d",
                            family);
    }
    if (!bytes_check(args[1]) ||
        bytes_size(args[1]) != (family == AF_INET ? 4 : 16)) {
        return error_set_text(EXC(ValueError),
                              "invalid length of packed IP address string");
    }
    return inet_ntop(family, bytes_data(args[1]), text, sizeof(text)) == NULL
               ? socket_fail()
               : str_from_text(text);
}

static Object *
m_inet_aton(Object *self, Object *o)
{
    (void)self;
    struct in_addr in;
    const char *text;
    if (name_argument(o, "str expected", NULL, 0, &text) < 0) {
        return NULL;
    }
    return text == NULL || inet_aton(text, &in) == 0
               ? error_set_text(EXC(OSError), "illegal IP address string "
                                              "passed to inet_aton")
               : bytes_new((char *)&in, 4);
}

static Object *
m_inet_ntoa(Object *self, Object *o)
{
    Object *args[2] = {int_from_long(AF_INET), o};
    Object *text = bytes_check(o) && bytes_size(o) == 4
                       ? m_inet_ntop(self, args, 2)
                       : error_set_text(EXC(OSError),
                                        "packed IP wrong length");
    ref_dec(args[0]);
    return text;
}

// The number of `bits` with its bytes turned round.
static Object *
turned(Object *o, int bits, const char *function)
{
    long n = int_as_long(o);
    if (n == -1 && error_occurred()) {
        return NULL;
    }
    if (n < 0) {
        return error_format(EXC(OverflowError),
                            "%s: can't convert negative Python int to C "
                            "%d-bit unsigned integer", function, bits);
    }
    if (n >> bits != 0) {
        return error_format(EXC(OverflowError),
                            "%s: Python int too large to convert to C %d-bit "
                            "unsigned integer", function, bits);
    }
    return int_from_long(bits == 16 ? htons((uint16_t)n)
                                    : htonl((uint32_t)n));
}

static Object *
m_htons(Object *self, Object *o)
{
    (void)self;
    return turned(o, 16, "htons");
}

static Object *
m_htonl(Object *self, Object *o)
{
    (void)self;
    return turned(o, 32, "htonl");
}

static Object *
m_if_nameindex(Object *self, Object *unused)
{
    (void)self, (void)unused;
    struct if_nameindex *found = if_nameindex();
    Object *list = found == NULL ? socket_fail() : list_new(0);
    for (struct if_nameindex *i = found; list != NULL && i->if_index != 0;
         i++) {
        Object *number = int_from_long(i->if_index);
        Object *name = str_from_text(i->if_name);
        Object *pair = number == NULL || name == NULL
                           ? NULL
                           : tuple_pack(2, number, name);
        ref_xdec(number);
        ref_xdec(name);
        if (pair == NULL || list_append_steal(list, pair) < 0) {
            REF_CLEAR(list);
        }
    }
    if (found != NULL) {
        if_freenameindex(found);
    }
    return list;
}

static MethodDef functions[] = {
    {"getaddrinfo", METHOD(m_getaddrinfo), METH_FASTCALL | METH_KEYWORDS,
     "getaddrinfo(host, port [, family, type, proto, flags])\n    -> list of "
     "(family, type, proto, canonname, sockaddr)"},
    {"gethostbyname", m_gethostbyname, METH_O,
     "gethostbyname(host) -> address"},
    {"gethostbyname_ex", m_gethostbyname_ex, METH_O, NULL},
    {"gethostbyaddr", m_gethostbyaddr, METH_O, NULL},
    {"getnameinfo", METHOD(m_getnameinfo), METH_FASTCALL, NULL},
    {"getservbyname", METHOD(m_getservbyname), METH_FASTCALL, NULL},
    {"getservbyport", METHOD(m_getservbyport), METH_FASTCALL, NULL},
    {"inet_pton", METHOD(m_inet_pton), METH_FASTCALL, NULL},
    {"inet_ntop", METHOD(m_inet_ntop), METH_FASTCALL, NULL},
    {"inet_aton", m_inet_aton, METH_O, NULL},
    {"inet_ntoa", m_inet_ntoa, METH_O, NULL},
    {"htons", m_htons, METH_O, NULL},
    {"htonl", m_htonl, METH_O, NULL},
    {"ntohs", m_htons, METH_O, NULL},
    {"ntohl", m_htonl, METH_O, NULL},
    {"if_nameindex", m_if_nameindex, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

int
socket_add_names(Object *module)
{
    static bool registered;
    if (!registered) {
        registered = true;
        ref_root(&lookup_error, "the module _socket: gaierror");
        ref_root(&host_error, "the module _socket: herror");
    }
    REF_SET(lookup_error, module_exception("socket", "gaierror",
                                           EXC(OSError)));
    REF_SET(host_error, module_exception("socket", "herror",
                                         EXC(OSError)));
    RECORD_ROOTS();
    return lookup_error == NULL || host_error == NULL ||
                   module_add_functions(module, functions) < 0 ||
                   module_add(module, "gaierror", ref_new(lookup_error)) < 0 ||
                   module_add(module, "herror", ref_new(host_error)) < 0
               ? -1
               : 0;
}
