"""A suspended generator holds its locals and its argument."""
import sys
def gen(a):
    b = a
    yield sys.getrefcount(a)
    del b
    yield sys.getrefcount(a)
x = object()
print(sys.getrefcount(x))
g = gen(x)
print(sys.getrefcount(x))
print(next(g), sys.getrefcount(x))
print(next(g), sys.getrefcount(x))
g.close()
print(sys.getrefcount(x), sys.getrefcount(g))
g = gen(x); next(g)
print(sys.getrefcount(x))
del g
print(sys.getrefcount(x))
g = gen(x)
print(list(g), sys.getrefcount(x))
g = (y for y in [x])
print(sys.getrefcount(x))
print(next(g) is x, sys.getrefcount(x))
del g
print(sys.getrefcount(x))
