/* report.h - what happened between two moments of a tape, in sentences
 * (prefix: report_)
 *
 * Calls, returns, exceptions, output, collections, finalizers and frees
 * come from the events in their order; what the names and slots refer to
 * and the counts from comparing the two moments.
 */
#ifndef VISUALIZER_REPORT_H
#define VISUALIZER_REPORT_H

#include "visualizer/scene.h"
#include "visualizer/tape.h"

typedef enum ReportMark {
    REPORT_TOLD,  /* it just happened */
    REPORT_NEW,   /* something new or set */
    REPORT_GONE,  /* freed, unbound, an exception */
    REPORT_COUNT, /* counts */
    REPORT_OUTPUT /* what the program printed */
} ReportMark;

typedef struct ReportLine {
    ReportMark mark;
    char *text; /* without control characters */
} ReportLine;

typedef struct Report {
    ReportLine *lines;
    size_t count, room;
    bool utf8;
} Report;

enum { REPORT_ITEMS = 8, REPORT_LINES = 40 };

/* From before event `from` to before event `to`. The tape is left
 * somewhere. `internals`: the library's calls too. */
void report_make(Report *report, Tape *tape, uint64_t from, uint64_t to,
                 bool internals, bool utf8);
void report_free(Report *report);

/* Shared by the report's own files. */
__attribute__((format(printf, 3, 4))) void
report_tell(Report *report, ReportMark mark, const char *format, ...);

/* "#7 Node", "#3 int 5" */
void report_name(const Model *model, ModelRef ref, Text *out);

/* What differs between two settled moments. */
void report_compare(Report *report, Model *before, Model *now);

#endif
