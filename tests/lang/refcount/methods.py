"""Counts of self in methods, bound methods and class calls."""
import sys
class A:
    def m(self): return sys.getrefcount(self)
    def n(self, *a): return sys.getrefcount(self)
    @classmethod
    def c(cls): return sys.getrefcount(cls)
    @property
    def p(self): return sys.getrefcount(self)
    def __init__(self): print("init", sys.getrefcount(self))
    def __call__(self): return sys.getrefcount(self)
    def __len__(self): return sys.getrefcount(self)
    def __add__(self, other): return sys.getrefcount(self)
    def __getattr__(self, name): return sys.getrefcount(self)
    def __getitem__(self, key): return sys.getrefcount(self)
a = A()
print(a.m(), A.m(a), a.n(1), a.n(*[1]))
b = a.m
print(sys.getrefcount(a), b(), sys.getrefcount(b))
c = a.m
print(sys.getrefcount(a))
del b, c
print(sys.getrefcount(a))
print(a.p, a(), len(a), a + 1, a.zzz, a[0])
print(A().m())
base = A.c()
x = A()
print(A.c() - base)
del x
print(A.c() - base)
