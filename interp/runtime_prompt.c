/* runtime_prompt.c - one statement after the other, one expression aside */
#include "interp/runtime_prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gc/record.h"
#include "gc/refcount.h"
#include "interp/bytecode/compile_source.h"
#include "interp/modules/import.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/exception.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/thread.h"
#include "interp/objects/type.h"
#include "interp/runtime_limits.h"
#include "interp/vm/eval.h"
#include "interp/vm/frame_record.h"
#include "interp/vm/gil.h"

static RuntimeResult outcome;

static void
pause_recording(void)
{
#if RECORDING
    if (RECORD_ON()) {
        frame_record_pause(thread_current);
    }
#endif
}

static int
set_prompt_words(const char *name, const char *text)
{
    Object *words = str_from_text(text);
    int failed = words == NULL ? -1 : sys_set(name, words);
    ref_xdec(words);
    return failed;
}

bool
prompt_begin(const RuntimeOptions *options)
{
    outcome = (RuntimeResult){.status = 2};
    if (runtime_begin(options) < 0) {
        return false;
    }
    if (runtime_main_dict() == NULL || set_prompt_words("ps1", ">>> ") < 0 ||
        set_prompt_words("ps2", "... ") < 0) {
        outcome.status = runtime_report_error();
        return false;
    }
    outcome.status = 0;
    pause_recording();
    return true;
}

bool
prompt_statement(const char *source)
{
    Object *dict = runtime_main_dict();
    const SourceJob job = {.bytes = source,
                           .length = strlen(source),
                           .is_text = true,
                           .filename = "<stdin>",
                           .mode = 's'};
    Object *code = compile_to_code(&job, NULL);
    Object *result = code == NULL ? NULL : eval_code(code, dict, dict);
    ref_xdec(code);
    bool over = false;
    if (result == NULL) {
        Object *type = thread_current->error.type;
        over = type != NULL && type_check(type) &&
               type_is_subtype((Type *)type, &SystemExit_type);
        int status = runtime_report_error();
        if (over) {
            outcome.status = status;
        }
    }
    ref_xdec(result);
    over |= limits_reached() != LIMIT_NONE;
    runtime_flush("stderr");
    runtime_flush("stdout");
    pause_recording();
    return !over;
}

RuntimeResult
prompt_end(void)
{
    return runtime_end(outcome);
}

char *
prompt_check(const char *source)
{
    Arena *arena = arena_new();
    if (arena == NULL) {
        return NULL;
    }
    const SourceJob job = {.bytes = source,
                           .length = strlen(source),
                           .is_text = true,
                           .filename = "<stdin>",
                           .mode = 's'};
    CodeUnit *unit;
    SyntaxError error;
    char *words = NULL;
    if (compile_source(arena, &job, &unit, NULL, &error) < 0) {
        words = strdup(error.msg == NULL ? "invalid syntax" : error.msg);
    }
    arena_free(arena);
    return words;
}

static void
write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return;
        }
        bytes += n;
        length -= (size_t)n;
    }
}

static void
write_object(int fd, Object *value, bool text)
{
    Object *words = text ? object_str(value) : object_repr(value);
    ssize_t length;
    const char *bytes = words == NULL ? NULL : str_as_utf8(words, &length);
    if (bytes == NULL) {
        error_clear();
        bytes = "(its text cannot be shown)";
        length = (ssize_t)strlen(bytes);
    }
    write_all(fd, bytes, (size_t)length);
    ref_xdec(words);
}

// "ValueError: what it says"
static void
write_error(const PendingError *error, int fd)
{
    const char *name = type_short_name(TYPE_OF(error->value));
    write_all(fd, name, strlen(name));
    Object *words = object_str(error->value);
    ssize_t length = 0;
    const char *bytes = words == NULL ? NULL : str_as_utf8(words, &length);
    if (bytes == NULL) {
        error_clear();
    } else if (length > 0) {
        write_all(fd, ": ", 2);
        write_all(fd, bytes, (size_t)length);
    }
}

// What the program has printed but not yet written belongs to the parent.
static void
print_to(int fd)
{
    int nothing = open("/dev/null", O_WRONLY);
    if (nothing >= 0) {
        dup2(nothing, 1);
        close(nothing);
    }
    runtime_flush("stdout");
    dup2(fd, 1);
}

int
prompt_evaluate(const char *expression, unsigned up, bool text, int fd)
{
    Thread *thread = thread_current;
#if RECORDING
    record_end_early();
#endif
    PendingError outside;
    gil_after_fork(thread);
    error_fetch(&outside);
    print_to(fd);
    Frame *frame = thread->frame;
    for (; up > 0 && frame != NULL && frame->previous != NULL; up--) {
        frame = frame->previous;
    }
    Object *globals = frame == NULL ? runtime_main_dict() : frame->globals;
    Object *locals = frame == NULL ? globals : frame_locals(frame);
    const SourceJob job = {.bytes = expression,
                           .length = strlen(expression),
                           .is_text = true,
                           .filename = "<print>",
                           .mode = 'e'};
    Object *code = locals == NULL ? NULL : compile_to_code(&job, NULL);
    Object *value = code == NULL ? NULL : eval_code(code, globals, locals);
    PendingError error = {0};
    if (value == NULL) {
        if (!error_occurred()) {
            error_set_text(EXC(RuntimeError), "the names are gone");
        }
        error_fetch(&error);
        error_normalize(&error);
    }
    runtime_flush("stdout");
    if (value == NULL) {
        write_error(&error, fd);
        return -1;
    }
    write_object(fd, value, text);
    return 0;
}

char *
prompt_words(int which)
{
    Object *words = sys_get(which == 1 ? "ps1" : "ps2");
    Object *text = words == NULL ? NULL : object_str(words);
    const char *bytes = text == NULL ? NULL : str_as_utf8(text, NULL);
    char *copy = strdup(bytes == NULL ? "" : bytes);
    error_clear();
    ref_xdec(text);
    pause_recording();
    return copy;
}
