"""match: literals, dotted names, or-patterns, as, guards, soft keyword."""
import enum


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Const:
    ZERO = 0
    text = "t"

    class inner:
        deep = (1, 2)


def look(v):
    match v:
        case Colour.RED | Colour.BLUE as c:
            return c.name
        case True:
            return "true"
        case None:
            return "none"
        case Const.ZERO:
            return "zero"
        case Const.inner.deep:
            return "deep"
        case -1 | 1.5 | 2 + 3j | -2 - 1j:
            return "number", v
        case "a" "b" | b"bytes" | "t":
            return "text"
        case 10 | 20 if v > 15:
            return "guarded"
        case int() as n if n % 2:
            return "odd", n
        case x:
            return "captured", x


for v in (Colour.RED, Colour.BLUE, True, 1, False, None, 0, 0.0, (1, 2), -1,
          1.5, 2 + 3j, -2 - 1j, "ab", b"bytes", Const.text, 10, 20, 7, 8, []):
    print(repr(v), look(v))
match = 5
print(match, match + 1, [match], match - 1)
match = {"case": 1}
print(match["case"])
case = _ = 3
print(case, _)


def match(x):
    return x * 2


print(match(4), match
      (5))
type = 1
match type:
    case 1:
        print("one", type)
del type


class Eq:
    def __eq__(self, other):
        print("eq", other)
        return other == 3


match Eq():
    case 1 | 2:
        print("no")
    case None | True:
        print("compared by identity")
    case 3:
        print("three")
for i in range(3):
    match i:
        case 0:
            continue
        case 1:
            pass
        case _:
            break
    print("after", i)
else:
    print("never")


def value():
    print("once")
    return 2


match value():
    case 0: print("0")
    case 1: print("1")
    case 2: print("2")
