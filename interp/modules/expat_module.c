/* The module pyexpat, on which the library's XML modules are built.
 * CPython 3.11: Modules/pyexpat.c. */
#include "interp/modules/expat_module.h"

#include <string.h>

#include "interp/modules/modules.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

static Object *
m_ParserCreate(Object *module, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    (void)module;
    static const char *const names[] = {"encoding", "namespace_separator",
                                        "intern", NULL};
    static const ArgsSpec spec = {"ParserCreate", names, 0, 0, 0};
    Object *v[3];
    const char *texts[2] = {NULL, NULL};
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (v[i] != NULL && v[i] != NONE) {
            if (!str_check(v[i])) {
                return error_format(EXC(TypeError),
                                    "ParserCreate() argument '%s' must be "
                                    "str or None, not %.50s", names[i],
                                    TYPE_OF(v[i])->name);
            }
            texts[i] = str_as_utf8(v[i], NULL);
            if (texts[i] == NULL) {
                return NULL;
            }
        }
    }
    if (texts[1] != NULL && strlen(texts[1]) > 1) {
        return error_set_text(EXC(ValueError),
                              "namespace_separator must be at most one "
                              "character, omitted, or None");
    }
    Object *intern = v[2] == NULL ? dict_new()
                     : v[2] == NONE ? NULL
                                    : ref_new(v[2]);
    if (intern != NULL && !dict_check(intern)) {
        ref_dec(intern);
        return error_set_text(EXC(TypeError), "intern must be a dictionary");
    }
    if (intern == NULL && error_occurred() != NULL) {
        return NULL;
    }
    ExpatParser *parser =
        expat_parser_new(texts[1] == NULL
                             ? XML_ParserCreate(texts[0])
                             : XML_ParserCreateNS(texts[0], texts[1][0]),
                         intern);
    ref_xdec(intern);
    return OBJ(parser);
}

static Object *
m_ErrorString(Object *module, Object *o)
{
    (void)module;
    long code = int_as_long(o);
    if (code == -1 && error_occurred()) {
        return NULL;
    }
    const char *text = XML_ErrorString((enum XML_Error)code);
    return text == NULL ? none_new() : str_from_text(text);
}

static MethodDef functions[] = {
    {"ParserCreate", METHOD(m_ParserCreate), METH_FASTCALL | METH_KEYWORDS,
     "ParserCreate($module, /, encoding=None, namespace_separator=None, "
     "intern=<unrepresentable>)\n--\n\nReturn a new XML parser object."},
    {"ErrorString", m_ErrorString, METH_O,
     "ErrorString($module, code, /)\n--\n\nReturns string error for given "
     "number."},
    {NULL, NULL, 0, NULL}};

// pyexpat.errors: names of errors to their texts, and both ways by number.
static Object *
make_errors(void)
{
    static const struct {
        const char *name;
        long code;
    } rows[] = {
#define E(name) {"XML_ERROR_" #name, XML_ERROR_##name}
        E(NO_MEMORY), E(SYNTAX), E(NO_ELEMENTS), E(INVALID_TOKEN),
        E(UNCLOSED_TOKEN), E(PARTIAL_CHAR), E(TAG_MISMATCH),
        E(DUPLICATE_ATTRIBUTE), E(JUNK_AFTER_DOC_ELEMENT), E(PARAM_ENTITY_REF),
        E(UNDEFINED_ENTITY), E(RECURSIVE_ENTITY_REF), E(ASYNC_ENTITY),
        E(BAD_CHAR_REF), E(BINARY_ENTITY_REF),
        E(ATTRIBUTE_EXTERNAL_ENTITY_REF), E(MISPLACED_XML_PI),
        E(UNKNOWN_ENCODING), E(INCORRECT_ENCODING),
        E(UNCLOSED_CDATA_SECTION), E(EXTERNAL_ENTITY_HANDLING),
        E(NOT_STANDALONE), E(UNEXPECTED_STATE), E(ENTITY_DECLARED_IN_PE),
        E(FEATURE_REQUIRES_XML_DTD), E(CANT_CHANGE_FEATURE_ONCE_PARSING),
        E(UNBOUND_PREFIX), E(UNDECLARING_PREFIX), E(INCOMPLETE_PE),
        E(XML_DECL), E(TEXT_DECL), E(PUBLICID), E(SUSPENDED),
        E(NOT_SUSPENDED), E(ABORTED), E(FINISHED), E(SUSPEND_PE),
        E(RESERVED_PREFIX_XML), E(RESERVED_PREFIX_XMLNS),
        E(RESERVED_NAMESPACE_URI)
#undef E
    };
    Object *m = module_new("pyexpat.errors");
    Object *codes = dict_new(), *messages = dict_new();
    bool failed = m == NULL || codes == NULL || messages == NULL;
    for (size_t i = 0; !failed && i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *said = XML_ErrorString((enum XML_Error)rows[i].code);
        Object *text = str_from_text(said == NULL ? "" : said);
        Object *code = int_from_long(rows[i].code);
        failed = text == NULL || code == NULL ||
                 dict_set(codes, text, code) < 0 ||
                 dict_set(messages, code, text) < 0 ||
                 module_add(m, rows[i].name, ref_new(text)) < 0;
        ref_xdec(text);
        ref_xdec(code);
    }
    failed = failed || module_add(m, "codes", ref_new(codes)) < 0 ||
             module_add(m, "messages", ref_new(messages)) < 0;
    ref_xdec(codes);
    ref_xdec(messages);
    if (failed) {
        REF_CLEAR(m);
    }
    return m;
}

static Object *
make_model(void)
{
    static const struct {
        const char *name;
        long value;
    } rows[] = {
#define M(name) {"XML_" #name, XML_##name}
        M(CTYPE_EMPTY), M(CTYPE_ANY), M(CTYPE_MIXED), M(CTYPE_NAME),
        M(CTYPE_CHOICE), M(CTYPE_SEQ), M(CQUANT_NONE), M(CQUANT_OPT),
        M(CQUANT_REP), M(CQUANT_PLUS)
#undef M
    };
    Object *m = module_new("pyexpat.model");
    for (size_t i = 0; m != NULL && i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (module_add_int(m, rows[i].name, rows[i].value) < 0) {
            REF_CLEAR(m);
        }
    }
    return m;
}

static Object *
version(void)
{
    XML_Expat_Version v = XML_ExpatVersionInfo();
    Object *const n[] = {int_from_long(v.major), int_from_long(v.minor),
                         int_from_long(v.micro)};
    Object *result = tuple_pack(3, n[0], n[1], n[2]);
    for (int i = 0; i < 3; i++) {
        ref_xdec(n[i]);
    }
    return result;
}

Object *
expat_module_new(void)
{
    if (expat_error == NULL) {
        expat_error = module_exception("xml.parsers.expat", "ExpatError",
                                       EXC(Exception));
        ref_root(&expat_error, "the class ExpatError");
        RECORD_ROOTS();
    }
    Object *m = module_new("pyexpat");
    if (m == NULL || expat_error == NULL ||
        type_ready(&expat_parser_type) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, "error", ref_new(expat_error)) < 0 ||
        module_add(m, "ExpatError", ref_new(expat_error)) < 0 ||
        module_add(m, "XMLParserType", ref_new(&expat_parser_type)) < 0 ||
        module_add_text(m, "EXPAT_VERSION", XML_ExpatVersion()) < 0 ||
        module_add_text(m, "native_encoding", "UTF-8") < 0 ||
        module_add(m, "version_info", version()) < 0 ||
        module_add(m, "features", list_new(0)) < 0 ||
        module_add_int(m, "XML_PARAM_ENTITY_PARSING_NEVER",
                       XML_PARAM_ENTITY_PARSING_NEVER) < 0 ||
        module_add_int(m, "XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE",
                       XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE) < 0 ||
        module_add_int(m, "XML_PARAM_ENTITY_PARSING_ALWAYS",
                       XML_PARAM_ENTITY_PARSING_ALWAYS) < 0 ||
        module_add(m, "errors", make_errors()) < 0 ||
        module_add(m, "model", make_model()) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
