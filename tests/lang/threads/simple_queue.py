"""queue.SimpleQueue and queue.Empty, of _queue; what a timeout may be."""
# runner: audit-every=50
import gc
import queue
import sys
import threading
import time
import weakref
from fractions import Fraction

SimpleQueue = queue.SimpleQueue


def attempt(call):
    try:
        print("ok", call())
    except Exception as error:
        print(type(error), error)


print(SimpleQueue, SimpleQueue.__module__, SimpleQueue.__basicsize__,
      sys.getsizeof(SimpleQueue()), SimpleQueue.__doc__, SimpleQueue[int])
print(queue.Empty, queue.Empty.__mro__[1:], queue.Empty.__doc__)
for name in "put", "get", "put_nowait", "get_nowait", "empty", "qsize":
    method = getattr(SimpleQueue, name)
    print(name, method.__text_signature__, method.__doc__)

q = SimpleQueue()
for call in (
        lambda: SimpleQueue(1), lambda: SimpleQueue(a=1), lambda: q.put(),
        lambda: q.put(1, 2, 3, 4), lambda: q.put(1, block=False, timeout=-1),
        lambda: q.put(item=5), lambda: q.put(1, foo=2), lambda: q.get(),
        lambda: q.get(True, -1), lambda: q.get(timeout="a"),
        lambda: q.get(False, "a"), lambda: q.get(timeout=1e30),
        lambda: q.get(timeout=10 ** 30), lambda: q.get(1, 2, 3),
        lambda: q.get(timeout=float("nan")), lambda: q.get_nowait(),
        lambda: q.get(timeout=0), lambda: q.get(timeout=0.01),
        lambda: q.get(block=0), lambda: q.get(foo=1), lambda: q.put_nowait(),
        lambda: q.put_nowait(item=4), lambda: q.qsize(), lambda: q.qsize(1),
        lambda: q.get_nowait(1), lambda: q.empty()):
    attempt(call)

# What it refers to: a list, the front of which is given up in large parts.
q = SimpleQueue()
for i in range(10):
    q.put([i])
for taken in 3, 3, 4:
    print(gc.get_referents(q)[0], gc.is_tracked(q))
    for _ in range(taken):
        q.get()
print(gc.get_referents(q)[0], q.qsize(), q.empty())
item = object()
before = sys.getrefcount(item)
q.put(item)
print(sys.getrefcount(item) - before, q.get() is item,
      sys.getrefcount(item) - before)
reference = weakref.ref(q)
del q
print(reference())


class Owned(SimpleQueue):
    pass


q = Owned()
q.put(q)
reference = weakref.ref(q)
del q
print(reference() is not None, gc.collect() > 0, reference())

# Several threads wait; each item comes once, in order.
q = SimpleQueue()
got = []


def work():
    while (item := q.get()) is not None:
        got.append(item)


workers = [threading.Thread(target=work) for _ in range(3)]
for worker in workers:
    worker.start()
for i in range(300):
    q.put(i)
for worker in workers:
    q.put(None)
for worker in workers:
    worker.join()
print(sum(got), len(got), q.qsize())


# From a finalizer.
class Dies:
    def __del__(self):
        q.put("from __del__")


dies = Dies()
del dies
print(q.get())


def later():
    time.sleep(0.02)
    q.put("late")


thread = threading.Thread(target=later)
thread.start()
print(q.get(timeout=20))
thread.join()

for value in ("a", None, float("nan"), Fraction(1, 2), 1e30, 10 ** 400):
    attempt(lambda: time.sleep(value))
    attempt(lambda: threading.Lock().acquire(timeout=value))

try:
    q.get(timeout=0.001)
finally:
    print("the last one")
