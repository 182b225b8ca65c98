"""Functions of the C library: prototypes, results, errors, errno."""
# runner: audit-every=300 modes=plain,audit,all
from ctypes import *
import ctypes.util

def fails(what, *args):
    try:
        print("no error:", what(*args))
    except Exception as error:
        print(type(error).__name__ + ":", error)

libc = CDLL("libc.so.6", use_errno=True)
libm = CDLL("libm.so.6")
print(libc.abs(-5), libc.strlen(b"four"), libc.toupper(ord("a")))
print(libc.abs is libc.abs, libc["abs"] is libc["abs"], libc.abs.__name__)
libm.pow.restype = c_double
libm.pow.argtypes = [c_double, c_double]
print(libm.pow(2, 10), libm.pow(c_double(2), 0.5))
fails(libm.pow, 2)
fails(libm.pow, "x", 1)
print(libm.pow(2, 3, 4) if False else "-")
libc.strchr.restype = c_char_p
print(libc.strchr(b"key=value", ord("=")), libc.strchr(b"x", ord("y")))
libc.strchr.argtypes = [c_char_p, c_char]
print(libc.strchr(b"key=value", b"v"))
fails(libc.strchr, "text", b"t")
fails(libc.strlen, 1.5)
fails(libc.strlen, [])
fails(libc.abs, 2 ** 100)
fails(CDLL, "libmissing.so.9")
fails(getattr, libc, "no_such_function")
fails(setattr, libc.abs, "restype", 5)
fails(setattr, libc.abs, "argtypes", [5])
fails(setattr, libc.abs, "errcheck", 5)

# By reference, structures by value, a variable number of arguments.
rest = c_char_p()
libc.strtol.restype = c_long
print(libc.strtol(b"12abc", byref(rest), 10), rest.value)
class Div(Structure):
    _fields_ = [("quot", c_int), ("rem", c_int)]
libc.div.restype = Div
d = libc.div(17, 5)
print(d.quot, d.rem)
class LDiv(Structure):
    _fields_ = [("quot", c_long), ("rem", c_long)]
libc.ldiv.restype = LDiv
libc.ldiv.argtypes = [c_long, c_long]
d = libc.ldiv(-17, 5)
print(d.quot, d.rem)
text = create_string_buffer(40)
print(libc.snprintf(text, c_size_t(40), b"%d %s %.2f %c", 42, b"str",
                    c_double(1.25), c_char(b"!")), text.value)

# errno belongs to ctypes' copy.
set_errno(0)
print(libc.open(b"/no/such/file", 0), get_errno())
print(set_errno(5), get_errno())

# restype as a function, errcheck, _as_parameter_.
libc.labs.restype = lambda n: "got %d" % n
print(libc.labs(-3))
def check(result, function, arguments):
    print("checked", result, function.__name__, arguments)
    return result + 1
libc.abs.errcheck = check
print(libc.abs(-9))
class Wrapped:
    _as_parameter_ = 33
print(libc.toupper(Wrapped()))
class Converts:
    @classmethod
    def from_param(cls, value):
        return int(value) * 2
libc.tolower.argtypes = [Converts]
print(libc.tolower("40"))

prototype = CFUNCTYPE(c_int, c_int)
absolute = prototype(("abs", libc))
print(absolute(-4), absolute.argtypes == (c_int,), absolute.restype is c_int)
named = CFUNCTYPE(c_long, c_char_p, POINTER(c_char_p), c_int)(
    ("strtol", libc), ((1, "text"), (1, "end", None), (1, "base", 16)))
print(named(b"ff"), named(text=b"10", base=2))
fails(named)
fails(prototype, 1.5)
print(c_int.in_dll(libc, "opterr").value)
fails(c_int.in_dll, libc, "no_such_name")
print(pythonapi is not None, ctypes.util.find_library("c"))
