#include "gc/shim/foreign.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>

#include "gc/pages.h"

__thread ForeignWatch foreign_watch;

#if !MEM_SANITIZER

// The C library's own, found at the first call.
static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
    int (*posix_memalign)(void **, size_t, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    void *(*mmap)(void *, size_t, int, int, int, off_t);
    int (*munmap)(void *, size_t);
} next;

// dlsym may itself ask for a little memory, before there is any.
static _Alignas(16) char early[16384];
static size_t early_used;

static void *
take_early(size_t n)
{
    size_t at = early_used;
    n = (n + 15) & ~(size_t)15;
    if (n > sizeof(early) - at) {
        errno = ENOMEM;
        return NULL;
    }
    early_used = at + n;
    return early + at;
}

static int
is_early(const void *p)
{
    return (const char *)p >= early &&
           (const char *)p < early + sizeof(early);
}

static void
find_next(void)
{
    static __thread int busy;
    if (busy) {
        return;
    }
    busy = 1;
    // free last of all: whoever finds it finds the others.
    *(void **)&next.calloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&next.realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&next.posix_memalign = dlsym(RTLD_NEXT, "posix_memalign");
    *(void **)&next.aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
    *(void **)&next.mmap = dlsym(RTLD_NEXT, "mmap");
    *(void **)&next.munmap = dlsym(RTLD_NEXT, "munmap");
    *(void **)&next.malloc = dlsym(RTLD_NEXT, "malloc");
    *(void **)&next.free = dlsym(RTLD_NEXT, "free");
    busy = 0;
}

#define READY(function)                                                      \
    (__builtin_expect(next.function != NULL, 1) ||                           \
     (find_next(), next.function != NULL))

static inline void
tell(ForeignKind kind, void *address, size_t bytes)
{
    if (__builtin_expect(foreign_watch != NULL, 0) && address != NULL) {
        int error = errno;
        foreign_watch(kind, address, bytes);
        errno = error;
    }
}

void *
malloc(size_t n)
{
    void *p = READY(malloc) ? next.malloc(n) : take_early(n);
    tell(FOREIGN_MALLOC, p, n);
    return p;
}

void *
calloc(size_t n, size_t size)
{
    if (!READY(calloc)) {
        return size != 0 && n > SIZE_MAX / size ? NULL
                                                : take_early(n * size);
    }
    void *p = next.calloc(n, size);
    tell(FOREIGN_CALLOC, p, n * size);
    return p;
}

void *
realloc(void *old, size_t n)
{
    if (is_early(old) || !READY(realloc)) {
        void *p = malloc(n);
        size_t rest = (size_t)(early + sizeof(early) - (char *)old);
        if (p != NULL && is_early(old)) {
            memcpy(p, old, n < rest ? n : rest);
        }
        return p;
    }
    void *p = next.realloc(old, n);
    if (p != NULL || n == 0) {
        tell(FOREIGN_FREED, old, 0);
    }
    tell(FOREIGN_REALLOC, p, n);
    return p;
}

void
free(void *p)
{
    if (p == NULL || is_early(p) || !READY(free)) {
        return;
    }
    tell(FOREIGN_FREED, p, 0);
    next.free(p);
}

int
posix_memalign(void **out, size_t alignment, size_t n)
{
    int error = READY(posix_memalign) ? next.posix_memalign(out, alignment, n)
                                      : ENOMEM;
    if (error == 0) {
        tell(FOREIGN_ALIGNED, *out, n);
    }
    return error;
}

void *
aligned_alloc(size_t alignment, size_t n)
{
    void *p = READY(aligned_alloc) ? next.aligned_alloc(alignment, n) : NULL;
    tell(FOREIGN_ALIGNED, p, n);
    return p;
}

void *
mmap(void *address, size_t n, int protection, int flags, int fd, off_t at)
{
    if (!READY(mmap)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    void *p = next.mmap(address, n, protection, flags, fd, at);
    if (p != MAP_FAILED) {
        tell(FOREIGN_MAPPED, p, n);
    }
    return p;
}

int
munmap(void *address, size_t n)
{
    if (!READY(munmap)) {
        errno = EINVAL;
        return -1;
    }
    int failed = next.munmap(address, n);
    if (failed == 0) {
        tell(FOREIGN_UNMAPPED, address, n);
    }
    return failed;
}

#endif
