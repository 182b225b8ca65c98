/* The names of names.def, interned. */
#include "interp/objects/names.h"

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

int
names_start(void)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        *rows[i].variable = str_intern_text(rows[i].text);
        if (*rows[i].variable == NULL) {
            return -1;
        }
        ref_root(rows[i].variable, "name used by the runtime");
    }
    return 0;
}
