/* Instruction bodies for raising and handling exceptions. */
#include "gc/record.h"
#include "interp/objects/exception.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/ops.h"
#include "interp/vm/thread_record.h"

Object *
thread_handled(Thread *thread)
{
    for (HandledError *h = thread->handling; h != NULL; h = h->previous) {
        if (h->value != NULL && h->value != NONE) {
            return h->value;
        }
    }
    return NULL;
}

void
ops_restore(Thread *thread, Object *exception)
{
    (void)thread;
    PendingError error = {ref_new(TYPE_OF(exception)), exception,
                          ref_xnew(((BaseExceptionObject *)exception)
                                       ->traceback)};
    error_restore(&error);
}

Object *
ops_take_error(Thread *thread)
{
    (void)thread;
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    exception_set_traceback(error.value,
                            error.traceback == NULL ? NONE
                                                    : error.traceback);
    ref_dec(error.type);
    ref_xdec(error.traceback);
    return error.value;
}

static Object *
instance_of(Object *given, const char *message)
{
    if (exception_class_check(given)) {
        Object *value = call_none(given);
        if (value != NULL && !exception_check(value)) {
            error_format(EXC(TypeError),
                         "calling %R should have returned an instance of "
                         "BaseException, not %R", given, TYPE_OF(value));
            REF_CLEAR(value);
        }
        return value;
    }
    if (exception_check(given)) {
        return ref_new(given);
    }
    return error_set_text(EXC(TypeError), message);
}

bool
ops_raise(Thread *thread, Object *exception, Object *cause)
{
    if (exception == NULL) {
        Object *handled = thread_handled(thread);
        if (handled == NULL) {
            error_set_text(EXC(RuntimeError),
                           "No active exception to reraise");
            return false;
        }
        ops_restore(thread, ref_new(handled));
        return true;
    }
    Object *value = instance_of(exception,
                                "exceptions must derive from BaseException");
    ref_dec(exception);
    if (value != NULL && cause != NULL) {
        Object *fixed = NULL;
        if (cause == NONE) {
            exception_set_cause(value, NULL);
        } else {
            fixed = instance_of(cause, "exception causes must derive from "
                                       "BaseException");
            if (fixed == NULL) {
                REF_CLEAR(value);
            } else {
                exception_set_cause(value, fixed);
            }
        }
    }
    ref_xdec(cause);
    if (value != NULL) {
        error_set_object(OBJ(TYPE_OF(value)), value);
        ref_dec(value);
    }
    return false;
}

static int
check_catchable(Object *wanted)
{
    const char *message = "catching classes that do not inherit from "
                          "BaseException is not allowed";
    if (tuple_check(wanted)) {
        for (ssize_t i = 0; i < tuple_size(wanted); i++) {
            if (!exception_class_check(tuple_get(wanted, i))) {
                error_set_text(EXC(TypeError), message);
                return -1;
            }
        }
    } else if (!exception_class_check(wanted)) {
        error_set_text(EXC(TypeError), message);
        return -1;
    }
    return 0;
}

int
ops_check_match(Object *exception, Object *wanted)
{
    if (check_catchable(wanted) < 0) {
        return -1;
    }
    return error_given_matches(exception, wanted);
}

static bool
is_group_class(Object *class)
{
    return type_is_subtype((Type *)class, &BaseExceptionGroup_type);
}

int
ops_check_group_match(Thread *thread, Object *group, Object *wanted,
                      Object **match, Object **rest)
{
    if (check_catchable(wanted) < 0) {
        return -1;
    }
    bool bad = false;
    if (tuple_check(wanted)) {
        for (ssize_t i = 0; i < tuple_size(wanted); i++) {
            bad = bad || is_group_class(tuple_get(wanted, i));
        }
    } else {
        bad = is_group_class(wanted);
    }
    if (bad) {
        error_set_text(EXC(TypeError),
                       "catching ExceptionGroup with except* is not "
                       "allowed. Use except instead.");
        return -1;
    }
    if (exception_group_match(group, wanted, match, rest) < 0) {
        return -1;
    }
    if (*match == NONE || *match == NULL) {
        ref_xdec(*match);
        ref_xdec(*rest);
        *match = *rest = NULL;
        return 0;
    }
    HandledError *handling = thread->handling;
    Object *old = handling->value;
    handling->value = ref_new(*match);
    RECORD_HANDLED(thread);
    ref_xdec(old);
    return 0;
}
