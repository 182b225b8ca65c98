/* The module _opcode: what dis asks of instructions. */
#include <limits.h>

#include "interp/bytecode/opcode.h"
#include "interp/modules/modules.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"

static Object *
m_stack_effect(Object *self, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"", "", "jump", NULL};
    static const ArgsSpec spec = {"stack_effect", names, 1, 2, 1};
    Object *v[3];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    int opcode = int_as_int(v[0]);
    bool has_operand = v[1] != NULL && v[1] != NONE;
    int operand = has_operand ? int_as_int(v[1]) : 0;
    int jump = v[2] == NULL || v[2] == NONE ? -1 : object_is_true(v[2]);
    if (error_occurred()) {
        return NULL;
    }
    if (opcode >= 90 && !has_operand) { // CPython: HAVE_ARGUMENT
        return error_set_text(EXC(ValueError), "stack_effect: opcode requires "
                                               "oparg but oparg was not "
                                               "specified");
    }
    if (opcode < 90 && has_operand) {
        return error_set_text(EXC(ValueError), "stack_effect: opcode does not "
                                               "permit oparg but oparg was "
                                               "specified");
    }
    int effect = opcode_stack_effect(opcode, operand, jump);
    return effect == INT_MAX ? error_set_text(EXC(ValueError),
                                              "invalid opcode or oparg")
                             : int_from_long(effect);
}

static Object *
m_get_specialization_stats(Object *self, Object *unused)
{
    (void)self, (void)unused;
    return none_new();
}

static MethodDef functions[] = {
    {"stack_effect", METHOD(m_stack_effect), METH_FASTCALL | METH_KEYWORDS,
     "stack_effect($module, opcode, oparg=None, /, *, jump=None)\n--\n\n"
     "Compute the stack effect of the opcode."},
    {"get_specialization_stats", m_get_specialization_stats, METH_NOARGS,
     NULL},
    {NULL, NULL, 0, NULL}};

Object *
opcode_module_new(void)
{
    Object *m = module_new("_opcode");
    if (m != NULL && module_add_functions(m, functions) < 0) {
        REF_CLEAR(m);
    }
    return m;
}
