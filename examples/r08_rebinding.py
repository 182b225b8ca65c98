"""Binding a name to another object takes a reference away from the old one.

Try: pytutor-mem examples/r08_rebinding.py --at 9
"""
x = [1]
y = x
y = None
print(x, y)
x = None
print("the list is gone")
