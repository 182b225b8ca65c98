/* itertools.h - what the files of the module itertools share */
#ifndef INTERP_MODULES_ITERTOOLS_H
#define INTERP_MODULES_ITERTOOLS_H

#include "gc/collector.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

/* A row of the references that a layout owns. */
#define IT_ROW(layout, field)                                                \
    {#field, FIELD_OBJECT, offsetof(layout, field),                          \
     FIELD_READONLY | FIELD_HIDDEN, NULL}
#define IT_END {NULL, 0, 0, 0, NULL}

#ifndef IT_DEALLOC
#define IT_DEALLOC type_generic_dealloc
#endif

/* An iterator type with fixed layout; `...`: further slots. */
#define IT_TYPE(variable, type_name, layout, rows, next, make, text, ...)    \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = "itertools." type_name,                                      \
        .basicsize = sizeof(layout),                                         \
        .dealloc = IT_DEALLOC,                                     \
        .getattro = object_generic_getattr,                                  \
        .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,                \
        .doc = text,                                                         \
        .iter = object_self,                                                 \
        .iternext = next,                                                    \
        .members = rows,                                                     \
        .alloc = type_generic_alloc,                                         \
        .new_ = make,                                                        \
        __VA_ARGS__}

extern Type count_type, cycle_type, repeat_type, chain_type, accumulate_type,
    compress_type, dropwhile_type, takewhile_type, filterfalse_type,
    starmap_type, islice_type, zip_longest_type, groupby_type, grouper_type,
    tee_type, tee_data_type, product_type, combinations_type,
    combinations_replacement_type, permutations_type, pairwise_type;

NEW_REF Object *itertools_tee(Object *self, Object *const *args,
                              ssize_t nargs);

#endif
