/* edge.h - what the references that an object owns are called in pictures
 * (prefix: edge_) */
#ifndef GC_EDGE_H
#define GC_EDGE_H

#include <stddef.h>
#include <stdint.h>

#include "gc/object_head.h"

/* What a reference is called in a picture. EDGE_WEAK does not count. */
typedef enum EdgeKind {
    EDGE_INDEX,   /* [number] of a sequence */
    EDGE_ATTR,    /* .text: attribute of an instance */
    EDGE_KEY,     /* key of dict entry `number` */
    EDGE_VALUE,   /* value of dict entry `number` */
    EDGE_ITEM,    /* element of a set, table slot `number` */
    EDGE_FIELD,   /* (text): a field of the type's own layout */
    EDGE_LOCAL,   /* text: a local name of a frame */
    EDGE_STACK,   /* evaluation stack entry `number` of a frame */
    EDGE_CONST,   /* constant `number` of a code object */
    EDGE_TYPE,    /* an instance's reference to its class */
    EDGE_ROOT,    /* text: held by the runtime itself */
    EDGE_NATIVE,  /* text: held by a running native function */
    EDGE_SLOT,    /* .text: a __slots__ member of an instance */
    EDGE_WEAK,    /* the referent of a weak reference; does not count */
    EDGE_KIND_COUNT
} EdgeKind;

/* A label: the kind, and a number or a text that lives as long as the
 * owner does. */
typedef struct EdgeLabel {
    EdgeKind kind;
    uint32_t number;
    const char *text;
} EdgeLabel;

/* Called by a type's `edges` slot once for every reference the object
 * owns, each with its label. `target` is never NULL. */
typedef void (*EdgeProc)(EdgeLabel label, Object *target, void *arg);

static inline EdgeLabel
edge_number(EdgeKind kind, size_t number)
{
    return (EdgeLabel){kind, (uint32_t)number, NULL};
}

static inline EdgeLabel
edge_text(EdgeKind kind, const char *text)
{
    return (EdgeLabel){kind, 0, text};
}

#endif
