"""The GIL: one thread at a time runs Python code. Two threads that compute
take turns and gain nothing; a thread that sleeps lets the others run.

Try: pytutor-mem --view gil --schedule rr:5000 examples/r30_gil.py
"""
import threading
import time


def compute(n):
    total = 0  # slide: A thread computes
    for i in range(n):
        total += i  # slide: It counts, and holds the GIL
    return total


def sleep_a_little():
    for _ in range(3):
        time.sleep(0.0005)


threads = [threading.Thread(target=compute, args=(20000,), name="computes"),
           threading.Thread(target=compute, args=(20000,), name="computes too"),
           threading.Thread(target=sleep_a_little, name="sleeps")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
# slides: --focus total
