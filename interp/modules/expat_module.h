/* expat_module.h - XML parsers: what the files of the module pyexpat share
 * (prefix: expat_)
 */
#ifndef INTERP_MODULES_EXPAT_MODULE_H
#define INTERP_MODULES_EXPAT_MODULE_H

#include <expat.h>
#include <stdbool.h>

#include "gc/object.h"

/* The handlers, in no order: HANDLER(name) is the attribute nameHandler. */
#define EXPAT_HANDLERS                                                       \
    HANDLER(StartElement) HANDLER(EndElement) HANDLER(ProcessingInstruction) \
    HANDLER(CharacterData) HANDLER(UnparsedEntityDecl)                       \
    HANDLER(NotationDecl) HANDLER(StartNamespaceDecl)                        \
    HANDLER(EndNamespaceDecl) HANDLER(Comment) HANDLER(StartCdataSection)    \
    HANDLER(EndCdataSection) HANDLER(Default)                                \
    HANDLER(NotStandalone) HANDLER(ExternalEntityRef)                        \
    HANDLER(StartDoctypeDecl) HANDLER(EndDoctypeDecl) HANDLER(EntityDecl)    \
    HANDLER(XmlDecl) HANDLER(ElementDecl) HANDLER(AttlistDecl)               \
    HANDLER(SkippedEntity)

typedef enum ExpatHandler {
#define HANDLER(name) EXPAT_##name,
    EXPAT_HANDLERS
#undef HANDLER
    EXPAT_DefaultExpand, /* the attribute DefaultHandlerExpand */
    EXPAT_HANDLER_COUNT
} ExpatHandler;

/* A parser. It owns its handlers; the library's own memory is no part of
 * what sys.getsizeof answers, as in CPython. */
typedef struct ExpatParser {
    Object base;
    XML_Parser parser;
    Object *handlers[EXPAT_HANDLER_COUNT]; /* owned or NULL */
    Object *intern;                        /* owned: a dict */
    char *text; /* owned: character data that waits, when buffer_text */
    int text_length, text_room;
    bool buffer_text, ordered_attributes, specified_attributes,
        namespace_prefixes, parsing;
} ExpatParser;

extern Type expat_parser_type;
extern Object *expat_error; /* the class ExpatError; a registered root */

/* The object of a parser of the library, which it owns from here on, on
 * failure too (NULL: no memory). `intern` may be NULL (expat_parser.c). */
NEW_REF ExpatParser *expat_parser_new(XML_Parser parser, Object *intern);

/* Tells the library which function to call, or that there is none
 * (expat_handlers.c). */
void expat_install(ExpatParser *self, ExpatHandler which, bool wanted);

/* Lets the library ask us for encodings of one byte a character. */
void expat_know_encodings(ExpatParser *self);

/* Hands the waiting character data over; -1 with an error. */
MUST_CHECK int expat_flush_text(ExpatParser *self);

/* Calls nothing any more: a handler has raised. */
void expat_stop(ExpatParser *self);

#endif
