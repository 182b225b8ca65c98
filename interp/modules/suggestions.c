/* "Did you mean": the nearest name for an AttributeError or NameError
 * (CPython 3.11: Python/suggestions.c). */
#include <string.h>

#include "interp/modules/traceback_print.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/traceback.h"
#include "interp/objects/type.h"
#include "interp/vm/frame_object.h"

#define MAX_NAMES 750
#define MAX_LENGTH 40
#define MOVE_COST 2
#define CASE_COST 1

static size_t
substitution(char a, char b)
{
    if ((a & 31) != (b & 31)) {
        return MOVE_COST;
    }
    if (a == b) {
        return 0;
    }
    char x = a >= 'A' && a <= 'Z' ? (char)(a + 32) : a;
    char y = b >= 'A' && b <= 'Z' ? (char)(b + 32) : b;
    return x == y ? CASE_COST : MOVE_COST;
}

// Levenshtein's distance, with a change of case at half the price; anything
// above `limit` is limit + 1.
static size_t
distance(const char *a, size_t na, const char *b, size_t nb, size_t limit)
{
    while (na > 0 && nb > 0 && a[0] == b[0]) {
        a++, b++, na--, nb--;
    }
    while (na > 0 && nb > 0 && a[na - 1] == b[nb - 1]) {
        na--, nb--;
    }
    if (na == 0 || nb == 0) {
        return (na + nb) * MOVE_COST;
    }
    if (na > MAX_LENGTH || nb > MAX_LENGTH) {
        return limit + 1;
    }
    size_t row[MAX_LENGTH + 1];
    for (size_t i = 0; i < na; i++) {
        row[i] = (i + 1) * MOVE_COST;
    }
    size_t result = 0;
    for (size_t k = 0; k < nb; k++) {
        size_t diagonal = k * MOVE_COST;
        result = diagonal;
        size_t smallest = SIZE_MAX;
        for (size_t i = 0; i < na; i++) {
            size_t replace = diagonal + substitution(b[k], a[i]);
            diagonal = row[i];
            size_t move = (result < diagonal ? result : diagonal) + MOVE_COST;
            result = replace < move ? replace : move;
            row[i] = result;
            smallest = result < smallest ? result : smallest;
        }
        if (smallest > limit) {
            return limit + 1;
        }
    }
    return result;
}

// The nearest of the names: new, NULL without an error when none is near.
static Object *
nearest(Object *names, Object *name)
{
    ssize_t n = list_size(names), length;
    const char *text = str_as_utf8(name, &length);
    if (n >= MAX_NAMES || text == NULL) {
        error_clear();
        return NULL;
    }
    Object *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (ssize_t i = 0; i < n; i++) {
        Object *candidate = list_get(names, i);
        ssize_t size;
        const char *other = str_check(candidate)
                                ? str_as_utf8(candidate, &size)
                                : NULL;
        if (other == NULL || str_equal(candidate, name)) {
            error_clear();
            continue;
        }
        size_t limit = (size_t)(length + size + 3) * MOVE_COST / 6;
        if (best_distance - 1 < limit) {
            limit = best_distance - 1;
        }
        size_t d = distance(text, (size_t)length, other, (size_t)size, limit);
        if (d <= limit && d < best_distance) {
            best = candidate;
            best_distance = d;
        }
    }
    return ref_xnew(best);
}

static Object *
for_attribute(AttributeErrorObject *e)
{
    if (e->name == NULL || e->obj == NULL || !str_check_exact(e->name)) {
        return NULL;
    }
    Object *names = object_dir(e->obj);
    Object *result = names == NULL ? NULL : nearest(names, e->name);
    ref_xdec(names);
    return result;
}

static Object *
for_name(NameErrorObject *e)
{
    Traceback *tb = (Traceback *)e->traceback;
    if (e->name == NULL || tb == NULL || !str_check_exact(e->name)) {
        return NULL;
    }
    while (tb->next != NULL) {
        tb = tb->next;
    }
    Frame *frame = tb->frame->frame;
    Code *code = frame->code;
    // A method's name, when self has an attribute of that name.
    if (code->argcount > 0 && frame->owner != FRAME_ON_STACK) {
        Object *self = frame->slots[0];
        if (self != NULL && TYPE_OF(self) == &cell_type) {
            self = ((Cell *)self)->value;
        }
        Object *value = NULL;
        if (self != NULL && str_equal_text(tuple_get(code->localsplusnames,
                                                     0), "self") &&
            object_lookup_attr(self, e->name, &value) > 0) {
            ref_dec(value);
            return str_from_format("self.%U", e->name);
        }
    }
    Object *names = sequence_list(code->localsplusnames);
    Object *result = names == NULL ? NULL : nearest(names, e->name);
    ref_xdec(names);
    Object *const scopes[] = {frame->globals,
                              frame->function == NULL
                                  ? NULL
                                  : frame->function->builtins};
    for (int i = 0; i < 2 && result == NULL && scopes[i] != NULL; i++) {
        names = dict_check(scopes[i]) ? dict_keys_list(scopes[i]) : NULL;
        result = names == NULL ? NULL : nearest(names, e->name);
        ref_xdec(names);
    }
    return result;
}

Object *
suggestion_for(Object *exception)
{
    Object *result = NULL;
    PendingError saved;
    error_fetch(&saved);
    if (TYPE_OF(exception) == &AttributeError_type) {
        result = for_attribute((AttributeErrorObject *)exception);
    } else if (TYPE_OF(exception) == &NameError_type) {
        result = for_name((NameErrorObject *)exception);
    }
    error_clear();
    error_restore(&saved);
    return result;
}
