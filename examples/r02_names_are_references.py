"""Names are references to objects: several names can refer to one object, and
a change is seen through each of them.

Try: pytutor-mem examples/r02_names_are_references.py
"""
first = [1, 2]
second = first
second.append(3)
print(first, first is second)
