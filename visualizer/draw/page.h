/* page.h - the interactive page: one file, no network (prefix: page_) */
#ifndef VISUALIZER_DRAW_PAGE_H
#define VISUALIZER_DRAW_PAGE_H

#include "visualizer/draw/plan.h"

/* Writes the page of a film. */
bool page_write(const Plan *plan, Text *out);

#endif
