"""gc.get_referents and get_referrers."""
import gc
class A: pass
x = A()
print(gc.get_referents([1, 2, x])[2] is x)
print(gc.get_referents((1, "a")), gc.get_referents({1: "v"}))
print(gc.get_referents(1), gc.get_referents("abc"))
x.y = 5
print([type(r).__name__ for r in gc.get_referents(x)])
l = [x]; t = (x,); d = {"k": x}
r = gc.get_referrers(x)
print(l in r, any(o is t for o in r), any(o is d for o in r), any(o is globals() for o in r))
print(sorted(type(o).__name__ for o in r))
class N: pass
n = N()
print([o is globals() for o in gc.get_referrers(n)])
print(gc.get_referents([1], [2]))
def f(a=x): return a
print([type(o).__name__ for o in gc.get_referents(f)])
m = l.append
print([o is l for o in gc.get_referents(m)])
print(gc.get_referents())
