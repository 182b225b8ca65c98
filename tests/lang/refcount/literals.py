"""Every literal of a running script has one reference more: the syntax tree."""
import sys
t = (1000, 2000)
print(sys.getrefcount(t), sys.getrefcount(t[0]))
s = "a b"
print(sys.getrefcount(s))
u = "abc_q"
print(sys.getrefcount(u))
v = "abc_q"
def f():
    w = 5000
    return sys.getrefcount(w), sys.getrefcount(5000)
print(f())
d = {"kk": 7000, "mm": 8000}
print(sys.getrefcount(d["kk"]), [sys.getrefcount(k) for k in d])
z = [300, 300, 400]
print(sys.getrefcount(z[0]), sys.getrefcount(z[2]))
y = 300
print(sys.getrefcount(y), sys.getrefcount(2.5))
if y in (6000, 6001): pass
fs = f"{y} xx yy"
print(-7777, sys.getrefcount(-7777), sys.getrefcount(b"qq zz"))
