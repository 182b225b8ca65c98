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

#include "visualizer/model_foreign.h"
#include "visualizer/model_types.h"
#include "visualizer/support.h"

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

/* The frame with that serial, that of the last LINE; NULL when it is gone. */
ModelFrame *model_find_frame(const Model *model, uint32_t serial);
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

#endif
