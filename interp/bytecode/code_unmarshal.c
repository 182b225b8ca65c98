#include "interp/bytecode/code_unmarshal.h"

#include <stdlib.h>
#include <string.h>

#include "interp/syntax/constant.h"

#define FLAG_REF 0x80 /* a later 'r' may refer to it */
#define MOST_DEPTH 500
#define DIGIT 15 /* bits of a digit in the format */

// Every value is read as a constant; code is one of kind CONST_CODE.
typedef struct Reader {
    Arena *arena;
    const char *filename;
    const uint8_t *at, *end;
    Constant **refs; // malloc'ed
    size_t nrefs, refs_room;
    int depth;
} Reader;

static Constant *read_value(Reader *r);

static const uint8_t *
take(Reader *r, size_t n)
{
    if ((size_t)(r->end - r->at) < n) {
        return NULL;
    }
    const uint8_t *place = r->at;
    r->at += n;
    return place;
}

// A number of 4 bytes.
static bool
take_long(Reader *r, int32_t *out)
{
    const uint8_t *p = take(r, 4);
    if (p != NULL) {
        memcpy(out, p, 4);
    }
    return p != NULL;
}

// A length in `width` bytes, 1 or 4.
static bool
take_length(Reader *r, int width, size_t *out)
{
    const uint8_t *p = take(r, (size_t)width);
    if (p == NULL) {
        return false;
    }
    uint32_t length = p[0];
    if (width == 4) {
        memcpy(&length, p, 4);
    }
    *out = length;
    return length <= (size_t)(r->end - r->at);
}

static Constant *
read_int(Reader *r, int type)
{
    Constant *c = constant_new(r->arena, CONST_INT);
    int32_t n;
    if (c == NULL || !take_long(r, &n)) {
        return NULL;
    }
    size_t parts = type == 'i' ? 0 : (size_t)(n < 0 ? -(int64_t)n : n);
    const uint8_t *p = take(r, parts * 2);
    if (p == NULL) {
        return NULL;
    }
    // Two digits of 15 bits make one; those of 'i' are at most two.
    uint32_t *digits =
        arena_alloc(r->arena, (parts / 2 + 2) * sizeof(uint32_t));
    if (digits == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < parts; i++) {
        uint32_t part = (uint32_t)(p[2 * i] | p[2 * i + 1] << 8);
        digits[i / 2] |= part << (i % 2 * DIGIT);
    }
    size_t count = (parts + 1) / 2;
    if (type == 'i') {
        uint32_t size = n < 0 ? -(uint32_t)n : (uint32_t)n;
        digits[0] = size & ((1U << 2 * DIGIT) - 1);
        digits[1] = size >> 2 * DIGIT;
        count = 2;
    }
    while (count > 0 && digits[count - 1] == 0) {
        count--;
    }
    c->as.integer.sign = count == 0 ? 0 : n < 0 ? -1 : 1;
    c->as.integer.digit_count = count;
    c->as.integer.digits = digits;
    return c;
}

static Constant *
read_double(Reader *r, int type)
{
    bool complex = type == 'y';
    Constant *c = constant_new(r->arena, complex ? CONST_COMPLEX : CONST_FLOAT);
    const uint8_t *p = take(r, complex ? 16 : 8);
    if (c == NULL || p == NULL) {
        return NULL;
    }
    if (complex) {
        memcpy(&c->as.complex.real, p, 8);
        memcpy(&c->as.complex.imag, p + 8, 8);
    } else {
        memcpy(&c->as.real, p, 8);
    }
    return c;
}

static Constant *
read_text(Reader *r, ConstantKind kind, int width)
{
    size_t n;
    if (!take_length(r, width, &n)) {
        return NULL;
    }
    return constant_text(r->arena, kind, (const char *)take(r, n), n);
}

static Constant *
read_items(Reader *r, ConstantKind kind, int width)
{
    size_t n;
    Constant *c = constant_new(r->arena, kind);
    if (c == NULL || !take_length(r, width, &n)) {
        return NULL;
    }
    c->as.tuple.count = n;
    c->as.tuple.items = arena_alloc(r->arena, (n + 1) * sizeof(Constant *));
    for (size_t i = 0; i < n; i++) {
        if (c->as.tuple.items == NULL ||
            (c->as.tuple.items[i] = read_value(r)) == NULL) {
            return NULL;
        }
    }
    return c->as.tuple.items == NULL ? NULL : c;
}

static Constant *
read_of_kind(Reader *r, ConstantKind kind)
{
    Constant *c = read_value(r);
    return c != NULL && c->kind == kind ? c : NULL;
}

static bool
read_bytes(Reader *r, const uint8_t **bytes, size_t *n)
{
    Constant *c = read_of_kind(r, CONST_BYTES);
    if (c != NULL) {
        *bytes = (const uint8_t *)c->as.text.data;
        *n = c->as.text.length;
    }
    return c != NULL;
}

static bool
read_name(Reader *r, const char **name)
{
    Constant *c = read_of_kind(r, CONST_STR);
    if (c != NULL) {
        *name = c->as.text.data;
    }
    return c != NULL;
}

static bool
read_names(Reader *r, const char ***names, size_t *n)
{
    Constant *c = read_of_kind(r, CONST_TUPLE);
    if (c == NULL) {
        return false;
    }
    *n = c->as.tuple.count;
    *names = arena_alloc(r->arena, (*n + 1) * sizeof(char *));
    for (size_t i = 0; *names != NULL && i < *n; i++) {
        if (c->as.tuple.items[i]->kind != CONST_STR) {
            return false;
        }
        (*names)[i] = c->as.tuple.items[i]->as.text.data;
    }
    return *names != NULL;
}

// The fields in the order of CPython 3.11's w_complex_object.
static Constant *
read_code(Reader *r)
{
    Constant *c = constant_new(r->arena, CONST_CODE);
    CodeUnit *unit = arena_alloc(r->arena, sizeof(CodeUnit));
    const char *filename;
    size_t nkinds;
    if (c == NULL || unit == NULL || !take_long(r, &unit->argcount) ||
        !take_long(r, &unit->posonlyargcount) ||
        !take_long(r, &unit->kwonlyargcount) ||
        !take_long(r, &unit->stacksize) || !take_long(r, &unit->flags) ||
        !read_bytes(r, &unit->code, &unit->code_size)) {
        return NULL;
    }
    Constant *consts = read_of_kind(r, CONST_TUPLE);
    if (consts == NULL || !read_names(r, &unit->names, &unit->nnames) ||
        !read_names(r, &unit->localsplus_names, &unit->nlocalsplus) ||
        !read_bytes(r, &unit->localsplus_kinds, &nkinds) ||
        !read_name(r, &filename) || !read_name(r, &unit->name) ||
        !read_name(r, &unit->qualname) ||
        !take_long(r, &unit->firstlineno) ||
        !read_bytes(r, &unit->linetable, &unit->linetable_size) ||
        !read_bytes(r, &unit->exceptiontable, &unit->exceptiontable_size) ||
        nkinds != unit->nlocalsplus || unit->code_size % 2 != 0) {
        return NULL;
    }
    unit->filename = r->filename;
    unit->consts = consts->as.tuple.items;
    unit->nconsts = consts->as.tuple.count;
    c->as.code = unit;
    return c;
}

static Constant *
read_reference(Reader *r)
{
    int32_t i;
    if (!take_long(r, &i) || i < 0 || (size_t)i >= r->nrefs) {
        return NULL;
    }
    return r->refs[i]; // NULL: it is not read yet
}

static Constant *
read_typed(Reader *r, int type)
{
    switch (type) {
    case 'N': return constant_new(r->arena, CONST_NONE);
    case 'T': return constant_new(r->arena, CONST_TRUE);
    case 'F': return constant_new(r->arena, CONST_FALSE);
    case '.': return constant_new(r->arena, CONST_ELLIPSIS);
    case 'i':
    case 'l': return read_int(r, type);
    case 'g':
    case 'y': return read_double(r, type);
    case 's': return read_text(r, CONST_BYTES, 4);
    case 'u':
    case 't':
    case 'a':
    case 'A': return read_text(r, CONST_STR, 4);
    case 'z':
    case 'Z': return read_text(r, CONST_STR, 1);
    case '(': return read_items(r, CONST_TUPLE, 4);
    case ')': return read_items(r, CONST_TUPLE, 1);
    case '>': return read_items(r, CONST_FROZENSET, 4);
    case 'c': return read_code(r);
    case 'r': return read_reference(r);
    default: return NULL;
    }
}

// The number of a value is that of its beginning.
static bool
reserve(Reader *r)
{
    if (r->nrefs == r->refs_room) {
        size_t room = r->refs_room == 0 ? 256 : r->refs_room * 2;
        Constant **grown = realloc(r->refs, room * sizeof(*grown));
        if (grown == NULL) {
            return false;
        }
        r->refs = grown;
        r->refs_room = room;
    }
    r->refs[r->nrefs++] = NULL;
    return true;
}

static Constant *
read_value(Reader *r)
{
    const uint8_t *type = take(r, 1);
    if (type == NULL || r->depth >= MOST_DEPTH) {
        return NULL;
    }
    size_t number = r->nrefs;
    bool is_ref = (*type & FLAG_REF) != 0;
    if (is_ref && !reserve(r)) {
        return NULL;
    }
    r->depth++;
    Constant *c = read_typed(r, *type & ~FLAG_REF);
    r->depth--;
    if (is_ref) {
        r->refs[number] = c;
    }
    return c;
}

CodeUnit *
code_unmarshal(Arena *arena, const uint8_t *bytes, size_t n,
               const char *filename)
{
    Reader r = {.arena = arena, .filename = filename, .at = bytes,
                .end = bytes + n};
    Constant *c = read_of_kind(&r, CONST_CODE);
    free(r.refs);
    return c == NULL || arena_failed(arena) ? NULL : c->as.code;
}
