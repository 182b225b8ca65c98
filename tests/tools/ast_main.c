/* ast_main.c - parses texts and prints trees or errors, for the oracles.
 *
 * ast_main [--mode=exec|eval|single] [--no-tree] FILE
 * ast_main --batch: reads "LENGTH MODE\n" and LENGTH bytes, again and again,
 *     and answers each with "LENGTH\n" and as many bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/syntax/ast_dump.h"
#include "interp/syntax/parse.h"

static char *read_all(FILE *file, size_t *length)
{
    size_t capacity = 1 << 16;
    char *data = malloc(capacity);
    *length = 0;
    while (data != NULL) {
        *length += fread(data + *length, 1, capacity - *length, file);
        if (*length < capacity) {
            break;
        }
        capacity *= 2;
        char *grown = realloc(data, capacity);
        if (grown == NULL) {
            free(data);
        }
        data = grown;
    }
    return data;
}

static ParseMode mode_named(const char *name)
{
    return strcmp(name, "eval") == 0     ? PARSE_EVAL
           : strcmp(name, "single") == 0 ? PARSE_SINGLE
                                         : PARSE_FILE;
}

static char *format_error(Arena *arena, const SyntaxError *error)
{
    const char *msg = error->msg != NULL ? error->msg : "";
    size_t size = strlen(msg) + 200;
    char *text = arena_alloc(arena, size);
    if (text != NULL) {
        snprintf(text, size, "%s: %s [%d:%d-%d:%d]%s",
                 syntax_error_name(error->kind), msg, error->lineno,
                 error->offset, error->end_lineno, error->end_offset,
                 error->incomplete ? " incomplete" : "");
    }
    return text;
}

static const char *answer(Arena *arena, const char *bytes, size_t length,
                          ParseMode mode, bool tree_wanted, bool *bad)
{
    Source source;
    SyntaxError error;
    Mod *tree = NULL;
    *bad = true;
    if (source_from_bytes(arena, bytes, length, "<file>", &source, &error) <
            0 ||
        parse_source(arena, &source, mode, &tree, NULL, &error) < 0) {
        return format_error(arena, &error);
    }
    *bad = false;
    return tree_wanted ? ast_dump(arena, tree, true) : "ok";
}

static int batch(bool tree_wanted)
{
    size_t length;
    char mode[16];
    while (scanf("%zu %15s", &length, mode) == 2) {
        getchar();
        char *bytes = malloc(length + 1);
        Arena *arena = arena_new();
        if (bytes == NULL || arena == NULL ||
            fread(bytes, 1, length, stdin) != length) {
            free(bytes);
            arena_free(arena);
            return 1;
        }
        bool bad;
        const char *text = answer(arena, bytes, length, mode_named(mode),
                                  tree_wanted, &bad);
        text = text != NULL ? text : "";
        printf("%zu\n%s\n", strlen(text), text);
        fflush(stdout);
        free(bytes);
        arena_free(arena);
    }
    return 0;
}

int main(int argc, char **argv)
{
    ParseMode mode = PARSE_FILE;
    bool tree_wanted = true;
    const char *path = NULL;
    bool is_batch = false;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--mode=", 7) == 0) {
            mode = mode_named(argv[i] + 7);
        } else if (strcmp(argv[i], "--no-tree") == 0) {
            tree_wanted = false;
        } else if (strcmp(argv[i], "--batch") == 0) {
            is_batch = true;
        } else {
            path = argv[i];
        }
    }
    if (is_batch) {
        return batch(tree_wanted);
    }
    FILE *file = path == NULL ? stdin : fopen(path, "rb");
    size_t length;
    char *bytes = file == NULL ? NULL : read_all(file, &length);
    Arena *arena = arena_new();
    int status = 2;
    if (bytes != NULL && arena != NULL) {
        bool bad;
        const char *text =
            answer(arena, bytes, length, mode, tree_wanted, &bad);
        puts(text != NULL ? text : "(too deep)");
        status = bad;
    }
    arena_free(arena);
    free(bytes);
    if (file != NULL && file != stdin) {
        fclose(file);
    }
    return status;
}
