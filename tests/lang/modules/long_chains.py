# runner: audit-every=3000 timeout=40
class A:
    def f(self): pass
o = None
def foo():
    o = A().f
    for i in range(100000):
        o = o.__repr__
    return o
e = foo(); del e
def d():
    e = None
    for i in range(100000):
        n = ValueError(i); n.__context__ = e; e = n
d()
import functools
p = print
for i in range(100000): p = functools.partial(lambda f: f, p); p = [p]
del p; print('ok')
