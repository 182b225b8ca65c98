/* moment.h - which moment of a recording is meant (prefix: moment_)
 *
 *   end         the program's end, before its names are cleared (default)
 *   exit        after shutdown
 *   peak        when the program's objects took the most bytes
 *   exception   when the exception was raised that ended the program, or
 *               else the first one
 *   LINE        when that line of the script is about to run the first time
 *   LINE:K      ... the K-th time
 *   step:N      the N-th step, from 1
 *   event:N     after event N, from 0
 */
#ifndef VISUALIZER_MOMENT_H
#define VISUALIZER_MOMENT_H

#include "visualizer/trace_reader.h"

typedef enum MomentKind {
    MOMENT_END,
    MOMENT_EXIT,
    MOMENT_PEAK,
    MOMENT_EXCEPTION,
    MOMENT_LINE,
    MOMENT_STEP,
    MOMENT_EVENT
} MomentKind;

typedef struct Moment {
    MomentKind kind;
    uint64_t n; /* line, step or event */
    uint64_t times;
} Moment;

/* False with one line in `error` when `text` is no moment. */
bool moment_parse(const char *text, Moment *moment, Text *error);

/* Makes `model` (initialised by this call; to be freed in any case) the
 * heap at that moment. False with one line in `error` when there is none
 * in the recording. */
bool moment_find(TraceReader *reader, const Moment *moment, Model *model,
                 Text *error);

/* The moment for people: "line 5 of demo.py is about to run (step 7, event
 * 312)". */
void moment_title(const Model *model, const Moment *moment, Text *out);

/* The script's name without its folders; "the program" when unknown. */
void moment_script(const Model *model, Text *out);

#endif
