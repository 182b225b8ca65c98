/* re.Pattern: a compiled regular expression. sre_walk.c walks through the
 * matches of a text, sre_replace.c puts others in their place.
 * CPython 3.11: Modules/_sre/sre.c. */
#include "interp/modules/sre_pattern.h"

#include <limits.h>
#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/container.h"
#include "interp/objects/dict.h"
#include "interp/objects/generic_alias.h"
#include "interp/objects/iterators.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/strwriter.h"
#include "interp/objects/type.h"

#define SELF ((SrePattern *)self)

// ------------------------------------------------------------------- methods

static Object *
find_one(Object *self, const char *name, SreMode mode, Object *const *args,
         ssize_t nargs, Object *kwnames)
{
    SreSpan span;
    SreWalk walk;
    if (!sre_read_span(name, args, nargs, kwnames, &span) ||
        sre_walk_init(&walk, SELF, span.string, span.pos, span.endpos) < 0) {
        return NULL;
    }
    int found = sre_walk_next(&walk, mode);
    Object *result = found < 0    ? NULL
                     : found == 0 ? none_new()
                                  : sre_walk_match(&walk);
    sre_walk_drop(&walk);
    return result;
}

static Object *
pattern_match(Object *self, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    return find_one(self, "match", SRE_MATCH, args, nargs, kwnames);
}

static Object *
pattern_fullmatch(Object *self, Object *const *args, ssize_t nargs,
                  Object *kwnames)
{
    return find_one(self, "fullmatch", SRE_FULLMATCH, args, nargs, kwnames);
}

static Object *
pattern_search(Object *self, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    return find_one(self, "search", SRE_SEARCH, args, nargs, kwnames);
}

// What findall lists for one match: the match, its only group, or all.
static Object *
findall_item(const SreWalk *walk)
{
    Object *empty = sre_slice(walk->string, &walk->subject, 0, 0);
    ssize_t n = walk->pattern->groups;
    Object *item = NULL;
    if (empty == NULL) {
        return NULL;
    }
    if (n <= 1) {
        item = sre_walk_group(walk, n, empty);
    } else if ((item = tuple_new(n)) != NULL) {
        for (ssize_t g = 1; g <= n; g++) {
            Object *text = sre_walk_group(walk, g, empty);
            if (text == NULL) {
                REF_CLEAR(item);
                break;
            }
            tuple_init_item(item, g - 1, text);
        }
    }
    ref_dec(empty);
    return item;
}

static Object *
pattern_findall(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    SreSpan span;
    SreWalk walk;
    if (!sre_read_span("findall", args, nargs, kwnames, &span) ||
        sre_walk_init(&walk, SELF, span.string, span.pos, span.endpos) < 0) {
        return NULL;
    }
    Object *list = list_new(0);
    int found = 0;
    while (list != NULL && (found = sre_walk_next(&walk, SRE_SEARCH)) > 0) {
        Object *item = findall_item(&walk);
        if (item == NULL || list_append_steal(list, item) < 0) {
            REF_CLEAR(list);
        }
    }
    if (found < 0) {
        REF_CLEAR(list);
    }
    sre_walk_drop(&walk);
    return list;
}

static Object *
pattern_finditer(Object *self, Object *const *args, ssize_t nargs,
                 Object *kwnames)
{
    Object *scanner = sre_scanner_new(self, args, nargs, kwnames);
    if (scanner == NULL) {
        return NULL;
    }
    Object *search = object_getattr_text(scanner, "search");
    ref_dec(scanner);
    Object *iterator =
        search == NULL ? NULL : callable_iterator_new(search, NONE);
    ref_xdec(search);
    return iterator;
}

static Object *
pattern_scanner(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    return sre_scanner_new(self, args, nargs, kwnames);
}

static Object *
pattern_split(Object *self, Object *const *args, ssize_t nargs,
              Object *kwnames)
{
    static const char *const names[] = {"string", "maxsplit", NULL};
    static const ArgsSpec spec = {"split", names, 1, 0, 0};
    Object *v[2];
    ssize_t max;
    SreWalk walk;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        sre_optional_count(v[1], &max) < 0 ||
        sre_walk_init(&walk, SELF, v[0], 0, SSIZE_MAX) < 0) {
        return NULL;
    }
    Object *list = list_new(0);
    ssize_t last = 0, n = 0;
    int found = 0;
    while (list != NULL && (max == 0 || n < max) &&
           (found = sre_walk_next(&walk, SRE_SEARCH)) > 0) {
        int failed = sre_append_slice(list, &walk, last, walk.mark[0]);
        for (ssize_t g = 1; g <= SELF->groups && failed == 0; g++) {
            Object *text = sre_walk_group(&walk, g, NONE);
            failed = text == NULL ? -1 : list_append_steal(list, text);
        }
        if (failed < 0) {
            REF_CLEAR(list);
        }
        last = walk.mark[1];
        n++;
    }
    if (found < 0 ||
        (list != NULL &&
         sre_append_slice(list, &walk, last, walk.subject.length) < 0)) {
        REF_CLEAR(list);
    }
    sre_walk_drop(&walk);
    return list;
}

// ------------------------------------------------------------------ as object

static Object *
pattern_copy(Object *self, Object *unused)
{
    (void)unused;
    return ref_new(self);
}

static Object *
pattern_groupindex(Object *self, void *closure)
{
    (void)closure;
    return mapping_proxy_new(SELF->groupindex);
}

static int
write_flags(StrWriter *w, unsigned flags)
{
    static const struct {
        const char *name;
        unsigned value;
    } names[] = {{"re.TEMPLATE", 1},   {"re.IGNORECASE", 2},
                 {"re.LOCALE", 4},     {"re.MULTILINE", 8},
                 {"re.DOTALL", 16},    {"re.UNICODE", 32},
                 {"re.VERBOSE", 64},   {"re.DEBUG", 128},
                 {"re.ASCII", 256},    {NULL, 0}};
    const char *before = ", ";
    for (int i = 0; names[i].name != NULL; i++) {
        if (flags & names[i].value) {
            if (strwriter_text(w, before) < 0 ||
                strwriter_text(w, names[i].name) < 0) {
                return -1;
            }
            before = "|";
            flags &= ~names[i].value;
        }
    }
    if (flags != 0) {
        char text[32];
        snprintf(text, sizeof(text), "%s0x%x", before, flags);
        return strwriter_text(w, text);
    }
    return 0;
}

static Object *
pattern_repr(Object *self)
{
    unsigned flags = (unsigned)SELF->flags;
    const unsigned types = SRE_FLAG_LOCALE | SRE_FLAG_UNICODE |
                           SRE_FLAG_ASCII;
    if (SELF->is_bytes == 0 && (flags & types) == SRE_FLAG_UNICODE) {
        flags &= ~(unsigned)SRE_FLAG_UNICODE; // what a str has anyway
    }
    Object *shown = object_repr(SELF->pattern);
    if (shown == NULL) {
        return NULL;
    }
    StrWriter w;
    strwriter_init(&w);
    ssize_t n = str_length(shown) > 200 ? 200 : str_length(shown);
    int failed = strwriter_text(&w, "re.compile(") < 0 ||
                 strwriter_substring(&w, shown, 0, n) < 0 ||
                 write_flags(&w, flags) < 0 || strwriter_char(&w, ')') < 0;
    ref_dec(shown);
    if (failed) {
        strwriter_drop(&w);
        return NULL;
    }
    return strwriter_finish(&w);
}

static HashValue
pattern_hash(Object *self)
{
    HashValue hash = object_hash(SELF->pattern);
    if (hash == -1) {
        return -1;
    }
    hash ^= str_hash_bytes(SELF->code,
                           (size_t)SELF->code_size * sizeof(uint32_t));
    hash ^= SELF->flags;
    hash ^= SELF->is_bytes;
    hash ^= SELF->code_size;
    return hash == -1 ? -2 : hash;
}

static Object *
pattern_richcompare(Object *self, Object *other, int op)
{
    if ((op != CMP_EQ && op != CMP_NE) ||
        TYPE_OF(other) != &sre_pattern_type) {
        return not_implemented_new();
    }
    const SrePattern *a = SELF, *b = (SrePattern *)other;
    int equal = a == b;
    if (!equal && a->flags == b->flags && a->is_bytes == b->is_bytes &&
        a->code_size == b->code_size &&
        memcmp(a->code, b->code,
               (size_t)a->code_size * sizeof(uint32_t)) == 0) {
        equal = object_richcompare_bool(a->pattern, b->pattern, CMP_EQ);
        if (equal < 0) {
            return NULL;
        }
    }
    return bool_new(equal == (op == CMP_EQ));
}

static void
pattern_dealloc(Object *self)
{
    sre_regex_free(SELF->regex);
    SELF->regex = NULL;
    type_generic_dealloc(self);
}

static void
pattern_value_text(Object *self, char *out, size_t size)
{
    Object *text = SELF->pattern;
    if (str_check(text)) {
        TYPE_OF(text)->value_text(text, out, size);
    } else if (size > 0) {
        out[0] = '\0';
    }
}

static MethodDef pattern_methods[] = {
#define FAST(name, doc)                                                      \
    {#name, METHOD(pattern_##name), METH_FASTCALL | METH_KEYWORDS, doc}
    FAST(match, "match($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\n"
                "Matches zero or more characters at the beginning of the "
                "string."),
    FAST(fullmatch, "fullmatch($self, /, string, pos=0, endpos=sys.maxsize)"
                    "\n--\n\nMatches against all of the string."),
    FAST(search, "search($self, /, string, pos=0, endpos=sys.maxsize)\n--\n"
                 "\nScan through string looking for a match, and return a "
                 "corresponding match object instance.\n\nReturn None if no "
                 "position in the string matches."),
    FAST(sub, "sub($self, /, repl, string, count=0)\n--\n\nReturn the string "
              "obtained by replacing the leftmost non-overlapping "
              "occurrences of pattern in string by the replacement repl."),
    FAST(subn, "subn($self, /, repl, string, count=0)\n--\n\nReturn the "
               "tuple (new_string, number_of_subs_made) found by replacing "
               "the leftmost non-overlapping occurrences of pattern with "
               "the replacement repl."),
    FAST(findall, "findall($self, /, string, pos=0, endpos=sys.maxsize)\n--"
                  "\n\nReturn a list of all non-overlapping matches of "
                  "pattern in string."),
    FAST(split, "split($self, /, string, maxsplit=0)\n--\n\nSplit string by "
                "the occurrences of pattern."),
    FAST(finditer, "finditer($self, /, string, pos=0, endpos=sys.maxsize)\n"
                   "--\n\nReturn an iterator over all non-overlapping "
                   "matches for the RE pattern in string.\n\nFor each match,"
                   " the iterator returns a match object."),
    FAST(scanner, "scanner($self, /, string, pos=0, endpos=sys.maxsize)\n--"
                  "\n\n"),
#undef FAST
    {"__copy__", pattern_copy, METH_NOARGS, NULL},
    {"__deepcopy__", pattern_copy, METH_O, NULL},
    {"__class_getitem__", generic_alias_new, METH_O | METH_CLASS,
     "See PEP 585"},
    {NULL, NULL, 0, NULL}};

static FieldDef pattern_members[] = {
    {"pattern", FIELD_OBJECT, offsetof(SrePattern, pattern), FIELD_READONLY,
     "The pattern string from which the RE object was compiled."},
    {"flags", FIELD_INT, offsetof(SrePattern, flags), FIELD_READONLY,
     "The regex matching flags."},
    {"groups", FIELD_SSIZE, offsetof(SrePattern, groups), FIELD_READONLY,
     "The number of capturing groups in the pattern."},
    {"groupindex", FIELD_OBJECT, offsetof(SrePattern, groupindex),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {"indexgroup", FIELD_OBJECT, offsetof(SrePattern, indexgroup),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef pattern_getset[] = {
    {"groupindex", pattern_groupindex, NULL,
     "A dictionary mapping group names to group numbers.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type sre_pattern_type = {
    TYPE_HEAD_INIT,
    .name = "re.Pattern",
    .basicsize = sizeof(SrePattern),
    .itemsize = sizeof(uint32_t),
    .dealloc = pattern_dealloc,
    .value_text = pattern_value_text,
    .repr = pattern_repr,
    .hash = pattern_hash,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_HELD | TYPE_IMMUTABLE |
             TYPE_DISALLOW_INSTANTIATION,
    .doc = "Compiled regular expression object.",
    .richcompare = pattern_richcompare,
    .weaklist_offset = offsetof(SrePattern, weaklist),
    .methods = pattern_methods,
    .members = pattern_members,
    .getset = pattern_getset,
};
