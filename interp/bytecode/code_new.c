/* code_new.c - code objects made from their parts: types.CodeType(...),
 * replace(), and what marshal reads. */
#include "interp/bytecode/code_new.h"

#include <string.h>

#include "interp/bytecode/code.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/set.h"
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

// Constants in constants that are looked at: a tuple that marshal has read may
// stand in itself.
#define MOST_DEPTH 2000

// Interns all items; SystemError when one is no str.
static int
intern_names(Object *names)
{
    for (ssize_t i = tuple_size(names); --i >= 0;) {
        Object *name = tuple_get(names, i);
        if (!str_check_exact(name)) {
            error_set_text(EXC(SystemError),
                           "non-string found in code slot");
            return -1;
        }
        ref_inc(name);
        str_intern(&name);
        ref_store(names, &tuple_get(names, i), name);
    }
    return 0;
}

// A frozenset with an item that looks like a name is made anew. *changed: an
// item of the tuple was replaced. -1 with an error.
static int
intern_constants(Object *constants, int depth, bool *changed)
{
    for (ssize_t i = tuple_size(constants); --i >= 0 && depth < MOST_DEPTH;) {
        Object *old = tuple_get(constants, i), *new = NULL;
        bool inside = false;
        if (str_check_exact(old) && code_is_name_like(old)) {
            new = ref_new(old);
            str_intern(&new);
        } else if (tuple_check_exact(old)) {
            if (intern_constants(old, depth + 1, &inside) < 0) {
                return -1;
            }
        } else if (TYPE_OF(old) == &frozenset_type) {
            Object *items = sequence_tuple(old);
            if (items == NULL ||
                intern_constants(items, depth + 1, &inside) < 0 ||
                (inside && (new = frozenset_new(items)) == NULL)) {
                ref_xdec(items);
                return -1;
            }
            ref_dec(items);
        }
        *changed = *changed || (new != NULL && new != old);
        if (new != NULL) {
            ref_store(constants, &tuple_get(constants, i), new);
        }
    }
    return 0;
}

// As CPython's _PyCode_Validate.
static int
check_types(const CodeParts *p)
{
    if (p->argcount < p->posonlyargcount || p->posonlyargcount < 0 ||
        p->kwonlyargcount < 0 || p->stacksize < 0 || p->flags < 0 ||
        !bytes_check(p->code) || !tuple_check(p->consts) ||
        !tuple_check(p->names) || !tuple_check(p->localsplusnames) ||
        !bytes_check(p->localspluskinds) ||
        tuple_size(p->localsplusnames) != bytes_size(p->localspluskinds) ||
        !str_check(p->name) || !str_check(p->qualname) ||
        !str_check(p->filename) || !bytes_check(p->linetable) ||
        !bytes_check(p->exceptiontable)) {
        error_bad_internal_at("Objects/codeobject.c", 250);
        return -1;
    }
    return 0;
}

static int
check_sizes(const CodeParts *p)
{
    if (bytes_size(p->code) % (ssize_t)sizeof(CodeWord) != 0) {
        error_set_text(EXC(ValueError), "code: co_code is malformed");
        return -1;
    }
    const char *kinds = bytes_data(p->localspluskinds);
    ssize_t others = 0; // locals that are no arguments
    for (ssize_t i = 0; i < bytes_size(p->localspluskinds); i++) {
        others += (kinds[i] & LOCAL_FAST) != 0;
    }
    others -= (ssize_t)p->argcount + p->kwonlyargcount +
              ((p->flags & CODE_VARARGS) != 0) +
              ((p->flags & CODE_VARKEYWORDS) != 0);
    if (others < 0) {
        error_set_text(EXC(ValueError), "code: co_varnames is too small");
        return -1;
    }
    return 0;
}

// A code object of parts that have been checked.
static Object *
from_checked(const CodeParts *p)
{
    bool changed = false;
    if (intern_names(p->names) < 0 ||
        intern_constants(p->consts, 0, &changed) < 0 ||
        intern_names(p->localsplusnames) < 0) {
        return NULL;
    }
    ssize_t size = bytes_size(p->code);
    Code *code = object_new(&code_type, size / (ssize_t)sizeof(CodeWord));
    if (code == NULL) {
        return NULL;
    }
    memcpy(code->words, bytes_data(p->code), (size_t)size);
    code->argcount = p->argcount;
    code->posonlyargcount = p->posonlyargcount;
    code->kwonlyargcount = p->kwonlyargcount;
    code->stacksize = p->stacksize;
    code->flags = p->flags;
    code->firstlineno = p->firstlineno;
    code->nlocalsplus = (int)tuple_size(p->localsplusnames);
    code->consts = ref_new(p->consts);
    code->names = ref_new(p->names);
    code->localsplusnames = ref_new(p->localsplusnames);
    code->localspluskinds = ref_new(p->localspluskinds);
    code->filename = ref_new(p->filename);
    code->name = ref_new(p->name);
    code->qualname = ref_new(p->qualname);
    code->linetable = ref_new(p->linetable);
    code->exceptiontable = ref_new(p->exceptiontable);
    RECORD_TOUCH(code);
    code_prepare(code);
    return OBJ(code);
}

Object *
code_from_parts(const CodeParts *parts)
{
    return check_types(parts) < 0 || check_sizes(parts) < 0
               ? NULL
               : from_checked(parts);
}

static const char *
kind_of(int part)
{
    switch (part) {
    case FILENAME:
    case NAME:
    case QUALNAME:
        return "str";
    case CODE:
    case LINETABLE:
    case EXCEPTIONTABLE:
        return "bytes";
    case CONSTS:
    case NAMES:
    case VARNAMES:
    case FREEVARS:
    case CELLVARS:
        return "tuple";
    default:
        return "int";
    }
}

static bool
is_of_kind(Object *o, const char *kind)
{
    return kind[0] == 's'   ? str_check(o)
           : kind[0] == 'b' ? bytes_check(o)
                            : tuple_check(o);
}

// Whether every part has its type; the numbers are put into numbers[]. The
// parts have names in replace(), places in the type's call.
static int
check_parts(bool named, Object *const *v, int *numbers)
{
    for (int i = 0; i < PARTS; i++) {
        const char *kind = kind_of(i);
        if (kind[0] == 'i') {
            numbers[i] = int_as_int(v[i]);
            if (numbers[i] == -1 && error_occurred()) {
                return -1;
            }
        } else if (!is_of_kind(v[i], kind)) {
            const char *got = v[i] == NONE ? "None" : TYPE_OF(v[i])->name;
            if (named) {
                error_format(EXC(TypeError),
                             "replace() argument '%s' must be %s, not %.50s",
                             part_names[i], kind, got);
            } else {
                error_format(EXC(TypeError),
                             "code() argument %d must be %s, not %.50s",
                             i + 1, kind, got);
            }
            return -1;
        }
    }
    return 0;
}

// replace() wants all numbers to be positive, the type's call some.
static int
check_signs(bool named, const int *numbers)
{
    static const int parts[] = {ARGCOUNT,  POSONLY, KWONLY, NLOCALS,
                                STACKSIZE, FLAGS,   FIRSTLINE};
    for (int i = 0; i < (named ? 7 : 4); i++) {
        const char *name = part_names[parts[i]];
        if (numbers[parts[i]] >= 0) {
            continue;
        }
        if (named) {
            error_format(EXC(ValueError), "%s must be a positive integer",
                         name);
        } else {
            error_format(EXC(ValueError), "code: %s must not be negative",
                         name + strlen("co_"));
        }
        return -1;
    }
    return 0;
}

// A tuple of exact strings; what is of a class of its own is copied.
static Object *
exact_names(Object *tuple)
{
    Object *names = tuple_new(tuple_size(tuple));
    for (ssize_t i = 0; names != NULL && i < tuple_size(tuple); i++) {
        Object *item = tuple_get(tuple, i);
        Object *name =
            str_check(item)
                ? str_from_object(item)
                : error_format(EXC(TypeError),
                               "name tuples must contain only strings, not "
                               "'%.500s'",
                               TYPE_OF(item)->name);
        if (name == NULL) {
            REF_CLEAR(names);
        } else {
            tuple_init_item(names, i, name);
        }
    }
    return names;
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
make(Object *const *v, const int *numbers)
{
    Object *names = list_new(0), *kinds = bytearray_new("", 0), *code = NULL;
    CodeParts parts = {
        .argcount = numbers[ARGCOUNT],
        .posonlyargcount = numbers[POSONLY],
        .kwonlyargcount = numbers[KWONLY],
        .stacksize = numbers[STACKSIZE],
        .flags = numbers[FLAGS],
        .firstlineno = numbers[FIRSTLINE],
        .code = v[CODE],
        .consts = v[CONSTS],
        .names = v[NAMES],
        .filename = v[FILENAME],
        .name = v[NAME],
        .qualname = v[QUALNAME],
        .linetable = v[LINETABLE],
        .exceptiontable = v[EXCEPTIONTABLE],
    };
    if (names != NULL && kinds != NULL &&
        collect_locals(v, names, kinds) == 0) {
        parts.localsplusnames = list_as_tuple(names);
        parts.localspluskinds = bytes_new(bytearray_data(kinds),
                                          bytearray_size(kinds));
    }
    if (parts.localsplusnames != NULL && parts.localspluskinds != NULL) {
        if (check_types(&parts) < 0 || check_sizes(&parts) < 0) {
            code = NULL;
        } else if (numbers[NLOCALS] != tuple_size(v[VARNAMES])) {
            error_set_text(EXC(ValueError), "code: co_nlocals != "
                                            "len(co_varnames)");
        } else {
            code = from_checked(&parts);
        }
    }
    ref_xdec(names);
    ref_xdec(kinds);
    ref_xdec(parts.localsplusnames);
    ref_xdec(parts.localspluskinds);
    return code;
}

// The type's call takes copies of the tuples of names.
static Object *
make_with_exact_names(Object *const *v, const int *numbers)
{
    static const int parts[] = {NAMES, VARNAMES, FREEVARS, CELLVARS};
    Object *exact[PARTS], *code = NULL;
    memcpy(exact, v, sizeof(exact));
    int done = 0;
    while (done < 4 &&
           (exact[parts[done]] = exact_names(v[parts[done]])) != NULL) {
        done++;
    }
    if (done == 4) {
        code = make(exact, numbers);
    }
    while (--done >= 0) {
        ref_dec(exact[parts[done]]);
    }
    return code;
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
    int numbers[PARTS];
    Object *code =
        check_parts(false, v, numbers) < 0 || check_signs(false, numbers) < 0
            ? NULL
            : make_with_exact_names(v, numbers);
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
    for (int i = 0; complete && i < PARTS; i++) {
        if (v[i] == NULL) {
            v[i] = own[i] = object_getattr_text(self, part_names[i]);
        }
        complete = v[i] != NULL;
    }
    int numbers[PARTS];
    if (complete && check_parts(true, v, numbers) == 0 &&
        check_signs(true, numbers) == 0) {
        code = make(v, numbers);
    }
    for (int i = 0; i < PARTS; i++) {
        ref_xdec(own[i]);
    }
    return code;
}
