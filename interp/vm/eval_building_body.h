/* eval_building_body.h - making containers and strings (eval_body.h) */

    CASE(BUILD_TUPLE) {
        SHRINK(oparg);
        Object *tuple = tuple_from_array_steal(STACK_POINTER(), oparg);
        if (tuple == NULL) {
            goto error;
        }
        QUICK_PUSH(tuple);
        NEXT();
    }

    CASE(BUILD_LIST) {
        Object *list = list_new(oparg);
        if (list == NULL) {
            goto error;
        }
        QUICK_SHRINK(oparg);
        for (int i = 0; i < oparg; i++) {
            list_init_item(list, i, STACK_POINTER()[i]);
        }
        QUICK_PUSH(list);
        NEXT();
    }

    CASE(BUILD_SET) {
        Object *set = ops_build_set(STACK_POINTER() - oparg, oparg);
        if (set == NULL) {
            goto error;
        }
        for (int i = 0; i < oparg; i++) {
            QUICK_DROP_TOP();
        }
        QUICK_PUSH(set);
        NEXT();
    }

    CASE(BUILD_MAP) {
        Object *map = ops_build_map(STACK_POINTER() - 2 * oparg, oparg);
        if (map == NULL) {
            goto error;
        }
        for (int i = 0; i < 2 * oparg; i++) {
            QUICK_DROP_TOP();
        }
        QUICK_PUSH(map);
        NEXT();
    }

    CASE(BUILD_CONST_KEY_MAP) {
        Object *map = ops_build_const_key_map(STACK_POINTER() - 1 - oparg,
                                              TOP(), oparg);
        if (map == NULL) {
            goto error;
        }
        for (int i = 0; i < oparg + 1; i++) {
            QUICK_DROP_TOP();
        }
        QUICK_PUSH(map);
        NEXT();
    }

    CASE(BUILD_STRING) {
        Object *result = str_join_array(ops_empty_string(),
                                        STACK_POINTER() - oparg, oparg);
        if (result == NULL) {
            goto error;
        }
        for (int i = 0; i < oparg; i++) {
            QUICK_DROP_TOP();
        }
        QUICK_PUSH(result);
        NEXT();
    }

    CASE(BUILD_SLICE) {
        Object *step = oparg == 3 ? TOP() : NULL;
        Object *slice = slice_new(PEEK(oparg), PEEK(oparg - 1), step);
        if (slice == NULL) {
            goto error;
        }
        for (int i = 0; i < oparg; i++) {
            QUICK_DROP_TOP();
        }
        QUICK_PUSH(slice);
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
            QUICK_DROP_TOP();
        }
        SET_TOP(result);
        QUICK_DEC(value);
        NEXT();
    }

    CASE(LIST_TO_TUPLE) {
        Object *list = TOP();
        Object *tuple = list_as_tuple(list);
        if (tuple == NULL) {
            goto error;
        }
        SET_TOP(tuple);
        QUICK_DEC(list);
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
        QUICK_DROP_TOP();
        NEXT();
    }

    CASE(SET_ADD) {
        if (set_add(PEEK(oparg + 1), TOP()) < 0) {
            goto error;
        }
        QUICK_DROP_TOP();
        NEXT();
    }

    CASE(SET_UPDATE) {
        if (set_update(PEEK(oparg + 1), TOP()) < 0) {
            goto error;
        }
        QUICK_DROP_TOP();
        NEXT();
    }

    CASE(MAP_ADD) {
        if (dict_set(PEEK(oparg + 2), SECOND(), TOP()) < 0) {
            goto error;
        }
        QUICK_DROP_TOP();
        QUICK_DROP_TOP();
        NEXT();
    }

    CASE(DICT_UPDATE) {
        if (ops_dict_update(PEEK(oparg + 1), TOP()) < 0) {
            goto error;
        }
        QUICK_DROP_TOP();
        NEXT();
    }

    CASE(DICT_MERGE) {
        if (ops_dict_merge(PEEK(oparg + 1), TOP(), PEEK(2 + oparg + 1)) < 0) {
            goto error;
        }
        QUICK_DROP_TOP();
        NEXT();
    }

    CASE(UNPACK_SEQUENCE) {
        Object *sequence = TOP();
        ip += 1;
        if (tuple_check_exact(sequence) && tuple_size(sequence) == oparg) {
            (void)QUICK_POP();
            for (int i = oparg - 1; i >= 0; i--) {
                QUICK_PUSH(ref_new(tuple_get(sequence, i)));
            }
            QUICK_DEC(sequence);
            NEXT();
        }
        if (list_check_exact(sequence) && list_size(sequence) == oparg) {
            (void)QUICK_POP();
            for (int i = oparg - 1; i >= 0; i--) {
                QUICK_PUSH(ref_new(list_get(sequence, i)));
            }
            QUICK_DEC(sequence);
            NEXT();
        }
        Object **top = STACK_POINTER() + oparg - 2;
        if (ops_unpack(thread, sequence, oparg, -1, top) < 0) {
            SET_TOP(sequence);
            goto error;
        }
        GROW(oparg - 1);
        QUICK_DEC(sequence);
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
        QUICK_DEC(sequence);
        NEXT();
    }
