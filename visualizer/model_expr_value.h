/* model_expr_value.h - computing and comparing values (prefix: expr_)
 *
 * What the operators of an expression mean. An error is a value whose text
 * says what is wrong.
 */
#ifndef VISUALIZER_MODEL_EXPR_VALUE_H
#define VISUALIZER_MODEL_EXPR_VALUE_H

#include "visualizer/model_expr.h"

typedef enum ExprComparison {
    EXPR_EQ,
    EXPR_NE,
    EXPR_LE,
    EXPR_GE,
    EXPR_LT,
    EXPR_GT,
    EXPR_IS_NOT,
    EXPR_IS,
    EXPR_NOT_IN,
    EXPR_IN
} ExprComparison;

static inline ExprValue
expr_int(int64_t n)
{
    return (ExprValue){.kind = EXPR_INT, .n = n};
}

static inline ExprValue
expr_bool(bool yes)
{
    return (ExprValue){.kind = EXPR_BOOL, .n = yes};
}

/* a op b for numbers; 'f' is floor division. */
ExprValue expr_calculate(ExprValue a, char op, ExprValue b);

/* Whether a op b holds at that moment. */
ExprValue expr_compare(const Model *model, const ExprValue *a,
                       ExprComparison op, const ExprValue *b);

#endif
