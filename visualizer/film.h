/* film.h - chosen moments of a recording for the drawing program
 * (prefix: film_)
 *
 * The film is text, a record a line, fields apart by tabs, with \t, \n and
 * \\ escaped. What does not change from one moment to the next is not said
 * again.
 *
 *   H key value              how to draw; before everything else ("only
 *                            last": the moments before the last one only
 *                            say what has changed)
 *   F name text              the script
 *   P step line event before flags title note
 *                            a moment: `line` is about to run, `before` ran;
 *                            flags: e end, x after shutdown
 *   C                        the scopes anew:
 *   S frame line thread flags title     r running, m the module's
 *   r kind target flags label text      a row of the S or B before it;
 *                            kind as ShotRowKind; c changed, w weak,
 *                            t temporary
 *   B serial number type value state user runtime weak generation bytes
 *     cycle bill runtime-bill was causes
 *                            a box, new or changed; state: l live, w only
 *                            weakly reachable, u unreachable, d dying; then
 *                            n new, a value, f being finalized, r
 *                            resurrected, x found by the collector; was:
 *                            the old count or nothing
 *   D serial                 a box that is gone
 *   X serial number type value bytes    ... for it was freed: a ghost
 *   A                        the groups anew:  G state text
 *   E kind serials text      what happened since the last moment; kind: p
 *                            program, x exception, n name, r reference,
 *                            b birth, c count, u unreachable, d death, f
 *                            finalizer, w weak reference, g collector, z
 *                            the end
 *   Q what ...               the collector at work
 *   O text                   what the program wrote since
 *   M objects bytes time     alive now; nanoseconds of virtual time, once
 *                            there are threads
 *   I digest                 of all that this moment shows; for decks
 *   after all moments, if the program has threads:
 *   L name                   a thread, in order
 *   W word ...               what threads do: the names of states
 *   Y word ...               why the GIL is given up
 *   t thread state from to why
 *                            a span of virtual time, from and to in ns
 *   Z text                   the end; a remark
 */
#ifndef VISUALIZER_FILM_H
#define VISUALIZER_FILM_H

#include "visualizer/options.h"
#include "visualizer/session.h"
#include "visualizer/trace_reader.h"

enum { FILM_STEPS = 100000 };

/* Which moments. */
typedef struct FilmChoice {
    const Moment *only;  /* this one alone; NULL: see below */
    const char *steps;   /* "3,7-9"; NULL: all */
    const char *lines;   /* the same of lines about to run */
    bool marks;          /* "# slide:" comments, if there are any */
    const ProcessTraces *children; /* whose GILs have lanes too; or NULL */
    bool changes;        /* only moments at which the heap has changed */
} FilmChoice;

/* The digests of a film's moments, apart by commas. */
void film_digests(const Text *film, Text *out);

/* Writes the film. False with one line in `error`. */
bool film_write(TraceReader *reader, const Options *options,
                const char *form, const FilmChoice *choice, Text *film,
                Text *error);

#endif
