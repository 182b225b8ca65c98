/* The doc texts of what is written in C: "name($self, x)\n--\n\n" and prose. */
#include <string.h>

#include "interp/objects/descriptor.h"
#include "interp/objects/protocol.h"
#include "interp/objects/str.h"

// Where the prose begins, and the signature line in front of it.
static const char *
split_doc(const char *name, const char *doc, const char **signature,
          size_t *length)
{
    *signature = NULL;
    if (doc == NULL) {
        return NULL;
    }
    const char *dot = strrchr(name, '.');
    name = dot != NULL ? dot + 1 : name;
    size_t n = strlen(name);
    if (strncmp(doc, name, n) == 0 && doc[n] == '(') {
        const char *end = strstr(doc, ")\n--\n\n");
        if (end != NULL) {
            *signature = doc + n;
            *length = (size_t)(end + 1 - *signature);
            return end + 6;
        }
    }
    return doc;
}

const char *
doc_prose(const char *name, const char *doc)
{
    const char *signature;
    size_t n;
    return split_doc(name, doc, &signature, &n);
}

Object *
doc_body(const char *name, const char *doc)
{
    const char *body = doc_prose(name, doc);
    return body == NULL || *body == '\0' ? none_new() : str_from_text(body);
}

Object *
doc_signature(const char *name, const char *doc)
{
    const char *signature;
    size_t n;
    (void)split_doc(name, doc, &signature, &n);
    return signature == NULL ? none_new()
                             : str_from_utf8(signature, (ssize_t)n);
}
