"""gc.get_stats counts collections."""
import gc
gc.disable()
a = gc.get_stats()
print(len(a), sorted(a[0]))
gc.collect(); gc.collect(0); gc.collect(0); gc.collect(1)
b = gc.get_stats()
print([y["collections"] - x["collections"] for x, y in zip(a, b)])
l = []; l.append(l); del l
gc.collect()
print(gc.get_stats()[2]["collected"] - b[2]["collected"], gc.get_stats()[2]["uncollectable"])
