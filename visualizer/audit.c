#include "visualizer/audit.h"

#include <string.h>
#include <sys/types.h>

#include "visualizer/analysis.h"

enum { REPORTED = 10 };

void
audit_start(Audit *audit, const RuntimeInterface *runtime, TraceWriter *writer)
{
    *audit = (Audit){.runtime = runtime, .writer = writer};
    model_init(&audit->model);
}

void
audit_end(Audit *audit)
{
    model_free(&audit->model);
    text_free(&audit->report);
}

void
audit_sink(void *arg, const uint64_t *words, size_t count)
{
    Audit *audit = arg;
    if (audit->writer != NULL) {
        trace_writer_sink(audit->writer, words, count);
    }
    const uint64_t *end = words + count;
    while (words < end) {
        size_t length = event_length(words);
        model_apply(&audit->model, words);
        words += length;
    }
}

static void
report_object(Audit *audit, ModelRef ref, ssize_t real, ssize_t ours)
{
    const Model *model = &audit->model;
    const ModelObject *o = &model->objects[ref];
    Text *out = &audit->report;
    text_format(out, "  object @%u", o->serial);
    if (o->number != 0) {
        text_format(out, " #%u", o->number);
    }
    text_format(out, " (%s", model_type_name(model, o->type));
    if (o->value != NULL) {
        text_char(out, ' ');
        text_clean(out, o->value, strlen(o->value), 40, true);
    }
    text_format(out, "): the runtime counts %zd, the model %zd\n", real,
                ours);
    Bill bill;
    bill_make(&bill, model, ref);
    for (size_t i = 0; i < bill.count && i < 12; i++) {
        const Referrer *r = &bill.referrers[i];
        const ModelObject *owner = &model->objects[r->owner];
        text_format(out, "    %s %s", bill_word(r->kind, 1), r->label);
        if (r->owner != 0) {
            text_format(out, " of @%u (%s)", owner->serial,
                        owner->flags & OBJECT_FRAME  ? "frame"
                        : owner->flags & OBJECT_ROOT ? "the runtime"
                        : model_type_name(model, owner->type));
        }
        text_char(out, '\n');
    }
    if (bill.count > 12) {
        text_format(out, "    and %zu more\n", bill.count - 12);
    }
    bill_free(&bill);
}

static void
compare_one(uint32_t serial, ssize_t refcount, const char *type_name,
            void *arg)
{
    Audit *audit = arg;
    const Model *model = &audit->model;
    ModelRef ref = model_find(model, serial);
    audit->objects++;
    if (ref == 0) {
        if (audit->differences++ < REPORTED) {
            text_format(&audit->report,
                        "  object @%u (%s, count %zd) is unknown to the "
                        "model\n",
                        serial, type_name, refcount);
        }
        return;
    }
    const ModelObject *o = &model->objects[ref];
    ssize_t ours = (ssize_t)o->references;
    // The program itself holds its static objects; the counts of immortal
    // ones start high.
    if (o->flags & OBJECT_IMMORTAL) {
        return;
    }
    if (o->flags & OBJECT_STATIC) {
        ours++;
    }
    if (ours != refcount && audit->differences++ < REPORTED) {
        report_object(audit, ref, refcount, ours);
    }
}

bool
audit_compare(void *arg)
{
    Audit *audit = arg;
    const Model *model = &audit->model;
    audit->differences = 0;
    audit->objects = 0;
    audit->audits++;
    text_clear(&audit->report);
    audit->runtime->visit_counts(compare_one, audit);
    uint64_t known = 0;
    for (ModelRef i = 1; i < model->used; i++) {
        known += (model->objects[i].flags & OBJECT_KNOWN) != 0;
    }
    if (known > audit->objects) {
        audit->differences++;
        text_format(&audit->report,
                    "  the model knows %llu objects, the heap has %llu\n",
                    (unsigned long long)known,
                    (unsigned long long)audit->objects);
    }
    if (audit->differences == 0) {
        return true;
    }
    audit->failed = true;
    fflush(stdout);
    fprintf(stderr, "pytutor-mem: audit: %d %s at step %llu, line %u\n%s",
            audit->differences,
            plural((uint64_t)audit->differences, "difference",
                   "differences"),
            (unsigned long long)model->steps, model->line,
            audit->report.bytes);
    return false;
}

void
audit_told(void *arg, const char *report)
{
    Audit *audit = arg;
    audit->failed = true;
    fflush(stdout);
    fprintf(stderr,
            "pytutor-mem: audit: the heap's references and its counts "
            "differ at step %llu, line %u\n%s",
            (unsigned long long)audit->model.steps, audit->model.line,
            report);
    size_t n = strlen(report);
    if (n == 0 || report[n - 1] != '\n') {
        fputc('\n', stderr);
    }
}
