/* compile_annotation.c - expressions back to text, for
 * `from __future__ import annotations`. */
#include <string.h>

#include "interp/bytecode/compile_tree.h"
#include "interp/bytecode/compile_unit.h"
#include "interp/bytecode/constant_repr.h"

// What binds tighter is higher; an expression in a place that needs more
// gets parentheses.
typedef enum Level {
    LEVEL_TUPLE,
    LEVEL_TEST,
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARE,
    LEVEL_EXPR,
    LEVEL_BIT_OR = LEVEL_EXPR,
    LEVEL_BIT_XOR,
    LEVEL_BIT_AND,
    LEVEL_SHIFT,
    LEVEL_ARITH,
    LEVEL_TERM,
    LEVEL_FACTOR,
    LEVEL_POWER,
    LEVEL_AWAIT,
    LEVEL_ATOM
} Level;

static void write_expr(TextBuffer *text, const Expr *expr, int level);

static void open_if(TextBuffer *text, bool condition)
{
    text_puts(text, condition ? "(" : "");
}

static void close_if(TextBuffer *text, bool condition)
{
    text_puts(text, condition ? ")" : "");
}

static void write_seq(TextBuffer *text, ExprSeq seq)
{
    for (size_t i = 0; i < seq.count; i++) {
        text_puts(text, i > 0 ? ", " : "");
        write_expr(text, seq.items[i], LEVEL_TEST);
    }
}

static void write_bool_op(TextBuffer *text, const Expr *expr, int level)
{
    bool is_and = expr->as.bool_op.op == BOOL_AND;
    int own = is_and ? LEVEL_AND : LEVEL_OR;
    ExprSeq values = expr->as.bool_op.values;
    open_if(text, level > own);
    for (size_t i = 0; i < values.count; i++) {
        text_puts(text, i == 0 ? "" : is_and ? " and " : " or ");
        write_expr(text, values.items[i], own + 1);
    }
    close_if(text, level > own);
}

static void write_bin_op(TextBuffer *text, const Expr *expr, int level)
{
    static const struct {
        const char *text;
        Level level;
    } operators[] = {
        [BIN_ADD] = {" + ", LEVEL_ARITH},
        [BIN_SUB] = {" - ", LEVEL_ARITH},
        [BIN_MULT] = {" * ", LEVEL_TERM},
        [BIN_MAT_MULT] = {" @ ", LEVEL_TERM},
        [BIN_DIV] = {" / ", LEVEL_TERM},
        [BIN_MOD] = {" % ", LEVEL_TERM},
        [BIN_POW] = {" ** ", LEVEL_POWER},
        [BIN_LSHIFT] = {" << ", LEVEL_SHIFT},
        [BIN_RSHIFT] = {" >> ", LEVEL_SHIFT},
        [BIN_BIT_OR] = {" | ", LEVEL_BIT_OR},
        [BIN_BIT_XOR] = {" ^ ", LEVEL_BIT_XOR},
        [BIN_BIT_AND] = {" & ", LEVEL_BIT_AND},
        [BIN_FLOOR_DIV] = {" // ", LEVEL_TERM},
    };
    Operator op = expr->as.bin_op.op;
    int own = (int)operators[op].level;
    int right_first = op == BIN_POW;
    open_if(text, level > own);
    write_expr(text, expr->as.bin_op.left, own + right_first);
    text_puts(text, operators[op].text);
    write_expr(text, expr->as.bin_op.right, own + !right_first);
    close_if(text, level > own);
}

static void write_unary_op(TextBuffer *text, const Expr *expr, int level)
{
    static const char *const operators[] = {
        [UNARY_INVERT] = "~",
        [UNARY_NOT] = "not ",
        [UNARY_PLUS] = "+",
        [UNARY_MINUS] = "-",
    };
    int own = expr->as.unary_op.op == UNARY_NOT ? LEVEL_NOT : LEVEL_FACTOR;
    open_if(text, level > own);
    text_puts(text, operators[expr->as.unary_op.op]);
    write_expr(text, expr->as.unary_op.operand, own);
    close_if(text, level > own);
}

static void separate(TextBuffer *text, bool *first)
{
    text_puts(text, *first ? "" : ", ");
    *first = false;
}

static void write_default(TextBuffer *text, const Expr *value)
{
    if (value != NULL) {
        text_puts(text, "=");
        write_expr(text, value, LEVEL_TEST);
    }
}

static void write_arguments(TextBuffer *text, const Arguments *args)
{
    bool first = true;
    size_t posonly = args->posonlyargs.count;
    size_t n = posonly + args->args.count;
    for (size_t i = 0; i < n; i++) {
        separate(text, &first);
        text_puts(text, i < posonly ? args->posonlyargs.items[i]->arg
                                    : args->args.items[i - posonly]->arg);
        if (i + args->defaults.count >= n) {
            write_default(text, args->defaults.items[i + args->defaults.count -
                                                     n]);
        }
        text_puts(text, posonly > 0 && i + 1 == posonly ? ", /" : "");
    }
    if (args->vararg != NULL || args->kwonlyargs.count > 0) {
        separate(text, &first);
        text_puts(text, "*");
        text_puts(text, args->vararg != NULL ? args->vararg->arg : "");
    }
    for (size_t i = 0; i < args->kwonlyargs.count; i++) {
        separate(text, &first);
        text_puts(text, args->kwonlyargs.items[i]->arg);
        write_default(text, args->kw_defaults.items[i]);
    }
    if (args->kwarg != NULL) {
        separate(text, &first);
        text_puts(text, "**");
        text_puts(text, args->kwarg->arg);
    }
}

static void write_lambda(TextBuffer *text, const Expr *expr, int level)
{
    const Arguments *args = expr->as.lambda.args;
    open_if(text, level > LEVEL_TEST);
    text_puts(text, args->args.count + args->posonlyargs.count > 0
                        ? "lambda "
                        : "lambda");
    write_arguments(text, args);
    text_puts(text, ": ");
    write_expr(text, expr->as.lambda.body, LEVEL_TEST);
    close_if(text, level > LEVEL_TEST);
}

static void write_if_exp(TextBuffer *text, const Expr *expr, int level)
{
    open_if(text, level > LEVEL_TEST);
    write_expr(text, expr->as.if_exp.body, LEVEL_TEST + 1);
    text_puts(text, " if ");
    write_expr(text, expr->as.if_exp.test, LEVEL_TEST + 1);
    text_puts(text, " else ");
    write_expr(text, expr->as.if_exp.orelse, LEVEL_TEST);
    close_if(text, level > LEVEL_TEST);
}

static void write_dict(TextBuffer *text, const Expr *expr)
{
    text_puts(text, "{");
    for (size_t i = 0; i < expr->as.dict.values.count; i++) {
        const Expr *key = expr->as.dict.keys.items[i];
        text_puts(text, i > 0 ? ", " : "");
        if (key == NULL) {
            text_puts(text, "**");
            write_expr(text, expr->as.dict.values.items[i], LEVEL_EXPR);
        } else {
            write_expr(text, key, LEVEL_TEST);
            text_puts(text, ": ");
            write_expr(text, expr->as.dict.values.items[i], LEVEL_TEST);
        }
    }
    text_puts(text, "}");
}

static void write_generators(TextBuffer *text, ComprehensionSeq seq)
{
    for (size_t i = 0; i < seq.count; i++) {
        const Comprehension *generator = seq.items[i];
        text_puts(text, generator->is_async ? " async for " : " for ");
        write_expr(text, generator->target, LEVEL_TUPLE);
        text_puts(text, " in ");
        write_expr(text, generator->iter, LEVEL_TEST + 1);
        for (size_t j = 0; j < generator->ifs.count; j++) {
            text_puts(text, " if ");
            write_expr(text, generator->ifs.items[j], LEVEL_TEST + 1);
        }
    }
}

static void write_comprehension(TextBuffer *text, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LIST_COMP:
        text_puts(text, "[");
        write_expr(text, expr->as.list_comp.elt, LEVEL_TEST);
        write_generators(text, expr->as.list_comp.generators);
        text_puts(text, "]");
        break;
    case EXPR_SET_COMP:
        text_puts(text, "{");
        write_expr(text, expr->as.set_comp.elt, LEVEL_TEST);
        write_generators(text, expr->as.set_comp.generators);
        text_puts(text, "}");
        break;
    case EXPR_DICT_COMP:
        text_puts(text, "{");
        write_expr(text, expr->as.dict_comp.key, LEVEL_TEST);
        text_puts(text, ": ");
        write_expr(text, expr->as.dict_comp.value, LEVEL_TEST);
        write_generators(text, expr->as.dict_comp.generators);
        text_puts(text, "}");
        break;
    default:
        text_puts(text, "(");
        write_expr(text, expr->as.generator_exp.elt, LEVEL_TEST);
        write_generators(text, expr->as.generator_exp.generators);
        text_puts(text, ")");
        break;
    }
}

static void write_compare(TextBuffer *text, const Expr *expr, int level)
{
    static const char *const operators[] = {
        [CMP_EQ] = " == ",     [CMP_NOT_EQ] = " != ", [CMP_LT] = " < ",
        [CMP_LT_E] = " <= ",   [CMP_GT] = " > ",      [CMP_GT_E] = " >= ",
        [CMP_IS] = " is ",     [CMP_IS_NOT] = " is not ",
        [CMP_IN] = " in ",     [CMP_NOT_IN] = " not in ",
    };
    open_if(text, level > LEVEL_COMPARE);
    write_expr(text, expr->as.compare.left, LEVEL_COMPARE + 1);
    for (size_t i = 0; i < expr->as.compare.ops.count; i++) {
        text_puts(text, operators[expr->as.compare.ops.items[i]]);
        write_expr(text, expr->as.compare.comparators.items[i],
                   LEVEL_COMPARE + 1);
    }
    close_if(text, level > LEVEL_COMPARE);
}

static void write_call(TextBuffer *text, const Expr *expr)
{
    ExprSeq args = expr->as.call.args;
    KeywordSeq keywords = expr->as.call.keywords;
    write_expr(text, expr->as.call.func, LEVEL_ATOM);
    if (args.count == 1 && keywords.count == 0 &&
        args.items[0]->kind == EXPR_GENERATOR_EXP) {
        write_expr(text, args.items[0], LEVEL_TUPLE);
        return;
    }
    text_puts(text, "(");
    write_seq(text, args);
    for (size_t i = 0; i < keywords.count; i++) {
        text_puts(text, i + args.count > 0 ? ", " : "");
        if (keywords.items[i]->arg == NULL) {
            text_puts(text, "**");
        } else {
            text_puts(text, keywords.items[i]->arg);
            text_puts(text, "=");
        }
        write_expr(text, keywords.items[i]->value, LEVEL_TEST);
    }
    text_puts(text, ")");
}

static void write_constant(TextBuffer *text, const Constant *value)
{
    if (value->kind == CONST_ELLIPSIS) {
        text_puts(text, "...");
        return;
    }
    if (value->kind == CONST_STR && value->kind_u) {
        text_puts(text, "u");
    }
    if (value->kind != CONST_FLOAT && value->kind != CONST_COMPLEX) {
        constant_write_repr(text, value);
        return;
    }
    // Infinity has no literal, but overflow makes one.
    const char *repr = constant_repr(text->arena, value);
    for (const char *inf; (inf = strstr(repr, "inf")) != NULL;
         repr = inf + 3) {
        text_add(text, repr, (size_t)(inf - repr));
        text_puts(text, "1e309");
    }
    text_puts(text, repr);
}

// --- f-strings ---------------------------------------------------------------

static void write_field(TextBuffer *text, const Expr *expr);

static void write_fstring_body(TextBuffer *text, ExprSeq values)
{
    for (size_t i = 0; i < values.count; i++) {
        const Expr *value = values.items[i];
        if (value->kind == EXPR_FORMATTED_VALUE) {
            write_field(text, value);
            continue;
        }
        if (value->kind == EXPR_JOINED_STR) {
            write_fstring_body(text, value->as.joined_str.values);
            continue;
        }
        const Constant *constant = value->as.constant.value;
        for (size_t j = 0; j < constant->as.text.length; j++) {
            const char *c = constant->as.text.data + j;
            text_add(text, c, 1);
            if (*c == '{' || *c == '}') {
                text_add(text, c, 1);
            }
        }
    }
}

static void write_field(TextBuffer *text, const Expr *expr)
{
    TextBuffer value = {.arena = text->arena};
    write_expr(&value, expr->as.formatted_value.value, LEVEL_TEST + 1);
    const char *written = text_finish(&value);
    if (written == NULL) {
        text->failed = true;
        return;
    }
    text_puts(text, written[0] == '{' ? "{ " : "{");
    text_puts(text, written);
    if (expr->as.formatted_value.conversion > 0) {
        text_printf(text, "!%c", expr->as.formatted_value.conversion);
    }
    const Expr *spec = expr->as.formatted_value.format_spec;
    if (spec != NULL) {
        ExprSeq one = {1, (Expr **)&spec};
        text_puts(text, ":");
        write_fstring_body(text, one);
    }
    text_puts(text, "}");
}

static void write_joined_str(TextBuffer *text, const Expr *expr)
{
    TextBuffer body = {.arena = text->arena};
    write_fstring_body(&body, expr->as.joined_str.values);
    const char *written = text_finish(&body);
    if (written == NULL) {
        text->failed = true;
        return;
    }
    text_puts(text, "f");
    text_write_repr(text, written, body.length, false);
}

// --- the rest ----------------------------------------------------------------

static void write_attribute(TextBuffer *text, const Expr *expr)
{
    const Expr *value = expr->as.attribute.value;
    write_expr(text, value, LEVEL_ATOM);
    bool is_int = value->kind == EXPR_CONSTANT &&
                  value->as.constant.value->kind == CONST_INT;
    text_puts(text, is_int ? " ." : ".");
    text_puts(text, expr->as.attribute.attr);
}

static void write_slice(TextBuffer *text, const Expr *expr)
{
    if (expr->as.slice.lower != NULL) {
        write_expr(text, expr->as.slice.lower, LEVEL_TEST);
    }
    text_puts(text, ":");
    if (expr->as.slice.upper != NULL) {
        write_expr(text, expr->as.slice.upper, LEVEL_TEST);
    }
    if (expr->as.slice.step != NULL) {
        text_puts(text, ":");
        write_expr(text, expr->as.slice.step, LEVEL_TEST);
    }
}

static void write_tuple(TextBuffer *text, const Expr *expr, int level)
{
    ExprSeq elts = expr->as.tuple.elts;
    bool parens = elts.count == 0 || level > LEVEL_TUPLE;
    open_if(text, parens);
    write_seq(text, elts);
    text_puts(text, elts.count == 1 ? "," : "");
    close_if(text, parens);
}

static void write_other(TextBuffer *text, const Expr *expr, int level)
{
    switch (expr->kind) {
    case EXPR_YIELD:
        text_puts(text, expr->as.yield.value == NULL ? "(yield" : "(yield ");
        if (expr->as.yield.value != NULL) {
            write_expr(text, expr->as.yield.value, LEVEL_TEST);
        }
        text_puts(text, ")");
        break;
    case EXPR_YIELD_FROM:
        text_puts(text, "(yield from ");
        write_expr(text, expr->as.yield_from.value, LEVEL_TEST);
        text_puts(text, ")");
        break;
    case EXPR_AWAIT:
        open_if(text, level > LEVEL_AWAIT);
        text_puts(text, "await ");
        write_expr(text, expr->as.await.value, LEVEL_ATOM);
        close_if(text, level > LEVEL_AWAIT);
        break;
    case EXPR_NAMED_EXPR:
        open_if(text, level > LEVEL_TUPLE);
        write_expr(text, expr->as.named_expr.target, LEVEL_ATOM);
        text_puts(text, " := ");
        write_expr(text, expr->as.named_expr.value, LEVEL_ATOM);
        close_if(text, level > LEVEL_TUPLE);
        break;
    case EXPR_STARRED:
        text_puts(text, "*");
        write_expr(text, expr->as.starred.value, LEVEL_EXPR);
        break;
    case EXPR_SUBSCRIPT:
        write_expr(text, expr->as.subscript.value, LEVEL_ATOM);
        text_puts(text, "[");
        write_expr(text, expr->as.subscript.slice, LEVEL_TUPLE);
        text_puts(text, "]");
        break;
    case EXPR_JOINED_STR:
        write_joined_str(text, expr);
        break;
    case EXPR_FORMATTED_VALUE:
        write_field(text, expr);
        break;
    default:
        write_comprehension(text, expr);
        break;
    }
}

static void write_expr(TextBuffer *text, const Expr *expr, int level)
{
    switch (expr->kind) {
    case EXPR_BOOL_OP:
        write_bool_op(text, expr, level);
        break;
    case EXPR_BIN_OP:
        write_bin_op(text, expr, level);
        break;
    case EXPR_UNARY_OP:
        write_unary_op(text, expr, level);
        break;
    case EXPR_LAMBDA:
        write_lambda(text, expr, level);
        break;
    case EXPR_IF_EXP:
        write_if_exp(text, expr, level);
        break;
    case EXPR_DICT:
        write_dict(text, expr);
        break;
    case EXPR_SET:
        text_puts(text, "{");
        write_seq(text, expr->as.set.elts);
        text_puts(text, "}");
        break;
    case EXPR_LIST:
        text_puts(text, "[");
        write_seq(text, expr->as.list.elts);
        text_puts(text, "]");
        break;
    case EXPR_TUPLE:
        write_tuple(text, expr, level);
        break;
    case EXPR_COMPARE:
        write_compare(text, expr, level);
        break;
    case EXPR_CALL:
        write_call(text, expr);
        break;
    case EXPR_CONSTANT:
        write_constant(text, expr->as.constant.value);
        break;
    case EXPR_ATTRIBUTE:
        write_attribute(text, expr);
        break;
    case EXPR_NAME:
        text_puts(text, expr->as.name.id);
        break;
    case EXPR_SLICE:
        write_slice(text, expr);
        break;
    default:
        write_other(text, expr, level);
        break;
    }
}

void compile_annotation_text(Compiler *c, Expr *expr)
{
    TextBuffer text = {.arena = c->arena};
    write_expr(&text, expr, LEVEL_TEST);
    const char *written = text_finish(&text);
    if (written == NULL) {
        compile_no_memory(c);
        return;
    }
    emit_text(c, written);
}
