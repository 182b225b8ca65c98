"""Barrier, Timer, Semaphore, Condition.wait_for, Event and their errors."""
import threading
import time

# A barrier: all pass, then it is broken, then it is reset.
barrier = threading.Barrier(3, action=lambda: passed.append("action"))
passed = []


def pass_barrier():
    passed.append("in")
    index = barrier.wait()
    passed.append("out")
    indexes.append(index)


indexes = []
threads = [threading.Thread(target=pass_barrier) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(indexes), passed[:4], passed[4:], barrier.broken)


def break_it(how):
    try:
        barrier.wait(timeout=how)
    except threading.BrokenBarrierError as error:
        broken.append(type(error).__name__)


broken = []
threads = [threading.Thread(target=break_it, args=(t,)) for t in (0.01, 5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(broken, barrier.broken, barrier.n_waiting, barrier.parties)
barrier.reset()
print(barrier.broken)
barrier.abort()
try:
    barrier.wait()
except threading.BrokenBarrierError:
    print("aborted")
failing = threading.Barrier(1, action=lambda: 1 / 0)
try:
    failing.wait()
except ZeroDivisionError:
    print("the action failed", failing.broken)

# Timers.
fired = threading.Event()
timer = threading.Timer(0.01, lambda a, b=0: (done.append(a + b), fired.set()),
                        args=(1,), kwargs={"b": 2})
done = []
timer.start()
print(fired.wait(5), done)
timer.join()
never = threading.Timer(60, done.append, ("never",))
never.start()
never.cancel()
never.join()
print(done, never.finished.is_set())

# Semaphores.
semaphore = threading.Semaphore(2)
print(semaphore.acquire(), semaphore.acquire(), semaphore.acquire(False),
      semaphore.acquire(timeout=0.01))
semaphore.release(2)
bounded = threading.BoundedSemaphore(1)
try:
    bounded.release()
except ValueError as error:
    print("ValueError:", error)
for wrong in (lambda: threading.Semaphore(-1),
              lambda: semaphore.release(0),
              lambda: semaphore.acquire(False, timeout=1)):
    try:
        wrong()
    except ValueError as error:
        print("ValueError:", error)

# wait_for.
condition, items = threading.Condition(), []


def consume(n):
    with condition:
        ok = condition.wait_for(lambda: len(items) >= n, timeout=5)
        seen.append((n, ok, len(items) >= n))


seen = []
threads = [threading.Thread(target=consume, args=(n,)) for n in (1, 3)]
for thread in threads:
    thread.start()
for i in range(3):
    with condition:
        items.append(i)
        condition.notify_all()
    time.sleep(0.001)
for thread in threads:
    thread.join()
print(sorted(seen))
with condition:
    print(condition.wait_for(lambda: False, timeout=0.01))
for wrong in (condition.wait, condition.notify, condition.notify_all):
    try:
        wrong()
    except RuntimeError as error:
        print("RuntimeError:", error)
