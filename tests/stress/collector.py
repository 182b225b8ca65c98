"""Cycles with finalizers, made in several threads and collected in others."""
import gc
import sys
import threading

sys.setswitchinterval(1e-6)
gc.set_threshold(20, 3, 3)
made, finalized, kept = [0] * 4, [], []


class Node:
    def __init__(self, k, again):
        self.me = self
        self.k, self.again = k, again
        self.items = [self, {"node": self}]

    def __del__(self):
        finalized.append(self.k)
        if self.again:
            self.again = False
            kept.append(self)


def work(k):
    for i in range(40):
        a, b = Node(k, i % 9 == 0), Node(k, False)
        a.other, b.other = b, a
        made[k] += 2
        if i % 13 == k:
            gc.collect()
        if i % 5 == 0 and kept:
            try:
                kept.pop()
            except IndexError:
                pass


threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
del kept[:]
gc.collect()
del kept[:]
gc.collect()
print(sum(made), [finalized.count(k) for k in range(4)])
print(sum(isinstance(o, Node) for o in gc.get_objects()), gc.garbage)
