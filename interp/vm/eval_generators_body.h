/* eval_generators_body.h - generators, awaiting; a part of eval_body.h */

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

    QUICK_CASE(YIELD_VALUE)
    {
        Object *value = QUICK_POP();
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
