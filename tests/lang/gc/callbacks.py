"""gc.callbacks are told of the start and stop of each collection."""
import gc
gc.disable(); gc.collect()
def cb(phase, info): print(phase, info)
gc.callbacks.append(cb)
gc.collect()
a = []; a.append(a); del a
gc.collect(0)
gc.collect(1)
class A: pass
x = A(); x.x = x; del x
gc.collect()
gc.callbacks.clear()
gc.collect()
print(gc.callbacks)
