"""Two threads sort with the C library, which calls back."""
import ctypes
import threading

libc = ctypes.CDLL(None)
order = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int),
                         ctypes.POINTER(ctypes.c_int))
compare = order(lambda a, b: a[0] - b[0])
sorted_ones = []


def work(k):
    for i in range(5):
        numbers = (ctypes.c_int * 6)(*((k + 5 * j + i) % 7 for j in range(6)))
        libc.qsort(numbers, 6, 4, compare)
        sorted_ones.append(list(numbers))


threads = [threading.Thread(target=work, args=(k,)) for k in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(all(ones == sorted(ones) for ones in sorted_ones), len(sorted_ones))
