"""gc.get_referrers, get_referents, get_objects and is_tracked by type."""
import gc

gc.disable()


class Node:
    def __init__(self, name):
        self.name = name
        self.next = None

    def __repr__(self):
        return self.name


class Slotted:
    __slots__ = ("a", "b")


a, b = Node("a"), Node("b")
a.next = b
holder = [b]
print(sorted(type(r).__name__ for r in gc.get_referrers(b)
             if r is not globals()))
print(gc.get_referrers(b, a) != [], gc.get_referrers())
s = Slotted()
s.a = [1]
s.b = "text"
for o in ([1, "x"], (1, 2), {"k": "v"}, {1, }, s, 5, "x", range(2), iter([7]),
          slice(1, 2), (i for i in "a"), lambda: 0, print, len, {}.keys(),
          memoryview(b"x"), bytearray(b"x"), [].append, object()):
    print(type(o).__name__, gc.is_tracked(o), len(gc.get_referents(o)))
print(gc.get_referents(s), gc.get_referents([1], [2, 3]), gc.get_referents())
print([gc.is_tracked(x) for x in ((), (1,), ([],), {}, {"a": 1}, {"a": []},
                                  [], "a", 1, None, s, Node)])
gc.collect()
print(gc.is_tracked(t))
d = {"a": 1}
d["b"] = []
print(gc.is_tracked(d))
del d["b"]
gc.collect()
print(gc.is_tracked(d))
before = len(gc.get_objects(generation=0))
keep = [[] for _ in range(50)]
print(len(gc.get_objects(generation=0)) - before >= 50)
gc.collect(0)
print(any(x is keep for x in gc.get_objects(generation=1)))
for wrong in ("gc.collect(3)", "gc.collect(-1)", "gc.collect('x')",
              "gc.get_objects(3)", "gc.get_objects(-1)", "gc.set_threshold()",
              "gc.get_objects('x')", "gc.set_threshold('x')", "gc.is_tracked()",
              "gc.set_debug('x')", "gc.freeze(1)",
              "gc.collect(generation=1, x=2)", "gc.is_finalized()"):
    try:
        eval(wrong)
        print(wrong, "fine")
    except (TypeError, ValueError) as error:
        print(wrong, "->", type(error).__name__, error)
