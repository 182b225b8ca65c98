# runner: modes=plain,audit,all audit-every=500 timeout=60
"""Value, Array and Lock of multiprocessing: memory that processes share."""
import ctypes
import multiprocessing
import os

fork = multiprocessing.get_context("fork")


def count(value, n):
    for _ in range(n):
        with value.get_lock():
            value.value += 1


def count_bare(lock, value, n):
    for _ in range(n):
        with lock:
            value.value += 1


def double(array):
    for i in range(len(array)):
        array[i] *= 2


def run(function, *args, times=2):
    all = [fork.Process(target=function, args=args) for _ in range(times)]
    for process in all:
        process.start()
    for process in all:
        process.join()
    return [process.exitcode for process in all]


value = fork.Value("i", 5)
print(run(count, value, 20), value.value)
lock, bare = fork.Lock(), fork.Value(ctypes.c_long, 0, lock=False)
print(run(count_bare, lock, bare, 20), bare.value, bare)
array = fork.Array("d", [1.5, 2.5])
print(run(double, array, times=1), array[:], len(array))
text = fork.Array("c", b"shared")
text.value = b"mine"
print(text.value, text.raw)
print(os.statvfs("/dev/shm").f_bsize > 0)

# The queue's own thread ends in an exit function.
queue = fork.Queue()
queue.put(1)
print(queue.get())
