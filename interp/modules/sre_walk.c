/* A text that a pattern is matched with, and the walk from match to match. */
#include "interp/modules/sre_pattern.h"

#include <limits.h>
#include <stdlib.h>

#include "interp/objects/bytes.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

int
sre_subject_init(SreSubject *subject, SrePattern *pattern, Object *string)
{
    *subject = (SreSubject){0};
    bool is_str = str_check(string);
    if (is_str) {
        subject->data = str_data(string);
        subject->length = str_length(string);
        subject->kind = str_kind(string);
    } else if (!buffer_check(string)) {
        error_format(EXC(TypeError),
                     "expected string or bytes-like object, got '%.200s'",
                     TYPE_OF(string)->name);
        return -1;
    } else {
        if (buffer_get(string, &subject->view, BUFFER_SIMPLE) < 0) {
            return -1;
        }
        subject->has_view = true;
        subject->data = subject->view.buf;
        subject->length = subject->view.len;
        subject->kind = 1;
    }
    if (pattern->is_bytes >= 0 && pattern->is_bytes == (is_str ? 1 : 0)) {
        sre_subject_drop(subject);
        error_set_text(EXC(TypeError),
                       is_str ? "cannot use a bytes pattern on a "
                                "string-like object"
                              : "cannot use a string pattern on a "
                                "bytes-like object");
        return -1;
    }
    return 0;
}

void
sre_subject_drop(SreSubject *subject)
{
    if (subject->has_view) {
        subject->has_view = false;
        buffer_release(&subject->view);
    }
}

void
sre_clip(ssize_t length, ssize_t *start, ssize_t *end)
{
    *start = *start < 0 ? 0 : *start > length ? length : *start;
    *end = *end < 0 ? 0 : *end > length ? length : *end;
}

Object *
sre_slice(Object *string, const SreSubject *subject, ssize_t start,
          ssize_t end)
{
    if (!subject->has_view) {
        return str_substring(string, start, end);
    }
    if (bytes_check_exact(string) && start == 0 && end == subject->length) {
        return ref_new(string);
    }
    return bytes_new((const char *)subject->data + start, end - start);
}

int
sre_read_span(const char *function, Object *const *args, ssize_t nargs,
              Object *kwnames, SreSpan *out)
{
    static const char *const names[] = {"string", "pos", "endpos", NULL};
    const ArgsSpec spec = {function, names, 1, 0, 0};
    Object *v[3];
    *out = (SreSpan){.endpos = SSIZE_MAX};
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return 0;
    }
    out->string = v[0];
    for (int i = 1; i < 3; i++) {
        if (v[i] == NULL) {
            continue;
        }
        ssize_t value = number_as_argument(v[i]);
        if (value == -1 && error_occurred()) {
            return 0;
        }
        *(i == 1 ? &out->pos : &out->endpos) = value;
    }
    return 1;
}

int
sre_walk_init(SreWalk *walk, SrePattern *pattern, Object *string,
              ssize_t pos, ssize_t endpos)
{
    *walk = (SreWalk){.pattern = pattern, .string = string};
    size_t numbers = 2 * (size_t)(pattern->groups + 1);
    walk->mark = numbers <= SRE_LOCAL_MARKS
                     ? walk->local
                     : malloc(numbers * sizeof(ssize_t));
    if (walk->mark == NULL) {
        error_no_memory();
        return -1;
    }
    if (sre_subject_init(&walk->subject, pattern, string) < 0) {
        sre_walk_drop(walk);
        return -1;
    }
    sre_clip(walk->subject.length, &pos, &endpos);
    walk->pos = walk->start = pos;
    walk->endpos = endpos;
    return 0;
}

void
sre_walk_drop(SreWalk *walk)
{
    sre_subject_drop(&walk->subject);
    if (walk->mark != walk->local) {
        free(walk->mark);
    }
}

int
sre_walk_next(SreWalk *walk, SreMode mode)
{
    const SreTry try = {walk->pattern, &walk->subject, walk->start,
                        walk->endpos, mode, walk->advance};
    int found = sre_run(&try, walk->mark);
    if (found > 0) {
        walk->start = walk->mark[1];
        walk->advance = walk->mark[0] == walk->mark[1];
    }
    return found;
}

// Group g of the last match, or `otherwise` (borrowed) when it took no part.
Object *
sre_walk_group(const SreWalk *walk, ssize_t g, Object *otherwise)
{
    ssize_t start = walk->mark[2 * g];
    return start < 0 ? ref_new(otherwise)
                     : sre_slice(walk->string, &walk->subject, start,
                                 walk->mark[2 * g + 1]);
}

Object *
sre_walk_match(const SreWalk *walk)
{
    return sre_match_new(walk->pattern, walk->string, walk->mark, walk->pos,
                         walk->endpos);
}

int
sre_append_slice(Object *list, const SreWalk *walk, ssize_t start,
                 ssize_t end)
{
    Object *text = sre_slice(walk->string, &walk->subject, start, end);
    return text == NULL ? -1 : list_append_steal(list, text);
}

int
sre_optional_count(Object *value, ssize_t *out)
{
    *out = value == NULL ? 0 : number_as_argument(value);
    return *out == -1 && error_occurred() ? -1 : 0;
}
