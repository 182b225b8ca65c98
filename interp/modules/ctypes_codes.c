/* _ctypes: how each simple value is read and written, and the parts of
 * bytes that bit fields are. CPython 3.11: Modules/_ctypes/cfield.c. */
#include <string.h>
#include <wchar.h>

#include "interp/modules/ctypes_module.h"
#include "interp/objects/bool.h"
#include "interp/objects/bytes.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

static int
read_int(Object *value, unsigned long long *out)
{
    Object *number = number_index(value);
    if (number == NULL) {
        return -1;
    }
    *out = int_as_u64_mask(number);
    ref_dec(number);
    return 0;
}

// Integers: whole, or the bits that C_BITS and C_LOW of `size` say.
#define INTEGER(name, type, to_object)                                       \
    static Object *name##_get(const void *bytes, ssize_t size)               \
    {                                                                        \
        type value;                                                          \
        memcpy(&value, bytes, sizeof(value));                                \
        if (C_BITS(size) > 0) {                                              \
            int above = (int)(sizeof(value) * 8) -                           \
                        (int)(C_LOW(size) + C_BITS(size));                   \
            value = (type)((type)((unsigned long long)value << above) >>     \
                           (sizeof(value) * 8 - (size_t)C_BITS(size)));      \
        }                                                                    \
        return to_object;                                                    \
    }                                                                        \
    static Object *name##_set(void *bytes, Object *o, ssize_t size)          \
    {                                                                        \
        unsigned long long all;                                              \
        type value;                                                          \
        if (read_int(o, &all) < 0) {                                         \
            return NULL;                                                     \
        }                                                                    \
        if (C_BITS(size) > 0) {                                              \
            memcpy(&value, bytes, sizeof(value));                            \
            unsigned long long mask =                                        \
                (C_BITS(size) >= 64 ? 0 : 1ULL << C_BITS(size)) - 1;         \
            all = ((unsigned long long)value & ~(mask << C_LOW(size))) |     \
                  (all & mask) << C_LOW(size);                               \
        }                                                                    \
        value = (type)all;                                                   \
        memcpy(bytes, &value, sizeof(value));                                \
        return none_new();                                                   \
    }
INTEGER(b, signed char, int_from_long(value))
INTEGER(B, unsigned char, int_from_long(value))
INTEGER(h, short, int_from_long(value))
INTEGER(H, unsigned short, int_from_long(value))
INTEGER(i, int, int_from_long(value))
INTEGER(I, unsigned, int_from_long((long)value))
INTEGER(l, long, int_from_long(value))
INTEGER(L, unsigned long, int_from_u64(value))
#undef INTEGER

#define FLOATING(name, type)                                                 \
    static Object *name##_get(const void *bytes, ssize_t size)               \
    {                                                                        \
        (void)size;                                                          \
        type value;                                                          \
        memcpy(&value, bytes, sizeof(value));                                \
        return float_new((double)value);                                     \
    }                                                                        \
    static Object *name##_set(void *bytes, Object *o, ssize_t size)          \
    {                                                                        \
        (void)size;                                                          \
        type value = (type)float_as_double(o);                               \
        if (value == -1 && error_occurred()) {                               \
            return NULL;                                                     \
        }                                                                    \
        memcpy(bytes, &value, sizeof(value));                                \
        return none_new();                                                   \
    }
FLOATING(f, float)
FLOATING(d, double)
FLOATING(g, long double)
#undef FLOATING

static Object *
bool_get(const void *bytes, ssize_t size)
{
    (void)size;
    return bool_new(*(const char *)bytes != 0);
}

static Object *
bool_set(void *bytes, Object *o, ssize_t size)
{
    (void)size;
    int truth = object_is_true(o);
    if (truth < 0) {
        return NULL;
    }
    *(char *)bytes = (char)truth;
    return none_new();
}

// VARIANT_BOOL: all bits are set.
static Object *
v_get(const void *bytes, ssize_t size)
{
    short value;
    (void)size;
    memcpy(&value, bytes, sizeof(value));
    return bool_new(value != 0);
}

static Object *
v_set(void *bytes, Object *o, ssize_t size)
{
    (void)size;
    int truth = object_is_true(o);
    if (truth < 0) {
        return NULL;
    }
    short value = truth ? -1 : 0;
    memcpy(bytes, &value, sizeof(value));
    return none_new();
}

static Object *
c_get_(const void *bytes, ssize_t size)
{
    (void)size;
    return bytes_new(bytes, 1);
}

static Object *
c_set_(void *bytes, Object *o, ssize_t size)
{
    (void)size;
    char c;
    if (bytes_check(o) && bytes_size(o) == 1) {
        c = bytes_data(o)[0];
    } else if (bytearray_check(o) && bytearray_size(o) == 1) {
        c = bytearray_data(o)[0];
    } else {
        int overflow = 0;
        long value = int_check(o) ? int_as_long_overflow(o, &overflow) : -1;
        if (value < 0 || value > 255 || overflow) {
            return error_set_text(EXC(TypeError),
                                  "one character bytes, bytearray or integer "
                                  "expected");
        }
        c = (char)value;
    }
    *(char *)bytes = c;
    return none_new();
}

static Object *
u_get(const void *bytes, ssize_t size)
{
    (void)size;
    return str_from_kind(4, bytes, 1);
}

static Object *
u_set(void *bytes, Object *o, ssize_t size)
{
    (void)size;
    if (!str_check(o)) {
        return error_format(EXC(TypeError),
                            "unicode string expected instead of %s instance",
                            TYPE_OF(o)->name);
    }
    if (str_length(o) != 1) {
        return error_set_text(EXC(TypeError),
                              "one character unicode string expected");
    }
    uint32_t c = str_char(o, 0);
    memcpy(bytes, &c, sizeof(c));
    return none_new();
}

// ----------------------------------------------------------------- pointers

static void *
pointer_at(const void *bytes)
{
    void *pointer;
    memcpy(&pointer, bytes, sizeof(pointer));
    return pointer;
}

static Object *
set_pointer(void *bytes, const void *pointer, Object *keep)
{
    memcpy(bytes, &pointer, sizeof(pointer));
    return ref_new(keep);
}

static Object *
z_get(const void *bytes, ssize_t size)
{
    (void)size;
    const char *text = pointer_at(bytes);
    return text == NULL ? none_new() : bytes_from_text(text);
}

static Object *
z_set(void *bytes, Object *o, ssize_t size)
{
    (void)size;
    if (o == NONE) {
        return set_pointer(bytes, NULL, NONE);
    }
    if (bytes_check(o)) {
        return set_pointer(bytes, bytes_data(o), o);
    }
    if (int_check(o)) {
        return set_pointer(bytes, (void *)int_as_u64_mask(o), NONE);
    }
    return error_format(EXC(TypeError),
                        "bytes or integer address expected instead of %s "
                        "instance", TYPE_OF(o)->name);
}

static Object *
Z_get(const void *bytes, ssize_t size)
{
    (void)size;
    const wchar_t *text = pointer_at(bytes);
    return text == NULL ? none_new()
                        : str_from_kind(4, text, (ssize_t)wcslen(text));
}

static Object *
Z_set(void *bytes, Object *o, ssize_t size)
{
    (void)size;
    if (o == NONE) {
        return set_pointer(bytes, NULL, NONE);
    }
    if (int_check(o)) {
        return set_pointer(bytes, (void *)int_as_u64_mask(o), NONE);
    }
    if (!str_check(o)) {
        return error_format(EXC(TypeError),
                            "unicode string or integer address expected "
                            "instead of %s instance", TYPE_OF(o)->name);
    }
    // The wide characters live in a bytes object of their own.
    ssize_t n = str_length(o);
    Object *wide = bytes_new(NULL, (n + 1) * 4);
    if (wide == NULL) {
        return NULL;
    }
    memset(bytes_data(wide), 0, (size_t)(n + 1) * 4);
    uint32_t *copy = mem_alloc((size_t)(n + 1) * 4);
    if (copy == NULL) {
        ref_dec(wide);
        return error_no_memory();
    }
    str_copy_ucs4(o, copy);
    memcpy(bytes_data(wide), copy, (size_t)n * 4);
    mem_free(copy);
    const void *text = bytes_data(wide);
    memcpy(bytes, &text, sizeof(text));
    return wide;
}

static Object *
P_get(const void *bytes, ssize_t size)
{
    (void)size;
    void *pointer = pointer_at(bytes);
    return pointer == NULL ? none_new() : int_from_u64((uintptr_t)pointer);
}

static Object *
P_set(void *bytes, Object *o, ssize_t size)
{
    (void)size;
    if (o == NONE) {
        return set_pointer(bytes, NULL, NONE);
    }
    if (!int_check(o)) {
        return error_set_text(EXC(TypeError),
                              "cannot be converted to pointer");
    }
    return set_pointer(bytes, (void *)int_as_u64_mask(o), NONE);
}

static Object *
O_get(const void *bytes, ssize_t size)
{
    (void)size;
    Object *o = pointer_at(bytes);
    return o == NULL ? error_set_text(EXC(ValueError), "PyObject is NULL")
                     : ref_new(o);
}

static Object *
O_set(void *bytes, Object *o, ssize_t size)
{
    (void)size;
    return set_pointer(bytes, o, o);
}

// --------------------------------------- arrays of characters as fields

static Object *
chars_get(const void *bytes, ssize_t size)
{
    return bytes_new(bytes, (ssize_t)strnlen(bytes, (size_t)size));
}

static Object *
chars_set(void *bytes, Object *o, ssize_t size)
{
    if (!bytes_check(o)) {
        return error_format(EXC(TypeError),
                            "expected bytes, %s found", TYPE_OF(o)->name);
    }
    ssize_t n = (ssize_t)strlen(bytes_data(o));
    if (n > size) {
        return error_format(EXC(ValueError),
                            "bytes too long (%zd, maximum length %zd)", n,
                            size);
    }
    memcpy(bytes, bytes_data(o), (size_t)(n < size ? n + 1 : n));
    return none_new();
}

static Object *
wide_get(const void *bytes, ssize_t size)
{
    return str_from_kind(4, bytes,
                         (ssize_t)wcsnlen(bytes, (size_t)size / 4));
}

static Object *
wide_set(void *bytes, Object *o, ssize_t size)
{
    if (!str_check(o)) {
        return error_format(EXC(TypeError),
                            "unicode string expected instead of %s instance",
                            TYPE_OF(o)->name);
    }
    ssize_t n = str_length(o);
    if (n > size / 4) {
        return error_format(EXC(ValueError),
                            "string too long (%zd, maximum length %zd)", n,
                            size / 4);
    }
    for (ssize_t i = 0; i < n; i++) {
        uint32_t c = str_char(o, i);
        memcpy((char *)bytes + i * 4, &c, 4);
    }
    if (n < size / 4) {
        memset((char *)bytes + n * 4, 0, 4);
    }
    return none_new();
}

const CCode c_code_chars = {'s', 0, 1, &ffi_type_pointer, chars_get,
                            chars_set, "<s"};
const CCode c_code_wide = {'U', 0, 4, &ffi_type_pointer, wide_get, wide_set,
                           "<U"};

#define CODE(c, type, ffi, get, set, format)                                 \
    {c, sizeof(type), _Alignof(type), &ffi_type_##ffi, get, set, format}
static const CCode all_codes[] = {
    CODE('c', char, schar, c_get_, c_set_, "<c"),
    CODE('b', signed char, schar, b_get, b_set, "<b"),
    CODE('B', unsigned char, uchar, B_get, B_set, "<B"),
    CODE('h', short, sshort, h_get, h_set, "<h"),
    CODE('H', unsigned short, ushort, H_get, H_set, "<H"),
    CODE('i', int, sint, i_get, i_set, "<i"),
    CODE('I', unsigned, uint, I_get, I_set, "<I"),
    CODE('l', long, slong, l_get, l_set, "<l"),
    CODE('L', unsigned long, ulong, L_get, L_set, "<L"),
    CODE('q', long long, sint64, l_get, l_set, "<q"),
    CODE('Q', unsigned long long, uint64, L_get, L_set, "<Q"),
    CODE('f', float, float, f_get, f_set, "<f"),
    CODE('d', double, double, d_get, d_set, "<d"),
    CODE('g', long double, longdouble, g_get, g_set, "<g"),
    CODE('?', _Bool, uchar, bool_get, bool_set, "<?"),
    CODE('v', short, sshort, v_get, v_set, "<v"),
    CODE('u', wchar_t, sint, u_get, u_set, "<u"),
    CODE('z', char *, pointer, z_get, z_set, "<z"),
    CODE('Z', wchar_t *, pointer, Z_get, Z_set, "<Z"),
    CODE('P', void *, pointer, P_get, P_set, "<P"),
    CODE('O', Object *, pointer, O_get, O_set, "<O"),
};

const CCode *
c_code(char code)
{
    for (size_t i = 0; i < sizeof(all_codes) / sizeof(*all_codes); i++) {
        if (all_codes[i].code == code) {
            return &all_codes[i];
        }
    }
    return NULL;
}
