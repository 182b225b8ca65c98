/* What CPython's site adds to the builtins: exit, quit, help, copyright,
 * credits and license. They are Lib/_sitebuiltins.py's in behaviour; here
 * they are static objects, so that they are there without an import. */
#include "interp/modules/builtins_functions.h"
#include "interp/modules/import.h"
#include "interp/modules/modules.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/dict.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/type.h"

typedef struct SiteBuiltin {
    Object base;
    const char *name, *text;
} SiteBuiltin;

#define SELF ((SiteBuiltin *)self)

extern Type quitter_type, helper_type, printer_type;

// ------------------------------------------------------------ exit and quit

static Object *
quitter_repr(Object *self)
{
    return str_from_format("Use %s() or Ctrl-D (i.e. EOF) to exit",
                           SELF->name);
}

static Object *
quitter_call(Object *self, Object *args, Object *kwargs)
{
    (void)self;
    static const char *const names[] = {"code", NULL};
    static const ArgsSpec spec = {"Quitter.__call__", names, 0, 0, 0};
    Object *code;
    if (!args_parse_tuple(&spec, args, kwargs, &code)) {
        return NULL;
    }
    // Shells that catch SystemExit listen when their stdin is closed.
    Object *file = sys_get("stdin");
    Object *result = file == NULL ? NULL
                                  : call_method_text(file, "close", NULL, 0);
    ref_xdec(result);
    error_clear();
    Object *exception = code == NULL ? call_one(EXC(SystemExit), NONE)
                                     : call_one(EXC(SystemExit), code);
    if (exception != NULL) {
        error_set_object(EXC(SystemExit), exception);
        ref_dec(exception);
    }
    return NULL;
}

// ------------------------------------------------------------------- help

static Object *
helper_repr(Object *self)
{
    (void)self;
    return str_from_text("Type help() for interactive help, or help(object) "
                         "for help about object.");
}

static Object *
helper_call(Object *self, Object *args, Object *kwargs)
{
    (void)self;
    Object *pydoc = import_module("pydoc");
    Object *help = pydoc == NULL ? NULL : object_getattr_text(pydoc, "help");
    Object *result = help == NULL ? NULL : call_object(help, args, kwargs);
    ref_xdec(pydoc);
    ref_xdec(help);
    return result;
}

// -------------------------------------------------------------------- texts

static Object *
printer_text(Object *self)
{
    if (SELF->text != NULL) {
        return str_from_text(SELF->text);
    }
    Object *text = sys_get("copyright");
    return text == NULL ? str_from_text("") : ref_new(text);
}

static Object *
printer_call(Object *self, Object *args, Object *kwargs)
{
    if (!args_no_keywords(SELF->name, kwargs) ||
        !args_check_count(SELF->name, object_length(args), 0, 0)) {
        return NULL;
    }
    Object *text = printer_text(self);
    Object *print = dict_get_text(builtins_dict, "print");
    Object *result =
        text == NULL || print == NULL ? NULL : call_one(print, text);
    ref_xdec(text);
    return result;
}

#define SITE_TYPE(variable, type_name, show, call_it, text)                  \
    STATIC_OBJECT Type variable = {                                          \
        TYPE_HEAD_INIT,                                                      \
        .name = "_sitebuiltins." type_name,                                  \
        .basicsize = sizeof(SiteBuiltin),                                    \
        .repr = show,                                                        \
        .call = call_it,                                                     \
        .getattro = object_generic_getattr,                                  \
        .flags = TYPE_DEFAULT,                                               \
        .doc = text,                                                         \
    }
SITE_TYPE(quitter_type, "Quitter", quitter_repr, quitter_call, NULL);
SITE_TYPE(helper_type, "_Helper", helper_repr, helper_call,
          "Define the builtin 'help'.\n\nThis is a wrapper around "
          "pydoc.help that provides a helpful message\nwhen 'help' is typed "
          "at the Python interactive prompt.\n\nCalling help() at the Python "
          "prompt starts an interactive help session.\nCalling help(thing) "
          "prints help for the python object 'thing'.\n");
SITE_TYPE(printer_type, "_Printer", printer_text, printer_call,
          "interactive prompt objects for printing the license text, a list "
          "of\n    contributors and the copyright notice.");

#define SITE_OBJECT(variable, type, name, text)                              \
    STATIC_OBJECT SiteBuiltin variable = {OBJECT_HEAD_INIT(&type), name, text}
SITE_OBJECT(site_exit, quitter_type, "exit", NULL);
SITE_OBJECT(site_quit, quitter_type, "quit", NULL);
SITE_OBJECT(site_help, helper_type, "help", NULL);
SITE_OBJECT(site_copyright, printer_type, "copyright", NULL);
SITE_OBJECT(site_credits, printer_type, "credits",
            "    Thanks to CWI, CNRI, BeOpen.com, Zope Corporation and a "
            "cast of thousands\n    for supporting Python development.  See "
            "www.python.org for more information.");
SITE_OBJECT(site_license, printer_type, "license",
            "See https://www.python.org/psf/license/");

int
site_builtins_add(Object *module)
{
    SiteBuiltin *const all[] = {&site_quit,    &site_exit,
                                &site_copyright, &site_credits,
                                &site_license, &site_help};
    if (type_ready(&quitter_type) < 0 || type_ready(&helper_type) < 0 ||
        type_ready(&printer_type) < 0) {
        return -1;
    }
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (module_add(module, all[i]->name, ref_new(all[i])) < 0) {
            return -1;
        }
    }
    return 0;
}
