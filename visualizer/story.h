/* story.h - what happened between two shots, in sentences (prefix: story_)
 *
 * Events of the program, of lives and of the collector are noted as they
 * come; what changed in names, references and counts is read from the two
 * shots. Told in that order: the program, what was made and what refers to
 * what now, then who died and what the collector did.
 */
#ifndef VISUALIZER_STORY_H
#define VISUALIZER_STORY_H

#include "visualizer/shot.h"

typedef struct StoryEvent {
    char kind;       /* as in the film's E record */
    uint32_t serial; /* whom it concerns; 0: nobody */
    uint32_t other;
    bool begun;      /* of a death: not yet freed */
    char *text;
} StoryEvent;

typedef struct Story {
    StoryEvent *events;
    size_t count, room;
    uint64_t left_out; /* events behind the limit */
    uint32_t *found;   /* serials the collector found unreachable */
    size_t found_count, found_room;
    int depth;         /* of nested deaths of the program's objects */
    Text collector;    /* its work, step by step: Q records */
    size_t collector_lines;
    Text output;       /* what the program wrote */
} Story;

/* Notes an event; the model is that before it. */
void story_event(Story *story, Model *model, const uint64_t *words);

/* Writes E, Q and O records of all that was noted and of the difference of
 * the shots (`before` may be empty; shot_compare was called), and forgets
 * it. */
void story_tell(Story *story, const Shot *before, const Shot *now,
                Text *out);
/* Forgets what was noted. */
void story_forget(Story *story);
void story_free(Story *story);

/* What made the count of a box change: "+ name x, - [0] of #4"; nothing
 * when it did not. */
void story_causes(const ShotBox *before, const ShotBox *now, Text *out);

#endif
