/* shot.h - one moment as plain records, to be compared with the next
 * (prefix: shot_)
 *
 * A Shot holds everything of a Scene that a picture shows, in memory of its
 * own: the scene and the model may go on. The film writes the difference of
 * two shots; the story tells it in sentences.
 */
#ifndef VISUALIZER_SHOT_H
#define VISUALIZER_SHOT_H

#include "visualizer/scene.h"

/* Memory that is given back all at once. */
typedef struct Arena {
    struct ArenaBlock *block;
} Arena;

void *arena_take(Arena *arena, size_t size);
char *arena_copy(Arena *arena, const char *text, size_t length);
void arena_free(Arena *arena);

typedef enum ShotRowKind {
    ROW_OBJECT = 'o', /* an arrow to the box of `target` */
    ROW_VALUE = 'v',  /* `text` is its value */
    ROW_FOLDED = 'f', /* `text` counts what is left out */
    ROW_PLAIN = 't',  /* names an object without a box */
    ROW_STRIP = 'd'   /* what follows stands in the __dict__ */
} ShotRowKind;

typedef struct ShotRow {
    ShotRowKind kind;
    uint32_t target; /* serial; 0: none */
    bool changed, weak, temporary;
    const char *label, *text;
    const char *name; /* of the target, for sentences: "list #3" */
} ShotRow;

typedef struct ShotScope {
    uint32_t key; /* serial of the frame; 0: the script's names */
    uint32_t line, thread;
    bool running, is_module;
    const char *title;
    ShotRow *rows;
    size_t count;
    const char *record; /* as it stands in the film */
} ShotScope;

/* Stands in every shot in which it looks the same. */
typedef struct ShotBox {
    Arena arena; /* of all its texts */
    uint32_t uses;
    uint32_t serial;
    uint32_t user;
    ReachState state;
    bool born;
    bool quiet; /* tells of no change: may stand in the next shot too */
    uint32_t cycle;
    int generation; /* -1: not tracked */
    const char *name; /* "list #3" */
    const char **holders; /* who makes up the count, sorted */
    size_t holder_count;
    ShotRow *rows;
    size_t count;
    uint64_t bytes;
    const char *head, *tail; /* the record before and after the causes */
    const char *record; /* the whole, made by film_compare */
} ShotBox;

/* A box that is another one than in the shot before. */
typedef struct ShotPair {
    const ShotBox *was; /* NULL: it is new */
    ShotBox *box;       /* NULL: it is gone */
} ShotPair;

typedef struct Shot {
    Arena arena;
    ShotScope *scopes;
    size_t scope_count;
    ShotBox **boxes; /* in order of serial */
    size_t box_count;
    const char *groups; /* the records of folded groups */
    ShotPair *pairs; /* see shot_compare; in order of serial */
    size_t pair_count;
} Shot;

/* Takes everything from a scene. */
void shot_make(Shot *shot, const Scene *scene);
void shot_free(Shot *shot);

/* Finds the pairs of `now` against the shot before it, which must stay as
 * long as they are used. */
void shot_compare(const Shot *before, Shot *now);

/* Gives up one use of a ShotBox (or of NULL). */
void shot_drop_box(void *box);

/* The box of a serial; NULL: none. */
const ShotBox *shot_box(const Shot *shot, uint32_t serial);

/* An object for sentences: "list #3", "class Node #1", "None". */
void shot_name(const Model *model, ModelRef ref, Text *out);

/* Adds `text` as a field of a record: a tab in front, escaped. */
void record_field(Text *out, const char *text);
void record_number(Text *out, uint64_t n);

#endif
