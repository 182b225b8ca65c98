/* The modules pwd and grp: the system's users and groups. */
#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "interp/modules/modules.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/module.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/objects/structseq.h"
#include "interp/objects/type.h"

STATIC_OBJECT Type passwd_type = {
    TYPE_HEAD_INIT,
    .name = "pwd.struct_passwd",
    .flags = TYPE_HELD,
    .doc = "pwd.struct_passwd: Results from getpw*() routines.",
};

STATIC_OBJECT Type group_type = {
    TYPE_HEAD_INIT,
    .name = "grp.struct_group",
    .flags = TYPE_HELD,
    .doc = "grp.struct_group: Results from getgr*() routines.",
};

static Object *
text_of(const char *s)
{
    return s == NULL ? none_new() : str_decode_fs(s, (ssize_t)strlen(s));
}

static Object *
user(const struct passwd *p)
{
    Object *v[7] = {text_of(p->pw_name),       text_of(p->pw_passwd),
                    int_from_long(p->pw_uid),  int_from_long(p->pw_gid),
                    text_of(p->pw_gecos),      text_of(p->pw_dir),
                    text_of(p->pw_shell)};
    return structseq_new(&passwd_type, v);
}

static Object *
group(const struct group *g)
{
    Object *members = list_new(0);
    for (char **m = g->gr_mem; members != NULL && *m != NULL; m++) {
        Object *name = text_of(*m);
        if (name == NULL || list_append_steal(members, name) < 0) {
            REF_CLEAR(members);
        }
    }
    Object *v[4] = {text_of(g->gr_name), text_of(g->gr_passwd),
                    int_from_long(g->gr_gid), members};
    return structseq_new(&group_type, v);
}

static const char *
name_argument(const char *function, Object *o)
{
    if (str_check(o)) {
        return str_as_utf8(o, NULL);
    }
    error_format(EXC(TypeError), "%s() argument must be str, not %.50s",
                 function, TYPE_OF(o)->name);
    return NULL;
}

static Object *
m_getpwuid(Object *self, Object *o)
{
    (void)self;
    long id = int_as_long(o);
    if (id == -1 && error_occurred()) {
        return NULL;
    }
    const struct passwd *p = getpwuid((uid_t)id);
    return p == NULL ? error_format(EXC(KeyError),
                                    "getpwuid(): uid not found: %ld", id)
                     : user(p);
}

static Object *
m_getpwnam(Object *self, Object *o)
{
    (void)self;
    const char *name = name_argument("getpwnam", o);
    const struct passwd *p = name == NULL ? NULL : getpwnam(name);
    return p != NULL      ? user(p)
           : name == NULL ? NULL
                          : error_format(EXC(KeyError),
                                         "getpwnam(): name not found: %R", o);
}

static Object *
m_getgrgid(Object *self, Object *o)
{
    (void)self;
    long id = int_as_long(o);
    if (id == -1 && error_occurred()) {
        return NULL;
    }
    const struct group *g = getgrgid((gid_t)id);
    return g == NULL ? error_format(EXC(KeyError),
                                    "getgrgid(): gid not found: %ld", id)
                     : group(g);
}

static Object *
m_getgrnam(Object *self, Object *o)
{
    (void)self;
    const char *name = name_argument("getgrnam", o);
    const struct group *g = name == NULL ? NULL : getgrnam(name);
    return g != NULL      ? group(g)
           : name == NULL ? NULL
                          : error_format(EXC(KeyError),
                                         "getgrnam(): name not found: %R", o);
}

static Object *
m_getpwall(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *list = list_new(0);
    const struct passwd *p;
    setpwent();
    while (list != NULL && (p = getpwent()) != NULL) {
        Object *entry = user(p);
        if (entry == NULL || list_append_steal(list, entry) < 0) {
            REF_CLEAR(list);
        }
    }
    endpwent();
    return list;
}

static Object *
m_getgrall(Object *self, Object *unused)
{
    (void)self, (void)unused;
    Object *list = list_new(0);
    const struct group *g;
    setgrent();
    while (list != NULL && (g = getgrent()) != NULL) {
        Object *entry = group(g);
        if (entry == NULL || list_append_steal(list, entry) < 0) {
            REF_CLEAR(list);
        }
    }
    endgrent();
    return list;
}

static MethodDef pwd_functions[] = {
    {"getpwuid", m_getpwuid, METH_O, NULL},
    {"getpwnam", m_getpwnam, METH_O, NULL},
    {"getpwall", m_getpwall, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static MethodDef grp_functions[] = {
    {"getgrgid", m_getgrgid, METH_O, NULL},
    {"getgrnam", m_getgrnam, METH_O, NULL},
    {"getgrall", m_getgrall, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};

static Object *
make(const char *name, MethodDef *functions, Type *type,
     const char *const *fields, int n)
{
    Object *m = module_new(name);
    if (m == NULL || structseq_ready(type, fields, n, true) < 0 ||
        module_add_functions(m, functions) < 0 ||
        module_add(m, type_short_name(type), ref_new(type)) < 0) {
        ref_xdec(m);
        return NULL;
    }
    return m;
}

Object *
pwd_module_new(void)
{
    static const char *const fields[] = {"pw_name",  "pw_passwd", "pw_uid",
                                         "pw_gid",   "pw_gecos",  "pw_dir",
                                         "pw_shell", NULL};
    return make("pwd", pwd_functions, &passwd_type, fields, 7);
}

Object *
grp_module_new(void)
{
    static const char *const fields[] = {"gr_name", "gr_passwd", "gr_gid",
                                         "gr_mem", NULL};
    return make("grp", grp_functions, &group_type, fields, 4);
}
