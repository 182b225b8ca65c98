/* Instruction bodies for the match statement. */
#include "interp/objects/exception.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/ops.h"

// A class pattern that is tried on a subject.
typedef struct ClassPattern {
    Object *subject;
    Type *type;
    Object *match_args; // owned, NULL until they are needed
    Object *seen;       // owned: the set of names that were looked up
    Object *found;      // owned: the list of their values
} ClassPattern;

// Finds one attribute of the subject; -1 without an error: no match.
static int
match_attribute(ClassPattern *p, Object *name)
{
    int known = set_contains(p->seen, name);
    if (known != 0) {
        if (known > 0) {
            error_format(EXC(TypeError),
                         "%s() got multiple sub-patterns for attribute %R",
                         p->type->name, name);
        }
        return -1;
    }
    Object *value;
    if (set_add(p->seen, name) < 0 ||
        object_lookup_attr(p->subject, name, &value) < 0) {
        return -1;
    }
    return value == NULL ? -1 : list_append_steal(p->found, value);
}

// Reads the names that `positional` sub-patterns stand for. *match_self: the
// first stands for the subject itself.
static int
read_match_args(ClassPattern *p, int positional, bool *match_self)
{
    *match_self = false;
    if (object_lookup_attr(OBJ(p->type), dn_match_args, &p->match_args) < 0) {
        return -1;
    }
    if (p->match_args == NULL) {
        p->match_args = tuple_new(0);
        *match_self = type_has_feature(p->type, TYPE_MATCH_SELF);
    } else if (!tuple_check_exact(p->match_args)) {
        error_format(EXC(TypeError),
                     "%s.__match_args__ must be a tuple (got %s)",
                     p->type->name, p->match_args->type->name);
        return -1;
    }
    ssize_t allowed = *match_self ? 1 : tuple_size(p->match_args);
    if (allowed < positional) {
        error_format(EXC(TypeError),
                     "%s() accepts %zd positional sub-pattern%s (%d given)",
                     p->type->name, allowed, allowed == 1 ? "" : "s",
                     positional);
        return -1;
    }
    return 0;
}

// Finds what the positional sub-patterns are matched with.
static int
match_positional(ClassPattern *p, int positional)
{
    bool match_self;
    if (read_match_args(p, positional, &match_self) < 0) {
        return -1;
    }
    if (match_self) {
        return list_append(p->found, p->subject);
    }
    for (int i = 0; i < positional; i++) {
        Object *name = tuple_get(p->match_args, i);
        if (!str_check_exact(name)) {
            error_format(EXC(TypeError),
                         "__match_args__ elements must be strings (got %s)",
                         name->type->name);
            return -1;
        }
        if (match_attribute(p, name) < 0) {
            return -1;
        }
    }
    return 0;
}

Object *
ops_match_class(Object *subject, Object *type, int positional, Object *names)
{
    if (!type_check(type)) {
        return error_set_text(EXC(TypeError),
                              "called match pattern must be a type");
    }
    int is = object_is_instance(subject, type);
    if (is <= 0) {
        return NULL;
    }
    ClassPattern p = {.subject = subject, .type = (Type *)type};
    p.seen = set_new(NULL);
    p.found = list_new(0);
    bool failed = p.seen == NULL || p.found == NULL ||
                  (positional > 0 && match_positional(&p, positional) < 0);
    for (ssize_t i = 0; !failed && i < tuple_size(names); i++) {
        failed = match_attribute(&p, tuple_get(names, i)) < 0;
    }
    ref_xdec(p.match_args);
    ref_xdec(p.seen);
    Object *result = failed ? NULL : list_as_tuple(p.found);
    ref_xdec(p.found);
    return result;
}

Object *
ops_match_keys(Object *map, Object *keys)
{
    ssize_t n = tuple_size(keys);
    Object *seen = set_new(NULL), *values = list_new(0), *dummy = NULL;
    Object *get = NULL;
    Object *result = NULL;
    if (seen == NULL || values == NULL) {
        goto done;
    }
    // get(key, dummy), not map[key]: __missing__ must not be called.
    get = n == 0 ? NULL : object_getattr(map, nm_get);
    dummy = n == 0 ? NULL : call_none(OBJ(&object_type));
    if (n > 0 && (get == NULL || dummy == NULL)) {
        goto done;
    }
    for (ssize_t i = 0; i < n; i++) {
        Object *key = tuple_get(keys, i);
        int known = set_contains(seen, key);
        if (known != 0) {
            if (known > 0) {
                error_format(EXC(ValueError),
                             "mapping pattern checks duplicate key (%R)",
                             key);
            }
            goto done;
        }
        Object *value = set_add(seen, key) < 0 ? NULL
                                               : call_two(get, key, dummy);
        if (value == NULL) {
            goto done;
        }
        if (value == dummy) {
            ref_dec(value);
            result = none_new();
            goto done;
        }
        if (list_append_steal(values, value) < 0) {
            goto done;
        }
    }
    result = list_as_tuple(values);
done:
    ref_xdec(get);
    ref_xdec(dummy);
    ref_xdec(seen);
    ref_xdec(values);
    return result;
}
