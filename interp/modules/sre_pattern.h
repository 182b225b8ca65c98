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

/* re.<function>(pattern, first, second); `second` may be NULL. */
NEW_REF Object *sre_call_library(const char *function, Object *pattern,
                                 Object *first, Object *second);

#endif
