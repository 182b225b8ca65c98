"""Abstract base classes, properties, total ordering and operators."""
import math
from abc import ABC, abstractmethod
from functools import total_ordering


@total_ordering
class Shape(ABC):
    count = 0

    def __init_subclass__(cls, *, corners, **more):
        super().__init_subclass__(**more)
        cls.corners = corners

    def __init__(self):
        type(self).count += 1

    @property
    @abstractmethod
    def area(self):
        """How much of the plane it covers."""

    def __eq__(self, other):
        if not isinstance(other, Shape):
            return NotImplemented
        return math.isclose(self.area, other.area)

    def __lt__(self, other):
        return self.area < other.area

    def __repr__(self):
        return f"{type(self).__name__}({self.area:.2f})"


class Circle(Shape, corners=0):
    def __init__(self, radius):
        super().__init__()
        self.radius = radius

    @property
    def radius(self):
        return self._radius

    @radius.setter
    def radius(self, value):
        if value < 0:
            raise ValueError(f"a radius of {value}?")
        self._radius = value

    @property
    def area(self):
        return math.pi * self.radius ** 2


class Square(Shape, corners=4):
    def __init__(self, side):
        super().__init__()
        self.side = side

    area = property(lambda self: self.side ** 2)


class Blob(Shape, corners=None):
    pass


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


shapes = [Circle(1), Square(3), Circle(0.5), Square(1)]
print(sorted(shapes), max(shapes), Square(2) == Square(2.0))
print(Shape.count, Circle.count, Square.count, [s.corners for s in shapes])
attempt(Shape)
attempt(Blob)
attempt(lambda: Circle(-1))
attempt(lambda: setattr(shapes[1], "area", 5))
attempt(lambda: shapes[0] < 3)
print(shapes[0] == 3, shapes[0] != shapes[1], Square(1) >= Square(1))
attempt(lambda: {shapes[0]: 1})
print(Shape.__abstractmethods__, Circle.__mro__)
