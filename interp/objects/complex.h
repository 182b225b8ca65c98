/* complex.h - the complex type (prefix: complex_) */
#ifndef INTERP_OBJECTS_COMPLEX_H
#define INTERP_OBJECTS_COMPLEX_H

#include "gc/refcount.h"

typedef struct ComplexValue {
    double real, imag;
} ComplexValue;

typedef struct Complex {
    Object base;
    ComplexValue value;
} Complex;

extern Type complex_type;

bool complex_check(const void *o);
#define complex_check_exact(o) (TYPE_OF(o) == &complex_type)

NEW_REF Object *complex_new(double real, double imag);
/* complex.__new__ (complex_new.c). */
NEW_REF Object *complex_new_slot(Type *type, Object *args, Object *kwargs);
/* What o.__complex__() answers; NULL: absent, or an error. */
NEW_REF Object *complex_call_method(Object *o);
double complex_real(Object *o);
double complex_imag(Object *o);
/* The value of any number, __complex__ included; real -1.0 may be an
 * error. */
ComplexValue complex_as_value(Object *o);

#endif
