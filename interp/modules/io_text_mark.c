/* Encodings whose first bytes are a mark (utf-16, utf-8-sig): a file gets it
 * once, at its beginning. */
#include "interp/modules/io.h"
#include "interp/objects/codec.h"
#include "interp/objects/error.h"
#include "interp/objects/protocol.h"

const char *
text_file_behind_mark(const TextFile *self)
{
    switch (codec_find(str_as_utf8(self->encoding, NULL))) {
    case ENCODING_UTF8_SIG:
        return "utf-8";
    case ENCODING_UTF16:
        return "utf-16-le";
    case ENCODING_UTF32:
        return "utf-32-le";
    default:
        return NULL;
    }
}

const char *
text_file_encoding(const TextFile *self)
{
    const char *behind = self->begun ? text_file_behind_mark(self) : NULL;
    return behind != NULL ? behind : str_as_utf8(self->encoding, NULL);
}

int
text_file_find_start(TextFile *self)
{
    self->begun = false;
    if (text_file_behind_mark(self) == NULL) {
        return 0;
    }
    Object *place = call_method_text(self->buffer, "tell", NULL, 0);
    if (place == NULL) {
        if (!error_matches(EXC(OSError)) &&
            !error_matches(EXC(AttributeError))) {
            return -1;
        }
        error_clear(); // a pipe begins here
        return 0;
    }
    self->begun = object_is_true(place) == 1;
    ref_dec(place);
    return 0;
}
