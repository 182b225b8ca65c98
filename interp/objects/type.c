/* Classes: lookup, MRO, readiness, the attributes of a class. */
#include "interp/objects/type.h"

#include <stdlib.h>
#include <string.h>

#include "gc/alloc.h"
#include "gc/collector.h"
#include "gc/weakref.h"
#include "interp/objects/descriptor.h"
#include "interp/objects/dict_keys.h"
#include "interp/objects/exception.h"
#include "interp/objects/int.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/weakref_object.h"

// ------------------------------------------------------------ lookup cache

#define CACHE_BITS 12

// Names by class version. Entries are dropped by withdrawing versions; the
// value is borrowed from the class that has it, the name owned.
static struct CacheRow {
    uint32_t version;
    Object *name;
    Object *value;
} cache[1 << CACHE_BITS];

static uint32_t next_version = 1;
static uint32_t static_types;

bool
type_is_subtype_slow(Type *a, Type *b)
{
    Object *mro = a->mro;
    if (mro != NULL) {
        for (ssize_t i = 0; i < tuple_size(mro); i++) {
            if (tuple_get(mro, i) == OBJ(b)) {
                return true;
            }
        }
        return false;
    }
    for (Type *t = a; t != NULL; t = t->base) {
        if (t == b) {
            return true;
        }
    }
    return b == &object_type;
}

void
type_modified(Type *type)
{
    if (!type_has_feature(type, TYPE_VALID_VERSION)) {
        return;
    }
    if (type->subclasses != NULL) {
        ssize_t i = 0;
        Object *reference;
        while (dict_next(type->subclasses, &i, NULL, &reference)) {
            Object *target = ((WeakRef *)reference)->target;
            if (target != NONE) {
                type_modified((Type *)target);
            }
        }
    }
    type->flags &= ~TYPE_VALID_VERSION;
    type->version_tag = 0;
}

uint32_t
type_version(Type *type)
{
    if (type_has_feature(type, TYPE_VALID_VERSION)) {
        return type->version_tag;
    }
    if (!type_has_feature(type, TYPE_READY) || next_version == 0) {
        return 0;
    }
    // A base that is changed later withdraws this class's version too, so
    // every base must have one.
    for (ssize_t i = 0; i < tuple_size(type->bases); i++) {
        Object *base = tuple_get(type->bases, i);
        if (type_check(base) && type_version((Type *)base) == 0) {
            return 0;
        }
    }
    type->version_tag = next_version++;
    type->flags |= TYPE_VALID_VERSION;
    return type->version_tag;
}

// All rows of a name are in one group, so that few are looked at when it
// dies.
#define CACHE_GROUP 64

static inline struct CacheRow *
cache_row(const Object *name, uint32_t version)
{
    const size_t groups = ((size_t)1 << CACHE_BITS) / CACHE_GROUP;
    size_t place = (uintptr_t)name >> 4;
    return &cache[place % groups * CACHE_GROUP +
                  (version ^ place / groups) % CACHE_GROUP];
}

static Object *
find_in_mro(Type *type, Object *name)
{
    Object *mro = type->mro;
    if (mro == NULL) {
        return NULL;
    }
    HashValue hash = key_hash(name);
    ref_inc(mro); // a __eq__ of a key may change the class
    // Only an error of the lookup is dropped, not one that was pending.
    bool pending = error_occurred() != NULL;
    Object *found = NULL;
    for (ssize_t i = 0; i < tuple_size(mro) && found == NULL; i++) {
        Type *t = (Type *)tuple_get(mro, i);
        found = dict_get_hash(t->dict, name, hash);
        if (found == NULL && !pending && error_occurred() != NULL) {
            error_clear();
        }
    }
    ref_dec(mro);
    return found;
}

Object *
type_lookup(Type *type, Object *name)
{
    bool cacheable = str_check_exact(name);
    uint32_t version = type->version_tag;
    struct CacheRow *row = NULL;
    if (LIKELY(cacheable)) {
        row = cache_row(name, version);
        if (row->version == version && row->name == name && version != 0) {
            return row->value;
        }
    }
    Object *found = find_in_mro(type, name);
    // Only interned names: their identity is their value.
    if (cacheable && str_is_interned(name)) {
        version = type_version(type);
        if (version != 0) {
            row = cache_row(name, version);
            // The name is borrowed: an interned string that dies empties
            // its rows (type_cache_forget). CPython: owns it.
            ((Str *)name)->state.cached = 1;
            row->version = version;
            row->name = name;
            row->value = found;
        }
    }
    return found;
}

// Called when a string that is in the cache dies.
void
type_cache_forget(Object *name)
{
    struct CacheRow *group = cache_row(name, 0);
    group -= (group - cache) % CACHE_GROUP;
    for (size_t i = 0; i < CACHE_GROUP; i++) {
        if (group[i].name == name) {
            group[i].version = 0;
            group[i].name = NULL;
        }
    }
}

// --------------------------------------------------------------------- MRO

static bool
tail_contains(Object *list, ssize_t from, Object *o)
{
    for (ssize_t i = from + 1; i < tuple_size(list); i++) {
        if (tuple_get(list, i) == o) {
            return true;
        }
    }
    return false;
}

static void
report_conflict(Object *lists, const ssize_t *heads)
{
    Object *seen = dict_new();
    for (ssize_t i = 0; seen != NULL && i < tuple_size(lists); i++) {
        Object *list = tuple_get(lists, i);
        if (heads[i] < tuple_size(list)) {
            if (dict_set(seen, tuple_get(list, heads[i]), NONE) < 0) {
                error_clear();
            }
        }
    }
    ssize_t position = 0;
    Object *key;
    char message[1000];
    size_t n = (size_t)snprintf(message, sizeof(message),
                                "Cannot create a consistent method "
                                "resolution\norder (MRO) for bases");
    bool first = true;
    while (seen != NULL && dict_next(seen, &position, &key, NULL)) {
        Object *name = type_check(key) ? type_name_object((Type *)key)
                                       : NULL;
        const char *s = name != NULL ? str_as_utf8(name, NULL) : NULL;
        if (n < sizeof(message)) {
            n += (size_t)snprintf(message + n, sizeof(message) - n, "%s %s",
                                  first ? "" : ",", s != NULL ? s : "?");
        }
        first = false;
        ref_xdec(name);
    }
    ref_xdec(seen);
    error_set_text(EXC(TypeError), message);
}

// C3: merges the bases' MROs and the list of bases.
static Object *
merge_mros(Type *type, Object *lists)
{
    ssize_t n = tuple_size(lists);
    ssize_t *heads = calloc((size_t)n + 1, sizeof(ssize_t));
    Object *result = list_new(0);
    if (heads == NULL || result == NULL ||
        list_append(result, OBJ(type)) < 0) {
        goto fail;
    }
    for (;;) {
        Object *next = NULL;
        bool empty = true;
        for (ssize_t i = 0; i < n && next == NULL; i++) {
            Object *list = tuple_get(lists, i);
            if (heads[i] >= tuple_size(list)) {
                continue;
            }
            empty = false;
            Object *candidate = tuple_get(list, heads[i]);
            bool blocked = false;
            for (ssize_t j = 0; j < n && !blocked; j++) {
                blocked = tail_contains(tuple_get(lists, j), heads[j],
                                        candidate);
            }
            next = blocked ? NULL : candidate;
        }
        if (next == NULL) {
            if (empty) {
                break;
            }
            report_conflict(lists, heads);
            goto fail;
        }
        if (list_append(result, next) < 0) {
            goto fail;
        }
        for (ssize_t i = 0; i < n; i++) {
            Object *list = tuple_get(lists, i);
            if (heads[i] < tuple_size(list) &&
                tuple_get(list, heads[i]) == next) {
                heads[i]++;
            }
        }
    }
    free(heads);
    Object *tuple = list_as_tuple(result);
    ref_dec(result);
    return tuple;

fail:
    free(heads);
    ref_xdec(result);
    return NULL;
}

Object *
type_compute_mro(Type *type)
{
    Object *bases = type->bases;
    ssize_t n = tuple_size(bases);
    for (ssize_t i = 0; i < n; i++) {
        for (ssize_t j = i + 1; j < n; j++) {
            if (tuple_get(bases, i) == tuple_get(bases, j)) {
                Object *name =
                    type_name_object((Type *)tuple_get(bases, i));
                error_format(EXC(TypeError), "duplicate base class %U",
                             name);
                ref_xdec(name);
                return NULL;
            }
        }
    }
    for (ssize_t i = 0; i < n; i++) {
        Type *base = (Type *)tuple_get(bases, i);
        if (base->mro == NULL) {
            return error_format(EXC(TypeError),
                                "Cannot extend an incomplete type '%.100s'",
                                base->name);
        }
    }
    if (n == 1) {
        // Single inheritance: nothing to merge.
        Object *base_mro = ((Type *)tuple_get(bases, 0))->mro;
        ssize_t length = tuple_size(base_mro);
        Object *mro = tuple_new(length + 1);
        if (mro == NULL) {
            return NULL;
        }
        tuple_init_item(mro, 0, ref_new(type));
        for (ssize_t i = 0; i < length; i++) {
            tuple_init_item(mro, i + 1, ref_new(tuple_get(base_mro, i)));
        }
        return mro;
    }
    Object *lists = tuple_new(n + 1);
    if (lists == NULL) {
        return NULL;
    }
    for (ssize_t i = 0; i < n; i++) {
        tuple_init_item(lists, i,
                        ref_new(((Type *)tuple_get(bases, i))->mro));
    }
    tuple_init_item(lists, n, ref_new(bases));
    Object *mro = merge_mros(type, lists);
    ref_dec(lists);
    return mro;
}

Type *
type_solid_base(Type *type)
{
    Type *base = type->base != NULL ? type_solid_base(type->base) : &object_type;
    ssize_t size = type->basicsize;
    if (type->base == NULL) {
        return &object_type;
    }
    // A dict pointer or weak reference list at the end adds nothing to the
    // layout that another base could not also have.
    if (type->itemsize == 0 && type->base->itemsize == 0) {
        if (type->weaklist_offset != 0 && type->base->weaklist_offset == 0 &&
            type->weaklist_offset + (ssize_t)sizeof(Object *) == size &&
            type_has_feature(type, TYPE_HEAP)) {
            size -= (ssize_t)sizeof(Object *);
        }
        if (type->dict_offset > 0 && type->base->dict_offset == 0 &&
            type->dict_offset + (ssize_t)sizeof(Object *) == size &&
            type_has_feature(type, TYPE_HEAP)) {
            size -= (ssize_t)sizeof(Object *);
        }
    }
    if (type->itemsize != type->base->itemsize ||
        size != type->base->basicsize) {
        return type;
    }
    return base;
}

Type *
type_best_base(Object *bases)
{
    Type *base = NULL, *winner = NULL;
    for (ssize_t i = 0; i < tuple_size(bases); i++) {
        Object *item = tuple_get(bases, i);
        if (!type_check(item)) {
            error_set_text(EXC(TypeError), "bases must be types");
            return NULL;
        }
        Type *candidate_type = (Type *)item;
        if (!type_has_feature(candidate_type, TYPE_BASETYPE)) {
            error_format(EXC(TypeError),
                         "type '%.100s' is not an acceptable base type",
                         candidate_type->name);
            return NULL;
        }
        Type *candidate = type_solid_base(candidate_type);
        if (winner == NULL || (!type_is_subtype(winner, candidate) &&
                               type_is_subtype(candidate, winner))) {
            winner = candidate;
            base = candidate_type;
        } else if (!type_is_subtype(winner, candidate)) {
            error_set_text(EXC(TypeError), "multiple bases have instance "
                                           "lay-out conflict");
            return NULL;
        }
    }
    return base;
}

// --------------------------------------------------------------- readiness

void
type_add_subclass(Type *base, Type *type)
{
    if (base->subclasses == NULL) {
        base->subclasses = dict_new();
        RECORD_TOUCH(base);
    }
    Object *key = int_from_size((size_t)(uintptr_t)object_id(OBJ(type)));
    Object *reference = weakref_new(OBJ(type), NULL);
    if (base->subclasses == NULL || key == NULL || reference == NULL ||
        dict_set(base->subclasses, key, reference) < 0) {
        error_clear();
    }
    ref_xdec(key);
    ref_xdec(reference);
}

void
type_remove_subclass(Type *base, Type *type)
{
    if (base->subclasses == NULL) {
        return;
    }
    Object *key = int_from_size((size_t)(uintptr_t)object_id(OBJ(type)));
    if (key == NULL || dict_delete(base->subclasses, key) < 0) {
        error_clear();
    }
    ref_xdec(key);
    if (dict_size(base->subclasses) == 0) {
        ref_store(base, &base->subclasses, NULL);
    }
}

static int
add_methods(Type *type)
{
    for (MethodDef *m = type->methods; m != NULL && m->name != NULL; m++) {
        Object *o;
        if ((m->flags & METH_CLASS) != 0) {
            o = classmethod_descriptor_new(type, m);
        } else if ((m->flags & METH_STATIC) != 0) {
            Object *f = cfunction_new(m, OBJ(type), NULL);
            o = f == NULL ? NULL : staticmethod_new(f);
            ref_xdec(f);
        } else {
            o = method_descriptor_new(type, m);
        }
        if (o == NULL) {
            return -1;
        }
        Object *name = str_intern_text(m->name);
        int failed = name == NULL ? -1
                     : (m->flags & METH_COEXIST) == 0 &&
                             dict_get(type->dict, name) != NULL
                         ? 0
                         : dict_set(type->dict, name, o);
        ref_xdec(name);
        ref_dec(o);
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

static int
add_member(Type *type, const char *text, Object *descriptor)
{
    if (descriptor == NULL) {
        return -1;
    }
    Object *name = str_intern_text(text);
    int failed = name == NULL ? -1
                 : dict_get(type->dict, name) != NULL
                     ? 0
                     : dict_set(type->dict, name, descriptor);
    ref_xdec(name);
    ref_dec(descriptor);
    return failed;
}

static int
add_members(Type *type)
{
    for (FieldDef *m = type->members; m != NULL && m->name != NULL; m++) {
        if ((m->flags & FIELD_HIDDEN) == 0 &&
            add_member(type, m->name, member_descriptor_new(type, m)) < 0) {
            return -1;
        }
    }
    for (GetSetDef *g = type->getset; g != NULL && g->name != NULL; g++) {
        if (add_member(type, g->name, getset_descriptor_new(type, g)) < 0) {
            return -1;
        }
    }
    return 0;
}

// The doc text without the signature line that C tables carry.
const char *
type_doc_body(const char *name, const char *doc)
{
    if (doc == NULL) {
        return NULL;
    }
    const char *dot = strrchr(name, '.');
    name = dot != NULL ? dot + 1 : name;
    size_t n = strlen(name);
    if (strncmp(doc, name, n) == 0 && doc[n] == '(') {
        const char *end = strstr(doc, ")\n--\n\n");
        if (end != NULL) {
            return end + 6;
        }
    }
    return doc;
}

static int
set_doc(Type *type)
{
    if (dict_get(type->dict, dn_doc) != NULL) {
        return 0;
    }
    Object *doc = type->doc != NULL
                      ? str_from_text(type_doc_body(type->name, type->doc))
                      : none_new();
    int failed = doc == NULL ? -1 : dict_set(type->dict, dn_doc, doc);
    ref_xdec(doc);
    return failed;
}

// What a type takes from its base besides the slots.
static void
inherit_special(Type *type, Type *base)
{
    if (!type_has_feature(type, TYPE_HAVE_GC) &&
        type_has_feature(base, TYPE_HAVE_GC) && type->traverse == NULL &&
        type->clear == NULL) {
        type->flags |= TYPE_HAVE_GC;
        type->traverse = base->traverse;
        type->clear = base->clear;
    }
    type->flags |= base->flags & TYPE_MANAGED_DICT;
    if (type->basicsize == 0) {
        type->basicsize = base->basicsize;
    }
    if (type->itemsize == 0) {
        type->itemsize = base->itemsize;
    }
    if (type->weaklist_offset == 0) {
        type->weaklist_offset = base->weaklist_offset;
    }
    if (type->dict_offset == 0) {
        type->dict_offset = base->dict_offset;
    }
    type->flags |= base->flags &
                   (TYPE_INT_SUBCLASS | TYPE_LIST_SUBCLASS |
                    TYPE_TUPLE_SUBCLASS | TYPE_BYTES_SUBCLASS |
                    TYPE_STR_SUBCLASS | TYPE_DICT_SUBCLASS |
                    TYPE_EXC_SUBCLASS | TYPE_TYPE_SUBCLASS |
                    TYPE_MATCH_SELF);
}

static int
ready_dict(Type *type)
{
    if (type->dict == NULL) {
        type->dict = dict_new();
        if (type->dict == NULL) {
            return -1;
        }
    }
    if (type_add_operators(type) < 0 || add_methods(type) < 0 ||
        add_members(type) < 0 || set_doc(type) < 0) {
        return -1;
    }
    return 0;
}

int
type_ready(Type *type)
{
    if (type_has_feature(type, TYPE_READY)) {
        return 0;
    }
    type->flags |= TYPE_READYING;
    bool heap = type_has_feature(type, TYPE_HEAP);
    if (!heap) {
        type->static_index = ++static_types;
        type->flags |= TYPE_IMMUTABLE;
    }
    if (type->base == NULL && type != &object_type) {
        type->base = ref_new(&object_type);
    } else if (!heap && type->base != NULL) {
        ref_inc(type->base);
    }
    Type *base = type->base;
    // A class whose mro() just runs is as ready as it gets.
    if (base != NULL && base->dict == NULL && type_ready(base) < 0) {
        return -1;
    }
    if (TYPE_OF(type) == NULL) {
        OBJ(type)->type = base != NULL ? TYPE_OF(base) : &type_type;
    }
    if (type->bases == NULL) {
        type->bases = base == NULL ? tuple_new(0) : tuple_pack(1, base);
        if (type->bases == NULL) {
            return -1;
        }
    }
    // Which rows of `members` are references of the layout. Rows of a heap
    // type are its __slots__, which the instance's own slots handle.
    if (type->own == NULL && !heap) {
        type->own = type->members;
    }
    if (!heap && ready_dict(type) < 0) {
        return -1;
    }
    if (heap && type->dict != NULL && ready_dict(type) < 0) {
        return -1;
    }
    if (type_set_mro(type) < 0) {
        return -1;
    }
    if (base != NULL) {
        inherit_special(type, base);
    }
    for (ssize_t i = 1; i < tuple_size(type->mro); i++) {
        Object *b = tuple_get(type->mro, i);
        if (type_check(b)) {
            type_inherit_slots(type, (Type *)b);
            if ((type->flags & (TYPE_SEQUENCE | TYPE_MAPPING)) == 0) {
                type->flags |= ((Type *)b)->flags &
                               (TYPE_SEQUENCE | TYPE_MAPPING);
            }
        }
    }
    if (type->alloc == NULL) {
        type->alloc = type_generic_alloc;
    }
    if (type_has_feature(type, TYPE_HAVE_GC) && type->traverse == NULL) {
        type->traverse = object_fields_traverse;
        type->clear = object_fields_clear;
    }
    if (!heap) {
        if (type->new_ == NULL &&
            (base == NULL || base == &object_type) &&
            type != &object_type) {
            type->flags |= TYPE_DISALLOW_INSTANTIATION;
        }
        if (type->new_ == NULL && base != NULL &&
            !type_has_feature(type, TYPE_DISALLOW_INSTANTIATION)) {
            type->new_ = base->new_;
        } else if (type->new_ != NULL && type_set_new_wrapper(type) < 0) {
            return -1;
        }
    } else if (type->new_ == NULL && base != NULL) {
        type->new_ = base->new_;
    }
    if (type->hash == NULL) {
        // __eq__ without __hash__ makes instances unhashable.
        if (dict_get(type->dict, dn_hash) == NULL) {
            if (dict_set(type->dict, dn_hash, NONE) < 0) {
                return -1;
            }
            type->hash = hash_not_implemented;
        }
    }
    for (ssize_t i = 0; i < tuple_size(type->bases); i++) {
        Object *b = tuple_get(type->bases, i);
        if (type_check(b)) {
            type_add_subclass((Type *)b, type);
        }
    }
    type->flags = (type->flags & ~TYPE_READYING) | TYPE_READY;
    return 0;
}

// ------------------------------------------------------- generic instances

Object *
type_generic_alloc(Type *type, ssize_t nitems)
{
    Object *o = object_new(type, nitems);
    if (o == NULL) {
        return NULL;
    }
    if (type_has_feature(type, TYPE_MANAGED_DICT) &&
        instance_init_values(o, type) < 0) {
        object_free(o);
        if (type_has_feature(type, TYPE_HEAP)) {
            ref_dec(type);
        }
        return NULL;
    }
    if (type_has_feature(type, TYPE_HAVE_GC)) {
        gc_track(o);
    }
    return o;
}

Object *
type_generic_new(Type *type, Object *args, Object *kwargs)
{
    (void)args, (void)kwargs;
    return type->alloc(type, 0);
}

void
type_generic_dealloc(Object *self)
{
    Type *type = self->type;
    bool collectable = type_has_feature(type, TYPE_HAVE_GC);
    if (collectable) {
        gc_untrack(self);
        if (!trash_begin(self)) {
            return; // a long chain: later
        }
    }
    if (weakref_supported(type) && *weakref_list(self) != NULL) {
        weakref_clear_all(self);
    }
    for (const Type *t = type; t != NULL; t = t->base) {
        const FieldDef *row = t->own;
        for (; row != NULL && row->name != NULL; row++) {
            if (row->kind <= FIELD_OBJECT_EX) {
                Object **slot = (Object **)((char *)self + row->offset);
                REF_CLEAR(*slot);
            }
        }
    }
    object_free(self);
    if (type_has_feature(type, TYPE_HEAP)) {
        ref_dec(type);
    }
    if (collectable) {
        trash_end();
    }
}

// Called when `type(x)` is evaluated for any x that is a class.
Object *
type_call(Object *callable, Object *args, Object *kwargs)
{
    Type *type = (Type *)callable;
    ssize_t nargs = tuple_size(args);
    if (type == &type_type) {
        if (nargs == 1 && (kwargs == NULL || dict_size(kwargs) == 0)) {
            return ref_new(TYPE_OF(tuple_get(args, 0)));
        }
        if (nargs != 3) {
            return error_set_text(EXC(TypeError),
                                  "type() takes 1 or 3 arguments");
        }
    }
    if (type->new_ == NULL ||
        type_has_feature(type, TYPE_DISALLOW_INSTANTIATION)) {
        return error_format(EXC(TypeError),
                            "cannot create '%s' instances", type->name);
    }
    Object *o = type->new_(type, args, kwargs);
    if (o == NULL || !object_type_check(o, type)) {
        return o;
    }
    type = o->type;
    if (type->init != NULL && type->init(o, args, kwargs) < 0) {
        ref_dec(o);
        return NULL;
    }
    return o;
}
