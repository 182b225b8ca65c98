/* model_types.h - what the heap model is made of (prefix: Model)
 *
 * Objects with their edges, frames, what native code holds, what a step has
 * changed. model.h puts them together.
 */
#ifndef VISUALIZER_MODEL_TYPES_H
#define VISUALIZER_MODEL_TYPES_H

#include "gc/event.h"
#include "visualizer/support.h"

/* A place in the model's table of objects; 0: none. */
typedef uint32_t ModelRef;

/* The label kinds of EDGE events: the same numbers as the runtime's
 * EdgeKind. */
enum {
    LABEL_INDEX,
    LABEL_ATTR,
    LABEL_KEY,
    LABEL_VALUE,
    LABEL_ITEM,
    LABEL_FIELD,
    LABEL_LOCAL,
    LABEL_STACK,
    LABEL_CONST,
    LABEL_TYPE,
    LABEL_ROOT,
    LABEL_NATIVE,
    LABEL_SLOT,
    LABEL_WEAK,
    LABEL_KIND_COUNT
};

/* Whether the label carries the number of a string. */
bool label_is_text(unsigned kind);

/* Where an edge is kept: place `at` of the owner's edges. */
typedef struct ModelLink {
    ModelRef owner; /* 0: end of the list */
    uint32_t at;
} ModelLink;

typedef struct ModelEdge {
    ModelRef target; /* 0: the place is empty */
    uint32_t label;  /* kind in the low 4 bits, number above */
    ModelLink next, prev; /* other references to the same target */
} ModelEdge;

#define EDGE_LABEL(kind, number) ((uint32_t)(kind) | (uint32_t)(number) << 4)
#define EDGE_KIND_OF(edge) ((edge)->label & 15u)
#define EDGE_NUMBER_OF(edge) ((edge)->label >> 4)
#define LABEL_TEXT_BITS 20
#define LABEL_TEXT_MASK 0xfffffu

enum {
    OBJECT_BEFORE = 1,      /* lived before recording began */
    OBJECT_STATIC = 2,
    OBJECT_HAS_HEAD = 4,    /* has a collector header */
    OBJECT_TRACKED = 8,
    OBJECT_FINALIZING = 16, /* its __del__ runs */
    OBJECT_DYING = 32,      /* being deallocated */
    OBJECT_GC_UNREACHABLE = 64, /* the running collection found it so */
    OBJECT_FRAME = 128,     /* a frame, not an object of the program */
    OBJECT_ROOT = 256,      /* the runtime's variables */
    OBJECT_NAMESPACE = 512, /* the dict of a module's names */
    OBJECT_PENDING = 1024,  /* waits for a number */
    OBJECT_FINALIZED = 2048,
    OBJECT_KNOWN = 4096,    /* a NEW was seen */
    OBJECT_IMMORTAL = 8192, /* its count is not kept exactly */
    OBJECT_LIBRARY = 16384, /* a frame of Python's own library */
    OBJECT_DESCRIBED = 32768, /* since it was born */
    OBJECT_FOREIGN = 65536, /* born while library code ran */
    OBJECT_INT = 131072,    /* `value` is still to be made from `raw` */
    OBJECT_FLOAT = 262144,
    OBJECT_COMPLEX = 1048576, /* the same: `raw` is the real part, `value`
                                 the bits of the other one in hexadecimal */
    OBJECT_TOUCHED = 524288 /* stands in the model's list of touched ones */
};

/* What an object is, as far as views treat it differently. */
typedef enum ObjectSort {
    SORT_UNKNOWN,
    SORT_INSTANCE, /* of a class, or a type we need not know */
    SORT_INT,
    SORT_FLOAT,
    SORT_STR,
    SORT_BYTES,
    SORT_CONSTANT, /* None, True, Ellipsis: one of each, never a box */
    SORT_LIST,
    SORT_TUPLE,
    SORT_DICT,
    SORT_SET,
    SORT_TYPE,
    SORT_FUNCTION,
    SORT_NATIVE_FUNCTION,
    SORT_MODULE,
    SORT_CODE,
    SORT_CELL,
    SORT_WEAKREF
} ObjectSort;

typedef struct ModelObject {
    uint32_t serial; /* 0: this place is free */
    uint32_t number; /* #number for people; 0: none yet */
    ModelRef type;
    uint32_t flags;
    uint64_t address;
    uint64_t bytes; /* sys.getsizeof; 0 before the first description */
    char *value;    /* NULL: none */
    uint64_t raw;   /* of a number whose value is no text yet */
    ModelEdge *edges;
    uint32_t *index; /* of many edges: hash of the label to the place */
    uint32_t edge_count, edge_room, index_mask;
    uint32_t references; /* counted references, native holds included */
    uint32_t holds;      /* ... by native code */
    ModelLink first_in;
    uint32_t born_step;
    uint32_t gc_time;  /* collections begun when it was tracked */
    uint8_t gc_base;   /* generation then */
    uint8_t instances; /* of a type: ObjectSort of its instances */
} ModelObject;

enum { FILE_UNKNOWN, FILE_MAIN, FILE_OTHER, FILE_LIBRARY };

typedef struct ModelFrame {
    uint32_t serial;
    ModelRef ref;
    ModelRef code;
    uint32_t function; /* string */
    uint32_t flags;    /* of FRAME_PUSH */
    uint32_t line;
    uint32_t thread;
    uint8_t file; /* FILE_...: whose code it runs */
} ModelFrame;

typedef struct ModelHold {
    ModelRef ref;
    uint32_t count;
    uint32_t name;
    uint32_t depth; /* of native calls: with its end the hold ends */
} ModelHold;

/* A freed object, as it is remembered for one step. */
typedef struct ModelGhost {
    uint32_t number, serial;
    char type[40];
    char value[40];
    uint64_t bytes;
    uint64_t raw; /* as ModelObject has it, with these flags */
    uint32_t flags;
} ModelGhost;

/* What one step changed. */
typedef struct ModelChanges {
    ModelGhost *freed; /* at most MODEL_GHOSTS, numbered ones only */
    size_t freed_count, freed_room;
    uint64_t freed_objects, freed_bytes; /* all of them */
    struct {
        uint32_t owner; /* serial */
        uint32_t label;
    } *set; /* slots that got a new value, at most MODEL_SETS */
    size_t set_count, set_room;
} ModelChanges;

enum { MODEL_PAGE = 4096 }; /* serials a page */
enum { MODEL_GHOSTS = 64, MODEL_SETS = 256, MODEL_OUTPUT = 65536 };

typedef struct ModelFile {
    uint32_t name;
    char *text;
    size_t length;
} ModelFile;

#endif
