"""Cycles with finalizers and weak references, collected by whichever thread
comes to the threshold."""
import gc
import threading
import weakref

gc.set_threshold(20, 2, 2)
ended = []


class Node:
    def __init__(self, k):
        self.k, self.me = k, self

    def __del__(self):
        ended.append(self.k)


def work(k):
    for i in range(40):
        weakref.ref(Node(k), ended.append)


threads = [threading.Thread(target=work, args=(k,)) for k in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
gc.collect()
print(sum(type(item) is int for item in ended))
