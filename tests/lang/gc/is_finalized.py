"""gc.is_finalized after __del__ ran on a saved object."""
import gc
keep = []
class A:
    def __del__(self): keep.append(self)
print(gc.is_finalized(A), gc.is_finalized(1))
A()
print(gc.is_finalized(keep[0]))
x = A(); print(gc.is_finalized(x))
x = None; print(len(keep))
keep[0] = None; print(len(keep))
keep.clear(); print(len(keep))
