"""WeakKeyDictionary drops entries whose keys die."""
import weakref
class A: pass
d = weakref.WeakKeyDictionary()
a, b = A(), A()
d[a] = 1; d[b] = 2
print(len(d), d[a], a in d, A() in d)
del a
print(len(d), list(d.values()))
d[b] += 1; print(d[b])
del d[b]; print(len(d))
