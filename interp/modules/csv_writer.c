/* _csv.writer: rows of values as lines of text. */
#include "gc/collector.h"
#include "interp/modules/csv_module.h"
#include "interp/objects/complex.h"
#include "interp/objects/float.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct CsvWriter {
    Object base;
    Object *write, *dialect, *error; /* owned; the last: csv.Error */
    void *unused[4];                 /* CPython builds its lines there */
} CsvWriter;

#define SELF ((CsvWriter *)self)

static bool
terminator_has(CsvDialect *d, uint32_t c)
{
    return str_find_char(d->line_terminator, c, 0,
                         str_length(d->line_terminator), 1) >= 0;
}

// Whether a special character is to be escaped; else the field needs quotes.
static bool
needs_escape(const CsvDialect *d, uint32_t c)
{
    return d->quoting == CSV_QUOTE_NONE ||
           (c == d->quote ? !d->double_quote : c == d->escape);
}

// What stands before a special character.
static int
prepare_special(StrWriter *w, CsvDialect *d, uint32_t c, bool *quoted)
{
    if (needs_escape(d, c)) {
        if (d->escape == CSV_NONE) {
            error_set_text(csv_error,
                           "need to escape, but no escapechar set");
            return -1;
        }
        return strwriter_char(w, d->escape);
    }
    *quoted = true;
    return c == d->quote ? strwriter_char(w, d->quote) : 0;
}

// Writes a field's characters between quotes or not. *quoted becomes true
// when one of them needs quotes; -1 with an error.
static int
write_characters(StrWriter *w, CsvDialect *d, Object *text, bool *quoted)
{
    ssize_t n = str_length(text);
    for (ssize_t i = 0; i < n; i++) {
        uint32_t c = str_char(text, i);
        bool special = c == d->delimiter || c == d->escape ||
                       c == d->quote || terminator_has(d, c);
        if ((special && prepare_special(w, d, c, quoted) < 0) ||
            strwriter_char(w, c) < 0) {
            return -1;
        }
    }
    return 0;
}

// One field; `number` of those before it, `only` when the row has no other.
static int
write_field(StrWriter *w, CsvDialect *d, Object *text, ssize_t number,
            bool quoted)
{
    if (number > 0 && strwriter_char(w, d->delimiter) < 0) {
        return -1;
    }
    StrWriter inner;
    strwriter_init(&inner);
    if (write_characters(&inner, d, text, &quoted) < 0) {
        strwriter_drop(&inner);
        return -1;
    }
    Object *body = strwriter_finish(&inner);
    int failed = body == NULL ||
                 (quoted && strwriter_char(w, d->quote) < 0) ||
                 strwriter_str(w, body) < 0 ||
                 (quoted && strwriter_char(w, d->quote) < 0);
    ref_xdec(body);
    return failed ? -1 : 0;
}

static bool
is_number(Object *o)
{
    NumberSlots *n = o->type->number;
    return n != NULL &&
           (n->index != NULL || n->int_ != NULL || n->float_ != NULL ||
            object_type_check(o, &complex_type));
}

static bool
wants_quotes(CsvDialect *d, Object *value)
{
    return d->quoting == CSV_QUOTE_ALL ||
           (d->quoting == CSV_QUOTE_NONNUMERIC && !is_number(value));
}

static int
write_value(StrWriter *w, CsvDialect *d, Object *value, ssize_t number)
{
    Object *text = str_check(value) ? ref_new(value)
                   : value == NONE  ? str_new(0, 0)
                                    : object_str(value);
    int failed = text == NULL ? -1
                              : write_field(w, d, text, number,
                                            wants_quotes(d, value));
    ref_xdec(text);
    return failed;
}

// A row of one empty field would look like an empty line.
static int
write_lonely_field(StrWriter *w, CsvDialect *d)
{
    if (d->quoting == CSV_QUOTE_NONE) {
        error_set_text(csv_error,
                       "single empty field record must be quoted");
        return -1;
    }
    return strwriter_char(w, d->quote) < 0 ||
                   strwriter_char(w, d->quote) < 0
               ? -1
               : 0;
}

static int
write_values(StrWriter *w, CsvDialect *d, Object *row)
{
    Object *iterator = iter_new(row);
    if (iterator == NULL) {
        if (error_matches(EXC(TypeError))) {
            error_clear();
            error_format(csv_error, "iterable expected, not %.200s",
                         row->type->name);
        }
        return -1;
    }
    ssize_t n = 0;
    bool empty = true;
    int failed = 0;
    Object *value;
    while (failed == 0 && (value = iter_next(iterator)) != NULL) {
        failed = write_value(w, d, value, n++);
        empty = n == 1 && !wants_quotes(d, value) &&
                (value == NONE ||
                 (str_check(value) && str_length(value) == 0));
        ref_dec(value);
    }
    ref_dec(iterator);
    if (failed == 0 && error_occurred() == NULL && n == 1 && empty) {
        failed = write_lonely_field(w, d);
    }
    return failed < 0 || error_occurred() != NULL ? -1 : 0;
}

static Object *
write_row(Object *self, Object *row)
{
    CsvDialect *d = (CsvDialect *)SELF->dialect;
    StrWriter w;
    strwriter_init(&w);
    if (write_values(&w, d, row) < 0 ||
        strwriter_str(&w, d->line_terminator) < 0) {
        strwriter_drop(&w);
        return NULL;
    }
    Object *line = strwriter_finish(&w);
    Object *result = line == NULL ? NULL : call_one(SELF->write, line);
    ref_xdec(line);
    return result;
}

static Object *
write_rows(Object *self, Object *rows)
{
    Object *iterator = iter_new(rows), *row;
    while (iterator != NULL && (row = iter_next(iterator)) != NULL) {
        Object *result = write_row(self, row);
        ref_dec(row);
        if (result == NULL) {
            break;
        }
        ref_dec(result);
    }
    ref_xdec(iterator);
    return error_occurred() != NULL ? NULL : none_new();
}

Object *
csv_writer_new(Object *args, Object *kwargs)
{
    if (!args_check_count("writer", tuple_size(args), 1, 2)) {
        return NULL;
    }
    Object *write = NULL;
    if (object_lookup_attr_text(tuple_get(args, 0), "write", &write) < 0) {
        return NULL;
    }
    if (write == NULL || !object_is_callable(write)) {
        ref_xdec(write);
        return error_set_text(EXC(TypeError),
                              "argument 1 must have a \"write\" method");
    }
    Object *dialect = csv_dialect_make(
        tuple_size(args) > 1 ? tuple_get(args, 1) : NULL, kwargs);
    Object *self = dialect == NULL ? NULL
                                   : type_generic_alloc(&csv_writer_type, 0);
    if (self == NULL) {
        ref_dec(write);
        ref_xdec(dialect);
        return NULL;
    }
    ref_store(self, &SELF->write, write);
    ref_store(self, &SELF->dialect, dialect);
    ref_store(self, &SELF->error, ref_new(csv_error));
    return self;
}

static MethodDef writer_methods[] = {
    {"writerow", write_row, METH_O,
     "writerow(iterable)\n\nConstruct and write a CSV record from an "
     "iterable of fields.  Non-string\nelements will be converted to "
     "string."},
    {"writerows", write_rows, METH_O,
     "writerows(iterable of iterables)\n\nConstruct and write a series of "
     "iterables to a csv file.  Non-string\nelements will be converted to "
     "string."},
    {NULL, NULL, 0, NULL}};

static FieldDef writer_members[] = {
    {"dialect", FIELD_OBJECT, offsetof(CsvWriter, dialect), FIELD_READONLY,
     NULL},
    {"write", FIELD_OBJECT, offsetof(CsvWriter, write),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"error", FIELD_OBJECT, offsetof(CsvWriter, error),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type csv_writer_type = {
    TYPE_HEAD_INIT,
    .name = "_csv.writer",
    .basicsize = sizeof(CsvWriter),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_HELD |
             TYPE_DISALLOW_INSTANTIATION,
    .traverse = object_traverse_type_last,
    .clear = object_fields_clear,
    .doc = "CSV writer\n\nWriter objects are responsible for generating "
           "tabular data\nin CSV format from sequence input.\n",
    .methods = writer_methods,
    .members = writer_members,
};
