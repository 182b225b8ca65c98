"""Two families of garbage collection: counting frees at once but misses
cycles; tracing misses nothing but comes later. CPython does both.

Try: pytutor-mem lab collectors examples/r14_two_families.py
"""
import gc


class Node:
    def __init__(self, name):
        self.name = name
        self.other = None

    def __del__(self):
        print("freed:", self.name)


alone = Node("alone")
left, right = Node("left"), Node("right")
left.other, right.other = right, left
del alone
del left, right
print("nobody can reach any of them")
gc.collect()
print("end")
