#include "visualizer/draw/look.h"

#include <string.h>

static const char *const colours[COLOUR_COUNT][THEME_COUNT] = {
#define COLOUR(role, light, dark, print, contrast)                           \
    {light, dark, print, contrast},
#include "visualizer/draw/look.def"
};

static const char *const colour_names[COLOUR_COUNT] = {
#define COLOUR(role, light, dark, print, contrast) #role,
#include "visualizer/draw/look.def"
};

const Look looks[LOOK_COUNT] = {
#define LOOK(name, fill, stroke, width, dash)                                \
    {#name, COLOUR_##fill, COLOUR_##stroke, width, dash},
#include "visualizer/draw/look.def"
};

const LookFont look_fonts[FONT_COUNT] = {
#define FONT(name, mono, size, bold, italic, role)                           \
    {#name, mono, bold, italic, size, COLOUR_##role},
#include "visualizer/draw/look.def"
};

static const char *const theme_names[THEME_COUNT] = {"light", "dark",
                                                     "print", "contrast"};

Theme
look_theme(const char *name)
{
    for (int i = 0; i < THEME_COUNT; i++) {
        if (strcmp(name, theme_names[i]) == 0) {
            return (Theme)i;
        }
    }
    return THEME_LIGHT;
}

const char *
look_theme_name(Theme theme)
{
    return theme_names[theme];
}

const char *
look_colour(ColourId colour, Theme theme)
{
    return colours[colour][theme];
}

static void
put_variable(ColourId colour, Text *out)
{
    text_add(out, "--");
    for (const char *s = colour_names[colour]; *s != '\0'; s++) {
        text_char(out, *s == '_' ? '-'
                                 : (char)(*s >= 'A' && *s <= 'Z' ? *s + 32
                                                                 : *s));
    }
}

static void
put_colour(const char *property, ColourId colour, Theme theme,
           bool variables, Text *out)
{
    text_format(out, "%s:", property);
    if (colour == COLOUR_NONE || !variables) {
        text_add(out, look_colour(colour, theme));
    } else {
        text_add(out, "var(");
        put_variable(colour, out);
        text_add(out, ")");
    }
}

static bool
occurs(const char *svg, const char *name, const char *end)
{
    char class[64];
    snprintf(class, sizeof(class), "class=\"%s%s\"", name, end);
    return svg == NULL || strstr(svg, class) != NULL;
}

void
look_css(Theme theme, bool variables, const char *svg, Text *out)
{
    for (int i = 0; i < LOOK_COUNT; i++) {
        const Look *look = &looks[i];
        if (!occurs(svg, look->name, "")) {
            continue;
        }
        text_format(out, ".%s{", look->name);
        put_colour("fill", look->fill, theme, variables, out);
        if (look->stroke != COLOUR_NONE) {
            put_colour(";stroke", look->stroke, theme, variables, out);
            text_format(out, ";stroke-width:%g", look->width);
        }
        if (look->dash[0] != '\0') {
            text_format(out, ";stroke-dasharray:%s", look->dash);
        }
        text_add(out, "}\n");
    }
    for (int i = 0; i < FONT_COUNT; i++) {
        const LookFont *font = &look_fonts[i];
        if (!occurs(svg, font->name, "-t")) {
            continue;
        }
        text_format(out, ".%s-t{font:%s%s%gpx %s;", font->name,
                    font->italic ? "italic " : "",
                    font->bold ? "bold " : "", font->size,
                    font->mono
                        ? "\"DejaVu Sans Mono\",Menlo,Consolas,monospace"
                        : "\"DejaVu Sans\",Verdana,sans-serif");
        put_colour("fill", font->colour, theme, variables, out);
        text_add(out, "}\n");
    }
}

void
look_variables(Theme theme, Text *out)
{
    for (int i = 1; i < COLOUR_COUNT; i++) {
        put_variable((ColourId)i, out);
        text_format(out, ":%s;", look_colour((ColourId)i, theme));
    }
}
