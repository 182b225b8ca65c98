"""How the collector finds cycles: copy the counts, subtract the references
from inside; what stays above 0, and all it reaches, lives.

Try: pytutor-mem events --events=all examples/r23_the_algorithm.py
"""
import gc

gc.disable()


class Node:
    pass


kept, a, b = Node(), Node(), Node()
a.other, b.other = b, a
kept.other = kept
del a, b
print("collected:", gc.collect())
