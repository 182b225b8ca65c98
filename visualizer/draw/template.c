#include "visualizer/draw/template.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "visualizer/draw/assets.h"
#include "visualizer/draw/canvas.h"

void
template_escape(const char *text, Text *out)
{
    svg_escape(out, text);
}

void
template_fill(const char *template, const TemplateField *fields, int count,
              Text *out)
{
    for (;;) {
        const char *open = strstr(template, "{{");
        const char *close = open != NULL ? strstr(open, "}}") : NULL;
        if (close == NULL) {
            text_add(out, template);
            return;
        }
        text_add_bytes(out, template, (size_t)(open - template));
        size_t n = (size_t)(close - open - 2);
        for (int i = 0; i < count; i++) {
            if (strlen(fields[i].name) == n &&
                memcmp(fields[i].name, open + 2, n) == 0) {
                text_add(out, fields[i].text);
            }
        }
        template = close + 2;
    }
}

static void
put_looks(Text *out)
{
    for (int i = 0; i < THEME_COUNT; i++) {
        text_format(out, ":root[data-theme=%s]{",
                    look_theme_name((Theme)i));
        look_variables((Theme)i, out);
        text_add(out, "}\n");
    }
    look_css(THEME_LIGHT, true, NULL, out);
}

void
template_page(const char *body, const TemplateHead *head,
              const TemplateField *fields, int count, Text *out)
{
    Text styles = {0}, title = {0}, whole = {0};
    put_looks(&styles);
    template_escape(head->title, &title);
    const char *escaped = title.bytes != NULL ? title.bytes : "";
    const TemplateField in_head[] = {{"title", escaped},
                                     {"theme", head->theme},
                                     {"looks", styles.bytes},
                                     {"css", head->css},
                                     {"more", head->more}};
    template_fill(asset_head_html, in_head, 5, &whole);
    TemplateField *all =
        vis_alloc(sizeof(TemplateField) * ((size_t)count + 3));
    memcpy(all, fields, sizeof(TemplateField) * (size_t)count);
    all[count++] = (TemplateField){"head", whole.bytes};
    all[count++] = (TemplateField){"title", escaped};
    all[count++] = (TemplateField){"colours", asset_theme_js};
    template_fill(body, all, count, out);
    free(all);
    text_free(&styles);
    text_free(&title);
    text_free(&whole);
}

static void
base64(const unsigned char *bytes, size_t n, Text *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        unsigned long v = (unsigned long)bytes[i] << 16;
        v |= i + 1 < n ? (unsigned long)bytes[i + 1] << 8 : 0;
        v |= i + 2 < n ? bytes[i + 2] : 0;
        char four[4] = {digits[v >> 18], digits[v >> 12 & 63],
                        i + 1 < n ? digits[v >> 6 & 63] : '=',
                        i + 2 < n ? digits[v & 63] : '='};
        text_add_bytes(out, four, 4);
    }
}

void
template_pack(const Text *text, Text *out)
{
    uLongf room = compressBound((uLong)text->length);
    unsigned char *packed = vis_alloc(room);
    if (compress2(packed, &room, (const Bytef *)text->bytes,
                  (uLong)text->length, 6) == Z_OK) {
        base64(packed, room, out);
    }
    free(packed);
}
