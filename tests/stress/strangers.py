"""Threads that Python has not made come while others are in foreign calls."""
# runner: modes=plain,audit,all
import ctypes
import threading

library = ctypes.CDLL(None)
START = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
library.pthread_create.argtypes = [ctypes.POINTER(ctypes.c_ulong),
                                   ctypes.c_void_p, START, ctypes.c_void_p]
library.pthread_join.argtypes = [ctypes.c_ulong,
                                 ctypes.POINTER(ctypes.c_void_p)]
seen = []


@START
def stranger(number):
    seen.append([number])
    library.usleep(1)
    return number


def calls(times):
    for i in range(times):
        library.usleep(i % 3)


def makes_strangers(first, times):
    for number in range(first, first + times):
        handle = ctypes.c_ulong()
        result = ctypes.c_void_p()
        library.pthread_create(handle, None, stranger, number)
        calls(2)
        library.pthread_join(handle, result)
        assert result.value == number


workers = [threading.Thread(target=makes_strangers, args=(first, 40))
           for first in (1000, 2000, 3000)]
workers += [threading.Thread(target=calls, args=(100,)) for _ in range(2)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(len(seen), sum(number for number, in seen))
