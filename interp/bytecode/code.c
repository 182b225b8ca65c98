/* code.c - the code object as Python sees it. code_from_unit.c makes it,
 * code_lines.c knows its lines, code_marks.c its handlers and marks. */
#include "interp/bytecode/code.h"

#include <stdlib.h>

#include "gc/weakref.h"
#include "interp/bytecode/code_new.h"
#include "interp/bytecode/opcode.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/object_reduce.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

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
    Code *code = (Code *)self;
    snprintf(out, size, "code of %s",
             code->name == NULL ? "?" : str_label(code->name));
}

static MethodDef code_methods[] = {
    {"__sizeof__", object_method_size_of, METH_NOARGS, NULL},
    {"co_positions", code_positions, METH_NOARGS, NULL},
    {"co_lines", code_line_spans, METH_NOARGS, NULL},
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
