"""Without a cycle an object dies at once; in a cycle it waits for the
collector.

Try: pytutor-mem examples/r24_at_once_or_later.py --at 23
"""
import gc


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("freed:", self.name)


Loud("alone")
print("after alone")
cycle = Loud("in a cycle")
cycle.me = cycle
del cycle
print("after the cycle's del")
gc.collect()
print("after gc.collect()")
