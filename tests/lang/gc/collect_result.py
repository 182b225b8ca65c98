"""What gc.collect returns: unreachable objects found."""
import gc
gc.disable()
gc.collect()
print(gc.collect())
a = []; a.append(a); del a
print(gc.collect())
d = {}; d["d"] = d; del d
print(gc.collect())
class A: pass
x = A(); x.me = x; del x
print(gc.collect())
x, y = A(), A(); x.y = y; y.x = x; del x, y
print(gc.collect())
class B: __slots__ = ("r",)
b = B(); b.r = b; del b
print(gc.collect())
def f():
    def g(): return g
    return g
f()
print(gc.collect())
class C: pass
del C
print(gc.collect())
try:
    raise ValueError
except ValueError as e:
    keep = e
keep.me = keep
del keep
print(gc.collect())
l = [[], [], []]
l.append(l); del l
print(gc.collect())
def gen():
    me = yield
    yield me
g = gen(); next(g); g.send(g); del g
print(gc.collect())
print(gc.collect(0), gc.collect(1), gc.collect(2), gc.collect(generation=1))
for bad in (3, -1):
    try: gc.collect(bad)
    except ValueError as e: print(e)
