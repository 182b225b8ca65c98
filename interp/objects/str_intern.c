/* The table of interned strings: open addressing, linear probing. Its
 * references do not count. Guarded by the GIL. */
#include <stdlib.h>
#include <string.h>

#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/str_core.h"

static Object **table;
static size_t capacity; /* a power of two, or 0 */
static size_t used;

/* The slot of an equal string, or the empty one where it belongs. */
static size_t
find_slot(Object *str)
{
    size_t i = (size_t)str_hash(str) & (capacity - 1);
    while (table[i] != NULL) {
        if (str_hash(table[i]) == str_hash(str) && str_equal(table[i], str)) {
            break;
        }
        i = (i + 1) & (capacity - 1);
    }
    return i;
}

static bool
grow(void)
{
    size_t old_capacity = capacity;
    Object **old = table;
    size_t bigger = capacity == 0 ? 4096 : capacity * 2;
    Object **fresh = calloc(bigger, sizeof *fresh);
    if (fresh == NULL) {
        return false;
    }
    table = fresh;
    capacity = bigger;
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i] != NULL) {
            table[find_slot(old[i])] = old[i];
        }
    }
    free(old);
    return true;
}

void
str_intern(Object **place)
{
    Object *str = *place;
    if (str == NULL || !str_check_exact(str) || str_is_interned(str)) {
        return;
    }
    // Not interning for want of memory is no error: nobody relies on it.
    if (used * 3 >= capacity * 2 && !grow()) {
        return;
    }
    size_t i = find_slot(str);
    if (table[i] != NULL) {
        *place = ref_new(table[i]);
        ref_dec(str);
        return;
    }
    table[i] = str;
    used++;
    ((Str *)str)->state.interned = 1;
}

Object *
str_intern_text(const char *text)
{
    Object *str = str_from_text(text);
    if (str != NULL) {
        str_intern(&str);
    }
    return str;
}

/* Takes a dying string out and closes the gap, so that no probe is cut. */
void
str_forget_interned(Object *str)
{
    size_t gap = find_slot(str);
    if (table[gap] != str) {
        return;
    }
    table[gap] = NULL;
    used--;
    size_t i = gap;
    for (;;) {
        i = (i + 1) & (capacity - 1);
        if (table[i] == NULL) {
            return;
        }
        size_t home = (size_t)str_hash(table[i]) & (capacity - 1);
        if (((i - home) & (capacity - 1)) >= ((i - gap) & (capacity - 1))) {
            table[gap] = table[i];
            table[i] = NULL;
            gap = i;
        }
    }
}

void
str_drop_interned(void)
{
    free(table);
    table = NULL;
    capacity = 0;
    used = 0;
}

size_t
str_interned_count(void)
{
    return used;
}

void
str_visit_interned(void (*visit)(Object *str, void *arg), void *arg)
{
    for (size_t i = 0; i < capacity; i++) {
        if (table[i] != NULL) {
            visit(table[i], arg);
        }
    }
}
