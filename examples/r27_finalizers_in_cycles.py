"""Python 2 never freed a cycle in which an object had a `__del__`: it did not
know whose to call first. Since Python 3.4 (PEP 442) it calls all, then frees.

Try: pytutor-mem lab del examples/r27_finalizers_in_cycles.py
"""
import gc


class File:
    def __del__(self):
        print("closed")


class Holder:
    pass


file, holder, other = File(), Holder(), Holder()  # slide: Three objects, a name each
file.holder, holder.file = holder, file  # slide: Two refer to each other
other.me = other  # slide: One refers to itself
del file, holder, other  # slide: del: three in two cycles
print("collected:", gc.collect(), "garbage:", gc.garbage)  # slide: All finalizers run, then all is freed
