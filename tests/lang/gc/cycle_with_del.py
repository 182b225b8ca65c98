"""Finalizers of a cycle run once, in order of age, before it is freed."""
import gc
gc.disable()
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n, hasattr(self, "other"))
a, b, c = A("a"), A("b"), A("c")
a.other, b.other, c.other = b, c, a
del a, b, c
print("collect"); print(gc.collect()); print("done")
a = A("self"); a.other = a; del a
print(gc.collect())
print(gc.garbage)
