/* The module _sre: what the library's re package is built on. */
#include <string.h>

#include "gc/collector.h"
#include "interp/modules/modules.h"
#include "interp/modules/sre.h"
#include "interp/modules/sre_charset.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static int
copy_code(SrePattern *self, Object *code)
{
    for (ssize_t i = 0; i < list_size(code); i++) {
        uint64_t word = int_as_u64(list_get(code, i));
        if (word == UINT64_MAX && error_occurred()) {
            return -1;
        }
        if (word > UINT32_MAX) {
            error_set_text(EXC(OverflowError),
                           "regular expression code size limit exceeded");
            return -1;
        }
        self->code[i] = (uint32_t)word;
    }
    return 0;
}

// What `pattern` is made of: 1 bytes, 0 str, -1 unknown, -2 error.
static int
pattern_kind(Object *pattern)
{
    if (pattern == NONE) {
        return -1;
    }
    if (str_check(pattern)) {
        return 0;
    }
    if (buffer_check(pattern)) {
        return 1;
    }
    error_format(EXC(TypeError),
                 "expected string or bytes-like object, got '%.200s'",
                 TYPE_OF(pattern)->name);
    return -2;
}

static Object *
m_compile(Object *module, Object *const *args, ssize_t nargs,
          Object *kwnames)
{
    (void)module;
    static const char *const names[] = {"pattern",    "flags",
                                        "code",       "groups",
                                        "groupindex", "indexgroup", NULL};
    static const ArgsSpec spec = {"compile", names, 6, 0, 0};
    Object *v[6];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int flags = int_as_int(v[1]);
    ssize_t groups = int_as_ssize(v[3]);
    if (error_occurred()) {
        return NULL;
    }
    if (!list_check(v[2]) || !dict_check(v[4]) || !tuple_check(v[5])) {
        return error_set_text(EXC(TypeError),
                              "compile() takes a list, a dict and a tuple");
    }
    int kind = pattern_kind(v[0]);
    ssize_t n = list_size(v[2]);
    SrePattern *self = kind == -2 ? NULL : object_new(&sre_pattern_type, n);
    if (self == NULL) {
        return NULL;
    }
    self->groups = groups;
    self->flags = flags;
    self->is_bytes = kind;
    self->code_size = n;
    self->pattern = ref_new(v[0]);
    self->groupindex = ref_new(v[4]);
    self->indexgroup = ref_new(v[5]);
    RECORD_TOUCH(self);
    gc_track(self);
    if (copy_code(self, v[2]) < 0) {
        ref_dec(self);
        return NULL;
    }
    return OBJ(self);
}

static Object *
m_getcodesize(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return int_from_long((long)sizeof(uint32_t));
}

static bool
read_char(Object *o, uint32_t *c)
{
    int value = int_as_int(o);
    *c = (uint32_t)value;
    return value != -1 || !error_occurred();
}

static bool
is_ascii_letter(uint32_t c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static Object *
m_ascii_iscased(Object *self, Object *o)
{
    (void)self;
    uint32_t c;
    return read_char(o, &c) ? bool_new(is_ascii_letter(c)) : NULL;
}

static Object *
m_ascii_tolower(Object *self, Object *o)
{
    (void)self;
    uint32_t c;
    return read_char(o, &c)
               ? int_from_long(is_ascii_letter(c) ? (long)(c | 32) : (long)c)
               : NULL;
}

static Object *
m_unicode_iscased(Object *self, Object *o)
{
    (void)self;
    uint32_t c;
    return read_char(o, &c)
               ? bool_new(sre_lower(c) != c || sre_upper(c) != c)
               : NULL;
}

static Object *
m_unicode_tolower(Object *self, Object *o)
{
    (void)self;
    uint32_t c;
    return read_char(o, &c) ? int_from_long((long)sre_lower(c)) : NULL;
}

static MethodDef functions[] = {
    {"compile", METHOD(m_compile), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"getcodesize", m_getcodesize, METH_NOARGS, NULL},
    {"ascii_iscased", m_ascii_iscased, METH_O, NULL},
    {"ascii_tolower", m_ascii_tolower, METH_O, NULL},
    {"unicode_iscased", m_unicode_iscased, METH_O, NULL},
    {"unicode_tolower", m_unicode_tolower, METH_O, NULL},
    {NULL, NULL, 0, NULL}};

Object *
sre_module_new(void)
{
    Object *m = module_new("_sre");
    if (m == NULL || type_ready(&sre_pattern_type) < 0 ||
        type_ready(&sre_match_type) < 0 ||
        type_ready(&sre_scanner_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add_int(m, "MAGIC", SRE_MAGIC) < 0 ||
        module_add_int(m, "CODESIZE", sizeof(uint32_t)) < 0 ||
        module_add_int(m, "MAXREPEAT", (long)SRE_MAXREPEAT) < 0 ||
        module_add_int(m, "MAXGROUPS", SRE_MAXGROUPS) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
