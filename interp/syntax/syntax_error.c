/* syntax_error.c - names and messages. */
#include "interp/syntax/syntax_error.h"

#include <stdio.h>

const char *syntax_error_name(SyntaxErrorKind kind)
{
    switch (kind) {
    case SYNTAX_OK:
        return "";
    case SYNTAX_ERROR:
    case SYNTAX_NO_PLACE:
        return "SyntaxError";
    case SYNTAX_INDENTATION:
        return "IndentationError";
    case SYNTAX_TAB:
        return "TabError";
    case SYNTAX_RECURSION:
        return "RecursionError";
    case SYNTAX_TOO_DEEP:
    case SYNTAX_NO_MEMORY:
        break;
    }
    return "MemoryError";
}

bool syntax_warn(SyntaxWarnings *list, Arena *arena, bool deprecated,
                 const SyntaxError *error)
{
    if (list == NULL) {
        return true;
    }
    SyntaxWarning *warning = arena_alloc(arena, sizeof(*warning));
    if (warning == NULL) {
        return false;
    }
    *warning = (SyntaxWarning){NULL, deprecated, *error};
    if (list->last == NULL) {
        list->first = warning;
    } else {
        list->last->next = warning;
    }
    list->last = warning;
    return true;
}

const char *syntax_format(Arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (text != NULL) {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}
