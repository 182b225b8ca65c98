/* What the library calls while it parses, and the Python handlers that are
 * called from there. CPython 3.11: Modules/pyexpat.c. */
#include <string.h>

#include "gc/alloc.h"
#include "interp/modules/expat_module.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/vm/eval.h"

#define ARGUMENTS 8

// The arguments of a handler as they are made.
typedef struct Call {
    ExpatParser *self;
    ExpatHandler which;
    Object *args[ARGUMENTS]; // owned
    int count;
    bool failed;
} Call;

static bool
begin(Call *call, void *data, ExpatHandler which)
{
    *call = (Call){.self = data, .which = which};
    if (error_occurred() != NULL || call->self->handlers[which] == NULL) {
        return false;
    }
    if (which != EXPAT_CharacterData && expat_flush_text(call->self) < 0) {
        return false;
    }
    return call->self->handlers[which] != NULL;
}

static void
add(Call *call, STEALS Object *o)
{
    call->failed |= o == NULL;
    call->args[call->count++] = o;
}

static void
add_bytes(Call *call, const XML_Char *text, int n)
{
    add(call, text == NULL ? none_new() : str_from_utf8(text, n));
}

static void
add_text(Call *call, const XML_Char *text)
{
    add_bytes(call, text, text == NULL ? 0 : (int)strlen(text));
}

// A name: the same names are one str.
static void
add_name(Call *call, const XML_Char *text)
{
    Object *name = text == NULL ? none_new()
                                : str_from_utf8(text, (ssize_t)strlen(text));
    if (name != NULL && name != NONE && call->self->intern != NULL) {
        Object *known = dict_get(call->self->intern, name);
        if (known != NULL) {
            ref_inc(known);
            ref_dec(name);
            name = known;
        } else if (dict_set(call->self->intern, name, name) < 0) {
            REF_CLEAR(name);
        }
    }
    add(call, name);
}

static void
add_int(Call *call, long n)
{
    add(call, int_from_long(n));
}

// Calls the handler; what it answers (new), NULL when it raised.
static Object *
finish(Call *call)
{
    Object *result = NULL;
    if (!call->failed) {
        Object *f = ref_new(call->self->handlers[call->which]);
        result = call_vector(f, call->args, (size_t)call->count, NULL);
        ref_dec(f);
    }
    for (int i = 0; i < call->count; i++) {
        ref_xdec(call->args[i]);
    }
    if (result == NULL) {
        expat_stop(call->self);
    }
    return result;
}

static void
finish_void(Call *call)
{
    ref_xdec(finish(call));
}

static int
finish_int(Call *call)
{
    Object *result = finish(call);
    int n = result == NULL ? 0 : int_as_int(result);
    ref_xdec(result);
    if (error_occurred() != NULL) {
        expat_stop(call->self);
        return 0;
    }
    return n;
}

// ------------------------------------------------------------- character data

int
expat_flush_text(ExpatParser *self)
{
    if (self->text_length == 0) {
        return 0;
    }
    int n = self->text_length;
    self->text_length = 0;
    Call call;
    if (!begin(&call, self, EXPAT_CharacterData)) {
        return error_occurred() != NULL ? -1 : 0;
    }
    add_bytes(&call, self->text, n);
    finish_void(&call);
    return error_occurred() != NULL ? -1 : 0;
}

static void
on_text(void *data, const XML_Char *text, int n)
{
    ExpatParser *self = data;
    if (error_occurred() != NULL) {
        return;
    }
    if (self->buffer_text && self->text != NULL) {
        if (self->text_length + n > self->text_room &&
            expat_flush_text(self) < 0) {
            return;
        }
        if (n <= self->text_room) {
            memcpy(self->text + self->text_length, text, (size_t)n);
            self->text_length += n;
            return;
        }
    }
    Call call;
    if (begin(&call, data, EXPAT_CharacterData)) {
        add_bytes(&call, text, n);
        finish_void(&call);
    }
}

// ------------------------------------------------------------------- elements

static void
on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    Call call;
    if (!begin(&call, data, EXPAT_StartElement)) {
        return;
    }
    ExpatParser *self = data;
    int n = 0;
    if (self->specified_attributes) {
        n = XML_GetSpecifiedAttributeCount(self->parser);
    } else {
        while (attributes[n] != NULL) {
            n += 2;
        }
    }
    add_name(&call, name);
    Object *all = self->ordered_attributes ? list_new(0) : dict_new();
    for (int i = 0; all != NULL && i < n; i += 2) {
        Call pair = {.self = self};
        add_name(&pair, attributes[i]);
        add_text(&pair, attributes[i + 1]);
        bool failed =
            pair.failed ||
            (self->ordered_attributes
                 ? list_append(all, pair.args[0]) < 0 ||
                       list_append(all, pair.args[1]) < 0
                 : dict_set(all, pair.args[0], pair.args[1]) < 0);
        ref_xdec(pair.args[0]);
        ref_xdec(pair.args[1]);
        if (failed) {
            REF_CLEAR(all);
        }
    }
    add(&call, all);
    finish_void(&call);
}

// Handlers whose arguments are names, texts and numbers.
#define ON(which, parameters, ...)                                           \
    static void on_##which parameters                                        \
    {                                                                        \
        Call call;                                                           \
        if (begin(&call, data, EXPAT_##which)) {                             \
            __VA_ARGS__                                                      \
            finish_void(&call);                                              \
        }                                                                    \
    }
#define C const XML_Char *

ON(EndElement, (void *data, C name), add_name(&call, name);)
ON(ProcessingInstruction, (void *data, C target, C text),
   add_name(&call, target); add_text(&call, text);)
ON(UnparsedEntityDecl,
   (void *data, C name, C base, C system, C public, C notation),
   add_name(&call, name); add_name(&call, base); add_name(&call, system);
   add_name(&call, public); add_name(&call, notation);)
ON(NotationDecl, (void *data, C name, C base, C system, C public),
   add_name(&call, name); add_name(&call, base); add_name(&call, system);
   add_name(&call, public);)
ON(StartNamespaceDecl, (void *data, C prefix, C uri),
   add_name(&call, prefix); add_name(&call, uri);)
ON(EndNamespaceDecl, (void *data, C prefix), add_name(&call, prefix);)
ON(Comment, (void *data, C text), add_text(&call, text);)
ON(StartCdataSection, (void *data), )
ON(EndCdataSection, (void *data), )
ON(Default, (void *data, C text, int n), add_bytes(&call, text, n);)
ON(DefaultExpand, (void *data, C text, int n), add_bytes(&call, text, n);)
ON(StartDoctypeDecl, (void *data, C name, C system, C public, int internal),
   add_name(&call, name); add_name(&call, system); add_name(&call, public);
   add_int(&call, internal);)
ON(EndDoctypeDecl, (void *data), )
ON(EntityDecl,
   (void *data, C name, int parameter, C value, int n, C base, C system,
    C public, C notation),
   add_name(&call, name); add_int(&call, parameter);
   add_bytes(&call, value, n); add_name(&call, base);
   add_name(&call, system); add_name(&call, public);
   add_name(&call, notation);)
ON(XmlDecl, (void *data, C version, C encoding, int standalone),
   add_text(&call, version); add_text(&call, encoding);
   add_int(&call, standalone);)
ON(AttlistDecl,
   (void *data, C element, C name, C type, C standard, int required),
   add_name(&call, element); add_name(&call, name); add_text(&call, type);
   add_text(&call, standard); add_int(&call, required);)
ON(SkippedEntity, (void *data, C name, int parameter),
   add_name(&call, name); add_int(&call, parameter);)
#undef C
#undef ON

// What an element may hold: (type, quantifier, name, (part, ...)).
static Object *
content_model(const XML_Content *model)
{
    if (eval_enter(thread_current, " in a content model") < 0) {
        return NULL;
    }
    Object *type = int_from_long((long)model->type);
    Object *quantifier = int_from_long((long)model->quant);
    Object *name = model->name == NULL ? none_new()
                                       : str_from_text(model->name);
    Object *parts = list_new(0), *tuple = NULL, *result = NULL;
    for (unsigned i = 0; parts != NULL && i < model->numchildren; i++) {
        Object *part = content_model(&model->children[i]);
        if (part == NULL || list_append_steal(parts, part) < 0) {
            REF_CLEAR(parts);
        }
    }
    tuple = parts == NULL ? NULL : list_as_tuple(parts);
    if (type != NULL && quantifier != NULL && name != NULL && tuple != NULL) {
        result = tuple_pack(4, type, quantifier, name, tuple);
    }
    ref_xdec(type);
    ref_xdec(quantifier);
    ref_xdec(name);
    ref_xdec(parts);
    ref_xdec(tuple);
    eval_leave(thread_current);
    return result;
}

static void
on_ElementDecl(void *data, const XML_Char *name, XML_Content *model)
{
    Call call;
    if (begin(&call, data, EXPAT_ElementDecl)) {
        add_name(&call, name);
        add(&call, content_model(model));
        finish_void(&call);
    }
    XML_FreeContentModel(((ExpatParser *)data)->parser, model);
}

// An encoding of one byte a character that the library does not know.
static int
on_unknown_encoding(void *data, const XML_Char *name, XML_Encoding *info)
{
    (void)data;
    char all[256];
    for (int i = 0; i < 256; i++) {
        all[i] = (char)i;
    }
    if (error_occurred() != NULL) {
        return XML_STATUS_ERROR;
    }
    Object *text = str_decode(all, 256, name, "replace");
    if (text == NULL) {
        return XML_STATUS_ERROR;
    }
    bool single = str_length(text) == 256;
    for (int i = 0; single && i < 256; i++) {
        uint32_t c = str_char(text, i);
        info->map[i] = c == 0xfffd ? -1 : (int)c;
    }
    ref_dec(text);
    if (!single) {
        error_set_text(EXC(ValueError),
                       "multi-byte encodings are not supported");
        return XML_STATUS_ERROR;
    }
    info->data = NULL;
    info->convert = NULL;
    info->release = NULL;
    return XML_STATUS_OK;
}

void
expat_know_encodings(ExpatParser *self)
{
    XML_SetUnknownEncodingHandler(self->parser, on_unknown_encoding, NULL);
}

static int
on_NotStandalone(void *data)
{
    Call call;
    return begin(&call, data, EXPAT_NotStandalone) ? finish_int(&call) : 0;
}

static int
on_ExternalEntityRef(XML_Parser parser, const XML_Char *context,
                     const XML_Char *base, const XML_Char *system,
                     const XML_Char *public)
{
    Call call;
    if (!begin(&call, XML_GetUserData(parser), EXPAT_ExternalEntityRef)) {
        return 0;
    }
    add_text(&call, context);
    add_name(&call, base);
    add_name(&call, system);
    add_name(&call, public);
    return finish_int(&call);
}

// ------------------------------------------------------------------ installing

void
expat_install(ExpatParser *self, ExpatHandler which, bool wanted)
{
    XML_Parser p = self->parser;
    switch (which) {
#define SET(name)                                                            \
    case EXPAT_##name:                                                       \
        XML_Set##name##Handler(p, wanted ? on_##name : NULL);                \
        break;
    case EXPAT_StartElement:
        XML_SetStartElementHandler(p, wanted ? on_start : NULL);
        break;
    case EXPAT_CharacterData:
        XML_SetCharacterDataHandler(p, wanted ? on_text : NULL);
        break;
    case EXPAT_DefaultExpand:
        XML_SetDefaultHandlerExpand(p, wanted ? on_DefaultExpand : NULL);
        break;
        SET(EndElement)
        SET(ProcessingInstruction)
        SET(UnparsedEntityDecl)
        SET(NotationDecl)
        SET(StartNamespaceDecl)
        SET(EndNamespaceDecl)
        SET(Comment)
        SET(StartCdataSection)
        SET(EndCdataSection)
        SET(Default)
        SET(NotStandalone)
        SET(ExternalEntityRef)
        SET(StartDoctypeDecl)
        SET(EndDoctypeDecl)
        SET(EntityDecl)
        SET(XmlDecl)
        SET(ElementDecl)
        SET(AttlistDecl)
        SET(SkippedEntity)
#undef SET
    case EXPAT_HANDLER_COUNT:
        break;
    }
}

void
expat_stop(ExpatParser *self)
{
    for (int i = 0; i < EXPAT_HANDLER_COUNT; i++) {
        expat_install(self, (ExpatHandler)i, false);
    }
    XML_StopParser(self->parser, XML_FALSE);
}
