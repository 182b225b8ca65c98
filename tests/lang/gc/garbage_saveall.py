"""DEBUG_SAVEALL puts everything unreachable into gc.garbage."""
import gc
gc.disable(); gc.collect()
print(gc.garbage, gc.get_debug())
gc.set_debug(gc.DEBUG_SAVEALL)
a = [1]; a.append(a); del a
class A: pass
x = A(); x.me = x; del x
print(gc.collect())
print(len(gc.garbage), [type(g).__name__ for g in gc.garbage])
print(gc.garbage[0][0], gc.garbage[0][1] is gc.garbage[0])
gc.set_debug(0)
gc.garbage.clear()
print(gc.collect())
print(gc.DEBUG_STATS, gc.DEBUG_COLLECTABLE, gc.DEBUG_UNCOLLECTABLE, gc.DEBUG_SAVEALL, gc.DEBUG_LEAK)
