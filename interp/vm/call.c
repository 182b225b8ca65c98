/* Calling Python functions: sorting arguments into the locals of a new
 * frame, and the door from C code into the eval loop. */
#include <string.h>

#include "gc/collector.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/call.h"
#include "interp/vm/eval.h"

// The words of CPython's messages about wrong arguments.
static Object *
quoted_list(Object *names)
{
    ssize_t n = list_size(names);
    Object *quoted = list_new(0);
    for (ssize_t i = 0; quoted != NULL && i < n; i++) {
        Object *one = object_repr(list_get(names, i));
        if (one == NULL || list_append_steal(quoted, one) < 0) {
            REF_CLEAR(quoted);
        }
    }
    if (quoted == NULL) {
        return NULL;
    }
    Object *text = NULL;
    if (n == 1) {
        text = ref_new(list_get(quoted, 0));
    } else if (n == 2) {
        text = str_from_format("%U and %U", list_get(quoted, 0),
                               list_get(quoted, 1));
    } else {
        Object *last = str_from_format(", and %U", list_get(quoted, n - 1));
        Object *comma = str_from_text(", ");
        Object *front = last == NULL || comma == NULL
                            ? NULL
                            : list_get_slice(quoted, 0, n - 1);
        Object *joined = front == NULL ? NULL : str_join(comma, front);
        text = joined == NULL ? NULL : str_concat(joined, last);
        ref_xdec(last);
        ref_xdec(comma);
        ref_xdec(front);
        ref_xdec(joined);
    }
    ref_dec(quoted);
    return text;
}

// Parameters `from` to `to` have no value; the last `defaults` need none.
static void
report_missing(Function *function, Object **locals, int from, int to,
               int defaults, const char *kind)
{
    Code *code = (Code *)function->code;
    Object *names = list_new(0);
    ssize_t missing = 0;
    for (int i = from; names != NULL && i < to; i++) {
        if (locals[i] == NULL && i < to - defaults) {
            missing++;
            if (list_append(names, tuple_get(code->localsplusnames, i)) < 0) {
                REF_CLEAR(names);
            }
        }
    }
    Object *text = names == NULL ? NULL : quoted_list(names);
    if (text != NULL) {
        error_format(EXC(TypeError),
                     "%U() missing %zd required %s argument%s: %U",
                     function->qualname, missing, kind,
                     missing == 1 ? "" : "s", text);
    }
    ref_xdec(names);
    ref_xdec(text);
}

static void
report_too_many(Function *function, Code *code, ssize_t given,
                ssize_t defaults, Object **locals)
{
    ssize_t keyword_only = 0;
    for (int i = 0; i < code->kwonlyargcount; i++) {
        keyword_only += locals[code->argcount + i] != NULL;
    }
    Object *takes;
    bool plural;
    if (defaults > 0) {
        takes = str_from_format("from %zd to %zd",
                                (ssize_t)code->argcount - defaults,
                                (ssize_t)code->argcount);
        plural = true;
    } else {
        takes = str_from_format("%zd", (ssize_t)code->argcount);
        plural = code->argcount != 1;
    }
    Object *also = keyword_only == 0
                       ? str_from_text("")
                       : str_from_format(
                             " positional argument%s (and %zd keyword-only "
                             "argument%s)",
                             given != 1 ? "s" : "", keyword_only,
                             keyword_only != 1 ? "s" : "");
    if (takes != NULL && also != NULL) {
        error_format(EXC(TypeError),
                     "%U() takes %U positional argument%s but %zd%U %s given",
                     function->qualname, takes, plural ? "s" : "", given,
                     also, given == 1 && keyword_only == 0 ? "was" : "were");
    }
    ref_xdec(takes);
    ref_xdec(also);
}

// A keyword that names a positional-only parameter gets its own message.
static bool
reports_positional_only(Function *function, Code *code, Object *kwnames)
{
    Object *names = list_new(0);
    for (int i = 0; names != NULL && i < code->posonlyargcount; i++) {
        Object *name = tuple_get(code->localsplusnames, i);
        for (ssize_t k = 0; k < tuple_size(kwnames); k++) {
            if (str_equal(name, tuple_get(kwnames, k)) &&
                list_append(names, name) < 0) {
                ref_dec(names);
                return true;
            }
        }
    }
    if (names == NULL) {
        return true;
    }
    bool found = list_size(names) > 0;
    if (found) {
        Object *comma = str_from_text(", ");
        Object *text = comma == NULL ? NULL : str_join(comma, names);
        if (text != NULL) {
            error_format(EXC(TypeError),
                         "%U() got some positional-only arguments passed as "
                         "keyword arguments: '%U'",
                         function->qualname, text);
        }
        ref_xdec(comma);
        ref_xdec(text);
    }
    ref_dec(names);
    return found;
}

// Where a function with **keywords has their dict.
static inline int
keywords_place(const Code *code)
{
    return code->argcount + code->kwonlyargcount +
           ((code->flags & CODE_VARARGS) != 0);
}

// Puts one keyword argument in its place; steals value.
static int
place_keyword(Function *function, Code *code, Object **locals,
              Object *kwnames, Object *keyword, Object *value)
{
    int total = code->argcount + code->kwonlyargcount;
    int found = -1;
    if (!str_check(keyword)) {
        error_format(EXC(TypeError), "%U() keywords must be strings",
                     function->qualname);
        goto fail;
    }
    for (int i = code->posonlyargcount; i < total && found < 0; i++) {
        if (tuple_get(code->localsplusnames, i) == keyword) {
            found = i;
        }
    }
    for (int i = code->posonlyargcount; i < total && found < 0; i++) {
        if (str_equal(tuple_get(code->localsplusnames, i), keyword)) {
            found = i;
        }
    }
    if (found >= 0) {
        if (locals[found] != NULL) {
            error_format(EXC(TypeError),
                         "%U() got multiple values for argument '%S'",
                         function->qualname, keyword);
            goto fail;
        }
        locals[found] = value;
        return 0;
    }
    if ((code->flags & CODE_VARKEYWORDS) == 0) {
        if (code->posonlyargcount == 0 ||
            !reports_positional_only(function, code, kwnames)) {
            error_format(EXC(TypeError),
                         "%U() got an unexpected keyword argument '%S'",
                         function->qualname, keyword);
        }
        goto fail;
    }
    int failed = dict_set(locals[keywords_place(code)], keyword, value);
    ref_dec(value);
    return failed;

fail:
    ref_dec(value);
    return -1;
}

static int
fill_defaults(Function *function, Code *code, Object **locals, ssize_t given)
{
    Object *defaults = function->defaults;
    ssize_t ndefaults = defaults == NULL ? 0 : tuple_size(defaults);
    if (given < code->argcount) {
        ssize_t first = code->argcount - ndefaults;
        for (ssize_t i = given; i < first; i++) {
            if (locals[i] == NULL) {
                report_missing(function, locals, 0, code->argcount,
                               (int)ndefaults, "positional");
                return -1;
            }
        }
        for (ssize_t i = given > first ? given - first : 0; i < ndefaults;
             i++) {
            if (locals[first + i] == NULL) {
                locals[first + i] = ref_new(tuple_get(defaults, i));
            }
        }
    }
    bool missing = false;
    for (int i = code->argcount; i < code->argcount + code->kwonlyargcount;
         i++) {
        if (locals[i] != NULL) {
            continue;
        }
        Object *value = function->kwdefaults == NULL
                            ? NULL
                            : dict_get(function->kwdefaults,
                                       tuple_get(code->localsplusnames, i));
        if (value != NULL) {
            locals[i] = ref_new(value);
        } else if (error_occurred()) {
            return -1;
        } else {
            missing = true;
        }
    }
    if (missing) {
        report_missing(function, locals, code->argcount,
                       code->argcount + code->kwonlyargcount, 0,
                       "keyword-only");
        return -1;
    }
    return 0;
}

// Sorts the arguments into the locals. Steals all of them, also on failure.
static int
sort_arguments(Function *function, Code *code, Object **locals,
               Object *const *args, ssize_t nargs, Object *kwnames)
{
    ssize_t nkeywords = kwnames == NULL ? 0 : tuple_size(kwnames);
    int total = code->argcount + code->kwonlyargcount;
    ssize_t next = 0; // arguments taken over so far
    if ((code->flags & CODE_VARKEYWORDS) != 0) {
        Object *extra = dict_new();
        if (extra == NULL) {
            goto fail;
        }
        locals[keywords_place(code)] = extra;
    }
    ssize_t direct = nargs > code->argcount ? code->argcount : nargs;
    for (; next < direct; next++) {
        locals[next] = args[next];
    }
    if ((code->flags & CODE_VARARGS) != 0) {
        Object *rest = tuple_from_array_steal(args + direct, nargs - direct);
        next = nargs;
        if (rest == NULL) {
            goto fail;
        }
        locals[total] = rest;
    }
    // Positional arguments that are too many stay until after the keywords:
    // CPython's messages come in that order.
    ssize_t keyword = 0;
    for (; keyword < nkeywords; keyword++) {
        Object *value = args[nargs + keyword];
        if (place_keyword(function, code, locals, kwnames,
                          tuple_get(kwnames, keyword), value) < 0) {
            keyword++;
            goto fail_keywords;
        }
    }
    if (nargs > code->argcount && (code->flags & CODE_VARARGS) == 0) {
        report_too_many(function, code, nargs,
                        function->defaults == NULL
                            ? 0
                            : tuple_size(function->defaults),
                        locals);
        goto fail_keywords;
    }
    return fill_defaults(function, code, locals, nargs);

fail:
    keyword = 0;
fail_keywords:
    for (; next < nargs; next++) {
        ref_dec(args[next]);
    }
    for (; keyword < nkeywords; keyword++) {
        ref_dec(args[nargs + keyword]);
    }
    return -1;
}

Frame *
call_make_frame(Thread *thread, Function *function, Object *locals,
                Object *const *args, size_t nargs, Object *kwnames)
{
    Code *code = (Code *)function->code;
    Frame *frame = frame_push(thread, code);
    if (frame == NULL) {
        size_t n = nargs + (kwnames == NULL ? 0 : (size_t)tuple_size(kwnames));
        for (size_t i = 0; i < n; i++) {
            ref_dec(args[i]);
        }
        ref_xdec(locals);
        return NULL;
    }
    frame_init(frame, function, locals, code, 0);
    if (kwnames == NULL && (ssize_t)nargs == code->argcount &&
        (code->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) == 0 &&
        code->kwonlyargcount == 0) {
        for (size_t i = 0; i < nargs; i++) {
            frame->slots[i] = args[i];
        }
        return frame;
    }
    if (sort_arguments(function, code, frame->slots, args, (ssize_t)nargs,
                       kwnames) < 0) {
        // The callable itself stays with the caller.
        frame->function = NULL;
        frame_clear(thread, frame);
        frame_pop(thread, frame);
        return NULL;
    }
    return frame;
}

// How C code calls a Python function: arguments are borrowed here.
static Object *
call_function(Object *callable, Object *const *args, size_t nargsf,
              Object *kwnames)
{
    Thread *thread = thread_current;
    Function *function = (Function *)callable;
    Code *code = (Code *)function->code;
    size_t nargs = (size_t)call_nargs(nargsf);
    size_t n = nargs + (kwnames == NULL ? 0 : (size_t)tuple_size(kwnames));
    for (size_t i = 0; i < n; i++) {
        ref_inc(args[i]);
    }
    Object *locals = (code->flags & CODE_OPTIMIZED) != 0
                         ? NULL
                         : ref_new(function->globals);
    Frame *frame =
        call_make_frame(thread, ref_new(function), locals, args, nargs,
                        kwnames);
    if (frame == NULL) {
        ref_dec(function);
        return NULL;
    }
    return eval_frame(thread, frame, false);
}

Object *
eval_code(Object *code, Object *globals, Object *locals)
{
    return eval_code_closure(code, globals, locals, NULL);
}

Object *
eval_code_closure(Object *code_object, Object *globals, Object *locals,
                  Object *closure)
{
    Thread *thread = thread_current;
    Code *code = (Code *)code_object;
    Object *function = function_new(code_object, globals, NULL);
    if (function == NULL) {
        return NULL;
    }
    if (closure != NULL) {
        ref_store(function, &((Function *)function)->closure,
                  ref_new(closure));
    }
    Frame *frame = call_make_frame(
        thread, (Function *)function,
        (code->flags & CODE_OPTIMIZED) != 0 ? NULL
        : ref_new(locals == NULL ? globals : locals), NULL, 0, NULL);
    if (frame == NULL) {
        ref_dec(function);
        return NULL;
    }
    return eval_frame(thread, frame, false);
}

Object *
eval_class_body(Object *function_object, Object *locals)
{
    Thread *thread = thread_current;
    Function *function = (Function *)function_object;
    Frame *frame = call_make_frame(thread, ref_new(function),
                                   ref_new(locals), NULL, 0, NULL);
    if (frame == NULL) {
        ref_dec(function);
        return NULL;
    }
    return eval_frame(thread, frame, false);
}

static Object *
builtins_now(void)
{
    const Frame *frame = thread_current->frame;
    return frame != NULL ? frame->function->builtins : builtins_dict;
}

void
call_start(void)
{
    function_vectorcall = call_function;
    function_builtins_now = builtins_now;
}
