"""Instances with and without __slots__: making, reading, dropping."""


class Plain:
    def __init__(self, a, b):
        self.a, self.b = a, b


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a, self.b = a, b


total = 0
for kind in (Plain, Slotted):
    for _ in range(48):
        things = [kind(i, i + 1) for i in range(12000)]
        for thing in things:
            thing.a += thing.b
            total += thing.a
print(total)
