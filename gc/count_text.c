#include "gc/count_text.h"

#include <stdio.h>

static void
put_count(size_t n, char *out, size_t size)
{
    snprintf(out, size, "%zu item%s", n, n == 1 ? "" : "s");
}

void
count_text_first(Object *self, char *out, size_t size)
{
    put_count(((const size_t *)(self + 1))[0], out, size);
}

void
count_text_second(Object *self, char *out, size_t size)
{
    put_count(((const size_t *)(self + 1))[1], out, size);
}
