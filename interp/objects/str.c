/* Strings: made, read, compared, freed. */
#include "interp/objects/str.h"

#include <limits.h>
#include <string.h>

#include "gc/alloc.h"
#include "interp/objects/bool.h"
#include "interp/objects/chartype.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str_core.h"

void (*str_forget_cached)(Object *str);

static Object *empty;
static Object *latin1[256];

/* --- characters --- */

uint32_t
str_find_max(int kind, const void *data, ssize_t start, ssize_t end)
{
    uint32_t all = 0;
    if (kind == 1) {
        const uint8_t *p = (const uint8_t *)data + start;
        const uint8_t *stop = (const uint8_t *)data + end;
        for (; stop - p >= 8; p += 8) {
            uint64_t word;
            memcpy(&word, p, 8);
            if ((word & 0x8080808080808080u) != 0) {
                return 255;
            }
        }
        for (; p < stop; p++) {
            all |= *p;
        }
        return all < 128 ? 127 : 255;
    }
    for (ssize_t i = start; i < end; i++) {
        all |= str_read(kind, data, i);
    }
    return all < 128 ? 127 : all < 256 ? 255 : all < 65536 ? 65535 : 0x10ffff;
}

void
str_convert(int to_kind, void *to, ssize_t to_start, const TextRun *from)
{
    ssize_t n = from->end - from->start;
    if (to_kind == from->kind) {
        memcpy((char *)to + to_start * to_kind,
               (const char *)from->data + from->start * to_kind,
               (size_t)(n * to_kind));
        return;
    }
    for (ssize_t i = 0; i < n; i++) {
        str_write(to_kind, to, to_start + i,
                  str_read(from->kind, from->data, from->start + i));
    }
}

void
str_copy_chars(Object *to, ssize_t to_start, Object *from,
               ssize_t from_start, ssize_t n)
{
    TextRun run = text_of(from, from_start, from_start + n);
    str_convert(str_kind(to), str_data(to), to_start, &run);
}

void
str_copy_ucs4(Object *str, uint32_t *out)
{
    TextRun run = text_of(str, 0, str_length(str));
    str_convert(4, out, 0, &run);
}

/* --- making --- */

// n ASCII characters, n small enough for a block of the small classes.
static inline Object *
allocate_ascii(size_t n)
{
    Str *s = mem_alloc_sized(sizeof(Str) + n + 1);
    if (UNLIKELY(s == NULL)) {
        return error_no_memory();
    }
    s->base.refcount = 1;
    s->base.type = &str_type;
    s->length = (ssize_t)n;
    s->hash = -1;
    s->state = (StrState){.kind = 1, .compact = 1, .ascii = 1, .ready = 1};
    s->wstr = NULL;
    ((char *)(s + 1))[n] = '\0';
    RECORD_NEW(s);
    return OBJ(s);
}

Object *
str_new(ssize_t n, uint32_t max_char)
{
    if (n == 0) {
        return ref_new(empty);
    }
    if (LIKELY(max_char < 128 && (size_t)n < 400)) {
        return allocate_ascii((size_t)n);
    }
    bool ascii = max_char < 128;
    int kind = max_char < 256 ? 1 : max_char < 65536 ? 2 : 4;
    size_t header = ascii ? sizeof(Str) : sizeof(CompactStr);
    if (n > (SSIZE_MAX - (ssize_t)header) / kind - 1) {
        return error_no_memory();
    }
    Str *s = mem_alloc(header + (size_t)(n + 1) * (size_t)kind);
    if (s == NULL) {
        return error_no_memory();
    }
    s->base.refcount = 1;
    s->base.type = &str_type;
    s->length = n;
    s->hash = -1;
    s->state = (StrState){.kind = (unsigned)kind & 7, .compact = 1,
                          .ascii = ascii, .ready = 1};
    s->wstr = NULL;
    if (!ascii) {
        CompactStr *compact = (CompactStr *)s;
        compact->utf8 = NULL;
        compact->utf8_length = 0;
        compact->wstr_length = 0;
    }
    str_write(kind, str_data(s), n, 0);
    RECORD_NEW(s);
    return OBJ(s);
}

int
str_start(void)
{
    empty = allocate_ascii(0);
    if (empty == NULL) {
        return -1;
    }
    empty->refcount = REFCOUNT_IMMORTAL;
    for (int c = 0; c < 256; c++) {
        latin1[c] = str_new(1, (uint32_t)c);
        if (latin1[c] == NULL) {
            return -1;
        }
        str_write(1, str_data(latin1[c]), 0, (uint32_t)c);
        latin1[c]->refcount = REFCOUNT_IMMORTAL;
    }
    str_intern(&empty);
    return 0;
}

void
str_stop(void)
{
    for (int c = 0; c < 256 && latin1[c] != NULL; c++) {
        if (c >= 128) {
            mem_free(((CompactStr *)latin1[c])->utf8);
        }
        object_free(latin1[c]);
        latin1[c] = NULL;
    }
    if (empty != NULL) {
        object_free(empty);
        empty = NULL;
    }
    str_drop_interned();
}

Object *
str_from_char(uint32_t c)
{
    if (c < 256) {
        return ref_new(latin1[c]);
    }
    Object *str = str_new(1, c);
    if (str != NULL) {
        str_write(str_kind(str), str_data(str), 0, c);
    }
    return str;
}

Object *
str_from_ordinal(int c)
{
    if (c < 0 || c > 0x10ffff) {
        return error_set_text(EXC(ValueError),
                              "chr() arg not in range(0x110000)");
    }
    return str_from_char((uint32_t)c);
}

Object *
str_share(Object *str)
{
    if (str == NULL || str_length(str) > 1) {
        return str;
    }
    Object *shared = str_length(str) == 0   ? empty
                     : str_kind(str) == 1 ? latin1[str_char(str, 0)]
                                          : str;
    if (shared != str) {
        ref_inc(shared);
        ref_dec(str);
    }
    return shared;
}

Object *
str_from_run(int kind, const void *data, ssize_t start, ssize_t end)
{
    ssize_t n = end - start;
    if (n <= 0) {
        return ref_new(empty);
    }
    if (n == 1) {
        return str_from_char(str_read(kind, data, start));
    }
    Object *str = str_new(n, str_find_max(kind, data, start, end));
    if (str != NULL) {
        TextRun run = {kind, data, start, end};
        str_convert(str_kind(str), str_data(str), 0, &run);
    }
    return str;
}

Object *
str_from_kind(int kind, const void *data, ssize_t n)
{
    return str_from_run(kind, data, 0, n);
}

Object *
str_from_latin1(const char *text, ssize_t n)
{
    return str_from_run(1, text, 0, n);
}

Object *
str_from_ascii(const char *text, ssize_t n)
{
    if (n <= 1) {
        return str_from_run(1, text, 0, n);
    }
    Object *str = str_new(n, 127);
    if (str != NULL) {
        memcpy(str_data(str), text, (size_t)n);
    }
    return str;
}

Object *
str_from_utf8(const char *text, ssize_t n)
{
    return str_decode_utf8(text, n, NULL);
}

Object *
str_from_text(const char *text)
{
    return str_decode_utf8(text, (ssize_t)strlen(text), NULL);
}

Object *
str_from_wtf8(const char *text, ssize_t n)
{
    return str_decode_utf8(text, n, "surrogatepass");
}

Object *
str_from_object(Object *o)
{
    if (str_check_exact(o)) {
        return ref_new(o);
    }
    if (str_check(o)) {
        return str_from_run(str_kind(o), str_data(o), 0, str_length(o));
    }
    return error_format(EXC(TypeError),
                        "Can't convert '%.100s' object to str implicitly",
                        TYPE_OF(o)->name);
}

Object *
str_new_subclass(Type *type, Object *str)
{
    size_t bytes = (size_t)(str_length(str) + 1) * (size_t)str_kind(str);
    LongStr *o = (LongStr *)type->alloc(type, 0);
    if (o == NULL) {
        return NULL;
    }
    Str *head = &o->compact.head;
    head->length = str_length(str);
    head->hash = ((Str *)str)->hash;
    head->state = ((Str *)str)->state;
    head->state.interned = 0;
    head->state.cached = 0;
    head->state.compact = 0;
    head->wstr = NULL;
    o->compact.utf8 = NULL;
    o->compact.utf8_length = 0;
    o->compact.wstr_length = 0;
    o->data = mem_alloc(bytes);
    if (o->data == NULL) {
        head->length = 0;
        ref_dec(o);
        return error_no_memory();
    }
    memcpy(o->data, str_data(str), bytes);
    return OBJ(o);
}

int
str_resize(Object **place, ssize_t n)
{
    Object *str = *place;
    if (n == str_length(str)) {
        return 0;
    }
    if (n == 0) {
        *place = ref_new(empty);
        ref_dec(str);
        return 0;
    }
    int kind = str_kind(str);
    size_t header = str_is_ascii(str) ? sizeof(Str) : sizeof(CompactStr);
    if (!str_is_ascii(str)) {
        mem_free(((CompactStr *)str)->utf8);
        ((CompactStr *)str)->utf8 = NULL;
    }
    if (n > (SSIZE_MAX - (ssize_t)header) / kind - 1) {
        error_no_memory();
        return -1;
    }
    Object *moved = mem_realloc(str, header + (size_t)(n + 1) * (size_t)kind);
    if (moved == NULL) {
        error_no_memory();
        return -1;
    }
    RECORD_MOVED(moved, str);
    ((Str *)moved)->length = n;
    str_write(kind, str_data(moved), n, 0);
    *place = moved;
    return 0;
}

/* --- life --- */

void
str_dealloc(Object *o)
{
    StrState state = ((Str *)o)->state;
    if (LIKELY(state.compact && state.ascii && state.interned == 0 &&
               !state.cached && TYPE_OF(o) == &str_type)) {
        RECORD_FREE_LEAF(o);
        mem_free_sized(o, sizeof(Str) + (size_t)str_length(o) + 1);
        return;
    }
    if (((Str *)o)->state.cached && str_forget_cached != NULL) {
        str_forget_cached(o);
    }
    if (str_is_interned(o)) {
        str_forget_interned(o);
    }
    if (!((Str *)o)->state.compact) {
        mem_free(((LongStr *)o)->data);
    }
    if (!((Str *)o)->state.compact || !str_is_ascii(o)) {
        mem_free(((CompactStr *)o)->utf8);
    }
    object_end(o);
}

size_t
str_size_of(Object *o)
{
    const Str *s = (Str *)o;
    size_t size = (size_t)(s->length + 1) * (size_t)str_kind(o);
    if (s->state.compact && s->state.ascii) {
        return size + sizeof(Str);
    }
    size += s->state.compact ? sizeof(CompactStr) : sizeof(LongStr);
    if (((CompactStr *)o)->utf8 != NULL) {
        size += (size_t)((CompactStr *)o)->utf8_length + 1;
    }
    return size;
}

/* --- comparison --- */

bool
str_equal(Object *a, Object *b)
{
    const StrState x = ((Str *)a)->state, y = ((Str *)b)->state;
    if (LIKELY(x.compact && x.ascii && y.compact && y.ascii)) {
        return a == b || (str_length(a) == str_length(b) &&
                          memcmp((Str *)a + 1, (Str *)b + 1,
                                 (size_t)str_length(a)) == 0);
    }
    return a == b
           || (str_length(a) == str_length(b) && str_kind(a) == str_kind(b)
               && memcmp(str_data(a), str_data(b),
                         (size_t)str_length(a) * (size_t)str_kind(a))
                      == 0);
}

bool
str_equal_text(Object *str, const char *ascii)
{
    size_t n = strlen(ascii);
    return (size_t)str_length(str) == n && str_is_ascii(str)
           && memcmp(str_data(str), ascii, n) == 0;
}

int
str_compare(Object *a, Object *b)
{
    ssize_t na = str_length(a);
    ssize_t nb = str_length(b);
    ssize_t n = na < nb ? na : nb;
    if (str_kind(a) == 1 && str_kind(b) == 1) {
        int order = memcmp(str_data(a), str_data(b), (size_t)n);
        if (order != 0) {
            return order < 0 ? -1 : 1;
        }
    } else {
        for (ssize_t i = 0; i < n; i++) {
            uint32_t x = str_char(a, i);
            uint32_t y = str_char(b, i);
            if (x != y) {
                return x < y ? -1 : 1;
            }
        }
    }
    return na < nb ? -1 : na > nb;
}

int
str_compare_text(Object *str, const char *ascii)
{
    ssize_t n = str_length(str);
    for (ssize_t i = 0; i < n; i++) {
        uint32_t c = str_char(str, i);
        uint32_t d = (uint8_t)ascii[i];
        if (c != d || d == 0) {
            return c < d ? -1 : 1;
        }
    }
    return ascii[n] == '\0' ? 0 : -1;
}

Object *
str_richcompare(Object *a, Object *b, int op)
{
    if (!str_check(a) || !str_check(b)) {
        return not_implemented_new();
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return bool_new(str_equal(a, b) == (op == CMP_EQ));
    }
    int order = a == b ? 0 : str_compare(a, b);
    return bool_new(op == CMP_LT   ? order < 0
                    : op == CMP_LE ? order <= 0
                    : op == CMP_GT ? order > 0
                                   : order >= 0);
}

char *
str_to_number_text(Object *str, ssize_t *n)
{
    ssize_t length = str_length(str);
    char *text = mem_alloc((size_t)length + 1);
    if (text == NULL) {
        error_no_memory();
        return NULL;
    }
    for (ssize_t i = 0; i < length; i++) {
        uint32_t c = str_char(str, i);
        if (c >= 128) {
            int digit = char_decimal(c);
            c = char_is_space(c) ? ' ' : digit >= 0 ? '0' + (uint32_t)digit
                                                    : '?';
        }
        text[i] = (char)c;
    }
    text[length] = '\0';
    *n = length;
    return text;
}

const char *
str_label(Object *str)
{
    static __thread char copy[200];
    if (str_is_ascii(str)) {
        return str_data(str);
    }
    size_t n = 0;
    for (ssize_t i = 0; i < str_length(str) && n + 5 < sizeof(copy); i++) {
        uint32_t c = str_char(str, i);
        if (c < 0x80) {
            copy[n++] = (char)c;
        } else if (c < 0x800) {
            copy[n++] = (char)(0xc0 | c >> 6);
            copy[n++] = (char)(0x80 | (c & 63));
        } else if (c >= 0xd800 && c < 0xe000) {
            copy[n++] = '?';
        } else if (c < 0x10000) {
            copy[n++] = (char)(0xe0 | c >> 12);
            copy[n++] = (char)(0x80 | (c >> 6 & 63));
            copy[n++] = (char)(0x80 | (c & 63));
        } else {
            copy[n++] = (char)(0xf0 | c >> 18);
            copy[n++] = (char)(0x80 | (c >> 12 & 63));
            copy[n++] = (char)(0x80 | (c >> 6 & 63));
            copy[n++] = (char)(0x80 | (c & 63));
        }
    }
    copy[n] = '\0';
    return copy;
}
