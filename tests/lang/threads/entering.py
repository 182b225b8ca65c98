"""A thread that waits in `with lock:` holds the lock's methods, whatever the
others do meanwhile."""
import _thread
import sys

lock, ended = _thread.allocate_lock(), _thread.allocate_lock()
ended.acquire()
seen = []
sys.setswitchinterval(1e-6)


def work():
    with lock:
        for i in range(100):
            seen.append(i)
    ended.release()


for turn in range(3):
    _thread.start_new_thread(work, ())
    while not lock.locked() and not seen:
        pass
    with lock:
        print(len(seen))
    ended.acquire()
    seen.clear()
