"""An object that saves itself in __del__ lives on; __del__ runs once."""
import gc, sys
saved = []
class A:
    def __del__(self):
        print("del", len(saved)); saved.append(self)
a = A(); a.x = 5
del a
print(saved[0].x, sys.getrefcount(saved[0]))
saved.clear()
print("gone")
class B:
    def __del__(self): print("B del"); saved.append(self)
b = B(); b.me = b; del b
print(gc.collect(), len(saved))
print(saved[0].me is saved[0])
saved[0].me = None; saved.clear(); print("cleared")
b = B(); b.me = b; del b
gc.collect(); saved.clear()
print(gc.collect(), gc.is_finalized(a) if "a" in dir() else None)
