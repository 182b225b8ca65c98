"""Mark and sweep: mark what the names lead to, then sweep all that was not
marked. A cycle is no trouble, but everything waits for the next sweep.

Try: pytutor-mem lab collectors examples/r19_mark_and_sweep.py
"""
import gc


class Node:
    def __init__(self, next=None):
        self.next = next


chain = Node(Node(Node()))
ring = Node()
ring.next = Node(ring)
lonely = Node()
del ring
del lonely
chain = chain.next
gc.collect()
print("the chain is left, without its head")
