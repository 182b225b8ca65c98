"""`__del__` is not `del`: it runs when the count reaches 0, before the memory
is released.

Try: pytutor-mem examples/r26_finalizer.py
"""
class Resource:
    def __del__(self):
        print("finalizer")


a = Resource()
b = a
del a
print("one name less")
del b
print("now")
