#include "visualizer/model_expr.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

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
int_value(int64_t n)
{
    return (ExprValue){.kind = EXPR_INT, .n = n};
}

static ExprValue
bool_value(bool yes)
{
    return (ExprValue){.kind = EXPR_BOOL, .n = yes};
}

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
        return int_value((int64_t)strlen(v.text));
    }
    if (v.ref == 0) {
        return fail(r, "%s() needs an object", name);
    }
    if (which == 0) {
        int64_t n = lookup_length(r->model, v.ref);
        return n < 0 ? fail(r, "it has no length") : int_value(n);
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
    return int_value(which == 1 ? user : user + runtime);
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
            return int_value(0);
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
        return bool_value(name[0] == 'T');
    }
    if (strcmp(name, "None") == 0) {
        return (ExprValue){.kind = EXPR_NONE};
    }
    if (take(r, "(")) {
        return call(r, name);
    }
    if (r->model == NULL) {
        return int_value(0);
    }
    ModelRef ref = lookup_name(r->model, r->frame, name);
    return ref == 0 ? fail(r, "there is no name %s here", name)
                    : lookup_value(r->model, ref);
}

static ExprValue
slot(Reader *r, const ExprValue *owner, const char *label)
{
    if (r->model == NULL || r->failed) {
        return int_value(0);
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

static double
as_number(const ExprValue *v)
{
    return v->kind == EXPR_FLOAT ? v->x : (double)v->n;
}

static bool
is_number(const ExprValue *v)
{
    return v->kind == EXPR_INT || v->kind == EXPR_FLOAT || v->kind == EXPR_BOOL;
}

static ExprValue
calculate(Reader *r, ExprValue a, char op, ExprValue b)
{
    if (r->failed || r->model == NULL) {
        return int_value(0);
    }
    if (!is_number(&a) || !is_number(&b)) {
        return fail(r, "%c needs numbers", op == 'f' ? '/' : op);
    }
    bool zero = as_number(&b) == 0;
    if (zero && (op == '/' || op == 'f' || op == '%')) {
        return fail(r, "division by zero");
    }
    if (a.kind != EXPR_FLOAT && b.kind != EXPR_FLOAT && op != '/') {
        int64_t n = 0, q = 0, m = 0;
        bool over = false;
        if (op == 'f' || op == '%') {
            over = a.n == INT64_MIN && b.n == -1;
            q = over ? 0 : a.n / b.n;
            m = over ? 0 : a.n % b.n;
            if (m != 0 && (m < 0) != (b.n < 0)) {
                q--;
                m += b.n;
            }
            n = op == 'f' ? q : m;
        } else {
            over = op == '+'   ? __builtin_add_overflow(a.n, b.n, &n)
                   : op == '-' ? __builtin_sub_overflow(a.n, b.n, &n)
                               : __builtin_mul_overflow(a.n, b.n, &n);
        }
        return over ? fail(r, "the number is too large") : int_value(n);
    }
    double x = as_number(&a), y = as_number(&b), z = 0;
    switch (op) {
    case '+':
        z = x + y;
        break;
    case '-':
        z = x - y;
        break;
    case '*':
        z = x * y;
        break;
    case '/':
        z = x / y;
        break;
    case 'f':
        z = floor(x / y);
        break;
    default:
        z = x - floor(x / y) * y;
        break;
    }
    return (ExprValue){.kind = EXPR_FLOAT, .x = z};
}

static ExprValue
sign(Reader *r)
{
    if (++r->depth > 100) {
        return fail(r, "too deeply nested");
    }
    ExprValue v;
    if (take(r, "-")) {
        v = calculate(r, int_value(0), '-', sign(r));
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

static bool
equal(const ExprValue *a, const ExprValue *b)
{
    if (is_number(a) && is_number(b)) {
        return a->kind == EXPR_FLOAT || b->kind == EXPR_FLOAT
                   ? as_number(a) == as_number(b)
                   : a->n == b->n;
    }
    if (a->kind != b->kind) {
        return false;
    }
    return a->kind == EXPR_TEXT     ? strcmp(a->text, b->text) == 0
           : a->kind == EXPR_OBJECT ? a->ref == b->ref
                                    : a->kind == EXPR_NONE;
}

static bool
same(const ExprValue *a, const ExprValue *b)
{
    return a->ref != 0 && b->ref != 0 ? a->ref == b->ref : equal(a, b);
}

static bool
contains(const Model *model, const ExprValue *owner, const ExprValue *item)
{
    if (owner->kind == EXPR_TEXT) {
        return item->kind == EXPR_TEXT &&
               strstr(owner->text, item->text) != NULL;
    }
    const ModelObject *o = &model->objects[owner->ref];
    (void)lookup_length(model, owner->ref); // so that it is noted
    for (uint32_t i = 0; owner->ref != 0 && i < o->edge_count; i++) {
        unsigned kind = EDGE_KIND_OF(&o->edges[i]);
        if (o->edges[i].target != 0 &&
            (kind == LABEL_INDEX || kind == LABEL_ITEM || kind == LABEL_KEY)) {
            ExprValue v = lookup_value(model, o->edges[i].target);
            if (equal(&v, item)) {
                return true;
            }
        }
    }
    return false;
}

static ExprValue
compare(Reader *r, const ExprValue *a, int op, const ExprValue *b)
{
    if (r->failed || r->model == NULL) {
        return bool_value(false);
    }
    switch (op) {
    case 0:
        return bool_value(equal(a, b));
    case 1:
        return bool_value(!equal(a, b));
    case 6:
        return bool_value(!same(a, b));
    case 7:
        return bool_value(same(a, b));
    case 8:
        return bool_value(!contains(r->model, b, a));
    case 9:
        return bool_value(contains(r->model, b, a));
    default:
        break;
    }
    int order;
    if (is_number(a) && is_number(b)) {
        double x = as_number(a), y = as_number(b);
        order = x < y ? -1 : x > y;
    } else if (a->kind == EXPR_TEXT && b->kind == EXPR_TEXT) {
        order = strcmp(a->text, b->text);
    } else {
        return fail(r, "these cannot be ordered");
    }
    return bool_value(op == 2   ? order <= 0
                      : op == 3 ? order >= 0
                      : op == 4 ? order < 0
                                : order > 0);
}

static int
comparison(Reader *r)
{
    static const char *const words[] = {"==", "!=", "<=", ">=", "<", ">"};
    for (int i = 0; i < 6; i++) {
        if (take(r, words[i])) {
            return i;
        }
    }
    if (take(r, "is")) {
        return take(r, "not") ? 6 : 7;
    }
    const char *before = r->at;
    if (take(r, "not")) {
        if (take(r, "in")) {
            return 8;
        }
        r->at = before;
        return -1;
    }
    return take(r, "in") ? 9 : -1;
}

static ExprValue
comparisons(Reader *r)
{
    ExprValue v = sum(r);
    int op = r->failed ? -1 : comparison(r);
    if (op < 0) {
        return v;
    }
    ExprValue result = bool_value(true);
    while (op >= 0 && !r->failed) {
        ExprValue next = sum(r);
        ExprValue holds = compare(r, &v, op, &next);
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
        v = bool_value(r->model != NULL && !expr_is_true(r->model, &v));
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

bool
expr_is_true(const Model *model, const ExprValue *v)
{
    switch (v->kind) {
    case EXPR_BOOL:
    case EXPR_INT:
        return v->n != 0;
    case EXPR_FLOAT:
        return v->x != 0;
    case EXPR_TEXT:
        return v->text[0] != '\0';
    case EXPR_OBJECT:
        return lookup_length(model, v->ref) != 0;
    default:
        return false;
    }
}

void
expr_write(const Model *model, const ExprValue *v, Text *out)
{
    if (v->ref != 0 && model != NULL && v->kind != EXPR_OBJECT) {
        text_add(out, model->objects[v->ref].value);
        return;
    }
    switch (v->kind) {
    case EXPR_NONE:
        text_add(out, "None");
        break;
    case EXPR_BOOL:
        text_add(out, v->n ? "True" : "False");
        break;
    case EXPR_INT:
        text_format(out, "%lld", (long long)v->n);
        break;
    case EXPR_FLOAT:
        text_format(out,
                    v->x == floor(v->x) && fabs(v->x) < 1e15 ? "%.1f" : "%.12g",
                    v->x);
        break;
    case EXPR_TEXT:
        text_format(out, "'%s'", v->text);
        break;
    case EXPR_OBJECT:
        scene_number(model, v->ref, out);
        text_format(out, " %s",
                    model_type_name(model, model->objects[v->ref].type));
        break;
    default:
        text_add(out, v->text);
        break;
    }
}

ModelRef
expr_object(const Model *model, unsigned up, const char *text)
{
    return expr_evaluate(model, up, text).ref;
}
