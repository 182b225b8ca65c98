"""queue and concurrent.futures between threads."""
# runner: audit-every=1000
import queue
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed, wait

q = queue.Queue(maxsize=2)
got = []


def produce(n):
    for i in range(n):
        q.put(i)
    q.put(None)


def consume():
    while True:
        item = q.get()
        q.task_done()
        if item is None:
            return
        got.append(item)


threads = [threading.Thread(target=produce, args=(20,)), threading.Thread(target=consume)]
for t in threads:
    t.start()
q.join()
for t in threads:
    t.join()
print(got, q.empty(), q.qsize())
for wrong in (lambda: q.get_nowait(), lambda: q.get(timeout=0.01), q.task_done):
    try:
        wrong()
    except (queue.Empty, ValueError) as error:
        print(type(error).__name__, error)
lifo, order = queue.LifoQueue(), queue.PriorityQueue()
for i in (3, 1, 2):
    lifo.put(i)
    order.put(i)
print([lifo.get() for _ in range(3)], [order.get() for _ in range(3)])
simple = queue.SimpleQueue()
simple.put("x")
print(simple.get(), simple.empty())

with ThreadPoolExecutor(max_workers=3) as pool:
    print(list(pool.map(lambda x: x * x, range(6))))
    futures = [pool.submit(pow, 2, k) for k in range(5)]
    print(sorted(f.result() for f in as_completed(futures)))
    bad = pool.submit(lambda: 1 / 0)
    print(type(bad.exception()).__name__, bad.done())
    done, rest = wait(futures)
    print(len(done), len(rest))
