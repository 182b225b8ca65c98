#include "visualizer/model_lookup.h"

#include <stdlib.h>
#include <string.h>

LookupTrace *lookup_trace;

static void
note(const Model *model, ModelRef ref)
{
    if (lookup_trace != NULL && ref != 0 &&
        lookup_trace->count < LOOKUP_TRACE) {
        lookup_trace->serials[lookup_trace->count++] =
            model->objects[ref].serial;
    }
}

const ModelFrame *
expr_frame(const Model *model, unsigned up)
{
    const ModelFrame *found = NULL;
    for (size_t i = model->frame_count; i > 0; i--) {
        const ModelFrame *frame = &model->frames[i - 1];
        if (frame->file == FILE_LIBRARY) {
            continue;
        }
        found = frame;
        if (up-- == 0) {
            break;
        }
    }
    return found;
}

ModelRef
expr_numbered(const Model *model, uint32_t number)
{
    for (ModelRef i = 1; number != 0 && i < model->used; i++) {
        if (model->objects[i].serial != 0 &&
            model->objects[i].number == number) {
            return i;
        }
    }
    return 0;
}

// The entry of that name in a namespace, without making all its rows.
static ModelRef
in_namespace(const Model *model, ModelRef dict, const char *name)
{
    const ModelObject *o = &model->objects[dict];
    size_t n = strlen(name);
    note(model, dict);
    for (uint32_t i = 0; dict != 0 && i < o->edge_count; i++) {
        const ModelEdge *key = &o->edges[i];
        if (key->target == 0 || EDGE_KIND_OF(key) != LABEL_KEY) {
            continue;
        }
        const char *value = model->objects[key->target].value;
        if (value == NULL || strncmp(value + 1, name, n) != 0 ||
            value[n + 1] != value[0] || value[n + 2] != '\0') {
            continue;
        }
        const ModelEdge *edge = model_edge(
            model, dict, EDGE_LABEL(LABEL_VALUE, EDGE_NUMBER_OF(key)));
        return edge != NULL ? edge->target : 0;
    }
    return 0;
}

static ModelRef
in_frame(const Model *model, const ModelFrame *frame, const char *name)
{
    const ModelObject *o = &model->objects[frame->ref];
    note(model, frame->ref);
    for (uint32_t i = 0; frame->ref != 0 && i < o->edge_count; i++) {
        const ModelEdge *edge = &o->edges[i];
        if (edge->target != 0 && EDGE_KIND_OF(edge) == LABEL_LOCAL &&
            strcmp(model_string(model, EDGE_NUMBER_OF(edge) & LABEL_TEXT_MASK),
                   name) == 0) {
            return analysis_through_cells(model, edge->target);
        }
    }
    ModelRef names = frame->ref != 0 && (frame->flags & (2 | 4))
                         ? model_field(model, frame->ref, "locals")
                         : 0;
    return names != 0 ? in_namespace(model, names, name) : 0;
}

ModelRef
lookup_name(const Model *model, const ModelFrame *frame, const char *name)
{
    ModelRef found = frame != NULL ? in_frame(model, frame, name) : 0;
    return found != 0 ? found : in_namespace(model, model->main_names, name);
}

bool
lookup_is_local(const Model *model, const ModelFrame *frame, const char *name)
{
    return frame != NULL && !(frame->flags & 2) &&
           in_frame(model, frame, name) != 0;
}

// The slot of that label: ".next", "[0]", "['key']".
ModelRef
lookup_slot(const Model *model, ModelRef owner, const char *label)
{
    SceneRows rows = {0};
    note(model, owner);
    note(model, model_field(model, owner, "__dict__"));
    scene_rows(model, owner, 0, &rows);
    ModelRef found = 0;
    for (size_t i = 0; i < rows.count && found == 0; i++) {
        const char *is = rows.items[i].label;
        // An instance's dict gives the bare name.
        if (strcmp(is, label) == 0 ||
            (label[0] == '.' && strcmp(is, label + 1) == 0)) {
            found = rows.items[i].target;
        }
    }
    scene_rows_free(&rows);
    return found;
}

int64_t
lookup_length(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    int64_t n = 0;
    note(model, ref);
    ObjectSort sort = model_sort(model, ref);
    for (uint32_t i = 0; i < o->edge_count; i++) {
        unsigned kind = EDGE_KIND_OF(&o->edges[i]);
        n += o->edges[i].target != 0 &&
             (kind == LABEL_INDEX || kind == LABEL_VALUE || kind == LABEL_ITEM);
    }
    return sort >= SORT_LIST && sort <= SORT_SET ? n : -1;
}

// The text of a str object, escapes undone as far as they are common.
static void
plain_text(const char *repr, char out[128])
{
    size_t n = strlen(repr), used = 0;
    for (size_t i = 1; i + 1 < n && used < 127; i++) {
        char c = repr[i];
        if (c == '\\' && i + 2 < n) {
            c = repr[++i];
            c = (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c);
        }
        out[used++] = c;
    }
    out[used] = '\0';
}

ExprValue
lookup_value(const Model *model, ModelRef ref)
{
    ExprValue v = {.kind = EXPR_OBJECT, .ref = ref};
    const char *text = model->objects[ref].value;
    char *end;
    if (text == NULL) {
        return v;
    }
    switch (model_sort(model, ref)) {
    case SORT_INT:
        v.n = strtoll(text, &end, 10);
        v.kind = *end == '\0' ? EXPR_INT : EXPR_OBJECT;
        break;
    case SORT_FLOAT:
        v.x = strtod(text, &end);
        v.kind = *end == '\0' ? EXPR_FLOAT : EXPR_OBJECT;
        break;
    case SORT_STR:
        plain_text(text, v.text);
        v.kind = EXPR_TEXT;
        break;
    case SORT_CONSTANT:
        v.kind = strcmp(text, "None") == 0 ? EXPR_NONE : EXPR_BOOL;
        v.n = strcmp(text, "True") == 0;
        break;
    default:
        break;
    }
    return v;
}
