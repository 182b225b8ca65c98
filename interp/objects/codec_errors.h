/* codec_errors.h - error handlers of encodings (prefix: codec_) */
#ifndef INTERP_OBJECTS_CODEC_ERRORS_H
#define INTERP_OBJECTS_CODEC_ERRORS_H

#include "interp/objects/codec.h"
#include "interp/objects/strwriter.h"

/* What cannot be encoded or decoded: [start, end) of `str` or `bytes`. A
 * handler may move `end`, where the work goes on. */
typedef struct CodecProblem {
    const char *encoding, *reason;
    Object *str;       /* encoding */
    const char *bytes; /* decoding */
    ssize_t n, start, end;
    int unit; /* encoding: bytes of a code unit; 1: a handler may do some of
                 the characters and leave the rest for later */
    Object *changed; /* owned: a bytes object that a handler has put in place
                        of `bytes`, which are its own then; mostly NULL */
} CodecProblem;

/* What a decoder reads, in which encoding, and the handler's name (NULL:
 * strict). A handler may put other bytes in place of these. */
typedef struct CodecInput {
    const uint8_t *bytes;
    ssize_t n;
    const char *encoding, *errors;
    Object *owner; /* owned; of the bytes that a handler put; mostly NULL */
} CodecInput;

/* The str or bytes to write instead. NULL with an error, mostly
 * UnicodeEncodeError. errors NULL: strict. */
NEW_REF Object *codec_handle_encode(CodecProblem *problem,
                                    const char *errors);
/* The str to put instead. Look whether problem->changed is set, on failure
 * too. */
NEW_REF Object *codec_handle_decode(CodecProblem *problem,
                                    const char *errors);

/* Has the handler see to the bytes from `start` to *at, which are wrong for
 * `reason`, and writes what it answers. *at is where to go on then, at most
 * input->n. Release input->owner when all is read. */
MUST_CHECK int codec_replace(CodecInput *input, const char *reason,
                             ssize_t start, ssize_t *at, StrWriter *w);

#endif
