"""sys.getsizeof of values of every type, empty, small and grown."""
import sys
import types


def f(a, b=1):
    x = a
    return lambda: x


class A:
    pass


class S:
    __slots__ = ("x", "y")


for o in (0, 1, -1, 2**30, 2**60, 2**100, True, 1.5, 1j, None, ..., "", "a",
          "abc", "é", "日本", "😀", b"", b"abc", bytearray(), bytearray(b"abc"),
          (), (1,), (1, 2, 3), [], [1], [1, 2, 3], list(range(10)), {},
          {"a": 1}, {i: i for i in range(6)}, {i: i for i in range(100)},
          set(), {1}, set(range(5)), set(range(100)), frozenset(),
          frozenset("abc"), range(5), slice(1), object(), A(), S(),
          iter([]), iter(()), iter(""), iter({}), iter(set()), iter(range(3)),
          reversed([]), enumerate([]), zip(), map(str, []), filter(None, []),
          f, f(1), len, [].append, A().__init__, {}.keys(), {}.values(),
          {}.items(), memoryview(b""), property(), staticmethod(f),
          classmethod(f), super(A, A()), ValueError(), OSError(1, "a"),
          types.SimpleNamespace(), types.MappingProxyType({}), NotImplemented,
          KeyError("k"), StopIteration(1), SyntaxError("s"), ImportError("i"),
          UnicodeDecodeError("u", b"", 0, 1, "r"), type(A.__dict__["__dict__"])):
    print(type(o).__name__, sys.getsizeof(o), o.__sizeof__()
          if not isinstance(o, type) else "")
grown = []
sizes = []
for i in range(30):
    grown.append(i)
    sizes.append(sys.getsizeof(grown))
print(sizes)
print([sys.getsizeof([0] * n) for n in range(6)],
      [sys.getsizeof(list(range(n))) for n in range(10)])
d = {}
print([(d.__setitem__(i, i), sys.getsizeof(d))[1] for i in range(25)])
s = set()
print([(s.add(i), sys.getsizeof(s))[1] for i in range(25)])
b = bytearray()
print([(b.append(1), sys.getsizeof(b))[1] for i in range(25)])
print(sys.getsizeof(5, "default"))
for wrong in ("sys.getsizeof()", "sys.getsizeof(1, 2, 3)"):
    try:
        eval(wrong)
    except TypeError as error:
        print(error)


class Own:
    def __sizeof__(self):
        return self.n


own = Own()
for own.n in (0, 100, -1, "x", 2**70):
    try:
        print(sys.getsizeof(own), sys.getsizeof(own, "default"))
    except (TypeError, ValueError, OverflowError) as error:
        print(type(error).__name__, error)
