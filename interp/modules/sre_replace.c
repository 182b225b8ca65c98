/* re.Pattern.sub and subn: a text with its matches replaced. */
#include "interp/modules/sre_pattern.h"

#include <limits.h>
#include <string.h>

#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

#define SELF ((SrePattern *)self)

// Whether a replacement has no backslash: it is itself then.
static bool
is_literal(Object *replacement)
{
    if (str_check(replacement)) {
        return str_find_char(replacement, '\\', 0, str_length(replacement),
                             1) < 0;
    }
    BufferView view;
    if (!buffer_check(replacement) ||
        buffer_get(replacement, &view, BUFFER_SIMPLE) < 0) {
        error_clear();
        return false;
    }
    bool literal = view.len == 0 ||
                   memchr(view.buf, '\\', (size_t)view.len) == NULL;
    buffer_release(&view);
    return literal;
}

// What a replacement stands for: a callable, or a text to be taken as it is.
static Object *
prepare_replacement(Object *pattern, Object *replacement, bool *callable)
{
    *callable = object_is_callable(replacement);
    if (*callable || is_literal(replacement)) {
        return ref_new(replacement);
    }
    Object *filter = sre_call_library("_subx", pattern, replacement, NULL);
    *callable = filter != NULL && object_is_callable(filter);
    return filter;
}

static Object *
join_pieces(Object *string, const SreSubject *subject, Object *list)
{
    Object *empty = sre_slice(string, subject, 0, 0);
    Object *result = NULL;
    if (empty != NULL) {
        result = list_size(list) == 0 ? ref_new(empty)
                 : str_check(empty)   ? str_join(empty, list)
                                      : bytes_join(empty, list);
    }
    ref_xdec(empty);
    return result;
}

// Replaces up to `max` matches (0: all); *n how many. The pieces are listed
// in `list`.
static int
substitute(SreWalk *walk, Object *filter, bool callable, ssize_t max,
           Object *list, ssize_t *n)
{
    ssize_t last = 0;
    int found = 0;
    *n = 0;
    while ((max == 0 || *n < max) &&
           (found = sre_walk_next(walk, SRE_SEARCH)) > 0) {
        ssize_t start = walk->mark[0], end = walk->mark[1];
        if (start > last && sre_append_slice(list, walk, last, start) < 0) {
            return -1;
        }
        Object *piece = NULL;
        if (callable) {
            Object *match = sre_walk_match(walk);
            piece = match == NULL ? NULL : call_one(filter, match);
            ref_xdec(match);
        } else {
            piece = ref_new(filter);
        }
        if (piece == NULL) {
            return -1;
        }
        if (piece == NONE) {
            ref_dec(piece);
        } else if (list_append_steal(list, piece) < 0) {
            return -1;
        }
        last = end;
        ++*n;
    }
    if (found < 0) {
        return -1;
    }
    return last < walk->subject.length
               ? sre_append_slice(list, walk, last, walk->subject.length)
               : 0;
}

static Object *
sub_and_count(Object *self, const char *name, Object *const *args,
              ssize_t nargs, Object *kwnames, ssize_t *n)
{
    static const char *const names[] = {"repl", "string", "count", NULL};
    const ArgsSpec spec = {name, names, 2, 0, 0};
    Object *v[3];
    ssize_t max;
    if (!args_parse(&spec, args, nargs, kwnames, v) ||
        sre_optional_count(v[2], &max) < 0) {
        return NULL;
    }
    bool callable;
    SreWalk walk;
    Object *filter = prepare_replacement(self, v[0], &callable);
    if (filter == NULL ||
        sre_walk_init(&walk, SELF, v[1], 0, SSIZE_MAX) < 0) {
        ref_xdec(filter);
        return NULL;
    }
    Object *list = list_new(0), *result = NULL;
    if (list != NULL &&
        substitute(&walk, filter, callable, max, list, n) == 0) {
        result = join_pieces(v[1], &walk.subject, list);
    }
    ref_xdec(list);
    ref_dec(filter);
    sre_walk_drop(&walk);
    return result;
}

Object *
pattern_sub(Object *self, Object *const *args, ssize_t nargs,
            Object *kwnames)
{
    ssize_t n;
    return sub_and_count(self, "sub", args, nargs, kwnames, &n);
}

Object *
pattern_subn(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    ssize_t n;
    Object *text = sub_and_count(self, "subn", args, nargs, kwnames, &n);
    Object *count = text == NULL ? NULL : int_from_ssize(n);
    Object *result = count == NULL ? NULL : tuple_pack(2, text, count);
    ref_xdec(text);
    ref_xdec(count);
    return result;
}
