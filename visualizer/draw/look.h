/* look.h - names for the rows of look.def, and the themes (prefix: look_) */
#ifndef VISUALIZER_DRAW_LOOK_H
#define VISUALIZER_DRAW_LOOK_H

#include "visualizer/support.h"

typedef enum ColourId {
#define COLOUR(role, light, dark, print, contrast) COLOUR_##role,
#include "visualizer/draw/look.def"
    COLOUR_COUNT
} ColourId;

typedef enum LookId {
#define LOOK(name, fill, stroke, width, dash) LOOK_##name,
#include "visualizer/draw/look.def"
    LOOK_COUNT
} LookId;

typedef enum FontId {
#define FONT(name, mono, size, bold, italic, role) FONT_##name,
#include "visualizer/draw/look.def"
    FONT_COUNT
} FontId;

typedef struct Look {
    const char *name;
    ColourId fill, stroke;
    double width;
    const char *dash; /* lengths apart by blanks; "": a full line */
} Look;

typedef struct LookFont {
    const char *name;
    bool mono, bold, italic;
    double size;
    ColourId colour;
} LookFont;

typedef enum Theme {
    THEME_LIGHT,
    THEME_DARK,
    THEME_PRINT,
    THEME_CONTRAST,
    THEME_COUNT
} Theme;

extern const Look looks[LOOK_COUNT];
extern const LookFont look_fonts[FONT_COUNT];

/* The theme of that name; light when there is none. */
Theme look_theme(const char *name);
const char *look_theme_name(Theme theme);

/* "#1b1f24" or "none". */
const char *look_colour(ColourId colour, Theme theme);

/* Style rules for every look and font, or only for those that occur as a
 * class in `svg` (not NULL). With `variables` colours are var(--ink),
 * defined by look_variables. */
void look_css(Theme theme, bool variables, const char *svg, Text *out);
/* "--ink:#1b1f24;--paper:..." */
void look_variables(Theme theme, Text *out);

#endif
