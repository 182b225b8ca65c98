#include "interp/bytecode/code.h"

#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "gc/weakref.h"
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

// ---------------------------------------------------------------- locations

typedef struct LineWalk {
    const uint8_t *at, *end;
    int line;        // running line number
    int instruction; // first instruction of the next entry
} LineWalk;

static int
read_varint(LineWalk *walk)
{
    unsigned value = 0, shift = 0;
    while (walk->at < walk->end) {
        uint8_t byte = *walk->at++;
        value |= (unsigned)(byte & 63) << shift;
        shift += 6;
        if ((byte & 64) == 0) {
            break;
        }
    }
    return (int)value;
}

static int
read_signed(LineWalk *walk)
{
    unsigned value = (unsigned)read_varint(walk);
    return (value & 1) != 0 ? -(int)(value >> 1) : (int)(value >> 1);
}

// The next entry of the location table (CPython 3.11:
// Objects/locations.md): how many instructions it is for, and where they
// stand.
static int
next_location(LineWalk *walk, CodePosition *out)
{
    if (walk->at >= walk->end) {
        return 0;
    }
    uint8_t first = *walk->at++;
    int code = first >> 3 & 15;
    int n = (first & 7) + 1;
    *out = (CodePosition){-1, -1, -1, -1};
    if (code == 15) {
        return n;
    }
    if (code == 14) {
        walk->line += read_signed(walk);
        out->line = walk->line;
        out->end_line = walk->line + read_varint(walk);
        out->column = read_varint(walk) - 1;
        out->end_column = read_varint(walk) - 1;
    } else if (code == 13) {
        walk->line += read_signed(walk);
        out->line = out->end_line = walk->line;
    } else if (code >= 10) {
        walk->line += code - 10;
        out->line = out->end_line = walk->line;
        out->column = *walk->at++;
        out->end_column = *walk->at++;
    } else {
        uint8_t second = *walk->at++;
        out->line = out->end_line = walk->line;
        out->column = code << 3 | second >> 4;
        out->end_column = out->column + (second & 15);
    }
    return n;
}

static LineWalk
start_walk(Code *code)
{
    const uint8_t *bytes = (const uint8_t *)bytes_data(code->linetable);
    return (LineWalk){bytes, bytes + bytes_size(code->linetable),
                      code->firstlineno, 0};
}

CodePosition
code_position(Code *code, int instruction)
{
    CodePosition position = {-1, -1, -1, -1};
    if (instruction < 0) {
        position.line = position.end_line = code->firstlineno;
        return position;
    }
    LineWalk walk = start_walk(code);
    int at = 0, n;
    while ((n = next_location(&walk, &position)) > 0) {
        at += n;
        if (instruction < at) {
            return position;
        }
    }
    return (CodePosition){-1, -1, -1, -1};
}

bool
code_make_lines(Code *code)
{
    size_t n = (size_t)code->base.size;
    struct CodeLines *lines =
        malloc(sizeof(*lines) + n * sizeof(lines->lines[0]));
    if (lines == NULL) {
        return false;
    }
    lines->marks = 0;
    LineWalk walk = start_walk(code);
    CodePosition position;
    size_t at = 0;
    int previous = -1;
    int count;
    while ((count = next_location(&walk, &position)) > 0) {
        for (int i = 0; i < count && at < n; i++, at++) {
            bool starts = i == 0 && position.line != previous &&
                          position.line > 0 &&
                          at > (size_t)code->first_traceable;
            lines->lines[at] = position.line <= 0 ? 0
                               : starts           ? position.line
                                                  : -position.line;
        }
        previous = position.line;
    }
    for (; at < n; at++) {
        lines->lines[at] = 0;
    }
    code->lines = lines;
    return true;
}

int
code_line(Code *code, int instruction)
{
    if (instruction < 0) {
        return code->firstlineno;
    }
    if (instruction >= code->base.size || !code_ensure_lines(code)) {
        return code_position(code, instruction).line;
    }
    int line = code->lines->lines[instruction];
    return line == 0 ? -1 : line < 0 ? -line : line;
}

int
code_line_start(Code *code, int instruction)
{
    return code_ensure_lines(code) && code->lines->lines[instruction] > 0
               ? code->lines->lines[instruction]
               : -1;
}

// ------------------------------------------------------------ from the unit

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

// --------------------------------------------------------------- the object

static void
code_dealloc(Object *self)
{
    Code *code = (Code *)self;
    if (code->weaklist != NULL) {
        weakref_clear_all(self);
    }
    if (code->marked) {
        free(code_mark(code, code->words));
    }
    free(code->lines);
    free(code->trace_names);
    Object **const fields[] = {
        &code->consts, &code->names, &code->exceptiontable,
        &code->localsplusnames, &code->localspluskinds, &code->filename,
        &code->name, &code->qualname, &code->linetable, &code->cached_code};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        REF_CLEAR(*fields[i]);
    }
    object_free(self);
}

Object *
code_names_of_kind(Code *code, int kind)
{
    const uint8_t *kinds = (const uint8_t *)bytes_data(code->localspluskinds);
    ssize_t n = 0;
    for (int i = 0; i < code->nlocalsplus; i++) {
        n += (kinds[i] & kind) != 0;
    }
    Object *names = tuple_new(n);
    ssize_t at = 0;
    for (int i = 0; names != NULL && i < code->nlocalsplus; i++) {
        if ((kinds[i] & kind) != 0) {
            Object *name = tuple_get(code->localsplusnames, i);
            tuple_init_item(names, at++, ref_new(name));
        }
    }
    return names;
}

static Object *
get_names(Object *self, void *kind)
{
    return code_names_of_kind((Code *)self, (int)(intptr_t)kind);
}

// The instructions as the compiler made them.
static Object *
get_code(Object *self, void *closure)
{
    (void)closure;
    Code *code = (Code *)self;
    if (code->cached_code != NULL) {
        return ref_new(code->cached_code);
    }
    ssize_t n = code->base.size;
    Object *bytes = bytes_new((const char *)code->words,
                                    n * (ssize_t)sizeof(CodeWord));
    if (bytes == NULL) {
        return NULL;
    }
    CodeWord *words = (CodeWord *)(uintptr_t)bytes_data(bytes);
    for (ssize_t i = 0; i < n; i++) {
        int opcode = opcode_deopt(code_opcode(code, &code->words[i]));
        words[i] = (CodeWord)((words[i] & 0xff00) | opcode);
        int caches = opcode_caches(opcode);
        while (caches-- > 0 && i + 1 < n) {
            words[++i] = 0;
        }
    }
    code->cached_code = ref_new(bytes);
    RECORD_TOUCH(code);
    return bytes;
}

static Object *
method_positions(Object *self, Object *unused)
{
    (void)unused;
    Code *code = (Code *)self;
    Object *list = list_new(0);
    LineWalk walk = start_walk(code);
    CodePosition p;
    int count;
    while (list != NULL && (count = next_location(&walk, &p)) > 0) {
        const int values[4] = {p.line, p.end_line, p.column, p.end_column};
        while (count-- > 0 && list != NULL) {
            Object *row = tuple_new(4);
            for (int i = 0; row != NULL && i < 4; i++) {
                Object *value = values[i] < 0 ? none_new()
                                              : int_from_long(values[i]);
                tuple_init_item(row, i, value);
            }
            if (row == NULL || list_append_steal(list, row) < 0) {
                REF_CLEAR(list);
            }
        }
    }
    Object *iterator = list == NULL ? NULL : iter_new(list);
    ref_xdec(list);
    return iterator;
}

static Object *
method_lines(Object *self, Object *unused)
{
    (void)unused;
    Code *code = (Code *)self;
    Object *list = list_new(0);
    LineWalk walk = start_walk(code);
    CodePosition p;
    int count, at = 0, begin = 0, line = -2;
    while (list != NULL) {
        count = next_location(&walk, &p);
        if ((count == 0 || p.line != line) && line != -2) {
            Object *row = tuple_new(3);
            if (row != NULL) {
                tuple_init_item(row, 0, int_from_long(begin * 2));
                tuple_init_item(row, 1, int_from_long(at * 2));
                tuple_init_item(row, 2,
                                line < 0 ? none_new() : int_from_long(line));
            }
            if (row == NULL || list_append_steal(list, row) < 0) {
                REF_CLEAR(list);
                break;
            }
            begin = at;
        }
        if (count == 0) {
            break;
        }
        line = p.line;
        at += count;
    }
    Object *iterator = list == NULL ? NULL : iter_new(list);
    ref_xdec(list);
    return iterator;
}

static Object *
method_varname(Object *self, Object *number)
{
    Code *code = (Code *)self;
    ssize_t i = number_as_ssize(number, EXC(IndexError));
    if (i == -1 && error_occurred()) {
        return NULL;
    }
    return i < 0 || i >= code->nlocalsplus
               ? error_set_text(EXC(IndexError), "tuple index out of range")
               : ref_new(tuple_get(code->localsplusnames, i));
}

static size_t
code_size_of(Object *self)
{
    size_t words = (size_t)((VarObject *)self)->size * sizeof(CodeWord);
    return (size_t)code_type.basicsize + ((words + 7) & ~(size_t)7);
}

static Object *
code_repr(Object *self)
{
    Code *code = (Code *)self;
    return str_from_format("<code object %U at %p, file \"%U\", line %d>",
                           code->name, self, code->filename,
                           code->firstlineno);
}

static HashValue
code_hash(Object *self)
{
    Code *code = (Code *)self;
    HashValue h0 = object_hash(code->name);
    HashValue h1 = object_hash(code->names);
    HashValue h2 = object_hash(code->consts);
    HashValue hash = h0 ^ h1 ^ h2 ^ code->argcount ^ code->flags;
    return hash == -1 ? -2 : hash;
}

static Object *
code_richcompare(Object *a, Object *b, int op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !code_check(a) || !code_check(b)) {
        return not_implemented_new();
    }
    Code *x = (Code *)a, *y = (Code *)b;
    int equal = x->argcount == y->argcount &&
                x->kwonlyargcount == y->kwonlyargcount &&
                x->flags == y->flags && x->firstlineno == y->firstlineno &&
                x->base.size == y->base.size;
    Object *const pairs[][2] = {{x->name, y->name},
                                {x->consts, y->consts},
                                {x->names, y->names},
                                {x->localsplusnames, y->localsplusnames},
                                {x->linetable, y->linetable}};
    for (int i = 0; equal > 0 && i < 5; i++) {
        equal = object_richcompare_bool(pairs[i][0], pairs[i][1], CMP_EQ);
    }
    if (equal > 0) {
        Object *one = get_code(a, NULL), *two = get_code(b, NULL);
        equal = one == NULL || two == NULL
                    ? -1
                    : object_richcompare_bool(one, two, CMP_EQ);
        ref_xdec(one);
        ref_xdec(two);
    }
    return equal < 0 ? NULL : bool_new((equal != 0) == (op == CMP_EQ));
}

static void
code_value_text(Object *self, char *out, size_t size)
{
    extern const char *str_label(Object *);
    Code *code = (Code *)self;
    snprintf(out, size, "code of %s",
             code->name == NULL ? "?" : str_label(code->name));
}

static MethodDef code_methods[] = {
    {"co_positions", method_positions, METH_NOARGS, NULL},
    {"co_lines", method_lines, METH_NOARGS, NULL},
    {"_varname_from_oparg", method_varname, METH_O, NULL},
    {"replace", METHOD(code_replace), METH_FASTCALL | METH_KEYWORDS,
     "replace($self, /, *, co_argcount=-1, ...)\n--\n\nReturn a copy of the "
     "code object with new values for the specified fields."},
    {NULL, NULL, 0, NULL}};

#define ROW(name, kind, field)                                               \
    {name, kind, offsetof(Code, field), FIELD_READONLY, NULL}
#define HIDDEN_ROW(name, field)                                              \
    {name, FIELD_OBJECT, offsetof(Code, field),                              \
     FIELD_READONLY | FIELD_HIDDEN, NULL}

static FieldDef code_members[] = {
    ROW("co_argcount", FIELD_INT, argcount),
    ROW("co_posonlyargcount", FIELD_INT, posonlyargcount),
    ROW("co_kwonlyargcount", FIELD_INT, kwonlyargcount),
    ROW("co_stacksize", FIELD_INT, stacksize),
    ROW("co_flags", FIELD_INT, flags),
    ROW("co_nlocals", FIELD_INT, nlocals),
    ROW("co_consts", FIELD_OBJECT, consts),
    ROW("co_names", FIELD_OBJECT, names),
    ROW("co_filename", FIELD_OBJECT, filename),
    ROW("co_name", FIELD_OBJECT, name),
    ROW("co_qualname", FIELD_OBJECT, qualname),
    ROW("co_firstlineno", FIELD_INT, firstlineno),
    ROW("co_linetable", FIELD_OBJECT, linetable),
    ROW("co_exceptiontable", FIELD_OBJECT, exceptiontable),
    HIDDEN_ROW("localsplusnames", localsplusnames),
    HIDDEN_ROW("localspluskinds", localspluskinds),
    HIDDEN_ROW("co_code", cached_code),
    {NULL, 0, 0, 0, NULL}};

static GetSetDef code_getset[] = {
    {"co_varnames", get_names, NULL, NULL, (void *)(intptr_t)LOCAL_FAST},
    {"co_cellvars", get_names, NULL, NULL, (void *)(intptr_t)LOCAL_CELL},
    {"co_freevars", get_names, NULL, NULL, (void *)(intptr_t)LOCAL_FREE},
    {"co_code", get_code, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type code_type = {
    TYPE_HEAD_INIT,
    .name = "code",
    .basicsize = 184, // CPython counts one word of the code in it
    .itemsize = sizeof(CodeWord),
    .dealloc = code_dealloc,
    .value_text = code_value_text,
    .repr = code_repr,
    .hash = code_hash,
    .getattro = object_generic_getattr,
    .flags = TYPE_DEFAULT,
    .doc = "Create a code object.  Not for mere mortals.",
    .richcompare = code_richcompare,
    .weaklist_offset = offsetof(Code, weaklist),
    .new_ = code_new_slot,
    .methods = code_methods,
    .members = code_members,
    .getset = code_getset,
    .size_of = code_size_of,
};
