"""property: getter, setter, deleter, doc, subclasses, error messages."""
from _show import show


class P:
    def __init__(self):
        self._x = 1

    @property
    def x(self):
        "The x."
        return self._x

    @x.setter
    def x(self, value):
        print("set", value)
        self._x = value

    @x.deleter
    def x(self):
        print("delete")
        del self._x

    @property
    def read_only(self):
        return 5

    write_only = property(None, lambda self, v: print("w", v))
    nothing = property()
    documented = property(lambda self: 1, doc="other")

    @property
    def fails(self):
        return self.missing


class Q(P):
    @P.x.getter
    def x(self):
        return super().x + 100

    @property
    def read_only(self):
        return super().read_only * 2


show(r"""
p = P(); p.x
p.x = 5; p.x
del p.x; p.x
p.read_only = 1
del p.read_only
p.write_only = 3
p.write_only
p.nothing
p.nothing = 1
del p.nothing
p.fails
P.x.__doc__, P.documented.__doc__, P.write_only.__doc__, P.nothing.__doc__
P.x.fget.__name__, P.x.fset.__name__, P.x.fdel.__name__, P.read_only.fset
P.x.fget = 1
P.x.__get__(None, P) is P.x
q = Q(); q.x, q.read_only
q.x = 7; q.x
property(1).__get__(p)
property(1, 2, 3, 4, 5)
property(fget=1).fget, property(doc='d').__doc__
property(lambda s: 1).setter(print).fset is print
isinstance(P.x, property), type(P.x).__name__
type('R', (property,), {})(lambda self: 1).__get__(5)
P.x.__isabstractmethod__
P.x.__set__(p)
P.x.__set__(p, 8)
p.x
x = P.x.__delete__(p)
property().__get__(p)
property().getter(lambda self: 4).__get__(p)
Q.__dict__['x'].fset is P.__dict__['x'].fset
P.x = 3; p.x
""", dict(globals()))
