"""The C3 order, its failures, and changes of __bases__ and __class__."""


class A:
    def f(self):
        return "A"


class B(A):
    def f(self):
        return "B" + super().f()


class C(A):
    def f(self):
        return "C" + super().f()


class D(B, C):
    def f(self):
        return "D" + super().f()


print(D().f(), [c.__name__ for c in D.__mro__], D.mro() == list(D.__mro__))
for code in ("class X(A, B): pass", "class X(B, A): pass",
             "class X(B, C, B): pass", "class X(object, A): pass",
             "class Y(B, C): pass\nclass Z(C, B): pass\nclass X(Y, Z): pass",
             "class X(A, int): pass", "class X(int, float): pass",
             "class X(dict, list): pass", "class X(A, Exception): pass",
             "class X(Exception, int): pass", "class X(type, A): pass",
             "class X(type(None)): pass", "class X(type(lambda: 0)): pass",
             "class X(type(...)): pass", "class X(slice): pass",
             "class X(int, object): pass", "class X(A.f): pass"):
    try:
        exec(code)
        print(code, "fine")
    except TypeError as error:
        print(repr(code), "->", error)


class Mobile(B):
    pass


m = Mobile()
Mobile.__bases__ = (C,)
print(m.f(), B.__subclasses__() == [D], C.__subclasses__())
for wrong in ((), 5, (5,), (Mobile,), (int,), (A, A), (D, A, D)):
    try:
        Mobile.__bases__ = wrong
    except TypeError as error:
        print(error)
try:
    del Mobile.__bases__
except TypeError as error:
    print(error)
try:
    object.__bases__ = (A,)
except TypeError as error:
    print(error)
a = A()
a.__class__ = B
print(a.f())
for wrong in (5, int, None, type):
    try:
        a.__class__ = wrong
    except TypeError as error:
        print(error)
try:
    (5).__class__ = A
except TypeError as error:
    print(error)
try:
    A.__mro__ = ()
except AttributeError as error:
    print(error)


class OwnMro(type):
    def mro(cls):
        return [cls, A, object]


class E(metaclass=OwnMro):
    pass


print(E().f(), E.__mro__, E.__bases__)


class BadMro(type):
    def mro(cls):
        return [cls, 5]


try:
    class F(metaclass=BadMro):
        pass
except TypeError as error:
    print(error)
