"""Threads that send each other bytes through pipes, sleep and time out."""
import os
import queue
import select
import threading
import time

r, w = os.pipe()
todo, done = queue.Queue(2), []


def reader():
    while (text := os.read(r, 5)):
        done.append(text)


def taker():
    while True:
        try:
            item = todo.get(timeout=0.0005)
        except queue.Empty:
            continue
        if item is None:
            break
        done.append(item)


threads = [threading.Thread(target=reader), threading.Thread(target=taker)]
for thread in threads:
    thread.start()
for i in range(20):
    os.write(w, b"bytes")
    todo.put(i)
    time.sleep(0.0003)
    select.select([], [w], [], 0.0001)
todo.put(None)
os.close(w)
for thread in threads:
    thread.join()
print(len(b"".join(item for item in done if type(item) is bytes)))
