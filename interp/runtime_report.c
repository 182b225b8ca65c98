/* How an exception that nobody catches ends the program. */
#include "interp/runtime_prompt.h"

#include <string.h>
#include <unistd.h>

#include "gc/record.h"
#include "gc/refcount.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"
#include "interp/vm/traceback.h"

// Exit status of a SystemExit; prints what is no number.
static int
exit_status(Object *value)
{
    Object *code = ((SystemExitObject *)value)->code;
    if (code == NULL || code == NONE) {
        return 0;
    }
    if (int_check(code)) {
        int overflow;
        return (int)int_as_long_overflow(code, &overflow) & 0xff;
    }
    Object *text = object_str(code);
    Object *err = sys_get("stderr");
    if (text != NULL && err != NULL) {
        Object *newline = str_from_text("\n");
        Object *r = call_method(err, nm_write, &text, 1);
        ref_xdec(r);
        r = newline == NULL ? NULL : call_method(err, nm_write, &newline, 1);
        ref_xdec(r);
        ref_xdec(newline);
    }
    ref_xdec(text);
    error_clear();
    return 1;
}

// With no memory left for anything better.
static void
report_plainly(Object *type)
{
    const char *name =
        type != NULL && type_check(type) ? type_short_name((Type *)type)
                                         : "MemoryError";
    if (write(STDERR_FILENO, name, strlen(name)) < 0 ||
        write(STDERR_FILENO, "\n", 1) < 0) {
        return; // nobody listens
    }
}

int
runtime_report_error(void)
{
    PendingError error;
    error_fetch(&error);
    error_normalize(&error);
    if (error.traceback != NULL && exception_check(error.value)) {
        exception_set_traceback(error.value, error.traceback);
    }
    int status = 1;
    if (object_type_check(error.value, &SystemExit_type)) {
        status = exit_status(error.value);
    } else {
        Object *hook = sys_get("excepthook");
        Object *tb = error.traceback == NULL ? NONE : error.traceback;
        (void)!sys_set("last_type", error.type);
        (void)!sys_set("last_value", error.value);
        (void)!sys_set("last_traceback", tb);
        Object *result =
            hook == NULL ? NULL
                         : call_three(hook, error.type, error.value, tb);
        if (result == NULL) {
            error_clear();
            Object *err = sys_get("stderr");
            if (err == NULL || exception_print(error.value, err) < 0) {
                error_clear();
                report_plainly(error.type);
            }
        }
        ref_xdec(result);
        if (object_type_check(error.value, &KeyboardInterrupt_type)) {
            status = 130;
        }
    }
    ref_xdec(error.type);
    ref_xdec(error.value);
    ref_xdec(error.traceback);
    return status;
}

void
runtime_flush(const char *name)
{
    Object *file = sys_get(name);
    if (file != NULL && file != NONE) {
        Object *result = call_method(file, nm_flush, NULL, 0);
        if (result == NULL) {
            error_clear();
        }
        ref_xdec(result);
    }
}
