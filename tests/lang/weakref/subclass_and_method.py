"""Subclasses of ref; WeakMethod."""
import weakref
class R(weakref.ref):
    def __init__(self, o, cb=None, extra=0): super().__init__(o, cb); self.extra = extra
    def __new__(cls, o, cb=None, extra=0): return super().__new__(cls, o, cb)
class A:
    def m(self): return "m"
a = A()
r = R(a, extra=5)
print(r() is a, r.extra, r is weakref.ref(a), r == weakref.ref(a), weakref.getweakrefcount(a))
w = weakref.WeakMethod(a.m)
print(w()(), w() == a.m)
del a
print(w(), r())
