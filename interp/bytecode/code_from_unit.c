/* code_from_unit.c - code objects made of what the compiler yielded */
#include "interp/bytecode/code.h"

#include <stdlib.h>
#include <string.h>

#include "interp/bytecode/constant_pool.h"
#include "interp/bytecode/opcode.h"
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

// Executions before an instruction looks for a special form.
#define WARMUP 8

static Object *
name_object(const char *text)
{
    Object *name = str_from_wtf8(text, (ssize_t)strlen(text));
    if (name != NULL) {
        str_intern(&name);
    }
    return name;
}

static Object *
names_tuple(const char *const *names, size_t n)
{
    Object *tuple = tuple_new((ssize_t)n);
    for (size_t i = 0; tuple != NULL && i < n; i++) {
        Object *name = name_object(names[i]);
        if (name == NULL) {
            REF_CLEAR(tuple);
        } else {
            tuple_init_item(tuple, (ssize_t)i, name);
        }
    }
    return tuple;
}

bool
code_is_name_like(Object *text)
{
    if (!str_is_ascii(text)) {
        return false;
    }
    const unsigned char *s = str_data(text);
    for (ssize_t i = 0; i < str_length(text); i++) {
        bool ok = (s[i] >= 'a' && s[i] <= 'z') ||
                  (s[i] >= 'A' && s[i] <= 'Z') ||
                  (s[i] >= '0' && s[i] <= '9') || s[i] == '_';
        if (!ok) {
            return false;
        }
    }
    return true;
}

// Equal constants of one compilation are one object, in whichever code
// objects and tuples they stand; so are equal tuples of constants or names,
// and the tables of lines and handlers, as CPython's compiler merges them.
typedef struct MadeConstant {
    const Constant *constant; // the pool's; NULL: free
    Object *object;           // borrowed from `objects`; NULL: not yet made
    bool literal;             // it is in `literals`
} MadeConstant;

typedef struct Materials {
    Arena *arena;
    ConstantPool pool;
    MadeConstant *made;
    size_t used, room; // room is a power of two
    Object **objects;  // the same in the order of making, owned: where the
                       // table has them depends on the pool's addresses
    size_t nobjects;
    Object *literals;  // list of them in the order of making, or NULL
    Object *filename;  // owned
} Materials;

static MadeConstant *
made_place(Materials *m, const Constant *constant)
{
    size_t i = ((uintptr_t)constant >> 4) * 0x9e3779b97f4a7c15u;
    i = (i >> 20) & (m->room - 1);
    while (m->made[i].constant != NULL && m->made[i].constant != constant) {
        i = (i + 1) & (m->room - 1);
    }
    return &m->made[i];
}

static bool
grow_made(Materials *m)
{
    Materials grown = *m;
    grown.room = m->room == 0 ? 64 : m->room * 2;
    grown.made = calloc(grown.room, sizeof(*grown.made));
    if (grown.made == NULL) {
        return false;
    }
    for (size_t i = 0; i < m->room; i++) {
        if (m->made[i].constant != NULL) {
            *made_place(&grown, m->made[i].constant) = m->made[i];
        }
    }
    grown.objects =
        realloc(m->objects, grown.room * sizeof(*grown.objects));
    if (grown.objects == NULL) {
        free(grown.made);
        return false;
    }
    free(m->made);
    *m = grown;
    return true;
}

static bool
is_literal(const Object *o)
{
    return o->type != &none_type && o->type != &bool_type &&
           o->type != &ellipsis_type && o->type != &code_type;
}

static Object *make_constant(Materials *m, const Constant *constant);
static Object *code_make(Materials *m, const CodeUnit *unit);

// The row of the pool's constant; NULL with MemoryError, also if there is no
// such constant.
static MadeConstant *
row_of(Materials *m, const Constant *same)
{
    if (same == NULL || (m->used * 2 >= m->room && !grow_made(m))) {
        return (void *)error_no_memory();
    }
    MadeConstant *row = made_place(m, same);
    if (row->constant == NULL) {
        row->constant = same;
        m->used++;
    }
    return row;
}

// Has the new object be that of the pool's constant, which has a row. A new
// reference; NULL: so is `made`.
static Object *
keep(Materials *m, const Constant *same, STEALS Object *made)
{
    if (made == NULL) {
        return NULL;
    }
    // The row may have moved while the object was made.
    made_place(m, same)->object = made;
    m->objects[m->nobjects++] = made;
    return ref_new(made);
}

// Appends the object of a constant to the literals, after those in it, unless
// it is there.
static int
note_literal(Materials *m, const Constant *constant)
{
    Constant *same = pool_intern(&m->pool, (Constant *)(uintptr_t)constant);
    MadeConstant *row = row_of(m, same);
    if (row == NULL || row->literal || row->object == NULL) {
        return row == NULL ? -1 : 0;
    }
    row->literal = true;
    Object *object = row->object;
    if (constant->kind == CONST_TUPLE || constant->kind == CONST_FROZENSET) {
        for (size_t i = 0; i < constant->as.tuple.count; i++) {
            if (note_literal(m, constant->as.tuple.items[i]) < 0) {
                return -1;
            }
        }
    }
    return is_literal(object) ? list_append(m->literals, object) : 0;
}

// The one object of all constants that are the same as this one: new.
static Object *
constant_object(Materials *m, const Constant *constant)
{
    Constant *same = pool_intern(&m->pool, (Constant *)(uintptr_t)constant);
    MadeConstant *row = row_of(m, same);
    if (row == NULL) {
        return NULL;
    }
    Object *object = row->object != NULL
                         ? ref_new(row->object)
                         : keep(m, same, make_constant(m, constant));
    if (object != NULL && m->literals != NULL &&
        note_literal(m, same) < 0) {
        REF_CLEAR(object);
    }
    return object;
}

static Object *
constant_items(Materials *m, const Constant *constant)
{
    size_t n = constant->as.tuple.count;
    Object *tuple = tuple_new((ssize_t)n);
    for (size_t i = 0; tuple != NULL && i < n; i++) {
        Object *item = constant_object(m, constant->as.tuple.items[i]);
        if (item == NULL) {
            REF_CLEAR(tuple);
        } else {
            tuple_init_item(tuple, (ssize_t)i, item);
        }
    }
    return tuple;
}

static Object *
make_constant(Materials *m, const Constant *constant)
{
    switch (constant->kind) {
    case CONST_NONE:
        return none_new();
    case CONST_TRUE:
        return bool_new(true);
    case CONST_FALSE:
        return bool_new(false);
    case CONST_ELLIPSIS:
        return ref_new(ELLIPSIS);
    case CONST_INT:
        return int_from_digits(constant->as.integer.digits,
                               (ssize_t)constant->as.integer.digit_count,
                               constant->as.integer.sign < 0);
    case CONST_FLOAT:
        return float_new(constant->as.real);
    case CONST_COMPLEX:
        return complex_new(constant->as.complex.real,
                           constant->as.complex.imag);
    case CONST_STR: {
        Object *text = str_from_wtf8(constant->as.text.data,
                                     (ssize_t)constant->as.text.length);
        if (text != NULL && code_is_name_like(text)) {
            str_intern(&text);
        }
        return text;
    }
    case CONST_BYTES:
        return bytes_new(constant->as.text.data,
                               (ssize_t)constant->as.text.length);
    case CONST_TUPLE:
        return constant_items(m, constant);
    case CONST_FROZENSET: {
        Object *items = constant_items(m, constant);
        Object *set = items == NULL ? NULL : frozenset_new(items);
        ref_xdec(items);
        return set;
    }
    case CONST_CODE:
        return code_make(m, constant->as.code);
    default:
        return error_bad_internal();
    }
}

// Counts locals by kind.
static void
count_kinds(Code *code, const uint8_t *kinds)
{
    int ncells = 0, plain_cells = 0, nfree = 0, nlocals = 0;
    for (int i = 0; i < code->nlocalsplus; i++) {
        if ((kinds[i] & LOCAL_FAST) != 0) {
            nlocals++;
            ncells += (kinds[i] & LOCAL_CELL) != 0;
        } else if ((kinds[i] & LOCAL_CELL) != 0) {
            ncells++;
            plain_cells++;
        } else {
            nfree++;
        }
    }
    code->nlocals = nlocals;
    code->ncellvars = ncells;
    code->nplaincellvars = plain_cells;
    code->nfreevars = nfree;
}

// Instructions with a cache count down in its first word to the first
// attempt to specialise.
static void
prepare_words(Code *code)
{
    ssize_t n = code->base.size;
    code->first_traceable = 0;
    bool seen_resume = false;
    for (ssize_t i = 0; i < n; i++) {
        int opcode = code->words[i] & 255;
        if (opcode == OP_RESUME && !seen_resume) {
            code->first_traceable = (int)i;
            seen_resume = true;
        }
        int caches = opcode_caches(opcode);
        if (caches > 0 && i + 1 < n) {
            code->words[i + 1] = WARMUP;
        }
        i += caches;
    }
}

void
code_prepare(Code *code)
{
    count_kinds(code, (const uint8_t *)bytes_data(code->localspluskinds));
    prepare_words(code);
}

// A constant of text that lies in the unit.
static Constant *
text_constant(Materials *m, ConstantKind kind, const void *text, size_t n)
{
    Constant *c = constant_new(m->arena, kind);
    if (c != NULL) {
        c->as.text.data = text;
        c->as.text.length = n;
    }
    return c;
}

static Object *
merged_bytes(Materials *m, const uint8_t *bytes, size_t n)
{
    if (n == 0) {
        return bytes_new(NULL, 0);
    }
    Constant *c = text_constant(m, CONST_BYTES, bytes, n);
    Constant *same = c == NULL ? NULL : pool_merge(&m->pool, c);
    MadeConstant *row = row_of(m, same);
    return row == NULL           ? NULL
           : row->object != NULL ? ref_new(row->object)
                                 : keep(m, same, bytes_new((const char *)bytes,
                                                           (ssize_t)n));
}

// The pool's constant of a tuple of names; NULL without memory.
static Constant *
names_constant(Materials *m, const char *const *names, size_t n)
{
    Constant *c = constant_new(m->arena, CONST_TUPLE);
    Constant **items = arena_alloc(m->arena, (n + 1) * sizeof(*items));
    bool complete = c != NULL && items != NULL;
    for (size_t i = 0; complete && i < n; i++) {
        items[i] = text_constant(m, CONST_STR, names[i], strlen(names[i]));
        complete = items[i] != NULL;
    }
    if (!complete) {
        return NULL;
    }
    c->as.tuple.count = n;
    c->as.tuple.items = items;
    return pool_merge(&m->pool, c);
}

static Object *
merged_names(Materials *m, const char *const *names, size_t n)
{
    if (n == 0) {
        return tuple_new(0);
    }
    Constant *same = names_constant(m, names, n);
    MadeConstant *row = row_of(m, same);
    if (row == NULL) {
        return NULL;
    }
    if (row->object == NULL) {
        return keep(m, same, names_tuple(names, n));
    }
    // If it is one of constants, those with a character that is not ASCII
    // are not interned.
    Object *tuple = ref_new(row->object);
    for (size_t i = 0; i < n; i++) {
        Object **item = &tuple_get(tuple, i);
        if (!str_is_interned(*item)) {
            Object *name = ref_new(*item);
            str_intern(&name);
            ref_store(tuple, item, name);
        }
    }
    return tuple;
}

static Object *
merged_constants(Materials *m, const CodeUnit *unit)
{
    Constant *c = constant_new(m->arena, CONST_TUPLE);
    if (c == NULL) {
        return error_no_memory();
    }
    c->as.tuple.count = unit->nconsts;
    c->as.tuple.items = unit->consts;
    Object *made = constant_items(m, c);
    Constant *same = made == NULL ? NULL : pool_merge(&m->pool, c);
    MadeConstant *row = made == NULL ? NULL : row_of(m, same);
    if (row == NULL || row->object != NULL) {
        ref_xdec(made);
        return row == NULL ? NULL : ref_new(row->object);
    }
    return keep(m, same, made);
}

// Always an object of its own, as in CPython, but for that of no bytes.
static Object *
kinds_object(const CodeUnit *unit)
{
    Object *kinds = bytes_new(NULL, (ssize_t)unit->nlocalsplus);
    if (kinds != NULL) {
        memcpy(bytes_data(kinds), unit->localsplus_kinds, unit->nlocalsplus);
    }
    return kinds;
}

// That of a class is among its constants, too.
static Object *
qualname_object(Materials *m, const CodeUnit *unit, Object *name)
{
    if (strcmp(unit->qualname, unit->name) == 0) {
        return ref_new(name);
    }
    size_t n = strlen(unit->qualname);
    bool is_class = (unit->flags & CODE_OPTIMIZED) == 0;
    for (size_t i = 0; is_class && i < unit->nconsts; i++) {
        const Constant *c = unit->consts[i];
        if (c->kind == CONST_STR && c->as.text.length == n &&
            memcmp(c->as.text.data, unit->qualname, n) == 0) {
            return constant_object(m, c);
        }
    }
    return str_from_wtf8(unit->qualname, (ssize_t)n);
}

static Object *
code_make(Materials *m, const CodeUnit *unit)
{
    ssize_t words = (ssize_t)(unit->code_size / sizeof(CodeWord));
    Code *code = object_new(&code_type, words);
    if (code == NULL) {
        return NULL;
    }
    memcpy(code->words, unit->code, unit->code_size);
    code->flags = unit->flags;
    code->argcount = unit->argcount;
    code->posonlyargcount = unit->posonlyargcount;
    code->kwonlyargcount = unit->kwonlyargcount;
    code->stacksize = unit->stacksize;
    code->firstlineno = unit->firstlineno;
    code->nlocalsplus = (int)unit->nlocalsplus;
    count_kinds(code, unit->localsplus_kinds);
    prepare_words(code);
    code->name = ref_xnew(names_anonymous(unit->name));
    if (code->name == NULL) {
        code->name = name_object(unit->name);
    }
    code->filename = ref_new(m->filename);
    code->names = merged_names(m, unit->names, unit->nnames);
    code->localsplusnames =
        merged_names(m, unit->localsplus_names, unit->nlocalsplus);
    code->localspluskinds = kinds_object(unit);
    code->linetable = merged_bytes(m, unit->linetable, unit->linetable_size);
    code->exceptiontable =
        merged_bytes(m, unit->exceptiontable, unit->exceptiontable_size);
    if (code->name == NULL || code->names == NULL ||
        code->localsplusnames == NULL || code->localspluskinds == NULL ||
        code->linetable == NULL || code->exceptiontable == NULL) {
        ref_dec(code);
        return NULL;
    }
    code->consts = merged_constants(m, unit);
    code->qualname =
        code->consts == NULL ? NULL : qualname_object(m, unit, code->name);
    if (code->qualname == NULL) {
        ref_dec(code);
        return NULL;
    }
    return OBJ(code);
}

Object *
code_from_unit(const CodeUnit *unit, Object *filename, Object **literals)
{
    Materials m = {.arena = arena_new()};
    if (m.arena == NULL) {
        return error_no_memory();
    }
    m.pool.arena = m.arena;
    m.literals = literals == NULL ? NULL : list_new(0);
    m.filename = filename != NULL
                     ? ref_new(filename)
                     : str_decode_fs(unit->filename,
                                     (ssize_t)strlen(unit->filename));
    Object *code =
        m.filename == NULL || (literals != NULL && m.literals == NULL)
            ? NULL
            : code_make(&m, unit);
    for (size_t i = 0; i < m.nobjects; i++) {
        ref_dec(m.objects[i]);
    }
    ref_xdec(m.filename);
    if (code == NULL) {
        REF_CLEAR(m.literals);
    }
    if (literals != NULL) {
        *literals = m.literals;
    }
    free(m.made);
    free(m.objects);
    arena_free(m.arena);
    return code;
}
