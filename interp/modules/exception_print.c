/* Printing exceptions: their text, notes, causes and groups, and where a
 * syntax error is (CPython 3.11: Python/pythonrun.c). */
#include "interp/modules/traceback_print.h"

#include <stdio.h>
#include <string.h>

#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/traceback.h"

static Object *
type_text(Type *type)
{
    Object *module = type_module_object(type);
    if (module == NULL) {
        error_clear();
    }
    Object *name = type_qualname_object(type);
    Object *result = NULL;
    if (name != NULL) {
        bool plain = module == NULL || !str_check(module) ||
                     str_equal(module, nm_builtins) ||
                     str_equal(module, dn_main);
        result = plain ? ref_new(name)
                       : str_from_format("%U.%U", module, name);
    }
    ref_xdec(module);
    ref_xdec(name);
    return result;
}

// The number in a field of a SyntaxError, or `otherwise`.
static long
syntax_number(Object *o, long otherwise)
{
    return o != NULL && int_check(o) ? int_as_long(o) : otherwise;
}

// The line of a SyntaxError, and marks below the wrong part of it. Follows
// print_error_text of CPython 3.11, which counts the line's bytes; only a
// SyntaxError itself, none of its subclasses, marks more than one character.
static int
print_syntax_text(Object *file, SyntaxErrorObject *e, const char *text,
                  const char *margin)
{
    long offset = syntax_number(e->offset, -1);
    long end = syntax_number(e->end_offset, -1);
    long length = (long)strlen(text);
    long line = syntax_number(e->lineno, 0);
    if (syntax_number(e->end_lineno, line) > line) {
        end = length;
    }
    bool range = TYPE_OF(e) == &SyntaxError_type && end > 0 && end > offset;
    long marks = range ? end - offset : 1;
    offset--;
    for (; *text == ' ' || *text == '\t' || *text == '\f'; text++) {
        offset--;
        length--;
    }
    if (length > 0 && text[length - 1] == '\n') {
        length--;
    }
    offset = offset < length ? offset : length;
    if (range && marks > length - offset) {
        marks = length > offset ? length - offset : 1;
    }
    // Of several lines the one where the error is.
    const char *newline;
    while ((newline = strchr(text, '\n')) != NULL &&
           newline - text < offset) {
        long skip = newline + 1 - text;
        text += skip;
        length -= skip;
        offset -= skip;
    }
    Object *shown = str_from_utf8(text, (ssize_t)strlen(text));
    int failed = shown == NULL || put_text(file, margin) < 0 ||
                 put_text(file, "    ") < 0 ||
                 put_object(file, ref_new(shown)) < 0 ||
                 (text[length] != '\n' && put_text(file, "\n") < 0);
    ref_xdec(shown);
    if (failed || offset < 0) {
        return failed ? -1 : 0;
    }
    StrWriter w;
    strwriter_init(&w);
    if (strwriter_text(&w, margin) < 0 || strwriter_text(&w, "    ") < 0 ||
        strwriter_fill(&w, ' ', offset) < 0 ||
        strwriter_fill(&w, '^', marks) < 0 || strwriter_char(&w, '\n') < 0) {
        strwriter_drop(&w);
        return -1;
    }
    return put_object(file, strwriter_finish(&w));
}

// The place of a SyntaxError: file, line, text and caret.
static int
print_syntax_place(Object *file, SyntaxErrorObject *e, const char *margin)
{
    if (e->lineno == NULL || !int_check(e->lineno)) {
        return 0;
    }
    Object *name = e->filename != NULL && e->filename != NONE
                       ? ref_new(e->filename)
                       : str_from_text("<string>");
    int failed = put_text(file, margin) < 0 ||
                 put_object(file, str_from_format(
                                        "  File \"%S\", line %S\n", name,
                                        e->lineno)) < 0;
    ref_xdec(name);
    if (failed || e->text == NULL || !str_check(e->text)) {
        return failed ? -1 : 0;
    }
    const char *text = str_as_utf8(e->text, NULL);
    if (text == NULL) {
        return -1;
    }
    return print_syntax_text(file, e, text, margin);
}

static int
print_notes(Object *file, Object *value, const char *margin)
{
    Object *notes;
    if (object_lookup_attr(value, dn_notes, &notes) < 0) {
        return -1;
    }
    if (notes == NULL) {
        return 0;
    }
    int failed = 0;
    if (list_check(notes) || tuple_check(notes)) {
        Object *fast = sequence_tuple(notes);
        for (ssize_t i = 0; fast != NULL && failed == 0 &&
                            i < tuple_size(fast); i++) {
            Object *text = object_str(tuple_get(fast, i));
            Object *lines = text == NULL ? NULL
                                         : str_split_lines(text, false);
            for (ssize_t k = 0; lines != NULL && k < list_size(lines); k++) {
                failed |=
                    put_text(file, margin) < 0 ||
                    put_object(file,
                               str_from_format("%U\n", list_get(lines, k))) < 0;
            }
            ref_xdec(lines);
            ref_xdec(text);
        }
        ref_xdec(fast);
    } else {
        Object *text = object_repr(notes);
        failed = put_text(file, margin) < 0 ||
                 put_object(file, text == NULL
                                        ? NULL
                                        : str_from_format("%U\n", text)) < 0;
        ref_xdec(text);
    }
    ref_dec(notes);
    return failed ? -1 : 0;
}

// "Type: message", the last line.
static int
print_message(Object *file, Object *value, const char *margin)
{
    if (object_type_check(value, &SyntaxError_type) &&
        print_syntax_place(file, (SyntaxErrorObject *)value, margin) < 0) {
        return -1;
    }
    Object *name = type_text(TYPE_OF(value));
    if (name == NULL || put_text(file, margin) < 0 ||
        put_object(file, name) < 0) {
        return -1;
    }
    Object *text;
    if (object_type_check(value, &SyntaxError_type)) {
        Object *msg = ((SyntaxErrorObject *)value)->msg;
        text = object_str(msg == NULL ? NONE : msg);
    } else {
        text = object_str(value);
    }
    if (text == NULL) {
        error_clear();
        if (put_text(file, ": <exception str() failed>") < 0) {
            return -1;
        }
    } else {
        int failed =
            str_length(text) > 0 &&
            put_object(file, str_from_format(": %U", text)) < 0;
        ref_dec(text);
        if (failed) {
            return -1;
        }
    }
    Object *suggestion = suggestion_for(value);
    if (suggestion != NULL) {
        int failed = put_object(
            file, str_from_format(". Did you mean: '%U'?", suggestion));
        ref_dec(suggestion);
        if (failed < 0) {
            return -1;
        }
    }
    error_clear();
    return put_text(file, "\n") < 0 ? -1
                                      : print_notes(file, value, margin);
}

typedef struct Printer {
    Object *file;
    Object *seen; // set of ids, against loops
    int group_depth;
    bool need_close;
} Printer;

#define MAX_GROUP_DEPTH 10 /* groups in groups that are shown */

static int print_chain(Printer *p, Object *value, const char *margin);

/* The members of a group, their separators after `deeper` blanks. */
static int
print_group(Printer *p, Object *value, const char *deeper)
{
    ExceptionGroupObject *group = (ExceptionGroupObject *)value;
    ssize_t n = tuple_size(group->excs);
    char inner[160];
    snprintf(inner, sizeof(inner), "%s| ", deeper);
    ssize_t shown = n > 15 ? 15 : n;
    for (ssize_t i = 0; i < shown + (n > 15); i++) {
        bool last = i == n - 1 || i == 15;
        char label[40];
        if (i == 15) {
            snprintf(label, sizeof(label), "...");
        } else {
            snprintf(label, sizeof(label), "%zd", i + 1);
        }
        p->need_close = last;
        if (put_object(p->file, str_from_format("%s%s---------------- %s "
                                                "----------------\n",
                                                deeper, i == 0 ? "+-+" : "  +",
                                                label)) < 0) {
            return -1;
        }
        snprintf(inner, sizeof(inner), "%s  | ", deeper);
        if (i == 15) {
            char text[80];
            snprintf(text, sizeof(text), "and %zd more exception%s\n",
                     n - 15, n - 15 > 1 ? "s" : "");
            if (put_text(p->file, inner) < 0 ||
                put_text(p->file, text) < 0) {
                return -1;
            }
        } else {
            p->group_depth++;
            if (print_chain(p, tuple_get(group->excs, i), inner) < 0) {
                return -1;
            }
            p->group_depth--;
        }
        if (last && p->need_close) {
            if (put_object(p->file,
                           str_from_format("%s  +------------------------"
                                           "------------\n",
                                           deeper)) < 0) {
                return -1;
            }
            p->need_close = false;
        }
    }
    return 0;
}

static int
print_one(Printer *p, Object *value, const char *margin)
{
    bool group = object_type_check(value, &BaseExceptionGroup_type);
    Object *traceback = ((BaseExceptionObject *)value)->traceback;
    char inner[120];
    snprintf(inner, sizeof(inner), "%s", margin);
    if (group && p->group_depth >= MAX_GROUP_DEPTH) {
        return put_text(p->file, margin) < 0 ||
                       put_text(p->file, "... (max_group_depth is 10)\n") < 0
                   ? -1
                   : 0;
    }
    if (group && p->group_depth == 0) {
        snprintf(inner, sizeof(inner), "  | ");
        if (traceback != NULL &&
            (put_text(p->file, "  + Exception Group " TRACEBACK_HEADER) < 0 ||
             traceback_print_frames(p->file, (Traceback *)traceback, inner) <
                 0)) {
            return -1;
        }
    } else if (traceback != NULL &&
               traceback_print_margin(p->file, traceback, margin,
                                      group
                                          ? "Exception Group " TRACEBACK_HEADER
                                          : TRACEBACK_HEADER) < 0) {
        return -1;
    }
    if (print_message(p->file, value, inner) < 0) {
        return -1;
    }
    if (!group) {
        return 0;
    }
    // Members are indented by the width of the margin without its bar.
    size_t n = strlen(inner);
    inner[n >= 2 ? n - 2 : 0] = '\0';
    return print_group(p, value, inner);
}

static int
print_chain(Printer *p, Object *value, const char *margin)
{
    Object *key = int_from_size((size_t)(uintptr_t)value);
    if (key == NULL || set_add(p->seen, key) < 0) {
        ref_xdec(key);
        return -1;
    }
    ref_dec(key);
    BaseExceptionObject *e = (BaseExceptionObject *)value;
    Object *before = NULL;
    const char *words = NULL;
    if (e->cause != NULL) {
        before = e->cause;
        words = "The above exception was the direct cause of the following "
                "exception:\n";
    } else if (e->context != NULL && !e->suppress_context) {
        before = e->context;
        words = "During handling of the above exception, another exception "
                "occurred:\n";
    }
    if (before != NULL) {
        Object *id = int_from_size((size_t)(uintptr_t)before);
        int known = id == NULL ? -1 : set_contains(p->seen, id);
        ref_xdec(id);
        if (known < 0) {
            return -1;
        }
        if (known == 0) {
            if (recursion_enter(" in print_exception_recursive") < 0) {
                return -1;
            }
            int failed = print_chain(p, before, margin) < 0 ||
                         put_text(p->file, margin) < 0 ||
                         put_text(p->file, "\n") < 0 ||
                         put_text(p->file, margin) < 0 ||
                         put_text(p->file, words) < 0 ||
                         put_text(p->file, margin) < 0 ||
                         put_text(p->file, "\n") < 0;
            recursion_leave();
            if (failed) {
                return -1;
            }
        }
    }
    return print_one(p, value, margin);
}

int
exception_print(Object *value, Object *file)
{
    Printer printer = {file, set_new(NULL), 0, false};
    if (printer.seen == NULL) {
        return -1;
    }
    int result = print_chain(&printer, value, "");
    ref_dec(printer.seen);
    return result;
}
