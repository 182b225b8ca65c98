"""sort and sorted: stability, keys, failing comparisons, changes meanwhile."""
import functools
import random

words = "the quick brown Fox jumps over The lazy dog".split()
print(sorted(words))
print(sorted(words, key=len), sorted(words, key=len, reverse=True))
print(sorted(words, key=str.lower), sorted(words, key=lambda w: (-len(w), w)))
pairs = [(i % 3, i) for i in range(12)]
print(sorted(pairs, key=lambda p: p[0]))
print(sorted(pairs, key=lambda p: p[0], reverse=True))
random.seed(5)
big = [random.randrange(50) for _ in range(300)]
again = sorted(big)
print(again == sorted(big[::-1]), again[:10], again[-5:])
print(sorted([3, 1.5, True, 2]), sorted([(1, "b"), (1, "a")]))


class Item:
    count = 0

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        Item.count += 1
        if self.value == other.value == 3:
            raise ValueError("three and three")
        return self.value < other.value

    def __repr__(self):
        return f"I{self.value}"


print(sorted(map(Item, [5, 2, 4, 1])), Item.count)
items = list(map(Item, [3, 1, 3, 2]))
try:
    items.sort()
except ValueError as error:
    print(error, sorted(i.value for i in items))
changing = [3, 2, 1]


def key(x):
    changing.append(x)
    return x


try:
    changing.sort(key=key)
except ValueError as error:
    print(error, changing)


def key2(x):
    return len(changing)


changing.sort(key=key2)
print(changing)
try:
    [1, 2, 3].sort(key=lambda x: 1 / (x - 2))
except ZeroDivisionError as error:
    print(error)
print(sorted([1, 2, 3, 4], key=functools.cmp_to_key(lambda a, b: b - a)))
for wrong in ([1, "a"], [None, None], [{}, {}], [1j, 2], [[1], ["a"]],
              [object(), object()], [(1, 2), (1, "x")]):
    try:
        print(sorted(wrong))
    except TypeError as error:
        print(error)


class Odd:
    def __lt__(self, other):
        return NotImplemented


try:
    sorted([Odd(), Odd()])
except TypeError as error:
    print(error)


class OnlyGt:
    def __init__(self, n):
        self.n = n

    def __gt__(self, other):
        return self.n > other.n


print([o.n for o in sorted(map(OnlyGt, [2, 3, 1]))])
print(min(words), max(words), min(words, key=len), max(words, key=len))
