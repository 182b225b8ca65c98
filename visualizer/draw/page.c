/* page.c - the page's data: each distinct piece once, per step what changed
 *
 * Parts of JSON, each deflated, in base64, on a line of its own. The first:
 *   file, source, remark, theme, predict, windows: of the layout (plan.h),
 *   view: [x, y, width, height]
 *   keys: of the pieces; part: how many pieces stand in a part
 *   objects: [serial, number, type, x, y, width, height]
 *   steps: {n: number, l: line to run, b: line that ran, f: flags, t: title,
 *     s: note, d: pieces that go, a: pieces that come, e: [kind, serials,
 *     text], q: the collector's records, o: output, m: [objects, bytes],
 *     v: virtual time in ns}
 *   gil, if there are threads: lanes, states, reasons: their names; from, to;
 *     spans: [lane, state, from, to, reason]
 * All others are pieces, a line each, in order:
 *   [layer, key, svg, object, ...]
 *     of a box      number, type, value, count, runtime's, generation, state,
 *                   bytes, bill, runtime's bill
 *     of a reference  from (scope's title or ""), label, target, weak
 */
#include "visualizer/draw/page.h"

#include <stdlib.h>
#include <string.h>

#include "visualizer/draw/assets.h"
#include "visualizer/draw/paint.h"
#include "visualizer/draw/picture.h"
#include "visualizer/draw/template.h"

enum { PART = 400 }; // pieces that are packed together

typedef struct Pieces {
    int *items;
    size_t count, room;
} Pieces;

// The pieces that a unit was painted as last, and before that as long as a
// step is being written.
typedef struct Unit {
    uint64_t signature;
    Pieces pieces, before;
    int step; // at which it was there last
    bool changed;
} Unit;

typedef struct Paper {
    const Plan *plan;
    Text data;
    Text pieces; // JSON of the distinct pieces, a line each
    size_t *lines; // where each begins
    size_t line_room;
    Text keys;
    Text svg;    // of the piece that is painted
    int count;
    // Distinct pieces by their JSON.
    struct {
        uint64_t hash;
        int piece; // 1 + number
        size_t at, length;
    } *slots;
    size_t slot_count;
    int *seen; // of each piece: a mark of put_difference
    size_t seen_room;
    int mark;
    Unit *units;
    size_t unit_count;
    Unit *unit;  // that is painted now
    Unit loose;  // what belongs to no unit
    Pieces there, there_before; // the units of this step, and of the last
    Pieces changed; // units of which pieces come or go
    int step;
} Paper;

static void
add_number(Pieces *pieces, int number)
{
    pieces->items =
        vis_grow(pieces->items, pieces->count, &pieces->room, sizeof(int));
    pieces->items[pieces->count++] = number;
}

static void
json(Text *out, const char *string)
{
    text_json(out, string, strlen(string));
}

// A distinct piece has a number.

static uint64_t
hash_of(const char *bytes, size_t n)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (unsigned char)bytes[i]) * 1099511628211u;
    }
    return h ^ h >> 31;
}

static void
grow_slots(Paper *p)
{
    size_t old = p->slot_count;
    __typeof__(p->slots) slots = p->slots;
    p->slot_count = old == 0 ? 1024 : old * 2;
    p->slots = vis_zero(p->slot_count, sizeof(*p->slots));
    for (size_t i = 0; i < old; i++) {
        if (slots[i].piece != 0) {
            size_t at = slots[i].hash;
            while (p->slots[at &= p->slot_count - 1].piece != 0) {
                at++;
            }
            p->slots[at] = slots[i];
        }
    }
    free(slots);
}

static int
intern(Paper *p, const Text *text)
{
    uint64_t hash = hash_of(text->bytes, text->length);
    if (((size_t)p->count + 1) * 2 > p->slot_count) {
        grow_slots(p);
    }
    size_t at = hash;
    for (; p->slots[at &= p->slot_count - 1].piece != 0; at++) {
        if (p->slots[at].hash == hash &&
            p->slots[at].length == text->length &&
            memcmp(p->pieces.bytes + p->slots[at].at, text->bytes,
                   text->length) == 0) {
            return p->slots[at].piece - 1;
        }
    }
    p->lines = vis_grow(p->lines, (size_t)p->count, &p->line_room,
                        sizeof(size_t));
    p->lines[p->count] = p->pieces.length;
    p->slots[at].hash = hash;
    p->slots[at].at = p->pieces.length;
    p->slots[at].length = text->length;
    p->slots[at].piece = ++p->count;
    text_add_bytes(&p->pieces, text->bytes, text->length);
    text_char(&p->pieces, '\n');
    p->seen = vis_grow(p->seen, (size_t)p->count - 1, &p->seen_room,
                       sizeof(int));
    p->seen[p->count - 1] = 0;
    return p->count - 1;
}

static void
begin_piece(Painter *painter, const Piece *piece, const char *title)
{
    Paper *p = painter->context;
    (void)piece;
    text_clear(&p->svg);
    if (title != NULL) {
        text_add(&p->svg, "<title>");
        svg_escape(&p->svg, title);
        text_add(&p->svg, "</title>");
    }
}

static uint32_t
serial_of(const Plan *plan, int object)
{
    return object >= 0 ? plan->film->objects[object].serial : 0;
}

static void
end_piece(Painter *painter, const Piece *piece)
{
    Paper *p = painter->context;
    const FilmBox *box = piece->box;
    Text text = {0};
    text_format(&text, "[%d,\"%s\",", piece->layer, piece->key);
    json(&text, p->svg.bytes != NULL ? p->svg.bytes : "");
    text_format(&text, ",%u", serial_of(p->plan, piece->object));
    if (box != NULL) {
        text_format(&text, ",%u,",
                    p->plan->film->objects[box->object].number);
        json(&text, box->type);
        text_char(&text, ',');
        json(&text, box->value);
        text_format(&text, ",%u,%u,%d,\"%c\",%llu,", box->user, box->runtime,
                    box->generation,
                    box->reach == 'l' && box->finalizing    ? 'f'
                    : box->reach == 'l' && box->resurrected ? 'r'
                                                            : box->reach,
                    (unsigned long long)box->bytes);
        json(&text, box->bill);
        text_char(&text, ',');
        json(&text, box->runtime_bill);
    } else if (piece->layer == LAYER_EDGE) {
        text_char(&text, ',');
        json(&text, piece->from);
        text_char(&text, ',');
        json(&text, piece->label);
        text_format(&text, ",%u,%d", serial_of(p->plan, piece->target),
                    piece->weak);
    }
    text_char(&text, ']');
    int known = p->count, number = intern(p, &text);
    if (p->count > known) {
        text_format(&p->keys, "%s\"%s\"", known > 0 ? "," : "", piece->key);
    }
    text_free(&text);
    add_number(p->unit != NULL ? &p->unit->pieces : &p->loose.pieces,
               number);
}

// A unit is another one now, or comes or goes: what it was is kept until the
// step is written.
static void
change_unit(Paper *p, int number, bool was_there)
{
    Unit *unit = &p->units[number];
    if (!unit->changed) {
        unit->changed = true;
        unit->before.count = 0;
        for (size_t i = 0; was_there && i < unit->pieces.count; i++) {
            add_number(&unit->before, unit->pieces.items[i]);
        }
        add_number(&p->changed, number);
    }
}

static bool
reuse_unit(Painter *painter, int number, uint64_t signature)
{
    Paper *p = painter->context;
    p->unit = number >= 0 ? &p->units[number] : NULL;
    if (number < 0) {
        return false;
    }
    Unit *unit = p->unit;
    bool was_there = unit->step == p->step - 1;
    bool same = unit->step > 0 && unit->signature == signature;
    unit->step = p->step;
    add_number(&p->there, number);
    if (!same || !was_there) {
        change_unit(p, number, was_there);
    }
    if (!same) {
        unit->signature = signature;
        unit->pieces.count = 0;
    }
    return same;
}

// Units that are no longer there.
static void
find_gone(Paper *p)
{
    for (size_t i = 0; i < p->there_before.count; i++) {
        int number = p->there_before.items[i];
        if (p->units[number].step == p->step - 1) {
            change_unit(p, number, true);
        }
    }
    Pieces there = p->there_before;
    p->there_before = p->there;
    there.count = 0;
    p->there = there;
}

// Steps.

// The pieces of `a` that are not in `b`.
static void
put_missing(Paper *p, const Pieces *a, const Pieces *b, const char **comma,
            Text *out)
{
    p->mark++;
    for (size_t i = 0; i < b->count; i++) {
        p->seen[b->items[i]] = p->mark;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (p->seen[a->items[i]] != p->mark) {
            text_format(out, "%s%d", *comma, a->items[i]);
            *comma = ",";
        }
    }
}

static void
put_difference(Paper *p, Text *out)
{
    static const Pieces none;
    find_gone(p);
    for (int part = 0; part < 2; part++) {
        const char *comma = "";
        text_add(out, part == 0 ? "\"d\":[" : "],\"a\":[");
        for (size_t i = 0; i <= p->changed.count; i++) {
            Unit *unit = i < p->changed.count
                             ? &p->units[p->changed.items[i]]
                             : &p->loose;
            bool gone = i < p->changed.count && unit->step < p->step;
            const Pieces *now = gone ? &none : &unit->pieces;
            put_missing(p, part == 0 ? &unit->before : now,
                        part == 0 ? now : &unit->before, &comma, out);
        }
    }
    text_char(out, ']');
    for (size_t i = 0; i < p->changed.count; i++) {
        p->units[p->changed.items[i]].changed = false;
    }
    p->changed.count = 0;
    Pieces before = p->loose.before;
    p->loose.before = p->loose.pieces;
    before.count = 0;
    p->loose.pieces = before;
}

static void
put_events(const FilmStep *step, Text *out)
{
    text_add(out, ",\"e\":[");
    for (int i = 0; i < step->event_count; i++) {
        const FilmEvent *event = &step->events[i];
        text_format(out, "%s[\"%c\",[%s],", i > 0 ? "," : "", event->kind,
                    event->serials);
        json(out, event->text);
        text_char(out, ']');
    }
    text_char(out, ']');
    if (step->collector_count > 0) {
        text_add(out, ",\"q\":[");
        for (int i = 0; i < step->collector_count; i++) {
            text_add(out, i > 0 ? "," : "");
            json(out, step->collector[i]);
        }
        text_char(out, ']');
    }
}

static void
put_step(Paper *p, int index)
{
    const FilmStep *step = &p->plan->film->steps[index];
    Text *out = &p->data;
    Canvas canvas = canvas_svg(&p->svg);
    Painter painter = {.plan = p->plan,
                       .canvas = &canvas,
                       .context = p,
                       .begin = begin_piece,
                       .end = end_piece,
                       .reuse = reuse_unit};
    p->step = index + 1;
    paint_step(&painter, index);
    text_format(out, "%s{\"n\":%llu,\"l\":%u,\"b\":%u,",
                index > 0 ? "," : "", (unsigned long long)step->number,
                step->line, step->before);
    if (step->at_end || step->at_exit) {
        text_format(out, "\"f\":\"%s\",", step->at_end ? "e" : "x");
    }
    if (step->title[0] != '\0') {
        text_add(out, "\"t\":");
        json(out, step->title);
        text_char(out, ',');
    }
    if (step->note[0] != '\0') {
        text_add(out, "\"s\":");
        json(out, step->note);
        text_char(out, ',');
    }
    put_difference(p, out);
    put_events(step, out);
    if (step->output[0] != '\0') {
        text_add(out, ",\"o\":");
        json(out, step->output);
    }
    text_format(out, ",\"m\":[%llu,%llu]",
                (unsigned long long)step->objects,
                (unsigned long long)step->bytes);
    if (step->time > 0) {
        text_format(out, ",\"v\":%llu", (unsigned long long)step->time);
    }
    text_char(out, '}');
}

static void
put_objects(const Plan *plan, Text *out)
{
    const Film *film = plan->film;
    const char *comma = "";
    for (int i = 0; i < film->step_count; i++) {
        const FilmStep *step = &film->steps[i];
        for (int k = 0; k < step->change_count; k++) {
            const FilmBox *box = step->changes[k].box;
            const FilmObject *o = &film->objects[step->changes[k].object];
            if (box != NULL && o->first == i) {
                text_format(out, "%s[%u,%u,", comma, o->serial, o->number);
                json(out, box->type);
                const Seat *seat = &plan->seats[o->seat];
                text_format(out, ",%.0f,%.0f,%.0f,%.0f]", seat->x, seat->y,
                            seat->width, seat->height);
                comma = ",";
            }
        }
    }
}

static void
put_names(const char *key, const char *const *names, int count, Text *out)
{
    text_format(out, "\"%s\":[", key);
    for (int i = 0; i < count; i++) {
        text_add(out, i > 0 ? "," : "");
        json(out, names[i]);
    }
    text_add(out, "],");
}

static void
put_gil(const FilmGil *gil, Text *out)
{
    text_add(out, ",\"gil\":{");
    put_names("lanes", gil->lanes, gil->lane_count, out);
    put_names("states", gil->states, gil->state_count, out);
    put_names("reasons", gil->reasons, gil->reason_count, out);
    text_format(out, "\"from\":%llu,\"to\":%llu,\"spans\":[",
                (unsigned long long)gil->from, (unsigned long long)gil->to);
    for (int i = 0; i < gil->span_count; i++) {
        const FilmSpan *s = &gil->spans[i];
        text_format(out, "%s[%d,%d,%llu,%llu,%d]", i > 0 ? "," : "", s->lane,
                    s->state, (unsigned long long)s->from,
                    (unsigned long long)s->to, s->why);
    }
    text_add(out, "]}");
}

static void
put_data(Paper *p, Text *whole)
{
    const Film *film = p->plan->film;
    Frame f = picture_frame(p->plan, false, false);
    text_add(whole, "{\"file\":");
    json(whole, film->file);
    text_add(whole, ",\"source\":");
    json(whole, film->source);
    text_add(whole, ",\"remark\":");
    json(whole, film->remark);
    text_format(whole,
                ",\"theme\":\"%s\",\"predict\":%s,\"windows\":%d,"
                "\"zoom\":%.3f,\"view\":[%.0f,%.0f,%.0f,%.0f],\"steps\":[",
                film->theme, film->predict ? "true" : "false",
                p->plan->window_count,
                picture_zoom(p->plan), f.x, f.y, f.width, f.height);
    for (int i = 0; i < film->step_count; i++) {
        put_step(p, i);
    }
    text_add_bytes(whole, p->data.bytes, p->data.length);
    text_format(whole, "],\"part\":%d,\"keys\":[", PART);
    text_add(whole, p->keys.bytes != NULL ? p->keys.bytes : "");
    text_add(whole, "],\"objects\":[");
    put_objects(p->plan, whole);
    text_char(whole, ']');
    if (film->gil.span_count > 0) {
        put_gil(&film->gil, whole);
    }
    text_char(whole, '}');
}

// So many at once as are quickly inflated.
static void
pack_pieces(const Paper *p, Text *out)
{
    for (int i = 0; i < p->count; i += PART) {
        size_t from = p->lines[i];
        size_t to = i + PART < p->count ? p->lines[i + PART]
                                        : p->pieces.length;
        Text part = {.bytes = p->pieces.bytes + from, .length = to - from};
        text_char(out, '\n');
        template_pack(&part, out);
    }
}

static void
put_legend(const Plan *plan, Text *out)
{
    Canvas canvas = canvas_svg(out);
    double height = paint_legend(&plan->signs, NULL, 0, 0, 900);
    text_format(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" "
                "height=\"%.0f\" viewBox=\"0 0 900 %.0f\" role=\"img\" "
                "aria-label=\"What the signs mean\">",
                height, height);
    paint_legend(&plan->signs, &canvas, 2, 0, 896);
    text_add(out, "</svg>");
}

// The first picture is there before any script runs.
static void
put_first(const Plan *plan, Text *out)
{
    Frame f = picture_frame(plan, false, false);
    Canvas canvas = canvas_svg(out);
    text_format(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                "viewBox=\"%.0f %.0f %.0f %.0f\" width=\"100%%\" "
                "height=\"100%%\" role=\"img\" "
                "aria-label=\"The first step\">",
                f.x, f.y, f.width, f.height);
    picture_draw(plan, &canvas, 0, false);
    text_add(out, "</svg>");
}

static void
free_unit(Unit *unit)
{
    free(unit->pieces.items);
    free(unit->before.items);
}

bool
page_write(const Plan *plan, Text *out)
{
    Paper p = {.plan = plan};
    p.unit_count = (size_t)PAINT_UNIT(plan->film->object_count, 0);
    p.units = vis_zero(p.unit_count, sizeof(Unit));
    Text whole = {0}, packed = {0}, legend = {0}, first = {0}, title = {0};
    Text file = {0};
    put_data(&p, &whole);
    template_pack(&whole, &packed);
    pack_pieces(&p, &packed);
    put_legend(plan, &legend);
    put_first(plan, &first);
    text_format(&title, "%s - pytutor-mem", plan->film->file);
    template_escape(plan->film->file, &file);
    const TemplateHead head = {.title = title.bytes,
                               .theme = plan->film->theme,
                               .css = asset_page_css,
                               .more = ""};
    const TemplateField fields[] = {
        {"file", file.bytes != NULL ? file.bytes : ""},
        {"legend", legend.bytes},
        {"first", first.bytes},
        {"data", packed.bytes},
        {"inflate", asset_inflate_js},
        {"js", asset_page_js},
        {"drawing", asset_drawing_js},
        {"far", asset_far_js},
        {"panels", asset_panels_js},
        {"threads", asset_threads_js},
    };
    template_page(asset_page_html, &head, fields, 10, out);
    text_free(&whole);
    text_free(&packed);
    text_free(&legend);
    text_free(&first);
    text_free(&title);
    text_free(&file);
    text_free(&p.data);
    text_free(&p.pieces);
    text_free(&p.keys);
    text_free(&p.svg);
    for (size_t i = 0; i < p.unit_count; i++) {
        free_unit(&p.units[i]);
    }
    free_unit(&p.loose);
    free(p.units);
    free(p.there.items);
    free(p.there_before.items);
    free(p.changed.items);
    free(p.slots);
    free(p.lines);
    free(p.seen);
    return true;
}
