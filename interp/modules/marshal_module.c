/* The module marshal: marshal_write.c and marshal_read.c do the work. */
#include "interp/modules/marshal.h"
#include "interp/modules/modules.h"
#include "interp/objects/bytes.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"

static Object *
dumps(Object *value, Object *version_or_null)
{
    int version = MARSHAL_VERSION;
    if (version_or_null != NULL) {
        version = int_as_int(version_or_null);
        if (version == -1 && error_occurred()) {
            return NULL;
        }
    }
    return marshal_write(value, version);
}

static Object *
m_dumps(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    return args_check_count("dumps", nargs, 1, 2)
               ? dumps(args[0], nargs > 1 ? args[1] : NULL)
               : NULL;
}

static Object *
m_dump(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("dump", nargs, 2, 3)) {
        return NULL;
    }
    Object *bytes = dumps(args[0], nargs > 2 ? args[2] : NULL);
    Object *result =
        bytes == NULL ? NULL : call_method(args[1], nm_write, &bytes, 1);
    ref_xdec(bytes);
    return result;
}

static Object *
m_loads(Object *self, Object *bytes)
{
    (void)self;
    BufferView view;
    if (buffer_get(bytes, &view, BUFFER_SIMPLE) < 0) {
        return NULL;
    }
    Object *value = marshal_read(view.buf, (size_t)view.len);
    buffer_release(&view);
    return value;
}

// First reads nothing, to see whether it is a file of bytes.
static Object *
m_load(Object *self, Object *file)
{
    (void)self;
    Object *zero = int_from_long(0);
    Object *nothing = call_method(file, nm_read, &zero, 1);
    ref_dec(zero);
    if (nothing == NULL) {
        return NULL;
    }
    Object *value =
        bytes_check(nothing)
            ? marshal_read_file(file)
            : error_format(EXC(TypeError),
                           "file.read() returned not bytes but %.100s",
                           TYPE_OF(nothing)->name);
    ref_dec(nothing);
    return value;
}

static MethodDef functions[] = {
    {"dump", METHOD(m_dump), METH_FASTCALL,
     "dump($module, value, file, version=version, /)\n--\n\n"
     "Write the value on the open file.\n\n"
     "A ValueError is raised for what cannot be written."},
    {"dumps", METHOD(m_dumps), METH_FASTCALL,
     "dumps($module, value, version=version, /)\n--\n\n"
     "Return the bytes that dump would write.\n\n"
     "A ValueError is raised for what cannot be written."},
    {"load", m_load, METH_O,
     "load($module, file, /)\n--\n\n"
     "Read one value from the open file.\n\n"
     "EOFError, ValueError or TypeError: there is none."},
    {"loads", m_loads, METH_O,
     "loads($module, bytes, /)\n--\n\n"
     "Convert bytes to a value; what follows it is ignored."},
    {NULL, NULL, 0, NULL}};

Object *
marshal_module_new(void)
{
    Object *m = module_new("marshal");
    if (m == NULL || module_add_functions(m, functions) < 0 ||
        module_add_int(m, "version", MARSHAL_VERSION) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}
