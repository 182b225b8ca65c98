#include "visualizer/shot.h"

#include <stdlib.h>
#include <string.h>

typedef struct ArenaBlock {
    struct ArenaBlock *next;
    size_t used, room;
    _Alignas(16) char bytes[];
} ArenaBlock;

enum {
    ARENA_LEAST = 1 << 10,
    ARENA_MOST = 1 << 15,
    GROUPS = 4, /* lines for folded objects of a state */
    VALUE_COLUMNS = 26,
    BOX_COLUMNS = 34
};

void *
arena_take(Arena *arena, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    ArenaBlock *block = arena->block;
    if (block == NULL || block->room - block->used < size) {
        size_t room = block == NULL            ? ARENA_LEAST
                      : block->room < ARENA_MOST ? block->room * 2
                                                 : ARENA_MOST;
        room = size > room ? size : room;
        block = vis_alloc(sizeof(ArenaBlock) + room);
        *block = (ArenaBlock){arena->block, 0, room};
        arena->block = block;
    }
    void *at = block->bytes + block->used;
    block->used += size;
    return at;
}

char *
arena_copy(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_take(arena, length + 1);
    if (length > 0) {
        memcpy(copy, text, length);
    }
    copy[length] = '\0';
    return copy;
}

void
arena_free(Arena *arena)
{
    while (arena->block != NULL) {
        ArenaBlock *next = arena->block->next;
        free(arena->block);
        arena->block = next;
    }
}

static const char *
keep(Arena *arena, Text *text)
{
    const char *copy = arena_copy(
        arena, text->bytes != NULL ? text->bytes : "", text->length);
    text_clear(text);
    return copy;
}

void
record_field(Text *out, const char *text)
{
    text_char(out, '\t');
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '\t':
            text_add(out, "\\t");
            break;
        case '\n':
            text_add(out, "\\n");
            break;
        case '\\':
            text_add(out, "\\\\");
            break;
        default:
            text_char(out, *text);
            break;
        }
    }
}

void
record_number(Text *out, uint64_t n)
{
    text_format(out, "\t%llu", (unsigned long long)n);
}

static void
clean_field(Text *out, const char *string, int columns)
{
    Text clean = {0};
    text_clean(&clean, string, strlen(string), columns, true);
    record_field(out, clean.bytes != NULL ? clean.bytes : "");
    text_free(&clean);
}

void
shot_name(const Model *model, ModelRef ref, Text *out)
{
    const ModelObject *o = &model->objects[ref];
    ObjectSort sort = model_sort(model, ref);
    const char *value = o->value != NULL ? o->value : "?";
    if (sort == SORT_CONSTANT) {
        text_clean(out, value, strlen(value), 30, true);
        return;
    }
    bool valued = scene_is_atom(model, ref);
    if (sort == SORT_TYPE || sort == SORT_FUNCTION ||
        sort == SORT_NATIVE_FUNCTION || sort == SORT_MODULE) {
        text_clean(out, value, strlen(value), 30, true);
    } else {
        text_add(out, model_type_name(model, o->type));
    }
    text_char(out, ' ');
    scene_number(model, ref, out);
    if (valued) {
        text_add(out, " (");
        text_clean(out, value, strlen(value), 24, true);
        text_char(out, ')');
    }
}

// Rows.

static void
fill_row(Arena *arena, const Scene *scene, const SceneRow *row, ShotRow *to)
{
    const Model *model = scene->model;
    const ModelObject *o = &model->objects[row->target];
    Text text = {0};
    *to = (ShotRow){.changed = row->changed,
                    .weak = row->weak,
                    .temporary = row->temporary,
                    .target = o->serial};
    text_clean(&text, row->label, strlen(row->label), 18, true);
    to->label = keep(arena, &text);
    if (row->target == 0) {
        to->kind = ROW_FOLDED;
        to->name = "";
        text_count(&text, row->folded);
        text_add(&text, " more");
    } else {
        shot_name(model, row->target, &text);
        to->name = keep(arena, &text);
        if (scene->box_of[row->target] != 0) {
            to->kind = ROW_OBJECT;
        } else if (row->inlined && o->value != NULL) {
            to->kind = ROW_VALUE;
            text_clean(&text, o->value, strlen(o->value), VALUE_COLUMNS,
                       true);
        } else {
            to->kind = ROW_PLAIN;
            text_add(&text, to->name);
        }
    }
    to->text = keep(arena, &text);
    text_free(&text);
}

static ShotRow *
fill_rows(Arena *arena, const Scene *scene, const SceneRows *rows,
          ModelRef dict, size_t *count)
{
    ShotRow *to =
        arena_take(arena, (rows->count + 2) * sizeof(ShotRow));
    size_t n = 0;
    bool strip = false, slots = false;
    for (size_t i = 0; i < rows->count; i++) {
        const SceneRow *row = &rows->items[i];
        if (row->in_dict && !strip && dict != 0) {
            strip = true;
            Text text = {0};
            text_size(&text, scene->model->objects[dict].bytes);
            to[n++] = (ShotRow){.kind = ROW_STRIP,
                                .label = "__dict__",
                                .text = keep(arena, &text),
                                .name = ""};
            text_free(&text);
        }
        if (row->in_slot && !slots) {
            slots = true;
            to[n++] = (ShotRow){.kind = ROW_STRIP,
                                .label = "__slots__",
                                .text = "",
                                .name = ""};
        }
        fill_row(arena, scene, row, &to[n++]);
    }
    *count = n;
    return to;
}

static void
row_records(const ShotRow *rows, size_t count, Text *out)
{
    for (size_t i = 0; i < count; i++) {
        const ShotRow *row = &rows[i];
        text_format(out, "r\t%c\t%u\t%s%s%s-", row->kind, row->target,
                    row->changed ? "c" : "", row->weak ? "w" : "",
                    row->temporary ? "t" : "");
        record_field(out, row->label);
        record_field(out, row->text);
        text_char(out, '\n');
    }
}

static void
fill_scope(Arena *arena, const Scene *scene, const SceneScope *from,
           ShotScope *to)
{
    Text text = {0};
    *to = (ShotScope){.key = from->frame,
                      .line = from->line,
                      .thread = from->thread,
                      .running = from->running,
                      .is_module = from->is_module};
    text_clean(&text, from->title, strlen(from->title), 24, true);
    to->title = keep(arena, &text);
    to->rows = fill_rows(arena, scene, &from->rows, 0, &to->count);
    text_format(&text, "S\t%u\t%u\t%u\t%s%s-", to->key, to->line, to->thread,
                to->running ? "r" : "", to->is_module ? "m" : "");
    record_field(&text, to->title);
    text_char(&text, '\n');
    row_records(to->rows, to->count, &text);
    to->record = keep(arena, &text);
    text_free(&text);
}

// Boxes.

static int
by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static void
fill_holders(Arena *arena, const Model *model, const Bill *bill, ShotBox *to)
{
    enum { SHOWN = 40 };
    size_t n = bill->count < SHOWN ? bill->count : SHOWN;
    to->holders = arena_take(arena, (n + 1) * sizeof(char *));
    Text text = {0};
    for (size_t i = 0; i < n; i++) {
        const Referrer *r = &bill->referrers[i];
        if ((int)r->kind >= BILL_USER_KINDS) {
            continue;
        }
        if (r->kind == BILL_NAME) {
            text_add(&text, "name ");
        }
        text_add(&text, r->label);
        if (r->kind != BILL_NAME && r->kind != BILL_NATIVE &&
            r->kind != BILL_TEMPORARY && r->owner != 0) {
            text_add(&text, " of ");
            scene_number(model, r->owner, &text);
        }
        to->holders[to->holder_count++] = keep(arena, &text);
    }
    text_free(&text);
    if (to->holder_count > 1) {
        qsort(to->holders, to->holder_count, sizeof(char *), by_text);
    }
}

static int
generation_of(const Model *model, const ModelObject *o)
{
    return o->flags & OBJECT_TRACKED ? model_generation(model, o) : -1;
}

static bool
is_dead_weakref(const Scene *scene, const SceneBox *box)
{
    return model_sort(scene->model, box->ref) == SORT_WEAKREF &&
           box->rows.count == 0;
}

static void
put_states(const Scene *scene, const SceneBox *box, Text *out)
{
    const ModelObject *o = &scene->model->objects[box->ref];
    ObjectSort sort = model_sort(scene->model, box->ref);
    text_format(out, "\t%c%s%s%s%s%s", "lwud"[box->state],
                box->born ? "n" : "",
                box->atom || sort == SORT_FUNCTION ||
                        sort == SORT_NATIVE_FUNCTION || sort == SORT_MODULE ||
                        is_dead_weakref(scene, box)
                    ? "a"
                    : "",
                o->flags & OBJECT_FINALIZING ? "f" : "",
                box->resurrected ? "r" : "",
                o->flags & OBJECT_GC_UNREACHABLE ? "x" : "");
}

static void
fill_box(const Scene *scene, const SceneBox *box, ShotBox *to)
{
    Arena *arena = &to->arena;
    const Model *model = scene->model;
    const ModelObject *o = &model->objects[box->ref];
    Text text = {0};
    *to = (ShotBox){.uses = 1,
                    .serial = o->serial,
                    .user = box->bill.user,
                    .state = box->state,
                    .born = box->born,
                    .cycle = box->cycle,
                    .generation = generation_of(model, o),
                    .bytes = o->bytes};
    shot_name(model, box->ref, &text);
    to->name = keep(arena, &text);
    to->rows = fill_rows(arena, scene, &box->rows, box->dict, &to->count);
    fill_holders(arena, model, &box->bill, to);
    text_format(&text, "B\t%u\t%u", o->serial, o->number);
    bool is_class = model_sort(model, box->ref) == SORT_TYPE;
    clean_field(&text,
                is_class && o->value != NULL
                    ? o->value
                    : model_type_name(model, o->type),
                28);
    clean_field(&text,
                is_dead_weakref(scene, box)     ? "dead: gives None"
                : o->value != NULL && !is_class ? o->value
                                                : "",
                BOX_COLUMNS);
    put_states(scene, box, &text);
    text_format(&text, "\t%u\t%u\t%u\t%d\t%llu\t%u", box->bill.user,
                box->bill.runtime, box->bill.weak,
                to->generation, (unsigned long long)o->bytes, box->cycle);
    Text words = {0};
    bill_words(model, &box->bill, &words);
    record_field(&text, words.bytes != NULL ? words.bytes : "");
    text_clear(&words);
    bill_runtime_words(&box->bill, &words);
    record_field(&text, words.bytes != NULL ? words.bytes : "");
    text_free(&words);
    to->head = keep(arena, &text);
    row_records(to->rows, to->count, &text);
    to->tail = keep(arena, &text);
    text_free(&text);
}

void
shot_drop_box(void *box)
{
    ShotBox *b = box;
    if (b != NULL && --b->uses == 0) {
        arena_free(&b->arena);
        free(b);
    }
}

// Whether a box looks as it did at the last moment: nothing of the object
// and its neighbours has changed, and they are shown in the same way.
static bool
looks_the_same(const Scene *scene, const SceneBox *box, const ShotBox *old)
{
    const Model *model = scene->model;
    const ModelObject *o = &model->objects[box->ref];
    bool same = old->quiet && !box->born && old->serial == o->serial &&
                old->state == box->state && old->cycle == box->cycle &&
                old->generation == generation_of(model, o);
    size_t k = 0;
    for (size_t i = 0; i < box->rows.count && same; i++) {
        const SceneRow *row = &box->rows.items[i];
        while (old->rows[k].kind == ROW_STRIP) {
            k++;
        }
        bool boxed = row->target != 0 && scene->box_of[row->target] != 0;
        same = boxed == (old->rows[k].kind == ROW_OBJECT) &&
               (boxed || row->target == 0 ||
                (row->inlined && model->objects[row->target].value !=
                                     NULL) ==
                    (old->rows[k].kind == ROW_VALUE));
        k++;
    }
    return same;
}

static ShotBox *
make_box(const Scene *scene, const SceneBox *box)
{
    SceneKeep *kept = box->keep;
    if (kept != NULL && kept->drawn != NULL && box->same &&
        looks_the_same(scene, box, kept->drawn)) {
        ShotBox *same = kept->drawn;
        same->uses++;
        return same;
    }
    ShotBox *made = vis_alloc(sizeof(ShotBox));
    fill_box(scene, box, made);
    if (kept != NULL) {
        shot_drop_box(kept->drawn);
        kept->drawn = made;
        made->uses++;
    }
    return made;
}

static void
put_group(const SceneGroup *group, const char *what, Text *out)
{
    Text line = {0};
    text_count(&line, group->count);
    text_format(&line, " more %s%s, ",
                group->unreachable ? "unreachable " : "", what);
    text_size(&line, group->bytes);
    text_format(out, "G\t%c", group->unreachable ? 'u' : 'l');
    clean_field(out, line.bytes, 60);
    text_char(out, '\n');
    text_free(&line);
}

static void
fill_groups(Shot *shot, const Scene *scene)
{
    Arena *arena = &shot->arena;
    Text text = {0}, line = {0};
    if (scene->hidden_frames > 0) {
        text_add(&text, "G\tl\t");
        text_count(&text, scene->hidden_frames);
        text_add(&text, " more frames between these\n");
    }
    if (scene->library_frames > 0) {
        text_format(&text, "G\tl\t%zu %s of Python's library\n",
                    scene->library_frames,
                    plural(scene->library_frames, "frame", "frames"));
    }
    // The first ones take most bytes; the rest of each state is one.
    SceneGroup rest[2] = {{.unreachable = false}, {.unreachable = true}};
    size_t kinds[2] = {0}, shown[2] = {0};
    for (size_t i = 0; i < scene->group_count; i++) {
        const SceneGroup *group = &scene->groups[i];
        int state = group->unreachable;
        if (++shown[state] >= GROUPS) {
            rest[state].type = group->type;
            rest[state].count += group->count;
            rest[state].bytes += group->bytes;
            kinds[state]++;
        } else {
            put_group(group, model_type_name(scene->model, group->type),
                      &text);
        }
    }
    for (int state = 0; state < 2; state++) {
        if (kinds[state] == 1) {
            put_group(&rest[state],
                      model_type_name(scene->model, rest[state].type), &text);
        } else if (kinds[state] > 1) {
            text_format(&line, "of %zu other types", kinds[state]);
            put_group(&rest[state], line.bytes, &text);
            text_clear(&line);
        }
    }
    shot->groups = keep(arena, &text);
    text_free(&text);
    text_free(&line);
}

static int
by_serial(const void *x, const void *y)
{
    const ShotBox *a = *(ShotBox *const *)x, *b = *(ShotBox *const *)y;
    return a->serial < b->serial ? -1 : a->serial > b->serial;
}

void
shot_make(Shot *shot, const Scene *scene)
{
    *shot = (Shot){.scope_count = scene->scope_count,
                   .box_count = scene->box_count};
    shot->scopes = arena_take(&shot->arena, (scene->scope_count + 1) *
                                                sizeof(ShotScope));
    shot->boxes = arena_take(&shot->arena,
                             (scene->box_count + 1) * sizeof(ShotBox *));
    for (size_t i = 0; i < scene->scope_count; i++) {
        fill_scope(&shot->arena, scene, &scene->scopes[i], &shot->scopes[i]);
    }
    bool sorted = true;
    for (size_t i = 0; i < scene->box_count; i++) {
        shot->boxes[i] = make_box(scene, &scene->boxes[i]);
        sorted &= i == 0 ||
                  shot->boxes[i - 1]->serial < shot->boxes[i]->serial;
    }
    if (!sorted) {
        qsort(shot->boxes, shot->box_count, sizeof(ShotBox *), by_serial);
    }
    fill_groups(shot, scene);
}

void
shot_free(Shot *shot)
{
    for (size_t i = 0; i < shot->box_count; i++) {
        shot_drop_box(shot->boxes[i]);
    }
    arena_free(&shot->arena);
    *shot = (Shot){0};
}

void
shot_compare(const Shot *before, Shot *now)
{
    size_t most = before->box_count + now->box_count;
    size_t i = 0, k = 0;
    now->pairs = arena_take(&now->arena, (most + 1) * sizeof(ShotPair));
    now->pair_count = 0;
    while (i < before->box_count || k < now->box_count) {
        ShotBox *was = i < before->box_count ? before->boxes[i] : NULL;
        ShotBox *box = k < now->box_count ? now->boxes[k] : NULL;
        if (was != NULL && box != NULL && was->serial != box->serial) {
            *(was->serial < box->serial ? &box : &was) = NULL;
        }
        i += was != NULL;
        k += box != NULL;
        if (was != box) {
            now->pairs[now->pair_count++] = (ShotPair){was, box};
        }
    }
}

const ShotBox *
shot_box(const Shot *shot, uint32_t serial)
{
    size_t low = 0, high = shot->box_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (shot->boxes[middle]->serial == serial) {
            return shot->boxes[middle];
        }
        if (shot->boxes[middle]->serial < serial) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
