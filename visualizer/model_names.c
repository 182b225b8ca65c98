/* model_names.c - what objects are called and whose they are */
#include <stdlib.h>
#include <string.h>

#include "visualizer/model_private.h"

// "class int" is what the value of a type object says.
const char *
model_type_name(const Model *model, ModelRef type)
{
    const char *value = type != 0 ? model->objects[type].value : NULL;
    if (value == NULL) {
        return "?";
    }
    return strncmp(value, "class ", 6) == 0 ? value + 6 : value;
}

static const struct {
    const char *name;
    ObjectSort sort;
} sorts[] = {
    {"int", SORT_INT},
    {"float", SORT_FLOAT},
    {"complex", SORT_FLOAT},
    {"str", SORT_STR},
    {"bytes", SORT_BYTES},
    {"NoneType", SORT_CONSTANT},
    {"bool", SORT_CONSTANT},
    {"ellipsis", SORT_CONSTANT},
    {"NotImplementedType", SORT_CONSTANT},
    {"list", SORT_LIST},
    {"tuple", SORT_TUPLE},
    {"dict", SORT_DICT},
    {"set", SORT_SET},
    {"frozenset", SORT_SET},
    {"type", SORT_TYPE},
    {"function", SORT_FUNCTION},
    {"builtin_function_or_method", SORT_NATIVE_FUNCTION},
    {"method_descriptor", SORT_NATIVE_FUNCTION},
    {"wrapper_descriptor", SORT_NATIVE_FUNCTION},
    {"classmethod_descriptor", SORT_NATIVE_FUNCTION},
    {"getset_descriptor", SORT_NATIVE_FUNCTION},
    {"member_descriptor", SORT_NATIVE_FUNCTION},
    {"module", SORT_MODULE},
    {"code", SORT_CODE},
    {"cell", SORT_CELL},
    {"weakref", SORT_WEAKREF},
    {"ReferenceType", SORT_WEAKREF},
    {"weakproxy", SORT_WEAKREF},
    {"weakcallableproxy", SORT_WEAKREF},
};

static ObjectSort
named_sort(const char *name)
{
    for (size_t i = 0; i < sizeof(sorts) / sizeof(sorts[0]); i++) {
        if (strcmp(sorts[i].name, name) == 0) {
            return sorts[i].sort;
        }
    }
    return SORT_UNKNOWN;
}

ModelRef
model_field(const Model *model, ModelRef ref, const char *name)
{
    const ModelObject *o = &model->objects[ref];
    for (uint32_t i = 0; i < o->edge_count; i++) {
        unsigned kind = EDGE_KIND_OF(&o->edges[i]);
        if ((kind == LABEL_FIELD || kind == LABEL_ATTR ||
             kind == LABEL_SLOT) &&
            strcmp(model_string(model, EDGE_NUMBER_OF(&o->edges[i])),
                   name) == 0) {
            return o->edges[i].target;
        }
    }
    return 0;
}

// The sort of the instances of a type: by its name, or by the first base
// whose name is known.
static ObjectSort
instances_of(const Model *model, ModelRef type)
{
    ModelObject *o = &model->objects[type];
    if (o->instances != SORT_UNKNOWN) {
        return (ObjectSort)o->instances;
    }
    ModelRef at = type;
    for (int depth = 0; at != 0 && depth < 100; depth++) {
        if (model->objects[at].value == NULL) {
            return SORT_UNKNOWN; // not described yet
        }
        ObjectSort sort = named_sort(model_type_name(model, at));
        if (sort != SORT_UNKNOWN) {
            o->instances = (uint8_t)sort;
            return sort;
        }
        at = model_field(model, at, "__base__");
    }
    if (o->edge_count == 0) {
        return SORT_INSTANCE; // may still be incomplete: ask again
    }
    o->instances = SORT_INSTANCE;
    return SORT_INSTANCE;
}

ObjectSort
model_sort(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    if (o->type == 0 || (o->flags & (OBJECT_FRAME | OBJECT_ROOT))) {
        return SORT_UNKNOWN;
    }
    return instances_of(model, o->type);
}

bool
model_plain_str(const Model *model, ModelRef ref, Text *out)
{
    const char *value = ref != 0 ? model->objects[ref].value : NULL;
    size_t n = value != NULL ? strlen(value) : 0;
    if (n < 2 || (value[0] != '\'' && value[0] != '"') ||
        value[n - 1] != value[0]) {
        return false;
    }
    text_add_bytes(out, value + 1, n - 2);
    return true;
}

const ModelFile *
model_main_source(const Model *model)
{
    for (size_t i = 0; i < model->file_count && model->main_file; i++) {
        const char *name = model_string(model, model->files[i].name);
        size_t n = strlen(model->main_file);
        // main_file is the value of a str object: in quotes.
        if (n >= 2 && strlen(name) == n - 2 &&
            memcmp(name, model->main_file + 1, n - 2) == 0) {
            return &model->files[i];
        }
    }
    return model->file_count > 0 ? &model->files[0] : NULL;
}

static bool
text_is_one_of(const char *text, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(text, *list) == 0) {
            return true;
        }
    }
    return false;
}

ModelRef
model_dict_owner(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    int looked = 0;
    for (ModelLink link = o->first_in; link.owner != 0 && looked < 64;
         looked++) {
        const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
        if (EDGE_KIND_OF(edge) == LABEL_FIELD && model->name_dict != 0 &&
            EDGE_NUMBER_OF(edge) == model->name_dict) {
            return link.owner;
        }
        link = edge->next;
    }
    return 0;
}

ModelRef
model_entry_key(const Model *model, ModelRef dict, uint32_t n)
{
    const ModelEdge *edge = model_edge(model, dict, EDGE_LABEL(LABEL_KEY, n));
    return edge != NULL ? edge->target : 0;
}

bool
model_entry_is_hidden(const Model *model, ModelRef dict, uint32_t n)
{
    ModelRef key = model_entry_key(model, dict, n);
    const char *name = key != 0 ? model->objects[key].value : NULL;
    size_t length = name != NULL ? strlen(name) : 0;
    return length >= 6 && strncmp(name + 1, "__", 2) == 0 &&
           strncmp(name + length - 3, "__", 2) == 0;
}

// References out of a dict. What a class keeps of its own (methods, names)
// is the runtime's business.
static bool
dict_edge_is_user(const Model *model, ModelRef dict, const ModelEdge *edge)
{
    const ModelObject *o = &model->objects[dict];
    bool is_key = EDGE_KIND_OF(edge) == LABEL_KEY;
    if (o->flags & OBJECT_NAMESPACE) {
        return !is_key &&
               !model_entry_is_hidden(model, dict, EDGE_NUMBER_OF(edge));
    }
    ModelRef owner = model_dict_owner(model, dict);
    if (owner == 0) {
        return o->number != 0;
    }
    ObjectSort sort = model_sort(model, owner);
    if (is_key || sort == SORT_MODULE) {
        return false;
    }
    if (sort == SORT_TYPE) {
        ObjectSort target = model_sort(model, edge->target);
        return model->objects[owner].number != 0 &&
               !(model->objects[owner].flags &
                 (OBJECT_BEFORE | OBJECT_FOREIGN)) &&
               target != SORT_FUNCTION && target != SORT_NATIVE_FUNCTION &&
               !model_entry_is_hidden(model, dict, EDGE_NUMBER_OF(edge));
    }
    return o->number != 0 || model->objects[owner].number != 0;
}

// Fields that every object of a kind has and nobody asks for.
static const char *const dull_fields[] = {
    "__name__", "__qualname__", "__module__", "__doc__",  "__globals__",
    "__code__", "__builtins__", "globals",    "builtins", "code",
    "function", "name",         "qualname",   "module",   "doc",
    "gi_code",  "gi_name",      "gi_qualname", "frame",   "tb_frame",
    "f_code",   "f_globals",    "f_builtins", "f_back",   "__traceback__",
    "traceback", "__annotations__", NULL};

// A cell is the program's when a frame or a closure of its own has it.
static bool
cell_is_user(const Model *model, ModelRef cell)
{
    for (ModelLink link = model->objects[cell].first_in; link.owner != 0;) {
        const ModelObject *o = &model->objects[link.owner];
        bool frame = (o->flags & OBJECT_FRAME) != 0;
        if (frame ? !(o->flags & OBJECT_LIBRARY) : o->number != 0) {
            return true;
        }
        link = o->edges[link.at].next;
    }
    return false;
}

bool
model_edge_is_user(const Model *model, ModelRef owner, const ModelEdge *edge)
{
    const ModelObject *o = &model->objects[owner];
    unsigned kind = EDGE_KIND_OF(edge);
    if ((o->flags & OBJECT_ROOT) || kind == LABEL_ROOT ||
        kind == LABEL_CONST) {
        return false;
    }
    if (kind == LABEL_LOCAL || kind == LABEL_STACK) {
        return true;
    }
    if (o->flags & OBJECT_FRAME) {
        return false;
    }
    if (kind == LABEL_TYPE) {
        // An instance makes its class the program's only if it was so.
        return o->number != 0 && edge->target != 0 &&
               model->objects[edge->target].number != 0;
    }
    switch (model_sort(model, owner)) {
    case SORT_DICT:
        return dict_edge_is_user(model, owner, edge);
    case SORT_MODULE:
    case SORT_CODE:
    case SORT_TYPE:
    case SORT_NATIVE_FUNCTION:
        return false;
    case SORT_CELL:
        return cell_is_user(model, owner);
    default:
        return o->number != 0 &&
               !(kind == LABEL_FIELD &&
                 text_is_one_of(model_string(model, EDGE_NUMBER_OF(edge)),
                                dull_fields));
    }
}

// Numbers for people: in order of birth, to what the program can name.

static bool
wants_number(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    if (o->serial == 0 || o->number != 0 ||
        (o->flags & (OBJECT_FRAME | OBJECT_ROOT | OBJECT_NAMESPACE))) {
        return false;
    }
    ObjectSort sort = model_sort(model, ref);
    return sort != SORT_CONSTANT && sort != SORT_CODE && sort != SORT_CELL &&
           sort != SORT_UNKNOWN;
}

static bool
has_user_reference(const Model *model, ModelRef ref)
{
    const ModelObject *o = &model->objects[ref];
    int looked = 0;
    for (ModelLink link = o->first_in; link.owner != 0 && looked < 64;
         looked++) {
        const ModelEdge *edge = &model->objects[link.owner].edges[link.at];
        // What only library code works with gets no number.
        if (model_edge_is_user(model, link.owner, edge) &&
            !(model->objects[link.owner].flags & OBJECT_LIBRARY)) {
            return true;
        }
        link = edge->next;
    }
    return false;
}

static int
by_serial(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static const uint32_t taken = UINT32_MAX;

static void
number_entries(Model *model, ModelRef dict, uint64_t **found, size_t *count,
               size_t *room)
{
    for (uint32_t k = 0; k < model->objects[dict].edge_count; k++) {
        const ModelEdge *edge = &model->objects[dict].edges[k];
        if (edge->target != 0 && wants_number(model, edge->target) &&
            model_edge_is_user(model, dict, edge)) {
            ModelObject *o = &model->objects[edge->target];
            o->number = taken;
            *found = vis_grow(*found, *count, room, sizeof(**found));
            (*found)[(*count)++] = (uint64_t)o->serial << 32 | edge->target;
        }
    }
}

void
model_give_numbers(Model *model)
{
    uint64_t *found = NULL; // serial << 32 | place
    size_t count = 0, room = 0;
    for (size_t i = 0; i < model->pending_count; i++) {
        ModelRef ref = model->pending[i];
        ModelObject *o = &model->objects[ref];
        if (o->serial == 0 || !(o->flags & OBJECT_PENDING)) {
            continue;
        }
        o->flags &= ~(uint32_t)OBJECT_PENDING;
        if (wants_number(model, ref) && has_user_reference(model, ref)) {
            o->number = taken;
            found = vis_grow(found, count, &room, sizeof(*found));
            found[count++] = (uint64_t)o->serial << 32 | ref;
        }
    }
    model->pending_count = 0;
    // What a numbered object refers to is numbered too.
    for (size_t i = 0; i < count; i++) {
        ModelRef owner = (ModelRef)found[i];
        for (uint32_t k = 0; k < model->objects[owner].edge_count; k++) {
            const ModelEdge *edge = &model->objects[owner].edges[k];
            ModelObject *o = &model->objects[edge->target];
            if (edge->target != 0 && wants_number(model, edge->target) &&
                model_edge_is_user(model, owner, edge)) {
                o->number = taken;
                found = vis_grow(found, count, &room, sizeof(*found));
                found[count++] = (uint64_t)o->serial << 32 | edge->target;
            } else if ((EDGE_KIND_OF(edge) == LABEL_FIELD &&
                        EDGE_NUMBER_OF(edge) == model->name_dict) ||
                       (edge->target != 0 &&
                        model_sort(model, edge->target) == SORT_CELL)) {
                // What it holds could not be judged before.
                number_entries(model, edge->target, &found, &count, &room);
            }
        }
    }
    if (count > 1) {
        qsort(found, count, sizeof(*found), by_serial);
    }
    for (size_t i = 0; i < count; i++) {
        model->objects[(ModelRef)found[i]].number = ++model->numbers;
        model_touch(model, (ModelRef)found[i]);
    }
    free(found);
}
