/* audit.h - the model's counts against the real ones (prefix: audit_) */
#ifndef VISUALIZER_AUDIT_H
#define VISUALIZER_AUDIT_H

#include "interp/runtime.h"
#include "visualizer/model.h"
#include "visualizer/trace_writer.h"

typedef struct Audit {
    Model model;
    const RuntimeInterface *runtime; /* whose counts they are */
    TraceWriter *writer; /* the stream goes there too; may be NULL */
    uint64_t audits;     /* made so far */
    uint64_t objects;    /* compared in the last one */
    Text report;
    int differences; /* in the running audit */
    bool failed;
} Audit;

void audit_start(Audit *audit, const RuntimeInterface *runtime,
                 TraceWriter *writer);
void audit_end(Audit *audit);

/* The forms of RuntimeOptions. */
void audit_sink(void *audit, const uint64_t *words, size_t count);
bool audit_compare(void *audit);
void audit_told(void *audit, const char *report);

#endif
