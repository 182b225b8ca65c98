/* The pending error of a thread: set, asked, taken. */
#include "interp/objects/error.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define PENDING (thread_current->error)

Object *
error_occurred(void)
{
    return PENDING.type;
}

void
error_fetch(PendingError *out)
{
    *out = PENDING;
    PENDING = (PendingError){NULL, NULL, NULL};
}

void
error_restore(PendingError *error)
{
    PendingError old = PENDING;
    PENDING = *error;
    *error = (PendingError){NULL, NULL, NULL};
    ref_xdec(old.type);
    ref_xdec(old.value);
    ref_xdec(old.traceback);
}

void
error_clear(void)
{
    if (PENDING.type != NULL) {
        PendingError none = {NULL, NULL, NULL};
        error_restore(&none);
    }
}

// Borrowed arguments; keeps no traceback.
static void
set_pending(Object *type, Object *value)
{
    PendingError error = {ref_new(type), ref_xnew(value), NULL};
    error_restore(&error);
}

// An instance of an exception class for a value as the errors give it.
static Object *
make_instance(Object *type, Object *value)
{
    if (value == NULL || value == NONE) {
        return call_none(type);
    }
    if (tuple_check(value)) {
        return call_object(type, value, NULL);
    }
    return call_one(type, value);
}

void
error_set_object(Object *type, Object *value)
{
    Object *handled = thread_handled(thread_current);
    ref_xinc(value);
    if (handled != NULL) {
        // The new exception is chained to the one being handled: it must be
        // an instance for that.
        ref_inc(handled);
        error_clear();
        if (value == NULL || !exception_check(value)) {
            Object *instance = make_instance(type, value);
            ref_xdec(value);
            if (instance != NULL && !exception_check(instance)) {
                // Whoever looks at the pending error will say what is wrong.
                ref_dec(instance);
                ref_dec(handled);
                PendingError bare = {ref_new(type), NULL, NULL};
                error_restore(&bare);
                return;
            }
            if (instance == NULL) {
                ref_dec(handled);
                return;
            }
            value = instance;
        }
        if (value != handled) {
            // No loops: if the new one is already in the chain, cut there.
            Object *at = handled;
            Object *context;
            Object *slow = at;
            bool half = false;
            while ((context = ((BaseExceptionObject *)at)->context) != NULL) {
                if (context == value) {
                    exception_set_context(at, NULL);
                    break;
                }
                at = context;
                // A program may have made a loop: the slow one meets it.
                if (at == slow) {
                    break;
                }
                if (half) {
                    slow = ((BaseExceptionObject *)slow)->context;
                }
                half = !half;
            }
            exception_set_context(value, handled);
        } else {
            ref_dec(handled);
        }
    }
    Object *traceback = NULL;
    if (value != NULL && exception_check(value)) {
        traceback = ((BaseExceptionObject *)value)->traceback;
    }
    PendingError error = {ref_new(type), value, ref_xnew(traceback)};
    error_restore(&error);
}

void
error_set_none(Object *type)
{
    error_set_object(type, NULL);
}

Object *
error_set_text(Object *type, const char *text)
{
    Object *value = str_from_text(text);
    if (value != NULL) {
        error_set_object(type, value);
        ref_dec(value);
    }
    return NULL;
}

static Object *
set_format(Object *type, const char *format, va_list args)
{
    Object *value = str_from_format_list(format, args);
    if (value != NULL) {
        error_set_object(type, value);
        ref_dec(value);
    }
    return NULL;
}

Object *
error_format(Object *type, const char *format, ...)
{
    error_clear();
    va_list args;
    va_start(args, format);
    set_format(type, format, args);
    va_end(args);
    return NULL;
}

Object *
error_format_from_cause(Object *type, const char *format, ...)
{
    PendingError cause;
    error_fetch(&cause);
    error_normalize(&cause);
    if (cause.traceback != NULL) {
        exception_set_traceback(cause.value, cause.traceback);
    }
    va_list args;
    va_start(args, format);
    set_format(type, format, args);
    va_end(args);
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    exception_set_cause(error.value, ref_new(cause.value));
    exception_set_context(error.value, ref_new(cause.value));
    error_restore(&error);
    ref_xdec(cause.type);
    ref_xdec(cause.value);
    ref_xdec(cause.traceback);
    return NULL;
}

Object *
error_key(Object *key)
{
    // A tuple would be taken for several arguments.
    Object *args = tuple_pack(1, key);
    if (args != NULL) {
        error_set_object(EXC(KeyError), args);
        ref_dec(args);
    }
    return NULL;
}

Object *
error_no_memory(void)
{
    if (thread_current == NULL) {
        return NULL;
    }
    Object *instance = exception_reserved_no_memory();
    set_pending(EXC(MemoryError), instance);
    ref_xdec(instance);
    return NULL;
}

Object *
error_from_errno(Object *type, Object *filename)
{
    int code = errno;
    Object *text = str_from_text(strerror(code));
    Object *number = int_from_long(code);
    Object *args = NULL;
    if (text != NULL && number != NULL) {
        args = filename != NULL ? tuple_pack(3, number, text, filename)
                                : tuple_pack(2, number, text);
    }
    Object *value = args == NULL ? NULL : call_object(type, args, NULL);
    if (value != NULL) {
        error_set_object(OBJ(TYPE_OF(value)), value);
    }
    ref_xdec(value);
    ref_xdec(args);
    ref_xdec(number);
    ref_xdec(text);
    return NULL;
}

Object *
error_bad_argument(void)
{
    return error_set_text(EXC(TypeError),
                          "bad argument type for built-in operation");
}

Object *
error_bad_internal_at(const char *file, int line)
{
    return error_format(EXC(SystemError),
                        "%s:%d: bad argument to internal function", file,
                        line);
}

void
error_normalize(PendingError *error)
{
    int rounds = 0;
    while (error->type != NULL) {
        if (error->value == NULL) {
            error->value = none_new();
        }
        if (!exception_class_check(error->type)) {
            return;
        }
        Type *type = (Type *)error->type;
        if (exception_check(error->value) &&
            object_type_check(error->value, type)) {
            // A subclass's instance says what it is.
            Object *actual = OBJ(TYPE_OF(error->value));
            if (actual != error->type) {
                ref_inc(actual);
                ref_dec(error->type);
                error->type = actual;
            }
            return;
        }
        // At the recursion limit too there is room to make the instance.
        thread_current->recursion_headroom++;
        Object *instance = make_instance(error->type, error->value);
        thread_current->recursion_headroom--;
        if (instance != NULL && !exception_check(instance)) {
            error_format(EXC(TypeError),
                         "calling %R should have returned an instance of "
                         "BaseException, not %s", error->type,
                         type_short_name(TYPE_OF(instance)));
            REF_CLEAR(instance);
        }
        if (instance != NULL) {
            ref_dec(error->value);
            error->value = instance;
            return;
        }
        // Making the instance failed: that failure is the error now.
        Object *traceback = error->traceback;
        ref_dec(error->type);
        ref_dec(error->value);
        error_fetch(error);
        if (traceback != NULL) {
            if (error->traceback == NULL) {
                error->traceback = traceback;
            } else {
                ref_dec(traceback);
            }
        }
        if (++rounds > 30) {
            ref_xdec(error->value);
            ref_xdec(error->type);
            error->type = ref_new(EXC(MemoryError));
            error->value = exception_reserved_no_memory();
            return;
        }
    }
}

bool
error_given_matches(Object *error, Object *type)
{
    if (error == NULL || type == NULL) {
        return false;
    }
    if (tuple_check(type)) {
        for (ssize_t i = 0; i < tuple_size(type); i++) {
            if (error_given_matches(error, tuple_get(type, i))) {
                return true;
            }
        }
        return false;
    }
    if (exception_check(error)) {
        error = OBJ(TYPE_OF(error));
    }
    if (exception_class_check(error) && exception_class_check(type)) {
        return type_is_subtype((Type *)error, (Type *)type);
    }
    return error == type;
}

bool
error_matches(Object *type)
{
    return error_given_matches(PENDING.type, type);
}

static int
warn_with(Object *source, Object *category, STEALS Object *message)
{
    extern int warn_about(Object * category, Object * message,
                          Object * source);
    int result = message == NULL ? -1
                                 : warn_about(category, message, source);
    ref_xdec(message);
    return result;
}

int
error_warn(Object *category, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Object *message = str_from_format_list(format, args);
    va_end(args);
    return warn_with(NULL, category, message);
}

int
error_warn_about(Object *source, Object *category, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    Object *message = str_from_format_list(format, args);
    va_end(args);
    return warn_with(source, category, message);
}
