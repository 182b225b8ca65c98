/* eval_exceptions_body.h - with, raising, handlers; a part of eval_body.h */

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
        QUICK_REPLACE_TWO(result);
        NEXT();
    }

    CASE(LOAD_ASSERTION_ERROR) {
        PUSH(ref_new(EXC(AssertionError)));
        NEXT();
    }
