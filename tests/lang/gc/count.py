"""gc.get_count counts allocations less deaths, and collections."""
import gc
gc.disable()
gc.collect()
c0 = gc.get_count()[0]
l = [[] for _ in range(10)]
c1 = gc.get_count()[0]
print(c1 - c0)
del l
print(gc.get_count()[0] - c0)
gc.collect(0); print(gc.get_count()[1:])
gc.collect(0); print(gc.get_count()[1:])
gc.collect(1); print(gc.get_count()[1:])
gc.collect(2); print(gc.get_count()[1:])
t = [(object(),) for _ in range(20)]
print(gc.get_count()[0] - c0 > 15)
d = [{} for _ in range(5)]
s = [set() for _ in range(5)]
class A: pass
n = gc.get_count()[0]
a = [A() for _ in range(7)]
print(gc.get_count()[0] - n)
n = gc.get_count()[0]
i = [object() for _ in range(7)]
print(gc.get_count()[0] - n)
