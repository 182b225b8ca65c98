/* view.h - writing a scene down (prefix: view_)
 *
 * Each view is a function of the scene and the options alone: the same
 * trace gives the same bytes.
 */
#ifndef VISUALIZER_VIEW_H
#define VISUALIZER_VIEW_H

#include "visualizer/moment.h"
#include "visualizer/scene.h"

typedef struct ViewOptions {
    bool utf8;
    bool color; /* terminal colours */
    bool dark;  /* theme of pictures */
    int columns;
} ViewOptions;

/* The heap as text. */
void view_text(const Scene *scene, const char *title,
               const ViewOptions *options, Text *out);

/* ... as a Graphviz graph, ... */
void view_dot(const Scene *scene, const char *title,
              const ViewOptions *options, Text *out);

/* ... as JSON. */
void view_json(const Scene *scene, const char *title, Text *out);

/* What keeps an object alive: its bill, referrer by referrer, and a path
 * from a root. */
void view_why(const Scene *scene, ModelRef ref, const char *name,
              const ViewOptions *options, Text *out);

/* One event as a line for people, or as a JSON object; both with their
 * newline. The model is that before the event. */
void view_event(const Model *model, const uint64_t *words, Text *out);
void view_event_json(const Model *model, const uint64_t *words, Text *out);

#endif
