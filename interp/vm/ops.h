/* ops.h - the longer instruction bodies (prefix: ops_)
 *
 * Operands are borrowed unless said otherwise: they stay on the evaluation
 * stack. Results are new; NULL or -1 leaves an error pending.
 */
#ifndef INTERP_VM_OPS_H
#define INTERP_VM_OPS_H

#include "interp/vm/frame.h"

Object *ops_power(Object *a, Object *b);
Object *ops_inplace_power(Object *a, Object *b);

/* Whether BINARY_OP's operand `op` is one of those below. */
bool ops_has_int_short(int op);
/* & | ^ // % / << >> of two exact ints of at most two digits. NULL without an
 * error: not here (a divisor of 0, a result too large). */
NEW_REF Object *ops_int_short(int op, Object *a, Object *b);

/* UnboundLocalError or NameError of a local, a cell. */
void ops_unbound_local(Thread *thread, Frame *frame, int index);
void ops_unbound_cell(Code *code, int index);

Object *ops_load_global(Frame *frame, Object *name);
int ops_delete_global(Frame *frame, Object *name);
Object *ops_load_name(Frame *frame, Object *name);
int ops_store_name(Frame *frame, Object *name, Object *value);
int ops_delete_name(Frame *frame, Object *name);
Object *ops_load_classderef(Frame *frame, int index);
Object *ops_load_build_class(Frame *frame);
int ops_setup_annotations(Frame *frame);

/* `top` is the stack pointer: below it lie the operands. */
Object *ops_call_ex(Frame *frame, Object **top, bool has_keywords);
Object *ops_make_function(Frame *frame, Object **top, int flags);

/* __enter__'s result; *exit is the bound __exit__. */
Object *ops_enter(Object *manager, bool is_async, Object **exit);
Object *ops_call_exit(Object *exit, Object *exception);

/* raise: steals both (may be NULL). True: raised again as it was. */
bool ops_raise(Thread *thread, Object *exception, Object *cause);
/* Makes the instance pending with its own traceback; steals. */
void ops_restore(Thread *thread, Object *exception);
/* Takes the pending exception as an instance that has its traceback. */
Object *ops_take_error(Thread *thread);
int ops_check_match(Object *exception, Object *wanted);
int ops_check_group_match(Thread *thread, Object *group, Object *wanted,
                          Object **match, Object **rest);

Object *ops_build_set(Object *const *items, int n);
Object *ops_build_map(Object *const *pairs, int n);
Object *ops_build_const_key_map(Object *const *values, Object *keys, int n);
Object *ops_empty_string(void); /* borrowed */
Object *ops_format_value(Object *value, Object *spec, int conversion);
int ops_list_extend(Object *list, Object *iterable);
int ops_dict_update(Object *dict, Object *other);
int ops_dict_merge(Object *dict, Object *other, Object *callable);
/* Unpacks into the stack so that the first item ends on top; `top` is one
 * below... the place of the first item. after -1: no star. */
int ops_unpack(Thread *thread, Object *sequence, int before, int after,
               Object **top);

int ops_print_expression(Object *value);
Object *ops_import_name(Frame *frame, Object *name, Object *from_list,
                        Object *level);
Object *ops_import_from(Object *module, Object *name);
int ops_import_star(Frame *frame, Object *module);
Object *ops_match_class(Object *subject, Object *type, int positional,
                        Object *names);
Object *ops_match_keys(Object *map, Object *keys);

#endif
