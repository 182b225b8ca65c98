/* main.c - pytutor-mem-draw: a film in, a picture, a page or slides out
 *
 *   pytutor-mem-draw [SECONDS] < film > picture
 *
 * The film says what it shall become (visualizer/film.h). SECONDS is how
 * long `dot` may think about the places; 0: not at all.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "visualizer/draw/deck.h"
#include "visualizer/draw/figure.h"
#include "visualizer/draw/page.h"
#include "visualizer/draw/picture.h"
#include "visualizer/draw/slide.h"

enum { STATUS_FAILED = 2 };

static void
no_memory(void)
{
    static const char line[] = "pytutor-mem-draw: out of memory\n";
    (void)!write(2, line, sizeof(line) - 1);
    _exit(STATUS_FAILED);
}

static void
read_all(FILE *in, Text *text)
{
    static char bytes[1 << 16];
    size_t n;
    while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0) {
        text_add_bytes(text, bytes, n);
    }
}

static bool
write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

static bool
svg(const Plan *plan, Text *out)
{
    picture_svg(plan, plan->film->step_count - 1, true, out);
    return true;
}

static bool
png(const Plan *plan, Text *out)
{
    return picture_png(plan, plan->film->step_count - 1, out);
}

static const struct {
    const char *form;
    bool (*write)(const Plan *plan, Text *out);
} writers[] = {
    {"svg", svg},
    {"png", png},
    {"pdf", picture_pdf},
    {"html", page_write},
    {"deck.pdf", deck_pdf},
    {"deck.html", deck_html},
    {"deck.tex", deck_tex},
    {"deck.md", deck_md},
};

int
main(int argc, char **argv)
{
    double seconds = argc > 1 ? atof(argv[1]) : 8;
    Text input = {0}, out = {0};
    Film film = {0};
    Plan plan;
    bool good = false, known = false;
    vis_no_memory = no_memory;
    read_all(stdin, &input);
    if (input.length > 0 && figure_is(input.bytes)) {
        good = figure_draw(input.bytes, &out) &&
               write_all(1, out.bytes, out.length);
        text_free(&input);
        text_free(&out);
        text_width_end();
        return good ? 0 : STATUS_FAILED;
    }
    if (input.length == 0 ||
        !film_read(&film, input.bytes, input.length)) {
        fprintf(stderr, "pytutor-mem-draw: this is no film; it is made by "
                        "pytutor-mem\n");
        film_free(&film);
        text_free(&input);
        return STATUS_FAILED;
    }
    if (strncmp(film.form, "deck.", 5) == 0) {
        slides_plan(&plan, &film, seconds);
    } else {
        plan_make(&plan, &film, seconds, 0);
    }
    for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
        if (strcmp(writers[i].form, film.form) == 0) {
            known = true;
            good = writers[i].write(&plan, &out);
        }
    }
    if (!known) {
        fprintf(stderr, "pytutor-mem-draw: unknown form %s\n", film.form);
    } else if (!good) {
        fprintf(stderr, "pytutor-mem-draw: it cannot be drawn\n");
    }
    good = good && write_all(1, out.bytes, out.length);
    plan_free(&plan);
    film_free(&film);
    text_free(&input);
    text_free(&out);
    text_width_end();
    return good ? 0 : STATUS_FAILED;
}
