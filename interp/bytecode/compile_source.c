#include "interp/bytecode/compile_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/bytecode/compile.h"
#include "interp/bytecode/disassembler.h"
#include "interp/bytecode/text_buffer.h"
#include "interp/syntax/parse.h"

// The compiler knows the place of an error, not the text there: as in
// CPython that is the line of the file of that name, if there is one.
static void
add_line_text(Arena *arena, const char *filename, SyntaxError *error)
{
    if (error->text != NULL || error->lineno <= 0) {
        return;
    }
    FILE *file = fopen(filename, "rb");
    if (file == NULL) {
        return;
    }
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n = 0;
    for (int i = 0; i < error->lineno && n >= 0; i++) {
        n = getline(&line, &capacity, file);
    }
    if (n > 0) {
        char *copy = arena_alloc(arena, (size_t)n + 1);
        if (copy != NULL) {
            memcpy(copy, line, (size_t)n + 1);
            error->text = copy;
        }
    }
    free(line);
    fclose(file);
}

static int
parse_job(Arena *arena, const SourceJob *job, Source *source, Mod **tree,
          SyntaxWarnings *warnings, SyntaxError *error)
{
    memset(error, 0, sizeof(*error));
    source->is_script = job->mode == 'm';
    int failed =
        job->is_text
            ? source_from_text(arena, job->bytes, job->length, source, error)
            : source_from_bytes(arena, job->bytes, job->length,
                                job->filename, source, error);
    if (failed < 0) {
        return -1;
    }
    ParseMode mode = job->mode == 'e'   ? PARSE_EVAL
                     : job->mode == 's' ? PARSE_SINGLE
                                        : PARSE_FILE;
    return parse_source(arena, source, mode, tree, warnings, error);
}

int
parse_tree(Arena *arena, const SourceJob *job, Mod **tree,
           SyntaxWarnings *warnings, SyntaxError *error)
{
    Source source;
    return parse_job(arena, job, &source, tree, warnings, error);
}

int
compile_tree(Arena *arena, const SourceJob *job, Mod *tree, CodeUnit **unit,
             SyntaxWarnings *warnings, SyntaxError *error)
{
    CompileOptions options = {job->filename, job->flags, job->optimize};
    memset(error, 0, sizeof(*error));
    return compile_module(arena, tree, &options, unit, warnings, error);
}

int
compile_source(Arena *arena, const SourceJob *job, CodeUnit **unit,
               SyntaxWarnings *warnings, SyntaxError *error)
{
    Source source;
    Mod *tree;
    if (parse_job(arena, job, &source, &tree, warnings, error) < 0) {
        return -1;
    }
    int failed = compile_tree(arena, job, tree, unit, warnings, error);
    if (failed < 0) {
        add_line_text(arena, job->filename, error);
    }
    return failed;
}

int
compile_disassemble(Arena *arena, const CodeUnit *unit, void *file)
{
    TextBuffer text = {.arena = arena};
    dis_write_unit(&text, unit);
    const char *listing = text_finish(&text);
    if (listing == NULL) {
        return -1;
    }
    fputs(listing, file);
    return 0;
}
