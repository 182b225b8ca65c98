#include "visualizer/draw/film.h"

#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/film_memory.h"
#include "visualizer/support.h"

// "class Node #3", "module gc", "f() #5".
static void
name_folded(Film *film, const FilmBox *box)
{
    FilmObject *o = &film->objects[box->object];
    bool is_class = strncmp(box->type, "class ", 6) == 0;
    if (o->name != NULL || !(is_class || strcmp(box->type, "module") == 0 ||
                             strcmp(box->type, "function") == 0 ||
                             strcmp(box->type, "builtin_function_or_method")
                                 == 0)) {
        return;
    }
    Text name = {0};
    text_add(&name, is_class || box->value[0] == '\0' ? box->type
                                                      : box->value);
    if (strcmp(box->type, "module") != 0 && o->number != 0) {
        text_format(&name, " #%u", o->number);
    }
    o->folded = true;
    o->name = film_keep(film, name.bytes);
}

static void
fold_rows(const Film *film, FilmRow *rows, int count)
{
    for (int i = 0; i < count; i++) {
        const FilmObject *to =
            rows[i].object >= 0 ? &film->objects[rows[i].object] : NULL;
        if (to != NULL && to->folded) {
            rows[i].kind = 't';
            rows[i].object = -1;
            rows[i].text = to->name;
        }
    }
}

void
film_fold(Film *film)
{
    const FilmScopes *last = NULL;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < film->step_count; i++) {
            FilmStep *step = &film->steps[i];
            for (int k = 0; k < step->change_count; k++) {
                const FilmBox *box = step->changes[k].box;
                if (box != NULL && pass == 0) {
                    name_folded(film, box);
                } else if (box != NULL) {
                    fold_rows(film, box->rows, box->count);
                }
            }
            for (int k = 0; pass == 1 && step->scopes != last &&
                            k < step->scopes->count; k++) {
                fold_rows(film, step->scopes->items[k].rows,
                          step->scopes->items[k].count);
            }
            last = step->scopes;
        }
    }
}

static void
free_rows(Film *film)
{
    const FilmScopes *scopes = NULL;
    const FilmGroup *groups = NULL;
    for (int i = 0; i < film->step_count; i++) {
        FilmStep *step = &film->steps[i];
        for (int k = 0; k < step->change_count; k++) {
            if (step->changes[k].box != NULL) {
                free(step->changes[k].box->rows);
            }
        }
        // Those of the step before stand in this one too.
        if (step->scopes != scopes && step->scopes != NULL) {
            for (int k = 0; k < step->scopes->count; k++) {
                free(step->scopes->items[k].rows);
            }
            free(step->scopes->items);
        }
        if (step->groups != groups) {
            free(step->groups);
        }
        scopes = step->scopes;
        groups = step->groups;
    }
}

void
film_free(Film *film)
{
    free_rows(film);
    if (film->memory != NULL) {
        for (size_t i = 0; i < film->memory->count; i++) {
            free(film->memory->items[i]);
        }
        free(film->memory->items);
        free(film->memory->slots);
        free(film->memory);
    }
    for (int i = 0; i < film->step_count; i++) {
        free(film->steps[i].changes);
        free(film->steps[i].events);
        free(film->steps[i].collector);
    }
    free(film->steps);
    free(film->objects);
    free(film->present);
    free(film->gil.lanes);
    free(film->gil.spans);
    *film = (Film){.entered = -1};
}

// Into the list of those that are there, or out of it; it stays sorted.
static void
set_present(Film *film, int object, bool present)
{
    int low = 0, high = film->present_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (film->present[middle] < object) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (present) {
        film->present =
            vis_grow(film->present, (size_t)film->present_count,
                     &film->present_room, sizeof(int));
    }
    int *at = &film->present[low];
    size_t after = (size_t)(film->present_count - low);
    if (present) {
        memmove(at + 1, at, after * sizeof(int));
        *at = object;
    } else {
        memmove(at, at + 1, (after - 1) * sizeof(int));
    }
    film->present_count += present ? 1 : -1;
}

static void
apply(Film *film, const FilmStep *step)
{
    for (int k = 0; k < step->change_count; k++) {
        const FilmChange *change = &step->changes[k];
        FilmObject *o = &film->objects[change->object];
        if ((o->now != NULL) != (change->box != NULL)) {
            set_present(film, change->object, change->box != NULL);
        }
        o->ghost = change->box == NULL && change->freed ? o->now : NULL;
        o->now = change->box;
    }
}

void
film_enter(Film *film, int step)
{
    if (step < film->entered) {
        for (int i = 0; i < film->object_count; i++) {
            film->objects[i].now = film->objects[i].ghost = NULL;
        }
        film->present_count = 0;
        film->entered = -1;
    }
    while (film->entered < step) {
        // Ghosts last for one step.
        if (film->entered >= 0) {
            const FilmStep *last = &film->steps[film->entered];
            for (int k = 0; k < last->change_count; k++) {
                film->objects[last->changes[k].object].ghost = NULL;
            }
        }
        apply(film, &film->steps[++film->entered]);
    }
}
