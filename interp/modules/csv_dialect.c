/* The type _csv.Dialect: the options of a CSV file, checked. */
#include <string.h>

#include "gc/collector.h"
#include "interp/modules/csv_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((CsvDialect *)self)

enum {
    DIALECT,
    DELIMITER,
    DOUBLE_QUOTE,
    ESCAPE,
    LINE_TERMINATOR,
    QUOTE,
    QUOTING,
    SKIP_SPACE,
    STRICT,
    OPTION_COUNT
};

static const char *const option_names[] = {
    "dialect",        "delimiter", "doublequote", "escapechar",
    "lineterminator", "quotechar", "quoting",     "skipinitialspace",
    "strict",         NULL};

// --------------------------------------------------------- reading options

static int
read_flag(bool *out, Object *o, bool otherwise)
{
    int truth = o == NULL ? otherwise : object_is_true(o);
    *out = truth > 0;
    return truth < 0 ? -1 : 0;
}

static int
read_quoting(int *out, Object *o)
{
    if (o == NULL) {
        *out = CSV_QUOTE_MINIMAL;
        return 0;
    }
    if (!int_check_exact(o)) {
        error_format(EXC(TypeError), "\"quoting\" must be an integer");
        return -1;
    }
    int overflow;
    long value = int_as_long_overflow(o, &overflow);
    if (overflow != 0 || value < CSV_QUOTE_MINIMAL ||
        value > CSV_QUOTE_NONE) {
        error_set_text(EXC(TypeError), "bad \"quoting\" value");
        return -1;
    }
    *out = (int)value;
    return 0;
}

// A character of one; None is none where `may_be_none`.
static int
read_character(const char *name, uint32_t *out, Object *o,
               uint32_t otherwise, bool may_be_none)
{
    if (o == NULL) {
        *out = otherwise;
        return 0;
    }
    *out = CSV_NONE;
    if (may_be_none && o == NONE) {
        return 0;
    }
    if (!str_check(o)) {
        error_format(EXC(TypeError),
                     may_be_none
                         ? "\"%s\" must be string or None, not %.200s"
                         : "\"%s\" must be string, not %.200s",
                     name, o->type->name);
        return -1;
    }
    if (str_length(o) != 1) {
        error_format(EXC(TypeError), "\"%s\" must be a 1-character string",
                     name);
        return -1;
    }
    *out = str_char(o, 0);
    return 0;
}

static int
read_terminator(Object *self, Object *o)
{
    if (o != NULL && !str_check(o)) {
        error_format(EXC(TypeError),
                     "\"lineterminator\" must be a string");
        return -1;
    }
    Object *text = o == NULL ? str_from_text("\r\n") : ref_new(o);
    if (text == NULL) {
        return -1;
    }
    ref_store(self, &SELF->line_terminator, text);
    return 0;
}

static int
fill(Object *self, Object *const v[])
{
    if (read_character("delimiter", &SELF->delimiter, v[DELIMITER], ',',
                       false) < 0 ||
        read_flag(&SELF->double_quote, v[DOUBLE_QUOTE], true) < 0 ||
        read_character("escapechar", &SELF->escape, v[ESCAPE], CSV_NONE,
                       true) < 0 ||
        read_terminator(self, v[LINE_TERMINATOR]) < 0 ||
        read_character("quotechar", &SELF->quote, v[QUOTE], '"', true) < 0 ||
        read_quoting(&SELF->quoting, v[QUOTING]) < 0 ||
        read_flag(&SELF->skip_initial_space, v[SKIP_SPACE], false) < 0 ||
        read_flag(&SELF->strict, v[STRICT], false) < 0) {
        return -1;
    }
    if (v[QUOTE] == NONE && v[QUOTING] == NULL) {
        SELF->quoting = CSV_QUOTE_NONE;
    }
    if (SELF->quoting != CSV_QUOTE_NONE && SELF->quote == CSV_NONE) {
        error_set_text(EXC(TypeError),
                       "quotechar must be set if quoting enabled");
        return -1;
    }
    return 0;
}

// Options that are not given are attributes of `dialect`: new references.
static int
add_attributes(Object *dialect, Object *v[], Object *owned[])
{
    for (int i = DELIMITER; i < OPTION_COUNT; i++) {
        if (v[i] == NULL && object_lookup_attr_text(dialect, option_names[i],
                                                    &owned[i]) < 0) {
            return -1;
        }
        v[i] = v[i] == NULL ? owned[i] : v[i];
    }
    return 0;
}

static Object *
dialect_new(Type *type, Object *args, Object *kwargs)
{
    static const ArgsSpec spec = {"Dialect", option_names, 0, 0, 0};
    Object *v[OPTION_COUNT], *owned[OPTION_COUNT] = {NULL};
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return NULL;
    }
    Object *dialect = v[DIALECT];
    bool changed = false;
    for (int i = DELIMITER; i < OPTION_COUNT; i++) {
        changed |= v[i] != NULL;
    }
    if (dialect != NULL && str_check(dialect)) {
        Object *found = dict_get(csv_dialects, dialect);
        if (found == NULL) {
            return error_occurred() != NULL
                       ? NULL
                       : error_set_text(csv_error, "unknown dialect");
        }
        dialect = found;
    }
    if (dialect != NULL && TYPE_OF(dialect) == &csv_dialect_type &&
        !changed) {
        return ref_new(dialect);
    }
    Object *self = type->alloc(type, 0);
    if (self != NULL &&
        ((dialect != NULL && add_attributes(dialect, v, owned) < 0) ||
         fill(self, v) < 0)) {
        REF_CLEAR(self);
    }
    for (int i = 0; i < OPTION_COUNT; i++) {
        ref_xdec(owned[i]);
    }
    return self;
}

Object *
csv_dialect_make(Object *dialect, Object *kwargs)
{
    Object *args = dialect == NULL ? tuple_new(0) : tuple_pack(1, dialect);
    Object *result = args == NULL ? NULL
                                  : call_object(OBJ(&csv_dialect_type), args,
                                                kwargs);
    ref_xdec(args);
    return result;
}

// -------------------------------------------------------------- attributes

static Object *
character(uint32_t c)
{
    return c == CSV_NONE ? none_new() : str_from_char(c);
}

static Object *
get_delimiter(Object *self, void *closure)
{
    (void)closure;
    return character(SELF->delimiter);
}

static Object *
get_escape(Object *self, void *closure)
{
    (void)closure;
    return character(SELF->escape);
}

static Object *
get_quote(Object *self, void *closure)
{
    (void)closure;
    return character(SELF->quote);
}

static Object *
get_quoting(Object *self, void *closure)
{
    (void)closure;
    return int_from_long(SELF->quoting);
}

static GetSetDef dialect_getset[] = {
    {"delimiter", get_delimiter, NULL, NULL, NULL},
    {"escapechar", get_escape, NULL, NULL, NULL},
    {"quotechar", get_quote, NULL, NULL, NULL},
    {"quoting", get_quoting, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

#define FLAG_ROW(name, field)                                                \
    {name, FIELD_BOOL, offsetof(CsvDialect, field), FIELD_READONLY, NULL}
static FieldDef dialect_members[] = {
    FLAG_ROW("doublequote", double_quote),
    FLAG_ROW("skipinitialspace", skip_initial_space),
    FLAG_ROW("strict", strict),
    {"lineterminator", FIELD_OBJECT, offsetof(CsvDialect, line_terminator),
     FIELD_READONLY, NULL},
    {NULL, 0, 0, 0, NULL}};

static Object *
dialect_reduce(Object *self, Object *const *args, ssize_t nargs)
{
    (void)args, (void)nargs;
    return error_format(EXC(TypeError), "cannot pickle '%.100s' instances",
                        TYPE_OF(self)->name);
}

static MethodDef dialect_methods[] = {
    {"__reduce__", METHOD(dialect_reduce), METH_FASTCALL, NULL},
    {"__reduce_ex__", METHOD(dialect_reduce), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

STATIC_OBJECT Type csv_dialect_type = {
    TYPE_HEAD_INIT,
    .name = "_csv.Dialect",
    .basicsize = sizeof(CsvDialect),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_HELD,
    .traverse = object_traverse_type_last,
    .clear = object_fields_clear,
    .doc = "CSV dialect\n\nThe Dialect type records CSV dialect options.\n",
    .methods = dialect_methods,
    .members = dialect_members,
    .getset = dialect_getset,
    .alloc = type_generic_alloc,
    .new_ = dialect_new,
};
