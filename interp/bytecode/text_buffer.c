/* text_buffer.c - text that grows. */
#include "interp/bytecode/text_buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_add(TextBuffer *text, const char *bytes, size_t length)
{
    if (text->length + length + 1 > text->capacity) {
        size_t capacity = (text->length + length) * 2 + 64;
        char *data = arena_alloc(text->arena, capacity);
        if (data == NULL || text->failed) {
            text->failed = true;
            return;
        }
        if (text->length > 0) {
            memcpy(data, text->data, text->length);
        }
        text->data = data;
        text->capacity = capacity;
    }
    if (length > 0) {
        memcpy(text->data + text->length, bytes, length);
    }
    text->length += length;
    text->data[text->length] = '\0';
}

void text_puts(TextBuffer *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_printf(TextBuffer *text, const char *format, ...)
{
    char buffer[512];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(buffer, sizeof buffer, format, args);
    va_end(args);
    if (length > 0) {
        size_t n = (size_t)length;
        text_add(text, buffer, n < sizeof buffer ? n : sizeof buffer - 1);
    }
}

const char *text_finish(TextBuffer *text)
{
    text_add(text, "", 0);
    return text->failed ? NULL : text->data;
}
