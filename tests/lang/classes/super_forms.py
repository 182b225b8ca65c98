"""super() with and without arguments, in odd places, its errors."""
from _show import show


class A:
    attr = "A.attr"

    def who(self):
        return "A"

    @classmethod
    def make(cls):
        return "A.make", cls.__name__

    @staticmethod
    def still():
        return "A.still"

    @property
    def prop(self):
        return "A.prop"


class B(A):
    attr = "B.attr"

    def who(self):
        return "B" + super().who() + super(B, self).who()

    @classmethod
    def make(cls):
        return super().make()

    @staticmethod
    def still():
        return super(B, B).still()

    @property
    def prop(self):
        return "B." + super().prop

    def nested(self):
        def inner():
            return super(B, self).who()
        return inner(), [super(B, self).attr for _ in "x"]

    def wrong_inner(self):
        return [super().who() for _ in "x"]

    def no_self():
        return super().who()

    def deleted(self):
        del self
        return super().who()

    def rebound(self):
        self = 5
        return super().who()

    def cell(self):
        return __class__, (lambda: __class__)()

    def setter(self):
        super().attr = 5

    def item(self):
        return super()[0]


show(r"""
B().who(), B.make(), B().make(), B.still(), B().prop
B().nested()
B().wrong_inner()
B.no_self()
B().deleted()
B().rebound()
B().cell()
B().setter()
B().item()
super()
super(5)
super(B, 5)
super(B, A())
super(B).who
super(B, B()).nope
super(1, 2, 3)
super(B, x=1)
super(B, B()).attr, super(B, B).attr, super(A, B()).__repr__()[:9]
super(B, B()).__thisclass__, super(B, B).__self__, super(B, B()).__self_class__
super(B).__self__, super(B).__get__(B()).who()
repr(super(B, B)), repr(super(B))
super(B, B()).__class__
(lambda: super())()
exec('def f(): return super()') or f()
type('X', (A,), {'m': lambda self: super().who()})().m()
B.who.__closure__[0].cell_contents, B.who.__code__.co_freevars
len(super(B, B()))
super(B, B()) == super(B, B())
isinstance(super(B, B()), A), type(super(B, B())).__name__
""", {"A": A, "B": B})
