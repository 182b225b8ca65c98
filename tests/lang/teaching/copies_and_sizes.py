"""What a copy shares: assignment, copy, deepcopy, slices; sizes of objects;
identity of small values; weak and strong."""
import copy
import gc
import sys
import weakref


class Team:
    def __init__(self, members):
        self.members = members

    def __copy__(self):
        print("  copying")
        return Team(self.members)


class Slotted:
    __slots__ = ("x", "y")


class Plain:
    def __init__(self):
        self.x = self.y = 1


a = [[1, 2], {"k": [3]}, (4, [5])]
b, c, d, e = a, a[:], copy.copy(a), copy.deepcopy(a)
a[0].append(9)
a[1]["k"].append(8)
a[2][1].append(7)
for name, value in zip("abcde", (a, b, c, d, e)):
    print(name, value, value is a, value[0] is a[0], value == a)
loop = [1]
loop.append(loop)
other = copy.deepcopy(loop)
print(other, other[1] is other, other is not loop)
t = Team(["ann"])
print(copy.copy(t).members is t.members, copy.deepcopy(t).members is t.members)
shared = [0]
twice = copy.deepcopy([shared, shared])
print(twice[0] is twice[1], twice[0] is shared)
grid = [[0] * 3] * 2
grid[0][0] = 1
print(grid, [[0] * 3 for _ in range(2)])


def remember(item, seen=[]):
    seen.append(item)
    return seen


print(remember(1), remember(2), remember(3, []))
print([sys.getsizeof(v) for v in (0, 1, 2 ** 30, 2 ** 60, 1.5, True, None, "", "a", "é", "€", "😀",
                                  b"", (), (1,), [], [1], [1, 2], {}, {1: 2}, set(), {1}, frozenset(), range(5))])
growing, sizes = [], []
for i in range(20):
    growing.append(i)
    sizes.append(sys.getsizeof(growing))
print(sizes)
print(sys.getsizeof(Slotted()), sys.getsizeof(Plain()), sys.getsizeof(Plain().__dict__))
print([sys.getsizeof({i: i for i in range(n)}) for n in (0, 5, 6, 10, 11, 50)],
      [sys.getsizeof(set(range(n))) for n in (0, 4, 5, 20)])
x, y = 256, 256
print(x is y, "abc" is "ab" + "c", [] is [], () is (), int("256") is x, int("300") is int("300"))
s = "hello world"
print("".join(["hello", " world"]) is s, sys.intern("".join(["hello", " world"])) is sys.intern(s))
r = weakref.ref(t)
print(r() is t, sys.getrefcount(t))
u = t
print(sys.getrefcount(t), len(gc.get_referrers(t)) >= 1)
del t, u
print(r())
p, q = Plain(), Plain()
p.other, q.other = q, p
wp = weakref.ref(p)
del p, q
print(wp() is None, gc.collect() >= 2, wp() is None)
