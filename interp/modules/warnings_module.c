/* Warnings from C code, and the module _warnings. CPython 3.11:
 * Python/_warnings.c. */
#include <string.h>

#include "interp/modules/import.h"
#include "interp/modules/modules.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/frame.h"
#include "interp/vm/generator.h"
#include "interp/vm/traceback.h"

static Object *filters, *once_registry, *default_action;
static long filters_version = 1;

// `warnings` itself, if the program has imported it; its attribute, new.
static Object *
warnings_attribute(const char *name, Object *otherwise)
{
    Object *module = sys_modules == NULL
                         ? NULL
                         : dict_get_text(sys_modules, "warnings");
    Object *value = NULL;
    if (module != NULL && module != NONE &&
        object_lookup_attr_text(module, name, &value) < 0) {
        error_clear();
    }
    return value != NULL ? value : ref_xnew(otherwise);
}

// ------------------------------------------------------------------- filters

// Whether a filter's pattern (None, str or compiled) fits. -1 error.
static int
fits(Object *pattern, Object *text)
{
    if (pattern == NONE) {
        return 1;
    }
    if (str_check_exact(pattern)) {
        return str_equal(pattern, text);
    }
    Object *result = call_method_text(pattern, "match", &text, 1);
    int truth = result == NULL ? -1 : object_is_true(result);
    ref_xdec(result);
    return truth;
}

// The action of the first filter that fits: new.
static Object *
find_action(Object *category, Object *text, int line, Object *module)
{
    Object *list = warnings_attribute("filters", filters);
    if (list == NULL || !list_check(list)) {
        ref_xdec(list);
        return error_set_text(EXC(ValueError),
                              "_warnings.filters must be a list");
    }
    for (ssize_t i = 0; i < list_size(list); i++) {
        Object *row = list_get(list, i);
        if (!tuple_check(row) || tuple_size(row) != 5) {
            ref_dec(list);
            return error_format(EXC(ValueError),
                                "_warnings.filters item %zd isn't a 5-tuple",
                                i);
        }
        ref_inc(row);
        long at = int_as_long(tuple_get(row, 4));
        int good = fits(tuple_get(row, 1), text);
        if (good > 0) {
            good = object_is_subclass(category, tuple_get(row, 2));
        }
        if (good > 0) {
            good = fits(tuple_get(row, 3), module);
        }
        if (good > 0 && (at == 0 || at == line)) {
            Object *action = ref_new(tuple_get(row, 0));
            ref_dec(row);
            ref_dec(list);
            return action;
        }
        ref_dec(row);
        if (good < 0) {
            ref_dec(list);
            return NULL;
        }
    }
    ref_dec(list);
    return warnings_attribute("defaultaction", default_action);
}

// Whether this was warned of already; notes it. A registry of an older
// version of the filters is emptied.
static int
already_warned(Object *registry, Object *key, bool note)
{
    Object *version = dict_get_text(registry, "version");
    long known = version == NULL || !int_check(version)
                     ? -1
                     : int_as_long(version);
    if (known != filters_version) {
        dict_clear(registry);
        Object *n = int_from_long(filters_version);
        int failed = n == NULL ? -1 : dict_set_text(registry, "version", n);
        ref_xdec(n);
        if (failed < 0) {
            return -1;
        }
    } else {
        Object *there = dict_get(registry, key);
        if (there != NULL) {
            int truth = object_is_true(there);
            if (truth != 0) {
                return truth;
            }
        }
        if (error_occurred() != NULL) {
            return -1;
        }
    }
    return note && dict_set(registry, key, TRUE) < 0 ? -1 : 0;
}

// ------------------------------------------------------------------- showing

static void
show_natively(Object *file, int line, Object *text, Object *category,
              Object *source_line)
{
    Object *name = type_name_object((Type *)category);
    if (name == NULL) {
        error_clear();
        return;
    }
    sys_write_stderr("%U:%d: %U: %U\n", file, line, name, text);
    ref_dec(name);
    int indent = 0;
    Object *source = source_line != NULL
                         ? ref_new(source_line)
                         : traceback_source_line(file, line, &indent);
    if (source != NULL && str_check(source)) {
        Object *stripped = call_method_text(source, "strip", NULL, 0);
        if (stripped != NULL && str_length(stripped) > 0) {
            sys_write_stderr("  %U\n", stripped);
        }
        ref_xdec(stripped);
    }
    ref_xdec(source);
    error_clear();
}

// The module of a file without one: its name without ".py".
static Object *
module_of_file(Object *file)
{
    ssize_t n = str_length(file);
    if (n == 0) {
        return str_from_text("<unknown>");
    }
    if (n > 3 && str_compare_text(file, ".py") != 0) {
        Object *tail = str_substring(file, n - 3, n);
        bool is_py = tail != NULL && str_equal_text(tail, ".py");
        ref_xdec(tail);
        if (is_py) {
            return str_substring(file, 0, n - 3);
        }
    }
    return ref_new(file);
}

typedef struct Warning {
    Object *category, *message, *file, *module, *registry; /* borrowed */
    Object *source_line, *source;
    int line;
} Warning;

static int
show(const Warning *w, Object *message, Object *text)
{
    Object *hook = w->source_line != NULL
                       ? NULL
                       : warnings_attribute("_showwarnmsg", NULL);
    if (hook == NULL) {
        show_natively(w->file, w->line, text, w->category, w->source_line);
        return 0;
    }
    Object *type = warnings_attribute("WarningMessage", NULL);
    Object *number = int_from_long(w->line);
    Object *args[7] = {message, w->category, w->file, number, NONE, NONE,
                       w->source == NULL ? NONE : w->source};
    Object *record = type == NULL || number == NULL
                         ? NULL
                         : call_vector(type, args, 7, NULL);
    Object *result = record == NULL ? NULL : call_one(hook, record);
    int failed = result == NULL ? -1 : 0;
    if (failed < 0 && error_occurred() == NULL) {
        error_set_text(EXC(RuntimeError),
                       "unable to get warnings.WarningMessage");
    }
    ref_xdec(result);
    ref_xdec(record);
    ref_xdec(number);
    ref_xdec(type);
    ref_dec(hook);
    return failed;
}

// Decides by `action` whether to show: 1, 0; -1 error.
static int
wanted(Object *action, const Warning *w, Object *text)
{
    if (str_equal_text(action, "error")) {
        error_set_object(OBJ(w->category), w->message);
        return -1;
    }
    if (str_equal_text(action, "ignore")) {
        return 0;
    }
    if (str_equal_text(action, "always")) {
        return 1;
    }
    Object *registry = w->registry;
    Object *key = tuple_pack(2, text, w->category);
    int seen = -1;
    if (key == NULL) {
        return -1;
    }
    if (str_equal_text(action, "once")) {
        Object *once = warnings_attribute("onceregistry", once_registry);
        seen = once == NULL ? -1
                            : already_warned(once, key, true);
        ref_xdec(once);
    } else if (str_equal_text(action, "module")) {
        Object *zero = int_from_long(0);
        Object *longer = zero == NULL
                             ? NULL
                             : tuple_pack(3, text, w->category, zero);
        ref_xdec(zero);
        seen = longer == NULL           ? -1
               : registry == NULL       ? 0
                                        : already_warned(registry, longer,
                                                         true);
        ref_xdec(longer);
    } else if (str_equal_text(action, "default")) {
        seen = 0; // looked up by line already
    } else {
        error_format(EXC(RuntimeError),
                     "Unrecognized action (%R) in warnings.filters:\n %R",
                     action, action);
    }
    ref_dec(key);
    return seen < 0 ? -1 : !seen;
}

static int
warn_explicit(Warning *w)
{
    if (w->registry == NONE) {
        w->registry = NULL;
    }
    Object *module = w->module != NULL ? ref_new(w->module)
                                       : module_of_file(w->file);
    bool is_instance = object_is_instance(w->message, EXC(Warning)) > 0;
    Object *text, *message = NULL, *key = NULL, *action = NULL;
    if (is_instance) {
        text = object_str(w->message);
        message = ref_new(w->message);
        w->category = OBJ(TYPE_OF(message));
    } else {
        text = ref_new(w->message);
        message = call_one(w->category, w->message);
    }
    int result = -1;
    Object *line = int_from_long(w->line);
    if (module == NULL || text == NULL || message == NULL || line == NULL) {
        goto done;
    }
    w->message = message;
    key = tuple_pack(3, text, w->category, line);
    if (key == NULL) {
        goto done;
    }
    if (w->registry != NULL) {
        int seen = already_warned(w->registry, key, false);
        if (seen != 0) {
            result = seen < 0 ? -1 : 0;
            goto done;
        }
    }
    action = find_action(w->category, text, w->line, module);
    if (action == NULL || !str_check(action)) {
        goto done;
    }
    int show_it = wanted(action, w, text);
    if (show_it < 0) {
        goto done;
    }
    result = 0;
    if (!str_equal_text(action, "ignore") &&
        !str_equal_text(action, "always") && w->registry != NULL &&
        dict_set(w->registry, key, TRUE) < 0) {
        result = -1;
    }
    if (result == 0 && show_it) {
        result = show(w, message, text);
    }
done:
    ref_xdec(action);
    ref_xdec(key);
    ref_xdec(line);
    ref_xdec(message);
    ref_xdec(text);
    ref_xdec(module);
    return result;
}

// Frames of the import machinery do not count.
static bool
is_internal(Frame *frame)
{
    Object *file = frame->code->filename;
    const char *text = str_as_utf8(file, NULL);
    return text != NULL && strstr(text, "importlib") != NULL &&
           strstr(text, "_bootstrap") != NULL;
}

static Frame *
next_frame(Frame *frame)
{
    do {
        frame = frame->previous;
    } while (frame != NULL &&
             (frame_is_incomplete(frame) || is_internal(frame)));
    return frame;
}

static int
do_warn(Object *message, Object *category, ssize_t level, Object *source)
{
    Frame *frame = thread_current->frame;
    while (frame != NULL && frame_is_incomplete(frame)) {
        frame = next_frame(frame);
    }
    while (--level > 0 && frame != NULL) {
        frame = next_frame(frame);
    }
    Object *globals = frame == NULL ? sys_dict : frame->globals;
    Object *file = frame == NULL ? str_from_text("sys")
                                 : ref_new(frame->code->filename);
    Object *registry = dict_get_text(globals, "__warningregistry__");
    if (registry == NULL) {
        registry = dict_new();
        if (registry == NULL ||
            dict_set_text(globals, "__warningregistry__", registry) < 0) {
            ref_xdec(registry);
            ref_xdec(file);
            return -1;
        }
    } else {
        ref_inc(registry);
    }
    Object *module = dict_get(globals, dn_name);
    module = module != NULL && (module == NONE || str_check(module))
                 ? ref_new(module)
                 : str_from_text("<string>");
    Warning w = {category, message, file, module, registry, NULL, source,
                 frame == NULL ? 1 : frame_line(frame)};
    int result = file == NULL || module == NULL ? -1 : warn_explicit(&w);
    ref_xdec(module);
    ref_dec(registry);
    ref_xdec(file);
    return result;
}

int
warn_about(Object *category, Object *message, Object *source)
{
    return do_warn(message, category == NULL ? EXC(RuntimeWarning) : category,
                   1, source);
}

int
warn_unawaited(Object *coroutine)
{
    // In Python, as in CPython: the text tells where the coroutine was made.
    Object *module = import_module("warnings");
    Object *f = module == NULL
                    ? NULL
                    : object_getattr_text(module,
                                          "_warn_unawaited_coroutine");
    ref_xdec(module);
    Object *done = f == NULL ? NULL : call_one(f, coroutine);
    bool warned = done != NULL || (f != NULL &&
                                   error_matches(EXC(RuntimeWarning)));
    ref_xdec(done);
    if (f == NULL) {
        error_clear(); // without the library
    } else if (done == NULL) {
        error_write_unraisable(coroutine);
    }
    ref_xdec(f);
    return warned ? 0
                  : error_warn(EXC(RuntimeWarning),
                               "coroutine '%S' was never awaited",
                               ((Generator *)coroutine)->qualname);
}

int
warn_explicit_from_c(Object *category, const char *message,
                     const char *filename, int line)
{
    Object *text = str_from_text(message);
    Object *file = str_decode_fs(filename, (ssize_t)strlen(filename));
    Warning w = {category, text, file, NULL, NULL, NULL, NULL, line};
    int result = text == NULL || file == NULL ? -1 : warn_explicit(&w);
    ref_xdec(text);
    ref_xdec(file);
    return result;
}

// -------------------------------------------------------------------- module

static Object *
category_of(Object *message, Object *category)
{
    if (object_is_instance(message, EXC(Warning)) > 0) {
        return OBJ(TYPE_OF(message));
    }
    if (category == NULL || category == NONE) {
        return EXC(UserWarning);
    }
    if (!type_check(category) ||
        !type_is_subtype((Type *)category, &Warning_type)) {
        return error_format(EXC(TypeError),
                            "category must be a Warning subclass, not '%s'",
                            category->type->name);
    }
    return category;
}

static Object *
m_warn(Object *self, Object *const *args, ssize_t nargs, Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"message", "category", "stacklevel",
                                        "source", NULL};
    static const ArgsSpec spec = {"warn", names, 1, 0, 0};
    Object *v[4];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    ssize_t level = v[2] == NULL ? 1
                                 : number_as_ssize(v[2], EXC(OverflowError));
    if (level == -1 && error_occurred() != NULL) {
        return NULL;
    }
    Object *category = category_of(v[0], v[1]);
    return category == NULL || do_warn(v[0], category, level, v[3]) < 0
               ? NULL
               : none_new();
}

static Object *
m_warn_explicit(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"message", "category", "filename",
                                        "lineno", "module", "registry",
                                        "module_globals", "source", NULL};
    static const ArgsSpec spec = {"warn_explicit", names, 4, 0, 0};
    Object *v[8];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int line = int_as_int(v[3]);
    if (line == -1 && error_occurred() != NULL) {
        return NULL;
    }
    if (!str_check(v[2])) {
        return error_format(EXC(TypeError),
                            "warn_explicit() argument 3 must be str, not "
                            "%.50s", v[2]->type->name);
    }
    Object *category = category_of(v[0], v[1]);
    if (category == NULL) {
        return NULL;
    }
    Warning w = {category, v[0], v[2],
                 v[4] == NONE ? NULL : v[4],
                 v[5] == NONE ? NULL : v[5], NULL, v[7], line};
    return warn_explicit(&w) < 0 ? NULL : none_new();
}

static Object *
m_filters_mutated(Object *self, Object *unused)
{
    (void)self, (void)unused;
    filters_version++;
    return none_new();
}

static MethodDef functions[] = {
    {"warn", METHOD(m_warn), METH_FASTCALL | METH_KEYWORDS,
     "warn($module, /, message, category=None, stacklevel=1, source=None)\n"
     "--\n\nIssue a warning, or maybe ignore it or raise an exception."},
    {"warn_explicit", METHOD(m_warn_explicit),
     METH_FASTCALL | METH_KEYWORDS, "Low-level interface to warnings "
                                    "functionality."},
    {"_filters_mutated", m_filters_mutated, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static int
add_filter(Object *list, Object *category, const char *action,
           const char *module)
{
    Object *a = str_from_text(action);
    Object *m = module == NULL ? none_new() : str_from_text(module);
    Object *zero = int_from_long(0);
    Object *row = a == NULL || m == NULL || zero == NULL
                      ? NULL
                      : tuple_pack(5, a, NONE, category, m, zero);
    ref_xdec(a);
    ref_xdec(m);
    ref_xdec(zero);
    return row == NULL ? -1 : list_append_steal(list, row);
}

int
warnings_start(void)
{
    if (filters != NULL) {
        return 0;
    }
    ref_root(&filters, "warnings.filters");
    ref_root(&once_registry, "warnings._onceregistry");
    ref_root(&default_action, "warnings._defaultaction");
    filters = list_new(0);
    once_registry = dict_new();
    default_action = str_from_text("default");
    if (filters == NULL || once_registry == NULL || default_action == NULL) {
        return -1;
    }
    return add_filter(filters, EXC(DeprecationWarning), "default",
                      "__main__") < 0 ||
                   add_filter(filters, EXC(DeprecationWarning), "ignore",
                              NULL) < 0 ||
                   add_filter(filters, EXC(PendingDeprecationWarning),
                              "ignore", NULL) < 0 ||
                   add_filter(filters, EXC(ImportWarning), "ignore", NULL) <
                       0 ||
                   add_filter(filters, EXC(ResourceWarning), "ignore",
                              NULL) < 0
               ? -1
               : 0;
}

Object *
warnings_module_new(void)
{
    Object *m = module_new("_warnings");
    if (m == NULL || warnings_start() < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "filters", ref_new(filters)) < 0 ||
        module_add(m, "_onceregistry", ref_new(once_registry)) < 0 ||
        module_add(m, "_defaultaction", ref_new(default_action)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
