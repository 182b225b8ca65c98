"""Automatic collections of generation 0, 1 and 2 happen at thresholds."""
import gc
gc.collect()
seen = []
def cb(phase, info):
    if phase == "stop": seen.append((info["generation"], info["collected"]))
gc.callbacks.append(cb)
gc.set_threshold(50, 2, 2)
keep = []
class A: pass
for i in range(500):
    a = A(); a.me = a
    if len(seen) > 9: break
gc.callbacks.remove(cb)
gc.set_threshold(700, 10, 10)
print([g for g, _ in seen])
print(sum(c for _, c in seen) > 100)
