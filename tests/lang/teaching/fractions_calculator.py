"""A number class with all operators, beside the library's Fraction."""
# runner: audit-every=200
from fractions import Fraction
from functools import total_ordering
from math import gcd
import numbers


@total_ordering
class Ratio:
    __slots__ = ("top", "bottom")

    def __init__(self, top, bottom=1):
        if bottom == 0:
            raise ZeroDivisionError(f"Ratio({top}, 0)")
        if bottom < 0:
            top, bottom = -top, -bottom
        common = gcd(top, bottom)
        self.top, self.bottom = top // common, bottom // common

    def __repr__(self):
        return f"{type(self).__name__}({self.top}, {self.bottom})"

    def __str__(self):
        return str(self.top) if self.bottom == 1 else \
            f"{self.top}/{self.bottom}"

    def __format__(self, spec):
        return format(float(self), spec) if spec else str(self)

    @staticmethod
    def _of(other):
        if isinstance(other, Ratio):
            return other
        if isinstance(other, int):
            return Ratio(other)
        return None

    def __add__(self, other):
        other = self._of(other)
        if other is None:
            return NotImplemented
        return Ratio(self.top * other.bottom + other.top * self.bottom,
                     self.bottom * other.bottom)

    __radd__ = __add__

    def __neg__(self):
        return Ratio(-self.top, self.bottom)

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = self._of(other)
        if other is None:
            return NotImplemented
        return Ratio(self.top * other.top, self.bottom * other.bottom)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = self._of(other)
        return NotImplemented if other is None else \
            Ratio(self.top * other.bottom, self.bottom * other.top)

    def __pow__(self, n):
        return Ratio(self.top ** n, self.bottom ** n) if n >= 0 else \
            Ratio(self.bottom ** -n, self.top ** -n)

    def __eq__(self, other):
        other = self._of(other)
        return NotImplemented if other is None else \
            (self.top, self.bottom) == (other.top, other.bottom)

    def __lt__(self, other):
        other = self._of(other)
        return NotImplemented if other is None else \
            self.top * other.bottom < other.top * self.bottom

    def __hash__(self):
        return hash(self.top) if self.bottom == 1 else \
            hash((self.top, self.bottom))

    def __float__(self):
        return self.top / self.bottom

    def __bool__(self):
        return self.top != 0

    def __abs__(self):
        return Ratio(abs(self.top), self.bottom)


half, third = Ratio(1, 2), Ratio(2, -6)
print(half, third, repr(half), f"{third:.3f}", f"{half}")
print(half + third, half - third, half * third, half / third, half ** -3)
print(1 + half, 1 - half, 2 * half, half + 1 == Ratio(3, 2), half == 0.5)
print(half > third, max(half, third, Ratio(5, 4)), sorted([half, third, 0]))
print(bool(Ratio(0)), abs(third), {Ratio(4, 2): "two"}[2], sum([half] * 4))
for bad in (lambda: half + "x", lambda: half < 0.5, lambda: Ratio(1, 0),
            lambda: half / 0, lambda: setattr(half, "x", 1)):
    try:
        bad()
    except (TypeError, ZeroDivisionError, AttributeError) as error:
        print(type(error).__name__ + ":", error)
print(Fraction(1, 3) + Fraction("0.25"), Fraction(3.5), Fraction(7, 2) // 1)
print(Fraction(22, 7).limit_denominator(5), isinstance(half, numbers.Number))
print(repr(Fraction("3/9") ** 2), float(Fraction(1, 8)), round(Fraction(5, 2)))
