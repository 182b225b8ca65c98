#include "interp/modules/import_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "interp/bytecode/code.h"
#include "interp/bytecode/code_unmarshal.h"
#include "interp/modules/import.h"
#include "interp/modules/standins.h"
#include "interp/objects/error.h"

// Four words stand in front: magic number, flags, the source's time and size.
#define HEADER 16
#define MAGIC 0x0a0d0da7u /* of 3.11's bytecode: 3495 */

// DIR/NAME.py -> DIR/__pycache__/NAME.cpython-311.pyc
static bool
cache_path(const char *path, char *out, size_t size)
{
    const char *name = strrchr(path, '/');
    size_t n = strlen(path);
    if (name == NULL || n < 4 || strcmp(path + n - 3, ".py") != 0) {
        return false;
    }
    int written = snprintf(out, size, "%.*s/__pycache__/%.*s.cpython-311.pyc",
                           (int)(name - path), path,
                           (int)(path + n - 3 - (name + 1)), name + 1);
    return written > 0 && (size_t)written < size;
}

// Whether the bytes are of the source as it is. What is told apart by a hash
// of the source (flags 1) is compiled.
static bool
is_of_source(const char *bytes, size_t n, const char *path)
{
    uint32_t header[HEADER / 4];
    struct stat info;
    if (n < HEADER || stat(path, &info) < 0) {
        return false;
    }
    memcpy(header, bytes, HEADER);
    return header[0] == MAGIC && header[1] == 0 &&
           header[2] == (uint32_t)info.st_mtime &&
           header[3] == (uint32_t)info.st_size;
}

Object *
import_cached_code(const char *path, const char *filename)
{
    char place[4200];
    size_t n = 0;
    char *bytes = standin_is_library(path) &&
                          cache_path(path, place, sizeof(place))
                      ? read_whole_file(place, &n)
                      : NULL;
    if (bytes == NULL) {
        return NULL;
    }
    Arena *arena = arena_new();
    const CodeUnit *unit =
        arena != NULL && is_of_source(bytes, n, path)
            ? code_unmarshal(arena, (const uint8_t *)bytes + HEADER,
                             n - HEADER, filename)
            : NULL;
    Object *code = unit == NULL ? NULL : code_from_unit(unit, NULL, NULL);
    arena_free(arena);
    free(bytes);
    return code;
}
