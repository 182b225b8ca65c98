/* type_attributes.h - the attributes of classes, for type_type.c (prefix:
 * type_) */
#ifndef INTERP_OBJECTS_TYPE_ATTRIBUTES_H
#define INTERP_OBJECTS_TYPE_ATTRIBUTES_H

#include "gc/refcount.h"

/* The slots of a class: an attribute is looked for in its metaclass, too; one
 * named __x__ that is set changes the class's slots. */
NEW_REF Object *type_getattro(Object *self, Object *name);
MUST_CHECK int type_setattro(Object *self, Object *name, Object *value);

/* A class's name as UTF-8, which belongs to the str; NULL with ValueError if
 * there is a NUL in it, or an error of encoding. */
BORROWED const char *type_name_text(Object *name);

/* Puts the names of the class and its bases into the dict `names`: dir(). */
MUST_CHECK int type_merge_class_dict(Object *names, Object *cls);

/* __name__, __mro__ and so on. */
extern GetSetDef type_getset[];
extern FieldDef type_members[];

#endif
