"""Counts of what closures, cells and defaults hold."""
import sys
def outer():
    x = object()
    print(sys.getrefcount(x))
    def inner(): return sys.getrefcount(x)
    print(sys.getrefcount(x), inner())
    cell = inner.__closure__[0]
    print(sys.getrefcount(cell), sys.getrefcount(cell.cell_contents))
    def other(): return x
    print(sys.getrefcount(cell), sys.getrefcount(x))
    return inner
f = outer()
print(f())
g = outer()
print(sys.getrefcount(f), f())
def d(a=object()): return sys.getrefcount(a)
print(d())
d.__defaults__ = (1.5 * 3,)
print(d())
d.attr = y = object()
print(sys.getrefcount(y))
del d
print(sys.getrefcount(y))
def cnt():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
c = cnt()
print(c(), c(), c(), c.__closure__[0].cell_contents)
