/* Code objects made by a program: types.CodeType(...) and code.replace
 * (CPython 3.11: Objects/codeobject.c, code_new and code_replace). */
#include <string.h>

#include "gc/collector.h"
#include "interp/bytecode/code.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

// What a code object is made of, by the constructor's order.
typedef enum Part {
    ARGCOUNT,
    POSONLYARGCOUNT,
    KWONLYARGCOUNT,
    NLOCALS,
    STACKSIZE,
    FLAGS,
    CODE_BYTES,
    CONSTS,
    NAMES,
    VARNAMES,
    FILENAME,
    NAME,
    QUALNAME,
    FIRSTLINENO,
    LINETABLE,
    EXCEPTIONTABLE,
    FREEVARS,
    CELLVARS,
    PART_COUNT
} Part;

// i int, b bytes, t tuple, n tuple of names, s str
static const struct {
    const char *name; // replace()'s keyword
    char kind;
} parts[PART_COUNT] = {
    {"co_argcount", 'i'},        {"co_posonlyargcount", 'i'},
    {"co_kwonlyargcount", 'i'},  {"co_nlocals", 'i'},
    {"co_stacksize", 'i'},       {"co_flags", 'i'},
    {"co_code", 'b'},            {"co_consts", 't'},
    {"co_names", 'n'},           {"co_varnames", 'n'},
    {"co_filename", 's'},        {"co_name", 's'},
    {"co_qualname", 's'},        {"co_firstlineno", 'i'},
    {"co_linetable", 'b'},       {"co_exceptiontable", 'b'},
    {"co_freevars", 'n'},        {"co_cellvars", 'n'}};

static bool
is_tuple_of_names(Object *o, const char *part)
{
    for (ssize_t i = 0; i < tuple_size(o); i++) {
        Object *name = tuple_get(o, i);
        if (!str_check(name)) {
            error_format(EXC(TypeError),
                         "name tuples must contain only strings, not '%s'",
                         TYPE_OF(name)->name);
            return false;
        }
    }
    (void)part;
    return true;
}

static bool
check_part(Part part, Object *o)
{
    char kind = parts[part].kind;
    bool good = kind == 'i'   ? int_check(o)
                : kind == 'b' ? bytes_check(o)
                : kind == 's' ? str_check(o)
                              : tuple_check(o);
    if (!good) {
        error_format(EXC(TypeError), "%s must be %s, not %s",
                     parts[part].name,
                     kind == 'i'   ? "int"
                     : kind == 'b' ? "bytes"
                     : kind == 's' ? "str"
                                   : "tuple",
                     TYPE_OF(o)->name);
        return false;
    }
    return kind != 'n' || is_tuple_of_names(o, parts[part].name);
}

static int
add_names(Object *names, uint8_t kind, Object *all, uint8_t *kinds, int n)
{
    for (ssize_t i = 0; i < tuple_size(names); i++) {
        Object *name = tuple_get(names, i);
        int at = 0;
        while (at < n && !str_equal(tuple_get(all, at), name)) {
            at++;
        }
        if (at == n) {
            tuple_init_item(all, n, ref_new(name));
            kinds[n++] = kind;
        } else {
            kinds[at] |= kind; // an argument that is a cell
        }
    }
    return n;
}

// Locals, cells and free variables in one row.
static int
set_localsplus(Code *code, Object *const *v)
{
    ssize_t most = tuple_size(v[VARNAMES]) + tuple_size(v[CELLVARS]) +
                   tuple_size(v[FREEVARS]);
    Object *all = tuple_new(most);
    Object *kinds = bytes_new(NULL, most);
    if (all == NULL || kinds == NULL) {
        ref_xdec(all);
        ref_xdec(kinds);
        return -1;
    }
    uint8_t *kind = (uint8_t *)(uintptr_t)bytes_data(kinds);
    int n = add_names(v[VARNAMES], LOCAL_FAST, all, kind, 0);
    n = add_names(v[CELLVARS], LOCAL_CELL, all, kind, n);
    n = add_names(v[FREEVARS], LOCAL_FREE, all, kind, n);
    code->nlocalsplus = n;
    code->localsplusnames = tuple_get_slice(all, 0, n);
    code->localspluskinds = bytes_new((const char *)kind, n);
    for (int i = n; i < most; i++) {
        tuple_init_item(all, i, none_new()); // never empty places
    }
    ref_dec(all);
    ref_dec(kinds);
    return code->localsplusnames == NULL || code->localspluskinds == NULL
               ? -1
               : 0;
}

static Object *
build(Object *const *v)
{
    int n[PART_COUNT] = {0};
    for (Part p = 0; p < PART_COUNT; p++) {
        if (!check_part(p, v[p])) {
            return NULL;
        }
        if (parts[p].kind == 'i') {
            n[p] = int_as_int(v[p]);
            if (n[p] == -1 && error_occurred() != NULL) {
                return NULL;
            }
        }
    }
    ssize_t size = bytes_size(v[CODE_BYTES]);
    if (size % (ssize_t)sizeof(CodeWord) != 0 || n[ARGCOUNT] < 0 ||
        n[POSONLYARGCOUNT] < 0 || n[KWONLYARGCOUNT] < 0 || n[STACKSIZE] < 0 ||
        n[POSONLYARGCOUNT] > n[ARGCOUNT] || size == 0) {
        return error_set_text(EXC(ValueError), "code: bad argument");
    }
    if (n[NLOCALS] != tuple_size(v[VARNAMES])) {
        return error_set_text(EXC(ValueError),
                              "code: co_nlocals != len(co_varnames)");
    }
    Code *code = object_new(&code_type, size / (ssize_t)sizeof(CodeWord));
    if (code == NULL) {
        return NULL;
    }
    memcpy(code->words, bytes_data(v[CODE_BYTES]), (size_t)size);
    code->flags = n[FLAGS];
    code->argcount = n[ARGCOUNT];
    code->posonlyargcount = n[POSONLYARGCOUNT];
    code->kwonlyargcount = n[KWONLYARGCOUNT];
    code->stacksize = n[STACKSIZE];
    code->firstlineno = n[FIRSTLINENO];
    code->name = ref_new(v[NAME]);
    code->qualname = ref_new(v[QUALNAME]);
    code->filename = ref_new(v[FILENAME]);
    code->names = ref_new(v[NAMES]);
    code->consts = ref_new(v[CONSTS]);
    code->linetable = ref_new(v[LINETABLE]);
    code->exceptiontable = ref_new(v[EXCEPTIONTABLE]);
    if (set_localsplus(code, v) < 0) {
        ref_dec(code);
        return NULL;
    }
    code_prepare(code);
    if (code_argument_count(code) > code->nlocals) {
        ref_dec(code);
        return error_set_text(EXC(ValueError),
                              "code: varnames is too small");
    }
    return OBJ(code);
}

Object *
code_new(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    if (!args_no_keywords("code", kwargs)) {
        return NULL;
    }
    ssize_t n = tuple_size(args);
    if (n < PART_COUNT - 2 || n > PART_COUNT) {
        return error_format(EXC(TypeError),
                            "code expected at %s %d arguments, got %zd",
                            n < PART_COUNT ? "least" : "most",
                            n < PART_COUNT ? PART_COUNT - 2 : PART_COUNT, n);
    }
    Object *v[PART_COUNT];
    Object *empty = tuple_new(0);
    for (Part p = 0; p < PART_COUNT; p++) {
        v[p] = p < n ? tuple_get(args, p) : empty;
    }
    Object *code = build(v);
    ref_xdec(empty);
    return code;
}

Object *
code_replace(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    if (nargs > 0) {
        return error_format(EXC(TypeError),
                            "replace() takes no positional arguments");
    }
    Object *v[PART_COUNT] = {NULL}; // owned
    Object *result = NULL;
    for (Part p = 0; p < PART_COUNT; p++) {
        v[p] = object_getattr_text(self, parts[p].name);
        if (v[p] == NULL) {
            goto done;
        }
    }
    for (ssize_t i = 0; kwnames != NULL && i < tuple_size(kwnames); i++) {
        Part p = 0;
        while (p < PART_COUNT &&
               !str_equal_text(tuple_get(kwnames, i), parts[p].name)) {
            p++;
        }
        if (p == PART_COUNT) {
            error_format(EXC(TypeError),
                         "'%U' is an invalid keyword argument for replace()",
                         tuple_get(kwnames, i));
            goto done;
        }
        ref_dec(v[p]);
        v[p] = ref_new(args[i]);
    }
    result = build(v);
done:
    for (Part p = 0; p < PART_COUNT; p++) {
        ref_xdec(v[p]);
    }
    return result;
}
