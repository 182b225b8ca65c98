/* view_dot.c - the heap as one Graphviz graph
 *
 * Scopes are one tall node on the left, so that dot cannot pull them apart;
 * every object is a table: head (type, number, count, generation) and a row
 * for each slot. Labels are HTML-like: record labels lose edges.
 */
#include <stdlib.h>
#include <string.h>

#include "visualizer/rank.h"
#include "visualizer/view.h"

typedef struct Theme {
    const char *paper, *ink, *dim, *line, *head, *box, *scope, *scope_box;
    const char *edge, *bad, *bad_head, *badge, *badge_ink, *changed;
    const char *generations[3];
} Theme;

// Okabe-Ito, never alone: every state has a word or a line style too.
static const Theme light = {
    "#ffffff", "#1b1f24", "#57606a", "#8c959f", "#eef2f6", "#ffffff",
    "#0072B2", "#e3f1fb", "#3d4650", "#D55E00", "#fbe4d6", "#1b1f24",
    "#ffffff", "#F0E442", {"#56B4E9", "#E69F00", "#CC79A7"}};
static const Theme dark = {
    "#14181d", "#e6edf3", "#9aa4ae", "#6b7580", "#262d35", "#1b2128",
    "#56B4E9", "#17293a", "#b6c0ca", "#FF8C42", "#4a2a16", "#e6edf3",
    "#14181d", "#F0E442", {"#56B4E9", "#E69F00", "#CC79A7"}};

typedef struct Drawing {
    const Scene *scene;
    const Model *model;
    const Theme *theme;
    Text *out;
    Rank rank;
} Drawing;

enum { VALUE_COLUMNS = 26, LABEL_COLUMNS = 18 };

static void
escape(Text *out, const char *string, int columns)
{
    Text clean = {0};
    text_clean(&clean, string, strlen(string), columns, true);
    for (size_t i = 0; i < clean.length; i++) {
        switch (clean.bytes[i]) {
        case '&':
            text_add(out, "&amp;");
            break;
        case '<':
            text_add(out, "&lt;");
            break;
        case '>':
            text_add(out, "&gt;");
            break;
        case '"':
            text_add(out, "&quot;");
            break;
        case ' ':
            text_add(out, "&#160;");
            break;
        default:
            text_char(out, clean.bytes[i]);
            break;
        }
    }
    text_free(&clean);
}

static void
font(Text *out, const char *color, int size, bool mono)
{
    text_format(out,
                "<FONT COLOR=\"%s\" POINT-SIZE=\"%d\" "
                "FACE=\"DejaVu Sans%s\">",
                color, size, mono ? " Mono" : "");
}

static void
node_name(const Drawing *d, ModelRef ref, Text *out)
{
    text_format(out, "o%u", d->model->objects[ref].serial);
}

// The right cell of a row: a value, or the dot an edge leaves from.
static void
value_cell(const Drawing *d, const SceneRow *row, const char *port,
           const char *edge_color)
{
    Text *out = d->out;
    const Theme *t = d->theme;
    bool boxed = row->target != 0 && d->scene->box_of[row->target] != 0;
    const ModelObject *o = &d->model->objects[row->target];
    text_format(out, "<TD PORT=\"%s\" BORDER=\"1\" SIDES=\"L\" COLOR=\"%s\" "
                     "HEIGHT=\"24\" WIDTH=\"44\" CELLPADDING=\"3\"",
                port, t->line);
    if (row->changed) {
        text_format(out, " BGCOLOR=\"%s\"", t->changed);
    }
    text_char(out, '>');
    const char *ink = row->changed ? "#1b1f24" : t->ink;
    if (boxed) {
        font(out, row->changed ? "#1b1f24" : edge_color, 9, false);
        text_add(out, "&#9679;</FONT>");
    } else if (row->inlined && o->value != NULL) {
        font(out, ink, 12, true);
        escape(out, o->value, VALUE_COLUMNS);
        text_add(out, "</FONT>");
    } else {
        // Folded: its type and number at least.
        font(out, row->changed ? "#1b1f24" : t->dim, 11, false);
        Text text = {0};
        text_format(&text, "%s ", model_type_name(d->model, o->type));
        scene_number(d->model, row->target, &text);
        escape(out, text.bytes, VALUE_COLUMNS);
        text_free(&text);
        text_add(out, "</FONT>");
    }
    text_add(out, "</TD>");
}

static void
put_row(const Drawing *d, const SceneRow *row, size_t index, int span,
        const char *edge_color)
{
    Text *out = d->out;
    const Theme *t = d->theme;
    char port[24];
    snprintf(port, sizeof(port), "r%zu", index);
    if (row->target == 0) {
        text_format(out, "<TR><TD COLSPAN=\"%d\" CELLPADDING=\"4\">", span);
        font(out, t->dim, 11, false);
        text_add(out, "&#8230;&#160;");
        text_count(out, row->folded);
        text_add(out, "&#160;more</FONT></TD></TR>\n");
        return;
    }
    text_add(out, "<TR><TD ALIGN=\"RIGHT\" HEIGHT=\"24\" WIDTH=\"44\" "
                  "CELLPADDING=\"4\">");
    font(out, row->temporary ? t->dim : t->ink, 12, true);
    escape(out, row->label, LABEL_COLUMNS);
    text_add(out, "</FONT></TD>");
    value_cell(d, row, port, edge_color);
    text_add(out, "</TR>\n");
}

// Scopes: one node, a table for each.

static void
put_scope(const Drawing *d, const SceneScope *scope, size_t *port)
{
    Text *out = d->out;
    const Theme *t = d->theme;
    bool lit = scope->running || (scope->is_module && scope->line == 0);
    const char *color = lit ? t->scope : t->line;
    text_format(out,
                "<TR><TD><TABLE BORDER=\"2\" CELLBORDER=\"0\" "
                "CELLSPACING=\"0\" CELLPADDING=\"0\" COLOR=\"%s\" "
                "BGCOLOR=\"%s\">\n<TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\" "
                "HEIGHT=\"26\" WIDTH=\"120\" CELLPADDING=\"4\" "
                "BGCOLOR=\"%s\"><B>",
                color, t->scope_box, color);
    font(out, t->paper, 13, false);
    escape(out, scope->title, 24);
    text_add(out, "</FONT></B>");
    if (scope->line != 0) {
        font(out, t->paper, 10, false);
        text_format(out, "&#160;&#160;line&#160;%u%s", scope->line,
                    scope->running ? "&#160;&#9664;" : "");
        text_add(out, "</FONT>");
    }
    text_add(out, "</TD></TR>\n");
    for (size_t i = 0; i < scope->rows.count; i++) {
        put_row(d, &scope->rows.items[i], (*port)++, 2, t->scope);
    }
    if (scope->rows.count == 0) {
        text_add(out, "<TR><TD COLSPAN=\"2\" CELLPADDING=\"5\">");
        font(out, t->dim, 11, false);
        text_add(out, "no&#160;names</FONT></TD></TR>\n");
    }
    text_add(out, "</TABLE></TD></TR>\n");
}

static void
put_ghosts(const Drawing *d)
{
    const ModelChanges *changes = scene_changes(d->model);
    Text *out = d->out;
    const Theme *t = d->theme;
    enum { SHOWN = 8 };
    if (changes->freed_count == 0) {
        return;
    }
    text_format(out,
                "<TR><TD><TABLE BORDER=\"1\" CELLBORDER=\"0\" "
                "CELLSPACING=\"0\" CELLPADDING=\"3\" COLOR=\"%s\" "
                "STYLE=\"DOTTED\">\n<TR><TD ALIGN=\"LEFT\" WIDTH=\"120\">",
                t->dim);
    font(out, t->dim, 11, false);
    text_add(out, "<I>just&#160;freed</I></FONT></TD></TR>\n");
    for (size_t i = 0; i < changes->freed_count; i++) {
        const ModelGhost *ghost = &changes->freed[i];
        text_add(out, "<TR><TD ALIGN=\"LEFT\">");
        font(out, t->dim, 11, false);
        if (i == SHOWN) {
            text_add(out, "&#8230;</FONT></TD></TR>\n");
            break;
        }
        text_add(out, "<S>");
        escape(out, ghost->type, 20);
        text_format(out, "&#160;#%u</S></FONT></TD></TR>\n", ghost->number);
    }
    text_add(out, "</TABLE></TD></TR>\n");
}

static void
put_scopes(const Drawing *d)
{
    Text *out = d->out;
    size_t port = 0;
    text_add(out, "stk [id=\"stk\", label=<<TABLE BORDER=\"0\" "
                  "CELLBORDER=\"0\" CELLSPACING=\"8\" CELLPADDING=\"0\">\n");
    // The module at the bottom, the current frame on top.
    for (size_t i = d->scene->scope_count; i-- > 0;) {
        put_scope(d, &d->scene->scopes[i], &port);
    }
    if (d->scene->library_frames > 0) {
        text_add(out, "<TR><TD>");
        font(out, d->theme->dim, 12, false);
        text_format(out, "%zu frames of Python's library</FONT></TD></TR>\n",
                    d->scene->library_frames);
    }
    if (d->scene->hidden_frames > 0) {
        text_add(out, "<TR><TD>");
        font(out, d->theme->dim, 12, false);
        text_format(out, "%zu more frames between these</FONT></TD></TR>\n",
                    d->scene->hidden_frames);
    }
    if (d->scene->scope_count == 0) {
        text_add(out, "<TR><TD>");
        font(out, d->theme->dim, 12, false);
        text_add(out, "no&#160;names</FONT></TD></TR>\n");
    }
    put_ghosts(d);
    text_add(out, "</TABLE>>]\n");
}

// Objects.

static void
badge(const Drawing *d, const char *text, const char *ground,
      const char *ink, int size)
{
    text_format(d->out,
                "<TD><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" "
                "CELLPADDING=\"3\" BGCOLOR=\"%s\" STYLE=\"ROUNDED\"><TR><TD>"
                "<B>",
                ground);
    font(d->out, ink, size, false);
    text_format(d->out, "%s</FONT></B></TD></TR></TABLE></TD>", text);
}

static const char *
state_word(const SceneBox *box)
{
    return box->state == REACH_WEAK    ? "only weakly reachable"
           : box->state == REACH_DYING ? "being finalized"
           : box->state == REACH_NONE  ? "unreachable, not freed"
                                       : NULL;
}

static void
put_head(const Drawing *d, const SceneBox *box)
{
    Text *out = d->out;
    const Theme *t = d->theme;
    const ModelObject *o = &d->model->objects[box->ref];
    bool dead = box->state != REACH_LIVE;
    char text[64];
    text_format(out,
                "<TR><TD PORT=\"h\" COLSPAN=\"2\" ALIGN=\"LEFT\" "
                "BGCOLOR=\"%s\" CELLPADDING=\"4\"><TABLE BORDER=\"0\" "
                "CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\"><TR>"
                "<TD ALIGN=\"LEFT\"><B>",
                dead ? t->bad_head : t->head);
    font(out, t->ink, 13, false);
    bool is_class = model_sort(d->model, box->ref) == SORT_TYPE;
    escape(out,
           is_class && o->value != NULL ? o->value
                                        : model_type_name(d->model, o->type),
           28);
    text_add(out, "</FONT></B>");
    font(out, t->dim, 11, false);
    text_add(out, "&#160;");
    scene_number(d->model, box->ref, out);
    text_add(out, "</FONT></TD><TD WIDTH=\"10\"></TD>");
    snprintf(text, sizeof(text), "rc&#160;%u", box->bill.user);
    badge(d, text, dead ? t->bad : t->badge,
          dead ? t->paper : t->badge_ink, 12);
    if (box->bill.runtime > 0) {
        text_add(out, "<TD>");
        font(out, t->dim, 10, false);
        text_format(out, "&#160;of&#160;%u</FONT></TD>",
                    box->bill.user + box->bill.runtime);
    }
    if (o->flags & OBJECT_TRACKED) {
        int g = model_generation(d->model, o);
        snprintf(text, sizeof(text), "g%d", g);
        text_add(out, "<TD WIDTH=\"4\"></TD>");
        badge(d, text, t->generations[g], "#1b1f24", 12);
    }
    text_add(out, "<TD WIDTH=\"6\"></TD><TD>");
    font(out, t->dim, 9, false);
    Text size = {0};
    text_size(&size, o->bytes);
    escape(out, size.bytes, 20);
    text_free(&size);
    text_add(out, "</FONT></TD></TR></TABLE></TD></TR>\n");
    if (dead) {
        text_format(out,
                    "<TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\" BGCOLOR=\"%s\" "
                    "CELLPADDING=\"3\"><I>",
                    t->bad_head);
        font(out, t->bad, 11, false);
        escape(out, state_word(box), 40);
        text_add(out, "</FONT></I></TD></TR>\n");
    }
}

static void
put_box(const Drawing *d, const SceneBox *box)
{
    Text *out = d->out;
    const Theme *t = d->theme;
    const ModelObject *o = &d->model->objects[box->ref];
    bool dead = box->state != REACH_LIVE;
    node_name(d, box->ref, out);
    text_add(out, " [id=\"");
    node_name(d, box->ref, out);
    text_format(out,
                "\", label=<<TABLE BORDER=\"%d\" CELLBORDER=\"0\" "
                "CELLSPACING=\"0\" CELLPADDING=\"0\" COLOR=\"%s\" "
                "BGCOLOR=\"%s\" STYLE=\"ROUNDED%s\">\n",
                dead || box->cycle != 0 ? 2 : 1, dead ? t->bad : t->line,
                t->box,
                box->state == REACH_WEAK ? ",DOTTED"
                : dead                   ? ",DASHED"
                                         : "");
    put_head(d, box);
    ObjectSort sort = model_sort(d->model, box->ref);
    bool value = box->atom || sort == SORT_FUNCTION ||
                 sort == SORT_NATIVE_FUNCTION || sort == SORT_MODULE;
    if (value && o->value != NULL) {
        text_add(out, "<TR><TD COLSPAN=\"2\" CELLPADDING=\"5\">");
        font(out, t->ink, 13, true);
        escape(out, o->value, VALUE_COLUMNS + 6);
        text_add(out, "</FONT></TD></TR>\n");
    }
    for (size_t i = 0; i < box->rows.count; i++) {
        put_row(d, &box->rows.items[i], i, 2, dead ? t->bad : t->edge);
    }
    if (!value && box->rows.count == 0 && sort != SORT_TYPE) {
        text_add(out, "<TR><TD COLSPAN=\"2\" CELLPADDING=\"4\">");
        font(out, t->dim, 11, false);
        text_add(out, "empty</FONT></TD></TR>\n");
    }
    text_add(out, "</TABLE>>]\n");
}

static void
put_groups(const Drawing *d)
{
    Text *out = d->out;
    const Scene *scene = d->scene;
    if (scene->group_count == 0) {
        return;
    }
    text_format(out,
                "folded [id=\"folded\", label=<<TABLE BORDER=\"1\" "
                "CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"4\" "
                "COLOR=\"%s\" BGCOLOR=\"%s\" STYLE=\"ROUNDED,DOTTED\">\n",
                d->theme->line, d->theme->box);
    enum { SHOWN = 12 };
    for (size_t i = 0; i < scene->group_count; i++) {
        const SceneGroup *group = &scene->groups[i];
        Text text = {0};
        if (i == SHOWN) {
            SceneGroup rest = {0};
            for (size_t k = i; k < scene->group_count; k++) {
                rest.count += scene->groups[k].count;
                rest.bytes += scene->groups[k].bytes;
            }
            text_count(&text, rest.count);
            text_add(&text, " more of other types, ");
            text_size(&text, rest.bytes);
            i = scene->group_count;
        } else {
            text_count(&text, group->count);
            text_format(&text, " more %s%s, ",
                        group->unreachable ? "unreachable " : "",
                        model_type_name(d->model, group->type));
            text_size(&text, group->bytes);
        }
        text_add(out, "<TR><TD ALIGN=\"LEFT\">");
        font(out, group->unreachable ? d->theme->bad : d->theme->ink, 12,
             false);
        escape(out, text.bytes, 60);
        text_add(out, "</FONT></TD></TR>\n");
        text_free(&text);
    }
    text_add(out, "</TABLE>>]\nstk -> folded [style=invis]\n");
}

// Edges.

static void
put_edge(const Drawing *d, const SceneRow *row, const SceneBox *owner,
         size_t port)
{
    const Scene *scene = d->scene;
    const Theme *t = d->theme;
    uint32_t box = row->target != 0 ? scene->box_of[row->target] : 0;
    if (box == 0) {
        return;
    }
    const SceneBox *target = &scene->boxes[box - 1];
    Text *out = d->out;
    if (owner == NULL) {
        text_add(out, "stk");
    } else {
        node_name(d, owner->ref, out);
    }
    bool back = owner != NULL && d->rank.back[owner - scene->boxes][port] != 0;
    text_format(out, ":r%zu:%s -> ", port, back ? "e" : "c");
    node_name(d, row->target, out);
    text_add(out, ":h:w [");
    const char *color = owner == NULL ? t->scope : t->edge;
    bool cyclic = owner != NULL && owner->cycle != 0 &&
                  owner->cycle == target->cycle && !row->weak;
    if (owner != NULL && owner->state != REACH_LIVE) {
        color = t->bad;
    }
    text_format(out, "color=\"%s\"", color);
    if (cyclic) {
        text_add(out, ", penwidth=2.8");
    }
    if (row->weak) {
        text_add(out, ", style=dashed, arrowhead=empty");
    }
    if (back) {
        text_add(out, ", constraint=false");
    }
    text_add(out, "]\n");
}

static void
put_edges(const Drawing *d)
{
    const Scene *scene = d->scene;
    size_t port = 0;
    for (size_t i = scene->scope_count; i-- > 0;) {
        const SceneRows *rows = &scene->scopes[i].rows;
        for (size_t k = 0; k < rows->count; k++) {
            put_edge(d, &rows->items[k], NULL, port++);
        }
    }
    for (size_t i = 0; i < scene->box_count; i++) {
        const SceneBox *box = &scene->boxes[i];
        for (size_t k = 0; k < box->rows.count; k++) {
            put_edge(d, &box->rows.items[k], box, k);
        }
    }
}

// The legend: what occurs in this picture, in words.

static void
legend_item(const Drawing *d, const char *color, const char *sign,
            const char *words)
{
    text_add(d->out, "<B>");
    font(d->out, color, 12, false);
    text_format(d->out, "%s</FONT></B>&#160;", sign);
    font(d->out, d->theme->dim, 12, false);
    escape(d->out, words, 80);
    text_add(d->out, "&#160;&#160;&#160;&#160;&#160;</FONT>");
}

static void
put_legend(const Drawing *d)
{
    const Scene *scene = d->scene;
    const Theme *t = d->theme;
    Text *out = d->out;
    bool runtime = false, tracked = false;
    for (size_t i = 0; i < scene->box_count; i++) {
        runtime |= scene->boxes[i].bill.runtime > 0;
        tracked |= (d->model->objects[scene->boxes[i].ref].flags &
                    OBJECT_TRACKED) != 0;
    }
    text_add(out, "label=<");
    legend_item(d, t->scope, "&#9679;&#8594;", "a name refers");
    legend_item(d, t->edge, "&#9679;&#8594;", "an object refers");
    if (scene->any_weak) {
        legend_item(d, t->edge, "- - &#9655;", "weak: not counted");
    }
    if (scene->any_cycle) {
        legend_item(d, t->edge, "&#9473;&#9654;", "thick: part of a cycle");
    }
    if (scene->any_unreachable) {
        legend_item(d, t->bad, "&#9476;&#9476;",
                    "unreachable, not yet freed");
    }
    text_add(out, "<BR ALIGN=\"LEFT\"/>");
    legend_item(d, t->ink, "rc&#160;2", "references by the program");
    if (runtime) {
        legend_item(d, t->dim, "of&#160;3", "with the runtime's own");
    }
    if (tracked) {
        legend_item(d, t->ink, "g0", "generation of the collector");
    }
    if (scene->any_changed) {
        legend_item(d, "#b8a800", "&#9632;", "set by the last step");
    }
    text_add(out, "<BR ALIGN=\"LEFT\"/>>\n");
}

void
view_dot(const Scene *scene, const char *title, const ViewOptions *options,
         Text *out)
{
    Drawing d = {scene, scene->model, options->dark ? &dark : &light, out,
                 {NULL, NULL}};
    const Theme *t = d.theme;
    text_format(out,
                "digraph heap {\n"
                "graph [rankdir=LR, bgcolor=\"%s\", pad=0.25, nodesep=0.28, "
                "ranksep=0.9, outputorder=edgeslast, labelloc=b, "
                "labeljust=l, nslimit=3, nslimit1=3, "
                "fontname=\"DejaVu Sans\", fontcolor=\"%s\"]\n"
                "node [shape=plain, fontname=\"DejaVu Sans\", fontsize=12, "
                "fontcolor=\"%s\"]\n"
                "edge [arrowsize=0.8, penwidth=1.6, tailclip=false]\n",
                t->paper, t->ink, t->ink);
    put_legend(&d);
    text_add(out, "subgraph cluster_heap {\ncolor=none\nlabelloc=t\n"
                  "label=<<B>");
    font(out, t->ink, 15, false);
    escape(out, title, 100);
    text_add(out, "</FONT></B>>\n");
    put_scopes(&d);
    for (size_t i = 0; i < scene->box_count; i++) {
        put_box(&d, &scene->boxes[i]);
    }
    put_groups(&d);
    rank_make(&d.rank, scene);
    for (size_t i = 0; i < scene->box_count; i++) {
        if (d.rank.apart[i]) {
            // What no name leads to stands right of the names too.
            text_add(out, "stk -> ");
            node_name(&d, scene->boxes[i].ref, out);
            text_add(out, ":h:w [style=invis]\n");
        }
    }
    put_edges(&d);
    text_add(out, "}\n}\n");
    rank_free(&d.rank, scene);
}
