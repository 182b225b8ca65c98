"""`__slots__`: an instance without a dict, with fixed fields; another name is
an AttributeError.

Try: pytutor-mem examples/r28_slots.py
"""
import sys


class Plain:
    def __init__(self):
        self.x, self.y = 1, 2


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x, self.y = 1, 2


p, s = Plain(), Slotted()
p.z = 3
try:
    s.z = 3
except AttributeError as error:
    print(error)
print(sys.getsizeof(p), sys.getsizeof(p.__dict__), sys.getsizeof(s))
