"""Callbacks on threads that Python has not made: they get a thread state."""
# runner: audit-every=100 modes=plain,audit,all
import ctypes
import threading
import time

library = ctypes.CDLL(None, use_errno=True)
START = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
library.pthread_create.argtypes = [ctypes.POINTER(ctypes.c_ulong),
                                   ctypes.c_void_p, START, ctypes.c_void_p]
library.pthread_join.argtypes = [ctypes.c_ulong,
                                 ctypes.POINTER(ctypes.c_void_p)]


def create(function, argument=None):
    handle = ctypes.c_ulong()
    print("create", library.pthread_create(handle, None, function, argument))
    return handle


def join(handle):
    result = ctypes.c_void_p()
    library.pthread_join(handle, result)
    return result.value


seen = []
local = threading.local()
local.value = "main"


@START
def plain(argument):
    thread = threading.current_thread()
    seen.append((argument, type(thread).__name__, thread.daemon,
                 thread is not threading.main_thread(),
                 hasattr(local, "value")))
    local.value = "foreign"
    return argument + 1


print(join(create(plain, 41)), seen, local.value)


@START
def fails(argument):
    raise ValueError("in a foreign thread")


unraisable = []
import sys
sys.unraisablehook = lambda u: unraisable.append((repr(u.exc_value),
                                                  u.object is not None))
join(create(fails))
print(unraisable)

# It runs while Python threads wait and work.
event = threading.Event()


@START
def sets(argument):
    time.sleep(0.01)
    event.set()
    return 7


handle = create(sets)
print(event.wait(20), join(handle))

counts = []
lock = threading.Lock()


@START
def counting(argument):
    for i in range(200):
        with lock:
            counts.append([argument, i])
    return argument


def python_thread():
    for i in range(200):
        with lock:
            counts.append([0, i])


workers = [threading.Thread(target=python_thread) for _ in range(2)]
for worker in workers:
    worker.start()
handles = [create(counting, k) for k in range(1, 4)]
for worker in workers:
    worker.join()
print([join(handle) for handle in handles], len(counts))
print(sorted({count[0] for count in counts}))

# The thread that it blocks is the one that made the call.
nested = []


@START
def outer(argument):
    handle = ctypes.c_ulong()
    library.pthread_create(handle, None, plain, 10)
    nested.append(join(handle))
    return 1


print(join(create(outer)), nested)

# qsort: on the calling thread.
numbers = (ctypes.c_int * 6)(5, 3, 9, 1, 7, 2)
COMPARE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int),
                           ctypes.POINTER(ctypes.c_int))
idents = set()


def compare(a, b):
    idents.add(threading.get_ident())
    return a[0] - b[0]


library.qsort(numbers, 6, 4, COMPARE(compare))
print(list(numbers), idents == {threading.get_ident()})
