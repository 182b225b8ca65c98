"""Cycles can be long: A -> B -> C -> D -> F -> A.

Try: pytutor-mem examples/f02_long_cycle.py
"""
import gc

gc.disable()


class Node:
    def __init__(self, name):
        self.name = name


nodes = [Node(name) for name in "ABCDF"]
for here, there in zip(nodes, nodes[1:] + nodes[:1]):
    here.next = there
del nodes, here, there
print("five objects hold each other")
