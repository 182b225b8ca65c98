"""Cycles for the collector: rings made and dropped, a heap that stays."""
import gc


class Node:
    def __init__(self):
        self.next = None


def ring(n):
    first = node = Node()
    for _ in range(n - 1):
        node.next = Node()
        node = node.next
    node.next = first


stays = [[i, {i: [i]}] for i in range(40000)]
for i in range(80000):
    ring(8)
print(len(stays), gc.collect() >= 0)
