/* eval_operators_body.h - operators, subscripts, comparisons (eval_body.h) */

#define UNARY_OPERATION(name, function)                                      \
    CASE(name) {                                                             \
        Object *value = TOP();                                               \
        Object *result = function(value);                                    \
        if (result == NULL) {                                                \
            goto error;                                                      \
        }                                                                    \
        SET_TOP(result);                                                     \
        QUICK_DEC(value);                                                      \
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
        QUICK_DEC(value);
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
        QUICK_REPLACE_TWO(result);
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
        (void)QUICK_POP();
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
        QUICK_REPLACE_TWO(result);
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
        QUICK_DEC(left);
        str_append(target, right);
        (void)QUICK_POP();
        QUICK_DEC(right);
        (void)QUICK_POP();
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
        QUICK_REPLACE_TWO(result);
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
        QUICK_REPLACE_TWO(result);
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
        (void)QUICK_POP();
        QUICK_DEC(key);
        (void)QUICK_POP();
        QUICK_DEC(container);
        (void)QUICK_POP();
        QUICK_DEC(value);
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
        (void)QUICK_POP();
        QUICK_DEC(key);
        (void)QUICK_POP();
        QUICK_DEC(dict);
        (void)QUICK_POP();
        QUICK_DEC(value);
        ip += 1;
        NEXT();
    }

    CASE(DELETE_SUBSCR) {
        Object *key = TOP();
        Object *container = SECOND();
        if (object_delitem(container, key) < 0) {
            goto error;
        }
        QUICK_DROP_TOP();
        QUICK_DROP_TOP();
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
        QUICK_REPLACE_TWO(result);
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
        QUICK_REPLACE_TWO(ref_new((found != 0) != (oparg != 0) ? TRUE : FALSE));
        NEXT();
    }
