#include "visualizer/draw/template.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

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
