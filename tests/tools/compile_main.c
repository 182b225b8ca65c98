/* compile_main.c - compiles files and prints their code units, for the
 * oracle.
 *
 * compile_main [--mode=exec|eval|single] [--optimize=N] [--dis] FILE...
 * One record a file:
 *     file PATH
 *     unit ... (nested units inside their constant), or: error ...
 *     end
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/bytecode/compile.h"
#include "interp/bytecode/constant_repr.h"
#include "interp/bytecode/disassembler.h"
#include "interp/syntax/parse.h"

static void print_hex(const char *label, const uint8_t *data, size_t size)
{
    printf("%s ", label);
    for (size_t i = 0; i < size; i++) {
        printf("%02x", data[i]);
    }
    putchar('\n');
}

static void print_unit(Arena *arena, const CodeUnit *unit);

static void print_const(Arena *arena, const Constant *constant)
{
    if (constant->kind == CONST_CODE) {
        puts("const code");
        print_unit(arena, constant->as.code);
        return;
    }
    printf("const %s\n", constant_repr(arena, constant));
}

static void print_unit(Arena *arena, const CodeUnit *unit)
{
    printf("name %s\nqualname %s\n", unit->name, unit->qualname);
    printf("ints %d %d %d %d %d %d\n", unit->argcount, unit->posonlyargcount,
           unit->kwonlyargcount, unit->stacksize, unit->flags,
           unit->firstlineno);
    print_hex("code", unit->code, unit->code_size);
    print_hex("lines", unit->linetable, unit->linetable_size);
    print_hex("exceptions", unit->exceptiontable, unit->exceptiontable_size);
    printf("names");
    for (size_t i = 0; i < unit->nnames; i++) {
        printf(" %s", unit->names[i]);
    }
    printf("\nlocals");
    for (size_t i = 0; i < unit->nlocalsplus; i++) {
        printf(" %s:%x", unit->localsplus_names[i],
               unit->localsplus_kinds[i]);
    }
    putchar('\n');
    for (size_t i = 0; i < unit->nconsts; i++) {
        print_const(arena, unit->consts[i]);
    }
    puts("leave");
}

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    size_t capacity = 1 << 16;
    char *data = malloc(capacity);
    *size = 0;
    while (data != NULL) {
        *size += fread(data + *size, 1, capacity - *size, file);
        if (*size < capacity) {
            break;
        }
        capacity *= 2;
        char *grown = realloc(data, capacity);
        if (grown == NULL) {
            free(data);
        }
        data = grown;
    }
    fclose(file);
    return data;
}

static void print_error(const SyntaxError *error, bool by_parser)
{
    printf("error %s: %s [%d:%d-%d:%d]%s\n", syntax_error_name(error->kind),
           error->msg == NULL ? "" : error->msg, error->lineno,
           error->offset, error->end_lineno, error->end_offset,
           by_parser ? " parser" : "");
}

static bool list_only;

static void print_listing(Arena *arena, const CodeUnit *unit)
{
    TextBuffer text = {.arena = arena};
    dis_write_unit(&text, unit);
    const char *listing = text_finish(&text);
    fputs(listing == NULL ? "out of memory\n" : listing, stdout);
}

static void compile_file(const char *path, ParseMode mode, int optimize)
{
    size_t size;
    char *bytes = read_file(path, &size);
    Arena *arena = arena_new();
    Source source;
    SyntaxError error = {0};
    Mod *mod = NULL;
    printf("file %s\n", path);
    if (bytes == NULL || arena == NULL) {
        puts("error cannot read");
    } else if (source_from_bytes(arena, bytes, size, path, &source, &error) <
                   0 ||
               parse_source(arena, &source, mode, &mod, NULL, &error) < 0) {
        print_error(&error, true);
    } else {
        CompileOptions options = {path, 0, optimize};
        SyntaxWarnings warnings = {NULL, NULL};
        CodeUnit *unit;
        int status = compile_module(arena, mod, &options, &unit, &warnings,
                                    &error);
        for (SyntaxWarning *w = warnings.first; w != NULL; w = w->next) {
            printf("warning %d %s\n", w->error.lineno, w->error.msg);
        }
        if (status < 0) {
            print_error(&error, false);
        } else {
            list_only ? print_listing(arena, unit) : print_unit(arena, unit);
        }
    }
    puts("end");
    arena_free(arena);
    free(bytes);
}

int main(int argc, char **argv)
{
    ParseMode mode = PARSE_FILE;
    int optimize = 0;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--mode=", 7) == 0) {
            mode = argv[i][7] == 's'                    ? PARSE_SINGLE
                   : strcmp(argv[i] + 7, "eval") == 0 ? PARSE_EVAL
                                                        : PARSE_FILE;
        } else if (strncmp(argv[i], "--optimize=", 11) == 0) {
            optimize = atoi(argv[i] + 11);
        } else if (strcmp(argv[i], "--dis") == 0) {
            list_only = true;
        } else {
            compile_file(argv[i], mode, optimize);
        }
    }
    return 0;
}
