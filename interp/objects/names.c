/* The names of names.def, interned. */
#include "interp/objects/names.h"

#include <string.h>

#include "interp/objects/str.h"

#define DUNDER(x) Object *dn_##x;
#define NAME(x) Object *nm_##x;
#include "interp/objects/names.def"
#undef DUNDER
#undef NAME

static const struct {
    Object **variable;
    const char *text;
} rows[] = {
#define DUNDER(x) {&dn_##x, "__" #x "__"},
#define NAME(x) {&nm_##x, #x},
#include "interp/objects/names.def"
#undef DUNDER
#undef NAME
};

static const char *const anonymous_texts[] = {
    "<module>",  "<lambda>",   "<listcomp>",
    "<setcomp>", "<dictcomp>", "<genexpr>"};
#define ANONYMOUS (sizeof(anonymous_texts) / sizeof(anonymous_texts[0]))
static Object *anonymous[ANONYMOUS];

Object *
names_anonymous(const char *text)
{
    for (size_t i = 0; text[0] == '<' && i < ANONYMOUS; i++) {
        if (strcmp(text, anonymous_texts[i]) == 0) {
            return anonymous[i];
        }
    }
    return NULL;
}

int
names_start(void)
{
    for (size_t i = 0; i < ANONYMOUS; i++) {
        anonymous[i] = str_from_text(anonymous_texts[i]);
        if (anonymous[i] == NULL) {
            return -1;
        }
        anonymous[i]->refcount = REFCOUNT_IMMORTAL;
    }
    // What `from x import *` names; a constant '*' is not interned by itself.
    Object *star = str_intern_text("*");
    ref_xdec(star);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        *rows[i].variable = str_intern_text(rows[i].text);
        if (*rows[i].variable == NULL) {
            return -1;
        }
        ref_root(rows[i].variable, "name used by the runtime");
    }
    return 0;
}
