"""A pool of processes, and a queue that three children write to."""
import multiprocessing
import os

fork = multiprocessing.get_context("fork")


def square(n):
    return os.getpid(), n * n


def put(queue, n):
    for i in range(3):
        queue.put((n, i))


with fork.Pool(3) as pool:
    print(pool.map(square, range(8), chunksize=1))
queue = fork.Queue()
children = [fork.Process(target=put, args=(queue, n)) for n in range(3)]
for child in children:
    child.start()
print([queue.get() for _ in range(9)])
for child in children:
    child.join()
    print(child.exitcode)
