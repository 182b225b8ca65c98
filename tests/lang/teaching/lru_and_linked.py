"""An ordered cache by hand: dict and doubly linked list, with sentinels."""


class Node:
    __slots__ = ("key", "value", "before", "after")

    def __init__(self, key=None, value=None):
        self.key, self.value = key, value
        self.before = self.after = self


class Cache:
    def __init__(self, size):
        if size <= 0:
            raise ValueError("size must be positive")
        self.size = size
        self.root = Node()
        self.nodes = {}
        self.hits = self.misses = 0

    def _unlink(self, node):
        node.before.after = node.after
        node.after.before = node.before

    def _front(self, node):
        root = self.root
        node.before, node.after = root, root.after
        root.after.before = node
        root.after = node

    def __getitem__(self, key):
        node = self.nodes.get(key)
        if node is None:
            self.misses += 1
            raise KeyError(key)
        self.hits += 1
        self._unlink(node)
        self._front(node)
        return node.value

    def __setitem__(self, key, value):
        node = self.nodes.get(key)
        if node is not None:
            node.value = value
            self._unlink(node)
        else:
            if len(self.nodes) >= self.size:
                oldest = self.root.before
                self._unlink(oldest)
                del self.nodes[oldest.key]
            node = self.nodes[key] = Node(key, value)
        self._front(node)

    def __iter__(self):
        node = self.root.after
        while node is not self.root:
            yield node.key
            node = node.after

    def __reversed__(self):
        node = self.root.before
        while node is not self.root:
            yield node.key
            node = node.before

    def __len__(self):
        return len(self.nodes)

    def __contains__(self, key):
        return key in self.nodes

    def __delitem__(self, key):
        self._unlink(self.nodes.pop(key))

    def __repr__(self):
        return f"Cache({', '.join(f'{k}={self.nodes[k].value}' for k in self)})"


cache = Cache(3)
for i, key in enumerate("abc"):
    cache[key] = i
print(cache, cache["a"], cache)
cache["d"] = 3
print(cache, "b" in cache, len(cache), list(reversed(cache)))
cache["c"] = 20
del cache["a"]
print(cache, cache.hits, cache.misses)
for bad in (lambda: cache["zz"], lambda: Cache(0), lambda: cache.__delitem__("q"),
            lambda: setattr(Node(), "colour", 1)):
    try:
        bad()
    except (KeyError, ValueError, AttributeError) as error:
        print(type(error).__name__ + ":", error)
print(cache.misses, next(iter(cache)), sorted(cache), max(cache), [*cache])
keys = iter(cache)
print(next(keys), next(keys), next(keys, None))
print(dict.fromkeys(cache), "c" in iter(cache), *cache, sep=" / ")
first, *others = cache
print(first, others)
