"""weakref.finalize: at death, by call, detach, peek, at exit."""
import weakref
class A: pass
a = A()
f = weakref.finalize(a, print, "dead", 1, sep="-")
print(f.alive); del a; print(f.alive, f())
b = A(); g = weakref.finalize(b, lambda: "result"); print(g(), g(), g.alive)
c = A(); h = weakref.finalize(c, print, "no"); print(h.peek()[2], h.detach()[0] is c, h.alive); del c
d = A(); i = weakref.finalize(d, print, "at exit"); print(i.atexit)
e = A(); j = weakref.finalize(e, print, "not at exit"); j.atexit = False
print("end")
