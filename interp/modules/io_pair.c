/* io.BufferedRWPair: what is read comes from one raw stream, what is written
 * goes to another; a socket's file "rw" is one. */
#include "interp/modules/io.h"

#include "gc/collector.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/type.h"

typedef struct Pair {
    Object base;
    Object *reader, *writer; /* BufferedReader, BufferedWriter */
    Object *dict, *weaklist;
} Pair;

#define SELF ((Pair *)self)

// A buffer of that type over a raw stream.
static Object *
make_half(Type *type, Object *raw, Object *size)
{
    Object *args[2] = {raw, size};
    return call_vector(OBJ(type), args, size == NULL ? 1 : 2, NULL);
}

static int
pair_init(Object *self, Object *args, Object *kwargs)
{
    static const char *const names[] = {"reader", "writer", "buffer_size",
                                        NULL};
    static const ArgsSpec spec = {"BufferedRWPair", names, 2, 3, 0};
    Object *v[3];
    if (!args_parse_tuple(&spec, args, kwargs, v)) {
        return -1;
    }
    Object *reader = make_half(&buffered_reader_type, v[0], v[2]);
    Object *writer = reader == NULL ? NULL
                                    : make_half(&buffered_writer_type, v[1],
                                                v[2]);
    if (writer == NULL) {
        ref_xdec(reader);
        return -1;
    }
    ref_store(self, &SELF->reader, reader);
    ref_store(self, &SELF->writer, writer);
    return 0;
}

// Calls the method of one half.
static Object *
forward(Object *half, const char *name, Object *const *args, ssize_t nargs)
{
    if (half == NULL) {
        return error_set_text(EXC(ValueError),
                              "I/O operation on uninitialized object");
    }
    return call_method_text(half, name, args, (size_t)nargs);
}

#define FORWARD(half, name)                                                  \
    static Object *m_##name(Object *self, Object *const *args,               \
                            ssize_t nargs)                                   \
    {                                                                        \
        return forward(SELF->half, #name, args, nargs);                      \
    }
FORWARD(reader, read)
FORWARD(reader, peek)
FORWARD(reader, read1)
FORWARD(reader, readinto)
FORWARD(reader, readinto1)
FORWARD(reader, readline)
FORWARD(reader, readable)
FORWARD(writer, write)
FORWARD(writer, flush)
FORWARD(writer, writable)

// Both, the writer first; the first error is the one that stays.
static Object *
m_close(Object *self, Object *unused)
{
    (void)unused;
    Object *done = forward(SELF->writer, "close", NULL, 0);
    PendingError error;
    error_fetch(&error);
    Object *other = forward(SELF->reader, "close", NULL, 0);
    if (done == NULL) {
        ref_xdec(other);
        error_restore(&error);
        return NULL;
    }
    ref_dec(done);
    return other;
}

static Object *
m_isatty(Object *self, Object *unused)
{
    (void)unused;
    Object *answer = forward(SELF->writer, "isatty", NULL, 0);
    int truth = answer == NULL ? -1 : object_is_true(answer);
    if (truth != 0) {
        return answer;
    }
    ref_dec(answer);
    return forward(SELF->reader, "isatty", NULL, 0);
}

static Object *
get_closed(Object *self, void *closure)
{
    (void)closure;
    if (SELF->writer == NULL) {
        return error_set_text(EXC(RuntimeError),
                              "the BufferedRWPair object is being "
                              "garbage-collected");
    }
    return object_getattr_text(SELF->writer, "closed");
}

static MethodDef methods[] = {
#define ROW(name) {#name, METHOD(m_##name), METH_FASTCALL, NULL}
    ROW(read), ROW(peek), ROW(read1), ROW(readinto), ROW(readinto1),
    ROW(readline), ROW(readable), ROW(write), ROW(flush), ROW(writable),
#undef ROW
    {"close", m_close, METH_NOARGS, NULL},
    {"isatty", m_isatty, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static GetSetDef getset[] = {{"closed", get_closed, NULL, NULL, NULL},
                             {NULL, NULL, NULL, NULL, NULL}};

// CPython's collector does not look at them.
#define HIDDEN(field, at)                                                    \
    {field, FIELD_OBJECT, offsetof(Pair, at),                                \
     FIELD_READONLY | FIELD_HIDDEN | FIELD_NO_VISIT, NULL}
static FieldDef members[] = {
    HIDDEN("reader", reader), HIDDEN("writer", writer),
    {NULL, 0, 0, 0, NULL}};

STATIC_OBJECT Type buffered_pair_type = {
    TYPE_HEAD_INIT,
    .name = "_io.BufferedRWPair",
    .basicsize = sizeof(Pair),
    .dealloc = type_generic_dealloc,
    .flags = TYPE_DEFAULT | TYPE_HAVE_GC | TYPE_BASETYPE,
    .doc = "A buffered reader and writer object together.\n\nA buffered "
           "reader object and buffered writer object put together to form "
           "a\nsequential IO object that can read and write.",
    .methods = methods,
    .members = members,
    .getset = getset,
    .base = &io_buffered_base_type,
    IO_PLACES(Pair),
    .init = pair_init,
    .alloc = type_generic_alloc,
    .new_ = type_generic_new,
};
