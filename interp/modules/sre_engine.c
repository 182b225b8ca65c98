/* Matching with PCRE2. A pattern is compiled when it first meets a text of
 * some width of characters and some way of matching (search, match,
 * fullmatch: PCRE2's JIT knows anchors only at compile time). */
#define PCRE2_CODE_UNIT_WIDTH 0
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/modules/sre.h"
#include "interp/objects/error.h"
#include "interp/objects/thread.h"
#include "interp/vm/eval.h"

#define JIT_STACK_START (64 * 1024)
#define JIT_STACK_MAX (256 * 1024 * 1024)
#define NEST_LIMIT 2000
// Machine code is made for what is used often or on long texts.
#define JIT_AFTER_USES 5
#define JIT_LONG_TEXT 1000

// A match that takes more steps than these begins again, watched: it looks
// now and then whether a signal came or a limit is reached.
#define UNWATCHED_STEPS 5000000u
static uint64_t steps_of_watch, steps_to_look; // the GIL guards them

static int
watch(void)
{
    if (++steps_of_watch < steps_to_look ||
        !eval_breaker_has(BREAK_SIGNALS | BREAK_LIMIT)) {
        return 0;
    }
    return PCRE2_ERROR_CALLOUT;
}

// A match, whatever the width of its characters.
typedef struct PcreTry {
    const void *data;
    size_t length, start, groups;
    uint32_t options;
    bool watched;
} PcreTry;

#define UNIT_8 uint8_t
#define UNIT_16 uint16_t
#define UNIT_32 uint32_t
#define WIDTH 8
#include "interp/modules/sre_engine_body.h"
#define WIDTH 16
#include "interp/modules/sre_engine_body.h"
#define WIDTH 32
#include "interp/modules/sre_engine_body.h"

enum { WIDTHS = 3, MODES = 3 };

typedef struct Variant {
    void *code;
    unsigned uses;
    bool jit;
} Variant;

struct Regex {
    uint32_t *close_order;
    Variant variants[WIDTHS][2 * MODES]; // plain, then watched
};

static int
width_of(int kind)
{
    return kind == 1 ? 0 : kind == 2 ? 1 : 2;
}

static void
free_code(int width, void *code)
{
    if (width == 0) {
        pcre2_code_free_8(code);
    } else if (width == 1) {
        pcre2_code_free_16(code);
    } else {
        pcre2_code_free_32(code);
    }
}

void
sre_regex_free(Regex *regex)
{
    if (regex == NULL) {
        return;
    }
    for (int w = 0; w < WIDTHS; w++) {
        for (int m = 0; m < 2 * MODES; m++) {
            if (regex->variants[w][m].code != NULL) {
                free_code(w, regex->variants[w][m].code);
            }
        }
    }
    free(regex->close_order);
    free(regex);
}

static void
fail_translation(const SreText *text)
{
    if (text->failed) {
        error_no_memory();
    } else {
        error_set_text(EXC(RuntimeError), "invalid SRE code");
    }
}

static int
compile_variant(SrePattern *pattern, int width, SreMode mode, bool watched)
{
    static const uint32_t limits[] = {0xff, 0xffff, 0x10ffff};
    static const uint32_t anchors[] = {
        0, PCRE2_ANCHORED, PCRE2_ANCHORED | PCRE2_ENDANCHORED};
    SreText text;
    int failed = sre_translate(pattern->code, (size_t)pattern->code_size,
                               (size_t)pattern->groups, limits[width], &text);
    if (failed < 0) {
        fail_translation(&text);
        free(text.text);
        free(text.close_order);
        return -1;
    }
    Regex *regex = pattern->regex;
    free(regex->close_order);
    regex->close_order = text.close_order;
    uint32_t options = PCRE2_DOTALL | PCRE2_NEVER_UTF | anchors[mode] |
                       (text.ucp ? PCRE2_UCP : 0) |
                       (watched ? PCRE2_AUTO_CALLOUT : 0);
    char message[200] = "";
    const char *bytes = text.text == NULL ? "" : text.text;
    void *code = width == 0   ? compile_8(bytes, text.length, options,
                                          message, sizeof(message))
                 : width == 1 ? compile_16(bytes, text.length, options,
                                           message, sizeof(message))
                              : compile_32(bytes, text.length, options,
                                           message, sizeof(message));
    free(text.text);
    if (code == NULL) {
        error_format(EXC(RuntimeError),
                     "the regular expression is too much for PCRE2: %s",
                     message);
        return -1;
    }
    regex->variants[width][mode + (watched ? MODES : 0)].code = code;
    return 0;
}

static void
add_jit(Variant *variant, int width)
{
    variant->jit = true; // tried; without it the other matcher is used
    if (width == 0) {
        (void)pcre2_jit_compile_8(variant->code, PCRE2_JIT_COMPLETE);
    } else if (width == 1) {
        (void)pcre2_jit_compile_16(variant->code, PCRE2_JIT_COMPLETE);
    } else {
        (void)pcre2_jit_compile_32(variant->code, PCRE2_JIT_COMPLETE);
    }
}

// One match as PCRE2 tells of it; 0 with an error when it cannot be tried.
static int
match_variant(const SreTry *try, bool watched, ssize_t *mark)
{
    SrePattern *pattern = try->pattern;
    const SreSubject *subject = try->subject;
    int width = width_of(subject->kind);
    Variant *variant =
        &pattern->regex->variants[width][try->mode + (watched ? MODES : 0)];
    if (variant->code == NULL &&
        compile_variant(pattern, width, try->mode, watched) < 0) {
        return 0;
    }
    if (!variant->jit && (watched || ++variant->uses >= JIT_AFTER_USES ||
                          try->end - try->start >= JIT_LONG_TEXT)) {
        add_jit(variant, width);
    }
    const PcreTry work = {
        .data = subject->data == NULL ? "" : subject->data,
        .length = (size_t)try->end,
        .start = (size_t)try->start,
        .options = try->advance ? PCRE2_NOTEMPTY_ATSTART : 0,
        .groups = (size_t)pattern->groups + 1,
        .watched = watched};
    return width == 0   ? match_8(variant->code, &work, mark)
           : width == 1 ? match_16(variant->code, &work, mark)
                        : match_32(variant->code, &work, mark);
}

// A signal's handler that lets the match go on lets it begin again: each
// time it goes on twice as long before it looks.
static int
match_watched(const SreTry *try, ssize_t *mark)
{
    uint64_t patience = 1000;
    for (;;) {
        steps_of_watch = 0;
        steps_to_look = patience;
        int rc = match_variant(try, true, mark);
        if (rc != PCRE2_ERROR_CALLOUT) {
            return rc;
        }
        patience = 2 * steps_of_watch;
        if (eval_handle_breaks(thread_current) < 0) {
            return 0;
        }
    }
}

int
sre_run(const SreTry *try, ssize_t *mark)
{
    SrePattern *pattern = try->pattern;
    if (try->start > try->end) {
        return 0;
    }
    if (pattern->regex == NULL) {
        pattern->regex = calloc(1, sizeof(Regex));
        if (pattern->regex == NULL) {
            error_no_memory();
            return -1;
        }
    }
    int rc = match_variant(try, false, mark);
    if (rc == PCRE2_ERROR_MATCHLIMIT) {
        rc = match_watched(try, mark);
    }
    if (rc > 0) {
        return 1;
    }
    if (rc == PCRE2_ERROR_NOMATCH) {
        return 0;
    }
    if (rc == PCRE2_ERROR_NOMEMORY || rc == PCRE2_ERROR_HEAPLIMIT) {
        error_no_memory();
    } else if (rc != 0) {
        error_format(EXC(RuntimeError),
                     "internal error in regular expression engine (PCRE2 "
                     "%d)", rc);
    }
    return -1;
}

// A match proceeds from left to right, so the group that ends last was
// closed last; of those that end at one place the one whose end comes later
// in the pattern.
ssize_t
sre_last_index(SrePattern *pattern, const ssize_t *mark)
{
    const uint32_t *order = pattern->regex->close_order;
    ssize_t best = -1;
    for (ssize_t g = 1; g <= pattern->groups; g++) {
        ssize_t end = mark[2 * g + 1];
        if (end < 0) {
            continue;
        }
        if (best < 0 || end > mark[2 * best + 1] ||
            (end == mark[2 * best + 1] && order[g - 1] > order[best - 1])) {
            best = g;
        }
    }
    return best;
}
