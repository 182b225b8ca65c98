"""Annotations, __doc__, __name__ of functions, classes and modules."""
"not the docstring"


def f(a: int, /, b: "str" = "x", *args: 1 + 1, c: None, **kw: dict) -> list:
    """Doc of f."""
    local: undefined_name = 1
    other: also.undefined
    return local


def no_doc():
    5


def raw():
    r"\n raw"


def formatted():
    f"no doc {1}"


def bytes_doc():
    b"no doc"


def joined():
    "one " "two"


print(f.__annotations__, f.__doc__, f(1, c=2))
print(no_doc.__doc__, raw.__doc__, formatted.__doc__, bytes_doc.__doc__,
      joined.__doc__, (lambda: 0).__doc__, __doc__)
x: int = 1
y: "later"
(z): float = 2.0
print(__annotations__)


class C:
    """Doc of C."""
    a: int = 1
    b: "C"
    __private: str
    c = 3

    def m(self, q: "C") -> "C":
        pass


class D(C):
    pass


print(C.__annotations__, C.__doc__, D.__doc__, C.m.__annotations__)
print("__annotations__" in D.__dict__, D.__annotations__)
D.__annotations__["n"] = 1
print(D.__annotations__, C.__annotations__)
del D.__annotations__
try:
    del D.__annotations__
except AttributeError as error:
    print(error)
try:
    del int.__annotations__
except TypeError as error:
    print(error)
try:
    int.__annotations__
except AttributeError as error:
    print(error)
C.__doc__ = "new"
print(C.__doc__)
try:
    int.__doc__ = "x"
except TypeError as error:
    print(error)
f.__doc__ = None
f.__annotations__ = {}
print(f.__doc__, f.__annotations__)
del f.__annotations__
print(f.__annotations__)
order = []


def ordered(a: order.append("a") = order.append("default a"),
            b: order.append("b") = order.append("default b"),
            *, c: order.append("c") = order.append("default c")
            ) -> order.append("return"):
    pass


print(order)
d = {}
d[order.append("key") or 1]: order.append("annotation") = (
    order.append("value"))
print(order[-3:], d)
try:
    undefined: int
    print(undefined)
except NameError as error:
    print(error)


def unbound():
    v: int
    return v


try:
    unbound()
except UnboundLocalError as error:
    print(error)
exec("from __future__ import annotations\nq: a.b.c[1:2, 'x'] = 1\n"
     "def g(p: lambda: (yield)) -> not x: 0\nprint(__annotations__)\n"
     "print(g.__annotations__)", {})
