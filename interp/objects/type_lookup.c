/* Looking up along the MRO, and the cache of it.
 *
 * A class has a version number, which any change to it or a base withdraws;
 * the cache is asked by name and version. */
#include "interp/objects/type.h"

#include "interp/objects/dict_keys.h"
#include "interp/objects/protocol.h"
#include "interp/objects/tuple.h"
#include "interp/objects/weakref_object.h"

#define CACHE_BITS 12

// Names by class version. Entries are dropped by withdrawing versions; the
// value is borrowed from the class that has it, the name owned.
static struct CacheRow {
    uint32_t version;
    Object *name;
    Object *value;
} cache[1 << CACHE_BITS];

static uint32_t next_version = 1;

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
