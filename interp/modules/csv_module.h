/* csv_module.h - what the files of the module _csv share (prefix: csv_)
 *
 * CPython 3.11: Modules/_csv.c.
 */
#ifndef INTERP_MODULES_CSV_MODULE_H
#define INTERP_MODULES_CSV_MODULE_H

#include "gc/refcount.h"

enum {
    CSV_QUOTE_MINIMAL,
    CSV_QUOTE_ALL,
    CSV_QUOTE_NONNUMERIC,
    CSV_QUOTE_NONE
};

#define CSV_NONE UINT32_MAX /* a character that is not set */

typedef struct CsvDialect {
    Object base;
    bool double_quote, skip_initial_space, strict;
    int quoting;
    uint32_t delimiter, quote, escape;
    Object *line_terminator; /* owned: a str */
} CsvDialect;

extern Type csv_dialect_type, csv_reader_type, csv_writer_type;
extern Object *csv_error;      /* _csv.Error */
extern Object *csv_dialects;   /* dict: name -> Dialect */
extern long csv_field_limit;

/* A Dialect from what reader(), writer() and register_dialect() take: a
 * registered name, an object with attributes or NULL, and options by
 * keyword (dict or NULL). */
NEW_REF Object *csv_dialect_make(Object *dialect, Object *kwargs);

NEW_REF Object *csv_reader_new(Object *args, Object *kwargs);
NEW_REF Object *csv_writer_new(Object *args, Object *kwargs);

#endif
