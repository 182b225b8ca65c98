/* The module select: waiting for files to be ready: select and poll. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/select.h>

#include "gc/alloc.h"
#include "interp/modules/modules.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/objects/thread.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"

// The descriptor of a number or of what has fileno(); -1 with an error.
static int
descriptor(Object *o)
{
    Object *number = int_check(o) ? ref_new(o)
                                  : call_method_text(o, "fileno", NULL, 0);
    if (number == NULL) {
        if (error_matches(EXC(AttributeError))) {
            error_set_text(EXC(TypeError), "argument must be an int, or have "
                                           "a fileno() method.");
        }
        return -1;
    }
    int fd = int_as_int(number);
    ref_dec(number);
    if (fd < 0 && !error_occurred()) {
        error_format(EXC(ValueError), "file descriptor cannot be a negative "
                                      "integer (%i)", fd);
    }
    return error_occurred() ? -1 : fd;
}

static int
fill_set(Object *items, fd_set *set, int *top)
{
    FD_ZERO(set);
    for (ssize_t i = 0; i < tuple_size(items); i++) {
        int fd = descriptor(tuple_get(items, i));
        if (fd < 0 || fd >= FD_SETSIZE) {
            if (fd >= 0) {
                error_set_text(EXC(ValueError),
                               "filedescriptor out of range in select()");
            }
            return -1;
        }
        FD_SET(fd, set);
        *top = fd > *top ? fd : *top;
    }
    return 0;
}

static Object *
ready_items(Object *items, fd_set *set)
{
    Object *list = list_new(0);
    for (ssize_t i = 0; list != NULL && i < tuple_size(items); i++) {
        int fd = descriptor(tuple_get(items, i));
        if (fd < 0 || (FD_ISSET(fd, set) &&
                       list_append(list, tuple_get(items, i)) < 0)) {
            REF_CLEAR(list);
        }
    }
    return list;
}

// poll(2), begun anew after signals. -1 with an error.
static int
wait_for_any(struct pollfd *files, size_t n, double seconds)
{
    double left = seconds, end = (double)gil_clock() / 1e9 + seconds;
    int count;
    while ((count = gil_poll(files, n, left)) < 0) {
        if (errno != EINTR) {
            error_from_errno(EXC(OSError), NULL);
            return -1;
        }
        if (eval_handle_breaks(thread_current) < 0) {
            return -1;
        }
        double now = (double)gil_clock() / 1e9;
        left = seconds < 0 ? seconds : now < end ? end - now : 0;
    }
    return count;
}

// Until a file in one of the sets is ready; leaves in them which are.
static int
wait_for_sets(fd_set *sets, int top, double seconds)
{
    static const short events[] = {POLLIN, POLLOUT, POLLPRI};
    struct pollfd files[FD_SETSIZE];
    size_t n = 0;
    for (int fd = 0; fd <= top; fd++) {
        short wanted = 0;
        for (int i = 0; i < 3; i++) {
            wanted |= FD_ISSET(fd, &sets[i]) ? events[i] : 0;
        }
        if (wanted != 0) {
            files[n++] = (struct pollfd){.fd = fd, .events = wanted};
        }
    }
    int count = wait_for_any(files, n, seconds);
    if (count > 0) {
        struct timeval now = {0, 0};
        count = select(top + 1, &sets[0], &sets[1], &sets[2], &now);
        if (count < 0) {
            error_from_errno(EXC(OSError), NULL);
        }
    }
    return count;
}

static Object *
m_select(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("select", nargs, 3, 4)) {
        return NULL;
    }
    double seconds = -1.0;
    if (nargs == 4 && args[3] != NONE) {
        seconds = float_as_double(args[3]);
        if (seconds == -1.0 && error_occurred()) {
            error_set_text(EXC(TypeError),
                           "timeout must be a float or None");
            return NULL;
        }
        if (seconds < 0) {
            return error_set_text(EXC(ValueError),
                                  "timeout must be non-negative");
        }
    }
    Object *items[3] = {NULL, NULL, NULL}, *lists[3] = {NULL, NULL, NULL};
    Object *result = NULL;
    fd_set sets[3];
    int top = -1;
    for (int i = 0; i < 3; i++) {
        items[i] = sequence_tuple(args[i]);
        if (items[i] == NULL || fill_set(items[i], &sets[i], &top) < 0) {
            goto done;
        }
    }
    int n = wait_for_sets(sets, top, seconds);
    if (n < 0) {
        goto done;
    }
    for (int i = 0; i < 3; i++) {
        if (n == 0) {
            FD_ZERO(&sets[i]);
        }
        lists[i] = ready_items(items[i], &sets[i]);
        if (lists[i] == NULL) {
            goto done;
        }
    }
    result = tuple_pack(3, lists[0], lists[1], lists[2]);
done:
    for (int i = 0; i < 3; i++) {
        ref_xdec(items[i]);
        ref_xdec(lists[i]);
    }
    return result;
}

// ------------------------------------------------------------------------ poll

typedef struct Poll {
    Object base;
    Object *events; /* dict: descriptor -> events; owned */
    void *unused[3]; /* as large as CPython's */
} Poll;

#define SELF ((Poll *)self)

static int
set_events(Object *self, int fd, Object *events, bool must_exist)
{
    Object *key = int_from_long(fd);
    Object *value = events != NULL ? ref_new(events)
                                   : int_from_long(POLLIN | POLLPRI | POLLOUT);
    int failed = key == NULL || value == NULL ? -1 : 0;
    if (failed == 0 && must_exist) {
        int has = dict_contains(SELF->events, key);
        if (has == 0) {
            errno = ENOENT;
            error_from_errno(EXC(OSError), NULL);
        }
        failed = has > 0 ? 0 : -1;
    }
    failed = failed < 0 ? -1 : dict_set(SELF->events, key, value);
    ref_xdec(key);
    ref_xdec(value);
    return failed;
}

static Object *
poll_register(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("register", nargs, 1, 2)) {
        return NULL;
    }
    int fd = descriptor(args[0]);
    return fd < 0 || set_events(self, fd, nargs == 2 ? args[1] : NULL,
                                false) < 0
               ? NULL
               : none_new();
}

static Object *
poll_modify(Object *self, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("modify", nargs, 2, 2)) {
        return NULL;
    }
    int fd = descriptor(args[0]);
    return fd < 0 || set_events(self, fd, args[1], true) < 0 ? NULL
                                                             : none_new();
}

static Object *
poll_unregister(Object *self, Object *o)
{
    int fd = descriptor(o);
    Object *key = fd < 0 ? NULL : int_from_long(fd);
    int failed = key == NULL ? -1 : dict_delete(SELF->events, key);
    ref_xdec(key);
    return failed < 0 ? NULL : none_new();
}

static Object *
poll_poll(Object *self, Object *const *args, ssize_t nargs)
{
    int wait = -1;
    if (!args_check_count("poll", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 1 && args[0] != NONE) {
        double ms = float_as_double(args[0]);
        if (ms == -1.0 && error_occurred()) {
            return NULL;
        }
        wait = ms < 0 ? -1 : (int)ceil(ms);
    }
    size_t count = (size_t)dict_size(SELF->events), i = 0;
    struct pollfd *fds = mem_alloc((count + 1) * sizeof(*fds));
    if (fds == NULL) {
        return error_no_memory();
    }
    ssize_t position = 0;
    Object *key, *value, *list = NULL;
    while (i < count && dict_next(SELF->events, &position, &key, &value)) {
        fds[i++] = (struct pollfd){int_as_int(key), (short)int_as_int(value),
                                   0};
    }
    int n = wait_for_any(fds, i, wait < 0 ? -1 : wait / 1e3);
    list = n < 0 ? NULL : list_new(0);
    for (size_t k = 0; list != NULL && k < i; k++) {
        if (fds[k].revents == 0) {
            continue;
        }
        Object *fd = int_from_long(fds[k].fd);
        Object *events = int_from_long(fds[k].revents);
        Object *pair = fd == NULL || events == NULL
                           ? NULL
                           : tuple_pack(2, fd, events);
        ref_xdec(fd);
        ref_xdec(events);
        if (pair == NULL || list_append_steal(list, pair) < 0) {
            REF_CLEAR(list);
        }
    }
    mem_free(fds);
    return list;
}

static MethodDef poll_methods[] = {
    {"register", METHOD(poll_register), METH_FASTCALL, NULL},
    {"modify", METHOD(poll_modify), METH_FASTCALL, NULL},
    {"unregister", poll_unregister, METH_O, NULL},
    {"poll", METHOD(poll_poll), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef poll_members[] = {
    {"events", FIELD_OBJECT, offsetof(Poll, events),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT static Type poll_type;

static Object *
m_poll(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *events = dict_new();
    Poll *made = events == NULL ? NULL : object_new(&poll_type, 0);
    if (made == NULL) {
        ref_xdec(events);
        return NULL;
    }
    made->events = events;
    RECORD_TOUCH(made);
    return OBJ(made);
}

STATIC_OBJECT static Type poll_type = {
    TYPE_HEAD_INIT,
    .name = "select.poll",
    .basicsize = sizeof(Poll),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HELD | TYPE_DISALLOW_INSTANTIATION,
    .methods = poll_methods,
    .members = poll_members,
};

static MethodDef functions[] = {
    {"select", METHOD(m_select), METH_FASTCALL, NULL},
    {"poll", m_poll, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

Object *
select_module_new(void)
{
    static const struct {
        const char *name;
        long value;
    } constants[] = {{"POLLIN", POLLIN},     {"POLLPRI", POLLPRI},
                     {"POLLOUT", POLLOUT},   {"POLLERR", POLLERR},
                     {"POLLHUP", POLLHUP},   {"POLLNVAL", POLLNVAL},
                     {"POLLRDHUP", POLLRDHUP}, {"PIPE_BUF", 4096}};
    Object *m = module_new("select");
    if (m == NULL || type_ready(&poll_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "error", ref_new(EXC(OSError))) < 0) {
        ref_xdec(m);
        return NULL;
    }
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
        if (module_add_int(m, constants[i].name, constants[i].value) < 0) {
            ref_dec(m);
            return NULL;
        }
    }
    return m;
}
