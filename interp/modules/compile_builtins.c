/* compile, eval, exec, __import__: the builtins that run source text. */
#include <stdlib.h>
#include <string.h>

#include "interp/bytecode/code.h"
#include "interp/bytecode/compile_source.h"
#include "interp/modules/ast_module.h"
#include "interp/modules/codecs_module.h"
#include "interp/modules/import.h"
#include "interp/modules/sys_module.h"
#include "interp/objects/bytes.h"
#include "interp/objects/dict.h"
#include "interp/objects/exception.h"
#include "interp/objects/function.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/tuple.h"
#include "interp/objects/type.h"
#include "interp/vm/eval.h"

// Flags of compile() beside the futures: PyCF_ONLY_AST. Those of 0x3200
// (indentation, type comments, top-level await) are taken and not obeyed.
#define COMPILE_ONLY_AST 0x400
// A text that only lacks its end is told apart: "incomplete input".
#define COMPILE_INCOMPLETE 0x4000

// The Python exception of what the compiler found wrong.
static void
raise_syntax_error(const SyntaxError *e, const char *filename)
{
    Object *type = e->kind == SYNTAX_INDENTATION ? EXC(IndentationError)
                   : e->kind == SYNTAX_TAB       ? EXC(TabError)
                                                 : EXC(SyntaxError);
    if (e->kind == SYNTAX_NO_MEMORY || e->kind == SYNTAX_TOO_DEEP) {
        error_no_memory();
        return;
    }
    if (e->kind == SYNTAX_NO_PLACE || e->kind == SYNTAX_RECURSION) {
        error_set_text(e->kind == SYNTAX_NO_PLACE ? EXC(SyntaxError)
                                                  : EXC(RecursionError),
                       e->msg);
        return;
    }
    Object *file = str_decode_fs(filename, (ssize_t)strlen(filename));
    Object *line = int_from_long(e->lineno);
    Object *offset = int_from_long(e->offset);
    Object *end_line = int_from_long(e->end_lineno);
    // -1 is a place that CPython tells too; -2 stands for none.
    Object *end_offset = e->end_offset == -2 ? none_new()
                                             : int_from_long(e->end_offset);
    Object *text = e->text == NULL
                       ? none_new()
                       : str_decode_utf8(e->text, (ssize_t)strlen(e->text),
                                         "replace");
    Object *msg = str_from_wtf8(e->msg, (ssize_t)strlen(e->msg));
    Object *info = NULL, *args = NULL;
    if (file != NULL && line != NULL && offset != NULL && end_line != NULL &&
        end_offset != NULL && text != NULL && msg != NULL) {
        info = tuple_pack(6, file, line, offset, text, end_line, end_offset);
        args = info == NULL ? NULL : tuple_pack(2, msg, info);
    }
    if (args != NULL) {
        error_set_object(type, args);
    }
    ref_xdec(args);
    ref_xdec(info);
    ref_xdec(msg);
    ref_xdec(text);
    ref_xdec(end_offset);
    ref_xdec(end_line);
    ref_xdec(offset);
    ref_xdec(line);
    ref_xdec(file);
}

// Warnings go to stderr with the line they are about, if a filter lets them.
static int
issue_warnings(const SyntaxWarnings *warnings, const char *filename)
{
    for (const SyntaxWarning *w = warnings->first; w != NULL; w = w->next) {
        Object *category =
            w->deprecated ? EXC(DeprecationWarning) : EXC(SyntaxWarning);
        if (warn_explicit_from_c(category, w->error.msg, filename,
                                 w->error.lineno) < 0) {
            if (error_matches(category)) {
                // As an error it is a SyntaxError, with its place.
                error_clear();
                raise_syntax_error(&w->error, filename);
            }
            return -1;
        }
    }
    return 0;
}

// What a compilation ends with: 0, or -1 with its error, or a warning that
// is one, set.
static int
judge(int failed, const SyntaxWarnings *warnings, const SyntaxError *error,
      const char *filename)
{
    if (issue_warnings(warnings, filename) < 0) {
        return -1;
    }
    if (failed < 0) {
        raise_syntax_error(error, filename);
    }
    return failed;
}

Object *
compile_to_code(const SourceJob *job, Object **literals)
{
    Arena *arena = arena_new();
    if (arena == NULL) {
        return error_no_memory();
    }
    CodeUnit *unit;
    SyntaxWarnings warnings = {NULL, NULL};
    SyntaxError error;
    Object *code = NULL;
    int failed = compile_source(arena, job, &unit, &warnings, &error);
    if (judge(failed, &warnings, &error, job->filename) == 0) {
        code = code_from_unit(unit, job->filename_object, literals);
    }
    arena_free(arena);
    return code;
}

// compile(..., flags=ast.PyCF_ONLY_AST): the tree as objects.
static Object *
parse_to_objects(const SourceJob *job)
{
    Arena *arena = arena_new();
    struct Mod *tree;
    SyntaxWarnings warnings = {NULL, NULL};
    SyntaxError error;
    Object *result = NULL;
    if (arena == NULL) {
        return error_no_memory();
    }
    int failed = parse_tree(arena, job, &tree, &warnings, &error);
    if (judge(failed, &warnings, &error, job->filename) == 0) {
        result = ast_to_object(tree);
    }
    arena_free(arena);
    return result;
}

// Whether the text is the beginning of something; SyntaxError then.
static bool
is_incomplete(const SourceJob *job)
{
    Arena *arena = arena_new();
    struct Mod *tree;
    SyntaxError error;
    bool incomplete = arena != NULL &&
                      parse_tree(arena, job, &tree, NULL, &error) < 0 &&
                      error.incomplete;
    if (incomplete) {
        error.kind = SYNTAX_ERROR;
        error.msg = "incomplete input";
        raise_syntax_error(&error, job->filename);
    }
    arena_free(arena);
    return incomplete;
}

// compile(tree, ...).
static Object *
compile_objects(Object *source, const SourceJob *job)
{
    Arena *arena = arena_new();
    CodeUnit *unit;
    SyntaxWarnings warnings = {NULL, NULL};
    SyntaxError error;
    Object *code = NULL;
    if (arena == NULL) {
        return error_no_memory();
    }
    struct Mod *tree = ast_from_object(arena, source, job->mode);
    if (tree == NULL) {
        arena_free(arena);
        return NULL;
    }
    int failed = compile_tree(arena, job, tree, &unit, &warnings, &error);
    if (judge(failed, &warnings, &error, job->filename) == 0) {
        code = code_from_unit(unit, job->filename_object, NULL);
    }
    arena_free(arena);
    return code;
}

// The text of a str, bytes or buffer argument; *owner keeps it alive.
static const char *
source_text(Object *source, const char *function, ssize_t *length,
            bool *is_text, Object **owner)
{
    *owner = NULL;
    *is_text = true;
    const char *text;
    BufferView view;
    if (str_check(source)) {
        text = str_as_utf8(source, length);
    } else if (buffer_check(source) &&
               buffer_get(source, &view, BUFFER_SIMPLE) == 0) {
        *is_text = false;
        *owner = bytes_new(view.buf, view.len);
        buffer_release(&view);
        if (*owner == NULL) {
            return NULL;
        }
        text = bytes_data(*owner);
        *length = bytes_size(*owner);
    } else {
        error_format(EXC(TypeError),
                     "%s() arg 1 must be a string, bytes or %s object",
                     function, strcmp(function, "compile") == 0 ? "AST"
                                                                : "code");
        return NULL;
    }
    if (text != NULL && strlen(text) != (size_t)*length) {
        error_set_text(EXC(SyntaxError),
                       "source code string cannot contain null bytes");
        ref_xdec(*owner);
        *owner = NULL;
        return NULL;
    }
    return text;
}

// Future flags of the code that runs.
static int
inherited_flags(void)
{
    Frame *frame = thread_current->frame;
    return frame == NULL ? 0 : frame->code->flags & CODE_FUTURE_MASK;
}

// The file name as a new str.
static Object *
filename_argument(Object *o)
{
    return str_check(o) ? ref_new(o)
           : bytes_check(o)
               ? str_decode_fs(bytes_data(o), bytes_size(o))
               : error_format(EXC(TypeError),
                              "compile() arg 2 must be str, not %s",
                              o->type->name);
}

// The mode as SourceJob has it; 0 with an error.
static char
mode_argument(Object *o)
{
    if (!str_check(o)) {
        error_format(EXC(TypeError),
                     "compile() argument 'mode' must be str, not %s",
                     o->type->name);
        return 0;
    }
    const char *mode = str_as_utf8(o, NULL);
    if (mode == NULL) {
        return 0;
    }
    char letter = strcmp(mode, "exec") == 0     ? 'f'
                  : strcmp(mode, "eval") == 0   ? 'e'
                  : strcmp(mode, "single") == 0 ? 's'
                                                : 0;
    if (letter == 0) {
        error_set_text(EXC(ValueError), "compile() mode must be 'exec', "
                                        "'eval' or 'single'");
    }
    return letter;
}

// What compile() makes of a tree or a source, by the job but for its bytes.
static Object *
compile_given(Object *source, SourceJob *job, int flags)
{
    if (ast_is_tree(source)) {
        return (flags & COMPILE_ONLY_AST) != 0 ? ref_new(source)
                                               : compile_objects(source, job);
    }
    ssize_t length = 0;
    Object *owner;
    job->bytes =
        source_text(source, "compile", &length, &job->is_text, &owner);
    job->length = (size_t)length;
    bool incomplete = job->bytes != NULL &&
                      (flags & COMPILE_INCOMPLETE) != 0 && is_incomplete(job);
    Object *code = job->bytes == NULL || incomplete ? NULL
                   : (flags & COMPILE_ONLY_AST) != 0
                       ? parse_to_objects(job)
                       : compile_to_code(job, NULL);
    ref_xdec(owner);
    return code;
}

static Object *
builtin_compile(Object *self, Object *const *args, ssize_t nargs,
                Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"source", "filename", "mode",
                                        "flags", "dont_inherit", "optimize",
                                        "_feature_version", NULL};
    static const ArgsSpec spec = {"compile", names, 3, 0, 1};
    Object *v[7];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    Object *filename = filename_argument(v[1]);
    const char *file = filename == NULL ? NULL : str_as_utf8(filename, NULL);
    char mode = file == NULL ? 0 : mode_argument(v[2]);
    if (mode == 0) {
        ref_xdec(filename);
        return NULL;
    }
    int flags = v[3] == NULL ? 0 : int_as_int(v[3]);
    int dont_inherit = v[4] == NULL ? 0 : object_is_true(v[4]);
    int optimize = v[5] == NULL ? 0 : int_as_int(v[5]);
    if (error_occurred()) {
        ref_dec(filename);
        return NULL;
    }
    if ((flags & ~(COMPILE_ONLY_AST | COMPILE_INCOMPLETE | 0x3200 |
                   CODE_FUTURE_MASK)) != 0) {
        ref_dec(filename);
        return error_set_text(EXC(ValueError),
                              "compile(): unrecognised flags");
    }
    if (!dont_inherit) {
        flags |= inherited_flags();
    }
    SourceJob job = {.is_text = true,
                     .filename = file,
                     .filename_object = filename,
                     .mode = mode,
                     .flags = flags & CODE_FUTURE_MASK,
                     .optimize = optimize < 0 ? 0 : optimize};
    Object *code = compile_given(v[0], &job, flags);
    ref_dec(filename);
    return code;
}

// The namespaces of eval and exec: those given, or the caller's.
static int
namespaces(const char *function, Object **globals, Object **locals)
{
    Frame *frame = thread_current->frame;
    if (*globals == NONE) {
        *globals = NULL;
    }
    if (*locals == NONE) {
        *locals = NULL;
    }
    if (*globals == NULL) {
        if (frame == NULL) {
            error_format(EXC(SystemError), "%s() without a frame", function);
            return -1;
        }
        *globals = frame->globals;
        if (*locals == NULL) {
            *locals = frame_locals(frame);
            if (*locals == NULL) {
                return -1;
            }
        }
    } else if (*locals == NULL) {
        *locals = *globals;
    }
    if (!dict_check(*globals)) {
        if (strcmp(function, "exec") == 0) {
            error_format(EXC(TypeError),
                         "exec() globals must be a dict, not %.100s",
                         (*globals)->type->name);
        } else {
            error_set_text(EXC(TypeError),
                           mapping_check(*globals)
                               ? "globals must be a real dict; try "
                                 "eval(code, {}, mapping)"
                               : "globals must be a dict");
        }
        return -1;
    }
    if (!mapping_check(*locals)) {
        error_format(EXC(TypeError),
                     strcmp(function, "exec") == 0
                         ? "locals must be a mapping or None, not %.100s"
                         : "locals must be a mapping", (*locals)->type->name);
        return -1;
    }
    int has = dict_contains(*globals, dn_builtins);
    return has != 0 ? (has < 0 ? -1 : 0)
                    : dict_set(*globals, dn_builtins, function_builtins_now());
}

// Whether eval() or exec() may run a code object with that closure, which is
// NULL for none. False with an error.
static bool
check_closure(const Code *code, Object *closure, const char *function)
{
    ssize_t n = code->nfreevars;
    if (n > 0 && strcmp(function, "eval") == 0) {
        error_set_text(EXC(TypeError), "code object passed to eval() may not "
                                       "contain free variables");
        return false;
    }
    if (n == 0 && closure != NULL) {
        error_set_text(EXC(TypeError),
                       "cannot use a closure with this code object");
        return false;
    }
    bool good = n == 0 || (closure != NULL &&
                           TYPE_OF(closure) == &tuple_type &&
                           tuple_size(closure) == n);
    for (ssize_t i = 0; good && i < n; i++) {
        good = TYPE_OF(tuple_get(closure, i)) == &cell_type;
    }
    if (!good) {
        error_format(EXC(TypeError), "code object requires a closure of "
                                     "exactly length %zd", n);
    }
    return good;
}

static Object *
run_source(Object *source, Object *globals, Object *locals, Object *closure,
           const char *function, char mode)
{
    if (namespaces(function, &globals, &locals) < 0) {
        return NULL;
    }
    Object *code, *literals = NULL;
    if (code_check(source)) {
        if (!check_closure((Code *)source, closure, function)) {
            return NULL;
        }
        code = ref_new(source);
    } else if (closure != NULL) {
        return error_set_text(EXC(TypeError), "closure can only be used when "
                                              "source is a code object");
    } else {
        ssize_t length;
        bool is_text;
        Object *owner;
        const char *text =
            source_text(source, function, &length, &is_text, &owner);
        if (text == NULL) {
            return NULL;
        }
        while (mode == 'e' && (*text == ' ' || *text == '\t')) {
            text++;
            length--;
        }
        const SourceJob job = {.bytes = text,
                               .length = (size_t)length,
                               .is_text = is_text,
                               .filename = "<string>",
                               .mode = mode,
                               .flags = inherited_flags()};
        code = compile_to_code(&job, &literals);
        ref_xdec(owner);
        if (code == NULL) {
            return NULL;
        }
    }
    ref_inc(locals);
    Object *result = eval_code_closure(code, globals, locals, closure);
    ref_dec(locals);
    ref_dec(code);
    ref_xdec(literals);
    return result;
}

static Object *
builtin_eval(Object *self, Object *const *args, ssize_t nargs)
{
    (void)self;
    if (!args_check_count("eval", nargs, 1, 3)) {
        return NULL;
    }
    return run_source(args[0], nargs > 1 ? args[1] : NULL,
                      nargs > 2 ? args[2] : NULL, NULL, "eval", 'e');
}

static Object *
builtin_exec(Object *self, Object *const *args, ssize_t nargs,
             Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"", "", "", "closure", NULL};
    static const ArgsSpec spec = {"exec", names, 1, 3, 1};
    Object *v[4];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    Object *closure = v[3] == NONE ? NULL : v[3];
    Object *result = run_source(v[0], v[1], v[2], closure, "exec", 'f');
    if (result == NULL) {
        return NULL;
    }
    ref_dec(result);
    return none_new();
}

static Object *
builtin_import(Object *self, Object *const *args, ssize_t nargs,
               Object *kwnames)
{
    (void)self;
    static const char *const names[] = {"name", "globals", "locals",
                                        "fromlist", "level", NULL};
    static const ArgsSpec spec = {"__import__", names, 1, 0, 0};
    Object *v[5];
    if (!args_parse(&spec, args, nargs, kwnames, v)) {
        return NULL;
    }
    if (!str_check(v[0])) {
        return error_set_text(EXC(TypeError), "module name must be a string");
    }
    int level = v[4] == NULL ? 0 : int_as_int(v[4]);
    if (level == -1 && error_occurred()) {
        return NULL;
    }
    return import_name(v[0], v[1] == NONE ? NULL : v[1], v[3], level);
}

static MethodDef functions[] = {
    {"compile", METHOD(builtin_compile), METH_FASTCALL | METH_KEYWORDS,
     "Compile source into a code object that can be executed by exec() or "
     "eval()."},
    {"eval", METHOD(builtin_eval), METH_FASTCALL,
     "eval($module, source, globals=None, locals=None, /)\n--\n\nEvaluate "
     "the given source in the context of globals and locals."},
    {"exec", METHOD(builtin_exec), METH_FASTCALL | METH_KEYWORDS,
     "Execute the given source in the context of globals and locals."},
    {"__import__", METHOD(builtin_import), METH_FASTCALL | METH_KEYWORDS,
     "Import a module."},
    {NULL, NULL, 0, NULL}};

int
import_add_builtins(Object *builtins)
{
    codecs_start();
    return module_add_functions(builtins, functions);
}
