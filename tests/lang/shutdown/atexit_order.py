"""atexit functions run last in first out, before globals die."""
import atexit
class A:
    def __del__(self): print("del global")
x = A()
atexit.register(print, "first registered")
@atexit.register
def second(): print("second", x is not None)
def bad(): raise ValueError("bad")
atexit.register(bad)
f = lambda: print("never"); atexit.register(f); atexit.unregister(f)
print("end")
