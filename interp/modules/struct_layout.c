/* The formats of the module struct: compiled to runs of equal items, by which
 * values are packed and unpacked. */
#include "interp/modules/struct_layout.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/modules/struct_format.h"
#include "interp/objects/bytes.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"

Object *struct_error;

static const char *
read_order(const char *format, PackOrder *order, bool *native)
{
    *native = *format == '@' || *format == '\0' ||
              strchr("=<>!", *format) == NULL;
    *order = *native ? PACK_NATIVE
             : *format == '>' || *format == '!' ? PACK_BIG
                                                : PACK_LITTLE;
    return *format != '\0' && strchr("@=<>!", *format) != NULL ? format + 1
                                                               : format;
}

static ssize_t
fail_format(const char *text)
{
    error_set_text(struct_error, text);
    return -1;
}

// Walks through a format: sizes into *self, runs into `runs` (NULL: only
// counts them). The number of runs, -1 with an error.
static ssize_t
scan_format(const char *format, Struct *self, StructRun *runs)
{
    PackOrder order;
    bool native_sizes;
    const char *at = read_order(format, &order, &native_sizes);
    ssize_t size = 0, items = 0, n = 0;
    while (*at != '\0') {
        if (isspace((unsigned char)*at)) {
            at++;
            continue;
        }
        ssize_t count = 1;
        if (isdigit((unsigned char)*at)) {
            for (count = 0; isdigit((unsigned char)*at); at++) {
                int digit = *at - '0';
                if (count > (SSIZE_MAX - digit) / 10) {
                    return fail_format("total struct size too long");
                }
                count = count * 10 + digit;
            }
            if (*at == '\0' || isspace((unsigned char)*at)) {
                return fail_format("repeat count given without format "
                                   "specifier");
            }
        }
        char letter = *at++;
        ssize_t item = (ssize_t)pack_size(letter, order);
        if (item == 0) {
            return fail_format("bad char in struct format");
        }
        if (native_sizes && strchr("xcbB?sp", letter) == NULL) {
            size = (size + item - 1) / item * item;
        }
        if (letter == 's' || letter == 'p') {
            items++;
        } else if (letter != 'x') {
            items += count;
        }
        if (letter != 'x' &&
            (count > 0 || letter == 's' || letter == 'p')) {
            if (runs != NULL) {
                runs[n] = (StructRun){letter, order, size, count};
            }
            n++;
        }
        if (count > (SSIZE_MAX - size) / item) {
            return fail_format("total struct size too long");
        }
        size += count * item;
    }
    self->size = size;
    self->items = items;
    return n;
}

int
struct_compile(Struct *self, Object *format)
{
    Object *bytes = NULL;
    if (str_check(format)) {
        bytes = str_encode(format, "ascii", NULL);
    } else if (bytes_check(format)) {
        bytes = ref_new(format);
    } else {
        error_format(EXC(TypeError),
                     "Struct() argument 1 must be a str or bytes object, not "
                     "%.200s", TYPE_OF(format)->name);
    }
    if (bytes == NULL) {
        return -1;
    }
    ssize_t n = strlen(bytes_data(bytes)) != (size_t)bytes_size(bytes)
                    ? fail_format("embedded null character")
                    : scan_format(bytes_data(bytes), self, NULL);
    StructRun *runs =
        n < 0 ? NULL : mem_alloc((size_t)(n + 1) * sizeof(StructRun));
    if (runs == NULL) {
        if (n >= 0) {
            error_no_memory();
        }
        ref_dec(bytes);
        return -1;
    }
    n = scan_format(bytes_data(bytes), self, runs);
    runs[n].letter = '\0';
    mem_free(self->runs);
    self->runs = runs;
    ref_store(self, &self->format, bytes);
    return 0;
}

static int
pack_text(const StructRun *run, unsigned char *place, Object *value)
{
    bool is_array = bytearray_check(value);
    if (!bytes_check(value) && !is_array) {
        error_format(struct_error, "argument for '%c' must be a bytes object",
                     run->letter);
        return -1;
    }
    const char *data = is_array ? bytearray_data(value) : bytes_data(value);
    ssize_t n = is_array ? bytearray_size(value) : bytes_size(value);
    ssize_t room = run->count;
    if (run->letter == 'p') {
        if (room == 0) {
            return 0;
        }
        room--;
        n = n > room ? room : n;
        *place++ = (unsigned char)(n > 255 ? 255 : n);
    }
    memcpy(place, data, (size_t)(n > room ? room : n));
    return 0;
}

int
struct_pack_values(const Struct *self, unsigned char *place,
                   Object *const *values)
{
    memset(place, 0, (size_t)self->size);
    for (const StructRun *run = self->runs; run->letter != '\0'; run++) {
        unsigned char *at = place + run->offset;
        if (run->letter == 's' || run->letter == 'p') {
            if (pack_text(run, at, *values++) < 0) {
                return -1;
            }
            continue;
        }
        size_t size = pack_size(run->letter, run->order);
        for (ssize_t i = 0; i < run->count; i++, at += size) {
            if (pack_item(run->letter, run->order, at, *values++,
                          struct_error) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

Object *
struct_unpack_values(const Struct *self, const unsigned char *place)
{
    Object *tuple = tuple_new(self->items);
    ssize_t n = 0;
    for (const StructRun *run = self->runs;
         tuple != NULL && run->letter != '\0'; run++) {
        const unsigned char *at = place + run->offset;
        size_t size = pack_size(run->letter, run->order);
        bool is_text = run->letter == 's' || run->letter == 'p';
        for (ssize_t i = 0; i < (is_text ? 1 : run->count); i++) {
            Object *value = NULL;
            if (run->letter == 's') {
                value = bytes_new((const char *)at, run->count);
            } else if (run->letter == 'p') {
                ssize_t length = run->count == 0 ? 0 : at[0];
                length = length >= run->count && run->count > 0
                             ? run->count - 1
                             : length;
                value = bytes_new((const char *)at + 1, length);
            } else {
                value = unpack_item(run->letter, run->order, at);
                at += size;
            }
            if (value == NULL) {
                REF_CLEAR(tuple);
                break;
            }
            tuple_init_item(tuple, n++, value);
        }
    }
    return tuple;
}

bool
struct_is_ready(const Struct *self)
{
    if (self->format == NULL) {
        error_set_text(EXC(RuntimeError), "Struct object is not initialized");
    }
    return self->format != NULL;
}

int
struct_bytes_of(Object *o, BufferView *view)
{
    if (!buffer_check(o)) {
        error_format(EXC(TypeError),
                     "a bytes-like object is required, not '%.100s'",
                     TYPE_OF(o)->name);
        return -1;
    }
    return buffer_get(o, view, BUFFER_SIMPLE);
}
