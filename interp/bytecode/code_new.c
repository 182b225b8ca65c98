/* Code objects made from their parts: types.CodeType(...) and replace(). */
#include <string.h>

#include "interp/bytecode/code.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

enum {
    ARGCOUNT,
    POSONLY,
    KWONLY,
    NLOCALS,
    STACKSIZE,
    FLAGS,
    CODE,
    CONSTS,
    NAMES,
    VARNAMES,
    FILENAME,
    NAME,
    QUALNAME,
    FIRSTLINE,
    LINETABLE,
    EXCEPTIONTABLE,
    FREEVARS,
    CELLVARS,
    PARTS
};

static const char *const part_names[] = {
    "co_argcount",    "co_posonlyargcount", "co_kwonlyargcount",
    "co_nlocals",     "co_stacksize",       "co_flags",
    "co_code",        "co_consts",          "co_names",
    "co_varnames",    "co_filename",        "co_name",
    "co_qualname",    "co_firstlineno",     "co_linetable",
    "co_exceptiontable", "co_freevars",     "co_cellvars", NULL};

static bool
is_number(int part)
{
    return part <= FLAGS || part == FIRSTLINE;
}

// Whether every part has its type.
static int
check_parts(const char *function, Object *const *v)
{
    for (int i = 0; i < PARTS; i++) {
        bool text = i == FILENAME || i == NAME || i == QUALNAME;
        bool bytes = i == CODE || i == LINETABLE || i == EXCEPTIONTABLE;
        bool right = is_number(i) ? int_check(v[i])
                     : text       ? str_check(v[i])
                     : bytes      ? bytes_check(v[i])
                                  : tuple_check(v[i]);
        if (!right) {
            error_format(EXC(TypeError),
                         "%s() argument '%s' must be %s, not %.50s",
                         function, part_names[i],
                         is_number(i) ? "int"
                         : text       ? "str"
                         : bytes      ? "bytes"
                                      : "tuple",
                         TYPE_OF(v[i])->name);
            return -1;
        }
    }
    if (bytes_size(v[CODE]) % (ssize_t)sizeof(CodeWord) != 0) {
        error_set_text(EXC(ValueError), "code: co_code is malformed");
        return -1;
    }
    return 0;
}

static int
add_name(Object *names, Object *kinds, Object *name, int kind)
{
    char byte = (char)kind;
    Object *one = bytes_new(&byte, 1);
    Object *r = one == NULL ? NULL
                            : call_method_text(kinds, "extend", &one, 1);
    ref_xdec(one);
    ref_xdec(r);
    return r == NULL ? -1 : list_append(names, name);
}

// Names and kinds of all locals: plain ones (some of them cells), other
// cells, free variables.
static int
collect_locals(Object *const *v, Object *names, Object *kinds)
{
    for (ssize_t i = 0; i < tuple_size(v[VARNAMES]); i++) {
        Object *name = tuple_get(v[VARNAMES], i);
        int cell = sequence_contains(v[CELLVARS], name);
        if (cell < 0 || add_name(names, kinds, name,
                                 LOCAL_FAST | (cell ? LOCAL_CELL : 0)) < 0) {
            return -1;
        }
    }
    for (ssize_t i = 0; i < tuple_size(v[CELLVARS]); i++) {
        Object *name = tuple_get(v[CELLVARS], i);
        int known = sequence_contains(v[VARNAMES], name);
        if (known < 0 ||
            (!known && add_name(names, kinds, name, LOCAL_CELL) < 0)) {
            return -1;
        }
    }
    for (ssize_t i = 0; i < tuple_size(v[FREEVARS]); i++) {
        if (add_name(names, kinds, tuple_get(v[FREEVARS], i),
                     LOCAL_FREE) < 0) {
            return -1;
        }
    }
    return 0;
}

static Object *
make(Object *const *v)
{
    Object *names = list_new(0), *kinds = bytearray_new("", 0);
    Code *code = NULL;
    if (names != NULL && kinds != NULL &&
        collect_locals(v, names, kinds) == 0) {
        code = object_new(&code_type,
                          bytes_size(v[CODE]) / (ssize_t)sizeof(CodeWord));
    }
    if (code != NULL) {
        memcpy(code->words, bytes_data(v[CODE]), (size_t)bytes_size(v[CODE]));
        code->argcount = int_as_int(v[ARGCOUNT]);
        code->posonlyargcount = int_as_int(v[POSONLY]);
        code->kwonlyargcount = int_as_int(v[KWONLY]);
        code->stacksize = int_as_int(v[STACKSIZE]);
        code->flags = int_as_int(v[FLAGS]);
        code->firstlineno = int_as_int(v[FIRSTLINE]);
        code->nlocalsplus = (int)list_size(names);
        code->consts = ref_new(v[CONSTS]);
        code->names = ref_new(v[NAMES]);
        code->filename = ref_new(v[FILENAME]);
        code->name = ref_new(v[NAME]);
        code->qualname = ref_new(v[QUALNAME]);
        code->linetable = ref_new(v[LINETABLE]);
        code->exceptiontable = ref_new(v[EXCEPTIONTABLE]);
        code->localsplusnames = list_as_tuple(names);
        code->localspluskinds = bytes_new(bytearray_data(kinds),
                                          bytearray_size(kinds));
        RECORD_TOUCH(code);
        if (code->localsplusnames == NULL || code->localspluskinds == NULL) {
            REF_CLEAR(code);
        } else {
            code_prepare(code);
        }
    }
    ref_xdec(names);
    ref_xdec(kinds);
    if (code != NULL && !error_occurred() &&
        code->nlocals != int_as_int(v[NLOCALS])) {
        error_set_text(EXC(ValueError), "code: co_nlocals != "
                                        "len(co_varnames)");
    }
    if (error_occurred()) {
        REF_CLEAR(code);
    }
    return OBJ(code);
}

Object *
code_new_slot(Type *type, Object *args, Object *kwargs)
{
    (void)type;
    ssize_t n = tuple_size(args);
    Object *v[PARTS];
    if (!args_no_keywords("code", kwargs) ||
        !args_check_count("code", n, PARTS - 2, PARTS)) {
        return NULL;
    }
    Object *empty = tuple_new(0);
    if (empty == NULL) {
        return NULL;
    }
    for (ssize_t i = 0; i < PARTS; i++) {
        v[i] = i < n ? tuple_get(args, i) : empty;
    }
    Object *code = check_parts("code", v) < 0 ? NULL : make(v);
    ref_dec(empty);
    return code;
}

Object *
code_replace(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    static const ArgsSpec spec = {"replace", part_names, 0, 0, PARTS};
    Object *v[PARTS], *own[PARTS] = {NULL};
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    Object *code = NULL;
    bool complete = true;
    // The number of locals follows from their names.
    if (v[VARNAMES] != NULL && v[NLOCALS] == NULL &&
        tuple_check(v[VARNAMES])) {
        v[NLOCALS] = own[NLOCALS] = int_from_ssize(tuple_size(v[VARNAMES]));
    }
    for (int i = 0; complete && i < PARTS; i++) {
        if (v[i] == NULL) {
            v[i] = own[i] = object_getattr_text(self, part_names[i]);
        }
        complete = v[i] != NULL;
    }
    if (complete && check_parts("replace", v) == 0) {
        code = make(v);
    }
    for (int i = 0; i < PARTS; i++) {
        ref_xdec(own[i]);
    }
    return code;
}
