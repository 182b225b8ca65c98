/* fold_private.h - the walk's steps that expressions and statements share
 * (prefix: fold_)
 */
#ifndef INTERP_BYTECODE_FOLD_PRIVATE_H
#define INTERP_BYTECODE_FOLD_PRIVATE_H

#include "interp/bytecode/fold.h"

/* One level deeper; false: too deep, or no memory. fold_leave in any case. */
bool fold_enter(Folder *folder);
void fold_leave(Folder *folder);

/* An expression that may be absent (NULL); all of a sequence. */
void fold_optional(Folder *folder, Expr *expr);
void fold_seq(Folder *folder, ExprSeq seq);

/* The annotations and defaults of a function; the arguments of a call or a
 * class; the iterable of a loop, whose display becomes a constant. */
void fold_arguments(Folder *folder, Arguments *args);
void fold_keywords(Folder *folder, KeywordSeq seq);
void fold_iterable(Folder *folder, Expr *expr);

#endif
