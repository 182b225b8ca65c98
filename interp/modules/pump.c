#include "interp/modules/pump.h"

#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bytes.h"
#include "interp/objects/protocol.h"

enum { FIRST_SIZE = 32768 };

#define SELF ((PumpStream *)self)
#define INPUT ((PumpDecompressor *)self)

// Steps until the input is used up, the stream ends or `most` bytes came out
// (negative: any number); to the stream's end with PUMP_FINISH.
static Object *
run(PumpStream *self, Pump *pump, PumpAction action, ssize_t most,
    PumpResult *result)
{
    ssize_t size = most >= 0 && most < FIRST_SIZE ? most : FIRST_SIZE;
    Object *bytes = bytes_new(NULL, size);
    ssize_t used = 0;
    *result = PUMP_GOES_ON;
    while (bytes != NULL) {
        pump->out = (uint8_t *)bytes_data(bytes) + used;
        pump->out_left = (size_t)(size - used);
        *result = self->step(self, pump, action);
        used = size - (ssize_t)pump->out_left;
        if (*result == PUMP_ERROR) {
            REF_CLEAR(bytes);
            return NULL;
        }
        bool full = pump->out_left == 0;
        if (*result == PUMP_END || (most >= 0 && used == most) ||
            (!full && (action == PUMP_RUN ? pump->in_left == 0 : false))) {
            break;
        }
        if (full) {
            size = most >= 0 && size * 2 > most ? most : size * 2;
            if (bytes_resize(&bytes, size) < 0) {
                return NULL;
            }
        }
    }
    return bytes == NULL || bytes_resize(&bytes, used) < 0 ? NULL : bytes;
}

// ----------------------------------------------------------------- compressing

Object *
pump_compress(Object *self, Object *data)
{
    BufferView view;
    if (SELF->flushed) {
        return error_set_text(EXC(ValueError), "Compressor has been flushed");
    }
    if (buffer_get(data, &view, 0) < 0) {
        return NULL;
    }
    Pump pump = {.in = view.buf, .in_left = (size_t)view.len};
    PumpResult result;
    Object *bytes = pump.in_left == 0
                        ? bytes_new(NULL, 0)
                        : run(SELF, &pump, PUMP_RUN, -1, &result);
    buffer_release(&view);
    return bytes;
}

Object *
pump_flush(Object *self, Object *unused)
{
    (void)unused;
    if (SELF->flushed) {
        return error_set_text(EXC(ValueError), "Repeated call to flush()");
    }
    SELF->flushed = true;
    Pump pump = {.in = (const uint8_t *)"", .in_left = 0};
    PumpResult result;
    return run(SELF, &pump, PUMP_FINISH, -1, &result);
}

// --------------------------------------------------------------- decompressing

// Keeps what was not used for the next call. -1 without memory.
static int
keep(PumpDecompressor *self, const uint8_t *bytes, size_t n)
{
    uint8_t *copy = NULL;
    if (n > 0) {
        copy = mem_alloc(n);
        if (copy == NULL) {
            error_no_memory();
            return -1;
        }
        memcpy(copy, bytes, n);
    }
    mem_free(self->waiting);
    self->waiting = copy;
    self->waiting_length = n;
    return 0;
}

static Object *
decompress(PumpDecompressor *self, const uint8_t *bytes, size_t n, ssize_t most)
{
    Pump pump = {.in = bytes, .in_left = n};
    PumpResult result;
    Object *out = run(&self->stream, &pump, PUMP_RUN, most, &result);
    if (out == NULL) {
        self->stream.needs_input = false;
        return NULL;
    }
    if (result == PUMP_END) {
        Object *rest = bytes_new((const char *)pump.in,
                                 (ssize_t)pump.in_left);
        if (rest == NULL) {
            ref_dec(out);
            return NULL;
        }
        ref_store(self, &self->unused_data, rest);
        self->stream.eof = true;
        self->stream.needs_input = false;
        mem_free(self->waiting);
        self->waiting = NULL;
        self->waiting_length = 0;
        return out;
    }
    // Bytes may still lie in the library when the output was cut.
    self->stream.needs_input = pump.in_left == 0 &&
                        !(most >= 0 && bytes_size(out) == most);
    if (keep(self, pump.in, pump.in_left) < 0) {
        REF_CLEAR(out);
    }
    return out;
}

Object *
pump_decompress(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    static const char *const names[] = {"data", "max_length", NULL};
    static const ArgsSpec spec = {"decompress", names, 1, 0, 0};
    Object *v[2];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    ssize_t most = v[1] == NULL ? -1
                                : number_as_argument(v[1]);
    BufferView view;
    if ((most == -1 && error_occurred() != NULL) ||
        buffer_get(v[0], &view, 0) < 0) {
        return NULL;
    }
    Object *out = NULL;
    size_t n = INPUT->waiting_length + (size_t)view.len;
    uint8_t *all = NULL;
    if (INPUT->stream.eof) {
        error_set_text(EXC(EOFError), INPUT->after_end);
    } else if (INPUT->waiting_length == 0) {
        out = decompress(INPUT, view.buf, (size_t)view.len, most);
    } else if ((all = mem_alloc(n)) == NULL) {
        error_no_memory();
    } else {
        memcpy(all, INPUT->waiting, INPUT->waiting_length);
        memcpy(all + INPUT->waiting_length, view.buf, (size_t)view.len);
        out = decompress(INPUT, all, n, most);
        mem_free(all);
    }
    buffer_release(&view);
    return out;
}

void
pump_drop(PumpDecompressor *self)
{
    mem_free(self->waiting);
    self->waiting = NULL;
    self->waiting_length = 0;
}

FieldDef pump_compressor_members[] = {{NULL, 0, 0, 0, NULL}};

FieldDef pump_decompressor_members[] = {
    {"unused_data", FIELD_OBJECT, offsetof(PumpDecompressor, unused_data),
     FIELD_READONLY, "Data found after the end of the compressed stream."},
    {"eof", FIELD_BOOL, offsetof(PumpDecompressor, stream.eof), FIELD_READONLY,
     "True if the end-of-stream marker has been reached."},
    {"needs_input", FIELD_BOOL, offsetof(PumpDecompressor, stream.needs_input),
     FIELD_READONLY,
     "True if more input is needed before more decompressed data can be "
     "produced."},
    {NULL, 0, 0, 0, NULL}};
