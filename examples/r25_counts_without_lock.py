"""Two threads use one object: each name they give it changes its count. The lab
takes such changes apart into load, add and store, and tries all orders in which
they could come if there were no lock.

Try: pytutor-mem lab race --schedule rr:7 examples/r25_counts_without_lock.py
"""
import threading


class Node:
    pass


def use(node, n):
    for _ in range(n):
        other = node  # slide: In a thread: two more references
        del other  # slide: del: the count falls again


shared = Node()  # slide: One object, one name
threads = [threading.Thread(target=use, args=(shared, 60), name=name)
           for name in ("one", "two")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
# slides: --focus shared
