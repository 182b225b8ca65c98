/* The module errno: the system's error numbers by name. */
#include <errno.h>

#include "interp/modules/modules.h"
#include "interp/objects/dict.h"
#include "interp/objects/int.h"
#include "interp/objects/module.h"
#include "interp/objects/str.h"

static const struct {
    const char *name;
    int code;
} rows[] = {
    {"E2BIG", E2BIG},
    {"EACCES", EACCES},
    {"EADDRINUSE", EADDRINUSE},
    {"EADDRNOTAVAIL", EADDRNOTAVAIL},
    {"EADV", EADV},
    {"EAFNOSUPPORT", EAFNOSUPPORT},
    {"EAGAIN", EAGAIN},
    {"EALREADY", EALREADY},
    {"EBADE", EBADE},
    {"EBADF", EBADF},
    {"EBADFD", EBADFD},
    {"EBADMSG", EBADMSG},
    {"EBADR", EBADR},
    {"EBADRQC", EBADRQC},
    {"EBADSLT", EBADSLT},
    {"EBFONT", EBFONT},
    {"EBUSY", EBUSY},
    {"ECANCELED", ECANCELED},
    {"ECHILD", ECHILD},
    {"ECHRNG", ECHRNG},
    {"ECOMM", ECOMM},
    {"ECONNABORTED", ECONNABORTED},
    {"ECONNREFUSED", ECONNREFUSED},
    {"ECONNRESET", ECONNRESET},
    {"EDEADLK", EDEADLK},
    {"EDEADLOCK", EDEADLOCK},
    {"EDESTADDRREQ", EDESTADDRREQ},
    {"EDOM", EDOM},
    {"EDOTDOT", EDOTDOT},
    {"EDQUOT", EDQUOT},
    {"EEXIST", EEXIST},
    {"EFAULT", EFAULT},
    {"EFBIG", EFBIG},
    {"EHOSTDOWN", EHOSTDOWN},
    {"EHOSTUNREACH", EHOSTUNREACH},
    {"EIDRM", EIDRM},
    {"EILSEQ", EILSEQ},
    {"EINPROGRESS", EINPROGRESS},
    {"EINTR", EINTR},
    {"EINVAL", EINVAL},
    {"EIO", EIO},
    {"EISCONN", EISCONN},
    {"EISDIR", EISDIR},
    {"EISNAM", EISNAM},
    {"EKEYEXPIRED", EKEYEXPIRED},
    {"EKEYREJECTED", EKEYREJECTED},
    {"EKEYREVOKED", EKEYREVOKED},
    {"EL2HLT", EL2HLT},
    {"EL2NSYNC", EL2NSYNC},
    {"EL3HLT", EL3HLT},
    {"EL3RST", EL3RST},
    {"ELIBACC", ELIBACC},
    {"ELIBBAD", ELIBBAD},
    {"ELIBEXEC", ELIBEXEC},
    {"ELIBMAX", ELIBMAX},
    {"ELIBSCN", ELIBSCN},
    {"ELNRNG", ELNRNG},
    {"ELOOP", ELOOP},
    {"EMEDIUMTYPE", EMEDIUMTYPE},
    {"EMFILE", EMFILE},
    {"EMLINK", EMLINK},
    {"EMSGSIZE", EMSGSIZE},
    {"EMULTIHOP", EMULTIHOP},
    {"ENAMETOOLONG", ENAMETOOLONG},
    {"ENAVAIL", ENAVAIL},
    {"ENETDOWN", ENETDOWN},
    {"ENETRESET", ENETRESET},
    {"ENETUNREACH", ENETUNREACH},
    {"ENFILE", ENFILE},
    {"ENOANO", ENOANO},
    {"ENOBUFS", ENOBUFS},
    {"ENOCSI", ENOCSI},
    {"ENODATA", ENODATA},
    {"ENODEV", ENODEV},
    {"ENOENT", ENOENT},
    {"ENOEXEC", ENOEXEC},
    {"ENOKEY", ENOKEY},
    {"ENOLCK", ENOLCK},
    {"ENOLINK", ENOLINK},
    {"ENOMEDIUM", ENOMEDIUM},
    {"ENOMEM", ENOMEM},
    {"ENOMSG", ENOMSG},
    {"ENONET", ENONET},
    {"ENOPKG", ENOPKG},
    {"ENOPROTOOPT", ENOPROTOOPT},
    {"ENOSPC", ENOSPC},
    {"ENOSR", ENOSR},
    {"ENOSTR", ENOSTR},
    {"ENOSYS", ENOSYS},
    {"ENOTBLK", ENOTBLK},
    {"ENOTCONN", ENOTCONN},
    {"ENOTDIR", ENOTDIR},
    {"ENOTEMPTY", ENOTEMPTY},
    {"ENOTNAM", ENOTNAM},
    {"ENOTRECOVERABLE", ENOTRECOVERABLE},
    {"ENOTSOCK", ENOTSOCK},
    {"ENOTSUP", ENOTSUP},
    {"ENOTTY", ENOTTY},
    {"ENOTUNIQ", ENOTUNIQ},
    {"ENXIO", ENXIO},
    {"EOPNOTSUPP", EOPNOTSUPP},
    {"EOVERFLOW", EOVERFLOW},
    {"EOWNERDEAD", EOWNERDEAD},
    {"EPERM", EPERM},
    {"EPFNOSUPPORT", EPFNOSUPPORT},
    {"EPIPE", EPIPE},
    {"EPROTO", EPROTO},
    {"EPROTONOSUPPORT", EPROTONOSUPPORT},
    {"EPROTOTYPE", EPROTOTYPE},
    {"ERANGE", ERANGE},
    {"EREMCHG", EREMCHG},
    {"EREMOTE", EREMOTE},
    {"EREMOTEIO", EREMOTEIO},
    {"ERESTART", ERESTART},
    {"ERFKILL", ERFKILL},
    {"EROFS", EROFS},
    {"ESHUTDOWN", ESHUTDOWN},
    {"ESOCKTNOSUPPORT", ESOCKTNOSUPPORT},
    {"ESPIPE", ESPIPE},
    {"ESRCH", ESRCH},
    {"ESRMNT", ESRMNT},
    {"ESTALE", ESTALE},
    {"ESTRPIPE", ESTRPIPE},
    {"ETIME", ETIME},
    {"ETIMEDOUT", ETIMEDOUT},
    {"ETOOMANYREFS", ETOOMANYREFS},
    {"ETXTBSY", ETXTBSY},
    {"EUCLEAN", EUCLEAN},
    {"EUNATCH", EUNATCH},
    {"EUSERS", EUSERS},
    {"EWOULDBLOCK", EWOULDBLOCK},
    {"EXDEV", EXDEV},
    {"EXFULL", EXFULL},
};

static int
fill(Object *m, Object *codes)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        Object *code = int_from_long(rows[i].code);
        Object *name = str_intern_text(rows[i].name);
        int failed = code == NULL || name == NULL ||
                     dict_set(module_dict(m), name, code) < 0 ||
                     dict_set(codes, code, name) < 0;
        ref_xdec(code);
        ref_xdec(name);
        if (failed) {
            return -1;
        }
    }
    return 0;
}

Object *
errno_module_new(void)
{
    Object *m = module_new("errno");
    Object *codes = dict_new();
    if (m == NULL || codes == NULL || fill(m, codes) < 0 ||
        module_add(m, "errorcode", ref_new(codes)) < 0) {
        REF_CLEAR(m);
    }
    ref_xdec(codes);
    return m;
}
