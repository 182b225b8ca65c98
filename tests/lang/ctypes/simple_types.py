"""The simple types: sizes, values, conversions, errors, and their repr."""
# runner: audit-every=300 modes=plain,audit,all
from ctypes import *

for t in (c_bool, c_char, c_byte, c_ubyte, c_short, c_ushort, c_int, c_uint,
          c_long, c_ulong, c_longlong, c_ulonglong, c_size_t, c_ssize_t,
          c_float, c_double, c_longdouble, c_wchar, c_char_p, c_wchar_p,
          c_void_p, py_object, c_int8, c_uint8, c_int16, c_uint16, c_int32,
          c_uint32, c_int64, c_uint64):
    print(t.__name__, t._type_, sizeof(t), alignment(t))

print(c_int(), c_double(), c_bool(), c_char(), c_char_p(), c_void_p())
print(c_byte(200), c_ubyte(-1), c_short(70000), c_int(2 ** 40 + 3))
print(c_ulong(-1), c_longlong(-2 ** 63), c_uint64(2 ** 64 - 1))
print(c_float(0.1).value, c_double(0.1).value, c_longdouble(1.5).value)
print(c_char(b"x"), c_char(65), c_wchar("\u20ac"), c_wchar_p("h\u00e9").value)
print(c_char_p(b"abc").value, c_void_p(0).value, c_void_p(77).value)
print(py_object([1, 2]).value, c_bool([]), c_bool("x"))

n = c_int(3)
n.value = 12
print(n, bool(n), bool(c_int(0)), bool(c_double(0.5)))
class Mine(c_int):
    pass
print(Mine(4).value, isinstance(Mine(4), c_int), type(Mine(4)).__name__)

def fails(what, *args):
    try:
        print("no error:", what(*args))
    except Exception as error:
        print(type(error).__name__ + ":", error)

fails(c_int, "5")
fails(c_int, 1.5)
fails(c_double, "x")
fails(c_char, b"xy")
fails(c_char, 300)
fails(c_char_p, "text")
fails(c_wchar_p, b"x")
fails(c_wchar, "xy")
fails(c_void_p, "x")
fails(c_int, 1, 2)
fails(hash, c_int(1))
fails(lambda: py_object().value)
fails(lambda: type(c_int)("Bad", (c_int.__base__,), {}))
fails(lambda: type(c_int)("Bad", (c_int.__base__,), {"_type_": "w"}))
fails(c_int.__base__)
fails(sizeof, 5)
fails(alignment, "x")
fails(addressof, 5)
fails(byref, 5)

a = c_int(5)
print(addressof(a) == addressof(a), a._objects, a._b_base_,
      a._b_needsfree_)
s = c_char_p(b"kept")
print(s._objects)
b = c_int.from_buffer_copy(b"\x01\x02\x00\x00")
print(b)
data = bytearray(b"\x07\x00\x00\x00\x08\x00\x00\x00")
view = c_int.from_buffer(data, 4)
view.value = 258
print(data)
fails(c_int.from_buffer, b"1234")
fails(c_int.from_buffer, bytearray(3))
fails(c_int.from_buffer_copy, b"12345", 4)
again = c_int.from_address(addressof(a))
again.value = 99
print(a)
print(bytes(memoryview(c_short(513))))
print(c_int.__ctype_be__(1).value, bytes(c_int.__ctype_be__(1)))
