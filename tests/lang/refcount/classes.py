"""References among a class, its bases, its MRO and its functions."""
import sys
class A:
    def f(self): pass
print(sys.getrefcount(A))
class B(A): pass
print(sys.getrefcount(A), sys.getrefcount(B))
class C(B): pass
print(sys.getrefcount(A), sys.getrefcount(B), sys.getrefcount(C))
print(sys.getrefcount(A.f), sys.getrefcount(A.__dict__["f"]))
print(sys.getrefcount(A.__mro__), sys.getrefcount(A.__bases__))
a = A()
print(sys.getrefcount(A))
m = a.f
print(sys.getrefcount(A), sys.getrefcount(A.f))
del C
import gc
gc.collect()
print(sys.getrefcount(B))
