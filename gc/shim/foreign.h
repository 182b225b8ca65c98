/* foreign.h - standing before malloc and its relatives (prefix: foreign_)
 *
 * The program defines malloc, calloc, realloc, free, the aligned ones, mmap
 * and munmap itself, so that what shared libraries ask for comes by here. All
 * is passed on to the C library (dlsym RTLD_NEXT). A thread that has set
 * foreign_watch is told of each; the cost for all others is one test.
 *
 * Not with the address sanitizer, whose own these are. What the C library
 * maps for itself (big blocks of malloc) is not seen: only the malloc is.
 *
 * This file is linked once, not into both runtimes.
 */
#ifndef GC_SHIM_FOREIGN_H
#define GC_SHIM_FOREIGN_H

#include <stddef.h>

typedef enum ForeignKind {
    FOREIGN_MALLOC,
    FOREIGN_CALLOC,
    FOREIGN_REALLOC,
    FOREIGN_ALIGNED,
    FOREIGN_MAPPED,
    FOREIGN_FREED,   /* bytes: 0 */
    FOREIGN_UNMAPPED
} ForeignKind;

typedef void (*ForeignWatch)(ForeignKind kind, void *address, size_t bytes);

/* NULL: nobody watches. It may allocate after it has set this to NULL. */
extern __thread ForeignWatch foreign_watch;

#endif
