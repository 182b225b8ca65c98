#include "visualizer/keyframes.h"

#include <stdlib.h>
#include <zstd.h>

void
keyframes_free(Keyframes *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->items[i].bytes);
    }
    free(all->items);
    *all = (Keyframes){.spacing = all->spacing};
}

bool
keyframes_offer(Keyframes *all, const Model *model)
{
    if (!model->settled || model->events < all->next ||
        model->events < all->spacing) {
        return false;
    }
    Text raw = {0};
    model_save(model, &raw);
    size_t bound = ZSTD_compressBound(raw.length);
    uint8_t *bytes = vis_alloc(bound);
    size_t n = ZSTD_compress(bytes, bound, raw.bytes, raw.length, 1);
    if (ZSTD_isError(n)) {
        vis_no_memory();
    }
    all->items =
        vis_grow(all->items, all->count, &all->room, sizeof(Keyframe));
    all->items[all->count++] = (Keyframe){model->events, model->steps,
                                          vis_realloc(bytes, n), n,
                                          raw.length};
    uint64_t spacing = all->spacing;
    spacing = spacing < raw.length / 4 ? raw.length / 4 : spacing;
    all->next = model->events + spacing;
    text_free(&raw);
    return true;
}

const Keyframe *
keyframes_find(const Keyframes *all, uint64_t event, uint64_t step)
{
    size_t low = 0, high = all->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const Keyframe *k = &all->items[middle];
        if (k->event <= event && k->step < step) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? &all->items[low - 1] : NULL;
}

void
keyframes_load(const Keyframe *keyframe, Model *model)
{
    model_init(model);
    char *raw = vis_alloc(keyframe->raw);
    size_t n = ZSTD_decompress(raw, keyframe->raw, keyframe->bytes,
                               keyframe->length);
    // The bytes are our own: nothing but broken memory can spoil them.
    if (ZSTD_isError(n) || !model_load(model, raw, n)) {
        abort();
    }
    free(raw);
}
