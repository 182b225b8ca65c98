#include "interp/vm/specialize.h"

#include <string.h>

#include "interp/bytecode/opcode.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/float.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/ops.h"

Object *builtin_len, *builtin_isinstance, *list_append_method;

#define TOP(n) (frame->stack[-(n)])

// Writes the special form; its counter counts misses.
static bool
become(const Frame *frame, CodeWord *word, int opcode)
{
    code_set_opcode(frame->code, word, opcode);
    word[1] = SPECIALIZE_MISSES;
    return true;
}

static bool
not_now(CodeWord *word)
{
    word[1] = SPECIALIZE_BACKOFF;
    return false;
}

static void
write32(CodeWord *at, uint32_t value)
{
    at[0] = (CodeWord)value;
    at[1] = (CodeWord)(value >> 16);
}

static void
write_pointer(CodeWord *at, const void *pointer)
{
    uint64_t value = (uint64_t)(uintptr_t)pointer;
    memcpy(at, &value, sizeof(value));
}

bool
specialize_binary_op(Frame *frame, CodeWord *word, int oparg)
{
    Type *left = TYPE_OF(TOP(2)), *right = TYPE_OF(TOP(1));
    if (left != right) {
        return not_now(word);
    }
    bool plain_add = oparg == BINARY_ADD || oparg == BINARY_INPLACE;
    bool subtract = oparg == BINARY_SUBTRACT ||
                    oparg == BINARY_SUBTRACT + BINARY_INPLACE;
    bool multiply = oparg == BINARY_MULTIPLY ||
                    oparg == BINARY_MULTIPLY + BINARY_INPLACE;
    bool divide = oparg == BINARY_TRUE_DIVIDE ||
                  oparg == BINARY_TRUE_DIVIDE + BINARY_INPLACE;
    if (left == &int_type) {
        return plain_add  ? become(frame, word, OP_BINARY_OP_ADD_INT)
               : subtract ? become(frame, word, OP_BINARY_OP_SUBTRACT_INT)
               : multiply ? become(frame, word, OP_BINARY_OP_MULTIPLY_INT)
               : int_is_short(TOP(2)) && int_is_short(TOP(1)) &&
                       ops_has_int_short(oparg)
                   ? become(frame, word, OP_BINARY_OP_INT)
                   : not_now(word);
    }
    if (left == &float_type) {
        return plain_add  ? become(frame, word, OP_BINARY_OP_ADD_FLOAT)
               : subtract ? become(frame, word, OP_BINARY_OP_SUBTRACT_FLOAT)
               : multiply ? become(frame, word, OP_BINARY_OP_MULTIPLY_FLOAT)
               : divide   ? become(frame, word, OP_BINARY_OP_DIVIDE_FLOAT)
                          : not_now(word);
    }
    if (left == &str_type && plain_add) {
        CodeWord next = word[2];
        if ((next & 255) == OP_STORE_FAST &&
            frame->slots[next >> 8] == TOP(2)) {
            return become(frame, word, OP_BINARY_OP_INPLACE_ADD_UNICODE);
        }
        return become(frame, word, OP_BINARY_OP_ADD_UNICODE);
    }
    return not_now(word);
}

bool
specialize_binary_subscr(Frame *frame, CodeWord *word, int oparg)
{
    (void)oparg;
    Type *container = TYPE_OF(TOP(2)), *key = TYPE_OF(TOP(1));
    if (container == &list_type && key == &int_type) {
        return become(frame, word, OP_BINARY_SUBSCR_LIST_INT);
    }
    if (container == &tuple_type && key == &int_type) {
        return become(frame, word, OP_BINARY_SUBSCR_TUPLE_INT);
    }
    if (container == &dict_type) {
        return become(frame, word, OP_BINARY_SUBSCR_DICT);
    }
    return not_now(word);
}

bool
specialize_store_subscr(Frame *frame, CodeWord *word, int oparg)
{
    (void)oparg;
    Type *container = TYPE_OF(TOP(2)), *key = TYPE_OF(TOP(1));
    if (container == &list_type && key == &int_type) {
        return become(frame, word, OP_STORE_SUBSCR_LIST_INT);
    }
    if (container == &dict_type) {
        return become(frame, word, OP_STORE_SUBSCR_DICT);
    }
    return not_now(word);
}

bool
specialize_compare_op(Frame *frame, CodeWord *word, int oparg)
{
    int next = opcode_deopt(word[3] & 255);
    if (next != OP_POP_JUMP_FORWARD_IF_FALSE &&
        next != OP_POP_JUMP_FORWARD_IF_TRUE &&
        next != OP_POP_JUMP_BACKWARD_IF_FALSE &&
        next != OP_POP_JUMP_BACKWARD_IF_TRUE) {
        return not_now(word);
    }
    Type *left = TYPE_OF(TOP(2)), *right = TYPE_OF(TOP(1));
    if (left != right) {
        return not_now(word);
    }
    if (left == &int_type && int_is_short(TOP(2)) &&
        int_is_short(TOP(1))) {
        return become(frame, word, OP_COMPARE_OP_INT_JUMP);
    }
    if (left == &float_type) {
        return become(frame, word, OP_COMPARE_OP_FLOAT_JUMP);
    }
    if (left == &str_type && (oparg == CMP_EQ || oparg == CMP_NE)) {
        return become(frame, word, OP_COMPARE_OP_STR_JUMP);
    }
    return not_now(word);
}

// The entry of a name in a dict whose keys are all str; -1 if it cannot be
// remembered.
static ssize_t
entry_of(Dict *dict, Object *name)
{
    if (dict->keys->kind != KEYS_UNICODE || dict->values != NULL) {
        return -1;
    }
    ssize_t i = keys_find_str(dict->keys, name, key_hash(name));
    return i > UINT16_MAX ? -1 : i;
}

bool
specialize_load_global(Frame *frame, CodeWord *word, int oparg)
{
    Object *name = tuple_get(frame->code->names, oparg >> 1);
    Dict *globals = (Dict *)frame->globals;
    Dict *builtins = (Dict *)frame->function->builtins;
    if (!dict_check_exact(globals) || globals->keys->kind != KEYS_UNICODE) {
        return not_now(word);
    }
    ssize_t i = entry_of(globals, name);
    uint32_t version = keys_version(globals->keys);
    if (version == 0) {
        return not_now(word);
    }
    if (i >= 0) {
        word[2] = (CodeWord)i;
        write32(word + 3, version);
        return become(frame, word, OP_LOAD_GLOBAL_MODULE);
    }
    if (i != SLOT_EMPTY || !dict_check_exact(builtins)) {
        return not_now(word);
    }
    i = entry_of(builtins, name);
    uint32_t builtins_version = keys_version(builtins->keys);
    if (i < 0 || builtins_version == 0 || builtins_version > UINT16_MAX) {
        return not_now(word);
    }
    word[2] = (CodeWord)i;
    write32(word + 3, version);
    word[5] = (CodeWord)builtins_version;
    return become(frame, word, OP_LOAD_GLOBAL_BUILTIN);
}

// An attribute of a module: LOAD_ATTR and LOAD_METHOD alike.
static bool
specialize_module(const Frame *frame, Object *owner, CodeWord *word,
                  Object *name, int opcode)
{
    Dict *dict = (Dict *)module_dict(owner);
    if (type_lookup(TYPE_OF(owner), name) != NULL) {
        return not_now(word);
    }
    ssize_t i = entry_of(dict, name);
    uint32_t version = i < 0 ? 0 : keys_version(dict->keys);
    if (version == 0) {
        return not_now(word);
    }
    write32(word + 2, version);
    word[4] = (CodeWord)i;
    return become(frame, word, opcode);
}

// The forms of an instruction for where an attribute of an instance lies: its
// values array, a slot, its dict (0: no such form).
typedef struct InstanceForms {
    int value, slot, hint;
} InstanceForms;

// Writes the cache for the form that matches.
static bool
specialize_instance(const Frame *frame, Object *owner, CodeWord *word,
                    Object *name, const InstanceForms *forms)
{
    Type *type = TYPE_OF(owner);
    Object *descriptor = type_lookup(type, name);
    uint32_t version = type_version(type);
    if (version == 0) {
        return not_now(word);
    }
    if (descriptor != NULL) {
        if (TYPE_OF(descriptor) != &member_descriptor_type) {
            return not_now(word);
        }
        FieldDef *row = ((MemberDescriptor *)descriptor)->member;
        if (row->kind != FIELD_OBJECT_EX || (row->flags & FIELD_READONLY) ||
            row->offset > UINT16_MAX ||
            !type_has_feature(((Descriptor *)descriptor)->owner, TYPE_HEAP) ||
            !object_type_check(owner, ((Descriptor *)descriptor)->owner)) {
            return not_now(word);
        }
        write32(word + 2, version);
        word[4] = (CodeWord)row->offset;
        return become(frame, word, forms->slot);
    }
    if (!type_has_feature(type, TYPE_MANAGED_DICT)) {
        return not_now(word);
    }
    if (*instance_values(owner) != NULL) {
        DictKeys *keys = type_cached_keys(type);
        ssize_t i = keys_find_str(keys, name, key_hash(name));
        if (i < 0) {
            return not_now(word);
        }
        write32(word + 2, version);
        word[4] = (CodeWord)i;
        return become(frame, word, forms->value);
    }
    Dict *dict = (Dict *)*instance_dict(owner);
    if (forms->hint == 0 || dict == NULL || dict->keys->kind == KEYS_GENERAL) {
        return not_now(word);
    }
    ssize_t i = keys_find_str(dict->keys, name, key_hash(name));
    if (i < 0 || i > UINT16_MAX) {
        return not_now(word);
    }
    write32(word + 2, version);
    word[4] = (CodeWord)i;
    return become(frame, word, forms->hint);
}

bool
specialize_load_attr(Frame *frame, CodeWord *word, int oparg)
{
    Object *owner = TOP(1);
    Object *name = tuple_get(frame->code->names, oparg);
    if (TYPE_OF(owner) == &module_type) {
        return specialize_module(frame, owner, word, name, OP_LOAD_ATTR_MODULE);
    }
    if (TYPE_OF(owner)->getattro != object_generic_getattr) {
        return not_now(word);
    }
    static const InstanceForms forms = {
        OP_LOAD_ATTR_INSTANCE_VALUE, OP_LOAD_ATTR_SLOT, OP_LOAD_ATTR_WITH_HINT};
    return specialize_instance(frame, owner, word, name, &forms);
}

bool
specialize_store_attr(Frame *frame, CodeWord *word, int oparg)
{
    Object *owner = TOP(1);
    Object *name = tuple_get(frame->code->names, oparg);
    if (TYPE_OF(owner)->setattro != object_generic_setattr) {
        return not_now(word);
    }
    static const InstanceForms forms = {OP_STORE_ATTR_INSTANCE_VALUE,
                                        OP_STORE_ATTR_SLOT, 0};
    return specialize_instance(frame, owner, word, name, &forms);
}

bool
specialize_load_method(Frame *frame, CodeWord *word, int oparg)
{
    Object *owner = TOP(1);
    Object *name = tuple_get(frame->code->names, oparg);
    Type *type = TYPE_OF(owner);
    if (type == &module_type) {
        return specialize_module(frame, owner, word, name,
                                 OP_LOAD_METHOD_MODULE);
    }
    if (type == &type_type) {
        // A function or a class in a class: nothing is bound.
        Object *found = type_lookup((Type *)owner, name);
        uint32_t version = type_version((Type *)owner);
        if (found == NULL || version == 0 ||
            type_lookup(type, name) != NULL ||
            (TYPE_OF(found)->descr_get != NULL &&
             !type_has_feature(TYPE_OF(found), TYPE_METHOD_DESCRIPTOR))) {
            return not_now(word);
        }
        write32(word + 2, version);
        write_pointer(word + 6, found);
        return become(frame, word, OP_LOAD_METHOD_CLASS);
    }
    if (type->getattro != object_generic_getattr) {
        return not_now(word);
    }
    Object *method = type_lookup(type, name);
    uint32_t version = type_version(type);
    if (method == NULL || version == 0 ||
        !type_has_feature(TYPE_OF(method), TYPE_METHOD_DESCRIPTOR)) {
        return not_now(word);
    }
    if (type_has_feature(type, TYPE_MANAGED_DICT)) {
        if (*instance_values(owner) == NULL) {
            return not_now(word);
        }
        DictKeys *keys = type_cached_keys(type);
        if (keys_find_str(keys, name, key_hash(name)) != SLOT_EMPTY) {
            return not_now(word);
        }
        uint32_t shared_version = keys_version(keys);
        if (shared_version == 0) {
            return not_now(word);
        }
        write32(word + 2, version);
        write32(word + 4, shared_version);
        write_pointer(word + 6, method);
        return become(frame, word, OP_LOAD_METHOD_WITH_VALUES);
    }
    if (type->dict_offset != 0) {
        return not_now(word);
    }
    write32(word + 2, version);
    write_pointer(word + 6, method);
    return become(frame, word, OP_LOAD_METHOD_NO_DICT);
}

static bool
specialize_python_call(const Frame *frame, Function *function, CodeWord *word,
                       int total)
{
    Code *code = (Code *)function->code;
    if (function->vectorcall != function_vectorcall ||
        (code->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) != 0 ||
        code->kwonlyargcount != 0 || (code->flags & CODE_OPTIMIZED) == 0) {
        return not_now(word);
    }
    uint32_t version = function_version(function);
    if (version == 0) {
        return not_now(word);
    }
    write32(word + 2, version);
    if (code->argcount == total) {
        return become(frame, word, OP_CALL_PY_EXACT_ARGS);
    }
    ssize_t ndefaults =
        function->defaults == NULL ? 0 : tuple_size(function->defaults);
    if (total < code->argcount && total >= code->argcount - ndefaults) {
        word[4] = (CodeWord)(code->argcount - ndefaults);
        return become(frame, word, OP_CALL_PY_WITH_DEFAULTS);
    }
    return not_now(word);
}

static bool
specialize_class_call(const Frame *frame, Type *type, CodeWord *word)
{
    Object *init = type_lookup(type, dn_init);
    uint32_t version = type_version(type);
    if (TYPE_OF(type) != &type_type || version == 0 || init == NULL ||
        TYPE_OF(init) != &function_type ||
        ((Function *)init)->vectorcall != function_vectorcall ||
        type->new_ != object_new_slot || !type_slots_use_python_init(type) ||
        type->alloc != type_generic_alloc ||
        type_has_feature(type, TYPE_ABSTRACT) || type->itemsize != 0) {
        return not_now(word);
    }
    write32(word + 2, version);
    return become(frame, word, OP_CALL_CLASS_INIT);
}

bool
specialize_call(Frame *frame, CodeWord *word, int oparg)
{
    bool is_method = TOP(oparg + 2) != NULL;
    int total = oparg + is_method;
    Object *callable = TOP(total + 1);
    Type *type = TYPE_OF(callable);
    if (type == &function_type) {
        return specialize_python_call(frame, (Function *)callable, word, total);
    }
    if (type == &cfunction_type) {
        if (callable == builtin_len && total == 1 && !is_method) {
            return become(frame, word, OP_CALL_LEN);
        }
        if (callable == builtin_isinstance && total == 2 && !is_method) {
            return become(frame, word, OP_CALL_ISINSTANCE);
        }
        int flags = ((CFunctionObject *)callable)->method->flags;
        return flags == METH_FASTCALL
                   ? become(frame, word, OP_CALL_BUILTIN_FAST)
               : flags == METH_O && total == 1
                   ? become(frame, word, OP_CALL_BUILTIN_O)
                   : not_now(word);
    }
    if (type == &method_descriptor_type && is_method) {
        MethodDescriptor *d = (MethodDescriptor *)callable;
        if (TYPE_OF(TOP(oparg + 1)) != d->head.owner) {
            return not_now(word);
        }
        if (callable == list_append_method && oparg == 1) {
            return become(frame, word, OP_CALL_LIST_APPEND);
        }
        int flags = d->method->flags;
        return flags == METH_O && oparg == 1
                   ? become(frame, word, OP_CALL_METHOD_O)
               : flags == METH_NOARGS && oparg == 0
                   ? become(frame, word, OP_CALL_METHOD_NOARGS)
               : flags == METH_FASTCALL
                   ? become(frame, word, OP_CALL_METHOD_FAST)
                   : not_now(word);
    }
    if (type == &type_type && !is_method) {
        if (callable == OBJ(&type_type) && oparg == 1) {
            return become(frame, word, OP_CALL_TYPE_1);
        }
        return specialize_class_call(frame, (Type *)callable, word);
    }
    return not_now(word);
}
