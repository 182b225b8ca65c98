"""with: enter and exit order, suppression, several managers."""
class C:
    def __init__(self, n, swallow=False): self.n, self.s = n, swallow
    def __enter__(self): print("enter", self.n); return self.n
    def __exit__(self, t, v, tb): print("exit", self.n, t and t.__name__, v, tb is not None); return self.s
with C(1) as a, C(2) as b: print(a, b)
with (C(3) as c, C(4)): print(c)
with C(5, True): raise ValueError("x")
try:
    with C(6), C(7): 1 / 0
except ZeroDivisionError as e: print("caught", e)
def f():
    with C(8): return "r"
print(f())
for i in range(3):
    with C(i):
        if i == 1: continue
        if i == 2: break
try:
    with 5: pass
except TypeError as e: print(e)
class N:
    def __enter__(self): return 1
try:
    with N(): pass
except TypeError as e: print(e)
class R(C):
    def __exit__(self, *a): raise KeyError("from exit")
try:
    with R(9): raise ValueError("body")
except KeyError as e: print(repr(e), repr(e.__context__))
