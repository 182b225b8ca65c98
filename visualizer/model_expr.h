/* model_expr.h - a small expression looked up in the model (prefix: expr_)
 *
 * Conditions and `print` must give an answer at a moment that is long past,
 * when no program runs: names, attributes and items are looked up in the
 * recorded heap. There are
 *
 *   names, #7, numbers, 'texts', True, False, None
 *   x.attribute  x[0]  x['key']  len(x)  count(x)  refcount(x)  type(x)
 *   abs(x)  + - * / // %  < <= == != >= >  is  in  not  and  or  ( )
 *
 * count(x) is the program's references to x, refcount(x) all of them. `x is
 * y` compares objects, == plain values (and else objects).
 */
#ifndef VISUALIZER_MODEL_EXPR_H
#define VISUALIZER_MODEL_EXPR_H

#include "visualizer/scene.h"

typedef enum ExprKind {
    EXPR_ERROR,
    EXPR_NONE,
    EXPR_BOOL,
    EXPR_INT,
    EXPR_FLOAT,
    EXPR_TEXT,
    EXPR_OBJECT /* without a plain value */
} ExprKind;

typedef struct ExprValue {
    ExprKind kind;
    ModelRef ref;   /* the object it was read from, or 0 */
    int64_t n;      /* of BOOL and INT */
    double x;       /* of FLOAT */
    char text[128]; /* of TEXT; of ERROR: what is wrong */
} ExprValue;

/* Evaluates at the moment of the model, in the frame `up` frames above the
 * innermost one that is not the library's. */
ExprValue expr_evaluate(const Model *model, unsigned up, const char *text);

/* The same in the frame with that serial (0: globals only). */
ExprValue expr_evaluate_in(const Model *model, uint32_t frame,
                           const char *text);

/* Whether the text is an expression at all; else one line in `error`. */
bool expr_check(const char *text, Text *error);

/* Whether a value counts as true; false for errors. */
bool expr_is_true(const Model *model, const ExprValue *value);

/* The value as Python writes it; an object as "#7 list". */
void expr_write(const Model *model, const ExprValue *value, Text *out);

/* The object that a name, a path (x.next[0]) or #7 means; 0: none. */
ModelRef expr_object(const Model *model, unsigned up, const char *text);

/* The object with that number; 0: none lives now. */
ModelRef expr_numbered(const Model *model, uint32_t number);

/* The frame `up` frames above the innermost that is not the library's;
 * NULL: none (only globals). */
const ModelFrame *expr_frame(const Model *model, unsigned up);

#endif
