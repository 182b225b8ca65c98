/* Reading and writing the items of a memoryview. */
#include <string.h>

#include "interp/objects/bool.h"
#include "interp/objects/float.h"
#include "interp/objects/memoryview_core.h"
#include "interp/objects/protocol.h"

char *
view_item_place(const MemoryView *o, ssize_t i)
{
    return (char *)o->view.buf + i * o->view.strides[0];
}

/* The letter of the format; 0: not one we know. */
char
view_format_letter(const MemoryView *o)
{
    const char *format = o->view.format;
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

Object *
view_read_item(const MemoryView *o, ssize_t i)
{
    const char *p = view_item_place(o, i);
    char letter = view_format_letter(o);
    double number = 0.0;
    float small = 0.0F;
    switch (letter) {
    case 0:
        return error_format(EXC(NotImplementedError),
                            "memoryview: format %s not supported",
                            o->view.format);
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

static int
error_value(const MemoryView *o, bool type)
{
    error_format(type ? EXC(TypeError) : EXC(ValueError),
                 "memoryview: invalid %s for format '%s'",
                 type ? "type" : "value", o->view.format);
    return -1;
}

int
view_write_item(MemoryView *o, ssize_t i, Object *value)
{
    char *p = view_item_place(o, i);
    char letter = view_format_letter(o);
    if (letter == 0) {
        error_format(EXC(NotImplementedError),
                     "memoryview: format %s not supported", o->view.format);
        return -1;
    }
    RECORD_TOUCH(o->managed->master.obj);
    if (letter == 'c') {
        if (!bytes_check(value)) {
            return error_value(o, true);
        }
        if (bytes_size(value) != 1) {
            return error_value(o, false);
        }
        *p = bytes_data(value)[0];
        return 0;
    }
    if (letter == '?') {
        int truth = object_is_true(value);
        *p = (char)truth;
        return truth < 0 ? -1 : 0;
    }
    if (letter == 'f' || letter == 'd') {
        double number = float_as_double(value);
        if (number == -1.0 && error_occurred() != NULL) {
            return error_value(o, true);
        }
        float small = (float)number;
        memcpy(p, letter == 'f' ? (void *)&small : (void *)&number,
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
    int status = int_as_bytes(index, (uint8_t *)p,
                              (size_t)view_letter_size(letter), true,
                              strchr("bhilqn", letter) != NULL);
    ref_dec(index);
    return status < 0 ? error_value(o, false) : 0;
}
