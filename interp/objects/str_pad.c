/* Strings filled up to a width. */
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"
#include "interp/objects/strwriter.h"

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
    if (!args_check_count(name, nargs, 1, 2) ||
        !str_read_size(args[0], missing)) {
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

Object *
str_ljust(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t missing;
    uint32_t fill;
    return pad_arguments("ljust", self, args, nargs, &missing, &fill)
               ? pad(self, 0, missing, fill)
               : NULL;
}

Object *
str_rjust(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t missing;
    uint32_t fill;
    return pad_arguments("rjust", self, args, nargs, &missing, &fill)
               ? pad(self, missing, 0, fill)
               : NULL;
}

Object *
str_center(Object *self, Object *const *args, ssize_t nargs)
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

Object *
str_zfill(Object *self, Object *width_object)
{
    ssize_t width = 0;
    if (!str_read_size(width_object, &width)) {
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

Object *
str_expandtabs(Object *self, Object *const *args, ssize_t nargs,
                  Object *kwnames)
{
    static const char *const names[] = {"tabsize", NULL};
    static const ArgsSpec spec = {"expandtabs", names, 0, 0, 0};
    Object *out[1];
    ssize_t size = 8;
    if (!args_parse(&spec, args, nargs, kwnames, out)
        || !str_read_size(out[0], &size)) {
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
