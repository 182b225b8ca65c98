"""A ring of many nodes is found and freed at once."""
# runner: audit-every=5000
import gc
gc.disable()
class Node: pass
first = prev = Node()
for i in range(20000):
    n = Node(); n.prev = prev; prev.next = n; prev = n
prev.next = first
del first, prev, n
print(gc.collect())
print(gc.collect())
