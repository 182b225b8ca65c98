/* model_expr_value.c - what expressions do with values: compute, compare */
#include "visualizer/model_expr_value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "visualizer/model_expr.h"
#include "visualizer/model_lookup.h"

static ExprValue
wrong(const char *text)
{
    ExprValue v = {.kind = EXPR_ERROR};
    snprintf(v.text, sizeof(v.text), "%s", text);
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

ExprValue
expr_calculate(ExprValue a, char op, ExprValue b)
{
    if (!is_number(&a) || !is_number(&b)) {
        ExprValue v = {.kind = EXPR_ERROR};
        snprintf(v.text, sizeof(v.text), "%c needs numbers",
                 op == 'f' ? '/' : op);
        return v;
    }
    bool zero = as_number(&b) == 0;
    if (zero && (op == '/' || op == 'f' || op == '%')) {
        return wrong("division by zero");
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
        return over ? wrong("the number is too large") : expr_int(n);
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

ExprValue
expr_compare(const Model *model, const ExprValue *a, ExprComparison op,
             const ExprValue *b)
{
    switch (op) {
    case EXPR_EQ:
        return expr_bool(equal(a, b));
    case EXPR_NE:
        return expr_bool(!equal(a, b));
    case EXPR_IS_NOT:
        return expr_bool(!same(a, b));
    case EXPR_IS:
        return expr_bool(same(a, b));
    case EXPR_NOT_IN:
        return expr_bool(!contains(model, b, a));
    case EXPR_IN:
        return expr_bool(contains(model, b, a));
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
        return wrong("these cannot be ordered");
    }
    return expr_bool(op == EXPR_LE   ? order <= 0
                      : op == EXPR_GE ? order >= 0
                      : op == EXPR_LT ? order < 0
                                      : order > 0);
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
