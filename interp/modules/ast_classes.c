/* The classes of the module _ast, made from the tables of the tree. CPython
 * 3.11: Python/Python-ast.c. */
#include <string.h>

#include "interp/modules/ast_module.h"
#include "interp/modules/modules.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef struct Ast {
    Object base;
    Object *dict;
} Ast;

enum { MAX_CLASSES = 100, MAX_MEMBERS = 16 };

static Object *node_classes[MAX_CLASSES];
static Object *sort_classes[AST_INT];
static Object *members[AST_INT][MAX_MEMBERS];
static Object *extra_classes[3]; // FunctionType, type_ignore, TypeIgnore
static bool made;

// ------------------------------------------------------------------ ast.AST

// The tuple `name` of the class of `self`; NULL without an error: none.
static Object *
class_tuple(Object *self, const char *name)
{
    Object *fields;
    if (object_lookup_attr_text(OBJ(TYPE_OF(self)), name, &fields) <= 0) {
        return NULL;
    }
    if (!tuple_check(fields)) {
        REF_SET(fields, sequence_tuple(fields));
    }
    return fields;
}

static int
set_keywords(Object *self, Object *fields, ssize_t given, Object *kwargs)
{
    ssize_t position = 0;
    Object *key, *value;
    while (kwargs != NULL && dict_next(kwargs, &position, &key, &value)) {
        for (ssize_t i = 0; i < given; i++) {
            int same = object_richcompare_bool(tuple_get(fields, i), key,
                                               CMP_EQ);
            if (same != 0) {
                if (same > 0) {
                    error_format(EXC(TypeError),
                                 "%.400s got multiple values for argument "
                                 "'%U'", TYPE_OF(self)->name, key);
                }
                return -1;
            }
        }
        if (object_setattr(self, key, value) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
ast_init(Object *self, Object *args, Object *kwargs)
{
    Object *fields = class_tuple(self, "_fields");
    if (fields == NULL && error_occurred()) {
        return -1;
    }
    ssize_t n = fields == NULL ? 0 : tuple_size(fields);
    ssize_t given = tuple_size(args);
    int failed = 0;
    if (given > n) {
        error_format(EXC(TypeError),
                     "%.400s constructor takes at most %zd positional "
                     "argument%s", TYPE_OF(self)->name, n,
                     n == 1 ? "" : "s");
        failed = -1;
    }
    for (ssize_t i = 0; failed == 0 && i < given; i++) {
        failed = object_setattr(self, tuple_get(fields, i),
                                tuple_get(args, i));
    }
    if (failed == 0) {
        failed = set_keywords(self, fields, given, kwargs);
    }
    ref_xdec(fields);
    return failed;
}

static Object *
ast_reduce(Object *self, Object *unused)
{
    (void)unused;
    Object *dict = object_dict_get(self);
    Object *empty = dict == NULL ? NULL : tuple_new(0);
    Object *result = empty == NULL ? NULL
                                   : tuple_pack(3, TYPE_OF(self), empty,
                                                dict);
    ref_xdec(empty);
    return result;
}

static MethodDef ast_methods[] = {{"__reduce__", ast_reduce, METH_NOARGS,
                                   NULL},
                                  {NULL, NULL, 0, NULL}};
static FieldDef ast_members_rows[] = {
    {"__dict__", FIELD_OBJECT, offsetof(Ast, dict),
     FIELD_READONLY | FIELD_HIDDEN, NULL},
    {NULL, 0, 0, 0, NULL}};
static GetSetDef ast_getset[] = {
    {"__dict__", object_generic_get_dict, object_generic_set_dict, NULL,
     NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type ast_type = {
    TYPE_HEAD_INIT,
    .name = "ast.AST",
    .basicsize = sizeof(Ast),
    .dealloc = type_generic_dealloc,
    .getattro = object_generic_getattr,
    .setattro = object_generic_setattr,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .methods = ast_methods,
    .members = ast_members_rows,
    .getset = ast_getset,
    .dict_offset = offsetof(Ast, dict),
    .init = ast_init,
    .alloc = type_generic_alloc,
    .new_ = type_generic_new,
};

bool
ast_is_tree(Object *o)
{
    return made && object_type_check(o, &ast_type);
}

// -------------------------------------------------------------------- classes

static const char *
type_name(const AstField *field)
{
    return field->absent_type != NULL ? field->absent_type
                                      : ast_sort_name(field->sort);
}

// "BinOp(expr left, operator op, expr right)".
static void
describe(const AstNode *node, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "%s", node->name);
    for (size_t i = 0; i < node->field_count && n < size; i++) {
        const AstField *f = &node->fields[i];
        const char *mark = f->count == '*' ? "*" : f->count == '?' ? "?"
                                                                   : "";
        n += (size_t)snprintf(out + n, size - n, "%s%s%s %s",
                              i == 0 ? "(" : ", ", type_name(f), mark,
                              f->name);
    }
    if (node->field_count > 0 && n < size) {
        snprintf(out + n, size - n, ")");
    }
}

static Object *
names_tuple(const AstField *fields, size_t n)
{
    Object *tuple = tuple_new((ssize_t)n);
    for (size_t i = 0; tuple != NULL && i < n; i++) {
        Object *name = str_intern_text(fields[i].name);
        if (name == NULL) {
            REF_CLEAR(tuple);
        } else {
            tuple_init_item(tuple, (ssize_t)i, name);
        }
    }
    return tuple;
}

static Object *
make_class(const char *name, Object *base, const AstField *fields, size_t n,
           const char *doc)
{
    Object *dict = dict_new(), *bases = tuple_pack(1, base);
    Object *names = names_tuple(fields, n);
    Object *module = str_intern_text("ast"), *text = str_from_text(doc);
    Object *result = NULL;
    if (dict != NULL && bases != NULL && names != NULL && module != NULL &&
        text != NULL && dict_set_text(dict, "_fields", names) == 0 &&
        dict_set_text(dict, "__match_args__", names) == 0 &&
        dict_set_text(dict, "__module__", module) == 0 &&
        dict_set_text(dict, "__doc__", text) == 0) {
        result = type_make(name, bases, dict);
    }
    for (size_t i = 0; result != NULL && i < n; i++) {
        if (fields[i].count == '?' &&
            object_setattr_text(result, fields[i].name, NONE) < 0) {
            REF_CLEAR(result);
        }
    }
    ref_xdec(dict);
    ref_xdec(bases);
    ref_xdec(names);
    ref_xdec(module);
    ref_xdec(text);
    return result;
}

static int
set_attributes(Object *class, AstSort sort)
{
    static const AstField places[] = {{"lineno", AST_INT, '1', 0, NULL},
                                      {"col_offset", AST_INT, '1', 0, NULL},
                                      {"end_lineno", AST_INT, '?', 0, NULL},
                                      {"end_col_offset", AST_INT, '?', 0,
                                       NULL}};
    bool has = sort < AST_INT && ast_has_place(sort);
    Object *names = names_tuple(places, has ? 4 : 0);
    int failed = names == NULL
                     ? -1
                     : object_setattr_text(class, "_attributes", names);
    ref_xdec(names);
    for (int i = 2; failed == 0 && has && sort != AST_PATTERN && i < 4; i++) {
        failed = object_setattr_text(class, places[i].name, NONE);
    }
    return failed;
}

static bool
is_sum(AstSort sort)
{
    return sort == AST_MOD || sort == AST_STMT || sort == AST_EXPR ||
           sort == AST_PATTERN || sort == AST_HANDLER ||
           (sort >= AST_CONTEXT && sort < AST_INT);
}

// "boolop = And | Or"; those with fields one a line, as CPython has them.
static void
describe_sum(AstSort sort, char *out, size_t size)
{
    const char *name = ast_sort_name(sort);
    size_t n = (size_t)snprintf(out, size, "%s = ", name), count;
    const char *const *member = ast_members(sort);
    for (int i = 0; member != NULL && member[i] != NULL; i++) {
        n += (size_t)snprintf(out + n, size - n, "%s%s", i == 0 ? "" : " | ",
                              member[i]);
    }
    const AstNode *all = ast_nodes(&count);
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        char text[300];
        if (all[i].sort != sort) {
            continue;
        }
        describe(&all[i], text, sizeof(text));
        n += first ? (size_t)snprintf(out + n, size - n, "%s", text)
                   : (size_t)snprintf(out + n, size - n, "\n%*s| %s",
                                      (int)strlen(name) + 1, "", text);
        first = false;
    }
    if (sort == AST_MOD) {
        snprintf(out + n, size - n,
                 "\n    | FunctionType(expr* argtypes, expr returns)");
    }
}

static int
make_sort(AstSort sort)
{
    char doc[4000];
    describe_sum(sort, doc, sizeof(doc));
    Object *class = make_class(ast_sort_name(sort), OBJ(&ast_type), NULL, 0,
                               doc);
    sort_classes[sort] = class;
    ref_root(&sort_classes[sort], "ast: classes");
    if (class == NULL || set_attributes(class, sort) < 0) {
        return -1;
    }
    const char *const *names = ast_members(sort);
    for (int i = 0; names != NULL && names[i] != NULL; i++) {
        Object *leaf = make_class(names[i], class, NULL, 0, names[i]);
        members[sort][i] = leaf == NULL ? NULL : call_none(leaf);
        ref_root(&members[sort][i], "ast: members");
        ref_xdec(leaf);
        if (members[sort][i] == NULL) {
            return -1;
        }
    }
    return 0;
}

static int
make_nodes(void)
{
    size_t count;
    const AstNode *all = ast_nodes(&count);
    for (size_t i = 0; i < count; i++) {
        char doc[400];
        Object *base = is_sum(all[i].sort) ? sort_classes[all[i].sort]
                                           : OBJ(&ast_type);
        describe(&all[i], doc, sizeof(doc));
        node_classes[i] = make_class(all[i].name, base, all[i].fields,
                                     all[i].field_count, doc);
        ref_root(&node_classes[i], "ast: classes");
        if (node_classes[i] == NULL ||
            (!is_sum(all[i].sort) &&
             set_attributes(node_classes[i], all[i].sort) < 0)) {
            return -1;
        }
        if (!is_sum(all[i].sort)) {
            sort_classes[all[i].sort] = ref_new(node_classes[i]);
            ref_root(&sort_classes[all[i].sort], "ast: classes");
        }
    }
    return 0;
}

// What no tree of ours has: comments that declare types.
static int
make_extra(void)
{
    static const AstField function_type[] = {
        {"argtypes", AST_EXPR, '*', 0, NULL},
        {"returns", AST_EXPR, '1', 0, NULL}};
    static const AstField ignore[] = {{"lineno", AST_INT, '1', 0, NULL},
                                      {"tag", AST_ABSENT, '1', 0, "string"}};
    extra_classes[0] =
        make_class("FunctionType", sort_classes[AST_MOD], function_type, 2,
                   "FunctionType(expr* argtypes, expr returns)");
    extra_classes[1] =
        make_class("type_ignore", OBJ(&ast_type), NULL, 0,
                   "type_ignore = TypeIgnore(int lineno, string tag)");
    if (extra_classes[0] == NULL || extra_classes[1] == NULL ||
        set_attributes(extra_classes[1], AST_INT) < 0) {
        return -1;
    }
    extra_classes[2] = make_class("TypeIgnore", extra_classes[1], ignore, 2,
                                  "TypeIgnore(int lineno, string tag)");
    for (int i = 0; i < 3; i++) {
        ref_root(&extra_classes[i], "ast: classes");
    }
    return extra_classes[2] == NULL ? -1 : 0;
}

int
ast_classes_start(void)
{
    if (made) {
        return 0;
    }
    if (type_ready(&ast_type) < 0) {
        return -1;
    }
    Object *empty = tuple_new(0);
    if (empty == NULL ||
        dict_set_text(ast_type.dict, "_fields", empty) < 0 ||
        dict_set_text(ast_type.dict, "__match_args__", empty) < 0 ||
        dict_set_text(ast_type.dict, "_attributes", empty) < 0) {
        ref_xdec(empty);
        return -1;
    }
    ref_dec(empty);
    for (int sort = 0; sort < AST_INT; sort++) {
        if (is_sum((AstSort)sort) && make_sort((AstSort)sort) < 0) {
            return -1;
        }
    }
    if (make_nodes() < 0 || make_extra() < 0) {
        return -1;
    }
    RECORD_ROOTS();
    made = true;
    return 0;
}

Object *
ast_class_of(const AstNode *node)
{
    size_t count;
    return node_classes[node - ast_nodes(&count)];
}

Object *
ast_sort_class(AstSort sort)
{
    return sort_classes[sort];
}

Object *
ast_member_object(AstSort sort, int value)
{
    return members[sort][value];
}

// --------------------------------------------------------------------- module

static int
add_class(Object *m, Object *class)
{
    return module_add(m, type_short_name((Type *)class), ref_new(class));
}

static int
add_all(Object *m)
{
    size_t count;
    (void)ast_nodes(&count);
    int failed = add_class(m, OBJ(&ast_type));
    for (int sort = 0; failed == 0 && sort < AST_INT; sort++) {
        failed = add_class(m, sort_classes[sort]);
        for (int i = 0; failed == 0 && i < MAX_MEMBERS &&
                        members[sort][i] != NULL; i++) {
            failed = add_class(m, OBJ(TYPE_OF(members[sort][i])));
        }
    }
    for (size_t i = 0; failed == 0 && i < count; i++) {
        failed = add_class(m, node_classes[i]);
    }
    for (int i = 0; failed == 0 && i < 3; i++) {
        failed = add_class(m, extra_classes[i]);
    }
    return failed;
}

Object *
ast_module_new(void)
{
    Object *m = module_new("_ast");
    if (m == NULL || ast_classes_start() < 0 || add_all(m) < 0 ||
        module_add_int(m, "PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000) < 0 ||
        module_add_int(m, "PyCF_ONLY_AST", 0x400) < 0 ||
        module_add_int(m, "PyCF_TYPE_COMMENTS", 0x1000) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
