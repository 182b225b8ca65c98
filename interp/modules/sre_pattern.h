/* sre_pattern.h - walking through the matches of a text (prefix: sre_walk_)
 */
#ifndef INTERP_MODULES_SRE_PATTERN_H
#define INTERP_MODULES_SRE_PATTERN_H

#include "interp/modules/sre.h"

#define SRE_LOCAL_MARKS 32

/* One pass over a text. The pattern and the string are borrowed and must
 * outlive it. */
typedef struct SreWalk {
    SrePattern *pattern;
    Object *string;
    SreSubject subject;
    ssize_t pos, endpos; /* what the caller asked for, clipped */
    ssize_t start;       /* where the next match is looked for */
    bool advance;        /* it must not be empty there */
    ssize_t *mark;       /* spans of the last match; owned or local */
    ssize_t local[SRE_LOCAL_MARKS];
} SreWalk;

MUST_CHECK int sre_walk_init(SreWalk *walk, SrePattern *pattern,
                             Object *string, ssize_t pos, ssize_t endpos);
void sre_walk_drop(SreWalk *walk);

/* The next match: 1 and mark[] filled, 0 none, -1 error. */
MUST_CHECK int sre_walk_next(SreWalk *walk, SreMode mode);

/* Group g of the last match, or `otherwise` (borrowed) when it took no part. */
NEW_REF Object *sre_walk_group(const SreWalk *walk, ssize_t g,
                               Object *otherwise);
/* The last match as an object. */
NEW_REF Object *sre_walk_match(const SreWalk *walk);

/* Appends string[start:end] to a list. */
MUST_CHECK int sre_append_slice(Object *list, const SreWalk *walk,
                                ssize_t start, ssize_t end);
/* A count that may be absent: 0. -1 with an error. */
MUST_CHECK int sre_optional_count(Object *value, ssize_t *out);

/* The methods sub and subn (sre_replace.c). */
NEW_REF Object *pattern_sub(Object *self, Object *const *args,
                            ssize_t nargs, Object *kwnames);
NEW_REF Object *pattern_subn(Object *self, Object *const *args,
                             ssize_t nargs, Object *kwnames);

/* re.<function>(pattern, first, second); `second` may be NULL. */
NEW_REF Object *sre_call_library(const char *function, Object *pattern,
                                 Object *first, Object *second);

#endif
