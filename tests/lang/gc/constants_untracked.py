"""Nested constant tuples: watched when new, dropped by the collector one layer
after the other, as their order in its lists has it."""
import gc
gc.disable()
gc.collect(); gc.collect()
ns = {}
exec("t=(1, 'a', (2, 3)); u=(1,(2,(3,(4,5))))", ns)
def show():
    t, u = ns["t"], ns["u"]
    print(*[gc.is_tracked(x) for x in (t, t[2], u, u[1], u[1][1], u[1][1][1])])
show()
for i in range(5):
    gc.collect(0 if i < 2 else 2)
    show()
