"""Weak references into a cycle are cleared before finalizers run."""
import gc, weakref
gc.disable()
class A:
    def __del__(self): print("del", r() is self, r())
def cb(x): print("callback", x is r2)
a = A(); a.me = a
r = weakref.ref(a)
del a
print(gc.collect(), r())
class B: pass
b = B(); b.me = b
r2 = weakref.ref(b, cb)
del b
print(gc.collect(), r2())
b = B(); b.me = b; b.w = weakref.ref(b, lambda _: print("never called"))
del b
print(gc.collect())
