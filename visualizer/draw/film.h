/* film.h - the film as the drawing program reads it (prefix: film_)
 *
 * The form is in visualizer/film.h. All texts lie in the input itself, all
 * arrays are freed with the film. A step says only what changed; walking
 * from the first one on, film_enter keeps what is there at each step.
 */
#ifndef VISUALIZER_DRAW_FILM_H
#define VISUALIZER_DRAW_FILM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct FilmRow {
    char kind; /* o box, v value, f folded, t plain, d strip */
    bool changed, weak, temporary;
    uint32_t target; /* serial */
    int object;      /* of a box: index of its FilmObject; else -1 */
    const char *label, *text;
} FilmRow;

typedef struct FilmScope {
    uint32_t frame, line, thread;
    bool running, is_module;
    const char *title;
    FilmRow *rows;
    int count;
} FilmScope;

typedef struct FilmScopes {
    FilmScope *items;
    int count;
} FilmScopes;

typedef struct FilmBox {
    int object; /* index of the FilmObject */
    const char *type, *value;
    char reach; /* l live, w weakly reachable, u unreachable, d dying */
    bool born, atom, finalizing, resurrected, found;
    uint32_t user, runtime, weak;
    int generation; /* -1: not tracked */
    uint64_t bytes;
    uint32_t cycle;
    const char *bill, *runtime_bill, *was, *causes;
    FilmRow *rows;
    int count;
} FilmBox;

typedef struct FilmGroup {
    bool unreachable;
    const char *text;
} FilmGroup;

typedef struct FilmEvent {
    char kind;
    const char *serials, *text;
} FilmEvent;

/* A box that is new or other than before, or gone. */
typedef struct FilmChange {
    int object;
    const FilmBox *box; /* NULL: gone */
    bool freed;
} FilmChange;

typedef struct FilmStep {
    uint64_t number, event, objects, bytes;
    uint64_t time; /* virtual, in ns; 0: before there were threads */
    uint32_t line, before;
    bool at_end, at_exit;
    const char *title, *note;
    const FilmScopes *scopes;
    FilmChange *changes;
    int change_count;
    FilmGroup *groups;
    int group_count;
    FilmEvent *events;
    int event_count;
    const char **collector; /* Q records, their tabs as they are */
    int collector_count;
    const char *output; /* since the step before */
    const char *digest; /* of all that is shown */
} FilmStep;

/* One object over the whole film. */
typedef struct FilmObject {
    uint32_t serial, number;
    int first, last; /* steps at which it has a box */
    const FilmBox *now, *ghost; /* at the step that was entered last */
    int seat;
    bool folded; /* has no box */
    const char *name; /* of a folded one */
} FilmObject;

/* The program's threads: a span of what one did. */
typedef struct FilmSpan {
    int lane, state, why;
    uint64_t from, to;
} FilmSpan;

typedef struct FilmGil {
    const char **lanes; /* names of the threads */
    int lane_count;
    const char *states[8], *reasons[8];
    int state_count, reason_count;
    FilmSpan *spans;
    int span_count;
    uint64_t from, to;
} FilmGil;

typedef struct Film {
    const char *form, *theme, *file, *source, *remark;
    const char *made_by; /* for --check: file and options */
    int font;
    bool bill, predict;
    bool only_last;
    int shown_from; /* the first step that is drawn */
    FilmGil gil;
    FilmStep *steps;
    int step_count;
    FilmObject *objects;
    int object_count;
    int *present; /* the objects that have a box at that step, ascending */
    int present_count;
    size_t present_room;
    int entered; /* the step film_enter was called for last; -1: none */
    struct FilmMemory *memory;
} Film;

/* Reads a film; `text` must stay and is changed. False: malformed. */
bool film_read(Film *film, char *text, size_t length);
void film_free(Film *film);

/* Gives modules, classes and functions no box: rows that refer to them name
 * them instead. */
void film_fold(Film *film);

/* Makes `now` and `ghost` of all objects what they are at a step. */
void film_enter(Film *film, int step);

#endif
