"""match: literals, sequences, mappings, classes, guards, captures."""
# runner: audit-every=500
from dataclasses import dataclass
from enum import Enum


class Color(Enum):
    RED = "r"
    GREEN = "g"


@dataclass
class Circle:
    radius: float


@dataclass
class Rectangle:
    width: float
    height: float


class Triangle:
    __match_args__ = ("a", "b", "c")

    def __init__(self, a, b, c):
        self.a, self.b, self.c = a, b, c


def area(shape):
    match shape:
        case Circle(radius=r):
            return round(3.14159 * r * r, 2)
        case Rectangle(w, h) if w == h:
            return f"square of {w * h}"
        case Rectangle(width=w, height=h):
            return w * h
        case Triangle(a, b, c):
            s = (a + b + c) / 2
            return (s * (s - a) * (s - b) * (s - c)) ** 0.5
        case _:
            raise TypeError(f"no shape: {shape!r}")


def command(line):
    match line.split():
        case ["quit" | "exit"]:
            return "bye"
        case ["go", ("north" | "south") as direction]:
            return f"going {direction}"
        case ["take", *things] if things:
            return f"took {len(things)}: {', '.join(things)}"
        case [verb]:
            return f"{verb} what?"
        case []:
            return "say something"
        case _:
            return f"cannot {line!r}"


def describe(value):
    match value:
        case True | False:
            return "a truth"
        case 0:
            return "zero"
        case int(n) if n < 0:
            return f"minus {-n}"
        case int() | float():
            return "a number"
        case str(text) if not text:
            return "nothing"
        case str():
            return "text"
        case Color.RED:
            return "red!"
        case Color():
            return "some colour"
        case {"type": "user", "name": str(name), **rest}:
            return f"user {name} with {sorted(rest)}"
        case {}:
            return "a mapping"
        case (x, y):
            return f"a pair of {x} and {y}"
        case [first, *middle, last]:
            return f"from {first} to {last}, {len(middle)} between"
        case None:
            return "none"
    return "unknown"


for shape in (Circle(2), Rectangle(3, 3), Rectangle(2, 5), Triangle(3, 4, 5)):
    print(type(shape).__name__, area(shape))
for line in ("quit", "go north", "go up", "take axe lamp", "take", "", "a b"):
    print(repr(line), "->", command(line))
for value in (True, 0, -7, 2.5, "", "x", Color.RED, Color.GREEN, (1, 2),
              {"type": "user", "name": "ada", "age": 36}, {"type": 3},
              [1, 2, 3, 4], None, {1}, b"ab"):
    print(value, "is", describe(value))
try:
    area("square")
except TypeError as error:
    print(error)
