"""Pickling and copying: values and their attributes; nothing with pointers."""
# runner: audit-every=500
import copy
import pickle
from ctypes import *


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_double)]


class Big(BigEndianStructure):
    _fields_ = [("a", c_short), ("b", c_int)]


class Bits(Structure):
    _fields_ = [("low", c_int, 3), ("high", c_int, 7)]


class Both(Union):
    _fields_ = [("number", c_int), ("parts", c_ubyte * 4)]


class Nested(Structure):
    _fields_ = [("points", Point * 2), ("tag", c_char)]


class Pointing(Structure):
    _fields_ = [("target", POINTER(c_int))]


class Deep(Structure):
    _fields_ = [("inner", Pointing), ("n", c_int)]


class Named(c_int):
    pass


class Ints(c_int * 3):
    pass


class Points(Point * 2):
    pass


class Text(c_char * 8):
    pass


class Strings(c_char_p * 2):
    pass


def values(data):
    if isinstance(data, (Structure, Union)):
        return [values(getattr(data, name)) for name, *_ in data._fields_]
    if isinstance(data, Array):
        return [values(item) for item in data]
    return getattr(data, "value", data)


point = Point(1, 2.5)
point.note = ["a list"]
for data in (c_int(42), c_double(-1.5), c_char(b"x"), c_wchar("\u20ac"),
             c_bool(True), c_longlong(-2 ** 60), Named(7), point, Big(1, 2),
             Bits(-2, 9), Both(0x01020304), Ints(1, 2, 3),
             Text(*b"text"), Points((1, 2), (3, 4)),
             Nested(((1, 2), (3, 4)), b"t")):
    for how in ([lambda d, p=p: pickle.loads(pickle.dumps(d, p))
                 for p in (0, 2, 5)] + [copy.copy, copy.deepcopy]):
        made = how(data)
        assert type(made) is type(data) and made is not data
        assert values(made) == values(data), (values(made), values(data))
        assert bytes(made) == bytes(data)
        assert vars(made) == vars(data), vars(made)
    print(type(data).__name__, values(made), vars(made))

for data in (c_char_p(b"x"), c_wchar_p("x"), c_void_p(1), py_object(1),
             pointer(c_int(1)), Pointing(), Deep(), Strings(),
             CFUNCTYPE(c_int)(lambda: 1), byref(c_int()), CDLL(None).abs):
    try:
        pickle.dumps(data)
        print("pickled", type(data).__name__)
    except Exception as error:
        print(type(error).__name__, str(error)[:60])

print(c_int(3).__reduce__()[1], point.__reduce__()[1][1][0])
made = c_int()
made.__setstate__({"name": 1}, b"\x05\x00")
print(made, vars(made))
for wrong in ((1,), ({}, 1), (1, b""), ({}, "text", 3)):
    try:
        made.__setstate__(*wrong)
    except TypeError as error:
        print(error)
