"""A list appended to itself: the smallest cycle there is.

Try: pytutor-mem examples/f01_smallest_cycle.py
"""
import gc

gc.disable()
loop = []
loop.append(loop)
print(loop)
del loop
print("its count is still 1")
