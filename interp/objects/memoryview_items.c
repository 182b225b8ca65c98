/* Reading and writing the items of a memoryview. */
#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/memoryview_core.h"
#include "interp/objects/protocol.h"

// What a format of one letter may have in front; '@': as C has it.
static const char orders[] = "@=<>!";

char
view_format_letter(const BufferView *view)
{
    const char *format = view->format;
    if (*format == '@') {
        format++;
    }
    return *format != '\0' && format[1] == '\0'
                   && strchr("cbB?hHiIlLqQnNfdP", *format) != NULL
               ? *format
               : 0;
}

ssize_t
view_letter_size(char letter)
{
    switch (letter) {
    case 'c':
    case 'b':
    case 'B':
    case '?':
        return 1;
    case 'h':
    case 'H':
        return 2;
    case 'i':
    case 'I':
    case 'f':
        return 4;
    default:
        return 8;
    }
}

// An item of a native format, from bytes in this machine's order.
static Object *
read_letter(char letter, const char *p)
{
    double number = 0.0;
    float small = 0.0F;
    switch (letter) {
    case 'c':
        return bytes_new(p, 1);
    case '?':
        return bool_new(*p != 0);
    case 'f':
        memcpy(&small, p, sizeof small);
        return float_new(small);
    case 'd':
        memcpy(&number, p, sizeof number);
        return float_new(number);
    default:
        return int_from_bytes((const uint8_t *)p,
                              (size_t)view_letter_size(letter), true,
                              strchr("bhilqn", letter) != NULL);
    }
}

static Object *
error_format_unknown(const char *format)
{
    const char *letter = *format == '@' ? format + 1 : format;
    return error_format(EXC(NotImplementedError),
                        *letter != '\0' && letter[1] == '\0'
                            ? "memoryview: format %s not supported"
                            : "memoryview: unsupported format %s",
                        format);
}

Object *
view_read(const BufferView *view, const char *p)
{
    char letter = view_format_letter(view);
    return letter == 0 ? error_format_unknown(view->format)
                       : read_letter(letter, p);
}

Object *
view_read_any(const BufferView *view, const char *p)
{
    const char *format = view->format;
    char order = strchr(orders, *format) != NULL ? *format++ : '@';
    if (*format == '\0' || format[1] != '\0' ||
        strchr("cbB?hHiIlLqQfd", *format) == NULL) {
        char native = order == '@' ? view_format_letter(view) : 0;
        return native == 0 ? NULL : read_letter(native, p);
    }
    // With a byte order given a long has four bytes.
    char letter = order == '@'     ? *format
                  : *format == 'l' ? 'i'
                  : *format == 'L' ? 'I'
                                   : *format;
    char bytes[8];
    ssize_t size = view_letter_size(letter);
    for (ssize_t i = 0; i < size; i++) {
        bytes[i] = p[order == '>' || order == '!' ? size - 1 - i : i];
    }
    return size == view->itemsize ? read_letter(letter, bytes) : NULL;
}

static int
error_value(const MemoryView *o, bool type)
{
    error_format(type ? EXC(TypeError) : EXC(ValueError),
                 "memoryview: invalid %s for format '%s'",
                 type ? "type" : "value", o->view.format);
    return -1;
}

// The item that a value is in a native format. May run Python code, which
// may release the view.
static int
value_bytes(const MemoryView *o, char letter, Object *value,
            uint8_t bytes[static 8])
{
    if (letter == 'c') {
        if (!bytes_check(value)) {
            return error_value(o, true);
        }
        if (bytes_size(value) != 1) {
            return error_value(o, false);
        }
        bytes[0] = bytes_data(value)[0];
        return 0;
    }
    if (letter == '?') {
        int truth = object_is_true(value);
        bytes[0] = (uint8_t)truth;
        return truth < 0 ? -1 : 0;
    }
    if (letter == 'f' || letter == 'd') {
        double number = float_as_double(value);
        if (number == -1.0 && error_occurred() != NULL) {
            return error_value(o, true);
        }
        float small = (float)number;
        memcpy(bytes, letter == 'f' ? (void *)&small : (void *)&number,
               letter == 'f' ? 4 : 8);
        return 0;
    }
    if (!number_has_index(value)) {
        return error_value(o, true);
    }
    Object *index = number_index(value);
    if (index == NULL) {
        return -1;
    }
    int status = int_as_bytes(index, bytes, (size_t)view_letter_size(letter),
                              true, strchr("bhilqn", letter) != NULL);
    ref_dec(index);
    return status < 0 ? error_value(o, false) : 0;
}

int
view_write(MemoryView *o, char *p, Object *value)
{
    char letter = view_format_letter(&o->view);
    if (letter == 0) {
        error_format_unknown(o->view.format);
        return -1;
    }
    // What does not fit must leave the item as it is.
    uint8_t bytes[8];
    if (value_bytes(o, letter, value, bytes) < 0 ||
        view_check_released(OBJ(o)) < 0) {
        return -1;
    }
    RECORD_TOUCH(o->managed->master.obj);
    memcpy(p, bytes, (size_t)view_letter_size(letter));
    return 0;
}
