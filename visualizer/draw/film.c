#include "visualizer/draw/film.h"

#include <stdlib.h>
#include <string.h>

#include "visualizer/support.h"

// Memory that goes with the film.
typedef struct FilmMemory {
    void **items;
    size_t count, room;
    uint32_t *slots; // serial to object: open addressing
    size_t slot_count;
} FilmMemory;

enum { FIELDS = 20 };

typedef struct Reader {
    Film *film;
    char *fields[FIELDS];
    int field_count;
    FilmStep *step;
    size_t step_room, object_room;
    // What is being filled.
    FilmScopes *scopes;
    int scopes_step, groups_step; // at which they were begun
    size_t scope_room, row_room, change_room, event_room, collector_room,
        group_room, lane_room, span_room;
    FilmRow **rows;
    int *row_count;
    FilmBox *box;
} Reader;

static void *
keep(Film *film, void *memory)
{
    FilmMemory *m = film->memory;
    m->items = vis_grow(m->items, m->count, &m->room, sizeof(void *));
    m->items[m->count++] = memory;
    return memory;
}

// Fields.

static void
unescape(char *s)
{
    char *to = strchr(s, '\\');
    if (to == NULL) {
        return;
    }
    for (char *from = to; *from != '\0'; from++) {
        if (*from == '\\' && from[1] != '\0') {
            from++;
            *to++ = *from == 'n' ? '\n' : *from == 't' ? '\t' : *from;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}

static void
split(Reader *r, char *line)
{
    r->field_count = 0;
    while (line != NULL && r->field_count < FIELDS) {
        char *tab = strchr(line, '\t');
        if (tab != NULL) {
            *tab++ = '\0';
        }
        unescape(line);
        r->fields[r->field_count++] = line;
        line = tab;
    }
}

static const char *
text(const Reader *r, int i)
{
    return i < r->field_count ? r->fields[i] : "";
}

static uint64_t
number(const Reader *r, int i)
{
    return strtoull(text(r, i), NULL, 10);
}

static bool
has(const Reader *r, int i, char flag)
{
    return strchr(text(r, i), flag) != NULL;
}

// Objects by their serial.

static int
find_object(Film *film, uint32_t serial, bool add, size_t *room)
{
    FilmMemory *m = film->memory;
    if (((size_t)film->object_count + 1) * 2 > m->slot_count) {
        m->slot_count = m->slot_count == 0 ? 256 : m->slot_count * 2;
        free(m->slots);
        m->slots = vis_zero(m->slot_count, sizeof(uint32_t));
        for (int i = 0; i < film->object_count; i++) {
            size_t at = film->objects[i].serial * 2654435761u;
            while (m->slots[at &= m->slot_count - 1] != 0) {
                at++;
            }
            m->slots[at] = (uint32_t)i + 1;
        }
    }
    size_t at = serial * 2654435761u;
    for (; m->slots[at &= m->slot_count - 1] != 0; at++) {
        int i = (int)m->slots[at] - 1;
        if (film->objects[i].serial == serial) {
            return i;
        }
    }
    if (!add) {
        return -1;
    }
    film->objects = vis_grow(film->objects, (size_t)film->object_count, room,
                             sizeof(FilmObject));
    film->objects[film->object_count] =
        (FilmObject){.serial = serial, .first = -1, .last = -1, .seat = -1};
    m->slots[at] = (uint32_t)film->object_count + 1;
    return film->object_count++;
}

// Records.

static void
read_header(Reader *r)
{
    Film *film = r->film;
    const char *key = text(r, 1);
    if (strcmp(key, "form") == 0) {
        film->form = text(r, 2);
    } else if (strcmp(key, "theme") == 0) {
        film->theme = text(r, 2);
    } else if (strcmp(key, "font") == 0) {
        film->font = (int)number(r, 2);
    } else if (strcmp(key, "made-by") == 0) {
        film->made_by = text(r, 2);
    } else if (strcmp(key, "only") == 0) {
        film->only_last = true;
    } else if (strcmp(key, "bill") == 0) {
        film->bill = true;
    } else if (strcmp(key, "predict") == 0) {
        film->predict = true;
    }
}

static void
read_step(Reader *r)
{
    Film *film = r->film;
    film->steps = vis_grow(film->steps, (size_t)film->step_count,
                           &r->step_room, sizeof(FilmStep));
    const FilmStep *last =
        film->step_count > 0 ? &film->steps[film->step_count - 1] : NULL;
    r->step = &film->steps[film->step_count++];
    *r->step = (FilmStep){.number = number(r, 1),
                          .line = (uint32_t)number(r, 2),
                          .event = number(r, 3),
                          .before = (uint32_t)number(r, 4),
                          .at_end = has(r, 5, 'e'),
                          .at_exit = has(r, 5, 'x'),
                          .title = text(r, 6),
                          .note = text(r, 7),
                          .scopes = last != NULL ? last->scopes : NULL,
                          .groups = last != NULL ? last->groups : NULL,
                          .group_count = last != NULL ? last->group_count : 0,
                          .output = "",
                          .digest = ""};
    r->change_room = r->event_room = r->collector_room = 0;
    r->rows = NULL;
}

static void
begin_scopes(Reader *r)
{
    if (r->scopes != NULL && r->step->scopes == r->scopes &&
        r->scopes_step == r->film->step_count) {
        return; // once a step
    }
    r->scopes_step = r->film->step_count;
    r->scopes = keep(r->film, vis_zero(1, sizeof(FilmScopes)));
    r->step->scopes = r->scopes;
    r->scope_room = 0;
    r->rows = NULL;
}

static void
read_scope(Reader *r)
{
    if (r->scopes == NULL || r->scopes_step != r->film->step_count) {
        return;
    }
    FilmScopes *scopes = r->scopes;
    scopes->items = vis_grow(scopes->items, (size_t)scopes->count,
                             &r->scope_room, sizeof(FilmScope));
    FilmScope *scope = &scopes->items[scopes->count++];
    *scope = (FilmScope){.frame = (uint32_t)number(r, 1),
                         .line = (uint32_t)number(r, 2),
                         .thread = (uint32_t)number(r, 3),
                         .running = has(r, 4, 'r'),
                         .is_module = has(r, 4, 'm'),
                         .title = text(r, 5)};
    r->rows = &scope->rows;
    r->row_count = &scope->count;
    r->row_room = 0;
}

static void
read_row(Reader *r)
{
    if (r->rows == NULL) {
        return;
    }
    *r->rows = vis_grow(*r->rows, (size_t)*r->row_count, &r->row_room,
                        sizeof(FilmRow));
    FilmRow *row = &(*r->rows)[(*r->row_count)++];
    *row = (FilmRow){.kind = text(r, 1)[0],
                     .target = (uint32_t)number(r, 2),
                     .changed = has(r, 3, 'c'),
                     .weak = has(r, 3, 'w'),
                     .temporary = has(r, 3, 't'),
                     .object = -1,
                     .label = text(r, 4),
                     .text = text(r, 5)};
    if (row->kind == 'o') {
        row->object =
            find_object(r->film, row->target, true, &r->object_room);
    }
}

static FilmChange *
add_change(Reader *r, uint32_t serial)
{
    FilmStep *step = r->step;
    step->changes = vis_grow(step->changes, (size_t)step->change_count,
                             &r->change_room, sizeof(FilmChange));
    FilmChange *change = &step->changes[step->change_count++];
    *change = (FilmChange){
        .object = find_object(r->film, serial, true, &r->object_room)};
    return change;
}

static void
read_box(Reader *r)
{
    FilmBox *box = keep(r->film, vis_zero(1, sizeof(FilmBox)));
    FilmChange *change = add_change(r, (uint32_t)number(r, 1));
    change->box = box;
    FilmObject *object = &r->film->objects[change->object];
    object->number = (uint32_t)number(r, 2);
    *box = (FilmBox){.object = change->object,
                     .type = text(r, 3),
                     .value = text(r, 4),
                     .reach = text(r, 5)[0],
                     .born = has(r, 5, 'n'),
                     .atom = has(r, 5, 'a'),
                     .finalizing = has(r, 5, 'f'),
                     .resurrected = has(r, 5, 'r'),
                     .found = has(r, 5, 'x'),
                     .user = (uint32_t)number(r, 6),
                     .runtime = (uint32_t)number(r, 7),
                     .weak = (uint32_t)number(r, 8),
                     .generation = atoi(text(r, 9)),
                     .bytes = number(r, 10),
                     .cycle = (uint32_t)number(r, 11),
                     .bill = text(r, 12),
                     .runtime_bill = text(r, 13),
                     .was = text(r, 14),
                     .causes = text(r, 15)};
    r->rows = &box->rows;
    r->row_count = &box->count;
    r->row_room = 0;
}

static void
read_group(Reader *r)
{
    FilmStep *step = r->step;
    step->groups = vis_grow(step->groups, (size_t)step->group_count,
                            &r->group_room, sizeof(FilmGroup));
    step->groups[step->group_count++] =
        (FilmGroup){.unreachable = has(r, 1, 'u'), .text = text(r, 2)};
}

static void
read_event(Reader *r)
{
    FilmStep *step = r->step;
    step->events = vis_grow(step->events, (size_t)step->event_count,
                            &r->event_room, sizeof(FilmEvent));
    step->events[step->event_count++] = (FilmEvent){
        .kind = text(r, 1)[0], .serials = text(r, 2), .text = text(r, 3)};
}

static void
read_thread(Reader *r, char tag)
{
    FilmGil *gil = &r->film->gil;
    if (tag == 'L') {
        gil->lanes = vis_grow(gil->lanes, (size_t)gil->lane_count,
                              &r->lane_room, sizeof(char *));
        gil->lanes[gil->lane_count++] = text(r, 1);
    } else if (tag == 't') {
        FilmSpan span = {(int)number(r, 1), (int)number(r, 2),
                         (int)number(r, 5), number(r, 3), number(r, 4)};
        if (span.lane >= gil->lane_count || span.state >= gil->state_count) {
            return;
        }
        gil->spans = vis_grow(gil->spans, (size_t)gil->span_count,
                              &r->span_room, sizeof(FilmSpan));
        gil->spans[gil->span_count++] = span;
        gil->from = gil->span_count == 1 || span.from < gil->from ? span.from
                                                                  : gil->from;
        gil->to = span.to > gil->to ? span.to : gil->to;
    } else {
        const char **words = tag == 'W' ? gil->states : gil->reasons;
        int *count = tag == 'W' ? &gil->state_count : &gil->reason_count;
        for (*count = 0; *count < 8 && *count + 1 < r->field_count;
             ++*count) {
            words[*count] = text(r, *count + 1);
        }
    }
}

static bool
read_record(Reader *r, char *line)
{
    char tag = line[0];
    if (tag == 'Q' && r->step != NULL) {
        FilmStep *step = r->step;
        step->collector =
            vis_grow(step->collector, (size_t)step->collector_count,
                     &r->collector_room, sizeof(char *));
        step->collector[step->collector_count++] = line + 2;
        return true;
    }
    split(r, line);
    if (r->step == NULL && strchr("HFPZ", tag) == NULL) {
        return false;
    }
    switch (tag) {
    case 'H':
        read_header(r);
        break;
    case 'F':
        r->film->file = text(r, 1);
        r->film->source = text(r, 2);
        break;
    case 'P':
        read_step(r);
        break;
    case 'C':
        begin_scopes(r);
        break;
    case 'S':
        read_scope(r);
        break;
    case 'r':
        read_row(r);
        break;
    case 'B':
        read_box(r);
        break;
    case 'D':
    case 'X':
        add_change(r, (uint32_t)number(r, 1))->freed = tag == 'X';
        break;
    case 'A':
        if (r->groups_step != r->film->step_count) {
            r->groups_step = r->film->step_count;
            r->step->groups = NULL;
            r->step->group_count = 0;
            r->group_room = 0;
        }
        break;
    case 'G':
        if (r->groups_step == r->film->step_count) {
            read_group(r);
        }
        break;
    case 'E':
        read_event(r);
        break;
    case 'O':
        r->step->output = text(r, 1);
        break;
    case 'I':
        r->step->digest = text(r, 1);
        break;
    case 'M':
        r->step->objects = number(r, 1);
        r->step->bytes = number(r, 2);
        r->step->time = number(r, 3);
        break;
    case 'L':
    case 'W':
    case 'Y':
    case 't':
        read_thread(r, tag);
        break;
    case 'Z':
        r->film->remark = text(r, 1);
        break;
    default:
        return false;
    }
    return true;
}

static void
find_lives(Film *film)
{
    for (int i = 0; i < film->step_count; i++) {
        const FilmStep *step = &film->steps[i];
        for (int k = 0; k < step->change_count; k++) {
            FilmObject *o = &film->objects[step->changes[k].object];
            if (step->changes[k].box != NULL) {
                o->first = o->first < 0 ? i : o->first;
                o->last = film->step_count - 1;
            } else {
                o->last = i; // its ghost
            }
        }
    }
}

bool
film_read(Film *film, char *bytes, size_t length)
{
    *film = (Film){.form = "", .theme = "light", .file = "", .source = "",
                   .remark = "", .made_by = "", .entered = -1};
    film->memory = vis_zero(1, sizeof(FilmMemory));
    Reader r = {.film = film};
    char *end = bytes + length;
    for (char *line = bytes; line < end;) {
        char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL) {
            return false;
        }
        *stop = '\0';
        if (!read_record(&r, line)) {
            return false;
        }
        line = stop + 1;
    }
    find_lives(film);
    film->shown_from = film->only_last ? film->step_count - 1 : 0;
    return film->step_count > 0;
}

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
    o->name = keep(film, name.bytes);
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
