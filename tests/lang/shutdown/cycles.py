"""Cycles among globals are collected at exit."""
class A:
    def __init__(self, n): self.n = n; self.me = self
    def __del__(self): print("del", self.n)
a = A("a"); b = A("b"); a.b = b; b.a = a
def f(): return a
print("end")
