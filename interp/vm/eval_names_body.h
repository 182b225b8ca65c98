/* eval_names_body.h - globals, cells, class bodies; a part of eval_body.h */

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
