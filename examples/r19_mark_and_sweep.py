"""Mark and sweep: mark what the names lead to, then sweep all that was not
marked. A cycle is no trouble, but everything waits for the next sweep.

Try: pytutor-mem lab collectors examples/r19_mark_and_sweep.py
"""
import gc


class Node:
    def __init__(self, next=None):
        self.next = next


chain = Node(Node(Node()))  # slide: A chain
ring = Node()
ring.next = Node(ring)  # slide: A ring
lonely = Node()
del ring  # slide: The ring loses its name
del lonely  # slide: lonely is counted down to 0: freed
chain = chain.next  # slide: The head of the chain goes too
gc.collect()  # slide: The sweep: what no name leads to is gone
print("the chain is left, without its head")
