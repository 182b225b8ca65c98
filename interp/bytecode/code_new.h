/* code_new.h - code objects made from their parts (prefix: code_) */
#ifndef INTERP_BYTECODE_CODE_NEW_H
#define INTERP_BYTECODE_CODE_NEW_H

#include "gc/refcount.h"

/* What a code object is made of; all objects are borrowed. */
typedef struct CodeParts {
    int argcount, posonlyargcount, kwonlyargcount, stacksize, flags;
    int firstlineno;
    Object *code; /* bytes: instructions in their general forms */
    Object *consts, *names, *localsplusnames;
    Object *localspluskinds; /* bytes, one for each name */
    Object *filename, *name, *qualname, *linetable, *exceptiontable;
} CodeParts;

/* The code object. Names, and constants that look like names, are interned,
 * also in the tuples given. SystemError: a part has the wrong type, or their
 * lengths do not agree; ValueError: the instructions are no whole words, or
 * there are fewer locals than arguments. What the instructions say is not
 * looked at: not for mere mortals. */
NEW_REF Object *code_from_parts(const CodeParts *parts);

/* types.CodeType(...) and code.replace(...). */
NEW_REF Object *code_new_slot(Type *type, Object *args, Object *kwargs);
NEW_REF Object *code_replace(Object *self, Object *const *args,
                             ssize_t nargs, Object *kwnames);

#endif
