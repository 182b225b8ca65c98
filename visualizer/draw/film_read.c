/* film_read.c - the film's records: one line each, a letter and fields */
#include "visualizer/draw/film.h"

#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/film_memory.h"
#include "visualizer/support.h"

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

void *
film_keep(Film *film, void *memory)
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
    r->scopes = film_keep(r->film, vis_zero(1, sizeof(FilmScopes)));
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
    FilmBox *box = film_keep(r->film, vis_zero(1, sizeof(FilmBox)));
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

// What the collector did last: a line of words, taken as it is.
static void
add_collector(Reader *r, const char *line)
{
    FilmStep *step = r->step;
    step->collector =
        vis_grow(step->collector, (size_t)step->collector_count,
                 &r->collector_room, sizeof(char *));
    step->collector[step->collector_count++] = line;
}

static void
begin_groups(Reader *r)
{
    if (r->groups_step != r->film->step_count) {
        r->groups_step = r->film->step_count;
        r->step->groups = NULL;
        r->step->group_count = 0;
        r->group_room = 0;
    }
}

// Of the film, not of a step; false: another one.
static bool
read_film_record(Reader *r, char tag)
{
    switch (tag) {
    case 'H':
        read_header(r);
        return true;
    case 'F':
        r->film->file = text(r, 1);
        r->film->source = text(r, 2);
        return true;
    case 'P':
        read_step(r);
        return true;
    case 'Z':
        r->film->remark = text(r, 1);
        return true;
    default:
        return false;
    }
}

// What stands in a step's picture; false: another record.
static bool
read_picture_record(Reader *r, char tag)
{
    switch (tag) {
    case 'C':
        begin_scopes(r);
        return true;
    case 'S':
        read_scope(r);
        return true;
    case 'r':
        read_row(r);
        return true;
    case 'B':
        read_box(r);
        return true;
    case 'D':
    case 'X':
        add_change(r, (uint32_t)number(r, 1))->freed = tag == 'X';
        return true;
    case 'A':
        begin_groups(r);
        return true;
    case 'G':
        if (r->groups_step == r->film->step_count) {
            read_group(r);
        }
        return true;
    default:
        return false;
    }
}

// What is told beside it; false: no record at all.
static bool
read_side_record(Reader *r, char tag)
{
    switch (tag) {
    case 'E':
        read_event(r);
        return true;
    case 'O':
        r->step->output = text(r, 1);
        return true;
    case 'I':
        r->step->digest = text(r, 1);
        return true;
    case 'M':
        r->step->objects = number(r, 1);
        r->step->bytes = number(r, 2);
        r->step->time = number(r, 3);
        return true;
    case 'L':
    case 'W':
    case 'Y':
    case 't':
        read_thread(r, tag);
        return true;
    default:
        return false;
    }
}

static bool
read_record(Reader *r, char *line)
{
    char tag = line[0];
    if (tag == 'Q' && r->step != NULL) {
        add_collector(r, line + 2);
        return true;
    }
    split(r, line);
    if (read_film_record(r, tag)) {
        return true;
    }
    return r->step != NULL &&
           (read_picture_record(r, tag) || read_side_record(r, tag));
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
