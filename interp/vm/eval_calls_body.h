/* eval_calls_body.h - calls and returns; a part of eval_body.h */

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
        FINISH_CALL(result, total, is_method);
    }

    // cache: [counter][function version, 2][required arguments]
    QUICK_CASE(CALL_PY_EXACT_ARGS)
    {
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
        QUICK_SHRINK(total);
        Object **arguments = STACK_POINTER();
        for (int i = 0; i < total; i++) {
            called->slots[i] = arguments[i];
        }
        QUICK_SHRINK(2 - is_method);
        frame_init(called, function, NULL, code, total);
        ip += 4;
        frame->previous_word = ip - 1;
        SAVE_STACK();
        called->previous = frame;
        frame = thread->frame = called;
        goto start_frame;
    }

    QUICK_CASE(CALL_PY_WITH_DEFAULTS)
    {
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
        QUICK_SHRINK(total);
        Object **arguments = STACK_POINTER();
        for (int i = 0; i < total; i++) {
            called->slots[i] = arguments[i];
        }
        ssize_t from = tuple_size(function->defaults) - missing;
        for (int i = 0; i < missing; i++) {
            called->slots[total + i] =
                ref_new(tuple_get(function->defaults, from + i));
        }
        QUICK_SHRINK(2 - is_method);
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
        QUICK_SHRINK(oparg);
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
        (void)QUICK_POP();
        QUICK_DEC(list);
        SET_TOP(none_new());
        QUICK_DEC(callable);
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

    QUICK_CASE(RETURN_VALUE)
    {
        Object *result = QUICK_POP();
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
            QUICK_PUSH(result);
        }
        NEXT();
    }
