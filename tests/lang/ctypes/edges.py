"""Corners of ctypes: swapped types, buffers without dimension, results that
point to what Python made, calls with names."""
import ctypes
import sys
import warnings
from ctypes import (CFUNCTYPE, POINTER, c_char_p, c_double, c_int, c_short,
                    c_uint16, c_wchar_p)

libc = ctypes.CDLL(None)


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


print(c_int.__ctype_be__(1), c_double.__ctype_be__.__name__,
      c_short.__ctype_le__.__name__, bytes(c_int.__ctype_be__(1)))


class Big(ctypes.BigEndianStructure):
    _fields_ = [("a", c_uint16)]


print(Big.a, Big(1).a, bytes(Big(1)))

view = memoryview(c_int(5))
print(view.format, view.shape, view.strides, view.ndim, view.nbytes,
      view.tobytes(), view.contiguous, len(view), sys.getsizeof(view))
attempt(lambda: view[()])
attempt(lambda: view[0])
attempt(view.tolist)
attempt(lambda: list(view))
attempt(lambda: view.cast("B").cast("i", []).tolist())
attempt(lambda: view == memoryview(c_int(5)))
attempt(lambda: view == memoryview(c_int(6)))
rows = ((c_short * 3) * 2)((1, 2, 3), (4, 5, 6))
view = memoryview(rows)
print(view.format, view.shape, view.strides, view.itemsize, view.nbytes)
attempt(lambda: view.cast("B").cast("h", [2, 3]).tolist())
attempt(lambda: view.cast("B").cast("h", [2, 3]) == view)

warnings.simplefilter("ignore")
for type_, value in (c_char_p, b"bytes"), (c_wchar_p, "wide"):
    callback = CFUNCTYPE(type_, type_)(lambda text: text + text)
    print([callback(value * n) for n in range(1, 4)])

attempt(lambda: setattr(libc.abs, "argtypes", 5))
attempt(lambda: ctypes.CDLL(5))
prototype = CFUNCTYPE(c_char_p, c_char_p, c_int)
find = prototype(("strchr", libc), ((1, "text"), (1, "letter", ord("b"))))
attempt(lambda: find(b"abc"))
attempt(lambda: find(text=b"xbx", letter=ord("x")))
attempt(lambda: find(b"a", other=3))
attempt(lambda: find(b"a", 3, 4))
attempt(lambda: find())
