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

// Constants that look like names are interned.
static bool
all_name_characters(Object *text)
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
// objects and tuples they stand.
typedef struct Materials {
    Arena *arena;
    ConstantPool pool;
    struct MadeConstant {
        const Constant *constant; // the pool's
        Object *object;           // borrowed from `objects`
    } *made;
    size_t used, room; // room is a power of two
    Object **objects;  // the same in the order of making, owned: where the
                       // table has them depends on the pool's addresses
    Object *literals;  // list of them in the order of making, or NULL
} Materials;

static struct MadeConstant *
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
           o->type != &ellipsis_type;
}

static Object *make_constant(Materials *m, const Constant *constant);
static Object *code_make(Materials *m, const CodeUnit *unit);

// The one object of all constants that are the same as this one: new.
static Object *
constant_object(Materials *m, const Constant *constant)
{
    if (constant->kind == CONST_CODE) {
        return code_make(m, constant->as.code);
    }
    Constant *same = pool_intern(&m->pool, (Constant *)(uintptr_t)constant);
    if (same == NULL || (m->used * 2 >= m->room && !grow_made(m))) {
        return error_no_memory();
    }
    struct MadeConstant *row = made_place(m, same);
    if (row->constant == NULL) {
        Object *object = make_constant(m, constant);
        if (object == NULL) {
            return NULL;
        }
        row = made_place(m, same); // the table may have grown
        row->constant = same;
        row->object = object;
        m->objects[m->used++] = object;
        if (m->literals != NULL && is_literal(object) &&
            list_append(m->literals, object) < 0) {
            return NULL;
        }
    }
    return ref_new(row->object);
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
        if (text != NULL && all_name_characters(text)) {
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
    code->name = name_object(unit->name);
    code->qualname = name_object(unit->qualname);
    code->filename = str_decode_fs(unit->filename,
                                   (ssize_t)strlen(unit->filename));
    if (code->filename != NULL) {
        str_intern(&code->filename);
    }
    code->names = names_tuple(unit->names, unit->nnames);
    code->localsplusnames = names_tuple(unit->localsplus_names,
                                        unit->nlocalsplus);
    code->localspluskinds =
        bytes_new((const char *)unit->localsplus_kinds,
                        (ssize_t)unit->nlocalsplus);
    code->linetable = bytes_new((const char *)unit->linetable,
                                      (ssize_t)unit->linetable_size);
    code->exceptiontable =
        bytes_new((const char *)unit->exceptiontable,
                        (ssize_t)unit->exceptiontable_size);
    code->consts = tuple_new((ssize_t)unit->nconsts);
    if (code->name == NULL || code->qualname == NULL ||
        code->filename == NULL || code->names == NULL ||
        code->localsplusnames == NULL || code->localspluskinds == NULL ||
        code->linetable == NULL || code->exceptiontable == NULL ||
        code->consts == NULL) {
        ref_dec(code);
        return NULL;
    }
    for (size_t i = 0; i < unit->nconsts; i++) {
        Object *value = constant_object(m, unit->consts[i]);
        if (value == NULL) {
            ref_dec(code);
            return NULL;
        }
        tuple_init_item(code->consts, (ssize_t)i, value);
    }
    return OBJ(code);
}

Object *
code_from_unit(const CodeUnit *unit, Object **literals)
{
    Materials m = {.arena = arena_new()};
    if (m.arena == NULL) {
        return error_no_memory();
    }
    m.pool.arena = m.arena;
    m.literals = literals == NULL ? NULL : list_new(0);
    Object *code = literals != NULL && m.literals == NULL
                       ? NULL
                       : code_make(&m, unit);
    for (size_t i = 0; i < m.used; i++) {
        ref_dec(m.objects[i]);
    }
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
