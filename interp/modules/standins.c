/* Library modules that stand in for C code of CPython (standins.def). */
#include "interp/modules/standins.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "interp/bytecode/code.h"
#include "interp/modules/import.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame.h"

// Code's `hidden` says to which of these it belongs; 0: it is seen.
enum { SEEN, DATETIME, DECIMAL, PICKLE, JSON, ASYNCIO, STATISTICS,
       ZONEINFO, XML };

static const char *library; // borrowed: lives as long as the program

void
standin_set_library(const char *folder)
{
    library = folder;
}

// The part of a path below the library's folder, or NULL.
static const char *
below_library(const char *path)
{
    size_t n = library == NULL ? 0 : strlen(library);
    return n > 0 && strncmp(path, library, n) == 0 && path[n] == '/'
               ? path + n + 1
               : NULL;
}

bool
standin_is_library(const char *path)
{
    return below_library(path) != NULL;
}

const char *
standin_file_name(const char *path, char *text, size_t size)
{
    static const char *const rows[][2] = {
#define FROZEN(module, file) {module, file},
#include "interp/modules/standins.def"
    };
    const char *file = below_library(path);
    for (size_t i = 0; file != NULL && i < sizeof(rows) / sizeof(rows[0]);
         i++) {
        if (strcmp(rows[i][1], file) == 0) {
            snprintf(text, size, "<frozen %s>", rows[i][0]);
            return text;
        }
    }
    return path;
}

// ------------------------------------------------------------------ marking

static const struct {
    short set;
    const char *file, *names;
} hidden[] = {
#define HIDDEN(set, file, names) {set, file, names},
#include "interp/modules/standins.def"
};

static void
mark(Code *code, const char *file)
{
    const char *name = str_as_utf8(code->qualname, NULL);
    for (size_t i = 0; name != NULL && i < sizeof(hidden) / sizeof(hidden[0]);
         i++) {
        if (strcmp(hidden[i].file, file) == 0 &&
            strncmp(hidden[i].names, name, strlen(hidden[i].names)) == 0) {
            code->hidden = hidden[i].set;
        }
    }
    for (ssize_t i = 0; i < tuple_size(code->consts); i++) {
        Object *o = tuple_get(code->consts, i);
        if (code_check(o)) {
            mark((Code *)o, file);
        }
    }
}

static void leave_hidden(Frame *frame);

void
standin_mark(Object *code, const char *path)
{
    const char *file = below_library(path);
    for (size_t i = 0;
         file != NULL && i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (strcmp(hidden[i].file, file) == 0) {
            traceback_hidden = leave_hidden;
            mark((Code *)code, file);
            return;
        }
    }
}

// The signals in the order in which the C version names them.
static int
order_dict(Object *names, Object *dict)
{
    static const char *const order[] = {
        "Clamped", "InvalidOperation", "DivisionByZero", "Inexact",
        "FloatOperation", "Overflow", "Rounded", "Subnormal", "Underflow"};
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        Object *signal = dict_get_text(names, order[i]);
        Object *value = signal == NULL ? NULL
                                       : ref_xnew(dict_get(dict, signal));
        if (value == NULL) {
            return -1;
        }
        int failed = dict_delete(dict, signal) < 0 ||
                     dict_set(dict, signal, value) < 0;
        ref_dec(value);
        if (failed) {
            return -1;
        }
    }
    return 0;
}

static int
order_signals(Object *names)
{
    static const char *const contexts[] = {"DefaultContext", "BasicContext",
                                           "ExtendedContext"};
    static const char *const fields[] = {"flags", "traps"};
    for (int i = 0; i < 6; i++) {
        Object *context = dict_get_text(names, contexts[i / 2]);
        Object *dict = context == NULL
                           ? NULL
                           : object_getattr_text(context, fields[i % 2]);
        int failed = dict == NULL || !dict_check(dict) ||
                     order_dict(names, dict) < 0;
        ref_xdec(dict);
        if (failed) {
            return -1;
        }
    }
    Object *signals = dict_get_text(names, "_signals");
    Object *model = dict_get_text(names, "DefaultContext");
    Object *dict = signals == NULL || model == NULL
                       ? NULL
                       : object_getattr_text(model, "flags");
    int failed = dict == NULL ||
                 list_set_slice(signals, 0, list_size(signals), dict) < 0;
    ref_xdec(dict);
    return failed ? -1 : 0;
}

void
standin_loaded(const char *module_name, Object *module)
{
    static const char *const rows[][3] = {
#define RENAMED(module, class, name) {module, class, name},
#include "interp/modules/standins.def"
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i][0], module_name) != 0) {
            continue;
        }
        Object *type = dict_get_text(module_dict(module), rows[i][1]);
        if (type != NULL && type_check(type)) {
            ((Type *)type)->name = rows[i][2];
        }
    }
    if (strcmp(module_name, "_pydecimal") == 0 &&
        order_signals(module_dict(module)) < 0) {
        error_clear();
    }
}

// ------------------------------------------------------------------- mending

// The pending exception becomes one of this type with this text (NULL: as it
// was); keeps what it was raised in the context of.
static void
exchange(Object *type, STEALS Object *text)
{
    PendingError old;
    error_fetch(&old);
    Object *value = text == NULL ? NULL : call_one(type, text);
    ref_xdec(text);
    if (value == NULL) {
        error_clear();
        error_restore(&old);
        return;
    }
    error_normalize(&old);
    if (exception_check(old.value)) {
        BaseExceptionObject *e = (BaseExceptionObject *)old.value;
        exception_set_context(value, ref_xnew(e->context));
    }
    ref_xdec(old.type);
    ref_xdec(old.value);
    ref_xdec(old.traceback);
    old = (PendingError){ref_new(type), value, NULL};
    error_restore(&old);
}

// The text of an exception's first argument, or NULL.
static const char *
text_of(Object *value)
{
    Object *args = value != NULL && exception_check(value)
                       ? ((BaseExceptionObject *)value)->args
                       : NULL;
    Object *first = args != NULL && tuple_check(args) && tuple_size(args) > 0
                        ? tuple_get(args, 0)
                        : NULL;
    return first != NULL && str_check(first) ? str_as_utf8(first, NULL)
                                             : NULL;
}

// The exception as it was raised: borrowed, normalized.
static Object *
pending_value(void)
{
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    Object *value = error.value;
    error_restore(&error);
    return value;
}

// The frame's variable of that name: borrowed; NULL when it has none.
static Object *
variable(Frame *frame, const char *name)
{
    Object *names = frame->code->localsplusnames;
    for (ssize_t i = 0; i < tuple_size(names); i++) {
        if (str_equal_text(tuple_get(names, i), name)) {
            Object *o = frame->slots[i];
            return o != NULL && TYPE_OF(o) == &cell_type
                       ? ((Cell *)o)->value
                       : o;
        }
    }
    return NULL;
}

static bool
is_number(Object *o)
{
    return int_check(o) || float_check(o);
}

// date(2023): the argument that is missing is None here.
static void
mend_date_fields(Frame *frame)
{
    static const char *const names[] = {"year", "month", "day"};
    if (!error_matches(EXC(TypeError))) {
        return;
    }
    for (int i = 0; i < 3; i++) {
        Object *o = variable(frame, names[i]);
        if (o == NONE) {
            exchange(EXC(TypeError),
                     str_from_format("function missing required argument "
                                     "'%s' (pos %d)", names[i], i + 1));
            return;
        }
        if (o == NULL || !int_check(o)) {
            return;
        }
    }
}

static void
mend_timedelta(Frame *frame)
{
    static const char *const names[] = {"microseconds", "milliseconds",
                                        "seconds", "minutes", "hours",
                                        "days", "weeks"};
    if (error_matches(EXC(TypeError))) {
        for (int i = 0; i < 7; i++) {
            Object *o = variable(frame, names[i]);
            if (o != NULL && !is_number(o)) {
                exchange(EXC(TypeError),
                         str_from_format("unsupported type for timedelta %s "
                                         "component: %s", names[i],
                                         TYPE_OF(o)->name));
                return;
            }
        }
    } else if (error_matches(EXC(OverflowError))) {
        Object *days = variable(frame, "d");
        if (days == NULL || !int_check(days)) {
            return;
        }
        PendingError saved;
        error_fetch(&saved);
        int n = int_as_int(days);
        bool too_large = n == -1 && error_occurred() != NULL;
        error_clear();
        error_restore(&saved);
        exchange(EXC(OverflowError),
                 too_large ? str_from_text("Python int too large to convert "
                                           "to C int")
                           : str_from_format("days=%d; must have magnitude "
                                             "<= 999999999", n));
    }
}

// fromisoformat() catches what a field that is out of range raises; the C
// version lets it out.
static void
mend_iso_format(Frame *frame)
{
    (void)frame;
    Object *value = pending_value();
    Object *context = value != NULL && exception_check(value)
                          ? ((BaseExceptionObject *)value)->context
                          : NULL;
    const char *said = text_of(context), *says = text_of(value);
    if (said != NULL && says != NULL && strncmp(says, "Invalid iso", 11) == 0 &&
        (strstr(said, "out of range") != NULL ||
         strstr(said, "must be in") != NULL)) {
        exchange(EXC(ValueError), str_from_text(said));
    }
}

static void
mend_compare(Frame *frame)
{
    Object *x = variable(frame, "x"), *y = variable(frame, "y");
    if (x != NULL && y != NULL) {
        exchange(EXC(TypeError),
                 str_from_format("can't compare %s to %s", TYPE_OF(x)->name,
                                 TYPE_OF(y)->name));
    }
}

static void
mend_ordinal(Frame *frame)
{
    Object *n = variable(frame, "n");
    if (n != NULL && int_check(n) && error_matches(EXC(ValueError))) {
        const char *said = text_of(pending_value());
        if (said != NULL && strncmp(said, "year 0", 6) == 0) {
            exchange(EXC(ValueError), str_from_text("ordinal must be >= 1"));
        }
    }
}

static void
mend_timezone(Frame *frame)
{
    Object *offset = variable(frame, "offset");
    if (offset == NULL) {
        return;
    }
    if (error_matches(EXC(TypeError))) {
        exchange(EXC(TypeError),
                 str_from_format("timezone() argument 1 must be "
                                 "datetime.timedelta, not %s",
                                 TYPE_OF(offset)->name));
    } else if (error_matches(EXC(ValueError))) {
        PendingError saved; // repr() is a Python function here
        error_fetch(&saved);
        Object *text =
            str_from_format("offset must be a timedelta strictly between "
                            "-timedelta(hours=24) and timedelta(hours=24), "
                            "not %R.", offset);
        error_clear();
        error_restore(&saved);
        exchange(EXC(ValueError), text);
    }
}

static void
mend_tzinfo(Frame *frame)
{
    Object *tz = variable(frame, "tz");
    if (tz != NULL) {
        exchange(EXC(TypeError),
                 str_from_format("tzinfo argument must be None or of a tzinfo "
                                 "subclass, not type '%s'",
                                 TYPE_OF(tz)->name));
    }
}

static void
mend_decimal_new(Frame *frame)
{
    Object *value = variable(frame, "value");
    Object *error = pending_value();
    if (value != NULL && error != NULL &&
        OBJ(TYPE_OF(error)) == EXC(TypeError)) {
        exchange(EXC(TypeError),
                 str_from_format("conversion from %s to Decimal is not "
                                 "supported", TYPE_OF(value)->name));
    }
}

// The C version says which signal it was: a list of it.
static void
mend_decimal(Frame *frame)
{
    Object *condition = variable(frame, "condition");
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    Object *list = NULL, *args = NULL;
    if (condition != NULL && exception_check(error.value)) {
        list = list_new(0);
        args = list == NULL || list_append(list, condition) < 0
                   ? NULL
                   : tuple_pack(1, list);
    }
    if (args != NULL) {
        ref_store(error.value, &((BaseExceptionObject *)error.value)->args,
                  args);
    }
    ref_xdec(list);
    error_clear();
    error_restore(&error);
}

static void
mend_pickle_global(Frame *frame)
{
    Object *o = variable(frame, "obj"), *name = variable(frame, "name");
    Object *module = variable(frame, "module_name");
    if (o == NULL || name == NULL || module == NULL || !str_check(name) ||
        error_matches(EXC(AttributeError))) {
        return;
    }
    const char *text = str_as_utf8(name, NULL);
    PendingError saved;
    error_fetch(&saved);
    Object *type = ref_new(saved.type);
    Object *message =
        text != NULL && strstr(text, "<locals>") != NULL
            ? str_from_format("Can't pickle local object %R", name)
            : str_from_format("Can't pickle %R: attribute lookup %S on %S "
                              "failed", o, name, module);
    if (message == NULL) {
        error_clear();
    }
    error_restore(&saved);
    bool local = text != NULL && strstr(text, "<locals>") != NULL;
    exchange(local ? EXC(AttributeError) : type, message);
    ref_dec(type);
}

// The class of that name among the frame's globals, or `otherwise`.
static Object *
global_class(Frame *frame, const char *name, Object *otherwise)
{
    Object *o = dict_get_text(frame->globals, name);
    return o != NULL && type_check(o) ? o : otherwise;
}

static void
mend_unpickle(Frame *frame)
{
    Object *error = global_class(frame, "UnpicklingError", EXC(ValueError));
    if (error_matches(EXC(EOFError))) {
        exchange(EXC(EOFError), str_from_text("Ran out of input"));
    } else if (error_matches(EXC(IndexError))) {
        const char *said = text_of(pending_value());
        exchange(error,
                 str_from_text(said != NULL && strncmp(said, "pop", 3) == 0
                                   ? "unpickling stack underflow"
                                   : "pickle data was truncated"));
    } else if (error_matches(EXC(KeyError)) &&
               str_equal_text(frame->code->name, "load")) {
        Object *key = variable(frame, "key");
        if (key != NULL) {
            exchange(error, str_from_format("invalid load key, %R.", key));
        }
    }
}

// The text with %1 as the exception's second argument.
static Object *
fill(const char *text, Object *args)
{
    const char *at = strstr(text, "%1");
    if (at == NULL || tuple_size(args) < 2) {
        return str_from_text(text);
    }
    char head[200];
    snprintf(head, sizeof(head), "%.*s", (int)(at - text), text);
    return str_from_format("%s%S%s", head, tuple_get(args, 1), at + 2);
}

static void
mend_words(short set)
{
    static const struct {
        short set;
        const char *begins, *text;
    } rows[] = {
#define WORDS(set, begins, text) {set, begins, text},
#include "interp/modules/standins.def"
    };
    Object *value = pending_value();
    const char *said = text_of(value);
    for (size_t i = 0; said != NULL && i < sizeof(rows) / sizeof(rows[0]);
         i++) {
        if (rows[i].set != set ||
            strncmp(said, rows[i].begins, strlen(rows[i].begins)) != 0) {
            continue;
        }
        PendingError error;
        error_fetch(&error);
        BaseExceptionObject *e = (BaseExceptionObject *)value;
        Object *text = fill(rows[i].text, e->args);
        Object *changed = text == NULL ? NULL : tuple_pack(1, text);
        ref_xdec(text);
        if (changed != NULL) {
            ref_store(value, &e->args, changed);
        }
        error_clear();
        error_restore(&error);
        return;
    }
}

// What was raised and caught inside hidden functions is nobody's context: it
// has no traceback.
static void
drop_hidden_context(void)
{
    Object *value = pending_value();
    if (value == NULL || !exception_check(value)) {
        return;
    }
    BaseExceptionObject *e = (BaseExceptionObject *)value;
    Object *context = e->context, *cause = e->cause;
    if (context != NULL && exception_check(context) &&
        ((BaseExceptionObject *)context)->traceback == NULL) {
        ref_inc(context);
        exception_set_context(value, NULL);
        if (cause == context) {
            exception_set_cause(value, NULL);
        }
        ref_dec(context);
    }
}

// Instead of an entry in the traceback.
static void
leave_hidden(Frame *frame)
{
    static const struct {
        short set;
        const char *name;
        void (*mend)(Frame *frame);
    } rows[] = {
#define MEND(set, name, function) {set, name, function},
#include "interp/modules/standins.def"
    };
    short set = frame->code->hidden;
    const char *name = str_as_utf8(frame->code->qualname, NULL);
    for (size_t i = 0; name != NULL && i < sizeof(rows) / sizeof(rows[0]);
         i++) {
        if (rows[i].set == set &&
            strncmp(rows[i].name, name, strlen(rows[i].name)) == 0) {
            rows[i].mend(frame);
        }
    }
    mend_words(set);
    drop_hidden_context();
}
