/* eval_body.h - the eval loop itself
 *
 * Included by eval.c, which defines the words of the evaluation stack and
 * TRACE_INSTRUCTION. An operand stays on the stack until it has been used,
 * and is popped before its reference is dropped: so the stack is exact at
 * every moment at which Python code can run, and the recorder may look.
 */

// One instruction after the other. Each `CASE` ends in NEXT, or in a jump
// to one of the labels at the end.
start_frame:
    if (eval_enter(thread, "") < 0) {
        goto exit_unwind;
    }
    TRACE_FRAME_PUSH();
// Returns and yields come back to the instruction behind the call.
#ifdef EVAL_TRACED
go_on:
#endif
    ip = frame->previous_word + 1;
    LOAD_STACK();
    if (throwing) {
        throwing = false;
        HOOK_THROW();
        goto error;
    }
    NEXT();

#if !USE_COMPUTED_GOTO
dispatch_opcode:
#endif
#if !USE_COMPUTED_GOTO
    switch (opcode)
#endif
    {
        QUICK_CASE(NOP)
        {
            NEXT();
        }

    CASE(RESUME) {
        if (IS_BREAK() && oparg < 2) {
            goto handle_breaker;
        }
        NEXT();
    }

    CASE(CACHE) {
        NEXT();
    }

#if LINE_LOOP
#define LINE(known)                                                          \
    uint64_t mark = *code_mark_at(marks, ip - 1);                            \
    record_line(thread, frame, (uint32_t)mark, known);                       \
    opcode = (int)(mark >> CODE_MARK_OPCODE);                                \
    DISPATCH();

    CASE(DO_TRACING) {
        LINE(LINE_BEGINS)
    }

    CASE(DO_TRACING_KEPT) {
        LINE(LINE_BEGINS | LINE_KEPT_ALL)
    }

    line_again: // one has jumped back to where its own line goes on
    {
        uint64_t mark = *code_mark_at(marks, ip);
        EXACT_STACK();
        record_line(thread, frame, (uint32_t)mark,
                    (mark & CODE_MARK_AGAIN_KEPT) != 0 ? LINE_KEPT_ALL : 0);
        FETCH();
        DISPATCH();
    }
#endif

    // ------------------------------------------------------------- stack

    QUICK_CASE(LOAD_CLOSURE)
    {
        Object *value = frame->slots[oparg];
        if (value == NULL) {
            ops_unbound_local(thread, frame, oparg);
            goto error;
        }
        QUICK_PUSH(ref_new(value));
        NEXT();
    }

    QUICK_CASE(LOAD_FAST)
    {
        Object *value = frame->slots[oparg];
        if (UNLIKELY(value == NULL)) {
            ops_unbound_local(thread, frame, oparg);
            goto error;
        }
        QUICK_PUSH(ref_new(value));
        NEXT();
    }

    QUICK_CASE(LOAD_CONST)
    {
        QUICK_PUSH(ref_new(tuple_get(CONSTS(), oparg)));
        NEXT();
    }

    QUICK_CASE(STORE_FAST)
    {
        Object *old = frame->slots[oparg];
        frame->slots[oparg] = QUICK_POP();
        if (UNLIKELY(old == NULL)) {
            TRACE_STORE(oparg, true);
            NEXT();
        }
        TRACE_STORE(oparg, false);
        QUICK_DEC(old);
        NEXT();
    }

    CASE(DELETE_FAST) {
        Object *old = frame->slots[oparg];
        if (old == NULL) {
            ops_unbound_local(thread, frame, oparg);
            goto error;
        }
        frame->slots[oparg] = NULL;
        TRACE_LOCAL(oparg);
        ref_dec(old);
        NEXT();
    }

    QUICK_CASE(POP_TOP)
    {
        Object *value = QUICK_POP();
        QUICK_DEC(value);
        NEXT();
    }

    QUICK_CASE(PUSH_NULL)
    {
        QUICK_PUSH(NULL);
        NEXT();
    }

    QUICK_CASE(SWAP)
    {
        Object *top = TOP();
        SET_TOP(PEEK(oparg));
        PEEK(oparg) = top;
        NEXT();
    }

    QUICK_CASE(COPY)
    {
        QUICK_PUSH(ref_new(PEEK(oparg)));
        NEXT();
    }

    // --------------------------------------------------------- operators

#define UNARY_OPERATION(name, function)                                      \
    CASE(name) {                                                             \
        Object *value = TOP();                                               \
        Object *result = function(value);                                    \
        if (result == NULL) {                                                \
            goto error;                                                      \
        }                                                                    \
        SET_TOP(result);                                                     \
        ref_dec(value);                                                      \
        NEXT();                                                              \
    }

    UNARY_OPERATION(UNARY_POSITIVE, number_positive)
    UNARY_OPERATION(UNARY_NEGATIVE, number_negative)
    UNARY_OPERATION(UNARY_INVERT, number_invert)

    CASE(UNARY_NOT) {
        Object *value = TOP();
        int truth = IS_TRUE(value);
        if (truth < 0) {
            goto error;
        }
        SET_TOP(ref_new(truth ? FALSE : TRUE));
        ref_dec(value);
        NEXT();
    }

    CASE(BINARY_OP) {
    general_BINARY_OP:
        ADAPT(specialize_binary_op);
        Object *right = TOP();
        Object *left = SECOND();
        Object *result = binary_operations[oparg](left, right);
        if (result == NULL) {
            goto error;
        }
        REPLACE_TWO(result);
        ip += 1;
        NEXT();
    }

#define INT_OPERATION(name, function)                                        \
    QUICK_CASE(name)                                                         \
    {                                                                        \
        Object *right = TOP();                                               \
        Object *left = SECOND();                                             \
        DEOPT_IF(TYPE_OF(left) != &int_type || TYPE_OF(right) != &int_type,  \
                 BINARY_OP);                                                 \
        Object *result = LIKELY(int_is_compact(left) && int_is_compact(right)) \
                             ? function##_fast(left, right)                  \
                             : function(left, right);                        \
        if (UNLIKELY(result == NULL)) {                                      \
            goto error;                                                      \
        }                                                                    \
        (void)QUICK_POP();                                                   \
        SET_TOP(result);                                                     \
        int_dec(left);                                                       \
        int_dec(right);                                                      \
        ip += 1;                                                             \
        NEXT();                                                              \
    }

    INT_OPERATION(BINARY_OP_ADD_INT, int_add)
    INT_OPERATION(BINARY_OP_SUBTRACT_INT, int_subtract)
    INT_OPERATION(BINARY_OP_MULTIPLY_INT, int_multiply)

#define FLOAT_OPERATION(name, op)                                            \
    QUICK_CASE(name)                                                         \
    {                                                                        \
        Object *right = TOP();                                               \
        Object *left = SECOND();                                             \
        DEOPT_IF(TYPE_OF(left) != &float_type ||                             \
                     TYPE_OF(right) != &float_type,                          \
                 BINARY_OP);                                                 \
        double value = float_value(left) op float_value(right);              \
        Object *result = float_new(value);                                   \
        if (UNLIKELY(result == NULL)) {                                      \
            goto error;                                                      \
        }                                                                    \
        (void)QUICK_POP();                                                   \
        SET_TOP(result);                                                     \
        float_dec(left);                                                     \
        float_dec(right);                                                    \
        ip += 1;                                                             \
        NEXT();                                                              \
    }

    FLOAT_OPERATION(BINARY_OP_ADD_FLOAT, +)
    FLOAT_OPERATION(BINARY_OP_SUBTRACT_FLOAT, -)
    FLOAT_OPERATION(BINARY_OP_MULTIPLY_FLOAT, *)

    QUICK_CASE(BINARY_OP_DIVIDE_FLOAT)
    {
        Object *right = TOP();
        Object *left = SECOND();
        DEOPT_IF(TYPE_OF(left) != &float_type ||
                     TYPE_OF(right) != &float_type ||
                     float_value(right) == 0.0,
                 BINARY_OP);
        Object *result = float_new(float_value(left) / float_value(right));
        if (UNLIKELY(result == NULL)) {
            goto error;
        }
        (void)QUICK_POP();
        SET_TOP(result);
        float_dec(left);
        float_dec(right);
        ip += 1;
        NEXT();
    }

    // Any other operator between two ints of at most two digits.
    CASE(BINARY_OP_INT) {
        Object *right = TOP();
        Object *left = SECOND();
        DEOPT_IF(TYPE_OF(left) != &int_type ||
                     TYPE_OF(right) != &int_type || !int_is_short(left) ||
                     !int_is_short(right),
                 BINARY_OP);
        Object *result = ops_int_short(oparg, left, right);
        if (UNLIKELY(result == NULL) && thread->error.type == NULL) {
            result = binary_operations[oparg](left, right);
        }
        if (UNLIKELY(result == NULL)) {
            goto error;
        }
        (void)POP();
        SET_TOP(result);
        int_dec(left);
        int_dec(right);
        ip += 1;
        NEXT();
    }

    CASE(BINARY_OP_ADD_UNICODE) {
        Object *right = TOP();
        Object *left = SECOND();
        DEOPT_IF(TYPE_OF(left) != &str_type || TYPE_OF(right) != &str_type,
                 BINARY_OP);
        Object *result = str_concat(left, right);
        if (result == NULL) {
            goto error;
        }
        REPLACE_TWO(result);
        ip += 1;
        NEXT();
    }

    CASE(BINARY_OP_INPLACE_ADD_UNICODE) {
        // s += t: the local's reference goes first, so that a string that
        // nobody else has grows in place.
        Object *right = TOP();
        Object *left = SECOND();
        DEOPT_IF(TYPE_OF(left) != &str_type || TYPE_OF(right) != &str_type,
                 BINARY_OP);
        Object **target = &frame->slots[ip[1] >> 8];
        DEOPT_IF(*target != left, BINARY_OP);
        SET_SECOND(NULL);
        TRACE_LOCAL(ip[1] >> 8);
        ref_dec(left);
        str_append(target, right);
        (void)POP();
        ref_dec(right);
        (void)POP();
        if (*target == NULL) {
            goto error;
        }
        ip += 2; // its own cache and the STORE_FAST
        NEXT();
    }

    CASE(BINARY_SUBSCR) {
    general_BINARY_SUBSCR:
        ADAPT(specialize_binary_subscr);
        Object *key = TOP();
        Object *container = SECOND();
        Object *result = object_getitem(container, key);
        if (result == NULL) {
            goto error;
        }
        REPLACE_TWO(result);
        ip += 4;
        NEXT();
    }

    QUICK_CASE(BINARY_SUBSCR_LIST_INT)
    {
        Object *key = TOP();
        Object *list = SECOND();
        DEOPT_IF(TYPE_OF(key) != &int_type || TYPE_OF(list) != &list_type ||
                     (size_t)int_size(key) > 1,
                 BINARY_SUBSCR);
        size_t i = (size_t)int_compact_value(key);
        DEOPT_IF(i >= (size_t)list_size(list), BINARY_SUBSCR);
        Object *result = ref_new(list_get(list, i));
        QUICK_REPLACE_TWO(result);
        ip += 4;
        NEXT();
    }

    QUICK_CASE(BINARY_SUBSCR_TUPLE_INT)
    {
        Object *key = TOP();
        Object *tuple = SECOND();
        DEOPT_IF(TYPE_OF(key) != &int_type ||
                     TYPE_OF(tuple) != &tuple_type ||
                     (size_t)int_size(key) > 1,
                 BINARY_SUBSCR);
        size_t i = (size_t)int_compact_value(key);
        DEOPT_IF(i >= (size_t)tuple_size(tuple), BINARY_SUBSCR);
        Object *result = ref_new(tuple_get(tuple, i));
        QUICK_REPLACE_TWO(result);
        ip += 4;
        NEXT();
    }

    CASE(BINARY_SUBSCR_DICT) {
        Object *key = TOP();
        Object *dict = SECOND();
        DEOPT_IF(TYPE_OF(dict) != &dict_type, BINARY_SUBSCR);
        Object *result = dict_get(dict, key);
        if (result == NULL) {
            if (!error_occurred()) {
                error_key(key);
            }
            goto error;
        }
        ref_inc(result);
        REPLACE_TWO(result);
        ip += 4;
        NEXT();
    }

    CASE(STORE_SUBSCR) {
    general_STORE_SUBSCR:
        ADAPT(specialize_store_subscr);
        Object *key = TOP();
        Object *container = SECOND();
        Object *value = THIRD();
        if (object_setitem(container, key, value) < 0) {
            goto error;
        }
        (void)POP();
        ref_dec(key);
        (void)POP();
        ref_dec(container);
        (void)POP();
        ref_dec(value);
        ip += 1;
        NEXT();
    }

    QUICK_CASE(STORE_SUBSCR_LIST_INT)
    {
        Object *key = TOP();
        Object *list = SECOND();
        DEOPT_IF(TYPE_OF(key) != &int_type || TYPE_OF(list) != &list_type ||
                     (size_t)int_size(key) > 1,
                 STORE_SUBSCR);
        size_t i = (size_t)int_compact_value(key);
        DEOPT_IF(i >= (size_t)list_size(list), STORE_SUBSCR);
        Object *old = list_get(list, i);
        Object *value = THIRD();
        list_get(list, i) = value;
        SET_THIRD(NULL);
        RECORD_SLOT(list, edge_number(EDGE_INDEX, i), value);
        QUICK_DEC(old);
        (void)QUICK_POP();
        QUICK_DEC(key);
        (void)QUICK_POP();
        QUICK_DEC(list);
        (void)QUICK_POP();
        ip += 1;
        NEXT();
    }

    CASE(STORE_SUBSCR_DICT) {
        Object *key = TOP();
        Object *dict = SECOND();
        DEOPT_IF(TYPE_OF(dict) != &dict_type, STORE_SUBSCR);
        Object *value = THIRD();
        if (dict_set(dict, key, value) < 0) {
            goto error;
        }
        (void)POP();
        ref_dec(key);
        (void)POP();
        ref_dec(dict);
        (void)POP();
        ref_dec(value);
        ip += 1;
        NEXT();
    }

    CASE(DELETE_SUBSCR) {
        Object *key = TOP();
        Object *container = SECOND();
        if (object_delitem(container, key) < 0) {
            goto error;
        }
        DROP_TOP();
        DROP_TOP();
        NEXT();
    }

    CASE(COMPARE_OP) {
    general_COMPARE_OP:
        ADAPT(specialize_compare_op);
        Object *right = TOP();
        Object *left = SECOND();
        Object *result = object_richcompare(left, right, oparg);
        if (result == NULL) {
            goto error;
        }
        REPLACE_TWO(result);
        ip += 2;
        NEXT();
    }

    // The comparison and the conditional jump behind it, in one.
    QUICK_CASE(COMPARE_OP_INT_JUMP)
    {
        Object *right = TOP();
        Object *left = SECOND();
        DEOPT_IF(TYPE_OF(left) != &int_type ||
                     TYPE_OF(right) != &int_type ||
                     !int_is_short(left) || !int_is_short(right),
                 COMPARE_OP);
        ssize_t a = int_short_value(left), b = int_short_value(right);
        COMPARE_AND_JUMP(a, b);
    }

    QUICK_CASE(COMPARE_OP_FLOAT_JUMP)
    {
        Object *right = TOP();
        Object *left = SECOND();
        DEOPT_IF(TYPE_OF(left) != &float_type ||
                     TYPE_OF(right) != &float_type,
                 COMPARE_OP);
        double a = float_value(left), b = float_value(right);
        COMPARE_AND_JUMP(a, b);
    }

    QUICK_CASE(COMPARE_OP_STR_JUMP)
    {
        Object *right = TOP();
        Object *left = SECOND();
        DEOPT_IF(TYPE_OF(left) != &str_type || TYPE_OF(right) != &str_type,
                 COMPARE_OP);
        int a = str_equal(left, right) ? 0 : 1, b = 0;
        COMPARE_AND_JUMP(a, b);
    }

    QUICK_CASE(IS_OP)
    {
        Object *right = TOP();
        Object *left = SECOND();
        bool result = (left == right) != (oparg != 0);
        QUICK_REPLACE_TWO(ref_new(result ? TRUE : FALSE));
        NEXT();
    }

    CASE(CONTAINS_OP) {
        Object *container = TOP();
        Object *item = SECOND();
        int found = sequence_contains(container, item);
        if (found < 0) {
            goto error;
        }
        REPLACE_TWO(ref_new((found != 0) != (oparg != 0) ? TRUE : FALSE));
        NEXT();
    }

    // ------------------------------------------------------------- jumps

    QUICK_CASE(JUMP_FORWARD)
    {
        ip += oparg;
        NEXT();
    }

    QUICK_CASE(JUMP_BACKWARD)
    {
        ip -= oparg;
        CHECK_BREAKER();
        NEXT_JUMPED();
    }

    QUICK_CASE(JUMP_BACKWARD_NO_INTERRUPT)
    {
        ip -= oparg;
        NEXT();
    }

#define POP_JUMP_TRUTH(name, wanted, move, after)                            \
    QUICK_CASE(name)                                                         \
    {                                                                        \
        Object *value = TOP();                                               \
        int truth = QUICK_IS_TRUE(value);                                    \
        if (UNLIKELY(truth < 0)) {                                           \
            goto error;                                                      \
        }                                                                    \
        (void)QUICK_POP();                                                   \
        QUICK_DEC(value);                                                    \
        if ((truth != 0) == wanted) {                                        \
            ip move oparg;                                                   \
            after;                                                           \
        }                                                                    \
        NEXT();                                                              \
    }
#define POP_JUMP_NONE(name, wanted, move, after)                             \
    QUICK_CASE(name)                                                         \
    {                                                                        \
        Object *value = QUICK_POP();                                         \
        bool is_none = value == NONE;                                        \
        QUICK_DEC(value);                                                    \
        if (is_none == wanted) {                                             \
            ip move oparg;                                                   \
            after;                                                           \
        }                                                                    \
        NEXT();                                                              \
    }
#define BACK() CHECK_BREAKER(); NEXT_JUMPED()

    POP_JUMP_TRUTH(POP_JUMP_FORWARD_IF_FALSE, false, +=, (void)0)
    POP_JUMP_TRUTH(POP_JUMP_FORWARD_IF_TRUE, true, +=, (void)0)
    POP_JUMP_TRUTH(POP_JUMP_BACKWARD_IF_FALSE, false, -=, BACK())
    POP_JUMP_TRUTH(POP_JUMP_BACKWARD_IF_TRUE, true, -=, BACK())
    POP_JUMP_NONE(POP_JUMP_FORWARD_IF_NONE, true, +=, (void)0)
    POP_JUMP_NONE(POP_JUMP_FORWARD_IF_NOT_NONE, false, +=, (void)0)
    POP_JUMP_NONE(POP_JUMP_BACKWARD_IF_NONE, true, -=, BACK())
    POP_JUMP_NONE(POP_JUMP_BACKWARD_IF_NOT_NONE, false, -=, BACK())

#define JUMP_OR_POP(name, wanted)                                            \
    QUICK_CASE(name)                                                         \
    {                                                                        \
        Object *value = TOP();                                               \
        int truth = QUICK_IS_TRUE(value);                                    \
        if (truth < 0) {                                                     \
            goto error;                                                      \
        }                                                                    \
        if ((truth != 0) == wanted) {                                        \
            ip += oparg;                                                     \
        } else {                                                             \
            (void)QUICK_POP();                                               \
            QUICK_DEC(value);                                                \
        }                                                                    \
        NEXT();                                                              \
    }
    JUMP_OR_POP(JUMP_IF_FALSE_OR_POP, false)
    JUMP_OR_POP(JUMP_IF_TRUE_OR_POP, true)

    CASE(GET_ITER) {
        Object *iterable = TOP();
        Object *iterator = iter_new(iterable);
        if (iterator == NULL) {
            goto error;
        }
        SET_TOP(iterator);
        ref_dec(iterable);
        TRACE_LOOP();
        NEXT();
    }

    QUICK_CASE(FOR_ITER)
    {
        Object *iterator = TOP();
        Object *item;
        Type *type = TYPE_OF(iterator);
        if (type == &range_iterator_type) {
            long value;
            if (range_iterator_next_value((RangeIterator *)iterator,
                                          &value)) {
                item = int_from_long(value);
                if (UNLIKELY(item == NULL)) {
                    goto error;
                }
                QUICK_PUSH(item);
                NEXT();
            }
            item = NULL;
        } else if (type == &list_iterator_type) {
            ListIterator *at = (ListIterator *)iterator;
            if (at->list != NULL && at->index < list_size(at->list)) {
                QUICK_PUSH(ref_new(list_get(at->list, at->index)));
                at->index++;
                NEXT();
            }
            EXACT_STACK();
            item = type->iternext(iterator); // the list may die
        } else {
            EXACT_STACK();
            RESUMES_DIRECTLY(type);
            item = type->iternext(iterator);
        }
        if (item != NULL) {
            QUICK_PUSH(item);
            NEXT();
        }
        RESUMED();
        if (UNLIKELY(thread->error.type != NULL)) {
            if (!error_matches(EXC(StopIteration))) {
                goto error;
            }
            HOOK_RAISE();
            error_clear();
        }
        (void)QUICK_POP();
        QUICK_DEC(iterator);
        ip += oparg;
        NEXT();
    }

    // ------------------------------------------------------------- names

    CASE(LOAD_GLOBAL) {
    general_LOAD_GLOBAL:
        ADAPT(specialize_load_global);
        if ((oparg & 1) != 0) {
            PUSH(NULL);
        }
        Object *value = ops_load_global(frame, tuple_get(NAMES(), oparg >> 1));
        if (value == NULL) {
            goto error;
        }
        PUSH(value);
        ip += 5;
        NEXT();
    }

    // cache: [counter][entry][keys version, 2][builtins keys version]
    QUICK_CASE(LOAD_GLOBAL_MODULE)
    {
        Dict *globals = (Dict *)frame->globals;
        DEOPT_IF(!dict_check_exact(globals), LOAD_GLOBAL);
        DEOPT_IF(globals->keys->version != cache_read32(ip + 2),
                 LOAD_GLOBAL);
        Object *value = keys_unicode_entries(globals->keys)[ip[1]].value;
        DEOPT_IF(value == NULL, LOAD_GLOBAL);
        if ((oparg & 1) != 0) {
            QUICK_PUSH(NULL);
        }
        QUICK_PUSH(ref_new(value));
        ip += 5;
        NEXT();
    }

    QUICK_CASE(LOAD_GLOBAL_BUILTIN)
    {
        Dict *globals = (Dict *)frame->globals;
        Dict *builtins = (Dict *)frame->function->builtins;
        DEOPT_IF(!dict_check_exact(globals) || !dict_check_exact(builtins),
                 LOAD_GLOBAL);
        DEOPT_IF(globals->keys->version != cache_read32(ip + 2) ||
                     builtins->keys->version != ip[4],
                 LOAD_GLOBAL);
        Object *value = keys_unicode_entries(builtins->keys)[ip[1]].value;
        DEOPT_IF(value == NULL, LOAD_GLOBAL);
        if ((oparg & 1) != 0) {
            QUICK_PUSH(NULL);
        }
        QUICK_PUSH(ref_new(value));
        ip += 5;
        NEXT();
    }

    CASE(STORE_GLOBAL) {
        Object *value = TOP();
        if (dict_set(frame->globals, tuple_get(NAMES(), oparg), value) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(DELETE_GLOBAL) {
        if (ops_delete_global(frame, tuple_get(NAMES(), oparg)) < 0) {
            goto error;
        }
        NEXT();
    }

    CASE(LOAD_NAME) {
        Object *value = ops_load_name(frame, tuple_get(NAMES(), oparg));
        if (value == NULL) {
            goto error;
        }
        PUSH(value);
        NEXT();
    }

    CASE(STORE_NAME) {
        if (ops_store_name(frame, tuple_get(NAMES(), oparg), TOP()) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(DELETE_NAME) {
        if (ops_delete_name(frame, tuple_get(NAMES(), oparg)) < 0) {
            goto error;
        }
        NEXT();
    }

    CASE(MAKE_CELL) {
        Object *initial = frame->slots[oparg];
        Object *cell = cell_new(initial);
        if (cell == NULL) {
            goto error;
        }
        frame->slots[oparg] = cell;
        TRACE_STORE(oparg, false);
        ref_xdec(initial);
        NEXT();
    }

    CASE(COPY_FREE_VARS) {
        Object *closure = frame->function->closure;
        int first = frame->code->nlocalsplus - oparg;
        for (int i = 0; i < oparg; i++) {
            frame->slots[first + i] = ref_new(tuple_get(closure, i));
            TRACE_STORE(first + i, false);
        }
        NEXT();
    }

    QUICK_CASE(LOAD_DEREF)
    {
        Object *value = ((Cell *)frame->slots[oparg])->value;
        if (value == NULL) {
            ops_unbound_cell(frame->code, oparg);
            goto error;
        }
        QUICK_PUSH(ref_new(value));
        NEXT();
    }

    CASE(LOAD_CLASSDEREF) {
        Object *value = ops_load_classderef(frame, oparg);
        if (value == NULL) {
            goto error;
        }
        PUSH(value);
        NEXT();
    }

    CASE(STORE_DEREF) {
        Cell *cell = (Cell *)frame->slots[oparg];
        Object *old = cell->value;
        cell->value = POP();
        RECORD_TOUCH(cell);
        ref_xdec(old);
        NEXT();
    }

    CASE(DELETE_DEREF) {
        Cell *cell = (Cell *)frame->slots[oparg];
        Object *old = cell->value;
        if (old == NULL) {
            ops_unbound_cell(frame->code, oparg);
            goto error;
        }
        cell->value = NULL;
        RECORD_TOUCH(cell);
        ref_dec(old);
        NEXT();
    }

    // -------------------------------------------------------- attributes

    CASE(LOAD_ATTR) {
    general_LOAD_ATTR:
        ADAPT(specialize_load_attr);
        Object *owner = TOP();
        Object *result = object_getattr(owner, tuple_get(NAMES(), oparg));
        if (result == NULL) {
            goto error;
        }
        SET_TOP(result);
        ref_dec(owner);
        ip += 4;
        NEXT();
    }

    // cache: [counter][type or keys version, 2][index]
    QUICK_CASE(LOAD_ATTR_INSTANCE_VALUE)
    {
        Object *owner = TOP();
        DEOPT_IF(TYPE_OF(owner)->version_tag != cache_read32(ip + 1),
                 LOAD_ATTR);
        DictValues *values = *instance_values(owner);
        DEOPT_IF(values == NULL, LOAD_ATTR);
        Object *result = values->values[ip[3]];
        DEOPT_IF(result == NULL, LOAD_ATTR);
        SET_TOP(ref_new(result));
        QUICK_DEC(owner);
        ip += 4;
        NEXT();
    }

    QUICK_CASE(LOAD_ATTR_SLOT)
    {
        Object *owner = TOP();
        DEOPT_IF(TYPE_OF(owner)->version_tag != cache_read32(ip + 1),
                 LOAD_ATTR);
        Object *result = *(Object **)((char *)owner + ip[3]);
        DEOPT_IF(result == NULL, LOAD_ATTR);
        SET_TOP(ref_new(result));
        QUICK_DEC(owner);
        ip += 4;
        NEXT();
    }

    QUICK_CASE(LOAD_ATTR_MODULE)
    {
        Object *owner = TOP();
        DEOPT_IF(TYPE_OF(owner) != &module_type, LOAD_ATTR);
        Dict *dict = (Dict *)((Module *)owner)->dict;
        DEOPT_IF(dict->keys->version != cache_read32(ip + 1), LOAD_ATTR);
        Object *result = keys_unicode_entries(dict->keys)[ip[3]].value;
        DEOPT_IF(result == NULL, LOAD_ATTR);
        SET_TOP(ref_new(result));
        QUICK_DEC(owner);
        ip += 4;
        NEXT();
    }

    CASE(LOAD_ATTR_WITH_HINT) {
        Object *owner = TOP();
        DEOPT_IF(TYPE_OF(owner)->version_tag != cache_read32(ip + 1),
                 LOAD_ATTR);
        Dict *dict = (Dict *)*instance_dict(owner);
        DEOPT_IF(dict == NULL || dict->keys->kind == KEYS_GENERAL ||
                     ip[3] >= dict->keys->nentries,
                 LOAD_ATTR);
        UnicodeEntry *entry = &keys_unicode_entries(dict->keys)[ip[3]];
        DEOPT_IF(entry->key != tuple_get(NAMES(), oparg), LOAD_ATTR);
        Object *result = dict->values != NULL ? dict->values->values[ip[3]]
                                              : entry->value;
        DEOPT_IF(result == NULL, LOAD_ATTR);
        SET_TOP(ref_new(result));
        ref_dec(owner);
        ip += 4;
        NEXT();
    }

    CASE(STORE_ATTR) {
    general_STORE_ATTR:
        ADAPT(specialize_store_attr);
        Object *owner = TOP();
        Object *value = SECOND();
        if (object_setattr(owner, tuple_get(NAMES(), oparg), value) < 0) {
            goto error;
        }
        (void)POP();
        ref_dec(owner);
        (void)POP();
        ref_dec(value);
        ip += 4;
        NEXT();
    }

    QUICK_CASE(STORE_ATTR_INSTANCE_VALUE)
    {
        Object *owner = TOP();
        DEOPT_IF(TYPE_OF(owner)->version_tag != cache_read32(ip + 1),
                 STORE_ATTR);
        DictValues *values = *instance_values(owner);
        DEOPT_IF(values == NULL, STORE_ATTR);
        Object *value = SECOND();
        Object *old = values->values[ip[3]];
        values->values[ip[3]] = value;
        SET_SECOND(NULL);
        TRACE_ATTRIBUTE(owner, EDGE_ATTR, value);
        if (old == NULL) {
            values_append_order(values, ip[3]);
        } else {
            QUICK_DEC(old);
        }
        (void)QUICK_POP();
        QUICK_DEC(owner);
        (void)QUICK_POP();
        ip += 4;
        NEXT();
    }

    QUICK_CASE(STORE_ATTR_SLOT)
    {
        Object *owner = TOP();
        DEOPT_IF(TYPE_OF(owner)->version_tag != cache_read32(ip + 1),
                 STORE_ATTR);
        Object **slot = (Object **)((char *)owner + ip[3]);
        Object *value = SECOND();
        Object *old = *slot;
        *slot = value;
        SET_SECOND(NULL);
        TRACE_ATTRIBUTE(owner, EDGE_SLOT, value);
        QUICK_XDEC(old);
        (void)QUICK_POP();
        QUICK_DEC(owner);
        (void)QUICK_POP();
        ip += 4;
        NEXT();
    }

    CASE(DELETE_ATTR) {
        Object *owner = TOP();
        if (object_setattr(owner, tuple_get(NAMES(), oparg), NULL) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(LOAD_METHOD) {
    general_LOAD_METHOD:
        ADAPT(specialize_load_method);
        Object *owner = TOP();
        Object *method = NULL;
        int unbound = object_get_method(owner, tuple_get(NAMES(), oparg),
                                        &method);
        if (method == NULL) {
            goto error;
        }
        if (unbound) {
            // method | self | arguments: no bound method is made.
            SET_TOP(method);
            PUSH(owner);
        } else {
            // NULL | attribute | arguments
            SET_TOP(NULL);
            PUSH(method);
            ref_dec(owner);
        }
        ip += 10;
        NEXT();
    }

    // cache: [counter][type version, 2][keys version, 2][method, 4]
    QUICK_CASE(LOAD_METHOD_WITH_VALUES)
    {
        Object *owner = TOP();
        Type *type = TYPE_OF(owner);
        DEOPT_IF(type->version_tag != cache_read32(ip + 1), LOAD_METHOD);
        DEOPT_IF(*instance_values(owner) == NULL, LOAD_METHOD);
        DEOPT_IF(type_cached_keys(type)->version != cache_read32(ip + 3),
                 LOAD_METHOD);
        SET_TOP(ref_new(cache_read_pointer(ip + 5)));
        QUICK_PUSH(owner);
        ip += 10;
        NEXT();
    }

    QUICK_CASE(LOAD_METHOD_NO_DICT)
    {
        Object *owner = TOP();
        DEOPT_IF(TYPE_OF(owner)->version_tag != cache_read32(ip + 1),
                 LOAD_METHOD);
        SET_TOP(ref_new(cache_read_pointer(ip + 5)));
        QUICK_PUSH(owner);
        ip += 10;
        NEXT();
    }

    QUICK_CASE(LOAD_METHOD_MODULE)
    {
        Object *owner = TOP();
        DEOPT_IF(TYPE_OF(owner) != &module_type, LOAD_METHOD);
        Dict *dict = (Dict *)((Module *)owner)->dict;
        DEOPT_IF(dict->keys->version != cache_read32(ip + 1), LOAD_METHOD);
        Object *value = keys_unicode_entries(dict->keys)[ip[3]].value;
        DEOPT_IF(value == NULL, LOAD_METHOD);
        ref_inc(value);
        SET_TOP(NULL);
        QUICK_PUSH(value);
        QUICK_DEC(owner);
        ip += 10;
        NEXT();
    }

    QUICK_CASE(LOAD_METHOD_CLASS)
    {
        Object *owner = TOP();
        DEOPT_IF(!type_check(owner) ||
                     ((Type *)owner)->version_tag != cache_read32(ip + 1),
                 LOAD_METHOD);
        Object *value = ref_new(cache_read_pointer(ip + 5));
        SET_TOP(NULL);
        QUICK_PUSH(value);
        QUICK_DEC(owner);
        ip += 10;
        NEXT();
    }

    // ------------------------------------------------------------- calls

    QUICK_CASE(KW_NAMES)
    {
        kwnames = tuple_get(CONSTS(), oparg);
        NEXT();
    }

    QUICK_CASE(PRECALL)
    {
        Object *function = PEEK(oparg + 1);
        if (PEEK(oparg + 2) == NULL && TYPE_OF(function) == &method_type) {
            // NULL | bound method  ->  function | self
            Method *method = (Method *)function;
            Object *self = ref_new(method->self);
            PEEK(oparg + 2) = ref_new(method->function);
            PEEK(oparg + 1) = self;
            QUICK_DEC(method);
        }
        ip += 1;
        NEXT();
    }

    CASE(CALL) {
    general_CALL:
        ADAPT(specialize_call);
        bool is_method = PEEK(oparg + 2) != NULL;
        int total = oparg + is_method;
        Object *callable = PEEK(total + 1);
        if (TYPE_OF(callable) == &function_type &&
            ((Function *)callable)->vectorcall == function_vectorcall) {
            Function *function = (Function *)callable;
            Code *code = (Code *)function->code;
            ssize_t positional =
                total - (kwnames == NULL ? 0 : tuple_size(kwnames));
            Object *locals = (code->flags & CODE_OPTIMIZED) != 0
                                 ? NULL
                                 : ref_new(frame->globals);
            SHRINK(total);
            Frame *called = call_make_frame(thread, function, locals,
                                            STACK_POINTER(),
                                            (size_t)positional, kwnames);
            kwnames = NULL;
            if (called == NULL) {
                // The arguments are gone; the callable still is there.
                goto error;
            }
            SHRINK(1);
            if (!is_method) {
                SHRINK(1);
            }
            ip += 4;
            frame->previous_word = ip - 1;
            SAVE_STACK();
            called->previous = frame;
            frame = thread->frame = called;
            goto start_frame;
        }
        NATIVE_BEGIN(callable);
        Object *result = CALL_NATIVE(
            callable, STACK_POINTER() - total,
            ((size_t)total -
             (size_t)(kwnames == NULL ? 0 : tuple_size(kwnames))) |
                CALL_ARGUMENTS_OFFSET,
            kwnames);
        NATIVE_END();
        kwnames = NULL;
        if (result == NULL) {
            goto error;
        }
        for (int i = 0; i < total; i++) {
            DROP_TOP();
        }
        DROP_TOP(); // the callable
        if (!is_method) {
            SHRINK(1);
        }
        PUSH(result);
        ip += 4;
        CHECK_BREAKER();
        NEXT();
    }

    // cache: [counter][function version, 2][required arguments]
    CASE(CALL_PY_EXACT_ARGS) {
        DEOPT_IF(kwnames != NULL, CALL);
        bool is_method = PEEK(oparg + 2) != NULL;
        int total = oparg + is_method;
        Function *function = (Function *)PEEK(total + 1);
        DEOPT_IF(TYPE_OF(function) != &function_type ||
                     function->version != cache_read32(ip + 1),
                 CALL);
        Code *code = (Code *)function->code;
        DEOPT_IF(code->argcount != total, CALL);
        Frame *called = frame_push(thread, code);
        if (called == NULL) {
            goto error;
        }
        SHRINK(total);
        Object **arguments = STACK_POINTER();
        for (int i = 0; i < total; i++) {
            called->slots[i] = arguments[i];
        }
        SHRINK(2 - is_method);
        frame_init(called, function, NULL, code, total);
        ip += 4;
        frame->previous_word = ip - 1;
        SAVE_STACK();
        called->previous = frame;
        frame = thread->frame = called;
        goto start_frame;
    }

    CASE(CALL_PY_WITH_DEFAULTS) {
        DEOPT_IF(kwnames != NULL, CALL);
        bool is_method = PEEK(oparg + 2) != NULL;
        int total = oparg + is_method;
        Function *function = (Function *)PEEK(total + 1);
        DEOPT_IF(TYPE_OF(function) != &function_type ||
                     function->version != cache_read32(ip + 1),
                 CALL);
        Code *code = (Code *)function->code;
        int missing = code->argcount - total;
        DEOPT_IF(missing < 0 || total < ip[3], CALL);
        Frame *called = frame_push(thread, code);
        if (called == NULL) {
            goto error;
        }
        SHRINK(total);
        Object **arguments = STACK_POINTER();
        for (int i = 0; i < total; i++) {
            called->slots[i] = arguments[i];
        }
        ssize_t from = tuple_size(function->defaults) - missing;
        for (int i = 0; i < missing; i++) {
            called->slots[total + i] =
                ref_new(tuple_get(function->defaults, from + i));
        }
        SHRINK(2 - is_method);
        frame_init(called, function, NULL, code, code->argcount);
        ip += 4;
        frame->previous_word = ip - 1;
        SAVE_STACK();
        called->previous = frame;
        frame = thread->frame = called;
        goto start_frame;
    }

    // An ordinary class whose __init__ is a Python function: the instance
    // waits in the place of the NULL while __init__ runs in a frame here.
    CASE(CALL_CLASS_INIT) {
        Object *callable = PEEK(oparg + 1);
        DEOPT_IF(kwnames != NULL || PEEK(oparg + 2) != NULL ||
                     TYPE_OF(callable) != &type_type ||
                     ((Type *)callable)->version_tag != cache_read32(ip + 1),
                 CALL);
        Type *type = (Type *)callable;
        Function *init = (Function *)type_lookup(type, dn_init);
        DEOPT_IF(init == NULL || TYPE_OF(init) != &function_type, CALL);
        Code *code = (Code *)init->code;
        DEOPT_IF(code->argcount != oparg + 1 ||
                     (code->flags & (CODE_VARARGS | CODE_VARKEYWORDS |
                                     CODE_GENERATOR)) != 0 ||
                     code->kwonlyargcount != 0 ||
                     (code->flags & CODE_OPTIMIZED) == 0,
                 CALL);
        Object *self = type_generic_alloc(type, 0);
        if (self == NULL) {
            goto error;
        }
        PEEK(oparg + 2) = self;
        Frame *called = frame_push(thread, code);
        if (called == NULL) {
            goto error;
        }
        SHRINK(oparg);
        Object **arguments = STACK_POINTER();
        called->slots[0] = ref_new(self);
        for (int i = 0; i < oparg; i++) {
            called->slots[i + 1] = arguments[i];
        }
        frame_init(called, ref_new(init), NULL, code, oparg + 1);
        called->is_init = true;
        ip += 4;
        frame->previous_word = ip - 1;
        SAVE_STACK();
        called->previous = frame;
        frame = thread->frame = called;
        goto start_frame;
    }

    CASE(CALL_BUILTIN_FAST) {
        // A C function of positional arguments.
        DEOPT_IF(kwnames != NULL, CALL);
        bool is_method = PEEK(oparg + 2) != NULL;
        int total = oparg + is_method;
        Object *callable = PEEK(total + 1);
        DEOPT_IF(TYPE_OF(callable) != &cfunction_type ||
                     ((CFunctionObject *)callable)->method->flags !=
                         METH_FASTCALL,
                 CALL);
        CFunctionObject *function = (CFunctionObject *)callable;
        NATIVE_BEGIN(callable);
        Object *result =
            ((CFastFunction)(void (*)(void))function->method->function)(
                function->self, STACK_POINTER() - total, total);
        NATIVE_END();
        FINISH_CALL(result, total, is_method);
    }

    CASE(CALL_BUILTIN_O) {
        DEOPT_IF(kwnames != NULL, CALL);
        bool is_method = PEEK(oparg + 2) != NULL;
        int total = oparg + is_method;
        Object *callable = PEEK(total + 1);
        DEOPT_IF(total != 1 || TYPE_OF(callable) != &cfunction_type ||
                     ((CFunctionObject *)callable)->method->flags != METH_O,
                 CALL);
        CFunctionObject *function = (CFunctionObject *)callable;
        if (eval_enter(thread, " while calling a Python object") < 0) {
            thread->recursion_remaining++;
            goto error;
        }
        NATIVE_BEGIN(callable);
        Object *result = function->method->function(function->self, TOP());
        NATIVE_END();
        eval_leave(thread);
        FINISH_CALL(result, total, is_method);
    }

    CASE(CALL_METHOD_O) {
        // A method of a C type with one argument besides self.
        DEOPT_IF(kwnames != NULL || oparg != 1, CALL);
        Object *callable = PEEK(3);
        DEOPT_IF(callable == NULL ||
                     TYPE_OF(callable) != &method_descriptor_type,
                 CALL);
        MethodDescriptor *descriptor = (MethodDescriptor *)callable;
        Object *self = PEEK(2);
        DEOPT_IF(descriptor->method->flags != METH_O ||
                     TYPE_OF(self) != descriptor->head.owner,
                 CALL);
        NATIVE_BEGIN(callable);
        Object *result = descriptor->method->function(self, TOP());
        NATIVE_END();
        FINISH_CALL(result, 2, true);
    }

    CASE(CALL_METHOD_NOARGS) {
        DEOPT_IF(kwnames != NULL || oparg != 0, CALL);
        Object *callable = PEEK(2);
        DEOPT_IF(callable == NULL ||
                     TYPE_OF(callable) != &method_descriptor_type,
                 CALL);
        MethodDescriptor *descriptor = (MethodDescriptor *)callable;
        Object *self = PEEK(1);
        DEOPT_IF(descriptor->method->flags != METH_NOARGS ||
                     TYPE_OF(self) != descriptor->head.owner,
                 CALL);
        NATIVE_BEGIN(callable);
        Object *result = descriptor->method->function(self, NULL);
        NATIVE_END();
        FINISH_CALL(result, 1, true);
    }

    CASE(CALL_METHOD_FAST) {
        DEOPT_IF(kwnames != NULL || PEEK(oparg + 2) == NULL, CALL);
        Object *callable = PEEK(oparg + 2);
        DEOPT_IF(TYPE_OF(callable) != &method_descriptor_type, CALL);
        MethodDescriptor *descriptor = (MethodDescriptor *)callable;
        Object *self = PEEK(oparg + 1);
        DEOPT_IF(descriptor->method->flags != METH_FASTCALL ||
                     TYPE_OF(self) != descriptor->head.owner,
                 CALL);
        NATIVE_BEGIN(callable);
        Object *result =
            ((CFastFunction)(void (*)(void))descriptor->method->function)(
                self, STACK_POINTER() - oparg, oparg);
        NATIVE_END();
        FINISH_CALL(result, oparg + 1, true);
    }

    CASE(CALL_LIST_APPEND) {
        DEOPT_IF(kwnames != NULL || oparg != 1, CALL);
        Object *callable = PEEK(3);
        DEOPT_IF(callable != list_append_method, CALL);
        Object *list = PEEK(2);
        DEOPT_IF(TYPE_OF(list) != &list_type, CALL);
        Object *item = POP();
        if (list_append_steal(list, item) < 0) {
            goto error;
        }
        (void)POP();
        ref_dec(list);
        SET_TOP(none_new());
        ref_dec(callable);
        ip += 4;
        NEXT();
    }

    CASE(CALL_LEN) {
        DEOPT_IF(kwnames != NULL || oparg != 1 || PEEK(3) != NULL ||
                     PEEK(2) != builtin_len,
                 CALL);
        Object *value = TOP();
        ssize_t n = object_length(value);
        if (n < 0) {
            goto error;
        }
        Object *result = int_from_ssize(n);
        FINISH_CALL(result, 1, false);
    }

    CASE(CALL_ISINSTANCE) {
        DEOPT_IF(kwnames != NULL || oparg != 2 || PEEK(4) != NULL ||
                     PEEK(3) != builtin_isinstance,
                 CALL);
        int truth = object_is_instance(SECOND(), TOP());
        if (truth < 0) {
            goto error;
        }
        Object *result = bool_new(truth);
        FINISH_CALL(result, 2, false);
    }

    CASE(CALL_TYPE_1) {
        DEOPT_IF(kwnames != NULL || oparg != 1 || PEEK(3) != NULL ||
                     PEEK(2) != OBJ(&type_type),
                 CALL);
        Object *value = TOP();
        Object *result = ref_new(TYPE_OF(value));
        FINISH_CALL(result, 1, false);
    }

    CASE(CALL_FUNCTION_EX) {
        Object *result = ops_call_ex(frame, STACK_POINTER(), oparg & 1);
        if (result == NULL) {
            goto error;
        }
        if ((oparg & 1) != 0) {
            DROP_TOP();
        }
        DROP_TOP();
        DROP_TOP();
        SHRINK(1); // the NULL below the callable
        PUSH(result);
        CHECK_BREAKER();
        NEXT();
    }

    CASE(MAKE_FUNCTION) {
        Object *function = ops_make_function(frame, STACK_POINTER(), oparg);
        if (function == NULL) {
            goto error;
        }
        int used = 1 + (oparg & 1) + (oparg >> 1 & 1) + (oparg >> 2 & 1) +
                   (oparg >> 3 & 1);
        for (int i = 0; i < used; i++) {
            DROP_TOP();
        }
        PUSH(function);
        NEXT();
    }

    CASE(LOAD_BUILD_CLASS) {
        Object *build = ops_load_build_class(frame);
        if (build == NULL) {
            goto error;
        }
        PUSH(build);
        NEXT();
    }

    CASE(RETURN_VALUE) {
        Object *result = POP();
        SAVE_STACK();
        HOOK_LEAVE(result);
        TRACE_FRAME_POP(FRAME_RETURNS);
        eval_leave(thread);
        if (frame->is_entry) {
            if (frame->owner == FRAME_IN_GENERATOR) {
                generator_finished(thread, frame);
            } else {
                eval_end_frame(thread, frame);
            }
            return result;
        }
        Frame *finished = frame;
        bool is_init = finished->is_init;
        frame = thread->frame = finished->previous;
        eval_end_frame_of(thread, finished);
        TRACE_RETURNED();
        ip = frame->previous_word + 1;
        LOAD_STACK();
        if (is_init) {
            DROP_TOP(); // the class; the instance is below
            if (UNLIKELY(result != NONE)) {
                error_format(EXC(TypeError),
                             "__init__() should return None, not '%.200s'",
                             result->type->name);
                ref_dec(result);
                goto error;
            }
            ref_dec(result);
        } else {
            PUSH(result);
        }
        NEXT();
    }

    CASE(RETURN_GENERATOR) {
        Object *generator = generator_from_frame(thread, frame);
        if (generator == NULL) {
            goto error;
        }
        // The frame has moved into the generator; its caller goes on.
        eval_leave(thread);
        TRACE_FRAME_POP(FRAME_YIELDS);
        Frame *moved = frame;
        Frame *previous = moved->previous;
        bool entry = moved->is_entry;
        frame_pop(thread, moved);
        thread->frame = previous;
        if (entry) {
            return generator;
        }
        frame = previous;
        TRACE_RETURNED();
        ip = frame->previous_word + 1;
        LOAD_STACK();
        PUSH(generator);
        NEXT();
    }

    CASE(YIELD_VALUE) {
        Object *value = POP();
        frame->previous_word = ip - 1;
        SAVE_STACK();
        HOOK_LEAVE(value);
        TRACE_FRAME_POP(FRAME_YIELDS);
        eval_leave(thread);
        generator_suspended(thread, frame);
        return value;
    }

    CASE(SEND) {
        Object *receiver = SECOND();
        Object *value = TOP();
        Object *result = NULL;
        RESUMES_DIRECTLY(TYPE_OF(receiver));
        // None goes over to the receiver, so that the stack is the same each
        // time around; anything else stays in sight of the recorder.
        if (LIKELY(value == NONE)) {
            (void)POP();
        } else {
            (void)ref_new(value);
        }
        int status = generator_send_to(receiver, value, &result);
        RESUMED();
        if (status < 0) {
            goto error;
        }
        if (UNLIKELY(value != NONE)) {
            (void)POP();
            ref_dec(value);
        }
        if (status == 0) {
            // It returned: its value replaces it, behind the loop.
            SET_TOP(result);
            ref_dec(receiver);
            ip += oparg;
        } else {
            PUSH(result);
        }
        NEXT();
    }

    CASE(GET_YIELD_FROM_ITER) {
        Object *iterable = TOP();
        Object *iterator = generator_yield_from_iter(frame, iterable);
        if (iterator == NULL) {
            goto error;
        }
        SET_TOP(iterator);
        ref_dec(iterable);
        NEXT();
    }

    CASE(GET_AWAITABLE) {
        Object *iterable = TOP();
        Object *iterator = coroutine_get_awaitable(iterable, oparg);
        if (iterator == NULL) {
            goto error;
        }
        SET_TOP(iterator);
        ref_dec(iterable);
        NEXT();
    }

    CASE(GET_AITER) {
        Object *iterable = TOP();
        Object *iterator = coroutine_get_aiter(iterable);
        if (iterator == NULL) {
            goto error;
        }
        SET_TOP(iterator);
        ref_dec(iterable);
        NEXT();
    }

    CASE(GET_ANEXT) {
        Object *awaitable = coroutine_get_anext(TOP());
        if (awaitable == NULL) {
            goto error;
        }
        PUSH(awaitable);
        NEXT();
    }

    CASE(ASYNC_GEN_WRAP) {
        Object *value = TOP();
        Object *wrapped = async_generator_wrap(value);
        if (wrapped == NULL) {
            goto error;
        }
        SET_TOP(wrapped);
        ref_dec(value);
        NEXT();
    }

    CASE(END_ASYNC_FOR) {
        Object *exception = TOP();
        if (!error_given_matches(exception, EXC(StopAsyncIteration))) {
            (void)POP();
            ops_restore(thread, exception);
            goto exception_unwind;
        }
        DROP_TOP();
        DROP_TOP();
        NEXT();
    }

    CASE(BEFORE_ASYNC_WITH) {
        Object *manager = TOP();
        Object *exit = NULL;
        Object *entered = ops_enter(manager, true, &exit);
        if (entered == NULL) {
            goto error;
        }
        SET_TOP(exit);
        ref_dec(manager);
        PUSH(entered);
        NEXT();
    }

    CASE(BEFORE_WITH) {
        Object *manager = TOP();
        Object *exit = NULL;
        Object *entered = ops_enter(manager, false, &exit);
        if (entered == NULL) {
            goto error;
        }
        SET_TOP(exit);
        ref_dec(manager);
        PUSH(entered);
        NEXT();
    }

    CASE(WITH_EXCEPT_START) {
        // exit, lasti, previous, exception: call exit(type, value, tb).
        Object *result = ops_call_exit(PEEK(4), TOP());
        if (result == NULL) {
            goto error;
        }
        PUSH(result);
        NEXT();
    }

    // -------------------------------------------------------- exceptions

    CASE(RAISE_VARARGS) {
        Object *cause = oparg == 2 ? POP() : NULL;
        Object *exception = oparg >= 1 ? POP() : NULL;
        if (ops_raise(thread, exception, cause)) {
            goto exception_unwind; // raised again, with its traceback
        }
        goto error;
    }

    CASE(RERAISE) {
        if (oparg != 0) {
            Object *last = PEEK(oparg + 1);
            frame->previous_word =
                frame->code->words + int_as_long(last);
        }
        Object *exception = POP();
        ops_restore(thread, exception);
        goto exception_unwind;
    }

    CASE(PUSH_EXC_INFO) {
        Object *value = TOP();
        HandledError *handling = thread->handling;
        SET_TOP(handling->value != NULL ? handling->value : none_new());
        handling->value = ref_new(value);
        RECORD_HANDLED(thread);
        PUSH(value);
        NEXT();
    }

    CASE(POP_EXCEPT) {
        HandledError *handling = thread->handling;
        Object *old = handling->value;
        handling->value = POP();
        RECORD_HANDLED(thread);
        ref_xdec(old);
        NEXT();
    }

    CASE(CHECK_EXC_MATCH) {
        Object *wanted = TOP();
        int matches = ops_check_match(SECOND(), wanted);
        if (matches < 0) {
            goto error;
        }
        SET_TOP(ref_new(matches ? TRUE : FALSE));
        ref_dec(wanted);
        NEXT();
    }

    CASE(CHECK_EG_MATCH) {
        Object *wanted = TOP();
        Object *group = SECOND();
        Object *match = NULL, *rest = NULL;
        if (ops_check_group_match(thread, group, wanted, &match, &rest) < 0) {
            goto error;
        }
        if (match != NULL) {
            SET_SECOND(rest);
            SET_TOP(match);
            ref_dec(group);
        } else {
            SET_TOP(none_new());
        }
        ref_dec(wanted);
        NEXT();
    }

    CASE(PREP_RERAISE_STAR) {
        Object *list = TOP();
        Object *original = SECOND();
        Object *result = exception_group_reraise(original, list);
        if (result == NULL) {
            goto error;
        }
        REPLACE_TWO(result);
        NEXT();
    }

    CASE(LOAD_ASSERTION_ERROR) {
        PUSH(ref_new(EXC(AssertionError)));
        NEXT();
    }

    // --------------------------------------------------------- building

    CASE(BUILD_TUPLE) {
        SHRINK(oparg);
        Object *tuple = tuple_from_array_steal(STACK_POINTER(), oparg);
        if (tuple == NULL) {
            goto error;
        }
        PUSH(tuple);
        NEXT();
    }

    CASE(BUILD_LIST) {
        Object *list = list_new(oparg);
        if (list == NULL) {
            goto error;
        }
        SHRINK(oparg);
        for (int i = 0; i < oparg; i++) {
            list_init_item(list, i, STACK_POINTER()[i]);
        }
        PUSH(list);
        NEXT();
    }

    CASE(BUILD_SET) {
        Object *set = ops_build_set(STACK_POINTER() - oparg, oparg);
        if (set == NULL) {
            goto error;
        }
        for (int i = 0; i < oparg; i++) {
            DROP_TOP();
        }
        PUSH(set);
        NEXT();
    }

    CASE(BUILD_MAP) {
        Object *map = ops_build_map(STACK_POINTER() - 2 * oparg, oparg);
        if (map == NULL) {
            goto error;
        }
        for (int i = 0; i < 2 * oparg; i++) {
            DROP_TOP();
        }
        PUSH(map);
        NEXT();
    }

    CASE(BUILD_CONST_KEY_MAP) {
        Object *map = ops_build_const_key_map(STACK_POINTER() - 1 - oparg,
                                              TOP(), oparg);
        if (map == NULL) {
            goto error;
        }
        for (int i = 0; i < oparg + 1; i++) {
            DROP_TOP();
        }
        PUSH(map);
        NEXT();
    }

    CASE(BUILD_STRING) {
        Object *result = str_join_array(ops_empty_string(),
                                        STACK_POINTER() - oparg, oparg);
        if (result == NULL) {
            goto error;
        }
        for (int i = 0; i < oparg; i++) {
            DROP_TOP();
        }
        PUSH(result);
        NEXT();
    }

    CASE(BUILD_SLICE) {
        Object *step = oparg == 3 ? TOP() : NULL;
        Object *slice = slice_new(PEEK(oparg), PEEK(oparg - 1), step);
        if (slice == NULL) {
            goto error;
        }
        for (int i = 0; i < oparg; i++) {
            DROP_TOP();
        }
        PUSH(slice);
        NEXT();
    }

    CASE(FORMAT_VALUE) {
        Object *spec = (oparg & 4) != 0 ? TOP() : NULL;
        Object *value = spec != NULL ? SECOND() : TOP();
        Object *result = ops_format_value(value, spec, oparg & 3);
        if (result == NULL) {
            goto error;
        }
        if (spec != NULL) {
            DROP_TOP();
        }
        SET_TOP(result);
        ref_dec(value);
        NEXT();
    }

    CASE(LIST_TO_TUPLE) {
        Object *list = TOP();
        Object *tuple = list_as_tuple(list);
        if (tuple == NULL) {
            goto error;
        }
        SET_TOP(tuple);
        ref_dec(list);
        NEXT();
    }

    CASE(LIST_APPEND) {
        Object *item = POP();
        if (list_append_steal(PEEK(oparg), item) < 0) {
            goto error;
        }
        NEXT();
    }

    CASE(LIST_EXTEND) {
        Object *iterable = TOP();
        if (ops_list_extend(PEEK(oparg + 1), iterable) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(SET_ADD) {
        if (set_add(PEEK(oparg + 1), TOP()) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(SET_UPDATE) {
        if (set_update(PEEK(oparg + 1), TOP()) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(MAP_ADD) {
        if (dict_set(PEEK(oparg + 2), SECOND(), TOP()) < 0) {
            goto error;
        }
        DROP_TOP();
        DROP_TOP();
        NEXT();
    }

    CASE(DICT_UPDATE) {
        if (ops_dict_update(PEEK(oparg + 1), TOP()) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(DICT_MERGE) {
        if (ops_dict_merge(PEEK(oparg + 1), TOP(), PEEK(2 + oparg + 1)) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(UNPACK_SEQUENCE) {
        Object *sequence = TOP();
        ip += 1;
        if (tuple_check_exact(sequence) && tuple_size(sequence) == oparg) {
            (void)POP();
            for (int i = oparg - 1; i >= 0; i--) {
                PUSH(ref_new(tuple_get(sequence, i)));
            }
            ref_dec(sequence);
            NEXT();
        }
        if (list_check_exact(sequence) && list_size(sequence) == oparg) {
            (void)POP();
            for (int i = oparg - 1; i >= 0; i--) {
                PUSH(ref_new(list_get(sequence, i)));
            }
            ref_dec(sequence);
            NEXT();
        }
        Object **top = STACK_POINTER() + oparg - 2;
        if (ops_unpack(thread, sequence, oparg, -1, top) < 0) {
            SET_TOP(sequence);
            goto error;
        }
        GROW(oparg - 1);
        ref_dec(sequence);
        NEXT();
    }

    CASE(UNPACK_EX) {
        Object *sequence = TOP();
        int before = oparg & 255, after = oparg >> 8;
        Object **top = STACK_POINTER() + before + after - 1;
        if (ops_unpack(thread, sequence, before, after, top) < 0) {
            SET_TOP(sequence);
            goto error;
        }
        GROW(before + after);
        ref_dec(sequence);
        NEXT();
    }

    // -------------------------------------------------- less often used

    CASE(PRINT_EXPR) {
        if (ops_print_expression(TOP()) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(SETUP_ANNOTATIONS) {
        if (ops_setup_annotations(frame) < 0) {
            goto error;
        }
        NEXT();
    }

    CASE(IMPORT_NAME) {
        Object *module = ops_import_name(frame, tuple_get(NAMES(), oparg),
                                         TOP(), SECOND());
        if (module == NULL) {
            goto error;
        }
        DROP_TOP();
        Object *level = TOP();
        SET_TOP(module);
        ref_dec(level);
        NEXT();
    }

    CASE(IMPORT_FROM) {
        Object *value = ops_import_from(TOP(), tuple_get(NAMES(), oparg));
        if (value == NULL) {
            goto error;
        }
        PUSH(value);
        NEXT();
    }

    CASE(IMPORT_STAR) {
        if (ops_import_star(frame, TOP()) < 0) {
            goto error;
        }
        DROP_TOP();
        NEXT();
    }

    CASE(GET_LEN) {
        ssize_t n = object_length(TOP());
        Object *length = n < 0 ? NULL : int_from_ssize(n);
        if (length == NULL) {
            goto error;
        }
        PUSH(length);
        NEXT();
    }

    CASE(MATCH_CLASS) {
        Object *names = TOP();
        Object *class = SECOND();
        Object *subject = THIRD();
        Object *attributes = ops_match_class(subject, class, oparg, names);
        if (attributes == NULL) {
            if (error_occurred()) {
                goto error;
            }
            attributes = none_new();
        }
        DROP_TOP();
        DROP_TOP();
        (void)POP();
        PUSH(attributes);
        ref_dec(subject);
        NEXT();
    }

    CASE(MATCH_MAPPING) {
        bool is = type_has_feature(TYPE_OF(TOP()), TYPE_MAPPING);
        PUSH(bool_new(is));
        NEXT();
    }

    CASE(MATCH_SEQUENCE) {
        bool is = type_has_feature(TYPE_OF(TOP()), TYPE_SEQUENCE);
        PUSH(bool_new(is));
        NEXT();
    }

    CASE(MATCH_KEYS) {
        Object *values = ops_match_keys(SECOND(), TOP());
        if (values == NULL) {
            goto error;
        }
        PUSH(values);
        NEXT();
    }

    CASE(EXTENDED_ARG) {
        int higher = oparg << 8;
        FETCH();
        oparg |= higher;
        DISPATCH();
    }

#if USE_COMPUTED_GOTO
    unknown_opcode:
#else
    default:
#endif
        error_format(EXC(SystemError), "unknown opcode %d",
                     *frame->previous_word & 255);
        goto error;
    }

#ifdef EVAL_TRACED
hook_instruction:
    SAVE_STACK();
    if (thread->tracing == 0 &&
        ip >= frame->code->words + frame->code->first_traceable) {
        int last = frame_instruction(frame);
        frame->previous_word = ip;
        if (code_opcode(frame->code, ip) == OP_RESUME) {
            if (hooks_enter(thread, frame) < 0) {
                ip++;
                goto error;
            }
        } else if (thread->trace != NULL) {
            if (hooks_line(thread, frame, last) < 0) {
                ip++;
                goto error;
            }
            // f_lineno may have been set, and values dropped with it.
            ip = frame->previous_word;
            LOAD_STACK();
        }
    }
    FETCH();
    DISPATCH();
#endif

handle_breaker:
    SAVE_STACK();
    SWITCH_LOOP();
    if (eval_handle_breaks(thread) < 0) {
        goto error;
    }
    // After a jump back that was taken, before its target.
    if (opcode_jumps_back(code_opcode(frame->code, frame->previous_word))) {
        NEXT_JUMPED();
    }
    NEXT();

error:
    kwnames = NULL;
    SAVE_STACK();
    if (!frame_is_incomplete(frame)) {
        traceback_add(frame);
    }
    HOOK_RAISE();
    TRACE_RAISE();

exception_unwind: {
    int target, depth;
    bool push_lasti;
    SAVE_STACK();
    // By where the loop stands: a RERAISE has set the frame back to the
    // instruction that raised first.
    if (!code_find_handler(frame->code, (int)(ip - frame->code->words) - 1,
                           &target, &depth, &push_lasti)) {
        goto exit_unwind_frame;
    }
    Object **level = frame_stack_base(frame) + depth;
    while (STACK_POINTER() > level) {
        Object *value = POP();
        ref_xdec(value);
    }
    if (push_lasti) {
        Object *last = int_from_long(frame_instruction(frame));
        if (last == NULL) {
            goto exit_unwind_frame; // it would not get there next time either
        }
        PUSH(last);
    }
    PUSH(ops_take_error(thread));
    ip = frame->code->words + target;
    NEXT_JUMPED();
}

exit_unwind_frame:
    while (STACK_POINTER() > frame_stack_base(frame)) {
        Object *value = POP();
        ref_xdec(value);
    }
    SAVE_STACK();
    HOOK_UNWIND();
    TRACE_FRAME_POP(FRAME_RAISES);
exit_unwind:
    eval_leave(thread);
    if (frame->is_entry) {
        if (frame->owner == FRAME_IN_GENERATOR) {
            generator_finished(thread, frame);
        } else {
            eval_end_frame(thread, frame);
        }
        return NULL;
    }
    {
        Frame *finished = frame;
        frame = thread->frame = finished->previous;
        eval_end_frame_of(thread, finished);
        TRACE_RETURNED();
    }
    ip = frame->previous_word + 1;
    LOAD_STACK();
    goto error;
