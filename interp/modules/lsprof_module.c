/* The module _lsprof: the profiler of cProfile. CPython 3.11:
 * Modules/_lsprof.c. */
#include <time.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/bytecode/code.h"
#include "interp/modules/modules.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/float.h"
#include "interp/objects/function.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/structseq.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_object.h"
#include "interp/vm/gil.h"
#include "interp/vm/hooks.h"

// Times of one function, or of one as called by another; in seconds.
typedef struct Times {
    double total, own;
    long calls, recursive_calls;
    long depth; // calls of it that have not ended
} Times;

typedef struct SubEntry {
    size_t callee; // number of an entry
    Times times;
} SubEntry;

// A function. What it is called stands in Profiler.names under its number.
typedef struct Entry {
    const void *key; // its code object or MethodDef
    Times times;
    SubEntry *callees; // owned
    size_t callee_count;
} Entry;

// A call that has not ended.
typedef struct Call {
    size_t entry;
    double begin, inner; // when it began; time spent in what it called
} Call;

typedef struct Measured {
    Entry *entries; // owned
    size_t entry_count, entry_room;
    Call *calls; // owned: the stack
    size_t call_count, call_room;
} Measured;

// As large as CPython's.
typedef struct Profiler {
    Object base;
    Object *names; // owned: a list, code objects and texts by number
    Object *timer; // owned, or NULL
    double unit;   // of what the timer says
    Measured *measured; // owned
    bool subcalls, builtins, enabled;
    void *unused;
} Profiler;
_Static_assert(sizeof(Profiler) == 64, "CPython's");

#define SELF ((Profiler *)self)

STATIC_OBJECT static Type entry_type = {
    TYPE_HEAD_INIT,
    .name = "_lsprof.profiler_entry",
    .flags = TYPE_HELD,
};
STATIC_OBJECT static Type subentry_type = {
    TYPE_HEAD_INIT,
    .name = "_lsprof.profiler_subentry",
    .flags = TYPE_HELD,
};

// ---------------------------------------------------------------------- clock

static double
now(Profiler *self)
{
    if (self->timer != NULL) {
        Object *said = call_none(self->timer);
        double value = said == NULL ? 0.0 : float_as_double(said);
        ref_xdec(said);
        if (error_occurred() != NULL) {
            error_write_unraisable(self->timer);
            return 0.0;
        }
        return self->unit > 0.0 ? value * self->unit : value;
    }
    if (gil_is_recorded()) {
        return (double)gil_clock() * 1e-9; // the same in every recording
    }
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// -------------------------------------------------------------------- entries

static bool
grow(void **items, size_t *room, size_t size)
{
    size_t more = *room == 0 ? 16 : *room * 2;
    void *grown = mem_realloc(*items, more * size);
    if (grown == NULL) {
        return false;
    }
    *items = grown;
    *room = more;
    return true;
}

// The name of a C function: as its method shows itself, or with its module.
static Object *
c_function_name(CFunctionObject *f)
{
    const char *name = f->method->name;
    Object *self = f->self;
    if (self != NULL && TYPE_OF(self) != &module_type) {
        Object *key = str_from_text(name);
        Object *method = key == NULL ? NULL : type_lookup(TYPE_OF(self), key);
        Object *text = method == NULL ? NULL : object_repr(method);
        ref_xdec(key);
        if (text != NULL) {
            return text;
        }
        error_clear();
        return str_from_format("<built-in method %s>", name);
    }
    Object *module = f->module;
    return module != NULL && str_check(module)
               ? str_from_format("<built-in method %U.%s>", module, name)
               : str_from_format("<built-in method %s>", name);
}

// The number of a function's entry; -1 without memory. `owner` is the code
// object or the C function.
static ssize_t
find_entry(Profiler *self, const void *key, Object *owner)
{
    Measured *m = self->measured;
    for (size_t i = m->entry_count; i-- > 0;) {
        if (m->entries[i].key == key) {
            return (ssize_t)i;
        }
    }
    if (owner == NULL ||
        (m->entry_count == m->entry_room &&
         !grow((void **)&m->entries, &m->entry_room, sizeof(Entry)))) {
        return -1;
    }
    Object *name = code_check(owner) ? ref_new(owner)
                                     : c_function_name((CFunctionObject *)
                                                           owner);
    if (name == NULL || list_append_steal(self->names, name) < 0) {
        error_clear();
        return -1;
    }
    m->entries[m->entry_count] = (Entry){.key = key};
    return (ssize_t)m->entry_count++;
}

static SubEntry *
find_callee(Entry *caller, size_t callee)
{
    for (size_t i = 0; i < caller->callee_count; i++) {
        if (caller->callees[i].callee == callee) {
            return &caller->callees[i];
        }
    }
    SubEntry *grown = mem_realloc(caller->callees,
                                  (caller->callee_count + 1) *
                                      sizeof(SubEntry));
    if (grown == NULL) {
        return NULL;
    }
    caller->callees = grown;
    grown[caller->callee_count] = (SubEntry){.callee = callee};
    return &grown[caller->callee_count++];
}

// The times of the innermost call as its caller sees them, or NULL.
static Times *
seen_by_caller(Profiler *self)
{
    Measured *m = self->measured;
    if (!self->subcalls || m->call_count < 2) {
        return NULL;
    }
    Call *call = &m->calls[m->call_count - 1];
    SubEntry *found = find_callee(&m->entries[call[-1].entry],
                                  call->entry);
    return found == NULL ? NULL : &found->times;
}

static void
begin_call(Profiler *self, const void *key, Object *owner)
{
    Measured *m = self->measured;
    ssize_t entry = find_entry(self, key, owner);
    if (entry < 0 ||
        (m->call_count == m->call_room &&
         !grow((void **)&m->calls, &m->call_room, sizeof(Call)))) {
        return;
    }
    m->calls[m->call_count++] = (Call){.entry = (size_t)entry};
    m->entries[entry].times.depth++;
    Times *seen = seen_by_caller(self);
    if (seen != NULL) {
        seen->depth++;
    }
    m->calls[m->call_count - 1].begin = now(self);
}

static void
add_times(Times *times, double total, double own)
{
    if (--times->depth == 0) {
        times->total += total;
    } else {
        times->recursive_calls++;
    }
    times->own += own;
    times->calls++;
}

static void
end_call(Profiler *self)
{
    Measured *m = self->measured;
    if (m->call_count == 0) {
        return; // it was running when the profiler was switched on
    }
    Call *call = &m->calls[m->call_count - 1];
    double total = now(self) - call->begin, own = total - call->inner;
    Times *seen = seen_by_caller(self);
    add_times(&m->entries[call->entry].times, total, own);
    if (seen != NULL) {
        add_times(seen, total, own);
    }
    m->call_count--;
    if (m->call_count > 0) {
        call[-1].inner += total;
    }
}

// ---------------------------------------------------------------------- hooks

// What the interpreter calls as the profile function.
static Object *
profiler_call(Object *self, Object *args, Object *kwargs)
{
    if (kwargs != NULL || !args_check_count("Profiler", tuple_size(args), 3,
                                            3)) {
        return NULL;
    }
    Object *frame = tuple_get(args, 0), *event = tuple_get(args, 1);
    Object *f = tuple_get(args, 2);
    if (TYPE_OF(frame) != &frame_type || !str_check(event)) {
        return error_set_text(EXC(TypeError), "a frame and an event");
    }
    const char *name = str_as_utf8(event, NULL);
    bool native = name != NULL && name[0] == 'c' && name[1] == '_';
    if (name == NULL) {
        return NULL;
    }
    if (!native) {
        Code *code = ((FrameObject *)frame)->frame->code;
        if (name[0] == 'c') {
            begin_call(SELF, code, OBJ(code));
        } else if (name[0] == 'r') {
            end_call(SELF);
        }
    } else if (SELF->builtins && TYPE_OF(f) == &cfunction_type) {
        if (name[2] == 'c') {
            begin_call(SELF, ((CFunctionObject *)f)->method, f);
        } else {
            end_call(SELF);
        }
    }
    return none_new();
}

static Object *
profiler_enable(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    static const char *const names[] = {"subcalls", "builtins", NULL};
    static const ArgsSpec spec = {"enable", names, 0, 0, 0};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int subcalls = v[0] == NULL ? 1 : object_is_true(v[0]);
    int builtins = v[1] == NULL ? 1 : object_is_true(v[1]);
    if (subcalls < 0 || builtins < 0) {
        return NULL;
    }
    SELF->subcalls = subcalls != 0;
    SELF->builtins = builtins != 0;
    SELF->enabled = true;
    hooks_set_profile(thread_current, self);
    return none_new();
}

static Object *
profiler_disable(Object *self, Object *unused)
{
    (void)unused;
    if (SELF->enabled) {
        SELF->enabled = false;
        hooks_set_profile(thread_current, NULL);
    }
    while (SELF->measured->call_count > 0) {
        end_call(SELF);
    }
    return none_new();
}

static void
drop_entries(Profiler *self)
{
    Measured *m = self->measured;
    for (size_t i = 0; i < m->entry_count; i++) {
        mem_free(m->entries[i].callees);
    }
    mem_free(m->entries);
    mem_free(m->calls);
    m->entries = NULL;
    m->calls = NULL;
    m->entry_count = m->entry_room = 0;
    m->call_count = m->call_room = 0;
}

static Object *
profiler_clear(Object *self, Object *unused)
{
    (void)unused;
    drop_entries(SELF);
    Object *names = list_new(0);
    if (names == NULL) {
        return NULL;
    }
    ref_store(self, &SELF->names, names);
    return none_new();
}

// ---------------------------------------------------------------------- stats

static Object *
times_row(Type *type, Object *name, const Times *t, STEALS Object *calls)
{
    Object *const v[] = {ref_new(name),
                         int_from_long(t->calls),
                         int_from_long(t->recursive_calls),
                         float_new(t->total),
                         float_new(t->own),
                         calls};
    return structseq_new(type, v);
}

static Object *
callee_rows(Profiler *self, const Entry *entry)
{
    if (entry->callee_count == 0) {
        return none_new();
    }
    Object *list = list_new(0);
    for (size_t i = 0; list != NULL && i < entry->callee_count; i++) {
        const SubEntry *sub = &entry->callees[i];
        if (sub->times.calls == 0) {
            continue;
        }
        Object *row = times_row(&subentry_type,
                                list_get(self->names, (ssize_t)sub->callee),
                                &sub->times, NULL);
        if (row == NULL || list_append_steal(list, row) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

static Object *
profiler_getstats(Object *self, Object *unused)
{
    (void)unused;
    Object *list = list_new(0);
    for (size_t i = 0; list != NULL && i < SELF->measured->entry_count; i++) {
        const Entry *entry = &SELF->measured->entries[i];
        if (entry->times.calls == 0) {
            continue;
        }
        Object *calls = callee_rows(SELF, entry);
        Object *row = calls == NULL
                          ? NULL
                          : times_row(&entry_type,
                                      list_get(SELF->names, (ssize_t)i),
                                      &entry->times, calls);
        if (row == NULL || list_append_steal(list, row) < 0) {
            REF_CLEAR(list);
        }
    }
    return list;
}

// --------------------------------------------------------------------- object

static int
profiler_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"timer", "timeunit", "subcalls",
                                        "builtins", NULL};
    static const ArgsSpec spec = {"Profiler", names, 0, 0, 0};
    Object *v[4];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    double unit = v[1] == NULL ? 0.0 : float_as_double(v[1]);
    int subcalls = v[2] == NULL ? 1 : object_is_true(v[2]);
    int builtins = v[3] == NULL ? 1 : object_is_true(v[3]);
    if (error_occurred() != NULL) {
        return -1;
    }
    Object *done = profiler_clear(self, NULL);
    if (done == NULL) {
        return -1;
    }
    ref_dec(done);
    ref_store(self, &SELF->timer,
              v[0] == NULL || v[0] == NONE ? NULL : ref_new(v[0]));
    SELF->unit = unit;
    SELF->subcalls = subcalls != 0;
    SELF->builtins = builtins != 0;
    return 0;
}

static Object *
profiler_new(Type *type, Object *args UNUSED, Object *kwargs UNUSED)
{
    Object *self = type->alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    SELF->measured = mem_alloc_zero(sizeof(Measured));
    if (SELF->measured == NULL) {
        ref_dec(self);
        return error_no_memory();
    }
    return self;
}

static void
profiler_dealloc(Object *self)
{
    if (SELF->measured != NULL) {
        drop_entries(SELF);
        mem_free(SELF->measured);
        SELF->measured = NULL;
    }
    type_generic_dealloc(self);
}

static MethodDef methods[] = {
    {"getstats", profiler_getstats, METH_NOARGS,
     "getstats() -> list of profiler_entry objects"},
    {"enable", METHOD(profiler_enable), METH_FASTCALL | METH_KEYWORDS,
     "enable(subcalls=True, builtins=True)\n\nStart collecting profiling "
     "information."},
    {"disable", profiler_disable, METH_NOARGS,
     "disable()\n\nStop collecting profiling information."},
    {"clear", profiler_clear, METH_NOARGS,
     "clear()\n\nClear all profiling information collected so far."},
    {NULL, NULL, 0, NULL}};

// The collector passes over both, as in CPython.
static FieldDef members[] = {
    {"names", FIELD_OBJECT, offsetof(Profiler, names),
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_VISIT, NULL},
    {"timer", FIELD_OBJECT, offsetof(Profiler, timer),
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_VISIT, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT static Type profiler_type = {
    TYPE_HEAD_INIT,
    .name = "_lsprof.Profiler",
    .basicsize = sizeof(Profiler),
    .dealloc = profiler_dealloc,
    .call = profiler_call,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_BASETYPE,
    .doc = "Profiler(timer=None, timeunit=None, subcalls=True, "
           "builtins=True)\n\n    Builds a profiler object using the "
           "specified timer function.",
    .methods = methods,
    .members = members,
    .init = profiler_init,
    .alloc = type_generic_alloc,
    .new_ = profiler_new,
};

Object *
lsprof_module_new(void)
{
    static const char *const fields[] = {"code", "callcount", "reccallcount",
                                         "totaltime", "inlinetime", "calls",
                                         NULL};
    static const char *const sub_fields[] = {"code", "callcount",
                                             "reccallcount", "totaltime",
                                             "inlinetime", NULL};
    Object *m = module_new("_lsprof");
    if (m == NULL || structseq_ready(&entry_type, fields, 6, true) < 0 ||
        structseq_ready(&subentry_type, sub_fields, 5, true) < 0 ||
        type_ready(&profiler_type) < 0 ||
        module_add(m, "Profiler", ref_new(&profiler_type)) < 0 ||
        module_add(m, "profiler_entry", ref_new(&entry_type)) < 0 ||
        module_add(m, "profiler_subentry", ref_new(&subentry_type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
