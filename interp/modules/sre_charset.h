/* sre_charset.h - sets of characters in patterns (prefix: charset_)
 *
 * A set is a sorted list of ranges below `limit`, the largest character of
 * the strings to be matched. \w and \d of Unicode are kept as marks when
 * the limit is above 255: written out they are 700 ranges.
 */
#ifndef INTERP_MODULES_SRE_CHARSET_H
#define INTERP_MODULES_SRE_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct CharRange {
    uint32_t low, high;
} CharRange;

enum {
    CHARSET_WORD = 1,
    CHARSET_NOT_WORD = 2,
    CHARSET_DIGIT = 4,
    CHARSET_NOT_DIGIT = 8
};

typedef struct CharSet {
    CharRange *ranges; /* owned, from malloc */
    size_t count, room;
    uint32_t limit;
    unsigned marks; /* CHARSET_... of Unicode, besides the ranges */
    bool negated;   /* all but ranges and marks */
    bool failed;    /* there was no memory */
} CharSet;

/* Which case rules a set or literal is compared by. */
typedef enum CaseRule {
    CASE_EXACT,
    CASE_ASCII,
    CASE_LOCALE, /* of bytes, in the C locale */
    CASE_UNICODE
} CaseRule;

void charset_init(CharSet *set, uint32_t limit);
void charset_drop(CharSet *set);
void charset_add(CharSet *set, uint32_t low, uint32_t high);

/* Adds category number `category` (re/_constants.py: CHCODES). */
void charset_add_category(CharSet *set, uint32_t category);

/* Adds what a compiled set says: `code` up to its FAILURE, at most `n`
 * words. -1 when it is malformed. */
int charset_add_code(CharSet *set, const uint32_t *code, size_t n);

/* Replaces the set S by { c : lower(c) in S }, as the rule has it. */
void charset_close_case(CharSet *set, CaseRule rule);

/* Sorts and joins the ranges; a negated set without marks is turned into
 * its complement. To be called before reading. */
void charset_normalize(CharSet *set);

/* Simple case mappings as CPython's re uses them. */
uint32_t sre_lower(uint32_t c);
uint32_t sre_upper(uint32_t c);

#endif
