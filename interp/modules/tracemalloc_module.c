/* The module _tracemalloc, on which the library's tracemalloc is built. */
#include <stdlib.h>

#include "interp/modules/modules.h"
#include "interp/modules/tracemalloc_table.h"
#include "interp/objects/bool.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

static Object *
m_start(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("start", nargs, 0, 1)) {
        return NULL;
    }
    int frames = nargs == 0 ? 1 : int_as_int(args[0]);
    if (frames == -1 && error_occurred()) {
        return NULL;
    }
    if (frames < 1 || frames > 65535) {
        return error_set_text(EXC(ValueError), "the number of frames must be "
                                               "in range [1; 65535]");
    }
    trace_start((unsigned)frames);
    return none_new();
}

static Object *
m_stop(Object *self, Object *unused)
{
    (void)self, (void)unused;
    trace_stop();
    return none_new();
}

static Object *
m_is_tracing(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return bool_new(trace_is_on());
}

static Object *
m_clear_traces(Object *self, Object *unused)
{
    (void)self, (void)unused;
    if (trace_is_on()) {
        trace_clear();
    }
    return none_new();
}

static Object *
m_get_traceback_limit(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long((long)trace_frame_limit());
}

static Object *
m_get_traced_memory(Object *self, Object *unused)
{
    (void)self, (void)unused;
    size_t current = 0, peak = 0;
    if (trace_is_on()) {
        trace_memory(&current, &peak);
    }
    Object *a = int_from_size(current), *b = int_from_size(peak);
    Object *pair = a == NULL || b == NULL ? NULL : tuple_pack(2, a, b);
    ref_xdec(a);
    ref_xdec(b);
    return pair;
}

static Object *
m_reset_peak(Object *self, Object *unused)
{
    (void)self, (void)unused;
    trace_reset_peak();
    return none_new();
}

static Object *
m_get_tracemalloc_memory(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_size(trace_overhead());
}

// ((file, line), ...), the most recent first.
static Object *
stack_object(const TraceStack *stack)
{
    Object *tuple = tuple_new((ssize_t)stack->count);
    for (unsigned i = 0; tuple != NULL && i < stack->count; i++) {
        Object *file = str_from_text(stack->frames[i].file);
        Object *line = int_from_size(stack->frames[i].line);
        Object *frame = NULL;
        if (file != NULL && line != NULL) {
            str_intern(&file);
            frame = tuple_pack(2, file, line);
        }
        ref_xdec(file);
        ref_xdec(line);
        if (frame == NULL) {
            REF_CLEAR(tuple);
        } else {
            tuple_init_item(tuple, (ssize_t)i, frame);
        }
    }
    return tuple;
}

static Object *
trace_object(const Trace *trace)
{
    Object *domain = int_from_long(0);
    Object *size = int_from_size(trace->size);
    Object *stack = stack_object(trace->stack);
    Object *total = int_from_size(trace->stack->total);
    Object *result =
        domain == NULL || size == NULL || stack == NULL || total == NULL
            ? NULL
            : tuple_pack(4, domain, size, stack, total);
    ref_xdec(domain);
    ref_xdec(size);
    ref_xdec(stack);
    ref_xdec(total);
    return result;
}

static Object *
m_get_traces(Object *self, Object *unused)
{
    (void)self, (void)unused;
    size_t count = 0;
    // What is made here is not part of the answer.
    Trace *traces = trace_is_on() ? trace_copy(&count) : NULL;
    if (traces == NULL && trace_is_on()) {
        return error_no_memory();
    }
    Object *list = list_new(0);
    for (size_t i = 0; list != NULL && i < count; i++) {
        Object *o = trace_object(&traces[i]);
        if (o == NULL || list_append_steal(list, o) < 0) {
            REF_CLEAR(list);
        }
    }
    free(traces);
    return list;
}

static Object *
m_get_object_traceback(Object *self, Object *o)
{
    (void)self;
    const Trace *trace = trace_find((char *)o -
                                    object_prefix_size(TYPE_OF(o)));
    return trace == NULL ? none_new() : stack_object(trace->stack);
}

static MethodDef functions[] = {
    {"start", METHOD(m_start), METH_FASTCALL,
     "start($module, nframe=1, /)\n--\n\nStart tracing Python memory "
     "allocations.\n\nAlso set the maximum number of frames stored in the "
     "traceback of a\ntrace to nframe."},
    {"stop", m_stop, METH_NOARGS,
     "stop($module, /)\n--\n\nStop tracing Python memory allocations.\n\n"
     "Also clear traces of memory blocks allocated by Python."},
    {"is_tracing", m_is_tracing, METH_NOARGS, NULL},
    {"clear_traces", m_clear_traces, METH_NOARGS, NULL},
    {"get_traceback_limit", m_get_traceback_limit, METH_NOARGS, NULL},
    {"get_traced_memory", m_get_traced_memory, METH_NOARGS, NULL},
    {"reset_peak", m_reset_peak, METH_NOARGS, NULL},
    {"get_tracemalloc_memory", m_get_tracemalloc_memory, METH_NOARGS, NULL},
    {"_get_traces", m_get_traces, METH_NOARGS, NULL},
    {"_get_object_traceback", m_get_object_traceback, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

Object *
tracemalloc_module_new(void)
{
    Object *m = module_new("_tracemalloc");
    if (m != NULL && module_add_functions(m, functions) < 0) {
        REF_CLEAR(m);
    }
    return m;
}
