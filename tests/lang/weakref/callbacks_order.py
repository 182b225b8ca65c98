"""Callbacks run newest first, after the object's __del__."""
import weakref
class A:
    def __del__(self): print("del")
a = A()
rs = [weakref.ref(a, lambda r, i=i: print("cb", i, r())) for i in range(4)]
del a
print("--")
class B: pass
b = B()
r = weakref.ref(b, lambda r: print("called"))
del r
del b
print("no callback: the reference died first")
def bad(r): raise ValueError("in callback")
b = B(); r = weakref.ref(b, bad); b = None
print("after")
