/* refcount.h - counting references (prefix: ref_)
 *
 * ref_dec may run a dealloc, and with it __del__ and weak reference
 * callbacks: after it, trust nothing you borrowed, and have your own
 * structure consistent before it.
 */
#ifndef GC_REFCOUNT_H
#define GC_REFCOUNT_H

#include "gc/alloc.h"
#include "gc/object.h"
#include "gc/record.h"

/* Count of the objects that live as long as the process; 3.11's figure. */
#define REFCOUNT_IMMORTAL 999999999

/* Frees an object whose count has fallen to 0. */
NOINLINE void object_dealloc(Object *object);

static ALWAYS_INLINE void
ref_inc(void *object)
{
    RECORD_INCREF(object);
    OBJ(object)->refcount++;
}

static ALWAYS_INLINE void
ref_dec(void *object)
{
    RECORD_DECREF(object);
    if (UNLIKELY(--OBJ(object)->refcount == 0)) {
        object_dealloc(object);
    }
}

/* As ref_inc; NULL is ignored. */
static ALWAYS_INLINE void
ref_xinc(void *object)
{
    if (object != NULL) {
        ref_inc(object);
    }
}

/* As ref_dec; NULL is ignored. */
static ALWAYS_INLINE void
ref_xdec(void *object)
{
    if (object != NULL) {
        ref_dec(object);
    }
}

/* A new reference to `object`, as an expression. */
static ALWAYS_INLINE void *
ref_new(void *object)
{
    ref_inc(object);
    return object;
}

static ALWAYS_INLINE void *
ref_xnew(void *object)
{
    ref_xinc(object);
    return object;
}

/* Sets a pointer variable to NULL, then drops what it held. */
#define REF_CLEAR(variable)                                                  \
    do {                                                                     \
        Object *ref_old_ = OBJ(variable);                                    \
        if (ref_old_ != NULL) {                                              \
            (variable) = NULL;                                               \
            ref_dec(ref_old_);                                               \
        }                                                                    \
    } while (0)

/* Puts the stolen reference `value` into `variable`, then drops what it
 * held. */
#define REF_SET(variable, value)                                             \
    do {                                                                     \
        Object *ref_old_ = OBJ(variable);                                    \
        (variable) = (value);                                                \
        ref_xdec(ref_old_);                                                  \
    } while (0)

/* The last step of a dealloc: gives the memory back and, for an instance of
 * a class made at run time, drops its reference to the class. */
static inline void
object_end(void *object)
{
    Type *type = TYPE_OF(object);
    object_free(object);
    if (UNLIKELY(type_is_held(type))) {
        ref_dec(type);
    }
}

/* A new int or float in `block`, as object_new_raw makes it; NULL with
 * MemoryError when that is NULL. */
static inline NEW_REF void *
object_new_number(Type *type, void *block)
{
    Object *object = block;
    if (UNLIKELY(object == NULL)) {
        object_no_memory();
        return NULL;
    }
    object->refcount = 1;
    object->type = type;
    RECORD_NEW_NUMBER(object);
    return object;
}


/* The write barrier for a reference field of a heap object: puts the stolen
 * `value` into `*slot` of `owner`, tells the recorder that the owner
 * changed, then drops what was there. */
static inline void
ref_store(void *owner, void *slot, STEALS void *value)
{
    Object **place = slot;
    Object *old = *place;
    *place = value;
    (void)owner;
    RECORD_TOUCH(owner);
    ref_xdec(old);
}

/* Registers a variable of the runtime that owns `count` references to what
 * it points at, so that the bill of a count can name it. The text must
 * live as long as the process. */
void ref_root(Object **variable, const char *name);

/* How many variables are registered. */
size_t ref_root_count(void);

/* What variable number i holds (borrowed, may be NULL), and its name. */
BORROWED Object *ref_root_at(size_t i, const char **name);

/* Visits all registered roots that are not NULL. */
void ref_visit_roots(EdgeProc visit, void *arg);

/* What the two functions below look at; refcount.c's else. */
extern __thread int trash_depth;
extern __thread Object *trash_later; /* linked through GcHead.prev */
void trash_put_aside(Object *object);
void trash_empty(void);

/* Deep cascades: the dealloc of a container brackets its work with these.
 * trash_begin answers false when the nesting is too deep; the object is
 * then put aside and its dealloc called again from the outermost
 * trash_end, so that a list of a million nodes needs no deep C stack.
 * The limit is CPython's 50, so that the order of finalizers is too.
 * The object must be untracked. */
static inline bool
trash_begin(Object *object)
{
    if (UNLIKELY(trash_depth >= 50)) {
        trash_put_aside(object);
        return false;
    }
    trash_depth++;
    return true;
}

static inline void
trash_end(void)
{
    if (--trash_depth == 0 && UNLIKELY(trash_later != NULL)) {
        trash_empty();
    }
}

#endif
