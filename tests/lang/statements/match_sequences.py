"""match: sequence patterns with stars, nested, and what is no sequence."""
import array
import collections
import collections.abc


def look(v):
    match v:
        case []:
            return "empty"
        case [x]:
            return "one", x
        case [1, *rest, 9]:
            return "1..9", rest
        case ("go", ("north" | "south") as where):
            return "go", where
        case [[a, b], [c, d]]:
            return "square", a, b, c, d
        case [_, _]:
            return "two"
        case (first, *_, [*inner]):
            return "last is a sequence", first, inner
        case [*all]:
            return "all", all
        case str() | bytes():
            return "text"
        case _:
            return "else"


for v in ([], (), [5], (1, 9), [1, 2, 3, 9], ["go", "north"], ("go", "west"),
          [[1, 2], [3, 4]], [(1, 2), "ab"], [1, 2, []], [1, 2, (5, 6)],
          [1, 2, 3], range(3), range(0), "ab", b"ab", bytearray(b"ab"),
          {1, 2}, {1: 2}, iter([1]), array.array("i", [1, 9]),
          collections.deque([1, 5, 9]), memoryview(b"\1\2\t"), None,
          collections.namedtuple("N", "a b")(1, 9), collections.UserList([3])):
    print(type(v).__name__, look(v))
match 1, 2, 3:
    case a, *b:
        print(a, b)
match [1, [2, [3, [4]]]]:
    case [a, [b, [c, [d]]]] if (total := a + b + c + d) > 9:
        print(total)
match (x := 5),:
    case y,:
        print(x, y)
match "abc":
    case [*_]:
        print("never")
    case other:
        print(other)
a = b = None
match [1, 2]:
    case [a, 3]:
        print("no")
    case [b, *_]:
        print(a, b)


class Seq(collections.abc.Sequence):
    def __len__(self):
        print("len")
        return 3

    def __getitem__(self, i):
        print("item", i)
        return i * 10


match Seq():
    case [a, b]:
        print("two")
    case [a, *_, b]:
        print(a, b)
match Seq():
    case [_, _, _]:
        print("three of no interest")
