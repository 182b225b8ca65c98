/* How deep C code may nest, and what repr is showing already. */
#include "gc/record.h"
#include "interp/objects/list.h"
#include "interp/objects/protocol.h"
#include "interp/objects/thread.h"

int
recursion_enter(const char *where)
{
    extern int eval_recursion_error(Thread *, const char *);
    Thread *thread = thread_current;
    char here;
    if (UNLIKELY(thread->recursion_remaining-- <= 0)) {
        int failed = eval_recursion_error(thread, where);
        if (failed < 0) {
            thread->recursion_remaining++;
        }
        return failed;
    }
    if (UNLIKELY(&here < thread->stack_limit)) {
        thread->recursion_remaining++;
        error_format(EXC(RecursionError),
                     "maximum recursion depth exceeded%s", where);
        return -1;
    }
    return 0;
}

void
recursion_leave(void)
{
    thread_current->recursion_remaining++;
}

int
repr_enter(Object *o)
{
    Thread *thread = thread_current;
    if (thread->repr_running == NULL) {
        thread->repr_running = list_new(0);
        RECORD_THREAD_CHANGED();
        if (thread->repr_running == NULL) {
            return -1;
        }
    }
    Object *list = thread->repr_running;
    for (ssize_t i = list_size(list) - 1; i >= 0; i--) {
        if (list_get(list, i) == o) {
            return 1;
        }
    }
    return list_append(list, o);
}

void
repr_leave(Object *o)
{
    Object *list = thread_current->repr_running;
    if (list == NULL) {
        return;
    }
    PendingError saved;
    error_fetch(&saved);
    for (ssize_t i = list_size(list) - 1; i >= 0; i--) {
        if (list_get(list, i) == o) {
            if (list_set_slice(list, i, i + 1, NULL) < 0) {
                error_clear();
            }
            break;
        }
    }
    error_restore(&saved);
}
