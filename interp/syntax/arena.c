/* arena.c - chunks of memory, filled front to back. */
#include "interp/syntax/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE ((size_t)64 * 1024)
#define ALIGNMENT _Alignof(max_align_t)

typedef struct Chunk {
    struct Chunk *next;
    size_t used;
    size_t size;
    max_align_t data[];
} Chunk;

typedef struct Name {
    struct Name *next;
    size_t length;
    uint32_t hash;
    char text[];
} Name;

struct Arena {
    Chunk *chunks;
    Name **buckets;
    size_t bucket_count; // a power of two
    size_t name_count;
    bool failed;
};

static uint32_t hash_bytes(const char *bytes, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    }
    return hash;
}

static Chunk *add_chunk(Arena *arena, size_t size)
{
    size_t capacity = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    if (capacity > SIZE_MAX - sizeof(Chunk)) {
        return NULL;
    }
    Chunk *chunk = malloc(sizeof(Chunk) + capacity);
    if (chunk == NULL) {
        return NULL;
    }
    chunk->used = 0;
    chunk->size = capacity;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return chunk;
}

static int grow_buckets(Arena *arena)
{
    size_t count = arena->bucket_count == 0 ? 256 : arena->bucket_count * 2;
    Name **buckets = calloc(count, sizeof(Name *));
    if (buckets == NULL) {
        return -1;
    }
    for (size_t i = 0; i < arena->bucket_count; i++) {
        Name *name = arena->buckets[i];
        while (name != NULL) {
            Name *next = name->next;
            name->next = buckets[name->hash & (count - 1)];
            buckets[name->hash & (count - 1)] = name;
            name = next;
        }
    }
    free(arena->buckets);
    arena->buckets = buckets;
    arena->bucket_count = count;
    return 0;
}

Arena *arena_new(void)
{
    return calloc(1, sizeof(Arena));
}

void arena_free(Arena *arena)
{
    if (arena == NULL) {
        return;
    }
    Chunk *chunk = arena->chunks;
    while (chunk != NULL) {
        Chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(arena->buckets);
    free(arena);
}

void *arena_alloc(Arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT) {
        arena->failed = true;
        return NULL;
    }
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Chunk *chunk = arena->chunks;
    if (chunk == NULL || chunk->size - chunk->used < size) {
        chunk = add_chunk(arena, size);
        if (chunk == NULL) {
            arena->failed = true;
            return NULL;
        }
    }
    void *memory = (char *)chunk->data + chunk->used;
    chunk->used += size;
    return memset(memory, 0, size);
}

char *arena_copy(Arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (copy != NULL && length > 0) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

const char *arena_intern(Arena *arena, const char *bytes, size_t length)
{
    if (arena->name_count >= arena->bucket_count && grow_buckets(arena) < 0) {
        arena->failed = true;
        return NULL;
    }
    uint32_t hash = hash_bytes(bytes, length);
    Name **bucket = &arena->buckets[hash & (arena->bucket_count - 1)];
    for (Name *name = *bucket; name != NULL; name = name->next) {
        if (name->hash == hash && name->length == length &&
            memcmp(name->text, bytes, length) == 0) {
            return name->text;
        }
    }
    Name *name = arena_alloc(arena, sizeof(Name) + length + 1);
    if (name == NULL) {
        return NULL;
    }
    name->length = length;
    name->hash = hash;
    memcpy(name->text, bytes, length);
    name->next = *bucket;
    *bucket = name;
    arena->name_count++;
    return name->text;
}

bool arena_failed(const Arena *arena)
{
    return arena->failed;
}
