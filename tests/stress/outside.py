"""Threads that sleep, read and write pipes and pass things on in queues."""
import os
import queue
import sys
import threading
import time

sys.setswitchinterval(1e-6)
reading, writing = os.pipe()
tasks, results = queue.Queue(maxsize=3), queue.SimpleQueue()
local = threading.local()


def write():
    for i in range(30):
        os.write(writing, b"%02d " % i)
        if i % 7 == 0:
            time.sleep(1e-5)
    os.close(writing)


def read():
    text = b""
    while True:
        part = os.read(reading, 10)
        if not part:
            break
        text += part
    results.put(("read", len(text.split())))


def produce():
    for i in range(30):
        tasks.put(i)
    tasks.put(None)


def consume():
    local.total = 0
    while True:
        try:
            i = tasks.get(timeout=1e-4)
        except queue.Empty:
            continue
        if i is None:
            break
        local.total += i
    results.put(("sum", local.total))


threads = [threading.Thread(target=f) for f in (write, read, produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
os.close(reading)
print(sorted(results.get() for _ in range(2)))
