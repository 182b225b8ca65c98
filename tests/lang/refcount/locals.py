"""sys.getrefcount of an object held by local and global names."""
import sys
def f():
    x = object()
    print(sys.getrefcount(x))
    y = x
    print(sys.getrefcount(x))
    del y
    print(sys.getrefcount(x))
    z = w = x
    print(sys.getrefcount(x))
    z = None
    print(sys.getrefcount(x))
f()
g = object()
print(sys.getrefcount(g))
h = g
print(sys.getrefcount(g))
del g
print(sys.getrefcount(h))
