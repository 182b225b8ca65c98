"""Counting does not see cycles: after the three `del`s, left and right keep
each other alive.

Try: pytutor-mem examples/r18_counting_misses_cycles.py
"""
import gc

gc.disable()


class Node:
    def __init__(self):
        self.next = None


root, left, right = Node(), Node(), Node()
root.next, left.next, right.next = left, right, left
del root, left, right
print("nobody can reach left and right; their counts are 1")
