"""Calls with every kind of argument and the exact TypeErrors."""
from _show import show


def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw


def g(a, b):
    return a, b


def h(*, x, y):
    return x, y


def k():
    pass


def p(a, b, /):
    return a, b


class C:
    def m(self, a):
        return a

    def __call__(self, z):
        return z


show(r"""
f(1, d=4), f(1, 2, 3, 4, d=5), f(1, d=1, z=9), f(*[1, 2], **{'d': 3}), f(1, *(2,), d=1, **{'e': 6})
f(1, d=1, a=2, b=3)
f()
f(1)
f(d=1)
f(a=1, d=2)
f(1, 2, 3, c=4, d=5)
g()
g(1)
g(1, 2, 3)
g(1, a=2)
g(1, b=2, c=3)
g(1, c=3)
g(x=1, y=2, z=3)
g(*[1, 2, 3])
g(**{'a': 1, 'b': 2}), g(*'ab')
g(**{'a': 1, 1: 2})
g(1, **{'a': 1})
g(a=1, **{'a': 1})
g(**{'a': 1}, **{'a': 2})
g(*5)
g(**5)
g(*None, **{})
h()
h(x=1)
h(1, 2)
h(1, x=2, y=3)
k(1)
k(a=1)
k(1, 2, b=3)
p(1, b=2)
p(a=1, b=2)
p(1)
C().m()
C().m(1, 2)
C.m(1)
C.m()
C().m(b=1)
C()()
C()(1, 2)
C(1)
C(a=1)
(lambda x: x)()
(lambda: 0)(1)
(lambda *a, **k: (a, k))(1, *[2], x=3, **{'y': 4})
5()
'a'(1)
None()
[1](0)
len()
len(1, 2)
len(x=1)
len(5)
abs('a')
ord('ab')
ord(5)
chr(-1)
chr('a')
print(1, sep=5)
print(nope=1)
print('a', 'b', sep='-', end='!\n')
divmod(1)
isinstance(1)
isinstance(1, 5)
issubclass(1, int)
int(1, 2, 3)
str.join(',')
str.join(1, [])
list.append([])
list.append(1, 2)
dict.get({}, 1, 2, 3)
''.join(a=1)
range(1, 2, 3, 4)
sorted([1], reverse=1, key=None, x=2)
max()
max(1)
max([])
max([], default=5), min([3], default=1), max(1, 2, key=lambda v: -v)
max(1, 2, default=3)
sum()
sum(['a'])
sum([[1], [2]], [])
sum(['a'], '')
sum([b'a'], b'')
""", dict(globals()))
