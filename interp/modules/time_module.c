/* The module time. */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gc/alloc.h"
#include "interp/modules/import.h"
#include "interp/modules/modules.h"
#include "interp/objects/dict.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/namespace.h"
#include "interp/objects/bool.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/structseq.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/vm/eval.h"
#include "interp/vm/gil.h"

STATIC_OBJECT static Type struct_time_type = {
    TYPE_HEAD_INIT,
    .name = "time.struct_time",
    .flags = TYPE_HELD,
    .doc = "The time value as returned by gmtime(), localtime(), and "
           "strptime(), and\n accepted by asctime(), mktime() and "
           "strftime().",
};

enum { SECOND = 1000000000 }; // in ns

static int64_t
real_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

// What the wall clock of the recorder shows at its start: the true time, or
// the second that SOURCE_DATE_EPOCH says.
static int64_t
recorded_start(void)
{
    static int64_t start = -1;
    if (start < 0) {
        const char *text = getenv("SOURCE_DATE_EPOCH");
        char *end;
        long long epoch = text == NULL ? -1 : strtoll(text, &end, 10);
        start = epoch >= 0 && end != text && *end == '\0' && epoch < 1LL << 33
                    ? epoch * SECOND
                    : real_ns(CLOCK_REALTIME) - (int64_t)gil_clock();
    }
    return start;
}

// While recording all clocks follow the recorder's: the same program makes
// the same trace.
static int64_t
clock_ns(clockid_t clock)
{
    if (!gil_is_recorded()) {
        return real_ns(clock);
    }
    switch (clock) {
    case CLOCK_REALTIME:
        return recorded_start() + (int64_t)gil_clock();
    case CLOCK_MONOTONIC:
        return 1000 * (int64_t)SECOND + (int64_t)gil_clock();
    default:
        return (int64_t)gil_busy_clock();
    }
}

#define CLOCK(name, id)                                                      \
    static Object *m_##name(Object *self, Object *unused)                    \
    {                                                                        \
        (void)self, (void)unused;                                            \
        return float_new((double)clock_ns(id) * 1e-9);                       \
    }                                                                        \
    static Object *m_##name##_ns(Object *self, Object *unused)               \
    {                                                                        \
        (void)self, (void)unused;                                            \
        return int_from_ssize(clock_ns(id));                                 \
    }
CLOCK(time, CLOCK_REALTIME)
CLOCK(monotonic, CLOCK_MONOTONIC)
CLOCK(process_time, CLOCK_PROCESS_CPUTIME_ID)
CLOCK(thread_time, CLOCK_THREAD_CPUTIME_ID)

static Object *
m_sleep(Object *self, Object *o)
{
    (void)self;
    double seconds = float_as_seconds(o);
    if (seconds == -1.0 && error_occurred() != NULL) {
        return NULL;
    }
    if (seconds < 0) {
        return error_set_text(EXC(ValueError),
                              "sleep length must be non-negative");
    }
    if (seconds > 9.2e9) {
        return error_set_text(EXC(OverflowError),
                              "timestamp out of range for platform time_t");
    }
    if (gil_thread_count > 1 || gil_is_recorded()) {
        int status;
        uint64_t end = gil_clock() + (uint64_t)(seconds * 1e9);
        do {
            uint64_t now = gil_clock();
            status = gil_wait(NULL, now < end ? (double)(end - now) / 1e9 : 0,
                              NULL);
        } while (status > 0);
        return status < 0 ? NULL : none_new();
    }
    struct timespec left = {(time_t)seconds,
                            (long)((seconds - floor(seconds)) * 1e9)};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
        if (eval_handle_breaks(thread_current) < 0) {
            return NULL;
        }
    }
    return none_new();
}

static Object *
from_tm(const struct tm *t)
{
    Object *const values[] = {
        int_from_long(t->tm_year + 1900L), int_from_long(t->tm_mon + 1),
        int_from_long(t->tm_mday), int_from_long(t->tm_hour),
        int_from_long(t->tm_min), int_from_long(t->tm_sec),
        int_from_long((t->tm_wday + 6) % 7), int_from_long(t->tm_yday + 1),
        int_from_long(t->tm_isdst), str_from_text(t->tm_zone),
        int_from_long(t->tm_gmtoff)};
    return structseq_new(&struct_time_type, values);
}

// The seconds of an argument that may be absent or None.
static int
seconds_argument(const char *name, Object *const *args, ssize_t nargs,
                 time_t *out)
{
    if (!args_check_count(name, nargs, 0, 1)) {
        return -1;
    }
    if (nargs == 0 || args[0] == NONE) {
        *out = (time_t)(clock_ns(CLOCK_REALTIME) / SECOND);
        return 0;
    }
    if (float_check(args[0])) {
        double seconds = floor(float_value(args[0]));
        if (isnan(seconds)) {
            error_set_text(EXC(ValueError), "Invalid value NaN (not a number)");
            return -1;
        }
        if (seconds < -0x1p63 || seconds >= 0x1p63) {
            error_set_text(EXC(OverflowError),
                           "timestamp out of range for platform time_t");
            return -1;
        }
        *out = (time_t)seconds;
        return 0;
    }
    *out = number_as_ssize(args[0], EXC(OverflowError));
    if (*out != -1 || error_occurred() == NULL) {
        return 0;
    }
    if (error_matches(EXC(OverflowError))) {
        error_set_text(EXC(OverflowError),
                       "timestamp out of range for platform time_t");
    }
    return -1;
}

static Object *
m_gmtime(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    time_t when;
    struct tm t;
    if (seconds_argument("gmtime", args, nargs, &when) < 0) {
        return NULL;
    }
    if (gmtime_r(&when, &t) == NULL) {
        return error_from_errno(EXC(OSError), NULL);
    }
    return from_tm(&t);
}

static Object *
m_localtime(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    time_t when;
    struct tm t;
    if (seconds_argument("localtime", args, nargs, &when) < 0) {
        return NULL;
    }
    return localtime_r(&when, &t) == NULL ? error_from_errno(EXC(OSError),
                                                             NULL)
                                          : from_tm(&t);
}

static int
to_tm(Object *o, struct tm *t)
{
    if (!tuple_check(o)) {
        error_set_text(EXC(TypeError),
                       "Tuple or struct_time argument required");
        return -1;
    }
    if (tuple_size(o) != 9) {
        error_set_text(EXC(TypeError),
                       "time tuple must have exactly 9 elements");
        return -1;
    }
    int v[9];
    for (int i = 0; i < 9; i++) {
        v[i] = int_as_int(tuple_get(o, i));
        if (v[i] == -1 && error_occurred() != NULL) {
            return -1;
        }
    }
    if (v[0] < INT_MIN + 1900) {
        error_set_text(EXC(OverflowError), "year out of range");
        return -1;
    }
    memset(t, 0, sizeof(*t));
    t->tm_year = v[0] - 1900;
    t->tm_mon = v[1] == 0 ? 0 : v[1] - 1;
    t->tm_mday = v[2] == 0 ? 1 : v[2];
    t->tm_hour = v[3];
    t->tm_min = v[4];
    t->tm_sec = v[5];
    t->tm_wday = (v[6] + 1) % 7;
    t->tm_yday = v[7] == 0 ? 0 : v[7] - 1;
    t->tm_isdst = v[8];
    return 0;
}

// Whether a field is within its limits; zeros were taken for ones before.
static int
check_fields(const struct tm *t)
{
    const struct {
        int value, low, high;
        const char *name;
    } rows[] = {{t->tm_mon, 0, 11, "month"},
                {t->tm_mday, 1, 31, "day of month"},
                {t->tm_hour, 0, 23, "hour"},
                {t->tm_min, 0, 59, "minute"},
                {t->tm_sec, 0, 61, "seconds"},
                {t->tm_wday, 0, 6, "day of week"},
                {t->tm_yday, 0, 365, "day of year"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].value < rows[i].low || rows[i].value > rows[i].high) {
            error_format(EXC(ValueError), "%s out of range", rows[i].name);
            return -1;
        }
    }
    return 0;
}

static int
tm_argument(const char *name, Object *const *args, ssize_t nargs,
            struct tm *t)
{
    if (nargs == 0) {
        time_t now = time(NULL);
        return localtime_r(&now, t) == NULL ? -1 : 0;
    }
    return !args_check_count(name, nargs, 0, 1) || to_tm(args[0], t) < 0
               ? -1
               : check_fields(t);
}

static Object *
m_mktime(Object *self, Object *o)
{
    (void)self;
    struct tm t;
    if (to_tm(o, &t) < 0) {
        return NULL;
    }
    t.tm_wday = -1;
    time_t when = mktime(&t);
    if (when == -1 && t.tm_wday == -1) {
        return error_set_text(EXC(OverflowError),
                              "mktime argument out of range");
    }
    return float_new((double)when);
}

static Object *
m_strftime(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    struct tm t;
    if (!args_check_count("strftime", nargs, 1, 2)) {
        return NULL;
    }
    if (!str_check(args[0])) {
        return error_format(EXC(TypeError),
                            "strftime() argument 1 must be str, not %.50s",
                            TYPE_OF(args[0])->name);
    }
    ssize_t length;
    const char *format = str_as_utf8(args[0], &length);
    if (format == NULL ||
        tm_argument("strftime", args + 1, nargs - 1, &t) < 0) {
        return NULL;
    }
    if ((ssize_t)strlen(format) != length) {
        return error_set_text(EXC(ValueError), "embedded null character");
    }
    if (t.tm_zone == NULL) {
        t.tm_zone = t.tm_isdst > 0 ? tzname[1] : tzname[0];
    }
    // 0 bytes: too little room, or an empty text.
    char *text = NULL;
    size_t n = 0;
    for (size_t room = 1024; n == 0 && room < 512 * (size_t)(length + 2);
         room *= 2) {
        char *larger = mem_realloc(text, room);
        if (larger == NULL) {
            mem_free(text);
            return error_no_memory();
        }
        text = larger;
        n = strftime(text, room, format, &t);
    }
    Object *result = str_from_utf8(n == 0 ? "" : text, (ssize_t)n);
    mem_free(text);
    return result;
}

static Object *
ascii_time(const struct tm *t)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed",
                                       "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr",
                                         "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec"};
    char text[80];
    snprintf(text, sizeof(text), "%s %s%3d %.2d:%.2d:%.2d %d",
             days[(unsigned)t->tm_wday % 7], months[(unsigned)t->tm_mon % 12],
             t->tm_mday, t->tm_hour, t->tm_min, t->tm_sec,
             1900 + t->tm_year);
    return str_from_text(text);
}

static Object *
m_asctime(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    struct tm t;
    return tm_argument("asctime", args, nargs, &t) < 0 ? NULL
                                                       : ascii_time(&t);
}

static Object *
m_ctime(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    time_t when;
    struct tm t;
    if (seconds_argument("ctime", args, nargs, &when) < 0) {
        return NULL;
    }
    return localtime_r(&when, &t) == NULL ? error_from_errno(EXC(OSError),
                                                             NULL)
                                          : ascii_time(&t);
}

static Object *
m_strptime(Object *self, Object *args, Object *kwargs)
{
    (void)self;
    Object *module = import_module("_strptime");
    Object *f = module == NULL
                    ? NULL
                    : object_getattr_text(module, "_strptime_time");
    Object *result = f == NULL ? NULL : call_object(f, args, kwargs);
    ref_xdec(f);
    ref_xdec(module);
    return result;
}

static Object *
m_get_clock_info(Object *self, Object *name)
{
    (void)self;
    bool wall = str_check(name) && str_equal_text(name, "time");
    bool monotonic = str_check(name) &&
                     (str_equal_text(name, "monotonic") ||
                      str_equal_text(name, "perf_counter"));
    bool cpu = str_check(name) && (str_equal_text(name, "process_time") ||
                                   str_equal_text(name, "thread_time"));
    if (!wall && !monotonic && !cpu) {
        return error_set_text(EXC(ValueError), "unknown clock");
    }
    Object *dict = dict_new();
    Object *text = str_from_text(
        wall        ? "clock_gettime(CLOCK_REALTIME)"
        : monotonic ? "clock_gettime(CLOCK_MONOTONIC)"
        : str_equal_text(name, "process_time")
            ? "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)"
            : "clock_gettime(CLOCK_THREAD_CPUTIME_ID)");
    Object *resolution = float_new(1e-9);
    Object *result = NULL;
    if (dict != NULL && text != NULL && resolution != NULL &&
        dict_set_text(dict, "implementation", text) == 0 &&
        dict_set_text(dict, "monotonic", wall ? FALSE : TRUE) == 0 &&
        dict_set_text(dict, "adjustable", wall ? TRUE : FALSE) == 0 &&
        dict_set_text(dict, "resolution", resolution) == 0) {
        result = namespace_new(dict);
    }
    ref_xdec(dict);
    ref_xdec(text);
    ref_xdec(resolution);
    return result;
}

static int
clock_argument(Object *o, clockid_t *clock)
{
    int id = int_as_int(o);
    struct timespec t;
    if (id == -1 && error_occurred() != NULL) {
        return -1;
    }
    *clock = id;
    if (clock_getres(id, &t) != 0) {
        error_from_errno(EXC(OSError), NULL);
        return -1;
    }
    return 0;
}

static Object *
m_clock_gettime(Object *self, Object *o)
{
    (void)self;
    clockid_t clock;
    return clock_argument(o, &clock) < 0
               ? NULL
               : float_new((double)clock_ns(clock) * 1e-9);
}

static Object *
m_clock_gettime_ns(Object *self, Object *o)
{
    (void)self;
    clockid_t clock;
    return clock_argument(o, &clock) < 0 ? NULL
                                         : int_from_ssize(clock_ns(clock));
}

static Object *
m_clock_getres(Object *self, Object *o)
{
    (void)self;
    clockid_t clock;
    struct timespec t;
    if (clock_argument(o, &clock) < 0) {
        return NULL;
    }
    clock_getres(clock, &t);
    return float_new((double)t.tv_sec + (double)t.tv_nsec * 1e-9);
}

// The names of the time zone, in a module that may have them already.
static int
add_zone(Object *m)
{
    Object *zones[2] = {str_from_text(tzname[0]), str_from_text(tzname[1])};
    Object *names = zones[0] == NULL || zones[1] == NULL
                        ? NULL
                        : tuple_from_array(zones, 2);
    ref_xdec(zones[0]);
    ref_xdec(zones[1]);
    if (names == NULL || module_add(m, "tzname", names) < 0) {
        return -1;
    }
    return module_add_int(m, "timezone", timezone) < 0 ||
                   module_add_int(m, "altzone",
                                  daylight ? timezone - 3600 : timezone) < 0 ||
                   module_add_int(m, "daylight", daylight) < 0
               ? -1
               : 0;
}

static Object *
m_tzset(Object *self, Object *unused)
{
    (void)unused;
    tzset();
    return add_zone(self) < 0 ? NULL : none_new();
}

// The clocks of clock_gettime().
static const struct {
    const char *name;
    long id;
} clocks[] = {{"CLOCK_REALTIME", CLOCK_REALTIME},
              {"CLOCK_MONOTONIC", CLOCK_MONOTONIC},
              {"CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW},
              {"CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID},
              {"CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID},
              {"CLOCK_BOOTTIME", CLOCK_BOOTTIME},
              {"CLOCK_TAI", CLOCK_TAI},
              {NULL, 0}};

static int
add_clocks(Object *m)
{
    for (int i = 0; clocks[i].name != NULL; i++) {
        if (module_add_int(m, clocks[i].name, clocks[i].id) < 0) {
            return -1;
        }
    }
    return 0;
}

static MethodDef functions[] = {
    {"time", m_time, METH_NOARGS,
     "time() -> floating point number\n\nReturn the current time in seconds "
     "since the Epoch."},
    {"time_ns", m_time_ns, METH_NOARGS, NULL},
    {"monotonic", m_monotonic, METH_NOARGS, NULL},
    {"monotonic_ns", m_monotonic_ns, METH_NOARGS, NULL},
    {"perf_counter", m_monotonic, METH_NOARGS, NULL},
    {"perf_counter_ns", m_monotonic_ns, METH_NOARGS, NULL},
    {"process_time", m_process_time, METH_NOARGS, NULL},
    {"process_time_ns", m_process_time_ns, METH_NOARGS, NULL},
    {"thread_time", m_thread_time, METH_NOARGS, NULL},
    {"thread_time_ns", m_thread_time_ns, METH_NOARGS, NULL},
    {"sleep", m_sleep, METH_O,
     "sleep(seconds)\n\nDelay execution for a given number of seconds."},
    {"gmtime", METHOD(m_gmtime), METH_FASTCALL, NULL},
    {"localtime", METHOD(m_localtime), METH_FASTCALL, NULL},
    {"mktime", m_mktime, METH_O, NULL},
    {"strftime", METHOD(m_strftime), METH_FASTCALL, NULL},
    {"strptime", METHOD(m_strptime), METH_VARARGS | METH_KEYWORDS, NULL},
    {"asctime", METHOD(m_asctime), METH_FASTCALL, NULL},
    {"ctime", METHOD(m_ctime), METH_FASTCALL, NULL},
    {"get_clock_info", m_get_clock_info, METH_O, NULL},
    {"clock_gettime", m_clock_gettime, METH_O,
     "clock_gettime(clk_id) -> float\n\nReturn the time of the specified "
     "clock clk_id."},
    {"clock_gettime_ns", m_clock_gettime_ns, METH_O,
     "clock_gettime_ns(clk_id) -> int\n\nReturn the time of the specified "
     "clock clk_id as nanoseconds."},
    {"clock_getres", m_clock_getres, METH_O,
     "clock_getres(clk_id) -> floating point number\n\nReturn the "
     "resolution (precision) of the specified clock clk_id."},
    {"tzset", m_tzset, METH_NOARGS,
     "tzset()\n\nInitialize, or reinitialize, the local timezone to the "
     "value stored in\nos.environ['TZ']."},
    {NULL, NULL, 0, NULL}};

Object *
time_module_new(void)
{
    static const char *const fields[] = {
        "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec",
        "tm_wday", "tm_yday", "tm_isdst", "tm_zone", "tm_gmtoff", NULL};
    tzset();
    Object *m = module_new("time");
    if (m == NULL || structseq_ready(&struct_time_type, fields, 9, true) < 0 ||
        module_add_functions(m, functions) < 0 || add_zone(m) < 0 ||
        add_clocks(m) < 0 ||
        module_add(m, "struct_time", ref_new(&struct_time_type)) < 0 ||
        module_add_int(m, "_STRUCT_TM_ITEMS", 11) < 0) {
        REF_CLEAR(m);
    }
    return m;
}
