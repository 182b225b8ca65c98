/* fuzz_source.c - any bytes as a program: they compile, or a SyntaxError says
 * why not. The first byte chooses the mode. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/bytecode/compile_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FILE *nowhere;
    if (nowhere == NULL) {
        nowhere = fopen("/dev/null", "w");
    }
    if (size < 1) {
        return 0;
    }
    char *bytes = malloc(size); // exactly: reading behind it is found
    memcpy(bytes, data + 1, size - 1);
    bytes[size - 1] = '\0';
    Arena *arena = arena_new();
    SourceJob job = {.bytes = bytes,
                     .length = size - 1,
                     .is_text = false,
                     .filename = "fuzz.py",
                     .mode = "fffffes"[data[0] % 7]};
    CodeUnit *unit;
    SyntaxWarnings warnings = {NULL, NULL};
    SyntaxError error;
    memset(&error, 0, sizeof(error));
    if (compile_source(arena, &job, &unit, &warnings, &error) == 0) {
        (void)compile_disassemble(arena, unit, nowhere);
    } else if (error.msg == NULL) {
        abort(); // it failed, and does not say why
    }
    arena_free(arena);
    free(bytes);
    return 0;
}
