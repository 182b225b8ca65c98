"""sys.getsizeof of functions, classes, instances, frames, generators."""
import sys
def f(a, b=1, *c, d=2, **e):
    "doc"
    x = a
    def g(): return x
    return g
class A: pass
class B(A):
    x = 1
    def m(self): pass
class S:
    __slots__ = ("a", "b")
class S0:
    __slots__ = ()
class L(list): pass
class D(dict): pass
class I(int): pass
class T(tuple): pass
class M(type): pass
class E(Exception): pass
def gen(): yield 1
async def co(): pass
c = co()
g = f(1)
for v in (f, A, B, A(), B().m, S, S(), S0(), L(), L([1]), D(), I(5), T((1, 2)),
          M, E(), E(1), ValueError(), KeyError(1), OSError(), StopIteration(1),
          gen, gen(), c, g, g.__closure__, g.__closure__[0], A().__dict__,
          B.__dict__, property(), staticmethod(f), classmethod(f), super(B, B()),
          (x for x in ()), sys, f.__code__, g.__code__, gen.__code__,
          SyntaxError(), UnicodeError(), ImportError(), NameError(),
          AttributeError(), SystemExit(), ExceptionGroup("a", [E()])):
    print(type(v).__name__, sys.getsizeof(v))
c.close()
a = A()
print(sys.getsizeof(a.__dict__)); a.x = 1
print(sys.getsizeof(a.__dict__)); a.y = 1
b = A(); b.x = 2
print(sys.getsizeof(b.__dict__))
for n in range(20): setattr(a, "n%d" % n, n)
print(sys.getsizeof(a.__dict__))
print(sys._getframe().__sizeof__())
def h(): return sys.getsizeof(sys._getframe())
print(h())
def k(a, b, c, d): x = y = 1; return sys.getsizeof(sys._getframe())
print(k(1, 2, 3, 4))
class Z:
    def __sizeof__(self): return 10
print(sys.getsizeof(Z()))
class Y:
    def __sizeof__(self): return -1
try: sys.getsizeof(Y())
except ValueError as e: print(e)
print(sys.getsizeof(1, "d"))
