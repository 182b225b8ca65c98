/* frame_object.h - frame objects: what Python sees of a frame (prefix:
 * frame_object_)
 *
 * One exists only if somebody asks for it (sys._getframe, tracebacks, trace
 * functions). While the frame runs it is only a pointer to it; a frame that
 * ends before its object does is copied into that.
 */
#ifndef INTERP_VM_FRAME_OBJECT_H
#define INTERP_VM_FRAME_OBJECT_H

#include "interp/vm/frame.h"

typedef struct FrameObject {
    Object base;
    struct FrameObject *back; /* owned: f_back of a finished frame */
    Frame *frame;
    Object *trace;
    int lineno;
    char trace_lines, trace_opcodes, fast_as_locals;
    /* A frame that outlives its call is copied in here. */
    Object *data[1];
} FrameObject;

extern Type frame_type;

/* The frame object; made when first asked for. Borrowed; NULL without
 * memory. */
BORROWED FrameObject *frame_object(Frame *frame);

/* The frame has ended and somebody holds its object: contents move there. */
void frame_object_take(FrameObject *object, Frame *frame);

#endif
