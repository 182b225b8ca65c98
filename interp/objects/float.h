/* float.h - the float type (prefix: float_) */
#ifndef INTERP_OBJECTS_FLOAT_H
#define INTERP_OBJECTS_FLOAT_H

#include "gc/refcount.h"

typedef struct Float {
    Object base;
    double value;
} Float;

extern Type float_type;

#define float_check(o)                                                       \
    (TYPE_OF(o) == &float_type || float_check_subclass(o))
#define float_check_exact(o) (TYPE_OF(o) == &float_type)
#define float_value(o) (((Float *)(o))->value)

/* Gives the memory of an exact float back. */
static inline void
float_free(Object *o)
{
    RECORD_FREE_NUMBER(o);
    mem_free_sized(o, sizeof(Float));
}

/* ref_dec of an exact float. */
static ALWAYS_INLINE void
float_dec(Object *o)
{
    RECORD_DECREF(o);
    if (--o->refcount == 0) {
        float_free(o);
    }
}

bool float_check_subclass(const void *o);
NEW_REF Object *float_new(double value);
/* As float(o) for a str, bytes or bytearray. */
NEW_REF Object *float_from_str(Object *o);
/* The value of a float, of what __float__ or __index__ answer; -1.0 may be
 * an error. */
double float_as_double(Object *o);
/* Whether `answer`, of o's __float__, is a float; an instance of a subclass
 * is deprecated. -1 with an error. */
MUST_CHECK int float_check_answer(Object *o, Object *answer);
/* A number of seconds, as time.sleep and timeouts take it: a float that is no
 * NaN, or what __index__ answers; -1.0 may be an error. */
double float_as_seconds(Object *o);
HashValue float_hash_double(Object *owner, double value);

/* CPython's float % // divmod and ** on doubles. */
void float_divmod_double(double a, double b, double *div, double *mod);
NEW_REF Object *float_power(Object *a, Object *b, Object *modulus);
/* Correctly rounded to `digits` decimals; OverflowError: NULL. */
NEW_REF Object *float_round_digits(double value, int digits);

/* --- text (float_text.c) --- */
enum { FLOAT_ADD_DOT_0 = 2, FLOAT_SIGN = 1, FLOAT_ALT = 4, FLOAT_NO_NEG_0 = 8 };
/* A double as text: kind 'r' (shortest), 'e', 'f', 'g' or an upper case
 * one, '%' not. A new text from mem_alloc; NULL with MemoryError. */
char *float_to_text(double value, char kind, int precision, int flags);
/* The shortest digits that give `value` again: writes them without a dot
 * into `digits` (at least 20 bytes), sets the decimal point's place;
 * answers their number. value is finite and not negative. */
int float_shortest(double value, char *digits, int *decimal_point);
/* Reads a C text as a double, inf and nan included; *end as strtod. False:
 * not a number at all. Overflow gives infinity. */
bool float_parse(const char *text, double *out, const char **end);
NEW_REF Object *float_from_hex(Object *type, Object *text);
NEW_REF Object *float_to_hex(double value);

#endif
