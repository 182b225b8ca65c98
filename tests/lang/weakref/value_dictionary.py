"""WeakValueDictionary drops entries whose values die."""
import weakref
class A:
    def __init__(self, n): self.n = n
    def __repr__(self): return "A%d" % self.n
d = weakref.WeakValueDictionary()
a, b, c = A(1), A(2), A(3)
d["a"] = a; d["b"] = b; d["c"] = c
print(len(d), sorted(d), d["a"], d.get("z"), "b" in d)
del b
print(len(d), sorted(d.items(), key=str))
del a
print(list(d.keys()), list(d.values()))
print(d.setdefault("c"), d.pop("c"), len(d))
d["c"] = c
e = d.copy(); print(len(e)); del c; print(len(d), len(e))
try: d["x"]
except KeyError as k: print("KeyError", k)
