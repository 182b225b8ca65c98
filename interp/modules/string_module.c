/* The module _string: the pieces of format texts, for string.Formatter. */
#include <limits.h>

#include "interp/modules/modules.h"
#include "interp/objects/bool.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

typedef struct Parser {
    Object *text;
    ssize_t at, end;
} Parser;

// A replacement field: places of its parts in the text.
typedef struct Field {
    ssize_t name, name_end, spec, spec_end;
    uint32_t conversion; // 0: none
} Field;

static int
fail(const char *message)
{
    error_set_text(EXC(ValueError), message);
    return -1;
}

// Behind '{': reads the field up to its '}'.
static int
parse_field(Parser *p, Field *f)
{
    uint32_t c = 0;
    *f = (Field){.name = p->at};
    bool stop = false;
    while (!stop && p->at < p->end) {
        c = str_char(p->text, p->at++);
        if (c == '{') {
            return fail("unexpected '{' in field name");
        }
        if (c == '[') {
            while (p->at < p->end && str_char(p->text, p->at) != ']') {
                p->at++;
            }
        }
        stop = c == '}' || c == ':' || c == '!';
    }
    f->name_end = p->at - 1;
    if (c == '}') {
        return 0;
    }
    if (c != ':' && c != '!') {
        return fail("expected '}' before end of string");
    }
    if (c == '!') {
        if (p->at >= p->end) {
            return fail("end of string while looking for conversion "
                        "specifier");
        }
        f->conversion = str_char(p->text, p->at++);
        if (p->at < p->end) {
            c = str_char(p->text, p->at++);
            if (c == '}') {
                return 0;
            }
            if (c != ':') {
                return fail("expected ':' after conversion specifier");
            }
        }
    }
    f->spec = p->at;
    for (int depth = 1; p->at < p->end;) {
        c = str_char(p->text, p->at++);
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (depth == 0) {
            f->spec_end = p->at - 1;
            return 0;
        }
    }
    return fail("unmatched '{' in format spec");
}

// The next literal text [*start, *end) and whether a field follows it. 0 at
// the end of the text.
static int
parse_part(Parser *p, ssize_t *start, ssize_t *end, bool *has_field)
{
    uint32_t c = 0;
    *has_field = false;
    *start = p->at;
    if (p->at >= p->end) {
        return 0;
    }
    while (p->at < p->end) {
        c = str_char(p->text, p->at++);
        if (c == '{' || c == '}') {
            *has_field = true;
            break;
        }
    }
    *end = p->at;
    if (!*has_field) {
        return 1;
    }
    bool at_end = p->at >= p->end;
    bool doubled = !at_end && str_char(p->text, p->at) == c;
    if (c == '}' && !doubled) {
        return fail("Single '}' encountered in format string");
    }
    if (at_end) {
        return fail("Single '{' encountered in format string");
    }
    if (doubled) { // one of them is the text
        p->at++;
        *has_field = false;
    } else {
        --*end;
    }
    return 1;
}

static Object *
text_or_none(bool present, Object *text, ssize_t start, ssize_t end)
{
    return present ? str_substring(text, start, end) : none_new();
}

static Object *
make_part(Parser *p, ssize_t start, ssize_t end, bool has_field)
{
    Field f = {0};
    if (has_field && parse_field(p, &f) < 0) {
        return NULL;
    }
    Object *v[4] = {
        str_substring(p->text, start, end),
        text_or_none(has_field, p->text, f.name, f.name_end),
        text_or_none(has_field, p->text, f.spec, f.spec_end),
        f.conversion != 0 ? str_from_char(f.conversion) : none_new()};
    if (v[0] == NULL || v[1] == NULL || v[2] == NULL || v[3] == NULL) {
        for (int i = 0; i < 4; i++) {
            ref_xdec(v[i]);
        }
        return NULL;
    }
    return tuple_from_array_steal(v, 4);
}

// An iterator over `list`, which is stolen; NULL when that is.
static Object *
iterate(STEALS Object *list)
{
    Object *iterator = list == NULL ? NULL : iter_new(list);
    ref_xdec(list);
    return iterator;
}

static Object *
formatter_parser(Object *self, Object *text)
{
    (void)self;
    if (!str_check(text)) {
        return error_format(EXC(TypeError), "expected str, got %s",
                            TYPE_OF(text)->name);
    }
    Parser p = {text, 0, str_length(text)};
    Object *list = list_new(0);
    ssize_t start, end;
    bool has_field;
    int more = 0;
    while (list != NULL &&
           (more = parse_part(&p, &start, &end, &has_field)) > 0) {
        Object *part = make_part(&p, start, end, has_field);
        if (part == NULL || list_append_steal(list, part) < 0) {
            REF_CLEAR(list);
        }
    }
    if (more < 0) {
        REF_CLEAR(list);
    }
    return iterate(list);
}

// text[start:end] as an int if it is all digits, else as a str.
static Object *
number_or_text(Object *text, ssize_t start, ssize_t end)
{
    ssize_t value = 0;
    for (ssize_t i = start; i < end; i++) {
        uint32_t c = str_char(text, i);
        if (c < '0' || c > '9') {
            return str_substring(text, start, end);
        }
        if (value > (SSIZE_MAX - (ssize_t)(c - '0')) / 10) {
            return error_set_text(EXC(ValueError), "Too many decimal digits "
                                                   "in format string");
        }
        value = value * 10 + (ssize_t)(c - '0');
    }
    return start == end ? str_substring(text, start, end)
                        : int_from_ssize(value);
}

// The step at *at: ".name" or "[key]".
static Object *
make_step(Object *text, ssize_t *at)
{
    ssize_t n = str_length(text), start = *at + 1, i = start;
    bool is_attribute = str_char(text, *at) == '.';
    if (!is_attribute && str_char(text, *at) != '[') {
        return error_set_text(EXC(ValueError),
                              "Only '.' or '[' may follow ']' in format "
                              "field specifier");
    }
    while (i < n) {
        uint32_t c = str_char(text, i);
        if (is_attribute ? c == '.' || c == '[' : c == ']') {
            break;
        }
        i++;
    }
    if (!is_attribute && i >= n) {
        return error_set_text(EXC(ValueError),
                              "Missing ']' in format string");
    }
    if (i == start) {
        return error_set_text(EXC(ValueError),
                              "Empty attribute in format string");
    }
    *at = is_attribute ? i : i + 1;
    Object *key = is_attribute ? str_substring(text, start, i)
                               : number_or_text(text, start, i);
    Object *flag = bool_new(is_attribute);
    Object *step = key == NULL || flag == NULL ? NULL
                                               : tuple_pack(2, flag, key);
    ref_xdec(key);
    ref_xdec(flag);
    return step;
}

static Object *
formatter_field_name_split(Object *self, Object *text)
{
    (void)self;
    if (!str_check(text)) {
        return error_format(EXC(TypeError), "expected str, got %s",
                            TYPE_OF(text)->name);
    }
    ssize_t at = 0, n = str_length(text);
    while (at < n && str_char(text, at) != '.' && str_char(text, at) != '[') {
        at++;
    }
    Object *first = number_or_text(text, 0, at);
    Object *steps = first == NULL ? NULL : list_new(0);
    while (steps != NULL && at < n) {
        Object *step = make_step(text, &at);
        if (step == NULL || list_append_steal(steps, step) < 0) {
            REF_CLEAR(steps);
        }
    }
    Object *rest = iterate(steps);
    Object *result = rest == NULL ? NULL : tuple_pack(2, first, rest);
    ref_xdec(first);
    ref_xdec(rest);
    return result;
}

static MethodDef functions[] = {
    {"formatter_parser", formatter_parser, METH_O,
     "parse the argument as a format string"},
    {"formatter_field_name_split", formatter_field_name_split, METH_O,
     "split the argument as a field name"},
    {NULL, NULL, 0, NULL}};

Object *
string_module_new(void)
{
    Object *m = module_new("_string");
    if (m != NULL && module_add_functions(m, functions) < 0) {
        REF_CLEAR(m);
    }
    return m;
}
