/* How arrays are pickled: the bytes and what they are ("machine format"), so
 * that a machine of another byte order can read them. */
#include "interp/modules/array_module.h"

#include <string.h>

#include "interp/modules/import.h"
#include "interp/objects/bytes.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

typedef enum Sort { WHOLE, REAL, TEXT } Sort;

// The machine formats by number, as CPython 3.11 has them.
static const struct {
    unsigned char size;
    bool is_signed, big;
    unsigned char sort;
    char letter; // the type code that has it here; 0: none
} formats[] = {
    {1, false, false, WHOLE, 'B'}, {1, true, false, WHOLE, 'b'},
    {2, false, false, WHOLE, 'H'}, {2, false, true, WHOLE, 0},
    {2, true, false, WHOLE, 'h'},  {2, true, true, WHOLE, 0},
    {4, false, false, WHOLE, 'I'}, {4, false, true, WHOLE, 0},
    {4, true, false, WHOLE, 'i'},  {4, true, true, WHOLE, 0},
    {8, false, false, WHOLE, 'Q'}, {8, false, true, WHOLE, 0},
    {8, true, false, WHOLE, 'q'},  {8, true, true, WHOLE, 0},
    {4, true, false, REAL, 'f'},   {4, true, true, REAL, 0},
    {8, true, false, REAL, 'd'},   {8, true, true, REAL, 0},
    {2, false, false, TEXT, 0},    {2, false, true, TEXT, 0},
    {4, false, false, TEXT, 'u'},  {4, false, true, TEXT, 0},
};

enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

// The machine format of a type code.
static int
format_of(const ArrayCode *code)
{
    char letter = code->letter == 'l'   ? 'q'
                  : code->letter == 'L' ? 'Q'
                                        : code->letter;
    int format = 0;
    while (formats[format].letter != letter) {
        format++;
    }
    return format;
}

static Object *
instance_dict(Object *self)
{
    Object *dict = NULL;
    return object_lookup_attr(self, dn_dict, &dict) < 0 ? NULL
           : dict == NULL                               ? none_new()
                                                        : dict;
}

Object *
array_reduce_ex(Object *o, Object *protocol)
{
    Array *self = (Array *)o;
    long version = int_as_long(protocol);
    if (version == -1 && error_occurred()) {
        return NULL;
    }
    bool as_list = version < 3;
    Object *parts[4] = {OBJ(TYPE_OF(o)),
                        str_from_char((uint32_t)self->code->letter), NULL,
                        NULL};
    if (as_list) {
        parts[2] = call_method_text(o, "tolist", NULL, 0);
    } else {
        parts[2] = int_from_long(format_of(self->code));
        parts[3] = call_method_text(o, "tobytes", NULL, 0);
    }
    Object *dict = instance_dict(o), *args = NULL, *result = NULL;
    if (dict != NULL && parts[1] != NULL && parts[2] != NULL &&
        (as_list || parts[3] != NULL)) {
        args = as_list ? tuple_pack(2, parts[1], parts[2])
                       : tuple_pack(4, parts[0], parts[1], parts[2],
                                    parts[3]);
    }
    if (args != NULL && as_list) {
        result = tuple_pack(3, parts[0], args, dict);
    } else if (args != NULL) {
        Object *module = import_module("array");
        Object *make = module == NULL
                           ? NULL
                           : object_getattr_text(module,
                                                 "_array_reconstructor");
        result = make == NULL ? NULL : tuple_pack(3, make, args, dict);
        ref_xdec(module);
        ref_xdec(make);
    }
    for (int i = 1; i < 4; i++) {
        ref_xdec(parts[i]);
    }
    ref_xdec(dict);
    ref_xdec(args);
    return result;
}

// One number of a machine format, its bytes in this machine's order.
static Object *
number_of(int format, const char *bytes)
{
    unsigned char turned[8];
    size_t size = formats[format].size;
    for (size_t i = 0; i < size; i++) {
        turned[i] = (unsigned char)bytes[formats[format].big ? size - 1 - i
                                                             : i];
    }
    if (formats[format].sort == WHOLE) {
        return int_from_bytes(turned, size, true, formats[format].is_signed);
    }
    float single;
    double whole;
    memcpy(&single, turned, sizeof(single));
    memcpy(&whole, turned, sizeof(whole));
    return float_new(size == 4 ? (double)single : whole);
}

// All the items, one by one, from a format that is not the array's own.
static int
convert(Array *array, int format, Object *bytes)
{
    const char *data = bytes_data(bytes);
    ssize_t n = bytes_size(bytes), size = formats[format].size;
    if (formats[format].sort == TEXT) {
        Object *text = str_decode(data, n,
                                  size == 2 ? formats[format].big
                                                  ? "utf-16-be"
                                                  : "utf-16-le"
                                  : formats[format].big ? "utf-32-be"
                                                        : "utf-32-le",
                                  "strict");
        int failed = text == NULL ? -1 : array_extend(array, text);
        ref_xdec(text);
        return failed;
    }
    for (ssize_t i = 0; i + size <= n; i += size) {
        Object *number = number_of(format, data + i);
        int failed = number == NULL ? -1 : array_append(array, number);
        ref_xdec(number);
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

static Object *
wrong_type(const char *wanted, Object *got, int place)
{
    return error_format(EXC(TypeError),
                        "_array_reconstructor() argument %d must be %s, not "
                        "%.50s", place, wanted, TYPE_OF(got)->name);
}

Object *
array_reconstructor(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    if (!args_check_count("_array_reconstructor", nargs, 4, 4)) {
        return NULL;
    }
    if (!type_check(args[0])) {
        return error_format(EXC(TypeError),
                            "first argument must be a type object, not %.200s",
                            TYPE_OF(args[0])->name);
    }
    if (!type_is_subtype((Type *)args[0], &array_type)) {
        return error_format(EXC(TypeError),
                            "%.200s is not a subtype of %.200s",
                            ((Type *)args[0])->name, array_type.name);
    }
    if (!str_check(args[1]) || str_length(args[1]) != 1) {
        return wrong_type("a unicode character", args[1], 2);
    }
    const ArrayCode *code = array_find_code(str_char(args[1], 0));
    if (code == NULL) {
        return error_set_text(EXC(ValueError),
                              "second argument must be a valid type code");
    }
    int format = int_as_int(args[2]);
    if (format == -1 && error_occurred()) {
        return NULL;
    }
    if (format < 0 || format >= FORMATS) {
        return error_set_text(EXC(ValueError), "third argument must be a "
                                               "valid machine format code.");
    }
    if (!bytes_check(args[3])) {
        return error_format(EXC(TypeError),
                            "fourth argument should be bytes, not %.200s",
                            TYPE_OF(args[3])->name);
    }
    if (bytes_size(args[3]) % formats[format].size != 0) {
        return error_set_text(EXC(ValueError), "bytes length not a multiple "
                                               "of item size");
    }
    Object *array = array_new((Type *)args[0], 0, code);
    int failed = array == NULL ? -1
                 : format == format_of(code)
                     ? array_append_bytes((Array *)array, bytes_data(args[3]),
                                          bytes_size(args[3]))
                     : convert((Array *)array, format, args[3]);
    if (failed < 0) {
        REF_CLEAR(array);
    }
    return array;
}
