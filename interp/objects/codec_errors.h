/* codec_errors.h - error handlers of encodings (prefix: codec_) */
#ifndef INTERP_OBJECTS_CODEC_ERRORS_H
#define INTERP_OBJECTS_CODEC_ERRORS_H

#include "interp/objects/codec.h"

/* What cannot be encoded or decoded: [start, end) of `str` or `bytes`. A
 * handler may move `end`, where the work goes on. */
typedef struct CodecProblem {
    const char *encoding, *reason;
    Object *str;       /* encoding */
    const char *bytes; /* decoding */
    ssize_t n, start, end;
    int unit; /* bytes of a code unit */
} CodecProblem;

/* The str or bytes to write instead. NULL with an error, mostly
 * UnicodeEncodeError. errors NULL: strict. */
NEW_REF Object *codec_handle_encode(CodecProblem *problem,
                                    const char *errors);
/* The str to put instead. */
NEW_REF Object *codec_handle_decode(CodecProblem *problem,
                                    const char *errors);

#endif
