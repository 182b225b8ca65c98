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


p, s = Plain(), Slotted()  # slide: With a dict, and with slots
p.z = 3  # slide: A new name goes into the dict
try:
    s.z = 3  # slide: Slots take no other name
except AttributeError as error:
    print(error)  # slide: The error says so
print(sys.getsizeof(p), sys.getsizeof(p.__dict__), sys.getsizeof(s))
