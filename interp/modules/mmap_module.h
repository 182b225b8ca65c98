/* mmap_module.h - what the files of the module mmap share (prefix: mmap_) */
#ifndef INTERP_MODULES_MMAP_MODULE_H
#define INTERP_MODULES_MMAP_MODULE_H

#include <stdbool.h>

#include "gc/refcount.h"

typedef enum MapAccess {
    MAP_BY_DEFAULT,
    MAP_READS,
    MAP_WRITES,
    MAP_COPIES
} MapAccess;

typedef struct MemoryMap {
    Object base;
    char *data; /* owned: unmapped at the end; NULL: closed */
    size_t size, position;
    ssize_t exports;
    int64_t offset;
    int fd; /* owned; -1: none */
    MapAccess access;
    Object *weaklist;
    void *unused; /* as large as CPython's */
} MemoryMap;
_Static_assert(sizeof(MemoryMap) == 80, "CPython's");

extern MethodDef mmap_methods[];
extern SequenceSlots mmap_sequence;
extern MappingSlots mmap_mapping;

/* 0 with ValueError when it is closed. */
MUST_CHECK int mmap_check_open(const MemoryMap *self);
/* 0 with TypeError when it cannot be written. */
MUST_CHECK int mmap_check_writable(const MemoryMap *self);
/* Gives the memory and the file back. */
void mmap_let_go(MemoryMap *self);

#endif
