/* traceback_print.h - what printing tracebacks and exceptions share (prefix:
 * traceback_; the static helpers have none)
 *
 * `file` is an object with write(); `margin` stands before each line.
 */
#ifndef INTERP_MODULES_TRACEBACK_PRINT_H
#define INTERP_MODULES_TRACEBACK_PRINT_H

#include "interp/objects/names.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"
#include "interp/vm/traceback.h"

#define TRACEBACK_HEADER "Traceback (most recent call last):\n"

/* Writes a str; NULL: an error is pending already. -1 with an error. */
static inline MUST_CHECK int
put_object(Object *file, STEALS Object *text)
{
    if (text == NULL) {
        return -1;
    }
    Object *result = call_method(file, nm_write, &text, 1);
    ref_dec(text);
    if (result == NULL) {
        return -1;
    }
    ref_dec(result);
    return 0;
}

static inline MUST_CHECK int
put_text(Object *file, const char *text)
{
    return put_object(file, str_from_text(text));
}

/* The header, then the frames; the frames alone. -1 with an error. */
MUST_CHECK int traceback_print_margin(Object *file, Object *traceback,
                                      const char *margin,
                                      const char *header);
MUST_CHECK int traceback_print_frames(Object *file, Traceback *tb,
                                      const char *margin);

/* The name that an AttributeError or NameError may mean: a str, new; NULL,
 * without an error: none comes near. */
NEW_REF Object *suggestion_for(Object *exception);

#endif
