"""Threads: a lock around money, a pool, an event, thread-local data."""
# runner: modes=plain,audit,all audit-every=1000 timeout=90
import queue
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed


class Account:
    def __init__(self, money):
        self.money = money
        self.lock = threading.RLock()

    def move(self, other, amount):
        first, second = sorted((self, other), key=id)
        with first.lock, second.lock:
            if self.money < amount:
                raise ValueError("not enough")
            self.money -= amount
            other.money += amount


def worker(a, b, times, errors):
    for i in range(times):
        try:
            a.move(b, i % 7)
        except ValueError as error:
            errors.append(str(error))


a, b, errors = Account(100), Account(100), []
threads = [threading.Thread(target=worker, args=pair + (50, errors))
           for pair in ((a, b), (b, a), (a, b), (b, a))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(a.money + b.money, set(errors) <= {"not enough"})

jobs, done = queue.Queue(), queue.Queue()


def serve():
    while (job := jobs.get()) is not None:
        done.put((job, job ** 2))
        jobs.task_done()


servers = [threading.Thread(target=serve, name=f"server-{i}", daemon=True)
           for i in range(3)]
for server in servers:
    server.start()
for n in range(10):
    jobs.put(n)
jobs.join()
for _ in servers:
    jobs.put(None)
for server in servers:
    server.join()
print(sorted(done.get() for _ in range(done.qsize())), done.empty())

with ThreadPoolExecutor(max_workers=3) as pool:
    futures = {pool.submit(pow, n, 2): n for n in range(5)}
    print(sorted((futures[f], f.result()) for f in as_completed(futures)))
    print(list(pool.map(str.upper, ["a", "b", "c"])))
    failing = pool.submit(int, "x")
    print(type(failing.exception()).__name__, failing.exception())

ready, go = threading.Event(), threading.Event()
local = threading.local()
seen = []


def wait():
    local.name = threading.current_thread().name
    ready.set()
    go.wait()
    seen.append(local.name)


waiter = threading.Thread(target=wait, name="waiter")
waiter.start()
ready.wait()
print(seen, hasattr(local, "name"), waiter.is_alive())
go.set()
waiter.join()
print(seen, waiter.is_alive(), threading.main_thread() is threading.current_thread())

box, condition = [], threading.Condition()


def consume(n, out):
    with condition:
        while len(out) < n:
            condition.wait_for(lambda: box)
            out.append(box.pop())
            condition.notify()


out = []
consumer = threading.Thread(target=consume, args=(3, out))
consumer.start()
for item in "abc":
    with condition:
        condition.wait_for(lambda: not box)
        box.append(item)
        condition.notify()
consumer.join()
barrier = threading.Barrier(2)
semaphore = threading.Semaphore(2)
print(out, semaphore.acquire(), semaphore.acquire(), semaphore.acquire(blocking=False))
timer = threading.Timer(0.01, seen.append, ("timer",))
timer.start()
timer.join()
print(seen, threading.active_count(), a.lock.acquire(), a.lock.release())
try:
    threading.Lock().release()
except RuntimeError as error:
    print(error)
