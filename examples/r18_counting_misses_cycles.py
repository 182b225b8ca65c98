"""Counting does not see cycles: after the three `del`s, left and right keep
each other alive.

Try: pytutor-mem examples/r18_counting_misses_cycles.py
"""
import gc

gc.disable()


class Node:
    def __init__(self):
        self.next = None


root, left, right = Node(), Node(), Node()  # slide: Three nodes, a name each
root.next, left.next, right.next = left, right, left  # slide: left and right refer to each other
del root, left, right  # slide: No names are left: root is freed, the cycle stays
# note: Both counts are 1, and nobody can reach them. Only a collector can.
print("nobody can reach left and right; their counts are 1")
