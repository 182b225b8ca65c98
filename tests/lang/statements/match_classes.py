"""match: class patterns, __match_args__, built-in types, wrong uses."""


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Sub(Point):
    pass


class Bare:
    pass


def look(v):
    match v:
        case Point(0, 0):
            return "origin"
        case Sub(x, y=0):
            return "sub", x
        case Point(x=0, y=y) | Point(x=y, y=0):
            return "axis", y
        case Point(x, y) if x == y:
            return "diagonal", x
        case Point():
            return "point"
        case bool(b):
            return "bool", b
        case int(n) | float(n):
            return "number", n
        case str(s):
            return "str", s
        case [Point(x, _), Point(_, y)]:
            return "two", x, y
        case list() | tuple() | set() as c:
            return "collection", len(c)
        case dict(d):
            return "dict", d
        case Bare(real=r):
            return "bare", r
        case _:
            return "else"


bare = Bare()
real = Bare()
real.real = 7
for v in (Point(0, 0), Sub(4, 0), Point(0, 5), Point(6, 0), Point(2, 2),
          Point(1, 2), True, 3, 2.5, "s", [Point(1, 2), Point(3, 4)], [1],
          (1, 2), {1}, {"a": 1}, bare, real, None, b"x", 3j):
    print(look(v))


def attempt(args, pattern):
    names = {"Point": Point, "Bare": Bare, "v": args, "int": int,
             "Wrong": Wrong, "Twice": Twice, "NotStr": NotStr}
    try:
        exec(f"match v:\n case {pattern}: print('matched')\n"
             f" case _: print('not')", names)
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)


class Wrong:
    __match_args__ = ["x"]


class Twice:
    __match_args__ = ("a", "a")
    a = 1


class NotStr:
    __match_args__ = (1,)


attempt(Point(1, 2), "Point(1, 2, 3)")
attempt(Point(1, 2), "Point(1, x=1)")
attempt(bare, "Bare(1)")
attempt(5, "int(1, 2)")
attempt(Wrong(), "Wrong(1)")
attempt(Twice(), "Twice(1, 1)")
attempt(NotStr(), "NotStr(1)")
attempt(5, "v()")
attempt(Point(1, 2), "Point(z=1)")
attempt(Point(1, 2), "Point(x=1, y=2)")
attempt(5, "int(real=5, imag=0)")
