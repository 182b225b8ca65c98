/* template.h - texts with places to fill in (prefix: template_) */
#ifndef VISUALIZER_DRAW_TEMPLATE_H
#define VISUALIZER_DRAW_TEMPLATE_H

#include "visualizer/support.h"

/* A place "{{name}}" and what stands there. */
typedef struct TemplateField {
    const char *name, *text;
} TemplateField;

/* Writes `template` with its places filled in; unknown ones stay empty. */
void template_fill(const char *template, const TemplateField *fields,
                   int count, Text *out);

/* What stands in the head of every page. */
typedef struct TemplateHead {
    const char *title, *theme; /* not yet escaped; its name */
    const char *css;  /* besides the looks of all themes */
    const char *more; /* other elements, or "" */
} TemplateHead;

/* Writes a page: `body` with its places filled in, among them {{head}},
 * {{title}} and {{colours}}, the script of the themes. */
void template_page(const char *body, const TemplateHead *head,
                   const TemplateField *fields, int count, Text *out);

/* Adds `text` deflated (zlib) and in base64. */
void template_pack(const Text *text, Text *out);

/* Text for HTML. */
void template_escape(const char *text, Text *out);

#endif
