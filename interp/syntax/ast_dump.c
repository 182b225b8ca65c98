/* ast_dump.c - walks the tree by the tables of ast.def. */
#include "interp/syntax/ast_dump.h"

#include <gmp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/syntax/unicode.h"

#define MAX_DEPTH 20000

typedef struct Field {
    FieldType type;
    const char *name;
    size_t offset;
} Field;

typedef struct NodeInfo {
    const char *name;
    size_t count;
    const Field *fields;
} NodeInfo;

#define F(Struct, path, type, name)                                            \
    {FIELD_##type, #name, offsetof(Struct, path name)},
#define EXPR_NODE(KIND, member, Name, fields)                                  \
    static const Field expr_##KIND[] = {fields};
#define STMT_NODE(KIND, member, Name, fields)                                  \
    static const Field stmt_##KIND[] = {fields};
#define PATTERN_NODE(KIND, member, Name, fields)                               \
    static const Field pattern_##KIND[] = {fields};
#define OTHER_NODE(KIND, member, Name, fields)                                 \
    static const Field other_##KIND[] = {fields};
#include "interp/syntax/ast.def"
#undef EXPR_NODE
#undef STMT_NODE
#undef PATTERN_NODE
#undef OTHER_NODE
#undef F

#define INFO(Name, array) {Name, sizeof(array) / sizeof((array)[0]), array}

static const NodeInfo expr_infos[] = {
#define EXPR_NODE(KIND, member, Name, fields)                                  \
    [EXPR_##KIND] = INFO(#Name, expr_##KIND),
#include "interp/syntax/ast.def"
#undef EXPR_NODE
};

static const NodeInfo stmt_infos[] = {
#define STMT_NODE(KIND, member, Name, fields)                                  \
    [STMT_##KIND] = INFO(#Name, stmt_##KIND),
#define STMT_LEAF(KIND, Name) [STMT_##KIND] = {#Name, 0, NULL},
#include "interp/syntax/ast.def"
#undef STMT_NODE
#undef STMT_LEAF
};

static const NodeInfo pattern_infos[] = {
#define PATTERN_NODE(KIND, member, Name, fields)                               \
    [PATTERN_##KIND] = INFO(#Name, pattern_##KIND),
#include "interp/syntax/ast.def"
#undef PATTERN_NODE
};

static const NodeInfo comprehension_info =
    INFO("comprehension", other_COMPREHENSION);
static const NodeInfo handler_info = INFO("ExceptHandler", other_HANDLER);
static const NodeInfo arguments_info = INFO("arguments", other_ARGUMENTS);
static const NodeInfo arg_info = INFO("arg", other_ARG);
static const NodeInfo keyword_info = INFO("keyword", other_KEYWORD);
static const NodeInfo alias_info = INFO("alias", other_ALIAS);
static const NodeInfo with_item_info = INFO("withitem", other_WITH_ITEM);
static const NodeInfo match_case_info = INFO("match_case", other_MATCH_CASE);

static const char *const operators[] = {
    "Add",    "Sub",    "Mult",  "MatMult", "Div",    "Mod",     "Pow",
    "LShift", "RShift", "BitOr", "BitXor",  "BitAnd", "FloorDiv"};
static const char *const unary_operators[] = {"Invert", "Not", "UAdd", "USub"};
static const char *const compare_operators[] = {
    "Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"};
static const char *const contexts[] = {"Load", "Store", "Del"};

typedef struct Dump {
    char *data; // malloc
    size_t length;
    size_t capacity;
    bool attributes;
    bool failed;
    int depth;
} Dump;

static void put(Dump *dump, const char *data, size_t length)
{
    if (dump->length + length >= dump->capacity) {
        size_t capacity = (dump->length + length) * 2 + 1024;
        char *grown = dump->failed ? NULL : realloc(dump->data, capacity);
        if (grown == NULL) {
            dump->failed = true;
            return;
        }
        dump->data = grown;
        dump->capacity = capacity;
    }
    memcpy(dump->data + dump->length, data, length);
    dump->length += length;
}

static void puts_(Dump *dump, const char *text)
{
    put(dump, text, strlen(text));
}

static void put_int(Dump *dump, long value)
{
    char text[32];
    snprintf(text, sizeof(text), "%ld", value);
    puts_(dump, text);
}

static void put_float(Dump *dump, double value)
{
    // repr(): the shortest digits that read back as the same number.
    char text[64];
    int digits = 0;
    if (isinf(value)) {
        puts_(dump, "inf");
        return;
    }
    do {
        snprintf(text, sizeof(text), "%.*e", digits++, value);
    } while (digits < 17 && strtod(text, NULL) != value);
    char *exponent_text = strchr(text, 'e');
    int exponent = atoi(exponent_text + 1);
    if (exponent >= -4 && exponent < 16) {
        int decimals = digits - 1 - exponent;
        snprintf(text, sizeof(text), "%.*f", decimals > 0 ? decimals : 0,
                 value);
        puts_(dump, text);
        if (strchr(text, '.') == NULL) {
            puts_(dump, ".0");
        }
        return;
    }
    put(dump, text, (size_t)(exponent_text - text));
    snprintf(text, sizeof(text), "e%c%02d", exponent < 0 ? '-' : '+',
             abs(exponent));
    puts_(dump, text);
}

static void put_complex(Dump *dump, const Constant *value)
{
    Dump imag = {.data = NULL};
    put_float(&imag, value->as.complex.imag);
    if (imag.length > 2 && memcmp(imag.data + imag.length - 2, ".0", 2) == 0) {
        imag.length -= 2;
    }
    put(dump, imag.data, imag.length);
    puts_(dump, "j");
    free(imag.data);
}

static void put_big_int(Dump *dump, const Constant *value)
{
    mpz_t number;
    mpz_init(number);
    mpz_import(number, value->as.integer.digit_count, -1, sizeof(uint32_t), 0,
               2, value->as.integer.digits);
    char *text = malloc(mpz_sizeinbase(number, 10) + 2);
    if (text == NULL) {
        dump->failed = true;
    } else {
        puts_(dump, mpz_get_str(text, 10, number));
        free(text);
    }
    mpz_clear(number);
}

static void put_escape(Dump *dump, uint32_t c, bool bytes)
{
    char text[16];
    if (c == '\n' || c == '\r' || c == '\t' || c == '\\') {
        puts_(dump, c == '\n'   ? "\\n"
                    : c == '\r' ? "\\r"
                    : c == '\t' ? "\\t"
                                : "\\\\");
        return;
    }
    const char *format = c < 0x100 || bytes ? "\\x%02x"
                         : c < 0x10000      ? "\\u%04x"
                                            : "\\U%08x";
    snprintf(text, sizeof(text), format, (unsigned)c);
    puts_(dump, text);
}

static void put_text(Dump *dump, const char *data, size_t length, bool bytes)
{
    bool single = memchr(data, '\'', length) != NULL;
    bool twice = memchr(data, '"', length) != NULL;
    char quote = single && !twice ? '"' : '\'';
    put(dump, &quote, 1);
    for (size_t i = 0; i < length;) {
        uint32_t c = (unsigned char)data[i];
        size_t size = bytes ? 1 : unicode_decode(data + i, &c);
        if (c == (unsigned char)quote) {
            puts_(dump, "\\");
            put(dump, data + i, 1);
        } else if (c == '\\' || (c < 128 ? c < ' ' || c == 127
                                         : bytes || !unicode_is_printable(c))) {
            put_escape(dump, c, bytes);
        } else {
            put(dump, data + i, size);
        }
        i += size;
    }
    put(dump, &quote, 1);
}

static void put_constant(Dump *dump, const Constant *value)
{
    switch (value->kind) {
    case CONST_NONE:
        puts_(dump, "None");
        break;
    case CONST_TRUE:
        puts_(dump, "True");
        break;
    case CONST_FALSE:
        puts_(dump, "False");
        break;
    case CONST_ELLIPSIS:
        puts_(dump, "Ellipsis");
        break;
    case CONST_INT:
        put_big_int(dump, value);
        break;
    case CONST_FLOAT:
        put_float(dump, value->as.real);
        break;
    case CONST_COMPLEX:
        put_complex(dump, value);
        break;
    case CONST_BYTES:
        puts_(dump, "b");
        put_text(dump, value->as.text.data, value->as.text.length, true);
        break;
    case CONST_STR:
        put_text(dump, value->as.text.data, value->as.text.length, false);
        break;
    default:
        puts_(dump, "?");
        break;
    }
}

static void put_node(Dump *dump, const void *node, const NodeInfo *info,
                     const Pos *pos);

static void put_expr(Dump *dump, const Expr *expr)
{
    if (expr == NULL) {
        puts_(dump, "None");
        return;
    }
    put_node(dump, expr, &expr_infos[expr->kind], &expr->pos);
}

static void put_name(Dump *dump, const char *name)
{
    put_text(dump, name, strlen(name), false);
}

static void put_operator(Dump *dump, const char *name)
{
    puts_(dump, name);
    puts_(dump, "()");
}

static void put_pattern(Dump *dump, const Pattern *pattern)
{
    put_node(dump, pattern, &pattern_infos[pattern->kind], &pattern->pos);
}

static void put_stmt(Dump *dump, const Stmt *stmt)
{
    put_node(dump, stmt, &stmt_infos[stmt->kind], &stmt->pos);
}

#define PUT_SEQ(Seq, call)                                                     \
    {                                                                          \
        const Seq *seq = data;                                                 \
        puts_(dump, "[");                                                      \
        for (size_t i = 0; i < seq->count; i++) {                              \
            puts_(dump, i > 0 ? ", " : "");                                    \
            call;                                                              \
        }                                                                      \
        puts_(dump, "]");                                                      \
        return;                                                                \
    }
#define ITEM seq->items[i]

static void put_seq(Dump *dump, FieldType type, const void *data)
{
    switch (type) {
    case FIELD_EXPR_SEQ:
        PUT_SEQ(ExprSeq, put_expr(dump, ITEM))
    case FIELD_STMT_SEQ:
        PUT_SEQ(StmtSeq, put_stmt(dump, ITEM))
    case FIELD_PATTERN_SEQ:
        PUT_SEQ(PatternSeq, put_pattern(dump, ITEM))
    case FIELD_COMPREHENSION_SEQ:
        PUT_SEQ(ComprehensionSeq,
                put_node(dump, ITEM, &comprehension_info, NULL))
    case FIELD_HANDLER_SEQ:
        PUT_SEQ(HandlerSeq, put_node(dump, ITEM, &handler_info, &ITEM->pos))
    case FIELD_ARG_SEQ:
        PUT_SEQ(ArgSeq, put_node(dump, ITEM, &arg_info, &ITEM->pos))
    case FIELD_KEYWORD_SEQ:
        PUT_SEQ(KeywordSeq, put_node(dump, ITEM, &keyword_info, &ITEM->pos))
    case FIELD_ALIAS_SEQ:
        PUT_SEQ(AliasSeq, put_node(dump, ITEM, &alias_info, &ITEM->pos))
    case FIELD_WITH_ITEM_SEQ:
        PUT_SEQ(WithItemSeq, put_node(dump, ITEM, &with_item_info, NULL))
    case FIELD_MATCH_CASE_SEQ:
        PUT_SEQ(MatchCaseSeq, put_node(dump, ITEM, &match_case_info, NULL))
    case FIELD_NAME_SEQ:
        PUT_SEQ(NameSeq, put_name(dump, ITEM))
    case FIELD_COMPARE_SEQ:
        PUT_SEQ(CompareSeq, put_operator(dump, compare_operators[ITEM]))
    default:
        return;
    }
}

static void put_field(Dump *dump, FieldType type, const void *data)
{
    switch (type) {
    case FIELD_INT:
        put_int(dump, *(const int *)data);
        break;
    case FIELD_NAME:
    case FIELD_OPT_NAME:
        put_name(dump, *(const char *const *)data);
        break;
    case FIELD_CONSTANT:
        put_constant(dump, *(Constant *const *)data);
        break;
    case FIELD_CONTEXT:
        put_operator(dump, contexts[*(const ExprContext *)data]);
        break;
    case FIELD_OPERATOR:
        put_operator(dump, operators[*(const Operator *)data]);
        break;
    case FIELD_BOOL_OPERATOR:
        put_operator(dump,
                     *(const BoolOperator *)data == BOOL_AND ? "And" : "Or");
        break;
    case FIELD_UNARY_OPERATOR:
        put_operator(dump, unary_operators[*(const UnaryOperator *)data]);
        break;
    case FIELD_EXPR:
    case FIELD_OPT_EXPR:
        put_expr(dump, *(Expr *const *)data);
        break;
    case FIELD_PATTERN:
    case FIELD_OPT_PATTERN:
        put_pattern(dump, *(Pattern *const *)data);
        break;
    case FIELD_ARGUMENTS:
        put_node(dump, *(Arguments *const *)data, &arguments_info, NULL);
        break;
    case FIELD_OPT_ARG: {
        const Arg *arg = *(Arg *const *)data;
        put_node(dump, arg, &arg_info, &arg->pos);
        break;
    }
    default:
        put_seq(dump, type, data);
        break;
    }
}

static bool is_absent(FieldType type, const void *data)
{
    switch (type) {
    case FIELD_OPT_NAME:
        return *(const char *const *)data == NULL;
    case FIELD_OPT_EXPR:
        return *(Expr *const *)data == NULL;
    case FIELD_OPT_PATTERN:
        return *(Pattern *const *)data == NULL;
    case FIELD_OPT_ARG:
        return *(Arg *const *)data == NULL;
    default:
        return false;
    }
}

static void put_pos(Dump *dump, const Pos *pos, bool first)
{
    char text[128];
    snprintf(text, sizeof(text),
             "%slineno=%d, col_offset=%d, end_lineno=%d, end_col_offset=%d",
             first ? "" : ", ", pos->line, pos->col, pos->end_line,
             pos->end_col);
    puts_(dump, text);
}

static void put_node(Dump *dump, const void *node, const NodeInfo *info,
                     const Pos *pos)
{
    bool first = true;
    if (++dump->depth > MAX_DEPTH) {
        dump->failed = true;
    }
    if (dump->failed) {
        dump->depth--;
        return;
    }
    puts_(dump, info->name);
    puts_(dump, "(");
    for (size_t i = 0; i < info->count; i++) {
        const Field *field = &info->fields[i];
        const void *data = (const char *)node + field->offset;
        if (is_absent(field->type, data)) {
            continue;
        }
        puts_(dump, first ? "" : ", ");
        puts_(dump, field->name);
        puts_(dump, "=");
        put_field(dump, field->type, data);
        first = false;
        if (field->type == FIELD_CONSTANT && info->name[0] == 'C' &&
            (*(Constant *const *)data)->kind_u) {
            puts_(dump, ", kind='u'");
        }
    }
    if (pos != NULL && dump->attributes) {
        put_pos(dump, pos, first);
    }
    puts_(dump, ")");
    dump->depth--;
}

const char *ast_dump(Arena *arena, const Mod *tree, bool attributes)
{
    Dump dump = {.attributes = attributes};
    switch (tree->kind) {
    case MOD_MODULE:
        puts_(&dump, "Module(body=");
        put_seq(&dump, FIELD_STMT_SEQ, &tree->body);
        puts_(&dump, ", type_ignores=[])");
        break;
    case MOD_INTERACTIVE:
        puts_(&dump, "Interactive(body=");
        put_seq(&dump, FIELD_STMT_SEQ, &tree->body);
        puts_(&dump, ")");
        break;
    case MOD_EXPRESSION:
        puts_(&dump, "Expression(body=");
        put_expr(&dump, tree->expression);
        puts_(&dump, ")");
        break;
    }
    const char *text =
        dump.failed ? NULL : arena_copy(arena, dump.data, dump.length);
    free(dump.data);
    return text;
}
