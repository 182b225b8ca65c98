/* Cells: the variables that functions share with those around them. */
#include "gc/object_fast.h"
#include "interp/objects/bool.h"
#include "interp/objects/function.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

Object *
cell_new(Object *value)
{
    Cell *cell = object_new_watched(&cell_type, sizeof(Cell), -1);
    if (cell != NULL) {
        cell->value = ref_xnew(value);
        gc_track(cell);
    }
    return OBJ(cell);
}

static void
cell_dealloc(Object *self)
{
    gc_untrack(self);
    if (!trash_begin(self)) {
        return; // a long chain: later
    }
    ref_xdec(((Cell *)self)->value);
    object_free_watched(self, sizeof(Cell));
    trash_end();
}

static Object *
cell_type_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    if (!args_no_keywords("cell", kwargs) ||
        !args_check_count("cell", tuple_size(args), 0, 1)) {
        return NULL;
    }
    return cell_new(tuple_size(args) > 0 ? tuple_get(args, 0) : NULL);
}

static Object *
cell_repr(Object *self)
{
    Object *value = ((Cell *)self)->value;
    return value == NULL
               ? str_from_format("<cell at %p: empty>", self)
               : str_from_format("<cell at %p: %.80s object at %p>", self,
                                 value->type->name, value);
}

static Object *
cell_get_contents(Object *self, void *closure)
{
    (void)closure;
    Object *value = ((Cell *)self)->value;
    if (value == NULL) {
        return error_set_text(EXC(ValueError), "Cell is empty");
    }
    return ref_new(value);
}

static int
cell_set_contents(Object *self, Object *value, void *closure)
{
    (void)closure;
    cell_set(self, value);
    return 0;
}

static Object *
cell_richcompare(Object *a, Object *b, int op)
{
    if (TYPE_OF(a) != &cell_type || TYPE_OF(b) != &cell_type) {
        return not_implemented_new();
    }
    Object *x = ((Cell *)a)->value, *y = ((Cell *)b)->value;
    if (x != NULL && y != NULL) {
        return object_richcompare(x, y, op);
    }
    int left = x != NULL, right = y != NULL;
    bool result = op == CMP_LT   ? left < right
                  : op == CMP_LE ? left <= right
                  : op == CMP_EQ ? left == right
                  : op == CMP_NE ? left != right
                  : op == CMP_GT ? left > right
                                 : left >= right;
    return bool_new(result);
}

static FieldDef cell_members[] = {
    {"contents", FIELD_OBJECT, offsetof(Cell, value), FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};

static GetSetDef cell_getset[] = {
    {"cell_contents", cell_get_contents, cell_set_contents, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type cell_type = {
    TYPE_HEAD_INIT,
    .name = "cell",
    .basicsize = sizeof(Cell),
    .dealloc = cell_dealloc,
    .repr = cell_repr,
    .hash = hash_not_implemented,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC,
    .doc = "Create a new cell object.",
    .richcompare = cell_richcompare,
    .members = cell_members,
    .getset = cell_getset,
    .new_ = cell_type_new,
};
