/* From the code words of re/_compiler.py to a pattern of PCRE2.
 *
 * The words are a tree in prefix form: an operator, for compound ones the
 * distance to what follows it (counted from the word that holds it), its
 * operands, its body. The text made of them is ASCII: characters other than
 * letters and digits are written \x{..}. Case is resolved here: a letter
 * that ignores it becomes the set of all characters with that lower case.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/modules/sre.h"
#include "interp/modules/sre_charset.h"

enum {
    AT_BEGINNING,
    AT_BEGINNING_LINE,
    AT_BEGINNING_STRING,
    AT_BOUNDARY,
    AT_NON_BOUNDARY,
    AT_END,
    AT_END_LINE,
    AT_END_STRING,
    AT_LOC_BOUNDARY,
    AT_LOC_NON_BOUNDARY,
    AT_UNI_BOUNDARY,
    AT_UNI_NON_BOUNDARY
};

// The largest number in a quantifier of PCRE2.
#define QUANTIFIER_MAX 65535U
#define MAX_DEPTH 2000

typedef struct Translator {
    const uint32_t *code;
    SreText *out;
    size_t room;
    size_t groups, opened, closed;
    uint32_t limit;
    bool ascii_boundary; // one was written in the short form
    int depth;
} Translator;

// ------------------------------------------------------------------- writing

static void
put_bytes(Translator *t, const char *text, size_t n)
{
    SreText *out = t->out;
    if (out->length + n > t->room) {
        size_t room = (out->length + n) * 2 + 64;
        char *grown = realloc(out->text, room);
        if (grown == NULL) {
            out->failed = true;
            return;
        }
        out->text = grown;
        t->room = room;
    }
    if (n > 0) {
        memcpy(out->text + out->length, text, n);
    }
    out->length += n;
}

static void
put(Translator *t, const char *text)
{
    put_bytes(t, text, strlen(text));
}

__attribute__((format(printf, 2, 3))) static void
putf(Translator *t, const char *format, ...)
{
    char text[80];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    put(t, text);
}

static void
put_char(Translator *t, uint32_t c)
{
    if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z')) {
        char letter = (char)c;
        put_bytes(t, &letter, 1);
    } else {
        putf(t, "\\x{%x}", (unsigned)c);
    }
}

// What never matches.
static void
put_nothing(Translator *t)
{
    put(t, "(?!)");
}

static void
put_set(Translator *t, CharSet *set)
{
    charset_normalize(set);
    t->out->failed |= set->failed;
    bool negated = set->negated;
    if (set->marks == 0) {
        if (set->count == 0) {
            put_nothing(t);
            return;
        }
        if (set->count == 1 && set->ranges[0].low == 0 &&
            set->ranges[0].high == t->limit) {
            put(t, ".");
            return;
        }
        if (set->count == 1 && set->ranges[0].low == set->ranges[0].high) {
            put_char(t, set->ranges[0].low);
            return;
        }
        // What reaches to the very end reads better the other way round.
        if (set->ranges[set->count - 1].high == t->limit) {
            set->negated = negated = true;
            charset_normalize(set);
        }
    } else {
        t->out->ucp = true;
    }
    put(t, negated ? "[^" : "[");
    for (size_t i = 0; i < set->count; i++) {
        put_char(t, set->ranges[i].low);
        if (set->ranges[i].high > set->ranges[i].low) {
            put(t, "-");
            put_char(t, set->ranges[i].high);
        }
    }
    put(t, set->marks & CHARSET_WORD ? "\\w" : "");
    put(t, set->marks & CHARSET_NOT_WORD ? "\\W" : "");
    put(t, set->marks & CHARSET_DIGIT ? "\\d" : "");
    put(t, set->marks & CHARSET_NOT_DIGIT ? "\\D" : "");
    put(t, "]");
}

static void
put_literal(Translator *t, uint32_t c, bool negated, CaseRule rule)
{
    CharSet set;
    charset_init(&set, t->limit);
    charset_add(&set, c, c);
    charset_close_case(&set, rule);
    set.negated = negated;
    put_set(t, &set);
    charset_drop(&set);
}

static void
put_category(Translator *t, uint32_t category)
{
    CharSet set;
    charset_init(&set, t->limit);
    charset_add_category(&set, category);
    put_set(t, &set);
    charset_drop(&set);
}

static void
put_code_set(Translator *t, const uint32_t *code, size_t n, CaseRule rule)
{
    CharSet set;
    charset_init(&set, t->limit);
    if (charset_add_code(&set, code, n) < 0) {
        t->out->bad_code = true;
    }
    charset_close_case(&set, rule);
    put_set(t, &set);
    charset_drop(&set);
}

static void
put_boundary(Translator *t, bool unicode, bool wanted)
{
    // As in CPython 3.11 neither \b nor \B matches an empty text.
    put(t, wanted ? "" : "(?!\\A\\z)");
    if (unicode) {
        t->out->ucp = true;
        put(t, wanted ? "\\b" : "\\B");
    } else if (!t->out->ucp) {
        t->ascii_boundary = true;
        put(t, wanted ? "\\b" : "\\B");
    } else {
#define W "[A-Za-z0-9_]"
        put(t, wanted ? "(?:(?<=" W ")(?!" W ")|(?<!" W ")(?=" W "))"
                      : "(?:(?<=" W ")(?=" W ")|(?<!" W ")(?!" W "))");
#undef W
    }
}

static void
put_at(Translator *t, uint32_t where)
{
    switch (where) {
    case AT_BEGINNING:
    case AT_BEGINNING_STRING:
        put(t, "\\A");
        break;
    case AT_BEGINNING_LINE:
        put(t, "(?<![^\\n])");
        break;
    case AT_END:
        put(t, "\\Z");
        break;
    case AT_END_LINE:
        put(t, "(?![^\\n])");
        break;
    case AT_END_STRING:
        put(t, "\\z");
        break;
    case AT_BOUNDARY:
    case AT_LOC_BOUNDARY:
        put_boundary(t, false, true);
        break;
    case AT_NON_BOUNDARY:
    case AT_LOC_NON_BOUNDARY:
        put_boundary(t, false, false);
        break;
    case AT_UNI_BOUNDARY:
        put_boundary(t, true, true);
        break;
    case AT_UNI_NON_BOUNDARY:
        put_boundary(t, true, false);
        break;
    default:
        t->out->bad_code = true;
    }
}

static void
put_mark(Translator *t, uint32_t mark)
{
    size_t group = mark / 2;
    if (group >= t->groups) {
        t->out->bad_code = true;
    } else if (mark % 2 == 0) {
        // Groups are numbered in the order in which they open: PCRE2's.
        t->out->bad_code |= group != t->opened++;
        put(t, "(");
    } else {
        t->out->close_order[group] = (uint32_t)t->closed++;
        put(t, ")");
    }
}

static void
put_reference(Translator *t, uint32_t group, CaseRule rule)
{
    t->out->ucp |= rule == CASE_UNICODE;
    putf(t, rule == CASE_EXACT ? "\\g{%u}" : "(?i:\\g{%u})",
         (unsigned)group + 1);
}

static void
put_quantifier(Translator *t, uint32_t min, uint32_t max, const char *kind)
{
    if (min == 0 && max == SRE_MAXREPEAT) {
        put(t, "*");
    } else if (min == 1 && max == SRE_MAXREPEAT) {
        put(t, "+");
    } else if (min == 0 && max == 1) {
        put(t, "?");
    } else if (max == SRE_MAXREPEAT) {
        putf(t, "{%u,}", (unsigned)min);
    } else if (min == max) {
        putf(t, "{%u}", (unsigned)min);
    } else {
        putf(t, "{%u,%u}", (unsigned)min, (unsigned)max);
    }
    put(t, kind);
}

// ------------------------------------------------------------------- walking

static size_t put_sequence(Translator *t, size_t at, size_t end);

// The body code[at..end) repeated. Numbers beyond PCRE2's are written as
// products of smaller ones, as far as that is exact.
static void
put_repeat(Translator *t, size_t at, size_t end, const char *kind,
           bool single)
{
    uint32_t min = t->code[at], max = t->code[at + 1];
    size_t start = t->out->length;
    put(t, single ? "" : "(?:");
    put_sequence(t, at + 2, end);
    put(t, single ? "" : ")");
    if (min <= QUANTIFIER_MAX &&
        (max <= QUANTIFIER_MAX || max == SRE_MAXREPEAT)) {
        put_quantifier(t, min, max, kind);
        return;
    }
    if (max != SRE_MAXREPEAT && min < max - min % QUANTIFIER_MAX && min > 0) {
        t->out->bad_code = true; // {70000,90000}
        return;
    }
    // Take the atom off again and write it as often as it is needed.
    size_t n = t->out->length - start;
    char *atom = malloc(n + 1);
    if (atom == NULL) {
        t->out->failed = true;
        return;
    }
    memcpy(atom, t->out->text + start, n);
    t->out->length = start;
    uint32_t all = max == SRE_MAXREPEAT ? min : max;
    const char *low = min == 0 ? "0," : "";
    put(t, "(?:(?:");
    put_bytes(t, atom, n);
    putf(t, "{%s%u}%s){%u}", low, QUANTIFIER_MAX, kind,
         (unsigned)(all / QUANTIFIER_MAX));
    put_bytes(t, atom, n);
    putf(t, "{%s%u}%s", low, (unsigned)(all % QUANTIFIER_MAX), kind);
    if (max == SRE_MAXREPEAT) {
        put_bytes(t, atom, n);
        putf(t, "*%s", kind);
    }
    put(t, ")");
    free(atom);
}

static void
put_assertion(Translator *t, size_t at, bool wanted)
{
    // code[at]: distance; code[at + 1]: width to look back.
    size_t end = at + t->code[at];
    bool back = t->code[at + 1] > 0;
    put(t, back ? (wanted ? "(?<=" : "(?<!") : (wanted ? "(?=" : "(?!"));
    put_sequence(t, at + 2, end);
    put(t, ")");
}

static size_t
put_branch(Translator *t, size_t at)
{
    put(t, "(?:");
    for (bool first = true; t->code[at] != 0; first = false) {
        put(t, first ? "" : "|");
        size_t next = at + t->code[at];
        put_sequence(t, at + 1, next - 2); // without JUMP and its distance
        at = next;
    }
    put(t, ")");
    return at + 1;
}

static size_t
put_conditional(Translator *t, size_t at)
{
    putf(t, "(?(%u)", (unsigned)t->code[at] + 1);
    size_t end = at + t->code[at + 1];
    size_t stop = put_sequence(t, at + 2, end);
    if (stop < end) { // a JUMP over the other half
        size_t other_end = stop + 1 + t->code[stop + 1];
        put(t, "|");
        put_sequence(t, end, other_end);
        end = other_end;
    }
    put(t, ")");
    return end;
}

static CaseRule
rule_of(uint32_t op)
{
    return op >= SRE_GROUPREF_UNI_IGNORE   ? CASE_UNICODE
           : op >= SRE_GROUPREF_LOC_IGNORE ? CASE_LOCALE
           : op >= SRE_GROUPREF_IGNORE     ? CASE_ASCII
                                           : CASE_EXACT;
}

// Writes the operator at `at`; answers where the next one is.
static size_t
put_operator(Translator *t, size_t at)
{
    const uint32_t *code = t->code;
    uint32_t op = code[at++];
    size_t next = at + code[at]; // for those that say how long they are
    switch (op) {
    case SRE_FAILURE:
        put_nothing(t);
        return at;
    case SRE_SUCCESS:
        return at;
    case SRE_INFO:
        return next;
    case SRE_ANY:
        put(t, "\\N");
        return at;
    case SRE_ANY_ALL:
        put(t, ".");
        return at;
    case SRE_LITERAL:
    case SRE_LITERAL_IGNORE:
    case SRE_LITERAL_LOC_IGNORE:
    case SRE_LITERAL_UNI_IGNORE:
        put_literal(t, code[at], false, rule_of(op));
        return at + 1;
    case SRE_NOT_LITERAL:
    case SRE_NOT_LITERAL_IGNORE:
    case SRE_NOT_LITERAL_LOC_IGNORE:
    case SRE_NOT_LITERAL_UNI_IGNORE:
        put_literal(t, code[at], true, rule_of(op));
        return at + 1;
    case SRE_IN:
    case SRE_IN_IGNORE:
    case SRE_IN_LOC_IGNORE:
    case SRE_IN_UNI_IGNORE:
        put_code_set(t, code + at + 1, code[at] - 1, rule_of(op));
        return next;
    case SRE_CATEGORY:
        put_category(t, code[at]);
        return at + 1;
    case SRE_AT:
        put_at(t, code[at]);
        return at + 1;
    case SRE_MARK:
        put_mark(t, code[at]);
        return at + 1;
    case SRE_GROUPREF:
    case SRE_GROUPREF_IGNORE:
    case SRE_GROUPREF_LOC_IGNORE:
    case SRE_GROUPREF_UNI_IGNORE:
        put_reference(t, code[at], rule_of(op));
        return at + 1;
    case SRE_GROUPREF_EXISTS:
        return put_conditional(t, at);
    case SRE_BRANCH:
        return put_branch(t, at);
    case SRE_ASSERT:
    case SRE_ASSERT_NOT:
        put_assertion(t, at, op == SRE_ASSERT);
        return next;
    case SRE_ATOMIC_GROUP:
        put(t, "(?>");
        put_sequence(t, at + 1, next);
        put(t, ")");
        return next;
    case SRE_REPEAT_ONE:
        put_repeat(t, at + 1, next, "", true);
        return next;
    case SRE_MIN_REPEAT_ONE:
        put_repeat(t, at + 1, next, "?", true);
        return next;
    case SRE_POSSESSIVE_REPEAT_ONE:
        put_repeat(t, at + 1, next, "+", true);
        return next;
    case SRE_REPEAT:
        put_repeat(t, at + 1, next,
                   code[next] == SRE_MIN_UNTIL ? "?" : "", false);
        return next + 1;
    case SRE_POSSESSIVE_REPEAT:
        put_repeat(t, at + 1, next, "+", false);
        return next + 1;
    default:
        t->out->bad_code = true;
        return SIZE_MAX;
    }
}

// Writes code[at..end); stops at a JUMP. Answers where it stopped.
static size_t
put_sequence(Translator *t, size_t at, size_t end)
{
    if (++t->depth > MAX_DEPTH) {
        t->out->bad_code = true;
    }
    while (at < end && t->code[at] != SRE_JUMP && !t->out->bad_code &&
           !t->out->failed) {
        at = put_operator(t, at);
    }
    t->depth--;
    return at;
}

int
sre_translate(const uint32_t *code, size_t n, size_t groups, uint32_t limit,
              SreText *out)
{
    *out = (SreText){0};
    out->close_order = calloc(groups + 1, sizeof(uint32_t));
    if (out->close_order == NULL) {
        out->failed = true;
        return -1;
    }
    Translator t = {.code = code, .out = out, .groups = groups,
                    .limit = limit};
    put_sequence(&t, 0, n);
    if (out->ucp && t.ascii_boundary) {
        // \b means another thing now: once more, knowing that.
        out->length = 0;
        t = (Translator){.code = code, .out = out, .groups = groups,
                         .limit = limit, .room = t.room};
        put_sequence(&t, 0, n);
    }
    return out->failed || out->bad_code ? -1 : 0;
}
