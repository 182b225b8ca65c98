/* The module unicodedata: Unicode 14, from libunistring's tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <uniwidth.h>

#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/chartype.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

static int
read_char(const char *function, Object *o, uint32_t *c)
{
    if (!str_check(o) || str_length(o) != 1) {
        error_format(EXC(TypeError),
                     "%s() argument%s must be a unicode character, not "
                     "%.50s", function,
                     strcmp(function, "name") == 0 ||
                             strcmp(function, "decimal") == 0 ||
                             strcmp(function, "digit") == 0 ||
                             strcmp(function, "numeric") == 0
                         ? " 1"
                         : "",
                     TYPE_OF(o)->name);
        return -1;
    }
    *c = str_char(o, 0);
    return 0;
}

static bool
between(uint32_t c, uint32_t low, uint32_t high)
{
    return c >= low && c <= high;
}

static Object *
u_category(Object *self, Object *o)
{
    (void)self;
    uint32_t c;
    return read_char("category", o, &c) < 0
               ? NULL
               : str_from_text(uc_general_category_name(
                     uc_general_category(c)));
}

static Object *
u_bidirectional(Object *self, Object *o)
{
    (void)self;
    uint32_t c;
    if (read_char("bidirectional", o, &c) < 0) {
        return NULL;
    }
    static const char *const isolates[] = {"LRI", "RLI", "FSI", "PDI"};
    if (between(c, 0x2066, 0x2069)) {
        return str_from_text(isolates[c - 0x2066]);
    }
    // What is not assigned has no class in CPython's tables.
    const char *name = uc_bidi_class_name(uc_bidi_class(c));
    return str_from_text(uc_is_general_category(c, UC_UNASSIGNED) ||
                                 name == NULL
                             ? ""
                             : name);
}

static Object *
u_combining(Object *self, Object *o)
{
    (void)self;
    uint32_t c;
    return read_char("combining", o, &c) < 0
               ? NULL
               : int_from_long(uc_combining_class(c));
}

static Object *
u_mirrored(Object *self, Object *o)
{
    (void)self;
    uint32_t c;
    ucs4_t other;
    return read_char("mirrored", o, &c) < 0
               ? NULL
               : int_from_long(uc_mirror_char(c, &other));
}

// East Asian Width has no table of its own in libunistring: the width that it
// gives a character tells the class. Of the ambiguous ones ("A") only the
// private and the variation selectors are known, the others are "N".
static const char *
width_class(uint32_t c)
{
    if (c == 0x3000 || between(c, 0xff01, 0xff60) ||
        between(c, 0xffe0, 0xffe6)) {
        return "F";
    }
    if (c == 0x20a9 || between(c, 0xff61, 0xffdc) ||
        between(c, 0xffe8, 0xffee)) {
        return "H";
    }
    if (between(c, 0x20, 0x7e) || c == 0xa2 || c == 0xa3 || c == 0xa5 ||
        c == 0xa6 || c == 0xac || c == 0xaf || between(c, 0x27e6, 0x27ed) ||
        c == 0x2985 || c == 0x2986) {
        return "Na";
    }
    if (between(c, 0xe000, 0xf8ff) || between(c, 0xfe00, 0xfe0f) ||
        c == 0xfffd || between(c, 0xe0100, 0xe01ef) ||
        between(c, 0xf0000, 0xffffd) || c >= 0x100000) {
        return "A";
    }
    bool ideograph = between(c, 0x20000, 0x2fffd) ||
                     between(c, 0x30000, 0x3fffd) ||
                     between(c, 0xf900, 0xfaff);
    if (ideograph || uc_width(c, "UTF-8") == 2) {
        return "W";
    }
    // CPython's tables begin with "F": what is not assigned has that.
    return uc_is_general_category(c, UC_UNASSIGNED) ? "F" : "N";
}

static Object *
u_east_asian_width(Object *self, Object *o)
{
    (void)self;
    uint32_t c;
    return read_char("east_asian_width", o, &c) < 0
               ? NULL
               : str_from_text(width_class(c));
}

// --------------------------------------------------------------------- numbers

// The second argument, when there is no answer.
static Object *
otherwise(Object *const *args, ssize_t nargs, const char *text)
{
    return nargs == 2 ? ref_new(args[1]) : error_set_text(EXC(ValueError),
                                                          text);
}

static Object *
u_decimal(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    uint32_t c;
    if (!args_check_count("decimal", nargs, 1, 2) ||
        read_char("decimal", args[0], &c) < 0) {
        return NULL;
    }
    int value = char_decimal(c);
    return value >= 0 ? int_from_long(value)
                      : otherwise(args, nargs, "not a decimal");
}

static Object *
u_digit(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    uint32_t c;
    if (!args_check_count("digit", nargs, 1, 2) ||
        read_char("digit", args[0], &c) < 0) {
        return NULL;
    }
    int value = char_digit(c);
    return value >= 0 ? int_from_long(value)
                      : otherwise(args, nargs, "not a digit");
}

static Object *
u_numeric(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    uint32_t c;
    if (!args_check_count("numeric", nargs, 1, 2) ||
        read_char("numeric", args[0], &c) < 0) {
        return NULL;
    }
    uc_fraction_t f = uc_numeric_value(c);
    return f.denominator != 0
               ? float_new((double)f.numerator / (double)f.denominator)
               : otherwise(args, nargs, "not a numeric character");
}

// ----------------------------------------------------------------------- names

static Object *
u_name(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    uint32_t c;
    char name[256];
    if (!args_check_count("name", nargs, 1, 2) ||
        read_char("name", args[0], &c) < 0) {
        return NULL;
    }
    return char_name(c, name) ? str_from_text(name)
                              : otherwise(args, nargs, "no such name");
}

static Object *
u_lookup(Object *self, Object *o)
{
    (void)self;
    ssize_t n;
    const char *name = str_check(o) ? str_as_utf8(o, &n) : NULL;
    uint32_t c;
    if (name == NULL) {
        return error_occurred()
                   ? NULL
                   : error_format(EXC(TypeError),
                                  "lookup() argument must be str, not %.50s",
                                  TYPE_OF(o)->name);
    }
    return char_from_name(name, (size_t)n, &c)
               ? str_from_char(c)
               : error_format(EXC(KeyError), "undefined character name '%s'",
                              name);
}

// --------------------------------------------------------------- normalisation

static Object *
u_decomposition(Object *self, Object *o)
{
    (void)self;
    static const char *const tags[] = {
        "", "<font> ", "<noBreak> ", "<initial> ", "<medial> ", "<final> ",
        "<isolated> ", "<circle> ", "<super> ", "<sub> ", "<vertical> ",
        "<wide> ", "<narrow> ", "<small> ", "<square> ", "<fraction> ",
        "<compat> "};
    uint32_t c;
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    int tag;
    if (read_char("decomposition", o, &c) < 0) {
        return NULL;
    }
    int n = between(c, 0xac00, 0xd7a3) ? -1 : uc_decomposition(c, &tag, parts);
    char text[UC_DECOMPOSITION_MAX_LENGTH * 8 + 16] = "";
    size_t at = 0;
    if (n > 0) {
        at = (size_t)snprintf(text, sizeof(text), "%s", tags[tag]);
    }
    for (int i = 0; i < n; i++) {
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%04X",
                               i == 0 ? "" : " ", (unsigned)parts[i]);
    }
    return str_from_text(text);
}

static uninorm_t
find_form(Object *o)
{
    if (!str_check(o)) {
        error_format(EXC(TypeError),
                     "normalize() argument 1 must be str, not %.50s",
                     TYPE_OF(o)->name);
        return NULL;
    }
    if (str_equal_text(o, "NFC")) {
        return UNINORM_NFC;
    }
    if (str_equal_text(o, "NFKC")) {
        return UNINORM_NFKC;
    }
    if (str_equal_text(o, "NFD")) {
        return UNINORM_NFD;
    }
    if (str_equal_text(o, "NFKD")) {
        return UNINORM_NFKD;
    }
    error_set_text(EXC(ValueError), "invalid normalization form");
    return NULL;
}

static Object *
normalize(const char *function, Object *const *args, ssize_t nargs)
{
    if (!args_check_count(function, nargs, 2, 2)) {
        return NULL;
    }
    uninorm_t form = find_form(args[0]);
    if (form == NULL) {
        return NULL;
    }
    if (!str_check(args[1])) {
        return error_format(EXC(TypeError),
                            "%s() argument 2 must be str, not %.50s",
                            function, TYPE_OF(args[1])->name);
    }
    size_t n = (size_t)str_length(args[1]), length = 0;
    if (n == 0 || str_is_ascii(args[1])) {
        return str_from_object(args[1]);
    }
    uint32_t *text = malloc(n * sizeof(uint32_t));
    if (text == NULL) {
        return error_no_memory();
    }
    str_copy_ucs4(args[1], text);
    uint32_t *made = u32_normalize(form, text, n, NULL, &length);
    Object *result = made == NULL
                         ? error_no_memory()
                         : str_from_kind(4, made, (ssize_t)length);
    free(made);
    free(text);
    return result;
}

static Object *
u_normalize(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return normalize("normalize", args, nargs);
}

static Object *
u_is_normalized(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    Object *made = normalize("is_normalized", args, nargs);
    Object *result = made == NULL ? NULL : bool_new(str_equal(made, args[1]));
    ref_xdec(made);
    return result;
}

static MethodDef functions[] = {
#define ONE(name) {#name, u_##name, METH_O, NULL}
#define MANY(name) {#name, METHOD(u_##name), METH_FASTCALL, NULL}
    ONE(category), ONE(bidirectional), ONE(combining), ONE(mirrored),
    ONE(east_asian_width), ONE(lookup), ONE(decomposition), MANY(decimal),
    MANY(digit), MANY(numeric), MANY(name), MANY(normalize),
    MANY(is_normalized),
#undef ONE
#undef MANY
    {NULL, NULL, 0, NULL}};

Object *
unicodedata_module_new(void)
{
    Object *m = module_new("unicodedata");
    if (m == NULL || module_add_functions(m, functions) < 0 ||
        module_add_text(m, "unidata_version", "14.0.0") < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
