/* Trees in an arena to objects of the module _ast and back. */
#include <string.h>

#include "interp/modules/ast_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/complex.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/syntax/constant.h"

static const char *const place_names[] = {"lineno", "col_offset",
                                          "end_lineno", "end_col_offset"};

// ------------------------------------------------------------------ to objects

static Object *
constant_to_object(const Constant *c)
{
    switch (c->kind) {
    case CONST_NONE:
        return none_new();
    case CONST_TRUE:
    case CONST_FALSE:
        return bool_new(c->kind == CONST_TRUE);
    case CONST_ELLIPSIS:
        return ref_new(ELLIPSIS);
    case CONST_INT:
        return int_from_digits(c->as.integer.digits,
                               (ssize_t)c->as.integer.digit_count,
                               c->as.integer.sign < 0);
    case CONST_FLOAT:
        return float_new(c->as.real);
    case CONST_COMPLEX:
        return complex_new(c->as.complex.real, c->as.complex.imag);
    case CONST_STR:
        return str_from_wtf8(c->as.text.data, (ssize_t)c->as.text.length);
    case CONST_BYTES:
        return bytes_new(c->as.text.data, (ssize_t)c->as.text.length);
    default:
        return error_bad_internal();
    }
}

static Object *node_to_object(AstSort sort, void *node);

static Object *
name_to_object(const char *name)
{
    Object *text = str_from_utf8(name, (ssize_t)strlen(name));
    if (text != NULL) {
        str_intern(&text);
    }
    return text;
}

// What a pointer of the tree stands for; NULL is None.
static Object *
item_to_object(AstSort sort, void *item)
{
    if (item == NULL) {
        return none_new();
    }
    return sort == AST_NAME       ? name_to_object(item)
           : sort == AST_CONSTANT ? constant_to_object(item)
                                  : node_to_object(sort, item);
}

static Object *
sequence_to_object(const AstField *field, const void *node)
{
    AstSequence sequence;
    memcpy(&sequence, (const char *)node + field->offset, sizeof(sequence));
    Object *list = list_new((ssize_t)sequence.count);
    for (size_t i = 0; list != NULL && i < sequence.count; i++) {
        Object *item =
            field->sort == AST_COMPARE_OPERATOR
                ? ref_new(ast_member_object(field->sort,
                                            ((int *)sequence.items)[i]))
                : item_to_object(field->sort, ((void **)sequence.items)[i]);
        if (item == NULL) {
            REF_CLEAR(list);
        } else {
            list_init_item(list, (ssize_t)i, item);
        }
    }
    return list;
}

static Object *
field_to_object(const AstField *field, void *node)
{
    if (field->sort == AST_ABSENT) {
        if (strcmp(field->name, "kind") == 0) {
            const AstField *value = field - 1;
            Constant *c;
            memcpy(&c, (char *)node + value->offset, sizeof(c));
            return c->kind == CONST_STR && c->kind_u ? str_from_text("u")
                                                     : none_new();
        }
        return field->count == '*' ? list_new(0) : none_new();
    }
    if (field->count == '*') {
        return sequence_to_object(field, node);
    }
    if (field->sort == AST_INT) {
        return int_from_long(ast_number(node, field));
    }
    if (field->sort >= AST_CONTEXT && field->sort < AST_INT) {
        return ref_new(ast_member_object(field->sort,
                                         ast_number(node, field)));
    }
    void *item;
    memcpy(&item, (char *)node + field->offset, sizeof(item));
    return item_to_object(field->sort, item);
}

static int
set_steal(Object *o, const char *name, STEALS Object *value)
{
    int failed = value == NULL ? -1 : object_setattr_text(o, name, value);
    ref_xdec(value);
    return failed;
}

static Object *
node_to_object(AstSort sort, void *node)
{
    const AstNode *info = ast_node_of(sort, node);
    if (recursion_enter(" during ast construction") < 0) {
        return NULL;
    }
    Object *o = call_none(ast_class_of(info));
    int failed = o == NULL ? -1 : 0;
    for (size_t i = 0; failed == 0 && i < info->field_count; i++) {
        failed = set_steal(o, info->fields[i].name,
                           field_to_object(&info->fields[i], node));
    }
    for (int i = 0; failed == 0 && ast_has_place(sort) && i < 4; i++) {
        failed = set_steal(o, place_names[i],
                           int_from_long(ast_place(sort, node)[i]));
    }
    recursion_leave();
    if (failed < 0) {
        REF_CLEAR(o);
    }
    return o;
}

Object *
ast_to_object(struct Mod *tree)
{
    return ast_classes_start() < 0 ? NULL : node_to_object(AST_MOD, tree);
}

// ---------------------------------------------------------------- from objects

static void *node_from_object(Arena *arena, AstSort sort, Object *o);

static void *
no_memory(void)
{
    error_no_memory();
    return NULL;
}

static Constant *
int_constant(Arena *arena, Object *o)
{
    Constant *c = constant_new(arena, CONST_INT);
    ssize_t n = int_size(o) < 0 ? -int_size(o) : int_size(o);
    uint32_t *digits =
        c == NULL ? NULL
                  : arena_alloc(arena, ((size_t)n + 1) * sizeof(uint32_t));
    if (digits == NULL) {
        return no_memory();
    }
    memcpy(digits, ((Int *)o)->digits, (size_t)n * sizeof(uint32_t));
    c->as.integer.digits = digits;
    c->as.integer.digit_count = (size_t)n;
    c->as.integer.sign = int_sign(o);
    return c;
}

static Constant *constant_from_object(Arena *arena, Object *o);

static Constant *
items_constant(Arena *arena, Object *o, ConstantKind kind)
{
    Object *tuple = sequence_tuple(o);
    Constant *c = tuple == NULL ? NULL : constant_new(arena, kind);
    ssize_t n = tuple == NULL ? 0 : tuple_size(tuple);
    if (c != NULL) {
        c->as.tuple.items = arena_alloc(arena, ((size_t)n + 1) *
                                                   sizeof(Constant *));
        c->as.tuple.count = (size_t)n;
    }
    for (ssize_t i = 0; c != NULL && i < n; i++) {
        Constant *item = constant_from_object(arena, tuple_get(tuple, i));
        if (item == NULL) {
            c = NULL;
        } else {
            c->as.tuple.items[i] = item;
        }
    }
    ref_xdec(tuple);
    return c;
}

static Constant *
constant_from_object(Arena *arena, Object *o)
{
    Constant *c = NULL;
    if (o == NONE || o == ELLIPSIS || TYPE_OF(o) == &bool_type) {
        c = constant_new(arena, o == NONE       ? CONST_NONE
                                : o == ELLIPSIS ? CONST_ELLIPSIS
                                : object_is_true(o) > 0 ? CONST_TRUE
                                                        : CONST_FALSE);
    } else if (int_check_exact(o)) {
        return int_constant(arena, o);
    } else if (float_check_exact(o)) {
        c = constant_new(arena, CONST_FLOAT);
        if (c != NULL) {
            c->as.real = float_value(o);
        }
    } else if (complex_check_exact(o)) {
        c = constant_new(arena, CONST_COMPLEX);
        if (c != NULL) {
            c->as.complex.real = complex_real(o);
            c->as.complex.imag = complex_imag(o);
        }
    } else if (str_check_exact(o)) {
        Object *bytes = str_encode(o, "utf-8", "surrogatepass");
        if (bytes == NULL) {
            return NULL;
        }
        c = constant_text(arena, CONST_STR, bytes_data(bytes),
                          (size_t)bytes_size(bytes));
        ref_dec(bytes);
    } else if (bytes_check_exact(o)) {
        c = constant_text(arena, CONST_BYTES, bytes_data(o),
                          (size_t)bytes_size(o));
    } else if (tuple_check_exact(o)) {
        return items_constant(arena, o, CONST_TUPLE);
    } else if (TYPE_OF(o) == &frozenset_type) {
        return items_constant(arena, o, CONST_FROZENSET);
    } else {
        error_format(EXC(TypeError), "got an invalid type in Constant: %s",
                     TYPE_OF(o)->name);
        return NULL;
    }
    return c != NULL ? c : no_memory();
}

static int
number_from_object(AstSort sort, Object *o, int *out)
{
    if (sort == AST_INT) {
        if (!int_check(o)) {
            error_format(EXC(ValueError), "invalid integer value: %R", o);
            return -1;
        }
        *out = int_as_int(o);
        return *out == -1 && error_occurred() ? -1 : 0;
    }
    const char *const *names = ast_members(sort);
    for (int i = 0; names[i] != NULL; i++) {
        Object *member = ast_member_object(sort, i);
        int is = object_is_instance(o, OBJ(TYPE_OF(member)));
        if (is != 0) {
            *out = i;
            return is < 0 ? -1 : 0;
        }
    }
    error_format(EXC(TypeError), "expected some sort of %s, but got %R",
                 ast_sort_name(sort), o);
    return -1;
}

static void *
item_from_object(Arena *arena, AstSort sort, Object *o)
{
    if (sort == AST_CONSTANT) {
        return constant_from_object(arena, o);
    }
    if (sort != AST_NAME) {
        return node_from_object(arena, sort, o);
    }
    if (!str_check_exact(o)) {
        error_set_text(EXC(TypeError),
                       "AST identifier must be of type str");
        return NULL;
    }
    ssize_t n;
    const char *text = str_as_utf8(o, &n);
    if (text == NULL) {
        return NULL;
    }
    const char *name = arena_intern(arena, text, (size_t)n);
    return name == NULL ? no_memory() : (void *)(uintptr_t)name;
}

static int
sequence_from_object(Arena *arena, const AstNode *info,
                     const AstField *field, Object *o, void *node)
{
    if (!list_check(o)) {
        error_format(EXC(TypeError),
                     "%s field \"%s\" must be a list, not a %.200s",
                     info->name, field->name, TYPE_OF(o)->name);
        return -1;
    }
    bool numbers = field->sort == AST_COMPARE_OPERATOR;
    AstSequence sequence = {(size_t)list_size(o), NULL};
    if (sequence.count > 0) {
        sequence.items = arena_alloc(arena, sequence.count * sizeof(void *));
        if (sequence.items == NULL) {
            no_memory();
            return -1;
        }
    }
    for (size_t i = 0; i < sequence.count; i++) {
        Object *item = list_get(o, i);
        // Only dict keys and keyword defaults may be absent.
        bool may_be_none = field->sort == AST_EXPR &&
                           (strcmp(field->name, "keys") == 0 ||
                            strcmp(field->name, "kw_defaults") == 0);
        if (numbers) {
            if (number_from_object(field->sort, item,
                                   &((int *)sequence.items)[i]) < 0) {
                return -1;
            }
        } else if (item == NONE && may_be_none) {
            ((void **)sequence.items)[i] = NULL;
        } else {
            void *made = item_from_object(arena, field->sort, item);
            if (made == NULL) {
                return -1;
            }
            ((void **)sequence.items)[i] = made;
        }
        if ((ssize_t)sequence.count != list_size(o)) {
            error_format(EXC(RuntimeError),
                         "%s field \"%s\" changed size during iteration",
                         info->name, field->name);
            return -1;
        }
    }
    memcpy((char *)node + field->offset, &sequence, sizeof(sequence));
    return 0;
}

static int
field_from_object(Arena *arena, const AstNode *info, const AstField *field,
                  Object *o, void *node)
{
    if (field->count == '*') {
        return sequence_from_object(arena, info, field, o, node);
    }
    if (field->sort >= AST_CONTEXT && field->sort <= AST_INT) {
        int value;
        if (number_from_object(field->sort, o, &value) < 0) {
            return -1;
        }
        ast_set_number(node, field, value);
        return 0;
    }
    void *item = item_from_object(arena, field->sort, o);
    if (item == NULL) {
        return -1;
    }
    memcpy((char *)node + field->offset, &item, sizeof(item));
    return 0;
}

static int
places_from_object(AstSort sort, Object *o, int place[4])
{
    for (int i = 0; i < 4; i++) {
        Object *value;
        int found = object_lookup_attr_text(o, place_names[i], &value);
        if (found < 0) {
            return -1;
        }
        if (found == 0 || (value == NONE && i >= 2)) {
            if (i < 2) {
                error_format(EXC(TypeError),
                             "required field \"%s\" missing from %s",
                             place_names[i], ast_sort_name(sort));
                return -1;
            }
            place[i] = place[i - 2];
        } else if (number_from_object(AST_INT, value, &place[i]) < 0) {
            ref_dec(value);
            return -1;
        }
        ref_xdec(value);
    }
    return 0;
}

static const AstNode *
find_info(AstSort sort, Object *o)
{
    size_t count;
    const AstNode *all = ast_nodes(&count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].sort != sort) {
            continue;
        }
        int is = object_is_instance(o, ast_class_of(&all[i]));
        if (is != 0) {
            return is < 0 ? NULL : &all[i];
        }
    }
    error_format(EXC(TypeError), "expected some sort of %s, but got %R",
                 ast_sort_name(sort), o);
    return NULL;
}

static void *
node_from_object(Arena *arena, AstSort sort, Object *o)
{
    int place[4];
    if (ast_has_place(sort) && places_from_object(sort, o, place) < 0) {
        return NULL;
    }
    const AstNode *info = find_info(sort, o);
    if (info == NULL || recursion_enter(" while traversing AST node") < 0) {
        return NULL;
    }
    void *node = ast_node_new(arena, info);
    int failed = node == NULL ? (error_no_memory(), -1) : 0;
    if (failed == 0 && ast_has_place(sort)) {
        memcpy(ast_place(sort, node), place, sizeof(place));
    }
    for (size_t i = 0; failed == 0 && i < info->field_count; i++) {
        const AstField *field = &info->fields[i];
        Object *value;
        if (field->sort == AST_ABSENT) {
            continue;
        }
        int found = object_lookup_attr_text(o, field->name, &value);
        if (found < 0) {
            failed = -1;
        } else if (found == 0 || (value == NONE && field->count != '*' &&
                                  field->sort != AST_CONSTANT)) {
            if (field->count == '1') {
                if (found == 0) {
                    error_format(EXC(TypeError),
                                 "required field \"%s\" missing from %s",
                                 field->name, info->name);
                } else {
                    error_format(EXC(ValueError),
                                 "field '%s' is required for %s",
                                 field->name, info->name);
                }
                failed = -1;
            } else if (found == 0 && field->count == '*') {
                error_format(EXC(TypeError),
                             "required field \"%s\" missing from %s",
                             field->name, info->name);
                failed = -1;
            }
        } else {
            failed = field_from_object(arena, info, field, value, node);
        }
        ref_xdec(value);
    }
    recursion_leave();
    return failed < 0 ? NULL : node;
}

struct Mod *
ast_from_object(Arena *arena, Object *o, char mode)
{
    int kind = mode == 'e' ? 2 : mode == 's' ? 1 : 0;
    size_t count;
    if (ast_classes_start() < 0) {
        return NULL;
    }
    Object *wanted = ast_class_of(&ast_nodes(&count)[kind]);
    int is = object_is_instance(o, wanted);
    if (is <= 0) {
        if (is == 0) {
            error_format(EXC(TypeError), "expected %s node, got %.400s",
                         type_short_name((Type *)wanted), TYPE_OF(o)->name);
        }
        return NULL;
    }
    return node_from_object(arena, AST_MOD, o);
}
