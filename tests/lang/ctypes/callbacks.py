"""C functions that call Python: qsort, errors in callbacks, lifetimes."""
# runner: audit-every=300 modes=plain,audit,all
from ctypes import *
import gc
import sys

libc = CDLL("libc.so.6")
Compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
calls = 0

@Compare
def compare(a, b):
    global calls
    calls += 1
    return a[0] - b[0]

numbers = (c_int * 6)(5, 1, 4, 2, 6, 3)
libc.qsort(numbers, len(numbers), sizeof(c_int), compare)
print(list(numbers), calls >= 5)

libc.bsearch.restype = POINTER(c_int)
found = libc.bsearch(byref(c_int(4)), numbers, 6, sizeof(c_int), compare)
print(found[0], bool(libc.bsearch(byref(c_int(9)), numbers, 6,
                                  sizeof(c_int), compare)))

# Called from Python as well.
Twice = CFUNCTYPE(c_double, c_double, c_short)
twice = Twice(lambda x, n: x * n)
print(twice(1.5, 3), twice(2, -2))
Text = CFUNCTYPE(None, c_char_p, py_object)
Text(lambda text, o: print("called", text, o))(b"abc", ["list"])
Small = CFUNCTYPE(c_byte, c_byte)
print(Small(lambda n: n - 1)(-127), Small(lambda n: n)(5))

# An error in a callback is reported, and the result is 0.
sys.unraisablehook = lambda u: print("unraisable:", repr(u.exc_value))
def broken(x, n):
    raise ValueError("in a callback")
print(Twice(broken)(1, 2))
CFUNCTYPE(c_int)(lambda: "text")()

# The object of the function lives as long as the C function does.
class Method:
    def __del__(self):
        print("deleted")
    def call(self, n):
        return n + 1
bound = CFUNCTYPE(c_int, c_int)(Method().call)
print(bound(1))
del bound
gc.collect()
print("end")
try:
    CFUNCTYPE(POINTER(c_int))(lambda: None)
except TypeError as error:
    print(error)
Apply = CFUNCTYPE(c_int, Compare)
def nested(f):
    return f(byref(c_int(9)), byref(c_int(3)))
print(Apply(nested)(compare))
