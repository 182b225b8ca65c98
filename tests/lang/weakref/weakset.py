"""WeakSet members vanish with their last strong reference."""
import weakref
class A:
    def __init__(self, n): self.n = n
s = weakref.WeakSet()
a, b = A(1), A(2)
s.add(a); s.add(b); s.add(a)
print(len(s), a in s, sorted(x.n for x in s))
del a
print(len(s), [x.n for x in s])
t = s | {b}
print(len(t), s == t, s <= t)
s.discard(b); print(len(s)); s.discard(b)
try: s.remove(b)
except KeyError: print("KeyError")
