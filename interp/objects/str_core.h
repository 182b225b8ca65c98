/* str_core.h - what the files of str share and nobody else needs
 * (prefix: str_) */
#ifndef INTERP_OBJECTS_STR_CORE_H
#define INTERP_OBJECTS_STR_CORE_H

#include "interp/objects/str.h"

/* The largest character of a run: exact for its class of size. */
uint32_t str_find_max(int kind, const void *data, ssize_t start,
                      ssize_t end);
/* Characters start to end of a run, in the smallest kind. */
NEW_REF Object *str_from_run(int kind, const void *data, ssize_t start,
                             ssize_t end);
/* A one-character or empty string is replaced by the shared one. Steals. */
NEW_REF Object *str_share(STEALS Object *str);
/* The instance of a subclass with the characters of `str`. */
NEW_REF Object *str_new_subclass(Type *type, Object *str);
NEW_REF Object *str_partition_right(Object *str, Object *separator);
size_t str_size_of(Object *o);
void str_dealloc(Object *o);
void str_forget_interned(Object *str);
void str_drop_interned(void);
void str_value_text(Object *o, char *out, size_t size);

/* An argument that index() takes: false with an error. */
MUST_CHECK bool str_read_size(Object *o, ssize_t *out);
/* TypeError of a method's argument that is no str. */
Object *str_argument_error(const char *method, const char *which,
                           Object *given);

/* Characters start to end of a string, or of bytes. */
typedef struct TextRun {
    int kind;
    const void *data;
    ssize_t start, end;
} TextRun;

static inline TextRun
text_of(Object *str, ssize_t start, ssize_t end)
{
    return (TextRun){str_kind(str), str_data(str), start, end};
}

static inline TextRun
text_of_bytes(const void *data, ssize_t start, ssize_t end)
{
    return (TextRun){1, data, start, end};
}

/* Copies a run to characters of another kind that can hold them. */
void str_convert(int to_kind, void *to, ssize_t to_start, const TextRun *from);

/* Searching runs (str_search.c): the place of the needle, -1 absent. The
 * needle starts at 0. */
ssize_t text_find(const TextRun *in, const TextRun *needle, int direction);
/* How often it is there; `max` -1: no limit. */
ssize_t text_count(const TextRun *in, const TextRun *needle, ssize_t max);
ssize_t text_find_char(const TextRun *in, uint32_t c, int direction);
/* Clips the bounds of find and friends as slices do. */
void text_adjust(ssize_t length, ssize_t *start, ssize_t *end);
/* Reads optional start and end of find, count, startswith; false: error. */
MUST_CHECK bool text_bounds(Object *start_object, Object *end_object,
                            ssize_t *start, ssize_t *end);

/* The functions of the type's tables, by file (str_case.c,
 * str_predicates.c, str_pad.c, str_methods.c ...). */
NEW_REF Object *str_upper(Object *self, Object *unused);
NEW_REF Object *str_lower(Object *self, Object *unused);
NEW_REF Object *str_title(Object *self, Object *unused);
NEW_REF Object *str_capitalize(Object *self, Object *unused);
NEW_REF Object *str_swapcase(Object *self, Object *unused);
NEW_REF Object *str_casefold(Object *self, Object *unused);
NEW_REF Object *str_isspace(Object *self, Object *unused);
NEW_REF Object *str_isalpha(Object *self, Object *unused);
NEW_REF Object *str_isalnum(Object *self, Object *unused);
NEW_REF Object *str_isdecimal(Object *self, Object *unused);
NEW_REF Object *str_isdigit(Object *self, Object *unused);
NEW_REF Object *str_isnumeric(Object *self, Object *unused);
NEW_REF Object *str_isprintable(Object *self, Object *unused);
NEW_REF Object *str_isascii(Object *self, Object *unused);
NEW_REF Object *str_islower(Object *self, Object *unused);
NEW_REF Object *str_isupper(Object *self, Object *unused);
NEW_REF Object *str_istitle(Object *self, Object *unused);
NEW_REF Object *str_isidentifier(Object *self, Object *unused);
NEW_REF Object *str_ljust(Object *self, Object *const *args, ssize_t nargs);
NEW_REF Object *str_rjust(Object *self, Object *const *args, ssize_t nargs);
NEW_REF Object *str_center(Object *self, Object *const *args, ssize_t nargs);
NEW_REF Object *str_zfill(Object *self, Object *width);
NEW_REF Object *str_expandtabs(Object *self, Object *const *args,
                               ssize_t nargs, Object *kwnames);
extern MethodDef str_methods[];
NEW_REF Object *str_method_translate(Object *self, Object *table);
NEW_REF Object *str_method_maketrans(Object *unused, Object *const *args,
                                     ssize_t nargs);
NEW_REF Object *str_method_format(Object *self, Object *args,
                                  Object *kwargs);
NEW_REF Object *str_method_format_map(Object *self, Object *mapping);

#endif
