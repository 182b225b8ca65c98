"""Every object has a type, a value and a reference count.

Try: pytutor-mem examples/r12_type_value_count.py
"""
import sys

things = [42000, 2.5, "some text", (1, 2), None]  # slide: Five objects in a list
for thing in things:  # slide: A name refers to one of them: its count rises
    print(type(thing).__name__, thing)
print(sys.getrefcount(things[0]) > 1)  # slide: getrefcount counts the runtime's references too
