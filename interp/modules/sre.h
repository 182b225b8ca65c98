/* sre.h - what the files of the module _sre share (prefix: sre_)
 *
 * The library's re package parses a pattern and compiles it into a list of
 * code words (re/_compiler.py). Here that list is translated into a pattern
 * of PCRE2, once for each width of characters that it meets, and PCRE2
 * matches. So syntax and errors are CPython's, matching is the library's.
 *
 *   sre_charset    sets of characters
 *   sre_translate  code words -> text of a PCRE2 pattern
 *   sre_engine     PCRE2: compiling, matching
 *   sre_pattern    re.Pattern          sre_match   re.Match
 *   sre_module     the functions of _sre
 */
#ifndef INTERP_MODULES_SRE_H
#define INTERP_MODULES_SRE_H

#include "gc/refcount.h"

enum {
#define SRE_OP(name) SRE_##name,
#include "interp/modules/sre_codes.def"
#undef SRE_OP
    SRE_OP_COUNT
};

enum {
    SRE_FLAG_LOCALE = 4,
    SRE_FLAG_UNICODE = 32,
    SRE_FLAG_ASCII = 256
};

#define SRE_MAGIC 20220615
#define SRE_MAXREPEAT 4294967295U
#define SRE_MAXGROUPS 1073741823

typedef struct Regex Regex;

/* CPython's layout, in its size too: the words of code begin 8 bytes later,
 * in the padding that its structure ends with. */
typedef struct SrePattern {
    VarObject base; /* size: words of code */
    ssize_t groups;
    Object *groupindex, *indexgroup; /* dict, tuple; owned */
    Object *pattern;                 /* as it was given, or None; owned */
    int flags;
    Object *weaklist;
    int is_bytes; /* 1 bytes, 0 str, -1 unknown */
    ssize_t code_size;
    Regex *regex; /* owned; what PCRE2 made of the code so far */
    uint32_t code[];
} SrePattern;

typedef struct SreMatch {
    VarObject base; /* size: numbers in mark[] */
    Object *string; /* what was searched; owned */
    Object *regs;   /* cached tuple of spans; owned */
    SrePattern *pattern; /* owned */
    ssize_t pos, endpos;
    ssize_t last_index; /* number of the last closed group; -1: none */
    ssize_t groups;     /* all, the whole match included */
    ssize_t mark[1];    /* start and end of each; -1: did not take part */
} SreMatch;

extern Type sre_pattern_type, sre_match_type, sre_scanner_type;

/* --- translation --- */
typedef struct SreText {
    char *text; /* from malloc */
    size_t length;
    bool ucp;      /* properties of Unicode are needed */
    bool failed;   /* no memory */
    bool bad_code; /* the words are not what the compiler makes */
    /* close_order[g - 1]: how many groups are closed before group g. */
    uint32_t *close_order; /* from malloc; may be NULL without groups */
} SreText;

/* Translates for characters up to `limit`. -1 when something failed; the
 * caller frees text and close_order in any case. */
MUST_CHECK int sre_translate(const uint32_t *code, size_t n, size_t groups,
                             uint32_t limit, SreText *out);

/* --- matching --- */
typedef enum SreMode { SRE_SEARCH, SRE_MATCH, SRE_FULLMATCH } SreMode;

/* A text to search: borrowed characters. */
typedef struct SreSubject {
    const void *data;
    ssize_t length;
    int kind; /* bytes a character: 1, 2, 4 */
    BufferView view;
    bool has_view;
} SreSubject;

/* The characters of `string` for this pattern. -1 with TypeError. To be
 * released with sre_subject_drop. */
MUST_CHECK int sre_subject_init(SreSubject *subject, SrePattern *pattern,
                                Object *string);
void sre_subject_drop(SreSubject *subject);

/* A match to try: at or after `start`, as if the text ended at `end`;
 * `advance`: it must not be empty at `start`. */
typedef struct SreTry {
    SrePattern *pattern;
    const SreSubject *subject;
    ssize_t start, end;
    SreMode mode;
    bool advance;
} SreTry;

/* 1 and mark[] filled (2 numbers for each group and the whole), 0, -1 with an
 * error. */
MUST_CHECK int sre_run(const SreTry *try, ssize_t *mark);

/* The number of the group that was closed last; -1: none. */
ssize_t sre_last_index(SrePattern *pattern, const ssize_t *mark);

void sre_regex_free(Regex *regex);

/* --- objects --- */
/* subject[start:end] as str or bytes. */
NEW_REF Object *sre_slice(Object *string, const SreSubject *subject,
                          ssize_t start, ssize_t end);
NEW_REF Object *sre_match_new(SrePattern *pattern, Object *string,
                              const ssize_t *mark, ssize_t pos,
                              ssize_t endpos);
NEW_REF Object *sre_scanner_new(Object *pattern, Object *const *args,
                                ssize_t nargs, Object *kwnames);

/* Clips start and end as slices of `length` characters are. */
void sre_clip(ssize_t length, ssize_t *start, ssize_t *end);

/* What is to be searched: the string (borrowed) between two places. */
typedef struct SreSpan {
    Object *string;
    ssize_t pos, endpos;
} SreSpan;

/* Reads (string, pos=0, endpos=sys.maxsize). 0: error. */
MUST_CHECK int sre_read_span(const char *function, Object *const *args,
                             ssize_t nargs, Object *kwnames, SreSpan *out);

#endif
