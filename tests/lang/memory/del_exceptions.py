"""Exceptions in __del__ are printed and ignored."""
import sys
class A:
    def __del__(self): raise ValueError("in del")
def hook(u):
    print("hook", u.exc_type.__name__, u.exc_value, u.err_msg, u.object is A.__del__)
sys.unraisablehook = hook
A()
class B:
    def __del__(self): self.nope
B()
class C:
    def __repr__(self): return "<C>"
    def __del__(self): raise KeyError("c")
C()
sys.unraisablehook = sys.__unraisablehook__
print("end")
