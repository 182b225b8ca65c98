/* The module unicodedata: Unicode 14, from libunistring's tables, and with the
 * object ucd_3_2_0 Unicode 3.2, by what was different then. The functions of
 * the module are its methods, too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <uninorm.h>
#include <uniwidth.h>

#include "gc/collector.h"
#include "interp/modules/modules.h"
#include "interp/modules/ucd_3_2.h"
#include "interp/objects/bool.h"
#include "interp/objects/chartype.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

/* unicodedata.UCD, a version of the database. Always 3.2. */
typedef struct Database {
    Object base;
    const char *version;
    // CPython: the functions that find a version's differences.
    const char *(*category)(uint32_t c);
    bool (*is_newer)(uint32_t c);
} Database;

extern Type ucd_type;

// Whether a function is asked about Unicode 3.2.
static bool
is_old(const Object *self)
{
    return self != NULL && TYPE_OF(self) == &ucd_type;
}

// Whether it is asked about what was no character then.
static bool
is_missing(Object *self, uint32_t c)
{
    return is_old(self) && ((Database *)self)->is_newer(c);
}

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
    uint32_t c;
    if (read_char("category", o, &c) < 0) {
        return NULL;
    }
    const char *old = is_old(self) ? ((Database *)self)->category(c) : NULL;
    return str_from_text(is_missing(self, c) ? "Cn"
                         : old != NULL       ? old
                                             : uc_general_category_name(
                                             uc_general_category(c)));
}

static Object *
u_bidirectional(Object *self, Object *o)
{
    uint32_t c;
    if (read_char("bidirectional", o, &c) < 0) {
        return NULL;
    }
    const char *old = is_missing(self, c) ? ""
                      : is_old(self)      ? ucd_bidirectional(c)
                                          : NULL;
    if (old != NULL) {
        return str_from_text(old);
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
    uint32_t c;
    return read_char("combining", o, &c) < 0
               ? NULL
               : int_from_long(is_missing(self, c) ? 0
                                                   : uc_combining_class(c));
}

static Object *
u_mirrored(Object *self, Object *o)
{
    uint32_t c;
    ucs4_t other;
    if (read_char("mirrored", o, &c) < 0) {
        return NULL;
    }
    int old = is_missing(self, c) ? 0 : is_old(self) ? ucd_mirrored(c) : -1;
    return int_from_long(old >= 0 ? old : uc_mirror_char(c, &other));
}

// East Asian Width has no table of its own in libunistring: the width that it
// gives a character tells the class. Of the ambiguous ones ("A") only the
// private and the variation selectors are known, the others are "N".
static const char *
width_class(uint32_t c)
{
    // CPython's tables begin with "F": what is not assigned has that.
    if (uc_is_general_category(c, UC_UNASSIGNED)) {
        return "F";
    }
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
    bool wide_mark = between(c, 0x302a, 0x302d) ||
                     between(c, 0x3099, 0x309a) || c == 0x16fe4;
    bool ideograph = between(c, 0x20000, 0x2fffd) ||
                     between(c, 0x30000, 0x3fffd) ||
                     between(c, 0xf900, 0xfaff);
    return ideograph || wide_mark || uc_width(c, "UTF-8") == 2 ? "W" : "N";
}

static Object *
u_east_asian_width(Object *self, Object *o)
{
    uint32_t c;
    if (read_char("east_asian_width", o, &c) < 0) {
        return NULL;
    }
    const char *old = is_missing(self, c) ? "F" // as what is not assigned
                      : is_old(self)      ? ucd_east_asian_width(c)
                                          : NULL;
    return str_from_text(old != NULL ? old : width_class(c));
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
    uint32_t c;
    if (!args_check_count("decimal", nargs, 1, 2) ||
        read_char("decimal", args[0], &c) < 0) {
        return NULL;
    }
    int value = is_old(self) ? ucd_decimal(c) : -1;
    if (value < 0 && !is_missing(self, c)) {
        value = char_decimal(c);
    }
    return value >= 0 ? int_from_long(value)
                      : otherwise(args, nargs, "not a decimal");
}

static Object *
u_digit(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self; // CPython: the newest version's digits in 3.2, too
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
    uint32_t c;
    if (!args_check_count("numeric", nargs, 1, 2) ||
        read_char("numeric", args[0], &c) < 0) {
        return NULL;
    }
    uc_fraction_t f = uc_numeric_value(c);
    return f.denominator != 0 && !is_missing(self, c)
               ? float_new((double)f.numerator / (double)f.denominator)
               : otherwise(args, nargs, "not a numeric character");
}

// ----------------------------------------------------------------------- names

static Object *
u_name(Object *self, Object *const *args, ssize_t nargs)
{
    uint32_t c;
    char name[256];
    if (!args_check_count("name", nargs, 1, 2) ||
        read_char("name", args[0], &c) < 0) {
        return NULL;
    }
    return !is_missing(self, c) && char_name(c, name)
               ? str_from_text(name)
               : otherwise(args, nargs, "no such name");
}

// CPython: another name of a character is none in 3.2, and ideographs have
// their names before they are there.
static bool
is_old_name(const char *name, uint32_t c)
{
    static const char ideograph[] = "CJK UNIFIED IDEOGRAPH-";
    char shown[256];
    return strncasecmp(name, ideograph, sizeof(ideograph) - 1) == 0 ||
           (!ucd_is_newer(c) && char_name(c, shown) &&
            strcasecmp(name, shown) == 0);
}

static Object *
u_lookup(Object *self, Object *o)
{
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
    return char_from_name(name, (size_t)n, &c) &&
                   (!is_old(self) || is_old_name(name, c))
               ? str_from_char(c)
               : error_format(EXC(KeyError), "undefined character name '%s'",
                              name);
}

// --------------------------------------------------------------- normalisation

static Object *
u_decomposition(Object *self, Object *o)
{
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
    int n = between(c, 0xac00, 0xd7a3) || is_missing(self, c)
                ? -1
                : uc_decomposition(c, &tag, parts);
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

// The text in a form of Unicode 14.
static Object *
normalize(Object *str, uninorm_t form)
{
    size_t n = (size_t)str_length(str), length = 0;
    uint32_t *text = malloc(n * sizeof(uint32_t));
    if (text == NULL) {
        return error_no_memory();
    }
    str_copy_ucs4(str, text);
    uint32_t *made = u32_normalize(form, text, n, NULL, &length);
    Object *result = made == NULL
                         ? error_no_memory()
                         : str_from_kind(4, made, (ssize_t)length);
    free(made);
    free(text);
    return result;
}

// The second of two str arguments in the form that the first one names.
static Object *
normalize_argument(Object *self, const char *function, Object *const *args,
                   ssize_t nargs)
{
    if (!args_check_count(function, nargs, 2, 2)) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (!str_check(args[i])) {
            return error_format(EXC(TypeError),
                                "%s() argument %d must be str, not %.50s",
                                function, i + 1, TYPE_OF(args[i])->name);
        }
    }
    if (str_length(args[1]) == 0) {
        return str_from_object(args[1]); // the form may be any
    }
    uninorm_t form = find_form(args[0]);
    if (form == NULL) {
        return NULL;
    }
    if (str_is_ascii(args[1])) {
        return str_from_object(args[1]);
    }
    return is_old(self)
               ? ucd_normalize(args[1], uninorm_is_compat_decomposing(form),
                               uninorm_is_composing(form))
               : normalize(args[1], form);
}

static Object *
u_normalize(Object *self, Object *const *args, ssize_t nargs)
{
    return normalize_argument(self, "normalize", args, nargs);
}

static Object *
u_is_normalized(Object *self, Object *const *args, ssize_t nargs)
{
    Object *made = normalize_argument(self, "is_normalized", args, nargs);
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

static FieldDef database_members[] = {
    {"unidata_version", FIELD_CSTRING, offsetof(Database, version),
     FIELD_READONLY, NULL},
    {NULL, FIELD_INT, 0, 0, NULL}};

STATIC_OBJECT Type ucd_type = {
    TYPE_HEAD_INIT,
    .name = "unicodedata.UCD",
    .basicsize = sizeof(Database),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .methods = functions,
    .members = database_members,
};

static Object *
database_new(void)
{
    Database *self = object_new(&ucd_type, 0);
    if (self != NULL) {
        self->version = "3.2.0";
        self->category = ucd_category;
        self->is_newer = ucd_is_newer;
        gc_track(self);
    }
    return (Object *)self;
}

Object *
unicodedata_module_new(void)
{
    Object *m = module_new("unicodedata");
    if (m == NULL || type_ready(&ucd_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add_text(m, "unidata_version", "14.0.0") < 0 ||
        module_add(m, "UCD", ref_new(OBJ(&ucd_type))) < 0 ||
        module_add(m, "ucd_3_2_0", database_new()) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
