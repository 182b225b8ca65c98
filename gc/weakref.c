#include "gc/weakref.h"

#include <stdlib.h>

#include "gc/record.h"
#include "gc/refcount.h"

Object *weakref_dead;
void (*weakref_callback)(WeakRef *reference, Object *callback);

void
weakref_link(WeakRef *reference, Object *target)
{
    WeakRef **list = weakref_list(target);
    reference->target = target;
    // The shared ones, without a callback, stand first: the plain reference,
    // then the proxy. Those with a callback are inserted behind them.
    WeakRef *before = NULL;
    WeakRef *at = *list;
    if (reference->callback != NULL || at == NULL ||
        at->callback != NULL) {
        while (reference->callback != NULL && at != NULL &&
               at->callback == NULL) {
            before = at;
            at = at->next;
        }
    } else if (TYPE_OF(reference) != TYPE_OF(at) &&
               reference->vectorcall == NULL) {
        // A shared proxy goes behind the shared plain reference.
        before = at;
        at = at->next;
    }
    reference->prev = before;
    reference->next = at;
    if (at != NULL) {
        at->prev = reference;
    }
    if (before != NULL) {
        before->next = reference;
    } else {
        *list = reference;
    }
}

void
weakref_unlink(WeakRef *reference)
{
    Object *target = reference->target;
    if (target == weakref_dead) {
        return;
    }
    WeakRef **list = weakref_list(target);
    if (*list == reference) {
        *list = reference->next;
    }
    if (reference->prev != NULL) {
        reference->prev->next = reference->next;
    }
    if (reference->next != NULL) {
        reference->next->prev = reference->prev;
    }
    reference->prev = reference->next = NULL;
    reference->target = weakref_dead;
#if RECORDING
    if (RECORD_ON()) {
        record_raw(EVENT_WEAKREF_CLEAR, record_serial(OBJ(reference)), 0,
                   record_serial(target), 0);
        record_touch(OBJ(reference));
    }
#endif
}

ssize_t
weakref_count(Object *target)
{
    ssize_t n = 0;
    if (weakref_supported(target->type)) {
        for (WeakRef *r = *weakref_list(target); r != NULL; r = r->next) {
            n++;
        }
    }
    return n;
}

void
weakref_clear_silently(Object *target)
{
    WeakRef **list = weakref_list(target);
    while (*list != NULL) {
        weakref_unlink(*list);
    }
}

static void
call_back(WeakRef *reference, Object *callback)
{
    RECORD_EVENT(WEAKREF_CALLBACK, reference, 0, 0, 0);
    weakref_callback(reference, callback);
    ref_dec(callback);
}

void
weakref_clear_all(Object *target)
{
    WeakRef **list = weakref_list(target);
    while (*list != NULL && (*list)->callback == NULL) {
        weakref_unlink(*list);
    }
    ssize_t n = weakref_count(target);
    if (n == 0) {
        return;
    }
    // All are dead before the first callback runs: no callback may see the
    // target through another reference. One that itself is dying (count 0)
    // is not called.
    Object *pair[2];
    Object **pairs = n == 1 ? pair : malloc((size_t)n * sizeof(pair));
    if (pairs == NULL) {
        weakref_clear_silently(target);
        return;
    }
    ssize_t used = 0;
    while (*list != NULL) {
        WeakRef *reference = *list;
        Object *callback = reference->callback;
        weakref_unlink(reference);
        reference->callback = NULL;
        RECORD_TOUCH(reference);
        if (OBJ(reference)->refcount > 0) {
            pairs[used] = ref_new(reference);
            pairs[used + 1] = callback;
            used += 2;
        } else {
            ref_xdec(callback);
        }
    }
    for (ssize_t i = 0; i < used; i += 2) {
        if (pairs[i + 1] != NULL) {
            call_back((WeakRef *)pairs[i], pairs[i + 1]);
        }
        ref_dec(pairs[i]);
    }
    if (pairs != pair) {
        free(pairs);
    }
}
