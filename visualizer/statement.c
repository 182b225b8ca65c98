#include "visualizer/statement.h"

#include <ctype.h>
#include <string.h>

typedef struct Lexer {
    const char *at;
    int depth;      // of open brackets
    bool string;    // within a string of three quotes
    bool continued; // a backslash ends the last line
    char last;      // last character that is no blank or comment
    bool any;
} Lexer;

// Behind a string that begins at the lexer's place.
static void
skip_string(Lexer *l)
{
    char quote = *l->at;
    size_t quotes = l->at[1] == quote && l->at[2] == quote ? 3 : 1;
    l->at += quotes;
    while (*l->at != '\0') {
        if (*l->at == '\\' && l->at[1] != '\0') {
            l->at += 2;
        } else if (quotes == 1 && (*l->at == quote || *l->at == '\n')) {
            l->at += *l->at == quote;
            return;
        } else if (quotes == 3 &&
                   strncmp(l->at, (char[]){quote, quote, quote, 0}, 3) == 0) {
            l->at += 3;
            return;
        } else {
            l->at++;
        }
    }
    l->string = quotes == 3;
}

static void
scan(Lexer *l)
{
    while (*l->at != '\0') {
        char c = *l->at;
        if (c == '#') {
            l->at += strcspn(l->at, "\n");
            continue;
        }
        if (c == '\\' && l->at[1] == '\n') {
            l->continued = l->at[2] == '\0';
            l->at += 2;
            continue;
        }
        if (!isspace((unsigned char)c)) {
            l->last = c;
            l->any = true;
            l->continued = false;
        }
        if (c == '"' || c == '\'') {
            skip_string(l);
            continue;
        }
        l->depth += c == '(' || c == '[' || c == '{';
        l->depth -= c == ')' || c == ']' || c == '}';
        l->at++;
    }
}

static bool
begins_with(const char *text, const char *word)
{
    size_t n = strlen(word);
    return strncmp(text, word, n) == 0 && !isalnum((unsigned char)text[n]) &&
           text[n] != '_';
}

static bool
is_compound(const char *text, char last)
{
    static const char *const words[] = {"if",  "while", "for",   "try",
                                        "def", "with",  "class", "async"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (begins_with(text, words[i])) {
            return true;
        }
    }
    // A soft keyword begins a statement when a colon ends the line.
    return text[0] == '@' || (begins_with(text, "match") && last == ':') ||
           last == ':';
}

// Whether the last line typed is empty.
static bool
ends_empty(const char *text)
{
    size_t n = strlen(text);
    if (n == 0 || text[n - 1] != '\n') {
        return false;
    }
    n--;
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t')) {
        n--;
    }
    return n == 0 || text[n - 1] == '\n';
}

StatementState
statement_state(const char *text)
{
    Lexer l = {.at = text};
    scan(&l);
    if (l.string || l.depth > 0 || l.continued) {
        return STATEMENT_OPEN;
    }
    if (!l.any) {
        return STATEMENT_EMPTY;
    }
    const char *start = text;
    while (isspace((unsigned char)*start) || *start == '#') {
        start += *start == '#' ? strcspn(start, "\n") : 1;
    }
    const char *first = strchr(start, '\n');
    Lexer head = {.at = start};
    Text line = {0};
    text_add_bytes(&line, start,
                   first != NULL ? (size_t)(first - start) : strlen(start));
    head.at = line.bytes;
    scan(&head);
    bool block = is_compound(start, head.depth > 0 ? '\0' : head.last);
    text_free(&line);
    return block && !ends_empty(text) ? STATEMENT_BLOCK : STATEMENT_COMPLETE;
}

void
statement_indent(const char *text, Text *out)
{
    size_t n = strlen(text);
    if (n == 0) {
        return;
    }
    const char *line = text + n - 1;
    while (line > text && line[-1] != '\n') {
        line--;
    }
    size_t blanks = strspn(line, " \t");
    text_add_bytes(out, line, blanks);
    Lexer l = {.at = line};
    scan(&l);
    if (l.last == ':' && l.depth == 0) {
        text_add(out, "    ");
    } else if (begins_with(line + blanks, "return") ||
               begins_with(line + blanks, "pass") ||
               begins_with(line + blanks, "break") ||
               begins_with(line + blanks, "continue") ||
               begins_with(line + blanks, "raise")) {
        out->length = out->length >= 4 ? out->length - 4 : 0;
        if (out->bytes != NULL) {
            out->bytes[out->length] = '\0';
        }
    }
}
