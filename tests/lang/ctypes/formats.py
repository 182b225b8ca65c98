"""The formats of buffers: structures, arrays, pointers; and the kept order
of fields of unnamed parts."""
# runner: audit-every=500
import ctypes
from ctypes import *
from ctypes import wintypes


class A(Structure):
    _fields_ = [("c", c_char), ("i", c_int), ("d", c_double), ("e", c_byte)]


class B(Structure):
    _fields_ = [("a", A), ("p", POINTER(c_int)), ("arr", c_short * 3),
                ("f", c_int, 3), ("g", c_int, 5)]


class C(A):
    _fields_ = [("z", c_longlong)]


class D(BigEndianStructure):
    _fields_ = [("x", c_int), ("y", c_short)]


class Packed(Structure):
    _pack_ = 1
    _fields_ = [("c", c_char), ("i", c_int)]


class U(Union):
    _fields_ = [("a", c_int)]


class E(Structure):
    _fields_ = [("m", c_int * 2 * 3), ("u", U), ("aa", A * 2),
                ("ptr", c_char_p), ("f", CFUNCTYPE(None)), ("o", py_object)]


class Empty(Structure):
    pass


class Child(A):
    pass


for t in (A, B, C, D, Packed, U, E, Empty, Child, A * 2, POINTER(A),
          POINTER(c_int * 3), U * 2, CFUNCTYPE(c_int), c_int * 0, c_wchar,
          c_bool, c_size_t, c_longdouble, c_char_p, c_void_p, c_wchar_p,
          py_object):
    view = memoryview(t())
    print(t.__name__, view.format, view.itemsize, view.nbytes)


class Inner(Structure):
    _fields_ = [("a", c_int)]


class Middle(Union):
    _fields_ = [("_", Inner), ("b", c_int)]
    _anonymous_ = ["_"]


class Outer(Structure):
    _fields_ = [("x", c_int), ("_", Middle), ("y", c_int)]
    _anonymous_ = ["_"]


print(Outer.x, Outer._, Outer.a, Outer.b, Outer.y)
outer = Outer(1, y=3)
outer.a = 7
print(outer.b, outer._.a, outer._._.a)


def tell(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


class Early(Structure):
    def __init_subclass__(cls):
        cls._fields_ = []


def contains_itself():
    class Itself(Structure):
        pass
    Itself._fields_ = [("first", c_int), ("me", Itself)]


def set_twice():
    class Twice(Structure):
        pass
    Twice._fields_ = []
    Twice._fields_ = []


class Person(Structure):
    _fields_ = [("name", c_char * 6), ("point", A), ("numbers", c_int * 2)]


tell(lambda: type("Late", (Early,), {}))
tell(contains_itself)
tell(set_twice)
tell(lambda: Person(b"me", (b"c", "no")))
tell(lambda: Person(b"me", (b"c", 1, 2, 3, 4)))
tell(lambda: Person(b"me", (b"c",), (1, 2, 3)))
tell(lambda: type("P", (POINTER(c_ulong),), {})(c_ulong(3)))
tell(lambda: CFUNCTYPE(c_int, *[c_int] * 1025))
tell(lambda: (c_char * 4).from_buffer(memoryview(bytearray(8))[::2]))
tell(lambda: (c_char * 4).from_buffer(b"1234"))
tell(lambda: (c_char * 4).from_buffer(bytearray(3)))
tell(lambda: delattr((c_char * 4)(), "value"))
tell(lambda: delattr((c_char * 4)(), "raw"))
tell(lambda: delattr((c_wchar * 4)(), "value"))
tell(lambda: delattr(c_int(), "value"))
tell(lambda: [c_char.from_param(b) for b in (b"a", b"'", b"\\", b"\xbd")])
tell(lambda: [c_double.from_param(1e300), c_float.from_param(0.5),
              c_bool.from_param(3), c_short.from_param(-4)])
tell(lambda: [wintypes.VARIANT_BOOL(v) for v in (0, 1, "x")])
tell(lambda: bytes(wintypes.VARIANT_BOOL(1)))
strlen = CDLL(None).strlen
strlen.argtypes = [c_char_p]
tell(lambda: [strlen(byref(create_string_buffer(b"abc"))), strlen(b"ab"),
              strlen(create_string_buffer(b"abcd")), strlen(c_char_p(b"x"))])
letter = create_string_buffer(b"q")
tell(lambda: strlen(byref(c_char(b"\0"))))
tell(lambda: strlen(byref(c_int(1))))
tell(lambda: ctypes._pointer_type_cache[c_int] is POINTER(c_int))
