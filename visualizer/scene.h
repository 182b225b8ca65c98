/* scene.h - what a picture of one moment shows (prefix: scene_)
 *
 * The choice is made once, here; text, DOT and JSON only write it down:
 * which scopes with which names, which objects get a box of their own,
 * which values stand inside a row, and what is folded into counted groups.
 * Nothing is left out without being counted.
 */
#ifndef VISUALIZER_SCENE_H
#define VISUALIZER_SCENE_H

#include "visualizer/kept.h"

enum { SCENE_HIDE = 16 };

typedef struct SceneOptions {
    uint32_t max_objects; /* boxes; the rest is folded into groups */
    bool internals;       /* the runtime's objects too */
    const char *focus;    /* a name: only what it leads to; NULL: all */
    uint32_t depth;       /* ... over so many references; 0: all */
    const char *hide[SCENE_HIDE]; /* patterns of types and names */
    size_t hide_count;
} SceneOptions;

/* A name, a slot or an attribute. */
typedef struct SceneRow {
    char *label;     /* "x", "[0]", ".next" */
    ModelRef target; /* 0: this row stands for `folded` others */
    ModelRef key;    /* of a dict's entry: stands in the label */
    uint64_t folded;
    bool inlined;    /* the value stands in the row, without a box */
    bool weak;       /* does not count */
    bool changed;    /* set by the last step */
    bool temporary;  /* an entry of the evaluation stack */
    bool in_dict;    /* of an instance: stands in its __dict__ */
    bool in_slot;    /* ... in a slot of its class */
} SceneRow;

typedef struct SceneRows {
    SceneRow *items;
    size_t count, room;
} SceneRows;

typedef struct SceneScope {
    char *title; /* "globals", "f()" */
    uint32_t line; /* 0: unknown */
    uint32_t thread;
    uint32_t frame; /* its serial; 0: the names of the script */
    bool running; /* the frame whose line is about to run */
    bool is_module;
    SceneRows rows;
} SceneScope;

/* What is kept of a box from one moment to the next. */
typedef struct SceneKeep {
    uint32_t serial; /* 0: nothing */
    uint32_t round;  /* of SceneMemory.kept: until then nothing changed */
    bool quiet;      /* no row was set by that step */
    ModelRef dict;   /* seen through; 0: none */
    SceneRows rows;
    Bill bill;
    void *drawn;     /* what the shot made of it */
} SceneKeep;

/* Where an object is shown, and why not: what of the last moment holds. */
typedef enum ScenePlace {
    PLACE_NONE,
    PLACE_INTERNAL, /* the runtime's, folded away */
    PLACE_RUNTIME,  /* numbered, but only the runtime holds it */
    PLACE_ROW,      /* a box only if nothing shows it */
    PLACE_BOX,
    PLACE_KINDS
} ScenePlace;

typedef struct SceneMemory {
    Kept kept;
    uint8_t *where; /* ScenePlace by ModelRef */
    size_t where_count;
    uint64_t counts[PLACE_KINDS];
    SceneKeep *places; /* by ModelRef */
    size_t count, room;
    void (*forget)(void *drawn);
} SceneMemory;

typedef struct SceneBox {
    ModelRef ref;
    SceneKeep *keep; /* owns rows and bill; NULL: they are its own */
    bool same;       /* nothing of it has changed since the scene before */
    ReachState state;
    uint32_t cycle; /* 0: in none */
    bool born;      /* in the last step */
    bool resurrected; /* its finalizer ran, and it lives on */
    bool atom;      /* has a value and no slots */
    ModelRef dict;  /* the __dict__ seen through; 0: none */
    SceneRows rows;
    Bill bill;
} SceneBox;

/* Objects that found no place, of one type and state. */
typedef struct SceneGroup {
    ModelRef type;
    bool unreachable;
    uint64_t count, bytes;
} SceneGroup;

typedef struct Scene {
    Model *model;
    SceneOptions options;
    SceneMemory *memory; /* NULL: one moment alone */
    Analysis analysis;
    SceneScope *scopes;
    size_t scope_count, scope_room;
    size_t hidden_frames; /* of a deep recursion: between the others */
    size_t library_frames; /* left out: what Python's own library does */
    SceneBox *boxes; /* live ones first, each part in order of number */
    size_t box_count, box_room;
    SceneGroup *groups;
    size_t group_count, group_room;
    uint32_t *box_of; /* for each place: 1 + box; 0: none */
    uint8_t *inlined; /* for each place: stands in a row */
    uint64_t objects, bytes; /* the program's, shown or folded */
    uint64_t runtime_only;   /* numbered ones only the runtime holds */
    uint64_t internals;      /* other objects, folded away */
    bool focus_found; /* --focus names something */
    bool any_weak, any_cycle, any_unreachable, any_changed;
} Scene;

void scene_make(Scene *scene, Model *model, const SceneOptions *options);
/* The same of the next of many moments: what did not change since the last
 * one is taken from the memory (empty at first). The scene is to be freed
 * before the next is made. */
void scene_make_next(Scene *scene, Model *model, const SceneOptions *options,
                     SceneMemory *memory);
void scene_free(Scene *scene);
void scene_memory_free(SceneMemory *memory);

/* What was changed by the step that led here. */
const ModelChanges *scene_changes(const Model *model);

/* Whether an object is a plain value (int, str, ...). */
bool scene_is_atom(const Model *model, ModelRef ref);

/* "#7"; "@123" (its serial) without a number. */
void scene_number(const Model *model, ModelRef ref, Text *out);

/* The rows of an object: its slots seen through cells and instance
 * dicts. `limit` rows at most (0: all), the rest as one folded row. */
void scene_rows(const Model *model, ModelRef ref, size_t limit,
                SceneRows *rows);
/* The __dict__ that scene_rows sees through; 0: none. */
ModelRef scene_own_dict(const Model *model, ModelRef ref);
/* The same of a namespace (a dict) and of a frame's own names. */
void scene_namespace_rows(const Model *model, ModelRef dict, bool hidden,
                          size_t limit, SceneRows *rows);
void scene_frame_rows(const Model *model, ModelRef frame, SceneRows *rows);
void scene_rows_free(SceneRows *rows);

/* Shared by the scene's own files (scene_filter.c): what --focus leaves, a
 * byte a place, to be freed (NULL: everything); whether --hide names an
 * object; and without the names that neither leaves. */
uint8_t *scene_focus(Scene *scene);
bool scene_hides_object(const Scene *scene, ModelRef ref);
void scene_filter_names(const Scene *scene, const uint8_t *focus,
                        SceneRows *rows);
/* Finds the ScenePlace of all objects, into the memory: of the first of many
 * moments, or of one alone, all are judged; then only those of which there is
 * news (scene_places.c). */
void scene_find_places(Scene *scene, SceneMemory *memory);

#endif
