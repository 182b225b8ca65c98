"""count = count + 1 is several instructions: a thread that is stopped between
reading and writing loses the other's work. Counting references has the same
problem; there the GIL is the lock.

Try: pytutor-mem --schedule rr:7 --at end examples/r25_unlocked_counter.py
"""
import threading

count = 0  # slide: count refers to 0


def one():
    return 1


def add(n):
    global count  # slide: In a thread: the name n
    for _ in range(n):
        count = count + one()  # slide: count refers to another object


threads = [threading.Thread(target=add, args=(100,)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
lost = 200 - count  # slide: How many were lost
print("lost:", lost > 0)
# slides: --focus count --hide Thread
