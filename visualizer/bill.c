/* bill.c - of what a reference count consists */
#include <stdlib.h>
#include <string.h>

#include "visualizer/analysis.h"

static void
key_label(const Model *model, ModelRef dict, uint32_t n, Text *out)
{
    ModelRef key = model_entry_key(model, dict, n);
    if (key == 0) {
        text_format(out, "[entry %u]", n);
        return;
    }
    const ModelObject *o = &model->objects[key];
    text_char(out, '[');
    ObjectSort sort = model_sort(model, key);
    if (o->value != NULL && sort >= SORT_INT && sort <= SORT_CONSTANT) {
        text_clean(out, o->value, strlen(o->value), 24, true);
    } else {
        text_format(out, "#%u", o->number);
    }
    text_char(out, ']');
}

// The name at a namespace's or class's or instance's dict entry.
static void
name_label(const Model *model, ModelRef dict, uint32_t n, const char *before,
           Text *out)
{
    Text name = {0};
    ModelRef key = model_entry_key(model, dict, n);
    text_add(out, before);
    if (model_plain_str(model, key, &name)) {
        text_clean(out, name.bytes, name.length, 30, true);
    } else {
        text_format(out, "name %u", n);
    }
    text_free(&name);
}

void
edge_label(const Model *model, ModelRef owner, const ModelEdge *edge,
           Text *out)
{
    uint32_t n = EDGE_NUMBER_OF(edge);
    switch (EDGE_KIND_OF(edge)) {
    case LABEL_INDEX:
        text_format(out, "[%u]", n);
        break;
    case LABEL_STACK:
        text_format(out, "temporary %u", n);
        break;
    case LABEL_KEY:
        text_add(out, "key ");
        key_label(model, owner, n, out);
        break;
    case LABEL_VALUE:
        if (model->objects[owner].flags & OBJECT_NAMESPACE) {
            name_label(model, owner, n, "", out);
        } else if (model_dict_owner(model, owner) != 0) {
            name_label(model, owner, n, ".", out);
        } else {
            key_label(model, owner, n, out);
        }
        break;
    case LABEL_ITEM:
        text_add(out, "item");
        break;
    case LABEL_CONST:
        text_format(out, "constant %u", n);
        break;
    case LABEL_ATTR:
    case LABEL_SLOT:
        text_format(out, ".%s", model_string(model, n));
        break;
    case LABEL_TYPE:
        text_add(out, "class");
        break;
    case LABEL_WEAK:
        text_add(out, "weakly");
        break;
    default:
        text_add(out, model_string(model, n & LABEL_TEXT_MASK));
        break;
    }
}

static bool
is_module_dict(const Model *model, ModelRef ref)
{
    ModelRef owner = model_dict_owner(model, ref);
    return owner != 0 && model_sort(model, owner) == SORT_MODULE;
}

static BillKind
runtime_kind(const Model *model, ModelRef owner, const ModelEdge *edge)
{
    const ModelObject *o = &model->objects[owner];
    if (o->flags & OBJECT_FRAME) {
        return BILL_FRAME;
    }
    if (EDGE_KIND_OF(edge) == LABEL_CONST) {
        return BILL_CONSTANT;
    }
    switch (model_sort(model, owner)) {
    case SORT_CODE:
        return BILL_CONSTANT;
    case SORT_MODULE:
        return BILL_MODULE;
    case SORT_TYPE:
        return BILL_CLASS;
    case SORT_DICT: {
        if (is_module_dict(model, owner) ||
            (o->flags & OBJECT_NAMESPACE)) {
            return BILL_MODULE;
        }
        return model_dict_owner(model, owner) != 0 ? BILL_CLASS
                                                   : BILL_RUNTIME;
    }
    case SORT_TUPLE: {
        // A constant tuple belongs to the code; an mro to its class.
        for (ModelLink link = o->first_in; link.owner != 0;) {
            const ModelEdge *in = &model->objects[link.owner].edges[link.at];
            ObjectSort sort = model_sort(model, link.owner);
            if (sort == SORT_CODE) {
                return BILL_CONSTANT;
            }
            if (sort == SORT_TYPE) {
                return BILL_CLASS;
            }
            link = in->next;
        }
        return BILL_RUNTIME;
    }
    default:
        return BILL_RUNTIME;
    }
}

static BillKind
kind_of(const Model *model, ModelRef owner, const ModelEdge *edge)
{
    if (!model_edge_is_user(model, owner, edge)) {
        return runtime_kind(model, owner, edge);
    }
    switch (EDGE_KIND_OF(edge)) {
    case LABEL_LOCAL:
        return BILL_NAME;
    case LABEL_STACK:
        return BILL_TEMPORARY;
    case LABEL_INDEX:
        return BILL_SLOT;
    case LABEL_KEY:
        return BILL_KEY;
    case LABEL_ITEM:
        return BILL_ITEM;
    case LABEL_ATTR:
    case LABEL_SLOT:
        return BILL_ATTRIBUTE;
    case LABEL_TYPE:
        return BILL_INSTANCE;
    case LABEL_VALUE:
        return model->objects[owner].flags & OBJECT_NAMESPACE ? BILL_NAME
               : model_dict_owner(model, owner) != 0 ? BILL_ATTRIBUTE
                                                     : BILL_VALUE;
    default:
        return model_sort(model, owner) == SORT_CELL ? BILL_CELL
                                                     : BILL_FIELD;
    }
}

static void
find_frame(Referrer *r, const Model *model)
{
    for (size_t i = 0; i < model->frame_count; i++) {
        if (model->frames[i].ref == r->owner) {
            r->frame = (uint32_t)i + 1;
        }
    }
}

void
bill_find_frames(Bill *bill, const Model *model)
{
    for (size_t i = 0; bill->frames && i < bill->count; i++) {
        if (bill->referrers[i].frame != 0) {
            find_frame(&bill->referrers[i], model);
        }
    }
}

static void
add_referrer(Bill *bill, const Model *model, ModelRef owner, BillKind kind,
             const ModelEdge *edge)
{
    if (bill->count >= BILL_REFERRERS) {
        bill->cut = true;
        return;
    }
    bill->referrers = vis_grow(bill->referrers, bill->count, &bill->room,
                               sizeof(Referrer));
    Referrer *r = &bill->referrers[bill->count++];
    *r = (Referrer){.kind = kind, .owner = owner, .count = 1};
    Text label = {0};
    edge_label(model, owner, edge, &label);
    snprintf(r->label, sizeof(r->label), "%.47s", label.bytes);
    text_free(&label);
    find_frame(r, model);
    bill->frames |= r->frame != 0;
    if (kind == BILL_ATTRIBUTE && EDGE_KIND_OF(edge) == LABEL_VALUE) {
        r->owner = model_dict_owner(model, owner);
    }
    const ModelObject *o = &model->objects[r->owner];
    r->order = (uint64_t)(o->number != 0 ? o->number : o->serial) << 32 |
               EDGE_NUMBER_OF(edge);
}

static int
by_order(const void *x, const void *y)
{
    const Referrer *a = x, *b = y;
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    if (a->order != b->order) {
        return a->order < b->order ? -1 : 1;
    }
    return strcmp(a->label, b->label);
}

static void
add_holds(Bill *bill, const Model *model, ModelRef ref)
{
    for (size_t i = 0; i < model->hold_count; i++) {
        const ModelHold *hold = &model->holds[i];
        if (hold->ref != ref || hold->count == 0) {
            continue;
        }
        bill->counts[BILL_NATIVE] += hold->count;
        bill->user += hold->count;
        bill->referrers = vis_grow(bill->referrers, bill->count, &bill->room,
                                   sizeof(Referrer));
        Referrer *r = &bill->referrers[bill->count++];
        *r = (Referrer){.kind = BILL_NATIVE, .count = hold->count};
        snprintf(r->label, sizeof(r->label), "%.47s",
                 model_string(model, hold->name));
    }
}

void
bill_make(Bill *bill, const Model *model, ModelRef ref)
{
    *bill = (Bill){0};
    const ModelObject *o = &model->objects[ref];
    for (ModelLink link = o->first_in; link.owner != 0;) {
        const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
        if (EDGE_KIND_OF(edge) == LABEL_WEAK) {
            bill->weak++;
        } else {
            BillKind kind = kind_of(model, link.owner, edge);
            bill->counts[kind]++;
            bill->user += (int)kind < BILL_USER_KINDS;
            bill->runtime += (int)kind >= BILL_USER_KINDS;
            add_referrer(bill, model, link.owner, kind, edge);
        }
        link = edge->next;
    }
    add_holds(bill, model, ref);
    if (bill->count > 1) {
        qsort(bill->referrers, bill->count, sizeof(Referrer), by_order);
    }
}

void
bill_free(Bill *bill)
{
    free(bill->referrers);
    *bill = (Bill){0};
}

void
bill_count(const Model *model, ModelRef ref, uint32_t *user,
           uint32_t *runtime)
{
    const ModelObject *o = &model->objects[ref];
    *user = o->holds;
    *runtime = 0;
    for (ModelLink link = o->first_in; link.owner != 0;) {
        const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
        if (EDGE_KIND_OF(edge) != LABEL_WEAK) {
            if (model_edge_is_user(model, link.owner, edge)) {
                ++*user;
            } else {
                ++*runtime;
            }
        }
        link = edge->next;
    }
}

static const struct {
    const char *one, *many;
} words[BILL_KINDS] = {
    {"name", "names"},
    {"temporary", "temporaries"},
    {"slot", "slots"},
    {"dict value", "dict values"},
    {"dict key", "dict keys"},
    {"set item", "set items"},
    {"attribute", "attributes"},
    {"closure cell", "closure cells"},
    {"instance", "instances"},
    {"field", "fields"},
    {"held by native code", "held by native code"},
    {"the code's constants", "the code's constants"},
    {"the running frame", "the running frames"},
    {"modules", "modules"},
    {"its class's tables", "class tables"},
    {"the runtime", "the runtime"},
};

const char *
bill_word(BillKind kind, uint64_t n)
{
    return plural(n, words[kind].one, words[kind].many);
}

static void
owner_words(const Model *model, ModelRef owner, Text *out)
{
    const ModelObject *o = &model->objects[owner];
    text_format(out, o->number != 0 ? " of #%u" : " of @%u",
                o->number != 0 ? o->number : o->serial);
}

// "(x, y, f's n)", "([0], [1] of #2)"
static void
samples(const Model *model, const Bill *bill, BillKind kind, Text *out)
{
    enum { SHOWN = 4 };
    int shown = 0;
    ModelRef last = 0;
    bool with_owner = kind != BILL_NAME && kind != BILL_NATIVE;
    text_add(out, " (");
    for (size_t i = 0; i < bill->count; i++) {
        const Referrer *r = &bill->referrers[i];
        if (r->kind != kind) {
            continue;
        }
        if (shown == SHOWN) {
            text_add(out, ", ...");
            break;
        }
        if (shown > 0) {
            if (with_owner && last != r->owner) {
                owner_words(model, last, out);
            }
            text_add(out, ", ");
        }
        if (kind == BILL_NAME && r->frame != 0 &&
            !(model->frames[r->frame - 1].flags & 2)) {
            text_format(out, "%s() ",
                        model_string(model,
                                     model->frames[r->frame - 1].function));
        }
        text_add(out, r->label);
        if (kind == BILL_NAME && model->objects[r->owner].number != 0) {
            owner_words(model, r->owner, out); // a generator's
        }
        last = r->owner;
        shown++;
    }
    if (with_owner && last != 0) {
        owner_words(model, last, out);
    }
    text_char(out, ')');
}

void
bill_words(const Model *model, const Bill *bill, Text *out)
{
    const char *between = "";
    for (int k = 0; k < BILL_USER_KINDS; k++) {
        uint32_t n = bill->counts[k];
        if (n == 0) {
            continue;
        }
        text_format(out, "%s", between);
        text_count(out, n);
        text_format(out, " %s", bill_word((BillKind)k, n));
        if (k != BILL_TEMPORARY && k != BILL_INSTANCE && k != BILL_CELL) {
            samples(model, bill, (BillKind)k, out);
        }
        between = " + ";
    }
    if (between[0] == '\0') {
        text_add(out, "0 by the program");
    }
}

void
bill_runtime_words(const Bill *bill, Text *out)
{
    const char *between = "";
    for (int k = BILL_USER_KINDS; k < BILL_KINDS; k++) {
        uint32_t n = bill->counts[k];
        if (n == 0) {
            continue;
        }
        text_add(out, between);
        text_count(out, n);
        text_format(out, " by %s", bill_word((BillKind)k, n));
        between = ", ";
    }
}
