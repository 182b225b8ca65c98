"""__slots__ in all its forms, and what it refuses."""
from _show import show


class A:
    __slots__ = ("x", "y")


class B(A):
    __slots__ = "z"


class C(A):
    pass


class D:
    __slots__ = {"x": "what x is", "y": None}


class E:
    __slots__ = ["__dict__", "a"]


class F:
    __slots__ = ("__weakref__", "__private")

    def set(self):
        self.__private = 3


show(r"""
a = A(); a.x = 1; a.x
a.y
a.z = 1
a.__dict__
del a.y
del a.x; a.x
A.x, A.__slots__, type(A.x)
b = B(); b.x = b.y = b.z = 1; b.w = 2
B.__slots__, B.__base__
c = C(); c.q = 1; c.x = 2; c.__dict__
D.x.__doc__, D.y.__doc__, D.__slots__
e = E(); e.a = 1; e.b = 2; e.__dict__
f = F(); f.set(); f._F__private
f.__weakref__
F.__slots__
A.x.__get__(a)
A.x.__set__(a, 5); a.x
A.x.__set__(5, 5)
A.x.__delete__(a); a.x
A.x.__get__(5)
A.x.__get__(None, A) is A.x
A.x = 9; A().x
type('T', (), {'__slots__': 5})
type('T', (), {'__slots__': [1]})
type('T', (), {'__slots__': ['a b']})
type('T', (), {'__slots__': ['x'], 'x': 1})
type('T', (A,), {'__slots__': ['__dict__']})().__dict__
type('T', (C,), {'__slots__': ['__dict__']})
type('T', (), {'__slots__': ['__dict__', '__dict__']})
type('T', (F,), {'__slots__': ['__weakref__']})
type('T', (int,), {'__slots__': ['x']})
type('T', (tuple,), {'__slots__': []})().x
type('T', (A, D), {})
type('T', (A, type('U', (), {'__slots__': ()})), {})().__dict__
type('T', (), {'__slots__': iter(['p', 'q'])}).p
type('T', (), {'__slots__': 'abc'}).__slots__
type('T', (), {'__slots__': ()})().x
a.__class__ = D
a.__class__ = C
type('P', (), {'__slots__': ('n',)})().__sizeof__(), type('Q', (), {'__slots__': ('n', 'm')})().__sizeof__()
type('T', (str,), {'__slots__': ('x',)})('s').x
object().x = 1
""", dict(globals()))
