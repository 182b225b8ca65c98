/* _csv.reader: lines of text as lists of fields. */
#include <stdlib.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "interp/modules/csv_module.h"
#include "interp/objects/float.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef enum State {
    START_RECORD,
    START_FIELD,
    ESCAPED,
    IN_FIELD,
    IN_QUOTED,
    ESCAPED_IN_QUOTED,
    QUOTE_IN_QUOTED,
    EAT_NEWLINE,
    AFTER_ESCAPED_NEWLINE
} State;

typedef struct CsvReader {
    Object base;
    Object *lines, *dialect, *fields; /* owned */
    ssize_t line_number;
    void *unused[5]; /* CPython keeps there what Record has */
} CsvReader;

// One record while it is read; the field so far lies outside the object.
typedef struct Record {
    CsvDialect *dialect;
    Object *fields; /* borrowed: the reader's list */
    uint32_t *text;
    size_t length, room;
    bool numeric;
    State state;
} Record;

#define SELF ((CsvReader *)self)
#define END_OF_LINE (CSV_NONE - 1)

static int
save_field(Record *r)
{
    StrWriter w;
    strwriter_init(&w);
    for (size_t i = 0; i < r->length; i++) {
        if (strwriter_char(&w, r->text[i]) < 0) {
            strwriter_drop(&w);
            return -1;
        }
    }
    Object *field = strwriter_finish(&w);
    r->length = 0;
    if (field != NULL && r->numeric) {
        r->numeric = false;
        REF_SET(field, call_one(OBJ(&float_type), field));
    }
    return field == NULL ? -1 : list_append_steal(r->fields, field);
}

static int
add_char(Record *r, uint32_t c)
{
    if ((long)r->length >= csv_field_limit) {
        error_format(csv_error, "field larger than field limit (%ld)",
                     csv_field_limit);
        return -1;
    }
    if (r->length == r->room) {
        size_t room = r->room == 0 ? 256 : 2 * r->room;
        uint32_t *text = realloc(r->text, room * sizeof(*text));
        if (text == NULL) {
            (void)error_no_memory();
            return -1;
        }
        r->text = text;
        r->room = room;
    }
    r->text[r->length++] = c;
    return 0;
}

static bool
is_newline(uint32_t c)
{
    return c == '\n' || c == '\r' || c == END_OF_LINE;
}

static int
end_field(Record *r, uint32_t c)
{
    r->state = is_newline(c) ? c == END_OF_LINE ? START_RECORD : EAT_NEWLINE
                             : START_FIELD;
    return save_field(r);
}

static int
start_field(Record *r, uint32_t c)
{
    CsvDialect *d = r->dialect;
    if (is_newline(c) || c == d->delimiter) {
        return end_field(r, c);
    }
    if (c == d->quote && d->quoting != CSV_QUOTE_NONE) {
        r->state = IN_QUOTED;
        return 0;
    }
    if (c == d->escape) {
        r->state = ESCAPED;
        return 0;
    }
    if (c == ' ' && d->skip_initial_space) {
        r->state = START_FIELD;
        return 0;
    }
    r->numeric = d->quoting == CSV_QUOTE_NONNUMERIC;
    r->state = IN_FIELD;
    return add_char(r, c);
}

static int
in_field(Record *r, uint32_t c)
{
    if (is_newline(c) || c == r->dialect->delimiter) {
        return end_field(r, c);
    }
    if (c == r->dialect->escape) {
        r->state = ESCAPED;
        return 0;
    }
    return add_char(r, c);
}

static int
in_quoted(Record *r, uint32_t c)
{
    CsvDialect *d = r->dialect;
    if (c == END_OF_LINE) {
        return 0;
    }
    if (c == d->escape) {
        r->state = ESCAPED_IN_QUOTED;
        return 0;
    }
    if (c == d->quote && d->quoting != CSV_QUOTE_NONE) {
        r->state = d->double_quote ? QUOTE_IN_QUOTED : IN_FIELD;
        return 0;
    }
    return add_char(r, c);
}

// A quote was read inside quotes: it is doubled, or the field ends.
static int
after_quote(Record *r, uint32_t c)
{
    CsvDialect *d = r->dialect;
    if (d->quoting != CSV_QUOTE_NONE && c == d->quote) {
        r->state = IN_QUOTED;
        return add_char(r, c);
    }
    if (c == d->delimiter || is_newline(c)) {
        return end_field(r, c);
    }
    if (!d->strict) {
        r->state = IN_FIELD;
        return add_char(r, c);
    }
    error_format(csv_error, "'%c' expected after '%c'", d->delimiter,
                 d->quote);
    return -1;
}

static int
feed(Record *r, uint32_t c)
{
    switch (r->state) {
    case START_RECORD:
        if (c == END_OF_LINE) {
            return 0;
        }
        if (is_newline(c)) {
            r->state = EAT_NEWLINE;
            return 0;
        }
        r->state = START_FIELD;
        return start_field(r, c);
    case START_FIELD:
        return start_field(r, c);
    case ESCAPED:
        if (c == '\n' || c == '\r') {
            r->state = AFTER_ESCAPED_NEWLINE;
            return add_char(r, c);
        }
        r->state = IN_FIELD;
        return add_char(r, c == END_OF_LINE ? '\n' : c);
    case AFTER_ESCAPED_NEWLINE:
        return c == END_OF_LINE ? 0 : in_field(r, c);
    case IN_FIELD:
        return in_field(r, c);
    case IN_QUOTED:
        return in_quoted(r, c);
    case ESCAPED_IN_QUOTED:
        r->state = IN_QUOTED;
        return add_char(r, c == END_OF_LINE ? '\n' : c);
    case QUOTE_IN_QUOTED:
        return after_quote(r, c);
    case EAT_NEWLINE:
        if (c == '\n' || c == '\r') {
            return 0;
        }
        if (c == END_OF_LINE) {
            r->state = START_RECORD;
            return 0;
        }
        error_set_text(csv_error,
                       "new-line character seen in unquoted field - do you "
                       "need to open the file with newline=''?");
        return -1;
    }
    return 0;
}

// No line is left: 1 when a record was open, whose rest is a field.
static int
end_of_input(Record *r)
{
    if (error_occurred() != NULL) {
        return -1;
    }
    if (r->length == 0 && r->state != IN_QUOTED) {
        return 0;
    }
    if (r->dialect->strict) {
        error_set_text(csv_error, "unexpected end of data");
        return -1;
    }
    return save_field(r) < 0 ? -1 : 1;
}

static int
feed_line(Object *self, Record *r, Object *line)
{
    if (!str_check(line)) {
        error_format(csv_error,
                     "iterator should return strings, not %.200s (the file "
                     "should be opened in text mode)", line->type->name);
        return -1;
    }
    SELF->line_number++;
    ssize_t n = str_length(line);
    for (ssize_t i = 0; i < n; i++) {
        uint32_t c = str_char(line, i);
        if (feed(r, c) < 0) {
            return -1;
        }
    }
    return feed(r, END_OF_LINE);
}

static Object *
reader_next(Object *self)
{
    Object *fields = list_new(0);
    if (fields == NULL) {
        return NULL;
    }
    // Lines that read on, themselves, put another list there.
    ref_store(self, &SELF->fields, ref_new(fields));
    Record r = {(CsvDialect *)SELF->dialect, fields, NULL, 0, 0, false,
                START_RECORD};
    int status = 1;
    do {
        Object *line = iter_next(SELF->lines);
        if (line == NULL) {
            status = end_of_input(&r);
            break;
        }
        status = feed_line(self, &r, line) < 0 ? -1 : 1;
        ref_dec(line);
    } while (status > 0 && r.state != START_RECORD);
    free(r.text);
    if (status <= 0) {
        ref_dec(fields);
        return NULL;
    }
    ref_store(self, &SELF->fields, NULL);
    return fields;
}

Object *
csv_reader_new(Object *args, Object *kwargs)
{
    if (!args_check_count("reader", tuple_size(args), 1, 2)) {
        return NULL;
    }
    Object *lines = iter_new(tuple_get(args, 0));
    if (lines == NULL) {
        return NULL;
    }
    Object *dialect = csv_dialect_make(
        tuple_size(args) > 1 ? tuple_get(args, 1) : NULL, kwargs);
    Object *fields = dialect == NULL ? NULL : list_new(0);
    Object *self = fields == NULL ? NULL
                                  : type_generic_alloc(&csv_reader_type, 0);
    if (self == NULL) {
        ref_dec(lines);
        ref_xdec(dialect);
        ref_xdec(fields);
        return NULL;
    }
    ref_store(self, &SELF->lines, lines);
    ref_store(self, &SELF->dialect, dialect);
    ref_store(self, &SELF->fields, fields);
    return self;
}

static FieldDef reader_members[] = {
    {"dialect", FIELD_OBJECT, offsetof(CsvReader, dialect), FIELD_READONLY,
     NULL},
    {"line_num", FIELD_SSIZE, offsetof(CsvReader, line_number),
     FIELD_READONLY, NULL},
    {"lines", FIELD_OBJECT, offsetof(CsvReader, lines),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"fields", FIELD_OBJECT, offsetof(CsvReader, fields),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type csv_reader_type = {
    TYPE_HEAD_INIT,
    .name = "_csv.reader",
    .basicsize = sizeof(CsvReader),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_HELD |
             TYPE_DISALLOW_INSTANTIATION,
    .traverse = object_traverse_type_last,
    .clear = object_fields_clear,
    .doc = "CSV reader\n\nReader objects are responsible for reading and "
           "parsing tabular data\nin CSV format.\n",
    .iter = object_self,
    .iternext = reader_next,
    .members = reader_members,
};
