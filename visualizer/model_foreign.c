/* The model's part for foreign memory: which line of the script took it. */
#include <string.h>

#include "gc/event.h"
#include "visualizer/model_private.h"

// The line of the script that made the call: of the youngest frame of the
// running thread that runs the script's own code.
static uint32_t
calling_line(Model *model)
{
    for (size_t i = model->frame_count; i > 0; i--) {
        ModelFrame *frame = &model->frames[i - 1];
        if (frame->thread == model->thread &&
            model_frame_in_main(model, frame)) {
            return frame->line;
        }
    }
    return 0;
}

static ModelForeignLine *
line_of(ModelForeign *f, uint32_t line)
{
    size_t i = 0;
    while (i < f->line_count && f->lines[i].line < line) {
        i++;
    }
    if (i == f->line_count || f->lines[i].line != line) {
        f->lines = vis_grow(f->lines, f->line_count, &f->line_room,
                            sizeof(*f->lines));
        memmove(&f->lines[i + 1], &f->lines[i],
                (f->line_count - i) * sizeof(*f->lines));
        f->lines[i] = (ModelForeignLine){.line = line};
        f->line_count++;
    }
    return &f->lines[i];
}

void
model_foreign_alloc(Model *model, const uint64_t *words)
{
    ModelForeign *f = &model->foreign;
    uint32_t line = calling_line(model);
    f->blocks = vis_grow(f->blocks, f->block_count, &f->block_room,
                         sizeof(*f->blocks));
    f->blocks[f->block_count++] =
        (ModelForeignBlock){event_a(words[0]), line, words[1]};
    ModelForeignLine *of_line = line_of(f, line);
    of_line->taken++;
    of_line->taken_bytes += words[1];
    of_line->live++;
    of_line->live_bytes += words[1];
    f->live_bytes += words[1];
    if (f->live_bytes > f->peak_bytes) {
        f->peak_bytes = f->live_bytes;
    }
}

void
model_foreign_free(Model *model, uint32_t number)
{
    ModelForeign *f = &model->foreign;
    size_t low = 0, high = f->block_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->blocks[middle].number < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == f->block_count || f->blocks[low].number != number) {
        return;
    }
    ModelForeignBlock block = f->blocks[low];
    f->block_count--;
    memmove(&f->blocks[low], &f->blocks[low + 1],
            (f->block_count - low) * sizeof(block));
    ModelForeignLine *of_line = line_of(f, block.line);
    of_line->live--;
    of_line->live_bytes -= block.bytes;
    f->live_bytes -= block.bytes;
}
