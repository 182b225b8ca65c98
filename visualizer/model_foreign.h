/* model_foreign.h - memory that foreign code takes (prefix: ModelForeign) */
#ifndef VISUALIZER_MODEL_FOREIGN_H
#define VISUALIZER_MODEL_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

/* Memory that foreign code took while the program called it. */
typedef struct ModelForeignBlock {
    uint32_t number; /* ascending */
    uint32_t line;
    uint64_t bytes;
} ModelForeignBlock;

typedef struct ModelForeignLine {
    uint32_t line; /* of the script; 0: not called from there */
    uint64_t taken, taken_bytes; /* all blocks so far */
    uint64_t live, live_bytes;   /* those not given back */
} ModelForeignLine;

typedef struct ModelForeign {
    ModelForeignBlock *blocks; /* that live */
    size_t block_count, block_room;
    ModelForeignLine *lines; /* in order of the lines */
    size_t line_count, line_room;
    uint64_t live_bytes, peak_bytes;
} ModelForeign;

#endif
