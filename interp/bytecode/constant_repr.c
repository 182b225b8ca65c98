/* constant_repr.c - constants as text. */
#include "interp/bytecode/constant_repr.h"

#include <gmp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp/bytecode/code_unit.h"
#include "interp/syntax/unicode.h"

static void write_int(TextBuffer *text, const Constant *constant)
{
    mpz_t z;
    mpz_init(z);
    mpz_import(z, constant->as.integer.digit_count, -1, sizeof(uint32_t), 0,
               2, constant->as.integer.digits);
    char *buffer = arena_alloc(text->arena, mpz_sizeinbase(z, 10) + 2);
    if (buffer == NULL) {
        text->failed = true;
    } else {
        mpz_get_str(buffer, 10, z);
        if (constant->as.integer.sign < 0) {
            text_puts(text, "-");
        }
        text_puts(text, buffer);
    }
    mpz_clear(z);
}

// The shortest digits that read back as `value`, as d.ddde+XX.
static void shortest(double value, char *buffer, size_t size)
{
    for (int precision = 0; precision < 17; precision++) {
        snprintf(buffer, size, "%.*e", precision, value);
        if (strtod(buffer, NULL) == value) {
            return;
        }
        // printf rounds a tie to even; the other neighbour may do.
        char *last = strchr(buffer, 'e') - 1;
        if (*last >= '0' && *last < '9') {
            (*last)++;
            if (strtod(buffer, NULL) == value) {
                return;
            }
        }
    }
}

// `bare`: inside a complex, where whole numbers get no `.0`.
static void write_float(TextBuffer *text, double value, bool bare)
{
    if (isnan(value) || isinf(value)) {
        text_puts(text, isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
        return;
    }
    char buffer[64];
    char digits[32];
    size_t count = 0;
    shortest(fabs(value), buffer, sizeof buffer);
    char *e = strchr(buffer, 'e');
    int exponent = atoi(e + 1);
    for (char *p = buffer; p < e; p++) {
        if (*p != '.') {
            digits[count++] = *p;
        }
    }
    digits[count] = '\0';
    if (signbit(value)) {
        text_puts(text, "-");
    }
    if (exponent < -4 || exponent >= 16) {
        text_add(text, digits, 1);
        if (count > 1) {
            text_puts(text, ".");
            text_puts(text, digits + 1);
        }
        text_printf(text, "e%c%02d", exponent < 0 ? '-' : '+',
                    abs(exponent));
        return;
    }
    int point = exponent + 1; // digits before the point
    if (point <= 0) {
        text_puts(text, "0.");
        for (; point < 0; point++) {
            text_puts(text, "0");
        }
        text_puts(text, digits);
        return;
    }
    for (int i = 0; i < point; i++) {
        text_add(text, (size_t)i < count ? &digits[i] : "0", 1);
    }
    if ((size_t)point < count) {
        text_puts(text, ".");
        text_puts(text, digits + point);
    } else if (!bare) {
        text_puts(text, ".0");
    }
}

static void write_complex(TextBuffer *text, const Constant *constant)
{
    double real = constant->as.complex.real;
    double imag = constant->as.complex.imag;
    bool alone = real == 0.0 && !signbit(real);
    if (!alone) {
        text_puts(text, "(");
        write_float(text, real, true);
        if (!signbit(imag) || isnan(imag)) {
            text_puts(text, "+");
        }
    }
    write_float(text, imag, true);
    text_puts(text, alone ? "j" : "j)");
}

static void write_character(TextBuffer *text, uint32_t c, bool bytes,
                            char quote, const char *raw, size_t length)
{
    if (c == (uint32_t)quote || c == '\\') {
        text_puts(text, "\\");
        text_add(text, raw, 1);
    } else if (c == '\n') {
        text_puts(text, "\\n");
    } else if (c == '\r') {
        text_puts(text, "\\r");
    } else if (c == '\t') {
        text_puts(text, "\\t");
    } else if (c >= 32 && c < 127) {
        text_add(text, raw, 1);
    } else if (!bytes && c >= 127 && unicode_is_printable(c)) {
        text_add(text, raw, length);
    } else if (c < 256) {
        text_printf(text, "\\x%02x", (unsigned)c);
    } else if (c < 65536) {
        text_printf(text, "\\u%04x", (unsigned)c);
    } else {
        text_printf(text, "\\U%08x", (unsigned)c);
    }
}

void text_write_repr(TextBuffer *text, const char *data, size_t length,
                     bool bytes)
{
    bool single = memchr(data, '\'', length) != NULL;
    bool twice = memchr(data, '"', length) != NULL;
    char quote = single && !twice ? '"' : '\'';
    text_puts(text, bytes ? "b" : "");
    text_add(text, &quote, 1);
    for (size_t i = 0; i < length;) {
        uint32_t c = (unsigned char)data[i];
        size_t size = bytes ? 1 : unicode_decode(data + i, &c);
        write_character(text, c, bytes, quote, data + i, size);
        i += size;
    }
    text_add(text, &quote, 1);
}

static void write_items(TextBuffer *text, const Constant *constant)
{
    for (size_t i = 0; i < constant->as.tuple.count; i++) {
        text_puts(text, i > 0 ? ", " : "");
        constant_write_repr(text, constant->as.tuple.items[i]);
    }
}

void constant_write_repr(TextBuffer *text, const Constant *constant)
{
    switch (constant->kind) {
    case CONST_NONE:
        text_puts(text, "None");
        break;
    case CONST_TRUE:
        text_puts(text, "True");
        break;
    case CONST_FALSE:
        text_puts(text, "False");
        break;
    case CONST_ELLIPSIS:
        text_puts(text, "Ellipsis");
        break;
    case CONST_INT:
        write_int(text, constant);
        break;
    case CONST_FLOAT:
        write_float(text, constant->as.real, false);
        break;
    case CONST_COMPLEX:
        write_complex(text, constant);
        break;
    case CONST_STR:
    case CONST_BYTES:
        text_write_repr(text, constant->as.text.data,
                        constant->as.text.length,
                        constant->kind == CONST_BYTES);
        break;
    case CONST_TUPLE:
        text_puts(text, "(");
        write_items(text, constant);
        text_puts(text, constant->as.tuple.count == 1 ? ",)" : ")");
        break;
    case CONST_FROZENSET:
        text_puts(text, "frozenset({");
        write_items(text, constant);
        text_puts(text, "})");
        break;
    case CONST_CODE: {
        const CodeUnit *unit = constant->as.code;
        text_printf(text, "<code %s>", unit->name);
        break;
    }
    }
}

const char *constant_repr(Arena *arena, const Constant *constant)
{
    TextBuffer text = {.arena = arena};
    constant_write_repr(&text, constant);
    const char *result = text_finish(&text);
    return result == NULL ? "?" : result;
}
