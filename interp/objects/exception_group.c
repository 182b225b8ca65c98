/* BaseExceptionGroup, and what except* does with groups. */
#include "gc/collector.h"
#include "interp/objects/container.h"
#include "interp/objects/exception.h"
#include "interp/objects/exception_types.h"
#include "interp/objects/function.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

#define SELF ((ExceptionGroupObject *)self)
#define group_check(o) object_type_check(o, &BaseExceptionGroup_type)

// The tuple of the exceptions, checked; *has_base: one is no Exception.
static Object *
check_exceptions(Object *o, bool *has_base)
{
    if (!sequence_check(o)) {
        return error_set_text(EXC(TypeError),
                              "second argument (exceptions) must be a "
                              "sequence");
    }
    Object *tuple = sequence_tuple(o);
    if (tuple == NULL) {
        return NULL;
    }
    if (tuple_size(tuple) == 0) {
        error_set_text(EXC(ValueError),
                       "second argument (exceptions) must be a non-empty "
                       "sequence");
        ref_dec(tuple);
        return NULL;
    }
    *has_base = false;
    for (ssize_t i = 0; i < tuple_size(tuple); i++) {
        Object *e = tuple_get(tuple, i);
        if (!exception_check(e)) {
            error_format(EXC(ValueError),
                         "Item %d of second argument (exceptions) is not an "
                         "exception", (int)i);
            ref_dec(tuple);
            return NULL;
        }
        if (!object_type_check(e, &Exception_type)) {
            *has_base = true;
        }
    }
    return tuple;
}

static Object *
group_new(Type *type, Object *args, Object *kwargs)
{
    if (tuple_size(args) != 2) {
        return error_format(EXC(TypeError),
                            "BaseExceptionGroup.__new__() takes exactly 2 "
                            "arguments (%zd given)", tuple_size(args));
    }
    Object *message = tuple_get(args, 0);
    if (!str_check(message)) {
        return error_format(EXC(TypeError),
                            "BaseExceptionGroup.__new__() argument 1 must be "
                            "str, not %.50s", message->type->name);
    }
    bool has_base = false;
    Object *tuple = check_exceptions(tuple_get(args, 1), &has_base);
    if (tuple == NULL) {
        return NULL;
    }
    Type *plain = (Type *)exc_ExceptionGroup;
    if (type == &BaseExceptionGroup_type) {
        type = has_base ? type : plain;
    } else if (has_base && type == plain) {
        ref_dec(tuple);
        return error_set_text(EXC(TypeError),
                              "Cannot nest BaseExceptions in an "
                              "ExceptionGroup");
    } else if (has_base && type_is_subtype(type, &Exception_type)) {
        ref_dec(tuple);
        return error_format(EXC(TypeError),
                            "Cannot nest BaseExceptions in '%.200s'",
                            type->name);
    }
    Object *self = exception_new(type, args, kwargs);
    if (self == NULL) {
        ref_dec(tuple);
        return NULL;
    }
    ref_store(self, &SELF->msg, ref_new(message));
    ref_store(self, &SELF->excs, tuple);
    return self;
}

static Object *
make_group(const char *message, Object *exceptions)
{
    Object *text = str_from_text(message);
    Object *group = text == NULL ? NULL
                                 : call_two(OBJ(&BaseExceptionGroup_type),
                                            text, exceptions);
    ref_xdec(text);
    return group;
}

static Object *
group_str(Object *self)
{
    ssize_t n = tuple_size(SELF->excs);
    return str_from_format("%S (%zd sub-exception%s)", SELF->msg, n,
                           n > 1 ? "s" : "");
}

static Object *
group_derive(Object *self, Object *exceptions)
{
    return call_two(OBJ(&BaseExceptionGroup_type), SELF->msg, exceptions);
}

// A group of part of the exceptions, with all else of the original; NULL
// without an error when there are none.
static Object *
subset(Object *original, Object *list)
{
    if (list_size(list) == 0) {
        return NULL;
    }
    Object *group = call_method_text(original, "derive", &list, 1);
    if (group == NULL) {
        return NULL;
    }
    if (!group_check(group)) {
        ref_dec(group);
        return error_set_text(EXC(TypeError),
                              "derive must return an instance of "
                              "BaseExceptionGroup");
    }
    BaseExceptionObject *from = (BaseExceptionObject *)original;
    if (from->traceback != NULL) {
        exception_set_traceback(group, from->traceback);
    }
    exception_set_context(group, ref_xnew(from->context));
    exception_set_cause(group, ref_xnew(from->cause));
    Object *notes = NULL;
    if (object_lookup_attr(original, dn_notes, &notes) < 0) {
        ref_dec(group);
        return NULL;
    }
    if (notes != NULL && sequence_check(notes)) {
        Object *copy = sequence_list(notes);
        if (copy == NULL || object_setattr(group, dn_notes, copy) < 0) {
            REF_CLEAR(group);
        }
        ref_xdec(copy);
    }
    ref_xdec(notes);
    return group;
}

typedef enum MatchKind { BY_TYPE, BY_FUNCTION, BY_ID } MatchKind;

typedef struct Matcher {
    MatchKind kind;
    Object *value;
    bool want_rest;
} Matcher;

static int
matches(const Matcher *m, Object *e)
{
    if (m->kind == BY_TYPE) {
        return error_given_matches(e, m->value);
    }
    if (m->kind == BY_FUNCTION) {
        Object *answer = call_one(m->value, e);
        int truth = answer == NULL ? -1 : object_is_true(answer);
        ref_xdec(answer);
        return truth;
    }
    if (group_check(e)) {
        return 0;
    }
    Object *id = int_from_size((size_t)(uintptr_t)e);
    int found = id == NULL ? -1 : set_contains(m->value, id);
    ref_xdec(id);
    return found;
}

static int
append(Object *list, Object *o)
{
    return o == NULL ? 0 : list_append_steal(list, o);
}

// Splits an exception in what matches and the rest; both new or NULL.
static int
split(const Matcher *m, Object *e, Object **match, Object **rest)
{
    *match = *rest = NULL;
    int is_match = matches(m, e);
    if (is_match < 0) {
        return -1;
    }
    if (is_match) {
        *match = ref_new(e);
        return 0;
    }
    if (!group_check(e)) {
        *rest = m->want_rest ? ref_new(e) : NULL;
        return 0;
    }
    Object *yes = list_new(0), *no = list_new(0);
    int failed = yes == NULL || no == NULL ? -1 : 0;
    Object *exceptions = ((ExceptionGroupObject *)e)->excs;
    for (ssize_t i = 0; failed == 0 && i < tuple_size(exceptions); i++) {
        Object *a = NULL, *b = NULL;
        failed = recursion_enter(" in exceptiongroup_split_recursive");
        if (failed == 0) {
            failed = split(m, tuple_get(exceptions, i), &a, &b);
            recursion_leave();
        }
        if (failed == 0 && (append(yes, a) < 0 || append(no, b) < 0)) {
            failed = -1;
        }
    }
    if (failed == 0) {
        *match = subset(e, yes);
        if (error_occurred() == NULL && m->want_rest) {
            *rest = subset(e, no);
        }
        if (error_occurred() != NULL) {
            REF_CLEAR(*match);
            failed = -1;
        }
    }
    ref_xdec(yes);
    ref_xdec(no);
    return failed;
}

static int
matcher_of(Object *value, Matcher *m)
{
    m->value = value;
    bool good = exception_class_check(value);
    m->kind = BY_TYPE;
    if (TYPE_OF(value) == &function_type) {
        m->kind = BY_FUNCTION;
        good = true;
    } else if (tuple_check_exact(value)) {
        good = true;
        for (ssize_t i = 0; i < tuple_size(value); i++) {
            good = good && exception_class_check(tuple_get(value, i));
        }
    }
    if (!good) {
        error_set_text(EXC(TypeError),
                       "expected a function, exception type or tuple of "
                       "exception types");
        return -1;
    }
    return 0;
}

static Object *
group_split(Object *self, Object *value)
{
    Matcher m = {.want_rest = true};
    Object *match, *rest;
    if (matcher_of(value, &m) < 0 || split(&m, self, &match, &rest) < 0) {
        return NULL;
    }
    Object *pair = tuple_pack(2, match == NULL ? NONE : match,
                              rest == NULL ? NONE : rest);
    ref_xdec(match);
    ref_xdec(rest);
    return pair;
}

static Object *
group_subgroup(Object *self, Object *value)
{
    Matcher m = {.want_rest = false};
    Object *match, *rest;
    if (matcher_of(value, &m) < 0 || split(&m, self, &match, &rest) < 0) {
        return NULL;
    }
    return match == NULL ? none_new() : match;
}

int
exception_group_match(Object *error, Object *type, Object **match,
                      Object **rest)
{
    if (error == NONE) {
        *match = none_new();
        *rest = none_new();
        return 0;
    }
    if (error_given_matches(error, type)) {
        if (group_check(error)) {
            *match = ref_new(error);
        } else {
            Object *one = tuple_pack(1, error);
            *match = one == NULL ? NULL : make_group("", one);
            ref_xdec(one);
            if (*match == NULL) {
                return -1;
            }
        }
        *rest = none_new();
        return 0;
    }
    if (!group_check(error)) {
        *match = none_new();
        *rest = ref_new(error);
        return 0;
    }
    Object *pair = call_method_text(error, "split", &type, 1);
    if (pair == NULL) {
        return -1;
    }
    if (!tuple_check_exact(pair) || tuple_size(pair) < 2) {
        error_format(EXC(TypeError),
                     "%.200s.split must return a 2-tuple, got tuple of size "
                     "%zd", error->type->name,
                     tuple_check_exact(pair) ? tuple_size(pair) : 0);
        ref_dec(pair);
        return -1;
    }
    *match = ref_new(tuple_get(pair, 0));
    *rest = ref_new(tuple_get(pair, 1));
    ref_dec(pair);
    return 0;
}

// ------------------------------------------------------------ raising again

static int
collect_ids(Object *e, Object *set)
{
    if (e == NONE) {
        return 0;
    }
    if (!group_check(e)) {
        Object *id = int_from_size((size_t)(uintptr_t)e);
        int failed = id == NULL ? -1 : set_add(set, id);
        ref_xdec(id);
        return failed;
    }
    Object *exceptions = ((ExceptionGroupObject *)e)->excs;
    for (ssize_t i = 0; i < tuple_size(exceptions); i++) {
        if (recursion_enter(" in collect_exception_group_leaf_ids") < 0) {
            return -1;
        }
        int failed = collect_ids(tuple_get(exceptions, i), set);
        recursion_leave();
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

// The part of the group whose leaves are among those of `keep`; NULL with or
// without an error.
static Object *
projection(Object *group, Object *keep)
{
    Object *ids = set_new(NULL);
    for (ssize_t i = 0; ids != NULL && i < list_size(keep); i++) {
        if (collect_ids(list_get(keep, i), ids) < 0) {
            REF_CLEAR(ids);
        }
    }
    if (ids == NULL) {
        return NULL;
    }
    Matcher m = {BY_ID, ids, false};
    Object *match, *rest;
    int failed = split(&m, group, &match, &rest);
    ref_dec(ids);
    return failed < 0 ? NULL : match;
}

static bool
same_metadata(Object *a, Object *b)
{
    BaseExceptionObject *x = (BaseExceptionObject *)a;
    BaseExceptionObject *y = (BaseExceptionObject *)b;
    return x->notes == y->notes && x->traceback == y->traceback &&
           x->cause == y->cause && x->context == y->context;
}

static Object *
combine(Object *raised, Object *again)
{
    if (list_size(raised) == 0) {
        return again == NULL ? none_new() : ref_new(again);
    }
    if (again != NULL && list_append(raised, again) < 0) {
        return NULL;
    }
    if (list_size(raised) > 1) {
        return make_group("", raised);
    }
    return ref_new(list_get(raised, 0));
}

Object *
exception_group_reraise(Object *original, Object *list)
{
    if (list_size(list) == 0) {
        return none_new();
    }
    if (!group_check(original)) {
        // A plain exception ran at most one clause.
        return ref_new(list_get(list, 0));
    }
    Object *raised = list_new(0), *again = list_new(0), *result = NULL;
    if (raised == NULL || again == NULL) {
        goto done;
    }
    for (ssize_t i = 0; i < list_size(list); i++) {
        Object *e = list_get(list, i);
        if (e != NONE &&
            list_append(same_metadata(e, original) ? again : raised, e) < 0) {
            goto done;
        }
    }
    Object *group = projection(original, again);
    if (group != NULL || error_occurred() == NULL) {
        result = combine(raised, group);
    }
    ref_xdec(group);
done:
    ref_xdec(raised);
    ref_xdec(again);
    return result;
}

static MethodDef group_methods[] = {
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {"derive", group_derive, METH_O, NULL},
    {"split", group_split, METH_O, NULL},
    {"subgroup", group_subgroup, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

static FieldDef group_members[] = {
    {"message", FIELD_OBJECT, offsetof(ExceptionGroupObject, msg),
     FIELD_READONLY, "exception message"},
    {"exceptions", FIELD_OBJECT, offsetof(ExceptionGroupObject, excs),
     FIELD_READONLY, "nested exceptions"},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type BaseExceptionGroup_type = {
    TYPE_HEAD_INIT,
    .name = "BaseExceptionGroup",
    .basicsize = sizeof(ExceptionGroupObject),
    .str = group_str,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_EXC_SUBCLASS,
    .doc = "A combination of multiple unrelated exceptions.",
    .methods = group_methods,
    .members = group_members,
    .base = &BaseException_type,
    .init = exception_init,
    .new_ = group_new,
};

Object *exc_ExceptionGroup;
