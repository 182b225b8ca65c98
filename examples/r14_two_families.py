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


alone = Node("alone")  # slide: One object alone
left, right = Node("left"), Node("right")
left.other, right.other = right, left  # slide: Two that refer to each other
del alone  # slide: del: the one alone is freed at once
# note: Counting alone would do here. Ask who will free the other two.
del left, right  # slide: del: the two cannot be reached, but stay
print("nobody can reach any of them")
gc.collect()  # slide: The collector finds and frees them
print("end")
