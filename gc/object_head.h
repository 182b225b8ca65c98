/* object_head.h - what every object begins with
 *
 * A count and a type; what a type is: gc/type.h.
 */
#ifndef GC_OBJECT_HEAD_H
#define GC_OBJECT_HEAD_H

#include <sys/types.h>

typedef struct Type Type;

typedef struct Object {
    ssize_t refcount;
    Type *type;
} Object;

/* An object whose size varies: `size` is its number of items. */
typedef struct VarObject {
    Object base;
    ssize_t size;
} VarObject;

#define OBJ(x) ((Object *)(x))
#define TYPE_OF(x) (OBJ(x)->type)

/* Called once for each reference an object owns; non-zero stops. */
typedef int (*VisitProc)(Object *target, void *arg);

#endif
