/* specialize.h - rewriting instructions for what they meet
 *
 * Each function looks at the operands of the instruction at `word` and, if
 * there is a special form for them, writes it in place with its inline
 * cache and answers true. Otherwise it sets the counter to the next attempt.
 */
#ifndef INTERP_VM_SPECIALIZE_H
#define INTERP_VM_SPECIALIZE_H

#include "interp/vm/frame.h"

/* Executions until the first attempt, misses until a special form is given
 * up, executions until the next attempt. */
#define SPECIALIZE_WARMUP 8
#define SPECIALIZE_MISSES 50
#define SPECIALIZE_BACKOFF 400

bool specialize_binary_op(Frame *frame, CodeWord *word, int oparg);
bool specialize_binary_subscr(Frame *frame, CodeWord *word, int oparg);
bool specialize_store_subscr(Frame *frame, CodeWord *word, int oparg);
bool specialize_compare_op(Frame *frame, CodeWord *word, int oparg);
bool specialize_load_global(Frame *frame, CodeWord *word, int oparg);
bool specialize_load_attr(Frame *frame, CodeWord *word, int oparg);
bool specialize_store_attr(Frame *frame, CodeWord *word, int oparg);
bool specialize_load_method(Frame *frame, CodeWord *word, int oparg);
bool specialize_call(Frame *frame, CodeWord *word, int oparg);

/* The builtins the loop knows by identity; borrowed from the builtins
 * module, set at start. */
extern Object *builtin_len, *builtin_isinstance, *list_append_method;

#endif
