"""del of names, items, attributes and slices drops references."""
import sys
class T:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
a = T("name"); del a
l = [T("item")]; del l[0]; print("after item")
d = {"k": T("value")}; del d["k"]; print("after value")
o = T("owner"); o.x = T("attr"); del o.x; print("after attr")
l = [T(1), T(2), T(3)]; del l[:2]; print("after slice")
del l
del o
a, b = T("a"), T("b")
del a, b
def f():
    t = T("local")
    del t
    print("in f")
    t = T("second")
f()
t = T("x"); t = T("y"); print("replaced")
(T("temp"))
T("expr").n
print("end")
