/* film_private.h - what the files that write a film share (prefix: film_) */
#ifndef VISUALIZER_FILM_PRIVATE_H
#define VISUALIZER_FILM_PRIVATE_H

#include "visualizer/film.h"
#include "visualizer/film_marks.h"
#include "visualizer/story.h"

typedef struct Filming {
    TraceReader *reader;
    const Options *options;
    SceneOptions scene; /* those of the command, and the script's own */
    const FilmChoice *choice;
    Text *film;
    Model model;
    Story story;
    SceneMemory memory; /* of the moment before */
    Shot before; /* the last moment that was written */
    Marks marks;
    uint32_t line_before; /* that ran last */
    uint64_t time, time_at; /* virtual time, and the instructions then; of
                               the last event that tells it */
    bool threads;
    uint64_t written;
    bool source_written, stopped;
    bool begun; /* the script's first line came */
    bool digests; /* decks remember what their pictures showed */
    bool wrong_options; /* those of the script */
    bool focus_found;
    char *failed; /* the audit: what differed first, and when */
    uint64_t failed_step;
} Filming;

/* The script's source, once; its marks and options are known then. */
void film_put_source(Filming *f);

/* The moment of the model, its scene made of the one before. */
void film_put_moment(Filming *f, const char *flags, uint32_t line,
                     const char *title, const char *note);

#endif
