/* model.h - the heap model, rebuilt from events alone (prefix: model_)
 *
 * Feed it every event in order (model_apply); it knows each object that
 * lives, every reference between them with its label, the frames, the
 * names, and what the last step changed. An event costs constant time.
 *
 * Objects sit in a table; `ModelRef` is a place in that table (0: none)
 * and stays valid until the object is freed. Serials, as in the stream,
 * are never used twice.
 *
 * Between two SETTLED events the model may lag behind the heap: objects
 * that were born or touched are described when the step ends.
 */
#ifndef VISUALIZER_MODEL_H
#define VISUALIZER_MODEL_H

#include "gc/event.h"
#include "visualizer/support.h"

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

/* Memory that foreign code took while the program called it. */
typedef struct ModelForeignBlock {
    uint32_t number; /* ascending */
    uint32_t line;
    uint64_t bytes;
} ModelForeignBlock;

typedef struct ModelForeignLine {
    uint32_t line; /* of the script; 0: not called from there */
    uint64_t taken, taken_bytes; /* all blocks so far */
    uint64_t live, live_bytes;   /* those not given back */
} ModelForeignLine;

typedef struct ModelForeign {
    ModelForeignBlock *blocks; /* that live */
    size_t block_count, block_room;
    ModelForeignLine *lines; /* in order of the lines */
    size_t line_count, line_room;
    uint64_t live_bytes, peak_bytes;
} ModelForeign;

typedef struct ModelFile {
    uint32_t name;
    char *text;
    size_t length;
} ModelFile;

typedef struct Model {
    ModelObject *objects; /* place 0 is unused */
    uint32_t used;        /* places taken so far, place 0 too */
    uint32_t free_list;   /* through `type` */
    size_t room;
    char *pool; /* of a copy: where edges and values of its objects began */
    size_t pool_size;
    bool packed; /* all of them lie in the pool still (model_pack) */
    uint32_t **pages; /* serial to place, MODEL_PAGE serials a page */
    uint32_t *page_used;
    size_t page_count, page_room;

    char **strings;
    size_t string_count, string_room;
    uint32_t name_dict, name_locals, name_file; /* known strings */
    uint32_t name_function, name_code;
    bool lazy; /* numbers keep no text: model_fill_values makes it later */

    ModelRef root;
    ModelRef main_names; /* the script's namespace */
    char *main_file;     /* the script's name, quoted */
    uint32_t main_serial; /* its co_filename, by serial */
    ModelFrame *frames;  /* oldest first */
    size_t frame_count, frame_room;
    uint32_t file_code; /* whose code was looked up last, by serial */
    uint8_t file_kind;  /* and its FILE_... */
    ModelHold *holds; /* by depth */
    size_t hold_count, hold_room;
    uint32_t native_depth; /* of calls of Python code by native code */
    ModelFile *files;
    size_t file_count, file_room;
    ModelRef *pending; /* objects that may get a number */
    size_t pending_count, pending_room;
    uint32_t numbers; /* given so far */
    uint32_t *doomed; /* serials the running collection will clear */
    size_t doomed_count, doomed_room;

    ModelRef owner; /* of the EDGE events to come */
    bool slot_mode; /* one EDGE replaces one slot */

    bool note_touched; /* keep `touched`: what has changed in any way */
    ModelRef *touched; /* places, each once; a place may be free by now */
    size_t touched_count, touched_room;

    bool note_lost; /* keep `lost`: what lost a reference and lives on */
    uint32_t *lost; /* serials */
    size_t lost_count, lost_room;

    ModelChanges last, now; /* the step before, the running one */
    Text output;            /* the end of what the program wrote */
    uint64_t output_total;
    char *limit; /* which limit ended the program, or NULL */

    uint64_t events, steps, instructions; /* applied so far */
    uint32_t line, thread;
    uint32_t line_frame; /* serial of the frame of the last LINE; 0: an EXIT
                            came behind it */
    bool settled;
    int exit_phase, exit_status; /* phase -1: still running */
    uint32_t raised; /* serial of the exception last raised */
    uint32_t raised_type; /* string */
    uint32_t raised_line;
    uint32_t gc_count, gc_last_old; /* collections ended; of gen. >= 1 */
    uint32_t gc_of[3];
    bool in_gc;
    uint64_t objects_alive, bytes_alive; /* born while recording */
    ModelForeign foreign;
} Model;

void model_init(Model *model);
void model_free(Model *model);

/* Makes `to` (initialised by this call) the same as `from`, which may be
 * any model. */
void model_copy(const Model *from, Model *to);

/* The same, for a model that will never change: to copy it takes half of the
 * time. Its numbers have their texts. */
void model_pack(const Model *from, Model *to);

/* About how many bytes of memory a copy takes. */
size_t model_size(const Model *model);

/* Applies one event (gc/event.h). */
void model_apply(Model *model, const uint64_t *words);

/* Makes the text of all numbers that have none; ends `lazy`. Only to be
 * called for a model that was made lazy to get quickly to some moment. */
void model_fill_values(Model *model);

/* The place of a serial; 0 when it does not live. */
ModelRef model_find(const Model *model, uint32_t serial);

static inline ModelObject *
model_object(const Model *model, ModelRef ref)
{
    return &model->objects[ref];
}

/* A text by its number; "?" when unknown. */
const char *model_string(const Model *model, uint64_t number);

/* The name of a type ("list", "Node"); "?" when unknown. */
const char *model_type_name(const Model *model, ModelRef type);

/* What an object is. */
ObjectSort model_sort(const Model *model, ModelRef ref);

/* 0, 1 or 2 for a tracked object. */
int model_generation(const Model *model, const ModelObject *object);

/* The target of the field `name` (FIELD, ATTR or SLOT) of an object; 0:
 * none. */
ModelRef model_field(const Model *model, ModelRef ref, const char *name);

/* The edge of an owner with that label; NULL: none. */
const ModelEdge *model_edge(const Model *model, ModelRef owner,
                            uint32_t label);

/* Key of entry `n` of a dict; 0: unknown. */
ModelRef model_entry_key(const Model *model, ModelRef dict, uint32_t n);

/* Whether the name at entry `n` of a namespace is one of those that every
 * module or class has (__name__ ...), which are not shown. */
bool model_entry_is_hidden(const Model *model, ModelRef dict, uint32_t n);

/* The object whose __dict__ this dict is; 0: none. */
ModelRef model_dict_owner(const Model *model, ModelRef dict);

/* Value of a str object without its quotes, if its text shows all of it. */
bool model_plain_str(const Model *model, ModelRef ref, Text *out);

/* Whether a reference is one the program itself has made: a name, a
 * temporary, a slot of one of its containers. Else it is the runtime's. */
bool model_edge_is_user(const Model *model, ModelRef owner,
                        const ModelEdge *edge);

/* The frame of the last LINE; NULL when it is gone. */
const ModelFrame *model_line_frame(const Model *model);

/* Whether a frame runs code of the script itself. */
bool model_frame_in_main(Model *model, ModelFrame *frame);

/* The source of the script, or NULL. */
const ModelFile *model_main_source(const Model *model);

/* For keyframes: writes the whole model, reads it back (into an empty
 * model; false: damaged). */
void model_save(const Model *model, Text *out);
bool model_load(Model *model, const char *bytes, size_t length);

/* An object has changed: its slots, who refers to it, its value, flags or
 * number. Into `touched` when that is kept. */
void model_touch(Model *model, ModelRef ref);
/* Forgets the touched ones. */
void model_untouch(Model *model);

/* Becomes what model_save wrote when the process was forked, with one event
 * so far; empty when the bytes are damaged. */
void model_fork(Model *model, const char *bytes, size_t length);

/* Shared by the model's own files. */
static inline bool
model_in_pool(const Model *model, const void *piece)
{
    return (uintptr_t)piece - (uintptr_t)model->pool < model->pool_size;
}
/* Frees the edges, value or index of an object; nothing in the pool. */
void model_release(const Model *model, void *piece);
/* Makes room for that many edges, more than there are. */
void model_grow_edges(const Model *model, ModelObject *o, uint32_t room);
ModelRef model_add(Model *model, uint32_t serial);
void model_remove(Model *model, ModelRef ref);
void model_drop_edges(Model *model, ModelRef ref);
/* All counted references to an object are gone, wherever they were. */
void model_drop_references(Model *model, ModelRef ref);
void model_append_edge(Model *model, ModelRef owner, uint32_t label,
                       ModelRef target);
void model_set_edge(Model *model, ModelRef owner, uint32_t label,
                    ModelRef target);
void model_set_string(Model *model, uint32_t number, const char *text,
                      size_t length);
void model_give_numbers(Model *model);
/* FOREIGN_ALLOC, FOREIGN_FREE (model_foreign.c). */
void model_foreign_alloc(Model *model, const uint64_t *words);
void model_foreign_free(Model *model, uint32_t number);
ModelFrame *model_find_frame(const Model *model, uint32_t serial);
void model_push_frame(Model *model, const uint64_t *words);
void model_pop_frame(Model *model, uint32_t serial);
void model_resolve_frames(Model *model);

#endif
