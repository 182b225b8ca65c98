"""An exception in a callback is printed and ignored."""
import gc
gc.disable(); gc.collect()
def bad(phase, info): raise ValueError(phase)
gc.callbacks.append(bad)
print(gc.collect())
gc.callbacks.remove(bad)
print("end")
