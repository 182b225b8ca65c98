/* view_layout.c - one object byte for byte
 *
 * Where each field lies follows from the type's layout (layout.def), its
 * slots and the size that sys.getsizeof gives; what a field refers to comes
 * from the model.
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/figure.h"
#include "visualizer/model_lookup.h"
#include "visualizer/shot.h"
#include "visualizer/view_other.h"

typedef struct Field {
    int64_t at; /* from the object's address */
    uint64_t bytes;
    char *name, *what;
    char part; /* g collector's, h head, f field, s slot, v values, b: a
                  buffer elsewhere */
} Field;

typedef struct Layout {
    Field *fields;
    size_t count, room;
    int64_t next;
    const Model *model;
    ModelRef ref;
} Layout;

static const struct {
    ObjectSort sort;
    const char *name;
    int bytes;
    const char *what;
} rows[] = {
#define LAYOUT(sort, name, bytes, what) {SORT_##sort, name, bytes, what},
#include "visualizer/layout.def"
#undef LAYOUT
};

static void
add(Layout *l, char part, const char *name, uint64_t bytes, const char *what)
{
    l->fields = vis_grow(l->fields, l->count, &l->room, sizeof(Field));
    l->fields[l->count++] =
        (Field){l->next, bytes, vis_copy(name), vis_copy(what), part};
    l->next += (int64_t)bytes;
}

// What the edge with that name leads to, in words; else `what`.
static char *
refers_to(const Layout *l, const char *name, const char *what)
{
    const ModelObject *o = &l->model->objects[l->ref];
    Text text = {0};
    for (uint32_t i = 0; i < o->edge_count; i++) {
        const ModelEdge *edge = &o->edges[i];
        Text label = {0};
        if (edge->target == 0) {
            continue;
        }
        edge_label(l->model, l->ref, edge, &label);
        const char *s = label.bytes;
        s += s[0] == '.';
        s += strncmp(s, "__", 2) == 0 ? 2 : 0;
        size_t n = strlen(name);
        if (strncmp(s, name, n) == 0 &&
            (s[n] == '\0' || strcmp(s + n, "__") == 0)) {
            const ModelObject *target = &l->model->objects[edge->target];
            text_format(&text, "refers to %s",
                        model_type_name(l->model, target->type));
            if (target->number != 0) {
                text_format(&text, " #%u", target->number);
            }
            if (target->value != NULL &&
                scene_is_atom(l->model, edge->target)) {
                text_char(&text, ' ');
                text_clean(&text, target->value, strlen(target->value), 30,
                           true);
            }
        }
        text_free(&label);
        if (text.length > 0) {
            return text.bytes;
        }
    }
    return vis_copy(what);
}

static void
add_reference(Layout *l, char part, const char *name, const char *what)
{
    char *words = refers_to(l, name, what);
    add(l, part, name, 8, words);
    free(words);
}

static void
add_items(Layout *l, char part, size_t limit, int64_t end)
{
    const ModelObject *o = &l->model->objects[l->ref];
    size_t n = end > l->next ? (size_t)(end - l->next) / 8 : o->edge_count;
    for (size_t i = 0; i < n; i++) {
        char name[32];
        if (i == limit && n > limit + 1) {
            snprintf(name, sizeof(name), "[%zu] to [%zu]", i, n - 1);
            add(l, part, name, (n - i) * 8, "references");
            return;
        }
        snprintf(name, sizeof(name), "[%zu]", i);
        add_reference(l, part, name, "");
    }
}

static void
add_known(Layout *l, ObjectSort sort, int64_t end)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].sort != sort) {
            continue;
        }
        if (rows[i].bytes == -8) {
            add_items(l, 'f', 12, end);
        } else if (rows[i].bytes == 0) {
            add(l, 'f', rows[i].name,
                end > l->next ? (uint64_t)(end - l->next) : 0, rows[i].what);
        } else if (rows[i].bytes == 8) {
            add_reference(l, 'f', rows[i].name, rows[i].what);
        } else {
            add(l, 'f', rows[i].name, (uint64_t)rows[i].bytes, rows[i].what);
        }
    }
}

// A buffer that a list or dict owns elsewhere.
static void
add_buffer(Layout *l, ObjectSort sort, uint64_t inside)
{
    const ModelObject *o = &l->model->objects[l->ref];
    if (o->bytes <= inside || (sort != SORT_LIST && sort != SORT_DICT)) {
        return;
    }
    l->next = 0;
    if (sort == SORT_LIST) {
        size_t used = 0;
        for (uint32_t i = 0; i < o->edge_count; i++) {
            used += o->edges[i].target != 0 &&
                    EDGE_KIND_OF(&o->edges[i]) == LABEL_INDEX;
        }
        size_t items = (size_t)(o->bytes - inside) / 8;
        for (size_t i = 0; i < used && i < 12; i++) {
            char name[32];
            snprintf(name, sizeof(name), "[%zu]", i);
            add_reference(l, 'b', name, "");
        }
        if (used > 12) {
            add(l, 'b', "more items", (used - 12) * 8, "references");
        }
        if (items > used) {
            add(l, 'b', "room", (items - used) * 8,
                "for items to come, so that append need not move all");
        }
        return;
    }
    add(l, 'b', "table of keys", o->bytes - inside,
        "indices by hash, then hash, key and value of each entry");
}

static bool
has_slots(const ModelObject *o)
{
    for (uint32_t i = 0; i < o->edge_count; i++) {
        if (EDGE_KIND_OF(&o->edges[i]) == LABEL_SLOT) {
            return true;
        }
    }
    return false;
}

// An instance of a class of the program: slots, or values or a dict.
static void
add_instance(Layout *l, bool slots, int64_t end)
{
    const ModelObject *o = &l->model->objects[l->ref];
    if (slots) {
        for (uint32_t i = 0; i < o->edge_count; i++) {
            const ModelEdge *edge = &o->edges[i];
            if (EDGE_KIND_OF(edge) == LABEL_SLOT) {
                add_reference(
                    l, 's', model_string(l->model, EDGE_NUMBER_OF(edge)), "");
            }
        }
    }
    if (l->next < end) {
        add(l, 'f', end - l->next == 8 && !slots ? "weak references" : "rest",
            (uint64_t)(end - l->next),
            end - l->next == 8 && !slots ? "the first of them" : "");
    }
}

static void
make(Layout *l)
{
    const ModelObject *o = &l->model->objects[l->ref];
    ObjectSort sort = model_sort(l->model, l->ref);
    bool head = (o->flags & OBJECT_HAS_HEAD) != 0;
    bool slots = has_slots(o);
    bool plain = sort == SORT_INSTANCE && head && !slots &&
                 !(o->flags & OBJECT_STATIC) &&
                 !(l->model->objects[o->type].flags & OBJECT_STATIC);
    uint64_t before = head ? 16 : 0;
    if (plain) {
        // In front of the collector's header.
        ModelRef dict = scene_own_dict(l->model, l->ref);
        Text what = {0};
        l->next = -32;
        if (dict != 0) {
            text_format(&what, "refers to its dict, %llu bytes",
                        (unsigned long long)l->model->objects[dict].bytes);
        } else {
            text_add(&what, "0: there is no dict as long as nobody asks");
        }
        add(l, 'v', "dict", 8, what.bytes);
        add(l, 'v', "values", 8,
            dict != 0 ? "where the dict's values lie"
                      : "where the attributes' references lie");
        text_free(&what);
        before = 32;
    }
    if (head) {
        l->next = -16;
        add(l, 'g', "next", 8, "in the collector's list of its generation");
        add(l, 'g', "previous", 8, "... and its bits while it works");
    }
    Text count = {0};
    text_format(&count, "%u", o->references);
    l->next = 0;
    add(l, 'h', "count", 8, count.bytes);
    text_clear(&count);
    text_format(&count, "refers to class %s",
                model_type_name(l->model, o->type));
    add(l, 'h', "type", 8, count.bytes);
    text_free(&count);
    // sys.getsizeof counts the collector's header too.
    int64_t end = (int64_t)(o->bytes - (head ? 16 : 0)) -
                  (plain && before == 32 ? 16 : 0);
    if (sort == SORT_LIST) {
        end = 40;
    } else if (sort == SORT_DICT) {
        end = 48;
    }
    size_t fields = l->count;
    add_known(l, sort, end);
    if (l->count == fields) {
        add_instance(l, slots, end);
    }
    add_buffer(l, sort, (uint64_t)end + (head ? 16 : 0));
}

static const char *
part_words(char part)
{
    return part == 'g'   ? "the collector's header"
           : part == 'h' ? "the head of every object"
           : part == 's' ? "slots (__slots__)"
           : part == 'v' ? "attributes: dict or values"
           : part == 'b' ? "elsewhere, owned by the object"
                         : "fields";
}

static void
write_text(const Layout *l, const char *title, Text *out)
{
    char part = 0;
    const ModelObject *o = &l->model->objects[l->ref];
    text_format(out, "%s\n%llu bytes (sys.getsizeof) at 0x%llx\n", title,
                (unsigned long long)o->bytes,
                (unsigned long long)o->address);
    for (size_t i = 0; i < l->count; i++) {
        const Field *f = &l->fields[i];
        if (f->part != part) {
            text_format(out, "\n  %s\n", part_words(f->part));
            part = f->part;
        }
        text_format(out, "  %+5lld %5llu  %-18s %s\n", (long long)f->at,
                    (unsigned long long)f->bytes, f->name, f->what);
    }
}

static void
write_figure(const OtherView *view, const Layout *l, const char *title,
             Text *out)
{
    enum { LEFT = 90, CELL = 26, WIDTH = 8 * CELL, ROW = 24, MOST = 6 };
    const ModelObject *o = &l->model->objects[l->ref];
    Text text = {0};
    double y = 84;
    char part = 0;
    view_figure(view, title, out);
    text_format(&text, "%llu bytes (sys.getsizeof) at 0x%llx; 8 bytes a row",
                (unsigned long long)o->bytes,
                (unsigned long long)o->address);
    figure_text(out, "label", 's', 20, 58, text.bytes);
    for (size_t i = 0; i < l->count; i++) {
        const Field *f = &l->fields[i];
        if (f->part != part) {
            part = f->part;
            y += 20;
            figure_text(out, part == 'g' ? "cycle" : "bad", 's', LEFT, y - 6,
                        part_words(part));
        }
        uint64_t lines = (f->bytes + 7) / 8;
        uint64_t shown = lines > MOST ? MOST : lines > 0 ? lines : 1;
        double height = (double)shown * ROW;
        static const char *const looks[] = {"cyclebox", "head", "badbox",
                                            "scope", "weakbox", "box"};
        const char *look = looks[f->part == 'g'   ? 0
                                 : f->part == 'h' ? 1
                                 : f->part == 's' ? 3
                                 : f->part == 'v' ? 3
                                 : f->part == 'b' ? 5
                                                  : 5];
        figure_box(out, look, LEFT, y, WIDTH, height, 0);
        figure_box(out, "rule", LEFT, y, WIDTH, height, 0);
        for (uint64_t r = 0; r < shown; r++) {
            for (int c = 1; c < 8; c++) {
                figure_line(out, "rule", LEFT + c * CELL,
                            y + (double)(r + 1) * ROW - 4, LEFT + c * CELL,
                            y + (double)(r + 1) * ROW);
            }
        }
        text_clear(&text);
        text_format(&text, "%+lld", (long long)f->at);
        figure_text(out, "value", 'e', LEFT - 10, y + 16, text.bytes);
        text_clear(&text);
        text_add(&text, f->name);
        if (f->bytes != 8) {
            text_format(&text, " (%llu bytes)", (unsigned long long)f->bytes);
        }
        figure_text(out, "label", 'm', LEFT + WIDTH / 2.0, y + 16,
                    text.bytes);
        figure_text(out, "dim", 's', LEFT + WIDTH + 14, y + 16, f->what);
        y += height;
    }
    text_free(&text);
    figure_size(out, 760, y + 24);
}

bool
view_layout(const OtherView *view, Text *out, Text *error)
{
    Model model;
    const char *name = view->options->layout;
    if (!moment_find(view->reader, &view->options->moment, &model, error)) {
        model_free(&model);
        return false;
    }
    ModelRef ref = lookup_name(&model, model_line_frame(&model), name);
    ref = ref != 0 ? ref : lookup_name(&model, NULL, name);
    if (ref == 0) {
        text_format(error, "--layout %s: no such name at that moment", name);
    } else {
        Layout l = {.model = &model, .ref = ref};
        Text title = {0};
        make(&l);
        text_format(&title, "%s: ", name);
        shot_name(&model, ref, &title);
        text_add(&title, ", byte for byte");
        if (view->form == NULL) {
            write_text(&l, title.bytes, out);
        } else {
            write_figure(view, &l, title.bytes, out);
        }
        for (size_t i = 0; i < l.count; i++) {
            free(l.fields[i].name);
            free(l.fields[i].what);
        }
        free(l.fields);
        text_free(&title);
    }
    model_free(&model);
    return error->length == 0;
}
