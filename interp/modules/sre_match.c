/* re.Match, what a match found, and the scanner that walks through a text.
 * CPython 3.11: Modules/_sre/sre.c. */
#include <stdlib.h>
#include <string.h>

#include "gc/collector.h"
#include "interp/modules/import.h"
#include "interp/modules/sre_pattern.h"
#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define SELF ((SreMatch *)self)

Object *
sre_call_library(const char *function, Object *pattern, Object *first,
                 Object *second)
{
    Object *module = import_module("re");
    Object *f = module == NULL ? NULL
                               : object_getattr_text(module, function);
    ref_xdec(module);
    Object *args[3] = {pattern, first, second};
    Object *result =
        f == NULL ? NULL
                  : call_vector(f, args, second == NULL ? 2 : 3, NULL);
    ref_xdec(f);
    return result;
}

Object *
sre_match_new(SrePattern *pattern, Object *string, const ssize_t *mark,
              ssize_t pos, ssize_t endpos)
{
    ssize_t numbers = 2 * (pattern->groups + 1);
    SreMatch *match = object_new(&sre_match_type, numbers);
    if (match == NULL) {
        return NULL;
    }
    match->string = ref_new(string);
    match->pattern = ref_new(pattern);
    match->groups = pattern->groups + 1;
    match->pos = pos;
    match->endpos = endpos;
    memcpy(match->mark, mark, (size_t)numbers * sizeof(ssize_t));
    match->last_index = sre_last_index(pattern, mark);
    RECORD_TOUCH(match);
    gc_track(match);
    return OBJ(match);
}

// --------------------------------------------------------------------- groups

static Object *
group_text(Object *self, ssize_t g, Object *otherwise)
{
    if (SELF->string == NONE || SELF->mark[2 * g] < 0) {
        return ref_new(otherwise);
    }
    SreSubject subject;
    SrePattern any = {.is_bytes = -1};
    if (sre_subject_init(&subject, &any, SELF->string) < 0) {
        return NULL;
    }
    // A buffer may have become shorter since.
    ssize_t start = SELF->mark[2 * g], end = SELF->mark[2 * g + 1];
    sre_clip(subject.length, &start, &end);
    Object *text = sre_slice(SELF->string, &subject, start, end);
    sre_subject_drop(&subject);
    return text;
}

// The number of the group that `index` names; -1 with IndexError.
static ssize_t
group_number(Object *self, Object *index)
{
    ssize_t g = -1;
    if (number_has_index(index)) {
        g = number_as_ssize(index, NULL);
    } else {
        Object *number = dict_get(SELF->pattern->groupindex, index);
        if (number != NULL && int_check(number)) {
            g = int_as_ssize(number);
        }
    }
    if (g < 0 || g >= SELF->groups) {
        error_clear();
        error_set_text(EXC(IndexError), "no such group");
        return -1;
    }
    return g;
}

static Object *
one_group(Object *self, Object *index)
{
    ssize_t g = group_number(self, index);
    return g < 0 ? NULL : group_text(self, g, NONE);
}

static Object *
match_group(Object *self, Object *const *args, ssize_t nargs)
{
    if (nargs == 0) {
        return group_text(self, 0, NONE);
    }
    if (nargs == 1) {
        return one_group(self, args[0]);
    }
    Object *result = tuple_new(nargs);
    for (ssize_t i = 0; result != NULL && i < nargs; i++) {
        Object *text = one_group(self, args[i]);
        if (text == NULL) {
            REF_CLEAR(result);
        } else {
            tuple_init_item(result, i, text);
        }
    }
    return result;
}

static Object *
match_groups(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    static const char *const names[] = {"default", NULL};
    static const ArgsSpec spec = {"groups", names, 0, 0, 0};
    Object *v[1];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    Object *result = tuple_new(SELF->groups - 1);
    for (ssize_t g = 1; result != NULL && g < SELF->groups; g++) {
        Object *text = group_text(self, g, v[0] == NULL ? NONE : v[0]);
        if (text == NULL) {
            REF_CLEAR(result);
        } else {
            tuple_init_item(result, g - 1, text);
        }
    }
    return result;
}

static Object *
match_groupdict(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    static const char *const names[] = {"default", NULL};
    static const ArgsSpec spec = {"groupdict", names, 0, 0, 0};
    Object *v[1];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    Object *result = dict_new();
    ssize_t position = 0;
    Object *key, *index;
    while (result != NULL && dict_next(SELF->pattern->groupindex, &position,
                                       &key, &index)) {
        ssize_t g = group_number(self, index);
        Object *text =
            g < 0 ? NULL : group_text(self, g, v[0] == NULL ? NONE : v[0]);
        if (text == NULL || dict_set(result, key, text) < 0) {
            REF_CLEAR(result);
        }
        ref_xdec(text);
    }
    return result;
}

// start, end and span take one optional group.
static ssize_t
asked_group(Object *self, const char *name, Object *const *args,
            ssize_t nargs)
{
    if (!args_check_count(name, nargs, 0, 1)) {
        return -1;
    }
    return nargs == 0 ? 0 : group_number(self, args[0]);
}

static Object *
match_start(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t g = asked_group(self, "start", args, nargs);
    return g < 0 ? NULL : int_from_ssize(SELF->mark[2 * g]);
}

static Object *
match_end(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t g = asked_group(self, "end", args, nargs);
    return g < 0 ? NULL : int_from_ssize(SELF->mark[2 * g + 1]);
}

static Object *
span_of(Object *self, ssize_t g)
{
    Object *start = int_from_ssize(SELF->mark[2 * g]);
    Object *end = int_from_ssize(SELF->mark[2 * g + 1]);
    Object *span = start == NULL || end == NULL ? NULL
                                                : tuple_pack(2, start, end);
    ref_xdec(start);
    ref_xdec(end);
    return span;
}

static Object *
match_span(Object *self, Object *const *args, ssize_t nargs)
{
    ssize_t g = asked_group(self, "span", args, nargs);
    return g < 0 ? NULL : span_of(self, g);
}

static Object *
match_regs(Object *self, void *closure)
{
    (void)closure;
    if (SELF->regs == NULL) {
        Object *regs = tuple_new(SELF->groups);
        for (ssize_t g = 0; regs != NULL && g < SELF->groups; g++) {
            Object *span = span_of(self, g);
            if (span == NULL) {
                REF_CLEAR(regs);
            } else {
                tuple_init_item(regs, g, span);
            }
        }
        if (regs == NULL) {
            return NULL;
        }
        ref_store(self, &SELF->regs, regs);
    }
    return ref_new(SELF->regs);
}

static Object *
match_lastindex(Object *self, void *closure)
{
    (void)closure;
    return SELF->last_index >= 0 ? int_from_ssize(SELF->last_index)
                                 : none_new();
}

static Object *
match_lastgroup(Object *self, void *closure)
{
    (void)closure;
    Object *names = SELF->pattern->indexgroup;
    ssize_t i = SELF->last_index;
    return i >= 0 && i < tuple_size(names) ? ref_new(tuple_get(names, i))
                                           : none_new();
}

static Object *
match_expand(Object *self, Object *template)
{
    return sre_call_library("_expand", OBJ(SELF->pattern), self, template);
}

static Object *
match_copy(Object *self, Object *unused)
{
    (void)unused;
    return ref_new(self);
}

static Object *
match_repr(Object *self)
{
    Object *text = group_text(self, 0, NONE);
    Object *result =
        text == NULL ? NULL
                     : str_from_format("<%s object; span=(%zd, %zd), "
                                       "match=%.50R>",
                                       TYPE_OF(self)->name, SELF->mark[0],
                                       SELF->mark[1], text);
    ref_xdec(text);
    return result;
}

static void
match_value_text(Object *self, char *out, size_t size)
{
    snprintf(out, size, "span=(%zd, %zd)", SELF->mark[0], SELF->mark[1]);
}

static MethodDef match_methods[] = {
    {"group", METHOD(match_group), METH_FASTCALL,
     "group([group1, ...]) -> str or tuple.\n    Return subgroup(s) of the "
     "match by indices or names.\n    For 0 returns the entire match."},
    {"start", METHOD(match_start), METH_FASTCALL,
     "start($self, group=0, /)\n--\n\nReturn index of the start of the "
     "substring matched by group."},
    {"end", METHOD(match_end), METH_FASTCALL,
     "end($self, group=0, /)\n--\n\nReturn index of the end of the "
     "substring matched by group."},
    {"span", METHOD(match_span), METH_FASTCALL,
     "span($self, group=0, /)\n--\n\nFor match object m, return the 2-tuple "
     "(m.start(group), m.end(group))."},
    {"groups", METHOD(match_groups), METH_FASTCALL | METH_KEYWORDS,
     "groups($self, /, default=None)\n--\n\nReturn a tuple containing all "
     "the subgroups of the match, from 1.\n\n  default\n    Is used for "
     "groups that did not participate in the match."},
    {"groupdict", METHOD(match_groupdict), METH_FASTCALL | METH_KEYWORDS,
     "groupdict($self, /, default=None)\n--\n\nReturn a dictionary "
     "containing all the named subgroups of the match, keyed by the "
     "subgroup name.\n\n  default\n    Is used for groups that did not "
     "participate in the match."},
    {"expand", match_expand, METH_O,
     "expand($self, /, template)\n--\n\nReturn the string obtained by doing "
     "backslash substitution on the string template, as done by the sub() "
     "method."},
    {"__copy__", match_copy, METH_NOARGS, NULL},
    {"__deepcopy__", match_copy, METH_O, NULL},
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static FieldDef match_members[] = {
    {"string", FIELD_OBJECT, offsetof(SreMatch, string), FIELD_READONLY,
     "The string passed to match() or search()."},
    {"re", FIELD_OBJECT, offsetof(SreMatch, pattern), FIELD_READONLY,
     "The regular expression object."},
    {"pos", FIELD_SSIZE, offsetof(SreMatch, pos), FIELD_READONLY,
     "The index into the string at which the RE engine started looking for "
     "a match."},
    {"endpos", FIELD_SSIZE, offsetof(SreMatch, endpos), FIELD_READONLY,
     "The index into the string beyond which the RE engine will not go."},
    {"regs", FIELD_OBJECT, offsetof(SreMatch, regs),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef match_getset[] = {
    {"lastindex", match_lastindex, NULL,
     "The integer index of the last matched capturing group.", NULL},
    {"lastgroup", match_lastgroup, NULL,
     "The name of the last matched capturing group.", NULL},
    {"regs", match_regs, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static MappingSlots match_mapping = {.subscript = one_group};

STATIC_OBJECT Type sre_match_type = {
    TYPE_HEAD_INIT,
    .name = "re.Match",
    .basicsize = sizeof(SreMatch),
    .itemsize = sizeof(ssize_t),
    .dealloc = type_generic_dealloc,
    .value_text = match_value_text,
    .repr = match_repr,
    .mapping = &match_mapping,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_IMMUTABLE |
             TYPE_DISALLOW_INSTANTIATION,
    .doc = "The result of re.match() and re.search().\nMatch objects always "
           "have a boolean value of True.",
    .methods = match_methods,
    .members = match_members,
    .getset = match_getset,
};

// -------------------------------------------------------------------- scanner

typedef struct Scanner {
    Object base;
    Object *pattern, *string; /* owned */
    SreSubject subject; /* keeps a buffer locked: nobody may resize it */
    ssize_t pos, endpos, start;
    bool advance, done;
    char unused[70]; // CPython keeps the state of its engine in it
} Scanner;
_Static_assert(sizeof(Scanner) == 240, "CPython's");

#define SCANNER ((Scanner *)self)

Object *
sre_scanner_new(Object *pattern, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    SreSpan span;
    SreSubject subject;
    if (!sre_read_span("scanner", args, nargs, kwnames, &span) ||
        sre_subject_init(&subject, (SrePattern *)pattern, span.string) < 0) {
        return NULL;
    }
    sre_clip(subject.length, &span.pos, &span.endpos);
    Scanner *scanner = object_new(&sre_scanner_type, 0);
    if (scanner == NULL) {
        sre_subject_drop(&subject);
        return NULL;
    }
    scanner->subject = subject;
    scanner->pattern = ref_new(pattern);
    scanner->string = ref_new(span.string);
    scanner->pos = scanner->start = span.pos;
    scanner->endpos = span.endpos;
    RECORD_TOUCH(scanner);
    gc_track(scanner);
    return OBJ(scanner);
}

static Object *
scan(Object *self, SreMode mode)
{
    SreWalk walk;
    if (SCANNER->done) {
        return none_new();
    }
    if (sre_walk_init(&walk, (SrePattern *)SCANNER->pattern,
                      SCANNER->string, SCANNER->pos, SCANNER->endpos) < 0) {
        return NULL;
    }
    walk.start = SCANNER->start;
    walk.advance = SCANNER->advance;
    int found = sre_walk_next(&walk, mode);
    Object *result = NULL;
    if (found > 0) {
        result = sre_match_new(walk.pattern, walk.string, walk.mark,
                               walk.pos, walk.endpos);
        SCANNER->start = walk.start;
        SCANNER->advance = walk.advance;
    } else if (found == 0) {
        SCANNER->done = true;
        result = none_new();
    }
    sre_walk_drop(&walk);
    return result;
}

static Object *
scanner_match(Object *self, Object *unused)
{
    (void)unused;
    return scan(self, SRE_MATCH);
}

static Object *
scanner_search(Object *self, Object *unused)
{
    (void)unused;
    return scan(self, SRE_SEARCH);
}

static void
scanner_dealloc(Object *self)
{
    gc_untrack(self);
    sre_subject_drop(&SCANNER->subject);
    type_generic_dealloc(self);
}

static void
scanner_edges(Object *self, EdgeProc visit, void *arg)
{
    object_fields_edges(self, visit, arg);
    if (SCANNER->subject.view.obj != NULL) {
        visit(edge_text(EDGE_FIELD, "buffer"), SCANNER->subject.view.obj,
              arg);
    }
}

static MethodDef scanner_methods[] = {
    {"match", scanner_match, METH_NOARGS, "match($self, /)\n--\n\n"},
    {"search", scanner_search, METH_NOARGS, "search($self, /)\n--\n\n"},
    {NULL, NULL, 0, NULL}};

static FieldDef scanner_members[] = {
    {"pattern", FIELD_OBJECT, offsetof(Scanner, pattern), FIELD_READONLY,
     NULL},
    {"string", FIELD_OBJECT, offsetof(Scanner, string),
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_VISIT, NULL},
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type sre_scanner_type = {
    TYPE_HEAD_INIT,
    .name = "_sre.SRE_Scanner",
    .basicsize = sizeof(Scanner),
    .dealloc = scanner_dealloc,
    .edges = scanner_edges,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_IMMUTABLE |
             TYPE_DISALLOW_INSTANTIATION,
    .methods = scanner_methods,
    .members = scanner_members,
};
