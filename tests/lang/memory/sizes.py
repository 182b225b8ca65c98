"""sys.getsizeof of every builtin kind of object."""
import sys
def show(name, v): print(name, sys.getsizeof(v))
for v in (None, True, ..., NotImplemented, 0, 1, 2**30-1, 2**30, 2**60, -2**90,
          1.5, 1j, "", "a", "abc", "\xe9", "\u20ac", "\U0001f600", "ab\u20ac",
          b"", b"abc", bytearray(), bytearray(b"abc"), (), (1,), (1, 2, 3),
          [], [1], [1, 2, 3], {}, {1: 2}, set(), {1}, frozenset(),
          frozenset([1, 2]), range(3), slice(1, 2), object(), iter([]),
          iter(()), iter(""), iter({}), iter(set()), iter(range(3)), len,
          print, [].append, "".join, int, type, zip(), enumerate([]),
          map(len, []), filter(None, []), reversed([]), memoryview(b"ab")):
    print(repr(v)[:30].split(" at 0x")[0], sys.getsizeof(v))
for n in range(0, 40): print(n, sys.getsizeof([0] * n), end="; ")
print()
l = []
for n in range(40):
    print(sys.getsizeof(l), end=" "); l.append(n)
print()
while l:
    print(sys.getsizeof(l), end=" "); l.pop()
print()
d = {}
for n in range(100):
    print(sys.getsizeof(d), end=" "); d[n] = n
print()
d = {}
for n in range(50):
    print(sys.getsizeof(d), end=" "); d["k%d" % n] = n
print()
s = set()
for n in range(100):
    print(sys.getsizeof(s), end=" "); s.add(n)
print()
b = bytearray()
for n in range(40):
    print(sys.getsizeof(b), end=" "); b.append(n)
print()
