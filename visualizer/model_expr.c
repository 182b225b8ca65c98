#include "visualizer/model_expr.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/model_expr_value.h"
#include "visualizer/model_lookup.h"

typedef struct Reader {
    const Model *model;      // NULL: only the form is checked
    const ModelFrame *frame; // NULL: globals only
    const char *at;
    bool failed;
    char error[128];
    int depth;
} Reader;

static ExprValue
fail(Reader *r, const char *format, ...)
{
    if (!r->failed) {
        va_list args;
        va_start(args, format);
        vsnprintf(r->error, sizeof(r->error), format, args);
        va_end(args);
        r->failed = true;
    }
    return (ExprValue){.kind = EXPR_ERROR};
}

static void
skip(Reader *r)
{
    while (*r->at == ' ' || *r->at == '\t') {
        r->at++;
    }
}

static bool
is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

// Takes an operator or a word; a word must end there.
static bool
take(Reader *r, const char *token)
{
    skip(r);
    size_t n = strlen(token);
    if (strncmp(r->at, token, n) != 0 ||
        (is_word(token[0]) && is_word(r->at[n]))) {
        return false;
    }
    r->at += n;
    return true;
}

static ExprValue either(Reader *r);

static ExprValue
number(Reader *r)
{
    char *end, *other;
    ExprValue v = {.kind = EXPR_INT};
    v.n = strtoll(r->at, &end, 0);
    double x = strtod(r->at, &other);
    if (other > end) {
        v = (ExprValue){.kind = EXPR_FLOAT, .x = x};
        end = other;
    }
    r->at = end;
    return v;
}

static ExprValue
quoted(Reader *r)
{
    char quote = *r->at++;
    ExprValue v = {.kind = EXPR_TEXT};
    size_t used = 0;
    while (*r->at != '\0' && *r->at != quote && used < sizeof(v.text) - 1) {
        if (*r->at == '\\' && r->at[1] != '\0') {
            r->at++;
        }
        v.text[used++] = *r->at++;
    }
    if (*r->at != quote) {
        return fail(r, "a text without its closing quote");
    }
    r->at++;
    return v;
}

static size_t
word(Reader *r, char out[64])
{
    size_t n = 0;
    while (is_word(*r->at) && n < 63) {
        out[n++] = *r->at++;
    }
    out[n] = '\0';
    return n;
}

static ExprValue
call(Reader *r, const char *name)
{
    static const char *const known[] = {"len",  "count", "refcount",
                                        "type", "abs",   NULL};
    int which = 0;
    while (known[which] != NULL && strcmp(known[which], name) != 0) {
        which++;
    }
    if (known[which] == NULL) {
        return fail(r, "%s() cannot be called: nothing runs here", name);
    }
    ExprValue v = either(r);
    if (!take(r, ")")) {
        return fail(r, "a ) is missing");
    }
    if (r->failed || r->model == NULL) {
        return v;
    }
    uint32_t user = 0, runtime = 0;
    if (which == 4) {
        if (v.kind == EXPR_FLOAT) {
            v.x = fabs(v.x);
        }
        v.n = v.n < 0 ? -v.n : v.n;
        return v;
    }
    if (which == 0 && v.kind == EXPR_TEXT) {
        return expr_int((int64_t)strlen(v.text));
    }
    if (v.ref == 0) {
        return fail(r, "%s() needs an object", name);
    }
    if (which == 0) {
        int64_t n = lookup_length(r->model, v.ref);
        return n < 0 ? fail(r, "it has no length") : expr_int(n);
    }
    if (which == 3) {
        ExprValue type = {.kind = EXPR_TEXT};
        snprintf(type.text, sizeof(type.text), "%s",
                 model_type_name(r->model, r->model->objects[v.ref].type));
        return type;
    }
    if (lookup_trace != NULL) {
        lookup_trace->count = LOOKUP_TRACE; // any change may count
    }
    bill_count(r->model, v.ref, &user, &runtime);
    return expr_int(which == 1 ? user : user + runtime);
}

static ExprValue
atom(Reader *r)
{
    skip(r);
    if (take(r, "(")) {
        ExprValue v = either(r);
        return take(r, ")") ? v : fail(r, "a ) is missing");
    }
    if (isdigit((unsigned char)*r->at) || *r->at == '.') {
        return number(r);
    }
    if (*r->at == '\'' || *r->at == '"') {
        return quoted(r);
    }
    if (*r->at == '#') {
        r->at++;
        char *end;
        unsigned long n = strtoul(r->at, &end, 10);
        bool none = end == r->at;
        r->at = end;
        if (none) {
            return fail(r, "a number is missing behind #");
        }
        if (r->model == NULL) {
            return expr_int(0);
        }
        ModelRef ref = expr_numbered(r->model, (uint32_t)n);
        return ref == 0 ? fail(r, "there is no #%lu here", n)
                        : lookup_value(r->model, ref);
    }
    char name[64];
    if (word(r, name) == 0) {
        return fail(r,
                    *r->at == '\0' ? "something is missing at the end"
                                   : "not understood: %.20s",
                    r->at);
    }
    if (strcmp(name, "True") == 0 || strcmp(name, "False") == 0) {
        return expr_bool(name[0] == 'T');
    }
    if (strcmp(name, "None") == 0) {
        return (ExprValue){.kind = EXPR_NONE};
    }
    if (take(r, "(")) {
        return call(r, name);
    }
    if (r->model == NULL) {
        return expr_int(0);
    }
    ModelRef ref = lookup_name(r->model, r->frame, name);
    return ref == 0 ? fail(r, "there is no name %s here", name)
                    : lookup_value(r->model, ref);
}

static ExprValue
slot(Reader *r, const ExprValue *owner, const char *label)
{
    if (r->model == NULL || r->failed) {
        return expr_int(0);
    }
    ModelRef ref =
        owner->ref == 0 ? 0 : lookup_slot(r->model, owner->ref, label);
    return ref == 0 ? fail(r, "it has no %.40s", label)
                    : lookup_value(r->model, ref);
}

static ExprValue
postfix(Reader *r)
{
    ExprValue v = atom(r);
    while (!r->failed) {
        char label[200];
        if (*r->at == '.' && is_word(r->at[1])) {
            char name[64];
            r->at++;
            word(r, name);
            snprintf(label, sizeof(label), ".%s", name);
            v = slot(r, &v, label);
            continue;
        }
        skip(r);
        if (*r->at != '[') {
            break;
        }
        r->at++;
        ExprValue key = either(r);
        if (!take(r, "]")) {
            return fail(r, "a ] is missing");
        }
        if (key.kind == EXPR_INT && key.n < 0 && r->model != NULL &&
            v.ref != 0) {
            key.n += lookup_length(r->model, v.ref);
        }
        Text text = {0};
        expr_write(r->model, &key, &text);
        snprintf(label, sizeof(label), "[%s]",
                 text.bytes != NULL ? text.bytes : "");
        text_free(&text);
        v = slot(r, &v, label);
    }
    return v;
}

// The form alone, or behind an error, is not computed.
static bool
is_form(const Reader *r)
{
    return r->failed || r->model == NULL;
}

// What came of two values; an error ends the reading.
static ExprValue
checked(Reader *r, ExprValue v)
{
    return v.kind == EXPR_ERROR ? fail(r, "%s", v.text) : v;
}

static ExprValue
calculate(Reader *r, ExprValue a, char op, ExprValue b)
{
    return is_form(r) ? expr_int(0) : checked(r, expr_calculate(a, op, b));
}

static ExprValue
sign(Reader *r)
{
    if (++r->depth > 100) {
        return fail(r, "too deeply nested");
    }
    ExprValue v;
    if (take(r, "-")) {
        v = calculate(r, expr_int(0), '-', sign(r));
    } else {
        v = postfix(r);
    }
    r->depth--;
    return v;
}

static ExprValue
product(Reader *r)
{
    ExprValue v = sign(r);
    while (!r->failed) {
        char op = take(r, "//")  ? 'f'
                  : take(r, "*") ? '*'
                  : take(r, "/") ? '/'
                  : take(r, "%") ? '%'
                                 : '\0';
        if (op == '\0') {
            break;
        }
        v = calculate(r, v, op, sign(r));
    }
    return v;
}

static ExprValue
sum(Reader *r)
{
    ExprValue v = product(r);
    while (!r->failed) {
        char op = take(r, "+") ? '+' : take(r, "-") ? '-' : '\0';
        if (op == '\0') {
            break;
        }
        v = calculate(r, v, op, product(r));
    }
    return v;
}

// An ExprComparison, or -1: none stands here.
static int
comparison(Reader *r)
{
    // In the order of ExprComparison.
    static const char *const words[] = {"==", "!=", "<=", ">=", "<", ">"};
    for (int i = 0; i < 6; i++) {
        if (take(r, words[i])) {
            return i;
        }
    }
    if (take(r, "is")) {
        return take(r, "not") ? EXPR_IS_NOT : EXPR_IS;
    }
    const char *before = r->at;
    if (take(r, "not")) {
        if (take(r, "in")) {
            return EXPR_NOT_IN;
        }
        r->at = before;
        return -1;
    }
    return take(r, "in") ? EXPR_IN : -1;
}

static ExprValue
comparisons(Reader *r)
{
    ExprValue v = sum(r);
    int op = r->failed ? -1 : comparison(r);
    if (op < 0) {
        return v;
    }
    ExprValue result = expr_bool(true);
    while (op >= 0 && !r->failed) {
        ExprValue next = sum(r);
        ExprValue holds =
            is_form(r) ? expr_bool(false)
                       : checked(r, expr_compare(r->model, &v,
                                                 (ExprComparison)op, &next));
        result.n &= holds.n;
        v = next;
        op = r->failed ? -1 : comparison(r);
    }
    return result;
}

static ExprValue
negation(Reader *r)
{
    if (++r->depth > 100) {
        return fail(r, "too deeply nested");
    }
    ExprValue v;
    if (take(r, "not")) {
        v = negation(r);
        v = expr_bool(r->model != NULL && !expr_is_true(r->model, &v));
    } else {
        v = comparisons(r);
    }
    r->depth--;
    return v;
}

// The right side is always read, for its form; an error there does not
// matter when the left side has decided.
static ExprValue
side(Reader *r, ExprValue left, bool decided, ExprValue (*next)(Reader *))
{
    if (r->model == NULL || !decided) {
        return next(r);
    }
    Reader form = {.at = r->at};
    (void)next(&form);
    r->at = form.at;
    return left;
}

static ExprValue
both(Reader *r)
{
    ExprValue v = negation(r);
    while (!r->failed && take(r, "and")) {
        bool no = r->model != NULL && !expr_is_true(r->model, &v);
        v = side(r, v, no, negation);
    }
    return v;
}

static ExprValue
either(Reader *r)
{
    ExprValue v = both(r);
    while (!r->failed && take(r, "or")) {
        bool yes = r->model != NULL && expr_is_true(r->model, &v);
        v = side(r, v, yes, both);
    }
    return v;
}

static ExprValue
read_all(Reader *r)
{
    ExprValue v = either(r);
    skip(r);
    if (!r->failed && *r->at != '\0') {
        v = fail(r, "not understood: %.40s", r->at);
    }
    if (r->failed) {
        v = (ExprValue){.kind = EXPR_ERROR};
        memcpy(v.text, r->error, sizeof(v.text));
    }
    return v;
}

ExprValue
expr_evaluate(const Model *model, unsigned up, const char *text)
{
    Reader r = {.model = model, .frame = expr_frame(model, up), .at = text};
    return read_all(&r);
}

ExprValue
expr_evaluate_in(const Model *model, uint32_t frame, const char *text)
{
    Reader r = {.model = model, .at = text};
    if (frame != 0) {
        r.frame = model_find_frame(model, frame);
        if (r.frame == NULL) {
            fail(&r, "its frame is gone");
        }
    }
    return read_all(&r);
}

bool
expr_check(const char *text, Text *error)
{
    Reader r = {.at = text};
    ExprValue v = read_all(&r);
    if (v.kind == EXPR_ERROR) {
        text_add(error, v.text);
    }
    return v.kind != EXPR_ERROR;
}

ModelRef
expr_object(const Model *model, unsigned up, const char *text)
{
    return expr_evaluate(model, up, text).ref;
}
