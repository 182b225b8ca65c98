/* symtable.c - scopes, symbols, name mangling, errors. */
#include "interp/syntax/symtable.h"

#include <stdarg.h>
#include <string.h>

Scope *symtable_lookup(const Symtable *table, const void *node)
{
    int index = pointer_map_find(&table->nodes, node);
    return index < 0 ? NULL : table->scopes[index];
}

Symbol *symtable_symbol(const Scope *scope, const char *name)
{
    int index = pointer_map_find(&scope->names, name);
    return index < 0 ? NULL : &scope->symbols[index];
}

const char *symtable_mangle(Arena *arena, const char *private_name,
                            const char *name)
{
    size_t length = strlen(name);
    if (private_name == NULL || strncmp(name, "__", 2) != 0 ||
        strcmp(name + length - 2, "__") == 0 ||
        strchr(name, '.') != NULL) {
        return name;
    }
    while (*private_name == '_') {
        private_name++;
    }
    if (*private_name == '\0') {
        return name;
    }
    size_t prefix = strlen(private_name);
    char *text = arena_alloc(arena, prefix + length + 2);
    if (text == NULL) {
        return NULL;
    }
    text[0] = '_';
    memcpy(text + 1, private_name, prefix);
    memcpy(text + 1 + prefix, name, length);
    return arena_intern(arena, text, prefix + length + 1);
}

void symtable_error(Symtable *table, Pos pos, const char *format, ...)
{
    if (table->failed) {
        return;
    }
    table->failed = true;
    va_list args;
    va_start(args, format);
    table->error->kind = SYNTAX_ERROR;
    table->error->msg = syntax_format(table->arena, format, args);
    va_end(args);
    if (table->error->msg == NULL) {
        table->error->kind = SYNTAX_NO_MEMORY;
    }
    table->error->lineno = pos.line;
    table->error->offset = pos.col + 1;
    table->error->end_lineno = pos.end_line;
    table->error->end_offset = pos.end_col + 1;
}

Symbol *symtable_add_symbol(Symtable *table, Scope *scope, const char *name)
{
    size_t before = scope->names.count;
    int index = name == NULL
                    ? -1
                    : pointer_map_add(&scope->names, table->arena, name);
    if (index < 0) {
        table->failed = true;
        return NULL;
    }
    if (scope->names.count > scope->symbol_capacity) {
        size_t capacity = scope->names.capacity;
        Symbol *symbols = arena_alloc(table->arena,
                                      capacity * sizeof *symbols);
        if (symbols == NULL) {
            table->failed = true;
            return NULL;
        }
        if (before > 0) {
            memcpy(symbols, scope->symbols, before * sizeof *symbols);
        }
        scope->symbols = symbols;
        scope->symbol_capacity = capacity;
    }
    scope->symbols[index].name = name;
    return &scope->symbols[index];
}
