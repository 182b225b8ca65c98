"""What threads gain under the GIL: those that compute take turns, those that
wait for something outside overlap. The lab then measures both, with 1, 2 and
4 threads and with processes, each of which has a GIL of its own.

Try: pytutor-mem lab gil --schedule rr:5000 examples/r30_lab_gil.py
"""
import threading
import time


def compute():
    total = 0  # slide: A thread computes
    for i in range(10000):
        total += i  # slide: It counts, and holds the GIL


def wait_outside():
    time.sleep(0.001)  # slide: Another waits outside: the GIL is free


threads = [threading.Thread(target=work, name=work.__name__ + str(k))
           for work in (compute, wait_outside) for k in (1, 2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
# slides: --focus total
