"""Locks taken with timeouts that are over just when the lock is released;
conditions, events, semaphores and barriers."""
import sys
import threading

sys.setswitchinterval(1e-6)
lock, reentrant = threading.Lock(), threading.RLock()
condition, event = threading.Condition(), threading.Event()
semaphore, barrier = threading.BoundedSemaphore(2), threading.Barrier(4)
total, inside, most, ready = [0], [0], [0], [0]


def with_timeouts():
    for i in range(60):
        while not lock.acquire(timeout=1e-6 * (i % 5)):
            pass
        total[0] += 1
        lock.release()


def with_reentrant():
    for _ in range(30):
        with reentrant:
            with reentrant:
                total[0:1] = [total[0]]
        with semaphore:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1


def with_condition():
    for _ in range(10):
        with condition:
            ready[0] += 1
            condition.notify_all()
            condition.wait(1e-5)
        event.wait(1e-6)


def work():
    with_timeouts()
    barrier.wait()
    with_reentrant()
    barrier.wait()
    with_condition()
    event.set()


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    while thread.is_alive():
        thread.join(1e-5)
print(total, most[0] <= 2, ready, event.is_set(), lock.locked())
