/* The methods of str that are not in a file of their own. */
#include <limits.h>
#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/chartype.h"
#include "interp/objects/format_spec.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/strwriter.h"
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
static bool
read_size(Object *o, ssize_t *out)
{
    if (o != NULL) {
        *out = number_as_ssize(o, EXC(OverflowError));
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
    return int_from_ssize(text_count(
        str_kind(self), str_data(self), start, end, str_kind(args[0]),
        str_data(args[0]), str_length(args[0]), -1));
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

/* --- padding and stripping --- */

static Object *
pad(Object *self, ssize_t left, ssize_t right, uint32_t fill)
{
    left = left < 0 ? 0 : left;
    right = right < 0 ? 0 : right;
    if (left == 0 && right == 0) {
        return str_from_object(self);
    }
    StrWriter w;
    strwriter_init(&w);
    if (strwriter_fill(&w, fill, left) < 0 || strwriter_str(&w, self) < 0
        || strwriter_fill(&w, fill, right) < 0) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

/* (width[, fillchar]); how many characters are missing. */
static bool
pad_arguments(const char *name, Object *self, Object *const *args,
              ssize_t nargs, ssize_t *missing, uint32_t *fill)
{
    *fill = ' ';
    if (!args_check_count(name, nargs, 1, 2) || !read_size(args[0], missing)) {
        return false;
    }
    if (nargs > 1) {
        if (!str_check(args[1])) {
            error_format(EXC(TypeError),
                         "The fill character must be a unicode character, "
                         "not %.100s",
                         TYPE_OF(args[1])->name);
            return false;
        }
        if (str_length(args[1]) != 1) {
            error_set_text(EXC(TypeError), "The fill character must be "
                                           "exactly one character long");
            return false;
        }
        *fill = str_char(args[1], 0);
    }
    *missing = *missing > str_length(self) ? *missing - str_length(self) : 0;
    return true;
}

static Object *
method_ljust(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t missing;
    uint32_t fill;
    return pad_arguments("ljust", self, args, nargs, &missing, &fill)
               ? pad(self, 0, missing, fill)
               : NULL;
}

static Object *
method_rjust(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t missing;
    uint32_t fill;
    return pad_arguments("rjust", self, args, nargs, &missing, &fill)
               ? pad(self, missing, 0, fill)
               : NULL;
}

static Object *
method_center(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t missing;
    uint32_t fill;
    if (!pad_arguments("center", self, args, nargs, &missing, &fill)) {
        return NULL;
    }
    ssize_t width = missing + str_length(self);
    ssize_t left = missing / 2 + (missing & width & 1);
    return pad(self, left, missing - left, fill);
}

static Object *
method_zfill(Object *self, Object *width_object)
{
    ssize_t width = 0;
    if (!read_size(width_object, &width)) {
        return NULL;
    }
    ssize_t n = str_length(self);
    if (n >= width) {
        return str_from_object(self);
    }
    bool sign = n > 0
                && (str_char(self, 0) == '+' || str_char(self, 0) == '-');
    StrWriter w;
    strwriter_init(&w);
    if (strwriter_substring(&w, self, 0, sign) < 0
        || strwriter_fill(&w, '0', width - n) < 0
        || strwriter_substring(&w, self, sign, n) < 0) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

static Object *
method_expandtabs(Object *self, Object *const *args, ssize_t nargs,
                  Object *kwnames)
{
    static const char *const names[] = {"tabsize", NULL};
    static const ArgsSpec spec = {"expandtabs", names, 0, 0, 0};
    Object *out[1];
    ssize_t size = 8;
    if (!args_parse(&spec, args, nargs, kwnames, out)
        || !read_size(out[0], &size)) {
        return NULL;
    }
    if (str_check_exact(self) &&
        str_find_char(self, '\t', 0, str_length(self), 1) < 0) {
        return ref_new(self);
    }
    StrWriter w;
    strwriter_init(&w);
    ssize_t column = 0;
    for (ssize_t i = 0; i < str_length(self); i++) {
        uint32_t c = str_char(self, i);
        ssize_t blanks = c == '\t' && size > 0 ? size - column % size : 0;
        int status = c == '\t' ? strwriter_fill(&w, ' ', blanks)
                               : strwriter_char(&w, c);
        if (status < 0) {
            strwriter_drop(&w);
            return NULL;
        }
        column = c == '\n' || c == '\r' ? 0
                 : c == '\t'            ? column + blanks
                                        : column + 1;
    }
    return strwriter_finish(&w);
}

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
    return read_size(out[1], max);
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
    if (!read_size(nargs > 2 ? args[2] : NULL, &max)) {
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

/* --- questions --- */

/* Whether there are characters and all pass the test. */
#define ALL_PASS(name, test)                                                 \
    static Object *name(Object *self, Object *unused UNUSED)                 \
    {                                                                        \
        for (ssize_t i = 0; i < str_length(self); i++) {                     \
            if (!test(str_char(self, i))) {                                  \
                return bool_new(false);                                      \
            }                                                                \
        }                                                                    \
        return bool_new(str_length(self) > 0);                               \
    }

static bool
is_decimal(uint32_t c)
{
    return char_decimal(c) >= 0;
}

static bool
is_digit(uint32_t c)
{
    return char_digit(c) >= 0;
}

ALL_PASS(method_isspace, char_is_space)
ALL_PASS(method_isalpha, char_is_alpha)
ALL_PASS(method_isalnum, char_is_alnum)
ALL_PASS(method_isdecimal, is_decimal)
ALL_PASS(method_isdigit, is_digit)
ALL_PASS(method_isnumeric, char_is_numeric)

static Object *
method_isprintable(Object *self, Object *unused UNUSED)
{
    for (ssize_t i = 0; i < str_length(self); i++) {
        if (!char_is_printable(str_char(self, i))) {
            return bool_new(false);
        }
    }
    return bool_new(true);
}

static Object *
method_isascii(Object *self, Object *unused UNUSED)
{
    return bool_new(str_is_ascii(self));
}

/* At least one cased character, and none of the other case. */
static Object *
all_of_case(Object *self, bool (*wanted)(uint32_t), bool (*other)(uint32_t))
{
    bool found = false;
    for (ssize_t i = 0; i < str_length(self); i++) {
        uint32_t c = str_char(self, i);
        if (other(c) || char_is_title(c)) {
            return bool_new(false);
        }
        found = found || wanted(c);
    }
    return bool_new(found);
}

static Object *
method_islower(Object *self, Object *unused UNUSED)
{
    return all_of_case(self, char_is_lower, char_is_upper);
}

static Object *
method_isupper(Object *self, Object *unused UNUSED)
{
    return all_of_case(self, char_is_upper, char_is_lower);
}

static Object *
method_istitle(Object *self, Object *unused UNUSED)
{
    bool cased = false;
    bool found = false;
    for (ssize_t i = 0; i < str_length(self); i++) {
        uint32_t c = str_char(self, i);
        bool upper = char_is_upper(c) || char_is_title(c);
        bool lower = char_is_lower(c);
        if ((upper && cased) || (lower && !cased)) {
            return bool_new(false);
        }
        cased = upper || lower;
        found = found || cased;
    }
    return bool_new(found);
}

bool
str_is_identifier(Object *str)
{
    ssize_t n = str_length(str);
    if (n == 0 || !char_is_id_start(str_char(str, 0))) {
        return false;
    }
    for (ssize_t i = 1; i < n; i++) {
        if (!char_is_id_continue(str_char(str, i))) {
            return false;
        }
    }
    return true;
}

static Object *
method_isidentifier(Object *self, Object *unused UNUSED)
{
    return bool_new(str_is_identifier(self));
}

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
    Object *copy = str_substring(self, 0, str_length(self));
    return copy == NULL ? NULL : tuple_from_array_steal(&copy, 1);
}

#define KEYWORDS (METH_FASTCALL | METH_KEYWORDS)

MethodDef str_methods[] = {
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
    {"center", METHOD(method_center), METH_FASTCALL,
     "center($self, width, fillchar=' ', /)\n--\n\n"},
    {"count", METHOD(method_count), METH_FASTCALL,
     "S.count(sub[, start[, end]]) -> int"},
    {"expandtabs", METHOD(method_expandtabs), KEYWORDS,
     "expandtabs($self, /, tabsize=8)\n--\n\n"},
    {"find", METHOD(method_find), METH_FASTCALL,
     "S.find(sub[, start[, end]]) -> int"},
    {"partition", METHOD(str_partition), METH_O,
     "partition($self, sep, /)\n--\n\n"},
    {"index", METHOD(method_index), METH_FASTCALL,
     "S.index(sub[, start[, end]]) -> int"},
    {"ljust", METHOD(method_ljust), METH_FASTCALL,
     "ljust($self, width, fillchar=' ', /)\n--\n\n"},
    {"lower", METHOD(str_lower), METH_NOARGS, "lower($self, /)\n--\n\n"},
    {"lstrip", METHOD(method_lstrip), METH_FASTCALL,
     "lstrip($self, chars=None, /)\n--\n\n"},
    {"rfind", METHOD(method_rfind), METH_FASTCALL,
     "S.rfind(sub[, start[, end]]) -> int"},
    {"rindex", METHOD(method_rindex), METH_FASTCALL,
     "S.rindex(sub[, start[, end]]) -> int"},
    {"rjust", METHOD(method_rjust), METH_FASTCALL,
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
    {"isascii", METHOD(method_isascii), METH_NOARGS,
     "isascii($self, /)\n--\n\n"},
    {"islower", METHOD(method_islower), METH_NOARGS,
     "islower($self, /)\n--\n\n"},
    {"isupper", METHOD(method_isupper), METH_NOARGS,
     "isupper($self, /)\n--\n\n"},
    {"istitle", METHOD(method_istitle), METH_NOARGS,
     "istitle($self, /)\n--\n\n"},
    {"isspace", METHOD(method_isspace), METH_NOARGS,
     "isspace($self, /)\n--\n\n"},
    {"isdecimal", METHOD(method_isdecimal), METH_NOARGS,
     "isdecimal($self, /)\n--\n\n"},
    {"isdigit", METHOD(method_isdigit), METH_NOARGS,
     "isdigit($self, /)\n--\n\n"},
    {"isnumeric", METHOD(method_isnumeric), METH_NOARGS,
     "isnumeric($self, /)\n--\n\n"},
    {"isalpha", METHOD(method_isalpha), METH_NOARGS,
     "isalpha($self, /)\n--\n\n"},
    {"isalnum", METHOD(method_isalnum), METH_NOARGS,
     "isalnum($self, /)\n--\n\n"},
    {"isidentifier", METHOD(method_isidentifier), METH_NOARGS,
     "isidentifier($self, /)\n--\n\n"},
    {"isprintable", METHOD(method_isprintable), METH_NOARGS,
     "isprintable($self, /)\n--\n\n"},
    {"zfill", METHOD(method_zfill), METH_O, "zfill($self, width, /)\n--\n\n"},
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
