"""A cache of the least recently used, by hand, with OrderedDict and with
functools."""
from collections import OrderedDict
from functools import cache, lru_cache


class Link:
    def __init__(self, key=None, value=None):
        self.key, self.value = key, value
        self.before = self.after = self


class LRU:
    """A dict, and a ring of links in order of use."""

    def __init__(self, size):
        self.size, self.links, self.root = size, {}, Link()

    def _unlink(self, link):
        link.before.after, link.after.before = link.after, link.before

    def _use(self, link):
        link.before, link.after = self.root.before, self.root
        link.before.after = link.after.before = link

    def get(self, key, default=None):
        link = self.links.get(key)
        if link is None:
            return default
        self._unlink(link)
        self._use(link)
        return link.value

    def put(self, key, value):
        if key in self.links:
            self._unlink(self.links.pop(key))
        elif len(self.links) == self.size:
            oldest = self.root.after
            self._unlink(oldest)
            del self.links[oldest.key]
            print("  drops", oldest.key)
        self.links[key] = link = Link(key, value)
        self._use(link)

    def keys(self):
        link = self.root.after
        while link is not self.root:
            yield link.key
            link = link.after


c = LRU(2)
c.put("a", 1)
c.put("b", 2)
print(c.get("a"), list(c.keys()))
c.put("c", 3)
print(c.get("b", "gone"), list(c.keys()))


class Ordered(OrderedDict):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def __getitem__(self, key):
        value = super().__getitem__(key)
        self.move_to_end(key)
        return value

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        if len(self) > self.size:
            print("  drops", next(iter(self)))
            del self[next(iter(self))]


o = Ordered(2)
o["x"], o["y"] = 1, 2
o["x"]
o["z"] = 3
print(list(o))


@lru_cache(maxsize=3)
def square(n):
    print("  computes", n)
    return n * n


print([square(n) for n in (1, 2, 3, 1, 4, 2, 1)])
print(square.cache_info())
square.cache_clear()
print(square.cache_info(), square.__wrapped__(5))


@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info().hits)


class Data:
    def __init__(self, n):
        self.n = n

    @lru_cache
    def doubled(self):
        return self.n * 2

    def __hash__(self):
        return hash(self.n)

    def __eq__(self, other):
        return self.n == other.n


print(Data(2).doubled(), Data(2).doubled(), Data.doubled.cache_info())
