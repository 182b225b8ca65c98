"""Making and dropping instances, with and without __slots__, and cycles."""


class Plain:
    def __init__(self, a, b):
        self.a, self.b = a, b


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a, self.b = a, b


class Node:
    def __init__(self):
        self.me = self


total = 0
for kind in (Plain, Slotted):
    for i in range(500000):
        o = kind(i, i + 1)
        total += o.b - o.a
for _ in range(330000):
    Node()
keep = [Plain(i, None) for i in range(100000)]
print(total, len(keep))
