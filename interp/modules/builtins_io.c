/* print and input. */
#include "interp/modules/builtins_functions.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

// file.write(str(value)).
static int
write_object(Object *file, Object *value)
{
    Object *writer = object_getattr(file, nm_write);
    if (writer == NULL) {
        return -1;
    }
    Object *text = object_str(value);
    Object *result = text == NULL ? NULL : call_one(writer, text);
    ref_xdec(text);
    ref_dec(writer);
    if (result == NULL) {
        return -1;
    }
    ref_dec(result);
    return 0;
}

static int
write_text(Object *file, const char *text)
{
    Object *value = str_from_text(text);
    int result = value == NULL ? -1 : write_object(file, value);
    ref_xdec(value);
    return result;
}

static int
flush(Object *file)
{
    Object *result = call_method(file, nm_flush, NULL, 0);
    ref_xdec(result);
    return result == NULL ? -1 : 0;
}

// sep= and end=: a str, or NULL for the default.
static bool
check_text(const char *name, Object **value)
{
    if (*value == NONE) {
        *value = NULL;
    } else if (*value != NULL && !str_check(*value)) {
        error_format(EXC(TypeError),
                     "%s must be None or a string, not %.200s", name,
                     TYPE_OF(*value)->name);
        return false;
    }
    return true;
}

static Object *
builtin_print(Object *module UNUSED, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    static const char *const names[] = {"sep", "end", "file", "flush", NULL};
    static const ArgsSpec spec = {"print", names, 0, 0, 4};
    Object *given[4];
    if (!args_parse(&spec, args + nargs, 0, kwnames, given)) {
        return NULL;
    }
    Object *separator = given[0], *end = given[1], *file = given[2];
    int flushes = given[3] == NULL ? 0 : object_is_true(given[3]);
    if (flushes < 0) {
        return NULL;
    }
    if (file == NULL || file == NONE) {
        file = sys_get("stdout");
        if (file == NULL) {
            return error_set_text(EXC(RuntimeError), "lost sys.stdout");
        }
        if (file == NONE) {
            return none_new(); // a program without a terminal
        }
    }
    if (!check_text("sep", &separator) || !check_text("end", &end)) {
        return NULL;
    }
    ref_inc(file);
    int status = 0;
    for (ssize_t i = 0; i < nargs && status == 0; i++) {
        if (i > 0) {
            status = separator == NULL ? write_text(file, " ")
                                       : write_object(file, separator);
        }
        if (status == 0) {
            status = write_object(file, args[i]);
        }
    }
    if (status == 0) {
        status = end == NULL ? write_text(file, "\n")
                             : write_object(file, end);
    }
    if (status == 0 && flushes) {
        status = flush(file);
    }
    ref_dec(file);
    return status < 0 ? NULL : none_new();
}

static Object *
read_line(Object *file)
{
    Object *line = call_method(file, nm_readline, NULL, 0);
    if (line == NULL) {
        return NULL;
    }
    if (!str_check(line)) {
        ref_dec(line);
        return error_set_text(EXC(TypeError),
                              "object.readline() returned non-string");
    }
    ssize_t n = str_length(line);
    if (n == 0) {
        ref_dec(line);
        return error_set_text(EXC(EOFError), "EOF when reading a line");
    }
    if (str_char(line, n - 1) == '\n') {
        Object *cut = str_substring(line, 0, n - 1);
        ref_dec(line);
        return cut;
    }
    return line;
}

static Object *
builtin_input(Object *module UNUSED, Object *const *args, ssize_t nargs)
{
    if (!args_check_count("input", nargs, 0, 1)) {
        return NULL;
    }
    const char *const names[3] = {"stdin", "stdout", "stderr"};
    Object *files[3];
    for (int i = 0; i < 3; i++) {
        files[i] = sys_get(names[i]);
        if (files[i] == NULL || files[i] == NONE) {
            return error_format(EXC(RuntimeError), "input(): lost sys.%s",
                                names[i]);
        }
    }
    ref_inc(files[0]);
    ref_inc(files[1]);
    Object *result = NULL;
    if (flush(files[2]) < 0) {
        error_clear();
    }
    if (nargs > 0 && write_object(files[1], args[0]) < 0) {
        goto done;
    }
    if (flush(files[1]) < 0) {
        error_clear();
    }
    result = read_line(files[0]);

done:
    ref_dec(files[0]);
    ref_dec(files[1]);
    return result;
}

static Object *
builtin_breakpoint(Object *module UNUSED, Object *args, Object *kwargs)
{
    Object *hook = sys_get("breakpointhook");
    if (hook == NULL) {
        return error_set_text(EXC(RuntimeError), "lost sys.breakpointhook");
    }
    ref_inc(hook);
    Object *result = call_object(hook, args, kwargs);
    ref_dec(hook);
    return result;
}

MethodDef builtins_io_functions[] = {
    {"breakpoint", METHOD(builtin_breakpoint), METH_VARARGS | METH_KEYWORDS,
     "breakpoint(*args, **kws)\n\nCall sys.breakpointhook(*args, **kws).  "
     "sys.breakpointhook() must accept\nwhatever arguments are passed.\n\n"
     "By default, this drops you into the pdb debugger."},
    {"print", METHOD(builtin_print), METH_FASTCALL | METH_KEYWORDS,
     "print($module, /, *args, sep=' ', end='\\n', file=None, flush=False)\n"
     "--\n\n"
     "Prints the values to a stream, or to sys.stdout by default.\n\n"
     "  sep\n    string inserted between values, default a space.\n"
     "  end\n    string appended after the last value, default a newline.\n"
     "  file\n    a file-like object (stream).\n"
     "  flush\n    whether to forcibly flush the stream."},
    {"input", METHOD(builtin_input), METH_FASTCALL,
     "input($module, prompt='', /)\n--\n\n"
     "Read a string from standard input; the trailing newline is stripped."},
    {NULL, NULL, 0, NULL},
};
