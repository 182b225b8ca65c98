/* view_other.h - views that are not the heap's graph (prefix: view_)
 *
 * Each writes text, or, for a form of pictures, the records of figure.h.
 * False with one line in `error`.
 */
#ifndef VISUALIZER_VIEW_OTHER_H
#define VISUALIZER_VIEW_OTHER_H

#include "visualizer/options.h"
#include "visualizer/processes.h"
#include "visualizer/view.h"

typedef struct OtherView {
    TraceReader *reader;
    const ProcessTraces *children; /* of view gil; or NULL */
    const Options *options;
    const char *form; /* NULL: text; "svg", "png", "pdf", "html" */
    bool utf8;
} OtherView;

/* The collector's last run before the moment, move by move. */
bool view_gc(const OtherView *view, Text *out, Text *error);
/* Bytes of the program's objects over time, with the peak. */
bool view_memory(const OtherView *view, Text *out, Text *error);
/* Arenas, pools and blocks as a map. */
bool view_arenas(const OtherView *view, Text *out, Text *error);
/* Threads: who holds the GIL, who waits for it or for what else; form
 * "json": Chrome's trace-event format. */
bool view_gil(const OtherView *view, Text *out, Text *error);
/* One object byte for byte. */
bool view_layout(const OtherView *view, Text *out, Text *error);

/* Begins a figure in the view's form. */
void view_figure(const OtherView *view, const char *title, Text *out);

#endif
