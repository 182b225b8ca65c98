/* The module _csv: its functions, the registered dialects, the error. */
#include "interp/modules/csv_module.h"

#include "interp/modules/modules.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"

// Guarded by the GIL.
Object *csv_error, *csv_dialects;
long csv_field_limit = 128 * 1024;

static Object *
m_reader(Object *module, Object *args, Object *kwargs)
{
    (void)module;
    return csv_reader_new(args, kwargs);
}

static Object *
m_writer(Object *module, Object *args, Object *kwargs)
{
    (void)module;
    return csv_writer_new(args, kwargs);
}

static Object *
m_list_dialects(Object *module, Object *unused)
{
    (void)module, (void)unused;
    return sequence_list(csv_dialects);
}

static Object *
m_register_dialect(Object *module, Object *args, Object *kwargs)
{
    (void)module;
    if (!args_check_count("register_dialect", tuple_size(args), 1, 2)) {
        return NULL;
    }
    Object *name = tuple_get(args, 0);
    if (!str_check(name)) {
        return error_set_text(EXC(TypeError),
                              "dialect name must be a string");
    }
    Object *dialect = csv_dialect_make(
        tuple_size(args) > 1 ? tuple_get(args, 1) : NULL, kwargs);
    int failed = dialect == NULL ? -1
                                 : dict_set(csv_dialects, name, dialect);
    ref_xdec(dialect);
    return failed < 0 ? NULL : none_new();
}

static Object *
m_unregister_dialect(Object *module, Object *name)
{
    (void)module;
    if (dict_delete(csv_dialects, name) < 0) {
        if (error_matches(EXC(KeyError))) {
            error_clear();
            error_set_text(csv_error, "unknown dialect");
        }
        return NULL;
    }
    return none_new();
}

static Object *
m_get_dialect(Object *module, Object *name)
{
    (void)module;
    Object *dialect = dict_get(csv_dialects, name);
    if (dialect == NULL && error_occurred() == NULL) {
        error_set_text(csv_error, "unknown dialect");
    }
    return ref_xnew(dialect);
}

static Object *
m_field_size_limit(Object *module, Object *const *args, ssize_t nargs)
{
    (void)module;
    if (!args_check_count("field_size_limit", nargs, 0, 1)) {
        return NULL;
    }
    long old = csv_field_limit;
    if (nargs == 1) {
        if (!int_check_exact(args[0])) {
            return error_format(EXC(TypeError), "limit must be an integer");
        }
        long limit = int_as_long(args[0]);
        if (limit == -1 && error_occurred() != NULL) {
            return NULL;
        }
        csv_field_limit = limit;
    }
    return int_from_long(old);
}

static MethodDef functions[] = {
    {"reader", METHOD(m_reader), METH_VARARGS | METH_KEYWORDS,
     "    csv_reader = reader(iterable [, dialect='excel']\n"
     "                        [optional keyword args])\n"
     "    for row in csv_reader:\n        process(row)\n"},
    {"writer", METHOD(m_writer), METH_VARARGS | METH_KEYWORDS,
     "    csv_writer = csv.writer(fileobj [, dialect='excel']\n"
     "                            [optional keyword args])\n"
     "    for row in sequence:\n        csv_writer.writerow(row)\n"},
    {"list_dialects", m_list_dialects, METH_NOARGS,
     "Return a list of all known dialect names."},
    {"register_dialect", METHOD(m_register_dialect),
     METH_VARARGS | METH_KEYWORDS,
     "Create a mapping from a string name to a dialect class."},
    {"unregister_dialect", m_unregister_dialect, METH_O,
     "Delete the name/dialect mapping associated with a string name."},
    {"get_dialect", m_get_dialect, METH_O,
     "Return the dialect instance associated with name."},
    {"field_size_limit", METHOD(m_field_size_limit), METH_FASTCALL,
     "Sets an upper limit on parsed fields."},
    {NULL, NULL, 0, NULL}};

// The class _csv.Error. As in CPython its instances have no list of weak
// references, but a dict, since Exceptions have one.
static Object *
make_error(void)
{
    Object *dict = dict_new(), *slots = tuple_new(0);
    Object *bases = tuple_pack(1, EXC(Exception));
    Object *module = str_from_text("_csv");
    Object *class = NULL;
    if (dict != NULL && slots != NULL && bases != NULL && module != NULL &&
        dict_set(dict, dn_module, module) == 0 &&
        dict_set(dict, dn_slots, slots) == 0) {
        class = type_make("Error", bases, dict);
    }
    if (class != NULL && dict_delete(((Type *)class)->dict, dn_slots) < 0) {
        REF_CLEAR(class);
    }
    ref_xdec(dict);
    ref_xdec(slots);
    ref_xdec(bases);
    ref_xdec(module);
    return class;
}

static int
make_state(void)
{
    if (csv_error != NULL) {
        return 0;
    }
    csv_error = make_error();
    csv_dialects = dict_new();
    ref_root(&csv_error, "_csv.Error");
    ref_root(&csv_dialects, "the registered CSV dialects");
    return csv_error == NULL || csv_dialects == NULL ? -1 : 0;
}

Object *
csv_module_new(void)
{
    static const struct {
        const char *name;
        long value;
    } numbers[] = {{"QUOTE_MINIMAL", CSV_QUOTE_MINIMAL},
                   {"QUOTE_ALL", CSV_QUOTE_ALL},
                   {"QUOTE_NONNUMERIC", CSV_QUOTE_NONNUMERIC},
                   {"QUOTE_NONE", CSV_QUOTE_NONE}};
    Object *m = module_new("_csv");
    int failed = m == NULL || make_state() < 0 ||
                 type_ready(&csv_dialect_type) < 0 ||
                 type_ready(&csv_reader_type) < 0 ||
                 type_ready(&csv_writer_type) < 0 ||
                 module_add_functions(m, functions) < 0 ||
                 module_add_text(m, "__version__", "1.0") < 0 ||
                 module_add(m, "Error", ref_new(csv_error)) < 0 ||
                 module_add(m, "_dialects", ref_new(csv_dialects)) < 0 ||
                 module_add(m, "Dialect", ref_new(&csv_dialect_type)) < 0 ||
                 module_add(m, "Reader", ref_new(&csv_reader_type)) < 0 ||
                 module_add(m, "Writer", ref_new(&csv_writer_type)) < 0;
    for (size_t i = 0; !failed && i < sizeof(numbers) / sizeof(numbers[0]);
         i++) {
        failed = module_add_int(m, numbers[i].name, numbers[i].value) < 0;
    }
    if (failed) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
