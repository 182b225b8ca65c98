"""One member of a cycle saves itself: the whole cycle lives on."""
import gc
gc.disable()
saved = []
class A:
    def __init__(self, n): self.n = n
    def __del__(self):
        print("del", self.n)
        if self.n == "b": saved.append(self)
a, b = A("a"), A("b"); a.o, b.o = b, a
c = A("c"); c.o = c
del a, b, c
print(gc.collect(), [s.n for s in saved], saved[0].o.n)
del saved[:]
print(gc.collect())
