"""Condition, Event, Semaphore, Barrier, Timer."""
# runner: audit-every=200
import threading

items = []
ready = threading.Condition()


def consume(out, n):
    for _ in range(n):
        with ready:
            while not items:
                ready.wait()
            out.append(items.pop(0))


out = []
consumer = threading.Thread(target=consume, args=(out, 5))
consumer.start()
for i in range(5):
    with ready:
        items.append(i)
        ready.notify()
consumer.join()
print(out)
with ready:
    print(ready.wait(0.01), ready.wait_for(lambda: True), ready.wait_for(lambda: 0, 0.01))
try:
    ready.notify()
except RuntimeError as error:
    print(error)

event = threading.Event()
print(event.is_set(), event.wait(0.01))
waiters = [threading.Thread(target=event.wait) for _ in range(3)]
for t in waiters:
    t.start()
event.set()
for t in waiters:
    t.join()
print(event.is_set(), event.wait())
event.clear()
print(event.is_set())

semaphore = threading.Semaphore(2)
print(semaphore.acquire(), semaphore.acquire(), semaphore.acquire(blocking=False))
semaphore.release(2)
print(semaphore.acquire(timeout=1))
bounded = threading.BoundedSemaphore(1)
try:
    bounded.release()
except ValueError as error:
    print(error)

barrier = threading.Barrier(3, action=lambda: print("all are here"))
places = []
crew = [threading.Thread(target=lambda: places.append(barrier.wait())) for _ in range(2)]
for t in crew:
    t.start()
places.append(barrier.wait())
for t in crew:
    t.join()
print(sorted(places), barrier.parties, barrier.n_waiting, barrier.broken)
barrier.abort()
try:
    barrier.wait()
except threading.BrokenBarrierError as error:
    print(type(error).__name__)

timer = threading.Timer(0.01, print, args=("the timer",))
timer.start()
timer.join()
stopped = threading.Timer(100, print, args=("never",))
stopped.start()
stopped.cancel()
stopped.join()
print("end")
