"""A producer and a consumer with a queue between them: each waits for the
other, and the items have one owner at a time.

Try: pytutor-mem --view gil examples/threads_producer.py
"""
import queue
import threading

items = queue.Queue(maxsize=1)


def produce():
    for number in range(3):
        items.put([number])
    items.put(None)


def consume():
    while (item := items.get()) is not None:
        print("got", item)


threads = [threading.Thread(target=produce, name="producer"),
           threading.Thread(target=consume, name="consumer")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
