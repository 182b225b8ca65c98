"""Recipes of itertools' documentation, and iterators of one's own."""
import collections
import math
import operator
import random
from itertools import (accumulate, chain, combinations, combinations_with_replacement,
                       compress, count, cycle, dropwhile, filterfalse, groupby,
                       islice, pairwise, permutations, product, repeat, starmap,
                       takewhile, tee, zip_longest)


def take(n, iterable):
    return list(islice(iterable, n))


def prepend(value, iterator):
    return chain([value], iterator)


def tabulate(function, start=0):
    return map(function, count(start))


def tail(n, iterable):
    return iter(collections.deque(iterable, maxlen=n))


def nth(iterable, n, default=None):
    return next(islice(iterable, n, None), default)


def all_equal(iterable):
    g = groupby(iterable)
    return next(g, True) and not next(g, False)


def quantify(iterable, pred=bool):
    return sum(map(pred, iterable))


def ncycles(iterable, n):
    return chain.from_iterable(repeat(tuple(iterable), n))


def batched(iterable, n):
    it = iter(iterable)
    while batch := tuple(islice(it, n)):
        yield batch


def sliding_window(iterable, n):
    it = iter(iterable)
    window = collections.deque(islice(it, n - 1), maxlen=n)
    for x in it:
        window.append(x)
        yield tuple(window)


def roundrobin(*iterables):
    pending = len(iterables)
    nexts = cycle(iter(it).__next__ for it in iterables)
    while pending:
        try:
            for next_ in nexts:
                yield next_()
        except StopIteration:
            pending -= 1
            nexts = cycle(islice(nexts, pending))


def partition(pred, iterable):
    t1, t2 = tee(iterable)
    return list(filterfalse(pred, t1)), list(filter(pred, t2))


def powerset(iterable):
    s = list(iterable)
    return chain.from_iterable(combinations(s, r) for r in range(len(s) + 1))


def unique(iterable, key=None):
    seen = set()
    for element in iterable:
        k = element if key is None else key(element)
        if k not in seen:
            seen.add(k)
            yield element


def sieve(n):
    data = bytearray((0, 1)) * (n // 2)
    data[:3] = 0, 0, 0
    limit = math.isqrt(n) + 1
    for p in compress(range(limit), data):
        data[p * p:n:p + p] = bytes(len(range(p * p, n, p + p)))
    data[2] = 1
    return compress(range(n), data)


def convolve(signal, kernel):
    kernel = tuple(kernel)[::-1]
    n = len(kernel)
    window = collections.deque([0], maxlen=n) * n
    for x in chain(signal, repeat(0, n - 1)):
        window.append(x)
        yield sum(map(operator.mul, kernel, window))


print(take(5, count(10, 3)), list(prepend(1, [2, 3])), take(3, tabulate(lambda n: n * n, 4)))
print(list(tail(3, "ABCDEFG")), nth("abc", 1), nth("abc", 9, "-"), all_equal("aaa"), all_equal("ab"))
print(quantify([True, False, True]), list(ncycles("ab", 2)), list(batched("ABCDEFG", 3)))
print(list(sliding_window("ABCDE", 3)), "".join(roundrobin("ABC", "D", "EF")))
print(partition(lambda x: x % 2, range(7)), list(powerset([1, 2, 3])))
print(list(unique("AAAbBBcC", str.lower)), list(sieve(40)), list(convolve([1, 2, 3], [1, 1])))
print([(k, len(list(g))) for k, g in groupby("aaabccd")],
      {k: list(g) for k, g in groupby(sorted(["bob", "al", "amy"], key=len), len)})
print(list(accumulate([3, 1, 4, 1, 5])), list(accumulate([1, 2, 3, 4], operator.mul)),
      list(accumulate([1, 2], initial=10)), list(pairwise("abcd")))
print(list(product("ab", repeat=2)), list(permutations("abc", 2))[:4], len(list(combinations(range(6), 3))),
      list(combinations_with_replacement("AB", 2)))
print(list(zip_longest("abc", "x", fillvalue="-")), list(starmap(pow, [(2, 5), (3, 2)])),
      list(takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(dropwhile(lambda x: x < 3, [1, 2, 3, 1])))
a, b = tee(iter("xyz"))
print(next(a), next(a), list(b), list(a))
random.seed(8675309)
print([random.randint(1, 6) for _ in range(6)], random.sample(range(50), 4), random.choices("ab", k=5))


class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        return CountdownIterator(self.start)

    def __reversed__(self):
        return iter(range(1, self.start + 1))

    def __length_hint__(self):
        return self.start


class CountdownIterator:
    def __init__(self, now):
        self.now = now

    def __iter__(self):
        return self

    def __next__(self):
        if self.now <= 0:
            raise StopIteration
        self.now -= 1
        return self.now + 1


c = Countdown(3)
print(list(c), list(c), list(reversed(c)), operator.length_hint(c), 2 in c, max(c), [*c], dict(zip("abc", c)))
first, *rest = c
print(first, rest, sum(c), sorted(c), list(map(lambda x, y: x + y, c, c)), list(iter(iter(c).__next__, 1)))


class Squares:
    def __getitem__(self, i):
        if i >= 4:
            raise IndexError
        return i * i


print(list(Squares()), 9 in Squares(), list(enumerate(Squares(), 1)), list(zip(Squares(), "ab")))
