"""__new__ put into a class and deleted again: a class that once had one in Python
goes on asking for it, and object.__new__ takes no arguments then."""


def attempt(f):
    try:
        print(type(f()).__name__)
    except Exception as error:
        print(type(error).__name__, error)


class A:
    def __new__(cls, *args, **kwargs):
        raise AssertionError


class B(A):
    __new__ = object.__new__
    def __init__(self, foo):
        self.foo = foo

attempt(lambda: B(3))
del B.__new__
attempt(B)
del A.__new__
attempt(lambda: B(3))
attempt(A)
attempt(lambda: A(3))


class C:
    def __init__(self, x):
        pass

attempt(lambda: C(1))
old = C.__new__
C.__new__ = lambda cls, x: 5
attempt(lambda: C(1))
C.__new__ = old
attempt(lambda: C(1))
del C.__new__
attempt(lambda: C(1))


class D:
    def __init__(self, x):
        pass

D.__new__ = object.__new__
attempt(lambda: D(1))
D.__new__ = lambda cls, x: object.__new__(cls)
attempt(lambda: D(1))
del D.__new__
attempt(lambda: D(1))


class E(D):
    pass

attempt(lambda: E(1))


class F(dict):
    def __new__(cls, *a):
        return dict.__new__(cls)

attempt(lambda: F({1:2}))
del F.__new__
attempt(lambda: F({1:2}))


class G(int):
    pass

G.__new__ = lambda cls, x: int.__new__(cls, 7)
attempt(lambda: G(3))
del G.__new__
attempt(lambda: G(3))


class H:
    def __init__(self, x):
        pass

H.__init__ = lambda self: None
attempt(H)
attempt(lambda: H(1))
del H.__init__
attempt(H)
attempt(lambda: H(1))


class X1:
    pass


class X2(X1):
    def __init__(self, x):
        pass

X1.__new__ = lambda cls, *a: object.__new__(cls)
attempt(lambda: X2(1))
del X1.__new__
attempt(lambda: X2(1))
attempt(lambda: X1(1))
attempt(X1)


class X3(X1):
    def __init__(self, x):
        pass

attempt(lambda: X3(1))
