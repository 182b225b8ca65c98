"""Lock and RLock: taking, giving back, timeouts, misuse."""
# runner: audit-every=200
import threading

lock = threading.Lock()
print(lock.locked(), lock.acquire(), lock.locked(), lock.acquire(blocking=False))
print(lock.acquire(timeout=0.01), lock.release(), lock.locked())
for wrong in (lock.release, lambda: lock.acquire(False, 1),
              lambda: lock.acquire(timeout=-2), lambda: lock.acquire(timeout=1e12)):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
with lock as got:
    print(got, lock.locked())
print(lock.locked(), repr(lock).split(" at ")[0])

count = 0


def add(n):
    global count
    for _ in range(n):
        with lock:
            now = count
            count = now + 1


threads = [threading.Thread(target=add, args=(2000,)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(count)

again = threading.RLock()
print(again.acquire(), again.acquire(), repr(again).split(" owner")[0])
print(repr(again).split("count=")[1].split()[0])
again.release()
print(again._is_owned())


def other(out):
    out.append(again._is_owned())
    out.append(again.acquire(blocking=False))
    try:
        again.release()
    except RuntimeError as error:
        out.append(str(error))


out = []
t = threading.Thread(target=other, args=(out,))
t.start()
t.join()
print(out)
again.release()
try:
    again.release()
except RuntimeError as error:
    print(error)
# A lock may be given back by another thread than the one that took it.
lock.acquire()
t = threading.Thread(target=lock.release)
t.start()
print(lock.acquire(timeout=5))
t.join()
