/* The module mmap: the type, and how one is made. CPython 3.11:
 * Modules/mmapmodule.c. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gc/weakref.h"
#include "interp/modules/mmap_module.h"
#include "interp/modules/modules.h"
#include "interp/modules/posix_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

#define SELF ((MemoryMap *)self)

int
mmap_check_open(const MemoryMap *self)
{
    if (self->data == NULL) {
        error_set_text(EXC(ValueError), "mmap closed or invalid");
    }
    return self->data != NULL;
}

int
mmap_check_writable(const MemoryMap *self)
{
    if (self->access == MAP_READS) {
        error_set_text(EXC(TypeError),
                       "mmap can't modify a readonly memory map.");
    }
    return self->access != MAP_READS;
}

void
mmap_let_go(MemoryMap *self)
{
    if (self->data != NULL) {
        munmap(self->data, self->size);
        self->data = NULL;
    }
    if (self->fd >= 0) {
        close(self->fd);
        self->fd = -1;
    }
}

// -------------------------------------------------------------------- making

typedef struct Wanted {
    int fd, flags, prot, access;
    ssize_t length, offset;
} Wanted;

static int
read_size(Object *o, const char *error, ssize_t *out)
{
    *out = number_as_ssize(o, EXC(OverflowError));
    if (*out < 0 && !error_occurred()) {
        error_set_text(EXC(OverflowError), error);
    }
    return *out >= 0;
}

static int
read_arguments(Object *args, Object *kwargs, Wanted *w)
{
    static const char *const names[] = {"fileno", "length", "flags", "prot",
                                        "access", "offset", NULL};
    static const ArgsSpec spec = {"mmap", names, 2, 0, 0};
    Object *v[6];
    return args_parse_tuple(&spec, args, kwargs, v) &&
           posix_int(v[0], -1, &w->fd) &&
           read_size(v[1], "memory mapped length must be positive",
                     &w->length) &&
           posix_int(v[2], MAP_SHARED, &w->flags) &&
           posix_int(v[3], PROT_READ | PROT_WRITE, &w->prot) &&
           posix_int(v[4], MAP_BY_DEFAULT, &w->access) &&
           (v[5] == NULL ||
            read_size(v[5], "memory mapped offset must be positive",
                      &w->offset));
}

// What `access` says, as flags and protection; and the other way round.
static int
settle_access(Wanted *w)
{
    if (w->access != MAP_BY_DEFAULT &&
        (w->flags != MAP_SHARED || w->prot != (PROT_READ | PROT_WRITE))) {
        error_set_text(EXC(ValueError),
                       "mmap can't specify both access and flags, prot.");
        return 0;
    }
    switch (w->access) {
    case MAP_READS:
        w->prot = PROT_READ;
        break;
    case MAP_WRITES:
        break;
    case MAP_COPIES:
        w->flags = MAP_PRIVATE;
        break;
    case MAP_BY_DEFAULT:
        if ((w->prot & PROT_WRITE) == 0) {
            w->access = MAP_READS;
        }
        break;
    default:
        error_set_text(EXC(ValueError), "mmap invalid access parameter.");
        return 0;
    }
    return 1;
}

// The length that fits the file; 0 says "all of it".
static int
settle_length(Wanted *w)
{
    struct stat info;
    if (w->fd == -1 || fstat(w->fd, &info) < 0 || !S_ISREG(info.st_mode)) {
        return 1;
    }
    const char *error = NULL;
    if (w->length == 0) {
        error = info.st_size == 0 ? "cannot mmap an empty file"
                : w->offset >= info.st_size
                    ? "mmap offset is greater than file size"
                    : NULL;
        w->length = info.st_size - w->offset;
    } else if (w->offset > info.st_size ||
               info.st_size - w->offset < w->length) {
        error = "mmap length is greater than file size";
    }
    if (error != NULL) {
        error_set_text(EXC(ValueError), error);
    }
    return error == NULL;
}

static Object *
mmap_new(Type *type, Object *args, Object *kwargs)
{
    Wanted w = {.offset = 0};
    if (!read_arguments(args, kwargs, &w) || !settle_access(&w) ||
        !settle_length(&w)) {
        return NULL;
    }
    Object *self = type->alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    SELF->data = NULL;
    SELF->size = (size_t)w.length;
    SELF->offset = w.offset;
    SELF->access = (MapAccess)w.access;
    SELF->fd = -1;
    if (w.fd == -1) {
        w.flags |= MAP_ANONYMOUS;
    } else {
        SELF->fd = fcntl(w.fd, F_DUPFD_CLOEXEC, 0);
        if (SELF->fd < 0) {
            ref_dec(self);
            return posix_error();
        }
    }
    void *at = mmap(NULL, SELF->size, w.prot, w.flags, w.fd, w.offset);
    if (at == MAP_FAILED) {
        int error = errno;
        ref_dec(self);
        errno = error;
        return posix_error();
    }
    SELF->data = at;
    return self;
}

static void
mmap_dealloc(Object *self)
{
    if (SELF->weaklist != NULL) {
        weakref_clear_all(self);
    }
    mmap_let_go(SELF);
    type_generic_dealloc(self);
}

// -------------------------------------------------------------------- buffer

static int
get_buffer(Object *self, BufferView *view, int flags)
{
    if (!mmap_check_open(SELF) ||
        buffer_fill(view, self, SELF->data, (ssize_t)SELF->size,
                    SELF->access == MAP_READS, flags) < 0) {
        return -1;
    }
    SELF->exports++;
    return 0;
}

static void
release_buffer(Object *self, BufferView *view)
{
    (void)view;
    SELF->exports--;
}

static BufferSlots buffer = {get_buffer, release_buffer};

// ---------------------------------------------------------------- the type

static Object *
mmap_repr(Object *self)
{
    static const char *const access[] = {"ACCESS_DEFAULT", "ACCESS_READ",
                                         "ACCESS_WRITE", "ACCESS_COPY"};
    const char *name = TYPE_OF(self)->name;
    if (SELF->data == NULL) {
        return str_from_format("<%s closed=True>", name);
    }
    return str_from_format("<%s closed=False, access=%s, length=%zd, "
                           "pos=%zd, offset=%lld>",
                           name, access[SELF->access], (ssize_t)SELF->size,
                           (ssize_t)SELF->position, (long long)SELF->offset);
}

static void
mmap_value_text(Object *self, char *out, size_t size)
{
    snprintf(out, size, SELF->data == NULL ? "closed" : "%zu bytes",
             SELF->size);
}

static Object *
closed_get(Object *self, void *unused)
{
    (void)unused;
    return bool_new(SELF->data == NULL);
}

static GetSetDef getset[] = {{"closed", closed_get, NULL, NULL, NULL},
                             {NULL, NULL, NULL, NULL, NULL}};

STATIC_OBJECT Type mmap_type = {
    TYPE_HEAD_INIT,
    .name = "mmap.mmap",
    .basicsize = sizeof(MemoryMap),
    .dealloc = mmap_dealloc,
    .value_text = mmap_value_text,
    .repr = mmap_repr,
    .sequence = &mmap_sequence,
    .mapping = &mmap_mapping,
    .getattro = object_generic_getattr,
    .buffer = &buffer,
    .flags = TYPE_DEFAULT | TYPE_BASETYPE | TYPE_HAVE_GC | TYPE_HELD,
    .doc = "Maps a file, or nothing, into memory: mmap(fileno, length, "
           "flags, prot, access, offset).",
    .weaklist_offset = offsetof(MemoryMap, weaklist),
    .methods = mmap_methods,
    .getset = getset,
    .new_ = mmap_new,
};

// --------------------------------------------------------------- the module

typedef struct Constant {
    const char *name;
    long value;
} Constant;

#define CONSTANT(name) {#name, name}

static const Constant constants[] = {
    {"ACCESS_DEFAULT", MAP_BY_DEFAULT},
    {"ACCESS_READ", MAP_READS},
    {"ACCESS_WRITE", MAP_WRITES},
    {"ACCESS_COPY", MAP_COPIES},
    CONSTANT(PROT_EXEC),
    CONSTANT(PROT_READ),
    CONSTANT(PROT_WRITE),
    CONSTANT(MAP_SHARED),
    CONSTANT(MAP_PRIVATE),
    CONSTANT(MAP_DENYWRITE),
    CONSTANT(MAP_EXECUTABLE),
    CONSTANT(MAP_ANON),
    CONSTANT(MAP_ANONYMOUS),
    CONSTANT(MAP_POPULATE),
    CONSTANT(MAP_STACK),
    CONSTANT(MAP_NORESERVE),
    CONSTANT(MADV_NORMAL),
    CONSTANT(MADV_RANDOM),
    CONSTANT(MADV_SEQUENTIAL),
    CONSTANT(MADV_WILLNEED),
    CONSTANT(MADV_DONTNEED),
    CONSTANT(MADV_REMOVE),
    CONSTANT(MADV_DONTFORK),
    CONSTANT(MADV_DOFORK),
    CONSTANT(MADV_HWPOISON),
    CONSTANT(MADV_MERGEABLE),
    CONSTANT(MADV_UNMERGEABLE),
    CONSTANT(MADV_HUGEPAGE),
    CONSTANT(MADV_NOHUGEPAGE),
    CONSTANT(MADV_DONTDUMP),
    CONSTANT(MADV_DODUMP),
    CONSTANT(MADV_FREE),
};

Object *
mmap_module_new(void)
{
    Object *m = module_new("mmap");
    long page = sysconf(_SC_PAGESIZE);
    bool ready = m != NULL && type_ready(&mmap_type) == 0 &&
                 module_add(m, "mmap", ref_new(&mmap_type)) == 0 &&
                 module_add(m, "error", ref_new(EXC(OSError))) == 0 &&
                 module_add_int(m, "PAGESIZE", page) == 0 &&
                 module_add_int(m, "ALLOCATIONGRANULARITY", page) == 0;
    size_t n = sizeof(constants) / sizeof(*constants);
    for (size_t i = 0; ready && i < n; i++) {
        ready = module_add_int(m, constants[i].name, constants[i].value) == 0;
    }
    if (!ready) {
        REF_CLEAR(m);
    }
    return m;
}
