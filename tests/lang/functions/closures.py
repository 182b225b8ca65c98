"""Closures, late binding, cells shared by several functions."""
fs = [lambda: i for i in range(3)]; print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs])
def counter():
    n = 0
    def inc(): nonlocal n; n += 1; return n
    def get(): return n
    return inc, get
i, g = counter(); i(); i(); print(g(), i.__closure__[0] is g.__closure__[0], i.__code__.co_freevars, counter.__code__.co_cellvars)
def f(x):
    class C:
        y = x
        def m(self): return x
    x = 5
    return C.y, C().m()
print(f(1))
def o(a):
    def m(b):
        def n(c): return a, b, c
        return n
    return m
print(o(1)(2)(3))
def e():
    x = 1
    def g(): del x_
    x_ = 2
    def d():
        nonlocal x_
        del x_
    d()
    try: x_
    except NameError as er: print(type(er).__name__, er)
e()
def q():
    def c(): return z
    try: c.__closure__[0].cell_contents
    except ValueError as er: print(er)
    z = 1
    c.__closure__[0].cell_contents = 7; return c()
print(q())
print(repr(i.__closure__[0]).split(" at ")[0])
