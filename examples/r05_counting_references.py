"""The reference count is the number of references, and every one of them can
be pointed at: 300 has two names and two list slots, and the constant in the
code object.

Try: pytutor-mem examples/r05_counting_references.py
"""
import sys

x = 300
y = 300
z = [300, 300]
print(sys.getrefcount(x) - 1)
