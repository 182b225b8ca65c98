/* The methods of str that are not in a file of their own. */
#include <limits.h>

#include "interp/objects/bool.h"
#include "interp/objects/chartype.h"
#include "interp/objects/format_spec.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/tuple.h"

/* "f() argument 1 must be str, not int" */
Object *
str_argument_error(const char *method, const char *which, Object *given)
{
    return error_format(EXC(TypeError), "%s() %s must be str, not %.50s",
                        method, which,
                        given == NONE ? "None" : TYPE_OF(given)->name);
}

/* Reads an optional number; false: error. */
bool
str_read_size(Object *o, ssize_t *out)
{
    if (o != NULL) {
        *out = number_as_argument(o);
        if (*out == -1 && error_occurred() != NULL) {
            return false;
        }
    }
    return true;
}

/* --- find, index, count, startswith --- */

/* (sub[, start[, end]]) */
static bool
search_arguments(const char *name, Object *const *args, ssize_t nargs,
                 ssize_t *start, ssize_t *end)
{
    if (nargs < 1 || nargs > 3) {
        error_format(EXC(TypeError),
                     nargs < 1 ? "%s() takes at least 1 argument (%zd given)"
                               : "%s() takes at most 3 arguments (%zd given)",
                     name, nargs);
        return false;
    }
    if (!text_bounds(nargs > 1 ? args[1] : NULL, nargs > 2 ? args[2] : NULL,
                     start, end)) {
        return false;
    }
    if (!str_check(args[0])) {
        error_format(EXC(TypeError), "must be str, not %.100s",
                     TYPE_OF(args[0])->name);
        return false;
    }
    return true;
}

static Object *
search(const char *name, Object *self, Object *const *args, ssize_t nargs,
       int direction, bool must_be)
{
    ssize_t start, end;
    if (!search_arguments(name, args, nargs, &start, &end)) {
        return NULL;
    }
    ssize_t at = str_find(self, args[0], start, end, direction);
    if (at < 0 && must_be) {
        return error_set_text(EXC(ValueError), "substring not found");
    }
    return int_from_ssize(at);
}

static Object *
method_find(Object *self, Object *const *args, ssize_t nargs)
{
    return search("find", self, args, nargs, 1, false);
}

static Object *
method_rfind(Object *self, Object *const *args, ssize_t nargs)
{
    return search("rfind", self, args, nargs, -1, false);
}

static Object *
method_index(Object *self, Object *const *args, ssize_t nargs)
{
    return search("index", self, args, nargs, 1, true);
}

static Object *
method_rindex(Object *self, Object *const *args, ssize_t nargs)
{
    return search("rindex", self, args, nargs, -1, true);
}

static Object *
method_count(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t start, end;
    if (!search_arguments("count", args, nargs, &start, &end)) {
        return NULL;
    }
    text_adjust(str_length(self), &start, &end);
    TextRun in = text_of(self, start, end);
    TextRun needle = text_of(args[0], 0, str_length(args[0]));
    return int_from_ssize(text_count(&in, &needle, -1));
}

static Object *
tail_match(const char *name, Object *self, Object *const *args, ssize_t nargs,
           int direction)
{
    ssize_t start, end;
    if (nargs < 1 || nargs > 3) {
        return error_format(
            EXC(TypeError),
            nargs < 1 ? "%s() takes at least 1 argument (%zd given)"
                      : "%s() takes at most 3 arguments (%zd given)",
            name, nargs);
    }
    if (!text_bounds(nargs > 1 ? args[1] : NULL, nargs > 2 ? args[2] : NULL,
                     &start, &end)) {
        return NULL;
    }
    if (str_check(args[0])) {
        return bool_new(
            str_tail_match(self, args[0], start, end, direction));
    }
    if (!tuple_check(args[0])) {
        return error_format(EXC(TypeError),
                            "%s first arg must be str or a tuple of str, not "
                            "%.100s",
                            name, TYPE_OF(args[0])->name);
    }
    for (ssize_t i = 0; i < tuple_size(args[0]); i++) {
        Object *part = tuple_get(args[0], i);
        if (!str_check(part)) {
            return error_format(EXC(TypeError),
                                "tuple for %s must only contain str, not "
                                "%.100s",
                                name, TYPE_OF(part)->name);
        }
        if (str_tail_match(self, part, start, end, direction)) {
            return bool_new(true);
        }
    }
    return bool_new(false);
}

static Object *
method_startswith(Object *self, Object *const *args, ssize_t nargs)
{
    return tail_match("startswith", self, args, nargs, -1);
}

static Object *
method_endswith(Object *self, Object *const *args, ssize_t nargs)
{
    return tail_match("endswith", self, args, nargs, 1);
}

static Object *
method_removeprefix(Object *self, Object *prefix)
{
    if (!str_check(prefix)) {
        return str_argument_error("removeprefix", "argument", prefix);
    }
    bool found = str_tail_match(self, prefix, 0, SSIZE_MAX, -1);
    return str_substring(self, found ? str_length(prefix) : 0,
                         str_length(self));
}

static Object *
method_removesuffix(Object *self, Object *suffix)
{
    if (!str_check(suffix)) {
        return str_argument_error("removesuffix", "argument", suffix);
    }
    ssize_t n = str_length(self);
    bool found = str_tail_match(self, suffix, 0, SSIZE_MAX, 1);
    return str_substring(self, 0, found ? n - str_length(suffix) : n);
}

/* --- stripping --- */

static inline bool
is_stripped(Object *set, uint32_t c)
{
    if (set == NULL) {
        return char_is_space(c);
    }
    int kind = str_kind(set);
    const void *data = str_data(set);
    for (ssize_t i = 0; i < str_length(set); i++) {
        if (str_read(kind, data, i) == c) {
            return true;
        }
    }
    return false;
}

static Object *
strip(const char *name, Object *self, Object *const *args, ssize_t nargs,
      bool left, bool right)
{
    if (!args_check_count(name, nargs, 0, 1)) {
        return NULL;
    }
    Object *set = nargs > 0 && args[0] != NONE ? args[0] : NULL;
    if (set != NULL && !str_check(set)) {
        return error_format(EXC(TypeError), "%s arg must be None or str",
                            name);
    }
    ssize_t start = 0;
    ssize_t end = str_length(self);
    int kind = str_kind(self);
    const void *data = str_data(self);
    while (left && start < end &&
           is_stripped(set, str_read(kind, data, start))) {
        start++;
    }
    while (right && end > start &&
           is_stripped(set, str_read(kind, data, end - 1))) {
        end--;
    }
    return str_substring(self, start, end);
}

static Object *
method_strip(Object *self, Object *const *args, ssize_t nargs)
{
    return strip("strip", self, args, nargs, true, true);
}

static Object *
method_lstrip(Object *self, Object *const *args, ssize_t nargs)
{
    return strip("lstrip", self, args, nargs, true, false);
}

static Object *
method_rstrip(Object *self, Object *const *args, ssize_t nargs)
{
    return strip("rstrip", self, args, nargs, false, true);
}

/* --- split, join, replace, encode --- */

static bool
split_arguments(const char *name, Object *const *args, ssize_t nargs,
                Object *kwnames, Object **separator, ssize_t *max)
{
    static const char *const names[] = {"sep", "maxsplit", NULL};
    ArgsSpec spec = {name, names, 0, 0, 0};
    Object *out[2];
    *max = -1;
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return false;
    }
    *separator = out[0];
    return str_read_size(out[1], max);
}

static Object *
method_split(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    Object *separator;
    ssize_t max;
    return split_arguments("split", args, nargs, kwnames, &separator, &max)
               ? str_split(self, separator, max)
               : NULL;
}

static Object *
method_rsplit(Object *self, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    Object *separator;
    ssize_t max;
    return split_arguments("rsplit", args, nargs, kwnames, &separator, &max)
               ? str_split_right(self, separator, max)
               : NULL;
}

static Object *
method_splitlines(Object *self, Object *const *args, ssize_t nargs,
                  Object *kwnames)
{
    static const char *const names[] = {"keepends", NULL};
    static const ArgsSpec spec = {"splitlines", names, 0, 0, 0};
    Object *out[1];
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return NULL;
    }
    int keep = out[0] == NULL ? 0 : int_as_int(out[0]);
    if (keep == -1 && error_occurred() != NULL) {
        return NULL;
    }
    return str_split_lines(self, keep != 0);
}

static Object *
method_replace(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t max = -1;
    if (!args_check_count("replace", nargs, 2, 3)) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (!str_check(args[i])) {
            return str_argument_error(
                "replace", i == 0 ? "argument 1" : "argument 2", args[i]);
        }
    }
    if (!str_read_size(nargs > 2 ? args[2] : NULL, &max)) {
        return NULL;
    }
    return str_replace(self, args[0], args[1], max);
}

static Object *
method_encode(Object *self, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    static const char *const names[] = {"encoding", "errors", NULL};
    static const ArgsSpec spec = {"encode", names, 0, 0, 0};
    Object *out[2];
    const char *texts[2] = {NULL, NULL};
    if (!args_parse(&spec, args, nargs, kwnames, out)) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (out[i] == NULL) {
            continue;
        }
        if (!str_check(out[i])) {
            return str_argument_error("encode",
                                      i == 0 ? "argument 'encoding'"
                                             : "argument 'errors'",
                                      out[i]);
        }
        if ((texts[i] = str_as_c_text(out[i])) == NULL) {
            return NULL;
        }
    }
    return str_encode(self, texts[0], texts[1]);
}

/* --- others --- */

static Object *
method_format_spec(Object *self, Object *spec)
{
    if (!str_check(spec)) {
        return str_argument_error("__format__", "argument", spec);
    }
    if (str_length(spec) == 0 && str_check_exact(self)) {
        return ref_new(self);
    }
    return format_str(self, spec);
}

static Object *
method_getnewargs(Object *self, Object *unused UNUSED)
{
    // A copy, as in CPython: not the str itself.
    ssize_t n = str_length(self);
    Object *copy = str_new(n, str_max_char(self));
    if (copy != NULL) {
        memcpy((char *)str_data(copy), str_data(self),
               (size_t)(n * str_kind(self)));
    }
    return copy == NULL ? NULL : tuple_from_array_steal(&copy, 1);
}

#define KEYWORDS (METH_FASTCALL | METH_KEYWORDS)

MethodDef str_methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nReturn the size of the string in memory, in "
     "bytes."},
    {"encode", METHOD(method_encode), KEYWORDS,
     "encode($self, /, encoding='utf-8', errors='strict')\n--\n\n"
     "Encode the string using the codec registered for encoding."},
    {"replace", METHOD(method_replace), METH_FASTCALL,
     "replace($self, old, new, count=-1, /)\n--\n\n"
     "Return a copy with all occurrences of substring old replaced by new."},
    {"split", METHOD(method_split), KEYWORDS,
     "split($self, /, sep=None, maxsplit=-1)\n--\n\n"
     "Return a list of the substrings in the string."},
    {"rsplit", METHOD(method_rsplit), KEYWORDS,
     "rsplit($self, /, sep=None, maxsplit=-1)\n--\n\n"
     "Return a list of the substrings, split from the right."},
    {"join", METHOD(str_join), METH_O,
     "join($self, iterable, /)\n--\n\n"
     "Concatenate any number of strings."},
    {"capitalize", METHOD(str_capitalize), METH_NOARGS,
     "capitalize($self, /)\n--\n\n"},
    {"casefold", METHOD(str_casefold), METH_NOARGS,
     "casefold($self, /)\n--\n\n"},
    {"title", METHOD(str_title), METH_NOARGS, "title($self, /)\n--\n\n"},
    {"center", METHOD(str_center), METH_FASTCALL,
     "center($self, width, fillchar=' ', /)\n--\n\n"},
    {"count", METHOD(method_count), METH_FASTCALL,
     "S.count(sub[, start[, end]]) -> int"},
    {"expandtabs", METHOD(str_expandtabs), KEYWORDS,
     "expandtabs($self, /, tabsize=8)\n--\n\n"},
    {"find", METHOD(method_find), METH_FASTCALL,
     "S.find(sub[, start[, end]]) -> int"},
    {"partition", METHOD(str_partition), METH_O,
     "partition($self, sep, /)\n--\n\n"},
    {"index", METHOD(method_index), METH_FASTCALL,
     "S.index(sub[, start[, end]]) -> int"},
    {"ljust", METHOD(str_ljust), METH_FASTCALL,
     "ljust($self, width, fillchar=' ', /)\n--\n\n"},
    {"lower", METHOD(str_lower), METH_NOARGS, "lower($self, /)\n--\n\n"},
    {"lstrip", METHOD(method_lstrip), METH_FASTCALL,
     "lstrip($self, chars=None, /)\n--\n\n"},
    {"rfind", METHOD(method_rfind), METH_FASTCALL,
     "S.rfind(sub[, start[, end]]) -> int"},
    {"rindex", METHOD(method_rindex), METH_FASTCALL,
     "S.rindex(sub[, start[, end]]) -> int"},
    {"rjust", METHOD(str_rjust), METH_FASTCALL,
     "rjust($self, width, fillchar=' ', /)\n--\n\n"},
    {"rstrip", METHOD(method_rstrip), METH_FASTCALL,
     "rstrip($self, chars=None, /)\n--\n\n"},
    {"rpartition", METHOD(str_partition_right), METH_O,
     "rpartition($self, sep, /)\n--\n\n"},
    {"splitlines", METHOD(method_splitlines), KEYWORDS,
     "splitlines($self, /, keepends=False)\n--\n\n"},
    {"strip", METHOD(method_strip), METH_FASTCALL,
     "strip($self, chars=None, /)\n--\n\n"},
    {"swapcase", METHOD(str_swapcase), METH_NOARGS,
     "swapcase($self, /)\n--\n\n"},
    {"translate", METHOD(str_method_translate), METH_O,
     "translate($self, table, /)\n--\n\n"},
    {"upper", METHOD(str_upper), METH_NOARGS, "upper($self, /)\n--\n\n"},
    {"startswith", METHOD(method_startswith), METH_FASTCALL,
     "S.startswith(prefix[, start[, end]]) -> bool"},
    {"endswith", METHOD(method_endswith), METH_FASTCALL,
     "S.endswith(suffix[, start[, end]]) -> bool"},
    {"removeprefix", METHOD(method_removeprefix), METH_O,
     "removeprefix($self, prefix, /)\n--\n\n"},
    {"removesuffix", METHOD(method_removesuffix), METH_O,
     "removesuffix($self, suffix, /)\n--\n\n"},
    {"isascii", METHOD(str_isascii), METH_NOARGS,
     "isascii($self, /)\n--\n\n"},
    {"islower", METHOD(str_islower), METH_NOARGS,
     "islower($self, /)\n--\n\n"},
    {"isupper", METHOD(str_isupper), METH_NOARGS,
     "isupper($self, /)\n--\n\n"},
    {"istitle", METHOD(str_istitle), METH_NOARGS,
     "istitle($self, /)\n--\n\n"},
    {"isspace", METHOD(str_isspace), METH_NOARGS,
     "isspace($self, /)\n--\n\n"},
    {"isdecimal", METHOD(str_isdecimal), METH_NOARGS,
     "isdecimal($self, /)\n--\n\n"},
    {"isdigit", METHOD(str_isdigit), METH_NOARGS,
     "isdigit($self, /)\n--\n\n"},
    {"isnumeric", METHOD(str_isnumeric), METH_NOARGS,
     "isnumeric($self, /)\n--\n\n"},
    {"isalpha", METHOD(str_isalpha), METH_NOARGS,
     "isalpha($self, /)\n--\n\n"},
    {"isalnum", METHOD(str_isalnum), METH_NOARGS,
     "isalnum($self, /)\n--\n\n"},
    {"isidentifier", METHOD(str_isidentifier), METH_NOARGS,
     "isidentifier($self, /)\n--\n\n"},
    {"isprintable", METHOD(str_isprintable), METH_NOARGS,
     "isprintable($self, /)\n--\n\n"},
    {"zfill", METHOD(str_zfill), METH_O, "zfill($self, width, /)\n--\n\n"},
    {"format", METHOD(str_method_format), METH_VARARGS | METH_KEYWORDS,
     "S.format(*args, **kwargs) -> str"},
    {"format_map", METHOD(str_method_format_map), METH_O,
     "S.format_map(mapping) -> str"},
    {"__format__", METHOD(method_format_spec), METH_O,
     "__format__($self, format_spec, /)\n--\n\n"},
    {"maketrans", METHOD(str_method_maketrans), METH_FASTCALL | METH_STATIC,
     "maketrans(x, y=<unrepresentable>, z=<unrepresentable>, /)\n--\n\n"},
    {"__getnewargs__", METHOD(method_getnewargs), METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
