/* The module resource: what the process has used, and its limits. */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "interp/modules/modules.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/structseq.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

STATIC_OBJECT Type rusage_type = {
    TYPE_HEAD_INIT,
    .name = "resource.struct_rusage",
    .flags = TYPE_HELD,
    .doc = "struct_rusage: Result from getrusage.",
};

static Object *
seconds(struct timeval t)
{
    return float_new((double)t.tv_sec + (double)t.tv_usec * 1e-6);
}

static Object *
m_getrusage(Object *self, Object *o)
{
    (void)self;
    struct rusage u;
    int who = int_as_int(o);
    if (who == -1 && error_occurred()) {
        return NULL;
    }
    if (getrusage(who, &u) < 0) {
        return errno == EINVAL ? error_set_text(EXC(ValueError),
                                                "invalid who parameter")
                               : error_from_errno(EXC(OSError), NULL);
    }
    const long numbers[] = {u.ru_maxrss,  u.ru_ixrss,   u.ru_idrss,
                            u.ru_isrss,   u.ru_minflt,  u.ru_majflt,
                            u.ru_nswap,   u.ru_inblock, u.ru_oublock,
                            u.ru_msgsnd,  u.ru_msgrcv,  u.ru_nsignals,
                            u.ru_nvcsw,   u.ru_nivcsw};
    Object *v[16] = {seconds(u.ru_utime), seconds(u.ru_stime)};
    for (int i = 0; i < 14; i++) {
        v[i + 2] = int_from_long(numbers[i]);
    }
    return structseq_new(&rusage_type, v);
}

// (soft, hard); -1 is no limit.
static Object *
limit_pair(const struct rlimit *limit)
{
    Object *soft = int_from_long((long)limit->rlim_cur);
    Object *hard = int_from_long((long)limit->rlim_max);
    Object *pair = soft == NULL || hard == NULL ? NULL
                                                : tuple_pack(2, soft, hard);
    ref_xdec(soft);
    ref_xdec(hard);
    return pair;
}

// Which limit; 0 with an error.
static int
read_which(Object *o, int *which)
{
    *which = int_as_int(o);
    if (*which == -1 && error_occurred()) {
        return 0;
    }
    if (*which < 0 || *which >= (int)RLIM_NLIMITS) {
        error_set_text(EXC(ValueError), "invalid resource specified");
        return 0;
    }
    return 1;
}

static Object *
m_getrlimit(Object *self, Object *o)
{
    (void)self;
    int which;
    struct rlimit limit;
    if (!read_which(o, &which)) {
        return NULL;
    }
    return getrlimit((unsigned)which, &limit) < 0
               ? error_from_errno(EXC(OSError), NULL)
               : limit_pair(&limit);
}

static Object *
m_setrlimit(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    int which;
    if (!args_check_count("setrlimit", nargs, 2, 2) ||
        !read_which(args[0], &which)) {
        return NULL;
    }
    Object *pair = sequence_tuple(args[1]);
    if (pair == NULL) {
        return NULL;
    }
    if (tuple_size(pair) != 2) {
        ref_dec(pair);
        return error_set_text(EXC(ValueError),
                              "expected a tuple of 2 integers");
    }
    struct rlimit limit = {(rlim_t)int_as_long(tuple_get(pair, 0)),
                           (rlim_t)int_as_long(tuple_get(pair, 1))};
    ref_dec(pair);
    if (error_occurred()) {
        return NULL;
    }
    if (setrlimit((unsigned)which, &limit) == 0) {
        return none_new();
    }
    return errno == EINVAL
               ? error_set_text(EXC(ValueError),
                                "current limit exceeds maximum limit")
           : errno == EPERM
               ? error_set_text(EXC(ValueError),
                                "not allowed to raise maximum limit")
               : error_from_errno(EXC(OSError), NULL);
}

static Object *
m_getpagesize(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long(sysconf(_SC_PAGESIZE));
}

static MethodDef functions[] = {
    {"getrusage", m_getrusage, METH_O, NULL},
    {"getrlimit", m_getrlimit, METH_O, NULL},
    {"setrlimit", METHOD(m_setrlimit), METH_FASTCALL, NULL},
    {"getpagesize", m_getpagesize, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static const struct {
    const char *name;
    long value;
} constants[] = {
#define C(name) {#name, (long)name}
    C(RUSAGE_SELF),   C(RUSAGE_CHILDREN), C(RUSAGE_THREAD), C(RLIMIT_AS),
    C(RLIMIT_CORE),   C(RLIMIT_CPU),      C(RLIMIT_DATA),   C(RLIMIT_FSIZE),
    C(RLIMIT_MEMLOCK), C(RLIMIT_NOFILE),  C(RLIMIT_NPROC),  C(RLIMIT_RSS),
    C(RLIMIT_STACK),  C(RLIM_INFINITY),
#undef C
    {NULL, 0}};

Object *
resource_module_new(void)
{
    static const char *const fields[] = {
        "ru_utime",  "ru_stime",   "ru_maxrss",  "ru_ixrss",    "ru_idrss",
        "ru_isrss",  "ru_minflt",  "ru_majflt",  "ru_nswap",    "ru_inblock",
        "ru_oublock", "ru_msgsnd", "ru_msgrcv",  "ru_nsignals", "ru_nvcsw",
        "ru_nivcsw", NULL};
    Object *m = module_new("resource");
    if (m == NULL || structseq_ready(&rusage_type, fields, 16, true) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "error", ref_new(EXC(OSError))) < 0 ||
        module_add(m, "struct_rusage", ref_new(&rusage_type)) < 0) {
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
