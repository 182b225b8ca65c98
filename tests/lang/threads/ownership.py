"""An object shared by threads: counts, and which thread frees it."""
# runner: audit-every=200
import gc
import sys
import threading
import weakref


class Node:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("freed", self.name, "by", threading.current_thread().name)


def hold(node, taken, give_up):
    taken.set()
    give_up.wait()


node = Node("shared")
taken, give_up = threading.Event(), threading.Event()
t = threading.Thread(target=hold, args=(node, taken, give_up), name="holder")
t.start()
taken.wait()
print(sys.getrefcount(node) > 3)
alive = weakref.ref(node)
del node
print(alive() is not None)
give_up.set()
t.join()
print(alive())

node = Node("main's")
t = threading.Thread(target=lambda n: None, args=(node,), name="short")
t.start()
t.join()
print(sys.getrefcount(node))
del node


def cycle():
    a, b = Node("a"), Node("b")
    a.other, b.other = b, a


gc.collect()
t = threading.Thread(target=cycle, name="maker")
t.start()
t.join()
print(gc.collect() > 0)


def collect():
    print("collected", gc.collect() > 0)


cycle()
t = threading.Thread(target=collect, name="collector")
t.start()
t.join()
print("end")
