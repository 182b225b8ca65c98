"""The order in which __del__ runs when containers and scopes go away."""
class T:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
l = [T(1), T(2), T(3)]; del l
t = (T(4), T(5)); del t
d = {"a": T(6), "b": T(7)}; del d
o = T("outer"); o.inner = T("inner"); del o
def f(a, b):
    c = T("c"); d = T("d")
    print("leaving")
f(T("a"), T("b"))
def g():
    x = T("x")
    return x
g(); print("g done")
y = g(); print("held"); y = None
l = [T(1), T(2)]; l[0] = T(3); l.clear()
l = [T(i) for i in range(3)]; l = None
def h():
    try:
        z = T("z")
        return z.n
    finally:
        print("finally")
print(h())
a = T("self"); a.me = [a]; a.me = None; del a
class P(T):
    def __del__(self):
        super().__del__(); print("del P")
P("p")
x = [T("n1"), [T("n2"), [T("n3")]]]; del x
