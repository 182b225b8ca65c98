/* eval_attributes_body.h - attributes and methods; a part of eval_body.h */

    CASE(LOAD_ATTR) {
    general_LOAD_ATTR:
        ADAPT(specialize_load_attr);
        Object *owner = TOP();
        Object *result = object_getattr(owner, tuple_get(NAMES(), oparg));
        if (result == NULL) {
            goto error;
        }
        SET_TOP(result);
        QUICK_DEC(owner);
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
        QUICK_DEC(owner);
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
        (void)QUICK_POP();
        QUICK_DEC(owner);
        (void)QUICK_POP();
        QUICK_DEC(value);
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
        QUICK_DROP_TOP();
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
            QUICK_PUSH(owner);
        } else {
            // NULL | attribute | arguments
            SET_TOP(NULL);
            QUICK_PUSH(method);
            QUICK_DEC(owner);
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
