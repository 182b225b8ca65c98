/* eval_jumps_body.h - jumps and loops; a part of eval_body.h */

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
