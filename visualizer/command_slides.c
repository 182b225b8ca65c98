/* command_slides.c - pytutor-mem slides FILE -o DECK: lecture slides */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "visualizer/commands.h"
#include "visualizer/draw_program.h"
#include "visualizer/film.h"
#include "visualizer/output.h"
#include "visualizer/session.h"

static const char token_start[] = "pytutor-mem-film:1;";

static const char *
extension(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    return dot != NULL ? dot : "";
}

static const char *
form_of(const char *path)
{
    static const char *const forms[][2] = {{".pdf", "deck.pdf"},
                                           {".html", "deck.html"},
                                           {".tex", "deck.tex"},
                                           {".md", "deck.md"}};
    for (int i = 0; path != NULL && i < 4; i++) {
        if (strcmp(extension(path), forms[i][0]) == 0) {
            return forms[i][1];
        }
    }
    return NULL;
}

// What a deck remembers of how it was made: the arguments in order, apart
// by blanks, with everything else than plain characters as %XX.

static void
remember(Text *out, const char *word)
{
    text_add(out, out->length > 0 ? " " : "");
    for (; *word != '\0'; word++) {
        bool plain = (*word >= 'a' && *word <= 'z') ||
                     (*word >= 'A' && *word <= 'Z') ||
                     (*word >= '0' && *word <= '9') ||
                     strchr("._/+,:=*-", *word) != NULL;
        // No comment or title may end within it.
        if (plain && !(*word == '-' && out->bytes != NULL &&
                       out->length > 0 &&
                       out->bytes[out->length - 1] == '-')) {
            text_char(out, *word);
        } else {
            text_format(out, "%%%02X", (unsigned char)*word);
        }
    }
}

static void
remember_option(Text *out, const char *name, const char *value)
{
    if (value != NULL) {
        remember(out, name);
        remember(out, value);
    }
}

static void
made_by(const Options *o, Text *out)
{
    char digits[32];
    remember_option(out, "--steps", o->steps);
    remember_option(out, "--lines", o->lines);
    remember_option(out, "--focus", o->scene.focus);
    for (size_t i = 0; i < o->scene.hide_count; i++) {
        remember_option(out, "--hide", o->scene.hide[i]);
    }
    if (o->scene.depth > 0) {
        snprintf(digits, sizeof(digits), "%u", o->scene.depth);
        remember_option(out, "--depth", digits);
    }
    if (o->max_objects_given) {
        snprintf(digits, sizeof(digits), "%u", o->scene.max_objects);
        remember_option(out, "--max-objects", digits);
    }
    if (o->internals) {
        remember(out, "--internals");
    }
    remember(out, o->file);
    for (int i = 0; i < o->argc; i++) {
        remember(out, i == 0 ? "--" : o->argv[i]);
        if (i == 0) {
            remember(out, o->argv[i]);
        }
    }
}

static bool
make_film(const Options *options, const char *form, Text *film, int *status)
{
    FilmChoice choice = {.steps = options->steps,
                         .lines = options->lines,
                         .marks = true,
                         .changes = true};
    Text error = {0};
    Options recording = *options;
    recording.mask |= EVENT_GROUP_GCDETAIL;
    Session session = session_open(&recording);
    choice.children = &session.children;
    bool good = session.reader != NULL && session.status != STATUS_AUDIT &&
                film_write(session.reader, options, form, &choice, film,
                           &error);
    if (error.length > 0) {
        complain("%s", error.bytes);
    }
    *status = session.status;
    session_close(&session);
    text_free(&error);
    return good;
}

// A bundle of files: "@" in a name is the deck's own, without extension.

static bool
write_file(const char *path, const char *bytes, size_t length)
{
    Output output;
    bool good = output_open(&output, path) &&
                output_write(&output, bytes, length);
    return output_close(&output) && good;
}

static void
add_named(Text *out, const char *text, size_t length, const char *deck)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '@') {
            text_add_bytes(out, deck, strlen(deck) - strlen(extension(deck)));
        } else {
            text_char(out, text[i]);
        }
    }
}

// In the deck itself its pictures are named without folders.
static void
put_links(Text *out, const char *text, size_t length, const char *deck)
{
    static const char link[] = "contain](@";
    const char *slash = strrchr(deck, '/');
    const char *base = slash != NULL ? slash + 1 : deck;
    for (size_t i = 0; i < length; i++) {
        text_char(out, text[i]);
        if (length - i > sizeof(link) &&
            memcmp(text + i, link, sizeof(link) - 1) == 0) {
            text_add(out, "ontain](<");
            i += sizeof(link) - 1;
            text_add_bytes(out, base, strlen(base) - strlen(extension(base)));
            for (; i < length && text[i] != ')'; i++) {
                text_char(out, text[i]);
            }
            text_add(out, ">)");
        }
    }
}

static bool
write_bundle(const char *deck, const Text *bundle)
{
    const char *at = bundle->bytes, *end = at + bundle->length;
    bool good = true;
    while (good && at < end) {
        char name[64];
        size_t length;
        const char *line = memchr(at, '\n', (size_t)(end - at));
        if (line == NULL ||
            sscanf(at, "file %63s %zu", name, &length) != 2 ||
            length > (size_t)(end - line - 1)) {
            return false;
        }
        Text path = {0}, text = {0};
        if (strcmp(name, "@.md") == 0) {
            text_add(&path, deck);
            put_links(&text, line + 1, length, deck);
        } else {
            add_named(&path, name, strlen(name), deck);
            text_add_bytes(&text, line + 1, length);
        }
        good = write_file(path.bytes, text.bytes, text.length);
        text_free(&path);
        text_free(&text);
        at = line + 1 + length;
    }
    return good;
}

static int
make_deck(const Options *options, const char *form)
{
    Text film = {0}, deck = {0}, made = {0};
    Options with_made = *options;
    int status = STATUS_USAGE;
    made_by(options, &made);
    with_made.made_by = made.bytes;
    bool good = make_film(&with_made, form, &film, &status) &&
                draw_program_run(&film, &deck);
    if (good) {
        good = strcmp(form, "deck.md") == 0
                   ? write_bundle(options->out, &deck)
                   : write_file(options->out, deck.bytes, deck.length);
    }
    text_free(&film);
    text_free(&deck);
    text_free(&made);
    return good ? status : STATUS_USAGE;
}

// --check.

static bool
read_file(const char *path, Text *out)
{
    FILE *file = fopen(path, "rb");
    char bytes[1 << 14];
    size_t n;
    if (file == NULL) {
        complain("cannot read %s", path);
        return false;
    }
    while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0) {
        text_add_bytes(out, bytes, n);
    }
    fclose(file);
    return true;
}

// The words of a deck's memory, decoded in place.
static int
split_words(char *text, char **words, int room)
{
    int count = 0;
    for (char *at = strtok(text, " "); at != NULL && count < room;
         at = strtok(NULL, " ")) {
        char *to = at;
        words[count++] = at;
        for (char *from = at; *from != '\0'; from++) {
            unsigned code;
            if (*from == '%' && sscanf(from + 1, "%2x", &code) == 1) {
                *to++ = (char)code;
                from += 2;
            } else {
                *to++ = *from;
            }
        }
        *to = '\0';
    }
    return count;
}

// Tells which slides differ; their number.
static int
compare(const char *old, const char *new)
{
    int slide = 1, differing = 0;
    while (*old != '\0' || *new != '\0') {
        size_t n = strcspn(old, ","), m = strcspn(new, ",");
        if (n != m || strncmp(old, new, n) != 0) {
            printf("slide %d %s\n", slide,
                   n == 0   ? "is new"
                   : m == 0 ? "is no longer reached"
                            : "shows something else now");
            differing++;
        }
        slide++;
        old += n + (old[n] == ',');
        new += m + (new[m] == ',');
    }
    return differing;
}

static int
check_deck(const Options *options)
{
    enum { WORDS = 200 };
    Text deck = {0}, film = {0}, digests = {0};
    char *words[WORDS + 1];
    int status = STATUS_USAGE;
    if (!read_file(options->file, &deck)) {
        return status;
    }
    char *token = memmem(deck.bytes, deck.length, token_start,
                         sizeof(token_start) - 1);
    char *made = token != NULL ? token + sizeof(token_start) - 1 : NULL;
    char *old = made != NULL ? strchr(made, ';') : NULL;
    char *end = old != NULL ? strchr(old + 1, ';') : NULL;
    if (end == NULL) {
        complain("%s: not a deck made by pytutor-mem slides", options->file);
        text_free(&deck);
        return status;
    }
    *old++ = *end = '\0';
    Options again = {.command = options->command, .letter = options->letter};
    int count = split_words(made, words, WORDS);
    if (options_read(&again, count, words) && again.file != NULL &&
        session_check_file(&again)) {
        again.stdlib = options->stdlib;
        if (make_film(&again, "check", &film, &status)) {
            film_digests(&film, &digests);
            int differing =
                compare(old, digests.bytes != NULL ? digests.bytes : "");
            if (differing == 0) {
                printf("%s: every picture still holds\n", options->file);
            }
            status = differing == 0 ? 0 : 1;
        } else {
            status = STATUS_USAGE;
        }
    }
    text_free(&deck);
    text_free(&film);
    text_free(&digests);
    return status;
}

int
command_slides(const Options *options)
{
    signal(SIGPIPE, SIG_IGN);
    if (options->check) {
        return check_deck(options);
    }
    const char *form = form_of(options->out);
    if (form == NULL) {
        complain("slides: -o DECK is missing or has an unknown extension "
                 "(.pdf .html .tex .md)");
        return STATUS_USAGE;
    }
    Output output;
    // A wrong path is told before the program runs.
    if (!session_check_file(options) ||
        !output_open(&output, options->out)) {
        return STATUS_USAGE;
    }
    output_close(&output);
    return make_deck(options, form);
}
