/* type.h - classes (prefix: type_)
 *
 * Static types are made ready once at start; classes made by `class` or by
 * type() are heap objects with the same structure (HeapType). Attribute
 * lookups along the MRO are cached by the class's version tag, which any
 * change to the class or a base withdraws. CPython 3.11: Objects/typeobject.c.
 */
#ifndef INTERP_OBJECTS_TYPE_H
#define INTERP_OBJECTS_TYPE_H

#include "gc/refcount.h"
#include "interp/objects/names.h"

extern Type object_type, super_type, none_type, ellipsis_type,
    not_implemented_type;

#define type_check(o) type_has_feature(TYPE_OF(o), TYPE_TYPE_SUBCLASS)

/* Completes a type: base, MRO, dict with its methods, inherited slots.
 * -1 with an error. */
MUST_CHECK int type_ready(Type *type);

/* Readies all built-in types (types.def). -1 with an error. */
MUST_CHECK int type_start(void);

/* The attribute `name` of the class or of one of its bases: borrowed, NULL
 * without an error when there is none. */
BORROWED Object *type_lookup(Type *type, Object *name);

/* A version for inline caches: 0 when the class has none (numbers used up
 * or not ready). */
uint32_t type_version(Type *type);

/* To be called after every change of a class. */
void type_modified(Type *type);

/* As the MRO of `a` says, which may leave out `a` itself. */
bool type_is_subtype_slow(Type *a, Type *b);

static inline bool
type_is_subtype(Type *a, Type *b)
{
    return a == b || type_is_subtype_slow(a, b);
}

static inline bool
object_type_check(Object *o, Type *type)
{
    return type_is_subtype(o->type, type);
}

/* The name without its module. */
const char *type_short_name(const Type *type);
NEW_REF Object *type_name_object(Type *type);     /* __name__ */
NEW_REF Object *type_qualname_object(Type *type); /* __qualname__ */
NEW_REF Object *type_module_object(Type *type);   /* may be NULL: error */

/* Generic slots for types to use. */
NEW_REF Object *type_generic_alloc(Type *type, ssize_t nitems);
NEW_REF Object *type_generic_new(Type *type, Object *args, Object *kwargs);
/* Dealloc of fixed layouts: untrack, drop the FIELD_OBJECT rows, free. */
void type_generic_dealloc(Object *self);
NEW_REF Object *type_call(Object *type, Object *args, Object *kwargs);

/* object.__new__, object.__init__; whether a type uses them. */
NEW_REF Object *object_new_slot(Type *type, Object *args, Object *kwargs);
int object_init_slot(Object *self, Object *args, Object *kwargs);

/* type(name, bases, dict). */
NEW_REF Object *type_new(Type *metatype, Object *args, Object *kwargs);
/* The most derived metaclass; borrowed; NULL with TypeError. */
BORROWED Type *type_calculate_metaclass(Type *metatype, Object *bases);

/* A class made by C code (ExceptionGroup, structseq ...). */
NEW_REF Object *type_make(const char *name, Object *bases, Object *dict);

/* The dict of an object: where the pointer to it is, NULL if it has none.
 * Not for managed dicts: see object_dict_get. */
Object **object_dict_pointer(Object *o);
/* o.__dict__, borrowed, made when missing; NULL with AttributeError. */
BORROWED Object *object_dict_get(Object *o);
/* The same for a GetSetDef, as PyObject_GenericGetDict and
 * PyObject_GenericSetDict; `closure` is not used. The latter refuses what is no
 * dict, and to delete it: -1 with TypeError. */
NEW_REF Object *object_generic_get_dict(Object *o, void *closure);
MUST_CHECK int object_generic_set_dict(Object *o, Object *dict, void *closure);

/* getattr with a given dict instead of the object's own (super). */
NEW_REF Object *object_generic_getattr_dict(Object *o, Object *name,
                                            Object *dict, bool suppress);

/* setattr (value NULL: delattr) with a given dict; NULL: the object's. */
MUST_CHECK int object_generic_setattr_dict(Object *o, Object *name,
                                           Object *value, Object *dict);

/* Finds a method for LOAD_METHOD: 1 and an unbound function in *method
 * (new), 0 and the attribute (new, or NULL with an error). */
int object_get_method(Object *o, Object *name, Object **method);

/* The heap instance's dealloc, traverse and clear (instance.c). */
void instance_dealloc(Object *self);
int instance_traverse(Object *self, VisitProc visit, void *arg);
int instance_clear(Object *self);
void instance_edges(Object *self, EdgeProc visit, void *arg);

/* Copies inherited slots, and makes slots that call __x__ (type_slots.c). */
void type_inherit_slots(Type *type, Type *base);
MUST_CHECK int type_add_operators(Type *type);
void type_fix_slots(Type *type);
void type_update_slot(Type *type, Object *name);
bool type_slots_use_python_init(Type *type);
MUST_CHECK int type_slots_start(void);

/* Writes every slot of the class and of those derived from it anew. */
void type_update_all_slots(Type *type);

/* The MRO as C3 has it, as a tuple. */
NEW_REF Object *type_compute_mro(Type *type);
/* Most specific base that fixes the layout. Borrowed. */
BORROWED Type *type_best_base(Object *bases);
/* The class whose layout `type` has. Borrowed. */
BORROWED Type *type_solid_base(Type *type);

/* Computes the MRO, or asks the metaclass's mro(): 1; 0 when that has
 * already given the class another one; -1 with an error (type_bases.c). */
MUST_CHECK int type_set_mro(Type *type);
/* __bases__ = `value`, a tuple of classes; undone when it fails. */
MUST_CHECK int type_set_bases(Type *type, Object *value);
/* What an abstract class says of itself for `match` (__abc_tpflags__), which
 * is taken out of its dict. */
MUST_CHECK int type_take_abc_flags(Type *type);
/* The class and those derived from it match as sequences or mappings
 * (`kind`: TYPE_SEQUENCE, TYPE_MAPPING or 0). */
void type_set_match_kind(Type *type, unsigned long kind);
/* Whether an instance of one class can become one of the other; if not,
 * -1 with a TypeError that begins with `attribute`. */
MUST_CHECK int type_check_layouts(Type *old_type, Type *new_type,
                                  const char *attribute);

/* Makes a class known to its base, and unknown when it dies. */
void type_add_subclass(Type *base, Type *type);
void type_remove_subclass(Type *base, Type *type);
/* The classes that name this one in __bases__, as a list. */
NEW_REF Object *type_subclasses_list(Type *type);

#endif
